"""Language axes: found where they are, kept where they belong, and a changed set makes a new generation."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from fakes import HashedWords, build, write_library
from tiny_models import make_sentence_transformer
from typer.testing import CliRunner

from assistant.cli.main import app
from assistant.cli.options import say
from assistant.messages import UiLanguage
from index import durable
from index.axes import COUNT, PAIRS, fingerprint, kept_axes, parallel_sentences, remove
from index.calibration import calibrate_home, translations_found
from index.embedders import Vectors
from index.embedders.packaged import PackagedE5
from index.errors import CannotWrite
from index.generation import generations, open_current

Run = Callable[..., Result]


class Bilingual(HashedWords):
    """Translations have one meaning here, and the two languages stand on either side of one direction."""

    def __init__(self) -> None:
        super().__init__(name="bilingual")
        self.meanings = {
            text: place
            for place, pair in enumerate(pair for name in PAIRS for pair in parallel_sentences(name))
            for text in pair
        }
        self.english = {english for name in PAIRS for _, english in parallel_sentences(name)}
        self.axis = np.eye(self.dimension, dtype=np.float32)[7]

    def questions(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._translated(text) for text in texts], dtype=np.float32)

    def _translated(self, text: str) -> Vectors:
        meaning = np.random.default_rng(self.meanings[text]).normal(size=self.dimension).astype(np.float32)
        meaning[7] = 0
        noise = np.random.default_rng(len(text)).normal(scale=0.002, size=self.dimension)
        vector = meaning / np.linalg.norm(meaning) + (self.axis if text in self.english else -self.axis) + noise
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder in place of the program's own, so that what a test ships stays out of it."""
    monkeypatch.setattr("index.axes._SHIPPED", tmp_path / "program")
    return tmp_path / "program"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return write_library(tmp_path / "reports")


@pytest.fixture
def home(tmp_path: Path, reports: Path) -> Path:
    """A home with one generation of the short reports."""
    build(tmp_path / "home", reports)
    return tmp_path / "home"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, home: Path) -> Run:
    """Call the program in this process, on the home without a model; messages in English."""
    monkeypatch.setattr(say, "language", "en")
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    monkeypatch.setattr("assistant.home.open_embedder", lambda _: HashedWords())
    return lambda *arguments: CliRunner().invoke(app, ["calibrate", *map(str, arguments)])


# what is found


def test_the_direction_of_a_language_is_found_and_translations_with_it(tmp_path: Path) -> None:
    embedder = Bilingual()
    found, _ = calibrate_home(tmp_path / "home", embedder, 1)
    assert found.axes.shape == (1, 64)
    assert abs(float(found.axes[0] @ embedder.axis)) > 0.99
    assert found.shares[0] > 0.99
    assert {(each.source, each.target) for each in found.retrieval} == {
        ("nb", "en"), ("en", "nb"), ("nn", "en"), ("en", "nn"),
    }  # fmt: skip
    for each in found.retrieval:
        assert (each.before, each.after) == (0.0, 1.0)


