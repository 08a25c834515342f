"""A question set run against a home: one judgement a question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.ask import Options, ask, find
from assistant.evaluation.gold import Gold, Library, Loss
from assistant.evaluation.question_sets import Question, QuestionSet, Unit
from assistant.evidence import choose_evidence
from assistant.home import Home
from index.search import Found
from index.tuning import DEFAULT, Tuning

DEPTH: dict[Unit, int] = {"passage": 20, "document": 100}  # hits looked through for the answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What was made of a question whose answer is judged, not only its hits.

    `contains` and `touches` judge the first statement, also where it was withheld: whether it should have been is
    what the curve of risk over coverage shows.
    """

    answered: bool
    confidence: float  # 0–1
    contains: bool  # the first statement contains the gold words
    touches: bool  # it holds at least half of them
    milliseconds: float  # of the whole `ask`


@dataclass(frozen=True, slots=True)
class Judgement:
    """One question, where its answer was found, and what was replied."""

    question: Question
    rank: int | None  # from 1; None when not among the hits looked through
    lost: Loss
    language_found: str
    embed_ms: float
    search_ms: float
    reply: Reply | None  # None where only hits are judged


def run(home: Home, judged: QuestionSet, tuning: Tuning = DEFAULT) -> Iterator[Judgement]:
    """Ask every question of the set, one by one. Raises `BadQuestion` and the errors of `Home.generation`."""
    library = Library(home.generation())
    _warm(home, judged.questions, tuning)
    for question in judged.questions:
        yield _judge(home, judged.unit, question, library.gold(question), tuning)


def _judge(home: Home, unit: Unit, question: Question, gold: Gold, tuning: Tuning) -> Judgement:
    found = find(home, question.text, Options(limit=DEPTH[unit], tuning=tuning))
    return Judgement(
        question=question,
        rank=gold.rank(found.hits, unit),
        lost=gold.lost,
        language_found=found.query.language,
        embed_ms=found.timings["embed_ms"],
        search_ms=found.timings["search_ms"],
        reply=_reply(home, found, gold, tuning) if unit == "passage" else None,  # a whole document is never an answer
    )


def _reply(home: Home, found: Found, gold: Gold, tuning: Tuning) -> Reply:
    answer = ask(home, found.query.text, Options(tuning=tuning))
    said = [citation.evidence for citation in answer.citations] or choose_evidence(home.generation(), found, 1)
    contains, touches = gold.stated_by(said[0]) if said else (False, False)
    return Reply(answer.status == "answered", answer.confidence, contains, touches, answer.timings["total_ms"])


def _warm(home: Home, questions: Sequence[Question], tuning: Tuning) -> None:
    """The first question opens files and loads the model; its time says nothing about the others."""
    for question in questions[:1]:
        ask(home, question.text, Options(tuning=tuning))


def unreachable(judgements: Sequence[Judgement]) -> Iterator[tuple[Loss, str]]:
    """(what was lost, id) of the questions whose answer cannot be found here whatever the ranking."""
    for judgement in judgements:
        if judgement.lost:
            yield judgement.lost, judgement.question.id
