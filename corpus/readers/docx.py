"""DOCX: headings by style, paragraphs, lists, tables, notes and text boxes; pages are unknown until it is printed."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from corpus.document import Content, Metadata
from corpus.encoding import read_bytes
from corpus.errors import CannotRead
from corpus.readers.builder import Piece, assemble, table_rows, tidy
from corpus.readers.docx_numbers import Numbers
from corpus.readers.front import declared_metadata, heading_title, titled
from corpus.readers.provisions import with_provisions
from corpus.readers.tables import Cell, header_rows, laid_out

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted package or a document of Word 97
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_BYTES = 500_000_000  # unpacked
_HIGHEST_RATIO = 200  # unpacked to packed: real documents stay below 50
_RATIO_FROM = 10_000_000  # bytes unpacked below which the ratio does not matter

_HEADING_STYLE = re.compile(r"(?:heading|overskrift|rubrik|überschrift)\s*(?P<level>[1-9])", re.I)
_TITLE_STYLE = re.compile(r"(?:title|tittel)", re.I)
_LIST_STYLE = re.compile(r"(?:list|liste|punkt|bullet|nummer)", re.I)
_CONTENTS_STYLE = re.compile(r"(?:toc|innh|inh|contents|table of figures|figurliste)", re.I)
_CAPTION_STYLE = re.compile(r"(?:caption|bildetekst|figurtekst|tabelltekst)", re.I)

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a copy for older programs
_UNREAD = "w:del w:moveFrom w:instrText w:delText w:txbxContent w:pPr w:rPr w:sdtPr w:fldData"
_SKIPPED = {_FALLBACK, *(qn(name) for name in _UNREAD.split())}
_BREAKS = {qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:ptab")}
_NOTE_REFERENCES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_NAMESPACES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def read_docx(path: Path) -> Content:
    """The report in a Word document; it has no pages, and deleted text of tracked changes is not shown.

    Raises CannotRead: missing, unreadable, empty, oversize (a packed bomb too), password, unsupported (Word 97),
    damaged, no_text.
    """
    data = read_bytes(path)
    _check(data)
    try:
        document = docx.Document(io.BytesIO(data))
        pieces = titled(list(_Body(document).pieces()))
        metadata = _metadata(document)
    except Exception as error:  # zlib, lxml, zipfile and python-docx each raise their own for broken parts
        raise CannotRead("damaged", f"{type(error).__name__}: {error}") from error
    metadata = replace(metadata, title=heading_title(pieces) or metadata.title)
    return assemble(*with_provisions(pieces, metadata))


def _check(data: bytes) -> None:
    """Refuses what is no package, an encrypted one, and one that unpacks to more than a report can be."""
    if data.startswith(_OLE):
        encrypted = _ENCRYPTED in data
        raise CannotRead("password" if encrypted else "unsupported", "" if encrypted else "Word 97-2003 document")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise CannotRead("damaged", str(error)) from error
    unpacked = sum(info.file_size for info in infos)
    bomb = unpacked > _RATIO_FROM and unpacked > _HIGHEST_RATIO * len(data)
    if unpacked > _MOST_BYTES or bomb:
        raise CannotRead("oversize", f"{unpacked} bytes unpacked from {len(data)}")
    if not any(info.filename == "[Content_Types].xml" for info in infos):
        raise CannotRead("damaged", "a ZIP file, not a Word document")


def _metadata(document: Any) -> Metadata:
    core = document.core_properties
    return declared_metadata({"title": core.title or "", "language": core.language or ""})


class _Body:
    """The blocks of a document in order; a note comes after the paragraph that first cites it."""

    def __init__(self, document: Any) -> None:
        self._body = document.element.body
        self._styles = _Styles(document)
        self._numbers = Numbers(document)
        self._notes = _notes(document)
        self._caption: str | None = None
        self._footnotes = 0

    def pieces(self) -> Iterator[Piece]:
        for element in _blocks(self._body):
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            else:
                yield from self._table(element)

    def _paragraph(self, element: Any) -> Iterator[Piece]:
        text, cited = _text_and_notes(element)
        kind = self._styles.kind(element)
        if kind is not None and text.strip():
            if kind.kind == "heading":
                text = f"{self._numbers.of(*self._styles.numbering(element))} {text}"
            self._caption = tidy(text) if kind.kind == "caption" else None
            yield replace(kind, text=text)
        yield from self._cited(cited)
        for box in _text_boxes(element):
            for inner in box.iter(qn("w:p")):
                yield from self._paragraph(inner)

    def _cited(self, cited: list[str]) -> Iterator[Piece]:
        for mark in cited:
            text = self._notes.pop(mark, "")
            if text and mark.startswith("footnotes"):
                self._footnotes += 1
                yield Piece("footnote", text, mark=str(self._footnotes))
            elif text:
                yield Piece("footnote", text)  # how an endnote is numbered depends on the document's settings

    def _table(self, element: Any) -> Iterator[Piece]:
        rows, cited = _table_cells(element)
        caption, self._caption = self._caption, None
        if rows:
            yield from table_rows(laid_out(rows), header_rows(rows), caption)
        yield from self._cited(cited)


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those inside content controls too."""
    waiting = list(reversed(list(body)))
    while waiting:
        element = waiting.pop()
        if element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo")):
            waiting += reversed(list(element))


