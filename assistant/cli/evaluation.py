"""The verb that measures: eval."""

import errno
import importlib.util
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from assistant.evaluation.knobs import BadKnob, tuned
from assistant.evaluation.library import prepared
from assistant.evaluation.plot import SUFFIXES, Drawn, draw
from assistant.evaluation.question_sets import BadQuestionSet, QuestionSet, read_set, sampled
from assistant.evaluation.report import details, differences, judgement_wire, report, report_wire
from assistant.evaluation.run import Judgement, run
from assistant.home import Home
from index.tuning import DEFAULT, Tuning

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
Compare = Annotated[
    list[str] | None, typer.Option("--compare", metavar="NAME=VALUE,...", help=say("option.eval_compare"))
]
Plot = Annotated[Path | None, typer.Option("--plot", metavar="FILE", help=say("option.eval_plot"))]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One set, asked with the settings in force and with each of the changed ones."""

    name: str
    generation: int
    passages: int
    judgements: list[Judgement]
    compared: dict[str, list[Judgement]]  # by what --compare says


def evaluate(
    sets: Sets,
    home: o.Home = None,
    set_format: Format = FormatName.auto,
    split: Split = None,
    sample: Sample = None,
    others: With = None,
    compare: Compare = None,
    plot: Plot = None,
    as_json: o.Json = False,
    model: o.Model = None,
    ui_language: o.UiLanguage = None,
) -> None:
    with told(), _told_here():
        _check_extra()
        _check_plot(plot)
        settings = {"": DEFAULT} | {typed: tuned(typed) for typed in compare or ()}
        wanted = [sampled(_read(path, set_format, split), sample) for path in sets]
        asked = [_ask(_home(home, model, each, others or ()), each, settings) for each in wanted]
        asked += _together([done for done, each in zip(asked, wanted, strict=True) if not each.pages])
        if as_json:
            print_json({"sets": [_wired(each) for each in asked]})
        else:
            for each in asked:
                _print(paint.console(), each)
        if plot:
            _plot(plot, asked)


def _read(path: Path, set_format: FormatName, split: SplitName | None) -> QuestionSet:
    wanted = None if set_format is FormatName.auto else cast(question_sets.Format, set_format.value)
    return read_set(path, wanted, split.value if split else None)


def _home(home: Path | None, model: str | None, judged: QuestionSet, others: Sequence[Path]) -> Home:
    """The home to search: the user's own, or one made for a set that brings its own documents."""
    if not judged.pages:
        return opened(home, None, model)
    with rebuild_progress(say) as watch:
        return prepared(Home(choices.load(home, (), model)), judged, others, watch)


def _ask(home: Home, judged: QuestionSet, settings: Mapping[str, Tuning]) -> _Asked:
    generation = home.generation()
    runs = {name: list(_watched(run(home, judged, tuning), len(judged.questions))) for name, tuning in settings.items()}
    return _Asked(judged.name, generation.number, generation.manifest.passages, runs.pop(""), runs)


def _watched(judgements: Iterator[Judgement], total: int) -> Iterable[Judgement]:
    """A bar on standard error, where that is a terminal."""
    shown = Console(stderr=True)
    said = say("eval.asking")
    return track(judgements, said, total, console=shown, transient=True, disable=not shown.is_terminal)


def _together(asked: Sequence[_Asked]) -> list[_Asked]:
    """Several sets asked of one index, as one."""
    if len(asked) < 2:
        return []
    first = asked[0]
    judgements = [judgement for each in asked for judgement in each.judgements]
    compared = {name: [judgement for each in asked for judgement in each.compared[name]] for name in first.compared}
    return [_Asked(say("eval.together"), first.generation, first.passages, judgements, compared)]


def _print(out: Console, asked: _Asked) -> None:
    figures = report(asked.judgements)
    counts = {"answerable": figures.answerable, "unanswerable": figures.unanswerable}
    facts = {"name": asked.name, "generation": asked.generation, "passages": asked.passages}
    _print_heading(out, say("eval.set", **facts, **counts))
    paint_report(say, out, figures)
    paint_details(say, out, details(asked.judgements))
    for name, judgements in asked.compared.items():
        _print_heading(out, f"{asked.name}: {name}")
        paint_report(say, out, report(judgements))
        paint_details(say, out, details(judgements))
        _print_heading(out, f"{asked.name}: {name}, {say('eval.difference')}")
        paint_report(say, out, differences(asked.judgements, judgements), signed=True)
    out.print(Text(say("eval.interval"), style="dim"))


def _print_heading(out: Console, heading: str) -> None:
    out.print()
    out.print(Text(heading, style="bold"))
    out.print()


def _wired(asked: _Asked) -> dict[str, object]:
    return {
        "name": asked.name,
        "generation": asked.generation,
        "passages": asked.passages,
        **_run_wire(asked.judgements),
        "compared": [
            {
                "settings": name,
                **_run_wire(judgements),
                "difference": report_wire(differences(asked.judgements, judgements)),
            }
            for name, judgements in asked.compared.items()
        ],
    }


def _run_wire(judgements: Sequence[Judgement]) -> dict[str, object]:
    return {
        **report_wire(report(judgements), details(judgements)),
        "questions": [judgement_wire(judgement) for judgement in judgements],
    }


def _drawn(asked: _Asked) -> Iterator[Drawn]:
    """One row of the figure for the set, or for each comparison."""
    label = say("eval.as_set")
    if not asked.compared:
        yield Drawn(asked.name, [asked.judgements], [report(asked.judgements)], [label])
    for name, judgements in asked.compared.items():
        both = [asked.judgements, judgements]
        yield Drawn(asked.name, both, [report(each) for each in both], [label, name])


def _plot(file: Path, asked: Sequence[_Asked]) -> None:
    drawn = [row for each in asked for row in _drawn(each)]
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
    """A question set or a setting that cannot be used, as one clear line."""
    try:
        yield
    except BadQuestionSet as error:
        file, detail = error.args
        _stop("error.question_set", UNREADABLE, file=file, detail=detail)
    except BadKnob as error:
        text, known = error.args
        _stop("error.knob", USAGE, text=text, known=known)


def _stop(message: str, code: int, **facts: object) -> NoReturn:
    typer.echo(f"{say('error')}: {say(message, **facts)}", err=True)
    raise typer.Exit(code)
