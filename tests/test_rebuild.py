"""Rebuilding: only what is new is done, a killed rebuild leaves the old generation, and one writer works at a time."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import HashedWords, build, write_library

from corpus.library import Source
from index import durable
from index.errors import CannotWrite, Locked, NothingReadable
from index.generation import Manifest, generations, open_current
from index.rebuild import KEEP, Request, rebuild

NEW = "# Vanadium\n\n## Forekomst\n\nVanadium finnes i titanmalmen på Selvåg og kan brukes i store batterier.\n"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return write_library(tmp_path / "reports")


@pytest.fixture
def home(tmp_path: Path, reports: Path) -> Path:
    """A home with one generation of the short reports."""
    build(tmp_path / "home", reports)
    return tmp_path / "home"


def passage_ids(home: Path) -> dict[str, list[str]]:
    store = open_current(home).store
    return {document.id: [p.id for p in store.passages_of(document.id)] for document in store.documents()}


def files(home: Path) -> dict[str, str]:
    """Checksums of everything that a search reads."""
    return open_current(home).manifest.files


def test_nothing_changed_publishes_nothing(home: Path, reports: Path) -> None:
    embedder = HashedWords()
    outcome = build(home, reports, embedder=embedder)
    assert (outcome.published, outcome.generation, outcome.documents) == (False, 1, 6)
    assert embedder.embedded == []
    assert generations(home) == [1]


def test_a_touched_file_with_the_same_bytes_is_no_change(home: Path, reports: Path) -> None:
    os.utime(reports / "nikkel.nb.md", (1, 1))
    assert not build(home, reports).published


def test_one_report_added_reads_and_embeds_only_its_own(home: Path, reports: Path) -> None:
    (reports / "vanadium.nb.md").write_text(NEW, encoding="utf-8")
    embedder = HashedWords()
    outcome = build(home, reports, embedder=embedder)
    assert [Path(path).name for path in outcome.read] == ["vanadium.nb.md"]
    assert outcome.embedded == len(embedder.embedded) > 0
    assert all("Vanadium" in text for text in embedder.embedded)
    assert outcome.documents == 7


def test_a_changed_report_is_read_anew_and_keeps_the_ids_of_what_stands(home: Path, reports: Path) -> None:
    before = passage_ids(home)["nikkel"]
    path = reports / "nikkel.nb.md"
    path.write_text(path.read_text(encoding="utf-8").replace("seks uker", "ni uker"), encoding="utf-8")
    assert len(build(home, reports).read) == 1
    after = passage_ids(home)["nikkel"]
    assert len(set(before) - set(after)) == len(set(after) - set(before)) == 1


def test_a_deleted_report_leaves_nothing_behind(home: Path, reports: Path) -> None:
    (reports / "lithium.en.md").unlink()
    outcome = build(home, reports)
    assert outcome.removed == ["Lithium for Northern Batteries"]
    assert "lithium" not in passage_ids(home)
    stored = b"".join(p.read_bytes() for p in open_current(home).directory.rglob("*") if p.is_file())
    assert b"brine carbonate" not in stored


def test_a_renamed_report_keeps_its_passage_ids_and_is_not_read_again(home: Path, reports: Path) -> None:
    before = passage_ids(home)
    for name in ("gruveavfall.nb.html", "magneter.nb.pdf", "lithium.en.md"):
        (reports / name).rename(reports / f"zz-{name}")
    outcome = build(home, reports)
    assert (outcome.published, outcome.read, outcome.embedded) == (True, [], 0)
    assert passage_ids(home) == before


def test_a_rebuild_of_what_changed_equals_a_rebuild_from_nothing(home: Path, reports: Path, tmp_path: Path) -> None:
    (reports / "lithium.en.md").unlink()
    (reports / "kobolt.nn.txt").rename(reports / "a-kobolt.nn.txt")
    (reports / "vanadium.nb.md").write_text(NEW, encoding="utf-8")
    build(home, reports)
    build(tmp_path / "fresh", reports)
    assert files(home) == files(tmp_path / "fresh")


def test_a_full_rebuild_of_the_same_files_gives_the_same_bytes(home: Path, reports: Path) -> None:
    before = files(home)
    outcome = build(home, reports, full=True)
    assert (outcome.published, len(outcome.read), outcome.embedded) == (True, 6, 0)
    assert files(home) == before


def test_new_facts_in_the_catalogue_beside_the_files_are_a_change(home: Path, reports: Path) -> None:
    (reports / "reports.toml").write_text('[[report]]\nfile = "kobolt.nn.txt"\nyear = 2021\n', encoding="utf-8")
    outcome = build(home, reports)
    assert (outcome.published, outcome.read) == (True, [])
    assert 2021 in {document.year for document in open_current(home).store.documents()}


def test_another_size_of_passages_is_a_change(home: Path, reports: Path) -> None:
    outcome = build(home, reports, words=20)
    assert outcome.published
    assert outcome.passages > 17


def test_another_model_is_a_change_and_embeds_everything(home: Path, reports: Path) -> None:
    outcome = build(home, reports, embedder=HashedWords(32))
    assert outcome.published
    assert outcome.embedded > 50


def test_bad_files_are_skipped_with_their_reasons_and_the_rest_is_indexed(home: Path, reports: Path) -> None:
    (reports / "empty.txt").touch()
    (reports / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    (reports / "copy.md").write_bytes((reports / "nikkel.nb.md").read_bytes())
    outcome = build(home, reports)
    skipped = {Path(skip.path).name: skip.reason for skip in outcome.skipped}
    assert skipped == {"empty.txt": "empty", "broken.pdf": "damaged", "nikkel.nb.md": "duplicate"}
    assert outcome.documents == 6
    again = build(home, reports)
    assert not again.published
    assert {(s.path, s.reason) for s in again.skipped} == {(s.path, s.reason) for s in outcome.skipped}


def test_a_folder_with_nothing_readable_leaves_the_index_as_it_is(home: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "empty.txt").touch()
    with pytest.raises(NothingReadable) as refused:
        build(home, tmp_path / "other")
    assert [skip.reason for skip in refused.value.skipped] == ["empty"]
    assert generations(home) == [1]
    assert open_current(home).manifest.documents == 6


def test_a_report_of_headings_only_is_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "headings.md").write_text("# En\n\n## To\n", encoding="utf-8")
    with pytest.raises(NothingReadable):
        build(tmp_path / "home", tmp_path / "headings.md")
    assert generations(tmp_path / "home") == []


def test_only_the_newest_generations_are_kept(home: Path, reports: Path) -> None:
    for _ in range(KEEP + 1):
        build(home, reports, full=True)
    assert generations(home) == [3, 4, 5]
    assert [path.name for path in (home / "generations").glob(".*")] == []


def test_a_damaged_generation_is_replaced_by_the_next_rebuild(home: Path, reports: Path) -> None:
    (open_current(home).directory / "columns.npy").write_bytes(b"")
    outcome = build(home, reports)
    assert (outcome.published, outcome.embedded) == (True, 0)
    assert open_current(home).degraded == ()


def test_a_lost_pointer_is_mended_by_the_next_rebuild(home: Path, reports: Path) -> None:
    (home / "CURRENT").unlink()
    assert build(home, reports).published
    assert open_current(home).degraded == ()


def test_a_damaged_vector_cache_costs_a_new_embedding_and_nothing_else(home: Path, reports: Path) -> None:
    before = files(home)
    (home / "vectors.sqlite").write_bytes(b"damaged")
    assert build(home, reports, full=True).embedded > 50
    assert files(home) == before


def test_progress_is_told_step_by_step(tmp_path: Path, reports: Path) -> None:
    told = list[tuple[str, int, int]]()
    rebuild(Request(tmp_path / "home", (reports,)), HashedWords(), lambda *step: told.append(step))
    assert list(dict.fromkeys(step for step, _, _ in told)) == ["scan", "read", "embed", "write"]
    for name in ("read", "embed", "write"):
        counts = [(done, total) for step, done, total in told if step == name]
        assert counts == sorted(counts)
        assert counts[-1][0] == counts[-1][1] > 0


def test_a_home_that_cannot_be_made_is_told_as_such(tmp_path: Path, reports: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite):
        build(tmp_path / "file" / "home", reports)


KILLED = """
import os, signal, sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from fakes import build
from index import durable, rebuild, vector_cache

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[4] == "before the directory is renamed":
    durable.publish_directory = die
