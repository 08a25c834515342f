"""Documents and passages of one generation, in one read-only SQLite file.

A passage is checked against its id each time it is read, so a flipped byte can never stand under a citation.
"""

import json
import re
import sqlite3
import threading
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from corpus.document import Block, Document, Metadata, Page, Passage, Place, Run
from corpus.passages import passage_id
from index.errors import BrokenIndex

_SCHEMA = """
CREATE TABLE documents (ordinal INTEGER PRIMARY KEY, id TEXT UNIQUE, facts TEXT, text TEXT, blocks TEXT, runs BLOB);
CREATE TABLE passages (row INTEGER PRIMARY KEY, id TEXT UNIQUE, document INTEGER, start INTEGER, end INTEGER,
                       nth INTEGER, text TEXT, facts TEXT, first_sentence INTEGER);
CREATE INDEX passages_in_document ON passages (document, start);
"""

_ID = re.compile("[0-9a-f]{1,16}")  # of a passage, or how it begins
_DOCUMENT_FACTS = ("id", "sha256", "path", "title", "short", "publisher", "year", "language", "url")
_PASSAGE_FACTS = ("kind", "language", "section", "places", "sentences", "reading")


class PassageStore:
    """Random access to the documents and passages of one generation; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self._outlines: dict[int, Document] = {}

    def close(self) -> None:
        self._database.close()

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """Passages of given rows, in their order. Raises `BrokenIndex` when one is not what its id says."""
        return [self._passage(self._one("SELECT * FROM passages WHERE row = ?", row)) for row in rows]

    def passage_by_id(self, prefix: str) -> Passage | None:
        """The one passage whose id starts with `prefix`; None when there is none or several."""
        if not _ID.fullmatch(prefix):
            return None
        found = self._all("SELECT * FROM passages WHERE id >= ? AND id < ? LIMIT 2", prefix, prefix + "g")
        return self._passage(found[0]) if len(found) == 1 else None

    def row_of(self, passage_id: str) -> int:
        return int(self._one("SELECT row FROM passages WHERE id = ?", passage_id)[0])

    def first_sentence(self, row: int) -> int:
        """Where the passage's sentences start in the generation's table of sentence vectors."""
        return int(self._one("SELECT first_sentence FROM passages WHERE row = ?", row)[0])

    def passages_of(self, document_id: str) -> list[Passage]:
        """All passages of a document, in the order of its text."""
        owner = "(SELECT ordinal FROM documents WHERE id = ?)"
        query = f"SELECT * FROM passages WHERE document = {owner} ORDER BY start, row"  # noqa: S608
        return [self._passage(found) for found in self._all(query, document_id)]

    def counts(self) -> dict[str, int]:
        """Passages by document id."""
        query = (
            "SELECT d.id, COUNT(p.row) FROM documents d LEFT JOIN passages p ON p.document = d.ordinal GROUP BY d.id"
        )
        return dict(self._all(query))

    def documents(self) -> list[Document]:
        """Every document without its text, blocks and runs (they are empty), in the order of the generation."""
        return [self._outline(ordinal) for (ordinal,) in self._all("SELECT ordinal FROM documents ORDER BY ordinal")]

    def outline(self, document_id: str) -> Document:
        """A document without its text, blocks and runs. Raises `KeyError`."""
        found = self._all("SELECT ordinal FROM documents WHERE id = ?", document_id)
        if not found:
            raise KeyError(document_id)
        return self._outline(found[0][0])

    def text(self, document_id: str) -> str:
        """A document's text alone. Raises `KeyError`."""
        return str(self._one("SELECT text FROM documents WHERE id = ?", document_id)[0])

    def document(self, document_id: str) -> Document:
        """A whole document. Raises `KeyError`."""
        outline = self.outline(document_id)
        text, blocks, runs = self._one("SELECT text, blocks, runs FROM documents WHERE id = ?", document_id)
        return replace(outline, text=text, blocks=_decode_blocks(blocks), runs=_decode_runs(runs))

    def _outline(self, ordinal: int) -> Document:
        if ordinal not in self._outlines:
            (facts,) = self._one("SELECT facts FROM documents WHERE ordinal = ?", ordinal)
            self._outlines[ordinal] = _decode_outline(json.loads(facts))
        return self._outlines[ordinal]

    def _passage(self, found: Sequence[Any]) -> Passage:
        _row, identity, document, start, end, nth, text, facts, _first = found
        owner = self._outline(document).id
        if passage_id(owner, text, nth) != identity:
            raise BrokenIndex(str(self._path), f"passage {identity}")
        return _decode_passage(identity, owner, start, end, text, json.loads(facts))

    def _one(self, query: str, *values: object) -> tuple[Any, ...]:
        found = self._all(query, *values)
        if not found:
            raise KeyError(values)
        return found[0]

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise BrokenIndex(str(self._path), str(error)) from error


