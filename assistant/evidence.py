"""Hits to evidence: the sentences that answer, word for word, with what they need to be understood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Plus

from assistant.answer import Evidence
from assistant.coverage import covered, items_of
from index.analysis import Family, family_of
from index.build import sentence_texts
from index.generation import Generation
from index.query import words_looked_for
from index.search import Found, Hit

# Weights of a sentence's signals, in the order of `features`; fitted by bench/fit.py on the dev half of its questions.
WEIGHTS = (1.14, 0.1, 1.04, 0.6, 1.4, 0.9)
_FURTHER = 1.5  # further statements score at most this much below the first
_SAME = 0.93  # cosine, language axes removed, above which two sentences say the same
_NEARLY = 1.5  # a neighbouring sentence that scores at most this much below belongs to the quote
_LONG_QUOTE = 80  # words
_TWINS = 2  # further citations of one statement

# A sentence that opens like this leans on the one before it.
_LEANING = re.compile(
    r"(?:dette|disse|denne|slike?|han|hun|det samme|desse|dei|dess(?:e|utan)|derfor|dermed|likevel|imidlertid|"
    r"this|these|those|such|it|they|he|she|therefore|however|that is why)\b",
    re.IGNORECASE,
)

# Questions whose answer is a figure, and what a figure looks like.
_ASKS_FIGURE = re.compile(
    r"\b(?:hvor (?:mange|mye|stor|lang|lenge|høy|ofte)|kor (?:mange|mykje|stor|lang|lenge|høg|ofte)|når|"
    r"hvilke[nt]? (?:andel|år|dato|frist|prosent)|kva (?:del|år|dato|frist|prosent)|"
    r"how (?:many|much|long|large|often|high|far|big|soon|fast)|what (?:share|percentage|proportion|year|date|amount)|"
    r"when|by which (?:date|year))\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\d|\b(?:to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|tolv|two|three|four|five|six|seven|eight|nine|ten|twelve|half|"
    r"halv(?:e|parten)?|månader|måneder|months|years|år|prosent)\b",
    re.IGNORECASE,
)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of one hit."""

    hit: Hit
    place: int  # among the sentences of its passage
    text: str  # as searched: a table row with its header cells
    vector: npt.NDArray[np.float32]

    @property
    def span(self) -> tuple[int, int]:
        return self.hit.passage.sentences[self.place]


def choose_evidence(generation: Generation, found: Found, limit: int) -> tuple[Evidence, ...]:
    """The best sentences of the hits, best first, at most one from a passage; what says the same is cited together."""
    candidates = sentences_of(generation, found)
    if not candidates:
        return ()
    scores = features(generation, found, candidates) @ np.array(WEIGHTS)
    order = sorted(range(len(candidates)), key=lambda i: (-scores[i], candidates[i].hit.passage.id, candidates[i].span))
    groups = list[list[int]]()
    for i in order:
        if scores[i] < scores[order[0]] - _FURTHER:
            break
        if any(candidates[i].hit.row == candidates[j].hit.row for group in groups for j in group):
            continue
        same = next((group for group in groups if _says_the_same(candidates[i], candidates[group[0]])), None)
        if same is not None:
            same.append(i)
        elif len(groups) < limit:
            groups.append([i])
    return tuple(_grouped([_evidence(candidates, scores, i) for i in group]) for group in groups)


def sentences_of(generation: Generation, found: Found) -> list[Candidate]:
    """Every sentence of every hit."""
    return [candidate for hit in found.hits for candidate in _candidates(generation, hit)]


def features(generation: Generation, found: Found, candidates: Sequence[Candidate]) -> Floats:
    """What speaks for each sentence, shape (candidates, 6).

    Cosine, words, its passage's standing, length, figures, coverage. The first three are z-scores among the candidates.
    Length is 0 from ten words on and falls below. Figures is 1 for a sentence with a figure where the question asks for
    one, else 0. Coverage is the share by rarity of what the question asks about that the sentence names, 0–1.
    """
    question = found.query.vector[0]
    cosines = np.array([float(candidate.vector @ question) for candidate in candidates])
    standing = np.array([candidate.hit.fused for candidate in candidates])
    lengths = np.array([min(0.0, np.log(len(candidate.text.split()) / 10)) for candidate in candidates])
    wanted = bool(_ASKS_FIGURE.search(found.query.text))
    figures = np.array([float(wanted and bool(_FIGURE.search(candidate.text))) for candidate in candidates])
    words = _word_scores(generation, found, candidates)
    coverage = _coverage(generation, found, candidates)
    return np.stack([_z(cosines), words, _z(standing), lengths, figures, coverage], axis=1)


def _candidates(generation: Generation, hit: Hit) -> list[Candidate]:
    first = generation.store.first_sentence(hit.row)
    texts = sentence_texts(hit.passage)
    vectors = generation.sentences[first : first + len(texts)].astype(np.float32)
    return [Candidate(hit, place, text, vectors[place]) for place, text in enumerate(texts)]