elif sys.argv[4] == "before the pointer is replaced":
    durable.write_atomically = die
elif sys.argv[4] == "while files are written":
    rebuild.write_files = die
else:
    rebuild._publish = die
build(Path(sys.argv[1]), Path(sys.argv[2]))
"""
MOMENTS = (
    "when all is embedded",
    "while files are written",
    "before the directory is renamed",
    "before the pointer is replaced",
)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_rebuild_leaves_the_old_generation_and_its_work(home: Path, reports: Path, moment: str) -> None:
    before = passage_ids(home)
    (reports / "vanadium.nb.md").write_text(NEW, encoding="utf-8")
    killed = run(KILLED, home, reports, Path(__file__).parent, moment)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    opened = open_current(home)
    assert (opened.number, opened.degraded) == (1, ())
    assert passage_ids(home) == before
    outcome = build(home, reports)
    assert (outcome.published, outcome.embedded) == (True, 0)
    assert outcome.documents == 7
    assert open_current(home).number == outcome.generation
    assert [path.name for path in (home / "generations").glob(".*")] == []


def test_a_second_rebuild_says_who_holds_the_lock(home: Path, reports: Path) -> None:
    with durable.writer_lock(home), pytest.raises(Locked) as refused:
        build(home, reports)
    assert refused.value.holder == str(os.getpid())
    assert refused.value.since.startswith("20")
    assert not build(home, reports).published


def test_the_lock_of_a_process_that_died_is_free(home: Path, reports: Path) -> None:
    holder = """
