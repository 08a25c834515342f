"""Searching one generation: order, ties, filters, and the reasons that each hit carries."""

import math
from itertools import pairwise
from pathlib import Path

import pytest
from fakes import HashedWords, build

from corpus.document import LANGUAGES, Language
from index.analysis import family_of, terms
from index.build import passage_text
from index.errors import OtherModel
from index.generation import Generation, open_current
from index.search import ALL, Filter, Found, Hit, search

QUESTIONS = (
    "Hvor mye nikkel lager raffineriet i Kristiansand?",
    "Kva gruver tok ut kobolt i Noreg?",
    "Which plants recover lithium from spent batteries?",
    "scandium",
    "2030 § 4-6",
)


def found(generation: Generation, question: str, limit: int = 10, where: Filter = ALL) -> Found:
    return search(generation, HashedWords(), question, limit, where)


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.passage.id for hit in hits]


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_ranked_by_fused_score_then_by_passage_id(generation: Generation, question: str) -> None:
    hits = found(generation, question).hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [(-hit.fused, hit.passage.id) for hit in hits] == sorted((-hit.fused, hit.passage.id) for hit in hits)
    assert len(set(ids(hits))) == len(hits)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_shorter_list_is_the_beginning_of_a_longer_one(generation: Generation, question: str) -> None:
    whole = ids(found(generation, question, 17).hits)
    assert len(whole) == 17
    for limit in range(1, 17):
        assert ids(found(generation, question, limit).hits) == whole[:limit]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_gives_the_same_hits(
    generation: Generation, library: Path, tmp_path: Path, question: str
) -> None:
    build(tmp_path / "home", library)
    once, again = found(generation, question), found(open_current(tmp_path / "home"), question)
    assert [(h.passage, h.fused, h.contributions) for h in once.hits] == [
        (h.passage, h.fused, h.contributions) for h in again.hits
    ]


