"""Addresses in acts, from pieces that any reader may give."""

import pytest

from corpus.document import Metadata
from corpus.readers.builder import Piece, assemble
from corpus.readers.provisions import with_provisions

ACT = [Piece("heading", "Regulation (EU) 2030/7 – Ore Act", 0)]


def read(lines: list[str | Piece]) -> list[tuple[str | None, str]]:
    """The address and text of every block of an act whose paragraphs are `lines`; "# " marks a heading."""
    pieces = [line if isinstance(line, Piece) else _piece(line) for line in lines]
    content = assemble(*with_provisions(pieces, Metadata()))
    return [(block.provision, content.text[block.start : block.end]) for block in content.blocks]


def _piece(line: str) -> Piece:
    return Piece("heading", line[2:], 2) if line.startswith("# ") else Piece("text", line)


def eu(*lines: str | Piece) -> list[tuple[str | None, str]]:
    """An act with three articles, of which `lines` are the content of the third."""
    articles = ["# Article 1 – Aim", "Ore.", "# Article 2 – Terms", "Terms.", "# Article 3 – Duties"]
    return read([*ACT, *articles, *lines])[6:]


def test_lone_markers_are_joined_to_their_paragraphs_and_addressed() -> None:
    lines = [
        "1.   States shall:",
        "(a)",
        "mine, in order to:",
        "(i)",
        "dig;",
        "(ii)",
        "smelt;",
        "(b)",
        "recycle.",
        "2.   No.",
    ]
    assert eu(*lines) == [
        ("art. 3(1)", "1. States shall:"),
        ("art. 3(1)(a)", "(a) mine, in order to:"),
        ("art. 3(1)(a)(i)", "(i) dig;"),
        ("art. 3(1)(a)(ii)", "(ii) smelt;"),
        ("art. 3(1)(b)", "(b) recycle."),
        ("art. 3(2)", "2. No."),
    ]  # fmt: skip


def test_the_ninth_letter_is_no_numeral_where_the_letters_go_on() -> None:
    letters = [f"({letter}) point {letter};" for letter in "abcdefghijklmnopqrstuvwxyz"] + ["(aa) more;", "(ab) end."]
    found = [address for address, _ in eu("The list:", *letters)][1:]
    assert found == [f"art. 3{text.split()[0]}" for text in letters]


def test_an_unmarked_paragraph_after_a_list_belongs_to_the_numbered_paragraph() -> None:
    assert eu("4. It shall:", "(a) go;", "The first subparagraph applies.")[-1][0] == "art. 3(4)"


def test_definitions_have_points_within_points() -> None:
    assert [address for address, _ in eu("Definitions:", "(1) ‘ore’ means:", "(a) rock;", "(b) sand;", "(2) ‘x’.")] == [
        "art. 3", "art. 3(1)", "art. 3(1)(a)", "art. 3(1)(b)", "art. 3(2)",
    ]  # fmt: skip


def test_a_second_list_in_one_paragraph_begins_anew() -> None:
    assert [address for address, _ in eu("1. A:", "(a) x;", "(b) y.", "And:", "(a) z.")][-2:] == [
        "art. 3(1)",
        "art. 3(1)(a)",
    ]


def test_the_nesting_of_the_format_decides_where_it_is_known() -> None:
    pieces = [
        Piece("text", "1. States:", depth=0),
        Piece("item", "(h) mine:", depth=1),
        Piece("item", "(i) ore;", depth=2),
        Piece("text", "and more ore;", depth=2),
        Piece("text", "with care;", depth=1),
        Piece("item", "(i) recycle.", depth=1),
        Piece("text", "Always.", depth=0),
    ]
    assert [address for address, _ in eu(*pieces)] == [
        "art. 3(1)", "art. 3(1)(h)", "art. 3(1)(h)(i)", "art. 3(1)(h)(i)", "art. 3(1)(h)", "art. 3(1)(i)", "art. 3(1)",
    ]  # fmt: skip


