"""What a verb needs before it can work: the home opened, and built first where there is nothing yet."""

from collections.abc import Sequence
from pathlib import Path

import typer

from assistant import settings as choices
from assistant.cli.options import PassageLanguage, say
from assistant.cli.progress import rebuild_progress
from assistant.home import Home
from assistant.reports import find_report
from assistant.settings import BRIEFS
from corpus.document import LANGUAGES
from corpus.library import Skipped
from index.errors import NothingReadable
from index.rebuild import Outcome
from index.search import Filter


def opened(
    home: Path | None,
    reports: Sequence[Path] | None,
    model: str | None,
    generation: int | None = None,
    reranker: str | None = None,
) -> Home:
    """The home, with an index. An empty home is built from its reports (the bundled briefs by default), and says so."""
    settings = choices.load(home, reports or (), model, reranker)
    here = Home(settings, generation)
    if generation is None and here.is_empty():
        what = say("briefs") if settings.reports == (BRIEFS,) else say("your_reports")
        typer.echo(say("first_time", home=settings.home, what=what), err=True)
        report_outcome(rebuilt(here))
    elif settings.reports != (kept := choices.remembered(settings.home).reports):
        facts = {"kept": ", ".join(map(str, kept)), "asked": " ".join(f"--reports {path}" for path in settings.reports)}
        typer.echo(say("other_reports", **facts), err=True)
    return here


def rebuilt(here: Home, full: bool = False, wait: bool = False) -> Outcome:
    """Rebuild with progress on standard error, and remember what it was built of."""
    try:
        with rebuild_progress(say) as watch:
            outcome = here.rebuild(watch, full, wait)
    except NothingReadable as error:
        report_skipped(error.skipped, err=True)
        raise
    choices.remember(here.settings)
    return outcome


def report_outcome(outcome: Outcome) -> None:
    """What a rebuild did, on standard error."""
    facts = {"generation": outcome.generation, "documents": outcome.documents, "passages": outcome.passages}
    if outcome.published:
        done = say("rebuilt", **facts, read=len(outcome.read), embedded=outcome.embedded)
    else:
        done = say("nothing_new", **facts)
    typer.echo(done, err=True)
    if outcome.published and outcome.recognised:
        typer.echo("  " + say("recognised", pages=outcome.recognised), err=True)
    for title in outcome.removed:
        typer.echo("  " + say("removed", title=title), err=True)
    report_skipped(outcome.skipped, err=True)


def report_skipped(skipped: Sequence[Skipped], err: bool) -> None:
    """One line for each file that gave nothing: which, why, what to do."""
    if skipped:
        typer.echo(say("skipped_count", count=len(skipped)), err=err)
    for skip in skipped:
        typer.echo(f"  {skip.path}: {say(f'skip.{skip.reason}', detail=skip.detail)}", err=err)


def narrowed(here: Home, language: PassageLanguage, reports: Sequence[str] | None, balance: bool) -> Filter:
    """The filter that `--language`, `--report` and `--balance` ask for. Raises `UnknownName`, `AmbiguousReport`."""
    languages = tuple(name for name in LANGUAGES if name == language.value) or None
    if not reports:
        return Filter(languages, balance=balance)
    generation = here.generation()
    return Filter(languages, tuple(find_report(generation, name).id for name in reports), balance)
