"""The field's glossary: concepts with their terms in bokmål, nynorsk and English, and what a question says of them.

`glossary.toml` is compiled at rebuild time, together with the user's own files of the same form, into index terms; the
compiled form is kept in the generation, so that a question needs no stemming of thousands of terms.
"""

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.analysis import FAMILIES, Family, Term, located_terms
from index.errors import BadGlossary

BUNDLED = Path(__file__).with_name("glossary.toml")
_LANGUAGES: dict[Family, tuple[str, ...]] = {"no": ("nb", "nn"), "en": ("en",)}
_LONGEST = 6  # words of a term

Words = tuple[str, ...]  # index terms in order


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept that a question names."""

    concept: str
    start: int  # in the question
    end: int


@dataclass(frozen=True, slots=True)
class Glossary:
    """Concepts by the index terms, or by the very words, that name them."""

    by_terms: Mapping[str, Mapping[str, Sequence[str]]]  # family → terms joined by spaces → concepts
    as_written: Mapping[str, Mapping[str, Sequence[str]]]  # family → lower-case words → concepts
    cased: Mapping[str, Sequence[str]]  # abbreviation or symbol → concepts
    ambiguous: Mapping[str, Sequence[str]]  # words, or cased symbols, that count only beside another concept
    names: Mapping[str, Mapping[str, Sequence[str]]]  # concept → family → terms joined by spaces
    labels: Mapping[str, Mapping[str, str]]  # concept → family → its first term, as written

    def mentions(self, question: str, family: Family) -> tuple[Mention, ...]:
        """The concepts a question names, longest terms first, no word used twice."""
        located = _distinct_words(located_terms(question, family))
        found, weak, used = list[Mention](), list[Mention](), set[int]()
        for length in range(min(_LONGEST, len(located)), 0, -1):
            for first in range(len(located) - length + 1):
                places = range(first, first + length)
                if used.isdisjoint(places):
                    sure, unsure = self._named_by(question, located[first : first + length], family)
                    found += sure
                    weak += unsure
                    used |= set(places) if sure else set()
        return tuple(dict.fromkeys(found + (weak if found else [])))

    def alternatives(self, concept: str, family: Family) -> list[Words]:
        """The terms of a concept in a language family, as index terms."""
        return [tuple(term.split()) for term in self.names.get(concept, {}).get(family, ())]

    def label(self, concept: str, family: Family) -> str:
        """How a concept is called first in a language family (bokmål for Norwegian)."""
        return self.labels.get(concept, {}).get(family, "")

    def _named_by(self, question: str, run: Sequence[Term], family: Family) -> tuple[list[Mention], list[Mention]]:
        start, end = run[0].start, run[-1].end
        written = question[start:end]
        plain = " ".join(written.lower().split())
        stems = " ".join(term.text for term in run)
        sure = {
            *self.by_terms.get(family, {}).get(stems, ()),
            *self.as_written.get(family, {}).get(plain, ()),
            *self.cased.get(written, ()),
        }
        unsure = {*self.ambiguous.get(written, ()), *self.ambiguous.get(plain, ())} - sure
        return _mentions(sure, start, end), _mentions(unsure, start, end)

    def to_json(self) -> bytes:
        parts = (self.by_terms, self.as_written, self.cased, self.ambiguous, self.names, self.labels)
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Glossary":
        return cls(*json.loads(data))


def compile_glossary(files: Iterable[Path]) -> Glossary:
    """Read glossary files, later ones after earlier ones. Raises `BadGlossary`."""
    compiler = _Compiler()
    for path in files:
        try:
            for concept in tomllib.loads(path.read_text(encoding="utf-8"))["concept"]:
                compiler.add(concept)
        except (KeyError, TypeError, AttributeError, ValueError, OSError) as error:
            raise BadGlossary(str(path), str(error)) from error
    return compiler.glossary()


class _Compiler:
    """Gathers concepts; `glossary()` gives the finished form."""

    def __init__(self) -> None:
        self._by_terms: dict[str, dict[str, list[str]]] = {family: defaultdict(list) for family in FAMILIES}
        self._as_written: dict[str, dict[str, list[str]]] = {family: defaultdict(list) for family in FAMILIES}
        self._cased: dict[str, list[str]] = defaultdict(list)
        self._ambiguous: dict[str, list[str]] = defaultdict(list)
        self._names: dict[str, dict[str, list[str]]] = {}
        self._labels: dict[str, dict[str, str]] = {}

    def add(self, concept: Mapping[str, Any]) -> None:
        identity = str(concept["id"])
        exact = {term.lower() for term in concept.get("exact", ())}
        self._names[identity], self._labels[identity] = {}, {}
        for family, languages in _LANGUAGES.items():
            listed = [term for language in languages for term in concept.get(language, ())]
            forms = [form for language in languages for form in concept.get("forms", {}).get(language, ())]
            for term in [*listed, *forms]:
                self._name(identity, family, term, term.lower() in exact)
            signs = [*concept.get("abbr", ()), *concept.get("symbol", ())]
            searchable = [term for term in [*listed, *forms, *signs] if term.lower() not in exact]
            self._names[identity][family] = _index_terms(searchable, family)
            self._labels[identity][family] = next(iter([*listed, *signs]), "")
        for sign in [*concept.get("abbr", ()), *concept.get("symbol", ())]:
            self._cased[sign].append(identity)
        for words in concept.get("ambiguous", {}).values():
            for word in words:
                self._ambiguous[word].append(identity)

    def _name(self, identity: str, family: Family, term: str, exact: bool) -> None:
        plain = " ".join(term.lower().split())
        stems = " ".join(word.text for word in _distinct_words(located_terms(term, family)))
        if exact or not stems:
            _append(self._as_written[family][plain], identity)
        else:
            _append(self._by_terms[family][stems], identity)

    def glossary(self) -> Glossary:
        return Glossary(self._by_terms, self._as_written, self._cased, self._ambiguous, self._names, self._labels)


def _index_terms(terms: Iterable[str], family: Family) -> list[str]:
    """Terms as index terms joined by spaces, each once."""
    analysed = (" ".join(word.text for word in _distinct_words(located_terms(term, family))) for term in terms)
    return [term for term in dict.fromkeys(analysed) if term]


def _distinct_words(terms: Sequence[Term]) -> list[Term]:
    """One term a word: of a hyphenated word its whole, not its parts."""
    kept = list[Term]()
    for term in terms:
        if not kept or kept[-1].start != term.start:
            kept.append(term)
    return kept


def _mentions(concepts: Iterable[str], start: int, end: int) -> list[Mention]:
    return [Mention(concept, start, end) for concept in sorted(concepts)]


def _append(concepts: list[str], identity: str) -> None:
    if identity not in concepts:
        concepts.append(identity)
