"""Reading order: columns, and the tables that stand in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.readers.pdf.framed import framed_tables
from corpus.readers.pdf.gaps import free_gaps, gap_table, prose_fill
from corpus.readers.pdf.glyphs import RawPage, Word
from corpus.readers.pdf.lines import Line, Row, line_of, rows_of, settle_scripts
from corpus.readers.pdf.ruled import frames, ruled_tables
from corpus.readers.pdf.tables import Table


@dataclass(slots=True)
class Box:
    """Text with a frame drawn around it."""

    words: list[Word]
    tables: list[Table]
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def y(self) -> float:
        return self.y0


Entry = Row | Table | Box
LEAST_GUTTER = 8.0  # points
MOST_DEEP = 4  # columns within columns
_LIST_MARK = re.compile(r"^([(\[]?(\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)\]]{0,2}|[•▪–—\-*➢→⇨✓○o◦●■□])$")
_TABLE = re.compile(r"^(Tabell|Table|Tab\.)\s+[\dA-Z]")
_LEADER = re.compile(r"(\.\s?){4,}|…{2,}|_{6,}")


def elements(page: RawPage) -> list[Line | Table]:
    """What stands on the page, in reading order. Sideways text comes last. The scripts of `page.words` are settled."""
    tables = [*ruled_tables(page), *framed_tables(page)]
    boxes, tables = _boxes(page, tables)
    found = _ordered(page, page.words, [*tables, *boxes], 0)
    for words in page.turned:
        settle_scripts(words)
        found.extend(_ordered(page, words, [], MOST_DEEP))
    return found


def _boxes(page: RawPage, tables: Sequence[Table]) -> tuple[list[Box], list[Table]]:
    """Frames around some lines of the page, with what is in them; their words are taken out of `page.words`."""
    boxes: list[Box] = []
    for x0, y0, x1, y1 in frames(page):
        inside = [w for w in page.words if x0 <= w.x0 and w.x1 <= x1 and y0 <= w.y - 0.3 * w.size <= y1]
        if len(inside) < 8 or len(inside) > 0.8 * len(page.words):
            continue
        held = [t for t in tables if x0 - 2 <= t.x0 and t.x1 <= x1 + 2 and y0 - 2 <= t.y0 and t.y1 <= y1 + 2]
        boxes.append(Box(inside, held, x0, y0, x1, y1))
        gone = {id(word) for word in inside}
        page.words = [word for word in page.words if id(word) not in gone]
    taken = {id(table) for box in boxes for table in box.tables}
    return boxes, [table for table in tables if id(table) not in taken]


def _unboxed(page: RawPage, box: Box) -> list[Line | Table]:
    found = _ordered(page, box.words, box.tables, 1)
    for element in found:
        if isinstance(element, Line):
            element.boxed = True
    return found


def _ordered(page: RawPage, words: Sequence[Word], others: Sequence[Table | Box], depth: int) -> list[Line | Table]:
    entries: list[Entry] = sorted([*rows_of(words), *others], key=lambda entry: entry.y)
    if not entries:
        return []
    left, right = min(e.x0 for e in entries), max(e.x1 for e in entries)
    found: list[Line | Table] = []
    masks = [_mask(entry) for entry in entries]
    start = 0
    while start < len(entries):
        end, gutters = _band(entries, masks, start)
        taken = _banded(page, entries[start:end], gutters, found, depth) if gutters else None
        if taken is None:
            end = start + 1
            taken = _plain(page, entries[start])
        found.extend(taken)
        start = end
    for element in found:
        if isinstance(element, Line) and element.right == 0.0:
            element.left, element.right = left, right
    return [e for e in found if isinstance(e, Table) or e.text]


def _plain(page: RawPage, entry: Entry) -> list[Line | Table]:
    if isinstance(entry, Box):
        return _unboxed(page, entry)
    return [entry if isinstance(entry, Table) else line_of(page, entry)]


def _mask(entry: Entry) -> int:
    """The points of the page's width that the entry covers, as bits."""
    if not isinstance(entry, Row):
        return _bits(entry.x0, entry.x1)
    mask = 0
    for word in entry.words:
        mask |= _bits(word.x0, word.x1)
    return mask


def _bits(x0: float, x1: float) -> int:
    start = max(0, int(x0))
    return ((1 << max(1, int(x1 + 1) - start)) - 1) << start


def _gaps(mask: int, least: float) -> list[tuple[float, float]]:
    """Free stretches with something on both sides, at least `least` points wide."""
    bits = bin(mask)[2:][::-1]
    return [
        (m.start(), m.end()) for m in re.finditer("0+", bits.rstrip("0")) if m.start() and m.end() - m.start() >= least
    ]


def _band(entries: Sequence[Entry], masks: Sequence[int], start: int) -> tuple[int, list[tuple[float, float]]]:
    """The entries from `start` that keep a gap free together: (end, the gaps); no gaps where there is no such band."""
    mask, end = 0, start
    sizes = [entry.size for entry in entries[start : start + 12] if isinstance(entry, Row)]
    least = max(LEAST_GUTTER, 0.8 * median(sizes)) if sizes else LEAST_GUTTER
    gaps: list[tuple[float, float]] = []
    while end < len(entries):
        wider = mask | masks[end]
        now = _gaps(wider, least)
        if gaps and not now:
            break
        if not gaps and not now and end - start >= 2:
            break
        mask, gaps, end = wider, now, end + 1
    return end, [gap for gap in gaps if _divides(entries[start:end], gap)]


