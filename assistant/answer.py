"""What an answer is made of."""

from dataclasses import dataclass
from typing import Literal

from corpus.document import Document, Language, Passage, Place
from index.search import Hit

Status = Literal["answered", "not_found"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One stretch of whole sentences of one passage that speaks to the question."""

    hit: Hit
    start: int  # in the document's text
    end: int
    score: float  # relevance to the question; comparable within one answer only
    lead_in: tuple[int, int] | None = None  # where the sentence stands that introduces the list this is an item of
    twins: tuple["Evidence", ...] = ()  # the same said in other reports, or in another language

    @property
    def quote(self) -> str:
        return self._text(self.start, self.end)

    @property
    def reading(self) -> str | None:
        """Of table rows: the same read with their caption and header cells; they are quoted as they are printed."""
        passage = self.hit.passage
        if passage.reading is None:
            return None
        lines = zip(passage.sentences, passage.reading.split("\n"), strict=True)
        return "\n".join(line for (start, end), line in lines if start >= self.start and end <= self.end)

    @property
    def introduction(self) -> str | None:
        """The words of the lead-in."""
        return self._text(*self.lead_in) if self.lead_in else None

    def _text(self, start: int, end: int) -> str:
        passage = self.hit.passage
        return passage.text[start - passage.start : end - passage.start]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands, so that it can be a footnote."""

    number: int  # from 1, as `[1]` in the answer
    evidence: Evidence

    @property
    def passage(self) -> Passage:
        return self.evidence.hit.passage

    @property
    def document(self) -> Document:
        return self.evidence.hit.document

    @property
    def places(self) -> tuple[Place, ...]:
        return places_within(self.passage, self.evidence.start, self.evidence.end)


@dataclass(frozen=True, slots=True)
class Statement:
    """A part of the answer: the quoted words, and the citations that carry them."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, or "not found" with the passages that come nearest."""

    question: str
    language: Language
    status: Status
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Hit, ...]  # when not found
    confidence: float  # 0–1: that the first statement answers
    generation: int
    degraded: tuple[str, ...]
    timings: dict[str, float]  # milliseconds


def places_within(passage: Passage, start: int, end: int) -> tuple[Place, ...]:
    """The places that a stretch of a passage stands on, in order."""
    places = passage.places
    starts = [place.start for place in places[1:]] + [passage.end]
    return tuple(place for place, until in zip(places, starts, strict=True) if until > start and place.start < end)


def pages_of(places: tuple[Place, ...]) -> tuple[int, int] | None:
    """First and last page, counted from 1 in the file; None where the format has no pages."""
    numbers = [place.page for place in places if place.page is not None]
    return (min(numbers), max(numbers)) if numbers else None


def labels_of(places: tuple[Place, ...]) -> tuple[str, ...] | None:
    """Printed page numbers, in order; None where none is known. A page without one is never given its neighbour's."""
    labels = dict.fromkeys(place.label for place in places if place.label is not None)
    return tuple(labels) or None


def provisions_of(places: tuple[Place, ...]) -> tuple[str, ...]:
    """Addresses in an act, in order: ("art. 5(1)(a)(i)",)."""
    return tuple(dict.fromkeys(place.provision for place in places if place.provision))
