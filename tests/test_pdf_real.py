"""The four real PDF reports, checked against what their rendered pages show."""

import csv
import re
from bisect import bisect_right
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.document import Block, Content
from corpus.errors import CannotRead
from corpus.isolation import read_many
from corpus.readers.pdf import read_pdf

NOU = "nou-2019-8-saeravgifter.nb.pdf"
EC_2014 = "ec-critical-raw-materials-2014.en.pdf"
EC_2017 = "ec-criticality-assessments-2017.en.pdf"
PROP = "prop-8-s-2021-2022.nb.pdf"


class Reports:
    """Each report read once for the whole session."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Content] = {}

    def __getitem__(self, name: str) -> Content:
        if name not in self._read:
            self._read[name] = read_pdf(self._folder / name)
        return self._read[name]


@pytest.fixture(scope="module")
def reports(shared: Path) -> Reports:
    return Reports(shared / "reports")


def blocks_on(content: Content, page: int) -> list[Block]:
    starts = [run.start for run in content.runs]
    found = []
    for block in content.blocks:
        index = bisect_right(starts, block.end - 1) - 1
        if content.runs[index].page == page:
            found.append(block)
    return found


def text_of(content: Content, block: Block) -> str:
    return content.text[block.start : block.end]


def pages_of(content: Content, quote: str) -> set[int]:
    start = content.text.index(quote)
    return {run.page for run in content.runs if run.start < start + len(quote) and run.end > start}


def block_with(content: Content, words: str, kind: str) -> Block:
    return next(block for block in content.blocks if block.kind == kind and words in text_of(content, block))


@pytest.mark.parametrize(
    ("name", "page", "quote"),
    [
        (NOU, 20, "hvis avgiften får konsumentene til å gjøre andre skadelige eller uønskede handlinger"),
        (NOU, 20, "et forholdsmessig høyt forbruk av sjokolade- og sukkervarer og alkoholfrie drikkevarer"),
        (NOU, 20, "for eksempel ved en lump-sum fordeling"),
        (NOU, 20, "som for eksempel CO2, hvor alle utslippsenhetene gir den samme eksternaliteten"),
        (NOU, 20, "alltid avgifter vil være den beste måte å regulere på. Et eksempel på et område hvor avgifter kan"),
        (NOU, 22, "alle vareavgiftene – er basert på egenfastsetting, se punkt 3.4.1."),
        (NOU, 35, "statistikken til Bryggeri- og drikkevareforeningen over omsetning av brus"),
        (EC_2014, 3, "In the 2013 exercise fifty-four non-energy, non-agricultural materials were analysed."),
        (EC_2014, 9, "raw materials” in 2011, and reporting on the progress of the RMI in 2013. Together with"),
        (EC_2014, 13, "the work by the EU’s JRC or the US Department of Energy on low carbon energy technologies"),
        (EC_2014, 13, "The rationale behind the Report on Critical Raw Materials at EU Level in 2010"),
        (EC_2014, 22, "taken into account through Herfindahl-Hirschman-Index. This Index has been modified"),
        (EC_2017, 9, "only proven substitutes that are readily-available today (snapshot in time)"),
        (EC_2017, 48, "approximately 99% of EU imports of REEs (about 8 000 tonnes)."),
        (EC_2017, 48, "Import Reliance (IR) ="),
        (EC_2017, 60, "⇨ Further work would contribute to a more consistent approach"),
        (PROP, 1, "Dette gjør at mange får høye utgifter til oppvarming av boligen"),
        (PROP, 2, "I Midt- og Nord-Norge er magasinsituasjonen god."),
        (PROP, 2, "I august 2021 fikk 72 086 husstander bostøtte."),
        (PROP, 3, "om lag 66 000. Forslaget anslås å medføre utbetalinger på 202 mill. kroner."),
    ],
)
def test_a_printed_sentence_is_in_the_text_and_on_its_page(reports: Reports, name: str, page: int, quote: str) -> None:
    assert pages_of(reports[name], quote) == {page}


@pytest.mark.parametrize(
    ("name", "pages", "quote"),
    [
        (NOU, {20, 21}, "Det kan for eksempel være årsaken til at flere røykere ønsket innstramninger"),
        (PROP, {1, 2}, "handler kraft med økt betydelig, som følge av rekordhøye priser på kull, gass og CO2-kvoter"),
    ],
)
def test_a_sentence_goes_on_over_the_page_break(reports: Reports, name: str, pages: set[int], quote: str) -> None:
    assert pages_of(reports[name], quote) == pages


@pytest.mark.parametrize(
    ("name", "page", "label"),
    [(NOU, 1, "I"), (NOU, 20, "18"), (NOU, 35, "33"), (NOU, 119, "III"), (EC_2014, 9, "9"), (EC_2014, 36, "36"),
     (EC_2017, 5, "5"), (EC_2017, 50, "50"), (EC_2017, 90, "90"), (PROP, 3, "3")],
)  # fmt: skip
def test_the_printed_page_number_is_the_label(reports: Reports, name: str, page: int, label: str) -> None:
    assert reports[name].pages[page - 1].label == label


def test_a_cover_that_prints_no_number_has_no_label(reports: Reports) -> None:
    assert reports[EC_2017].pages[0].label is None


@pytest.mark.parametrize(
    ("name", "leak"),
    [
        (NOU, r"NOU 2019: 8 \d+ Særavgiftene"),
        (NOU, r"Kapittel \d+ Særavgiftene på sjokolade- og sukkervarer og alkoholfrie drikkevarer"),
        (EC_2014, r"Page \d+ of 41"),
        (EC_2014, r"Report on Critical raw materials for the EU"),
        (PROP, r"Prop\. 8 S 2021–2022"),
        (PROP, r"2021–2022 Prop\. 8 S"),
    ],
)
def test_running_headers_and_footers_are_left_out(reports: Reports, name: str, leak: str) -> None:
    assert not re.search(leak, reports[name].text)


@pytest.mark.parametrize(
    ("name", "words", "section"),
    [
        (
            NOU,
            "En annen begrunnelse for regulering av atferd",
            (
                "Kapittel 3 Særavgifter, merverdiavgift og toll",
                "3.3 Begrunnelse for helserelaterte avgifter",
                "3.3.2 Internaliteter",
            ),
        ),
        (
            NOU,
            "De fleste særavgifter – og alle vareavgiftene",
            (
                "Kapittel 3 Særavgifter, merverdiavgift og toll",
                "3.4 Særavgifter",
                "3.4.4 Avgiftssubjektene – rapportering og innbetaling av særavgifter",
            ),
        ),
        (
            EC_2014,
            "In order to address the complex and interrelated challenges",
            ("2. INTRODUCTION", "2.3. Raw Materials policies and initiatives", "2.3.1. EU Raw Materials Policy"),
        ),
        (
            EC_2014,
            "The most recent data from EUROSTAT",
            (
                "4. CRITICALITY ANALYSIS",
                "4.4. Availability and Quality of Data",
                "4.4.1. Economic importance",
                "Value added of the megasectors",
            ),
        ),
        (PROP, "Bostøtten når ikke fram til alle", ("2 Bakgrunn", "Om bostøtten")),
        (PROP, "Kraftsituasjonen i 2021", ("2 Bakgrunn", "Om den norske kraftsituasjonen")),
    ],
)
def test_the_section_is_the_headings_above(reports: Reports, name: str, words: str, section: tuple[str, ...]) -> None:
    assert block_with(reports[name], words, "text").section == section


@pytest.mark.parametrize(
    ("name", "row", "reading"),
    [
        (NOU, "Januar", "Tabell 5.4 Omsetning av brus 2015–2018. 1 000 liter. År: Januar; 2015: 33 701; 2016: 32"),
        (NOU, "Trøndelag", "Tabell 12.3 Beløp brukt på grensehandel i 2018 etter region og per innbygger. Trøndelag; "
                           "Totalt (mill. kroner): 1 031; Per innbygger (kroner): 2 247"),
        (EC_2014, "Gallium\t90%", "Table 8: Percentage of primary supply of critical raw materials from the"),
        (EC_2014, "US data", "Figure 8: Distribution of data sources for end use data. US data; Barytes, Bauxite, "),
        (EC_2017, "Antimony\t0.9", "Table 18: Substitution indexes and HHI(WGI) values. Material: Antimony; SI(EI):"),
        (EC_2017, "Umicore", "Table 25: Validation workshops attendance list. Organisation: Umicore; 25/10/16"),
        (EC_2014, "Rognvald Boyd", "NGU - Geological Survey of Norway; Rognvald Boyd"),
        (EC_2014, "DG ENTR", "DG ENTR; Mattia Pellegrini (chair), Flor Diaz Pulido, Alexis Van Maercke, Malwina"),
        (EC_2017, "One of the two main assessment parameters (in addition", "Term: Economic Importance (EI); Def"),
        (EC_2017, "Indium\tX", "Material: Indium; Stage assessed Processing: X; Overview of rationales Data quality"),
        (EC_2017, "Gallium\t3.4\t1.0", "Table 19: Comparison of SR results based on scope of supply data used. "
                                        "Material: Gallium; Supply Risk parameters Global supply: 3.4; Supply Risk"),
        (EC_2017, "Praseodymium\t4.6", "Table 21: Individual and average EI and SR scores for material groups – "
                                       "LREEs, HREEs and PGMs. Materials: Praseodymium; Supply Risk: 4.6; Economic"),
        (PROP, "Bostøtte, overslagsbevilgning", "Post: 70; Formål: Bostøtte, overslagsbevilgning, økes med"),
    ],
)  # fmt: skip
def test_a_table_row_is_read_with_its_header_cells(reports: Reports, name: str, row: str, reading: str) -> None:
    assert (block_with(reports[name], row, "row").reading or "").startswith(reading)


def test_gallium_from_china_has_its_row(reports: Reports) -> None:
    reading = block_with(reports[EC_2014], "Gallium\t90%", "row").reading or ""
    assert "Gallium" in reading
    assert "Major suppliers (>20%): China (69%)" in reading


def test_a_table_that_goes_on_keeps_its_caption(reports: Reports) -> None:
    rows = [block for block in blocks_on(reports[EC_2017], 80) if block.kind == "row"]
    assert (rows[1].reading or "").startswith("Table 18: Substitution indexes")
    assert "SI(EI): " in (rows[1].reading or "")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (NOU, "Tabell 5.4 Omsetning av brus 2015–2018. 1 000 liter"),
        (NOU, "Figur 12.5 Topp produktkategorier for Nordmenns grensehandel. Prosent"),
        (NOU, "Boks 10.4 Intensjonsavtalen omfatter følgende seks innsatsområder:"),
        (EC_2014, "Table 11: Summary of forecasted market balance for critical raw materials to 2020"),
        (EC_2014, "Figure 1: General scheme of the criticality concept projected into two dimensions."),
        (EC_2017, "Table B: Global supply of the CRMs – grouped materials (average)"),
    ],
)
def test_a_caption_is_a_part_of_its_own(reports: Reports, name: str, words: str) -> None:
    content = reports[name]
    assert text_of(content, block_with(content, words[:20], "caption")) == words


@pytest.mark.parametrize(
    ("name", "mark", "words"),
    [
        (EC_2014, "4", "EC COM(2013) 0442 On the implementation of the Raw Materials Initiative"),
        (EC_2014, "18", "General Electric (2010), Research Priorities for More Efficient Use"),
        (EC_2014, "26", "This index is more usually used to measure the size of a company"),
        (EC_2017, "42", "Global supply data and/"),
    ],
)
def test_a_footnote_has_its_mark(reports: Reports, name: str, mark: str, words: str) -> None:
    content = reports[name]
    note = block_with(content, words, "footnote")
    assert note.mark == mark
    assert text_of(content, note).startswith(words)


@pytest.mark.parametrize("name", [NOU, EC_2014, EC_2017])
def test_footnotes_stand_after_all_other_text(reports: Reports, name: str) -> None:
    kinds = [block.kind for block in reports[name].blocks]
    assert "footnote" not in kinds[: kinds.index("footnote")]
    assert set(kinds[kinds.index("footnote") :]) == {"footnote"}


@pytest.mark.parametrize(
    ("name", "words"), [(NOU, "Utvalgets arbeid og møte"), (EC_2017, "Table 7: Materials identified")]
)
def test_a_table_of_contents_is_no_block(reports: Reports, name: str, words: str) -> None:
    content = reports[name]
    assert not any("....." in text_of(content, b) for b in content.blocks if b.kind != "row")
    assert words in content.text


def test_the_reports_say_what_they_are(reports: Reports) -> None:
    nou = reports[NOU].metadata
    assert (nou.short, nou.year, nou.publisher) == ("NOU 2019: 8", 2019, "Finansdepartementet")
    assert (nou.title or "").endswith("sukkervarer og alkoholfrie drikkevarer")
    assert reports[EC_2014].metadata.year == 2014
    assert reports[EC_2017].metadata.publisher == "European Commission"


@pytest.mark.parametrize("name", [NOU, EC_2014, EC_2017, PROP])
def test_blocks_and_runs_are_sorted_and_whole(reports: Reports, name: str) -> None:
    content = reports[name]
    assert all(a.end <= b.start for a, b in pairwise(content.blocks))
    assert all(a.end <= b.start for a, b in pairwise(content.runs))
    assert not re.search("[\ufffe\u00ad\u00a0\u200b\ufeff\ue000-\uf8ffﬁﬂ]", content.text)
    assert "  " not in content.text


def reason_of(outcome: Content | CannotRead) -> str:
    return outcome.reason if isinstance(outcome, CannotRead) else "read"


EXPECTED = {
    "ok": {"read"},
    "encrypted-openable": {"read"},
    "PASSWORD": {"password"},
    "NO TEXT (scan/blank/drawing)": {"scanned", "no_text"},
}
KNOWN = {  # what the check table could not tell, or pdfium cannot open
    "pypdf/encrypted_doc_no_id.pdf": "scanned",  # opens without a password, and holds pictures
    "sample-files/017-unreadable-meta-data_unreadablemetadata.pdf": "damaged",
}


def test_every_bad_file_is_read_or_left_with_its_reason(shared: Path) -> None:
    folder = shared / "bad-pdfs"
    with (folder / "CHECK.tsv").open(encoding="utf-8") as table:
        checks = {row["file"]: row["class"] for row in csv.DictReader(table, delimiter="\t")}
    outcomes = read_many([folder / name for name in checks], "corpus.readers.pdf:read_pdf", workers=2, page_seconds=20)
    wrong = {}
    for (name, kind), (_, outcome) in zip(checks.items(), outcomes, strict=True):
        expected = {KNOWN[name]} if name in KNOWN else EXPECTED[kind]
        if reason_of(outcome) not in expected:
            wrong[name] = (kind, reason_of(outcome))
    assert not wrong
