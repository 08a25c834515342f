"""Scanned pages read through the `ocrmypdf` command, played here by a small script."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from scans import FIND_NOTHING, WRITE, install, scans

from corpus import ocr
from corpus.document import Content
from corpus.errors import CannotRead
from corpus.readers.pdf import read_pdf


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_it_is_available_when_both_commands_are(commands: Path) -> None:
    assert not ocr.available()
    install(commands, "ocrmypdf")
    assert not ocr.available()
    install(commands, "tesseract")
    assert ocr.available()


def plainly(path: Path) -> Content | CannotRead:
    try:
        return read_pdf(path)
    except CannotRead as error:
        return error


def recognised(path: Path, seconds: float = ocr.SECONDS) -> Content:
    return ocr.read_scanned(path, plainly(path), read_pdf, seconds)


def test_scanned_pages_are_read_and_marked(commands: Path, tmp_path: Path) -> None:
    install(commands, "ocrmypdf", WRITE)
    content = recognised(scans(tmp_path / "mixed.pdf", with_text=True))
    assert "This page was a picture of text." in content.text
    assert [page.ocr for page in content.pages] == [False, True, False]
    assert content.scanned == (3,)


def test_a_file_of_pictures_is_read_too(commands: Path, tmp_path: Path) -> None:
    install(commands, "ocrmypdf", WRITE)
    content = recognised(scans(tmp_path / "scan.pdf", with_text=False))
    assert [page.ocr for page in content.pages] == [True, True, False]
    assert content.scanned == (3,)


def test_only_a_file_with_scanned_pages_needs_the_command(tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "All of this is text.")
    canvas.save()
    assert not ocr.needed(plainly(path))
    assert not ocr.needed(plainly(tmp_path / "missing.pdf"))
    assert ocr.needed(plainly(scans(tmp_path / "mixed.pdf", with_text=True)))
    assert ocr.needed(plainly(scans(tmp_path / "scan.pdf", with_text=False)))


def test_pictures_in_which_no_word_is_found_stay_scanned(commands: Path, tmp_path: Path) -> None:
    install(commands, "ocrmypdf", FIND_NOTHING)
    with pytest.raises(CannotRead) as caught:
        recognised(scans(tmp_path / "scan.pdf", with_text=False))
    assert caught.value.reason == "scanned"


def test_a_command_that_fails_is_told_with_its_last_words(commands: Path, tmp_path: Path) -> None:
    install(commands, "ocrmypdf", "sys.exit('no language data for nor')")
    with pytest.raises(CannotRead, match="no language data for nor") as caught:
        recognised(scans(tmp_path / "scan.pdf", with_text=False))
    assert caught.value.reason == "ocr_failed"


def test_a_command_that_writes_no_pdf_has_failed(commands: Path, tmp_path: Path) -> None:
    install(commands, "ocrmypdf", "open(sys.argv[-1], 'w').write('not a PDF')")
    with pytest.raises(CannotRead, match="damaged") as caught:
        recognised(scans(tmp_path / "scan.pdf", with_text=False))
    assert caught.value.reason == "ocr_failed"


def test_a_command_that_is_gone_by_now_has_failed(commands: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="No such file") as caught:
        recognised(scans(tmp_path / "scan.pdf", with_text=False))
    assert caught.value.reason == "ocr_failed"


def test_a_command_that_hangs_is_ended(commands: Path, tmp_path: Path) -> None:
    install(commands, "ocrmypdf", "import threading; threading.Event().wait()")
    with pytest.raises(CannotRead) as caught:
        recognised(scans(tmp_path / "scan.pdf", with_text=False), seconds=0.5)
    assert str(caught.value) == "ocr_failed: ocrmypdf: more than 0.5 s"
