"""Markdown files, with small documents for each rule."""

from pathlib import Path

import pytest
from readers_help import assert_sound, block_with, text_of, texts

from corpus.document import Content, Metadata
from corpus.errors import CannotRead
from corpus.readers.markdown import read_markdown


def read(tmp_path: Path, text: str) -> Content:
    path = tmp_path / "notat.md"
    path.write_text(text, encoding="utf-8")
    content = read_markdown(path)
    assert_sound(content)
    return content


def test_front_matter_becomes_metadata(tmp_path: Path) -> None:
    content = read(
        tmp_path,
        '---\nid: brief-1\ntitle: "Nikkel: en oversikt"\nshort: Nikkel\npublisher: NGU\nyear: 2023\n'
        "language: nb-NO\nurl: https://example.org/n\nabout: metall\n---\n\nNikkel er et metall.\n",
    )
    assert content.metadata == Metadata(
        "brief-1", "Nikkel: en oversikt", "Nikkel", "NGU", 2023, "nb", "https://example.org/n"
    )
    assert content.text == "Nikkel er et metall."


def test_bad_front_matter_is_tolerated(tmp_path: Path) -> None:
    content = read(tmp_path, "---\ntitle: [unclosed\n: : :\n\tyear: in 2019 or so\n---\nTekst her.\n")
    assert content.metadata.year == 2019
    assert content.text == "Tekst her."


def test_a_rule_that_is_never_closed_is_not_front_matter(tmp_path: Path) -> None:
    assert "title: x" in read(tmp_path, "---\ntitle: x\n\nTekst.\n").text


def test_headings_make_the_section_path(tmp_path: Path) -> None:
    content = read(tmp_path, "# A\n\n## B\n\nen\n\n### C\n\nto\n\n# D\n\ntre\n")
    assert [block.section for block in content.blocks if block.kind == "text"] == [
        ("A", "B"), ("A", "B", "C"), ("D",),
    ]  # fmt: skip
    assert block_with(content, "C").section == ("A", "B", "C")


def test_a_lone_first_heading_is_the_title_and_is_in_force_over_nothing(tmp_path: Path) -> None:
    content = read(tmp_path, "# Tittelen\n\n## Del\n\nTekst.\n")
    assert content.metadata.title == "Tittelen"
    assert block_with(content, "Tekst").section == ("Del",)


def test_links_emphasis_and_pictures_leave_only_words(tmp_path: Path) -> None:
    content = read(tmp_path, "Se [rapporten](https://x.no) om **kobolt** og *nikkel* ![kart](k.png) i `NiSO4`.\n")
    assert content.text == "Se rapporten om kobolt og nikkel i NiSO4."


def test_each_list_item_is_a_block(tmp_path: Path) -> None:
    content = read(tmp_path, "- en\n- to\n  - tre\n\n1. fire\n2. fem\n")
    assert texts(content, "item") == ["en", "to", "tre", "1. fire", "2. fem"]


def test_white_space_is_one_space_and_chemistry_survives(tmp_path: Path) -> None:
    content = read(tmp_path, "CO₂\u00a0og   NiSO₄\ni re\u00adaktor, A\u030angstrom.\n")
    assert content.text == "CO₂ og NiSO₄ i reaktor, Ångstrom."


def test_footnotes_stand_at_the_end_with_the_section_that_cites_them(tmp_path: Path) -> None:
    content = read(
        tmp_path, "# A\n\n# B\n\nKina dominerer[^k].\n\n# C\n\nSlutt.\n\n[^k]: Se *IEA*,\n    side 4.\n[^x]: Løs.\n"
    )
    note = content.blocks[-2]
    assert text_of(content, block_with(content, "Kina")) == "Kina dominerer."
    assert (note.kind, note.mark, note.section, text_of(content, note)) == ("footnote", "k", ("B",), "Se IEA, side 4.")
    assert text_of(content, content.blocks[-1]) == "Løs."


def test_a_table_row_is_read_with_its_header_cells_and_the_heading_above(tmp_path: Path) -> None:
    content = read(tmp_path, "## Andeler\n\n| Metall | Andel |\n|---|---|\n| Gallium | **94 %** |\n| Kobolt | |\n")
    rows = [block for block in content.blocks if block.kind == "row"]
    assert [text_of(content, row) for row in rows] == ["Metall\tAndel", "Gallium\t94 %", "Kobolt"]
    assert rows[1].reading == "Andeler. Metall: Gallium; Andel: 94 %"


def test_a_note_cited_in_a_table_is_kept(tmp_path: Path) -> None:
    content = read(tmp_path, "| A | B |\n|---|---|\n| x[^1] | y |\n\n[^1]: Anslag.\n")
    assert texts(content, "footnote") == ["Anslag."]
    assert "[^1]" not in content.text


@pytest.mark.parametrize("text", ["---\ntitle: bare front\n---\n", "\n \n", "<!-- bare merknad -->\n"])
def test_a_file_without_words_has_no_text(tmp_path: Path, text: str) -> None:
    with pytest.raises(CannotRead) as caught:
        read(tmp_path, text)
    assert caught.value.reason == "no_text"


@pytest.mark.parametrize("unit", ["*a", "[", "![", "> ", "- ", "`", "<a", "|", "[a](", "[^1] ", "# x\n", "1.\n\n"])
def test_long_hostile_markup_does_not_keep_the_words_from_being_read(tmp_path: Path, unit: str) -> None:
    path = tmp_path / "x.md"
    path.write_text("ord " + unit * 20_000, encoding="utf-8")
    assert "ord" in read_markdown(path).text
