"""What a table is: rows of cells as printed, and which of them are its head."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.readers.pdf.glyphs import RawPage, Word
from corpus.readers.pdf.lines import Line, line_of, rows_of

NUMERIC = re.compile(r"^[\W\d_]*\d[\W\d_]*(pst\.?|%|mill\.?|mrd\.?|kr|t|kt|Mt|eur|usd)?$|^[-–—.:xX*]+$|^n/?a\.?$", re.I)
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


def stands_in(word: Word, box: Table) -> bool:
    middle = (word.x0 + word.x1) / 2
    return box.x0 - 1 <= middle <= box.x1 + 1 and box.y0 - 1 <= word.y - 0.3 * word.size <= box.y1 + 1


def merged(stretches: Iterable[tuple[float, float, float]]) -> dict[float, list[tuple[float, float]]]:
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


def column_of(word: Word, edges: Sequence[float]) -> int:
    middle = (word.x0 + word.x1) / 2
    return max(0, min(sum(middle >= edge for edge in edges) - 1, len(edges) - 2))


def cells_of(page: RawPage, words: list[Word], edges: Sequence[float], drawn: Sequence[bool]) -> list[Cell]:
    columns: list[list[Word]] = [[] for _ in edges[:-1]]
    home = list(range(len(columns)))
    for index, is_drawn in enumerate(drawn, start=1):
        if not is_drawn:
            home[index] = home[index - 1]
    for word in words:
        columns[home[column_of(word, edges)]].append(word)
    return [cell_of(page, column) for column in columns]


def cell_of(page: RawPage, words: Iterable[Word]) -> Cell:
    lines = [line_of(page, row) for row in rows_of(words)]
    return [line for line in lines if line.text]


def cell_text(cell: Cell) -> str:
    return " ".join(line.text for line in cell)


def header_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many of the first rows are header cells: set in bold, or words (or years) over figures."""
    bold = [all(line.bold for cell in row for line in cell) for row in rows]
    if bold[0] and sum(bold) <= max(2, 0.3 * len(rows)) and len(rows) > 1:
        return 2 if len(rows) > 2 and (bold[1] or _spanned(rows[0], rows[1])) else 1
    if len(rows) > 1 and _names(rows[:1], rows[1:]):
        return 2 if len(rows) > 3 and _names(rows[:2], rows[2:]) else 1
    return 2 if len(rows) > 3 and sum(map(bool, rows[0])) == 1 and _names(rows[1:2], rows[2:]) else 0


def _spanned(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """Cells of the upper row stand over several columns, each of which the lower row names."""
    filled = [column for column, cell in enumerate(upper) if cell]
    over = len(filled) > 1 and not all(upper[filled[0] :])
    return over and all(cell and not NUMERIC.match(cell_text(cell)) for cell in lower)


def _names(heads: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]]) -> bool:
    """Columns of figures each have a name above them that is no figure, or is a year."""
    counted = named = years = 0
    for column in range(1, len(heads[0])):
        cells = [cell_text(row[column]) for row in body if column < len(row) and row[column]]
        if cells and sum(bool(NUMERIC.match(cell)) for cell in cells) >= 0.6 * len(cells):
            counted += 1
            top = [cell_text(row[column]) for row in heads if row[column]]
            named += bool(top) and all(not NUMERIC.match(t) or bool(_YEAR.match(t)) for t in top)
            years += bool(top) and bool(_YEAR.match(top[-1]))
    return (
        counted > 0
        and named == counted
        and (years < counted or len(heads) == 1 or (counted > 1 and bool(heads[0][-1])))
    )
