"""One page of a PDF as words with their places, and the ruled lines between them. The only module that asks pdfium."""

import ctypes
import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

MOST_OBJECTS = 4000  # a page with more drawn objects is a map or a chart; its lines rule no table
ASLANT = 0.06  # of a quarter turn: text at a steeper slant is a watermark or a chart's label, and is left out
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
    main = max(range(4), key=lambda turns: counts[turns])
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

    def __init__(self, textpage: Any) -> None:
        self._textpage = textpage.raw
        self._styles: dict[int, tuple[float, bool, bool, float]] = {}
        self._faces: dict[int, tuple[bool, bool]] = {}

    def of(self, index: int, turns: int) -> Style:
        drawn = pdfium_c.FPDFText_GetTextObject(self._textpage, index)
        key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
        found = self._styles.get(key)
        if found is None:
            found = self._styles[key] = self._look(drawn, index)
        size, bold, italic, angle = found
        quarters = angle / (math.pi / 2)
        if abs(quarters - round(quarters)) > ASLANT:
            return Style(size, bold, italic, -1)
        return Style(size, bold, italic, (round(quarters) - turns) % 4)

    def _look(self, drawn: Any, index: int) -> tuple[float, bool, bool, float]:
        matrix = pdfium_c.FS_MATRIX()
        pdfium_c.FPDFText_GetMatrix(self._textpage, index, matrix)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = pdfium_c.FPDFText_GetFontSize(self._textpage, index) * scale
        return round(abs(size), 1), *self._face(drawn), math.atan2(matrix.b, matrix.a)

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
    """Words in pdfium's order. A word also ends where the next character is set in another size or place."""
    styles, handle = _Styles(textpage), textpage.raw
    box, words = pdfium_c.FS_RECTF(), []
    box_at, get_box = ctypes.byref(box), pdfium_c.FPDFText_GetLooseCharBox
    start, height = -1, 0.0
    first = last = (0.0, 0.0, 0.0, 0.0)
    upright = frame.turns == 0
    for index, code in enumerate(codes):
        if code in _SPACES:
            if start >= 0:
                words.append(_word(textpage, styles, start, index, first, last, frame))
                start = -1
            continue
        if not get_box(handle, index, box_at):
            continue
        here = (box.left, box.bottom, box.right, box.top)
        tall = box.top - box.bottom if upright or frame.turns == 2 else box.right - box.left
        if start >= 0 and (abs(tall - height) > 0.04 * height or _jumps(last, here)):
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
    return [word for word in words if word.x1 > 0 and word.x0 < width and 0 < word.y < depth + word.size]


_Box = tuple[float, float, float, float]


def _jumps(last: _Box, here: _Box) -> bool:
    """The next character is not beside the last one, along either axis."""
    tall = max(last[3] - last[1], 1.0)
    beside = -0.6 * tall < here[0] - last[2] < 0.8 * tall and abs(here[1] - last[1]) < 0.1 * tall
    if beside:
        return False
    wide = max(last[2] - last[0], 1.0)
    above = min(abs(here[1] - last[3]), abs(here[3] - last[1])) < 0.8 * wide and abs(here[0] - last[0]) < 0.1 * wide
    return not above


def _word(textpage: Any, styles: _Styles, start: int, end: int, first: _Box, last: _Box, frame: _Frame) -> Word:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetCharOrigin(textpage.raw, start, x, y)
    style = styles.of(start, frame.turns)
    corners = [frame.point(*corner) for box in (first, last) for corner in ((box[0], box[1]), (box[2], box[3]))]
    baseline = frame.point(x.value, y.value)[1]
    if style.size < 1:
        style = style._replace(size=round(max(abs(corners[0][1] - corners[1][1]) * 0.8, 1.0), 1))
    xs = [corner[0] for corner in corners]
    return Word(start, end, min(xs), max(xs), baseline, style, style.size)


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
