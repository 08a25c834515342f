"""EU acts: recitals, articles, paragraphs, points and annexes, from the paragraphs of any format."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.document import Metadata
from corpus.readers.builder import Piece, tidy
from corpus.readers.markers import Level, follows, join_markers, leading_markers, opened, written

_ARTICLE = re.compile(r"Article\s+(\d+[a-z]*)\b(?:\s*[–—-]\s*(\S.*)|\s+([A-Z].*))?", re.ASCII)
_ACT = re.compile(r"\b(?:Regulation|Directive|Decision)\s+(?:\((?:EU|EC|EEC)[^)]*\)\s*)?(?:No\s*)?\d{2,4}/\d+", re.I)
_DIVISION = re.compile(
    r"(?P<word>TITLE|PART|CHAPTER|SECTION|Title|Part|Chapter|Section)\s+(?:[IVXLC]+|\d+[a-z]?|[A-Z])"
)
_ANNEX = re.compile(r"ANNEX(?:\s+(?P<number>[IVXLC]+[a-z]?|\d+|[A-Z]))?")
_ANNEX_PART = re.compile(
    r"(?P<word>Part|PART|Section|SECTION|Chapter|CHAPTER)\s+(?P<label>[IVXLC]+|\d+|[A-Z])\b\s*[:.–—-]?\s*(?P<title>.*)"
)
_NOTE = re.compile(r"\(\s*(?P<mark>\*?\d+)\s*\)\s+(?=\S)")
_RECITAL = re.compile(r"\((\d{1,3})\)\s")
_END = re.compile(r"This (?:Regulation|Directive|Decision) shall be binding|Done at\b|This Directive is addressed to")
_COLOPHON = re.compile(r"(?:ELI: http|ISSN \d{4}-|CELEX \S+ [–-] http)")
_DATE = re.compile(r"\bof \d{1,2} [A-Z][a-z]+ (?P<year>\d{4})")

_CHAPTER_LEVEL = {"TITLE": 1, "PART": 1, "CHAPTER": 2, "SECTION": 3}
_ARTICLE_LEVEL = 4
_ANNEX_LEVEL = 1
_LONGEST_TITLE = 250
_LONGEST_NAME = 100


def is_eu_act(pieces: Sequence[Piece]) -> bool:
    """Whether the text is laid out as an EU act: named as one at its start, with articles on lines of their own."""
    named = any(_ACT.search(tidy(piece.text)) for piece in pieces[:12])
    articles = sum(1 for piece in pieces if len(piece.text) < _LONGEST_TITLE and _ARTICLE.fullmatch(tidy(piece.text)))
    return named and articles >= 3


def read_eu_act(pieces: Sequence[Piece], metadata: Metadata) -> tuple[list[Piece], Metadata]:
    """The pieces with their addresses; lone markers joined to their paragraphs, headings to their titles."""
    tidied = [piece if piece.kind == "row" else replace(piece, text=tidy(piece.text)) for piece in pieces]
    kept = [piece for piece in tidied if not _COLOPHON.match(piece.text)]
    act = _EuAct()
    read: list[Piece] = []
    for piece in _headed(join_markers(_without_repeats(kept))):
        if _END.match(piece.text) and piece.kind != "heading":
            read.append(Piece("heading", "", 1))  # the closing words and the notes belong to no article
        read.append(act.read(piece))
    return read, _completed(metadata, kept)


def _without_repeats(pieces: Iterable[Piece]) -> list[Piece]:
    """A long paragraph that stands twice in a row is an accident of the copy."""
    kept: list[Piece] = []
    for piece in pieces:
        if not (kept and piece.text == kept[-1].text and len(piece.text) > 80 and piece.kind != "row"):
            kept.append(piece)
    return kept


def _headed(pieces: list[Piece]) -> list[Piece]:
    """Chapters, sections, articles and annexes as headings, each with the title on the line after it."""
    headed: list[Piece] = []
    position = 0
    in_annex = False
    while position < len(pieces):
        piece = pieces[position]
        position += 1
        level = _heading_level(piece, in_annex)
        if level is None:
            headed.append(piece)
            continue
        in_annex = in_annex or bool(_ANNEX.fullmatch(piece.text))
        titles = [piece.text]
        while _wants_title(" ".join(titles)) and position < len(pieces) and _is_title(pieces[position], in_annex):
            titles.append(pieces[position].text)
            position += 1
        headed.append(replace(piece, kind="heading", level=level, text=" ".join(titles)))
    return headed


def _heading_level(piece: Piece, in_annex: bool) -> int | None:
    if piece.kind not in ("heading", "text", "caption") or len(piece.text) > _LONGEST_TITLE:
        return None
    if _ANNEX.fullmatch(piece.text):
        return _ANNEX_LEVEL
    if in_annex:
        part = _ANNEX_PART.fullmatch(piece.text)
        is_part = part and (piece.kind == "heading" or not part["title"])
        return _ANNEX_LEVEL + 1 if is_part else _inside_annex(piece)
    article = _ARTICLE.fullmatch(piece.text)
    if article and (piece.kind == "heading" or not article[3]):
        return _ARTICLE_LEVEL
    division = _DIVISION.fullmatch(piece.text)
    if division:
        return _CHAPTER_LEVEL[division["word"].upper()]
    if piece.kind != "heading":
        return None
    # "Recitals" and the like end where the first chapter or article begins.
    return 0 if piece.level == 0 else _ARTICLE_LEVEL


def _inside_annex(piece: Piece) -> int | None:
    return max(piece.level, _ANNEX_LEVEL + 2) if piece.kind == "heading" else None


def _wants_title(text: str) -> bool:
    """A bare "ANNEX II", "CHAPTER 2" or "Article 5" takes the next short line as its title."""
    return bool(_ANNEX.fullmatch(text) or _DIVISION.fullmatch(text) or re.fullmatch(r"Article \d+[a-z]*", text))


def _is_title(piece: Piece, in_annex: bool) -> bool:
    if piece.kind not in ("heading", "text", "caption") or len(piece.text) > _LONGEST_TITLE:
        return False
    if leading_markers(piece.text) or _heading_level(replace(piece, kind="text"), in_annex) is not None:
        return False
    return piece.kind in ("heading", "caption") or not piece.text.endswith((".", ";", ":", ","))


class _EuAct:
    """Reads an act from top to bottom and knows which unit and which points are open."""

    def __init__(self) -> None:
        self._unit: str | None = None
        self._annex = ""
        self._part = ""
        self._path: list[Level] = []
        self._base = 0  # open points that a heading gave: no paragraph closes them
        self._ended = False
        self._amending = False  # what stands between quotation marks is another act's text, with that act's numbers

    def read(self, piece: Piece) -> Piece:
        if piece.kind == "heading":
            return self._heading(piece)
        if self._is_note(piece):
            return _note(piece)
        if _END.match(piece.text):
            self._ended, self._unit = True, None
        provision = self._recital(piece) if self._unit is None and not self._ended else self._point(piece)
        # A numbered paragraph of an article is running text; points are items.
        numbered = piece.kind == "item" and bool(re.match(r"\d+[a-z]?\.\s", piece.text))
        return replace(piece, provision=provision, kind="text" if numbered else piece.kind)

    def _is_note(self, piece: Piece) -> bool:
        """Notes that stand as notes, those marked with an asterisk, and the list after the signatures."""
        match = _NOTE.match(piece.text)
        listed = match and (match["mark"].startswith("*") or (self._ended and not self._annex))
        return piece.kind == "footnote" or bool(listed)

    def _heading(self, piece: Piece) -> Piece:
        article, annex = _ARTICLE.match(piece.text), _ANNEX.match(piece.text)
        part = _ANNEX_PART.match(piece.text) if self._annex else None
        if annex and piece.level == _ANNEX_LEVEL:
            self._annex = f"annex {annex['number']}" if annex["number"] else "annex"
            self._open(self._annex)
        elif part:
            self._open(f"{self._annex}, {part['word'].lower()} {part['label']}")
        elif article and not self._annex:
            self._open(f"art. {article[1]}")
            self._amending = "mendment" in piece.text
        elif self._annex:
            self._numbered(piece.text)
        elif _DIVISION.match(piece.text) or piece.level == 0:
            self._open(None)
        return replace(piece, provision=self._address())

    def _open(self, unit: str | None) -> None:
        self._unit, self._path, self._base, self._amending = unit, [], 0, False

    def _numbered(self, title: str) -> None:
        """A heading inside an annex, "2. Definitions", opens its point."""
        for marker in leading_markers(title):
            self._path = opened(self._path[: self._base] if marker.startswith("(") else [], marker)
        self._base = len(self._path)

    def _recital(self, piece: Piece) -> str | None:
        match = _RECITAL.match(piece.text)
        return f"recital {match[1]}" if match else None

    def _point(self, piece: Piece) -> str | None:
        markers = [] if piece.kind == "row" else leading_markers(piece.text)
        if self._amending:
            return self._amended(markers)
        self._close(piece, bool(markers))
        for position, marker in enumerate(markers):
            nested = piece.depth - (len(markers) - 1 - position) if piece.depth else None
            under_title = self._base and marker.endswith(".") and not nested
            self._path = self._under_title(marker, piece.text) if under_title else opened(self._path, marker, nested)
            self._base = min(self._base, len(self._path))
        return self._address()

    def _under_title(self, marker: str, text: str) -> list[Level]:
        """A number under a numbered title is "5.1", unless it goes on with the titles: "6." after "5."."""
        title, level = self._path[self._base - 1], opened([], marker)[0]
        inner = self._path[self._base : self._base + 1]
        reads_as_title = len(text) < 100 and not text.endswith((".", ";", ":"))
        goes_on = level.label == "1" or any(follows(before, level) for before in inner)
        if follows(title, level) and (reads_as_title or not goes_on):
            self._base = 0
            return [level]
        return [*self._path[: self._base], level]

    def _amended(self, markers: list[str]) -> str | None:
        """In an article that amends another act only its own points, "(1)", count; the rest belongs to the open one."""
        following = [marker for marker in markers[:1] if _goes_on(self._path, marker)]
        self._path = opened([], following[0]) if following else self._path
        return self._address()

    def _close(self, piece: Piece, marked: bool) -> None:
        """An unmarked paragraph closes the points it does not stand in: by the format's nesting, else all of them."""
        if marked or piece.kind not in ("text", "item"):
            return
        depth = piece.depth or 0
        if piece.kind == "text" or piece.depth is not None:
            still = sum(1 for level in self._path if level.depth is not None and level.depth <= depth)
            self._path = self._path[: max(still, self._base)]

    def _address(self) -> str | None:
        if not self._unit or not self._path:
            return self._unit
        if self._annex:
            return f"{self._unit}, point {written(self._path)}"
        return self._unit + "".join(f"({level.label})" for level in self._path)


def _goes_on(path: list[Level], marker: str) -> bool:
    number = int(path[0].label) + 1 if path else 1
    return marker == f"({number})"


def _note(piece: Piece) -> Piece:
    match = _NOTE.match(piece.text)
    mark = match["mark"] if match else piece.mark
    return replace(piece, kind="footnote", text=piece.text[match.end() :] if match else piece.text, mark=mark)


def _completed(metadata: Metadata, pieces: Sequence[Piece]) -> Metadata:
    """An act's own facts where the file declared none."""
    title = metadata.title or next((piece.text for piece in pieces if piece.kind == "heading"), None)
    dated = _DATE.search(title or "")
    numbered = re.search(r"\((?:EU|EC)\)\s+(\d{4})/\d+", title or "")
    year = metadata.year or (int(dated["year"]) if dated else int(numbered[1]) if numbered else None)
    # The full title of an act fills a screen; a citation calls it by its number.
    named = _ACT.search(title or "")
    short = metadata.short or (named[0].capitalize() if named and len(title or "") > _LONGEST_NAME else None)
    short = re.sub(r"\((eu|ec|eec)", lambda union: union[0].upper(), short) if short else None
    return replace(metadata, title=title, short=short, year=year, publisher=metadata.publisher or "European Union")
