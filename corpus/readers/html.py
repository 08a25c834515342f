"""HTML: the main content of a page, EUR-Lex acts among them; nothing is fetched, nothing is run."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from corpus.document import Content, Metadata
from corpus.encoding import decode, read_bytes
from corpus.errors import CannotRead
from corpus.readers.builder import Piece, assemble, table_rows, tidy
from corpus.readers.front import declared_metadata, heading_title, titled
from corpus.readers.provisions import with_provisions
from corpus.readers.tables import Cell, header_rows, laid_out

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "aside",
        "form",
        "button",
        "select",
        "option",
        "input",
        "textarea",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "dialog",
        "head",
        "menu",
    ]
)
_DROPPED_ROLES = frozenset(
    ["navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert", "alertdialog", "menu"]
)
_DROPPED_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|brodsmuler?|cookies?|cookiebar|consent|sidebar|share|sharing"
    r"|social|skip-?links?|toc|table-of-contents|innholdsfortegnelse|related|pagination|pager|newsletter"
    r"|visually-hidden|sr-only|hidden|print-only)(?:$|[\s_-])",
    re.I,
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

# EUR-Lex: consolidated texts and, with the prefix "oj-" in recent years, the Official Journal.
_EUR_LEX_DROPPED = re.compile(
    r"(?:arrow|modref|reference|disclaimer|hd-modifiers|toc-\d|hd-toc-\d|title-fam-member\S*|title-doc-oj-reference"
    r"|(?:oj-)?hd-(?:date|lg|ti|oj)|oj-hd-\S+|separator\S*)"
)
_EUR_LEX_HEADINGS = {
    "title-doc-first": 0, "title-doc-last": 0, "doc-ti": 0,
    "title-division-1": 2, "title-division-2": 2, "ti-section-1": 2, "ti-section-2": 2,
    "title-article-norm": 4, "stitle-article-norm": 4, "ti-art": 4, "sti-art": 4,
    "title-annex-1": 1, "title-annex-2": 1, "ti-annex-1": 1,
    "title-gr-seq-level-1": 2, "title-gr-seq-level-2": 3, "title-gr-seq-level-3": 4, "title-gr-seq-level-4": 5,
    "ti-grseq-1": 2,
}  # fmt: skip
_ARROW = re.compile(r"[►▼]\s?(?:[A-Z]{1,2}\d*)?|◄")
_REFERENCE = re.compile(r"\s*(?:\[\s*\0\s*\]|\(\s*\0\s*\)|\0)")  # where a reference to a note was read
_NOTE_HREF = re.compile(r"#(?:E\d{4}|ntr\d+|fn\S*|footnote\S*|ftn\S*|note\S*|_ftn\S*|fotnote\S*)", re.I)
_NOTE_NAME = re.compile(r"(?:^|[\s_-])(?:footnotes?|fotnoter?|endnotes?|oj-note|note)(?:$|[\s_-])", re.I)
_NOTE_MARK = re.compile(r"[\[(]?\s*(?P<mark>\*?\d{1,3}|\*{1,3}|[ivx]{1,5})\s*[\])]?[.:]?\s*")


def read_html(path: Path) -> Content:
    """The main content of an HTML file; it has no pages.

    Raises CannotRead: missing, unreadable, empty, oversize, damaged, no_text.
    """
    data = read_bytes(path)
    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared else None)
    root = _parsed(text)
    pieces = titled(list(_Flow(_main(root)).pieces()))
    metadata = _metadata(root)
    title = heading_title(pieces)
    if title:
        metadata = replace(metadata, title=title)
    return assemble(*with_provisions(pieces, metadata))


def _parsed(text: str) -> Any:
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = lxml_html.document_fromstring(_XML_DECLARATION.sub("", text, count=1), parser=parser)
    except etree.ParserError as error:
        raise CannotRead("no_text", str(error)) from error
    except (etree.LxmlError, ValueError) as error:
        raise CannotRead("damaged", str(error)) from error
    if root is None:
        raise CannotRead("no_text")
    return root


def _metadata(root: Any) -> Metadata:
    """What the head of the page declares: Open Graph, Dublin Core and plain meta elements, title, language."""
    meta = {
        (element.get("property") or element.get("name") or "").lower(): element.get("content") or ""
        for element in root.iter("meta")
    }
    canonical = root.xpath("//link[@rel='canonical' and @href]")
    titles = [tidy(element.text_content()) for element in root.iter("title")][:1]
    fields = {
        "title": _first(meta, "og:title", "dc.title", "dcterms.title") or (titles[0] if titles else ""),
        "publisher": _first(meta, "dc.publisher", "dcterms.publisher", "citation_publisher", "og:site_name"),
        "date": _first(meta, "article:published_time", "dc.date", "dcterms.issued", "dc.date.issued", "date"),
        "language": root.get("lang") or root.get(_XML_LANG) or meta.get("language", ""),
        "url": _first(meta, "og:url") or next((link.get("href") for link in canonical), ""),
    }
    eur_lex = re.search(r"— ([A-Z]{2}) —", titles[0]) if titles else None
    return declared_metadata({**fields, "language": fields["language"] or (eur_lex[1] if eur_lex else "")})


def _first(meta: dict[str, str], *names: str) -> str:
    return next((meta[name] for name in names if meta.get(name)), "")


def _main(root: Any) -> Any:
    """The element that holds the content: what the page says it is, else where its paragraphs stand most densely."""
    body = next(root.iter("body"), root)
    acts = root.xpath("//div[contains(concat(' ', @class, ' '), ' eli-container ')]")
    if acts:
        for before in list(acts[0].itersiblings(preceding=True)):
            before.getparent().remove(before)  # the head of a consolidated text: title, amending acts, disclaimer
        return body
    total = _length(body)
    marked = [*root.iter("main"), *root.xpath("//*[@role='main']"), *root.iter("article")]
    best = max(marked, key=_length, default=None)
    if best is not None and _length(best) * 4 >= total:
        return best
    return _densest(body)


def _length(element: Any) -> int:
    return sum(len(text) for text in element.itertext())


def _densest(body: Any) -> Any:
    """The smallest element with nearly all of the text that stands in paragraphs, or the body."""
    held: dict[Any, int] = {}
    for paragraph in body.iter("p", "li", "table"):
        parent = paragraph.getparent()
        if parent is not None:
            held[parent] = held.get(parent, 0) + _length(paragraph)
    total = sum(held.values())
    best = max(held, key=lambda element: held[element], default=body)
    return best if held and held[best] * 10 >= total * 9 and best.tag not in ("tr", "td", "ul", "ol") else body


class _Flow:
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
        if element.tag in ("a", "sup") and _is_note_reference(element) and self._kind().kind != "footnote":
            self._words.append("\0")
            return True
        if element.tag in _DROPPED or (element is not self._main and self._is_clutter(element)):
            return True
        return element.tag == "table" and self._read_table(element)

    def _is_clutter(self, element: Any) -> bool:
        names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        if any(_EUR_LEX_DROPPED.fullmatch(name) for name in names.split()):
            return True
        hidden = element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", "")
        if hidden or (element.get("role") or "") in _DROPPED_ROLES:
            return True
        if element.tag in ("header", "footer"):
            return next(element.iter("h1", "article", "main"), None) is None
        if self._doubts and element.tag not in ("body", "main", "article") and _DROPPED_NAMES.search(names):
            self._doubts -= 1
            return _length(element) * 3 < _length(self._main)
        return False

    def _open(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._flush()
        kind = _kind_of(element)
        if kind:
            self._kinds.append((element, kind))
        if _is_list(element):
            self._lists.append(element)
        self._words.append(element.text or "")

    def _close(self, element: Any) -> None:
        if element.tag in _BLOCKS:
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
        text = _clean("".join(self._words))
        self._words.clear()
        if not text:
            return
        kind = self._kind()
        self._caption = text if kind.kind == "caption" else None
        piece = replace(kind, text=text, depth=len(self._lists))
        self._ready.append(_marked_note(piece) if piece.kind == "footnote" else piece)

    def _read_table(self, table: Any) -> bool:
        """The rows of a table of data; False for one that only lays out other content."""
        if table.get("role") in ("presentation", "none") or next(table.iter("h1", "h2", "h3"), None) is not None:
            return False
        if any(inner is not table for inner in table.iter("table")):
            return False
        rows = [_cells(row) for row in table.iter("tr")]
        rows = [row for row in rows if any(cell.text for cell in row)]
        if not rows or max(len(row) for row in rows) < 2 or _is_marker(rows[0][0].text):
            return False
        self._flush()
        named = next((_clean(caption.text_content()) for caption in table.iter("caption")), None)
        if named:
            self._ready.append(Piece("caption", named))
        self._ready += table_rows(laid_out(rows), header_rows(rows), named or self._caption)
        self._caption = None
        return True


def _clean(text: str) -> str:
    return tidy(_REFERENCE.sub("", _ARROW.sub("", text)))


def _class_names(element: Any) -> list[str]:
    return [name.removeprefix("oj-") for name in (element.get("class") or "").split()]


def _kind_of(element: Any) -> Piece | None:
    """What the text of an element is, or None where its parent decides."""
    names = _class_names(element)
    level = next((_EUR_LEX_HEADINGS[name] for name in names if name in _EUR_LEX_HEADINGS), _HEADINGS.get(element.tag))
    if level is not None:
        return Piece("heading", "", level)
    if element.tag in ("caption", "figcaption") or "title-table" in names or "ti-tbl" in names:
        return Piece("caption", "")
    if _NOTE_NAME.search(" ".join(names)) or element.get("role") in ("doc-footnote", "doc-endnotes"):
        return Piece("footnote", "")
    if element.tag == "li":
        in_notes = _NOTE_HREF.fullmatch(f"#{element.get('id') or ''}") is not None
        return Piece("footnote" if in_notes else "item", "", mark=_digits(element.get("id")) if in_notes else None)
    return None


def _digits(name: str | None) -> str | None:
    found = re.findall(r"\d+", name or "")
    return found[-1] if found else None


def _is_list(element: Any) -> bool:
    if element.tag in ("ul", "ol") or "grid-list" in (element.get("class") or "").split():
        return True
    return bool(element.tag == "table" and _is_marker(_clean("".join(next(element.iter("td"), element).itertext()))))


def _is_marker(text: str) -> bool:
    return bool(re.fullmatch(r"\(?(?:\d{1,3}|[a-z]{1,2}|[ivxl]{1,6})[.)]|[—–•-]", text))


def _is_note_reference(element: Any) -> bool:
    if element.tag == "sup":
        links = list(element.iter("a"))
        return bool(links) and _is_note_reference(links[0])
    if not _NOTE_HREF.fullmatch(element.get("href") or ""):
        return False
    return bool(_NOTE_MARK.fullmatch(tidy(element.text_content())))


def _marked_note(piece: Piece) -> Piece:
    """A note without its mark at the start and the arrow back at the end."""
    text = piece.text.rstrip("↩︎↑^ ")
    match = None if piece.mark else _NOTE_MARK.match(text)
    return replace(piece, text=text[match.end() :] if match else text, mark=match["mark"] if match else piece.mark)


def _joined_titles(ready: list[Piece]) -> Iterator[Piece]:
    """The blocks so far, with the lines of the document's title as one heading; the list is emptied."""
    title = [piece.text for piece in ready if piece.kind == "heading" and piece.level == 0]
    if len(title) > 1 and all(piece.kind == "heading" and piece.level == 0 for piece in ready[: len(title)]):
        ready[: len(title)] = [replace(ready[0], text=" ".join(title))]
    yield from ready
    ready.clear()


def _cells(row: Any) -> list[Cell]:
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
        if event == "start" and element.tag in ("a", "sup") and _is_note_reference(element):
            walker.skip_subtree()
            words.append("\0")
        elif event == "start":
            words += [" " if element.tag in _BLOCKS else "", element.text or ""]
        elif element is not cell:
            words += [" " if element.tag in _BLOCKS else "", element.tail or ""]
    return _clean("".join(words))


def _is_bold(cell: Any) -> bool:
    style = (cell.get("style") or "").replace(" ", "")
    return "font-weight:bold" in style or any("hd-column" in (child.get("class") or "") for child in cell)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or "1"
    return min(int(value), 1000) if value.isascii() and value.isdigit() and int(value) > 0 else 1
