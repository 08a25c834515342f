"""A question as the index sees it: its language, its words, the concepts it names, its vector."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Language, Passage
from corpus.language import identify
from index.analysis import Family, family_of, located_terms
from index.axes import remove
from index.build import passage_text
from index.embedders import Embedder, Vectors
from index.generation import Generation
from index.glossary import Mention
from index.tuning import DEFAULT, Tuning


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the index sees it."""

    text: str
    language: Language
    mentions: tuple[Mention, ...]  # concepts of the glossary that it names
    vector: Vectors  # (1, d), language axes removed

    @property
    def family(self) -> Family:
        return family_of(self.language)


def make_query(generation: Generation, embedder: Embedder, question: str, tuning: Tuning = DEFAULT) -> Query:
    """Identify the question's language and concepts, and embed it with their names in the other language."""
    language = identify(question).language
    family = family_of(language)
    mentions = generation.glossary.mentions(question, family)
    expanded = _expanded(generation, question, family, mentions) if tuning.expand else question
    vector = embedder.questions([expanded])
    return Query(question, language, mentions, remove(vector, generation.axes))


def _expanded(generation: Generation, question: str, family: Family, mentions: Sequence[Mention]) -> str:
    """The question followed by its concepts as the other language calls them: `… (at least, extraction)`."""
    other: Family = "no" if family == "en" else "en"
    ordered = sorted(mentions, key=lambda mention: mention.start)
    labels = dict.fromkeys(generation.glossary.label(mention.concept, other) for mention in ordered)
    return f"{question} ({', '.join(filter(None, labels))})" if any(labels) else question


def question_terms(generation: Generation, query: Query, tuning: Tuning = DEFAULT) -> list[str]:
    """Index terms of the question in its own language."""
    if tuning.compounds:
        return generation.analyser.terms(query.text, query.family)
    return [term.text for term in located_terms(query.text, query.family)]


def words_looked_for(generation: Generation, query: Query, family: Family) -> list[str]:
    """Index terms that speak for a text of a family: the question's own words, or its concepts' terms and its names."""
    if family == query.family:
        return generation.analyser.terms(query.text, family)
    carried = [term for word in carried_over(query) for term in generation.analyser.terms(word, family)]
    concepts = dict.fromkeys(mention.concept for mention in query.mentions)
    named = [
        word for concept in concepts for words in generation.glossary.alternatives(concept, family) for word in words
    ]
    return list(dict.fromkeys(carried + named))


def carried_over(query: Query) -> list[str]:
    """Words that mean the same in any language: numbers, abbreviations, names; not those the glossary knows."""
    found = list[str]()
    for start, end in dict.fromkeys((term.start, term.end) for term in located_terms(query.text, query.family)):
        word = query.text[start:end]
        covered = any(mention.start <= start < mention.end for mention in query.mentions)
        named = (
            any(c.isdigit() for c in word) or (word.isupper() and len(word) > 1) or (word[0].isupper() and start > 0)
        )
        if named and not covered:
            found.append(word)
    return found


def shared_concepts(generation: Generation, query: Query, passage: Passage) -> tuple[str, ...]:
    """Concepts of the question that the passage names, in whichever language."""
    family = family_of(passage.language)
    present = set(generation.analyser.terms(passage_text(passage), family))
    named = dict.fromkeys(mention.concept for mention in query.mentions)
    return tuple(
        concept
        for concept in named
        if any(present.issuperset(words) for words in generation.glossary.alternatives(concept, family))
    )


def matched_words(question: str, text: str, family: Family) -> tuple[tuple[int, int], ...]:
    """Spans in `text` of the words that are terms of the question, in the text's own analysis."""
    wanted = {term.text for term in located_terms(question, family)}
    return tuple(dict.fromkeys((term.start, term.end) for term in located_terms(text, family) if term.text in wanted))
