"""Words brought together into rows and lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.readers.pdf.glyphs import RawPage, Word
from corpus.readers.pdf.traced import Traced, added, clean, join

SAME_ROW = 0.28  # of the type size: baselines closer than this stand on one row
WORD_GAP = 0.14  # of the type size: a wider gap is a space, whatever the file says
# the label of a table or figure, as captions begin
CAPTION = re.compile(
    r"^(?:(?:Tabell|Table|Figur|Figure|Fig\.|Boks|Box|Diagram|Chart|Kart|Map|Graf|Graph)\s+"
    r"(?:[A-Z]{1,2}[.\-]?)?\d{0,3}[A-Za-z]?(?:[.\-]\d{1,3}[a-z]?)*)(?=[\s.:–-]|$)"
)
_NOTE_MARK = re.compile(r"^[(\[]?(\d{1,3}|[ivx]{1,5}|[a-z]|[*†‡§]{1,3})([,;]\s?\d{1,3})*[)\]]?[,;]?$")
_UNIT = re.compile(r"(?:^|[\d\s/(.·⋅×])(?:[kcdmµμ]?m|10|kg|s|h|e|R|x|χ)$")  # before a raised number: an exponent


@dataclass(slots=True)
class Row:
    """Words on one baseline, left to right. Points from the top left of the page."""

    words: list[Word]
    y: float
    x0: float
    x1: float
    size: float  # of its largest type


@dataclass(slots=True)
class Line:
    """One printed line of a column."""

    page: int
    traced: Traced
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool
    order: int  # of its first character in the raw text
    left: float = 0.0  # edges of the column it stands in
    right: float = 0.0
    boxed: bool = False  # it stands in a box drawn around some text, apart from what runs on around it
    mark: str | None = None  # a raised note mark it begins with, not part of the text
    refs: tuple[str, ...] = ()  # raised note marks inside it, not part of the text

    @property
    def text(self) -> str:
        return self.traced.text


def settle_scripts(words: list[Word]) -> None:
    """Bring raised and lowered words to the baseline of the word they belong to, and note which they are."""
    base: Word | None = None
    for index, word in enumerate(words):
        if base is not None and (script := _script(word, base, words[index - 1])):
            word.script, word.y = script, base.y
            continue
        base = word
        follower = words[index + 1] if index + 1 < len(words) else None
        if follower is not None and _leads(word, follower):
            word.script, word.y = 1, follower.y


def _script(word: Word, base: Word, before: Word) -> int:
    if word.size > 0.85 * base.size or not -0.2 < (word.x0 - before.x1) / base.size < 0.4:
        return 0
    raised = (base.y - word.y) / base.size
    if 0.12 < raised < 0.75:
        return 1
    return -1 if -0.45 < raised < -0.02 else 0


def _leads(word: Word, follower: Word) -> bool:
    """A small raised word before another one: the mark at the head of a footnote."""
    raised = (follower.y - word.y) / follower.size
    near = -0.2 < (follower.x0 - word.x1) / follower.size < 1.2
    return near and word.size <= 0.85 * follower.size and 0.12 < raised < 0.75


def rows_of(words: Iterable[Word]) -> list[Row]:
    """Rows from the top down, each from left to right."""
    rows: list[list[Word]] = []
    y = least = 0.0
    for word in sorted(words, key=lambda w: (w.y, w.x0)):
        if rows and word.y - y <= SAME_ROW * min(word.size, least):
            rows[-1].append(word)
        else:
            rows.append([word])
            y, least = word.y, word.size
    return [row_of(row) for row in rows]


def row_of(words: list[Word]) -> Row:
    y = min(word.y for word in words)
    words.sort(key=lambda w: (w.x0, w.start))
    return Row(words, y, words[0].x0, max(w.x1 for w in words), max(w.size for w in words))


def line_of(page: RawPage, row: Row) -> Line:
    """The row as one line of text; raised note marks are taken out and kept beside it."""
    parts: list[Traced] = []
    refs: list[str] = []
    mark: str | None = None
    last: Word | None = None
    for word in row.words:
        piece = clean(page.raw[word.start : word.end], word.start)
        if last is not None and parts and _spaced(page.raw, last, word):
            parts.append(_space(page.raw, last, word))
        last = word
        if word.script == 1 and _is_note_mark(piece.text, parts):
            marks = _marks(piece.text)
            if parts:
                refs.extend(marks)
            else:
                mark = marks[0] if marks else None
            continue
        parts.append(piece)
    sizes: dict[float, int] = {}
    bold = italic = total = 0
    for word in row.words:
        length = word.end - word.start
        sizes[word.size] = sizes.get(word.size, 0) + length
        total += length
        bold += length * word.style.bold
        italic += length * word.style.italic
    return Line(
        page=page.number,
        traced=_tidy(join(parts)),
        x0=row.x0,
        x1=row.x1,
        y=row.y,
        size=max(sizes, key=lambda size: sizes[size]),
        bold=bold > 0.8 * total,
        italic=italic > 0.8 * total,
        order=min(word.start for word in row.words),
        mark=mark,
        refs=tuple(refs),
    )


def _tidy(text: Traced) -> Traced:
    """No white space at the ends, no soft hyphen inside the line; one at its end says that the word goes on."""
    text = text.stripped()
    at = text.text.find("\u00ad")
    while -1 < at < len(text.text) - 1:
        text = join((text.slice(0, at), text.slice(at + 1, len(text.text))))
        at = text.text.find("\u00ad")
    return text


def _marks(text: str) -> list[str]:
    """The marks in a raised word; `2930` is 29 and 30."""
    found: list[str] = re.findall(r"\w+|[*†‡§]+", text)
    if len(found) == 1 and found[0].isdigit() and len(found[0]) in (4, 6):
        half = len(found[0]) // 2
        return [found[0][:half], found[0][half:]]
    return found


def _is_note_mark(text: str, before: list[Traced]) -> bool:
    if not _NOTE_MARK.match(text):
        marks = _marks(text) if text.isdigit() else []
        return len(marks) == 2 and int(marks[1]) == int(marks[0]) + 1
    if not text[0].isdigit():
        return not text[0].isalpha() or not before or not before[-1].text[-1:].isdigit()
    tail = "".join(part.text for part in before[-2:])[-12:]
    return not (text in {"2", "3", "6", "9"} and _UNIT.search(tail))


def _spaced(raw: str, last: Word, word: Word) -> bool:
    gap = (word.x0 - last.x1) / max(last.size, word.size)
    if gap > WORD_GAP * 1.5:
        return True
    if last.script or word.script:
        return gap > WORD_GAP
    between = raw[last.end : word.start] if 0 < word.start - last.end <= 3 else ""
    return any(c in " \u00a0\u2002\u2003\u2009\u202f" for c in between)


def _space(raw: str, last: Word, word: Word) -> Traced:
    """One space, linked where the raw text has exactly one white space there."""
    if word.start - last.end == 1 and raw[last.end].isspace():
        return clean(" ", last.end)
    return added(" ")
