"""How the words of a quote differ from those of the report, and whether a number or a negation is among them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from assistant.verification.alignment import Pair, Token
from assistant.verification.folding import fold

ChangeKind = Literal["same", "changed", "left_out", "put_in", "omitted"]
Alert = Literal["number", "negation"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NEGATION = re.compile(
    r"\b(?:not|cannot|no|nor|never|none|neither|without|ikke|ikkje|ingen|inga|inkje|ingenting|aldri|verken|uten|utan)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a quote beside its counterpart in the report.

    `left_out`: stands in the report only. `put_in`: stands in the quote only. `omitted`: an ellipsis or square brackets
    say that words were left out here.
    """

    kind: ChangeKind
    quoted: str
    reported: str

    @property
    def alert(self) -> Alert | None:
        """What the change turns, when it turns a number or a negation."""
        if self.kind in ("same", "omitted"):
            return None
        if _NUMBER.findall(self.quoted) != _NUMBER.findall(self.reported):
            return "number"
        if len(_NEGATION.findall(self.quoted)) != len(_NEGATION.findall(self.reported)):
            return "negation"
        return None


OMITTED = Change("omitted", "[…]", "")


def compare(quote: str, report: str, pairs: Sequence[Pair]) -> tuple[tuple[Change, ...], float]:
    """The pairs as stretches of the two texts, and what their differences cost together.

    A word that is only broken or hyphenated otherwise costs nothing.
    """
    found, cost = list[Change](), 0.0
    for differs, group in groupby(pairs, key=lambda pair: pair.cost > 0):
        run = list(group)
        quoted = _stretch(quote, [pair.quoted for pair in run])
        reported = _stretch(report, [pair.reported for pair in run])
        change = Change(_kind(quoted, reported) if differs else "same", quoted, reported)
        cost += 0.0 if change.kind == "same" else sum(pair.cost for pair in run)
        found.append(change)
    return tuple(found), cost


def _stretch(text: str, tokens: Iterable[Token | None]) -> str:
    """From the first of some tokens to the last, on one line."""
    spans = [(token.start, token.end) for token in tokens if token]
    return " ".join(text[spans[0][0] : spans[-1][1]].split()) if spans else ""


def _kind(quoted: str, reported: str) -> ChangeKind:
    if not quoted or not reported:
        return "put_in" if quoted else "left_out"
    return "same" if fold(quoted).text == fold(reported).text else "changed"
