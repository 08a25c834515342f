"""The parts of a report written out as one text with its blocks and its runs."""

import re
from collections.abc import Iterable, Sequence

from corpus.document import Block, Run
from corpus.readers.pdf.hyphens import HYPHENS, Division, Vocabulary
from corpus.readers.pdf.lines import Line
from corpus.readers.pdf.parts import Part
from corpus.readers.pdf.tables import Cell
from corpus.readers.pdf.traced import Link, add_link

_GOES_ON = re.compile(r"\S[/–—]$")  # a range, an alternative or an address that the line end divides


def vocabulary_of(parts: Iterable[Part]) -> Vocabulary:
    """The words of the whole report, in reading order."""
    return Vocabulary(line.text for part in parts for line in _lines(part))


def _lines(part: Part) -> Iterable[Line]:
    yield from part.lines
    for cell in part.cells:
        yield from cell


class Writer:
    """Writes parts one after another; `text`, `blocks` and `runs` grow together."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._pieces: list[str] = []
        self._length = 0
        self._links: list[tuple[int, list[Link]]] = []  # page, its links in a row
        self.blocks: list[Block] = []

    def text(self) -> str:
        return "".join(self._pieces)

    def runs(self) -> tuple[Run, ...]:
        return tuple(
            Run(link.start, link.end, page, link.raw_start, link.raw_end)
            for page, links in self._links
            for link in links
        )

    def part(self, part: Part) -> None:
        """Write one part, two line breaks after the one before; rows of one table follow line by line."""
        if not any(line.text for line in _lines(part)):
            return
        if self._length:
            row = part.kind == "row" and bool(self.blocks) and self.blocks[-1].kind == "row"
            self._add("\n" if row else "\n\n")
        start = self._length
        reading = None
        if part.kind == "row":
            cells = self._row(part.cells)
            reading = read_row(cells, [self._words(head) for head in part.heads], self._caption(part))
        else:
            self._paragraph(part.lines)
        if part.kind != "contents":
            self.blocks.append(Block(part.kind, start, self._length, part.section, reading=reading, mark=part.mark))

    def _row(self, cells: Sequence[Cell]) -> list[str]:
        texts = []
        started = False
        for cell in cells:
            if started and cell:
                self._add("\t")
            start = len(self._pieces)
            self._paragraph(cell)
            started = started or bool(cell)
            texts.append("".join(self._pieces[start:]))
        return texts

    def _words(self, cells: Sequence[Cell]) -> list[str]:
        """The texts of cells, without writing them."""
        other = Writer(self._vocabulary)
        return other._row(cells)

    def _caption(self, part: Part) -> str:
        return joined(part.caption.lines, self._vocabulary) if part.caption is not None else ""

    def _paragraph(self, lines: Sequence[Line]) -> None:
        for index, line in enumerate(lines):
            follower = lines[index + 1] if index + 1 < len(lines) else None
            text = line.text
            if text[-1:] and text[-1] in HYPHENS:
                self._divided(line, follower)
            else:
                self._line(line, len(text))
                if follower is not None and text and not _GOES_ON.search(text):
                    self._add(" ")

    def _divided(self, line: Line, follower: Line | None) -> None:
        """A line that ends in a hyphen, and what the report's own words say about it."""
        text = line.text
        if follower is None:
            self._line(line, len(text))
            return
        if len(text) > 1 and text[-2].isspace():  # a dash, which divides nothing
            self._line(line, len(text))
            self._add(" ")
            return
        division = self._vocabulary.division(text[:-1], follower.text, printed=text[-1] in "-\u2011")
        self._line(line, len(text) - (division is Division.WHOLE))
        if division is Division.PART:
            self._add(" ")

    def _line(self, line: Line, end: int) -> None:
        traced = line.traced if end == len(line.text) else line.traced.slice(0, end)
        start = self._length
        if traced.links:
            if not self._links or self._links[-1][0] != line.page:
                self._links.append((line.page, []))
            links = self._links[-1][1]
            for link in traced.links:
                add_link(links, Link(link.start + start, link.end + start, link.raw_start, link.raw_end))
        self._add(traced.text.replace("\ufffe", "-").replace("\u00ad", "-"))

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def joined(lines: Sequence[Line], vocabulary: Vocabulary) -> str:
    """Lines as running text."""
    writer = Writer(vocabulary)
    writer._paragraph(lines)
    return writer.text()


def read_row(cells: Sequence[str], heads: Sequence[Sequence[str]], caption: str) -> str:
    """A table row in words: `caption. header: cell; header: cell.` Header cells of several rows follow each other."""
    names = [_name(heads, column) for column in range(len(cells))]
    pairs = [
        f"{name}: {cell}" if name and name != cell else cell for name, cell in zip(names, cells, strict=True) if cell
    ]
    body = "; ".join(pairs)
    return f"{caption.rstrip('. ')}. {body}" if caption else body


def _name(heads: Sequence[Sequence[str]], column: int) -> str:
    """The header cells over a column; in the upper of two header rows an empty cell belongs to the one before it."""
    names = []
    for level, row in enumerate(heads):
        cell = row[column] if column < len(row) else ""
        if not cell and level + 1 < len(heads) and column:
            cell = next((text for text in reversed(row[1 : column + 1]) if text), "")
        if cell and cell not in names:
            names.append(cell)
    return " ".join(names)
