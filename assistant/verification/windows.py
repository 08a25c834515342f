"""Which stretches of a library may be a quote with changes: those that share many of its rare words, in its order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.verification.alignment import TOKEN, Token

_MOST_SEEDS = 50_000  # occurrences of a quote's words that are counted, the rarest words first
_FEWEST_WORDS = 3  # of the quote's rarest words that are counted, however often they stand
_SLACK = 12  # tokens beside a window that are looked at with it

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one text."""

    text: int  # its place among the texts
    start: int
    end: int


class Words:
    """Where each word of some texts stands."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._numbers: dict[str, int] = {}
        words, starts, counts = list[int](), list[int](), list[int]()
        for text in texts:
            before = len(words)
            for match in TOKEN.finditer(text):
                words.append(self._numbers.setdefault(match.group().lower(), len(self._numbers)))
                starts.append(match.start())
            counts.append(len(words) - before)
        self._lengths = [len(text) for text in texts]
        self._starts = np.array(starts, dtype=np.int32)  # of each token, in its text
        self._firsts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])  # of each text, among the tokens
        self._order = np.argsort(np.array(words, dtype=np.int32), kind="stable")  # tokens by word
        self._bounds = np.concatenate([[0], np.cumsum(np.bincount(words, minlength=len(self._numbers)))])

    def windows(self, quote: Sequence[Token], most: int, within: Collection[int]) -> list[Window]:
        """The `most` stretches of the texts numbered `within` that share most of the quote's words, best first."""
        width = len(quote) + _SLACK
        bins, weights = self._seeds(quote, width, within)
        if not len(bins):
            return []
        first = int(bins.min())
        shared = np.bincount(bins - first, weights)
        shared = np.append(shared, 0) + np.append(0, shared)  # two bins a window: a quote may lie across their border
        best = np.argsort(-shared, kind="stable")[: 2 * most]
        found = (self._window((int(bin_) + first - 1) * width, 3 * width) for bin_ in best if shared[bin_] > 0)
        return [window for window in dict.fromkeys(found) if window.text in within][:most]

    def _seeds(
        self, quote: Sequence[Token], width: int, within: Collection[int]
    ) -> tuple[Numbers, npt.NDArray[np.float64]]:
        """Where the quote would begin by each of its words, in bins of `width` tokens, and how much that counts.

        A word counts once in a bin, however often it stands there: else a line of full stops would outdo any sentence.
        """
        words = ((self._numbers.get(token.form.lower()), at) for at, token in enumerate(quote) if token.weight == 1)
        known = [(self._count(number), number, offset) for number, offset in words if number is not None]
        allowed = np.isin(np.arange(len(self._lengths)), list(within))
        bins, weights, total = [np.zeros(0, np.int64)], [np.zeros(0)], 0
        for taken, (count, number, offset) in enumerate(sorted(known)):
            if taken >= _FEWEST_WORDS and total + count > _MOST_SEEDS:
                break
            at = self._order[self._bounds[number] : self._bounds[number + 1]]
            at = at[allowed[np.searchsorted(self._firsts, at, side="right") - 1]]
            bins.append(np.unique((at - offset) // width))
            weights.append(np.full(len(bins[-1]), np.log(1 + len(self._starts) / count)))
            total += count
        return np.concatenate(bins), np.concatenate(weights)

    def _count(self, number: int) -> int:
        return int(self._bounds[number + 1] - self._bounds[number])

    def _window(self, first: int, length: int) -> Window:
        """The tokens from `first` on, as far as they are of the text that most of them are of."""
        middle = min(max(first + length // 2, 0), len(self._starts) - 1)
        text = int(np.searchsorted(self._firsts, middle, side="right")) - 1
        low, high = int(self._firsts[text]), int(self._firsts[text + 1])
        start = int(self._starts[max(first, low)])
        end = int(self._starts[first + length]) if first + length < high else self._lengths[text]
        return Window(text, start, end)
