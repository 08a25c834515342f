"""What pypdf knows of a file: its bookmarks, declared page labels, title and date. Damage here costs no text."""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import Destination

from corpus.readers.pdf.headings import Bookmark

logging.getLogger("pypdf").setLevel(logging.CRITICAL)
_FILE_NAME = re.compile(
    r"\.(docx?|pdf|indd|qxd|fm|tex|rtf|odt|pptx?|xlsx?)\b|"
    r"^(untitled|unspecified$|anonymous$|document\d*|microsoft word)\b",
    re.I,
)
_ORGANISATION = re.compile(
    r"departement|direktorat|kommisjon|komite|tilsyn|institutt|universitet|råd\b|sametinget|undersøkelse|"
    r"commission|ministry|department|directorate|agency|institute|university|council|parliament|survey|union|bank\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the file says about itself; empty where it says nothing."""

    title: str | None = None
    subject: str | None = None
    author: str | None = None  # where it is an organisation
    created: int | None = None  # year
    labels: list[str] | None = None
    bookmarks: tuple[Bookmark, ...] = ()


def declared(path: Path) -> Declared:
    """Read with pypdf; whatever it cannot read stays empty."""
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted:
            reader.decrypt("")
    except Exception:  # pypdf raises many kinds on damaged files; the text comes from pdfium, and goes on
        return Declared()
    author = _said(reader, "author")
    return Declared(
        _said(reader, "title"),
        _said(reader, "subject"),
        author if author and _ORGANISATION.search(author) else None,
        _year(reader),
        _labels(reader),
        _bookmarks(reader),
    )


def decrypted(path: Path) -> bytes | None:
    """The file without its encryption, where an empty password opens it and pdfium does not know how."""
    try:
        reader = PdfReader(path, strict=False)
        if not reader.is_encrypted or not reader.decrypt(""):
            return None
        out = io.BytesIO()
        PdfWriter(clone_from=reader).write(out)
    except Exception:
        return None
    return out.getvalue()


def _said(reader: PdfReader, name: str) -> str | None:
    try:
        text = " ".join(str(getattr(reader.metadata, name, None) or "").split())
    except Exception:
        return None
    return text if len(text) > 3 and not _FILE_NAME.search(text) else None


def _year(reader: PdfReader) -> int | None:
    try:
        created = reader.metadata.creation_date if reader.metadata else None
    except Exception:
        return None
    return created.year if created else None


def _labels(reader: PdfReader) -> list[str] | None:
    try:
        root: Any = reader.trailer["/Root"]
        return list(reader.page_labels) if "/PageLabels" in root.get_object() else None
    except Exception:
        return None


def _bookmarks(reader: PdfReader) -> tuple[Bookmark, ...]:
    try:
        pages = {
            page.indirect_reference.idnum: number
            for number, page in enumerate(reader.pages, start=1)
            if page.indirect_reference is not None
        }
        return tuple(_walk(reader.outline, 0, pages))
    except Exception:
        return ()


def _walk(items: list[Any], depth: int, pages: dict[int, int]) -> Iterator[Bookmark]:
    for item in items:
        if isinstance(item, list):
            yield from _walk(item, depth + 1, pages)
        elif isinstance(item, Destination):
            page = pages.get(getattr(item.page, "idnum", -1))
            title = " ".join(str(item.title or "").split())
            if page and title:
                yield Bookmark(title, page, depth)