def test_passages_with_the_same_words_are_ordered_by_id_wherever_the_list_is_cut(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    for number in range(8):
        text = f"---\nid: r{number}\n---\n\n# Report\n\n## Zinc\n\nZinc is smelted in Odda.\n"
        (tmp_path / "reports" / f"r{number}.en.md").write_text(text, encoding="utf-8")
    (tmp_path / "reports" / "other.en.md").write_text("# Other\n\nCopper was mined at Løkken.\n", encoding="utf-8")
    build(tmp_path / "home", tmp_path / "reports")
    generation = open_current(tmp_path / "home")
    tied = sorted(p.id for p in generation.store.passages(range(9)) if p.text.startswith("Zinc"))
    for limit in range(1, 9):
        assert ids(found(generation, "Where is zinc smelted?", limit).hits) == tied[:limit]


def test_a_passage_asked_for_in_its_own_words_comes_first(generation: Generation) -> None:
    for passage in generation.store.passages(range(generation.manifest.passages)):
        if len(passage.text.split()) > 10:
            assert found(generation, passage_text(passage), 1).hits[0].passage == passage


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_filter_leaves_passages_of_that_language_only(generation: Generation, language: Language) -> None:
    hits = found(generation, QUESTIONS[0], 100, Filter(languages=(language,))).hits
    every = generation.store.passages(range(generation.manifest.passages))
    assert sorted(ids(hits)) == sorted(p.id for p in every if p.language == language)


def test_a_report_filter_leaves_passages_of_those_reports_only(generation: Generation) -> None:
    chosen = ("lithium", "nikkel")
    hits = found(generation, QUESTIONS[0], 100, Filter(documents=chosen)).hits
    assert sorted(ids(hits)) == sorted(p.id for name in chosen for p in generation.store.passages_of(name))


@pytest.mark.parametrize("where", [Filter(documents=("none",)), Filter(("en",), ("nikkel",)), Filter(documents=())])
def test_a_filter_that_lets_nothing_through_gives_no_hits(generation: Generation, where: Filter) -> None:
    assert found(generation, QUESTIONS[0], 10, where).hits == ()


def test_a_filter_does_not_change_the_order_of_what_it_leaves(generation: Generation) -> None:
    whole = found(generation, QUESTIONS[2], 100).hits
    english = found(generation, QUESTIONS[2], 100, Filter(languages=("en",))).hits
    assert ids(english) == [hit.passage.id for hit in whole if hit.passage.language == "en"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_reasons_of_a_language_add_up_to_its_order(generation: Generation, question: str) -> None:
    hits = found(generation, question, 100).hits
    for family in ("no", "en"):
        mine = [hit for hit in hits if family_of(hit.passage.language) == family]
        sums = [sum(c.weight * c.z for c in hit.contributions) for hit in mine]
        assert all(earlier >= later - 1e-4 for earlier, later in pairwise(sums))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_hit_says_which_lists_put_it_there(generation: Generation, question: str) -> None:
    hits = found(generation, question, 100).hits
    for hit in hits:
        assert "cosine" in {reason.list for reason in hit.contributions}
        for reason in hit.contributions:
            assert reason.rank >= 1
            assert reason.weight > 0
            assert all(map(math.isfinite, (reason.raw, reason.z, hit.fused)))


@pytest.mark.parametrize("question", QUESTIONS)
def test_matched_spans_are_words_of_the_passage_that_the_question_has(generation: Generation, question: str) -> None:
    for hit in found(generation, question, 100).hits:
        family = family_of(hit.passage.language)
        for start, end in hit.matched:
            assert set(terms(hit.passage.text[start:end], family)) & set(terms(question, family))


def test_a_hit_carries_its_report_without_the_text(generation: Generation) -> None:
    hit = found(generation, QUESTIONS[0], 1).hits[0]
    assert hit.document.id == hit.passage.document_id == "nikkel"
    assert (hit.document.title, hit.document.year, hit.document.text) == ("Nikkel fra Kristiansand", 2025, "")


def test_a_generation_of_another_model_is_refused(generation: Generation) -> None:
    with pytest.raises(OtherModel) as refused:
        search(generation, HashedWords(32), "nikkel")
    assert (refused.value.built, refused.value.asked) == ("hashed-words/64", "hashed-words/32")


def test_what_is_degraded_is_told_with_the_hits(built_home: Path) -> None:
    opened = open_current(built_home)
    opened.degraded = ("generation:2:columns.npy",)
    assert found(opened, "nikkel").degraded == ("generation:2:columns.npy",)


def test_a_library_in_one_language_is_searched_in_the_other(tmp_path: Path, library: Path) -> None:
    build(tmp_path / "home", library / "nikkel.nb.md")
    generation = open_current(tmp_path / "home")
    hits = found(generation, "Who makes nickel in Kristiansand?").hits
    assert {hit.passage.language for hit in hits} == {"nb"}


def test_a_library_of_one_passage_is_searched(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Zinc is smelted in Odda by a company of that town.\n", encoding="utf-8")
    build(tmp_path / "home", tmp_path / "one.txt")
    assert len(found(open_current(tmp_path / "home"), "zinc").hits) == 1


def test_a_library_without_index_terms_is_searched_by_meaning_alone(tmp_path: Path) -> None:
    (tmp_path / "stop.txt").write_text("Og det er det som er.\n", encoding="utf-8")
    build(tmp_path / "home", tmp_path / "stop.txt")
    hits = found(open_current(tmp_path / "home"), "Hva er det?").hits
    assert [hit.passage.text for hit in hits] == ["Og det er det som er."]
    assert "bm25" not in {reason.list for reason in hits[0].contributions}


def test_balanced_hits_take_turns_between_norwegian_and_english(generation: Generation) -> None:
    hits = found(generation, "nickel in Norway", 6, Filter(balance=True)).hits
    families = [family_of(hit.passage.language) for hit in hits]
    assert all(one != other for one, other in pairwise(families[:4]))
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
