"""Where the answers of a question set stand in the documents of a generation, and which hits reach them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from assistant.answer import Evidence
from assistant.evaluation.question_sets import Place, Question, Unit
from index.generation import Generation
from index.search import Hit

ENOUGH = 0.5  # share of the answer's words that a passage must hold; the rest stands behind its border
_IGNORED = frozenset("\u00ad\u200b\u2060\ufeff")  # soft hyphen, zero-width characters

Loss = Literal["", "report", "text"]


class Span(NamedTuple):
    """A stretch of a document's text."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gold:
    """What counts as a hit for one question."""

    spans: tuple[Span, ...]  # of places that name words
    documents: frozenset[str]  # ids of places that do not
    passed_over: frozenset[str]  # ids
    texts: tuple[str, ...]  # the words, normalised
    lost: Loss = ""  # every place is missing: its report is not in the library, or its words are not in the text read

    def rank(self, hits: Sequence[Hit], unit: Unit) -> int | None:
        """Place, from 1, of the first hit that answers; by documents, each counts once."""
        listed = [hit for hit in hits if hit.document.id not in self.passed_over]
        if unit == "document":
            listed = list({hit.document.id: hit for hit in reversed(listed)}.values())
            listed.sort(key=lambda hit: hit.rank)
        return next((place for place, hit in enumerate(listed, 1) if self.reached_by(hit)), None)

    def reached_by(self, hit: Hit) -> bool:
        passage = hit.passage
        return passage.document_id in self.documents or self._covered(
            Span(passage.document_id, passage.start, passage.end)
        )

    def stated_by(self, evidence: Evidence) -> tuple[bool, bool]:
        """(the quote contains the answer's words, it holds at least half of them)."""
        quote = normalised(evidence.quote)
        within = any(text in quote for text in self.texts)
        passage = evidence.hit.passage
        return within, within or self._covered(Span(passage.document_id, evidence.start, evidence.end))

    def _covered(self, found: Span) -> bool:
        return any(_overlap(found, span) >= ENOUGH * (span.end - span.start) for span in self.spans)


class Library:
    """The documents of one generation, as a question set names them."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._ids = dict(_names(generation))
        self._texts: dict[str, tuple[str, list[int]]] = {}

    def gold(self, question: Question) -> Gold:
        """What answers `question` here."""
        here = [(self._ids[place.document], place) for place in question.places if place.document in self._ids]
        spans = tuple(span for document_id, place in here for span in self._spans(document_id, place))
        documents = frozenset(document_id for document_id, place in here if place.text is None)
        return Gold(
            spans=spans,
            documents=documents,
            passed_over=frozenset(self._ids[name] for name in question.without if name in self._ids) - documents,
            texts=tuple(normalised(place.text) for place in question.places if place.text is not None),
            lost=_loss(question.places, here, bool(spans or documents)),
        )

    def _spans(self, document_id: str, place: Place) -> Iterator[Span]:
        """Every stretch of the document that reads as the place's words, white space apart."""
        if place.text is None:
            return
        words = normalised(place.text)
        text, offsets = self._text(document_id)
        at = text.find(words)
        while words and at >= 0:
            yield Span(document_id, offsets[at], offsets[at + len(words) - 1] + 1)
            at = text.find(words, at + 1)

    def _text(self, document_id: str) -> tuple[str, list[int]]:
        if document_id not in self._texts:
            self._texts[document_id] = _with_offsets(self._generation.store.document(document_id).text)
        return self._texts[document_id]


def normalised(text: str) -> str:
    """One space for any white space; no soft hyphens or zero-width characters."""
    return _with_offsets(text)[0].strip()


def _with_offsets(text: str) -> tuple[str, list[int]]:
    """The text normalised, and where each of its characters stands in the original."""
    characters, offsets = list[str](), list[int]()
    for offset, character in enumerate(text):
        if character in _IGNORED:
            continue
        if character.isspace():
            if characters and characters[-1] == " ":
                continue
            character = " "
        characters.append(character)
        offsets.append(offset)
    return "".join(characters), offsets


def _names(generation: Generation) -> Iterator[tuple[str, str]]:
    """(file name, document id), also of files that were left out as copies of another."""
    by_path = {document.path: document.id for document in generation.store.documents()}
    for skip in generation.manifest.skipped:
        if skip["reason"] == "duplicate" and skip["detail"] in by_path:
            yield Path(skip["path"]).name, by_path[skip["detail"]]
    for path, document_id in by_path.items():
        yield Path(path).name, document_id


def _loss(places: Sequence[Place], here: Sequence[object], found: bool) -> Loss:
    if found or not places:
        return ""
    return "text" if here else "report"


def _overlap(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start) if one.document_id == other.document_id else 0