def write_store(path: Path, documents: Sequence[Document], passages: Iterable[tuple[int, Passage, int, int]]) -> None:
    """Write the file. `passages` are (row, passage, nth occurrence of its text, first sentence)."""
    database = sqlite3.connect(path)
    try:
        database.executescript(_SCHEMA)
        ordinals = {document.id: ordinal for ordinal, document in enumerate(documents)}
        database.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", map(_encode_document, enumerate(documents))
        )
        rows = (_encode_passage(row, ordinals[p.document_id], p, nth, first) for row, p, nth, first in passages)
        database.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        database.commit()
    finally:
        database.close()


def _encode_document(numbered: tuple[int, Document]) -> tuple[Any, ...]:
    ordinal, document = numbered
    facts = {name: getattr(document, name) for name in _DOCUMENT_FACTS}
    facts |= {
        "pages": [(p.number, p.label, p.ocr) for p in document.pages],
        "scanned": document.scanned,
        "given_up": document.given_up,
    }
    facts["own"] = asdict(document.own)
    blocks = [list(asdict(block).values()) for block in document.blocks]
    runs = array("I", [number for run in document.runs for number in run])
    return ordinal, document.id, _json(facts), document.text, _json(blocks), runs.tobytes()


def _encode_passage(row: int, document: int, passage: Passage, nth: int, first_sentence: int) -> tuple[Any, ...]:
    facts = [getattr(passage, name) for name in _PASSAGE_FACTS]
    return row, passage.id, document, passage.start, passage.end, nth, passage.text, _json(facts), first_sentence


def _json(value: object) -> str:
    """In ASCII, which holds the names of files that are not valid UTF-8 too."""
    return json.dumps(value, separators=(",", ":"))


def _decode_outline(facts: dict[str, Any]) -> Document:
    pages = tuple(Page(*page) for page in facts.pop("pages"))
    scanned, given_up = tuple(facts.pop("scanned")), tuple(facts.pop("given_up"))
    own = Metadata(**facts.pop("own"))
    return Document(**facts, text="", blocks=(), pages=pages, runs=(), scanned=scanned, given_up=given_up, own=own)


def _decode_blocks(blocks: str) -> tuple[Block, ...]:
    return tuple(
        Block(kind, start, end, tuple(section), *rest) for kind, start, end, section, *rest in json.loads(blocks)
    )


def _decode_runs(runs: bytes) -> tuple[Run, ...]:
    numbers = array("I", runs)
    return tuple(Run(*numbers[i : i + 5]) for i in range(0, len(numbers), 5))


def _decode_passage(identity: str, document_id: str, start: int, end: int, text: str, facts: Sequence[Any]) -> Passage:
    kind, language, section, places, sentences, reading = facts
    return Passage(
        id=identity,
        document_id=document_id,
        start=start,
        end=end,
        text=text,
        kind=kind,
        language=language,
        section=tuple(section),
        places=tuple(Place(*place) for place in places),
        sentences=tuple((first, last) for first, last in sentences),
        reading=reading,
    )
