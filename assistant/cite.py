"""One line that says where a quote stands, as it would in a footnote."""

import re
from collections.abc import Sequence
from typing import Protocol

from assistant.answer import labels_of, pages_of, provisions_of
from assistant.messages import Messages
from corpus.document import Document, PassageKind, Place


class Cited(Protocol):
    """A passage, or any other stretch of a report."""

    @property
    def kind(self) -> PassageKind: ...

    @property
    def section(self) -> tuple[str, ...]: ...


def reference(say: Messages, document: Document, cited: Cited, places: tuple[Place, ...]) -> str:
    """`Title, publisher year, p. 12 (PDF p. 14), § 4 Leveranser`; unknown parts are left out.

    A provision of an act is named first: `CRMA, art. 5(1)(a)(i): Regulation …`, `mineralloven § 1-1: Lov om …`.
    """
    publisher = " ".join(str(part) for part in (document.publisher, document.year) if part)
    address = _address(document, places)
    provisions = "" if address else _provisions(places)
    parts = [document.title, publisher, _pages(say, places), provisions, _section(cited, places)]
    if cited.kind != "text":
        parts.append(say(f"kind.{cited.kind}"))
    if any(place.ocr for place in places):
        parts.append(say("ocr"))
    line = ", ".join(part for part in parts if part)
    return f"{address}: {line}" if address else line


def _address(document: Document, places: tuple[Place, ...]) -> str:
    """How lawyers name the place: the act's short name and the provision; "" where one of them is unknown."""
    provisions = _provisions(places)
    if not document.short or not provisions:
        return ""
    return f"{document.short}{' ' if provisions.startswith('§') else ', '}{provisions}"


def _provisions(places: tuple[Place, ...]) -> str:
    provisions = provisions_of(places)
    return ", ".join(provisions) if len(provisions) < 3 else f"{provisions[0]} – {provisions[-1]}"


def _pages(say: Messages, places: tuple[Place, ...]) -> str:
    """The printed page, and in brackets the page of the file where it differs; the file's alone where none is known."""
    pages, labels = pages_of(places), labels_of(places)
    if pages is None:
        return ""
    in_file = _span([str(page) for page in dict.fromkeys(pages)])
    if labels is None:
        return say("pdf_page", pages=in_file)
    printed = say("pages" if len(labels) > 1 else "page", pages=_span(labels))
    return printed if _span(labels) == in_file else f"{printed} ({say('pdf_page', pages=in_file)})"


def _span(numbers: Sequence[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def _section(cited: Cited, places: tuple[Place, ...]) -> str:
    """The innermost heading, with a section sign before a bare number, without a § that its provision names already."""
    if not cited.section:
        return ""
    heading = cited.section[-1]
    numbered = re.match(r"(§\s*[\d-]+)\s*[.:]?\s+(?=\S)", heading)
    if numbered and any(provision.startswith(numbered[1]) for provision in provisions_of(places)):
        return heading[numbered.end() :]
    own_sign = heading.startswith("§") or not heading[0].isdigit()
    return heading if own_sign else f"§ {heading}"
