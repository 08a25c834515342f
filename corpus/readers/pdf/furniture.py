"""Running headers, footers and page numbers: what stands at the same place on page after page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from corpus.readers.pdf.glyphs import RawPage, Word
from corpus.readers.pdf.lines import Row, rows_of

ZONE = 0.14  # of the page's height, at its top and at its bottom
STEP = 3.0  # points: rows of two pages stand at one height when they differ by less
_ROMAN = re.compile(r"^(?=[ivxl])x{0,3}l?x{0,3}(ix|iv|v?i{0,3})$")
_PAGE_OF = re.compile(r"^\W*(?:(?:page|side|s\.|p\.)\W*)?(\d{1,4}|[ivxl]{1,7})(?:\W+(?:of|av|/)?\W*\d{1,4})?\W*$", re.I)


@dataclass(slots=True)
class Margin:
    """A row in the top or bottom zone of a page."""

    row: Row
    text: str
    masked: str  # digits replaced by #, words sorted: left and right pages mirror each other
    height: int  # steps from the nearer edge; negative at the bottom
    inner: float  # points to the next row towards the middle of the page

    @property
    def apart(self) -> bool:
        """More than the distance of two lines parts it from what stands further in."""
        return self.inner > 0.8 * self.row.size

    @property
    def number(self) -> str | None:
        """The page number it holds, when it holds nothing else."""
        match = _PAGE_OF.match(self.text)
        number = match.group(1).lower() if match else ""
        return number if number.isdigit() or _ROMAN.match(number) else None


@dataclass(slots=True)
class Furniture:
    """What has been seen in the margins so far. Pages are shown to it in order, then asked about."""

    body_size: float = 0.0
    seen: dict[tuple[str, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    heights: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    pages: int = 0
    numbers: dict[int, list[str]] = field(default_factory=dict)  # page → numbers among its furniture

    def look(self, page: RawPage) -> list[Margin]:
        """Count what stands in the margins of `page`."""
        self.pages += 1
        found = margins(page)
        for margin in found:
            self.seen[margin.masked, margin.height].add(page.number)
        return found

    def take(self, page: RawPage, found: Sequence[Margin]) -> None:
        """Take the furniture out of `page.words`, from the edges inwards, and keep the numbers it held."""
        taken: list[Margin] = []
        for side in (1, -1):
            rows = sorted((m for m in found if m.height * side > 0), key=lambda m: abs(m.height))
            repeated = list(takewhile(self._repeats, rows))
            ends = [i for i, margin in enumerate(repeated) if margin.apart or margin.number or self._is_usual(margin)]
            taken.extend(repeated[: ends[-1] + 1] if ends else [])
        for margin in taken:
            self.heights[margin.height].add(page.number)
            self.numbers.setdefault(page.number, []).extend(numbers_in(margin.text))
        self._remove(page, taken)

    def take_beside(self, page: RawPage, found: Sequence[Margin]) -> None:
        """Take what stands where other pages have furniture: a running header that names a short chapter."""
        left = {id(word) for word in page.words}
        usual = max(5, 0.25 * self.pages)
        beside = [
            margin
            for margin in found
            if id(margin.row.words[0]) in left
            and len(self.heights.get(margin.height, ())) >= usual
            and margin.row.size <= self.body_size
            and margin.apart
        ]
        self._remove(page, beside)

    def take_numbers(self, page: RawPage, found: Sequence[Margin], expected: int) -> None:
        """Take a lone page number that continues the count of the other pages, wherever in the margin it stands."""
        left = {id(word) for word in page.words}
        lone = [m for m in found if m.number == str(expected) and id(m.row.words[0]) in left]
        for margin in lone:
            self.numbers.setdefault(page.number, []).append(margin.number or "")
        self._remove(page, lone)

    def _remove(self, page: RawPage, taken: Iterable[Margin]) -> None:
        gone = {id(word) for margin in taken for word in margin.row.words}
        if gone:
            page.words = [word for word in page.words if id(word) not in gone]

    def _pages_with(self, margin: Margin) -> int:
        near = (self.seen.get((margin.masked, margin.height + step), set()) for step in (-1, 0, 1))
        return len(set[int]().union(*near))

    def _is_usual(self, margin: Margin) -> bool:
        return self._pages_with(margin) >= max(5, 0.25 * self.pages)

    def _repeats(self, margin: Margin) -> bool:
        pages = self._pages_with(margin)
        if self.body_size and margin.row.size > 1.25 * self.body_size:
            return False
        if margin.row.words[0].size < 0.85 * margin.row.size and margin.text[0].isdigit():
            return False  # a footnote
        if margin.masked.count("#") > 1 and not re.search(r"[^\W\d_]{3}", margin.masked):
            return pages >= max(4, 0.3 * self.pages)  # figures alone: it may be a table's row
        return pages >= (2 if self.pages < 12 else 3)


def margins(page: RawPage) -> list[Margin]:
    """The outermost rows at the top and at the bottom."""
    zone = ZONE * page.height
    top = rows_of(word for word in page.words if word.y < 2 * zone)
    bottom = rows_of(word for word in page.words if word.y > page.height - 2 * zone)[::-1]
    found = [_margin(page, rows, index, side) for rows, side in ((top, 1), (bottom, -1)) for index in range(len(rows))]
    return [m for m in found if abs(m.height) * STEP <= zone and not _boxed(page, m.row)]


def _boxed(page: RawPage, row: Row) -> bool:
    """It stands between upright lines: the head of a table, which is repeated too."""
    middle = row.y - 0.3 * row.size
    return sum(r.x0 == r.x1 and r.y0 <= middle <= r.y1 for r in page.rules) >= 2


def _margin(page: RawPage, rows: Sequence[Row], index: int, side: int) -> Margin:
    row = rows[index]
    text = " ".join(_raw(page, word) for word in row.words)
    steps = 1 + int((row.y if side > 0 else page.height - row.y) / STEP)
    inner = abs(rows[index + 1].y - row.y) if index + 1 < len(rows) else 3 * row.size
    match = _PAGE_OF.match(text)
    lone = match is not None and (match.group(1).isdigit() or bool(_ROMAN.match(match.group(1).lower())))
    masked = "#" if lone else " ".join(sorted(re.sub(r"\d+", "#", text).split()))
    return Margin(row, text, masked, side * steps, inner - row.size)


def _raw(page: RawPage, word: Word) -> str:
    return page.raw[word.start : word.end]


def numbers_in(text: str) -> list[str]:
    """Numbers that may be the page's own: arabic, or roman standing alone at either end."""
    match = _PAGE_OF.match(text)
    if match and not match.group(1).isdigit():
        return [match.group(1)] if _ROMAN.match(match.group(1).lower()) else []
    found = re.findall(r"(?<![\w.,:/])\d{1,4}(?![\w,:/]|\.\d)", text)
    words = text.split()
    return found + [word for word in {words[0], words[-1]} if _ROMAN.match(word)] if words else found


def most_common_offset(numbers: dict[int, list[str]]) -> tuple[int, int]:
    """(printed number − page index, pages that agree); (0, 0) where nothing is printed."""
    counts: Counter[int] = Counter()
    for page, found in numbers.items():
        counts.update({int(n) - page for n in found if n.isdigit()})
    return counts.most_common(1)[0] if counts else (0, 0)
