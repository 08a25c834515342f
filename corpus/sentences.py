"""Sentences of Norwegian and English reports as spans of their text, abbreviations and legal references left whole.

The libraries at hand break Norwegian at "jf.", "kap.", "f.eks." and "mill.". Of the 91 cases written for this module
(tests/test_sentences.py), blingfire splits 57 as a reader would, syntok 54, nupunkt 46, pysbd 44 with its Danish rules
and 38 with its English ones, sentencex 42. Of 96 sampled places in real reports where one of the first four disagreed
with this module, the module was plainly wrong in one.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

LONG = 120  # words: a longer sentence is cut at its own semicolons, colons or commas
SHORTEST_PIECE = 15  # words: no piece of a long sentence is shorter

_Ending = Literal["never_final", "before_number", "before_unit", "may_end", "rarely_final"]
_REACH = 60  # characters looked at on either side of a stop: a line without a space still takes linear time

_BLANK_LINE = re.compile(r"\n\s*\n")
_SPACE = re.compile(r"\s*")
_WORDS = re.compile(r"\S+")
_STOP = re.compile(
    r"(?<![.!?…])(?P<mark>[.!?…]++)(?P<close>[\"'”’»)\]}›“]*+)(?:(?<=[^\W\d_]{3}\.)\d{1,3}|[⁰¹²³⁴-⁹]+)?(?=\s)"
    r"|(?<=[a-zæøå]{2})(?P<glued>\.)(?=[A-ZÆØÅ][a-zæøå])"
    r"|(?<=[a-zæøå]{2})(?P<numbered>(?:\.|(?<=[a-zæøå]{4})))(?=\d{1,2}\.\d{1,2}\s+[A-ZÆØÅ][a-zæøå])"
)
_OPENING = "\"'“”„‘«‹([–—*_- \n\t"
_ITEM = re.compile(r"(?:\(?(?:[a-zæøå]|[ivx]{1,4}|\d{1,2})\)|[•·▪●■◦‣➢])\s")
_NUMBER = re.compile(r"[(\[§]*\s*(?:\d|(?:[IVXLC]{2,}|[VX])\b)")
_NUMERAL = re.compile(r"\d+(?:[-–.,/]\d+)*")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4}")
_FIRST_WORD = re.compile(r"[^\W\d_][\w-]*(?![\w.-])")
_LAW = re.compile(r"\w+[^\Waeiouyæøå]l")  # "reinl. § 4", "offl. § 3": an act called by its abbreviation
_NOTE = re.compile(r"\d{1,3}")
_CAPITALS = re.compile(r"[A-ZÆØÅ]{3}\b")  # a currency or a unit: "5 mill. NOK"
_ENUMERATOR = re.compile(
    r"[\"'“”„‘«‹]*(?:[•·▪●■◦‣➢*–—-]"
    r"|[(\[]?(?:\d{1,3}(?:\.\d{1,3}){0,4}[a-z]?|[^\W\d_]|[ivxl]{1,6})[)\].:]{1,2}"
    r"|§+\s*\d+(?:\s?[-–.]\s?\d+)*(?:\s?[a-z])?[.:]?"
    r")(?:\s+[(\[]?(?:\d{1,2}|[^\W\d_]|[ivx]{1,4})[)\].])?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:art(?:ikkel|icle)?|kap(?:ittel)?|chapter|del|part|section|annex|vedlegg|tabell?|table|fig(?:ure?)?|boks|box)"
    r"\.?\s*(?:\d+|[ivxl]+|[a-f])(?:\s?[-–.]\s?\d+)*(?:\s?[a-z])?[.:]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    endings: dict[str, _Ending]
    openers: frozenset[str]
    labelled: frozenset[str]
    months: frozenset[str]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    lists = tomllib.loads(Path(__file__).with_name("abbreviations.toml").read_text(encoding="utf-8"))
    kinds: tuple[_Ending, ...] = get_args(_Ending)
    endings = {word: kind for kind in kinds for word in lists[kind].split()}
    return _Lexicon(endings, *(frozenset(lists[name].split()) for name in ("openers", "labelled", "months")))


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences of `text[start:end]`, in order, trimmed, together holding every character but white space.

    A blank line ends a sentence. A list marker ("(a)", "1.", "–", "§ 4-6.") belongs to what it marks. Items set apart
    by semicolons stay with their lead-in, up to `LONG` words; a longer sentence is cut at a semicolon, a colon or a
    comma, and failing these between words. The time is linear in the length.
    """
    stop = len(text) if end is None else min(end, len(text))
    spans: list[tuple[int, int]] = []
    for paragraph in _paragraphs(text, start, stop):
        for sentence in _sentences(text, *paragraph):
            spans.extend(_pieces(text, *sentence))
    return list(_with_markers(text, spans))


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for blank in _BLANK_LINE.finditer(text, start, end):
        yield start, blank.start()
        start = blank.end()
    yield start, end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = _skip_space(text, start, end)
    for stop in _STOP.finditer(text, begin, end):
        if stop.start() >= begin and _ends_sentence(text, begin, stop, end):
            yield begin, stop.end()
            begin = _skip_space(text, stop.end(), end)
    tail = text[begin:end].rstrip()
    if tail:
        yield begin, begin + len(tail)


