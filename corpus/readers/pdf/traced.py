"""Text that remembers where each of its characters stands in a page's raw text."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

HYPHEN_AT_LINE_END = "\ufffe"  # what pdfium writes for a hyphen that ends a line

_SYMBOLS = str.maketrans(
    {
        "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e0": "→", "\uf0e8": "→", "\uf0f0": "⇨",
        "\uf02d": "–", "\uf06d": "μ", "\uf061": "α", "\uf062": "β", "\uf067": "γ", "\uf064": "δ", "\uf044": "Δ",
        "\uf073": "σ", "\uf053": "Σ", "\uf0b0": "°", "\uf0b1": "±", "\uf0b3": "≥", "\uf0a3": "≤", "\uf0b4": "×",
        "\uf0d7": "⋅", "\uf0a2": "′", "\uf0ae": "→", "\uf0bb": "≈", "\uf0b9": "≠", "\uf0a5": "∞",
    }
)  # fmt: skip
# Of all compatibility characters only ligatures are taken apart, and the slanted letters of formulas made plain: NFKC
# would also flatten CO₂ and m².
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij", "Ĳ": "IJ"}
_FORMULA = re.compile("[\U0001d400-\U0001d7ff\u210e]+")
_ODD = re.compile("[^ -~¡-\u02ff–—‘’“”„•…€\ufffe]|[\u00ad\u0132\u0133]")
_DROPPED = {"Cc", "Cf", "Co", "Cs", "Cn"}


class Link(NamedTuple):
    """`text[start:end]` stands at `raw_start:raw_end`; one unit where the two lengths differ."""

    start: int
    end: int
    raw_start: int
    raw_end: int


class Traced(NamedTuple):
    """A stretch of text and its links, sorted by `start`. Characters without a link were added by the reader."""

    text: str
    links: tuple[Link, ...]

    def slice(self, start: int, end: int) -> "Traced":
        """The part `start:end`; a link of unequal lengths is kept whole when any of it is in the part."""
        kept = []
        for link in self.links:
            a, b = max(link.start, start), min(link.end, end)
            if a >= b:
                continue
            if link.end - link.start == link.raw_end - link.raw_start:
                raw = link.raw_start + a - link.start
                kept.append(Link(a - start, b - start, raw, raw + b - a))
            else:
                kept.append(Link(a - start, b - start, link.raw_start, link.raw_end))
        return Traced(self.text[start:end], tuple(kept))

    def stripped(self) -> "Traced":
        """The same without white space at either end."""
        start = len(self.text) - len(self.text.lstrip())
        return self.slice(start, max(start, len(self.text.rstrip())))


EMPTY = Traced("", ())


def join(parts: Iterable[Traced]) -> Traced:
    """The parts one after another; links that continue each other become one."""
    text: list[str] = []
    links: list[Link] = []
    at = 0
    for part in parts:
        text.append(part.text)
        for link in part.links:
            add_link(links, Link(link.start + at, link.end + at, link.raw_start, link.raw_end))
        at += len(part.text)
    return Traced("".join(text), tuple(links))


def add_link(links: list[Link], link: Link) -> None:
    """Append `link`, or let the last one grow where both are plain and touch in text and in raw text."""
    if links:
        last = links[-1]
        plain = last.end - last.start == last.raw_end - last.raw_start and link.end - link.start == (
            link.raw_end - link.raw_start
        )
        if plain and last.end == link.start and last.raw_end == link.raw_start:
            links[-1] = Link(last.start, link.end, last.raw_start, link.raw_end)
            return
    links.append(link)


def added(text: str) -> Traced:
    """Text that stands nowhere in the raw text: a space the reader put in."""
    return Traced(text, ())


def clean(raw: str, at: int) -> Traced:
    """The raw characters from index `at` of a page, normalised: NFC, no ligatures, control or private characters.

    `raw` holds one item per character pdfium counts, so a character outside the BMP is two surrogates.
    """
    if not _ODD.search(raw):
        return Traced(raw, (Link(0, len(raw), at, at + len(raw)),) if raw else ())
    text: list[str] = []
    links: list[Link] = []
    length = 0
    for start, end in _units(raw):
        piece = _normal(raw[start:end])
        if piece:
            add_link(links, Link(length, length + len(piece), at + start, at + end))
            text.append(piece)
            length += len(piece)
    return Traced("".join(text), tuple(links))


def _units(raw: str) -> Iterable[tuple[int, int]]:
    """Spans that are normalised together: a surrogate pair, or a base character with its combining marks."""
    start = 0
    while start < len(raw):
        end = start + 1
        if "\ud800" <= raw[start] <= "\udbff" and end < len(raw) and "\udc00" <= raw[end] <= "\udfff":
            end += 1
        while end < len(raw) and unicodedata.combining(raw[end]):
            end += 1
        yield start, end
        start = end


def _normal(unit: str) -> str:
    if unit in (HYPHEN_AT_LINE_END, "\u00ad"):
        return unit
    unit = unit.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_SYMBOLS)
    unit = "".join(_LIGATURES.get(c, c) for c in unit)
    unit = _FORMULA.sub(lambda found: unicodedata.normalize("NFKC", found.group()), unit)
    if unit.isspace():
        return " "
    return unicodedata.normalize("NFC", "".join(c for c in unit if unicodedata.category(c) not in _DROPPED))
