"""Tables of any format: cells with their spans laid out as a grid, and the header rows found."""

from collections.abc import Sequence
from dataclasses import dataclass

_MOST_COLUMNS = 200  # a span beyond this is an accident or an attack
_MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its tidy text, and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1
    header: bool = False  # marked as a header cell by the format


def laid_out(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """One string per column and row; a cell that covers several stands in each of them."""
    covered: dict[tuple[int, int], str] = {}
    grid: list[list[str]] = []
    for number, row in enumerate(rows[:_MOST_ROWS]):
        line: list[str] = []
        for cell in row:
            _carry_down(line, covered, number)
            first = len(line)
            width = max(1, min(cell.columns, _MOST_COLUMNS - first))
            line += [cell.text] * width
            for below in range(1, min(cell.rows, len(rows) - number)):
                covered.update({(number + below, first + column): cell.text for column in range(width)})
        _carry_down(line, covered, number)
        grid.append(line[:_MOST_COLUMNS])
    return grid


def _carry_down(line: list[str], covered: dict[tuple[int, int], str], number: int) -> None:
    while (number, len(line)) in covered:
        line.append(covered.pop((number, len(line))))


def header_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top are headers: those marked as such, else the first if it reads like one.

    A first row reads like a header when no cell of it is empty or a number and a row with more follows.
    """
    marked = 0
    while marked < len(rows) and rows[marked] and all(cell.header or not cell.text for cell in rows[marked]):
        marked += 1
    if marked:
        return marked if marked < len(rows) else 0
    first = rows[0] if rows else []
    plain = len(first) > 1 and len(rows) > 1 and all(cell.text and not _is_number(cell.text) for cell in first)
    return int(plain and all(len(cell.text) < 80 for cell in first))


def _is_number(text: str) -> bool:
    figures = sum(char.isdigit() for char in text)
    return figures * 2 > len(text.replace(" ", ""))
