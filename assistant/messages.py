"""What the program says, in bokmål and English, from `messages.toml`."""

import locale
import os
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

UiLanguage = Literal["nb", "en"]


class Messages:
    """The program's voice in one language."""

    def __init__(self, language: UiLanguage) -> None:
        self.language: UiLanguage = language

    def __call__(self, key: str, **facts: object) -> str:
        text = _texts()[key][self.language]
        return text.format(**facts) if facts else text


@cache
def _texts() -> dict[str, dict[UiLanguage, str]]:
    texts: dict[str, dict[UiLanguage, str]] = tomllib.loads(
        Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    )
    return texts


def ui_language(arguments: Sequence[str]) -> UiLanguage:
    """`--ui-language`, else ASSISTANT_UI_LANGUAGE, else the locale; English where none says Norwegian."""
    named = _option(arguments) or os.environ.get("ASSISTANT_UI_LANGUAGE") or _locale()
    return "nb" if named.lower().startswith(("nb", "nn", "no")) else "en"


def _option(arguments: Sequence[str]) -> str | None:
    for place, argument in enumerate(arguments):
        if argument.startswith("--ui-language="):
            return argument.partition("=")[2]
        if argument == "--ui-language" and place + 1 < len(arguments):
            return arguments[place + 1]
    return None


def _locale() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return os.environ[variable]
    return locale.getlocale()[0] or "en"
