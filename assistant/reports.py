"""The reports of a home: what they are, which one a name means, and which of the mandate's reports are missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue import known_reports
from corpus.document import Document, Metadata
from index.generation import Generation


class UnknownName(Exception):
    """No passage or report has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class AmbiguousReport(Exception):
    """A name that fits several reports."""

    def __init__(self, name: str, options: Sequence[str]) -> None:
        super().__init__(name)
        self.name, self.options = name, tuple(options)


@dataclass(frozen=True, slots=True)
class NamedReport:
    """A report that the mandate names."""

    metadata: Metadata
    present: bool


def find_report(generation: Generation, name: str) -> Document:
    """The report that `name` means: an id or the start of one, a file name, or a part of a title.

    Raises `UnknownName`, `AmbiguousReport`.
    """
    documents, wanted = generation.store.documents(), name.casefold()
    tests: tuple[Callable[[Document], bool], ...] = (
        lambda d: d.id.casefold() == wanted,
        lambda d: Path(d.path).name.casefold() == wanted,
        lambda d: (d.short or "").casefold() == wanted,
        lambda d: d.id.casefold().startswith(wanted),
        lambda d: wanted in f"{d.title} {Path(d.path).name}".casefold(),
    )
    for test in tests:
        found = [document for document in documents if test(document)]
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousReport(name, [document.id for document in found])
    raise UnknownName(name)


def named_by_mandate(generation: Generation) -> list[NamedReport]:
    """The reports that the mandate names, and whether each is in the library."""
    here = {document.id for document in generation.store.documents()}
    named = [report.metadata for report in known_reports().reports if report.named_by_mandate]
    return [NamedReport(metadata, metadata.id in here) for metadata in named]
