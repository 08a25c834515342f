"""Addresses in acts: which article, paragraph, point, recital, annex or § each block of an act is."""

from collections.abc import Sequence

from corpus.document import Metadata
from corpus.readers.builder import Piece
from corpus.readers.eu_acts import is_eu_act, read_eu_act
from corpus.readers.norwegian_acts import is_norwegian_act, read_norwegian_act


def with_provisions(pieces: Sequence[Piece], metadata: Metadata) -> tuple[list[Piece], Metadata]:
    """The pieces of an act with their addresses, its headings set right and its notes apart; others as they are.

    EU acts: "recital 12", "art. 5(1)(a)(i)", "annex II, part 3, point 2(a)". Norwegian acts: "§ 1-1",
    "§ 1-1 andre ledd bokstav a". The metadata gain what the act itself says (title, short name, publisher, year).
    """
    if is_eu_act(pieces):
        return read_eu_act(pieces, metadata)
    if is_norwegian_act(pieces, metadata):
        return read_norwegian_act(pieces, metadata)
    return list(pieces), metadata
