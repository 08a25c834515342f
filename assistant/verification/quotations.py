"""The quotations of a draft: what it quotes, and the page that it gives for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from assistant.verification.quotes import LONGEST_QUOTE
from corpus.document import Content
from corpus.draft_marks import BLOCK_QUOTE, NOTE

FEWEST_WORDS = 4  # in a quotation; fewer are a term or a figure of speech

_CLOSING = {"«": "»", "“": "”", "„": "“”", "”": "”", "‚": "‘’", "‘": "’", '"': '"'}
_UNPAIRED = '”"‚‘'  # without its counterpart before the next of its kind, not taken for a quotation mark
_ABBREVIATED = r"(?:pp?|s)\."
_PAGE = re.compile(
    rf"(?<!PDF[ -])(?<!['’])\b(?:(?:{_ABBREVIATED}|pp?|s|sider?|sidene|pages?)\s*(?P<first>\d{{1,4}})"
    rf"(?:\s*[-–]\s*(?P<last>\d{{1,4}}))?|{_ABBREVIATED}\s*(?P<roman>[ivxlc]{{1,7}}))\b",
    re.IGNORECASE,
)
_BESIDE = 300  # characters after a quotation in which its source may be given
_CITED_BESIDE = re.compile(r"[\s.,;:]*(?:\((?P<brackets>[^()]{0,200})\)|(?P<plain>(?:pp?|s|sider?|pages?)\b.{0,20}))")
_NOTED_BESIDE = re.compile(rf"[\s.,;:!?)]*{NOTE.pattern}")
_ENDS_IN_SOURCE = re.compile(r"\s*\((?P<brackets>[^()]{0,200})\)[\s.]*$")
_ATTRIBUTION = re.compile(r"[—–]\s*\S")


@dataclass(frozen=True, slots=True)
class PageSpan:
    """A page, or the first and the last of several, as printed."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that a draft gives as another's."""

    text: str
    pages: PageSpan | None  # where the draft says that they stand; None where it says nothing, or several things


def quotations(draft: Content) -> list[Quotation]:
    """Every quotation of at least `FEWEST_WORDS` words, in order, those of the notes last."""
    texts = [draft.text[block.start : block.end] for block in draft.blocks]
    notes = {match["note"]: text[match.end() :] for text in texts if (match := NOTE.match(text))}
    found = list[Quotation]()
    for text in texts:
        body = NOTE.sub("", text, count=1) if NOTE.match(text) else text
        attribution = body[1:-1] if body.startswith(BLOCK_QUOTE[0]) and _ATTRIBUTION.match(body[1:]) else None
        if attribution is None:
            found += (each for each in _of_block(body, notes) if len(re.findall(r"\w+", each.text)) >= FEWEST_WORDS)
        elif found and found[-1].pages is None:
            found[-1] = Quotation(found[-1].text, _page_of(attribution))
    return found


def _of_block(text: str, notes: dict[str, str]) -> Iterator[Quotation]:
    """The outermost quotations of a paragraph; a block quote in quotation marks is a quotation in quotation marks."""
    opening, closing = BLOCK_QUOTE
    inner = text.removeprefix(opening).removesuffix(closing)
    if text.startswith(opening) and inner[:1] not in _CLOSING:
        source = _ENDS_IN_SOURCE.search(inner)
        pages = _page_of(source["brackets"]) if source else None
        quoted = inner[: source.start()] if source and pages else inner
        yield from _pieces(quoted, pages or _noted(notes, NOTE.findall(inner)))
        return
    for start, end in _marked(inner):
        yield from _pieces(inner[start:end], _cited(inner[end + 1 : end + 1 + _BESIDE], notes))


def _pieces(quoted: str, pages: PageSpan | None) -> Iterator[Quotation]:
    """A quotation without references to notes; one longer than can be checked at once, in pieces."""
    for piece in wrap(NOTE.sub("", quoted), LONGEST_QUOTE, break_on_hyphens=False):
        yield Quotation(piece, pages)


def _marked(text: str) -> Iterator[tuple[int, int]]:
    """Spans between outermost quotation marks; one that is never closed goes on to the end of the paragraph."""
    at = 0
    while at < len(text):
        end = _end(text, at) if _opens(text, at) else None
        if end is None:
            at += 1
        else:
            yield at + 1, end
            at = end + 1


def _opens(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return text[at] in _CLOSING and not before.isalnum() and bool(after.strip())


def _end(text: str, start: int) -> int | None:
    """Where the quotation mark is that closes the one at `start`."""
    mark, depth = text[start], 1
    for at in range(start + 1, len(text)):
        if text[at] in _CLOSING[mark] and not text[at + 1 : at + 2].isalnum() and text[at - 1].strip():
            depth -= 1
            if depth == 0:
                return at
        elif text[at] == mark and _opens(text, at):
            if mark in _UNPAIRED:
                return None
            depth += 1
    return None if mark in _UNPAIRED else len(text)


def _cited(after: str, notes: dict[str, str]) -> PageSpan | None:
    """The page given right after a quotation: beside it, or in the note that is cited there."""
    beside = _CITED_BESIDE.match(after)
    pages = _page_of(beside["brackets"] or beside["plain"] or "") if beside else None
    noted = _NOTED_BESIDE.match(after)
    return pages or (_noted(notes, [noted["note"]]) if noted else None)


def _noted(notes: dict[str, str], cited: list[str]) -> PageSpan | None:
    """The page in the one note that is cited; none where the note quotes something itself."""
    note = notes.get(cited[0], "") if len(cited) == 1 else ""
    return None if next(_marked(note), None) else _page_of(note)


def _page_of(text: str) -> PageSpan | None:
    """The one page, or the one span of pages, that a text gives."""
    found = list(_PAGE.finditer(text))
    if len(found) != 1:
        return None
    first = found[0]["first"] or found[0]["roman"]
    return PageSpan(first, found[0]["last"] or first)
