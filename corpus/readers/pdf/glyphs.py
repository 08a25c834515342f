"""One page of a PDF as words with their places, and the ruled lines between them. The only module that asks pdfium."""

import ctypes
import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

MOST_OBJECTS = 4000  # a page with more drawn objects is a map or a chart; its lines rule no table
UPRIGHT = 0.2  # share of the characters: with fewer, the page is printed sideways; a chart has sideways labels too
ASLANT = 0.06  # of a quarter turn: text at a steeper slant is a watermark or a chart's label, and is left out
FARTHEST = 50_000.0  # points from the page's corner; what a damaged file sets farther away is left out
_SPACES = frozenset({0x20, 0xA0, 0x09, 0x0A, 0x0D, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000, 0x0B, 0x0C, 0x00})
_LINE_END = 0xFFFE


class Style(NamedTuple):
    size: float  # in points, as printed
    bold: bool
    italic: bool
    turned: int  # quarter turns against the page, counter-clockwise: 0, 1, 2, 3; -1 aslant


@dataclass(slots=True)
class Word:
    """Characters `start:end` of the page's raw text, without white space. Points; y grows downwards from the top."""

    start: int
    end: int
    x0: float
    x1: float
    y: float  # of the baseline
    style: Style
    size: float  # of its type, in points
    script: int = 0  # 1 where it stands above the line of the word beside it, -1 below


class Rule(NamedTuple):
    """A horizontal or vertical line, or one side of a box."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class RawPage:
    number: int  # 1-based position in the file
    width: float
    height: float
    raw: str  # one item per character pdfium counts
    words: list[Word]
    turned: list[list[Word]]  # text set sideways or upside down, each list in the frame in which it is upright
    rules: list[Rule]
    pictured: bool  # it holds a picture that covers a good part of it


class _Frame(NamedTuple):
    """From pdfium's page space to points from the top left of the page as it is shown."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int  # quarter turns clockwise that the page is shown with

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.turns:
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case 3:
                return self.top - y, self.right - x
        return x - self.left, self.top - y

    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)


def read_page(document: pdfium.PdfDocument, number: int) -> RawPage:
    """Page `number` (1-based). Raises `pdfium.PdfiumError` where pdfium cannot load it."""
    page = document[number - 1]
    try:
        textpage = page.get_textpage()
        try:
            return _read(page, textpage, number)
        finally:
            textpage.close()
    finally:
        page.close()