import os, signal, sys
from pathlib import Path
from index import durable
with durable.writer_lock(Path(sys.argv[1])):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert run(holder, home).returncode == -signal.SIGKILL
    assert (home / "lock.holder").exists()
    assert not build(home, reports).published


def test_a_rebuild_that_waits_begins_when_the_other_has_ended(home: Path, reports: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    )
    assert holder.stdin
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Locked) as refused:
        build(home, reports)
    assert refused.value.holder == str(holder.pid)
    holder.stdin.close()
    assert not build(home, reports, wait=True).published
    assert holder.wait() == 0
    holder.stdout.close()


HOLDER = """
import sys
from pathlib import Path
from index import durable
with durable.writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
PROJECT = Path(__file__).parents[1]


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], capture_output=True, text=True, cwd=PROJECT, check=False
    )


def test_a_manifest_holds_what_was_read_and_what_was_not(home: Path, reports: Path) -> None:
    (reports / "empty.txt").touch()
    build(home, reports)
    data = json.loads((open_current(home).directory / "manifest.json").read_text(encoding="utf-8"))["manifest"]
    assert {Path(path).name for path in data["sources"]} == {p.name for p in reports.iterdir()} - {"empty.txt"}
    assert data["skipped"] == [{"path": str(reports / "empty.txt"), "reason": "empty", "detail": ""}]
    assert Manifest.from_json(Manifest(**{**data, "skipped": tuple(data["skipped"])}).to_json(), "").documents == 6


def test_a_file_that_becomes_unreadable_during_the_rebuild_is_skipped(
    tmp_path: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpus import library

    gone = Source(tmp_path / "gone.txt", 1, 1)
    real = library.scan
    monkeypatch.setattr(library, "scan", lambda folders: ([*real(folders)[0], gone], []))
    outcome = build(tmp_path / "home", reports)
    assert [(Path(skip.path).name, skip.reason) for skip in outcome.skipped] == [("gone.txt", "unreadable")]
    assert outcome.documents == 6
