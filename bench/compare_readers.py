"""Our PDF reader beside others on twenty pages drawn by chance, judged by what stands on the rendered pages.

    python bench/compare_readers.py FOLDER [--missed]

FOLDER holds the reports that bench/pages.toml names. Tools that are not installed are passed over; install them in an
environment of their own, with pypdfium2 and pypdf, and run this file there with the project on PYTHONPATH:

    pip install pymupdf4llm docling-parse docling-core
"""

import argparse
import re
import sys
import time
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from extraction_quality import WORD, known_words, raw_pages
from measure import print_table

PAGES = Path(__file__).with_name("pages.toml")
HEADING = (
    "tool",
    "ms a page",
    "quotes word for word",
    "quotes, letters only",
    "table rows",
    "words that no raw text knows",
    "pages with their running header",
    "note marks glued to words",
)
Texts = dict[int, str]  # page → its text


@dataclass(frozen=True, slots=True)
class Expected:
    """What was read off one rendered page."""

    file: str
    number: int
    header: str = ""
    quotes: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    glued: list[str] = field(default_factory=list)


def pypdf(path: Path, numbers: Iterable[int]) -> Texts:
    from pypdf import PdfReader

    pages = PdfReader(path).pages
    return {number: pages[number - 1].extract_text() for number in numbers}


def pypdfium2(path: Path, numbers: Iterable[int]) -> Texts:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(path) as document:
        return {number: document[number - 1].get_textpage().get_text_range() for number in numbers}


def pymupdf4llm(path: Path, numbers: Iterable[int]) -> Texts:
    """Its Markdown, without the marks of bold, italics and table cells."""
    import pymupdf4llm as tool  # type: ignore[import-not-found]

    listed = list(numbers)
    found = tool.to_markdown(str(path), pages=[n - 1 for n in listed], page_chunks=True, show_progress=False)
    plain = (re.sub(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}|<br>|\|", " ", chunk["text"]) for chunk in found)
    return dict(zip(listed, plain, strict=True))


def docling_parse(path: Path, numbers: Iterable[int]) -> Texts:
    """The parser that docling reads PDFs with, line by line; its layout models come from a model hub."""
    from docling_core.types.doc.page import TextCellUnit  # type: ignore[import-not-found]
    from docling_parse.pdf_parser import DoclingPdfParser  # type: ignore[import-not-found]

    document = DoclingPdfParser().load(str(path))
    pages = {number: document.get_page(number) for number in numbers}
    return {
        number: "\n".join(cell.text for cell in page.iterate_cells(unit_type=TextCellUnit.LINE))
        for number, page in pages.items()
    }


def this_reader(path: Path, numbers: Iterable[int]) -> Texts:
    """The whole report is read: what repeats, and which words there are, is seen across its pages."""
    from corpus.readers.pdf import read_pdf

    content = read_pdf(path)
    starts = [run.start for run in content.runs]
    wanted: dict[int, list[str]] = {number: [] for number in numbers}
    for block in content.blocks:
        runs = content.runs[bisect_right(starts, block.start) - 1 : bisect_right(starts, block.end)]
        for number in {run.page for run in runs if run.end > block.start} & set(wanted):
            wanted[number].append(content.text[block.start : block.end])
    return {number: "\n\n".join(parts) for number, parts in wanted.items()}


TOOLS: dict[str, Callable[[Path, Iterable[int]], Texts]] = {
    "pypdf": pypdf,
    "pypdfium2, raw": pypdfium2,
    "pymupdf4llm": pymupdf4llm,
    "docling-parse": docling_parse,
    "this reader": this_reader,
}


def expected() -> list[Expected]:
    return [Expected(**page) for page in tomllib.loads(PAGES.read_text(encoding="utf-8"))["page"]]


def read(tool: str, folder: Path, pages: Iterable[Expected]) -> tuple[dict[tuple[str, int], str], float]:
    """Text by file and page, and milliseconds a page that was read. Raises ImportError."""
    by_file: dict[str, list[int]] = {}
    for page in pages:
        by_file.setdefault(page.file, []).append(page.number)
    texts, count, begun = dict[tuple[str, int], str](), 0, time.perf_counter()
    for file, numbers in by_file.items():
        found = TOOLS[tool](folder / file, numbers)
        count += len(raw_pages(folder / file)) if tool == "this reader" else len(numbers)
        texts.update({(file, number): text for number, text in found.items()})
    return texts, 1000 * (time.perf_counter() - begun) / count


def one_line(text: str) -> str:
    return " ".join(text.split())


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"[-\ufffe\u00ad]\s*", "", text)).casefold()


def judge(
    pages: Iterable[Expected], texts: Mapping[tuple[str, int], str], known: Mapping[str, set[str]], missed: bool
) -> list[str]:
    """The columns from `quotes word for word` on."""
    exact, loose, rows, unknown, headers, glued = [list[bool]() for _ in range(6)]
    for page in pages:
        text = texts[page.file, page.number]
        line, bare = one_line(text), letters(text)
        exact += [quote in line for quote in page.quotes]
        loose += [letters(quote) in bare for quote in page.quotes]
        rows += [one_line(" ".join(cells)) in line for cells in page.rows]
        unknown += [True for word in WORD.findall(text) if word not in known[page.file]]
        headers += [page.header in line] if page.header else []
        glued += [mark in line for mark in page.glued]
        if missed:
            for quote in [*page.quotes, *(one_line(" ".join(cells)) for cells in page.rows)]:
                if quote not in line:
                    print(f"    {page.file} {page.number}: {quote}")
    return [
        *(f"{sum(found)} of {len(found)}" for found in (exact, loose, rows)),
        str(sum(unknown)),
        *(f"{sum(found)} of {len(found)}" for found in (headers, glued)),
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--missed", action="store_true", help="list what was not found")
    options = arguments.parse_args()
    pages = expected()
    known = {file: known_words(raw_pages(options.folder / file)) for file in {page.file for page in pages}}
    table = []
    for tool in TOOLS:
        try:
            texts, milliseconds = read(tool, options.folder, pages)
        except ImportError:
            continue
        table.append([tool, f"{milliseconds:.0f}", *judge(pages, texts, known, options.missed)])
    print_table(HEADING, table)


if __name__ == "__main__":
    main()
