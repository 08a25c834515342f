"""Where a stretch of a document stands, whatever blocks and pages it crosses."""

from fakes import made_document

from corpus.document import Block, Document, Page, Place, Run
from corpus.places import blocks_within, places_of

#        0         10        20        30
_TEXT = "First of two.\n\nSecond one, that\n\ngoes on"


def _act() -> Document:
    blocks = [
        Block("text", 0, 13, ("1 Aims",), "art. 1(1)"),
        Block("text", 15, 31, ("1 Aims",), "art. 1(2)"),
        Block("text", 33, 40, ("2 Means",), "art. 2"),
    ]
    runs = (Run(0, 13, 1, 0, 13), Run(15, 22, 1, 14, 21), Run(22, 31, 2, 0, 9), Run(33, 40, 3, 0, 7))
    return made_document(_TEXT, blocks, pages=(Page(1, "iv"), Page(2), Page(3, "2", ocr=True)), runs=runs)


def test_a_stretch_of_one_block_and_page_stands_in_one_place() -> None:
    assert places_of(_act(), 3, 8) == (Place(3, 1, "iv", "art. 1(1)", False),)


def test_a_stretch_across_blocks_and_pages_changes_its_place_where_each_begins() -> None:
    assert places_of(_act(), 6, 40) == (
        Place(6, 1, "iv", "art. 1(1)", False),
        Place(15, 1, "iv", "art. 1(2)", False),
        Place(22, 2, None, "art. 1(2)", False),
        Place(33, 3, "2", "art. 2", True),
    )


def test_a_page_without_a_printed_number_borrows_none() -> None:
    assert [place.label for place in places_of(_act(), 24, 30)] == [None]


def test_a_document_without_pages_has_places_without_pages() -> None:
    document = made_document(_TEXT, [Block("text", 0, 40)])
    assert places_of(document, 5, 30) == (Place(5, None, None, None, False),)


def test_only_the_blocks_that_are_touched_are_found() -> None:
    act = _act()
    assert [block.provision for block in blocks_within(act, 13, 15)] == []
    assert [block.provision for block in blocks_within(act, 12, 16)] == ["art. 1(1)", "art. 1(2)"]
    assert [block.provision for block in blocks_within(act, 33, 34)] == ["art. 2"]
