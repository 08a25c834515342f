"""Fusion against the same thing written with loops, and what it promises about languages and ties."""

import statistics
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Family
from index.fusion import HIGHEST_Z, FamilySignals, Fused, Signal, contributions, fuse, moments

SCORES = st.integers(-8, 8).map(lambda eighths: eighths / 8)
Backgrounds = dict[tuple[Family, str], list[float]]  # every score of a list in a family
Drawn = tuple[dict[Family, FamilySignals], Backgrounds]


@st.composite
def families(draw: st.DrawFn) -> Drawn:
    made: dict[Family, FamilySignals] = {}
    backgrounds: Backgrounds = {}
    names: dict[Family, list[str]] = {"no": ["cosine", "bm25"]}
    if draw(st.booleans()):
        names["en"] = draw(st.sampled_from([["cosine"], ["cosine", "glossary"]]))
    for family, lists in names.items():
        candidates, size = draw(st.integers(1, 6)), draw(st.integers(1, 8))
        signals = []
        for name in lists:
            scores = draw(st.lists(SCORES, min_size=candidates, max_size=candidates))
            background = backgrounds[family, name] = draw(st.lists(SCORES, min_size=size, max_size=size))
            weight = draw(st.sampled_from([0.2, 0.5, 1.0, 3.0]))
            across: Literal["library", "family"] = "library" if name == "cosine" else "family"
            signals.append(Signal(name, weight, across, np.array(scores), moments(np.array(background))))
        made[family] = FamilySignals(tuple(signals), draw(st.sampled_from([0.0, 0.3])))
    return made, backgrounds


def fused_slowly(given: dict[Family, FamilySignals], backgrounds: Backgrounds) -> dict[Family, list[float]]:
    everywhere = [score for (_, name), scores in backgrounds.items() if name == "cosine" for score in scores]
    found: dict[Family, list[float]] = {}
    for name, family in given.items():
        weight = sum(signal.weight for signal in family.signals)
        sums = [-family.handicap] * len(family.signals[0].candidates)
        for signal in family.signals:
            background = everywhere if signal.across == "library" else backgrounds[name, signal.name]
            spread = statistics.pstdev(background) or 1.0
            for place, value in enumerate(signal.candidates):
                z = (float(value) - statistics.fmean(background)) / spread
                sums[place] += signal.weight / weight * min(z, HIGHEST_Z)
        found[name] = sums
    return found


@given(families())
def test_fused_scores_are_those_of_the_reference(drawn: Drawn) -> None:
    fused = fuse(drawn[0])
    for name, scores in fused_slowly(*drawn).items():
        assert fused[name].scores == pytest.approx(scores, rel=1e-6, abs=1e-6)


@given(families())
def test_the_contributions_add_up_to_the_fused_score(drawn: Drawn) -> None:
    for name, fused in fuse(drawn[0]).items():
        assert sum(fused.weights.values()) == pytest.approx(1)
        for candidate, score in enumerate(fused.scores):
            reasons = contributions(drawn[0][name], fused, candidate)
            total = sum(reason.weight * reason.z for reason in reasons)
            assert total - drawn[0][name].handicap == pytest.approx(float(score), abs=1e-9)


@given(
    st.lists(SCORES, min_size=2, max_size=8).filter(lambda scores: len(set(scores)) > 1),
    st.floats(0.5, 3),
    st.floats(-3, 3),
)
def test_a_language_whose_scores_are_all_higher_gains_nothing(scores: list[float], by: float, plus: float) -> None:
    _, before = single(scores, scores)
    _, after = single([score * by + plus for score in scores], [score * by + plus for score in scores])
    assert after.scores == pytest.approx(before.scores, rel=1e-6, abs=1e-6)


def test_a_family_of_few_passages_can_have_the_best_hit() -> None:
    """Among its own five, no passage could stand more than two standard deviations above the usual one."""
    many = Signal("cosine", 1.0, "library", np.array([0.35]), moments(np.linspace(-0.1, 0.2, 2000)))
    few = Signal("cosine", 1.0, "library", np.array([0.95]), moments(np.array([0.05, 0.0, 0.1, 0.02, 0.95])))
    fused = fuse({"no": FamilySignals((many,)), "en": FamilySignals((few,))})
    assert fused["en"].scores[0] > fused["no"].scores[0]


def test_equal_scores_share_a_rank() -> None:
    family, fused = single([0.5, 0.9, 0.5, 0.1], [0.0, 1.0])
    assert [contributions(family, fused, candidate)[0].rank for candidate in range(4)] == [2, 1, 2, 4]
    assert fused.scores[0] == fused.scores[2]


def test_one_rare_word_does_not_outweigh_everything() -> None:
    _, fused = single([1000.0], [*[0.0] * 99, 1.0])
    assert list(fused.scores) == [HIGHEST_Z]


def test_a_single_passage_in_the_background_is_no_reason_to_fail() -> None:
    _, fused = single([0.9], [0.9])
    assert list(fused.scores) == [0.0]


def single(candidates: list[float], background: list[float]) -> tuple[FamilySignals, Fused]:
    signal = Signal("bm25", 1.0, "family", np.array(candidates), moments(np.array(background)))
    family = FamilySignals((signal,))
    return family, fuse({"no": family})["no"]
