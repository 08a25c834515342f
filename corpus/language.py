"""Which language a text is in: bokmål, nynorsk or English, for a question of three words as for a report.

Short questions must not wait for 55 language profiles to load, and langdetect knows one Norwegian only; so words,
endings and letters listed in function_words.toml decide. Every entry names the languages in which it is usual and costs
the others a few points (a log-likelihood with one constant for each kind of entry); Danish and Swedish take part so
that they are recognised as neighbours. langdetect is asked about longer texts that hold few listed words: those are
in some other language, or tables. A logistic regression on character n-grams, trained on the half of the sentences that
the lists were checked against, was right less often on the other half (nynorsk: .81 of short sentences, the lists .86).
"""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.document import LANGUAGES, Language

_KNOWN = ("nb", "nn", "en", "da", "sv")
_PRIOR = (0.0, -0.5, -0.5, -1.5, -1.5)
_COST = {"words": 3.0, "endings": 1.5, "weak_endings": 0.6, "letters": 1.0}
_LONGEST = 20_000  # characters: more of a text says nothing new

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PLAIN = (str.maketrans({"å": "a", "ø": "o", "æ": "ae"}), str.maketrans({"å": "aa", "ø": "oe", "æ": "ae"}))

_Scores = tuple[float, ...]  # one for each of _KNOWN
_NO_SCORES: _Scores = (0.0,) * len(_KNOWN)

# passages
_ENOUGH_WORDS = 5  # listed words, before a passage may differ from its document
_SURE = 0.95
_OTHERS = ("de", "fi", "fr", "nl", "es")  # languages a report may quote


@dataclass(frozen=True, slots=True)
class Guess:
    """The language a text is in, or the nearest of the three."""

    language: Language
    confidence: float  # 0 to 1, that it is this one of the three
    foreign: str | None = None  # ISO 639-1, where the text is in none of the three: "da", "sv", "de"


@dataclass(frozen=True, slots=True)
class _Evidence:
    scores: _Scores
    words: int
    listed: int  # words that stand in the lists


@dataclass(frozen=True, slots=True)
class _Cues:
    words: Mapping[str, _Scores]
    endings: Mapping[str, _Scores]
    letters: Mapping[str, _Scores]
    longest_ending: int


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    lists = tomllib.loads(Path(__file__).with_name("function_words.toml").read_text(encoding="utf-8"))
    entries = {kind: dict(_entries(lists[kind], cost)) for kind, cost in _COST.items()}
    plain = {word.translate(table): scores for word, scores in entries["words"].items() for table in _PLAIN}
    endings = entries["weak_endings"] | entries["endings"]
    return _Cues(plain | entries["words"], endings, entries["letters"], max(map(len, endings)))


def _entries(lists: Mapping[str, str], cost: float) -> Iterator[tuple[str, _Scores]]:
    for languages, entries in lists.items():
        scores = tuple(0.0 if language in languages.split() else -cost for language in _KNOWN)
        yield from ((entry, scores) for entry in entries.split())


def identify(text: str) -> Guess:
    """The most likely of the three languages; bokmål where nothing speaks for another."""
    evidence = _weigh(text)
    guess = _guess(evidence.scores)
    if evidence.words >= 12 and evidence.listed < evidence.words * 0.2 and (other := _other_language(text)):
        return Guess(guess.language, guess.confidence, other)
    return guess


def _guess(scores: _Scores) -> Guess:
    """Danish and Swedish count as bokmål, their nearest; `foreign` says what they are."""
    nb, nn, en, da, sv = scores
    nearest = (max(nb, da, sv), nn, en)
    weights = [math.exp(score - max(nearest)) for score in nearest]
    best = max(range(len(nearest)), key=lambda i: weights[i])
    foreign = {da: "da", sv: "sv"}.get(max(scores)) if best == 0 and max(scores) > nb else None
    return Guess(LANGUAGES[best], weights[best] / sum(weights), foreign)


def _weigh(text: str) -> _Evidence:
    total, words, listed = list(_PRIOR), 0, 0
    for word in _own_words(text[:_LONGEST]):
        words += 1
        scores = _cues().words.get(word)
        listed += scores is not None
        for i, score in enumerate(scores or _weigh_unlisted(word)):
            total[i] += score
    return _Evidence(tuple(total), words, listed)


def _own_words(text: str) -> Iterator[str]:
    """Words in lower case, without those that have a capital inside a sentence: names, and titles in any language."""
    found = list(_WORD.finditer(text))
    has_case = any(match[0].islower() for match in found)
    for match in found:
        if not has_case or match[0][0].islower() or _opens_sentence(text, match.start()):
            yield match[0].lower().replace("’", "'")


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(" \t")
    return not before or not (before[-1].isalnum() or before[-1] in ",-/&")


@lru_cache(maxsize=8192)
def _weigh_unlisted(word: str) -> _Scores:
    if len(word) < 3:
        return _NO_SCORES
    cues = _cues()
    found = [scores for letters, scores in cues.letters.items() if letters in word]
    if len(word) > 3:
        endings = (word[-length:] for length in range(min(cues.longest_ending, len(word) - 1), 0, -1))
        found += [cues.endings[ending] for ending in endings if ending in cues.endings][:1]
    return tuple(map(sum, zip(*found, strict=True))) if found else _NO_SCORES


@lru_cache(maxsize=1)
def _detector_factory() -> Any:
    """langdetect with a few of its profiles: loading all 55 takes half a second."""
    import langdetect
    from langdetect.detector_factory import DetectorFactory

    folder = Path(langdetect.__file__).with_name("profiles")
    factory = DetectorFactory()
    factory.set_seed(0)
    names = ("no", "en", "da", "sv", *_OTHERS)
    factory.load_json_profile([(folder / name).read_text(encoding="utf-8") for name in names])
    return factory


def _other_language(text: str) -> str | None:
    from langdetect.lang_detect_exception import LangDetectException

    detector = _detector_factory().create()
    detector.append(text[:2000])
    try:
        first = detector.get_probabilities()[0]
    except (LangDetectException, IndexError):  # no letters it knows
        return None
    return first.lang if first.lang in _OTHERS and first.prob > 0.99 else None


def document_language(texts: Iterable[str]) -> Language:
    """The language most of the words are in; bokmål where there are none."""
    votes: Counter[Language] = Counter()
    for text in texts:
        evidence = _weigh(text)
        guess = _guess(evidence.scores)
        votes[guess.language] += evidence.listed if guess.confidence > _SURE else 0
    return max(LANGUAGES, key=lambda language: votes[language])


def passage_language(text: str, document_language: Language) -> Language:
    """The passage's own language where it is plain; else the document's: short texts, tables, numbers, names."""
    evidence = _weigh(text)
    guess = _guess(evidence.scores)
    plain = evidence.listed >= max(_ENOUGH_WORDS, evidence.words * 0.2) and guess.confidence > _SURE
    return guess.language if plain and guess.foreign is None else document_language
