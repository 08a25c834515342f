"""Norwegian compounds split by the library's own words, so that `råvaretilgang` meets `råvare`.

A word is split where every part is itself a word of the library (Koehn & Knight, EACL 2003, with known words in place
of frequencies); one joining letter, s or e, may stand after a part.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

SHORTEST_WORD = 9  # letters of a word that may be a compound
SHORTEST_PART = 4
MOST_PARTS = 4
_SEEN = 2  # times a word must stand in the library to count as known
_JOINTS = ("", "s", "e")


def known_words(words: Iterable[str]) -> frozenset[str]:
    """Lower-case words that may be parts of compounds, from all words of a library."""
    counted = Counter(word.lower() for word in words if len(word) >= SHORTEST_PART and word.isalpha())
    return frozenset(word for word, count in counted.items() if count >= _SEEN)


class Splitter:
    """Splits words by one library's vocabulary."""

    def __init__(self, known: Collection[str]) -> None:
        self.known = frozenset(known)
        self.parts = lru_cache(maxsize=200_000)(self._parts)

    def _parts(self, word: str) -> tuple[str, ...]:
        """The parts of a lower-case compound, fewest first; () for a word that is none."""
        if len(word) < SHORTEST_WORD or not word.isalpha():
            return ()
        for count in range(2, MOST_PARTS + 1):
            parts = self._split(word, count)
            if parts:
                return parts
        return ()

    def _split(self, word: str, count: int) -> tuple[str, ...]:
        """`word` as `count` known words; the longest last part, which carries the meaning, is preferred."""
        if count == 1:
            return (word,) if word in self.known else ()
        for end in range(SHORTEST_PART, len(word) - SHORTEST_PART * (count - 1) + 1):
            head = word[:end]
            for joint in _JOINTS:
                if head in self.known and word.startswith(joint, end):
                    rest = self._split(word[end + len(joint) :], count - 1)
                    if rest:
                        return (head, *rest)
        return ()