def _text_and_notes(element: Any) -> tuple[str, list[str]]:
    """The words of a paragraph as they stand after all tracked changes, and the notes it cites ("footnotes:3")."""
    words: list[str] = []
    cited: list[str] = []
    waiting = [element]
    while waiting:
        node = waiting.pop()
        if node.tag in _SKIPPED:
            continue
        if node.tag == qn("w:t"):
            words.append(node.text or "")
        elif node.tag in _BREAKS:
            words.append(" ")
        elif node.tag == qn("w:noBreakHyphen"):
            words.append("\u2011")
        elif node.tag in _NOTE_REFERENCES:
            cited.append(f"{_NOTE_REFERENCES[node.tag]}:{node.get(qn('w:id'))}")
        else:
            waiting += reversed(list(node))
    return "".join(words), cited


def _text_boxes(element: Any) -> list[Any]:
    """The text boxes of a paragraph, each once (older Word finds a copy of it in mc:Fallback)."""
    boxes = element.iter(qn("w:txbxContent"))
    return [box for box in boxes if not any(parent.tag == _FALLBACK for parent in box.iterancestors())]


def _table_cells(table: Any) -> tuple[list[list[Cell]], list[str]]:
    """The rows with their spans; a cell that goes on from the row above repeats it."""
    rows: list[list[Cell]] = []
    cited: list[str] = []
    above: dict[int, str] = {}
    for row in table.iterchildren(qn("w:tr")):
        header = row.find("w:trPr/w:tblHeader", _NAMESPACES) is not None
        cells: list[Cell] = []
        column = 0
        for cell in row.iter(qn("w:tc")):
            if cell.getparent() is not row and cell.getparent().getparent() is not row.find("w:sdt", _NAMESPACES):
                continue  # of a table inside a cell: its words are in the outer cell
            span = _number(cell.find("w:tcPr/w:gridSpan", _NAMESPACES), 1)
            merged = cell.find("w:tcPr/w:vMerge", _NAMESPACES)
            text, notes = _cell_text(cell)
            cited += notes
            if merged is not None and merged.get(qn("w:val")) != "restart":
                text = above.get(column, text)
            above[column] = text
            cells.append(Cell(text, columns=span, header=header))
            column += span
        if any(cell.text for cell in cells):
            rows.append(cells)
    return rows, cited


def _cell_text(cell: Any) -> tuple[str, list[str]]:
    read = [_text_and_notes(paragraph) for paragraph in cell.iter(qn("w:p"))]
    return tidy(" ".join(text for text, _ in read)), [mark for _, notes in read for mark in notes]


def _number(element: Any, default: int) -> int:
    value = element.get(qn("w:val"), "") if element is not None else ""
    return min(int(value), 200) if value.isdigit() and int(value) else default


def _notes(document: Any) -> dict[str, str]:
    """The text of every footnote and endnote by "footnotes:3"; Word's own separators are left out."""
    found: dict[str, str] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind not in ("footnotes", "endnotes") or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob):
            if note.get(qn("w:type")) in (None, "normal"):
                text = " ".join(_text_and_notes(paragraph)[0] for paragraph in note.iter(qn("w:p")))
                found[f"{kind}:{note.get(qn('w:id'))}"] = tidy(text)
    return found


class _Styles:
    """What the style of a paragraph makes of it."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
        self._of_style = lru_cache(maxsize=None)(self._look_up)

    def kind(self, paragraph: Any) -> Piece | None:
        """A piece without text that says what the paragraph is; None for a line of a table of contents."""
        style = paragraph.find("w:pPr/w:pStyle", _NAMESPACES)
        kind, drop = self._of_style(style.get(qn("w:val")) if style is not None else None)
        if drop:
            return None
        outline = _outline_level(paragraph.find("w:pPr", _NAMESPACES))
        if kind.kind == "text" and outline:
            return Piece("heading", "", outline)
        listed = paragraph.find("w:pPr/w:numPr", _NAMESPACES)
        return Piece("item", "") if kind.kind == "text" and listed is not None else kind

    def numbering(self, paragraph: Any) -> tuple[list[Any], str | None]:
        """Where the numbering of a paragraph may be set, the nearest first, and the id of its style."""
        style = paragraph.find("w:pPr/w:pStyle", _NAMESPACES)
        named = style.get(qn("w:val")) if style is not None else None
        places = [paragraph, *self._chain(named)]
        return [found for place in places if (found := place.find("w:pPr", _NAMESPACES)) is not None], named

    def _chain(self, style_id: str | None) -> Iterator[Any]:
        """A style and those it is based on."""
        seen: set[str] = set()
        while style_id is not None and style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            yield self._styles[style_id]
            based = self._styles[style_id].find("w:basedOn", _NAMESPACES)
            style_id = based.get(qn("w:val")) if based is not None else None

    def _look_up(self, style_id: str | None) -> tuple[Piece, bool]:
        for style in self._chain(style_id):
            name = style.find("w:name", _NAMESPACES)
            label = name.get(qn("w:val"), "") if name is not None else style.get(qn("w:styleId"), "")
            kind = _named_kind(label, _outline_level(style.find("w:pPr", _NAMESPACES)))
            if kind is not None or _CONTENTS_STYLE.match(label):
                return kind or Piece("text", ""), kind is None
        return Piece("text", ""), False


def _named_kind(label: str, outline: int | None) -> Piece | None:
    heading = _HEADING_STYLE.match(label)
    if heading or outline:
        return Piece("heading", "", int(heading["level"]) if heading else outline or 1)
    if _TITLE_STYLE.fullmatch(label):
        return Piece("heading", "", 0)
    if _CAPTION_STYLE.match(label):
        return Piece("caption", "")
    return Piece("item", "") if _LIST_STYLE.match(label) else None


def _outline_level(properties: Any) -> int | None:
    """1 for the outermost; None for body text."""
    level = properties.find("w:outlineLvl", _NAMESPACES) if properties is not None else None
    value = level.get(qn("w:val"), "") if level is not None else ""
    return int(value) + 1 if value.isdigit() and int(value) < 9 else None
