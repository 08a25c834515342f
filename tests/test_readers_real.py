"""Golden checks on the real files in ../shared/reports: what a careful editor sees in them."""

import html
import os
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from readers_help import assert_sound, block_with, text_of, texts

from corpus.document import Block, Content
from corpus.readers.html import read_html
from corpus.readers.markdown import read_markdown
from corpus.readers.text import read_text

SHARED = Path(os.environ.get("ASSISTANT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
REPORTS = SHARED / "reports"
READERS = {".md": read_markdown, ".txt": read_text, ".html": read_html}
FILES = sorted(path.name for path in REPORTS.glob("*") if path.suffix in READERS)

pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="../shared/reports is not here")

CRMA = "eu-critical-raw-materials-act-2024-1252.en.md"
BATTERIES = "eu-batteries-regulation-2023-1542.en.html"
STEP = "eu-step-regulation-2024-795.en.html"
MANDATE = "mandat-prosesserte-kritiske-raamaterialer.nb.txt"
NOU = "nou-2001-35.nb.txt"
MINERALS_2009 = "mineralloven-2009.nb.md"
MINERALS_2025 = "mineralloven-2025.nb.md"
SEABED = "havbunnsmineralloven-2019.nb.md"
MARINE = "havressurslova-2008.nn.txt"
ACCESS = "offentleglova.nn.txt"
GUIDE_EN = "sami-parliament-mineral-guide-2010.en.txt"


@cache
def report(name: str) -> Content:
    path = REPORTS / name
    return READERS[path.suffix](path)


def at(name: str, provision: str) -> list[str]:
    """The text of every block with that address, headings left out."""
    content = report(name)
    return [
        text_of(content, block) for block in content.blocks if block.provision == provision and block.kind != "heading"
    ]


def found(name: str, words: str) -> Block:
    return block_with(report(name), words)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_one_text_of_sorted_blocks(name: str) -> None:
    assert_sound(report(name))


def words_of_source(name: str) -> list[str]:
    raw = (REPORTS / name).read_text(encoding="utf-8")
    if name.endswith(".html"):
        raw = html.unescape(re.sub(r"<[^>]*>", lambda tag: "" if re.match(r"</?(span|a|b|i)\b", tag[0]) else " ", raw))
    return re.findall(r"\w+", unicodedata.normalize("NFC", raw.replace("\u00ad", "")))


@pytest.mark.parametrize("name", FILES)
def test_the_text_has_nearly_all_words_of_the_source_and_no_others(name: str) -> None:
    source, text = words_of_source(name), re.findall(r"\w+", report(name).text)
    known = set(source)
    strange = [word for word in text if word not in known]
    assert len(strange) <= len(text) / 1000, strange[:20]
    assert len(set(text)) >= 0.9 * len(known), sorted(known - set(text))[:60]


@pytest.mark.parametrize(
    ("provision", "words"),
    [
        ("recital 1", "(1) Access to raw materials is essential for the Union economy"),
        ("recital 74", "(74) Since the objectives of this Regulation"),
        ("art. 2(10)", "(10) ‘recycling’ means recycling as defined in Article 3, point (17)"),
        ("art. 2(64)", "(64) ‘multi-stakeholder governance’ means"),
        ("art. 5(1)(a)", "(a) ensure that, by 2030, Union capacities for each strategic raw material"),
        ("art. 5(1)(a)(i)", "(i) Union extraction capacity is capable of extracting the ores"),
        ("art. 5(1)(a)(iii)", "(iii) Union recycling capacity"),
        ("art. 5(1)(b)", "(b) diversify the Union’s imports"),
        ("art. 5(3)", "3. By 1 January 2027, the Commission shall adopt delegated acts"),
        ("art. 11(1)(a)", "(a) 27 months for Strategic Projects involving extraction"),
        ("art. 37(1)(c)(iv)", "(iv) for emerging markets and developing economies"),
        ("annex I, section 1, point (i)", "(i) magnesium metal"),
        ("annex II, section 1, point (aa)", "(aa) platinum group metals"),
        ("annex IV, point 2(a)(v)", "(v) hazardous substances;"),
        ("annex V, part IV, point 1(i)", "(i) slag cleaning;"),
    ],
)
def test_the_critical_raw_materials_act_is_addressed_to_the_point(provision: str, words: str) -> None:
    assert at(CRMA, provision)[0].startswith(words)


def test_the_act_has_34_critical_raw_materials_each_an_item_of_annex_ii() -> None:
    content = report(CRMA)
    listed = [b for b in content.blocks if (b.provision or "").startswith("annex II, section 1, point")]
    assert len(listed) == 34
    assert text_of(content, listed[-1]) == "(ah) vanadium."


def test_every_article_of_the_act_is_a_section_in_its_chapter() -> None:
    content = report(CRMA)
    articles = [b for b in content.blocks if b.kind == "heading" and (b.provision or "").startswith("art.")]
    assert [b.provision for b in articles] == [f"art. {number}" for number in range(1, 50)]
    assert found(CRMA, "Union extraction capacity is capable").section == (
        "CHAPTER 3 STRENGTHENING THE UNION RAW MATERIALS VALUE CHAIN", "SECTION 1 Benchmarks", "Article 5 – Benchmarks",
    )  # fmt: skip


def test_the_recital_that_the_copy_has_twice_stands_once() -> None:
    assert len(at(CRMA, "recital 74")) == 1


def test_the_notes_of_the_act_are_footnotes_of_no_article() -> None:
    note = found(CRMA, "Directive 2006/21/EC of the European Parliament and of the Council of 15 March 2006")
    assert (note.kind, note.mark, note.provision, note.section) == ("footnote", "6", None, ())


@pytest.mark.parametrize(
    ("provision", "words"),
    [
        ("art. 1(5)(b)", "(b) equipment designed to be sent into space."),
        ("art. 3(1)(14)", "(14) ‘electric vehicle battery’ means"),
        ("art. 8(2)(a)", "(a) 16 % cobalt;"),
        ("art. 8(3)(d)", "(d) 15 % nickel."),
        ("annex VIII, part B, point 5.2(a)", "(a) the quality objectives"),
        ("annex X, point 1(b)", "(b) natural graphite;"),
        ("annex XII, part C, point 2(d)", "(d) 80 % for lithium;"),
        ("annex XIII, point 1(q)", "(q) the marking requirements"),
    ],
)
def test_the_batteries_regulation_is_addressed_to_the_point(provision: str, words: str) -> None:
    assert at(BATTERIES, provision)[0].startswith(words)


def test_the_batteries_regulation_has_96_articles_and_15_annexes() -> None:
    blocks = [block for block in report(BATTERIES).blocks if block.kind == "heading"]
    assert [b.provision for b in blocks if (b.provision or "").startswith("art.")] == [
        f"art. {n}" for n in range(1, 97)
    ]
    assert len([b for b in blocks if len(b.section) == 1 and (b.provision or "").startswith("annex")]) == 15


def test_a_row_of_annex_i_carries_its_headers_and_the_table_s_title() -> None:
    row = found(BATTERIES, "3. Lead CAS No")
    assert row.kind == "row"
    assert row.reading is not None
    assert row.reading.startswith("RESTRICTION ON SUBSTANCES. Column 1 Designation of the substance")
    assert "Column 2 Conditions of restriction: 1. From 18 August 2024" in row.reading


def test_a_consolidated_text_begins_with_its_title_and_has_no_disclaimer() -> None:
    for name in (BATTERIES, STEP):
        content = report(name)
        assert text_of(content, content.blocks[0]).startswith("REGULATION (EU) 20")
        assert "documentation tool" not in content.text
        assert "Amended by" not in content.text


def test_the_title_and_year_of_the_step_regulation_are_its_own() -> None:
    metadata = report(STEP).metadata
    assert metadata.title is not None
    assert "Strategic Technologies for Europe Platform (STEP)" in metadata.title
    assert (metadata.short, metadata.year, metadata.language) == ("Regulation (EU) 2024/795", 2024, "en")


def test_what_step_puts_into_other_acts_is_addressed_as_step_s_own_articles() -> None:
    assert found(STEP, "Support for the STEP objectives").provision == "art. 12"
    assert found(STEP, "‘(vi) supporting investments contributing").provision == "art. 10(1)"


def test_a_reference_to_a_note_is_not_left_in_the_sentence() -> None:
    assert "Council Directive 2009/71/Euratom." in at(BATTERIES, "art. 1(6)")[0]


def test_the_mandate_has_its_headings() -> None:
    assert texts(report(MANDATE), "heading") == [
        "Mandat for ekspertgruppe – Prosesserte Kritiske Råmaterialer", "1. Bakgrunn", "2. Formål", "3. Organisering",
        "Sammensetning av ekspertgruppe", "Ansvar og rolle", "Arbeidsform", "4. Leveranser", "5. Mandatperiode",
        "Vedlegg I - Bakgrunn for etablering av ekspertgruppe på Norges posisjon i kritiske verdikjeder", "Effektmål",
        "Vedlegg 2 – Ekspertgruppens sammensetning",
    ]  # fmt: skip


def test_a_deliverable_of_the_mandate_is_an_item_in_its_section() -> None:
    item = found(MANDATE, "Presentasjoner i PowerPoint-format")
    assert (item.kind, item.section) == ("item", ("4. Leveranser",))


def test_the_mandate_s_footnotes_are_apart_and_the_sentence_that_one_cut_is_whole() -> None:
    content = report(MANDATE)
    notes = [block for block in content.blocks if block.kind == "footnote"]
    assert [(note.mark, note.section[0].split()[0]) for note in notes] == [("1", "1."), ("2", "Vedlegg")]
    assert "øke forståelsen av fremtidige potensielle sårbarheter" in content.text
    assert "vekst og verdiskaping." in content.text


def test_the_links_of_the_mandate_leave_their_words_and_chemistry_survives() -> None:
    text = report(MANDATE).text
    assert "Critical Raw Materials Act (CRMA) har blitt utviklet" in text
    assert "som sulfatopløsning (NiSO₄)" in text
    assert "Forskningsrådet om å innhente kunnskap" in text


def test_the_news_article_has_its_title_and_two_headings() -> None:
    assert texts(report("ngu-norway-eu-industrial-partnership.en.txt"), "heading") == [
        "Norway and EU enter industrial partnership on critical raw materials", "Less vulnerable supply chains",
        "Green alliance",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("Ett medlem gikk ut av utvalget", ("Kapittel 1 Sammendrag", "1.1 Oppnevning og mandat (kap. 2)")),
        ("Mandatet har utgjort rammen", ("Kapittel 2 Utvalgets oppnevning og mandat", "2.3 Mandat")),
        ("Reindriftsavtalen er en næringsavtale som årlig inngås", (
            "Kapittel 4 Forholdet mellom det offentlige og reindriftsnæringen",
            "4.3 Regulering gjennom lov og reindriftsavtale", "4.3.2 Reindriftsavtalen",
        )),
        ("Her er områdestyret og reindriftsstyret gitt hjemmel", (
            "Kapittel 9 Utvalgets vurderinger og tilrådinger", "9.9 Sanksjonsspørsmål og sanksjonsbestemmelser",
            "9.9.2 Dagens bestemmelser", "9.9.2.1 Tvangsgjennomføring av vedtak – Reindriftsloven § 34",
        )),
    ],
)  # fmt: skip
def test_the_glued_headings_of_the_nou_of_2001_make_sections(words: str, section: tuple[str, ...]) -> None:
    assert found(NOU, words).section == section


