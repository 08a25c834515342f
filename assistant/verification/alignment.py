"""The stretch of a text that a quote resembles most, word by word (Sellers' approximate matching, 1980)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from assistant.verification.folding import fold_word

# A number with its groups and decimals, a word, or a mark of punctuation.
TOKEN = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*|\w{1,200}|[^\w\s]")
_MARK = 0.25  # what a mark of punctuation weighs against a word
_OTHER_CASE = 0.1  # what a word weighs that differs by its capitals only
# A word without counterpart in the quote costs 1. The least bit more for another word, and again for a word without
# counterpart in the report, so that the same word is taken before another one, and another one before none.
_OTHER_NUMBER, _OTHER_WORD, _PUT_IN = 0.9, 1.01, 1.02
_SAME_WORD = 0.5  # share of letters from which two words count as forms of one

Costs = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark, and where it stands."""

    form: str  # as compared
    start: int
    end: int

    @property
    def weight(self) -> float:
        return 1.0 if self.form[0].isalnum() else _MARK


@dataclass(frozen=True, slots=True)
class Pair:
    """A token of the quote beside one of the report; None where it has no counterpart."""

    quoted: Token | None
    reported: Token | None
    cost: float


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of `text[start:end]`, with their places in `text`."""
    found = TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(form, match.start(), match.end()) for match in found if (form := fold_word(match.group()))]


def align(quote: Sequence[Token], report: Sequence[Token]) -> list[Pair]:
    """The whole quote beside the stretch of the report that costs least; both have tokens.

    The cost of a pair is 0 for the same word and about 1 for another one or none; a mark of punctuation costs less.
    """
    costs, left_out = _substitutions(quote, report), _weights(report)
    table = _table(costs, _weights(quote) * _PUT_IN, left_out)
    pairs, i, j = list[Pair](), len(quote), int(table[-1].argmin())
    while i > 0:
        word = quote[i - 1]
        if j > 0 and _equal(table[i, j], table[i - 1, j - 1] + costs[i - 1, j - 1]):
            i, j = i - 1, j - 1
            pairs.append(Pair(word, report[j], float(costs[i, j])))
        elif j > 0 and _equal(table[i, j], table[i, j - 1] + left_out[j - 1]):
            j -= 1
            pairs.append(Pair(None, report[j], report[j].weight))
        else:
            i -= 1
            pairs.append(Pair(word, None, word.weight * _PUT_IN))
    return pairs[::-1]


def _equal(one: float, other: float) -> bool:
    return abs(one - other) < 1e-6


def _substitutions(quote: Sequence[Token], report: Sequence[Token]) -> Costs:
    """What it costs to take one token for another, by rows of the quote."""
    ours, theirs = [token.form for token in quote], [token.form for token in report]
    alike = cdist(_lowered(ours), _lowered(theirs), scorer=Levenshtein.normalized_similarity, dtype=np.float32)
    costs = np.where(alike >= _SAME_WORD, 1 - alike, _OTHER_WORD)
    number, other_number = _digits(ours)[:, None], _digits(theirs)[None, :]
    costs[number | other_number] = _OTHER_WORD
    costs[number & other_number] = _OTHER_NUMBER
    costs[alike == 1] = _OTHER_CASE
    costs[_keys(ours)[:, None] == _keys(theirs)[None, :]] = 0
    mine, other = _weights(quote)[:, None], _weights(report)[None, :]
    return np.where(mine == other, costs * mine, mine + other)  # a mark never stands for a word


def _table(costs: Costs, put_in: Costs, left_out: Costs) -> Costs:
    """The least cost of the first i tokens of the quote beside a stretch that ends before token j of the report."""
    table = np.zeros((len(put_in) + 1, len(left_out) + 1))
    passed = np.concatenate([[0], np.cumsum(left_out)])
    for i, weight in enumerate(put_in):
        row = table[i] + weight
        row[1:] = np.minimum(row[1:], table[i, :-1] + costs[i])
        table[i + 1] = np.minimum.accumulate(row - passed) + passed
    return table


def _weights(found: Sequence[Token]) -> Costs:
    return np.array([token.weight for token in found])


def _lowered(forms: Sequence[str]) -> list[str]:
    return [form.lower() for form in forms]


def _digits(forms: Sequence[str]) -> npt.NDArray[np.bool_]:
    return np.array([form[0].isdigit() for form in forms])


def _keys(forms: Sequence[str]) -> npt.NDArray[np.int64]:
    return np.array([hash(form) for form in forms])
