"""A question to hits: ranked lists by language family, fused, each hit with its reasons."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import NamedTuple

import numpy as np

from corpus.document import Document, Language, Passage
from corpus.language import identify
from index.analysis import Family, Term, family_of, located_terms
from index.axes import remove
from index.dense import Rows, Scores
from index.embedders import Embedder, Vectors
from index.errors import OtherModel
from index.fusion import Contribution, FamilySignals, Fused, Signal, contributions, fuse, moments
from index.generation import FamilyIndex, Generation
from index.glossary import Mention
from index.lexical import LexicalIndex
from index.tuning import DEFAULT, Tuning

_TIES = 20  # passages looked at beyond the limit, so that equal scores are ordered by id


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the index sees it."""

    text: str
    language: Language
    mentions: tuple[Mention, ...]  # concepts of the glossary that it names
    vector: Vectors  # (1, d), language axes removed

    @property
    def family(self) -> Family:
        return family_of(self.language)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages may be hits. None lets all through."""

    languages: tuple[Language, ...] | None = None
    documents: tuple[str, ...] | None = None
    balance: bool = False  # the best Norwegian and the best English passages take turns


ALL = Filter()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer, and why it stands where it stands."""

    rank: int  # from 1
    row: int
    passage: Passage
    document: Document  # without text, blocks and runs
    fused: float  # standard deviations above an unrelated passage
    contributions: tuple[Contribution, ...]
    matched: tuple[tuple[int, int], ...] = ()  # spans in `passage.text` of words that are terms of the question
    concepts: tuple[str, ...] = ()  # concepts of the glossary that both the question and the passage name


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one question in one generation."""

    query: Query
    hits: tuple[Hit, ...]
    generation: int
    degraded: tuple[str, ...]
    timings: dict[str, float]  # milliseconds


@dataclass(frozen=True, slots=True)
class _Candidates:
    """What the lists of one family say of its candidates."""

    family: FamilyIndex
    rows: Rows  # within the family
    signals: FamilySignals


def make_query(generation: Generation, embedder: Embedder, question: str, tuning: Tuning = DEFAULT) -> Query:
    """Identify the question's language and concepts, and embed it with their names in the other language."""
    language = identify(question).language
    family = family_of(language)
    mentions = generation.glossary.mentions(question, family)
    expanded = _expanded(generation, question, family, mentions) if tuning.expand else question
    vector = embedder.questions([expanded])
    return Query(question, language, mentions, remove(vector, generation.axes))


def search(
    generation: Generation,
    embedder: Embedder,
    question: str,
    limit: int = 10,
    where: Filter = ALL,
    tuning: Tuning = DEFAULT,
) -> Found:
    """The `limit` best passages of a generation, best first; ties by passage id.

    Raises `OtherModel` when the generation was built with another embedder.
    """
    if generation.manifest.embedder != embedder.fingerprint:
        raise OtherModel(generation.manifest.embedder, embedder.fingerprint)
    started = time.perf_counter()
    query = make_query(generation, embedder, question, tuning)
    embedded = time.perf_counter()
    hits = rank(generation, query, limit, where, tuning)
    done = time.perf_counter()
    timings = {"embed_ms": _ms(embedded - started), "search_ms": _ms(done - embedded)}
    return Found(query, hits, generation.number, generation.degraded, timings)


def rank(
    generation: Generation, query: Query, limit: int, where: Filter = ALL, tuning: Tuning = DEFAULT
) -> tuple[Hit, ...]:
    """Hits for a query that is embedded already. Balanced, the best of each language family take turns."""
    allowed = generation.allowed(where.languages, where.documents)
    found = dict[Family, _Candidates]()
    for name, family in generation.families.items():
        within = None if allowed is None else np.flatnonzero(allowed[family.first_row : family.first_row + family.rows])
        if within is None or len(within):
            found[name] = _candidates(generation, name, family, query, within, tuning)
    fused = fuse({name: each.signals for name, each in found.items()})
    listed = [_best(generation, each, fused[name], limit) for name, each in found.items()]
    if where.balance:
        ordered = [ranked for turn in zip_longest(*listed) for ranked in turn if ranked is not None]
    else:
        ordered = sorted(chain.from_iterable(listed), key=_by_score)
    return tuple(_hit(generation, place, ranked) for place, ranked in enumerate(ordered[:limit], 1))


