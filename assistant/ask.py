"""A question to a cited answer: search → choose evidence sentences → answer, or say that the reports do not say."""

import re
import time
from dataclasses import dataclass, replace

from assistant.answer import Answer, Citation, Evidence, Statement
from assistant.confidence import ANSWERS, confidence
from assistant.evidence import choose_evidence
from assistant.home import Home
from index.search import ALL, Filter, Found, search

LONGEST_QUESTION = 10_000  # characters
_NEAREST = 3
_DEPTH = 20  # hits that evidence is looked for in


class BadQuestion(Exception):
    """A question that cannot be asked; `reason` is "empty" or "long"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Options:
    """How a question is asked."""

    limit: int = 10  # hits of a search, statements of an answer (at most 5)
    where: Filter = ALL


def find(home: Home, question: str, options: Options = Options()) -> Found:
    """The best passages for a question. Raises `BadQuestion` and the errors of `Home.generation`."""
    return search(home.generation(), home.embedder, clean_question(question), options.limit, options.where)


def ask(home: Home, question: str, options: Options = Options()) -> Answer:
    """A cited answer to a question. Raises `BadQuestion` and the errors of `Home.generation`."""
    started = time.perf_counter()
    generation = home.generation()
    found = search(generation, home.embedder, clean_question(question), _DEPTH, options.where)
    evidence = choose_evidence(generation, found, min(options.limit, 5))
    answer = _answer(found, evidence)
    total = round(1000 * (time.perf_counter() - started), 2)
    return replace(answer, timings={**found.timings, "total_ms": total})


def clean_question(question: str) -> str:
    """The question in one line without control characters. Raises `BadQuestion`."""
    printable = "".join(c if c.isprintable() else " " for c in question.replace("\ufeff", ""))
    cleaned = " ".join(printable.split())
    if not re.search(r"[^\W_]", cleaned):
        raise BadQuestion("empty")
    if len(cleaned) > LONGEST_QUESTION:
        raise BadQuestion("long")
    return cleaned


def _answer(found: Found, evidence: tuple[Evidence, ...]) -> Answer:
    sure = confidence(found, evidence)
    answered = bool(evidence) and sure >= ANSWERS
    citations = tuple(Citation(n, each) for n, each in enumerate(evidence, 1)) if answered else ()
    return Answer(
        question=found.query.text,
        language=found.query.language,
        status="answered" if answered else "not_found",
        statements=tuple(Statement(citation.evidence.quote, (citation.number,)) for citation in citations),
        citations=citations,
        nearest=() if answered else found.hits[:_NEAREST],
        confidence=sure,
        generation=found.generation,
        degraded=found.degraded,
        timings={},
    )
