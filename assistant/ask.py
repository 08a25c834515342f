"""A question to a cited answer: search → choose evidence sentences → answer, or say that the reports do not say."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest

from assistant.answer import Answer, Citation, Evidence, Statement
from assistant.confidence import judge
from assistant.evidence import choose_evidence
from assistant.home import Home
from index.analysis import FAMILIES, family_of
from index.generation import Generation
from index.reranker import search_again
from index.search import ALL, Filter, Found, Hit, explained
from index.tuning import DEFAULT, Tuning

LONGEST_QUESTION = 10_000  # characters
_NEAREST = 3
_MOST_STATEMENTS = 5
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
    tuning: Tuning = DEFAULT


def find(home: Home, question: str, options: Options = Options()) -> Found:
    """The best passages for a question. Raises `BadQuestion` and the errors of `Home.generation`."""
    generation = home.generation()
    found = _search(home, generation, question, options.limit, options)
    return replace(found, hits=_explained(generation, found, found.hits))


def ask(home: Home, question: str, options: Options = Options()) -> Answer:
    """A cited answer to a question. Raises `BadQuestion` and the errors of `Home.generation`."""
    started = time.perf_counter()
    generation = home.generation()
    found = _search(home, generation, question, _DEPTH, options)
    choose = _choose_in_turn if options.where.balance else choose_evidence
    evidence = choose(generation, found, min(options.limit, _MOST_STATEMENTS))
    answer = _answer(generation, found, evidence)
    total = round(1000 * (time.perf_counter() - started), 2)
    return replace(answer, timings={**found.timings, "total_ms": total})


def _choose_in_turn(generation: Generation, found: Found, limit: int) -> tuple[Evidence, ...]:
    """The best evidence of each language family, in turn; the better one first."""
    chosen = []
    for family in FAMILIES:
        hits = tuple(hit for hit in found.hits if family_of(hit.passage.language) == family)
        chosen.append(choose_evidence(generation, replace(found, hits=hits), limit))
    chosen.sort(key=lambda evidence: -evidence[0].hit.fused if evidence else 0.0)
    in_turn = [each for turn in zip_longest(*chosen) for each in turn if each is not None]
    return tuple(in_turn[:limit])


def clean_question(question: str) -> str:
    """The question in one line without control characters. Raises `BadQuestion`."""
    printable = "".join(c if c.isprintable() else " " for c in question.replace("\ufeff", ""))
    cleaned = " ".join(printable.split())
    if not re.search(r"[^\W_]", cleaned):
        raise BadQuestion("empty")
    if len(cleaned) > LONGEST_QUESTION:
        raise BadQuestion("long")
    return cleaned


def _search(home: Home, generation: Generation, question: str, limit: int, options: Options) -> Found:
    cleaned = clean_question(question)
    return search_again(generation, home.embedder, cleaned, limit, options.where, options.tuning, home.reranker)


def _explained(generation: Generation, found: Found, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    return tuple(explained(generation, found.query, hit) for hit in hits)


def _answer(generation: Generation, found: Found, evidence: tuple[Evidence, ...]) -> Answer:
    verdict = judge(generation, found, evidence)
    grouped = [(each, *each.twins) for each in evidence] if verdict.answers else []
    citations = tuple(Citation(number, each) for number, each in enumerate(chain.from_iterable(grouped), 1))
    numbers = iter(range(1, len(citations) + 1))
    statements = tuple(Statement(group[0].quote, tuple(islice(numbers, len(group)))) for group in grouped)
    return Answer(
        question=found.query.text,
        language=found.query.language,
        status="answered" if verdict.answers else "not_found",
        statements=statements,
        citations=citations,
        nearest=() if verdict.answers else _explained(generation, found, found.hits[:_NEAREST]),
        confidence=verdict.confidence,
        generation=found.generation,
        degraded=found.degraded,
        timings={},
    )
