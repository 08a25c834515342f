"""Lines and tables put together into the parts of a report: headings, paragraphs, items, captions, rows, footnotes."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from corpus.document import BlockKind
from corpus.readers.pdf.hyphens import HYPHENS
from corpus.readers.pdf.lines import CAPTION, Line
from corpus.readers.pdf.tables import Cell, Table

_BULLET = re.compile(r"^([•▪➢→⇨✓○◦●■□]|[–—-](?=\s)|\uf0b7|o(?=\s\S))\s*")
_NUMBERED = re.compile(r"^(\(?(\d{1,2}|[a-zA-Z]|[ivx]{1,5})\)|(\d{1,2}|[a-zA-Z])\.)\s+\S")
_LEADER = re.compile(r"(\.\s?){5,}\s*\S{0,7}$|…{2,}\s*\S{0,7}$")
_ENDED = re.compile(r"[.!?:;…][\"'”»’)\]]*$")
_SOURCE = re.compile(r"^(Kilder?|Source|Sources|Note|Merknad|Anm\.)\s*:", re.I)


LABEL = 12  # characters: a shorter line between two halves of a paragraph does not end it


@dataclass(slots=True)
class Part:
    """A stretch of the report's text: lines that read on, or the cells of a table row."""

    kind: BlockKind | Literal["contents"]  # "contents": lines of a table of contents, which are no block
    lines: list[Line] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    level: int | None = None  # of a heading: its depth in the outline or its number; None where only type tells
    section: tuple[str, ...] = ()
    heads: list[list[Cell]] = field(default_factory=list)  # of a row: the header rows of its table
    caption: "Part | None" = None  # of a row: its table's
    mark: str | None = None

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        return self.lines[0].size if self.lines else 0.0


@dataclass(frozen=True, slots=True)
class Manner:
    """How the report is set: the type size of most of its text, and the distance between its lines (× size)."""

    size: float
    leading: float


def manner_of(lines: Iterable[Line]) -> Manner:
    sizes: Counter[float] = Counter()
    gaps: Counter[float] = Counter()
    last: Line | None = None
    for line in lines:
        sizes[line.size] += len(line.text)
        if last is not None and last.page == line.page and last.left == line.left and last.size == line.size:
            gap = round((line.y - last.y) / line.size, 1)
            if 0.9 <= gap <= 2.5:
                gaps[gap] += 1
        last = line
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    return Manner(size, gaps.most_common(1)[0][0] if gaps else 1.2)


def is_contents(line: Line) -> bool:
    """A line of a table of contents, with its row of dots."""
    return bool(_LEADER.search(line.text))


def starts_item(line: Line, previous: Line | None, opener: Line | None = None) -> bool:
    """The line opens a list item. `opener`: the first line of the part before it, whose mark it may repeat.

    A dash, or a number with a full stop, may also stand inside a sentence.
    """
    bullet, numbered = _BULLET.match(line.text), _NUMBERED.match(line.text)
    if bullet and bullet.group(1) not in "–—-":
        return True
    if not bullet and not numbered:
        return False
    mark = _BULLET if bullet else _NUMBERED
    if opener is not None and mark.match(opener.text) and abs(opener.x0 - line.x0) < 2:
        return True
    indented = bullet is not None and previous is not None and line.x0 > previous.x0 + 0.6 * line.size
    return previous is None or bool(_ENDED.search(previous.text)) or indented


def starts_caption(line: Line, previous: Line | None, manner: Manner) -> bool:
    """`Tabell 3.1 …`, `Figure 2: …`: a label with its number, then a title; not a sentence about the table."""
    match = CAPTION.match(line.text)
    if not match or not re.search(r"\d|[A-Z]$", match.group()):
        return False
    rest = line.text[match.end() :].lstrip()
    if rest and rest[0] not in ".:–-—" and not rest[0].isupper() and not rest[0].isdigit():
        return False
    styled = line.bold or line.italic or abs(line.size - manner.size) > 0.4
    if styled or previous is None or not _reads_on(previous, line, manner):
        return bool(rest) or styled
    return False


def _reads_on(a: Line, b: Line, manner: Manner) -> bool:
    """`b` may continue the paragraph of `a`, by its place and type alone."""
    if a.page != b.page or a.boxed != b.boxed or b.y <= a.y or abs(a.size - b.size) > 0.6 or a.bold != b.bold:
        return False
    return b.y - a.y <= 1.28 * manner.leading * max(a.size, b.size)


def breaks(a: Line, b: Line, first: bool, item: bool, manner: Manner) -> bool:
    """Whether a paragraph ends between two lines of one column. `first`: `a` opens its paragraph."""
    if not _reads_on(a, b, manner):
        return True
    step = (b.x0 - a.x0) / b.size
    if a.text[-1:] in HYPHENS and not a.text[-2:-1].isspace():
        return False
    if step > 0.6 and not (first and item):
        hanging = not _ENDED.search(a.text) and _is_full(a, b)
        return not (first and (hanging or _centred(a, b)))
    if step < -0.6 and not first:
        return True
    if not _ENDED.search(a.text) or b.text[:1].islower():
        return False
    return not _is_full(a, b)


