"""Fusion against the same thing written with loops, and what it promises about languages and ties."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import ScoredList, contributions, fuse

SCORES = st.floats(-1, 1, width=32)


@st.composite
def lists_of_scores(draw: st.DrawFn) -> list[ScoredList]:
    candidates, background = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    made = []
    for name in draw(st.lists(st.sampled_from(["cosine", "bm25", "sentence"]), min_size=1, unique=True)):
        weight = draw(st.sampled_from([0.2, 0.5, 0.8, 1.0, 3.0]))
        of_candidates = draw(st.lists(SCORES, min_size=candidates, max_size=candidates))
        of_background = draw(st.lists(SCORES, min_size=background, max_size=background))
        made.append(ScoredList(name, weight, np.array(of_candidates), np.array(of_background)))
    return made


def z_scores(values: Sequence[float], background: Sequence[float]) -> list[float]:
    mean = math.fsum(background) / len(background)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in background) / len(background))
    return [(value - mean) / (spread if spread > 1e-6 else 1.0) for value in values]


def fused_slowly(lists: Sequence[ScoredList]) -> list[float]:
    weight = sum(each.weight for each in lists)

    def total(part: str) -> list[float]:
        columns = [z_scores(list(getattr(each, part)), list(each.background)) for each in lists]
        return [
            sum(each.weight / weight * z for each, z in zip(lists, row, strict=True))
            for row in zip(*columns, strict=True)
        ]

    return z_scores(total("candidates"), total("background"))


@given(lists_of_scores())
def test_fused_scores_are_those_of_the_reference(lists: list[ScoredList]) -> None:
    assert fuse(lists).scores == pytest.approx(fused_slowly(lists), rel=1e-4, abs=1e-4)


@given(lists_of_scores())
def test_the_order_is_that_of_the_weighted_contributions(lists: list[ScoredList]) -> None:
    fused = fuse(lists)
    sums = [
        sum(each.weight * each.z for each in contributions(lists, fused, candidate))
        for candidate in range(len(fused.scores))
    ]
    for i, j in np.ndindex(len(sums), len(sums)):
        if sums[i] > sums[j] + 1e-6:
            assert fused.scores[i] > fused.scores[j] - 1e-9


@given(lists_of_scores(), st.floats(0.5, 4), st.floats(-3, 3))
def test_a_language_whose_scores_are_all_higher_gains_nothing(lists: list[ScoredList], by: float, plus: float) -> None:
    if any(1e-9 < np.std(each.background) < 1e-3 for each in lists):
        return  # a spread that is neither there nor gone
    if any(np.std(each.background) <= 1e-9 for each in lists):
        by = 1  # without spread, differences stay as they are
    moved = [ScoredList(x.name, x.weight, x.candidates * by + plus, x.background * by + plus) for x in lists]
    assert fuse(moved).scores == pytest.approx(fuse(lists).scores, rel=1e-3, abs=1e-3)


def test_equal_scores_share_a_rank() -> None:
    lists = [ScoredList("cosine", 1.0, np.array([0.5, 0.9, 0.5, 0.1]), np.array([0.0, 1.0]))]
    fused = fuse(lists)
    assert [contributions(lists, fused, candidate)[0].rank for candidate in range(4)] == [2, 1, 2, 4]
    assert fused.scores[0] == fused.scores[2]


def test_a_single_passage_in_the_background_is_no_reason_to_fail() -> None:
    fused = fuse([ScoredList("cosine", 1.0, np.array([0.9]), np.array([0.9]))])
    assert list(fused.scores) == [0.0]
