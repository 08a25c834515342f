"""The catalogue that comes with the program knows the mandate's reports, and mistakes no other text for one of them."""

import re
from pathlib import Path

import pytest
from test_briefs import BRIEFS, REPORTS, needs_reports, report_text

from corpus.catalogue import known_reports
from corpus.document import Content

EXPECTED = {
    "ec-critical-raw-materials-2014.en.pdf": "ec-crm-2014",
    "ec-criticality-assessments-2017.en.pdf": "ec-crm-2017",
    "eu-batteries-regulation-2023-1542.en.html": "batteries-regulation",
    "eu-critical-raw-materials-act-2024-1252.en.md": "crma",
    "eu-step-regulation-2024-795.en.html": "step",
    "havbunnsmineralloven-2019.nb.md": "havbunnsmineralloven",
    "havressurslova-2008.nn.txt": "havressurslova",
    "mandat-prosesserte-kritiske-raamaterialer.nb.txt": "mandat",
    "mineralloven-2009.nb.md": "mineralloven-2009",
    "mineralloven-2025.nb.md": "mineralloven-2025",
    "ngu-norway-eu-industrial-partnership.en.txt": "ngu-partnership",
    "nou-2001-35.nb.txt": "nou-2001-35",
    "nou-2019-8-saeravgifter.nb.pdf": "nou-2019-8",
    "offentleglova.nn.txt": "offentleglova",
    "prop-8-s-2021-2022.nb.pdf": "prop-8-s-2021-2022",
    "sametinget-mineralveileder-2010.nb.txt": "sametinget-mineralveileder",
    "sami-parliament-mineral-guide-2010.en.txt": "sami-mineral-guide",
}


def recognised(text: str, name: str = "file.pdf") -> str | None:
    report = known_reports().recognise(Content(text=text, blocks=()), Path(name))
    return report.metadata.id if report else None


def test_every_known_report_has_its_own_id_and_says_how_a_footnote_calls_it() -> None:
    reports = [report.metadata for report in known_reports().reports]
    assert len({report.id for report in reports}) == len(reports)
    assert [report.id for report in reports if not (report.title and report.short and report.publisher)] == []
    assert [report.id for report in reports if report.language is None] == []


def test_every_known_report_can_be_recognised_and_by_no_sign_of_another() -> None:
    signs = [sign for report in known_reports().reports for sign in (*report.identifiers, *report.titles)]
    assert len(set(signs)) == len(signs)
    assert [report.metadata.id for report in known_reports().reports if not report.titles] == []


def test_the_reports_that_the_mandate_names_are_marked() -> None:
    named = {report.metadata.id for report in known_reports().reports if report.named_by_mandate}
    assert {"crma", "nzia", "draghi-2024", "nupi-dependencies", "iea-outlook-2024", "rusi-supply-chains"} <= named
    assert named.isdisjoint({"mineralloven-2025", "havressurslova", "nou-2001-35", "batteries-regulation"})


@needs_reports
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_report_is_recognised_by_what_stands_in_it_and_not_by_its_file_name(name: str) -> None:
    assert recognised(report_text(name), "renamed") == EXPECTED[name]


@needs_reports
@pytest.mark.parametrize("name", [name for name in sorted(EXPECTED) if name.endswith(".md")])
def test_an_act_is_recognised_without_the_front_matter_that_holds_its_number(name: str) -> None:
    text = re.sub(r"\A---\n.*?\n---\n", "", report_text(name), flags=re.S)
    assert recognised(text, "renamed") == EXPECTED[name]


@needs_reports
def test_every_report_of_the_folder_is_expected_here() -> None:
    assert {path.name for path in REPORTS.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.name)
def test_a_briefing_note_is_not_taken_for_a_report_it_is_about(path: Path) -> None:
    assert recognised(path.read_text(encoding="utf-8"), path.name) is None


@pytest.mark.parametrize(
    ("cover", "report"),
    [
        (
            "Official Journal of the European Union EN L series 2024/1735 28.6.2024 REGULATION (EU) 2024/1735 OF THE "
            "EUROPEAN PARLIAMENT AND OF THE COUNCIL of 13 June 2024 on establishing a framework of measures",
            "nzia",
        ),
        ("The future of\nEuropean competitiveness\nPart A | A competitiveness strategy for Europe", "draghi-2024"),
        ("Norway’s strategic dependencies\nin global supply chain networks", "nupi-dependencies"),
        ("Supply chain analysis and material demand forecast in strategic technologies and sectors in the EU – "
         "A foresight study", "jrc-foresight-2023"),
        ("Recycling of Critical Minerals\nStrategies to scale up recycling and urban mining", "iea-recycling-2024"),
        ("Occasional Paper New Energy Supply Chains\nIs the UK at Risk from Chinese Dominance?", "rusi-supply-chains"),
        ("Nærings- og fiskeridepartementet Strategi\nNorges mineralstrategi", "norges-mineralstrategi"),
    ],
)  # fmt: skip
def test_a_report_that_is_not_at_hand_is_recognised_by_its_cover(cover: str, report: str) -> None:
    assert recognised(cover) == report


@pytest.mark.parametrize(
    "opening",
    [
        "A reply to the public consultation on the Critical Raw Materials Act and the Net-Zero Industry Act.",
        "Commission Delegated Regulation supplementing Regulation (EU) 2024/1252 as regards recycling capacity.",
        "Høringsuttalelse til forslag til ny minerallov, til avløsning av mineralloven av 2009.",
        "Recycling of critical minerals from mine tailings: a review of flotation methods.",
        "Metals for clean energy are in short supply, writes the newspaper.",
        "A comment on the Perspektivmeldingen 2024 and on Grønt industriløft.",
    ],
)
def test_a_text_that_only_mentions_a_report_is_not_taken_for_it(opening: str) -> None:
    assert recognised(opening) is None
