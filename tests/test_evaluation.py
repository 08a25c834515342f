"""`assistant eval`: what counts as a hit, the figures against values worked out by hand, and the formats."""

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from fakes import HashedWords, build
from typer.testing import CliRunner

from assistant.answer import Evidence
from assistant.cli.main import app
from assistant.evaluation import metrics
from assistant.evaluation.gold import Gold, Library, Span, normalised
from assistant.evaluation.knobs import BadKnob, tuned
from assistant.evaluation.library import prepared
from assistant.evaluation.question_sets import BadQuestionSet, Place, Question, QuestionSet, read_set, sampled
from assistant.evaluation.report import details, differences, report
from assistant.evaluation.run import Judgement, Reply, run
from assistant.home import Home
from assistant.settings import Settings
from corpus.document import Passage
from index.generation import Generation, open_current
from index.search import Hit
from index.tuning import DEFAULT


def open_home(path: Path) -> Home:
    """A home whose embedder is the one without a model."""
    home = Home(Settings(path))
    home.embedder = HashedWords()
    return home


def question(name: str = "q", rank_language: str = "nb", document_language: str = "en", **facts: Any) -> Question:
    places = facts.pop("places", (Place("a.txt", "gold"),))
    return Question(name, "What?", rank_language, document_language, places, **facts)  # type: ignore[arg-type]


def judged(rank: int | None, reply: Reply | None = None, **facts: Any) -> Judgement:
    return Judgement(question(**facts), rank, "", "nb", 10.0, 2.0, reply)


def replied(answered: bool, confidence: float, contains: bool = False) -> Reply:
    return Reply(answered, confidence, contains, contains, 30.0)


def answerable(answered: bool, confidence: float, contains: bool = False) -> Judgement:
    return judged(1, replied(answered, confidence, contains))


def unanswerable(answered: bool, confidence: float, kind: str = "near") -> Judgement:
    return judged(None, replied(answered, confidence), places=(), kind=kind)


def hit(document: str, start: int, end: int, rank: int = 1) -> Hit:
    """What of a hit decides whether it counts."""
    passage = Passage("p", document, start, end, "x" * (end - start), "text", "en", (), (), ((start, end),))
    return hit_of(passage, rank)


def hit_of(passage: Passage, rank: int = 1) -> Hit:
    return cast(Hit, SimpleNamespace(rank=rank, passage=passage, document=SimpleNamespace(id=passage.document_id)))


def gold(*spans: Span, documents: Sequence[str] = (), passed_over: Sequence[str] = ()) -> Gold:
    return Gold(spans, frozenset(documents), frozenset(passed_over), ())


# what counts as a hit


def test_a_passage_that_holds_half_of_the_gold_is_a_hit_and_one_that_holds_less_is_not() -> None:
    place = gold(Span("a", 100, 120))
    assert place.reached_by(hit("a", 0, 110))
    assert place.reached_by(hit("a", 110, 300))
    assert not place.reached_by(hit("a", 0, 109))
    assert not place.reached_by(hit("a", 300, 400))


def test_the_same_offsets_in_another_report_are_no_hit() -> None:
    assert not gold(Span("a", 100, 120)).reached_by(hit("b", 0, 300))


def test_the_rank_is_that_of_the_first_hit() -> None:
    hits = [hit("b", 0, 50, 1), hit("a", 0, 50, 2), hit("a", 0, 50, 3)]
    assert gold(Span("a", 10, 20)).rank(hits, "passage") == 2
    assert gold(Span("c", 10, 20)).rank(hits, "passage") is None


def test_documents_are_ranked_by_their_best_passage_and_count_once() -> None:
    hits = [hit("b", 0, 50, 1), hit("b", 50, 90, 2), hit("c", 0, 50, 3), hit("a", 0, 50, 4), hit("b", 90, 99, 5)]
    assert gold(documents=["a"]).rank(hits, "document") == 3


def test_the_page_that_a_title_was_taken_from_is_passed_over() -> None:
    hits = [hit("b", 0, 50, 1), hit("a", 0, 50, 2)]
    assert gold(documents=["a"], passed_over=["b"]).rank(hits, "document") == 1


