"""Section numbers in running order: which "5.2.6" in a text opens a section, and which only refers to one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

Number = tuple[int, ...]

_FARTHEST = 2  # how many numbers may be missing between two that follow each other
_CANDIDATE = re.compile(r"(?<![\d.,/–-])(\d{1,6})((?:\.\d{1,2}){1,3})(?=\s+[«“\"(]?[A-ZÆØÅ§\d]|\s*$)")
_REFERRING = re.compile(
    r"(?<!\w)(?:punkt|punktene|pkt|kap|kapittel|kapitlene|avsnitt|del|section|sections|chapter|point|table|figure|tabell"
    r"|figur|boks|box|nr|no|§|under|også|og|and|or|eller|til|to|i|in|fra|from|jf|se|see|s|side|ca|på|av|of|med|foran)"
    r"\.?\s*$",
    re.I,
)


@dataclass(slots=True)
class Sequence:
    """The section numbers so far. A number is next when it is a first child or a near later sibling of an open one."""

    last: Number = ()

    def accepts(self, number: Number) -> bool:
        """Whether `number` goes on with the sequence: 5.2.7 after 5.2.6 or 5.2.6.3, 5.3, 5.2.6.1, or 6.1."""
        if len(number) == 2 and number[1] == 1 and 0 < number[0] - (self.last[0] if self.last else 0) <= _FARTHEST:
            return True
        depth = len(number) - 1
        if depth > len(self.last) or number[:depth] != self.last[:depth]:
            return False
        before = self.last[depth] if depth < len(self.last) else 0
        return 0 < number[depth] - before <= _FARTHEST

    def enter(self, number: Number) -> None:
        self.last = number


@dataclass(frozen=True, slots=True)
class Opening:
    """A section number that opens a section, at `start:end` of its paragraph."""

    number: Number
    start: int
    end: int


@dataclass(slots=True)
class Openings:
    """Finds the decimal section numbers ("3.4.4") in the paragraphs of a text, in order."""

    sequence: Sequence = field(default_factory=Sequence)

    def chapter(self, number: int) -> None:
        """A chapter with a number of its own has begun."""
        if not self.sequence.last or number > self.sequence.last[0]:
            self.sequence.enter((number,))

    def of(self, paragraph: str) -> Iterator[Opening]:
        """The numbers in one paragraph that go on with the sequence and are not referred to."""
        for match in _CANDIDATE.finditer(paragraph):
            opening = self._opening(match)
            if opening and not _REFERRING.search(paragraph[max(0, opening.start - 20) : opening.start]):
                self.sequence.enter(opening.number)
                yield opening

    def _opening(self, match: re.Match[str]) -> Opening | None:
        """The source may glue the number to a year before it: "loven av 19789.1.1" opens 9.1.1."""
        lengths = [1, 2] if len(match[1]) > 2 else [len(match[1])]
        for length in lengths:
            number = tuple(int(part) for part in (match[1][-length:] + match[2]).split("."))
            if self.sequence.accepts(number):
                return Opening(number, match.end(1) - length, match.end())
        return None
