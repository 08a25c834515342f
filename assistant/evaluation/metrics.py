"""Judgements to figures with 95 % intervals.

Figures of ranking come from ir-measures. Intervals are percentiles of a bootstrap over
questions (Efron & Tibshirani 1993, ch. 13); the difference of two settings resamples the same questions for both
(Sakai, SIGIR 2006). Without a question to count, a figure is NaN.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.evaluation.question_sets import SEED
from assistant.evaluation.run import Judgement
from index.analysis import family_of

RESAMPLES = 2_000
RANKING = {"R@1": "R@1", "R@5": "R@5", "R@10": "R@10", "MRR": "RR", "nDCG@10": "nDCG@10"}  # our name: ir-measures' name

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]
Columns = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure over some columns of the judgements."""

    name: str
    columns: tuple[str, ...]  # of `columns`, in the order of the statistic's arguments
    statistic: Callable[..., float]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers given with a confidence in [low, high), and how often they were right."""

    low: float
    high: float
    count: int
    confidence: float  # mean
    right: float  # share


def columns(judgements: Sequence[Judgement]) -> Columns:
    """One number a question and column; what does not apply to a question is NaN."""
    replies = [judgement.reply for judgement in judgements]
    found = {
        "unanswerable": [float(not judgement.question.places) for judgement in judgements],
        "near": [float(judgement.question.kind == "near") for judgement in judgements],
        "language": [float(j.language_found == j.question.language) for j in judgements],
        "answered": [float(reply.answered) if reply else math.nan for reply in replies],
        "confidence": [reply.confidence if reply else math.nan for reply in replies],
        "contains": [float(reply.contains) if reply else math.nan for reply in replies],
        "touches": [float(reply.touches) if reply else math.nan for reply in replies],
    }
    return {name: np.array(values) for name, values in found.items()} | _ranking(judgements)


def _ranking(judgements: Sequence[Judgement]) -> dict[str, Floats]:
    """Figures of ranking of each answerable question: one relevant item, standing where the first hit stands."""
    import ir_measures

    deepest = max([10, *(judgement.rank or 0 for judgement in judgements)])
    asked = {str(n): judgement.rank or 0 for n, judgement in enumerate(judgements) if judgement.question.places}
    wanted = [ir_measures.Qrel(query, str(rank), 1) for query, rank in asked.items()]
    listed = [ir_measures.ScoredDoc(query, str(place), -place) for query in asked for place in range(1, deepest + 1)]
    values = {name: np.full(len(judgements), math.nan) for name in RANKING}
    names = {ir_measures.parse_measure(theirs): ours for ours, theirs in RANKING.items()}
    for metric in ir_measures.iter_calc(list(names), wanted, listed) if asked else ():
        values[names[metric.measure]][int(metric.query_id)] = metric.value
    return values


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else math.nan


def _said(unanswerable: Floats, answered: Floats, right: Floats) -> float:
    """Share of right first statements where one was given and one was to be given."""
    return _mean(right[(unanswerable == 0) & (answered == 1)])


def _coverage(unanswerable: Floats, answered: Floats) -> float:
    return _mean(answered[unanswerable == 0])


def _precision(unanswerable: Floats, answered: Floats) -> float:
    return _mean(unanswerable[answered == 0])


def _recall(unanswerable: Floats, answered: Floats) -> float:
    return _mean(1 - answered[unanswerable == 1])


def _recall_near(unanswerable: Floats, answered: Floats, near: Floats) -> float:
    return _mean(1 - answered[(unanswerable == 1) & (near == 1)])


def _auroc(unanswerable: Floats, confidence: Floats) -> float:
    """Chance that an unanswerable question is doubted more than an answerable one; ties count half (Mann–Whitney)."""
    from scipy.stats import rankdata

    positive, negative = unanswerable.sum(), (1 - unanswerable).sum()
    if not positive or not negative:
        return math.nan
    ranks = rankdata(-confidence)
    return float((ranks[unanswerable == 1].sum() - positive * (positive + 1) / 2) / (positive * negative))


RANKED = tuple(Measure(name, (name,), _mean) for name in RANKING)
REPLIED = (
    Measure("answered", ("unanswerable", "answered"), _coverage),
    Measure("contains", ("unanswerable", "answered", "contains"), _said),
    Measure("touches", ("unanswerable", "answered", "touches"), _said),
    Measure("refusal_precision", ("unanswerable", "answered"), _precision),
    Measure("refusal_recall", ("unanswerable", "answered"), _recall),
    Measure("refusal_recall_near", ("unanswerable", "answered", "near"), _recall_near),
    Measure("refusal_auroc", ("unanswerable", "confidence"), _auroc),
)
LANGUAGE = Measure("language", ("language",), _mean)


def measured(measure: Measure, table: Columns, seed: int = SEED) -> Measured:
    """The figure over a table, with its interval."""
    values = [table[name] for name in measure.columns]
    return _interval(lambda at: measure.statistic(*(value[at] for value in values)), len(values[0]), seed)


def difference(measure: Measure, first: Columns, second: Columns, seed: int = SEED) -> Measured:
    """Second less first, over the same questions in the same order, with the interval of the difference."""
    before, after = ([table[name] for name in measure.columns] for table in (first, second))

    def gain(at: Rows) -> float:
        return measure.statistic(*(v[at] for v in after)) - measure.statistic(*(v[at] for v in before))

    return _interval(gain, len(before[0]), seed)


def _interval(statistic: Callable[[Rows], float], count: int, seed: int) -> Measured:
    if not count:
        return Measured(math.nan, math.nan, math.nan)
    rng = np.random.default_rng(seed)
    samples = np.array([statistic(rng.integers(0, count, count)) for _ in range(RESAMPLES)])
    defined = samples[~np.isnan(samples)]
    low, high = np.percentile(defined, (2.5, 97.5)) if len(defined) else (math.nan, math.nan)
    return Measured(statistic(np.arange(count)), float(low), float(high))


def groups(judgements: Sequence[Judgement]) -> Iterator[tuple[str, Mask]]:
    """(name, answerable questions of the group): all, same and other language, and each pair "nb → en".

    Bokmål and nynorsk count as one language here; the pairs tell them apart.
    """
    asked = np.array([bool(j.question.places) for j in judgements], dtype=bool)
    pairs = [(j.question.language, j.question.document_language or j.question.language) for j in judgements]
    same = np.array([family_of(question) == family_of(document) for question, document in pairs], dtype=bool)
    yield "all", asked
    yield "same", asked & same
    yield "other", asked & ~same
    for pair in sorted({pair for pair, counted in zip(pairs, asked, strict=True) if counted}):
        yield " → ".join(pair), asked & np.array([pair == other for other in pairs], dtype=bool)


def reliability(table: Columns) -> tuple[Bin, ...]:
    """Answers given, by tenths of their confidence; an answer to an unanswerable question is wrong."""
    given = table["answered"] == 1
    confidence, right = table["confidence"][given], table["contains"][given]
    nth = np.minimum((confidence * 10).astype(int), 9)
    return tuple(
        Bin(n / 10, (n + 1) / 10, int(mine.sum()), _mean(confidence[mine]), _mean(right[mine]))
        for n in range(10)
        if (mine := nth == n).any()
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error (Naeini et al., AAAI 2015): the mean gap of the bins, by their counts."""
    count = sum(each.count for each in bins)
    return sum(each.count * abs(each.confidence - each.right) for each in bins) / count if count else math.nan


def risk_coverage(table: Columns) -> tuple[Floats, Floats]:
    """(coverage, risk): of the questions answered first when the surest come first, how many were answered wrongly."""
    judged = ~np.isnan(table["confidence"])
    order = np.argsort(-table["confidence"][judged], kind="stable")
    wrong = 1 - table["contains"][judged][order]
    counted = np.arange(1, len(order) + 1)
    return counted / max(1, len(order)), np.cumsum(wrong) / counted


def percentiles(milliseconds: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    if not milliseconds:
        return math.nan, math.nan
    low, high = np.percentile(np.array(milliseconds), (50, 95))
    return float(low), float(high)
