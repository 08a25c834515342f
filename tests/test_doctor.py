"""The doctor names what is wrong with a home, and the command that mends it."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes import HashedWords, build, write_library

from assistant.doctor import Check, examine
from assistant.messages import Messages
from assistant.settings import Settings, remember
from corpus import library
from corpus.library import Source
from index import durable
from index.embedders import PACKAGED
from index.errors import ModelMissing
from index.generation import open_current


@pytest.fixture(autouse=True)
def _quick_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default model is the embedder without a model; no other is on this machine."""

    def opened(model: str) -> HashedWords:
        if model != PACKAGED:
            raise ModelMissing(model, "not a local folder")
        return HashedWords()

    monkeypatch.setattr("assistant.home.open_embedder", opened)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(write_library(tmp_path / "all") / "kobolt.nn.txt", folder)
    return folder


@pytest.fixture
def home(tmp_path: Path, reports: Path) -> Path:
    """A home built of one report."""
    home = tmp_path / "home"
    build(home, reports)
    remember(Settings(home, (reports,)))
    return home


def verdicts(home: Path, reports: Sequence[Path] = (), model: str | None = None) -> dict[str, Check]:
    return {check.name: check for check in examine(home, reports, model)}


def failing(home: Path, model: str | None = None) -> dict[str, str]:
    """Checks that are not ok, but for torch and the disk, which are the machine's."""
    checks = verdicts(home, model=model).values()
    return {c.name: c.verdict for c in checks if c.verdict != "ok" and c.name not in ("torch", "disk")}


def test_a_home_that_was_just_built_is_well(home: Path) -> None:
    assert failing(home) == {}


def test_every_check_and_every_cure_has_words(home: Path, tmp_path: Path) -> None:
    say = Messages("nb")
    for check in [*examine(home), *examine(tmp_path / "nowhere"), *examine(home, model="no-such-model")]:
        assert say(f"check.{check.name}")
        assert not check.mend or say(f"mend.{check.mend}")


def test_a_home_without_an_index_fails_with_the_cure(tmp_path: Path) -> None:
    check = verdicts(tmp_path / "nowhere")["index"]
    assert (check.verdict, check.mend) == ("fail", "full")
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_file_is_named(home: Path) -> None:
    (open_current(home).directory / "columns.npy").write_bytes(b"")
    check = verdicts(home)["index"]
    assert (check.verdict, check.mend) == ("fail", "full")
    assert "columns.npy" in check.detail


def test_a_lost_pointer_is_named(home: Path) -> None:
    (home / "CURRENT").unlink()
    assert "CURRENT" in verdicts(home)["index"].detail


def test_settings_that_cannot_be_read_are_named(home: Path) -> None:
    (home / "settings.toml").write_text("reports = [", encoding="utf-8")
    (check,) = examine(home)
    assert (check.name, check.verdict, check.mend) == ("settings", "fail", "settings")
    assert "settings.toml" in check.detail


def test_a_model_that_is_not_here_is_named(home: Path) -> None:
    assert failing(home, "no-such-model") == {"model": "fail", "match": "fail"}


@pytest.mark.parametrize("change", ["added", "edited", "deleted", "renamed"])
def test_a_changed_report_is_named(home: Path, reports: Path, change: str) -> None:
    path = reports / "kobolt.nn.txt"
    if change == "added":
        (reports / "new.txt").write_text("Noko nytt om vanadium.\n", encoding="utf-8")
    elif change == "edited":
        path.write_text("Noko anna om kobolt.\n", encoding="utf-8")
    elif change == "deleted":
        path.unlink()
    else:
        path.rename(reports / "new.txt")
    check = verdicts(home)["changed"]
    assert (check.verdict, check.mend) == ("warn", "rebuild")
    assert ("new.txt" if change in ("added", "renamed") else "kobolt.nn.txt") in check.detail


def test_a_file_that_vanishes_while_it_is_examined_is_no_reason_to_fail(
    home: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanished(sources: list[Source]) -> list[Source]:
        for source in sources:
            source.path.unlink()
        return sources

    real = library.scan
    monkeypatch.setattr(library, "scan", lambda folders: (vanished(real(folders)[0]), []))
    assert verdicts(home)["changed"].verdict == "warn"


def test_skipped_files_are_named(home: Path, reports: Path) -> None:
    (reports / "empty.txt").touch()
    build(home, reports)
    assert failing(home) == {"skipped": "warn"}
    assert "empty.txt" in verdicts(home)["skipped"].detail


def test_a_rebuild_that_is_running_is_named(home: Path) -> None:
    with durable.writer_lock(home):
        check = verdicts(home)["lock"]
    assert check.verdict == "warn"
    assert str(os.getpid()) in check.detail
