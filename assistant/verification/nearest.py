"""The stretch of a library that a quote resembles most."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.verification.alignment import Token, align, tokens
from assistant.verification.differences import OMITTED, Change, compare
from assistant.verification.library import Library, Stand
from assistant.verification.quotes import Part
from assistant.verification.windows import Window

_MOST_WINDOWS = 8
_MOST_COMPARED = 2_000  # tokens of a quote times windows it is compared with, from two windows on


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A stretch of a report beside the quote."""

    stand: Stand
    similarity: float  # 1: the same words; 0: none
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """A part of the quote beside its stretch of the report."""

    start: int
    end: int
    cost: float
    changes: tuple[Change, ...]


def nearest(library: Library, parts: Sequence[Part], documents: Collection[str]) -> Resemblance | None:
    """What resembles the parts most, the earlier of two equals; None where no word of them stands in the documents."""
    worded = [tokens(part.text) for part in parts]
    anchor = max(range(len(parts)), key=lambda i: len(worded[i]))
    identities = list(library.texts)
    within = {number for number, identity in enumerate(identities) if identity in documents}
    most = max(2, min(_MOST_WINDOWS, _MOST_COMPARED // len(worded[anchor])))
    found = list[Resemblance]()
    for window in library.words.windows(worded[anchor], most, within):
        identity = identities[window.text]
        matches = _matches(library.texts[identity], parts, worded, anchor, window)
        if matches:
            found.append(_resemblance(identity, matches, worded))
    return min(found, key=lambda one: (-one.similarity, one.stand.document_id, one.stand.start), default=None)


def _matches(
    text: str, parts: Sequence[Part], worded: Sequence[list[Token]], anchor: int, window: Window
) -> list[_Match] | None:
    """From the anchor outwards, each part beside its stretch; None where one has none."""

    def match(part: int, start: int, end: int) -> bool:
        beside = tokens(text, max(0, start), end)
        pairs = align(worded[part], beside) if beside else []
        spans = [(pair.reported.start, pair.reported.end) for pair in pairs if pair.reported]
        if spans:
            changes, cost = compare(parts[part].text, text, pairs)
            matched.append(_Match(spans[0][0], spans[-1][1], cost, changes))
        return bool(spans)

    matched = list[_Match]()
    if not match(anchor, window.start, window.end):
        return None
    for part in range(anchor + 1, len(parts)):
        end = matched[-1].end
        if not match(part, end, end + parts[part].reach + 2 * len(parts[part].text)):
            return None
    for part in reversed(range(anchor)):
        start = min(each.start for each in matched)
        if not match(part, start - parts[part + 1].reach - 2 * len(parts[part].text), start):
            return None
    return sorted(matched, key=lambda each: each.start)


def _resemblance(identity: str, matches: Sequence[_Match], worded: Sequence[Sequence[Token]]) -> Resemblance:
    cost = sum(match.cost for match in matches)
    weight = sum(token.weight for part in worded for token in part)
    changes = list(matches[0].changes)
    for match in matches[1:]:
        changes += [OMITTED, *match.changes]
    spans = tuple((match.start, match.end) for match in matches)
    return Resemblance(Stand(identity, spans), max(0.0, 1 - cost / weight), tuple(changes))