def test_white_space_and_soft_hyphens_do_not_part_a_gold_from_its_text() -> None:
    assert normalised("  at\u00a0least\t10\n per cent, un\u00adbroken ") == "at least 10 per cent, unbroken"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """A report of short blocks, a table and a copy of it under another name."""
    folder = tmp_path_factory.mktemp("reports")
    body = "# Silicon\n\nThe furnace in the north runs day and night\n\nand takes eleven megawatts.\n\n"
    table = "| Metal | Tonnes |\n|---|---|\n| Nickel | 90 000 |\n"
    (folder / "silicon.en.md").write_text(body + table, encoding="utf-8")
    (folder / "twice.en.md").write_text(body + table, encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    build(home, folder)
    return open_current(home)


def spans_of(generation: Generation, *places: Place) -> Gold:
    return Library(generation).gold(question(places=places))


def test_a_gold_that_crosses_a_block_border_is_found_in_the_text(small: Generation) -> None:
    found = spans_of(small, Place("silicon.en.md", "day and night and takes"))
    (span,) = found.spans
    text = small.store.document(span.document_id).text
    assert text[span.start : span.end].split() == "day and night and takes".split()
    assert found.lost == ""


def test_a_gold_that_runs_over_table_cells_is_found_in_the_text(small: Generation) -> None:
    assert len(spans_of(small, Place("silicon.en.md", "Nickel 90 000")).spans) == 1


def test_a_copy_of_a_report_goes_by_either_name(small: Generation) -> None:
    here = [spans_of(small, Place(name, "eleven megawatts")) for name in ("silicon.en.md", "twice.en.md")]
    assert here[0].spans == here[1].spans != ()


def test_words_that_are_not_in_the_text_are_lost_in_reading(small: Generation) -> None:
    assert spans_of(small, Place("silicon.en.md", "twelve megawatts")).lost == "text"


def test_a_report_that_is_not_in_the_library_is_told_apart_from_words_lost_in_reading(small: Generation) -> None:
    assert spans_of(small, Place("gone.pdf", "eleven megawatts")).lost == "report"


def test_one_of_several_places_is_enough(small: Generation) -> None:
    found = spans_of(small, Place("gone.pdf", "anything"), Place("silicon.en.md", "eleven megawatts"))
    assert (len(found.spans), found.lost) == (1, "")


def test_a_statement_is_judged_by_its_words_and_by_how_much_of_the_gold_it_covers() -> None:
    text = "It runs day and night."
    passage = Passage("p", "a", 100, 122, text, "text", "en", (), (), ((100, 122),))
    place = Gold((Span("a", 108, 130),), frozenset(), frozenset(), ("day and night. Then it cools",))
    whole = Evidence(hit_of(passage), 100, 122, 1.0)
    assert place.stated_by(whole) == (False, True)
    assert replace(place, texts=("day and night",)).stated_by(whole) == (True, True)
    assert place.stated_by(replace(whole, end=112)) == (False, False)


# figures


def ranking(*ranks: int | None) -> dict[str, float]:
    table = metrics.columns([judged(rank) for rank in ranks])
    return {measure.name: metrics.measured(measure, table).value for measure in metrics.RANKED}


def test_figures_of_ranking_are_those_worked_out_by_hand() -> None:
    found = ranking(1, 3, 7, 20, None)
    assert found["R@1"] == pytest.approx(1 / 5)
    assert found["R@5"] == pytest.approx(2 / 5)
    assert found["R@10"] == pytest.approx(3 / 5)
    assert found["MRR"] == pytest.approx((1 + 1 / 3 + 1 / 7 + 1 / 20) / 5)
    assert found["nDCG@10"] == pytest.approx((1 + 1 / math.log2(4) + 1 / math.log2(8)) / 5)


def test_a_question_without_an_answer_counts_in_no_figure_of_ranking() -> None:
    both = [answerable(True, 0.9), unanswerable(True, 0.9)]
    (everything, *_) = report(both).rows
    assert (everything.count, everything.figures["R@1"].value) == (1, 1.0)


def test_bokmaal_and_nynorsk_are_one_language_and_two_pairs() -> None:
    asked = [("nb", "nn", 1), ("nn", "nn", None), ("nb", "en", 1), ("en", "nb", 1)]
    runs = [judged(rank, rank_language=mine, document_language=theirs) for mine, theirs, rank in asked]
    rows = {row.name: (row.count, row.figures["R@1"].value) for row in report(runs).rows}
    assert rows["all"] == (4, 0.75)
    assert rows["same"] == (2, 0.5)
    assert rows["other"] == (2, 1.0)
    assert rows["nb → nn"] == (1, 1.0)
    assert rows["nn → nn"] == (1, 0.0)


REPLIES = [
    answerable(True, 0.95, contains=True),
    answerable(True, 0.85, contains=False),
    answerable(True, 0.72, contains=True),
    answerable(False, 0.40),
    unanswerable(True, 0.60, kind="near"),
    unanswerable(False, 0.30, kind="near"),
    unanswerable(False, 0.10, kind="far"),
]


def test_refusals_and_statements_are_counted_as_worked_out_by_hand() -> None:
    found = {name: figure.value for name, figure in report(REPLIES).replies.items()}
    assert found["answered"] == pytest.approx(3 / 4)
    assert found["contains"] == pytest.approx(2 / 3)
    assert found["refusal_precision"] == pytest.approx(2 / 3)
    assert found["refusal_recall"] == pytest.approx(2 / 3)
    assert found["refusal_recall_near"] == pytest.approx(1 / 2)
    assert found["refusal_auroc"] == pytest.approx(11 / 12)  # of 12 pairs, one (.40 and .60) stands the wrong way


def test_auroc_counts_ties_half_and_needs_both_kinds_of_questions() -> None:
    tied = [answerable(True, 0.5), unanswerable(True, 0.5)]
    assert report(tied).replies["refusal_auroc"].value == pytest.approx(0.5)
    assert math.isnan(report([answerable(True, 0.5)]).replies["refusal_auroc"].value)


def test_reliability_takes_answers_given_and_counts_one_to_an_unanswerable_question_as_wrong() -> None:
    bins = {each.low: (each.count, each.right) for each in details(REPLIES).bins}
    assert bins == {0.9: (1, 1.0), 0.8: (1, 0.0), 0.7: (1, 1.0), 0.6: (1, 0.0)}
    gaps = (0.05 + 0.85 + 0.28 + 0.60) / 4
    assert details(REPLIES).calibration_error == pytest.approx(gaps)


def test_risk_rises_with_coverage_as_the_less_sure_answers_join() -> None:
    coverage, risk = metrics.risk_coverage(metrics.columns(REPLIES))
    assert coverage == pytest.approx(np.arange(1, 8) / 7)
    assert risk == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4, 3 / 5, 4 / 6, 5 / 7])


