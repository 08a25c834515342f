"""An HTML element as pieces in reading order, walked without recursion."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from corpus.readers.builder import Piece, table_rows
from corpus.readers.html_elements import (
    BLOCKS,
    DROPPED,
    clean,
    is_clutter,
    is_list,
    is_marker,
    is_named_clutter,
    is_note_reference,
    kind_of,
    marked_note,
)
from corpus.readers.html_tables import cells_of
from corpus.readers.tables import header_rows, laid_out


def length(element: Any) -> int:
    """How many characters of text stand in an element."""
    return sum(len(text) for text in element.itertext())


class Flow:
    """Walks an element without recursion and gives its blocks in reading order."""

    def __init__(self, main: Any) -> None:
        self._main = main
        self._words: list[str] = []
        self._kinds: list[tuple[Any, Piece]] = []  # open elements that say what their text is
        self._lists: list[Any] = []
        self._ready: list[Piece] = []
        self._caption: str | None = None
        self._doubts = 50  # how often a name that tells of clutter is weighed against the text it holds

    def pieces(self) -> Iterator[Piece]:
        walker = etree.iterwalk(self._main, events=("start", "end"))
        for event, element in walker:
            if not isinstance(element.tag, str):
                continue
            if event == "end":
                self._close(element)
            elif self._is_taken(element):
                walker.skip_subtree()
            else:
                self._open(element)
            yield from _joined_titles(self._ready) if self._is_settled() else ()
        self._flush()
        yield from _joined_titles(self._ready)

    def _is_settled(self) -> bool:
        """Whether the last block is not part of a title that may go on."""
        return bool(self._ready) and not (self._ready[-1].kind == "heading" and self._ready[-1].level == 0)

    def _is_taken(self, element: Any) -> bool:
        """Whether the element is done with as a whole: clutter, a reference to a note, a table read as rows."""
        if element.tag in ("a", "sup") and is_note_reference(element) and self._kind().kind != "footnote":
            self._words.append("\0")
            return True
        if element.tag in DROPPED or (element is not self._main and self._is_clutter(element)):
            return True
        return element.tag == "table" and self._read_table(element)

    def _is_clutter(self, element: Any) -> bool:
        if is_clutter(element):
            return True
        if self._doubts and element.tag not in ("body", "main", "article") and is_named_clutter(element):
            self._doubts -= 1
            return length(element) * 3 < length(self._main)
        return False

    def _open(self, element: Any) -> None:
        if element.tag in BLOCKS:
            self._flush()
        kind = kind_of(element)
        if kind:
            self._kinds.append((element, kind))
        if is_list(element):
            self._lists.append(element)
        self._words.append(element.text or "")

    def _close(self, element: Any) -> None:
        if element.tag in BLOCKS:
            self._flush()
        if self._kinds and self._kinds[-1][0] is element:
            self._kinds.pop()
        if self._lists and self._lists[-1] is element:
            self._lists.pop()
        if element is not self._main:
            self._words.append(element.tail or "")

    def _kind(self) -> Piece:
        return self._kinds[-1][1] if self._kinds else Piece("text", "")

    def _flush(self) -> None:
        text = clean("".join(self._words))
        self._words.clear()
        if not text:
            return
        kind = self._kind()
        self._caption = text if kind.kind == "caption" else None
        piece = replace(kind, text=text, depth=len(self._lists))
        self._ready.append(marked_note(piece) if piece.kind == "footnote" else piece)

    def _read_table(self, table: Any) -> bool:
        """The rows of a table of data; False for one that only lays out other content."""
        if table.get("role") in ("presentation", "none") or next(table.iter("h1", "h2", "h3"), None) is not None:
            return False
        if any(inner is not table for inner in table.iter("table")):
            return False
        rows = [cells_of(row) for row in table.iter("tr")]
        rows = [row for row in rows if any(cell.text for cell in row)]
        if not rows or max(len(row) for row in rows) < 2 or is_marker(rows[0][0].text):
            return False
        self._flush()
        named = next((clean(caption.text_content()) for caption in table.iter("caption")), None)
        if named:
            self._ready.append(Piece("caption", named))
        self._ready += table_rows(laid_out(rows), header_rows(rows), named or self._caption)
        self._caption = None
        return True


def _joined_titles(ready: list[Piece]) -> Iterator[Piece]:
    """The blocks so far, with the lines of the document's title as one heading; the list is emptied."""
    title = [piece.text for piece in ready if piece.kind == "heading" and piece.level == 0]
    if len(title) > 1 and all(piece.kind == "heading" and piece.level == 0 for piece in ready[: len(title)]):
        ready[: len(title)] = [replace(ready[0], text=" ".join(title))]
    yield from ready
    ready.clear()
