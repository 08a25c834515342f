"""The marks that open the points of an act: "(1)", "(a)", "(iv)", "2.", and where each stands among the open ones."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from corpus.readers.builder import Piece

Style = Literal["number", "digit", "letter", "roman"]

_DOT = r"\d{1,3}[a-z]?\."
_BRACKET = r"\((?:\d{1,3}[a-z]?|[a-z]{1,2}|[ivxl]{1,6})\)"
_DASH = r"[—–•-]"
_LONE = re.compile(rf"[‘“\"]?(?:{_DOT}|{_BRACKET}|{_DASH})(?:\s+(?:{_BRACKET}|{_DASH}))*")
_LEADING = re.compile(rf"(?P<mark>{_DOT}|{_BRACKET})\s+(?=\S)")
_ROMANS = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x",
    "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx",
    "xxi", "xxii", "xxiii", "xxiv", "xxv", "xxvi", "xxvii", "xxviii", "xxix", "xxx",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One open point: its style, its label without brackets or dot, and how many lists it stands in, if known."""

    style: Style
    label: str
    depth: int | None = None


def join_markers(pieces: list[Piece]) -> list[Piece]:
    """A marker alone on a line ("(a)") and the paragraph after it become one item, "(a) ensure that"."""
    joined: list[Piece] = []
    waiting: Piece | None = None
    for piece in pieces:
        if waiting is not None and piece.kind in ("text", "item"):
            text = f"{waiting.text} {piece.text}"
            piece = replace(piece, kind="item", text=text, depth=_deeper(waiting, piece))
        elif waiting is not None:
            joined.append(waiting)
        waiting = piece if piece.kind in ("text", "item") and _LONE.fullmatch(piece.text) else None
        if waiting is None:
            joined.append(piece)
    return [*joined, waiting] if waiting else joined


def _deeper(marker: Piece, paragraph: Piece) -> int | None:
    depths = [depth for depth in (marker.depth, paragraph.depth) if depth is not None]
    return max(depths, default=None)


def leading_markers(text: str) -> list[str]:
    """The markers a paragraph opens with: ["2."], ["(a)", "(i)"], []."""
    found: list[str] = []
    start = 0
    while match := _LEADING.match(text, start):
        found.append(match["mark"])
        start = match.end()
    return found


def opened(path: list[Level], marker: str, depth: int | None = None) -> list[Level]:
    """The open points after `marker`: it goes on with an open list, or else opens one inside the innermost.

    "(i)" after "(h)" is a letter, after "(a)" a numeral: the list that it continues decides. `depth` is the number
    of lists it stands in, where the format says so (0 or None: it does not); then the nesting is taken from there.
    """
    readings = _readings(marker)
    if depth:
        return _nested(path, readings, depth)
    for position in range(len(path) - 1, -1, -1):
        for level in readings:
            if follows(path[position], level):
                return [*path[:position], level]
    return _begun(path, readings)


def _nested(path: list[Level], readings: list[Level], depth: int) -> list[Level]:
    parents = [level for level in path if level.depth is not None and level.depth < depth]
    siblings = [level for level in path[len(parents) :] if level.depth == depth]
    level = next((reading for reading in readings for sibling in siblings if follows(sibling, reading)), readings[0])
    return [*parents, replace(level, depth=depth)]


def _begun(path: list[Level], readings: list[Level]) -> list[Level]:
    if readings[0].style == "number":
        return readings[:1]
    level = next((level for level in readings if level.label in {"1", "a", "i"}), readings[0])
    styles = [open_level.style for open_level in path]
    # A second list at the same depth, or a point that the source lost: the open list of that style begins anew.
    if level.style in styles:
        return [*path[: styles.index(level.style)], level]
    return [*path, level]


def _readings(marker: str) -> list[Level]:
    label = marker.strip("().")
    if marker.endswith("."):
        return [Level("number", label, 0)]
    if label[0].isdigit():
        return [Level("digit", label)]
    # A lone "(i)" that continues nothing is a numeral far more often than the ninth letter.
    roman = [Level("roman", label)] if label in _ROMANS else []
    return [*roman, Level("letter", label)] if len(set(label)) == 1 or len(label) <= 2 else roman


def follows(before: Level, after: Level) -> bool:
    """Whether `after` is the next point of the list that `before` is in."""
    return before.style == after.style and after.label in _successors(before)


def _successors(level: Level) -> set[str]:
    label = level.label
    if level.style in ("number", "digit"):
        number = int(re.sub(r"\D", "", label))
        suffix = label.lstrip("0123456789")
        return {str(number + 1), f"{number}{chr(ord(suffix) + 1) if suffix else 'a'}"}
    if level.style == "roman":
        position = _ROMANS.index(label)
        return set(_ROMANS[position + 1 : position + 2])
    return {_next_letters(label)}


def _next_letters(label: str) -> str:
    """What comes after a letter in an act's list: z is followed by aa, az by ba."""
    if label == "z" * len(label):
        return "a" * (len(label) + 1)
    last = label[-1]
    return f"{_next_letters(label[:-1])}a" if last == "z" else f"{label[:-1]}{chr(ord(last) + 1)}"


def written(path: list[Level]) -> str:
    """The open points as an act cites them: "2(a)(i)", "5.1(a)", "(1)(a)" where the first is bracketed."""
    text = ""
    for position, level in enumerate(path):
        if level.style != "number":
            text += f"({level.label})"
        else:
            text += f".{level.label}" if position else level.label
    return text
