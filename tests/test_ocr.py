"""Scanned pages read through the `ocrmypdf` command, played here by a small script."""

import stat
import sys
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus import ocr
from corpus.errors import CannotRead
from corpus.readers.pdf import read_pdf

SCRIPT = """#!{python}
import sys
from reportlab.pdfgen.canvas import Canvas
assert sys.argv[1:4] == ["--skip-text", "-l", "nor+eng"]
{action}
"""
WRITE = """
canvas = Canvas(sys.argv[-1])
for words in ("This page was text before.", "This page was a picture of text."):
    canvas.drawString(72, 700, words)
    canvas.showPage()
canvas.showPage()
canvas.save()
"""


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def install(folder: Path, name: str, action: str) -> None:
    command = folder / name
    command.write_text(SCRIPT.format(python=sys.executable, action=action), encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)


def scans(path: Path, with_text: bool) -> Path:
    canvas = Canvas(str(path))
    if with_text:
        canvas.drawString(72, 700, "This page was text before.")
    else:
        canvas.drawImage(ImageReader(Image.effect_noise((300, 400), 80)), 0, 0, 595, 842)
    canvas.showPage()
    for _ in range(2):
        canvas.drawImage(ImageReader(Image.effect_noise((300, 400), 80)), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return path


def test_it_is_available_when_both_commands_are(commands: Path) -> None:
    assert not ocr.available()
    install(commands, "ocrmypdf", "")
    assert not ocr.available()
    install(commands, "tesseract", "")
    assert ocr.available()


def test_scanned_pages_are_read_and_marked(commands: Path, tmp_path: Path) -> None:
    install(commands, "ocrmypdf", WRITE)
    content = ocr.read_scanned(scans(tmp_path / "mixed.pdf", with_text=True), read_pdf)
    assert "This page was a picture of text." in content.text
    assert [page.ocr for page in content.pages] == [False, True, False]
    assert content.scanned == (3,)


def test_a_file_of_pictures_is_read_too(commands: Path, tmp_path: Path) -> None:
    install(commands, "ocrmypdf", WRITE)
    content = ocr.read_scanned(scans(tmp_path / "scan.pdf", with_text=False), read_pdf)
    assert [page.ocr for page in content.pages] == [True, True, False]


def test_a_file_with_text_on_every_page_needs_no_command(commands: Path, tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "All of this is text.")
    canvas.save()
    assert ocr.read_scanned(path, read_pdf) == read_pdf(path)


def test_a_command_that_fails_leaves_the_file_scanned(commands: Path, tmp_path: Path) -> None:
    install(commands, "ocrmypdf", "sys.exit('no language data for nor')")
    with pytest.raises(CannotRead, match="no language data for nor") as caught:
        ocr.read_scanned(scans(tmp_path / "scan.pdf", with_text=False), read_pdf)
    assert caught.value.reason == "scanned"


def test_a_command_that_hangs_is_ended(commands: Path, tmp_path: Path) -> None:
    install(commands, "ocrmypdf", "import threading; threading.Event().wait()")
    with pytest.raises(CannotRead) as caught:
        ocr.read_scanned(scans(tmp_path / "scan.pdf", with_text=False), read_pdf, seconds=0.5)
    assert caught.value.reason == "timeout"
