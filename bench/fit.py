"""Fit the weights of ranking, evidence and confidence on the dev half of our questions; report on the other half.

    assistant rebuild --home HOME --reports ../shared/reports
    python bench/fit.py HOME

Nothing is written: the figures it prints are carried into index/tuning.py, assistant/evidence.py and
assistant/confidence.py by hand. Needs scipy (comes with sentence-transformers).
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from assistant.answer import Evidence
from assistant.confidence import Signals, signals
from assistant.evaluation.gold import Gold
from assistant.evaluation.gold import Library as GoldLibrary
from assistant.evaluation.question_sets import Question, Split, read_set
from assistant.evidence import Candidate, choose_evidence, features, sentences_of
from assistant.home import Home
from assistant.settings import Settings
from index.analysis import family_of
from index.search import Found, search

QUESTIONS = Path(__file__).with_name("questions")
DEPTH = 200  # hits that a ranking is learned from
SPLITS: tuple[Split, ...] = ("dev", "test")
LISTS = ("cosine", "sentence", "heading", "bm25", "glossary")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One question, with what the search found and what would have been right."""

    question: Question
    dev: bool
    found: Found
    gold: Gold


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives of one question, their features, and which of them are right."""

    dev: bool
    other: bool  # the answer stands in another language than the question
    features: Floats  # (alternatives, features)
    right: npt.NDArray[np.bool_]


def main(home: Path) -> None:
    opened = Home(Settings(home))
    cases = list(_cases(opened))
    print(f"{len(cases)} questions")
    fit_ranking(cases)
    fit_evidence(opened, cases)
    fit_confidence(opened, cases)


def fit_ranking(cases: Sequence[Case]) -> None:
    """Weights of the lists, relative to each other, and the handicap of the question's own family."""
    choices = [_ranking_choice(case) for case in cases if case.gold.spans]
    weights = _fit_listwise([choice for choice in choices if choice.dev and choice.right.any()], l2=0.02)
    print("\nranking:", dict(zip([*LISTS, "handicap"], np.round(weights, 3), strict=True)))
    _print_ranks("ranking", choices, weights)


def _ranking_choice(case: Case) -> Choice:
    rows = []
    for hit in case.found.hits:
        zs = {reason.list: reason.z for reason in hit.contributions}
        own = family_of(hit.passage.language) == case.found.query.family
        rows.append([*(zs.get(name, 0.0) for name in LISTS), -float(own)])
    right = np.array([case.gold.reached_by(hit) for hit in case.found.hits])
    return Choice(case.dev, _crosses(case), np.array(rows), right)


def fit_evidence(home: Home, cases: Sequence[Case]) -> None:
    """Weights of a sentence's features."""
    choices = []
    for case in cases:
        if case.gold.spans:
            found = _first(case.found, 20)
            candidates = sentences_of(home.generation(), found)
            right = np.array([any(case.gold.stated_by(_as_evidence(each))) for each in candidates])
            values = features(home.generation(), found, candidates)
            choices.append(Choice(case.dev, _crosses(case), values, right))
    weights = _fit_listwise([choice for choice in choices if choice.dev and choice.right.any()], l2=0.005)
    print("\nevidence:", np.round(weights, 3).tolist())
    _print_ranks("evidence", choices, weights)


def fit_confidence(home: Home, cases: Sequence[Case]) -> None:
    """Coefficients of the signals: is the question answerable, and is the first statement right?"""
    generation = home.generation()
    rows, right, answerable, dev = [], [], [], []
    for case in cases:
        found = _first(case.found, 20)
        evidence = choose_evidence(generation, found, 1)
        rows.append(astuple(signals(generation, found, evidence[0].hit)))
        right.append(bool(case.gold.spans) and any(case.gold.stated_by(evidence[0])))
        answerable.append(bool(case.gold.spans))
        dev.append(case.dev)
    x, chosen = np.array(rows), np.array(dev)
    for name, target in (("answerable", np.array(answerable)), ("right", np.array(right))):
        mean, spread = x[chosen].mean(0), x[chosen].std(0) + 1e-9
        weights = _fit_logistic((x[chosen] - mean) / spread, target[chosen], l2=0.03)
        raw = weights[:-1] / spread
        intercept = weights[-1] - float(raw @ mean)
        names = Signals.__dataclass_fields__
        print(f"\n{name}:", dict(zip(names, np.round(raw, 3), strict=True)), "intercept", round(intercept, 3))
        said = 1 / (1 + np.exp(-(x @ raw + intercept)))
        for half, mask in (("dev", chosen), ("test", ~chosen)):
            print(
                f"  {half}: AUROC {_auroc(said[mask], target[mask]):.3f}",
                _refusal(said[mask], ~np.array(answerable)[mask]),
            )
            print("   said → right:", _reliability(said[mask], np.array(right)[mask]))


