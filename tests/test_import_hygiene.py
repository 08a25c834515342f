"""What takes seconds to import, or belongs to another door, stays out of a process that only answers."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"torch", "transformers", "sentence_transformers", "sklearn", "textual", "fastapi", "uvicorn"}
MODULES = ["corpus.library", "index.search", "index.rebuild", "assistant.ask", "assistant.doctor", "assistant.cli"]
REPORT = """# Nikkel

Nikkelverket i Kristiansand raffinerer nikkel, kobber og kobolt.

Anlegget bruker fornybar kraft.
"""


def imported_by(code: str, *arguments: str) -> set[str]:
    """Top-level packages in `sys.modules` after a new process has run `code`, however it ends."""
    listing = "import atexit, json, sys; atexit.register(lambda: print(json.dumps([*sys.modules]), file=sys.stderr))\n"
    made = subprocess.run(
        [sys.executable, "-c", listing + code, *arguments], check=False, capture_output=True, encoding="utf-8"
    )
    assert made.returncode == 0, made.stderr
    return {name.partition(".")[0] for name in json.loads(made.stderr.splitlines()[-1])}


def assistant(*arguments: str | Path) -> set[str]:
    return imported_by("from assistant.cli import main; main()", *map(str, arguments))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an index of one short report."""
    folder = tmp_path_factory.mktemp("hygiene")
    (folder / "nikkel.md").write_text(REPORT, encoding="utf-8")
    assistant("rebuild", "--home", folder / "home", "--reports", folder / "nikkel.md")
    return folder / "home"


@pytest.mark.parametrize("module", MODULES)
def test_importing_a_headless_module_imports_nothing_heavy(module: str) -> None:
    assert not imported_by(f"import {module}") & HEAVY


@pytest.mark.parametrize("verb", ["ask", "search"])
def test_a_question_is_answered_without_torch_and_without_the_other_doors(home: Path, verb: str) -> None:
    loaded = assistant(verb, "Hva raffinerer Nikkelverket i Kristiansand?", "--home", home)
    assert not loaded & (HEAVY | {"bm25s", "scipy"})


@pytest.mark.parametrize("verb", ["status", "reports", "doctor"])
def test_looking_at_the_library_imports_nothing_heavy(home: Path, verb: str) -> None:
    assert not assistant(verb, "--home", home) & HEAVY


def test_a_rebuild_with_nothing_new_imports_nothing_heavy(home: Path) -> None:
    assert not assistant("rebuild", "--home", home) & HEAVY


def test_a_few_new_texts_are_embedded_without_torch(tmp_path: Path) -> None:
    (tmp_path / "report.md").write_text(REPORT, encoding="utf-8")
    assert not assistant("rebuild", "--home", tmp_path / "home", "--reports", tmp_path / "report.md") & HEAVY
