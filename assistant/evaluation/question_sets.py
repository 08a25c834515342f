"""Judged question sets, in the formats that are in use, to one form.

- mandate: JSON lines, each a question with the report that answers (`document`, a file name) and a `gold` string of the
  passage; `also` names further places that answer; `unanswerable` questions have none.
- norquad: `contexts.jsonl` and `questions_*.jsonl` (`context_id`).
- parallel: `documents.jsonl` and `pairs_*.tsv`: a page's title or lead is to find its translation.
- flores: `metadata.tsv` and line-aligned `nob`, `nno`, `eng`: a sentence is to find its article in another language.

The last three bring their own documents (`pages`), which are indexed as any other report.
"""

import csv
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from typing import Any, Literal

from corpus.document import LANGUAGES, Language

Format = Literal["mandate", "norquad", "parallel", "flores"]
Split = Literal["dev", "test"]
Unit = Literal["passage", "document"]

_FLORES: tuple[tuple[str, Language], ...] = (("nob", "nb"), ("nno", "nn"), ("eng", "en"))
_NORQUAD: dict[Split, str] = {"dev": "train", "test": "validation"}
_LONGEST_LEAD = 300  # characters
SEED = 20_240_523


class BadQuestionSet(Exception):
    """A file that is not a question set; `args` are the file and the cause."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands: in a report, at the words `text`; without them, anywhere in it."""

    document: str  # file name
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and every place that is known to answer it; none where the reports do not."""

    id: str
    text: str
    language: Language
    document_language: Language | None = None  # of the first place
    places: tuple[Place, ...] = ()
    kind: str = ""  # "near" or "far" of the unanswerable; "title" or "lead"
    without: tuple[str, ...] = ()  # file names passed over in the list of hits: the page a title was taken from


@dataclass(frozen=True, slots=True)
class Page:
    """A document that a set brings along."""

    name: str  # of the file it becomes
    text: str


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions on the reports of a home, or on `pages`."""

    name: str
    unit: Unit  # what is ranked: passages, or documents by their best passage
    questions: tuple[Question, ...]
    pages: tuple[Page, ...] = ()


def read_set(path: Path, wanted: Format | None = None, split: Split | None = None) -> QuestionSet:
    """The question set at `path`, of the format `wanted` or the one it looks like. Raises `BadQuestionSet`."""
    readers: dict[Format, Callable[[Path, Split | None], QuestionSet]] = {
        "mandate": _read_mandate,
        "norquad": _read_norquad,
        "parallel": _read_parallel,
        "flores": _read_flores,
    }
    if not path.exists():
        raise BadQuestionSet(str(path), "there is no such file or folder")
    try:
        found = readers[wanted or _format_of(path)](path, split)
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestionSet(str(path), str(error)) from error
    if not found.questions:
        raise BadQuestionSet(str(path), "no questions" + (f" in the split {split}" if split else ""))
    return found


def sampled(judged: QuestionSet, count: int | None, seed: int = SEED) -> QuestionSet:
    """At most `count` of the questions, drawn at random by `seed`, in their order."""
    if count is None or count >= len(judged.questions):
        return judged
    chosen = sorted(random.Random(seed).sample(range(len(judged.questions)), count))  # noqa: S311 - no secret
    return replace(judged, questions=tuple(judged.questions[n] for n in chosen))


def _format_of(path: Path) -> Format:
    signs: dict[Format, str] = {"norquad": "contexts.jsonl", "parallel": "documents.jsonl", "flores": "metadata.tsv"}
    return next((name for name, sign in signs.items() if (path / sign).is_file()), "mandate")


def _read_mandate(path: Path, split: Split | None) -> QuestionSet:
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    questions = tuple(
        _judged(record, file)
        for file in files
        for record in _records(file)
        if split is None or record.get("split", "dev") == split
    )
    return QuestionSet(path.name, "passage", questions)


def _judged(record: Mapping[str, Any], file: Path) -> Question:
    """One line of the mandate format; a question without `gold` has to say that it is unanswerable."""
    with _complete(file):
        answered = [] if record.get("unanswerable") else [record, *record.get("also", ())]
        return Question(
            id=str(record["id"]),
            text=record["question"],
            language=_language(record["lang"], file),
            document_language=_language(record["doc_lang"], file) if answered else None,
            places=tuple(Place(place["document"], place["gold"]) for place in answered),
            kind=str(record.get("kind", "")),
        )