def _cases(home: Home) -> list[Case]:
    generation = home.generation()
    library = GoldLibrary(generation)
    cases = []
    for name in ("answerable", "unanswerable"):
        for split in SPLITS:
            for question in read_set(QUESTIONS / f"{name}.jsonl", "mandate", split).questions:
                found = search(generation, home.embedder, question.text, DEPTH)
                cases.append(Case(question, split == "dev", found, library.gold(question)))
    return cases


def _crosses(case: Case) -> bool:
    language = case.question.document_language
    return language is not None and family_of(language) != family_of(case.question.language)


def _first(found: Found, count: int) -> Found:
    return Found(found.query, found.hits[:count], found.generation, found.degraded, found.timings)


def _as_evidence(candidate: Candidate) -> Evidence:
    return Evidence(candidate.hit, *candidate.span, 0.0)


def _fit_listwise(choices: Sequence[Choice], l2: float) -> Floats:
    """Weights that make the right alternatives likely among all (softmax over each list)."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = l2 * float(weights @ weights), 2 * l2 * weights
        for choice in choices:
            scores = choice.features @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            mass = max(float(likely[choice.right].sum()), 1e-12)
            wanted = np.where(choice.right, likely / mass, 0.0)
            total -= float(np.log(mass)) / len(choices)
            gradient = gradient - choice.features.T @ (wanted - likely) / len(choices)
        return total, gradient

    return _minimised(loss, choices[0].features.shape[1])


def _fit_logistic(x: Floats, y: npt.NDArray[np.bool_], l2: float) -> Floats:
    padded = np.hstack([x, np.ones((len(x), 1))])

    def loss(weights: Floats) -> tuple[float, Floats]:
        logits = padded @ weights
        value = float(np.mean(np.logaddexp(0, logits) - y * logits)) + l2 * float(weights[:-1] @ weights[:-1])
        slope = padded.T @ (1 / (1 + np.exp(-logits)) - y) / len(y)
        slope[:-1] += 2 * l2 * weights[:-1]
        return value, slope

    return _minimised(loss, padded.shape[1])


def _minimised(loss: Callable[[Floats], tuple[float, Floats]], size: int) -> Floats:
    found: Floats = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B").x
    return found


def _print_ranks(what: str, choices: Sequence[Choice], weights: Floats) -> None:
    for half in (True, False):
        line = []
        for name, other in (("other", True), ("same", False), ("all", None)):
            ranks = [_rank(c, weights) for c in choices if c.dev is half and other in (None, c.other)]
            line.append(f"{name} R@1 {np.mean([r <= 1 for r in ranks]):.3f} R@5 {np.mean([r <= 5 for r in ranks]):.3f}")
        print(f"  {what} {'dev' if half else 'test'}:", " | ".join(line))


def _rank(choice: Choice, weights: Floats) -> float:
    if not choice.right.any():
        return float("inf")
    scores = choice.features @ weights
    return 1 + float(np.sum(scores > scores[choice.right].max()))


def _auroc(said: Floats, truth: npt.NDArray[np.bool_]) -> float:
    better = said[truth][:, None] - said[~truth][None, :]
    return float(np.mean((better > 0) + 0.5 * (better == 0)))


def _refusal(said: Floats, unanswerable: npt.NDArray[np.bool_]) -> str:
    parts = []
    for threshold in (0.2, 0.3, 0.35, 0.4, 0.45, 0.5):
        refused = said < threshold
        precision = unanswerable[refused].mean() if refused.any() else 1.0
        parts.append(f"<{threshold}: P {precision:.2f} R {refused[unanswerable].mean():.2f}")
    return "; ".join(parts)


def _reliability(said: Floats, right: npt.NDArray[np.bool_]) -> str:
    bins = [(low, (said >= low) & (said < low + 0.2)) for low in (0.0, 0.2, 0.4, 0.6, 0.8)]
    return ", ".join(f"{low:.1f}+: {right[m].mean():.2f} (n={m.sum()})" for low, m in bins if m.any())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
