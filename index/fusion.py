"""Ranked lists to one order that is fair to both languages.

Vectors whose language axes are removed can be compared across languages: their cosines become standard scores (how far
above the usual unrelated passage does this one stand?) against all passages of the library. BM25 can not:
its scores are standardised within one language, and each language has its own list (the question's words in its own
language, the glossary's translations in the other). A convex sum of these z-scores, less a handicap for the question's
own language, where everything sounds alike, gives one order. Weights: `index.tuning`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import Family

Floats = npt.NDArray[np.floating[Any]]
HIGHEST_Z = 12.0  # one rare word must not outweigh everything else


class Moments(NamedTuple):
    """The scores of everything in one family: how many, their mean, the mean of their squares."""

    size: int
    mean: float
    square: float


@dataclass(frozen=True, slots=True)
class Signal:
    """What one list says of the candidates of one family, against everything in that family."""

    name: str
    weight: float
    across: Literal["library", "family"]  # where its scores can be compared
    candidates: Floats  # (candidates,)
    background: Moments


@dataclass(frozen=True, slots=True)
class FamilySignals:
    """All signals of one family, which speak of the same candidates in the same order."""

    signals: tuple[Signal, ...]
    handicap: float = 0.0  # standard deviations taken from the sum


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one list said about one hit: `weight × z` of its fused score."""

    list: str
    rank: int  # within the candidates of the hit's own family, from 1
    raw: float  # bm25, or cosine
    z: float  # standard deviations above the background
    weight: float  # all weights of a family sum to 1


@dataclass(frozen=True, slots=True)
class Fused:
    """Fused scores of one family's candidates, comparable with those of any other family."""

    scores: Floats  # (candidates,)
    zs: Mapping[str, Floats]  # by list
    weights: Mapping[str, float]  # by list; they sum to 1


def fuse(families: Mapping[Family, FamilySignals]) -> dict[Family, Fused]:
    """Sums of weighted z-scores, family by family, less the family's handicap."""
    library = _library_moments(families)
    return {name: _fuse_family(family, library) for name, family in families.items()}


def contributions(family: FamilySignals, fused: Fused, candidate: int) -> tuple[Contribution, ...]:
    """Why one candidate stands where it stands."""
    return tuple(
        Contribution(
            list=signal.name,
            rank=1 + int(np.sum(signal.candidates > signal.candidates[candidate])),
            raw=float(signal.candidates[candidate]),
            z=float(fused.zs[signal.name][candidate]),
            weight=fused.weights[signal.name],
        )
        for signal in family.signals
    )


def moments(scores: Floats) -> Moments:
    """Of scores that are all at hand, shape (passages,)."""
    return Moments(len(scores), float(np.mean(scores)), float(np.mean(np.square(scores))))


def _fuse_family(family: FamilySignals, library: Mapping[str, Moments]) -> Fused:
    total = sum(signal.weight for signal in family.signals)
    weights = {signal.name: signal.weight / total for signal in family.signals}
    zs = {}
    for signal in family.signals:
        background = library[signal.name] if signal.across == "library" else signal.background
        zs[signal.name] = np.minimum((signal.candidates - background.mean) / _spread(background), HIGHEST_Z)
    scores = sum(weights[name] * z for name, z in zs.items()) - family.handicap
    return Fused(np.asarray(scores), zs, weights)


def _library_moments(families: Mapping[Family, FamilySignals]) -> dict[str, Moments]:
    """The moments of each library-wide list over all families together."""
    parts: dict[str, list[Moments]] = {}
    for family in families.values():
        for signal in family.signals:
            if signal.across == "library":
                parts.setdefault(signal.name, []).append(signal.background)
    return {name: _pooled(each) for name, each in parts.items()}


def _pooled(parts: Sequence[Moments]) -> Moments:
    size = sum(part.size for part in parts)
    mean = sum(part.size * part.mean for part in parts) / size
    square = sum(part.size * part.square for part in parts) / size
    return Moments(size, mean, square)


def _spread(background: Moments) -> float:
    """Standard deviation; without one (a tiny library, a word nobody uses) differences from the mean stay."""
    variance = background.square - background.mean**2
    return float(np.sqrt(variance)) if variance > 1e-12 else 1.0
