"""Everything the program says is there in both languages, with the same facts, and is said somewhere."""

import re
import string
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from assistant.messages import Messages, UiLanguage, ui_language
from corpus.errors import SkipReason

ASSISTANT = Path(__file__).parents[1] / "assistant"
TEXTS: dict[str, dict[str, str]] = tomllib.loads((ASSISTANT / "messages.toml").read_text(encoding="utf-8"))
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSISTANT.parent.glob("[at]*/**/*.py")))


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None and name.isidentifier()}


@pytest.mark.parametrize("key", TEXTS)
def test_a_message_is_there_in_both_languages_with_the_same_facts(key: str) -> None:
    texts = TEXTS[key]
    assert set(texts) == set(get_args(UiLanguage))
    assert all(text.strip() == text != "" for text in texts.values())
    assert facts(texts["nb"]) == facts(texts["en"])


def said() -> tuple[set[str], list[str]]:
    """Keys that the sources name, and the patterns of those they put together."""
    whole = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)*)"', SOURCES))
    parts = re.findall(r'f"([a-z_]+\.(?:[a-z_]+\.)*)\{[^}]*\}"', SOURCES)
    return whole, sorted(set(parts))


def test_every_key_that_the_program_names_is_there() -> None:
    named = set(re.findall(r'\bsay\(\s*"([^"{]+)"', SOURCES)) | set(re.findall(r'Unreadable\("([^"]+)"', SOURCES))
    assert len(named) > 40
    assert sorted(named - set(TEXTS)) == []


def test_every_message_is_said_somewhere() -> None:
    whole, parts = said()
    unsaid = [key for key in TEXTS if key not in whole and not key.startswith(tuple(parts))]
    assert unsaid == []


def test_every_group_that_the_program_puts_together_has_members() -> None:
    _, parts = said()
    assert [part for part in parts if not any(key.startswith(part) for key in TEXTS)] == []


@pytest.mark.parametrize("reason", get_args(SkipReason))
def test_every_reason_to_skip_a_file_is_told(reason: str) -> None:
    assert Messages("nb")(f"skip.{reason}", detail="x") != Messages("en")(f"skip.{reason}", detail="x")


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {"LANG": "nb_NO.UTF-8"}, "nb"),
        ([], {"LANG": "nn_NO.UTF-8"}, "nb"),
        ([], {"LANG": "C.UTF-8"}, "en"),
        ([], {"LC_ALL": "en_GB.UTF-8", "LANG": "nb_NO.UTF-8"}, "en"),
        ([], {"ASSISTANT_UI_LANGUAGE": "nb", "LANG": "en_GB.UTF-8"}, "nb"),
        (["ask", "--ui-language", "en"], {"ASSISTANT_UI_LANGUAGE": "nb"}, "en"),
        (["ask", "--ui-language=nb"], {"LANG": "en_GB.UTF-8"}, "nb"),
        (["ask", "--ui-language"], {"LANG": "en_GB.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_option_then_the_environment_then_the_locale(
    arguments: list[str], environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "ASSISTANT_UI_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ui_language(arguments) == language