def test_percentiles_are_the_median_and_the_tail() -> None:
    assert metrics.percentiles([float(n) for n in range(101)]) == (50.0, 95.0)


# intervals


def test_the_bootstrap_gives_the_same_interval_each_time_and_another_with_another_seed() -> None:
    table = metrics.columns([judged(1 + n % 7) for n in range(60)])
    (measure, *_) = (each for each in metrics.RANKED if each.name == "MRR")
    first = metrics.measured(measure, table)
    assert metrics.measured(measure, table) == first
    assert metrics.measured(measure, table, seed=7) != first


def test_an_interval_holds_its_figure_and_has_the_width_that_theory_gives() -> None:
    table = metrics.columns([judged(1 if n % 2 else None) for n in range(400)])
    found = report([judged(1 if n % 2 else None) for n in range(400)]).rows[0].figures["R@1"]
    assert len(table["R@1"]) == 400
    assert found.low < found.value == 0.5 < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.5 / math.sqrt(400), rel=0.1)


def test_a_paired_difference_is_surer_than_two_runs_apart() -> None:
    before = [judged(1 if n % 2 else None, name=str(n)) for n in range(100)]
    after = [replace(j, rank=1) if n < 10 else j for n, j in enumerate(before)]  # 5 of 100 gained, none lost
    gain = differences(before, after).rows[0].figures["R@1"]
    assert gain.value == pytest.approx(0.05)
    assert 0 < gain.low < gain.high < 0.11
    alone = report(before).rows[0].figures["R@1"]
    assert gain.high - gain.low < alone.high - alone.low


def test_runs_of_different_questions_have_no_difference() -> None:
    with pytest.raises(ValueError, match="different questions"):
        differences([judged(1, name="one")], [judged(1, name="two")])


# formats


