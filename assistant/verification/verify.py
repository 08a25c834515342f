"""Where a sentence stands in the library, word for word or nearly so."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from assistant.verification.differences import Change
from assistant.verification.library import Library, Stand, library_of
from assistant.verification.nearest import nearest
from assistant.verification.quotes import checked, loose_reading, plain_readings, readings
from corpus.document import Document, PassageKind, Place
from corpus.passages import kind_of
from corpus.places import blocks_within, places_of
from index.generation import Generation

Status = Literal["exact", "normalised", "near", "not_found"]

MOST_OCCURRENCES = 20  # places that are described; all are counted

# Of 300 sentences of 17 real reports, sought in the other reports only: above 0.70, all that was found was the same
# sentence as another act or edition has it; from 0.65 down, sentences of one pattern that say other things. Of 300
# sentences with a word, a digit, a negation or nynorsk forms changed, all came out near.
NEAR = 0.70


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a quote stands."""

    document: Document  # without its text, blocks and runs
    start: int  # in the document's text
    end: int
    text: str  # the report's own words; "[…]" where the quote leaves some out
    kind: PassageKind
    section: tuple[str, ...]
    places: tuple[Place, ...]  # never empty; they follow pages and provisions across passages


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is true of a quote.

    `exact`: it stands in the report character for character. `normalised`: it does, but for white space, hyphens within
    words, shapes of quotation marks and dashes, ligatures, the last punctuation mark, and what its own ellipses and
    square brackets say. `near`: a similar stretch stands there. `not_found`: none does.
    """

    quote: str
    status: Status
    occurrences: tuple[Occurrence, ...]  # the first ones; exact ones before normalised ones; one when near
    count: int  # of all occurrences
    similarity: float  # 0–1: share of the words that are the report's; 1 when exact or normalised
    changes: tuple[Change, ...]  # when near, the quote beside the report's words


def verify(generation: Generation, quote: str, documents: Collection[str] | None = None) -> Verdict:
    """Where the quote stands in the generation's reports, or in those with the ids `documents`. Raises `BadQuote`."""
    quote, library = checked(quote), library_of(generation)
    chosen = library.texts.keys() if documents is None else documents
    exact = next((found for text in plain_readings(quote) if (found := library.exactly(text, chosen))), [])
    stands = exact + _alike(library, quote, chosen, exact)
    if not stands:
        return _nearest(library, quote, chosen)
    occurrences = tuple(_occurrence(library, stand) for stand in stands[:MOST_OCCURRENCES])
    return Verdict(quote, "exact" if exact else "normalised", occurrences, len(stands), 1.0, ())


def _alike(library: Library, quote: str, chosen: Collection[str], exact: Sequence[Stand]) -> list[Stand]:
    """Places of the strictest reading that stands anywhere; where the quote stands exactly, of a plain one."""
    spans = {(stand.document_id, stand.spans) for stand in exact}
    allowed = islice(readings(quote), len(plain_readings(quote)) if exact else None)
    found = next((stands for parts in allowed if (stands := library.folded_alike(parts, chosen))), [])
    return [stand for stand in found if (stand.document_id, stand.spans) not in spans]


def _nearest(library: Library, quote: str, chosen: Collection[str]) -> Verdict:
    best = nearest(library, loose_reading(quote), chosen)
    if best is None or best.similarity < NEAR:
        return Verdict(quote, "not_found", (), 0, best.similarity if best else 0.0, ())
    return Verdict(quote, "near", (_occurrence(library, best.stand),), 1, best.similarity, best.changes)


def _occurrence(library: Library, stand: Stand) -> Occurrence:
    document = library.document(stand.document_id)
    first = blocks_within(document, stand.start, stand.end)[0]
    return Occurrence(
        document=library.outline(stand.document_id),
        start=stand.start,
        end=stand.end,
        text=" […] ".join(document.text[start:end] for start, end in stand.spans),
        kind=kind_of(first),
        section=first.section,
        places=places_of(document, stand.start, stand.end),
    )
