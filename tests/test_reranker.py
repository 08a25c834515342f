"""A cross-encoder puts the best passages in order once more, without setting one language against the other."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from fakes import HashedWords
from tiny_models import make_cross_encoder, make_encoder
from typer.testing import CliRunner

from assistant.ask import Options, ask, find
from assistant.cli.main import app
from assistant.cli.options import say
from assistant.home import Home
from assistant.messages import UiLanguage
from assistant.settings import Settings, load, remember
from corpus.language import identify
from index.analysis import family_of
from index.errors import ModelMissing
from index.generation import Generation
from index.reranker import DEPTH, CrossEncoderReranker, Floats, Reranker, rerank, search_again
from index.search import ALL, Filter, Found, Hit, search
from index.tuning import Tuning

QUESTION = "Hvor mye nikkel lager raffineriet i Kristiansand?"
ALONE = Tuning(reranker=1.0)
# torch and transformers have warnings of their own
real_model = pytest.mark.filterwarnings("default")


class Judge:
    """A reranker whose opinion is a function of the text."""

    def __init__(self, opinion: Callable[[str], float]) -> None:
        self.opinion = opinion
        self.seen = list[str]()

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        self.seen += texts
        return np.array([self.opinion(text) for text in texts])


def found(
    generation: Generation,
    reranker: Reranker | None,
    limit: int = DEPTH,
    where: Filter = ALL,
    tuning: Tuning = ALONE,
) -> Found:
    return search_again(generation, HashedWords(), QUESTION, limit, where, tuning, reranker)


def first_seen(generation: Generation) -> tuple[Hit, ...]:
    return search(generation, HashedWords(), QUESTION, DEPTH, Filter(balance=True)).hits


def by_family(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    families = {family_of(hit.passage.language) for hit in hits}
    return {family: [hit for hit in hits if family_of(hit.passage.language) == family] for family in families}


def texts(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.text for hit in hits]


def score(hit: Hit) -> float:
    return next(each.raw for each in hit.contributions if each.list == "reranker")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of two layers with random weights."""
    pytest.importorskip("sentence_transformers", reason="no cross-encoder without sentence-transformers")
    return make_cross_encoder(tmp_path_factory.mktemp("tiny") / "cross-encoder")


# a real cross-encoder


@real_model
def test_at_full_weight_each_language_is_in_the_cross_encoders_order(generation: Generation, tiny: Path) -> None:
    hits = found(generation, CrossEncoderReranker(str(tiny))).hits
    before = by_family(first_seen(generation))
    for family, listed in by_family(hits).items():
        scores = [score(hit) for hit in listed]
        assert scores == sorted(scores, reverse=True)
        assert len(set(scores)) > 3
        assert sorted(texts(listed)) == sorted(texts(before[family]))
    assert texts(hits) != texts(search(generation, HashedWords(), QUESTION, DEPTH).hits)


@real_model
def test_the_scores_are_the_models_own(generation: Generation, tiny: Path) -> None:
    import torch
    from sentence_transformers import CrossEncoder

    hit = found(generation, CrossEncoderReranker(str(tiny))).hits[0]
    model = CrossEncoder(str(tiny), device="cpu", local_files_only=True)
    (alone,) = model.predict([(QUESTION, hit.passage.reading or hit.passage.text)], activation_fn=torch.nn.Identity())
    assert score(hit) == pytest.approx(float(alone), abs=2e-4)


@real_model
def test_the_same_question_gives_the_same_order_from_a_model_loaded_anew(generation: Generation, tiny: Path) -> None:
    once, again = (found(generation, CrossEncoderReranker(str(tiny)), tuning=Tuning()) for _ in range(2))
    assert once.hits == again.hits


@real_model
def test_the_same_text_scores_the_same_in_any_company(tiny: Path) -> None:
    reranker = CrossEncoderReranker(str(tiny))
    together = reranker.scores(QUESTION, ["nikkel", "en lang setning om kobolt " * 30, "nikkel"])
    assert together[0] == together[2] == reranker.scores(QUESTION, ["nikkel"])[0]


@real_model
def test_a_question_longer_than_the_model_reads_is_scored_too(tiny: Path) -> None:
    assert np.isfinite(CrossEncoderReranker(str(tiny)).scores("hva er nikkel " * 700, ["nikkel", ""])).all()


@real_model
@pytest.mark.parametrize("make", [make_encoder, lambda folder: make_cross_encoder(folder, labels=3), Path.mkdir])
def test_a_model_without_one_trained_score_is_refused(make: Callable[[Path], object], tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="no cross-encoder without sentence-transformers")
    make(tmp_path / "model")
    with pytest.raises(ModelMissing) as missing:
        CrossEncoderReranker(str(tmp_path / "model")).scores(QUESTION, ["nikkel"])
    assert missing.value.option == "--reranker"


# order, whatever the model


def test_equal_scores_keep_the_fused_order_and_then_go_by_passage_id(generation: Generation) -> None:
    hits = found(generation, Judge(lambda _: 0.5), tuning=Tuning()).hits
    once = search(generation, HashedWords(), QUESTION, DEPTH).hits
    for family, listed in by_family(hits).items():
        assert texts(listed) == texts(by_family(once)[family])
    same = [replace(hit, fused=1.0) for hit in once]
    assert [hit.passage.id for hit in rerank(Judge(lambda _: 0.5), QUESTION, same, 0.7)] == sorted(
        hit.passage.id for hit in once
    )


