"""The verbs that answer: ask, search, show."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import IO

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
    balance: o.Balance = False,
    questions: o.Questions = None,
    generation: o.Generation = None,
    model: o.Model = None,
    reranker: o.Reranker = None,
    ui_language: o.UiLanguage = None,
) -> None:
    with told(), _asked(question, questions) as asked:
        here = opened(home, reports, model, generation, reranker)
        how = Options(limit, narrowed(here, language, report, balance))
        if questions is not None:
            raise typer.Exit(_answer_each(asked, lambda text: answer_wire(asking.ask(here, text, how))))
        answer = asking.ask(here, next(asked), how)
        if as_json:
            print_json(answer_wire(answer))
        else:
            warn(answer.degraded)
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
    balance: o.Balance = False,
    questions: o.Questions = None,
    explain: o.Explain = False,
    generation: o.Generation = None,
    model: o.Model = None,
    reranker: o.Reranker = None,
    ui_language: o.UiLanguage = None,
) -> None:
    with told(), _asked(question, questions) as asked:
        here = opened(home, reports, model, generation, reranker)
        how = Options(limit, narrowed(here, language, report, balance))
        if questions is not None:
            raise typer.Exit(_answer_each(asked, lambda text: search_wire(asking.find(here, text, how))))
        found = asking.find(here, next(asked), how)
        if as_json:
            print_json(search_wire(found))
        else:
            warn(found.degraded)
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


@contextmanager
def _asked(words: Sequence[str] | None, file: str | None) -> Iterator[Iterator[str]]:
    """The question as typed, with or without quotation marks around it, or the lines of a file (`-`: standard input).

    Raises `BadQuestion` and `Unreadable` at once, before an index is built for nothing.
    """
    if file is None:
        if words is None:
            raise BadQuestion("none")
        yield iter([asking.clean_question(" ".join(words))])
    elif words:
        raise BadQuestion("both")
    else:
        with _stream(file) as stream:
            yield (line.decode("utf-8", "replace").rstrip("\r\n") for line in stream if line.strip())


def _stream(file: str) -> AbstractContextManager[IO[bytes]]:
    """Lines are read as they are asked for, so that another program can hold a conversation through a pipe."""
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise Unreadable("error.questions_file", file=file, detail=error.strerror or str(error)) from error


def _answer_each(questions: Iterable[str], answer: Callable[[str], Mapping[str, object]]) -> int:
    """One JSON object a line for each question; a question that cannot be asked gives its error and goes on."""
    code = FOUND
    for text in questions:
        try:
            print_json(answer(text))
        except BadQuestion as error:
            message, code = explain(error)
            print_json({"question": text[:200], "error": message})
        sys.stdout.flush()
    return code


def warn(degraded: Sequence[str]) -> None:
    """Say on standard error what an answer had to do without."""
    for reason in degraded:
        kind, _, detail = reason.partition(":")
        typer.echo(say(f"degraded.{kind}", detail=detail), err=True)
