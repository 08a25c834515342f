"""A draft read for its quotations: with block quotes, and the references that tie notes to their words, made visible.

The readers of reports leave both out. So a copy of the draft is read in which they are written out as characters that
no writer types; the readers see to everything else.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from corpus.document import Content
from corpus.draft_marks import BLOCK_QUOTE
from corpus.encoding import decode, read_bytes
from corpus.library import read_content
from corpus.readers.html_elements import is_note_reference

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REFERENCES = {f"{_WORD}footnoteReference": "footnotes", f"{_WORD}endnoteReference": "endnotes"}
_QUOTE_STYLES = re.compile(
    r"(?:intense quote|quote|block text|quotations?|sitat|sterkt sitat|blokksitat)", re.IGNORECASE
)
_LARGEST_PART = 50_000_000  # bytes of XML
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKDOWN_NOTE = re.compile(r"^( {0,3}\[\^([^\]\s]+)\]:)[ \t]*", re.MULTILINE)
_MARKDOWN_REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_MARKDOWN_PREFIX = re.compile(r"^[ \t]*(?:>[ \t]?)+(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?")

Marked = Callable[[bytes], bytes]


def read_draft(path: Path) -> Content:
    """What stands in a draft; Word, Markdown and HTML with the marks of `corpus.draft_marks`. Raises `CannotRead`."""
    mark = _MARKERS.get(path.suffix.lower())
    if mark is None:
        return read_content(path)
    data = read_bytes(path)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"draft{path.suffix.lower()}"
        try:
            copy.write_bytes(mark(data))
        except Exception:  # zipfile, zlib and lxml each raise their own for broken files
            return read_content(path)  # the reader says what is wrong with it
        return read_content(copy)


def _mark_markdown(data: bytes) -> bytes:
    text = _MARKDOWN_REFERENCE.sub(r"⟦\1⟧", decode(data))
    lines = _MARKDOWN_NOTE.sub(r"\1 ⟦\2⟧ ", text).split("\n")
    quotes = 0
    for token in MarkdownIt("commonmark").enable("table").parse("\n".join(lines)):
        quotes += token.nesting if token.type in ("blockquote_open", "blockquote_close") else 0
        if token.type == "inline" and quotes and token.map:
            first, last = token.map[0], token.map[1] - 1
            prefix = _MARKDOWN_PREFIX.match(lines[first])
            at = prefix.end() if prefix else 0
            lines[first] = lines[first][:at] + BLOCK_QUOTE[0] + lines[first][at:]
            lines[last] = lines[last].rstrip() + BLOCK_QUOTE[1]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _mark_html(data: bytes) -> bytes:
    text = _XML_DECLARATION.sub("", decode(data), count=1)
    root = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(no_network=True, huge_tree=False))
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    for link in [link for link in root.iter("a") if is_note_reference(link)]:
        note = by_id.get((link.get("href") or "").removeprefix("#"))
        if note is not None:
            mark = f"⟦{note.get('id')}⟧"
            _put_before(link, mark)
            note.text = f"{mark} {note.text or ''}"
    for quote in root.iter("blockquote"):
        for paragraph in list(quote.iter("p", "li")) or [quote]:
            _wrap(paragraph)
    return bytes(etree.tostring(root, method="html", encoding="utf-8"))


def _put_before(element: Any, text: str) -> None:
    """Text before an element, or before the `sup` around it, which is left out with it."""
    outer = element.getparent() if element.getparent().tag == "sup" else element
    before, parent = outer.getprevious(), outer.getparent()
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _wrap(element: Any) -> None:
    element.text = BLOCK_QUOTE[0] + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + BLOCK_QUOTE[1]
    else:
        element.text += BLOCK_QUOTE[1]


def _mark_docx(data: bytes) -> bytes:
    """The package anew: its text and its notes with marks, all other parts as they are."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as marked:
        quoting = _quote_styles(package)
        for info in package.infolist():
            if info.file_size > _LARGEST_PART:
                raise ValueError(info.filename)
            part = package.read(info)
            if info.filename == "word/document.xml":
                part = _mark_body(_parsed(part), quoting)
            elif info.filename in ("word/footnotes.xml", "word/endnotes.xml"):
                part = _mark_notes(_parsed(part), Path(info.filename).stem)
            marked.writestr(info.filename, part)
    return made.getvalue()


def _quote_styles(package: zipfile.ZipFile) -> frozenset[str]:
    """The ids of the paragraph styles that set a block quote."""
    if "word/styles.xml" not in package.namelist():
        return frozenset()
    styles = _parsed(package.read("word/styles.xml"))
    return frozenset(
        style.get(f"{_WORD}styleId", "")
        for style in styles.iter(f"{_WORD}style")
        for name in style.iterchildren(f"{_WORD}name")
        if _QUOTE_STYLES.fullmatch(name.get(f"{_WORD}val", ""))
    )


def _mark_body(root: Any, quoting: Iterable[str]) -> bytes:
    for reference in list(root.iter(*_REFERENCES)):
        reference.addprevious(_text(f"⟦{_REFERENCES[reference.tag]}:{reference.get(f'{_WORD}id')}⟧"))
    for paragraph in root.iter(f"{_WORD}p"):
        style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
        if style is not None and style.get(f"{_WORD}val") in quoting:
            paragraph.insert(1, _run(BLOCK_QUOTE[0]))  # after its properties
            paragraph.append(_run(BLOCK_QUOTE[1]))
    return _written(root)


def _mark_notes(root: Any, kind: str) -> bytes:
    for note in root.iter(f"{_WORD}footnote", f"{_WORD}endnote"):
        paragraph = note.find(f".//{_WORD}p")
        if paragraph is not None:
            properties = paragraph.find(f"{_WORD}pPr")
            paragraph.insert(0 if properties is None else 1, _run(f"⟦{kind}:{note.get(f'{_WORD}id')}⟧ "))
    return _written(root)


def _run(text: str) -> Any:
    run = etree.Element(f"{_WORD}r")
    run.append(_text(text))
    return run


def _text(text: str) -> Any:
    element = etree.Element(f"{_WORD}t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _parsed(part: bytes) -> Any:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


_MARKERS: dict[str, Marked] = {
    ".docx": _mark_docx,
    ".md": _mark_markdown,
    ".markdown": _mark_markdown,
    ".html": _mark_html,
    ".htm": _mark_html,
    ".xhtml": _mark_html,
}
