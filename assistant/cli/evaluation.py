"""The verb that measures: eval."""

import errno
import importlib.util
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, cast

import typer
from rich.console import Console
from rich.progress import track
from rich.text import Text

from assistant import settings as choices
from assistant.cli import options as o
from assistant.cli import paint
from assistant.cli.failures import UNREADABLE, USAGE, told
from assistant.cli.opening import opened
from assistant.cli.options import say
from assistant.cli.paint_evaluation import paint_details, paint_report
from assistant.cli.progress import rebuild_progress
from assistant.cli.questions import print_json
from assistant.evaluation import question_sets
from assistant.evaluation.library import prepared
from assistant.evaluation.plot import SUFFIXES, Drawn, draw
from assistant.evaluation.question_sets import BadQuestionSet, QuestionSet, read_set, sampled
from assistant.evaluation.report import details, judgement_wire, report, report_wire
from assistant.evaluation.run import Judgement, run
from assistant.home import Home

_NEEDS = {"ir_measures": "ir-measures", "matplotlib": "matplotlib"}  # modules and packages of the extra `eval`


class FormatName(StrEnum):
    auto = "auto"
    mandate = "mandate"
    norquad = "norquad"
    parallel = "parallel"
    flores = "flores"


class SplitName(StrEnum):
    dev = "dev"
    test = "test"


Sets = Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER...", help=say("option.eval_sets"), show_default=False)]
Format = Annotated[FormatName, typer.Option("--format", help=say("option.eval_format"))]
Split = Annotated[SplitName | None, typer.Option("--split", help=say("option.eval_split"))]
Sample = Annotated[int | None, typer.Option("--limit", min=1, help=say("option.eval_sample"))]
With = Annotated[list[Path] | None, typer.Option("--with", help=say("option.eval_with"))]
Plot = Annotated[Path | None, typer.Option("--plot", metavar="FILE", help=say("option.eval_plot"))]


@dataclass(frozen=True, slots=True)
class _Run:
    """One set, asked."""

    name: str
    generation: int
    passages: int
    judgements: list[Judgement]


def evaluate(
    sets: Sets,
    home: o.Home = None,
    set_format: Format = FormatName.auto,
    split: Split = None,
    sample: Sample = None,
    others: With = None,
    plot: Plot = None,
    as_json: o.Json = False,
    model: o.Model = None,
    ui_language: o.UiLanguage = None,
) -> None:
    with told(), _told_here():
        _check_extra()
        _check_plot(plot)
        wanted = [sampled(_read(path, set_format, split), sample) for path in sets]
        runs = [_run(_home(home, model, each, others or ()), each) for each in wanted]
        runs += _together([run for run, each in zip(runs, wanted, strict=True) if not each.pages])
        if as_json:
            print_json({"sets": [_wired(each) for each in runs]})
        else:
            for each in runs:
                _print(paint.console(), each)
        if plot:
            _plot(plot, runs)


def _read(path: Path, set_format: FormatName, split: SplitName | None) -> QuestionSet:
    wanted = None if set_format is FormatName.auto else cast(question_sets.Format, set_format.value)
    return read_set(path, wanted, split.value if split else None)


def _home(home: Path | None, model: str | None, judged: QuestionSet, others: Sequence[Path]) -> Home:
    """The home to search: the user's own, or one made for a set that brings its own documents."""
    if not judged.pages:
        return opened(home, None, model)
    with rebuild_progress(say) as watch:
        return prepared(Home(choices.load(home, (), model)), judged, others, watch)


def _run(home: Home, judged: QuestionSet) -> _Run:
    generation = home.generation()
    shown = Console(stderr=True)
    asked = track(
        run(home, judged),
        say("eval.asking"),
        total=len(judged.questions),
        console=shown,
        transient=True,
        disable=not shown.is_terminal,
    )
    return _Run(judged.name, generation.number, generation.manifest.passages, list(asked))


def _together(runs: Sequence[_Run]) -> list[_Run]:
    """Several sets asked of one index, as one."""
    if len(runs) < 2:
        return []
    judgements = [judgement for run in runs for judgement in run.judgements]
    return [_Run(say("eval.together"), runs[0].generation, runs[0].passages, judgements)]


def _print(out: Console, asked: _Run) -> None:
    figures = report(asked.judgements)
    counts = {"answerable": figures.answerable, "unanswerable": figures.unanswerable}
    heading = say("eval.set", name=asked.name, generation=asked.generation, passages=asked.passages, **counts)
    out.print()
    out.print(Text(heading, style="bold"))
    out.print()
    paint_report(say, out, figures)
    paint_details(say, out, details(asked.judgements))
    out.print(Text(say("eval.interval"), style="dim"))


def _wired(asked: _Run) -> dict[str, object]:
    return {
        "name": asked.name,
        "generation": asked.generation,
        "passages": asked.passages,
        **report_wire(report(asked.judgements), details(asked.judgements)),
        "questions": [judgement_wire(judgement) for judgement in asked.judgements],
    }


def _plot(file: Path, runs: Sequence[_Run]) -> None:
    drawn = [Drawn(each.name, [each.judgements], [report(each.judgements)], [say("eval.as_set")]) for each in runs]
    try:
        draw(file, drawn, say)
    except OSError as error:
        _stop("error.plot", UNREADABLE, file=file, detail=error.strerror or str(error))


def _check_plot(file: Path | None) -> None:
    """Stop before the work begins when the figure cannot be drawn."""
    if file and file.suffix.lower() not in SUFFIXES:
        _stop("error.plot", USAGE, file=file, detail=" | ".join(SUFFIXES))
    if file and not file.absolute().parent.is_dir():
        _stop("error.plot", USAGE, file=file, detail=os.strerror(errno.ENOENT))


def _check_extra() -> None:
    """Stop before the work begins when a package of the extra is missing."""
    for module, package in _NEEDS.items():
        if importlib.util.find_spec(module) is None:
            _stop("error.extra", USAGE, package=package)


@contextmanager
def _told_here() -> Iterator[None]:
    """A question set that cannot be used, as one clear line."""
    try:
        yield
    except BadQuestionSet as error:
        file, detail = error.args
        _stop("error.question_set", UNREADABLE, file=file, detail=detail)


def _stop(message: str, code: int, **facts: object) -> NoReturn:
    typer.echo(f"{say('error')}: {say(message, **facts)}", err=True)
    raise typer.Exit(code)
