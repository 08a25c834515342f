"""From a PDF file to its content."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus import pace
from corpus.document import Content, Metadata, Page
from corpus.errors import CannotRead
from corpus.readers.pdf import footnotes
from corpus.readers.pdf.furniture import Furniture, Margin, most_common_offset
from corpus.readers.pdf.glyphs import RawPage, read_page
from corpus.readers.pdf.headings import Bookmark, Outline, by_type, matched, number_depth
from corpus.readers.pdf.hyphens import Vocabulary
from corpus.readers.pdf.labels import page_labels
from corpus.readers.pdf.layout import elements
from corpus.readers.pdf.lines import Line, settle_scripts
from corpus.readers.pdf.outline import Declared, declared, decrypted
from corpus.readers.pdf.parts import Flow, Manner, Part, is_contents, manner_of
from corpus.readers.pdf.tables import Table
from corpus.readers.pdf.write import Writer, joined, vocabulary_of

BATCH = 128  # pages held as words at one time: enough to see what repeats, and memory stays bounded
_DATE_LINE = re.compile(r"^(\d{1,2}\.? )?([^\W\d]+ )?(19|20)\d\d$")  # "May 2014" on a line of its own
LEAST_CHARACTERS = 8  # a page with fewer letters and digits beside a picture is a scan

Elements = list[Line | Table]


def read_pdf(path: Path) -> Content:
    """The text of a PDF in reading order, without running headers, footers and page numbers.

    Footnotes stand after all other text. Raises `CannotRead`: empty, password, damaged, scanned, no_text, missing,
    unreadable. Pages that `corpus.pace` says to skip are in `given_up`.
    """
    document = _open(path)
    try:
        pages = _Pages()
        pages.read(document)
        if not any(pages.elements.values()) and pages.furniture.numbers:
            pages = _Pages(keeps_margins=True)  # what repeats is all there is
            pages.read(document)
    finally:
        document.close()
    said = declared(path) if pace.begin(pace.OUTLINE) else Declared()
    pace.begin(pace.WHOLE_FILE)
    if not any(pages.elements.values()):
        raise CannotRead("scanned" if pages.scanned else "no_text", f"{len(pages.numbers)} pages without text")
    parts, noted = _parts(pages, said)
    notes = [note for _, below in noted for note in below]
    vocabulary = vocabulary_of([*parts, *notes])
    _sections(parts, noted, vocabulary, pages.count)
    writer = Writer(vocabulary)
    for part in (*parts, *notes):
        writer.part(part)
    labels = page_labels(pages.count, said.labels, pages.furniture.numbers)
    return Content(
        text=writer.text(),
        blocks=tuple(writer.blocks),
        pages=tuple(Page(number, labels[number - 1]) for number in range(1, pages.count + 1)),
        runs=writer.runs(),
        metadata=_metadata(pages, said, vocabulary),
        scanned=tuple(pages.scanned),
        given_up=tuple(pages.given_up),
    )


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        if path.stat().st_size == 0:
            raise CannotRead("empty")
        with path.open("rb") as file:
            file.read(1)
    except FileNotFoundError as error:
        raise CannotRead("missing") from error
    except OSError as error:
        raise CannotRead("unreadable", str(error)) from error
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code != pdfium_c.FPDF_ERR_PASSWORD:
            raise CannotRead("damaged", str(error)) from error
        unlocked = decrypted(path)
        if unlocked is None:
            raise CannotRead("password") from error
        document = pdfium.PdfDocument(unlocked)
    if len(document) == 0:
        document.close()
        raise CannotRead("damaged", "no pages")
    return document


@dataclass(slots=True)
class _Pages:
    """The pages of one file, read in batches: furniture is told by what repeats within those seen so far."""

    count: int = 0
    numbers: list[int] = field(default_factory=list)
    elements: dict[int, Elements] = field(default_factory=dict)
    scanned: list[int] = field(default_factory=list)
    given_up: list[int] = field(default_factory=list)
    furniture: Furniture = field(default_factory=Furniture)
    keeps_margins: bool = False  # leave running headers and footers in the text

    def read(self, document: pdfium.PdfDocument) -> None:
        self.count = len(document)
        self.numbers = list(range(1, self.count + 1))
        for start in range(0, self.count, BATCH):
            self._batch(list(self._raw(document, self.numbers[start : start + BATCH])))

    def _raw(self, document: pdfium.PdfDocument, numbers: Iterable[int]) -> Iterator[RawPage]:
        for number in numbers:
            if not pace.begin(number):
                self.given_up.append(number)
                continue
            try:
                page = read_page(document, number)
            except pdfium.PdfiumError:
                self.given_up.append(number)
                continue
            settle_scripts(page.words)
            if page.pictured and sum(map(str.isalnum, page.raw)) < LEAST_CHARACTERS:
                self.scanned.append(number)
            yield page

    def _batch(self, batch: Sequence[RawPage]) -> None:
        furniture = self.furniture
        furniture.body_size = _body_size(batch)
        looked: list[tuple[RawPage, list[Margin]]] = [
            (page, [] if self.keeps_margins else furniture.look(page)) for page in batch
        ]
        for page, found in looked:
            furniture.take(page, found)
        offset, agreeing = most_common_offset(furniture.numbers)
        for page, found in looked:
            pace.begin(page.number)
            furniture.take_beside(page, found)
            if agreeing >= 3 and page.number not in furniture.numbers:
                furniture.take_numbers(page, found, page.number + offset)
            self.elements[page.number] = elements(page)


def _body_size(batch: Iterable[RawPage]) -> float:
    counts: dict[float, int] = {}
    for page in batch:
        for word in page.words:
            counts[word.size] = counts.get(word.size, 0) + word.end - word.start
    return max(counts, key=lambda size: counts[size], default=0.0)


def _parts(pages: _Pages, said: Declared) -> tuple[list[Part], list[tuple[int, list[Part]]]]:
    """The parts of the running text; and for each page its footnotes, with how many parts stand before its end."""
    flow = Flow(manner_of(e for found in pages.elements.values() for e in found if isinstance(e, Line)))
    noted: list[tuple[int, list[Part]]] = []
    marked = _by_page(said.bookmarks)
    for number, found in sorted(pages.elements.items()):
        kept, below = footnotes.set_apart(found, flow.manner)
        _flow_page(flow, kept, marked.get(number, []))
        noted.append((len(flow.parts), below))
    return flow.parts, noted


def _by_page(bookmarks: Iterable[Bookmark]) -> dict[int, list[Bookmark]]:
    found: dict[int, list[Bookmark]] = {}
    for bookmark in bookmarks:
        found.setdefault(bookmark.page, []).append(bookmark)
    return found


def _flow_page(flow: Flow, kept: Elements, bookmarks: Sequence[Bookmark]) -> None:
    """One page's elements into the flow, its headings told apart."""
    for stretch in _stretches(kept):
        if isinstance(stretch, Table):
            flow.table(stretch)
            continue
        contents = _contents_lines(stretch)
        found = matched(bookmarks, stretch)
        index = 0
        while index < len(stretch):
            index = _next(flow, stretch, index, contents, found, flow.manner)