def _coverage(generation: Generation, found: Found, candidates: Sequence[Candidate]) -> Floats:
    items = items_of(generation, found.query)
    shares = []
    for candidate in candidates:
        family = family_of(candidate.hit.passage.language)
        shares.append(covered(items, frozenset(generation.analyser.terms(candidate.text, family)), family))
    return np.array(shares)


def _word_scores(generation: Generation, found: Found, candidates: Sequence[Candidate]) -> Floats:
    """BM25 of the words looked for, as z-scores among the candidates of each language family."""
    families = [family_of(candidate.hit.passage.language) for candidate in candidates]
    scores = np.zeros(len(candidates))
    for family in sorted(set(families)):
        mine = [i for i, other in enumerate(families) if other == family]
        scores[mine] = _z(_bm25(generation, found, family, [candidates[i].text for i in mine]))
    return scores


def _bm25(generation: Generation, found: Found, family: Family, texts: Sequence[str]) -> Floats:
    """BM25+ of a few sentences among themselves; plain Okapi's idf turns negative on so few."""
    wanted = words_looked_for(generation, found.query, family)
    analysed = [generation.analyser.terms(text, family) or [""] for text in texts]
    scores: Floats = np.array(BM25Plus(analysed).get_scores(wanted), dtype=np.float64)
    return scores


def _grouped(evidence: Sequence[Evidence]) -> Evidence:
    return replace(evidence[0], twins=tuple(evidence[1 : 1 + _TWINS]))


def _evidence(candidates: Sequence[Candidate], scores: Floats, chosen: int) -> Evidence:
    """The chosen sentence, with the neighbour that answers nearly as well, and the one it leans on."""
    candidate = candidates[chosen]
    passage = candidate.hit.passage
    start, end = candidate.span
    neighbour = _neighbour(candidates, scores, chosen)
    if neighbour is not None:
        start, end = min(start, neighbour.span[0]), max(end, neighbour.span[1])
    if candidate.place and start == candidate.span[0] and _leans(passage.text[start - passage.start :]):
        start = _start_before(candidate)
    if passage.text[start - passage.start : end - passage.start].endswith(":"):
        end = _end_of_list(candidate, end)
    return Evidence(candidate.hit, start, end, float(scores[chosen]), _lead_in(candidate))


def _neighbour(candidates: Sequence[Candidate], scores: Floats, chosen: int) -> Candidate | None:
    """The better of the sentences before and after, if it scores nearly as well and the two make no long quote."""
    if candidates[chosen].hit.passage.kind == "table":
        return None  # a row stands for itself
    words = len(candidates[chosen].text.split())
    beside = [
        i
        for i in (chosen - 1, chosen + 1)
        if 0 <= i < len(candidates)
        and candidates[i].hit.row == candidates[chosen].hit.row
        and scores[i] >= scores[chosen] - _NEARLY
        and words + len(candidates[i].text.split()) <= _LONG_QUOTE
    ]
    return candidates[max(beside, key=lambda i: scores[i])] if beside else None


def _leans(sentence: str) -> bool:
    """Whether a sentence refers to what was said just before it."""
    return bool(_LEANING.match(sentence.lstrip("«“\"'( ")))


def _start_before(candidate: Candidate) -> int:
    """Where the sentence before starts, if it stands in the same paragraph."""
    passage = candidate.hit.passage
    (before, _), (start, _) = passage.sentences[candidate.place - 1 : candidate.place + 1]
    between = passage.text[before - passage.start : start - passage.start]
    return start if "\n" in between else before


def _end_of_list(candidate: Candidate, end: int) -> int:
    """Where the items end that a sentence with a colon introduces, as far as they fit in a quote."""
    passage = candidate.hit.passage
    for _, stop in passage.sentences:
        if stop > end:
            if len(passage.text[candidate.span[0] - passage.start : stop - passage.start].split()) > _LONG_QUOTE:
                break
            end = stop
            if passage.text[stop - passage.start - 1] == ".":
                break
    return end


def _lead_in(candidate: Candidate) -> tuple[int, int] | None:
    """The sentence before that introduces the list of which this one is an item; it ends in a colon."""
    passage = candidate.hit.passage
    if passage.kind != "text":
        return None
    for start, end in reversed(passage.sentences[: candidate.place]):
        text = passage.text[start - passage.start : end - passage.start]
        if text.endswith(":"):
            return start, end
        if not text.endswith((";", ",", " and", " or", " og", " eller")):
            return None
    return None


def _z(values: Floats) -> Floats:
    spread = float(values.std())
    scores: Floats = (values - values.mean()) / (spread if spread > 1e-9 else 1.0)
    return scores


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences of different reports are copies or translations of each other."""
    return one.hit.document.id != other.hit.document.id and float(one.vector @ other.vector) > _SAME
