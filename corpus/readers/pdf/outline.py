"""What pypdf knows of a file: its bookmarks, declared page labels, title and date. Damage here costs no text."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import Destination

from corpus.readers.pdf.headings import Bookmark

logging.getLogger("pypdf").setLevel(logging.CRITICAL)
_FILE_NAME = re.compile(
    r"\.(docx?|pdf|indd|qxd|fm|tex|rtf|odt|pptx?|xlsx?)\b|^(untitled|document\d*|microsoft word)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the file says about itself; empty where it says nothing."""

    title: str | None = None
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
    return Declared(_title(reader), _year(reader), _labels(reader), _bookmarks(reader))


def _title(reader: PdfReader) -> str | None:
    try:
        title = " ".join(str(reader.metadata.title if reader.metadata else "").split())
    except Exception:
        return None
    return title if len(title) > 3 and title != "None" and not _FILE_NAME.search(title) else None


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