def _is_full(a: Line, b: Line) -> bool:
    """The first word of `b` would not have fitted at the end of `a`."""
    word = b.text.split(" ", 1)[0]
    room = (b.x1 - b.x0) / max(len(b.text), 1) * (len(word) + 2)
    return a.x1 + room >= a.right


def _centred(a: Line, b: Line) -> bool:
    return abs((a.x0 + a.x1) - (b.x0 + b.x1)) < 6 and a.x0 > a.left + 20


class Flow:
    """Takes the elements of the report in order, and keeps its parts."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.parts: list[Part] = []
        self._last: Line | None = None  # the line before, where nothing stands between
        self._part: Part | None = None  # the part that line went to
        self._table: tuple[Table, Part | None, list[list[Cell]]] | None = None  # the last one, its caption and heads

    def heading(self, lines: Sequence[Line], level: int | None) -> None:
        self.parts.append(Part("heading", list(lines), level=level))
        self._last = None

    def contents(self, line: Line) -> None:
        self.parts.append(Part("contents", [line]))
        self._last = None

    def table(self, table: Table) -> None:
        """The rows of a table, with the caption above it and the header cells of the page before, if it goes on."""
        caption = next((p for p in reversed(self.parts[-3:]) if p.kind == "caption"), None)
        before = self._table
        goes_on = before is not None and caption is None and _goes_on(before[0], table)
        if before is not None and goes_on:
            caption = before[1]
        heads = table.rows[: table.heads] or (before[2] if before is not None and goes_on else [])
        for index, cells in enumerate(table.rows):
            own = heads if index >= table.heads else []  # header cells are their own names
            self.parts.append(Part("row", cells=cells, heads=own, caption=caption))
        self._table = (table, caption, heads)
        self._last = None

    def is_caption(self, line: Line, previous: Line | None) -> bool:
        return starts_caption(line, previous, self.manner)

    def line(self, line: Line) -> None:
        """The next line of the report, which is no heading."""
        last, self._last = self._last, line
        opener = self._part.lines[0] if self._part is not None else None
        if starts_caption(line, last, self.manner):
            self._open(Part("caption", [line]))
        elif last is not None and self._part is not None and self._continues(self._part, last, line):
            self._part.lines.append(line)
        elif (open_part := self._left_open(line)) is not None:
            open_part.lines.append(line)
            self._part = open_part
        else:
            self._open(Part("item" if starts_item(line, last, opener) else "text", [line]))

    def _open(self, part: Part) -> None:
        self.parts.append(part)
        self._part = part

    def _continues(self, part: Part, last: Line, line: Line) -> bool:
        if part.kind == "caption":
            return _reads_on(last, line, self.manner) and last.italic == line.italic and not _SOURCE.match(line.text)
        if starts_item(line, last, part.lines[0]) or _SOURCE.match(line.text):
            return False
        if last.page == line.page and last.left == line.left and line.y > last.y:
            return not breaks(last, line, len(part.lines) == 1, part.kind == "item", self.manner)
        return False

    def _left_open(self, line: Line) -> Part | None:
        """The paragraph before tables, captions, boxes and page ends that this line finishes."""
        if line.boxed or abs(line.size - self.manner.size) > 0.4 or not line.text or starts_item(line, None):
            return None
        for part in reversed(self.parts[-60:]):
            if part.kind == "heading":
                return None
            if part.kind not in ("text", "item") or self._small(part):
                continue
            tail = part.lines[-1]
            divided = tail.text[-1:] in HYPHENS and line.text[0].islower()
            if divided and abs(tail.size - line.size) <= 0.4 and not self._last_is_beside(tail, line):
                return part
            if not self._is_last_text(part) or _ENDED.search(tail.text) or tail.bold != line.bold:
                continue
            if part is self._part and self._last_is_beside(tail, line):
                return None
            return part if line.text[0].islower() or _full(tail) else None
        return None

    def _is_last_text(self, part: Part) -> bool:
        """Nothing but tables, captions and small print has come after it."""
        for later in reversed(self.parts):
            if later is part:
                return True
            if later.kind in ("text", "item") and not self._small(later):
                return False
        return False

    def _small(self, part: Part) -> bool:
        """In a box, small print, or a lone label such as stands at the foot of a page."""
        if part.lines and part.lines[0].boxed:
            return True
        return part.size < 0.95 * self.manner.size or (len(part.lines) == 1 and len(part.lines[0].text) < LABEL)

    def _last_is_beside(self, a: Line, b: Line) -> bool:
        """Both stand in one column with nothing between them: `breaks` has decided already."""
        return a.page == b.page and a.left == b.left and b.y > a.y


def _full(line: Line) -> bool:
    return line.x1 > line.right - 0.08 * (line.right - line.left)


def _goes_on(before: Table, table: Table) -> bool:
    """The table continues the one of the page before: the same columns."""
    if table.page - before.page > 1 or len(before.columns) != len(table.columns):
        return False
    return all(abs(a - b) < 12 for a, b in zip(before.columns, table.columns, strict=True))
