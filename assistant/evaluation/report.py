"""What a run says: figures by language pair, of answers and refusals, calibration and time."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation import metrics
from assistant.evaluation.metrics import Bin, Columns, Mask, Measured
from assistant.evaluation.run import Judgement, unreachable


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of ranking for one group of questions."""

    name: str  # "all", "same", "other", "nb → en"
    count: int  # answerable questions
    figures: Mapping[str, Measured]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one run, or of the difference between two."""

    answerable: int
    unanswerable: int
    rows: tuple[Row, ...]
    replies: Mapping[str, Measured]  # of answers and refusals; empty where only hits are judged
    language: Measured  # share of questions whose language was recognised


@dataclass(frozen=True, slots=True)
class Details:
    """What is shown of a single run, and has no difference."""

    bins: tuple[Bin, ...]
    calibration_error: float
    latency: Mapping[str, tuple[float, float]]  # "embed", "search", "ask": median and 95th percentile, milliseconds
    lost: Mapping[str, tuple[str, ...]]  # "report", "text": ids of questions whose answer is not in the index


def report(judgements: Sequence[Judgement]) -> Report:
    """The figures of one run."""
    return _report([judgements])


def differences(first: Sequence[Judgement], second: Sequence[Judgement]) -> Report:
    """Second less first; both of the same questions in the same order."""
    if [j.question for j in first] != [j.question for j in second]:
        raise ValueError("two runs of different questions have no paired difference")
    return _report([first, second])


def _report(runs: Sequence[Sequence[Judgement]]) -> Report:
    tables = [metrics.columns(judgements) for judgements in runs]
    replied = [j.reply for j in runs[0] if j.reply]
    unanswerable = sum(not j.question.places for j in runs[0])
    return Report(
        answerable=len(runs[0]) - unanswerable,
        unanswerable=unanswerable,
        rows=tuple(_row(name, mask, tables) for name, mask in metrics.groups(runs[0]) if mask.any()),
        replies={measure.name: _figure(measure, tables) for measure in metrics.REPLIED} if replied else {},
        language=_figure(metrics.LANGUAGE, tables),
    )


def _row(name: str, mask: Mask, tables: Sequence[Columns]) -> Row:
    within = [{column: values[mask] for column, values in table.items()} for table in tables]
    figures = {measure.name: _figure(measure, within) for measure in metrics.RANKED}
    return Row(name, int(mask.sum()), figures)


def _figure(measure: metrics.Measure, tables: Sequence[Columns]) -> Measured:
    if len(tables) == 1:
        return metrics.measured(measure, tables[0])
    return metrics.difference(measure, tables[0], tables[1])


def details(judgements: Sequence[Judgement]) -> Details:
    """Calibration, time, and what cannot be found."""
    bins = metrics.reliability(metrics.columns(judgements))
    asked = [j.reply.milliseconds for j in judgements if j.reply]
    missing = list(unreachable(judgements))
    return Details(
        bins=bins,
        calibration_error=metrics.calibration_error(bins),
        latency={
            "embed": metrics.percentiles([j.embed_ms for j in judgements]),
            "search": metrics.percentiles([j.search_ms for j in judgements]),
            **({"ask": metrics.percentiles(asked)} if asked else {}),
        },
        lost={kind: tuple(name for loss, name in missing if loss == kind) for kind in ("report", "text")},
    )


def report_wire(told: Report, more: Details | None = None) -> dict[str, object]:
    """A report as JSON."""
    wired: dict[str, object] = {
        "answerable": told.answerable,
        "unanswerable": told.unanswerable,
        "ranking": [{"group": r.name, "questions": r.count, **_figures(r.figures)} for r in told.rows],
        "replies": _figures(told.replies),
        "language": _figures({"right": told.language})["right"],
    }
    if more:
        wired |= {
            "calibration": [
                {"low": b.low, "high": b.high, "answers": b.count, "confidence": b.confidence, "right": b.right}
                for b in more.bins
            ],
            "calibration_error": _number(more.calibration_error),
            "milliseconds": {name: {"p50": _number(p), "p95": _number(q)} for name, (p, q) in more.latency.items()},
            "lost": {kind: list(names) for kind, names in more.lost.items()},
        }
    return wired


def judgement_wire(judgement: Judgement) -> dict[str, object]:
    """One question's outcome as JSON."""
    question, reply = judgement.question, judgement.reply
    wired: dict[str, object] = {
        "id": question.id,
        "language": question.language,
        "document_language": question.document_language,
        "language_found": judgement.language_found,
        "rank": judgement.rank,
        "lost": judgement.lost or None,
    }
    if reply:
        wired |= {
            "answered": reply.answered,
            "confidence": reply.confidence,
            "contains": reply.contains,
            "touches": reply.touches,
        }
    return wired


def _figures(figures: Mapping[str, Measured]) -> dict[str, dict[str, float | None]]:
    return {
        name: {"value": _number(f.value), "low": _number(f.low), "high": _number(f.high)} for name, f in figures.items()
    }


def _number(value: float) -> float | None:
    """JSON has no NaN."""
    return None if math.isnan(value) else round(value, 4)
