"""`assistant rebuild --ocr`: scanned pages are read where the commands for it are installed, and cited as such."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from fakes import HashedWords, build, write_library
from scans import FIND_NOTHING, WRITE, install, scans
from typer.testing import CliRunner

from assistant.cli.main import app
from assistant.cli.options import say
from assistant.doctor import examine
from assistant.settings import load
from index.generation import open_current
from index.rebuild import Outcome

RECOGNISED = "This page was a picture of text."
Run = Callable[..., Result]


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of commands there is, still empty."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A text, a PDF with two scanned pages of three, and one of scanned pages only."""
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(write_library(tmp_path / "all") / "kobolt.nn.txt", folder)
    scans(folder / "mixed.pdf", with_text=True)
    scans(folder / "scan.pdf", with_text=False)
    return folder


@pytest.fixture
def home(tmp_path: Path, commands: Path, reports: Path) -> Path:
    """Built without text recognition."""
    build(tmp_path / "home", reports)
    return tmp_path / "home"


def installed(commands: Path, action: str = WRITE) -> None:
    install(commands, "ocrmypdf", action)
    install(commands, "tesseract")


def read_names(outcome: Outcome) -> list[str]:
    return sorted(Path(path).name for path in outcome.read)


def skips(outcome: Outcome) -> dict[str, str]:
    return {Path(skip.path).name: skip.reason for skip in outcome.skipped}


def recognised_pages(home: Path) -> dict[str, list[int]]:
    documents = open_current(home).store.documents()
    pages = {Path(d.path).name: [page.number for page in d.pages if page.ocr] for d in documents}
    return {name: numbers for name, numbers in pages.items() if numbers}


def test_only_files_with_scanned_pages_are_read_again(home: Path, commands: Path, reports: Path) -> None:
    installed(commands)
    outcome = build(home, reports, ocr=True)
    assert read_names(outcome) == ["mixed.pdf", "scan.pdf"]
    assert recognised_pages(home) == {"mixed.pdf": [2], "scan.pdf": [1, 2]}
    assert (outcome.recognised, skips(outcome)) == (3, {})
    assert not build(home, reports, ocr=True).published


def test_a_recognised_passage_says_so(home: Path, commands: Path, reports: Path) -> None:
    installed(commands)
    build(home, reports, ocr=True)
    store = open_current(home).store
    passages = [p for d in store.documents() for p in store.passages_of(d.id) if RECOGNISED in p.text]
    assert len(passages) == 2
    assert all(place.ocr for p in passages for place in p.places if p.text[place.start - p.start :] == RECOGNISED)


def test_a_rebuild_without_it_forgets_what_was_recognised(home: Path, commands: Path, reports: Path) -> None:
    installed(commands)
    build(home, reports, ocr=True)
    outcome = build(home, reports)
    assert recognised_pages(home) == {}
    assert skips(outcome) == {"scan.pdf": "scanned"}


def test_what_was_recognised_stays_when_the_commands_are_gone(home: Path, commands: Path, reports: Path) -> None:
    installed(commands)
    build(home, reports, ocr=True)
    (commands / "tesseract").unlink()
    build(home, reports, ocr=True)
    assert recognised_pages(home) == {"mixed.pdf": [2], "scan.pdf": [1, 2]}


def test_pages_without_a_word_are_not_tried_again(home: Path, commands: Path, reports: Path) -> None:
    installed(commands, FIND_NOTHING)
    assert skips(build(home, reports, ocr=True)) == {"scan.pdf": "scanned"}
    installed(commands)
    assert not build(home, reports, ocr=True).published


def test_a_failure_costs_no_page_with_text_and_is_tried_again(home: Path, commands: Path, reports: Path) -> None:
    installed(commands, "sys.exit('no language data for nor')")
    outcome = build(home, reports, ocr=True)
    assert skips(outcome) == {"mixed.pdf": "ocr_failed", "scan.pdf": "ocr_failed"}
    assert {skip.detail for skip in outcome.skipped} == {"ocrmypdf: no language data for nor"}
    assert "mixed" in {document.title for document in open_current(home).store.documents()}
    installed(commands)
    outcome = build(home, reports, ocr=True)
    assert (read_names(outcome), skips(outcome)) == (["mixed.pdf", "scan.pdf"], {})
    assert recognised_pages(home) == {"mixed.pdf": [2], "scan.pdf": [1, 2]}


def test_the_doctor_lists_scanned_pages_with_what_reads_them(
    home: Path, commands: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.home.open_embedder", lambda model: HashedWords())

    def scanned() -> tuple[str, str, str]:
        check = next(check for check in examine(home, [reports]) if check.name == "scanned")
        return check.verdict, check.detail, check.mend

    listed = f"mixed: 2, 3; {reports / 'scan.pdf'}"
    assert scanned() == ("warn", listed, "ocr_missing")
    installed(commands)
    assert scanned() == ("warn", listed, "ocr")
    build(home, reports, ocr=True)
    assert scanned() == ("warn", "mixed: 3; scan: 3", "status")


@pytest.fixture
def run(home: Path, reports: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(say, "language", "en")
    monkeypatch.setattr("assistant.home.open_embedder", lambda model: HashedWords())

    def call(*arguments: str) -> Result:
        result = CliRunner().invoke(app, [*arguments, "--home", str(home)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    call("rebuild", "--reports", str(reports))
    return call


def test_without_the_commands_one_line_says_what_to_install(run: Run) -> None:
    result = run("rebuild", "--ocr")
    assert result.exit_code == 0
    assert [line for line in result.stderr.splitlines() if "ocrmypdf" in line] == [say("ocr_missing")]


def test_the_choice_is_kept_until_it_is_taken_back(run: Run, commands: Path, home: Path) -> None:
    installed(commands)
    assert "3 scanned pages were read by text recognition" in run("rebuild", "--ocr").stderr
    assert load(home).ocr
    assert "Nothing has changed" in run("rebuild").stderr
    run("rebuild", "--no-ocr")
    assert not load(home).ocr
    assert recognised_pages(home) == {}


def test_status_and_citations_mark_recognised_pages(run: Run, commands: Path) -> None:
    installed(commands)
    assert "mixed: scanned pages without text: 2, 3" in run("status").stdout
    run("rebuild", "--ocr")
    assert "mixed: pages read by text recognition: 2" in run("status").stdout
    hits = json.loads(run("search", RECOGNISED, "--json").stdout)["hits"]
    assert [hit["ocr"] for hit in hits] == ["picture" in hit["text"] for hit in hits]
    assert "OCR" in run("search", RECOGNISED).stdout
