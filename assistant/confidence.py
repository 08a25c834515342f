"""How sure an answer is: weak signals that fail in different ways, combined by a logistic function.

No score threshold on one signal separates what the reports answer from what they only mention. So it is asked: do the
question's words, concepts, names and numbers stand in the evidence, in either language? does the best passage stand
clear of the others? do the lists agree? Coefficients are fitted on the dev half of `bench/questions` by
`bench/fit_confidence.py`, which prints them in this form.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from assistant.answer import Evidence
from corpus.document import Passage
from index.analysis import family_of, located_terms
from index.generation import Generation
from index.search import Found, Hit, Query, carried_over

ANSWERS = 0.45  # probability that the reports answer, below which they are said not to


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
        cosine=19.2, sentence=29.9, standing=-0.55, clear=-0.05, lexical=0.02, covered=1.76, carried=0.44, unknown=-0.68
    ),
    intercept=-41.4,
)
_RIGHT = _Logistic(
    Signals(
        cosine=9.28, sentence=15.1, standing=0.23, clear=0.32, lexical=-0.03, covered=1.27, carried=0.47, unknown=-0.67
    ),
    intercept=-24.53,
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
    covered, carried = _coverage(generation, found.query, best.passage)
    return Signals(
        cosine=raw.get("cosine", 0.0),
        sentence=raw.get("sentence", 0.0),
        standing=best.fused,
        clear=best.fused - rest.fused,
        lexical=max(zs.get("bm25", 0.0), zs.get("glossary", 0.0)),
        covered=covered,
        carried=carried,
        unknown=_unknown(generation, found.query),
    )


def _coverage(generation: Generation, query: Query, passage: Passage) -> tuple[float, float]:
    """(share by rarity of the question's words and concepts, share of its names and numbers) that the passage has.

    In the question's own language every word counts. In the other one only concepts, names and numbers can be checked.
    """
    family = family_of(passage.language)
    text = "\n".join([*passage.section, passage.reading or passage.text])
    present = set(generation.analyser.terms(text, family))
    carried = carried_over(query)
    met = [present.issuperset(generation.analyser.terms(word, family)) for word in carried]
    weighed = [
        *_concepts_met(generation, query, passage, present),
        *((_rarity(generation, query, w), m) for w, m in zip(carried, met, strict=True)),
    ]
    if family == query.family:
        weighed += [
            (_rarity(generation, query, word), bool(present & set(terms))) for word, terms in _plain_words(query)
        ]
    total = sum(weight for weight, _ in weighed)
    covered = sum(weight for weight, is_met in weighed if is_met) / total if total else 0.5
    return covered, sum(met) / len(met) if met else 1.0


def _concepts_met(
    generation: Generation, query: Query, passage: Passage, present: set[str]
) -> list[tuple[float, bool]]:
    """(rarity, whether the passage names it) of each concept of the question."""
    family = family_of(passage.language)
    met = dict[tuple[int, int], tuple[float, bool]]()
    for mention in query.mentions:
        named = any(present.issuperset(words) for words in generation.glossary.alternatives(mention.concept, family))
        place = (mention.start, mention.end)
        rarity = _rarity(generation, query, query.text[mention.start : mention.end])
        met[place] = (rarity, named or met.get(place, (0.0, False))[1])
    return list(met.values())


def _plain_words(query: Query) -> list[tuple[str, list[str]]]:
    """(word, its index terms) of the words that are neither concepts nor names."""
    carried = set(carried_over(query))
    words: dict[tuple[int, int], list[str]] = {}
    for term in located_terms(query.text, query.family):
        if not any(mention.start <= term.start < mention.end for mention in query.mentions):
            words.setdefault((term.start, term.end), []).append(term.text)
    found = [(query.text[start:end], terms) for (start, end), terms in words.items()]
    return [(word, terms) for word, terms in found if word not in carried]


def _unknown(generation: Generation, query: Query) -> float:
    """Share of the question's plain words that no passage of the question's language has."""
    family = generation.families.get(query.family)
    words = _plain_words(query)
    if family is None or family.lexical is None or not words:
        return 0.0
    missing = [
        not any(map(family.lexical.frequency, generation.analyser.terms(word, query.family))) for word, _ in words
    ]
    return sum(missing) / len(missing)


def _rarity(generation: Generation, query: Query, words: str) -> float:
    """Inverse document frequency of the rarest term of some words of the question, in its own language."""
    family = generation.families.get(query.family)
    if family is None or family.lexical is None:
        return 1.0
    terms = generation.analyser.terms(words, query.family)
    seen = min((family.lexical.frequency(term) for term in terms), default=0)
    return math.log(1 + family.rows / (1 + seen))
