"""A PDF of very many pages, made here: how long it takes to read, and how much memory the reading process needs.

python bench/long_pdf.py [--pages 2000] [--seed 1]
"""

import argparse
import random
import string
import tempfile
import time
from pathlib import Path

from measure import peak_memory_of_children, print_table
from reportlab.pdfgen.canvas import Canvas

from corpus.isolation import read_in_child

LINES = 55  # of a page
LINE = 90  # characters


def write(path: Path, pages: int, chance: random.Random) -> None:
    """Pages full of made-up words, each with a running header and its number."""
    words = ["".join(chance.choices(string.ascii_lowercase + "æøå", k=chance.randint(2, 11))) for _ in range(8000)]
    canvas = Canvas(str(path))
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 810, "A long report")
        canvas.drawString(300, 30, str(number))
        canvas.setFont("Helvetica", 10)
        for line in range(LINES):
            canvas.drawString(72, 780 - 13 * line, " ".join(chance.choices(words, k=11))[:LINE])
        canvas.showPage()
    canvas.save()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--pages", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        write(path, options.pages, random.Random(options.seed))
        begun = time.perf_counter()
        content = read_in_child(path, "corpus.library:read_content")
        seconds = time.perf_counter() - begun
    found = (len(content.pages), f"{len(content.text):,}", f"{seconds:.1f}", f"{peak_memory_of_children():.0f}")
    print_table(("pages", "characters", "seconds", "MiB of the reading process"), [found])


if __name__ == "__main__":
    main()
