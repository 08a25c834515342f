"""The cells of an HTML table."""

from typing import Any

from lxml import etree

from corpus.readers.html_elements import BLOCKS, clean, is_note_reference
from corpus.readers.tables import Cell


def cells_of(row: Any) -> list[Cell]:
    """The cells of a row with their spans, header cells marked: `th`, in a `thead`, or bold as EUR-Lex has them."""
    cells = []
    for cell in row.iterchildren("td", "th"):
        header = cell.tag == "th" or _is_bold(cell) or (row.getparent() is not None and row.getparent().tag == "thead")
        text = _cell_text(cell)
        cells.append(Cell(text, _span(cell, "colspan"), _span(cell, "rowspan"), header))
    return cells


def _cell_text(cell: Any) -> str:
    """The words of a cell in one line; paragraphs in it are parted by a space, inline marks are not."""
    words: list[str] = []
    walker = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walker:
        if not isinstance(element.tag, str):
            continue
        if event == "start" and element.tag in ("a", "sup") and is_note_reference(element):
            walker.skip_subtree()
            words.append("\0")
        elif event == "start":
            words += [" " if element.tag in BLOCKS else "", element.text or ""]
        elif element is not cell:
            words += [" " if element.tag in BLOCKS else "", element.tail or ""]
    return clean("".join(words))


def _is_bold(cell: Any) -> bool:
    style = (cell.get("style") or "").replace(" ", "")
    return "font-weight:bold" in style or any("hd-column" in (child.get("class") or "") for child in cell)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or "1"
    return min(int(value), 1000) if value.isascii() and value.isdigit() and int(value) > 0 else 1
