"""What a file declares about itself: front matter and meta elements under any of their usual names, and its title."""

import re
from collections.abc import Mapping
from dataclasses import replace

from corpus.document import LANGUAGES, Metadata
from corpus.readers.builder import Piece, tidy

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
# The same fact goes by several names; the first that is there counts.
_KEYS = {
    "title": ("title", "tittel"),
    "short": ("short", "short_title", "shorttitle", "kortnavn"),
    "publisher": ("publisher", "department", "institution", "utgiver"),
    "year": ("year", "date", "published", "publication_date", "år", "dato"),
    "language": ("language", "lang", "språk"),
    "url": ("url", "source", "link"),
    "id": ("id", "identifier"),
}


def declared_metadata(fields: Mapping[str, str]) -> Metadata:
    """The metadata in `fields`; unknown names are passed over, a language other than nb, nn and en is unknown."""
    found = {name: next((fields[key] for key in keys if fields.get(key)), None) for name, keys in _KEYS.items()}
    year = _YEAR.search(found["year"] or "")
    language = (found["language"] or "").lower().replace("_", "-").split("-")[0]
    return Metadata(
        id=found["id"],
        title=tidy(found["title"]) if found["title"] else None,
        short=found["short"],
        publisher=tidy(found["publisher"]) if found["publisher"] else None,
        year=int(year[1]) if year else None,
        language=next((known for known in LANGUAGES if known == language), None),
        url=found["url"],
    )


def titled(pieces: list[Piece]) -> list[Piece]:
    """A lone heading of the first level is the report's title, in force over nothing, where no other is."""
    if heading_title(pieces):
        return pieces
    first = [position for position, piece in enumerate(pieces) if piece.kind == "heading" and piece.level == 1]
    if len(first) != 1:
        return pieces
    title = first[0]
    return [*pieces[:title], replace(pieces[title], level=0), *pieces[title + 1 :]]


def heading_title(pieces: list[Piece]) -> str | None:
    """The text of the report's own title among its headings, if it has one."""
    return next((tidy(piece.text) for piece in pieces if piece.kind == "heading" and piece.level == 0), None)
