"""Facts from several sources: which one counts, and what a known report is recognised by."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalogue import Catalogue, KnownReport, known_reports, merge
from corpus.document import Content, Metadata

NICKEL = KnownReport(Metadata(id="nickel-act"), True, ("32099r0001", "978-82-00000-00-0"), ("the nickel act",))
COBALT = KnownReport(Metadata(id="cobalt-study"), False, (), ("a study of cobalt",))
CATALOGUE = Catalogue((NICKEL, COBALT))

FACTS = st.builds(Metadata, id=st.none() | st.text(max_size=3), title=st.none() | st.text(max_size=3))


def recognised(text: str = "", title: str | None = None, name: str = "file.pdf") -> str | None:
    content = Content(text=text, blocks=(), metadata=Metadata(title=title))
    report = CATALOGUE.recognise(content, Path(name))
    return report.metadata.id if report else None


@given(FACTS, FACTS)
def test_the_first_source_that_knows_a_fact_decides(one: Metadata, other: Metadata) -> None:
    merged = merge(one, other)
    assert merged.id == (one.id if one.id is not None else other.id)
    assert merged.title == (one.title if one.title is not None else other.title)
    assert merge(merged, other) == merged


def test_nothing_merged_is_nothing_known() -> None:
    assert merge() == Metadata()


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("Some act. 32099R0001. Done at Oslo.", None, "file.pdf"),
        ("", "Report ISBN 978–82–00000–00–0", "file.pdf"),  # dashes of another kind
        ("The  Nickel\nAct enters into force", None, "file.pdf"),
        ("", "THE NICKEL ACT", "file.pdf"),
        ("", None, "The Nickel Act.pdf"),
    ],
)
def test_a_report_is_known_by_number_or_title(text: str, title: str | None, name: str) -> None:
    assert recognised(text, title, name) == "nickel-act"


def test_a_number_weighs_more_than_a_title() -> None:
    assert recognised("32099R0001", title="A study of cobalt") == "nickel-act"


def test_a_title_that_is_only_cited_further_down_is_not_the_reports_own() -> None:
    assert recognised("Something else. " * 40 + "It follows the nickel act.") is None


def test_a_number_deep_in_the_text_is_not_the_reports_own() -> None:
    assert recognised("Something else. " * 400 + "32099R0001") is None


def test_the_catalogue_knows_the_reports_that_the_mandate_names() -> None:
    named = {report.metadata.publisher for report in known_reports().reports if report.named_by_mandate}
    for publisher in (
        "NUPI",
        "NGU",
        "IEA",
        "Joint Research Centre",
        "Department of Energy",
        "RUSI",
        "Eurometaux",
        "Japan Research Institute",
        "Nordic Innovation",
        "Prosess21",
    ):
        assert any(publisher in (name or "") for name in named), publisher
