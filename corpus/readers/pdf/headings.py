"""Headings: bookmarks found again on their page, numbered lines, and lines set apart by their type."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.readers.pdf.lines import CAPTION, Line
from corpus.readers.pdf.parts import Manner, Part

MOST_LINES = 4  # a heading has no more
MOST_CHARACTERS = 220
_NUMBER = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,5})\.?\s+(?=\S)")
_NAMED = re.compile(
    r"^(Kapittel|Chapter|Del|Part|Vedlegg|Annex|Appendix|Appendiks|KAPITTEL|CHAPTER|ANNEX|VEDLEGG|PART)\s+"
    r"(\d{1,2}|[IVX]{1,5}|[A-Z])\b"
)
_SOURCE = re.compile(r"^(kilde|source|note|merknad)\b", re.I)


@dataclass(frozen=True, slots=True)
class Bookmark:
    title: str
    page: int  # 1-based
    depth: int  # 0 outermost


def matched(bookmarks: Iterable[Bookmark], lines: Sequence[Line]) -> dict[int, tuple[int, int]]:
    """Which of a page's lines are headings by its bookmarks: index of the first → (index after the last, depth)."""
    found: dict[int, tuple[int, int]] = {}
    folded = [_fold(line.text) for line in lines]
    for bookmark in bookmarks:
        title = _fold(bookmark.title)
        if len(title) < 2 or CAPTION.match(bookmark.title) or _SOURCE.match(bookmark.title):
            continue
        for start in range(len(lines)):
            end = _match(title, folded, start)
            if end and start not in found and _is_apart(lines, start):
                found[start] = (end, bookmark.depth)
                break
    return found


def _fold(text: str) -> str:
    """Letters and digits only, in small letters: bookmarks and pages differ in spaces, hyphens and capitals."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _match(title: str, folded: Sequence[str], start: int) -> int:
    """Index after the last of the lines that make up the title from `start`; 0 where they do not."""
    if not folded[start]:
        return 0
    bare = title.lstrip("0123456789")
    whole = ""
    for end in range(start, min(start + MOST_LINES, len(folded))):
        whole += folded[end]
        if whole in (title, bare) or (len(bare) > 6 and whole.lstrip("0123456789") == bare):
            return end + 1
        if not title.startswith(whole) and not bare.startswith(whole.lstrip("0123456789") or "\0"):
            return 0
    return 0


def _is_apart(lines: Sequence[Line], start: int) -> bool:
    """It does not begin in the middle of a paragraph."""
    if start == 0:
        return True
    before, line = lines[start - 1], lines[start]
    return (
        before.bold != line.bold
        or before.italic != line.italic
        or abs(before.size - line.size) > 0.3
        or line.y < before.y
        or line.y - before.y > 1.4 * line.size
        or line.page != before.page
    )


def number_depth(text: str) -> int | None:
    """Depth that the heading's own number says: 1 for `3`, 3 for `3.4.4`, 1 for `Kapittel 3`; None without one."""
    if _NAMED.match(text):
        return 1
    match = _NUMBER.match(text)
    return match.group(1).count(".") + 1 if match else None


def by_type(lines: Sequence[Line], start: int, manner: Manner) -> int:
    """Index after the last line of a heading that begins at `start`, told by its type; 0 where none begins."""
    line = lines[start]
    if not _set_apart(line, manner) or not _opens(line.text):
        return 0
    if start and not _is_apart(lines, start):
        return 0
    end = start + 1
    while end < len(lines) and end - start < MOST_LINES and _goes_on(lines[end - 1], lines[end]):
        end += 1
    text = " ".join(item.text for item in lines[start:end])
    follower = lines[end] if end < len(lines) else None
    if (
        len(text) > MOST_CHARACTERS
        or text.rstrip()[-1:] in ".,;"
        or (end - start > 2 and line.size <= manner.size + 0.4)
    ):
        return 0
    if follower is not None and _goes_on(lines[end - 1], follower):
        return 0  # a whole paragraph is set like this
    if not line.bold and not number_depth(text) and line.size <= 1.1 * manner.size:
        return end if _stands_alone(lines, start, end) else 0
    return end


def _set_apart(line: Line, manner: Manner) -> bool:
    small = line.size < manner.size - 0.6
    numbered = number_depth(line.text) is not None
    capitals = numbered and line.text.upper() == line.text and any(c.isalpha() for c in line.text)
    return (line.size >= 1.12 * manner.size) or ((line.bold or line.italic or capitals) and not small)


def _opens(text: str) -> bool:
    """It begins as a heading does, and it is made of words."""
    bare = _NUMBER.sub("", text)
    letters = sum(c.isalpha() for c in bare)
    return bool(bare) and (bare[0].isupper() or bare[0] in '«“"§') and letters >= max(2, 0.5 * len(bare))


def _goes_on(a: Line, b: Line) -> bool:
    same = a.page == b.page and abs(a.size - b.size) < 0.4 and a.bold == b.bold and a.italic == b.italic
    numbered = number_depth(b.text) is not None
    return same and not numbered and 0 < b.y - a.y < 1.45 * a.size


def _stands_alone(lines: Sequence[Line], start: int, end: int) -> bool:
    """Space above and a change of type below, as an italic heading has and an italic sentence has not."""
    line = lines[start]
    above = start == 0 or not 0 <= line.y - lines[start - 1].y <= 1.5 * line.size or lines[start - 1].page != line.page
    follower = lines[end] if end < len(lines) else None
    changes = follower is None or follower.italic != line.italic or follower.page != line.page
    return above and changes and end - start <= 2 and sum(len(item.text) for item in lines[start:end]) < 120


class Outline:
    """The headings in force. A heading ends all those that are not above it."""

    def __init__(self) -> None:
        self._stack: list[tuple[int | None, float, str, tuple[bool, bool]]] = []

    def open(self, part: Part, text: str) -> tuple[str, ...]:
        """The headings in force once this one, which reads `text`, has begun, outermost first."""
        line = part.lines[0]
        style = (line.bold, line.italic)
        while self._stack and self._ends(part.level, line.size, style):
            self._stack.pop()
        self._stack.append((part.level, line.size, text, style))
        return self.path()

    def _ends(self, level: int | None, size: float, style: tuple[bool, bool]) -> bool:
        top_level, top_size, _, top_style = self._stack[-1]
        if level is not None:
            return top_level is None or top_level >= level
        if top_level is not None:
            return False
        return size > top_size - 0.3 and (size > top_size + 0.3 or style == top_style or style[0] > top_style[0])

    def path(self) -> tuple[str, ...]:
        return tuple(text for _, _, text, _ in self._stack)
