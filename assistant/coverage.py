"""Do the question's words, concepts, names and numbers stand in a text, in whichever language it is written?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.analysis import FAMILIES, Family
from index.generation import Generation
from index.query import Query, carried_over

Kind = Literal["concept", "name", "word"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a question asks about: a concept, a name or number, or a plain word."""

    kind: Kind
    rarity: float  # inverse document frequency in the question's language
    forms: Mapping[
        Family, tuple[frozenset[str], ...]
    ]  # index terms, all of one form needed; no family: cannot be checked

    def stands_in(self, present: frozenset[str], family: Family) -> bool:
        return any(form <= present for form in self.forms.get(family, ()))


def items_of(generation: Generation, query: Query) -> tuple[Item, ...]:
    """What a question asks about. Plain words can be checked in the question's own language only."""
    names = dict.fromkeys(carried_over(query))
    return (
        *_concepts(generation, query),
        *(_name(generation, query, name) for name in names),
        *(_word(generation, query, terms) for word, terms in _plain_words(generation, query) if word not in names),
    )


def covered(items: Sequence[Item], present: frozenset[str], family: Family) -> float:
    """Share by rarity of the items that can be checked in a family and stand among its terms; 0.5 without any."""
    checked = [item for item in items if family in item.forms]
    total = sum(item.rarity for item in checked)
    return sum(item.rarity for item in checked if item.stands_in(present, family)) / total if total else 0.5


def _concepts(generation: Generation, query: Query) -> list[Item]:
    """One item for each place of the question that names a concept, whichever of several it means there."""
    by_place: dict[tuple[int, int], list[str]] = {}
    for mention in query.mentions:
        by_place.setdefault((mention.start, mention.end), []).append(mention.concept)
    glossary = generation.glossary
    return [
        Item(
            "concept",
            _rarity(generation, query, generation.analyser.terms(query.text[start:end], query.family)),
            {
                family: tuple(frozenset(words) for each in concepts for words in glossary.alternatives(each, family))
                for family in FAMILIES
            },
        )
        for (start, end), concepts in by_place.items()
    ]


def _name(generation: Generation, query: Query, name: str) -> Item:
    forms = {family: (frozenset(generation.analyser.terms(name, family)),) for family in FAMILIES}
    return Item("name", _rarity(generation, query, generation.analyser.terms(name, query.family)), forms)


def _word(generation: Generation, query: Query, terms: Sequence[str]) -> Item:
    return Item("word", _rarity(generation, query, terms), {query.family: tuple(frozenset([term]) for term in terms)})


def _plain_words(generation: Generation, query: Query) -> list[tuple[str, list[str]]]:
    """(word, its index terms, with the parts of a compound) of the words that no concept covers."""
    words: dict[tuple[int, int], list[str]] = {}
    for term in generation.analyser.located_terms(query.text, query.family):
        if not any(mention.start <= term.start < mention.end for mention in query.mentions):
            words.setdefault((term.start, term.end), []).append(term.text)
    return [(query.text[start:end], terms) for (start, end), terms in words.items()]


def _rarity(generation: Generation, query: Query, terms: Sequence[str]) -> float:
    """Inverse document frequency of the rarest of some terms, in the question's own language."""
    family = generation.families.get(query.family)
    if family is None or family.lexical is None:
        return 1.0
    seen = min((family.lexical.frequency(term) for term in terms), default=0)
    return math.log(1 + family.rows / (1 + seen))


def unknown_share(generation: Generation, query: Query, items: Sequence[Item]) -> float:
    """Share of the question's plain words that no passage of the question's language has."""
    family = generation.families.get(query.family)
    words = [item for item in items if item.kind == "word"]
    if family is None or family.lexical is None or not words:
        return 0.0
    known = [any(map(family.lexical.frequency, (t for f in item.forms[query.family] for t in f))) for item in words]
    return known.count(False) / len(known)
