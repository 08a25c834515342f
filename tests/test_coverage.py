"""What a question asks about, and whether a text names it in either language."""

import pytest

from assistant.coverage import covered, items_of, unknown_share
from index.analysis import Family
from index.generation import Generation
from index.query import Query, make_query


@pytest.fixture
def query(generation: Generation, embedder: object) -> Query:
    return make_query(generation, embedder, "Hvem må betale vederlag til grunneieren for nikkel i 2030?")  # type: ignore[arg-type]


def terms(generation: Generation, text: str, family: Family) -> frozenset[str]:
    return frozenset(generation.analyser.terms(text, family))


def test_concepts_and_numbers_are_recognised_in_the_other_language(generation: Generation, query: Query) -> None:
    items = items_of(generation, query)
    english = terms(generation, "By 2030 a royalty for nickel is paid to the landowner.", "en")
    met = {item.kind for item in items if item.stands_in(english, "en")}
    assert met == {"concept", "name"}
    assert covered(items, english, "en") > covered(items, terms(generation, "Nickel is a metal.", "en"), "en") > 0


def test_plain_words_count_in_the_questions_own_language_only(generation: Generation, query: Query) -> None:
    items = items_of(generation, query)
    assert any(item.kind == "word" for item in items)
    assert all("en" not in item.forms for item in items if item.kind == "word")


def test_a_text_that_has_nothing_of_the_question_covers_nothing(generation: Generation, query: Query) -> None:
    assert covered(items_of(generation, query), terms(generation, "Fisken er fersk.", "no"), "no") == 0


def test_words_that_no_passage_has_are_unknown(generation: Generation, embedder: object) -> None:
    strange = make_query(generation, embedder, "Hvor mange kvikkleirskred og snøscootere?")  # type: ignore[arg-type]
    assert unknown_share(generation, strange, items_of(generation, strange)) == 1.0
