"""A whole draft held against the reports: a verdict on each quotation, and on the page given for it."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from assistant.verification.quotations import PageSpan, Quotation, quotations
from assistant.verification.verify import Occurrence, Verdict, verify
from corpus.isolation import read_in_child
from index.generation import Generation

_READER = "corpus.drafts:read_draft"


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation, what is true of it, and whether it stands on another page than the draft says."""

    quotation: Quotation
    verdict: Verdict
    other_page: bool  # False, too, where the draft gives no page or the report has none


def verify_draft(
    generation: Generation, path: Path, documents: Collection[str] | None = None
) -> tuple[CheckedQuotation, ...]:
    """Every quotation of a draft, in its order. The draft is read in a process of its own. Raises `CannotRead`."""
    found = quotations(read_in_child(path, _READER))
    return tuple(_checked(generation, quotation, documents) for quotation in found)


def _checked(generation: Generation, quotation: Quotation, documents: Collection[str] | None) -> CheckedQuotation:
    verdict = verify(generation, quotation.text, documents)
    return CheckedQuotation(quotation, verdict, _is_elsewhere(quotation.pages, verdict))


def _is_elsewhere(claimed: PageSpan | None, verdict: Verdict) -> bool:
    """Whether every page that the quotation stands on is known, and none is the claimed one."""
    if claimed is None or not verdict.occurrences or verdict.count > len(verdict.occurrences):
        return False
    known = [_pages(occurrence) for occurrence in verdict.occurrences]
    return all(known) and not any(_agrees(claimed, page) for pages in known for page in pages)


def _pages(occurrence: Occurrence) -> set[str]:
    """Printed page numbers; where the file has none, the positions of its pages."""
    labels = {place.label for place in occurrence.places if place.label is not None}
    return labels or {str(place.page) for place in occurrence.places if place.page is not None}


def _agrees(claimed: PageSpan, page: str) -> bool:
    if claimed.first.isdigit() and claimed.last.isdigit() and page.isdigit():
        return int(claimed.first) <= int(page) <= int(_completed(claimed))
    return page.lower() in (claimed.first.lower(), claimed.last.lower())


def _completed(claimed: PageSpan) -> str:
    """The last page with the digits that it shares with the first: 112–15 is 112–115."""
    return claimed.first[: max(0, len(claimed.first) - len(claimed.last))] + claimed.last
