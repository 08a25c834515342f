"""What the readers of flowing formats share: pieces of a report in reading order, made into one `Content`."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.document import Block, BlockKind, Content, Metadata, Page, Run
from corpus.errors import CannotRead

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # soft hyphen, zero-width space, word joiner, BOM


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph, heading, list item, table row or note, before it has a place in the text."""

    kind: BlockKind
    text: str
    level: int = 0  # headings: 1 is the outermost; 0 is the report's own title, which is in force over nothing
    depth: int | None = None  # lists: how many lists it stands in, where the format says so
    provision: str | None = None
    reading: str | None = None  # rows: header cells with their cells, without the caption
    caption: str | None = None  # rows: the caption of the table, else the heading above it is used
    mark: str | None = None  # footnotes
    source: tuple[int, int, int] | None = None  # page number and span in the page's raw text, where there are pages


def tidy(text: str) -> str:
    """One line: every run of white space (NBSP too) is one space, soft hyphens are gone, characters are in NFC.

    Not NFKC, which would turn CO₂ into CO2.
    """
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def table_rows(grid: Sequence[Sequence[str]], headers: int, caption: str | None = None) -> list[Piece]:
    """The rows of a table, each read with its header cells.

    `grid` has one tidy string per column; a cell that spans columns or rows is repeated. The first `headers` rows
    are header rows. In a row's text a cell that spans columns stands once, the cells separated by tabs.
    """
    columns = max((len(row) for row in grid), default=0)
    names = [_column_name([row[column] for row in grid[:headers] if column < len(row)]) for column in range(columns)]
    pieces = []
    for number, row in enumerate(grid):
        text = "\t".join(
            cell for position, cell in enumerate(row) if position == 0 or cell != row[position - 1]
        ).strip()
        reading = "; ".join(text.split("\t")) if number < headers else _read_row(row, names)
        if reading:
            pieces.append(Piece("row", text, reading=reading, caption=caption))
    return pieces


def _column_name(cells: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(cell for cell in cells if cell))


def _read_row(row: Sequence[str], names: Sequence[str]) -> str:
    """Each cell after its header; cells under one header that spans them are listed after it together."""
    parts: list[tuple[str, list[str]]] = []
    for cell, name in zip(row, names, strict=False):
        if not cell or (parts and parts[-1][1][-1] == cell):
            continue
        if parts and name and parts[-1][0] == name:
            parts[-1][1].append(cell)
        else:
            parts.append((name, [cell]))
    return "; ".join(f"{name}: {', '.join(cells)}" if name and [name] != cells else cells[0] for name, cells in parts)


def assemble(pieces: Iterable[Piece], metadata: Metadata, pages: tuple[Page, ...] = ()) -> Content:
    """The pieces as one text, blocks parted by a blank line; footnotes stand at the end with the section they are from.

    An empty heading closes the sections of its level and below. Raises CannotRead("no_text") where nothing is left.
    """
    laid = _Layout()
    for piece in pieces:
        laid.add(piece)
    laid.finish()
    if not any(char.isalnum() for char in laid.sample):
        raise CannotRead("no_text")
    return Content("".join(laid.parts), tuple(laid.blocks), pages, tuple(laid.runs), metadata)


class _Layout:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.sample = ""
        self._length = 0
        self._open: list[tuple[int, str]] = []
        self._notes: list[tuple[Piece, tuple[str, ...]]] = []

    def add(self, piece: Piece) -> None:
        text = piece.text if piece.kind == "row" else tidy(piece.text)
        if piece.kind == "heading":
            self._head(piece.level, text)
        section = (text,) if piece.kind == "heading" and piece.level == 0 else self._section()
        if not any(char.isalnum() for char in text):
            return  # a lone ";" or "* * *" says nothing
        if piece.kind == "footnote":
            self._notes.append((piece, section))
        else:
            self._place(piece, text, section)

    def finish(self) -> None:
        for piece, section in self._notes:
            self._place(piece, tidy(piece.text), section)
        self._notes.clear()

    def _head(self, level: int, text: str) -> None:
        if level == 0:
            return
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        if text:
            self._open.append((level, text))

    def _section(self) -> tuple[str, ...]:
        return tuple(title for _, title in self._open)

    def _place(self, piece: Piece, text: str, section: tuple[str, ...]) -> None:
        if self.parts:
            self.parts.append("\n\n")
            self._length += 2
        start, self._length = self._length, self._length + len(text)
        self.parts.append(text)
        if len(self.sample) < 2000:
            self.sample += text
        reading = _whole_reading(piece, section) if piece.kind == "row" else None
        block = Block(piece.kind, start, self._length, section, piece.provision, reading, piece.mark)
        self.blocks.append(block)
        if piece.source:
            self.runs.append(Run(start, self._length, *piece.source))


def _whole_reading(piece: Piece, section: tuple[str, ...]) -> str | None:
    if piece.reading is None:
        return None
    caption = piece.caption or (section[-1] if section else "")
    return f"{caption.rstrip('.:')}. {piece.reading}" if caption else piece.reading
