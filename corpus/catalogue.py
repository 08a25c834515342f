"""What is known about reports beside their own text.

Two sources: `reports.toml`, which a user may keep beside the files, and `corpus/catalogue.toml`, which knows the
reports that the mandate names and how to recognise their files.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from corpus.document import Content, Metadata

_HEAD = 3_000  # characters of the text in which a report is expected to name itself
_METADATA = tuple(field.name for field in fields(Metadata))


@dataclass(frozen=True, slots=True)
class KnownReport:
    """A report the catalogue knows, and the signs by which its file is recognised (lower case)."""

    metadata: Metadata
    named_by_mandate: bool
    identifiers: tuple[str, ...]  # CELEX and ISBN numbers, LOV and NOU numbers: searched in the head of the text
    titles: tuple[str, ...]  # searched in the file's own title and in the first lines


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The known reports, in the order in which they are tried."""

    reports: tuple[KnownReport, ...]

    def recognise(self, content: Content, path: Path) -> KnownReport | None:
        """Which known report a file is: by an identifier it carries, else by its title."""
        title = _plain(content.metadata.title or "")
        head = _plain(content.text[:_HEAD])
        opening = f"{title} {_plain(path.stem)} {head[:400]}"
        for report in self.reports:
            if any(sign in f"{title} {head}" for sign in report.identifiers):
                return report
        for report in self.reports:
            if any(sign in opening for sign in report.titles):
                return report
        return None


@dataclass(frozen=True, slots=True)
class SideCatalogue:
    """A folder's `reports.toml`: facts by file name. One that cannot be understood counts as absent (`side_error`)."""

    entries: Mapping[str, Metadata]

    @classmethod
    def beside(cls, path: Path) -> "SideCatalogue":
        side = path.with_name("reports.toml")
        try:
            return _parse_side(side, side.stat().st_mtime_ns)
        except (OSError, ValueError):
            return cls({})

    def entry(self, path: Path) -> Metadata:
        return self.entries.get(path.name, Metadata())


def side_error(side: Path) -> str | None:
    """Why a `reports.toml` cannot be understood; None where it can."""
    try:
        _parse_side(side, side.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        return str(error)
    return None


def merge(*sources: Metadata) -> Metadata:
    """The first known value of each fact."""
    merged = Metadata()
    for source in sources:
        missing = {name: getattr(source, name) for name in _METADATA if getattr(merged, name) is None}
        merged = replace(merged, **missing)
    return merged


@cache
def known_reports() -> Catalogue:
    """The catalogue that comes with the program."""
    listed = tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))
    return Catalogue(tuple(_known(report) for report in listed["report"]))


def _known(report: Mapping[str, Any]) -> KnownReport:
    signs = report["recognise"]
    identifiers = [sign for kind in ("celex", "isbn", "identifier") for sign in signs.get(kind, [])]
    return KnownReport(
        metadata=_metadata(report),
        named_by_mandate=report.get("named_by_mandate", False),
        identifiers=tuple(map(_plain, identifiers)),
        titles=tuple(map(_plain, signs.get("title", []))),
    )


@lru_cache(maxsize=64)
def _parse_side(side: Path, _modified_ns: int) -> SideCatalogue:
    """Raises `OSError`, and `ValueError` for what is no TOML or no list of reports with their files."""
    listed = tomllib.loads(side.read_text(encoding="utf-8-sig")).get("report", [])
    if not isinstance(listed, list) or not all(isinstance(report, dict) for report in listed):
        raise ValueError("'report' is not a list of tables: begin each with [[report]]")
    nameless = [number for number, report in enumerate(listed, 1) if not isinstance(report.get("file"), str)]
    if nameless:
        raise ValueError(f"report {nameless[0]} has no 'file'")
    return SideCatalogue({report["file"]: _metadata(report) for report in listed})


def _metadata(report: Mapping[str, Any]) -> Metadata:
    """Facts of the right type; others count as unknown."""
    texts = {name: report[name] for name in _METADATA if name != "year" and isinstance(report.get(name), str)}
    if texts.get("language") not in (None, "nb", "nn", "en"):
        del texts["language"]
    year = report.get("year")
    return Metadata(**texts, year=year if isinstance(year, int) else None)


def _plain(text: str) -> str:
    """Lower case, one space between words, dashes alike: titles are compared in this form."""
    return " ".join(text.lower().replace("–", "-").replace("—", "-").replace("’", "'").split())
