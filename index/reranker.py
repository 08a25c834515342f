"""A second look at the best passages: a cross-encoder reads the question and each passage together.

An embedding of a passage is made before the question is known; a cross-encoder lets every word of the one look at
every word of the other. That ranks better and costs a thousand times as much, so it sees only the best passages
(Nogueira & Cho, "Passage re-ranking with BERT", 2019).

Fair to both languages: cross-encoders prefer passages in the question's own language, and one that was trained on
English alone scores Norwegian at random. So each language family sends as many passages, and scores are standardised
within a family: how far does this passage stand above the others of its language? How the families stand to each other
stays with the fused scores, whose mean each family keeps.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index import hub
from index.analysis import Family, family_of
from index.embedders import Embedder
from index.errors import ModelMissing
from index.fusion import Contribution
from index.generation import Generation
from index.search import ALL, Filter, Found, Hit, search
from index.tuning import DEFAULT, Tuning

DEPTH = 50  # passages that are looked at again
LIST = "reranker"  # its name in explanations

Floats = npt.NDArray[np.float64]


class Reranker(Protocol):
    """A model that says how well each text answers a question."""

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        """One number for each text, shape (len(texts),), higher for better; on any scale."""
        ...


class CrossEncoderReranker:
    """Any sentence-transformers `CrossEncoder` with one score: a hub name that is on this machine, or a directory.

    Loaded at the first question, which may take seconds. Threads may share it.
    """

    def __init__(self, model: str) -> None:
        self.name = model
        self._model: Any = None
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        """The model's logits, to four decimals: below that they depend on which texts share a batch.

        Raises `ModelMissing`.
        """
        with self._lock:
            self._model = self._model or _load(self.name)
            found = self._model.predict(
                [(question, text) for text in texts], activation_fn=_as_it_is, show_progress_bar=False
            )
        return np.asarray(found, dtype=np.float64).round(4)


def search_again(
    generation: Generation,
    embedder: Embedder,
    question: str,
    limit: int = 10,
    where: Filter = ALL,
    tuning: Tuning = DEFAULT,
    reranker: Reranker | None = None,
) -> Found:
    """`index.search.search`, with the best passages put in order once more where there is a reranker.

    Raises `OtherModel`, `ModelMissing`.
    """
    if reranker is None or not tuning.reranker:
        return search(generation, embedder, question, limit, where, tuning)
    found = search(generation, embedder, question, max(DEPTH, limit), replace(where, balance=True), tuning)
    started = time.perf_counter()
    hits = rerank(reranker, question, found.hits, tuning.reranker, where.balance)[:limit]
    spent = round(1000 * (time.perf_counter() - started), 2)
    return replace(found, hits=hits, timings={**found.timings, "rerank_ms": spent})


def rerank(
    reranker: Reranker, question: str, hits: Sequence[Hit], weight: float, balance: bool = False
) -> tuple[Hit, ...]:
    """Hits by `weight` parts of the reranker's score and the rest of the fused one; ties by passage id.

    Balanced, the best of each language family take turns.
    """
    if not hits:
        return ()
    raw = reranker.scores(question, [hit.passage.reading or hit.passage.text for hit in hits])
    families = [family_of(hit.passage.language) for hit in hits]
    levelled = _levelled(raw, np.array([hit.fused for hit in hits]), families)
    again = [
        _seen_again(hit, Contribution(LIST, rank, float(score), float(z), weight))
        for hit, rank, score, z in zip(hits, _ranks(raw, families), raw, levelled, strict=True)
    ]
    ordered = sorted(again, key=lambda hit: (-hit.fused, hit.passage.id))
    if balance:
        ordered = _in_turns(ordered, list(dict.fromkeys(families)))
    return tuple(replace(hit, rank=place) for place, hit in enumerate(ordered, 1))


def _levelled(raw: Floats, fused: Floats, families: Sequence[Family]) -> Floats:
    """Scores standardised within each family, on the scale of the fused scores and around the family's mean of them."""
    standard, means = np.zeros(len(raw)), np.zeros(len(raw))
    for family in set(families):
        mine = np.array([other == family for other in families])
        spread = float(raw[mine].std())
        standard[mine] = (raw[mine] - raw[mine].mean()) / (spread if spread > 1e-6 else 1.0)
        means[mine] = fused[mine].mean()
    levelled: Floats = means + standard * float(np.sqrt(np.mean(np.square(fused - means))))
    return levelled


def _ranks(raw: Floats, families: Sequence[Family]) -> list[int]:
    """Places within each family, from 1."""
    pairs = list(zip(raw, families, strict=True))
    return [1 + sum(bool(other > score) and theirs == family for other, theirs in pairs) for score, family in pairs]


def _seen_again(hit: Hit, second: Contribution) -> Hit:
    """A hit whose contributions still sum to its fused score, less what was taken for its family."""
    first = tuple(replace(each, weight=each.weight * (1 - second.weight)) for each in hit.contributions)
    fused = (1 - second.weight) * hit.fused + second.weight * second.z
    return replace(hit, fused=fused, contributions=(*first, second))


def _in_turns(ordered: Sequence[Hit], families: Sequence[Family]) -> list[Hit]:
    listed = [[hit for hit in ordered if family_of(hit.passage.language) == family] for family in families]
    return [hit for turn in zip_longest(*listed) for hit in turn if hit is not None]


def _as_it_is(logits: Any) -> Any:
    """In place of the sigmoid, under which the best passages would all score 1."""
    return logits


def _load(model: str) -> Any:
    loaded = hub.load("CrossEncoder", model, "--reranker")
    if not _is_trained(loaded):
        raise ModelMissing(model, "not a cross-encoder with one score", "--reranker")
    return loaded


def _is_trained(model: Any) -> bool:
    """Whether a model scores pairs. A model of another kind is given an untrained head, and its scores mean nothing."""
    architectures = getattr(model.config, "architectures", None) or ()
    return model.num_labels == 1 and (len(model) > 1 or any("SequenceClassification" in name for name in architectures))
