"""Every number that decides how passages are ranked, in one place. Each is an ablation row in docs/measurements.md.

Weights were fitted on the dev half of `bench/questions` by a listwise logistic regression (bench/fit.py) and
rounded. They are relative: within a language family they are scaled to a sum of 1.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """Weights of the lists, and sizes."""

    candidates: int = 100  # of each list in each family
    cosine: float = 0.9  # the passage's vector
    sentence: float = 1.5  # its best sentence's vector
    heading: float = 0.7  # the vector of its report's title and its headings
    bm25: float = 0.3  # the question's words, in its own family
    glossary: float = 0.42  # the question's concepts, names and numbers, in the other family
    handicap: float = 0.235  # of the question's own family, in standard deviations
    reranker: float = 0.7  # the cross-encoder's part of the score, of 1, where one is set
    expand: bool = True  # the question is embedded together with its concepts' names in the other language
    compounds: bool = True  # Norwegian compounds of the question are split


DEFAULT = Tuning()