def test_the_running_header_of_the_nou_is_nowhere_in_its_paragraphs() -> None:
    assert report(NOU).text.count("Forslag til endringer i reindriftsloven") == 1


def test_the_chapters_of_the_nou_are_all_there_once() -> None:
    chapters = [text for text in texts(report(NOU), "heading") if text.startswith("Kapittel ")]
    assert [int(text.split()[1]) for text in chapters] == list(range(1, 14))


def test_a_list_of_the_minerals_act_stands_once_after_its_lead_in() -> None:
    content = report(MINERALS_2009)
    blocks = [block for block in content.blocks if block.provision == "§ 2" and block.kind != "heading"]
    assert [block.kind for block in blocks] == ["text"] + ["item"] * 5
    assert text_of(content, blocks[0]).endswith("ivareta hensynet til:")
    assert text_of(content, blocks[1]) == "verdiskaping og næringsutvikling,"
    assert content.text.count("næringsutvikling,") == 1


@pytest.mark.parametrize(
    ("name", "provision", "words"),
    [
        (MINERALS_2025, "§ 1-1 første ledd", "Loven skal sikre bærekraftig mineralvirksomhet"),
        (MINERALS_2025, "§ 1-3 første ledd", "Loven gjelder i riket med unntak av Svalbard og Jan Mayen."),
        (MINERALS_2009, "§ 6", "Loven skal anvendes i samsvar med folkerettens regler"),
        (SEABED, "§ 1-1", "Denne loven skal legge til rette for undersøkelse og utvinning"),
        (MARINE, "§ 1", "Formålet med lova er å sikre ei berekraftig"),
        (MARINE, "§ 7 andre ledd bokstav g", "g) at forvaltningstiltak er med og sikrar"),
        (MARINE, "§ 8 b", "Departementet kan opprette ei fjordfiskenemnd"),
        (ACCESS, "§ 1", "Formålet med lova er å leggje til rette for"),
        (ACCESS, "§ 2 første ledd bokstav a", "a) staten, fylkeskommunane og kommunane,"),
    ],
)
def test_the_norwegian_acts_are_addressed_by_section_and_paragraph(name: str, provision: str, words: str) -> None:
    assert at(name, provision)[0].startswith(words)


