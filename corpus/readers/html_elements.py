"""What the elements of an HTML page are: blocks, headings, notes, lists, clutter; EUR-Lex's own classes among them."""

import re
from dataclasses import replace
from typing import Any

from corpus.readers.builder import Piece, tidy

DROPPED = frozenset({
    "aside", "audio", "button", "canvas", "dialog", "embed", "form", "head", "iframe", "input", "math", "menu", "nav",
    "noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea", "video",
})  # fmt: skip
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li",
    "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_DROPPED_ROLES = frozenset({
    "alert", "alertdialog", "banner", "complementary", "contentinfo", "dialog", "menu", "navigation", "search",
})  # fmt: skip
_DROPPED_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|brodsmuler?|cookies?|cookiebar|consent|sidebar|share|sharing"
    r"|social|skip-?links?|toc|table-of-contents|innholdsfortegnelse|related|pagination|pager|newsletter"
    r"|visually-hidden|sr-only|hidden|print-only)(?:$|[\s_-])",
    re.I,
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


def is_clutter(element: Any) -> bool:
    """Whether an element is no content by what it is: hidden, navigation by its role, EUR-Lex's own remarks."""
    if any(_EUR_LEX_DROPPED.fullmatch(name) for name in (element.get("class") or "").split()):
        return True
    hidden = element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", "")
    if hidden or (element.get("role") or "") in _DROPPED_ROLES:
        return True
    if element.tag in ("header", "footer"):
        return next(element.iter("h1", "article", "main"), None) is None
    return False


def is_named_clutter(element: Any) -> bool:
    """Whether its class or id tells of clutter; a page's whole layout may be called "has sidebar" too."""
    return bool(_DROPPED_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}".strip()))


def clean(text: str) -> str:
    """Tidy text without the arrows of consolidated acts, and without "\\0" where a reference to a note was read."""
    return tidy(_REFERENCE.sub("", _ARROW.sub("", text)))


def _class_names(element: Any) -> list[str]:
    return [name.removeprefix("oj-") for name in (element.get("class") or "").split()]


def kind_of(element: Any) -> Piece | None:
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


def is_list(element: Any) -> bool:
    """Whether it is a list: of HTML, or the grid or table that EUR-Lex sets a point in."""
    if element.tag in ("ul", "ol") or "grid-list" in (element.get("class") or "").split():
        return True
    return bool(element.tag == "table" and is_marker(clean("".join(next(element.iter("td"), element).itertext()))))


def is_marker(text: str) -> bool:
    """Whether a cell holds nothing but the mark of a point, "(a)"."""
    return bool(re.fullmatch(r"\(?(?:\d{1,3}|[a-z]{1,2}|[ivxl]{1,6})[.)]|[—–•-]", text))


def is_note_reference(element: Any) -> bool:
    """Whether it is the raised number of a note, which links to it."""
    if element.tag == "sup":
        links = list(element.iter("a"))
        return bool(links) and is_note_reference(links[0])
    if not _NOTE_HREF.fullmatch(element.get("href") or ""):
        return False
    return bool(_NOTE_MARK.fullmatch(tidy(element.text_content())))


def marked_note(piece: Piece) -> Piece:
    """A note without its mark at the start and the arrow back at the end."""
    text = piece.text.rstrip("↩︎↑^ ")
    match = None if piece.mark else _NOTE_MARK.match(text)
    return replace(piece, text=text[match.end() :] if match else text, mark=match["mark"] if match else piece.mark)
