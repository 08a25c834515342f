"""The texts of one generation, ready to be searched for quotes."""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from weakref import WeakKeyDictionary

from assistant.verification.folding import Folded, fold, is_whole
from assistant.verification.quotes import Part
from assistant.verification.windows import Words
from index.generation import Generation
from index.passage_store import PassageStore

_MOST_ANCHORS = 1_000  # occurrences of a quote's longest part that are looked at in one report
_KEPT = 8  # whole documents kept for the next quote


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a quote stands: one span for each of its parts."""

    document_id: str
    spans: tuple[tuple[int, int], ...]  # in the document's text, in order

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]


class Library:
    """Every report's text as it stands and as it is compared. Safe to share between threads."""

    def __init__(self, store: PassageStore) -> None:
        self.texts = {document.id: store.text(document.id) for document in store.documents()}
        self.outline = store.outline
        self.document = lru_cache(_KEPT)(store.document)
        self._folded = {identity: fold(text) for identity, text in self.texts.items()}

    @cached_property
    def words(self) -> Words:
        """The index that finds similar stretches; built when first needed."""
        return Words(tuple(self.texts.values()))

    def exactly(self, quote: str, documents: Collection[str]) -> list[Stand]:
        """Every place where the quote stands character for character."""
        return [
            Stand(identity, (span,))
            for identity in self._chosen(documents)
            for span in _spans(self.texts[identity], quote)
        ]

    def folded_alike(self, parts: Sequence[Part], documents: Collection[str]) -> list[Stand]:
        """Every place where the parts stand in order, each within its reach, as far as folded texts tell."""
        needles = [fold(part.text).text for part in parts]
        if not all(needles):
            return []
        reaches = [part.reach for part in parts]
        return [
            stand
            for identity in self._chosen(documents)
            for stand in _stands(identity, self.texts[identity], self._folded[identity], needles, reaches)
        ]

    def _chosen(self, documents: Collection[str]) -> Iterator[str]:
        return (identity for identity in self.texts if identity in documents)


_libraries: WeakKeyDictionary[Generation, Library] = WeakKeyDictionary()
_lock = threading.Lock()


def library_of(generation: Generation) -> Library:
    """The library of a generation; made once, kept as long as the generation is."""
    with _lock:
        if generation not in _libraries:
            _libraries[generation] = Library(generation.store)
        return _libraries[generation]


def _spans(text: str, quote: str) -> Iterator[tuple[int, int]]:
    at = text.find(quote)
    while at >= 0:
        if is_whole(text, at, at + len(quote)):
            yield at, at + len(quote)
        at = text.find(quote, at + 1)


def _stands(
    identity: str, text: str, folded: Folded, needles: Sequence[str], reaches: Sequence[int]
) -> Iterator[Stand]:
    """From each occurrence of the longest part outwards to the nearest of the others."""
    anchor = max(range(len(needles)), key=lambda i: len(needles[i]))
    most = _MOST_ANCHORS if len(needles) > 1 else None
    for at in islice(_found(text, folded, needles[anchor], 0, len(folded.text)), most):
        starts = [at]
        for i in range(anchor + 1, len(needles)):
            low = starts[-1] + len(needles[i - 1])
            nearest = next(_found(text, folded, needles[i], low, low + reaches[i] + len(needles[i])), None)
            starts += [] if nearest is None else [nearest]
        for i in reversed(range(anchor)):
            low = max(0, starts[0] - reaches[i + 1] - len(needles[i]))
            nearest = max(_found(text, folded, needles[i], low, starts[0]), default=None)
            starts[:0] = [] if nearest is None else [nearest]
        if len(starts) == len(needles):
            spans = zip(starts, needles, strict=True)
            yield Stand(identity, tuple(folded.span(start, start + len(needle)) for start, needle in spans))


def _found(text: str, folded: Folded, needle: str, low: int, high: int) -> Iterator[int]:
    """Where `needle` begins in `folded.text[low:high]`, whole words only."""
    at = folded.text.find(needle, low, high)
    while at >= 0:
        if is_whole(text, *folded.span(at, at + len(needle))):
            yield at
        at = folded.text.find(needle, at + 1, high)
