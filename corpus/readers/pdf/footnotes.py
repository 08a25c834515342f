"""Footnotes: small lines at the foot of a column that begin with a note's mark."""

import re
from collections.abc import Iterable, Sequence

from corpus.readers.pdf.lines import Line
from corpus.readers.pdf.parts import Manner, Part
from corpus.readers.pdf.tables import Table

_PRINTED = re.compile(r"^(\d{1,3}|[*†‡]{1,3})[.)]?\s+(?=\S)")


def set_apart(elements: Sequence[Line | Table], manner: Manner) -> tuple[list[Line | Table], list[Part]]:
    """A page's elements without its footnotes, and the footnotes in order."""
    refs = set(_refs(elements))
    kept: list[Line | Table] = []
    notes: list[Part] = []
    for column in _columns(elements):
        start = _foot(column, refs, manner)
        kept.extend(column[:start])
        notes.extend(_notes([line for line in column[start:] if isinstance(line, Line)], refs, manner))
    return kept, notes


def _refs(elements: Iterable[Line | Table]) -> Iterable[str]:
    for element in elements:
        if isinstance(element, Line):
            yield from element.refs
        else:
            yield from (ref for row in element.rows for cell in row for line in cell for ref in line.refs)


def _columns(elements: Sequence[Line | Table]) -> Iterable[list[Line | Table]]:
    """Stretches of elements from the top of a column down to its foot."""
    column: list[Line | Table] = []
    for element in elements:
        if column and element.y < column[-1].y - 2:
            yield column
            column = []
        column.append(element)
    if column:
        yield column


def _foot(column: Sequence[Line | Table], refs: set[str], manner: Manner) -> int:
    """Index of the first footnote line; the column's length where there is none."""
    start = found = len(column)
    while start:
        line = column[start - 1]
        if not isinstance(line, Line):
            break
        mark = _mark(line, refs, manner)
        if line.size > 0.93 * manner.size and not mark:
            break
        if mark:
            found = start - 1
        start -= 1
    return found


def _mark(line: Line, refs: set[str], manner: Manner) -> str | None:
    """The mark the line begins with, if it begins a footnote."""
    if line.mark is not None:
        return line.mark if line.mark in refs or line.size <= 0.93 * manner.size else None
    match = _PRINTED.match(line.text)
    return match.group(1) if match and match.group(1) in refs and line.size <= 0.93 * manner.size else None


def _notes(lines: Sequence[Line], refs: set[str], manner: Manner) -> Iterable[Part]:
    note: Part | None = None
    for line in lines:
        mark = _mark(line, refs, manner)
        if note is not None and (mark is None or _counts_back(note.mark, mark, line)):
            note.lines.append(line)
            continue
        if note is not None:
            yield note
        note = Part("footnote", [_unmarked(line)], mark=mark)
    if note is not None:
        yield note


def _counts_back(before: str | None, mark: str, line: Line) -> bool:
    """A printed number that does not go on from the note before is a number in that note's text."""
    if line.mark is not None or before is None:
        return False
    return before.isdigit() and mark.isdigit() and int(mark) <= int(before)


def _unmarked(line: Line) -> Line:
    """The line without the mark it begins with."""
    match = _PRINTED.match(line.text) if line.mark is None else None
    if match:
        line.traced = line.traced.slice(match.end(), len(line.text))
    return line