def _read_norquad(folder: Path, split: Split | None) -> QuestionSet:
    """The questions of one split, `test` (the official validation set) unless `dev` (the training set) is asked for."""
    file = folder / f"questions_{_NORQUAD[split or 'test']}.jsonl"
    questions = list[Question]()
    for record in _records(file):
        with _complete(file):
            place = Place(_file_name(record["context_id"]))
            questions.append(Question(record["qid"], record["question"], "nb", "nb", (place,)))
    contexts = _records(folder / "contexts.jsonl")
    pages = tuple(Page(_file_name(record["context_id"]), record["text"]) for record in contexts)
    return QuestionSet(folder.name, "document", tuple(questions), pages)


def _read_parallel(folder: Path, split: Split | None) -> QuestionSet:
    documents = {record["id"]: record for record in _records(folder / "documents.jsonl")}
    file = folder / f"pairs_{split or 'dev'}.tsv"
    questions = list[Question]()
    with _complete(file):
        pairs = [pair for row in _rows(file) for pair in permutations((row["id_a"], row["id_b"]))]
        for source, target in pairs:
            twins = {source, *(theirs for mine, theirs in pairs if mine == source)} - {target}
            questions += _page_questions(documents[source], documents[target], sorted(twins), file)
    pages = tuple(Page(_file_name(name), record["text"]) for name, record in documents.items())
    return QuestionSet(folder.name, "document", tuple(questions), pages)


def _page_questions(
    source: Mapping[str, str], target: Mapping[str, str], twins: Sequence[str], file: Path
) -> Iterator[Question]:
    """Title and lead of `source`, each to find `target`, with its other versions out of the way."""
    asked = {"title": source["title"], "lead": _lead(source)}
    for kind, text in asked.items():
        if text.strip():
            yield Question(
                id=f"{source['id']} > {target['id']} {kind}",
                text=text,
                language=_language(source["lang"], file),
                document_language=_language(target["lang"], file),
                places=(Place(_file_name(target["id"])),),
                kind=kind,
                without=tuple(map(_file_name, twins)),
            )


def _lead(page: Mapping[str, str]) -> str:
    """The first line that has the words of a sentence beside those of the title, cut at a word."""
    lines = (line.strip() for line in page["text"].split("\n"))
    lead = next((line for line in lines if len(line.removeprefix(page["title"]).split()) >= 8), "")
    return lead if len(lead) <= _LONGEST_LEAD else lead[:_LONGEST_LEAD].rsplit(" ", 1)[0]


def _read_flores(folder: Path, _split: Split | None) -> QuestionSet:
    """Articles are runs of lines with one address; an article's other languages are passed over."""
    lines = {
        language: (folder / f"{code}.devtest").read_text(encoding="utf-8").splitlines() for code, language in _FLORES
    }
    articles = defaultdict[str, list[int]](list)
    for number, row in enumerate(_rows(folder / "metadata.tsv")):
        articles[row["URL"]].append(number)
    pages, questions = list[Page](), list[Question]()
    for nth, numbers in enumerate(articles.values()):
        names = {language: f"article-{nth:04d}.{language}.txt" for language in lines}
        pages += [Page(names[language], "\n".join(text[n] for n in numbers)) for language, text in lines.items()]
        questions += _article_questions(names, lines, numbers)
    return QuestionSet(folder.name, "document", tuple(questions), tuple(pages))


def _article_questions(
    names: Mapping[Language, str], lines: Mapping[Language, Sequence[str]], numbers: Sequence[int]
) -> Iterator[Question]:
    for source, target in permutations(names, 2):
        others = tuple(name for language, name in names.items() if language != target)
        for n in numbers:
            place = Place(names[target])
            yield Question(f"{n} {source} > {target}", lines[source][n], source, target, (place,), without=others)


def _records(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file. Raises `BadQuestionSet`."""
    for number, line in enumerate(file.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise BadQuestionSet(str(file), f"line {number}: {error}") from error
        if not isinstance(record, dict):
            raise BadQuestionSet(str(file), f"line {number}: not an object")
        yield record


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


@contextmanager
def _complete(file: Path) -> Iterator[None]:
    """A record's missing or mistyped field becomes `BadQuestionSet`."""
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        raise BadQuestionSet(str(file), f"a record has no {error}") from error


def _language(name: str, file: Path) -> Language:
    for language in LANGUAGES:
        if language == name:
            return language
    raise BadQuestionSet(str(file), f"unknown language {name}")


def _file_name(identity: str) -> str:
    return re.sub(r"[^\w.-]+", "_", identity).strip("._") + ".txt"
