"""Answers are word for word, say where they stand, and own up when the reports do not answer."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import HashedWords, build, write_library
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, labels_of, pages_of, places_within, provisions_of
from assistant.ask import LONGEST_QUESTION, BadQuestion, Options, ask, clean_question, find
from assistant.cite import reference
from assistant.home import Home
from assistant.messages import Messages
from assistant.settings import Settings
from corpus.document import Passage, Place
from index.errors import NoIndex
from index.generation import Generation
from index.search import Filter

QUESTIONS = (
    "Raffineriet i Kristiansand lager nikkel av svært høy renhet.",
    "Kor ligg dei fleste gruvene?",
    "How much of the lithium do hydrometallurgical plants recover?",
    "Hva er kapitalen i Mongolia?",
)


def home_of(path: Path, number: int | None = None) -> Home:
    """A home with the embedder without a model."""
    home = Home(Settings(path), number)
    home.__dict__["embedder"] = HashedWords()
    return home


@pytest.fixture(scope="module")
def home(built_home: Path) -> Home:
    return home_of(built_home)


def check(answer: Answer, generation: Generation) -> None:
    """What holds for every answer."""
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        text = generation.store.document(citation.document.id).text
        start, end, quote = citation.evidence.start, citation.evidence.end, citation.evidence.quote
        assert text[start:end] == quote != ""
        assert citation.passage.start <= start < end <= citation.passage.end
    quotes = {citation.number: citation.evidence.quote for citation in answer.citations}
    for statement in answer.statements:
        assert statement.citations
        assert statement.text == quotes[statement.citations[0]]
    assert {number for statement in answer.statements for number in statement.citations} == set(quotes)
    assert 0 <= answer.confidence <= 1
    if answer.status == "answered":
        assert answer.statements
        assert answer.nearest == ()
    else:
        assert answer.citations == answer.statements == ()
        assert len(answer.nearest) <= 3


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_is_quoted_and_cited(home: Home, question: str) -> None:
    answer = ask(home, question)
    check(answer, home.generation())
    assert answer.question == question
    assert answer.generation == 1
    assert answer.timings["total_ms"] >= answer.timings["search_ms"]


@given(st.text(max_size=200))
def test_any_text_gets_an_answer_or_a_clear_refusal(home: Home, question: str) -> None:
    if any(c.isalnum() for c in question):
        check(ask(home, question), home.generation())
    else:
        with pytest.raises(BadQuestion, match="empty"):
            ask(home, question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_gets_the_same_answer(home: Home, built_home: Path, question: str) -> None:
    once, again = ask(home, question), ask(home_of(built_home), question)
    assert replace(once, timings={}) == replace(again, timings={})


def test_no_two_statements_quote_the_same_words(home: Home) -> None:
    answer = ask(home, QUESTIONS[0], Options(limit=5))
    texts = [statement.text for statement in answer.statements]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_no_more_statements_than_asked_for(home: Home, limit: int) -> None:
    assert len(ask(home, QUESTIONS[0], Options(limit=limit)).statements) <= limit


def test_an_answer_keeps_to_the_reports_asked_for(home: Home) -> None:
    answer = ask(home, QUESTIONS[0], Options(where=Filter(documents=("lithium",))))
    sources = {c.document.id for c in answer.citations} | {hit.document.id for hit in answer.nearest}
    assert sources == {"lithium"}


def test_where_no_passage_may_answer_nothing_is_found(home: Home) -> None:
    answer = ask(home, QUESTIONS[0], Options(where=Filter(documents=())))
    assert (answer.status, answer.nearest, answer.confidence) == ("not_found", (), 0)


@pytest.mark.parametrize(
    ("question", "report"),
    [
        ("Hvor mange tonn nikkel lager raffineriet i Kristiansand?", "nikkel"),
        ("How much of the lithium do recycling plants recover?", "lithium"),
        ("Når vart koboltgruvene på Modum lagde ned?", "kobolt-i-noreg"),
    ],
)
def test_the_default_model_answers_from_the_right_report(small_home: Path, question: str, report: str) -> None:
    home = Home(Settings(small_home))
    answer = ask(home, question)
    check(answer, home.generation())
    assert answer.status == "answered"
    assert answer.citations[0].document.id.startswith(report)


def test_the_default_model_finds_what_stands_in_the_other_language(small_home: Path) -> None:
    found = find(Home(Settings(small_home)), "How much nickel does the refinery in Norway make every year?")
    assert found.hits[0].document.id == "nikkel"


@pytest.mark.parametrize("question", ["Hvordan steker man vafler?", "Who won the football world cup in 1998?"])
def test_the_default_model_says_when_the_reports_do_not_answer(small_home: Path, question: str) -> None:
    home = Home(Settings(small_home))
    answer = ask(home, question)
    check(answer, home.generation())
    assert answer.status == "not_found"
    assert len(answer.nearest) == 3


@pytest.mark.slow
def test_the_bundled_briefs_answer_in_both_languages(briefs_home: Path) -> None:
    home = Home(Settings(briefs_home))
    for question, report in (
        ("Hvem oppnevnte ekspertgruppen?", "brief-mandat"),
        ("How many strategic raw materials does the Critical Raw Materials Act list?", "brief-crma-benchmarks"),
    ):
        answer = ask(home, question)
        check(answer, home.generation())
        assert answer.status == "answered"
        assert answer.citations[0].document.id == report


@pytest.mark.parametrize(
    ("question", "cleaned"),
    [
        ("  Hva\ter\n nikkel?\r\n", "Hva er nikkel?"),
        ("\ufeffHva er\0nikkel?", "Hva er nikkel?"),
        ("[bold]nikkel[/bold] \x1b[31mrødt", "[bold]nikkel[/bold] [31mrødt"),
        ('"; DROP TABLE --', '"; DROP TABLE --'),
        ("nik\udcffkel", "nik kel"),
        ("x" * LONGEST_QUESTION, "x" * LONGEST_QUESTION),
    ],
)
def test_a_question_is_one_line_without_control_characters(question: str, cleaned: str) -> None:
    assert clean_question(question) == cleaned


@pytest.mark.parametrize("question", ["", " \n\t", "?!…", "\0\0", "_ _", "\x1b"])
def test_a_question_without_words_is_refused(question: str) -> None:
    with pytest.raises(BadQuestion, match="empty"):
        clean_question(question)


def test_a_question_that_is_too_long_is_refused() -> None:
    with pytest.raises(BadQuestion, match="long"):
        clean_question("nikkel " * LONGEST_QUESTION)


def test_a_home_moves_to_the_next_generation_when_it_is_published(tmp_path: Path, built_home: Path) -> None:
    path = Path(shutil.copytree(built_home, tmp_path / "home"))
    home, fixed = home_of(path), home_of(path, 1)
    opened = home.generation()
    assert home.generation() is opened
    fixed.generation()
    build(path, write_library(tmp_path / "library"), full=True)
    assert find(home, "nikkel").generation == 2
    assert find(fixed, "nikkel").generation == 1


def test_a_degraded_home_is_not_opened_anew_for_each_question(tmp_path: Path, built_home: Path) -> None:
    path = Path(shutil.copytree(built_home, tmp_path / "home"))
    (path / "CURRENT").write_text("5")
    home = home_of(path)
    opened = home.generation()
    assert opened.degraded
    assert home.generation() is opened


def test_a_home_without_an_index_is_empty(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    assert home.is_empty()
    with pytest.raises(NoIndex):
        ask(home, "nikkel")


PLACES = (
    Place(100, 3, "1", "art. 1", False),
    Place(150, 4, None, "art. 1", False),
    Place(180, 5, "3", "art. 2", True),
)
PASSAGE = Passage("0" * 16, "doc", 100, 200, "x" * 100, "text", "nb", ("2 Mål", "2.1 Tiltak"), PLACES, ((100, 200),))


@pytest.mark.parametrize(
    ("start", "end", "pages", "labels", "provisions"),
    [
        (100, 150, (3, 3), ("1",), ("art. 1",)),
        (149, 151, (3, 4), ("1",), ("art. 1",)),
        (150, 180, (4, 4), None, ("art. 1",)),
        (100, 200, (3, 5), ("1", "3"), ("art. 1", "art. 2")),
        (199, 200, (5, 5), ("3",), ("art. 2",)),
    ],
)
def test_a_quote_has_the_places_it_stands_on_and_no_others(
    start: int, end: int, pages: tuple[int, int], labels: tuple[str, ...] | None, provisions: tuple[str, ...]
) -> None:
    places = places_within(PASSAGE, start, end)
    assert (pages_of(places), labels_of(places), provisions_of(places)) == (pages, labels, provisions)


@pytest.mark.parametrize(
    ("start", "end", "norwegian", "english"),
    [
        (
            100,
            150,
            "Doc, NGU 2024, s. 1 (PDF-s. 3), art. 1, § 2.1 Tiltak",
            "Doc, NGU 2024, p. 1 (PDF p. 3), art. 1, § 2.1 Tiltak",
        ),
        (150, 180, "Doc, NGU 2024, PDF-s. 4, art. 1, § 2.1 Tiltak", "Doc, NGU 2024, PDF p. 4, art. 1, § 2.1 Tiltak"),
        (
            100,
            200,
            "Doc, NGU 2024, s. 1–3 (PDF-s. 3–5), art. 1, art. 2, § 2.1 Tiltak, maskinlest",
            "Doc, NGU 2024, pp. 1–3 (PDF p. 3–5), art. 1, art. 2, § 2.1 Tiltak, OCR",
        ),
    ],
)
def test_a_reference_reads_as_a_footnote(
    generation: Generation, start: int, end: int, norwegian: str, english: str
) -> None:
    document = replace(generation.store.documents()[0], title="Doc", publisher="NGU", year=2024)
    places = places_within(PASSAGE, start, end)
    assert reference(Messages("nb"), document, PASSAGE, places) == norwegian
    assert reference(Messages("en"), document, PASSAGE, places) == english


@pytest.mark.parametrize(
    ("short", "provision", "heading", "expected"),
    [
        (
            "CRMA",
            "art. 5(1)(a)(i)",
            "Article 5 – Benchmarks",
            "CRMA, art. 5(1)(a)(i): Doc, EU 2024, Article 5 – Benchmarks",
        ),
        ("mineralloven", "§ 1-1", "§ 1-1. Lovens formål", "mineralloven § 1-1: Doc, EU 2024, Lovens formål"),
        (None, "§ 1-1", "§ 1-1. Lovens formål", "Doc, EU 2024, § 1-1, Lovens formål"),
    ],
)
def test_a_provision_of_an_act_is_named_first(
    generation: Generation, short: str | None, provision: str, heading: str, expected: str
) -> None:
    document = replace(generation.store.documents()[0], title="Doc", publisher="EU", year=2024, short=short)
    cited = replace(PASSAGE, section=(heading,), places=(Place(100, None, None, provision, False),))
    assert reference(Messages("nb"), document, cited, cited.places) == expected


def test_what_is_unknown_is_left_out_of_a_reference(generation: Generation) -> None:
    document = replace(generation.store.documents()[0], title="Doc", publisher=None, year=None)
    bare = replace(PASSAGE, section=(), places=(Place(100, None, None, None, False),), kind="footnote")
    assert reference(Messages("en"), document, bare, bare.places) == "Doc, footnote"
    same = (Place(100, 4, "4", None, False),)
    assert reference(Messages("en"), document, replace(bare, kind="text"), same) == "Doc, p. 4"
