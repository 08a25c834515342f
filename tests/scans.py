"""Scanned pages made by us, and a small script that plays the `ocrmypdf` command."""

import stat
import sys
from pathlib import Path

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_SCRIPT = """#!{python}
import sys
from reportlab.pdfgen.canvas import Canvas
assert sys.argv[1:5] == ["--skip-text", "-l", "nor+eng", "--output-type=pdf"]
{action}
"""
WRITE = """
canvas = Canvas(sys.argv[-1])
canvas.setTitle(sys.argv[-1].split("/")[-1][:-4])
for words in ("This page was text before.", "This page was a picture of text."):
    canvas.drawString(72, 700, words)
    canvas.showPage()
canvas.showPage()
canvas.save()
"""
FIND_NOTHING = "import shutil; shutil.copy(*sys.argv[-2:])"


def install(folder: Path, name: str, action: str = "") -> None:
    """Put a command that does `action` into `folder`."""
    command = folder / name
    command.write_text(_SCRIPT.format(python=sys.executable, action=action), encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)


def scans(path: Path, with_text: bool) -> Path:
    """A PDF of three pages: pictures all of them, or text on the first."""
    canvas = Canvas(str(path))
    canvas.setTitle(path.stem)
    if with_text:
        canvas.drawString(72, 700, "This page was text before.")
    else:
        _picture(canvas)
    canvas.showPage()
    for _ in range(2):
        _picture(canvas)
        canvas.showPage()
    canvas.save()
    return path


def _picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.effect_noise((300, 400), 80)), 0, 0, 595, 842)
