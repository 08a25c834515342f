"""A question to hits: ranked lists by language family, fused, each hit with its reasons."""

import time
from dataclasses import dataclass

import numpy as np

from corpus.document import Document, Language, Passage
from corpus.language import identify
from index.analysis import Family, family_of, located_terms, terms
from index.dense import Rows
from index.embedders import Embedder, Vectors
from index.errors import OtherModel
from index.fusion import Contribution, ScoredList, contributions, fuse
from index.generation import FamilyIndex, Generation

CANDIDATES = 100  # of each list in each family
BM25_WEIGHT = 0.2  # in the question's own family only; more, and it crowds out the other language


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the index sees it."""

    text: str
    language: Language
    vector: Vectors  # (1, d)

    @property
    def family(self) -> Family:
        return family_of(self.language)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages may be hits. None lets all through."""

    languages: tuple[Language, ...] | None = None
    documents: tuple[str, ...] | None = None


ALL = Filter()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer, and why it stands where it stands."""

    rank: int  # from 1
    row: int
    passage: Passage
    document: Document  # without text, blocks and runs
    fused: float  # standard deviations above an unrelated passage of the same language
    contributions: tuple[Contribution, ...]
    matched: tuple[tuple[int, int], ...]  # spans in `passage.text` of words that are terms of the question


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one question in one generation."""

    query: Query
    hits: tuple[Hit, ...]
    generation: int
    degraded: tuple[str, ...]
    timings: dict[str, float]  # milliseconds


@dataclass(frozen=True, slots=True)
class _Ranked:
    family: FamilyIndex
    rows: Rows
    lists: tuple[ScoredList, ...]


def make_query(question: str, embedder: Embedder, language: Language | None = None) -> Query:
    """Identify the question's language (unless given) and embed it."""
    return Query(question, language or identify(question).language, embedder.questions([question]))


def search(generation: Generation, embedder: Embedder, question: str, limit: int = 10, where: Filter = ALL) -> Found:
    """The `limit` best passages of a generation, best first; ties by passage id.

    Raises `OtherModel` when the generation was built with another embedder.
    """
    if generation.manifest.embedder != embedder.fingerprint:
        raise OtherModel(generation.manifest.embedder, embedder.fingerprint)
    started = time.perf_counter()
    query = make_query(question, embedder)
    embedded = time.perf_counter()
    hits = rank(generation, query, limit, where)
    done = time.perf_counter()
    timings = {"embed_ms": _ms(embedded - started), "search_ms": _ms(done - embedded)}
    return Found(query, hits, generation.number, generation.degraded, timings)


def rank(generation: Generation, query: Query, limit: int, where: Filter = ALL) -> tuple[Hit, ...]:
    """Hits for a query that is embedded already."""
    allowed = generation.allowed(where.languages, where.documents)
    entries = list[tuple[float, int, tuple[Contribution, ...]]]()
    for name, family in generation.families.items():
        within = None if allowed is None else np.flatnonzero(allowed[family.first_row : family.first_row + family.rows])
        if within is None or len(within):
            entries += _best(_ranked_lists(family, name, query, within), limit)
    entries.sort(key=lambda entry: -entry[0])
    return _hits(generation, query, entries[: 2 * limit])[:limit]


def _ranked_lists(family: FamilyIndex, name: Family, query: Query, allowed: Rows | None) -> _Ranked:
    """The candidates of one family and what each list says of them."""
    rows, _ = family.dense.nearest(query.vector, CANDIDATES, allowed)
    bm25 = None
    if name == query.family and family.lexical:
        bm25 = family.lexical.scores(terms(query.text, name))
    if bm25 is not None:
        rows = np.union1d(rows, _top(bm25, CANDIDATES, allowed))
    cosines = family.dense.cosines(query.vector, rows)
    lists = [ScoredList("cosine", 1 - (BM25_WEIGHT if bm25 is not None else 0), cosines, _background(family, query))]
    if bm25 is not None:
        lists.append(ScoredList("bm25", BM25_WEIGHT, bm25[rows], bm25[family.background]))
    return _Ranked(family, rows, tuple(lists))


def _background(family: FamilyIndex, query: Query) -> Vectors:
    scores: Vectors = family.background_vectors @ query.vector[0]
    return scores


def _top(scores: Vectors, count: int, allowed: Rows | None) -> Rows:
    """Rows of the best positive scores."""
    if allowed is not None:
        best = allowed[np.argsort(-scores[allowed], kind="stable")[:count]]
    elif len(scores) > count:
        best = np.argpartition(-scores, count)[:count]
    else:
        best = np.arange(len(scores))
    return best[scores[best] > 0].astype(np.int64)


def _best(ranked: _Ranked, limit: int) -> list[tuple[float, int, tuple[Contribution, ...]]]:
    """(fused score, row in the generation, reasons) of a family's best candidates."""
    fused = fuse(ranked.lists)
    order = np.argsort(-fused.scores, kind="stable")[: 2 * limit]
    first = ranked.family.first_row
    return [
        (float(fused.scores[i]), first + int(ranked.rows[i]), contributions(ranked.lists, fused, int(i))) for i in order
    ]


def _hits(
    generation: Generation, query: Query, entries: list[tuple[float, int, tuple[Contribution, ...]]]
) -> tuple[Hit, ...]:
    passages = generation.store.passages([row for _, row, _ in entries])
    paired = sorted(zip(entries, passages, strict=True), key=lambda pair: (-pair[0][0], pair[1].id))
    return tuple(
        Hit(
            rank=place,
            row=row,
            passage=passage,
            document=generation.store.outline(passage.document_id),
            fused=score,
            contributions=reasons,
            matched=matched_words(query.text, passage.text, family_of(passage.language)),
        )
        for place, ((score, row, reasons), passage) in enumerate(paired, 1)
    )


def matched_words(question: str, text: str, family: Family) -> tuple[tuple[int, int], ...]:
    """Spans in `text` of the words that are terms of the question, in the text's own analysis."""
    wanted = set(terms(question, family))
    return tuple(dict.fromkeys((term.start, term.end) for term in located_terms(text, family) if term.text in wanted))


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)
