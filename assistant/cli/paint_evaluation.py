"""Figures of an evaluation as tables."""

import math
from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from assistant.cli.paint import table
from assistant.evaluation.metrics import RANKING, Measured
from assistant.evaluation.report import Details, Report
from assistant.messages import Messages

_GROUPS = ("all", "same", "other")
_SHOWN = 12  # ids of questions whose answer is lost


def paint_report(say: Messages, out: Console, told: Report, signed: bool = False) -> None:
    """Ranking by group and language pair, then answers and refusals; `signed` for differences."""
    rows = []
    for row in told.rows:
        name = say(f"eval.group.{row.name}") if row.name in _GROUPS else row.name
        rows.append((name, str(row.count), *(_figure(row.figures[name], signed) for name in RANKING)))
    if rows:
        out.print(table(("", say("eval.questions"), *RANKING), rows))
    out.print()
    figures = {**told.replies, "language": told.language}
    out.print(table(("", ""), [(say(f"eval.{name}"), _figure(figure, signed)) for name, figure in figures.items()]))


def paint_details(say: Messages, out: Console, more: Details) -> None:
    """Calibration, time, and the questions that nothing can find here."""
    if more.bins:
        bins = [(f"{b.low:.1f}–{b.high:.1f}", str(b.count), _number(b.confidence), _number(b.right)) for b in more.bins]
        out.print()
        names = ("confidence", "answers", "mean", "right")
        out.print(table([say(f"eval.{name}") for name in names], bins))
        out.print(Text(say("eval.calibration_error", value=_number(more.calibration_error)), style="dim"))
    out.print()
    rows = [(say(f"eval.{name}"), f"{p50:.1f}", f"{p95:.1f}") for name, (p50, p95) in more.latency.items()]
    out.print(table((say("eval.milliseconds"), "p50", "p95"), rows))
    _paint_lost(say, out, more.lost)


def _paint_lost(say: Messages, out: Console, lost: Mapping[str, tuple[str, ...]]) -> None:
    for kind, names in lost.items():
        if names:
            listed = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
            out.print(Text(say(f"eval.lost.{kind}", count=len(names), names=listed), style="yellow"))


def _figure(figure: Measured, signed: bool) -> str:
    """`.812 (.75–.87)`; of differences `+.031 (−.01 to +.07)`, with an asterisk where the interval leaves out zero."""
    if math.isnan(figure.value):
        return "–"
    if not signed:
        return f"{_number(figure.value)} ({_number(figure.low)}–{_number(figure.high)})"
    clear = "*" if figure.low > 0 or figure.high < 0 else " "
    return f"{_sign(figure.value)} ({_sign(figure.low)} … {_sign(figure.high)}){clear}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}".replace("0.", ".", 1) if value < 1 else f"{value:.3f}"


def _sign(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−").replace("0.", ".", 1)
