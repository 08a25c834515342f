"""The judged questions in bench/questions: their form, and that every locator points at one place in the reports.

One JSON object a line. An answerable question names the report (`document`) and a `gold`: a short verbatim locator of
the passage that answers; `also` lists other places that answer as well. An unanswerable question is `near` (about
things the reports do name) or `far`. Settings are tuned on the split `dev`; figures are reported on `test`.
"""

import json
import os
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "bench" / "questions"
SHARED = Path(os.environ.get("ASSISTANT_SHARED", ROOT.parent / "shared"))
REPORTS = SHARED / "reports"
GIVEN = SHARED / "eval" / "mandate_dev.jsonl"
AT_LEAST = {  # questions on each report, by its size and weight
    "mandat-prosesserte-kritiske-raamaterialer.nb.txt": 25,
    "ngu-norway-eu-industrial-partnership.en.txt": 3,
    "eu-critical-raw-materials-act-2024-1252.en.md": 35,
    "eu-batteries-regulation-2023-1542.en.html": 15,
    "eu-step-regulation-2024-795.en.html": 6,
    "ec-critical-raw-materials-2014.en.pdf": 15,
    "ec-criticality-assessments-2017.en.pdf": 15,
    "mineralloven-2009.nb.md": 10,
    "mineralloven-2025.nb.md": 15,
    "havbunnsmineralloven-2019.nb.md": 8,
    "sametinget-mineralveileder-2010.nb.txt": 4,
    "sami-parliament-mineral-guide-2010.en.txt": 4,
    "nou-2019-8-saeravgifter.nb.pdf": 20,
    "prop-8-s-2021-2022.nb.pdf": 3,
    "nou-2001-35.nb.txt": 10,
    "havressurslova-2008.nn.txt": 6,
    "offentleglova.nn.txt": 6,
}

needs_reports = pytest.mark.skipif(not REPORTS.is_dir(), reason="the reports in ../shared are not here")
needs_given = pytest.mark.skipif(not GIVEN.is_file(), reason="the question sets in ../shared are not here")

Record = dict[str, Any]


def read(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


ANSWERABLE = read(QUESTIONS / "answerable.jsonl")
UNANSWERABLE = read(QUESTIONS / "unanswerable.jsonl")
EVERY = ANSWERABLE + UNANSWERABLE


def places(record: Record) -> list[tuple[str, str]]:
    """Where the answer stands: (report, locator) of the question itself and of its other places."""
    listed = [record, *record.get("also", [])]
    return [(place["document"], place["gold"]) for place in listed]


def shares(records: list[Record]) -> dict[str, float]:
    return {lang: count / len(records) for lang, count in Counter(r["lang"] for r in records).items()}


def one_space(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def question_words(question: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", question.lower()))


class _Text(HTMLParser):
    """The text of an HTML page, blocks and cells apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "div", "tr", "td", "br", "h1", "h2", "h3", "li", "table"}:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def html_text(path: Path) -> str:
    parser = _Text()
    parser.feed(path.read_text(encoding="utf-8"))
    return "".join(parser.parts)


def pdf_text(path: Path) -> str:
    """Pages joined; pdfium marks a hyphen at a line's end with U+FFFE, which goes with the line break after it."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return re.sub("\ufffe(\r?\n)?", "", "\n".join(pages))


@cache
def report_text(name: str) -> str:
    path = REPORTS / name
    readers = {".pdf": pdf_text, ".html": html_text}
    read_text = readers.get(path.suffix, lambda plain: plain.read_text(encoding="utf-8"))
    return one_space(read_text(path))


def test_every_record_has_its_keys_and_only_them() -> None:
    answerable = {"id", "lang", "document", "question", "gold", "doc_lang", "split"}
    unanswerable = {"id", "lang", "question", "unanswerable", "kind", "split"}
    assert [r["id"] for r in ANSWERABLE if set(r) - {"also"} != answerable] == []
    assert [r["id"] for r in UNANSWERABLE if set(r) != unanswerable or r["unanswerable"] is not True] == []


def test_ids_and_questions_are_unique() -> None:
    assert [name for name, count in Counter(r["id"] for r in EVERY).items() if count > 1] == []
    assert [text for text, count in Counter(r["question"].lower() for r in EVERY).items() if count > 1] == []


def test_there_are_two_hundred_of_each_kind_and_half_the_unanswerable_are_near() -> None:
    kinds = Counter(r["kind"] for r in UNANSWERABLE)
    assert len(ANSWERABLE) >= 200
    assert len(UNANSWERABLE) >= 200
    assert set(kinds) == {"near", "far"}
    assert 0.45 <= kinds["near"] / len(UNANSWERABLE) <= 0.55


def test_every_report_is_asked_about_by_its_weight() -> None:
    asked = Counter(r["document"] for r in ANSWERABLE)
    assert set(asked) == set(AT_LEAST)
    assert {name: asked[name] for name, least in AT_LEAST.items() if asked[name] < least} == {}


@pytest.mark.parametrize("records", [ANSWERABLE, UNANSWERABLE], ids=["answerable", "unanswerable"])
def test_half_is_asked_in_bokmaal_a_third_in_english_and_the_rest_in_nynorsk(records: list[Record]) -> None:
    found = shares(records)
    assert set(found) == {"nb", "nn", "en"}
    assert found["nb"] == pytest.approx(0.50, abs=0.05)
    assert found["en"] == pytest.approx(0.35, abs=0.05)
    assert found["nn"] == pytest.approx(0.15, abs=0.05)


def test_at_least_half_is_asked_across_norwegian_and_english() -> None:
    across = [r for r in ANSWERABLE if (r["lang"] == "en") != (r["doc_lang"] == "en")]
    assert len(across) >= len(ANSWERABLE) / 2


@pytest.mark.parametrize("records", [ANSWERABLE, UNANSWERABLE], ids=["answerable", "unanswerable"])
def test_the_two_splits_are_alike(records: list[Record]) -> None:
    dev = [r for r in records if r["split"] == "dev"]
    test = [r for r in records if r["split"] == "test"]
    assert len(dev) + len(test) == len(records)
    assert abs(len(dev) - len(test)) <= 2
    for group in ("lang", "kind" if "kind" in records[0] else "document"):
        apart = Counter(r[group] for r in dev)
        apart.subtract(Counter(r[group] for r in test))
        assert {name: by for name, by in apart.items() if abs(by) > 3} == {}


def test_a_locator_is_four_to_twelve_words() -> None:
    assert [gold for r in ANSWERABLE for _, gold in places(r) if not 4 <= len(gold.split()) <= 12] == []


def test_a_question_is_not_its_own_locator() -> None:
    assert [r["id"] for r in ANSWERABLE if r["gold"].lower() in r["question"].lower()] == []


@needs_reports
@pytest.mark.parametrize("document", sorted(AT_LEAST))
def test_every_locator_stands_once_in_its_report(document: str) -> None:
    text = report_text(document)
    golds = [one_space(gold) for r in ANSWERABLE for name, gold in places(r) if name == document]
    assert {gold: text.count(gold) for gold in golds if text.count(gold) != 1} == {}


@needs_given
def test_no_question_is_one_of_those_given() -> None:
    given = [question_words(r["question"]) for r in read(GIVEN)]
    close = [
        r["id"]
        for r in EVERY
        for words in given
        if len(words & question_words(r["question"])) >= 0.75 * len(words | question_words(r["question"]))
    ]
    assert close == []