def write_lines(path: Path, records: Sequence[object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def record(name: str, **facts: object) -> dict[str, object]:
    asked = {"id": name, "lang": "nb", "document": "a.md", "question": "Hva?", "gold": "slik", "doc_lang": "en"}
    return asked | facts


MANDATE = [
    record("a", split="test"),
    record("b", also=[{"document": "b.md", "gold": "så"}]),
    {"id": "c", "lang": "en", "question": "Who?", "unanswerable": True, "kind": "near", "split": "dev"},
]


def test_mandate_questions_have_their_places_and_a_set_without_splits_is_dev(tmp_path: Path) -> None:
    read = read_set(write_lines(tmp_path / "set.jsonl", MANDATE), split="dev")
    assert [each.id for each in read.questions] == ["b", "c"]
    assert read.questions[0].places == (Place("a.md", "slik"), Place("b.md", "så"))
    assert (read.questions[1].places, read.questions[1].kind) == ((), "near")
    assert (read.unit, read.pages) == ("passage", ())


def test_a_folder_of_mandate_questions_is_one_set(tmp_path: Path) -> None:
    write_lines(tmp_path / "one.jsonl", MANDATE[:1])
    write_lines(tmp_path / "two.jsonl", MANDATE[1:])
    assert [each.id for each in read_set(tmp_path).questions] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("line", "said"),
    [("{", "line 1"), ("[]", "not an object"), ('{"id": "a", "question": "x"}', "lang"), ("", "no questions")],
)
def test_a_file_that_is_no_question_set_says_why(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(BadQuestionSet, match=said):
        read_set(path)


def test_an_answerable_question_has_to_name_its_gold(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "bad.jsonl", [{key: MANDATE[0][key] for key in MANDATE[0] if key != "gold"}])
    with pytest.raises(BadQuestionSet, match="gold"):
        read_set(path)


def test_a_sample_is_the_same_each_time_and_another_with_another_seed() -> None:
    whole = QuestionSet("set", "passage", tuple(question(str(n)) for n in range(50)))
    drawn = sampled(whole, 10)
    assert sampled(whole, 10) == drawn
    assert sampled(whole, 10, seed=7) != drawn
    assert sampled(whole, 50) == whole


@pytest.fixture
def norquad(tmp_path: Path) -> Path:
    folder = tmp_path / "norquad"
    folder.mkdir()
    contexts = {"n1": "Gruven på Modum tok ut kobolt fra 1773.", "n2": "Fiskerne i Lofoten tar torsk om vinteren."}
    write_lines(folder / "contexts.jsonl", [{"context_id": name, "text": text} for name, text in contexts.items()])
    asked = {"qid": "q1", "question": "Når tok gruven ut kobolt?", "context_id": "n1", "answers": ["1773"]}
    write_lines(folder / "questions_validation.jsonl", [asked])
    write_lines(folder / "questions_train.jsonl", [asked | {"qid": "q2"}, asked | {"qid": "q3"}])
    return folder


def test_norquad_asks_for_the_context_and_brings_all_contexts(norquad: Path) -> None:
    read = read_set(norquad)
    assert [(each.id, each.places) for each in read.questions] == [("q1", (Place("n1.txt"),))]
    assert [page.name for page in read.pages] == ["n1.txt", "n2.txt"]
    assert [each.id for each in read_set(norquad, split="dev").questions] == ["q2", "q3"]


@pytest.fixture
def parallel(tmp_path: Path) -> Path:
    folder = tmp_path / "parallel"
    folder.mkdir()
    lead = "Reindeer need peace while they calve, and the mines lie close to the pastures."
    ledet = "Reinen trenger ro når den kalver, og gruvene ligger nær beitene på vidda."
    documents = [
        {"id": "en:a/reindeer.xml", "lang": "en", "title": "Reindeer", "text": f"Reindeer\nMenu\n{lead}\nMore."},
        {"id": "nb:a/rein.xml", "lang": "nb", "title": "Rein", "text": f"Rein\n{ledet}"},
        {"id": "nb:a/torsk.xml", "lang": "nb", "title": "Torsk", "text": "Torsk\nTorsken gyter."},
    ]
    write_lines(folder / "documents.jsonl", documents)
    (folder / "pairs_dev.tsv").write_text("id_a\tid_b\nen:a/reindeer.xml\tnb:a/rein.xml\n", encoding="utf-8")
    return folder


def test_title_and_lead_of_a_page_ask_for_its_translation_both_ways(parallel: Path) -> None:
    asked = read_set(parallel).questions
    assert [(each.kind, each.language, each.document_language) for each in asked] == [
        ("title", "en", "nb"),
        ("lead", "en", "nb"),
        ("title", "nb", "en"),
        ("lead", "nb", "en"),
    ]
    assert asked[1].text.startswith("Reindeer need peace")
    assert asked[1].places == (Place("nb_a_rein.xml.txt"),)
    assert asked[1].without == ("en_a_reindeer.xml.txt",)


@pytest.fixture
def flores(tmp_path: Path) -> Path:
    folder = tmp_path / "flores"
    folder.mkdir()
    (folder / "metadata.tsv").write_text("URL\tdomain\nx/1\tnews\nx/1\tnews\nx/2\tnews\n", encoding="utf-8")
    lines = {"nob": "Bergene er høye", "nno": "Fjella er høge", "eng": "The mountains are high"}
    for code, text in lines.items():
        sentences = (f"{text} {nth}." for nth in ("one", "two", "three"))
        (folder / f"{code}.devtest").write_text("\n".join(sentences), encoding="utf-8")
    return folder


def test_flores_lines_with_one_address_are_one_article_in_three_languages(flores: Path) -> None:
    read = read_set(flores)
    assert len(read.pages) == 2 * 3
    assert read.pages[0].text == "Bergene er høye one.\nBergene er høye two."
    assert len(read.questions) == 3 * 3 * 2


def test_a_flores_sentence_passes_over_its_article_in_all_languages_but_one(flores: Path) -> None:
    asked = next(each for each in read_set(flores).questions if each.id == "2 nb > en")
    assert asked.places == (Place("article-0001.en.txt"),)
    assert asked.without == ("article-0001.nb.txt", "article-0001.nn.txt")


# runs


def test_a_set_with_pages_is_indexed_below_the_home_as_any_report(tmp_path: Path, norquad: Path) -> None:
    more = tmp_path / "more.txt"
    more.write_text("Nikkel fra Kristiansand går til Europa.", encoding="utf-8")
    read = read_set(norquad)
    home = prepared(open_home(tmp_path / "home"), read, [more], lambda *_: None)
    assert home.path == tmp_path / "home" / "evaluation" / "norquad"
    assert len(home.generation().store.documents()) == 3
    (judgement,) = run(home, read)
    assert judgement.rank == 1
    assert judgement.reply is None


def test_pages_that_a_set_no_longer_has_leave_its_home(tmp_path: Path, norquad: Path) -> None:
    read = read_set(norquad)
    prepared(open_home(tmp_path), read, [], lambda *_: None)
    fewer = replace(read, pages=read.pages[:1])
    home = prepared(open_home(tmp_path), fewer, [], lambda *_: None)
    assert [Path(each.path).name for each in home.generation().store.documents()] == ["n1.txt"]


def test_vectors_that_the_home_has_are_not_computed_again(tmp_path: Path, norquad: Path) -> None:
    read = read_set(norquad)
    reports = tmp_path / "reports"
    reports.mkdir()
    for page in read.pages:
        (reports / page.name).write_text(page.text, encoding="utf-8")
    build(tmp_path / "home", reports)
    embedder = HashedWords()
    home = open_home(tmp_path / "home")
    home.embedder = embedder
    prepared(home, read, [], lambda *_: None)
    assert embedder.embedded == []


def test_a_run_judges_hits_answers_and_refusals(tmp_path: Path, small: Generation) -> None:
    asked = QuestionSet(
        "own",
        "passage",
        (
            question("found", "en", "en", places=(Place("silicon.en.md", "eleven megawatts"),)),
            question("absent", "en", places=()),
        ),
    )
    found, absent = run(open_home(small.directory.parents[1]), asked)
    assert found.rank is not None
    assert absent.rank is None
    assert found.reply is not None
    assert found.reply.milliseconds > 0


# the verb

runner = CliRunner()


def test_the_verb_prints_figures_for_each_set_and_for_all(small_home: Path, tmp_path: Path) -> None:
    lines = [
        record("a", document="nikkel.nb.md", lang="en", doc_lang="nb", gold="lager for seks uker",
               question="How long does the store of matte last?"),
        {"id": "b", "lang": "nb", "question": "Hvem vant VM i sjakk?", "unanswerable": True},
        record("c", document="lithium.en.md", gold="no such words"),
    ]  # fmt: skip
    for name in ("one", "two"):
        write_lines(tmp_path / f"{name}.jsonl", lines)
    both = [str(tmp_path / f"{name}.jsonl") for name in ("one", "two")]
    result = runner.invoke(app, ["eval", *both, "--home", str(small_home), "--json"])
    assert result.exit_code == 0, result.stderr
    sets = json.loads(result.stdout)["sets"]
    assert [(each["name"], each["answerable"], each["unanswerable"]) for each in sets][:2] == [
        ("one.jsonl", 2, 1),
        ("two.jsonl", 2, 1),
    ]
    assert (len(sets), sets[2]["answerable"]) == (3, 4)
    assert sets[0]["lost"] == {"report": [], "text": ["c"]}
    assert sets[0]["questions"][0]["rank"] == 1
    printed = runner.invoke(app, ["eval", both[0], "--home", str(small_home)])
    assert "en → nb" in printed.stdout
    assert "Answer lost in reading (1): c" in printed.stdout


def test_a_limit_takes_part_of_the_questions_in_their_order(small_home: Path, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "many.jsonl", [record(str(n), document="nikkel.nb.md") for n in range(9)])
    result = runner.invoke(app, ["eval", str(path), "--home", str(small_home), "--limit", "2", "--json"])
    asked = [each["id"] for each in json.loads(result.stdout)["sets"][0]["questions"]]
    assert len(asked) == 2
    assert asked == sorted(asked)


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_a_figure_is_drawn_in_the_format_of_its_suffix(small_home: Path, tmp_path: Path, suffix: str) -> None:
    path = write_lines(tmp_path / "set.jsonl", [record("a", document="nikkel.nb.md", gold="lager for seks uker")])
    figure = tmp_path / f"figure{suffix}"
    result = runner.invoke(app, ["eval", str(path), "--home", str(small_home), "--plot", str(figure)])
    assert result.exit_code == 0, result.stderr
    assert figure.read_bytes().startswith({".png": b"\x89PNG", ".svg": b"<?xml"}[suffix])


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["missing.jsonl"], 4, "missing.jsonl"),
        (["missing.jsonl", "--plot", "figure.gif"], 2, ".png"),
        (["missing.jsonl", "--plot", "no/such/folder/figure.png"], 2, "No such"),
    ],
)
def test_what_cannot_be_done_is_said_before_the_work_begins(arguments: list[str], code: int, said: str) -> None:
    result = runner.invoke(app, ["eval", *arguments])
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr


