"""Passages stand word for word in their document, follow its sections and sentences, and keep their ids."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from fakes import document_of, made_document
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Block, Document, Page, Passage, Run
from corpus.passages import split_passages

WORDS = st.sampled_from(
    "Nikkel kobolt og 2,5 § 4-6. bl.a. malm, the of Art. 5(1) grafitt: æøå CO₂ 1. (a) – «ja» f.eks.".split()
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=25).map(lambda words: " ".join(words).capitalize() + ".")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=12).map(" ".join)
TABLE_ROWS = st.lists(WORDS, min_size=1, max_size=8).map("\t".join)
SECTIONS = st.sampled_from([(), ("1 Mål",), ("1 Mål", "1.1 Tiltak"), ("1 Mål", "1.2 Tiltak"), ("2 Vedlegg",)])
KINDS = st.sampled_from(["heading", "text", "text", "text", "item", "row", "caption", "footnote"])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text, blocks = draw(st.sampled_from(["", "  \n"])), list[Block]()
    section: tuple[str, ...] = ()
    for kind in draw(st.lists(KINDS, min_size=1, max_size=25)):
        if kind == "heading":
            section = draw(SECTIONS)
        stretch = section[-1] if kind == "heading" and section else draw(TABLE_ROWS if kind == "row" else PARAGRAPHS)
        reading = f"Tabell 1. Metall: {stretch}" if kind == "row" and draw(st.booleans()) else None
        provision = draw(st.sampled_from([None, "art. 5", "§ 2"]))
        blocks.append(Block(kind, len(text), len(text) + len(stretch), section, provision, reading))  # type: ignore[arg-type]
        text += stretch + draw(st.sampled_from(["\n\n", "\n", "\n\n\n"]))
    return made_document(text, blocks, "nb", runs=(), pages=())


@st.composite
def paged_documents(draw: st.DrawFn) -> Document:
    """Runs over the whole text: white space belongs to none, and pages turn inside blocks."""
    document = draw(documents())
    runs, page, start = list[Run](), 1, 0
    for length in draw(st.lists(st.integers(1, 400), min_size=1, max_size=60)):
        end = min(start + length, len(document.text))
        if start < end:
            runs.append(Run(start, end, page, 0, end - start))
        page += draw(st.integers(0, 1))
        start = end + draw(st.integers(0, 2))
    if start < len(document.text):
        runs.append(Run(start, len(document.text), page, 0, len(document.text) - start))
    pages = tuple(Page(n, None if n % 3 == 0 else str(n + 10), n == 2) for n in range(1, page + 1))
    return replace(document, runs=tuple(runs), pages=pages)


def block_at(document: Document, offset: int) -> Block:
    return document.blocks[bisect_right(document.blocks, offset, key=lambda block: block.start) - 1]


def read(document: Document, block: Block) -> str:
    return block.reading or document.text[block.start : block.end]


def inked(document: Document, start: int, end: int) -> Iterator[int]:
    return (place for place in range(start, end) if not document.text[place].isspace())


@given(documents())
def test_a_passage_is_its_stretch_of_the_document(document: Document) -> None:
    for passage in split_passages(document):
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip()
        assert passage.document_id == document.id


@given(documents())
def test_every_character_outside_headings_stands_in_exactly_one_passage(document: Document) -> None:
    blocks = [b for b in document.blocks if b.kind != "heading" and re.search(r"[^\W\d_]", read(document, b))]
    wanted = [place for block in blocks for place in inked(document, block.start, block.end)]
    found = [place for passage in split_passages(document) for place in inked(document, passage.start, passage.end)]
    assert found == wanted


@given(documents())
def test_a_passage_stays_within_one_section_and_one_kind(document: Document) -> None:
    for passage in split_passages(document):
        blocks = [block_at(document, place) for place in inked(document, passage.start, passage.end)]
        assert {block.section for block in blocks} == {passage.section}
        assert "heading" not in {block.kind for block in blocks}


@given(documents())
def test_sentences_fill_their_passage_in_order(document: Document) -> None:
    for passage in split_passages(document):
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        assert all(start < end for start, end in passage.sentences)
        assert all(document.text[end:start].strip() == "" for (_, end), (start, _) in pairwise(passage.sentences))


@given(documents())
def test_a_reading_has_one_line_for_each_sentence(document: Document) -> None:
    for passage in split_passages(document):
        if passage.reading is not None:
            assert passage.kind == "table"
            assert len(passage.reading.split("\n")) == len(passage.sentences)


@given(documents())
def test_ids_are_distinct_and_independent_of_the_file(document: Document) -> None:
    ids = [passage.id for passage in split_passages(document)]
    renamed = replace(document, path="/elsewhere/renamed.pdf", title="Another title")
    assert len(set(ids)) == len(ids)
    assert [passage.id for passage in split_passages(renamed)] == ids


@given(paged_documents())
def test_the_place_of_every_character_is_that_of_its_run_and_block(document: Document) -> None:
    for passage in split_passages(document):
        assert passage.places[0].start == passage.start
        assert all(earlier.start < later.start for earlier, later in pairwise(passage.places))
        for run in document.runs:
            for offset in inked(document, max(run.start, passage.start), min(run.end, passage.end)):
                place = passage.places[bisect_right(passage.places, offset, key=lambda p: p.start) - 1]
                page = document.pages[run.page - 1]
                assert (place.page, place.label, place.ocr) == (page.number, page.label, page.ocr)
                assert place.provision == block_at(document, offset).provision


@given(st.integers(20, 200), st.lists(st.integers(3, 40), min_size=30, max_size=150))
def test_passages_of_a_long_section_are_near_the_size_asked_for(words: int, lengths: list[int]) -> None:
    text = " ".join(" ".join(["Malm", *["malm"] * (length - 1)]) + "." for length in lengths)
    passages = split_passages(document_of(("", text)), words)
    sizes = [len(passage.text.split()) for passage in passages]
    longest = max(lengths)
    assert max(sizes) <= 1.5 * words + longest
    assert min(sizes) >= min(sum(lengths), words / 3) - longest
    assert min(sum(lengths), words / 1.5) - longest <= sum(sizes) / len(sizes) <= words * 1.5 + longest


def test_no_few_words_are_left_over_at_the_end_of_a_section() -> None:
    lengths = [85, 85, 85, 85, 85, 20]
    text = " ".join(" ".join(["Malm", *["malm"] * (length - 1)]) + "." for length in lengths)
    assert [len(p.text.split()) for p in split_passages(document_of(("", text)), 90)] == [85, 85, 85, 85, 105]


def test_two_sections_of_one_name_are_not_run_together() -> None:
    document = document_of(("Merknad", "Nikkel er viktig."), ("Merknad", "Kobolt er også viktig."))
    assert texts(split_passages(document)) == ["Nikkel er viktig.", "Kobolt er også viktig."]


def test_repeated_text_gets_an_id_for_each_occurrence() -> None:
    document = document_of(("1", "Det samme."), ("2", "Det samme."), ("3", "Noe annet."))
    before = [passage.id for passage in split_passages(document)]
    with_more = document_of(("0", "Foran alt."), ("1", "Det samme."), ("2", "Det samme."), ("3", "Noe annet."))
    assert len(set(before)) == 3
    assert [passage.id for passage in split_passages(with_more)][1:] == before


def test_the_same_text_in_two_reports_has_two_ids() -> None:
    one, other = (document_of(("", "Det samme."), identity=identity) for identity in ("one", "other"))
    assert split_passages(one)[0].id != split_passages(other)[0].id


def test_a_footnote_and_a_caption_are_passages_of_their_own() -> None:
    text = "Teksten.\n\nFigur 1. Malm.\n\n1 Første note.\n\n2 Andre note."
    spans = [(0, 8, "text"), (10, 24, "caption"), (26, 40, "footnote"), (42, 55, "footnote")]
    document = made_document(text, [Block(kind, start, end) for start, end, kind in spans], "nb")  # type: ignore[arg-type]
    assert [passage.kind for passage in split_passages(document)] == ["text", "caption", "footnote", "footnote"]


def test_figures_along_an_axis_are_in_no_passage() -> None:
    document = document_of(("1", "Malmen varer i ti år.\n\n18 000\n\n2 % 1 %\n\nI 2020 tok gruven slutt."))
    assert texts(split_passages(document)) == ["Malmen varer i ti år.", "I 2020 tok gruven slutt."]


def test_a_row_of_figures_stays_with_its_header_cells() -> None:
    row = Block("row", 0, 8, reading="År: 2020; Tonn: 5,2")
    assert texts(split_passages(made_document("2020\t5,2", [row], "nb"))) == ["2020\t5,2"]


def test_a_passage_in_another_language_than_its_report_says_so() -> None:
    quoted = "The demand for critical raw materials will grow, and the Union is not able to meet it from its own mines."
    document = document_of(("1", "Dette er på norsk, og det er ikke noe å si på det."), ("2", quoted), language="nb")
    assert [passage.language for passage in split_passages(document)] == ["nb", "en"]


@pytest.mark.parametrize("text", ["", "   \n\n  "])
def test_a_document_without_text_has_no_passages(text: str) -> None:
    assert split_passages(made_document(text, [Block("text", 0, len(text))])) == []


def texts(passages: list[Passage]) -> list[str]:
    return [passage.text for passage in passages]
