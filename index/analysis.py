"""Text to index terms: words, numbers and symbols, stemmed by language. Both sides of BM25 use this only."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import Stemmer

from corpus.document import Language
from index.compounds import Splitter

Family = Literal["no", "en"]  # languages that share analysis and statistics: bokmål and nynorsk, English
FAMILIES: tuple[Family, ...] = ("no", "en")
FINGERPRINT = "terms-2"

_SNOWBALL: dict[Family, str] = {"no": "norwegian", "en": "english"}

# Norwegian Snowball takes "-eigar" and "-lova" for endings (grunneigar → grunn); a stem shorter than this part of its
# word is not believed, and only the inflection goes.
_MOST_STRIPPED = 0.6
_INFLECTION = re.compile(r"(?<=.{4})(?:hetene|hetens|heten|heter|het|ane|ene|ens|ets|ar|er|en|et|a|s)$")

# In order: section signs with their number; numbers with decimals, thousands and act numbers; words with inner hyphens,
# apostrophes and subscripts.
_TOKEN = re.compile(r"§+\s*\d+(?:-\d+)?|\d+(?:[.,/:]\d+)*|[^\W_]+(?:[-’'][^\W_]+)*")

# Words that stand in every second sentence and answer nothing. Negations stay: "skal ikke" differs from "skal".
_STOP: dict[Family, frozenset[str]] = {
    "no": frozenset(
        """og i på av for til er som en et ei ein eit den det de dei at med om fra frå ved har ble blei vart blir
        vert kan skal vil må å eller også seg sin sitt si sine han hun ho vi man dette denne disse desse
        hva kva hvilke hvilken hvilket hvem kven hvor kor hvordan korleis når hvorfor kvifor da då så der
        her være vere var enn men mot under over etter før mellom innen inn ut opp ned jeg eg du meg deg
        oss dere dykk vår hans hennes deres alle noen nokon noe noko slik slike ha hadde hatt bli blitt
        skulle ville kunne måtte""".split()
    ),
    "en": frozenset(
        """a an and are as at be been being but by can could did do does for from had has have he her his how i if in
        into is it its may me might of on or our shall she should so such than that the their them then there these they
        this those to was we were what when where which who whom whose why will with would you your must about each
        any""".split()
    ),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One index term and where its word stands in the text it came from."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analyser:
    """Index terms with Norwegian compounds split by one library's own words."""

    splitter: Splitter

    def terms(self, text: str, family: Family) -> list[str]:
        return [term.text for term in self.located_terms(text, family)]

    def located_terms(self, text: str, family: Family) -> list[Term]:
        """As the function of this name; a compound gives its parts too, at the place of the whole word."""
        found = located_terms(text, family)
        if family != "no":
            return found
        whole = dict.fromkeys((term.start, term.end) for term in found)
        parts = [
            Term(form, start, end)
            for start, end in whole
            for part in self.splitter.parts(text[start:end].lower())
            for form in _forms(part, family)
        ]
        return found + parts


def family_of(language: Language) -> Family:
    return "en" if language == "en" else "no"


def terms(text: str, family: Family) -> list[str]:
    """Index terms of `text`, in order, repeats kept."""
    return [term.text for term in located_terms(text, family)]


def located_terms(text: str, family: Family) -> list[Term]:
    """Index terms with the places of their words; a hyphenated word gives itself and its parts."""
    found = []
    for match in _TOKEN.finditer(text):
        found += [Term(form, match.start(), match.end()) for form in _forms(match.group(), family)]
    return found


@lru_cache(maxsize=200_000)
def _forms(token: str, family: Family) -> tuple[str, ...]:
    """The terms one word stands for: none for a stop word, several for a hyphenated word."""
    word = unicodedata.normalize("NFKC", token).lower().replace("’", "'")
    if word[0] == "§":
        return ("§" + re.sub(r"[§\s]", "", word),)
    if word[0].isdigit():
        return _number_forms(word)
    if word in _STOP[family]:
        return ()
    parts = word.split("-")
    whole = _stem("".join(parts), family)
    if len(parts) == 1:
        return (whole,)
    return (whole, *(_stem(part, family) for part in parts if len(part) > 1 and part not in _STOP[family]))


def _number_forms(word: str) -> tuple[str, ...]:
    """`2,5` and `2.5` are one number; `2024/1252` is itself and its two parts."""
    if "/" in word or ":" in word:
        return (word, *re.split(r"[/:]", word))
    return (word.replace(",", "."),)


def _stem(word: str, family: Family) -> str:
    word = word.removesuffix("'s").replace("'", "")
    stem = str(_stemmer(family).stemWord(word))
    if family == "no" and len(stem) < _MOST_STRIPPED * len(word):
        return _INFLECTION.sub("", word)
    return stem


@lru_cache(maxsize=2)
def _stemmer(family: Family) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_SNOWBALL[family])
