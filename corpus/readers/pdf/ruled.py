"""Tables whose cells are boxed in by ruled lines, and frames around text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.readers.pdf.glyphs import RawPage, Rule, Word
from corpus.readers.pdf.lines import rows_of
from corpus.readers.pdf.tables import (
    LEAST_FRAME,
    NUMERIC,
    TOUCH,
    Cell,
    Table,
    cell_text,
    cells_of,
    column_of,
    header_rows,
    merged,
    stands_in,
)


@dataclass(slots=True)
class _Grid:
    """Lines that meet: positions of horizontals and verticals, each with the stretches that are drawn."""

    across: dict[float, list[tuple[float, float]]]
    down: dict[float, list[tuple[float, float]]]

    def box(self) -> tuple[float, float, float, float]:
        ends_x = [x for parts in self.across.values() for part in parts for x in part]
        ends_y = [y for parts in self.down.values() for part in parts for y in part]
        return (
            min([*self.down, *ends_x]),
            min([*self.across, *ends_y]),
            max([*self.down, *ends_x]),
            max([*self.across, *ends_y]),
        )


def ruled_tables(page: RawPage) -> list[Table]:
    """Tables whose cells are boxed in; their words are taken out of `page.words`."""
    tables = []
    for grid in _grids(page.rules):
        table = _ruled(page, grid)
        if table is not None:
            tables.append(table)
            inside = {id(w) for w in page.words if stands_in(w, table)}
            page.words = [w for w in page.words if id(w) not in inside]
    return tables


def _grids(rules: Sequence[Rule]) -> list[_Grid]:
    across = merged((r.y0, r.x0, r.x1) for r in rules if r.y1 - r.y0 < 0.5)
    down = merged((r.x0, r.y0, r.y1) for r in rules if r.x1 - r.x0 < 0.5)
    horizontals = [(y, a, b) for y, parts in across.items() for a, b in parts]
    verticals = [(x, a, b) for x, parts in down.items() for a, b in parts]
    if len(horizontals) * len(verticals) > 200_000:  # a drawing
        return []
    group = list(range(len(horizontals) + len(verticals)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for h, (y, x_from, x_to) in enumerate(horizontals):
        for v, (x, y_from, y_to) in enumerate(verticals):
            if x_from - TOUCH <= x <= x_to + TOUCH and y_from - TOUCH <= y <= y_to + TOUCH:
                group[root(h)] = root(len(horizontals) + v)
    for v, (_, *ends) in enumerate(verticals):  # a table that goes on to the next page has no line below
        for other in range(v):
            if all(abs(a - b) < TOUCH for a, b in zip(ends, verticals[other][1:], strict=True)):
                group[root(len(horizontals) + v)] = root(len(horizontals) + other)
    found: dict[int, _Grid] = {}
    for h, (y, a, b) in enumerate(horizontals):
        found.setdefault(root(h), _Grid({}, {})).across.setdefault(y, []).append((a, b))
    for v, (x, a, b) in enumerate(verticals):
        found.setdefault(root(len(horizontals) + v), _Grid({}, {})).down.setdefault(x, []).append((a, b))
    parts = [part for grid in found.values() for part in _side_by_side(grid)]
    grids = [grid for grid in parts if len(grid.down) >= 2 and len(grid.across) + len(grid.down) >= 4]
    return sorted(grids, key=lambda grid: grid.box()[1])


def _side_by_side(grid: _Grid) -> list[_Grid]:
    """Two tables of one height, told by the strip between them that none of many lines across crosses."""
    if len(grid.across) < 4:
        return [grid]
    covered = merged((0.0, a, b) for parts in grid.across.values() for a, b in parts)[0.0]
    pieces = [_Grid({}, {}) for _ in covered]
    for piece, (left, right) in zip(pieces, covered, strict=True):
        for lines, inside in ((grid.across, piece.across), (grid.down, piece.down)):
            for place, parts in lines.items():
                across = lines is grid.across
                kept = [(a, b) for a, b in parts if left - TOUCH <= (a if across else place) <= right + TOUCH]
                if kept:
                    inside[place] = kept
    return pieces if all(len(piece.across) >= 4 for piece in pieces) else [grid]


def frames(page: RawPage) -> list[tuple[float, float, float, float]]:
    """Boxes drawn on the page with nothing but their four sides, as (x0, y0, x1, y1)."""
    found = []
    for grid in _grids(page.rules):
        x0, y0, x1, y1 = grid.box()
        sides = all(min(abs(x - x0), abs(x - x1)) < 2 * TOUCH for x in grid.down)
        ends = all(min(abs(y - y0), abs(y - y1)) < 2 * TOUCH for y in grid.across)
        if sides and ends and x1 - x0 > LEAST_FRAME and y1 - y0 > 30:
            found.append((x0, y0, x1, y1))
    return found


def _length(parts: Iterable[tuple[float, float]]) -> float:
    return sum(b - a for a, b in parts)


def _ruled(page: RawPage, grid: _Grid) -> Table | None:
    left, top, right, bottom = grid.box()
    edges = sorted(x for x, parts in grid.down.items() if _length(parts) >= 0.25 * (bottom - top))
    steps = sorted(y for y, parts in grid.across.items() if _length(parts) >= 0.55 * (right - left))
    if not edges or edges[0] - left > 15:
        edges.insert(0, left)
    if right - edges[-1] > 15:
        edges.append(right)
    edges, steps = _apart(edges, 8.0), _apart(sorted([top, *steps, bottom]), 4.0)
    if len(edges) < 3 or len(steps) < 2:
        return None
    table = Table(page.number, [], 0, edges[:-1], left, top, right, bottom)
    words = [w for w in page.words if stands_in(w, table)]
    for upper, lower in pairwise(steps):
        band = [w for w in words if upper <= w.y - 0.3 * w.size < lower]
        joined = _drawn_edges(grid, edges, upper, lower)
        table.rows.extend(cells_of(page, part, edges, joined) for part in _aligned_rows(band, edges))
    table.rows = _whole_rows([row for row in table.rows if any(row)])
    return table if _is_table(table, words) else None


def _whole_rows(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """Rows that a box around each line of text had split, put together again."""
    whole: list[list[Cell]] = []
    for row in rows:
        if whole and _same_row(whole[-1], row):
            whole[-1] = [[*a, *b] for a, b in zip(whole[-1], row, strict=True)]
        else:
            whole.append(row)
    return whole


def _same_row(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Their lines overlap in height, or the lower one has no label and goes on at the distance of a line.

    Two labels with figures in one column are two rows, whatever stands between them in a cell of several rows.
    """
    figures = [{at for at, cell in enumerate(row) if NUMERIC.match(cell_text(cell))} for row in (above, below)]
    if above[0] and below[0] and figures[0] & figures[1]:
        return False
    last, first = max(ln.y for c in above for ln in c), min(ln.y for c in below for ln in c)
    size = max(line.size for cell in (*above, *below) for line in cell)
    if first - last < 0.9 * size:
        return True
    filled = sum(map(bool, below))
    return first - last < 1.3 * size and not below[0] and filled <= 0.5 * len(below)