def _expanded(generation: Generation, question: str, family: Family, mentions: Sequence[Mention]) -> str:
    """The question followed by its concepts as the other language calls them: `… (at least, extraction)`."""
    other: Family = "no" if family == "en" else "en"
    ordered = sorted(mentions, key=lambda mention: mention.start)
    labels = dict.fromkeys(generation.glossary.label(mention.concept, other) for mention in ordered)
    return f"{question} ({', '.join(filter(None, labels))})" if any(labels) else question


def _candidates(
    generation: Generation, name: Family, family: FamilyIndex, query: Query, allowed: Rows | None, tuning: Tuning
) -> _Candidates:
    """The best rows of each list of a family, and what every list says of them."""
    rows, _ = family.dense.nearest(query.vector, tuning.candidates, allowed)
    lexical = _lexical_scores(generation, name, family, query, tuning)
    if lexical is not None:
        rows = np.union1d(rows, _top(lexical, tuning.candidates, allowed))
    own = name == query.family
    signals = [
        Signal(label, weight, "library", score(generation, family, query, rows), family.moments(kind, query.vector))
        for kind, (label, weight, score) in enumerate(
            (
                ("cosine", tuning.cosine, _passage_cosines),
                ("sentence", tuning.sentence, _sentence_cosines),
                ("heading", tuning.heading, _heading_cosines),
            )
        )
        if weight
    ]
    weight = tuning.bm25 if own else tuning.glossary
    if lexical is not None and weight:
        signals.append(Signal("bm25" if own else "glossary", weight, "family", lexical[rows], moments(lexical)))
    handicap = tuning.handicap if own else 0.0
    return _Candidates(family, rows, FamilySignals(tuple(signals), handicap))


def _lexical_scores(
    generation: Generation, name: Family, family: FamilyIndex, query: Query, tuning: Tuning
) -> Scores | None:
    """BM25 of every row: of the question's words in its own family, of its concepts in the other one."""
    if family.lexical is None:
        return None
    if name == query.family:
        words = [term.text for term in _question_terms(generation, query, tuning)]
        return family.lexical.scores(words)
    return _concept_scores(generation, name, family.lexical, query)


def _question_terms(generation: Generation, query: Query, tuning: Tuning) -> list[Term]:
    if tuning.compounds:
        return generation.analyser.located_terms(query.text, query.family)
    return located_terms(query.text, query.family)


def words_looked_for(generation: Generation, query: Query, family: Family) -> list[str]:
    """Index terms that speak for a text of a family: the question's own words, or its concepts' terms and its names."""
    if family == query.family:
        return generation.analyser.terms(query.text, family)
    carried = [term for word in carried_over(query) for term in generation.analyser.terms(word, family)]
    concepts = dict.fromkeys(mention.concept for mention in query.mentions)
    named = [
        word for concept in concepts for words in generation.glossary.alternatives(concept, family) for word in words
    ]
    return list(dict.fromkeys(carried + named))


def _concept_scores(generation: Generation, name: Family, lexical: LexicalIndex, query: Query) -> Scores | None:
    """BM25 by concept: for each one the best of its terms; names and numbers are looked for as they are."""
    carried = [term for word in carried_over(query) for term in generation.analyser.terms(word, name)]
    parts = [lexical.scores(carried)] if carried else []
    for concept in dict.fromkeys(mention.concept for mention in query.mentions):
        scores = [lexical.scores(words) for words in generation.glossary.alternatives(concept, name)]
        known = [each for each in scores if each is not None]
        parts.append(np.maximum.reduce(known) if known else None)
    counted = [part for part in parts if part is not None]
    return np.sum(counted, axis=0) if counted else None


def carried_over(query: Query) -> list[str]:
    """Words that mean the same in any language: numbers, abbreviations, names; not those the glossary knows."""
    found = list[str]()
    for start, end in dict.fromkeys((term.start, term.end) for term in located_terms(query.text, query.family)):
        word = query.text[start:end]
        covered = any(mention.start <= start < mention.end for mention in query.mentions)
        named = (
            any(c.isdigit() for c in word) or (word.isupper() and len(word) > 1) or (word[0].isupper() and start > 0)
        )
        if named and not covered:
            found.append(word)
    return found


