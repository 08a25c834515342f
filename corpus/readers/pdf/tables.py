"""Tables: cells found by ruled lines or by gaps that run down several rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.readers.pdf.glyphs import RawPage, Rule, Word
from corpus.readers.pdf.lines import Line, Row, line_of, rows_of

_NUMERIC = re.compile(
    r"^[\W\d_]*\d[\W\d_]*(pst\.?|%|mill\.?|mrd\.?|kr|t|kt|Mt|eur|usd)?$|^[-–—.:xX*]+$|^n/?a\.?$", re.I
)
_YEAR = re.compile(r"^(19|20)\d\d([–/-]\d{2,4})?\*?$")
TOUCH = 3.0  # points: lines closer than this meet

Cell = list[Line]


@dataclass(slots=True)
class Table:
    """Cells as printed. `heads` of the first rows are header cells; `columns` are the x of their left edges."""

    page: int
    rows: list[list[Cell]]
    heads: int
    columns: list[float]
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def y(self) -> float:
        return self.y0


@dataclass(slots=True)
class _Grid:
    """Lines that meet: positions of horizontals and verticals, each with the stretches that are drawn."""

    across: dict[float, list[tuple[float, float]]]
    down: dict[float, list[tuple[float, float]]]

    def box(self) -> tuple[float, float, float, float]:
        return min(self.down), min(self.across), max(self.down), max(self.across)


def ruled_tables(page: RawPage) -> list[Table]:
    """Tables whose cells are boxed in; their words are taken out of `page.words`."""
    tables = []
    for grid in _grids(page.rules):
        table = _ruled(page, grid)
        if table is not None:
            tables.append(table)
            inside = {id(w) for w in page.words if _inside(w, table)}
            page.words = [w for w in page.words if id(w) not in inside]
    return tables


def _inside(word: Word, box: Table) -> bool:
    middle = (word.x0 + word.x1) / 2
    return box.x0 - 1 <= middle <= box.x1 + 1 and box.y0 - 1 <= word.y - 0.3 * word.size <= box.y1 + 1


def _merged(stretches: Iterable[tuple[float, float, float]]) -> dict[float, list[tuple[float, float]]]:
    """Collinear stretches (position, from, to) joined: position → stretches drawn there."""
    merged: dict[float, list[tuple[float, float]]] = {}
    place = -1e9
    for position, start, end in sorted(stretches):
        if position - place > TOUCH / 2:
            place = position
        merged.setdefault(place, []).append((start, end))
    for position, parts in merged.items():
        parts.sort()
        joined = [parts[0]]
        for start, end in parts[1:]:
            if start <= joined[-1][1] + TOUCH:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((start, end))
        merged[position] = joined
    return merged


def _grids(rules: Sequence[Rule]) -> list[_Grid]:
    across = _merged((r.y0, r.x0, r.x1) for r in rules if r.y1 - r.y0 < 0.5)
    down = _merged((r.x0, r.y0, r.y1) for r in rules if r.x1 - r.x0 < 0.5)
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
    found: dict[int, _Grid] = {}
    for h, (y, a, b) in enumerate(horizontals):
        found.setdefault(root(h), _Grid({}, {})).across.setdefault(y, []).append((a, b))
    for v, (x, a, b) in enumerate(verticals):
        found.setdefault(root(len(horizontals) + v), _Grid({}, {})).down.setdefault(x, []).append((a, b))
    grids = [grid for grid in found.values() if len(grid.across) >= 2 and len(grid.down) >= 2]
    return sorted(grids, key=lambda grid: grid.box()[1])


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
    edges, steps = _apart(edges, 8.0), _apart(steps, 4.0)
    if len(edges) < 3 or len(steps) < 2:
        return None
    table = Table(page.number, [], 0, edges[:-1], left, top, right, bottom)
    words = [w for w in page.words if _inside(w, table)]
    for upper, lower in zip(steps, steps[1:], strict=False):
        band = [w for w in words if upper <= w.y - 0.3 * w.size < lower]
        joined = _drawn_edges(grid, edges, upper, lower)
        table.rows.extend(_cells(page, part, edges, joined) for part in _aligned_rows(band, edges))
    table.rows = [row for row in table.rows if any(row)]
    return table if _is_table(table, words) else None


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


def _column(word: Word, edges: Sequence[float]) -> int:
    middle = (word.x0 + word.x1) / 2
    return max(0, min(sum(middle >= edge for edge in edges) - 1, len(edges) - 2))


def _aligned_rows(band: list[Word], edges: Sequence[float]) -> list[list[Word]]:
    """A boxed row that holds a column of figures is as many rows as there are figures."""
    rows = rows_of(band)
    if len(rows) < 3:
        return [band]
    numeric = sum(all(w.end - w.start < 9 for w in row.words if _column(w, edges) > 0) for row in rows)
    filled = sum(len({_column(w, edges) for w in row.words}) >= 2 for row in rows)
    if numeric > 0.8 * len(rows) and filled > 0.8 * len(rows):
        return [row.words for row in rows]
    return [band]


def _cells(page: RawPage, words: list[Word], edges: Sequence[float], drawn: Sequence[bool]) -> list[Cell]:
    columns: list[list[Word]] = [[] for _ in edges[:-1]]
    home = list(range(len(columns)))
    for index, is_drawn in enumerate(drawn, start=1):
        if not is_drawn:
            home[index] = home[index - 1]
    for word in words:
        columns[home[_column(word, edges)]].append(word)
    return [cell_of(page, column) for column in columns]


def cell_of(page: RawPage, words: Iterable[Word]) -> Cell:
    lines = [line_of(page, row) for row in rows_of(words)]
    return [line for line in lines if line.text]


def _is_table(table: Table, words: Sequence[Word]) -> bool:
    full = sum(sum(map(bool, row)) >= 2 for row in table.rows)
    if len(table.rows) < 2 or full < 0.5 * len(table.rows) or len(words) < 4:
        return False
    table.heads = header_rows(table.rows)
    return True


def cell_text(cell: Cell) -> str:
    return " ".join(line.text for line in cell)


def header_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many of the first rows are header cells: set in bold, or words (or years) over figures."""
    heads = 0
    for row in rows[:3]:
        lines = [line for cell in row for line in cell]
        if lines and all(line.bold for line in lines) and heads + 1 < len(rows):
            heads += 1
        else:
            break
    if heads > 0 and any(all(ln.bold for c in row for ln in c) for row in rows[heads : heads + 1]):
        heads = 1
    if heads or len(rows) < 2:
        return heads
    for count in (1, 2):
        body = rows[count:]
        if body and _names(rows[:count], body):
            return count
    return 0


