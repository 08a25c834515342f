"""The language of questions, passages and reports. The sentences are written for these tests."""

import subprocess
import sys

import pytest

from corpus.document import Language
from corpus.language import document_language, identify, passage_language

QUESTIONS: list[tuple[Language, str]] = [
    ("nb", "Hva er målet for gjenvinning?"),
    ("nb", "hva er malet for gjenvinning"),
    ("nb", "hvor stor er okningen i produksjonen"),
    ("nb", "HVOR MYE NIKKEL LAGES I KRISTIANSAND?"),
    ("nb", "Hvem eier mineralene?"),
    ("nb", "Hvilke råvarer mangler vi"),
    ("nb", "hvem er leder i ekspertgruppen"),
    ("nb", "Når trer loven i kraft?"),
    ("nb", "Hvorfor er silisium kritisk"),
    ("nb", "Er kobber et kritisk råmateriale?"),
    ("nb", "frist for søknad om tillatelse"),
    ("nb", "Hva står det i § 4-6?"),
    ("nb", "Hvem skrev Critical Raw Materials Act?"),
    ("nn", "Kva er målet for attvinning?"),
    ("nn", "kva er malet"),
    ("nn", "Kven eig minerala i grunnen?"),
    ("nn", "Korleis kan tryggleiken aukast?"),
    ("nn", "KVIFOR ER SILISIUM EIT KRITISK RÅMATERIALE?"),
    ("nn", "Kor mykje nikkel vert laga i Noreg?"),
    ("nn", "Når tek lova til å gjelde?"),
    ("nn", "Gjeld lova på Svalbard?"),
    ("nn", "Kva for løyve treng grunneigaren?"),
    ("nn", "Er det krav om løyve frå departementet?"),
    ("nn", "kvotar for fartøy"),
    ("en", "What is the recycling target?"),
    ("en", "who owns the minerals"),
    ("en", "Which raw materials are critical?"),
    ("en", "WHEN DOES THE ACT APPLY?"),
    ("en", "recycling capacity by 2030"),
    ("en", "Who is NGU?"),
    ("en", "definition of strategic project"),
    ("en", "Does Norway produce silicon?"),
    ("en", "whats the goal of the crma"),
    ("en", "How much nickel does Nikkelverket refine?"),
]
NYNORSK = (
    "Utvalet meiner at tilgangen på metall må verte tryggare. Fleire av føretaka får ikkje kjøpt det dei treng, og "
    "prisane har auka mykje dei siste åra. Difor bør staten leggje til rette for meir leiting."
)
BOKMAAL = (
    "Utvalget mener at tilgangen på metaller må bli tryggere. Flere av selskapene får ikke kjøpt det de trenger, og "
    "prisene har økt mye de siste årene. Derfor bør staten legge til rette for mer leting."
)
ENGLISH = (
    "This report looks at how Norwegian industry gets hold of the metals it needs. We find that a few suppliers "
    "dominate the market, and that stocks would last for less than two months."
)


@pytest.mark.parametrize(("language", "question"), QUESTIONS)
def test_the_language_of_a_question_is_recognised(language: Language, question: str) -> None:
    guess = identify(question)
    assert (guess.language, guess.foreign) == (language, None)


@pytest.mark.parametrize(
    ("own", "question"),
    [
        ("da", "Hvad er målet for genanvendelse af metaller?"),
        ("da", "Hvornår bliver tilladelsen givet, og af hvem?"),
        ("da", "Hvor meget nikkel bruges der om året i Europa, og hvad koster det nu?"),
        ("sv", "Vad är målet för återvinning?"),
        ("sv", "Hur mycket nickel används i Sverige varje år?"),
        ("sv", "Vem äger gruvan och när öppnar den?"),
    ],
)
def test_danish_and_swedish_are_read_as_bokmaal_and_said_to_be_foreign(own: str, question: str) -> None:
    guess = identify(question)
    assert (guess.language, guess.foreign) == ("nb", own)


def test_a_page_in_german_is_said_to_be_foreign() -> None:
    page = "Der Bergbau in Deutschland ist wichtig, weil die Industrie viele Rohstoffe braucht und sie selten bekommt."
    assert identify(page).foreign == "de"


@pytest.mark.parametrize("text", ["", "2030", "Elkem Vianode Eramet", "§ 4-6", "Co 27, Ni 28, Cu 29"])
def test_what_has_no_language_gives_no_confidence(text: str) -> None:
    assert identify(text).confidence < 0.7


@pytest.mark.parametrize(("language", "text"), [("nn", NYNORSK), ("nb", BOKMAAL), ("en", ENGLISH)])
def test_a_paragraph_is_recognised_with_confidence(language: Language, text: str) -> None:
    guess = identify(text)
    assert (guess.language, guess.foreign) == (language, None)
    assert guess.confidence > 0.99


def test_an_english_abstract_in_a_norwegian_report_is_found_english() -> None:
    assert passage_language(ENGLISH, "nb") == "en"
    assert passage_language(BOKMAAL, "en") == "nb"
    assert passage_language(NYNORSK, "nb") == "nn"


@pytest.mark.parametrize(
    "text",
    [
        "Tabell 3.1",
        "Kobolt 12,4 13,1 15,0 DR Congo 74 %",
        "Elkem ASA, Eramet Norway AS, Glencore Nikkelverk AS",
        "2019",
    ],
)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_tables_names_and_numbers_have_the_language_of_their_report(text: str, language: Language) -> None:
    assert passage_language(text, language) == language


def test_a_quotation_inside_a_passage_does_not_change_its_language() -> None:
    text = f"{BOKMAAL} Utvalget viser til «the first global assessment of supply»."
    assert passage_language(text, "nb") == "nb"


def test_a_passage_in_a_foreign_language_stays_with_its_report() -> None:
    assert (
        passage_language("Vad är det för något som gör att vi inte har någon gruva här och att ingen vet?", "en")
        == "en"
    )


def test_a_report_has_the_language_of_most_of_its_text() -> None:
    assert document_language([ENGLISH, BOKMAAL, BOKMAAL, "2019"]) == "nb"
    assert document_language([ENGLISH, ENGLISH, BOKMAAL]) == "en"
    assert document_language(iter([NYNORSK])) == "nn"


def test_a_report_without_words_is_taken_for_bokmaal() -> None:
    assert document_language([]) == "nb"
    assert document_language(["12 13", "§"]) == "nb"


def test_a_question_in_a_cold_process_does_not_load_langdetect() -> None:
    program = (
        "import sys; from corpus.language import identify; identify('hva er dette'); identify('Vianode i Norge');"
        "print([m for m in ('langdetect', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
