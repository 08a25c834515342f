"""Plain text: paragraphs, lists, headings, notes and, where there are form feeds, pages."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from corpus.document import Content, Metadata, Page
from corpus.encoding import decode, read_bytes
from corpus.readers.builder import Piece, assemble, tidy
from corpus.readers.norwegian_acts import is_norwegian_act
from corpus.readers.provisions import with_provisions
from corpus.readers.text_headings import is_title_like, with_headings

_BULLET = re.compile(r"\s*(?:[-–—*•·▪‣◦●○■\uf0b7\uf0a7]|o(?=\s{2}))\s+(?=\S)")
_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.){1,300})\]\((?:[^()\s\\]|\\.|\([^()\s]*\))*\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,2})(?=[^\s*])([^*]{1,3000}?)(?<=[^\s*])\1(?![\w*])")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE = re.compile(rf"(?P<mark>[{_SUPERSCRIPTS}]{{1,3}})\s+(?=\S)")
_CAPTION = re.compile(
    r"(?:Figur|Tabell|Figure|Table|Boks|Box)\s+\d{1,3}(?:\.\d{1,3})?(?:\s*[:–—-]|\.)(?:\s+[A-ZÆØÅ].*)?"
)
_RUNNING = re.compile(r"(?P<words>\D{15,70}?)\s?(?P<page>\d{1,3})")
_SERIES = re.compile(r"(?:Norges offentlige utredninger|NOU)\s+(?P<year>\d{4})\s?:\s?(?P<number>\d{1,3})")
_AND = re.compile(r"(?:og|eller|and|or)\b")
# "GUIDE 135.5 Conditions" is page 13 and then 5.5; "loven1567. Regler" is page 156 and then 7.
_PAGE_NUMBER = re.compile(r"\s?(?:\d{1,3}(?!\d|\.\d)|\d{1,3}?(?=\d\.(?:\d\D|\s)))\s*")
_FEWEST_HEADERS = 4
_LONGEST_LINE = 70  # a longer one is no title
_UNFINISHED = 50  # a paragraph of this length that ends without punctuation goes on in the next


def read_text(path: Path) -> Content:
    """The report in a plain-text file. Form feeds part pages; without them it has none.

    Inline Markdown in a text file (links, emphasis) is read as such: the words stay, addresses and marks go.
    Raises CannotRead: missing, unreadable, empty, oversize, damaged, no_text.
    """
    text = decode(read_bytes(path))
    parts = text.split("\f")
    paged = len(parts) > 1
    pieces = [piece for number, part in enumerate(parts, 1) for piece in _paragraphs(part, number if paged else None)]
    pages = tuple(Page(number) for number in range(1, len(parts) + 1)) if paged else ()
    cleaned = _without_inline_marks(pieces)
    if is_norwegian_act(cleaned, Metadata()):
        return assemble(*with_provisions(cleaned, Metadata()), pages)
    body = _continued(_noted(_without_running_headers(cleaned)), capitals=False)
    headed, metadata = _entitled(with_headings(body))
    return assemble(*with_provisions(_continued(headed, capitals=True), metadata), pages)


def _paragraphs(part: str, page: int | None) -> Iterator[Piece]:
    """The paragraphs and list items of a page: parted by blank lines, bullets, and lines not wrapped."""
    lines: list[tuple[int, str]] = []
    offset = 0
    width = _wrap_width(part)
    for line in [*part.split("\n"), ""]:
        if line.strip() and not (lines and _begins_anew(lines[-1][1], line, width)):
            lines.append((offset, line))
        else:
            if lines:
                yield _paragraph(lines, page)
            lines = [(offset, line)] if line.strip() else []
        offset += len(line) + 1


def _wrap_width(part: str) -> int:
    """The width that lines were wrapped at: the longest line of those that stand right under another."""
    lines = ["", *part.split("\n"), ""]
    near = (line for before, line, after in zip(lines, lines[1:], lines[2:], strict=False) if before or after)
    return max((len(line) for line in near if line), default=0)


def _begins_anew(before: str, line: str, width: int) -> bool:
    """Whether a line right under another is a paragraph of its own: a bullet, or there was room for its first word."""
    if _BULLET.match(line):
        return True
    return len(before.rstrip()) + 1 + len(line.split(maxsplit=1)[0]) < width * 0.75


def _paragraph(lines: list[tuple[int, str]], page: int | None) -> Piece:
    start, end = lines[0][0], lines[-1][0] + len(lines[-1][1])
    source = (page, start, end) if page else None
    text = tidy(_joined(line.strip() for _, line in lines))
    bullet = _BULLET.match(text)
    if bullet:
        return Piece("item", text[bullet.end() :], source=source)
    return Piece("caption" if _CAPTION.fullmatch(text) else "text", text, source=source)


def _without_inline_marks(pieces: list[Piece]) -> list[Piece]:
    if not any(_LINK.search(piece.text) for piece in pieces):
        return pieces
    return [replace(piece, text=_unmarked(piece.text)) for piece in pieces]


def _unmarked(text: str) -> str:
    text = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", text))
    return re.sub(r"\\([\\()\[\]*_])", r"\1", _EMPHASIS.sub(r"\2", text))


def _without_running_headers(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the line that stands on every page, even where the page's text is glued to it."""
    headers = _running_headers(pieces)
    if not headers:
        return pieces
    return [piece for piece in (_without_header(piece, headers) for piece in pieces) if piece.text]


