"""Tables: cells found by ruled lines or by gaps that run down several rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.readers.pdf.glyphs import RawPage, Rule, Word
from corpus.readers.pdf.lines import CAPTION, Line, Row, line_of, rows_of

_NUMERIC = re.compile(
    r"^[\W\d_]*\d[\W\d_]*(pst\.?|%|mill\.?|mrd\.?|kr|t|kt|Mt|eur|usd)?$|^[-–—.:xX*]+$|^n/?a\.?$", re.I
)
_YEAR = re.compile(r"^(19|20)\d\d([–/-]\d{2,4})?\*?$")
TOUCH = 3.0  # points: lines closer than this meet
LEAST_FRAME = 90.0  # points: a shorter line frames no table

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
            inside = {id(w) for w in page.words if _inside(w, table)}
            page.words = [w for w in page.words if id(w) not in inside]
    return tables


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
            inside = {id(w) for w in page.words if _inside(w, table)}
            page.words = [w for w in page.words if id(w) not in inside]
    return sorted(tables, key=lambda table: table.y0)


def _across(page: RawPage) -> dict[float, list[tuple[float, float]]]:
    return _merged((r.y0, r.x0, r.x1) for r in page.rules if r.y1 - r.y0 < 0.5)


def _framed(page: RawPage, left: float, right: float, steps: Sequence[float]) -> Iterable[Table]:
    """Tables between lines of one width: strips that hold cells, as long as they follow each other."""
    strips: list[tuple[float, float, list[Row]]] = []
    for top, bottom in pairwise(steps):
        box = Table(page.number, [], 0, [], left, top, right, bottom)
        rows = rows_of(w for w in page.words if _inside(w, box))
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
    rows = rows_of(w for w in page.words if _inside(w, box))
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


def free_gaps(rows: Sequence[Row], least: float) -> list[tuple[float, float]]:
    """Stretches that (nearly) all rows leave free, with words on both sides."""
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    counts = [0] * (int(right - left) + 2)
    for row in rows:
        for word in row.words:
            for x in range(int(word.x0 - left), int(word.x1 - left) + 1):
                counts[x] += 1
    allowed = len(rows) // 12
    gaps, start = [], 0
    for x, count in enumerate([*counts, allowed + 1]):
        if count > allowed:
            if x - start >= least and start > 0 and x < len(counts):
                gaps.append((left + start, left + x))
            start = x + 1
    return gaps


def running_text(page: RawPage, rows: Sequence[Row], gap: tuple[float, float]) -> bool:
    """The gap parts two columns of prose: as wide as each other, most of their lines full."""
    sides = [[w for r in rows for w in r.words if (w.x1 <= gap[1]) == first] for first in (True, False)]
    widths = [max(w.x1 for w in side) - min(w.x0 for w in side) for side in sides if side]
    return len(widths) == 2 and max(widths) < 1.4 * min(widths) and min(prose_fill(page, s) for s in sides) > 0.6


def prose_fill(page: RawPage, words: Sequence[Word]) -> float:
    """How much of the column its lines fill (median); 0 where they are no running text."""
    rows = rows_of(words)
    if len(rows) < 2 or median(len(row.words) for row in rows) < 3:
        return 0.0
    wide = sum(b.x0 - a.x1 > 1.2 * a.size for row in rows for a, b in pairwise(row.words))
    if wide > 0.08 * len(words):
        return 0.0
    text = "".join(page.raw[word.start : word.end] for word in words[:400])
    if sum(map(str.isalpha, text)) < 0.55 * len(text):
        return 0.0
    width = max(row.x1 for row in rows) - min(row.x0 for row in rows)
    return median((row.x1 - row.x0) / width for row in rows)


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
    for v, (_, *ends) in enumerate(verticals):  # a table that goes on to the next page has no line below
        for other in range(v):
            if all(abs(a - b) < TOUCH for a, b in zip(ends, verticals[other][1:], strict=True)):
                group[root(len(horizontals) + v)] = root(len(horizontals) + other)
    found: dict[int, _Grid] = {}
    for h, (y, a, b) in enumerate(horizontals):
        found.setdefault(root(h), _Grid({}, {})).across.setdefault(y, []).append((a, b))
    for v, (x, a, b) in enumerate(verticals):
        found.setdefault(root(len(horizontals) + v), _Grid({}, {})).down.setdefault(x, []).append((a, b))
    grids = [grid for grid in found.values() if len(grid.down) >= 2 and len(grid.across) + len(grid.down) >= 4]
    return sorted(grids, key=lambda grid: grid.box()[1])


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
    words = [w for w in page.words if _inside(w, table)]
    for upper, lower in pairwise(steps):
        band = [w for w in words if upper <= w.y - 0.3 * w.size < lower]
        joined = _drawn_edges(grid, edges, upper, lower)
        table.rows.extend(_cells(page, part, edges, joined) for part in _aligned_rows(band, edges))
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
    """Their lines overlap in height, or the lower one has no label and goes on at the distance of a line."""
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


def _column(word: Word, edges: Sequence[float]) -> int:
    middle = (word.x0 + word.x1) / 2
    return max(0, min(sum(middle >= edge for edge in edges) - 1, len(edges) - 2))


def _aligned_rows(band: list[Word], edges: Sequence[float]) -> list[list[Word]]:
    """A boxed row that holds a column of figures, or several labels in its first column, is as many rows."""
    rows = rows_of(band)
    if len(rows) < 3:
        return [band]
    short = sum(all(w.end - w.start < 9 for w in row.words if _column(w, edges) > 0) for row in rows)
    filled = sum(len({_column(w, edges) for w in row.words}) >= 2 for row in rows)
    if short > 0.8 * len(rows) and filled > 0.8 * len(rows):
        return [row.words for row in rows]
    parts: list[list[Word]] = [[]]
    label = -1e9  # height of the last line in the first column
    for row in rows:
        columns = {_column(word, edges) for word in row.words}
        if 0 in columns:
            if parts[-1] and len(columns) > 1 and row.y - label > 2.2 * row.size:
                parts.append([])
            label = row.y
        parts[-1].extend(row.words)
    labels = [[w for w in part if _column(w, edges) == 0] for part in parts]
    return parts if all(len(words) <= 6 for words in labels) else [band]


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
    bold = [all(line.bold for cell in row for line in cell) for row in rows]
    if bold[0] and sum(bold) <= max(2, 0.3 * len(rows)) and len(rows) > 1:
        return 2 if bold[1] and len(rows) > 2 else 1
    if len(rows) < 2 or not _names(rows[:1], rows[1:]):
        return 0
    return 2 if len(rows) > 3 and _names(rows[:2], rows[2:]) else 1


def _names(heads: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]]) -> bool:
    """Columns of figures each have a name above them that is no figure, or is a year."""
    counted = named = years = 0
    for column in range(1, len(heads[0])):
        cells = [cell_text(row[column]) for row in body if column < len(row) and row[column]]
        if cells and sum(bool(_NUMERIC.match(cell)) for cell in cells) >= 0.6 * len(cells):
            counted += 1
            top = [cell_text(row[column]) for row in heads if row[column]]
            named += bool(top) and all(not _NUMERIC.match(t) or bool(_YEAR.match(t)) for t in top)
            years += bool(top) and bool(_YEAR.match(top[-1]))
    return counted > 0 and named == counted and (years < counted or len(heads) == 1 or bool(heads[0][-1]))


def gap_table(
    page: RawPage, rows: Sequence[Row], gutters: Sequence[tuple[float, float]], caption: bool
) -> Table | None:
    """A table without boxes, from rows that keep the same gaps free; None where they do not look like one."""
    edges = [min(r.x0 for r in rows) - 1, *((a + b) / 2 for a, b in gutters), max(r.x1 for r in rows) + 1]
    y0, y1 = rows[0].y - rows[0].size, rows[-1].y
    least = max(30.0, 0.6 * (edges[-1] - edges[0]))
    rules = [r for r in page.rules if r.y1 - r.y0 < 0.5 and y0 - 8 <= r.y0 <= y1 + 8 and r.x1 - r.x0 > least]
    grouped = _grouped(rows, edges, sorted({round(r.y0, 1) for r in rules}))
    cells = [_cells(page, words, edges, [not _unbroken(words)] * (len(edges) - 2)) for words in grouped]
    table = Table(page.number, cells, 0, edges[:-1], edges[0], y0, edges[-1], y1)
    if not _convincing(table, bool(rules), caption):
        return None
    table.heads = _ruled_heads(grouped, [r.y0 for r in rules]) or header_rows(cells)
    return table


def _grouped(rows: Sequence[Row], edges: Sequence[float], steps: Sequence[float]) -> list[list[Word]]:
    """Printed rows brought together into table rows: by the lines between them, and by the distance between them."""
    bands: list[list[Row]] = [[]]
    for row in rows:
        if bands[-1] and any(bands[-1][-1].y < step < row.y - 0.4 * row.size for step in steps):
            bands.append([])
        bands[-1].append(row)
    most = max((b.y - a.y for a, b in pairwise(rows)), default=0.0)
    return [words for band in bands for words in _near_rows(band, edges, most, ruled=len(bands) > 2)]


def _unbroken(words: Sequence[Word]) -> bool:
    """One line of words without a gap between columns: a title within the table."""
    ordered = sorted(words, key=lambda word: word.x0)
    return len({round(word.y) for word in words}) == 1 and all(b.x0 - a.x1 < 0.8 * a.size for a, b in pairwise(ordered))


def _near_rows(band: Sequence[Row], edges: Sequence[float], most: float, ruled: bool) -> list[list[Word]]:
    """Rows between two lines. Where few of them have a label, they are one row with a cell of several lines."""
    columns = [{_column(word, edges) for word in row.words} for row in band]
    whole = sum(0 in filled and len(filled) > 1 for filled in columns)
    if ruled and len(band) > 1 and whole <= 0.5 * len(band):
        return [[word for row in band for word in row.words]]
    clusters = _clusters(band)
    if len(clusters) > 1 and any(len(cluster) > 1 and _wordy(cluster, edges) for cluster in clusters):
        return [words for cluster in clusters for words in _cluster_rows(cluster, edges)]
    return _labelled(band, columns, most)


def _clusters(band: Sequence[Row]) -> list[list[Row]]:
    """Rows at the distance of lines together; a wider distance parts them."""
    gaps = [b.y - a.y for a, b in pairwise(band)]
    least = min(gaps, default=0.0)
    clusters = [[band[0]]]
    for row, gap in zip(band[1:], gaps, strict=True):
        if gap > 1.2 * least:
            clusters.append([])
        clusters[-1].append(row)
    return clusters if least <= 1.4 * band[0].size else [list(band)]


def _cluster_rows(cluster: Sequence[Row], edges: Sequence[float]) -> list[list[Word]]:
    if _wordy(cluster, edges):
        return [[word for row in cluster for word in row.words]]
    return [row.words for row in cluster]


def _wordy(cluster: Sequence[Row], edges: Sequence[float]) -> bool:
    """At most one of its rows holds figures: the others go on with the words of a cell."""
    return sum(any(w.end - w.start < 9 and _column(w, edges) and _lone(w, row, edges) for w in row.words)
               for row in cluster) <= 1  # fmt: skip


def _lone(word: Word, row: Row, edges: Sequence[float]) -> bool:
    """It is all that its cell holds."""
    column = _column(word, edges)
    return sum(_column(other, edges) == column for other in row.words) == 1


def _labelled(band: Sequence[Row], columns: Sequence[set[int]], most: float) -> list[list[Word]]:
    """A row for each label in the first column; lines without one go with the row above."""
    grouped = [list(band[0].words)]
    for index in range(1, len(band)):
        before, row, filled = band[index - 1], band[index], columns[index]
        gap = row.y - before.y
        near = gap <= 1.35 * row.size and most >= 1.2 * gap
        if near and (0 not in filled or columns[index - 1] == {0} or filled == {0}):
            grouped[-1].extend(row.words)
        else:
            grouped.append(list(row.words))
    return grouped


def _ruled_heads(grouped: Sequence[Sequence[Word]], steps: Sequence[float]) -> int:
    """Rows above the line that stands between the first rows and the rest; 0 where every row has its line."""
    tops = [min(w.y for w in words) for words in grouped]
    inner = sorted({round(step) for step in steps if tops[0] < step < tops[-1] - 2})
    if not inner or len(inner) >= max(3, 0.5 * len(tops)):
        return 0
    above = sum(top < inner[0] for top in tops)
    body = sum(inner[0] < top < (inner[1] if len(inner) > 1 else 1e9) for top in tops)
    return above if above <= 3 and body >= 2 else 0


def _convincing(table: Table, ruled: bool, caption: bool) -> bool:
    full = [row for row in table.rows if sum(map(bool, row)) >= 2]
    if len(table.rows) < 2 or len(full) < 2 or len(full) < 0.5 * len(table.rows):
        return False
    if caption or ruled:
        return True
    cells = [cell_text(cell) for row in full for cell in row[1:] if cell]
    numeric = sum(bool(_NUMERIC.match(cell)) for cell in cells)
    return len(full) >= 3 and numeric >= 0.6 * len(cells)
