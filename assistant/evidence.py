"""Hits to evidence: the sentences that answer, word for word."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Plus

from assistant.answer import Evidence
from index.analysis import family_of, terms
from index.build import sentence_texts
from index.generation import Generation
from index.search import Found, Hit

_COSINE, _WORDS, _PASSAGE = 1.0, 0.35, 0.6  # weights of a sentence's signals
_MARGIN = 1.2  # further statements score at most this much below the first
_SAME = 0.97  # cosine above which two sentences say the same


@dataclass(frozen=True, slots=True)
class _Candidate:
    hit: Hit
    start: int
    end: int
    text: str  # as searched: a table row with its header cells
    vector: npt.NDArray[np.float32]


def choose_evidence(generation: Generation, found: Found, limit: int) -> tuple[Evidence, ...]:
    """The best sentences of the hits, best first, at most one from a passage and none that repeats another."""
    candidates = [candidate for hit in found.hits for candidate in _candidates(generation, hit)]
    if not candidates:
        return ()
    scores = _scores(found, candidates)
    order = sorted(
        range(len(candidates)), key=lambda i: (-scores[i], candidates[i].hit.passage.id, candidates[i].start)
    )
    chosen = list[int]()
    for i in order:
        if len(chosen) == limit or scores[i] < scores[order[0]] - _MARGIN:
            break
        if not any(_repeats(candidates[i], candidates[j]) for j in chosen):
            chosen.append(i)
    return tuple(Evidence(candidates[i].hit, candidates[i].start, candidates[i].end, float(scores[i])) for i in chosen)


def _candidates(generation: Generation, hit: Hit) -> list[_Candidate]:
    passage = hit.passage
    first = generation.store.first_sentence(hit.row)
    vectors = generation.sentences[first : first + len(passage.sentences)].astype(np.float32)
    spans = zip(passage.sentences, sentence_texts(passage), vectors, strict=True)
    return [_Candidate(hit, start, end, text, vector) for (start, end), text, vector in spans]


def _scores(found: Found, candidates: Sequence[_Candidate]) -> npt.NDArray[np.float64]:
    """Relevance of each sentence: its own cosine and words, and its passage's standing."""
    cosines = np.array([candidate.vector @ found.query.vector[0] for candidate in candidates], dtype=np.float64)
    passages = np.array([candidate.hit.fused for candidate in candidates])
    families = [family_of(candidate.hit.passage.language) for candidate in candidates]
    scores = np.zeros(len(candidates))
    for family in sorted(set(families)):
        mine = [i for i, other in enumerate(families) if other == family]
        scores[mine] = _COSINE * _z(cosines[mine])
        if family == found.query.family:
            scores[mine] += _WORDS * _z(_bm25(found, [candidates[i].text for i in mine]))
    return scores + _PASSAGE * _z(passages)


def _bm25(found: Found, texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """BM25+ of a few sentences among themselves; plain Okapi's idf turns negative on so few."""
    family = found.query.family
    analysed = [terms(text, family) or [""] for text in texts]
    return np.array(BM25Plus(analysed).get_scores(terms(found.query.text, family)), dtype=np.float64)


def _z(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    spread = float(values.std())
    return (values - values.mean()) / (spread if spread > 1e-9 else 1.0)


def _repeats(one: _Candidate, other: _Candidate) -> bool:
    return one.hit.row == other.hit.row or float(one.vector @ other.vector) > _SAME
