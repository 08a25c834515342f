"""A quote as its writer may have set it: in quotation marks, with words left out, with words put in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.verification.folding import QUOTATION_MARKS

LONGEST_QUOTE = 5_000  # characters
_OMISSION_REACH = 3_000  # characters of the report that an ellipsis may stand for
_INSERTION_REACH = 80  # characters of the report that words in square brackets may stand for

_MARKS = QUOTATION_MARKS + " \t\n\r\u00a0"
_FINAL = ".,;:!?"
_OMISSION = r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)?"
_INSERTION = r"\[[^\[\]]{1,80}\]"
_GAP = re.compile(rf"\s*(?:(?P<omission>{_OMISSION})|{_INSERTION})\s*")
_FIRST_LETTER = re.compile(r"\[([^\W\d_])\](?=\w)")


def _lower(letter: re.Match[str]) -> str:
    return letter[1].lower()


def _upper(letter: re.Match[str]) -> str:
    return letter[1].upper()


class BadQuote(Exception):
    """A quote that cannot be looked for; `reason` is "empty" or "long"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a quote that stand together, and how far after the part before them they may stand."""

    text: str
    reach: int = 0  # characters of the report; 0 for the first part


def checked(quote: str) -> str:
    """The quote without white space around it. Raises `BadQuote`."""
    if len(quote) > LONGEST_QUOTE:
        raise BadQuote("long")
    if not any(char.isalnum() for char in quote):
        raise BadQuote("empty")
    return quote.strip()


def plain_readings(quote: str) -> tuple[str, ...]:
    """The quote, and the quote without quotation marks around it."""
    return tuple(dict.fromkeys((quote, quote.strip(_MARKS))))


def readings(quote: str) -> Iterator[tuple[Part, ...]]:
    """What the quote may claim to stand in the report, the strictest reading first.

    The plain readings; without the last punctuation mark, which may belong to the sentence around it; with ellipses and
    square brackets taken for omissions and insertions.
    """
    yield from ((Part(text),) for text in plain_readings(quote))
    yield (Part(quote.strip(_MARKS).rstrip(_FINAL)),)
    yield from (loose_reading(quote, letter) for letter in (_lower, _upper))


def loose_reading(quote: str, letter: Callable[[re.Match[str]], str] = _lower) -> tuple[Part, ...]:
    """The stretches between ellipses and insertions, with the letter that "[T]he" stands for; never none."""
    return _parts(_FIRST_LETTER.sub(letter, quote.strip(_MARKS)))


def _parts(quote: str) -> tuple[Part, ...]:
    found, reach, at = list[Part](), 0, 0
    for gap in _GAP.finditer(quote):
        if text := _worded(quote[at : gap.start()]):
            found.append(Part(text, reach if found else 0))
            reach = 0
        reach += _OMISSION_REACH if gap["omission"] else _INSERTION_REACH
        at = gap.end()
    if text := _worded(quote[at:]):
        found.append(Part(text, reach if found else 0))
    return tuple(found) or (Part(quote),)


def _worded(text: str) -> str:
    """The text, or nothing when it has no word; a full stop before or after an omission is no word."""
    return text.strip() if any(char.isalnum() for char in text) else ""