def test_the_second_paragraph_of_an_act_s_section_after_a_list_is_not_numbered() -> None:
    assert found(ACCESS, "Bokstavane c og d gjeld ikkje").provision == "§ 2"


def test_the_contents_of_an_act_are_neither_sections_nor_passages() -> None:
    content = report(ACCESS)
    assert len([text for text in texts(content) if text.startswith("§ 1. Formål")]) == 1
    assert content.blocks[2].section == ("Kapittel 1. Innleiande føresegner",)


@pytest.mark.parametrize(
    ("name", "short", "publisher", "year"),
    [
        (MINERALS_2009, "mineralloven", "Nærings- og fiskeridepartementet", 2009),
        (MINERALS_2025, "mineralloven", "Nærings- og fiskeridepartementet", 2025),
        (SEABED, "havbunnsmineralloven", "Energidepartementet", 2019),
        (MARINE, "havressurslova", "Nærings- og fiskeridepartementet", 2008),
        (ACCESS, "offentleglova", "Justis- og politidepartementet", 2006),
    ],
)
def test_an_act_says_what_it_is_called_and_who_answers_for_it(name: str, short: str, publisher: str, year: int) -> None:
    metadata = report(name).metadata
    assert (metadata.short, metadata.publisher, metadata.year) == (short, publisher, year)


def test_the_running_header_of_the_english_guide_is_gone_and_its_glued_words_stay() -> None:
    text = report(GUIDE_EN).text
    assert "THE SAMI PARLIAMENT’S MINERAL GUIDE" not in text
    assert "agreed on a mineralguide for how" in text
