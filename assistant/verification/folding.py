"""Texts as they are compared: without what differs between a page and a copy of it, and with the way back.

Folded away: white space, hyphens within words (also those at the ends of lines), invisible characters, the shapes of
quotation marks and dashes, ligatures and other compatibility forms (`ﬁ`, `₂`), composed or decomposed accents. Kept:
letters and their case, digits, punctuation, and white space that parts two numbers.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]

QUOTATION_MARKS = "\"'`´«»‹›“”„‟‘’‚‛′″"
_DASHES = "-‐‑‒–—―−﹣－"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\x00\x02"  # pdfium marks end-of-line hyphens with U+FFFE
_SPACE, _DASH, _EM_DASH = ord(" "), ord("-"), ord("—")

# A number as one reads it: "90 000", "2,5", "2024/1252", "10–20", "−5".
_NUMBER = re.compile(r"(?:(?<!\w)[-−–])?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:[.,/:–-]\d+)*")
_REACH = 24  # characters on either side that are looked at for a number


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where each of its characters stood."""

    text: str
    origin: npt.NDArray[np.int32]  # 0-based position in the text it was folded from

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text that folds to `text[start:end]`; `start < end`."""
        return int(self.origin[start]), int(self.origin[end - 1]) + 1


def fold(text: str) -> Folded:
    """Fold a text of any length; takes about 0.1 µs a character."""
    codes, origin = _expanded(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32))
    space = codes == _SPACE
    single = ~(space & _shifted(space, 1))
    codes, origin = codes[single], origin[single]
    keep = ~(_needless_spaces(codes) | _inner_hyphens(codes))
    codes, origin = codes[keep], origin[keep]
    codes = np.where(codes == _EM_DASH, np.uint32(_DASH), codes)
    return Folded(codes.tobytes().decode("utf-32-le", "surrogatepass"), origin)


def fold_word(word: str) -> str:
    """One word, number or mark as it is compared; a hyphen inside it stays."""
    return "".join(_form(ord(char)) for char in word)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` begins and ends between words and between numbers.

    "lawful" inside "unlawful" and "5 per cent" inside "2,5 per cent" are other words than those that stand there.
    """
    return not (_cuts(text, start) or _cuts(text, end))


def _cuts(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    if text[at - 1].isalnum() and text[at].isalnum():
        return True
    first = max(0, at - _REACH)
    numbers = _NUMBER.finditer(text, first, min(len(text), at + _REACH))
    return any(number.start() < at < number.end() for number in numbers)


def _expanded(codes: Codes) -> tuple[Codes, npt.NDArray[np.int32]]:
    """Each character as what it folds to (nothing, one or several characters), and where it stood."""
    present = np.flatnonzero(np.bincount(codes))
    forms = [_form(int(code)) for code in present]
    lengths, starts = np.zeros(len(present), np.int64), np.zeros(len(present), np.int64)
    lengths[:] = [len(form) for form in forms]
    starts[1:] = np.cumsum(lengths)[:-1]
    letters = np.array([ord(char) for form in forms for char in form], dtype=np.uint32)
    rank = np.searchsorted(present, codes)
    counts = lengths[rank]
    origin = np.repeat(np.arange(len(codes), dtype=np.int32), counts)
    within = np.arange(len(origin)) - np.repeat(np.cumsum(counts) - counts, counts)
    return letters[starts[rank][origin] + within], origin


@cache
def _form(code: int) -> str:
    """What one character folds to, whatever stands beside it."""
    char = chr(code)
    if char in _INVISIBLE:
        return ""
    if char in QUOTATION_MARKS:
        return "'"
    if char == "—":  # a mark of punctuation, which never joins the parts of a word
        return char
    if char in _DASHES:
        return "-"
    if char.isspace():
        return " "
    if char in "⁰¹²³⁴⁵⁶⁷⁸⁹":  # 10² is not 102
        return char
    form = unicodedata.normalize("NFKD", char)
    return form if not any(part.isspace() for part in form) else char


def _needless_spaces(codes: Codes) -> Mask:
    """White space (never two in a row), but for that between two numbers that are not groups of one number."""
    digit = _every(codes, str.isdigit)
    before, after = _shifted(digit, 1), _shifted(digit, -1)
    decimal = _shifted(_every(codes, ".,".__contains__) & before, 1)
    group = before & after & _shifted(digit, -2) & _shifted(digit, -3) & ~_shifted(digit, -4)
    needless: Mask = (codes == _SPACE) & ~((before | decimal) & after & ~group)
    return needless


def _inner_hyphens(codes: Codes) -> Mask:
    """Hyphens right after a letter, where a letter follows, on the next line perhaps."""
    letter = _every(codes, lambda char: char.isalpha() or unicodedata.combining(char) > 0)
    follows = _shifted(letter, -1) | (_shifted(codes == _SPACE, -1) & _shifted(letter, -2))
    inner: Mask = (codes == _DASH) & _shifted(letter, 1) & follows
    return inner


def _every(codes: Codes, test: Callable[[str], bool]) -> Mask:
    """Which characters pass a test; each distinct one is tested once."""
    passed = np.zeros(int(codes.max(initial=0)) + 1, dtype=bool)
    for code in np.flatnonzero(np.bincount(codes)):
        passed[code] = test(chr(code))
    return passed[codes]


def _shifted(mask: Mask, places: int) -> Mask:
    """The mask moved right (or left): what stood `places` before (or after) each position; False beyond the ends."""
    moved = np.zeros_like(mask)
    if places > 0:
        moved[places:] = mask[:-places]
    else:
        moved[:places] = mask[-places:]
    return moved
