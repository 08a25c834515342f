"""How sure an answer is: weak signals that fail in different ways, combined by a logistic function.

No score threshold on one signal separates what the reports answer from what they only mention. So it is asked: do the
question's words, concepts, names and numbers stand in the evidence, in either language? does the best passage stand
clear of the others? do the lists agree? Coefficients are fitted on the dev half of `bench/questions` by
`bench/fit.py`.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from assistant.answer import Evidence
from assistant.coverage import covered, items_of, unknown_share
from index.analysis import family_of
from index.build import passage_text
from index.generation import Generation
from index.search import Found, Hit

ANSWERS = 0.5  # probability that the reports answer, below which they are said not to


@dataclass(frozen=True, slots=True)
class Signals:
    """What the confidence is computed from, for the best evidence of a question."""

    cosine: float  # of the evidence passage's vector, language axes removed
    sentence: float  # the same of its best sentence
    standing: float  # fused score of its passage
    clear: float  # how far it stands above the tenth hit
    lexical: float  # z of its words or concepts
    covered: float  # share of the question's checkable words and concepts in the passage, by rarity
    carried: float  # share of the question's names and numbers in the passage; 1 where it has none
    unknown: float  # share of the question's plain words that no passage of their language has


@dataclass(frozen=True, slots=True)
class _Logistic:
    """A probability from signals."""

    coefficients: Signals
    intercept: float

    def __call__(self, found: Signals) -> float:
        pairs = zip(astuple(self.coefficients), astuple(found), strict=True)
        logit = self.intercept + sum(weight * value for weight, value in pairs)
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


_ANSWERABLE = _Logistic(
    Signals(
        cosine=16.33,
        sentence=20.11,
        standing=-0.23,
        clear=-0.07,
        lexical=0.0,
        covered=1.32,
        carried=0.42,
        unknown=-0.77,
    ),
    intercept=-31.3,
)
_RIGHT = _Logistic(
    Signals(
        cosine=9.36, sentence=13.76, standing=0.22, clear=0.43, lexical=-0.03, covered=1.13, carried=0.31, unknown=-0.63
    ),
    intercept=-23.41,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to answer, and how sure the answer is."""

    answers: bool  # the reports say something on the question
    confidence: float  # 0–1: the probability that the first statement is the right one


def judge(generation: Generation, found: Found, evidence: Sequence[Evidence]) -> Verdict:
    """What is to be thought of the best evidence of a question; without any, the reports do not answer."""
    if not evidence:
        return Verdict(answers=False, confidence=0.0)
    seen = signals(generation, found, evidence[0].hit)
    return Verdict(_ANSWERABLE(seen) >= ANSWERS, round(_RIGHT(seen), 3))


def signals(generation: Generation, found: Found, best: Hit) -> Signals:
    """The signals of one hit among the hits of its question."""
    raw = {reason.list: reason.raw for reason in best.contributions}
    zs = {reason.list: reason.z for reason in best.contributions}
    rest = found.hits[min(9, len(found.hits) - 1)]
    passage, family = best.passage, family_of(best.passage.language)
    present = frozenset(generation.analyser.terms("\n".join([*passage.section, passage_text(passage)]), family))
    items = items_of(generation, found.query)
    names = [item.stands_in(present, family) for item in items if item.kind == "name"]
    return Signals(
        cosine=raw.get("cosine", 0.0),
        sentence=raw.get("sentence", 0.0),
        standing=best.fused,
        clear=best.fused - rest.fused,
        lexical=max(zs.get("bm25", 0.0), zs.get("glossary", 0.0)),
        covered=covered(items, present, family),
        carried=names.count(True) / len(names) if names else 1.0,
        unknown=unknown_share(generation, found.query, items),
    )
