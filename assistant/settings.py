"""Where things are kept and what the user has chosen: by option, else environment, else what the home remembers."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import corpus
from index import durable
from index.embedders import PACKAGED

BRIEFS = Path(corpus.__file__).with_name("briefs")
_FILE = "settings.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What one home is set to."""

    home: Path
    reports: tuple[Path, ...] = (BRIEFS,)  # folders and files
    model: str = PACKAGED  # "e5-small", a model directory, or a hub name
    words: int = 90  # of a passage
    ocr: bool = False  # recognise the text of scanned pages
    reranker: str | None = None  # a cross-encoder: directory or hub name; never remembered


def default_home() -> Path:
    """ASSISTANT_HOME, else the system's folder for a user's data."""
    named = os.environ.get("ASSISTANT_HOME")
    if named:
        return Path(named).expanduser().resolve()
    from platformdirs import user_data_path

    return user_data_path("mandate-assistant", appauthor=False)


def load(
    home: Path | None = None,
    reports: Sequence[Path] = (),
    model: str | None = None,
    reranker: str | None = None,
    ocr: bool | None = None,
) -> Settings:
    """The settings in force. Raises `BadSettings` when the home's settings file cannot be understood.

    An empty `reranker` is none, whatever the environment says.
    """
    home = (home or default_home()).expanduser().resolve()
    settings = remembered(home)
    named = reports or [Path(part) for part in os.environ.get("ASSISTANT_REPORTS", "").split(os.pathsep) if part]
    if named:
        settings = replace(settings, reports=tuple(path.expanduser().resolve() for path in named))
    reranker = os.environ.get("ASSISTANT_RERANKER") if reranker is None else reranker
    settings = replace(settings, reranker=reranker or None, ocr=settings.ocr if ocr is None else ocr)
    model = model or os.environ.get("ASSISTANT_MODEL")
    return replace(settings, model=model) if model else settings


def remember(settings: Settings) -> None:
    """Keep the choice of reports, model and text recognition for the next call, in a file that a person can edit."""
    lines = [
        "# Kept by `assistant rebuild`; may be edited.",
        f"reports = [{', '.join(_quoted(str(path)) for path in settings.reports)}]",
        f"model = {_quoted(settings.model)}",
        f"words = {settings.words}",
        f"ocr = {str(settings.ocr).lower()}",
    ]
    durable.write_atomically(settings.home / _FILE, ("\n".join(lines) + "\n").encode())


class BadSettings(Exception):
    """A settings file that cannot be understood; `args` are the file and the cause."""


def remembered(home: Path) -> Settings:
    """What the home's own file says, else the defaults. Raises `BadSettings`."""
    path = home / _FILE
    try:
        kept = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return Settings(home)
    except (OSError, ValueError) as error:
        raise BadSettings(str(path), str(error)) from error
    try:
        return _from_file(home, kept)
    except (TypeError, ValueError, AttributeError) as error:
        raise BadSettings(str(path), str(error)) from error


def _from_file(home: Path, kept: Mapping[str, object]) -> Settings:
    reports, model, words = kept.get("reports", [str(BRIEFS)]), kept.get("model", PACKAGED), kept.get("words", 90)
    ocr = kept.get("ocr", False)
    if not isinstance(reports, list) or not isinstance(model, str) or not isinstance(words, int):
        raise TypeError("reports is a list of paths, model a name, words a number")
    if not isinstance(ocr, bool):
        raise TypeError("ocr is true or false")
    return Settings(home, tuple(Path(str(path)) for path in reports), model, min(max(words, 20), 400), ocr)


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