def test_a_missing_package_is_named_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    result = runner.invoke(app, ["eval", "any.jsonl"])
    assert result.exit_code == 2
    assert 'pip install "mandate-assistant[eval]"' in result.stderr


# comparison


def test_settings_are_read_by_name_in_the_type_they_have() -> None:
    changed = tuned("bm25=0.5, compounds=off, candidates=20")
    assert (changed.bm25, changed.compounds, changed.candidates) == (0.5, False, 20)
    assert changed == replace(DEFAULT, bm25=0.5, compounds=False, candidates=20)


@pytest.mark.parametrize("typed", ["bm26=1", "bm25", "bm25=much", "compounds=0.5", "", " , "])
def test_a_setting_that_does_not_exist_or_has_no_such_value_names_those_that_do(typed: str) -> None:
    with pytest.raises(BadKnob) as caught:
        tuned(typed)
    assert "bm25=" in caught.value.args[1]


def test_a_comparison_gives_each_run_and_the_paired_difference(small_home: Path, tmp_path: Path) -> None:
    shared = {"document": "nikkel.nb.md", "gold": "lager for seks uker"}
    asked = [record("a", question="Hvor lenge varer lageret av matte?", **shared), record("b", **shared)]
    path, figure = write_lines(tmp_path / "set.jsonl", asked), tmp_path / "figure.svg"
    arguments = ["eval", str(path), "--home", str(small_home), "--compare", "bm25=0", "--plot", str(figure)]
    result = runner.invoke(app, [*arguments, "--json"])
    assert result.exit_code == 0, result.stderr
    (read,) = json.loads(result.stdout)["sets"]
    (compared,) = read["compared"]
    assert compared["settings"] == "bm25=0"
    for before, after, gain in zip(
        read["ranking"], compared["ranking"], compared["difference"]["ranking"], strict=True
    ):
        assert gain["MRR"]["value"] == pytest.approx(after["MRR"]["value"] - before["MRR"]["value"], abs=2e-4)
    assert "bm25=0" in figure.read_text(encoding="utf-8")


def test_an_unknown_setting_is_said_before_the_work_begins(tmp_path: Path) -> None:
    result = runner.invoke(app, ["eval", "missing.jsonl", "--compare", "bm26=1"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "bm26=1" in result.stderr
