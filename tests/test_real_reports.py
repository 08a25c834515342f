"""On real reports: every hit and every quote stands word for word in its report, and on the page that is cited."""

import json
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pypdfium2
import pytest
from fakes import HashedWords, build

from assistant.answer import pages_of
from assistant.ask import Options, ask, find
from assistant.home import Home
from assistant.settings import Settings
from assistant.wire import answer_wire, search_wire
from corpus.document import Document, Run
from index.generation import Generation, open_current
from index.rebuild import Outcome


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> tuple[Path, Outcome]:
    home = tmp_path_factory.mktemp("real")
    return home, build(home, shared / "reports")


@pytest.fixture(scope="module")
def generation(real: tuple[Path, Outcome]) -> Generation:
    return open_current(real[0])


@pytest.fixture(scope="module")
def documents(generation: Generation) -> dict[str, Document]:
    return {outline.id: generation.store.document(outline.id) for outline in generation.store.documents()}


LOST = "\ufffd"  # what stands for a character that could not be decoded


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalpha())


def page_texts(path: str) -> list[bytes]:
    """The raw text of every page in UTF-16, which is how pdfium counts characters."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_range().encode("utf-16-le") for page in pdf]


def test_every_report_is_read(real: tuple[Path, Outcome], shared: Path) -> None:
    assert real[1].documents == len(list((shared / "reports").iterdir()))
    assert real[1].skipped == []


def test_every_passage_is_its_stretch_of_the_report(generation: Generation, documents: dict[str, Document]) -> None:
    rows = generation.manifest.passages
    assert rows > 4000
    for passage in generation.store.passages(range(rows)):
        assert documents[passage.document_id].text[passage.start : passage.end] == passage.text
        assert all(passage.start <= start < end <= passage.end for start, end in passage.sentences)


def test_every_letter_of_a_pdf_stands_on_the_page_of_its_run(documents: dict[str, Document]) -> None:
    checked = 0
    for document in documents.values():
        pages = page_texts(document.path) if document.runs else []
        for run in document.runs:
            raw = pages[run.page - 1][2 * run.raw_start : 2 * run.raw_end].decode("utf-16-le")
            assert letters(raw) == letters(document.text[run.start : run.end]), (document.id, run)
            checked += 1
    assert checked > 10_000


def test_no_character_of_a_report_is_lost(documents: dict[str, Document]) -> None:
    assert [document.id for document in documents.values() if LOST in document.text] == []


def test_every_passage_of_a_pdf_cites_the_pages_its_letters_stand_on(
    generation: Generation, documents: dict[str, Document]
) -> None:
    for document in documents.values():
        if document.runs:
            for passage in generation.store.passages_of(document.id):
                on = {run.page for run in runs_within(document, passage.start, passage.end)}
                assert on, passage
                assert pages_of(passage.places) == (min(on), max(on)), passage
                assert on == {place.page for place in passage.places}


def runs_within(document: Document, start: int, end: int) -> Iterator[Run]:
    """Runs that share a character other than white space with a stretch."""
    for run in document.runs:
        if run.start < end and run.end > start and document.text[max(start, run.start) : min(end, run.end)].strip():
            yield run


def questions(shared: Path) -> list[str]:
    lines = (shared / "eval" / "mandate_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def test_every_hit_and_quote_is_verbatim_and_on_its_page(
    real: tuple[Path, Outcome], documents: dict[str, Document], shared: Path
) -> None:
    home = Home(Settings(real[0]))
    home.__dict__["embedder"] = HashedWords()
    sentences = [
        " ".join(d.text[b.start : b.end].split()[:25]) for d in documents.values() for b in islice(d.blocks, 40, 43)
    ]
    for question in [*questions(shared), *sentences]:
        for hit in search_wire(find(home, question, Options(limit=20)))["hits"]:
            check(documents[hit["document_id"]], hit["start"], hit["end"], hit["text"], hit["pages"])
        for citation in answer_wire(ask(home, question, Options(limit=5)))["citations"]:
            check(
                documents[citation["document_id"]],
                citation["start"],
                citation["end"],
                citation["quote"],
                citation["pages"],
            )


def check(document: Document, start: int, end: int, text: str, pages: list[int] | None) -> None:
    assert document.text[start:end] == text
    on = {run.page for run in runs_within(document, start, end)}
    assert pages == ([min(on), max(on)] if on else None)


def test_the_same_reports_give_the_same_index(real: tuple[Path, Outcome], shared: Path) -> None:
    again = build(real[0], shared / "reports")
    assert (again.published, again.read, again.embedded) == (False, [], 0)