def _apart(places: Sequence[float], least: float) -> list[float]:
    kept: list[float] = []
    for place in places:
        if not kept or place - kept[-1] >= least:
            kept.append(place)
    return kept


def _drawn_edges(grid: _Grid, edges: Sequence[float], upper: float, lower: float) -> list[bool]:
    """For each inner edge, whether it is drawn between these two heights; if not, the cells beside it are one."""
    middle = (upper + lower) / 2
    return [
        any(
            abs(x - edge) < 8.0 and any(a - TOUCH <= middle <= b + TOUCH for a, b in parts)
            for x, parts in grid.down.items()
        )
        for edge in edges[1:-1]
    ]


def _aligned_rows(band: list[Word], edges: Sequence[float]) -> list[list[Word]]:
    """A boxed row that holds a column of figures, or several labels in its first column, is as many rows."""
    rows = rows_of(band)
    if len(rows) < 3:
        return [band]
    short = sum(all(w.end - w.start < 9 for w in row.words if column_of(w, edges) > 0) for row in rows)
    filled = sum(len({column_of(w, edges) for w in row.words}) >= 2 for row in rows)
    if short > 0.8 * len(rows) and filled > 0.8 * len(rows):
        return [row.words for row in rows]
    parts: list[list[Word]] = [[]]
    label = -1e9  # height of the last line in the first column
    for row in rows:
        columns = {column_of(word, edges) for word in row.words}
        if 0 in columns:
            if parts[-1] and len(columns) > 1 and row.y - label > 2.2 * row.size:
                parts.append([])
            label = row.y
        parts[-1].extend(row.words)
    labels = [[w for w in part if column_of(w, edges) == 0] for part in parts]
    alone = sum(map(bool, labels)) < 2  # one label in the middle of its row's height
    return parts if not alone and all(len(words) <= 6 for words in labels) else [band]


def _is_table(table: Table, words: Sequence[Word]) -> bool:
    full = sum(sum(map(bool, row)) >= 2 for row in table.rows)
    if len(table.rows) < 2 or full < 0.5 * len(table.rows) or len(words) < 4:
        return False
    table.heads = header_rows(table.rows)
    return True
