"""The bundled briefing notes: their form, and that they carry over facts, not sentences, from the reports they name."""

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BRIEFS = sorted((ROOT / "corpus" / "briefs").glob("*.md"))
REPORTS = Path(os.environ.get("ASSISTANT_SHARED", ROOT.parent / "shared")) / "reports"
KEYS = ["id", "title", "publisher", "year", "language", "about", "sources"]
COPIED = 9  # this many words in a row, shared with a report, is a quotation and not our own words

needs_reports = pytest.mark.skipif(not REPORTS.is_dir(), reason="the reports in ../shared are not here")
every_brief = pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.name)


def front_matter(path: Path) -> dict[str, object]:
    head = path.read_text(encoding="utf-8").split("---\n")[1]
    pairs = (line.split(": ", 1) for line in head.splitlines())
    return {key: json.loads(value) if value[0] in '"[' or value.isdigit() else value for key, value in pairs}


def sources(path: Path) -> list[str]:
    named = front_matter(path)["sources"]
    assert isinstance(named, list)
    return [str(name) for name in named]


def body(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("---\n", 2)[2]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    listed = words(text)
    return (tuple(listed[at : at + COPIED]) for at in range(len(listed) - COPIED + 1))


def figures(text: str) -> set[str]:
    return {figure.replace(",", ".") for figure in re.findall(r"\d+(?:[.,]\d+)?", text)}


def pdf_text(path: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range().replace("\ufffe", "") for page in pdf)


@cache
def report_text(name: str) -> str:
    import lxml.html

    path = REPORTS / name
    if path.suffix == ".pdf":
        return pdf_text(path)
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".html":
        return text
    return str(lxml.html.fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")).text_content())


@cache
def copied_runs_of_all_reports() -> frozenset[tuple[str, ...]]:
    reports = (path.name for path in REPORTS.iterdir() if path.suffix in {".pdf", ".html", ".md", ".txt"})
    return frozenset(run for name in reports for run in runs(report_text(name)))


def test_there_are_enough_notes_in_each_language() -> None:
    languages = [front_matter(path)["language"] for path in BRIEFS]
    assert languages.count("nb") >= 6
    assert languages.count("nn") >= 1
    assert languages.count("en") >= 5


def test_no_two_notes_share_an_id() -> None:
    ids = [front_matter(path)["id"] for path in BRIEFS]
    assert len(set(ids)) == len(ids)


@every_brief
def test_a_note_says_who_published_it_when_in_which_language_and_from_what(path: Path) -> None:
    meta = front_matter(path)
    assert list(meta) == KEYS
    assert str(meta["id"]).startswith("brief-")
    assert (meta["publisher"], meta["year"]) == ("Mandate Assistant", 2026)
    assert path.name.endswith(f".{meta['language']}.md")
    assert meta["title"]
    assert str(meta["about"]).endswith(".")
    assert sources(path)


@every_brief
def test_a_note_is_of_readable_length_and_has_headings_and_lists(path: Path) -> None:
    text = body(path)
    assert 600 <= len(words(text)) <= 1200
    assert len(re.findall(r"^## \S", text, re.M)) >= 3
    assert re.search(r"^### \S", text, re.M)
    assert re.search(r"^- \S", text, re.M)


@every_brief
def test_a_table_has_a_caption_above_it(path: Path) -> None:
    text = body(path)
    tables = re.findall(r"^\|[ :|-]+\|$", text, re.M)
    captions = re.findall(r"^(?:Tabell|Table) \d+: .+\n\n\|", text, re.M)
    assert len(captions) == len(tables)


@needs_reports
@every_brief
def test_a_note_names_reports_that_exist(path: Path) -> None:
    assert [name for name in sources(path) if not (REPORTS / name).is_file()] == []


@needs_reports
@every_brief
def test_a_note_copies_no_sentence_from_any_report(path: Path) -> None:
    reports = copied_runs_of_all_reports()
    assert [" ".join(run) for run in runs(path.read_text(encoding="utf-8")) if run in reports] == []


@needs_reports
@every_brief
def test_every_figure_in_a_note_stands_in_a_report_it_names(path: Path) -> None:
    text = re.sub(r"(?:Tabell|Table|tabell|table) \d+", "", body(path))
    known = set().union(*(figures(name + report_text(name)) for name in sources(path)))
    assert sorted(figures(text) - known) == []
