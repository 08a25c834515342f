"""How sure an answer is: several weak signals, combined by a logistic function.

Coefficients are fitted on the dev half of `bench/questions` by `bench/fit_confidence.py`.
"""

import math

from assistant.answer import Evidence
from index.search import Found

ANSWERS = 0.5  # below this the reports are said not to answer


def confidence(found: Found, evidence: tuple[Evidence, ...]) -> float:
    """Probability, 0–1, that the first statement answers the question."""
    if not evidence:
        return 0.0
    best = evidence[0].hit
    cosine = max(c.raw for c in best.contributions if c.list == "cosine")
    return round(1 / (1 + math.exp(-(60 * (cosine - 0.86)))), 3)
