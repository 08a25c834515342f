"""Headings in plain text, where nothing but words, numbers and line breaks shows them; in doubt there is none."""

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.readers.builder import Piece
from corpus.readers.numbering import Openings, Sequence

_CHAPTER = re.compile(r"(?P<word>Kapittel|Chapter|Vedlegg|Annex|Appendix)\s+(?P<number>\d{1,2})")
_PART = re.compile(
    r"(?:Kapittel|Chapter|Vedlegg|Annex|Appendix|ANNEX|VEDLEGG|Del|Part)\s+(?:\d{1,2}|[IVX]{1,5}|[A-Z])\b"
    r"(?:\s*[.:–—-]?\s*[A-ZÆØÅ«“\"].*)?"
)
_NUMBERED = re.compile(r"(?P<number>\d{1,2})\.?\s+(?P<title>[A-ZÆØÅ].*)")
_SECTION_SIGN = re.compile(r"§\s*\d+(?:[-–]\d+)?(?:\s?[a-z])?\.(?:\s+\S.*)?")
_TERMINAL = (".", ";", ":", ",", "!", "?", "–", "-")
_SENTENCE_END = (".", ":", "!", "?", ".»", ".”", '."', ".)")

_LONGEST_TITLE = 120
_LONGEST_BARE_TITLE = 60  # a title with neither number nor keyword
_SHORTEST_PARAGRAPH = 80  # what a bare title must stand over
_ENOUGH_TITLES = 5  # decimal sections with titles, from which on a text counts as numbered throughout


def with_headings(pieces: list[Piece]) -> list[Piece]:
    """The pieces with the paragraphs that are headings made so, and headings glued into paragraphs cut out.

    A text whose sections have decimal numbers is cut by these only. Otherwise "1. Title", "Vedlegg I - Title" and
    short lines that stand over a paragraph are headings.
    """
    decimal = list(_decimal_headings(pieces))
    added = [piece for piece in decimal if piece.kind == "heading" and piece.level > 1]
    entitled = sum(1 for piece in added if any(char.isalpha() for char in piece.text))
    if entitled >= _ENOUGH_TITLES and entitled * 2 > len(added):
        return decimal
    return list(_plain_headings(pieces))


def is_title_like(text: str, longest: int = _LONGEST_TITLE) -> bool:
    """A short line that begins with a capital and does not end like a sentence or a lead-in."""
    return 2 < len(text) <= longest and (text[0].isupper() or text[0] in "«“\"'§") and not text.endswith(_TERMINAL)


def _plain_headings(pieces: list[Piece]) -> Iterator[Piece]:
    numbers = Sequence()
    numbered = False
    for position, piece in enumerate(pieces):
        following = pieces[position + 1] if position + 1 < len(pieces) else None
        if piece.kind != "text" or following is None:
            yield piece
        elif _is_marked_title(piece.text) or _is_numbered_title(piece, following, numbers):
            numbered = True
            yield replace(piece, kind="heading", level=1)
        elif _is_bare_title(piece, pieces[position + 1 : position + 3]):
            yield replace(piece, kind="heading", level=2 if numbered else 1)
        else:
            yield piece


def _is_marked_title(text: str) -> bool:
    """ "Vedlegg I - Title", "§ 3. Title"."""
    return bool(_SECTION_SIGN.fullmatch(text)) or (bool(_PART.fullmatch(text)) and is_title_like(text, 200))


def _is_numbered_title(piece: Piece, following: Piece, numbers: Sequence) -> bool:
    """ "1. Bakgrunn" over something that is not "2. ...": there it would be a list."""
    match = _NUMBERED.fullmatch(piece.text)
    if not match or not is_title_like(match["title"], _LONGEST_TITLE):
        return False
    number = int(match["number"])
    after = _NUMBERED.match(following.text)
    if not numbers.accepts((number,)) or (after and int(after["number"]) == number + 1):
        return False
    numbers.enter((number,))
    return True


def _is_bare_title(piece: Piece, following: list[Piece]) -> bool:
    text = piece.text
    if not is_title_like(text, _LONGEST_BARE_TITLE) or len(text.split()) > 9 or ": " in text:
        return False
    if re.search(r"[^\W\d]\d[\d.]*$", text) or not any(char.islower() for char in text):
        return False  # a page or section number glued on; a running header in capitals
    first = following[0]
    if first.kind == "text" and is_title_like(first.text, _LONGEST_BARE_TITLE) and len(following) > 1:
        first = following[1]
    return first.kind == "text" and len(first.text) >= _SHORTEST_PARAGRAPH and first.text.endswith(_SENTENCE_END)


def _decimal_headings(pieces: list[Piece]) -> Iterator[Piece]:
    """Paragraphs cut at the decimal numbers that open sections; "Kapittel 3" and the title after it are one heading."""
    openings = Openings()
    begun: set[str] = set()
    waiting: Piece | None = None  # a number whose title is the next paragraph
    for piece in pieces:
        chapter = _CHAPTER.fullmatch(piece.text)
        if chapter and piece.text in begun:
            continue  # repeated at the top of every page
        if waiting is not None and piece.kind != "text":
            yield waiting
            waiting = None
        if chapter:
            begun.add(piece.text)
            if chapter["word"] in ("Kapittel", "Chapter"):
                openings.chapter(int(chapter["number"]))
            waiting = replace(piece, kind="heading", level=1)
        elif piece.kind != "text":
            yield piece
        else:
            *cut, last = _cut(piece, openings, waiting)
            waiting = last if last.kind == "heading" and last.level and not _has_title(last) else None
            yield from cut
            if waiting is None:
                yield last
    if waiting is not None:
        yield waiting


def _is_awaited_title(text: str) -> bool:
    """Right after a section number a title may be a question, or a short line with a full stop."""
    return (
        is_title_like(text, 160)
        or is_title_like(text.removesuffix("?"), 160)
        or is_title_like(text.removesuffix("."), 60)
    )


def _has_title(heading: Piece) -> bool:
    return any(char.isalpha() for char in heading.text) and not _CHAPTER.fullmatch(heading.text)


def _cut(piece: Piece, openings: Openings, waiting: Piece | None) -> list[Piece]:
    """A paragraph as text, headings and text; what stands before the first number may be the title awaited."""
    found = list(openings.of(piece.text))
    ends = [opening.start for opening in found] + [len(piece.text)]
    lead = piece.text[: ends[0]].strip()
    pieces: list[Piece] = []
    if waiting is not None and _is_awaited_title(lead):
        pieces.append(replace(waiting, text=f"{waiting.text} {lead}"))
    else:
        pieces += [waiting] if waiting is not None else []
        pieces += [replace(piece, text=lead)] if lead else []
    for opening, end in zip(found, ends[1:], strict=True):
        number = piece.text[opening.start : opening.end]
        rest = piece.text[opening.end : end].strip()
        titled = is_title_like(rest) or not rest
        heading = f"{number} {rest}" if titled and rest else number
        pieces.append(replace(piece, kind="heading", level=len(opening.number), text=heading))
        pieces += [] if titled else [replace(piece, text=rest)]
    return pieces
