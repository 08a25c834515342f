"""Folders of reports: which files count, why the others do not, and what each one is called."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import build

from corpus import library
from corpus.catalogue import known_reports
from corpus.document import Document
from corpus.errors import CannotRead
from corpus.library import describe, describe_again, fingerprint, read_content, scan
from index.generation import open_current

TEXT = "Nikkel utvinnes i Norge, og det er et av de metallene som EU trenger mest.\n"


def made(folder: Path, name: str, text: str = TEXT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(*folders: Path) -> list[str]:
    return [source.path.name for source in scan(folders)[0]]


def reasons(*folders: Path) -> dict[str, str]:
    return {Path(skip.path).name: skip.reason for skip in scan(folders)[1]}


def described(path: Path) -> Document:
    (source,), _ = scan([path])
    return describe(path, fingerprint(source), read_content(path), known_reports())


def test_files_come_sorted_by_path_with_those_of_inner_folders(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "inner/c.html", "inner/deep/d.txt"):
        made(tmp_path, name)
    assert names(tmp_path) == ["a.md", "b.txt", "c.html", "d.txt"]
    assert reasons(tmp_path) == {}


def test_hidden_files_and_folders_and_the_catalogue_are_passed_over(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/report.txt", "seen.txt"):
        made(tmp_path, name)
    made(tmp_path, "reports.toml", "")
    assert names(tmp_path) == ["seen.txt"]
    assert reasons(tmp_path) == {}


def test_a_folder_whose_own_name_is_hidden_can_be_named(tmp_path: Path) -> None:
    made(tmp_path, ".reports/seen.txt")
    assert names(tmp_path / ".reports") == ["seen.txt"]


def test_a_single_file_can_be_named_in_place_of_a_folder(tmp_path: Path) -> None:
    assert names(made(tmp_path, "one.txt")) == ["one.txt"]


def test_a_file_that_two_folders_lead_to_counts_once(tmp_path: Path) -> None:
    made(tmp_path, "inner/one.txt")
    assert names(tmp_path, tmp_path / "inner", tmp_path / "inner" / "one.txt") == ["one.txt"]


def test_a_link_to_a_folder_elsewhere_is_followed(tmp_path: Path) -> None:
    made(tmp_path, "elsewhere/one.txt")
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "linked").symlink_to(tmp_path / "elsewhere")
    assert names(reports) == ["one.txt"]


def test_links_that_run_in_circles_end(tmp_path: Path) -> None:
    made(tmp_path, "inner/one.txt")
    (tmp_path / "inner" / "back").symlink_to(tmp_path)
    (tmp_path / "inner" / "twin").symlink_to(tmp_path / "inner")
    (tmp_path / "ring.txt").symlink_to(tmp_path / "ring.txt")
    assert names(tmp_path) == ["one.txt"]
    assert list(reasons(tmp_path)) == ["ring.txt"]


def test_a_link_to_nothing_is_missing(tmp_path: Path) -> None:
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere.pdf")
    assert reasons(tmp_path) == {"gone.pdf": "missing"}


def test_a_folder_that_does_not_exist_is_missing(tmp_path: Path) -> None:
    assert reasons(tmp_path / "nowhere") == {"nowhere": "missing"}


def test_what_is_neither_file_nor_folder_is_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    made(tmp_path, "one.txt")
    assert names(tmp_path) == ["one.txt"]
    assert reasons(tmp_path) == {"pipe.txt": "unreadable"}


def test_empty_and_unsupported_files_are_skipped_with_their_reason(tmp_path: Path) -> None:
    made(tmp_path, "nothing.txt", "")
    made(tmp_path, "picture.png")
    made(tmp_path, "no_suffix")
    made(tmp_path, "UPPER.TXT")
    assert names(tmp_path) == ["UPPER.TXT"]
    assert reasons(tmp_path) == {"nothing.txt": "empty", "picture.png": "unsupported", "no_suffix": "unsupported"}


def test_a_file_above_the_limit_is_oversize(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "LARGEST", len(TEXT.encode()))
    made(tmp_path, "at_the_limit.txt")
    made(tmp_path, "above.txt", TEXT + "x")
    assert names(tmp_path) == ["at_the_limit.txt"]
    assert reasons(tmp_path) == {"above.txt": "oversize"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_files_and_folders_without_permission_are_unreadable(tmp_path: Path) -> None:
    made(tmp_path, "locked/one.txt").parent.chmod(0)
    closed = made(tmp_path, "closed.txt")
    closed.chmod(0)
    assert reasons(tmp_path) == {"locked": "unreadable"}
    with pytest.raises(CannotRead, match="unreadable"):
        fingerprint(scan([closed])[0][0])
    (tmp_path / "locked").chmod(0o700)


def test_a_file_that_vanishes_after_the_scan_cannot_be_read(tmp_path: Path) -> None:
    (source,), _ = scan([made(tmp_path, "one.txt")])
    source.path.unlink()
    with pytest.raises(CannotRead, match="unreadable"):
        fingerprint(source)


def test_two_files_with_the_same_content_are_one_report(tmp_path: Path) -> None:
    made(tmp_path, "reports/a.txt")
    made(tmp_path, "reports/b.txt")
    outcome = build(tmp_path / "home", tmp_path / "reports")
    assert outcome.documents == 1
    assert [(Path(s.path).name, s.reason, Path(s.detail).name) for s in outcome.skipped] == [
        ("b.txt", "duplicate", "a.txt")
    ]


def test_two_reports_that_declare_one_id_are_both_kept(tmp_path: Path) -> None:
    for name, metal in (("a.md", "Nikkel"), ("b.md", "Kobolt"), ("c.md", "Kobber")):
        made(tmp_path, f"reports/{name}", f"---\nid: metall\n---\n\n{metal} er et metall som EU trenger.\n")
    build(tmp_path / "home", tmp_path / "reports")
    ids = [document.id for document in open_current(tmp_path / "home").store.documents()]
    assert ids[0] == "metall"
    assert all(identity.startswith("metall-") for identity in ids[1:])
    assert len(set(ids)) == 3


def test_a_name_that_is_not_valid_utf_8_is_read_like_any_other(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    try:
        (reports / os.fsdecode(b"r\xf8dberg.txt")).write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert build(tmp_path / "home", reports).documents == 1
    (document,) = open_current(tmp_path / "home").store.documents()
    assert os.fsencode(document.path).endswith(b"r\xf8dberg.txt")
    assert not build(tmp_path / "home", reports).published


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without mark": lambda text: text.encode("utf-16-le"),
    "latin-1": lambda text: text.encode("latin-1"),
    "windows": lambda text: text.replace("\n", "\r\n").encode("cp1252"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_norwegian_letters_survive_every_usual_encoding(tmp_path: Path, encoding: str, suffix: str) -> None:
    sentence = "Særavgifter på sjøbunnsmineraler gjør at næringen må tåle økte kostnader også på land."
    text = f"<html><body><p>{sentence}</p></body></html>" if suffix == ".html" else f"{sentence}\n"
    path = tmp_path / f"report{suffix}"
    path.write_bytes(ENCODINGS[encoding](text))
    assert sentence in read_content(path).text


def test_the_format_is_told_by_the_content_before_the_name(tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html><body><h1>Nikkel</h1><p>Nikkel er et metall.</p></body></html>"
    assert read_content(made(tmp_path, "page.txt", page)).text == "Nikkel\n\nNikkel er et metall."


@pytest.mark.parametrize("suffix", sorted(library.SUFFIXES))
def test_bytes_that_are_no_text_are_damaged_whatever_the_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"noise{suffix}"
    path.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(CannotRead, match=r"damaged|no_text"):
        read_content(path)


def test_a_catalogue_beside_the_files_gives_the_facts(tmp_path: Path) -> None:
    made(
        tmp_path,
        "reports.toml",
        '[[report]]\nfile = "r.txt"\nid = "r-1"\ntitle = "Rødberg"\npublisher = "NGU"\nyear = 2024\nlanguage = "nn"\n',
    )
    document = described(made(tmp_path, "r.txt"))
    facts = (document.id, document.title, document.publisher, document.year, document.language)
    assert facts == ("r-1", "Rødberg", "NGU", 2024, "nn")


def test_a_catalogue_goes_before_what_the_file_says_itself(tmp_path: Path) -> None:
    made(tmp_path, "reports.toml", '\ufeff[[report]]\nfile = "r.md"\nyear = 2024\n')
    document = described(made(tmp_path, "r.md", f"---\ntitle: Eget navn\nyear: 1999\n---\n\n{TEXT}"))
    assert (document.title, document.year) == ("Eget navn", 2024)


@pytest.mark.parametrize(
    "catalogue",
    [
        "[[report]\nfile = ",
        '[[report]]\ntitle = "uten fil"\n',
        'report = "en tekst"\n',
        'report = ["en", "to"]\n',
        '[report]\nfile = "r.txt"\n',
    ],
)
def test_a_catalogue_that_cannot_be_understood_is_reported_and_left_out(tmp_path: Path, catalogue: str) -> None:
    made(tmp_path, "reports.toml", catalogue)
    document = described(made(tmp_path, "r.txt"))
    assert document.publisher is None
    assert names(tmp_path) == ["r.txt"]
    assert reasons(tmp_path) == {"reports.toml": "bad_catalogue"}


def test_facts_of_the_wrong_type_count_as_unknown(tmp_path: Path) -> None:
    made(tmp_path, "reports.toml", '[[report]]\nfile = "r.txt"\nyear = "i fjor"\ntitle = 7\nlanguage = "de"\n')
    document = described(made(tmp_path, "r.txt"))
    assert (document.year, document.title, document.language) == (None, "r", "nb")
    assert reasons(tmp_path) == {}


def test_a_report_without_any_facts_is_named_by_its_file_and_content(tmp_path: Path) -> None:
    one = described(made(tmp_path, "Særavgifter 2019 – 8.txt"))
    other = described(made(tmp_path, "x/Særavgifter 2019 – 8.txt", TEXT + TEXT))
    assert one.title == "Særavgifter 2019 – 8"
    assert one.id.startswith("saeravgifter-2019-8-")
    assert one.id != other.id


def test_a_renamed_report_is_described_anew_without_being_read(tmp_path: Path) -> None:
    document = described(made(tmp_path, "r.md", f"---\nid: r\ntitle: Rødberg\n---\n\n{TEXT}"))
    moved = shutil.move(document.path, tmp_path / "s.md")
    again = describe_again(document, Path(moved), known_reports())
    assert (again.id, again.title, again.text) == (document.id, document.title, document.text)
    assert again.path == str(tmp_path / "s.md")