def test_without_weight_or_without_a_model_nothing_is_looked_at_again(generation: Generation) -> None:
    once = search(generation, HashedWords(), QUESTION, 10).hits
    judge = Judge(len)
    assert found(generation, judge, 10, tuning=Tuning(reranker=0.0)).hits == once
    assert found(generation, None, 10).hits == once
    assert judge.seen == []


def test_contributions_sum_to_the_fused_score_less_the_handicap(generation: Generation) -> None:
    tuning = Tuning(reranker=0.4)
    for hit in found(generation, Judge(len), tuning=tuning).hits:
        own = family_of(hit.passage.language) == family_of(identify(QUESTION).language)
        handicap = 0.6 * tuning.handicap if own else 0.0
        assert sum(each.weight for each in hit.contributions) == pytest.approx(1)
        assert sum(each.weight * each.z for each in hit.contributions) - handicap == pytest.approx(hit.fused, abs=1e-5)


def test_a_model_that_dislikes_a_language_does_not_move_it(generation: Generation) -> None:
    """A constant taken from every score of one language, and its scale, say nothing about its passages."""

    def partial(text: str) -> float:
        return float(len(text)) if family_of(identify(text).language) == "no" else len(text) / 50 - 1000

    assert texts(found(generation, Judge(partial)).hits) == texts(found(generation, Judge(len)).hits)


def test_each_language_sends_as_many_passages(generation: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.reranker.DEPTH", 6)
    judge = Judge(len)
    found(generation, judge, 4)
    assert sorted(judge.seen) == sorted(hit.passage.reading or hit.passage.text for hit in first_seen(generation)[:6])
    assert len(judge.seen) == 6


def test_a_shorter_list_is_the_beginning_of_a_longer_one(generation: Generation) -> None:
    whole = found(generation, Judge(len)).hits
    assert found(generation, Judge(len), 3).hits == whole[:3]
    assert [hit.rank for hit in whole] == list(range(1, len(whole) + 1))


def test_filters_and_turns_hold_after_the_second_look(generation: Generation) -> None:
    english = found(generation, Judge(len), where=Filter(languages=("en",))).hits
    assert {hit.passage.language for hit in english} == {"en"}
    assert [score(hit) for hit in english] == sorted((score(hit) for hit in english), reverse=True)
    turns = [family_of(hit.passage.language) for hit in found(generation, Judge(len), where=Filter(balance=True)).hits]
    assert all(one != other for one, other in pairwise(turns[:6]))
    assert found(generation, Judge(len), where=Filter(documents=())).hits == ()


def test_a_table_row_is_read_with_its_header(generation: Generation) -> None:
    judge = Judge(len)
    found(generation, judge)
    readings = [hit.passage.reading for hit in first_seen(generation) if hit.passage.reading]
    assert readings
    assert set(readings) <= set(judge.seen)


# doors


def home_of(path: Path, reranker: Reranker) -> Home:
    home = Home(Settings(path))
    home.__dict__.update(embedder=HashedWords(), reranker=reranker)
    return home


def test_answers_and_searches_both_take_the_second_look(built_home: Path) -> None:
    judge = Judge(lambda text: float("seks uker" in text))
    home = home_of(built_home, judge)
    best = find(home, QUESTION, Options(tuning=ALONE)).hits[0]
    assert "seks uker" in best.passage.text
    searched = len(judge.seen)
    assert "rerank_ms" in ask(home, QUESTION, Options(tuning=ALONE)).timings
    assert len(judge.seen) == 2 * searched > 0


@pytest.fixture
def run(built_home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call the program in this process, on the home without a model."""
    monkeypatch.setenv("ASSISTANT_HOME", str(built_home))
    monkeypatch.setattr("assistant.home.open_embedder", lambda _: HashedWords())
    monkeypatch.setattr("assistant.cli.opening.choices.remembered", Settings)
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


@real_model
def test_json_and_explanations_have_the_list(run: Callable[..., Result], tiny: Path) -> None:
    value = json.loads(run("search", QUESTION, "--reranker", tiny, "--json").stdout)
    assert value["timings"]["rerank_ms"] > 0
    for hit in value["hits"]:
        assert set(hit["lists"]["reranker"]) == {"rank", "raw", "z", "weight"}
        assert hit["scores"]["reranker"] == hit["lists"]["reranker"]["raw"]
        assert hit["lists"]["reranker"]["weight"] == Tuning().reranker
    explained = run("search", QUESTION, "--reranker", tiny, "--explain", "--limit", 2).stdout
    assert explained.count("reranker z ") == 2


@real_model
@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("verb", ["ask", "search"])
def test_an_unknown_model_is_one_clear_line(
    run: Callable[..., Result], language: UiLanguage, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sentence_transformers", reason="no cross-encoder without sentence-transformers")
    monkeypatch.setattr(say, "language", language)
    result = run(verb, QUESTION, "--reranker", "/no/such/model")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "/no/such/model" in result.stderr
    assert "--reranker" in result.stderr
    assert "--model" not in result.stderr


def test_without_sentence_transformers_the_line_says_how_to_install_it(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", None)
    result = run("search", QUESTION, "--reranker", "some-model")
    assert result.exit_code == 3
    assert "pip install sentence-transformers" in result.stderr


def test_the_choice_is_the_option_then_the_environment_and_is_never_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load(tmp_path).reranker is None
    monkeypatch.setenv("ASSISTANT_RERANKER", "from-environment")
    assert load(tmp_path).reranker == "from-environment"
    assert load(tmp_path, reranker="from-option").reranker == "from-option"
    assert load(tmp_path, reranker="").reranker is None
    remember(load(tmp_path))
    monkeypatch.delenv("ASSISTANT_RERANKER")
    assert load(tmp_path).reranker is None
