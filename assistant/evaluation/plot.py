"""A run as a figure: recall by language pair, the risk–coverage curve of refusal, and time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation import metrics
from assistant.evaluation.report import Report, Row
from assistant.evaluation.run import Judgement

SUFFIXES = (".png", ".svg")
_DEPTHS = {"R@1": "#0b3954", "R@5": "#2a7f9e", "R@10": "#8cc5d6"}
_TIMES = {"ask": "#0b3954", "search": "#2a7f9e", "embed": "#d1793b"}
_RUNS = ("#8a8f98", "#c8553d")  # of a comparison: the settings in force, the changed ones
_GREY, _INK = "#8a8f98", "#22262b"
_STYLE = {
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": "#c9ccd1",
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 28,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#eceef0",
    "xtick.color": _INK,
    "ytick.color": _INK,
    "legend.frameon": False,
    "svg.hashsalt": "assistant",
}

Words = Callable[[str], str]  # message key to the user's language


@dataclass(frozen=True, slots=True)
class Drawn:
    """One set as it is drawn: its runs (one, or two that are compared) and their reports."""

    name: str
    runs: Sequence[Sequence[Judgement]]
    reports: Sequence[Report]
    labels: Sequence[str]  # of the runs


def draw(path: Path, sets: Sequence[Drawn], words: Words) -> None:
    """Write the figure; its format follows the suffix. Raises `OSError`."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_STYLE):
        heights = [1.6 + max(2.4, _row_height(each) * len(each.reports[0].rows)) for each in sets]
        figure: Any = Figure(figsize=(13, sum(heights)), layout="constrained")
        figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12, wspace=0.06)
        rows = np.atleast_1d(figure.subfigures(len(sets), 1, height_ratios=heights))
        for part, each in zip(rows, sets, strict=True):
            part.suptitle(each.name, x=0.012, ha="left", fontsize=11.5, color=_GREY)
            _draw_set(part, each, words)
        figure.savefig(path, dpi=160, metadata={"Date": None} if path.suffix == ".svg" else None)


def _row_height(each: Drawn) -> float:
    """Inches for one group of questions."""
    return 0.54 if len(each.runs) > 1 else 0.38


def _draw_set(part: Any, each: Drawn, words: Words) -> None:
    replied = bool(each.reports[0].replies)
    axes = part.subplots(1, 3 if replied else 2, width_ratios=(1.5, 1, 1) if replied else (1.5, 1))
    _draw_recall(axes[0], each, words)
    if replied:
        _draw_risk(axes[1], each, words)
    _draw_times(axes[-1], each.runs[-1], words)


def _draw_recall(axes: Any, each: Drawn, words: Words) -> None:
    """A line a group, a dot a depth, a bar an interval; of a comparison the first run hollow and above."""
    rows, spread = each.reports[-1].rows, 0.11 if len(each.runs) > 1 else 0.19
    for nth, told in enumerate(each.reports):
        before = nth < len(each.reports) - 1
        shift = (0.21 if len(each.reports) > 1 else 0) * (-1 if before else 1)
        for place, row in enumerate(told.rows):
            _draw_row(axes, row, place + shift, spread, hollow=before)
    for depth, colour in _DEPTHS.items():
        axes.plot([], [], "o", color=colour, label=depth)
    if len(each.reports) > 1:
        for label, face in zip(each.labels, ("white", _GREY), strict=True):
            axes.plot([], [], "o", color=_GREY, markerfacecolor=face, label=label)
    pairs = ["→" in row.name for row in rows]
    named = [row.name if pair else words(f"eval.group.{row.name}") for row, pair in zip(rows, pairs, strict=True)]
    labels = [f"{name}  ({row.count})" for name, row in zip(named, rows, strict=True)]
    axes.set(xlim=(-0.02, 1.02), ylim=(len(rows) - 0.5, -0.5), yticks=range(len(rows)), yticklabels=labels)
    axes.grid(visible=False, axis="y")
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)
    for place in range(1, len(rows)):
        axes.axhline(place - 0.5, color="#eceef0" if pairs[place - 1] == pairs[place] else "#c9ccd1", lw=0.8)
    axes.set_title(words("plot.recall"))
    _legend(axes)


def _draw_row(axes: Any, row: Row, height: float, spread: float, hollow: bool) -> None:
    for nth, (depth, colour) in enumerate(_DEPTHS.items()):
        found = row.figures[depth]
        at = height + spread * (nth - 1)
        axes.plot([found.low, found.high], [at, at], color=colour, lw=1.4, alpha=0.45, solid_capstyle="round")
        axes.plot(found.value, at, "o", ms=6, color=colour, markerfacecolor="white" if hollow else colour)


def _draw_risk(axes: Any, each: Drawn, words: Words) -> None:
    colours = _RUNS if len(each.runs) > 1 else (_DEPTHS["R@1"],)
    for judgements, colour, label in zip(each.runs, colours, each.labels, strict=True):
        table = metrics.columns(judgements)
        coverage, risk = metrics.risk_coverage(table)
        axes.plot(coverage, risk, color=colour, lw=1.8, label=label if len(each.runs) > 1 else words("plot.ours"))
        answered = int(np.nansum(table["answered"]))
        if answered:
            axes.plot(coverage[answered - 1], risk[answered - 1], "o", ms=8, color=colour)
    wrong = 1 - np.sort(metrics.columns(each.runs[-1])["contains"])[::-1]
    counted = np.arange(1, len(wrong) + 1)
    axes.plot(counted / len(wrong), np.cumsum(wrong) / counted, ":", color=_GREY, lw=1.3, label=words("plot.perfect"))
    axes.set(xlim=(0, 1.01), ylim=(-0.01, 1.01), xlabel=words("plot.coverage"), ylabel=words("plot.risk"))
    axes.set_title(words("plot.refusal"))
    _legend(axes)


def _draw_times(axes: Any, judgements: Sequence[Judgement], words: Words) -> None:
    """Share of questions done within a time; the median and the 95th percentile are marked."""
    spent = {
        "search": [j.search_ms for j in judgements],
        "embed": [j.embed_ms for j in judgements],
        "ask": [j.reply.milliseconds for j in judgements if j.reply],
    }
    for name, milliseconds in spent.items():
        if milliseconds:
            axes.ecdf(milliseconds, color=_TIMES[name], lw=1.8, label=words(f"eval.{name}"))
            marks = metrics.percentiles(milliseconds)
            axes.plot(marks, (0.5, 0.95), "o", ms=5, color=_TIMES[name])
            for mark, share in zip(marks, (0.5, 0.95), strict=True):
                _label(axes, mark, share, _TIMES[name], left=name == "embed")
    axes.set(xscale="log", ylim=(0, 1.01), xlabel=words("eval.milliseconds"), ylabel=words("plot.share"))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_title(words("plot.time"))
    _legend(axes)


def _label(axes: Any, milliseconds: float, share: float, colour: str, left: bool) -> None:
    """A time beside its mark; to the left where another curve runs close on the right."""
    axes.annotate(
        f"{milliseconds:.0f}" if milliseconds >= 10 else f"{milliseconds:.1f}",
        (milliseconds, share),
        xytext=(-6, 3) if left else (6, -10),
        ha="right" if left else "left",
        textcoords="offset points",
        color=colour,
        fontsize=8,
    )


def _legend(axes: Any) -> None:
    """One line between the title and the axes, where it hides nothing."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=5,
        fontsize=8,
        handlelength=1.2,
        handletextpad=0.4,
        columnspacing=1.0,
        borderaxespad=0,
    )
