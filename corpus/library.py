"""Folders of reports: which files there are, and each one read into a `Document`."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue import Catalogue, SideCatalogue, merge, side_error
from corpus.document import Content, Document, Language, Metadata
from corpus.errors import CannotRead
from corpus.language import document_language

SUFFIXES = frozenset({".pdf", ".docx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"})
LARGEST = 300 * 1024 * 1024  # bytes; the largest report of the field has some 60 MB
_SPELLED: dict[int, str] = {ord("æ"): "ae", ord("ø"): "o", ord("å"): "a"}
_SIDE_FILE = "reports.toml"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that may be a report."""

    path: Path
    size: int  # bytes
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that gave no passages, and why."""

    path: str
    reason: str  # a `corpus.errors.SkipReason`
    detail: str


def scan(folders: Sequence[Path]) -> tuple[list[Source], list[Skipped]]:
    """Every file below `folders` (files may be named too), sorted by path, each once; the rest is skipped.

    Links are followed, each folder once. Names that start with a full stop are passed over.
    """
    sources, skipped = dict[Path, Source](), list[Skipped]()
    for folder in folders:
        for path in _files(folder, skipped):
            try:
                sources[path.resolve()] = _source(path)
            except CannotRead as error:
                skipped.append(Skipped(str(path), error.reason, error.detail))
            except OSError as error:
                skipped.append(Skipped(str(path), "unreadable", error.strerror or str(error)))
    return [sources[path] for path in sorted(sources)], skipped


def fingerprint(source: Source) -> str:
    """SHA-256 of the file's bytes, in hexadecimal. Raises `CannotRead`."""
    try:
        with source.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CannotRead("unreadable", error.strerror or str(error)) from error


def read_content(path: Path) -> Content:
    """What stands in a file, by the reader of its format. Raises `CannotRead`."""
    kind = _kind(path)
    if kind == "pdf":
        from corpus.readers.pdf import read_pdf

        return read_pdf(path)
    if kind == "docx":
        from corpus.readers.docx import read_docx

        return read_docx(path)
    if kind == "html":
        from corpus.readers.html import read_html

        return read_html(path)
    if kind == "markdown":
        from corpus.readers.markdown import read_markdown

        return read_markdown(path)
    from corpus.readers.text import read_text

    return read_text(path)


def describe(path: Path, sha256: str, content: Content, known: Catalogue) -> Document:
    """The document that `content` is, by its `reports.toml`, the catalogue and the file itself, in that order."""
    beside = SideCatalogue.beside(path).entry(path)
    recognised = known.recognise(content, path)
    # A known report is called by its known name, not by what its file happens to hold.
    facts = merge(beside, recognised.metadata if recognised else Metadata(), content.metadata)
    title = facts.title or path.stem
    return Document(
        id=facts.id or f"{_slug(content.metadata.title or path.stem)}-{sha256[:6]}",
        sha256=sha256,
        path=str(path),
        title=title,
        short=facts.short,
        publisher=facts.publisher,
        year=facts.year,
        language=facts.language or _language(content),
        url=facts.url,
        text=content.text,
        blocks=content.blocks,
        pages=content.pages,
        runs=content.runs,
        scanned=content.scanned,
        given_up=content.given_up,
        own=content.metadata,
    )


def describe_again(document: Document, path: Path, known: Catalogue) -> Document:
    """A document that was read before, as today's catalogues and its present path describe it."""
    content = Content(
        text=document.text,
        blocks=document.blocks,
        pages=document.pages,
        runs=document.runs,
        metadata=document.own,
        scanned=document.scanned,
        given_up=document.given_up,
    )
    return describe(path, document.sha256, content, known)


def side_catalogues(sources: Sequence[Source]) -> str:
    """A hash of every `reports.toml` beside the sources: it changes when one of them does."""
    digest = hashlib.sha256()
    for folder in sorted({source.path.parent for source in sources}):
        side = folder / _SIDE_FILE
        if side.is_file():
            digest.update(side.read_bytes())
    return digest.hexdigest()[:12]


def _files(folder: Path, skipped: list[Skipped]) -> Iterator[Path]:
    if not folder.is_dir():
        yield folder
        return
    visited = {folder.resolve()}
    for where, inner, names in os.walk(folder, followlinks=True, onerror=lambda e: skipped.append(_refused(e))):
        here = Path(where)
        inner[:] = [name for name in sorted(inner) if not name.startswith(".") and _first_visit(here / name, visited)]
        if _SIDE_FILE in names and (cause := side_error(here / _SIDE_FILE)):
            skipped.append(Skipped(str(here / _SIDE_FILE), "bad_catalogue", cause))
        yield from (here / name for name in sorted(names) if not name.startswith(".") and name != _SIDE_FILE)


def _first_visit(folder: Path, visited: set[Path]) -> bool:
    """Whether a folder is new: a link may lead to one that was visited, or to one that holds the link."""
    real = folder.resolve()
    new = real not in visited
    visited.add(real)
    return new


def _refused(error: OSError) -> Skipped:
    return Skipped(str(error.filename), "unreadable", error.strerror or str(error))


def _source(path: Path) -> Source:
    if not path.exists():
        raise CannotRead("missing")
    if not path.is_file():
        raise CannotRead("unreadable", "not a regular file")
    if path.suffix.lower() not in SUFFIXES:
        raise CannotRead("unsupported", path.suffix)
    status = path.stat()
    if status.st_size == 0:
        raise CannotRead("empty")
    if status.st_size > LARGEST:
        raise CannotRead("oversize", f"{status.st_size:,} > {LARGEST:,}")
    return Source(path.absolute(), status.st_size, status.st_mtime_ns)


def _kind(path: Path) -> str:
    """The format by content where that is certain, else by suffix."""
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise CannotRead("unreadable", error.strerror or str(error)) from error
    if b"%PDF-" in head:
        return "pdf"
    suffix = path.suffix.lower()
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) and suffix != ".pdf":
        return "docx"
    if re.match(rb"\s*(<!doctype html|<html|<\?xml[^>]*>\s*<!doctype html)", head, re.IGNORECASE):
        return "html"
    kinds = {".pdf": "pdf", ".docx": "docx", ".md": "markdown", ".markdown": "markdown"}
    return kinds.get(suffix, "html" if "htm" in suffix else "text")


def _language(content: Content) -> Language:
    return document_language(content.text[block.start : block.end] for block in content.blocks)


def _slug(title: str) -> str:
    """A short readable name in ASCII: "NOU 2019: 8 Særavgifter" → "nou-2019-8-saeravgifter"."""
    spelled = title.lower().translate(_SPELLED)
    ascii_only = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:40].rstrip("-") or "report"
