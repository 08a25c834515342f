"""The verbs that answer: ask, search, show."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import typer

from assistant import ask as asking
from assistant.ask import BadQuestion, Options
from assistant.cli import options as o
from assistant.cli import paint
from assistant.cli.failures import FOUND, NOT_FOUND, Unreadable, explain, told
from assistant.cli.opening import narrowed, opened
from assistant.cli.options import PassageLanguage, say
from assistant.home import Home
from assistant.reports import find_report
from assistant.wire import answer_wire, context_wire, document_wire, search_wire
from corpus.document import Passage

_NEIGHBOURS = 1  # passages shown before and after


def ask(
    question: o.Question = None,
    home: o.Home = None,
    reports: o.Reports = None,
    as_json: o.Json = False,
    limit: o.Limit = 3,
    language: o.Language = PassageLanguage.any,
    report: o.Report = None,
    questions: o.Questions = None,
    generation: o.Generation = None,
    model: o.Model = None,
    ui_language: o.UiLanguage = None,
) -> None:
    with told():
        here = opened(home, reports, model, generation)
        how = Options(limit, narrowed(here, language, report))
        if questions is not None:
            raise typer.Exit(_answer_each(questions, lambda text: answer_wire(asking.ask(here, text, how))))
        answer = asking.ask(here, _joined(question), how)
        if as_json:
            print_json(answer_wire(answer))
        else:
            _warn(answer.degraded)
            paint.paint_answer(say, paint.console(), answer)
        raise typer.Exit(FOUND if answer.status == "answered" else NOT_FOUND)


def search(
    question: o.Question = None,
    home: o.Home = None,
    reports: o.Reports = None,
    as_json: o.Json = False,
    limit: o.Limit = 10,
    language: o.Language = PassageLanguage.any,
    report: o.Report = None,
    questions: o.Questions = None,
    explain: o.Explain = False,
    generation: o.Generation = None,
    model: o.Model = None,
    ui_language: o.UiLanguage = None,
) -> None:
    with told():
        here = opened(home, reports, model, generation)
        how = Options(limit, narrowed(here, language, report))
        if questions is not None:
            raise typer.Exit(_answer_each(questions, lambda text: search_wire(asking.find(here, text, how))))
        found = asking.find(here, _joined(question), how)
        if as_json:
            print_json(search_wire(found))
        else:
            _warn(found.degraded)
            paint.paint_found(say, paint.console(), found, explain)


def show(
    identity: o.Identity,
    home: o.Home = None,
    reports: o.Reports = None,
    as_json: o.Json = False,
    generation: o.Generation = None,
    ui_language: o.UiLanguage = None,
) -> None:
    with told():
        here = opened(home, reports, None, generation)
        passage = here.generation().store.passage_by_id(identity)
        if passage is not None:
            _show_passage(here, passage, as_json)
        else:
            _show_report(here, identity, as_json)


def print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def _show_passage(here: Home, passage: Passage, as_json: bool) -> None:
    store = here.generation().store
    document = store.outline(passage.document_id)
    around = _around(store.passages_of(document.id), passage)
    if as_json:
        print_json(context_wire(document, passage, around))
    else:
        paint.paint_context(say, paint.console(), document, passage, around)


def _around(passages: Sequence[Passage], wanted: Passage) -> list[Passage]:
    place = next(i for i, passage in enumerate(passages) if passage.id == wanted.id)
    return list(passages[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1])


def _show_report(here: Home, name: str, as_json: bool) -> None:
    generation = here.generation()
    document = generation.store.document(find_report(generation, name).id)
    if as_json:
        print_json(document_wire(document, generation.store.counts()[document.id]))
    else:
        paint.paint_document(paint.console(), document)


def _joined(words: Sequence[str] | None) -> str:
    """The question as typed, with or without quotation marks around it."""
    if words is None:
        raise BadQuestion("none")
    return " ".join(words)


def _answer_each(file: str, answer: Callable[[str], Mapping[str, object]]) -> int:
    """One JSON object a line for each question of a file; a question that cannot be asked gives its error."""
    code = FOUND
    for text in _lines(file):
        try:
            print_json(answer(text))
        except BadQuestion as error:
            message, code = explain(error)
            print_json({"question": text[:200], "error": message})
        sys.stdout.flush()
    return code


def _lines(file: str) -> Iterator[str]:
    """Non-empty lines of a file, or of standard input for `-`. Raises `Unreadable`."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise Unreadable("error.questions_file", file=file, detail=error.strerror or str(error)) from error
    for line in data.decode("utf-8-sig", "replace").split("\n"):
        if line.strip():
            yield line.strip("\r")


def _warn(degraded: Sequence[str]) -> None:
    for reason in degraded:
        kind, _, detail = reason.partition(":")
        typer.echo(say(f"degraded.{kind}", detail=detail), err=True)