def _passage_cosines(_: Generation, family: FamilyIndex, query: Query, rows: Rows) -> Scores:
    return family.dense.cosines(query.vector, rows)


def _sentence_cosines(generation: Generation, family: FamilyIndex, query: Query, rows: Rows) -> Scores:
    """The cosine of the best sentence of each row."""
    columns = generation.columns[family.first_row + rows]
    counts = columns["count"].astype(np.int64)
    ends = np.cumsum(counts)
    places = np.arange(ends[-1]) - np.repeat(ends - counts, counts) + np.repeat(columns["sentence"], counts)
    cosines = generation.sentences[places].astype(np.float32) @ query.vector[0]
    best: Scores = np.maximum.reduceat(cosines, ends - counts)
    return best


def _heading_cosines(generation: Generation, family: FamilyIndex, query: Query, rows: Rows) -> Scores:
    """The cosine of the title and headings that each row stands under."""
    headings = generation.columns["heading"][family.first_row + rows]
    distinct, place = np.unique(headings, return_inverse=True)
    cosines: Scores = generation.headings[distinct].astype(np.float32) @ query.vector[0]
    return cosines[place]


def _top(scores: Scores, count: int, allowed: Rows | None) -> Rows:
    """Rows of the best positive scores."""
    if allowed is not None:
        best = allowed[np.argsort(-scores[allowed], kind="stable")[:count]]
    elif len(scores) > count:
        best = np.argpartition(-scores, count)[:count]
    else:
        best = np.arange(len(scores))
    return best[scores[best] > 0].astype(np.int64)


class _Ranked(NamedTuple):
    """A passage with its score, before it is described."""

    fused: float
    row: int  # in the generation
    passage: Passage
    reasons: tuple[Contribution, ...]


def _best(generation: Generation, found: _Candidates, fused: Fused, limit: int) -> list[_Ranked]:
    """The best passages of one family, ties by passage id."""
    order = np.argsort(-fused.scores, kind="stable")[: limit + _TIES]
    rows = [found.family.first_row + int(found.rows[i]) for i in order]
    ranked = [
        _Ranked(float(fused.scores[i]), row, passage, contributions(found.signals, fused, int(i)))
        for i, row, passage in zip(order, rows, generation.store.passages(rows), strict=True)
    ]
    return sorted(ranked, key=_by_score)[:limit]


def _by_score(ranked: _Ranked) -> tuple[float, str]:
    """Best first. Sums of floats differ in the last digits with the place in a matrix; equal texts score alike."""
    return -round(ranked.fused, 5), ranked.passage.id


def _hit(generation: Generation, rank: int, ranked: _Ranked) -> Hit:
    passage = ranked.passage
    return Hit(
        rank=rank,
        row=ranked.row,
        passage=passage,
        document=generation.store.outline(passage.document_id),
        fused=ranked.fused,
        contributions=ranked.reasons,
    )


def explained(generation: Generation, query: Query, hit: Hit) -> Hit:
    """A hit with the words and concepts that it shares with the question."""
    passage = hit.passage
    matched = matched_words(query.text, passage.text, family_of(passage.language))
    return replace(hit, matched=matched, concepts=_shared_concepts(generation, query, passage))


def _shared_concepts(generation: Generation, query: Query, passage: Passage) -> tuple[str, ...]:
    """Concepts of the question that the passage names, in whichever language."""
    family = family_of(passage.language)
    present = set(generation.analyser.terms(passage.reading or passage.text, family))
    named = dict.fromkeys(mention.concept for mention in query.mentions)
    return tuple(
        concept
        for concept in named
        if any(present.issuperset(words) for words in generation.glossary.alternatives(concept, family))
    )


def matched_words(question: str, text: str, family: Family) -> tuple[tuple[int, int], ...]:
    """Spans in `text` of the words that are terms of the question, in the text's own analysis."""
    wanted = {term.text for term in located_terms(question, family)}
    return tuple(dict.fromkeys((term.start, term.end) for term in located_terms(text, family) if term.text in wanted))


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)
