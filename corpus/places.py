"""Where any stretch of a document stands: pages, provisions and section, across passages, blocks and pages."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TypeVar

from corpus.document import Block, Document, Page, Place

_Value = TypeVar("_Value")


def places_of(document: Document, start: int, end: int) -> tuple[Place, ...]:
    """Where page or provision changes within `document.text[start:end]`, from `start` on; never empty.

    `start < end`. White space between blocks has the provision of the block before it.
    """
    pages = page_starts(document, start, end)
    blocks = [(max(start, block.start), block.provision) for block in blocks_within(document, start, end)]
    places = list[Place]()
    for at in sorted({start, *(at for at, _ in pages), *(at for at, _ in blocks)}):
        number = _latest(pages, at)
        page = document.pages[number - 1] if number else Page(0)
        place = Place(at, number, page.label, _latest(blocks, at), page.ocr)
        if not places or places[-1][1:] != place[1:]:
            places.append(place)
    return tuple(places)


def blocks_within(document: Document, start: int, end: int) -> Sequence[Block]:
    """The blocks that `document.text[start:end]` touches, in order."""
    first = bisect_right(document.blocks, start, key=lambda block: block.end)
    last = bisect_left(document.blocks, end, lo=first, key=lambda block: block.start)
    return document.blocks[first:last]


def page_starts(document: Document, start: int, end: int) -> list[tuple[int, int | None]]:
    """(offset, page) for each page `text[start:end]` stands on, from `start` on; page None where there are none."""
    runs = document.runs
    first = max(0, bisect_right(runs, start, key=lambda run: run.start) - 1)
    starts = list[tuple[int, int | None]]()
    for run in map(runs.__getitem__, range(first, len(runs))):
        if run.start >= end:
            break
        if run.end > start and (not starts or starts[-1][1] != run.page):
            starts.append((max(start, run.start), run.page))
    return [(start, starts[0][1]), *starts[1:]] if starts else [(start, None)]


def _latest(changes: Sequence[tuple[int, _Value]], at: int) -> _Value | None:
    """What holds at an offset, by where it changes."""
    return next((value for since, value in reversed(changes) if since <= at), None)