def test_every_fifth_pair_is_held_out(tmp_path: Path) -> None:
    found, _ = calibrate_home(tmp_path / "home", HashedWords())
    assert found.pairs == {name: len(parallel_sentences(name)) for name in PAIRS}
    held = {each.source: each.sentences for each in found.retrieval if each.target == "en"}
    assert held == {name[:2]: -(-count // 5) for name, count in found.pairs.items()}


def test_only_the_translation_counts_as_found() -> None:
    apart, near = np.eye(2, dtype=np.float32), np.array([[0.8, 0.6], [0.6, 0.8]], dtype=np.float32)
    assert translations_found(apart, apart) == (1.0, 1.0)
    assert translations_found(near, -near) == (0.0, 0.0)
    assert translations_found(apart, near) == (1.0, 0.0)


def test_each_sentence_is_embedded_once_and_told(tmp_path: Path) -> None:
    embedder, told = HashedWords(), list[tuple[int, int]]()
    calibrate_home(tmp_path / "home", embedder, watch=lambda done, total: told.append((done, total)))
    assert len(embedder.embedded) == len(set(embedder.embedded)) == told[-1][0] == told[-1][1]
    again = HashedWords()
    calibrate_home(tmp_path / "home", again, 5)
    assert again.embedded == []


@pytest.mark.filterwarnings("default")  # torch and transformers have their own
def test_any_sentence_transformer_has_axes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sentence_transformers", reason="no other models without sentence-transformers")
    model = make_sentence_transformer(tmp_path / "tiny")
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    result = CliRunner().invoke(app, ["calibrate", "--model", str(model), "--axes", "3", "--json"])
    assert result.exit_code == 0, result.stderr
    value = json.loads(result.stdout)
    axes = np.load(value["file"])
    assert axes.shape == (value["axes"], 32) == (3, 32)
    assert np.allclose(axes @ axes.T, np.eye(3), atol=1e-5)
    assert value["fingerprint"] == fingerprint(axes)
    assert value["model"].startswith(str(model))
    assert value["outdated"] is False
    assert sorted(value["shares"], reverse=True) == value["shares"]
    assert all(0 <= each["before"] <= 1 and 0 <= each["after"] <= 1 for each in value["retrieval"])
    assert Path(value["file"]).parent == tmp_path / "home" / "axes"


# where axes are kept


def test_the_axes_of_the_default_model_come_with_the_program(tmp_path: Path) -> None:
    axes = kept_axes(PackagedE5(), tmp_path)
    assert axes is not None
    assert axes.shape == (COUNT, 384)


def test_axes_of_a_home_go_before_those_of_the_program(tmp_path: Path, program: Path) -> None:
    embedder = HashedWords()
    shipped, file = calibrate_home(tmp_path / "home", embedder, 2, shipped=True)
    assert file.parent == program
    assert not (tmp_path / "home" / "axes").exists()
    assert fingerprint(in_force(embedder, tmp_path / "home")) == fingerprint(shipped.axes)
    own, _ = calibrate_home(tmp_path / "home", embedder, 3)
    assert fingerprint(in_force(embedder, tmp_path / "home")) == fingerprint(own.axes)
    assert fingerprint(in_force(embedder, tmp_path / "other")) == fingerprint(shipped.axes)


def in_force(embedder: HashedWords, home: Path) -> Vectors:
    axes = kept_axes(embedder, home)
    assert axes is not None
    return axes


def damaged(content: bytes) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(content)


def replaced(axes: Vectors) -> Callable[[Path], object]:
    def replace(file: Path) -> None:
        with file.open("wb") as opened:
            np.save(opened, axes)

    return replace


@pytest.mark.parametrize(
    "change",
    [
        damaged(b""),
        damaged(b"\x93NUMPY\x01"),
        damaged(b"not an array"),
        replaced(np.eye(3, dtype=np.float32)),
        replaced(np.ones((2, 64), dtype=np.float32)),
        replaced(np.eye(64, dtype=np.float64)[:2]),
    ],
)
def test_damaged_axes_are_estimated_anew(home: Path, reports: Path, change: Callable[[Path], object]) -> None:
    (file,) = (home / "axes").iterdir()
    change(file)
    assert kept_axes(HashedWords(), home) is None
    before = open_current(home).manifest
    build(home, reports)
    assert kept_axes(HashedWords(), home) is not None
    assert open_current(home).manifest.files == before.files


# a generation and its axes


def test_a_generation_names_the_axes_that_it_was_made_with(home: Path) -> None:
    generation = open_current(home)
    assert generation.manifest.settings["axes"] == fingerprint(generation.axes)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_other_axes_make_a_new_generation_and_nothing_is_embedded_again(home: Path, reports: Path, count: int) -> None:
    found, _ = calibrate_home(home, HashedWords(), count)
    embedder = HashedWords()
    outcome = build(home, reports, embedder=embedder)
    assert (outcome.published, outcome.read, outcome.embedded, embedder.embedded) == (True, [], 0, [])
    generation = open_current(home)
    assert np.array_equal(generation.axes, found.axes)
    if count:
        assert abs(generation.sentences.astype(np.float32) @ found.axes.T).max() < 0.01
    assert not build(home, reports).published


def test_the_same_axes_estimated_again_are_no_change(home: Path, reports: Path) -> None:
    calibrate_home(home, HashedWords())
    assert not build(home, reports).published
    assert generations(home) == [1]


def test_without_axes_vectors_stay_as_they_are() -> None:
    vectors = HashedWords().questions(["nikkel", "lithium"])
    assert remove(vectors, np.empty((0, 64), dtype=np.float32)) is vectors


# the verb


def test_the_verb_tells_what_it_found(run: Run) -> None:
    result = run()
    assert result.exit_code == 0, result.stderr
    assert "nb-en 430, nn-en 171" in result.stdout
    for row in ("nb → en", "en → nb", "nn → en", "en → nn"):
        assert row in result.stdout
    assert result.stdout.count("✓") == COUNT
    assert "axes" in result.stderr
    assert "assistant rebuild" not in result.stderr


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_verb_says_when_the_index_must_be_rebuilt(
    run: Run, language: UiLanguage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(say, "language", language)
    assert "assistant rebuild" in run("--axes", 3).stderr
    assert json.loads(run("--axes", 3, "--json").stdout)["outdated"] is True


def test_the_verb_ships_axes_with_the_program(run: Run, program: Path) -> None:
    file = Path(json.loads(run("--ship", "--json").stdout)["file"])
    assert file.parent == program
    assert file.is_file()


def test_one_writer_at_a_time(run: Run, home: Path) -> None:
    with durable.writer_lock(home):
        result = run()
    assert result.exit_code == 3
    assert "Another rebuild is running" in result.stderr


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(CannotWrite):
        calibrate_home(tmp_path / "file", HashedWords())


def test_the_choice_of_a_model_for_calibration_is_not_kept(run: Run, home: Path) -> None:
    assert run("--model", "another").exit_code == 0
    assert not (home / "settings.toml").exists()
