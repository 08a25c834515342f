"""Verdicts on quotes, on a terminal or plain when piped."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten

from rich.console import Console
from rich.text import Text

from assistant.cite import reference
from assistant.cli.paint import indented, linked_reference, plain, table
from assistant.messages import Messages
from assistant.verification import Verdict
from assistant.verification.differences import Change
from assistant.verification.draft import CheckedQuotation
from assistant.verification.quotations import FEWEST_WORDS, PageSpan

_STYLES = {"exact": "bold green", "normalised": "green", "near": "bold yellow", "not_found": "bold red"}
_SHOWN = 5  # places of one quote
_SHORT = 70  # characters of a quote in a table


def paint_verdict(say: Messages, out: Console, verdict: Verdict) -> None:
    """The verdict, what differs, and where the quote stands."""
    out.print(Text(_label(say, verdict), style=_STYLES[verdict.status]))
    if verdict.status == "normalised":
        indented(out, plain(say("verify.report_words", text=" ".join(verdict.occurrences[0].text.split()))), 2)
    if verdict.status == "near":
        indented(out, Text(say("verify.legend"), style="dim"), 2)
        _paint_changes(say, out, verdict.changes, 2)
    for occurrence in verdict.occurrences[:_SHOWN]:
        indented(out, linked_reference(say, occurrence.document, occurrence, occurrence.places), 2)
    if verdict.count > _SHOWN:
        indented(out, Text(say("verify.more", count=verdict.count - _SHOWN), style="dim"), 2)


def paint_draft(say: Messages, out: Console, draft: Path, checked: Sequence[CheckedQuotation]) -> None:
    """A table of verdicts, then the differences, then the count of each verdict."""
    if not checked:
        out.print(plain(say("verify.no_quotations", words=FEWEST_WORDS, draft=draft)))
        return
    columns = ["", *(say(f"column.{name}") for name in ("quote", "verdict", "where"))]
    out.print(table(columns, (_row(say, number, each) for number, each in enumerate(checked, 1))))
    differing = [(number, each.verdict) for number, each in enumerate(checked, 1) if each.verdict.status == "near"]
    if differing:
        out.print()
        out.print(Text(say("verify.legend"), style="dim"))
    for number, verdict in differing:
        out.print(Text(f"{number}", style="cyan"))
        _paint_changes(say, out, verdict.changes, 2)
    counts = dict.fromkeys(_STYLES, 0) | Counter(each.verdict.status for each in checked)
    elsewhere = sum(each.other_page for each in checked)
    out.print()
    out.print(Text(say("verify.summary", total=len(checked), pages=elsewhere, **counts), style="bold"))


def _row(say: Messages, number: int, checked: CheckedQuotation) -> tuple[str, str, str, str]:
    verdict = checked.verdict
    label, where = _label(say, verdict), ""
    if checked.other_page and checked.quotation.pages:
        claimed = say("verify.other_page", pages=_span(checked.quotation.pages))
        label += f"; {claimed}"
    if verdict.occurrences:
        first = verdict.occurrences[0]
        where = reference(say, first.document, first, first.places)
    if verdict.count > 1:
        where += f" {say('verify.more', count=verdict.count - 1)}"
    return str(number), shorten(verdict.quote, _SHORT, placeholder=" …"), label, where


def _label(say: Messages, verdict: Verdict) -> str:
    return say(f"verdict.{verdict.status}", similarity=int(verdict.similarity * 100))


def _span(pages: PageSpan) -> str:
    return pages.first if pages.first == pages.last else f"{pages.first}–{pages.last}"


def _paint_changes(say: Messages, out: Console, changes: Sequence[Change], columns: int) -> None:
    """The quote with the report's words beside its own where they differ, and each number and negation that does."""
    line = Text()
    for change in changes:
        line.append(" " if line else "")
        line.append_text(_painted(change))
    indented(out, line, columns)
    for change in changes:
        if change.alert:
            sides = {side: plain(words).plain or say("verify.nothing") for side, words in _sides(change).items()}
            indented(out, Text(say(f"alert.{change.alert}", **sides), style="bold red"), columns)


def _sides(change: Change) -> dict[str, str]:
    return {"quoted": change.quoted, "reported": change.reported}


def _painted(change: Change) -> Text:
    if change.kind in ("same", "omitted"):
        return plain(change.reported or change.quoted)
    parts = []
    if change.quoted:
        parts.append(plain(f"[-{change.quoted}-]", "red"))
    if change.reported:
        parts.append(plain(f"{{+{change.reported}+}}", "green"))
    return Text(" ").join(parts)