def _divides(band: Sequence[Entry], gap: tuple[float, float]) -> bool:
    """At least two rows stand on either side, beside each other."""
    left = [e.y for e in band if e.x0 < gap[0]]
    right = [e.y for e in band if e.x1 > gap[1]]
    if len(left) < 2 or len(right) < 2:
        return False
    return min(max(left), max(right)) - max(min(left), min(right)) >= 8


def _banded(
    page: RawPage, band: Sequence[Entry], gutters: list[tuple[float, float]], before: Sequence[Line | Table], depth: int
) -> list[Line | Table] | None:
    rows = [entry for entry in band if isinstance(entry, Row)]
    gutters = [gap for gap in gutters if not _marks_only(page, rows, gutters, gap)]
    if depth < MOST_DEEP:
        for gap in sorted(gutters, key=lambda g: g[0] - g[1]):
            if _separates(page, band, gap):
                sides = _split(band, gap)
                return [e for words, others in sides for e in _ordered(page, words, others, depth + 1)]
    if len(rows) < len(band) or not gutters:
        return None
    if sum(bool(_LEADER.search(_text(page, row.words))) for row in rows) > 0.3 * len(rows):
        return None
    return _tabled(page, rows, gutters, before)


def _tabled(
    page: RawPage, rows: list[Row], gutters: list[tuple[float, float]], before: Sequence[Line | Table]
) -> list[Line | Table] | None:
    """The band as a table, with the lines that stand above and below its rows."""
    first, last = 0, len(rows)
    ruled = [r.y0 for r in page.rules if r.y0 == r.y1 and r.x0 < gutters[0][0] and r.x1 > gutters[0][1]]
    while first < last and _sides(rows[first], gutters) < 2 and not any(y < rows[first].y for y in _near(rows, ruled)):
        first += 1
    while last > first and _sides(rows[last - 1], gutters) < 2 and not _close(rows, last - 1):
        last -= 1
    if last - first < 2:
        return None
    gutters = free_gaps(rows[first:last], LEAST_GUTTER)
    if not gutters:
        return None
    above = [line_of(page, row) for row in rows[:first]]
    titles = [e.text for e in (*before[-4:], *above) if isinstance(e, Line)]
    table = gap_table(page, rows[first:last], gutters, any(_TABLE.match(text) for text in titles))
    if table is None:
        return None
    return [*above, table, *(line_of(page, row) for row in rows[last:])]


def _near(rows: Sequence[Row], heights: Sequence[float]) -> list[float]:
    """The lines that stand among the rows, or just above or below them."""
    return [y for y in heights if rows[0].y - 3 * rows[0].size < y < rows[-1].y + 2 * rows[-1].size]


def _close(rows: Sequence[Row], index: int) -> bool:
    return rows[index].y - rows[index - 1].y < 1.35 * rows[index].size


def _sides(row: Row, gutters: Sequence[tuple[float, float]]) -> int:
    """In how many columns the row has words."""
    return len({sum(word.x0 >= gap[1] - 1 for gap in gutters) for word in row.words})


def _split(band: Sequence[Entry], gap: tuple[float, float]) -> list[tuple[list[Word], list[Table | Box]]]:
    middle = (gap[0] + gap[1]) / 2
    left: tuple[list[Word], list[Table | Box]] = ([], [])
    right: tuple[list[Word], list[Table | Box]] = ([], [])
    for entry in band:
        if not isinstance(entry, Row):
            (left if entry.x1 <= middle else right)[1].append(entry)
        else:
            for word in entry.words:
                (left if word.x1 <= middle else right)[0].append(word)
    return [left, right]


def _text(page: RawPage, words: Sequence[Word]) -> str:
    return " ".join(page.raw[word.start : word.end] for word in words)


def _marks_only(
    page: RawPage, rows: Sequence[Row], gutters: Sequence[tuple[float, float]], gap: tuple[float, float]
) -> bool:
    """Between this gap and the one before it stand only list marks."""
    floor = max((g[1] for g in gutters if g[1] <= gap[0]), default=-1e9)
    marks = [w for row in rows for w in row.words if floor <= w.x0 and w.x1 <= gap[0] + 1]
    return bool(marks) and all(_LIST_MARK.match(page.raw[w.start : w.end]) for w in marks) and not _counted(page, marks)


def _counted(page: RawPage, marks: Sequence[Word]) -> bool:
    """A column of bare numbers belongs to a table; numbers with a full stop or a bracket number a list."""
    return all(page.raw[w.start : w.end].isdigit() for w in marks)


def _separates(page: RawPage, band: Sequence[Entry], gap: tuple[float, float]) -> bool:
    """Whether both sides of the gap are columns of running text, and not the cells of a table."""
    sides = _split(band, gap)
    if any(others and not words for words, others in sides):
        return True
    fills = [prose_fill(page, words) for words, _ in sides]
    if min(fills) < 0.45:
        return False
    words = sorted(((w.start, side) for side in (0, 1) for w in sides[side][0]), key=lambda pair: pair[0])
    changes = sum(a[1] != b[1] for a, b in pairwise(words))
    if changes <= max(1, 0.05 * len(band)):
        return True
    widths = [max(w.x1 for w in side) - min(w.x0 for w in side) for side, _ in sides]
    return min(fills) >= 0.7 and max(widths) <= 1.6 * min(widths)
