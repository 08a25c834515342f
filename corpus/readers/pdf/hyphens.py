"""Words divided at the end of a line: one word, a word with a hyphen of its own, or a hyphen that stands for a part.

The document decides: a word that it writes undivided elsewhere is written so here. `drikke-` + `varer` is `drikkevarer`
where the report says `drikkevarer`; `EU-` + `kommisjonen` keeps its hyphen; in `olje-` + `og gassnæringen` the
hyphen stands for the word that follows later.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from enum import Enum

HYPHENS = "-\ufffe\u00ad\u2010\u2011"
_WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
_LAST = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*$")
_FIRST = re.compile(r"^[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
_AND = {
    "og",
    "eller",
    "samt",
    "men",
    "and",
    "or",
    "to",
    "til",
    "nor",
    "und",
    "og/eller",
    "and/or",
    "respektive",
    "både",
}
_URL = re.compile(r"(://|www\.|@|/\S+/)\S*$")
_STEM = 7  # letters: longer words that share them are forms of one word
DIVIDED = 0.015  # share of lines with a hyphen at their end above which the text was set with divided words
SHORT = 60  # lines: in a shorter text the share says nothing


class Division(Enum):
    """What stands between the two parts once the line break is gone."""

    WHOLE = ""
    HYPHEN = "-"
    PART = "- "  # the first part shares the ending of a later word: "olje- og gassnæringen"


class Vocabulary:
    """The words a document writes inside its lines, and whether it divides words at line ends at all."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        self._ends: list[tuple[str, str]] = []
        previous, self._lines = "", 0
        for line in lines:
            self._learn(previous, line)
            previous = line
            self._lines += 1
        self._sorted = sorted(self._words)
        self.divides = self._divides_words()

    def _learn(self, previous: str, line: str) -> None:
        words = _WORD.findall(line)
        if previous[-1:] and previous[-1] in HYPHENS:
            left, right = _LAST.search(previous.rstrip(HYPHENS)), _FIRST.search(line)
            if left and right:
                self._ends.append((left.group(), right.group()))
            words = words[1:]
        if line[-1:] and line[-1] in HYPHENS:
            words = words[:-1]
        self._words.update(word.casefold() for word in words)

    def count(self, word: str) -> int:
        return self._words[word.casefold()]

    def _known_form(self, first: str, rest: str) -> bool:
        """Some word of the document begins like the two together: `drikkevarene` is known where `drikkevarer` is."""
        folded = (first + rest).casefold()
        length = max(_STEM, len(first) + 3)
        index = bisect_left(self._sorted, folded[:length])
        return len(folded) > length and index < len(self._sorted) and self._sorted[index].startswith(folded[:length])

    def _divides_words(self) -> bool:
        """Whether line ends divide words: many lines end in a hyphen, and most parts are no words of the document."""
        if self._lines >= SHORT and len(self._ends) < DIVIDED * self._lines:
            return False
        pieces = sum(not self.count(left) or not self.count(right) for left, right in self._ends)
        return not self._ends or pieces >= 0.5 * len(self._ends)

    def division(self, left: str, right: str, printed: bool = False) -> Division:
        """How the parts belong together; `left` ends before the hyphen, `right` begins the next line.

        `printed` says that the hyphen is certainly no soft one.
        """
        before, after = _LAST.search(left), _FIRST.search(right)
        if before is None or after is None or _URL.search(left):
            return Division.HYPHEN
        first, second = before.group(), after.group()
        whole, hyphened = self.count(first + second), self.count(f"{first}-{second}")
        if second.casefold() in _AND and not whole and not hyphened:
            return Division.PART
        if whole or hyphened:
            return Division.WHOLE if whole >= hyphened else Division.HYPHEN
        if second[0].isupper() or second[0].isdigit() or _is_name(first):
            return Division.HYPHEN
        return self._unknown(first, second, printed)

    def _unknown(self, first: str, second: str, printed: bool) -> Division:
        whole, hyphened = self._known_form(first, second), self._known_form(first, f"-{second}")
        if whole or hyphened:
            return Division.WHOLE if whole and (self.divides or not hyphened) else Division.HYPHEN
        compounds = "-" in first and self.count(first.rsplit("-", 1)[1]) > 0
        both = self.count(first) > 0 and self.count(second) > 0
        if both and (printed or compounds or not self.divides):
            return Division.HYPHEN
        return Division.WHOLE if self.divides else Division.HYPHEN


def _is_name(word: str) -> bool:
    """An abbreviation or a figure, which is not divided: EU, CO2, TV, 350."""
    last = word.rsplit("-", 1)[-1]
    return any(c.isdigit() for c in last) or (len(last) > 1 and last.isupper()) or (len(last) == 1 and last.isalpha())
