"""The types that flow out of this room: what stands in a report, and where.

Offsets are 0-based character positions in `Content.text` (the same string as `Document.text`), end exclusive.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Language = Literal["nb", "nn", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")

BlockKind = Literal["heading", "text", "item", "row", "caption", "footnote"]
PassageKind = Literal["text", "table", "caption", "footnote"]


class Run(NamedTuple):
    """`text[start:end]` stands at `raw_start:raw_end` of the raw text of page `page`.

    The raw text of a PDF page is what pdfium counts (`PdfTextPage.get_text_range`), so a run can be turned into
    rectangles on the rendered page. Runs are sorted by `start` and do not overlap. Where both lengths are equal the
    characters correspond one to one; where they differ (a ligature, an end-of-line hyphen) the run is one unit.
    """

    start: int
    end: int
    page: int  # 1-based position of the page in the file
    raw_start: int
    raw_end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a file that has pages. Unknown labels stay `None`; they are never guessed from a neighbour."""

    number: int  # 1-based position in the file
    label: str | None = None  # the number printed on the page ("xii", "47"), when the file says it
    ocr: bool = False  # its text was recognised from a picture


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text of one kind. Blocks are sorted and do not overlap; white space between them belongs to none."""

    kind: BlockKind
    start: int
    end: int
    section: tuple[str, ...] = ()  # headings in force, outermost first; a heading block includes itself
    provision: str | None = None  # "art. 5(1)(a)(i)", "recital 12", "annex II", "§ 1-1": the act's own address
    reading: str | None = None  # a table row read with its caption and header cells: searched in place of the text
    mark: str | None = None  # a footnote's own mark, as printed ("12", "*")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file, or a catalogue, says about a report. Empty fields are unknown."""

    id: str | None = None
    title: str | None = None
    short: str | None = None  # how a citation may call it: "CRMA", "mineralloven"
    publisher: str | None = None
    year: int | None = None
    language: Language | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found in one file."""

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()  # () where the format has no pages
    runs: tuple[Run, ...] = ()  # () where the format has no pages
    metadata: Metadata = Metadata()
    scanned: tuple[int, ...] = ()  # pages that hold a picture of text and no text
    given_up: tuple[int, ...] = ()  # pages that took too long or failed


@dataclass(frozen=True, slots=True)
class Document:
    """A report: its text, its parts, and who published it."""

    id: str  # content-derived or declared, never from the path: a renamed file keeps it
    sha256: str  # of the file's bytes
    path: str  # where the file was read, absolute
    title: str
    short: str | None
    publisher: str | None
    year: int | None
    language: Language
    url: str | None
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...]
    runs: tuple[Run, ...]
    scanned: tuple[int, ...] = ()
    given_up: tuple[int, ...] = ()
    own: Metadata = Metadata()  # what the file says about itself, before any catalogue


class Place(NamedTuple):
    """From `start` on, until the next place of the same passage, the text stands here."""

    start: int
    page: int | None  # 1-based position in the file
    label: str | None  # printed page number
    provision: str | None
    ocr: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable stretch of one report: `document.text[start:end] == text`, always."""

    id: str  # from the document's id, the text and its nth occurrence: stable while the text stands
    document_id: str
    start: int
    end: int
    text: str
    kind: PassageKind
    language: Language
    section: tuple[str, ...]
    places: tuple[Place, ...]  # never empty; the first starts at `start`
    sentences: tuple[tuple[int, int], ...]  # spans in the document's text, inside start:end
    reading: str | None = None  # what is searched in place of the text (a table row with its header cells)