def _running_headers(pieces: list[Piece]) -> list[str]:
    """Lines that come back with a growing page number, and lines in capitals that begin many paragraphs."""
    numbers: dict[str, list[int]] = {}
    for piece in pieces:
        match = _RUNNING.fullmatch(piece.text)
        if match:
            numbers.setdefault(match["words"], []).append(int(match["page"]))
    paged = [words for words, pages in numbers.items() if len(set(pages)) >= _FEWEST_HEADERS and _grows(pages)]
    capitals = {piece.text for piece in pieces if piece.text.isupper() and 15 < len(piece.text) < 70}
    names = Counter(dict.fromkeys(sorted(capitals | {words for words in numbers if words.isupper()})[:50], 0))
    for piece in pieces:
        names.update(name for name in names if piece.text.startswith(name))
    return paged + [name for name, count in names.items() if count >= _FEWEST_HEADERS]


def _grows(numbers: list[int]) -> bool:
    rises = sum(1 for before, after in pairwise(numbers) if after > before)
    return rises * 10 >= 8 * (len(numbers) - 1)


def _without_header(piece: Piece, headers: list[str]) -> Piece:
    """The piece without a header at its start, or in its midst where the page number is glued to the header."""
    words = max((header for header in headers if header in piece.text), key=len, default=None)
    if words is None:
        return piece
    before, _, after = piece.text.partition(words)
    match = _PAGE_NUMBER.match(after)
    if before and not (match and after[0].isdigit()):
        return piece
    if match:
        return replace(piece, text=f"{before}{after[match.end() :]}")
    # Only a line in capitals is a header without its page number too.
    return replace(piece, text=after.lstrip()) if words.isupper() else piece


def _noted(pieces: list[Piece]) -> list[Piece]:
    """Paragraphs that begin with a raised number become footnotes of the paragraph that cites them; the marks go."""
    matches = {position: match for position, piece in enumerate(pieces) if (match := _NOTE.match(piece.text))}
    marks = {match["mark"] for match in matches.values()}
    if not marks:
        return pieces
    mark = re.compile("(?<=[^\\s])(?:" + "|".join(sorted(marks, key=len, reverse=True)) + f")(?![{_SUPERSCRIPTS}])")
    notes = {match["mark"]: _note(pieces[position], match) for position, match in reversed(matches.items())}
    noted: list[Piece] = []
    for position, piece in enumerate(pieces):
        if position not in matches:
            noted.append(replace(piece, text=mark.sub("", piece.text)))
            noted += [notes.pop(cited) for cited in mark.findall(piece.text) if cited in notes]
    return [piece for piece in (*noted, *notes.values()) if piece.text]


def _note(piece: Piece, match: re.Match[str]) -> Piece:
    mark = "".join(str(_SUPERSCRIPTS.index(digit)) for digit in match["mark"])
    return replace(piece, kind="footnote", text=piece.text[match.end() :], mark=mark)


def _continued(pieces: Iterable[Piece], capitals: bool) -> list[Piece]:
    """A paragraph that a page break cut is made whole; a note between its halves comes after it.

    The second half begins with a small letter; with `capitals` it may begin with a name, once headings are known.
    """
    joined: list[Piece] = []
    last = -1  # the latest paragraph
    for piece in pieces:
        if last >= 0 and _goes_on(joined[last], piece, capitals):
            joined[last] = _spliced(joined[last], piece)
            continue
        joined.append(piece)
        if piece.kind != "footnote":
            last = len(joined) - 1
    return joined


def _goes_on(before: Piece, after: Piece, capitals: bool) -> bool:
    if before.kind != "text" or after.kind != "text" or len(before.text) < _UNFINISHED:
        return False
    if not (before.text[-1].isalpha() or before.text[-1] in ",-"):
        return False
    if before.source and after.source and before.source[0] != after.source[0]:
        return False  # a run stands on one page
    if after.text[0].islower() or not capitals:
        return after.text[0].islower()
    words = sum(1 for word in before.text.split() if word[0].islower())
    running = len(after.text) > _LONGEST_LINE or after.text.endswith((".", ":"))
    return after.text[0].isupper() and words > 2 and len(before.text) > _LONGEST_LINE and running


def _spliced(before: Piece, after: Piece) -> Piece:
    source = (*before.source[:2], after.source[2]) if before.source and after.source else None
    return replace(before, text=_joined([before.text, after.text]), source=source)


def _joined(lines: Iterable[str]) -> str:
    """Lines as one; a word that a hyphen parts at the end of a line is made whole, "olje- og gass" is not."""
    text = ""
    for line in lines:
        parted = text[-1:] == "-" and text[-2:-1].isalpha() and line[:1].islower() and not _AND.match(line)
        text = text[:-1] + line if parted else f"{text} {line}"
    return text.strip()


def _entitled(pieces: list[Piece]) -> tuple[list[Piece], Metadata]:
    """The first line as the report's title, where it reads like one; a report of the NOU series is called by that."""
    for position, piece in enumerate(pieces[:12]):
        series = _SERIES.fullmatch(piece.text)
        if series and position + 1 < len(pieces):
            name = f"NOU {series['year']}: {series['number']}"
            title = f"{name} {pieces[position + 1].text}"
            return pieces, Metadata(title=title, short=name, year=int(series["year"]))
    first = pieces[0] if pieces else None
    if first is None or first.kind not in ("text", "heading") or not is_title_like(first.text, 200):
        return pieces, Metadata()
    return [replace(first, kind="heading", level=0), *pieces[1:]], Metadata(title=first.text)
