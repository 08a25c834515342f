"""The verb that checks quotes: verify."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from assistant import settings as choices
from assistant.cli import options as o
from assistant.cli import paint
from assistant.cli.failures import FOUND, NOT_FOUND, USAGE, Unreadable, told
from assistant.cli.options import say
from assistant.cli.questions import print_json
from assistant.home import Home
from assistant.reports import find_report
from assistant.wire import draft_wire, verdict_wire
from corpus.errors import CannotRead
from index.generation import Generation

Quote = Annotated[list[str] | None, typer.Argument(metavar="QUOTE", show_default=False)]
Draft = Annotated[Path | None, typer.Option("--draft", help=say("option.draft"))]

_KEPT_WORDS = ("exact", "normalised")  # anything else fails: what a footnote quotes must stand word for word


def verify(
    quote: Quote = None,
    home: o.Home = None,
    draft: Draft = None,
    report: o.Report = None,
    as_json: o.Json = False,
    ui_language: o.UiLanguage = None,
) -> None:
    with told(), _told_here():
        text = _quote(quote, draft)
        generation = Home(choices.load(home, ())).generation()
        chosen = [find_report(generation, name).id for name in report] if report else None
        kept = (
            _verify_draft(generation, draft, chosen, as_json) if draft else _verify(generation, text, chosen, as_json)
        )
        raise typer.Exit(FOUND if kept else NOT_FOUND)


def _verify(generation: Generation, quote: str, chosen: Sequence[str] | None, as_json: bool) -> bool:
    """Print the verdict on one quote; whether it stands word for word."""
    from assistant import verification
    from assistant.cli.paint_verification import paint_verdict

    verdict = verification.verify(generation, quote, chosen)
    if as_json:
        print_json(verdict_wire(verdict))
    else:
        paint_verdict(say, paint.console(), verdict)
    return verdict.status in _KEPT_WORDS


def _verify_draft(generation: Generation, draft: Path, chosen: Sequence[str] | None, as_json: bool) -> bool:
    """Print the verdicts on a draft's quotations; whether all stand word for word."""
    from assistant.cli.paint_verification import paint_draft
    from assistant.verification.draft import verify_draft

    try:
        checked = verify_draft(generation, draft, chosen)
    except CannotRead as error:
        why = say(f"skip.{error.reason}", detail=error.detail)
        raise Unreadable("error.draft", file=draft, why=why) from error
    if as_json:
        print_json(draft_wire(str(draft), generation.number, checked))
    else:
        paint_draft(say, paint.console(), draft, checked)
    return all(each.verdict.status in _KEPT_WORDS for each in checked)


def _quote(words: Sequence[str] | None, draft: Path | None) -> str:
    """The quote as typed, or standard input for `-`; nothing beside a draft. Raises `BadQuote`."""
    from assistant.verification import LONGEST_QUOTE, BadQuote

    if draft is not None:
        if words:
            raise BadQuote("both")
        return ""
    if not words:
        raise BadQuote("none")
    if list(words) == ["-"]:
        return sys.stdin.buffer.read(LONGEST_QUOTE * 8).decode("utf-8", "replace").strip()
    return " ".join(words)


@contextmanager
def _told_here() -> Iterator[None]:
    """A quote that cannot be looked for, as one clear line."""
    from assistant.verification import LONGEST_QUOTE, BadQuote

    try:
        yield
    except BadQuote as error:
        message = say(f"error.quote.{error.reason}", limit=LONGEST_QUOTE)
        typer.echo(f"{say('error')}: {message}", err=True)
        raise typer.Exit(USAGE) from None
