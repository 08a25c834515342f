"""Plain-text files, with small documents for each rule."""

from pathlib import Path

import pytest
from readers_help import assert_sound, block_with, text_of, texts

from corpus.document import Content
from corpus.errors import CannotRead
from corpus.readers.text import read_text

LONG = "Norsk prosessindustri leverer aluminium, silisium og nikkel til det europeiske markedet hvert eneste år."


def read(tmp_path: Path, text: str) -> Content:
    path = tmp_path / "notat.txt"
    path.write_text(text, encoding="utf-8", newline="")
    content = read_text(path)
    assert_sound(content)
    return content


def test_the_first_line_is_the_title(tmp_path: Path) -> None:
    content = read(tmp_path, f"\n\nOm kritiske råvarer\n\n{LONG}\n")
    assert content.metadata.title == "Om kritiske råvarer"
    assert content.blocks[1].section == ()


def test_a_text_that_begins_with_a_sentence_has_no_title(tmp_path: Path) -> None:
    assert read(tmp_path, f"{LONG}\n\n{LONG}\n").metadata.title is None


def test_hard_wrapped_lines_are_one_paragraph(tmp_path: Path) -> None:
    wrapped = "Gallium utvinnes som biprodukt av bauksitt, og\nnesten hele verdensproduksjonen finner sted i\nett land."
    assert read(tmp_path, wrapped).text == wrapped.replace("\n", " ")


def test_a_word_parted_at_a_line_end_is_made_whole_and_a_coordinated_one_is_not(tmp_path: Path) -> None:
    text = (
        "Rapporten drøfter hvordan smelteverkene kan gjen-\nvinne mer av metallet, og hva olje- \nog gassnæringen gjør."
    )
    assert read(tmp_path, text).text.startswith("Rapporten drøfter hvordan smelteverkene kan gjenvinne mer")
    assert "olje- og gassnæringen" in read(tmp_path, text).text


def test_a_short_line_right_over_another_is_its_own_paragraph(tmp_path: Path) -> None:
    content = read(tmp_path, f"Tittel\n\nFoto: NGU\n{LONG}\n{LONG}\n")
    assert texts(content, "text") == ["Foto: NGU", f"{LONG} {LONG}"]


@pytest.mark.parametrize("bullet", ["-", "–", "•", "*", "·", "\uf0b7"])
def test_bullets_make_items_and_go(tmp_path: Path, bullet: str) -> None:
    content = read(tmp_path, f"Leveransene er:\n{bullet} notater,\n{bullet} rapporter.\n\n{LONG}\n")
    assert texts(content, "item") == ["notater,", "rapporter."]


def test_numbered_lines_over_paragraphs_are_headings(tmp_path: Path) -> None:
    content = read(tmp_path, f"Mandat\n\n1. Bakgrunn\n\n{LONG}\n\n2. Formål\n\n{LONG}\n")
    assert texts(content, "heading") == ["Mandat", "1. Bakgrunn", "2. Formål"]
    assert content.blocks[-1].section == ("2. Formål",)


def test_numbered_lines_under_each_other_are_a_list(tmp_path: Path) -> None:
    content = read(tmp_path, f"Mandat\n\n{LONG}\n\n1. Malm\n\n2. Smelte\n\n3. Metall\n\n{LONG}\n")
    assert texts(content, "heading") == ["Mandat"]


def test_annexes_and_short_titles_over_paragraphs_are_headings(tmp_path: Path) -> None:
    content = read(tmp_path, f"Mandat\n\n1. Mål\n\n{LONG}\n\nArbeidsform\n\n{LONG}\n\nVedlegg I - Bakgrunn\n\n{LONG}\n")
    assert texts(content, "heading") == ["Mandat", "1. Mål", "Arbeidsform", "Vedlegg I - Bakgrunn"]
    assert [block.section for block in content.blocks if block.kind == "text"] == [
        ("1. Mål",), ("1. Mål", "Arbeidsform"), ("Vedlegg I - Bakgrunn",),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["Hydro – Christian Rosenkilde", "Kontakt: Kari Nordmann", "Formål1.1", "Med hilsen,", "SIDETOPP OG SLIKT"]
)
def test_a_line_that_only_looks_like_a_title_is_none(tmp_path: Path, line: str) -> None:
    content = read(tmp_path, f"Mandat\n\n{LONG}\n\n{line}\n\nkort linje\n\n{LONG}\n")
    assert texts(content, "heading") == ["Mandat"]


def decimal_report() -> str:
    sections = "".join(
        f"Avsnittet om tema {n} slutter slik, jf. punkt 1.{n}. 1.{n + 1} Tema {n + 1}\n\n{LONG}\n\n"
        for n in range(1, 6)
    )
    start = f"Rapport\n\nKapittel 1\n\nSammendrag1.1 Tema 1\n\n{LONG}\n\n"
    return f"{start}{sections}Dette er sagt før. 1.6.1\n\nDetaljer\n\n{LONG}\n"


def test_section_numbers_glued_into_paragraphs_open_sections(tmp_path: Path) -> None:
    content = read(tmp_path, decimal_report())
    assert texts(content, "heading") == [
        "Rapport", "Kapittel 1 Sammendrag", *(f"1.{n} Tema {n}" for n in range(1, 7)), "1.6.1 Detaljer",
    ]  # fmt: skip
    assert content.blocks[-1].section == ("Kapittel 1 Sammendrag", "1.6 Tema 6", "1.6.1 Detaljer")
    assert "jf. punkt 1.3." in content.text


