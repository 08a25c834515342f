"""From bytes to text: the encodings that Norwegian and English files come in."""

import codecs
from pathlib import Path

import pytest

from corpus.encoding import decode, read_bytes
from corpus.errors import CannotRead

NORWEGIAN = "Sølvgruvene på Kongsberg ble åpnet i 1623, og «bergstaden» ble til. Ærlig talt – det lønte seg.\n" * 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_a_norwegian_text_reads_the_same_in_every_usual_encoding(encoding: str) -> None:
    assert decode(NORWEGIAN.encode(encoding)) == NORWEGIAN


def test_latin_1_gives_norwegian_letters() -> None:
    assert decode("Blåbærsyltetøy og rømme.\n".encode("latin-1") * 20).startswith("Blåbærsyltetøy")


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    assert decode(codecs.BOM_UTF8 + b"Nikkel") == "Nikkel"


def test_the_encoding_that_a_file_declares_is_used_where_it_fits() -> None:
    assert decode("Żelazo i miedź".encode("iso-8859-2"), "iso-8859-2") == "Żelazo i miedź"


def test_a_declared_encoding_that_does_not_exist_is_passed_over() -> None:
    assert decode("kobolt på øya".encode("cp1252") * 9, "x-no-such").startswith("kobolt på øya")


def test_a_few_broken_bytes_do_not_turn_utf_8_into_another_encoding() -> None:
    broken = NORWEGIAN.encode() + b"\xff slutt"
    assert decode(broken) == NORWEGIAN + "\ufffd slutt"


def test_every_line_end_becomes_a_line_feed() -> None:
    assert decode(b"en\r\nto\rtre\nfire") == "en\nto\ntre\nfire"


def test_nuls_and_control_characters_are_removed_and_form_feeds_kept() -> None:
    assert decode(b"kob\x00ber\x07 og s\x1blv og mer tekst til slutt, ja enda mer tekst her.\f2") == (
        "kobber og slv og mer tekst til slutt, ja enda mer tekst her.\f2"
    )


def test_a_picture_named_as_text_is_damaged() -> None:
    with pytest.raises(CannotRead) as caught:
        decode(bytes(range(256)) * 40)
    assert caught.value.reason == "damaged"


def test_a_missing_file_an_empty_file_and_a_folder_each_give_their_reason(tmp_path: Path) -> None:
    (tmp_path / "tom.txt").write_bytes(b"")
    reasons = []
    for path in (tmp_path / "borte.txt", tmp_path / "tom.txt", tmp_path):
        with pytest.raises(CannotRead) as caught:
            read_bytes(path)
        reasons.append(caught.value.reason)
    assert reasons == ["missing", "empty", "unreadable"]


def test_a_file_above_the_limit_is_oversize(tmp_path: Path) -> None:
    path = tmp_path / "stor.txt"
    path.write_bytes(b"x" * 11)
    with pytest.raises(CannotRead) as caught:
        read_bytes(path, limit=10)
    assert caught.value.reason == "oversize"