def test_dashes_stay_with_the_point_they_are_in() -> None:
    assert eu("1. A:", "(a) b:", Piece("item", "— c,"))[-1] == ("art. 3(1)(a)", "— c,")


def test_text_that_an_article_puts_into_another_act_keeps_the_articles_own_address() -> None:
    amended = eu("# Article 4 – Amendments to Regulation (EU) 2018/1", "It is amended:", "(1)", "in Annex I, add:",
                 "‘3.", "ore", "1.", "the contact", "(2)", "in Annex II, add:", "‘(9)", "rock’.")  # fmt: skip
    assert amended[1:] == [
        ("art. 4", "It is amended:"),
        ("art. 4(1)", "(1) in Annex I, add:"),
        ("art. 4(1)", "‘3. ore"),
        ("art. 4(1)", "1. the contact"),
        ("art. 4(2)", "(2) in Annex II, add:"),
        ("art. 4(2)", "‘(9) rock’."),
    ]


def test_recitals_are_addressed_before_the_first_article() -> None:
    found = read(
        [
            *ACT,
            "# Recitals",
            "(1) Ore is scarce.",
            "(2)",
            "Metal too.",
            "# Article 1 – A",
            "x",
            "# Article 2",
            "y",
            "# Article 3",
            "z",
        ]
    )
    assert found[2:4] == [("recital 1", "(1) Ore is scarce."), ("recital 2", "(2) Metal too.")]


def test_chapters_and_annexes_take_the_title_on_the_next_line() -> None:
    found = eu(
        "Ore.",
        "CHAPTER 2",
        "MINES",
        "# Article 4 – More",
        "1. x",
        "ANNEX II",
        "List of ores",
        "Section 1",
        "The list",
        "Ores:",
        "(a)",
        "zinc",
        "Part B",
        "Sums",
        "1.",
        "Add:",
        "(a)",
        "up.",
    )
    assert found[1:] == [
        (None, "CHAPTER 2 MINES"),
        ("art. 4", "Article 4 – More"),
        ("art. 4(1)", "1. x"),
        ("annex II", "ANNEX II List of ores"),
        ("annex II, section 1", "Section 1 The list"),
        ("annex II, section 1", "Ores:"),
        ("annex II, section 1, point (a)", "(a) zinc"),
        ("annex II, part B", "Part B Sums"),
        ("annex II, part B, point 1", "1. Add:"),
        ("annex II, part B, point 1(a)", "(a) up."),
    ]


def test_numbers_under_a_numbered_title_of_an_annex_are_its_points() -> None:
    found = eu(
        "ANNEX I",
        "Modules",
        Piece("heading", "5. Quality system", 3),
        "1. Apply.",
        "2. Ensure.",
        "6. Surveillance",
        "1. Inspect.",
        Piece("heading", "7. Marking", 3),
        "Affix.",
    )
    assert [address for address, _ in found[1:]] == [
        "annex I, point 5", "annex I, point 5.1", "annex I, point 5.2", "annex I, point 6", "annex I, point 1",
        "annex I, point 7", "annex I, point 7",
    ]  # fmt: skip


def test_the_closing_words_and_the_notes_belong_to_no_article() -> None:
    found = eu(
        "1. x",
        "This Regulation shall be binding in its entirety.",
        "Done at Oslo.",
        "(1)  OJ L 1, p. 1.",
        "(*2)  OJ L 2.",
    )
    assert found[1:] == [
        (None, "This Regulation shall be binding in its entirety."),
        (None, "Done at Oslo."),
        (None, "OJ L 1, p. 1."),
        (None, "OJ L 2."),
    ]


def test_a_long_paragraph_that_stands_twice_is_kept_once() -> None:
    twice = "1. " + "The Commission shall adopt delegated acts on ore and on metal. " * 2
    assert len(eu(twice, twice, "2. Short.", "2. Short.")) == 3


def nb(*lines: str | Piece) -> list[tuple[str | None, str]]:
    """An act of three §§, of which `lines` are the content of the last."""
    start: list[str | Piece] = [
        Piece("heading", "Lov om malm (malmloven)", 0),
        "# § 1-1. Formål",
        "Malm.",
        "# § 1-2. Hva",
        "Alt.",
    ]
    return read([*start, "# § 1-3 a. Plikter", *lines])[6:]