def _read(page: Any, textpage: Any, number: int) -> RawPage:
    left, bottom, right, top = page.get_bbox()
    frame = _Frame(left, bottom, right, top, page.get_rotation() // 90)
    raw, codes = _raw_text(textpage)
    words = _words(textpage, codes, frame)
    counts = _turns(words)
    main = max(range(4), key=lambda turns: counts[turns]) if counts[0] < UPRIGHT * sum(counts) else 0
    turned = []
    for turns in (turns for turns in range(4) if counts[turns] and turns != main):
        other = _words(textpage, codes, frame._replace(turns=(frame.turns + turns) % 4))
        turned.append([word for word in other if not word.style.turned])
    if main:  # a table printed sideways is read like any other
        frame = frame._replace(turns=(frame.turns + main) % 4)
        words = _words(textpage, codes, frame)
    words = [word for word in words if not word.style.turned]
    rules, pictured = _drawn(page, frame)
    width, height = frame.size()
    return RawPage(number, width, height, raw, words, turned, rules, pictured)


def _turns(words: list[Word]) -> list[int]:
    """Characters set in each of the four directions."""
    counts = [0, 0, 0, 0]
    for word in words:
        if word.style.turned < 0:
            continue
        counts[word.style.turned] += word.end - word.start
    return counts


def _raw_text(textpage: Any) -> tuple[str, list[int]]:
    count = textpage.count_chars()
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(textpage.raw, 0, count, buffer) if count else 1
    if written == count + 1:
        codes = list(buffer[:count])
    else:  # pdfium leaves some characters out of its text, so the two counts differ
        codes = [min(pdfium_c.FPDFText_GetUnicode(textpage.raw, i), 0xFFFF) for i in range(count)]
    return "".join(map(chr, codes)), codes


class _Styles:
    """The style of a character, asked for once per text object."""

    def __init__(self, textpage: Any, turns: int) -> None:
        self._textpage, self._turns = textpage.raw, turns
        self._styles: dict[int, Style] = {}
        self._faces: dict[int, tuple[bool, bool]] = {}
        self.origin = ctypes.c_double(), ctypes.c_double()

    def of(self, index: int) -> Style:
        drawn = pdfium_c.FPDFText_GetTextObject(self._textpage, index)
        key = ctypes.cast(drawn, ctypes.c_void_p).value or -index - 1
        found = self._styles.get(key)
        if found is None:
            found = self._styles[key] = self._look(drawn, index)
        return found

    def _look(self, drawn: Any, index: int) -> Style:
        matrix = pdfium_c.FS_MATRIX()
        pdfium_c.FPDFText_GetMatrix(self._textpage, index, matrix)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = pdfium_c.FPDFText_GetFontSize(self._textpage, index) * scale
        quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        aslant = abs(quarters - round(quarters)) > ASLANT
        return Style(round(abs(size), 1), *self._face(drawn), -1 if aslant else (round(quarters) - self._turns) % 4)

    def _face(self, drawn: Any) -> tuple[bool, bool]:
        if not drawn:
            return False, False
        font = pdfium_c.FPDFTextObj_GetFont(drawn)
        key = ctypes.cast(font, ctypes.c_void_p).value or 0
        if key not in self._faces:
            name = ctypes.create_string_buffer(256)
            pdfium_c.FPDFFont_GetBaseFontName(font, name, 256)
            words = name.value.decode("latin-1").lower()
            heavy = any(word in words for word in ("bold", "black", "heavy", "semibd", "demi"))
            self._faces[key] = (
                heavy or pdfium_c.FPDFFont_GetWeight(font) >= 600,
                "italic" in words or "oblique" in words,
            )
        return self._faces[key]


def _words(textpage: Any, codes: list[int], frame: _Frame) -> list[Word]:
    """Words in pdfium's order. A word also ends where the next character is set in another size or place.

    The loop runs once per character, some 4,000 times a page, and is written for speed.
    """
    styles, handle, words = _Styles(textpage, frame.turns), textpage.raw, list[Word]()
    box = pdfium_c.FS_RECTF()
    box_at, get_box = ctypes.byref(box), pdfium_c.FPDFText_GetLooseCharBox
    upright = frame.turns % 2 == 0
    start, height = -1, 0.0
    first = last = (0.0, 0.0, 0.0, 0.0)
    for index, code in enumerate(codes):
        if code in _SPACES:
            if start >= 0:
                words.append(_word(textpage, styles, start, index, first, last, frame))
                start = -1
            continue
        if (start >= 0 and 0xDC00 <= code <= 0xDFFF) or not get_box(handle, index, box_at):
            continue  # the second half of a character outside the BMP belongs to the first
        here = left, bottom, right, top = box.left, box.bottom, box.right, box.top
        tall = top - bottom if upright else right - left
        if start >= 0:
            gap = left - last[2]
            beside = -0.6 * tall < gap < 0.8 * tall and abs(bottom - last[1]) < 0.1 * tall
            if abs(tall - height) > 0.04 * height or (not beside and not _stacked(last, here)):
                words.append(_word(textpage, styles, start, index, first, last, frame))
                start = -1
        if start < 0:
            start, first, height = index, here, tall
        last = here
        if code == _LINE_END:
            words.append(_word(textpage, styles, start, index + 1, first, last, frame))
            start = -1
    if start >= 0:
        words.append(_word(textpage, styles, start, len(codes), first, last, frame))
    width, depth = frame.size()
    shown = (word for word in words if word.x1 > 0 and word.x0 < width and 0 < word.y < depth + word.size)
    return [word for word in shown if word.x0 > -FARTHEST and word.x1 < FARTHEST]


_Box = tuple[float, float, float, float]


def _stacked(last: _Box, here: _Box) -> bool:
    """The next character of text that runs up or down the page."""
    wide = max(last[2] - last[0], 1.0)
    return min(abs(here[1] - last[3]), abs(here[3] - last[1])) < 0.8 * wide and abs(here[0] - last[0]) < 0.1 * wide


def _word(textpage: Any, styles: _Styles, start: int, end: int, first: _Box, last: _Box, frame: _Frame) -> Word:
    x, y = styles.origin
    pdfium_c.FPDFText_GetCharOrigin(textpage.raw, start, x, y)
    style = styles.of(start)
    baseline = frame.point(x.value, y.value)[1]
    left, bottom = min(first[0], last[0]), min(first[1], last[1])
    right, top = max(first[2], last[2]), max(first[3], last[3])
    x0, y0 = frame.point(left, bottom)
    x1, y1 = frame.point(right, top)
    if style.size < 1:
        style = style._replace(size=round(max(abs(y1 - y0) * 0.8, 1.0), 1))
    return Word(start, end, min(x0, x1), max(x0, x1), baseline, style, style.size)


def _drawn(page: Any, frame: _Frame) -> tuple[list[Rule], bool]:
    """The straight lines and box sides drawn on the page, and whether a picture covers a good part of it."""
    handle, rules, pictured = page.raw, [], False
    count = pdfium_c.FPDFPage_CountObjects(handle)
    width, height = frame.size()
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(min(count, MOST_OBJECTS)):
        drawn = pdfium_c.FPDFPage_GetObject(handle, index)
        kind = pdfium_c.FPDFPageObj_GetType(drawn)
        if kind not in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE):
            continue
        if not pdfium_c.FPDFPageObj_GetBounds(drawn, *edges):
            continue
        left, bottom, right, top = (edge.value for edge in edges)
        (xa, ya), (xb, yb) = frame.point(left, bottom), frame.point(right, top)
        box = Rule(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
        if not -FARTHEST < min(box) <= max(box) < FARTHEST:
            continue
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            pictured |= (box.x1 - box.x0) * (box.y1 - box.y0) > 0.2 * width * height
        elif count <= MOST_OBJECTS:
            rules.extend(_sides(box, width, height))
    return rules, pictured


def _sides(box: Rule, width: float, height: float) -> list[Rule]:
    """A thin box is a line, a thick one has four sides; the background of the page is neither."""
    wide, tall = box.x1 - box.x0, box.y1 - box.y0
    if wide > 0.8 * width and tall > 0.8 * height:
        return []
    if tall <= 2.5:
        middle = (box.y0 + box.y1) / 2
        return [Rule(box.x0, middle, box.x1, middle)] if wide >= 3 else []
    if wide <= 2.5:
        middle = (box.x0 + box.x1) / 2
        return [Rule(middle, box.y0, middle, box.y1)]
    return [
        Rule(box.x0, box.y0, box.x1, box.y0),
        Rule(box.x0, box.y1, box.x1, box.y1),
        Rule(box.x0, box.y0, box.x0, box.y1),
        Rule(box.x1, box.y0, box.x1, box.y1),
    ]