def _skip_space(text: str, start: int, end: int) -> int:
    space = _SPACE.match(text, start, end)
    return space.end() if space else start


def _ends_sentence(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    ahead = _skip_space(text, stop.end(), end)
    after = text[ahead : min(end, ahead + _REACH)]
    before = text[max(begin, stop.start() - _REACH) : stop.start()]
    if _opens_list_item(text, begin, stop.end()) or (before.endswith(("(", "[")) and stop["close"]):
        return False
    if stop["numbered"] is not None:  # "ressurser.1.2 Veilederen", where a conversion lost the line's end
        return True
    if stop["glued"]:
        return _glued_ends(before, after)
    if _NOTE.fullmatch(text, ahead, end):
        return False  # the mark of a footnote, at the paragraph's end
    if not _may_open(after) and not _ITEM.match(after):
        return False
    if stop["mark"] != ".":
        return stop["mark"][-1] in "!?" or not after[0].isdigit()  # dots lead to a page number
    return _full_stop_ends(before, after)


def _glued_ends(before: str, after: str) -> bool:
    """Whether a stop with no space after it ends a sentence: that of "ut.Deretter" does, of "www.Norge.no" not."""
    word = before.rsplit(maxsplit=1)[-1]
    return word.isalpha() and (len(word) > 3 or _opener_follows(after))


def _opens_list_item(text: str, begin: int, end: int) -> bool:
    return end - begin <= _REACH and bool(_ENUMERATOR.fullmatch(text, begin, end) or _LABEL.fullmatch(text, begin, end))


def _may_open(after: str) -> bool:
    first = after.lstrip(_OPENING)[:1]
    return (first.isalpha() and not first.islower()) or first.isdigit() or (first != "" and first in "§$€£")


def _full_stop_ends(before: str, after: str) -> bool:
    """Whether a full stop between `before` and `after`, which could open a sentence, does end one."""
    tokens = before.split()[-2:]
    if not tokens or before[-1].isspace():
        return bool(tokens) and tokens[-1][-1] != "." and (after[0].isupper() or after[0] == "§")
    previous = tokens[0].lower() if len(tokens) == 2 else ""
    word = re.split(r"[/–(\[:;]", tokens[-1])[-1].strip("\"'”’»)]“«*_").lower()
    initial = len(word) == 1 and tokens[-1][-1].isupper()
    if not initial and (ending := _ending_of(previous, word)):
        return _abbreviation_ends(ending, after)
    if _NUMERAL.fullmatch(word):
        return _number_ends(word, before, previous, after)
    if len(word) == 1 and word.isalpha():
        return not initial or previous.isdecimal() or previous in _lexicon().labelled or _opener_follows(after)
    if after.startswith("§") and _LAW.fullmatch(word):
        return False
    return not _DOTTED.fullmatch(word) or _opener_follows(after)


def _ending_of(previous: str, word: str) -> _Ending | None:
    endings = _lexicon().endings
    spaced = endings.get(previous.lstrip("(«") + word) if previous.endswith(".") else None  # "f. eks.", "m. fl."
    return spaced or endings.get(word)


def _abbreviation_ends(ending: _Ending, after: str) -> bool:
    lead = after.lstrip(_OPENING)
    match ending:
        case "never_final":
            return False
        case "before_number":
            return not _NUMBER.match(after)
        case "before_unit":
            return lead[0].isupper() and not _CAPITALS.match(lead)
        case "may_end":
            return lead[0].isupper()
        case "rarely_final":
            return _opener_follows(after)


def _number_ends(word: str, before: str, previous: str, after: str) -> bool:
    """Ordinals ("1. januar", "den 7. ..."), numbered items ("forhold: 1. Brudd") and numbers that close a sentence."""
    following = _FIRST_WORD.match(after)
    if following and following[0].lower() in _lexicon().months:
        return False
    small = word.isdigit() and len(word) <= 2
    inline = before[: -len(word)].rstrip().endswith((":", ";"))
    if small and (inline or previous in ("den", "det", "dei")):
        return False
    return not small or not after[0].isdigit()


def _opener_follows(after: str) -> bool:
    first = _FIRST_WORD.match(after.lstrip(_OPENING))
    return bool(first) and first is not None and first[0].lower() in _lexicon().openers


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence itself, or parts of at most `LONG` words."""
    words = [word.span() for word in _WORDS.finditer(text, start, end)]
    first = 0
    while len(words) - first > LONG:
        cut = _cut(text, words, first)
        yield words[first][0], words[cut - 1][1]
        first = cut
    yield words[first][0], end


def _cut(text: str, words: list[tuple[int, int]], first: int) -> int:
    """The word to begin the next piece with: after the last semicolon that leaves room, else colon, else comma."""
    latest = min(first + LONG, len(words) - SHORTEST_PIECE)
    for mark in ";:,":
        for cut in range(latest, first + SHORTEST_PIECE, -1):
            if text[words[cut - 1][1] - 1] == mark:
                return cut
    return latest


def _with_markers(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans, those that hold a list marker alone joined to the sentence they mark."""
    held: int | None = None
    for position, (start, end) in enumerate(spans):
        begin = start if held is None else held
        if position + 1 < len(spans) and end - start <= _REACH and _ENUMERATOR.fullmatch(text, start, end):
            held = begin
            continue
        held = None
        yield begin, end