def _next(
    flow: Flow,
    lines: Sequence[Line],
    index: int,
    contents: set[int],
    found: dict[int, tuple[int, int]],
    manner: Manner,
) -> int:
    """Hand the line at `index`, or the heading that begins there, to the flow; index after it."""
    if index in contents:
        flow.contents(lines[index])
        return index + 1
    if index in found:
        end, depth = found[index]
        flow.heading(lines[index:end], depth + 1)
        return end
    previous = lines[index - 1] if index else None
    end = 0 if flow.is_caption(lines[index], previous) else by_type(lines, index, manner)
    if end:
        text = " ".join(line.text for line in lines[index:end])
        flow.heading(lines[index:end], number_depth(text))
        return end
    flow.line(lines[index])
    return index + 1


def _stretches(kept: Elements) -> Iterator[list[Line] | Table]:
    """Lines between tables together, and the tables."""
    lines: list[Line] = []
    for element in kept:
        if isinstance(element, Line):
            lines.append(element)
            continue
        if lines:
            yield lines
            lines = []
        yield element
    if lines:
        yield lines


def _contents_lines(lines: Sequence[Line]) -> set[int]:
    """Indices of a table of contents: lines with rows of dots, and those between them."""
    dotted = [index for index, line in enumerate(lines) if is_contents(line)]
    if not dotted:
        return set()
    if len(dotted) >= 0.3 * len(lines):
        return set(range(len(lines)))
    near: set[int] = set(dotted)
    for a, b in pairwise(dotted):
        if b - a <= 3:
            near.update(range(a, b))
    return near


def _sections(
    parts: Sequence[Part], noted: Iterable[tuple[int, list[Part]]], vocabulary: Vocabulary, pages: int
) -> None:
    """Give every part the headings in force; a title on the first page of a long report opens no section.

    A footnote has the section of the text that refers to it, or else the last one of its page.
    """
    outline = Outline()
    paths: list[tuple[str, ...]] = []
    referring: dict[tuple[int, str], tuple[str, ...]] = {}
    for part in parts:
        if part.kind == "heading" and (part.level is not None or part.lines[0].page > 1 or pages < 5):
            part.section = outline.open(part, joined(part.lines, vocabulary))
        elif part.kind != "heading":
            part.section = outline.path()
        paths.append(outline.path())
        for line in (*part.lines, *(line for cell in part.cells for line in cell)):
            referring.update({(line.page, ref): outline.path() for ref in line.refs})
    for end, notes in noted:
        for note in notes:
            last = paths[end - 1] if end else ()
            note.section = referring.get((note.lines[0].page, note.mark or ""), last)


def _metadata(pages: _Pages, said: Declared, vocabulary: Vocabulary) -> Metadata:
    """What the file says of itself, where the first pages do not contradict it."""
    first = [e for e in pages.elements.get(1, []) if isinstance(e, Line)]
    front = [e for page in (1, 2, 3) for e in pages.elements.get(page, []) if isinstance(e, Line)]
    printed = " ".join(line.text for line in front).casefold()
    title, short = said.title or _cover_title(first, vocabulary), None
    if title and said.subject and len(title) < 40 and said.subject.casefold() not in title.casefold():
        title, short = f"{title} {said.subject}", title
    dated = [line.text[-4:] for line in first if _DATE_LINE.match(line.text)]
    created = said.created if said.created and str(said.created) in printed else None
    year = int(dated[0]) if dated else created
    publisher = said.author if said.author and said.author.casefold() in printed else None
    return Metadata(title=title, short=short, year=year, publisher=publisher)


def _cover_title(lines: Sequence[Line], vocabulary: Vocabulary) -> str | None:
    """The largest lines of the first page."""
    words = [line for line in lines if sum(c.isalpha() for c in line.text) > 3]
    if not words:
        return None
    largest = max(line.size for line in words)
    title = joined([line for line in words if line.size > 0.93 * largest][:4], vocabulary)
    return title if 3 < len(title) <= 200 else None
