"""Tables that have lines across only: above, below their head, and at their end."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from corpus.readers.pdf.gaps import free_gaps, gap_table, running_text
from corpus.readers.pdf.glyphs import RawPage
from corpus.readers.pdf.lines import CAPTION, Row, rows_of
from corpus.readers.pdf.tables import (
    LEAST_FRAME,
    Table,
    merged,
    stands_in,
)


def framed_tables(page: RawPage) -> list[Table]:
    """Tables that have lines across only: above, below their head, and at their end. Their words are taken out."""
    across = [(y, a, b) for y, parts in _across(page).items() for a, b in parts if b - a > LEAST_FRAME]
    frames: dict[tuple[int, int], list[float]] = {}
    for y, left, right in across:
        near = (key for key in frames if abs(key[0] - left) < 6 and abs(key[1] - right) < 6)
        frames.setdefault(next(near, (round(left), round(right))), []).append(y)
    tables: list[Table] = []
    for (left, right), steps in sorted(frames.items(), key=lambda frame: frame[0][0] - frame[0][1]):
        for table in _framed(page, left, right, steps):
            tables.append(table)
            inside = {id(w) for w in page.words if stands_in(w, table)}
            page.words = [w for w in page.words if id(w) not in inside]
    return sorted(tables, key=lambda table: table.y0)


def _across(page: RawPage) -> dict[float, list[tuple[float, float]]]:
    return merged((r.y0, r.x0, r.x1) for r in page.rules if r.y1 - r.y0 < 0.5)


def _framed(page: RawPage, left: float, right: float, steps: Sequence[float]) -> Iterable[Table]:
    """Tables between lines of one width: strips that hold cells, as long as they follow each other."""
    strips: list[tuple[float, float, list[Row]]] = []
    for top, bottom in pairwise(steps):
        box = Table(page.number, [], 0, [], left, top, right, bottom)
        rows = rows_of(w for w in page.words if stands_in(w, box))
        narrow = not strips and 0 < len(rows) <= 3 and all(r.x1 - r.x0 < 0.6 * (right - left) for r in rows)
        if rows and (_holds_cells(page, rows) or (narrow and not _captioned(page, rows))):
            strips.append((top, bottom, rows))
        else:
            yield from filter(None, [_frame_table(page, left, right, strips)])
            strips = []
    if len(strips) == 1 and len(strips[0][2]) <= 4:  # a head alone: the table goes on to the next page
        strips.extend(_below(page, left, right, strips[0][1]))
    yield from filter(None, [_frame_table(page, left, right, strips)])


def _below(page: RawPage, left: float, right: float, top: float) -> Iterable[tuple[float, float, list[Row]]]:
    """What stands below the last line down to the foot of the page, if it is cells."""
    box = Table(page.number, [], 0, [], left, top, right, page.height)
    rows = rows_of(w for w in page.words if stands_in(w, box))
    if len(rows) > 1 and _holds_cells(page, rows):
        yield top, max(row.y for row in rows) + 2, rows


def _holds_cells(page: RawPage, rows: Sequence[Row]) -> bool:
    """Most rows have a gap as wide as between columns, and they are no running text in columns."""
    if _captioned(page, rows):
        return False
    if len(rows) > 3 and any(running_text(page, rows, gap) for gap in free_gaps(rows, 8.0)):
        return False
    gaps = sum(any(b.x0 - a.x1 > 1.2 * a.size for a, b in pairwise(row.words)) for row in rows)
    return gaps >= 0.4 * len(rows)


def _captioned(page: RawPage, rows: Sequence[Row]) -> bool:
    return any(CAPTION.match(" ".join(page.raw[w.start : w.end] for w in row.words[:2])) for row in rows)


def _frame_table(
    page: RawPage, left: float, right: float, strips: Sequence[tuple[float, float, list[Row]]]
) -> Table | None:
    rows = [row for _, _, strip in strips for row in strip]
    if len(rows) < 2:
        return None
    body = [row for _, _, strip in strips[1:] for row in strip] if len(strips) > 1 else rows
    gutters = free_gaps(body, max(4.5, 0.5 * rows[0].size))
    if not gutters:
        return None
    table = gap_table(page, rows, gutters, caption=True)
    if table is not None:
        table.x0, table.x1, table.y0, table.y1 = left, right, strips[0][0], strips[-1][1]
    return table
