"""Norwegian compounds, split by the words of a library."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyser
from index.compounds import SHORTEST_PART, Splitter, known_words

WORDS = "råvare tilgang silisium metall produksjon forsyning sikkerhet mineral lov drift konsesjon råvaretilgang"
KNOWN = known_words(WORDS.split() * 2)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("råvaretilgang", ("råvare", "tilgang")),
        ("silisiummetallproduksjon", ("silisium", "metall", "produksjon")),
        ("forsyningssikkerhet", ("forsyning", "sikkerhet")),
        ("driftskonsesjon", ("drift", "konsesjon")),
        ("forordning", ()),
        ("råvare", ()),
        ("sikkerhet", ()),
    ],
)
def test_a_compound_is_split_where_every_part_is_a_word(word: str, parts: tuple[str, ...]) -> None:
    assert Splitter(KNOWN).parts(word) == parts


def test_a_word_seen_once_is_not_known() -> None:
    assert known_words(["nikkel", "kobolt", "Kobolt"]) == {"kobolt"}


@given(st.text(alphabet="abrs", min_size=1, max_size=40))
def test_parts_and_joints_make_the_word_again(word: str) -> None:
    parts = Splitter({"abra", "bras", "sbar"}).parts(word)
    rest = word
    for part in parts:
        assert len(part) >= SHORTEST_PART
        assert part in rest
        rest = rest[rest.index(part) + len(part) :]
    assert not parts or rest in ("", "s", "e")


def test_a_question_meets_a_compound_by_its_part_and_keeps_english_whole() -> None:
    analyser = Analyser(Splitter(KNOWN))
    assert set(analyser.terms("råvare", "no")) <= set(analyser.terms("Råvaretilgang i Norge", "no"))
    assert analyser.terms("råvaretilgang", "en") == ["råvaretilgang"]


def test_parts_stand_at_the_place_of_the_whole_word() -> None:
    found = Analyser(Splitter(KNOWN)).located_terms("God råvaretilgang", "no")
    assert {(term.start, term.end) for term in found if term.text != "god"} == {(4, 17)}