def test_a_paragraph_of_a_section_with_several_has_its_number() -> None:
    assert nb("En.", "To.", "Tre.") == [
        ("§ 1-3 a første ledd", "En."),
        ("§ 1-3 a andre ledd", "To."),
        ("§ 1-3 a tredje ledd", "Tre."),
    ]


def test_the_only_paragraph_of_a_section_is_the_section() -> None:
    assert nb("Bare denne.") == [("§ 1-3 a", "Bare denne.")]


def test_a_list_that_is_repeated_run_together_is_kept_as_clean_items_after_its_lead_in() -> None:
    assert nb("Det skal tas hensyn til:malm,metall, ogmiljø.", "malm,", "metall, og", "miljø.") == [
        ("§ 1-3 a", "Det skal tas hensyn til:"),
        ("§ 1-3 a", "malm,"),
        ("§ 1-3 a", "metall, og"),
        ("§ 1-3 a", "miljø."),
    ]


def test_a_paragraph_that_only_begins_like_the_next_is_kept_whole() -> None:
    assert [text for _, text in nb("Kravet om malm gjelder her.", "malm")] == ["Kravet om malm gjelder her.", "malm"]


def test_letters_alone_on_a_line_are_joined_and_addressed() -> None:
    assert nb("En.", "Dette gjeld:", "a)", "malm", "b)", "metall") == [
        ("§ 1-3 a første ledd", "En."),
        ("§ 1-3 a andre ledd", "Dette gjeld:"),
        ("§ 1-3 a andre ledd bokstav a", "a) malm"),
        ("§ 1-3 a andre ledd bokstav b", "b) metall"),
    ]


def test_after_a_list_the_number_of_the_paragraph_is_not_guessed() -> None:
    assert nb("Dette gjelder:", "a) malm", "Slutt.")[-1][0] == "§ 1-3 a"


def test_notes_of_amendment_are_footnotes_of_their_section() -> None:
    found = nb("En.", "0", "Endra med lov 31 mai 2013 nr. 24.", "Kapittel 2. Straff", "§ 2-1. Bot", "To.")
    assert found[-1] == ("§ 1-3 a", "Endra med lov 31 mai 2013 nr. 24.")
    assert "0" not in [text for _, text in found]


def test_the_head_of_an_act_goes_to_the_metadata_and_its_contents_go_out() -> None:
    lines = ["LOV 2006-05-19 nr 16: Lov om malm (malmlova).", "DATO:", "LOV-2006-05-19-16", "DEPARTEMENT:",
             "ND (Næringsdepartementet)", "KORTTITTEL:", "Malmlova", "INNHOLD", "Lov om malm (malmlova).",
             "Kapittel 1. Føremål § 1. Føremål § 2. Verkeområde § 3. Krav", "Kapittel 1. Føremål", "§ 1.", "Føremål",
             "Malm.", "§ 2.", "Verkeområde", "Her.", "§ 3.", "Krav", "Ja."]  # fmt: skip
    pieces, metadata = with_provisions([Piece("text", line) for line in lines], Metadata())
    assert metadata == Metadata(
        title="Lov om malm (malmlova)", short="malmlova", publisher="Næringsdepartementet", year=2006
    )
    assert [piece.text for piece in pieces] == [
        "LOV 2006-05-19 nr 16: Lov om malm (malmlova).", "Kapittel 1. Føremål", "§ 1. Føremål", "Malm.",
        "§ 2. Verkeområde", "Her.", "§ 3. Krav", "Ja.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ["Rapport om Regulation (EU) 2024/1252", "Article 5 sier at noe skal skje.", "Slutt."],
        ["Notat", "§ 1. Formål", "Tekst.", "Annet."],
    ],
)
def test_a_text_about_an_act_is_no_act(lines: list[str]) -> None:
    assert [address for address, _ in read(list(lines))] == [None] * len(lines)
