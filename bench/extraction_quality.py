"""How much of a PDF's text comes out whole: broken words, running headers inside passages, divided words.

    python bench/extraction_quality.py FILE.pdf... [--hyphens 100] [--seed 1]

Broken: tokens of the text that neither pdfium's raw text of any page (hyphens at line ends taken out) nor a second
occurrence in the text knows. Leaks: lines that stand on a quarter of the pages, found again inside sampled blocks.
Divided words are listed for the eye, with `?` where no other place in the report decided.
"""

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium

from corpus.document import Content
from corpus.readers.pdf import read_pdf

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
SAMPLE = 200  # blocks


def raw_pages(path: Path) -> list[str]:
    """The text of each page as pdfium gives it."""
    with pdfium.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def known_words(pages: list[str]) -> set[str]:
    """Words of the raw text, with the hyphens at line ends taken out, kept, and followed by a space."""
    known: set[str] = set()
    for raw in pages:
        for between in ("", "-", " "):
            text = re.sub(r"[\ufffe\u00ad]|-\s*\r\n", between, raw)
            known.update(WORD.findall(text))
    return known


def broken_words(content: Content, pages: list[str]) -> tuple[int, list[str]]:
    """(tokens, those that only the reader knows)."""
    tokens = Counter(WORD.findall(content.text))
    known = known_words(pages)
    broken = [word for word, count in tokens.items() if count == 1 and word not in known]
    return sum(tokens.values()), sorted(broken)


def running_lines(pages: list[str]) -> set[str]:
    """Lines found on a quarter of the pages, figures masked."""
    counts: Counter[str] = Counter()
    for raw in pages:
        counts.update({masked(line) for line in raw.splitlines() if len(line.strip()) >= 8})
    return {line for line, count in counts.items() if count >= max(3, len(pages) // 4)}


def masked(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def leaks(content: Content, pages: list[str], chance: random.Random) -> list[str]:
    """Sampled blocks that hold a running line, and no more than its page once does."""
    running = running_lines(pages)
    blocks = [b for b in content.blocks if b.kind in ("text", "item", "row")]
    texts = [content.text[b.start : b.end] for b in chance.sample(blocks, min(SAMPLE, len(blocks)))]
    return [text for text in texts if any(line in masked(text) for line in running)]


def divided_words(content: Content, pages: list[str], chance: random.Random, count: int) -> Iterator[str]:
    """Words that the printed page divides, as the text writes them; `?` where it writes them so only once."""
    written = Counter(WORD.findall(content.text))
    parts = re.findall(r"([^\W\d_]+)(?:\ufffe|\u00ad|-\s*\r\n)([^\W\d_]+)", "\f".join(pages))
    for left, right in chance.sample(parts, min(count, len(parts))):
        forms = [left + right, f"{left}-{right}"]
        form = max(forms, key=lambda form: written[form])
        yield f"{form if written[form] else f'{left}- {right}'}{'' if written[form] > 1 else '?'}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("files", nargs="+", type=Path)
    arguments.add_argument("--hyphens", type=int, default=0, help="how many divided words to list")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    print("| file | pages | seconds | tokens | broken | 1 in | leaks in a sample |\n|---|---|---|---|---|---|---|")
    for path in options.files:
        report(path, random.Random(options.seed), options.hyphens)


def report(path: Path, chance: random.Random, hyphens: int) -> None:
    start = time.perf_counter()
    content = read_pdf(path)
    seconds = time.perf_counter() - start
    pages = raw_pages(path)
    tokens, broken = broken_words(content, pages)
    found = leaks(content, pages, chance)
    one_in = f"{tokens // len(broken):,}" if broken else "–"
    print(f"| {path.stem} | {len(pages)} | {seconds:.2f} | {tokens:,} | {len(broken)} | {one_in} | {len(found)} |")
    for word in broken:
        print(f"    broken: {word}")
    for text in found:
        print(f"    leak: {text[:100]}")
    if hyphens:
        print("    divided:", *divided_words(content, pages, chance, hyphens))


if __name__ == "__main__":
    main()
