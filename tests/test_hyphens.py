"""Words divided at line ends: the document's own words decide."""

import pytest

from corpus.readers.pdf.hyphens import Division, Vocabulary

NORWEGIAN = [
    "Avgiften på alkoholfrie drikkevarer og sjokolade er omtalt av EU-kommisjonen i 2019, og",
    "avgiftene på drikkevarer gjelder olje- og gassnæringen, men ikke all gassnæring som er",
    "omtalt andre steder. Avgif-",
    "ten er en særavgift, og somme-",
    "ren var våt. Lump-sum er et engelsk uttrykk.",
]


def test_a_word_the_document_writes_whole_is_written_whole() -> None:
    assert Vocabulary(NORWEGIAN).division("drikke", "varer er") is Division.WHOLE


def test_an_abbreviation_keeps_its_hyphen() -> None:
    words = Vocabulary(NORWEGIAN)
    assert words.division("sier EU", "kommisjonen i dag") is Division.HYPHEN
    assert words.division("en TV", "kanal") is Division.HYPHEN
    assert words.division("om CO2", "utslipp") is Division.HYPHEN


def test_a_hyphen_that_stands_for_a_later_word_keeps_its_space() -> None:
    words = Vocabulary(NORWEGIAN)
    assert words.division("for olje", "og gassnæringen") is Division.PART
    assert words.division("short", "and long-term supply") is Division.PART


def test_an_unknown_word_is_whole_in_a_text_that_divides_words() -> None:
    assert Vocabulary(NORWEGIAN).division("forut", "setninger") is Division.WHOLE


def test_a_form_of_a_known_word_is_whole() -> None:
    words = Vocabulary(["The criticality of the material was assessed.", *["A line."] * 100])
    assert not words.divides
    assert words.division("criti", "cally") is Division.WHOLE


def test_of_two_known_forms_a_text_that_divides_no_words_keeps_the_hyphen() -> None:
    words = Vocabulary(["The sub-shares of each, and their subshares.", *["A line."] * 100])
    assert words.division("on the sub", "share of") is Division.HYPHEN
    dividing = Vocabulary([*NORWEGIAN, "The sub-shares of each, and their subshares."])
    assert dividing.division("on the sub", "share of") is Division.WHOLE


def test_a_text_whose_lines_hardly_ever_end_in_a_hyphen_divides_no_words() -> None:
    words = Vocabulary([*["A line of text that ends as it should"] * 200, "which is a read-", "ily seen thing"])
    assert words.division("is readily", "available today") is Division.HYPHEN


def test_a_compound_written_with_its_hyphen_elsewhere_keeps_it() -> None:
    words = Vocabulary(["An end-use sector. Non-energy materials. The end-use is known, cooper-", "ation is not."])
    assert words.division("the end", "use of") is Division.HYPHEN
    assert words.division("Non", "energy raw") is Division.HYPHEN


@pytest.mark.parametrize(("left", "right"), [("see http://a.eu/raw", "materials/x"), ("ISBN 978-92-79", "68051-9")])
def test_an_address_or_a_number_keeps_its_hyphen(left: str, right: str) -> None:
    assert Vocabulary(NORWEGIAN).division(left, right) is Division.HYPHEN


def test_a_capital_after_the_hyphen_keeps_it() -> None:
    assert Vocabulary(NORWEGIAN).division("Coca", "Cola") is Division.HYPHEN


def test_the_parts_of_divided_words_are_not_learnt_as_words() -> None:
    words = Vocabulary(NORWEGIAN)
    assert words.count("Avgif") == 0
    assert words.count("ten") == 0
