"""A question to hits: ranked lists by language family, fused, each hit with its reasons."""

import time
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import NamedTuple

import numpy as np

from corpus.document import Document, Language, Passage
from index.analysis import Family, family_of
from index.dense import Rows, Scores
from index.embedders import Embedder
from index.errors import OtherModel
from index.fusion import Contribution, FamilySignals, Fused, Signal, contributions, fuse, moments
from index.generation import FamilyIndex, Generation
from index.lexical import LexicalIndex
from index.query import Query, carried_over, make_query, matched_words, question_terms, shared_concepts
from index.tuning import DEFAULT, Tuning

_DIGITS = 5  # of a score: sums of floats differ behind them with the place in a matrix, and equal texts score alike


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
        return family.lexical.scores(question_terms(generation, query, tuning))
    return _concept_scores(generation, name, family.lexical, query)


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
    """A candidate with its score and passage."""

    score: float
    passage: Passage
    place: int  # among the candidates
    source: _Candidates
    fused: Fused


def _best(generation: Generation, found: _Candidates, fused: Fused, limit: int) -> list[_Ranked]:
    """The best passages of one family, ties by passage id."""
    scores = np.round(fused.scores, _DIGITS)
    last = np.sort(scores)[-min(limit, len(scores))]
    places = np.flatnonzero(scores >= last)
    passages = generation.store.passages((found.family.first_row + found.rows[places]).tolist())
    ranked = [
        _Ranked(float(scores[place]), passage, int(place), found, fused)
        for place, passage in zip(places, passages, strict=True)
    ]
    return sorted(ranked, key=_by_score)[:limit]


def _by_score(ranked: _Ranked) -> tuple[float, str]:
    return -ranked.score, ranked.passage.id


def _hit(generation: Generation, rank: int, ranked: _Ranked) -> Hit:
    return Hit(
        rank=rank,
        row=ranked.source.family.first_row + int(ranked.source.rows[ranked.place]),
        passage=ranked.passage,
        document=generation.store.outline(ranked.passage.document_id),
        fused=ranked.score,
        contributions=contributions(ranked.source.signals, ranked.fused, ranked.place),
    )


def explained(generation: Generation, query: Query, hit: Hit) -> Hit:
    """A hit with the words and concepts that it shares with the question."""
    passage = hit.passage
    matched = matched_words(query.text, passage.text, family_of(passage.language))
    return replace(hit, matched=matched, concepts=shared_concepts(generation, query, passage))


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)
