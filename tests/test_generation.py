"""Generations are opened whole or not at all: every damage is noticed, and the one before steps in."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fakes import build, write_library

from corpus.catalogue import known_reports
from corpus.library import describe, fingerprint, read_content, scan
from corpus.passages import split_passages
from index import generation as generations_module
from index.errors import BrokenIndex, ForeignFormat, NoIndex
from index.generation import (
    FORMAT,
    Generation,
    Manifest,
    damaged_files,
    directory_of,
    generations,
    open_current,
    open_generation,
)


@pytest.fixture
def home(tmp_path: Path, built_home: Path) -> Path:
    """A home with one generation that may be damaged."""
    return Path(shutil.copytree(built_home, tmp_path / "home"))


@pytest.fixture
def twice(home: Path, tmp_path: Path) -> Path:
    """A home with two generations."""
    build(home, write_library(tmp_path / "library"), full=True)
    assert generations(home) == [1, 2]
    return home


def flip(path: Path, place: int | None = None) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if place is None else place] ^= 0x01
    path.write_bytes(data)


def manifest_of(home: Path, number: int = 1) -> Path:
    return directory_of(home, number) / "manifest.json"


def test_a_manifest_says_after_reading_what_it_said_before_writing(generation: Generation) -> None:
    assert Manifest.from_json(generation.manifest.to_json(), "here") == generation.manifest
    assert json.loads(generation.manifest.to_json())["manifest"]["number"] == 1


def test_any_flipped_byte_of_a_manifest_is_noticed(generation: Generation) -> None:
    data = bytearray(generation.manifest.to_json())
    for place in range(len(data)):
        data[place] ^= 0x01
        with pytest.raises(BrokenIndex):
            Manifest.from_json(bytes(data), "here")
        data[place] ^= 0x01


@pytest.mark.parametrize("keep", [0, 1, 100, -1, -2])
def test_a_manifest_that_was_cut_short_is_noticed(generation: Generation, keep: int) -> None:
    with pytest.raises(BrokenIndex):
        Manifest.from_json(generation.manifest.to_json()[:keep], "here")


def test_every_file_of_a_generation_is_in_its_manifest(generation: Generation) -> None:
    found = {p.relative_to(generation.directory).as_posix() for p in generation.directory.rglob("*") if p.is_file()}
    assert found == {*generation.manifest.files, "manifest.json"}
    assert list(damaged_files(generation.directory, generation.manifest)) == []


def test_a_flipped_byte_in_any_file_is_noticed(home: Path) -> None:
    names = list(open_generation(home, 1).manifest.files)
    assert len(names) > 8
    for name in names:
        path = directory_of(home, 1) / name
        before = path.read_bytes()
        flip(path)
        with pytest.raises(BrokenIndex, match=name):
            open_generation(home, 1)
        path.write_bytes(before)


def test_a_file_that_is_gone_is_noticed(home: Path) -> None:
    for name in open_generation(home, 1).manifest.files:
        path = directory_of(home, 1) / name
        before = path.read_bytes()
        path.unlink()
        with pytest.raises(BrokenIndex, match=name):
            open_generation(home, 1)
        path.write_bytes(before)


def test_a_passage_that_is_not_what_its_id_says_is_never_given_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generations_module, "VERIFY_BELOW", 0)  # as for a library too large to check at each opening
    with closing(sqlite3.connect(directory_of(home, 1) / "passages.sqlite")) as database, database:
        database.execute("UPDATE passages SET text = replace(text, 'nikkel', 'nickel') WHERE text LIKE '%nikkel%'")
    opened = open_current(home)
    with pytest.raises(BrokenIndex, match="passage"):
        opened.store.passages(range(opened.manifest.passages))


@pytest.mark.parametrize("name", ["manifest.json", "passages.sqlite", "no/vectors.faiss"])
def test_the_generation_before_steps_in_for_a_damaged_one(twice: Path, name: str) -> None:
    flip(directory_of(twice, 2) / name)
    opened = open_current(twice)
    assert opened.number == 1
    assert opened.degraded == (f"generation:2:{name}",)


def test_a_whole_generation_is_not_degraded(twice: Path) -> None:
    opened = open_current(twice)
    assert (opened.number, opened.degraded) == (2, ())


def test_when_none_is_whole_the_newest_damage_is_told(twice: Path) -> None:
    for number in (1, 2):
        flip(directory_of(twice, number) / "columns.npy")
    with pytest.raises(BrokenIndex, match="000002"):
        open_current(twice)


def test_a_generation_of_another_format_is_refused(twice: Path) -> None:
    renumber_format(manifest_of(twice, 2))
    with pytest.raises(ForeignFormat) as refused:
        open_current(twice)
    assert (refused.value.found, refused.value.known) == (FORMAT + 1, FORMAT)


def test_one_of_another_format_among_the_older_ones_is_passed_over(twice: Path, tmp_path: Path) -> None:
    build(twice, tmp_path / "library", full=True)
    flip(directory_of(twice, 3) / "columns.npy")
    renumber_format(manifest_of(twice, 2))
    assert open_current(twice).number == 1


@pytest.mark.parametrize("pointer", [None, b"", b"two", b"\xff\xfe", b"7"])
def test_a_lost_pointer_gives_the_newest_whole_generation(twice: Path, pointer: bytes | None) -> None:
    if pointer is None:
        (twice / "CURRENT").unlink()
    else:
        (twice / "CURRENT").write_bytes(pointer)
    opened = open_current(twice)
    assert opened.number == 2
    assert opened.degraded


def test_the_pointer_decides_even_when_a_newer_generation_is_there(twice: Path) -> None:
    (twice / "CURRENT").write_bytes(b"1\n")
    opened = open_current(twice)
    assert (opened.number, opened.degraded) == (1, ())


def test_a_home_without_generations_has_no_index(tmp_path: Path) -> None:
    with pytest.raises(NoIndex):
        open_current(tmp_path)
    with pytest.raises(NoIndex):
        open_current(tmp_path / "nowhere")
    with pytest.raises(NoIndex):
        open_generation(tmp_path, 4)


def test_what_a_killed_rebuild_left_is_not_a_generation(home: Path) -> None:
    (home / "generations" / ".building-abc").mkdir()
    (home / "generations" / "notes").mkdir()
    assert generations(home) == [1]


def test_a_filter_lets_through_the_rows_of_its_languages_and_reports(generation: Generation) -> None:
    passages = generation.store.passages(range(generation.manifest.passages))
    assert generation.allowed(None, None) is None
    for languages, documents in [(("nn",), None), (("nb", "en"), None), (None, ("nikkel",)), (("en",), ("nikkel",))]:
        allowed = generation.allowed(languages, documents)
        wanted = [
            (languages is None or p.language in languages) and (documents is None or p.document_id in documents)
            for p in passages
        ]
        assert allowed is not None
        assert list(allowed) == wanted


def test_the_store_gives_documents_and_passages_back_as_they_were_read(generation: Generation, library: Path) -> None:
    for source in scan([library])[0]:
        document = describe(source.path, fingerprint(source), read_content(source.path), known_reports())
        assert generation.store.document(document.id) == document
        assert generation.store.passages_of(document.id) == split_passages(document)
        assert generation.store.counts()[document.id] == len(split_passages(document))


def test_sentence_vectors_stand_where_their_passage_says(generation: Generation) -> None:
    first = 0
    for row, passage in enumerate(generation.store.passages(range(generation.manifest.passages))):
        assert generation.store.first_sentence(row) == generation.columns[row]["sentence"] == first
        first += len(passage.sentences)
    assert generation.sentences.shape == (first, 64)
    assert np.allclose(np.linalg.norm(generation.sentences.astype(np.float32), axis=1), 1, atol=1e-2)


def test_a_passage_is_found_by_the_start_of_its_id(generation: Generation) -> None:
    passage = generation.store.passages([0])[0]
    assert generation.store.passage_by_id(passage.id) == passage
    assert generation.store.passage_by_id(passage.id[:8]) == passage
    for name in ("", "ffffffffffffffff", "nikkel", passage.id + "0", "\udcff", "'; DROP TABLE passages"):
        assert generation.store.passage_by_id(name) is None


def renumber_format(path: Path) -> None:
    """Rewrite a manifest as a program with the next format would."""
    manifest = Manifest.from_json(path.read_bytes(), "here")
    object.__setattr__(manifest, "format", FORMAT + 1)
    path.write_bytes(manifest.to_json())