def test_a_number_that_is_referred_to_opens_nothing(tmp_path: Path) -> None:
    content = read(tmp_path, decimal_report() + "Det vises til punkt 1.7 Om dette og til kapittel 2.1 Annet.\n")
    assert "1.7" not in " ".join(texts(content, "heading"))


def test_a_section_number_with_running_text_after_it_is_a_heading_of_its_own(tmp_path: Path) -> None:
    content = read(tmp_path, decimal_report() + f"\n\nSlutt her. 1.6.2 Innledning {LONG} {LONG}\n")
    assert block_with(content, f"Innledning {LONG}").section[-1] == "1.6.2"


def test_a_running_header_with_a_page_number_goes_even_where_text_is_glued_to_it(tmp_path: Path) -> None:
    pages = "".join(f"Forslag til ny minerallov{page}\n\n{LONG}\n\n" for page in range(3, 8))
    content = read(tmp_path, f"Innstilling\n\n{pages}Forslag til ny minerallov8Videre heter det her.\n")
    assert "Forslag til ny minerallov" not in content.text
    assert content.text.endswith("Videre heter det her.")


def test_a_repeated_heading_without_page_numbers_stays(tmp_path: Path) -> None:
    part = f"Departementets vurdering\n\n{LONG}\n\n"
    assert texts(read(tmp_path, f"Proposisjon\n\n{part * 6}"), "heading")[1:] == ["Departementets vurdering"] * 6


def test_a_note_between_two_halves_of_a_sentence_goes_to_the_end(tmp_path: Path) -> None:
    first, rest = "Partnerskapet² skal styrke tilgangen på råvarer gjennom felles", "prosjekter i begge land."
    content = read(tmp_path, f"Notat\n\n1. Mål\n\n{first}\n\n² Se avtalen.\n\n{rest}\n\n2. Tid\n\n{LONG}\n")
    assert block_with(content, "Partnerskapet").kind == "text"
    assert f"{first.replace('²', '')} {rest}" in content.text
    note = content.blocks[-1]
    assert (note.kind, note.mark, note.section, text_of(content, note)) == ("footnote", "2", ("1. Mål",), "Se avtalen.")


def test_a_power_is_no_note(tmp_path: Path) -> None:
    assert "40 km²" in read(tmp_path, "Feltet er 40 km² stort.\n\n¹ En note.\n").text


def test_links_and_emphasis_of_markdown_in_a_text_file_leave_words(tmp_path: Path) -> None:
    content = read(tmp_path, "Se [CRMA \\(2024\\)](https://x.eu/a_(b)), *som sagt*, og <https://y.no>. 2 * 3 * 4.\n")
    assert content.text == "Se CRMA (2024), som sagt, og https://y.no. 2 * 3 * 4."


def test_asterisks_in_a_text_without_links_stay(tmp_path: Path) -> None:
    assert read(tmp_path, "Dette er *viktig* her.\n").text == "Dette er *viktig* her."


def test_figure_and_table_captions_are_captions(tmp_path: Path) -> None:
    content = read(
        tmp_path, f"{LONG}\n\nFigur 1 - Avhengighet\n\nTabell 3.1: Reintall\n\nFigur 2 viser at alt går bra.\n"
    )
    assert texts(content, "caption") == ["Figur 1 - Avhengighet", "Tabell 3.1: Reintall"]


def test_form_feeds_part_pages_and_runs_lead_back_to_them(tmp_path: Path) -> None:
    first, second = f"{LONG}\n\nSlutt på\nside en.\n", f"\n{LONG}"
    content = read(tmp_path, f"{first}\f{second}")
    assert [page.number for page in content.pages] == [1, 2]
    assert [page.label for page in content.pages] == [None, None]
    for run in content.runs:
        raw = (first, second)[run.page - 1][run.raw_start : run.raw_end]
        assert " ".join(raw.split()) == content.text[run.start : run.end]
    assert {run.page for run in content.runs} == {1, 2}


def test_a_text_without_form_feeds_has_no_pages(tmp_path: Path) -> None:
    content = read(tmp_path, LONG)
    assert (content.pages, content.runs) == ((), ())


def test_a_report_of_the_nou_series_is_called_by_it(tmp_path: Path) -> None:
    content = read(tmp_path, f"Forvaltningen\n\nNorges offentlige utredninger 2001: 35\n\nNy lov\n\n{LONG}\n")
    assert (content.metadata.title, content.metadata.year) == ("NOU 2001: 35 Ny lov", 2001)


@pytest.mark.parametrize("text", ["\n\n \n", "* * *\n\n---\n", "\f\f"])
def test_a_text_without_words_has_no_text(tmp_path: Path, text: str) -> None:
    with pytest.raises(CannotRead) as caught:
        read(tmp_path, text)
    assert caught.value.reason == "no_text"


@pytest.mark.parametrize(
    "unit", ["a", "1.1 ", "[", "[a](", "*a", "A\n\n", "- \n", "¹ x\n\n", "§ 1.\n\n", "9.9.9.9", " "]
)
def test_long_hostile_text_does_not_keep_the_words_from_being_read(tmp_path: Path, unit: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text("Ord. " + unit * 30_000, encoding="utf-8")
    assert "Ord." in read_text(path).text
