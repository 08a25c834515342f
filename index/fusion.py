"""Ranked lists to one order that is fair to both languages.

Cosines and BM25 scores of two languages cannot be compared as they are: a passage in the question's own language scores
higher whatever it says. So each list becomes z-scores against a fixed background sample of its own language (how far
above the usual unrelated passage does this one stand?), lists of one language are added with weights, and the sum is
normalised once more against the same background before the languages meet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class ScoredList:
    """One signal over the candidates of one family: raw scores of the candidates and of the background sample."""

    name: str  # "bm25", "cosine"
    weight: float
    candidates: Floats  # (candidates,)
    background: Floats  # (background,)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one list said about one hit."""

    list: str
    rank: int  # within the candidates of the hit's own family, from 1
    raw: float  # bm25, or cosine
    z: float  # standard deviations above the background
    weight: float


@dataclass(frozen=True, slots=True)
class Fused:
    """Fused scores of one family's candidates, comparable with those of any other family."""

    scores: Floats  # (candidates,)
    zs: Mapping[str, Floats]  # by list


def fuse(lists: Sequence[ScoredList]) -> Fused:
    """A convex sum of z-scores, normalised again against the background."""
    weight = sum(each.weight for each in lists)
    zs = {each.name: _z(each.candidates, each.background) for each in lists}
    total = sum(each.weight / weight * zs[each.name] for each in lists)
    background = sum(each.weight / weight * _z(each.background, each.background) for each in lists)
    return Fused(_z(np.asarray(total), np.asarray(background)), zs)


def contributions(lists: Sequence[ScoredList], fused: Fused, candidate: int) -> tuple[Contribution, ...]:
    """Why one candidate stands where it stands."""
    return tuple(
        Contribution(
            list=each.name,
            rank=1 + int(np.sum(each.candidates > each.candidates[candidate])),
            raw=float(each.candidates[candidate]),
            z=float(fused.zs[each.name][candidate]),
            weight=each.weight,
        )
        for each in lists
    )


def _z(values: Floats, background: Floats) -> Floats:
    """Standard scores; a background without spread (a tiny library) leaves differences from its mean."""
    spread = float(np.std(background))
    return (values - np.mean(background)) / (spread if spread > 1e-6 else 1.0)