def _names(heads: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]]) -> bool:
    """Columns of figures each have a name above them that is no figure, or is a year."""
    counted = named = 0
    for column in range(1, len(heads[0])):
        cells = [cell_text(row[column]) for row in body if column < len(row) and row[column]]
        if cells and sum(bool(_NUMERIC.match(cell)) for cell in cells) >= 0.6 * len(cells):
            counted += 1
            top = [cell_text(row[column]) for row in heads if row[column]]
            named += bool(top) and all(not _NUMERIC.match(t) or bool(_YEAR.match(t)) for t in top)
    return counted > 0 and named == counted


def gap_table(
    page: RawPage, rows: Sequence[Row], gutters: Sequence[tuple[float, float]], caption: bool
) -> Table | None:
    """A table without boxes, from rows that keep the same gaps free; None where they do not look like one."""
    edges = [min(r.x0 for r in rows) - 1, *((a + b) / 2 for a, b in gutters), max(r.x1 for r in rows) + 1]
    y0, y1 = rows[0].y - rows[0].size, rows[-1].y
    rules = [r for r in page.rules if r.y1 - r.y0 < 0.5 and y0 - 8 <= r.y0 <= y1 + 8 and r.x1 - r.x0 > 30]
    grouped = _grouped(rows, edges, sorted({round(r.y0, 1) for r in rules}))
    cells = [_cells(page, words, edges, [True] * (len(edges) - 2)) for words in grouped]
    table = Table(page.number, cells, 0, edges[:-1], edges[0], y0, edges[-1], y1)
    if not _convincing(table, bool(rules), caption):
        return None
    table.heads = _ruled_heads(grouped, [r.y0 for r in rules]) or header_rows(cells)
    return table


def _grouped(rows: Sequence[Row], edges: Sequence[float], steps: Sequence[float]) -> list[list[Word]]:
    """Printed rows brought together into table rows: by the lines between them, else by the distance between them."""
    gaps = [b.y - a.y for a, b in zip(rows, rows[1:], strict=False)]
    most = max(gaps, default=0.0)
    grouped: list[list[Word]] = []
    for index, row in enumerate(rows):
        columns = {_column(word, edges) for word in row.words}
        before = {_column(word, edges) for word in rows[index - 1].words} if index else set()
        gap = gaps[index - 1] if index else 0.0
        ruled = any(rows[index - 1].y < step < row.y - 0.5 * row.size for step in steps) if index else True
        near = gap <= 1.35 * row.size and (most >= 1.2 * gap or len(steps) >= 4)
        if index and near and not ruled and (0 not in columns or before == {0} or columns == {0}):
            grouped[-1].extend(row.words)
        else:
            grouped.append(list(row.words))
    return grouped


def _ruled_heads(grouped: Sequence[Sequence[Word]], steps: Sequence[float]) -> int:
    """Rows above the one line that stands between the first rows and the rest."""
    tops = [min(w.y for w in words) for words in grouped]
    inner = sorted({round(step) for step in steps if tops[0] < step < tops[-1] - 2})
    above = sum(top < inner[0] for top in tops) if inner else 0
    return above if 0 < above <= 3 and len(inner) < max(3, 0.5 * len(tops)) else 0


def _convincing(table: Table, ruled: bool, caption: bool) -> bool:
    full = [row for row in table.rows if sum(map(bool, row)) >= 2]
    if len(table.rows) < 2 or len(full) < 2 or len(full) < 0.5 * len(table.rows):
        return False
    if caption or ruled:
        return True
    cells = [cell_text(cell) for row in full for cell in row[1:] if cell]
    numeric = sum(bool(_NUMERIC.match(cell)) for cell in cells)
    return len(full) >= 3 and numeric >= 0.6 * len(cells)
