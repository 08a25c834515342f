"""The JSON that other tools rely on, the same through every door; docs/json.md explains it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from assistant.answer import Answer, Citation, labels_of, pages_of, provisions_of
from assistant.doctor import Check
from assistant.reports import NamedReport
from assistant.settings import Settings
from corpus.document import Document, Passage, Place
from index.axes import fingerprint
from index.calibration import Calibration
from index.generation import Generation
from index.rebuild import Outcome
from index.search import Found, Hit

if TYPE_CHECKING:
    from assistant.verification import Occurrence, Verdict
    from assistant.verification.draft import CheckedQuotation


class ContributionWire(TypedDict):
    rank: int
    raw: float
    z: float
    weight: float


class WhereWire(TypedDict):
    """Where a stretch of a passage stands."""

    passage_id: str
    document_id: str
    path: str
    title: str
    short: str | None
    publisher: str | None
    year: int | None
    language: str
    pages: list[int] | None
    page_labels: list[str] | None
    section: list[str]
    provisions: list[str]
    kind: str
    ocr: bool
    start: int
    end: int


class HitWire(WhereWire):
    rank: int
    text: str
    reading: str | None
    matched: list[list[int]]
    concepts: list[str]
    scores: dict[str, float]
    lists: dict[str, ContributionWire]


class SearchWire(TypedDict):
    question: str
    language: str
    generation: int
    hits: list[HitWire]
    degraded: list[str]
    timings: dict[str, float]


class StatementWire(TypedDict):
    text: str
    citations: list[int]


class CitationWire(WhereWire):
    n: int
    quote: str
    reading: str | None
    lead_in: str | None


class AnswerWire(TypedDict):
    question: str
    language: str
    generation: int
    status: str
    statements: list[StatementWire]
    citations: list[CitationWire]
    nearest: list[HitWire]
    confidence: float
    degraded: list[str]
    timings: dict[str, float]


def search_wire(found: Found) -> SearchWire:
    return {
        "question": found.query.text,
        "language": found.query.language,
        "generation": found.generation,
        "hits": [hit_wire(hit) for hit in found.hits],
        "degraded": list(found.degraded),
        "timings": found.timings,
    }


def answer_wire(answer: Answer) -> AnswerWire:
    return {
        "question": answer.question,
        "language": answer.language,
        "generation": answer.generation,
        "status": answer.status,
        "statements": [{"text": each.text, "citations": list(each.citations)} for each in answer.statements],
        "citations": [citation_wire(citation) for citation in answer.citations],
        "nearest": [hit_wire(hit) for hit in answer.nearest],
        "confidence": answer.confidence,
        "degraded": list(answer.degraded),
        "timings": answer.timings,
    }


def hit_wire(hit: Hit) -> HitWire:
    passage = hit.passage
    scores = {contribution.list: round(contribution.raw, 4) for contribution in hit.contributions}
    return {
        "rank": hit.rank,
        **_where(hit.document, passage, passage.places, passage.start, passage.end),
        "text": passage.text,
        "reading": passage.reading,
        "matched": [list(span) for span in hit.matched],
        "concepts": list(hit.concepts),
        "scores": {"fused": round(hit.fused, 4), **scores},
        "lists": {
            each.list: {"rank": each.rank, "raw": round(each.raw, 4), "z": round(each.z, 3), "weight": each.weight}
            for each in hit.contributions
        },
    }


def citation_wire(citation: Citation) -> CitationWire:
    evidence = citation.evidence
    return {
        "n": citation.number,
        **_where(citation.document, citation.passage, citation.places, evidence.start, evidence.end),
        "quote": evidence.quote,
        "reading": evidence.reading,
        "lead_in": evidence.introduction,
    }


def _where(document: Document, passage: Passage, places: tuple[Place, ...], start: int, end: int) -> WhereWire:
    pages, labels = pages_of(places), labels_of(places)
    return {
        "passage_id": passage.id,
        "document_id": document.id,
        "path": document.path,
        "title": document.title,
        "short": document.short,
        "publisher": document.publisher,
        "year": document.year,
        "language": passage.language,
        "pages": list(pages) if pages else None,
        "page_labels": list(labels) if labels else None,
        "section": list(passage.section),
        "provisions": list(provisions_of(places)),
        "kind": passage.kind,
        "ocr": any(place.ocr for place in places),
        "start": start,
        "end": end,
    }


class ReportWire(TypedDict):
    document_id: str
    path: str
    sha256: str
    title: str
    short: str | None
    publisher: str | None
    year: int | None
    language: str
    url: str | None
    pages: int | None
    passages: int
    scanned: list[int]
    given_up: list[int]


class SectionWire(TypedDict):
    section: list[str]
    start: int
    end: int


class PageStartWire(TypedDict):
    start: int
    page: int
    label: str | None


class DocumentWire(ReportWire):
    sections: list[SectionWire]
    page_starts: list[PageStartWire]
    text: str


class PassageWire(WhereWire):
    text: str


class ContextWire(PassageWire):
    around: list[PassageWire]


class NamedWire(TypedDict):
    id: str | None
    title: str | None
    publisher: str | None
    year: int | None
    present: bool


class SkippedWire(TypedDict):
    path: str
    reason: str
    detail: str


class StatusWire(TypedDict):
    home: str
    generation: int
    created: str
    embedder: str
    reports: list[str]
    documents: int
    passages: int
    size: int
    skipped: list[SkippedWire]
    degraded: list[str]


class CheckWire(TypedDict):
    name: str
    verdict: str
    detail: str


class OutcomeWire(TypedDict):
    generation: int
    published: bool
    documents: int
    passages: int
    read: list[str]
    removed: list[str]
    embedded: int
    recognised: int
    skipped: list[SkippedWire]
    seconds: dict[str, float]


def report_wire(document: Document, passages: int) -> ReportWire:
    return {
        "document_id": document.id,
        "path": document.path,
        "sha256": document.sha256,
        "title": document.title,
        "short": document.short,
        "publisher": document.publisher,
        "year": document.year,
        "language": document.language,
        "url": document.url,
        "pages": len(document.pages) or None,
        "passages": passages,
        "scanned": list(document.scanned),
        "given_up": list(document.given_up),
    }


def document_wire(document: Document, passages: int) -> DocumentWire:
    headings = [block for block in document.blocks if block.kind == "heading"]
    sections: list[SectionWire] = [
        {"section": list(block.section), "start": block.start, "end": block.end} for block in headings
    ]
    return {
        **report_wire(document, passages),
        "sections": sections,
        "page_starts": _page_starts(document),
        "text": document.text,
    }


def passage_wire(document: Document, passage: Passage) -> PassageWire:
    where = _where(document, passage, passage.places, passage.start, passage.end)
    return {**where, "text": passage.text}


def context_wire(document: Document, passage: Passage, around: Sequence[Passage]) -> ContextWire:
    return {**passage_wire(document, passage), "around": [passage_wire(document, each) for each in around]}


def named_wire(report: NamedReport) -> NamedWire:
    facts = report.metadata
    return {
        "id": facts.id,
        "title": facts.title,
        "publisher": facts.publisher,
        "year": facts.year,
        "present": report.present,
    }


def status_wire(settings: Settings, generation: Generation) -> StatusWire:
    manifest = generation.manifest
    return {
        "home": str(settings.home),
        "generation": generation.number,
        "created": manifest.created,
        "embedder": manifest.embedder,
        "reports": [str(path) for path in settings.reports],
        "documents": manifest.documents,
        "passages": manifest.passages,
        "size": manifest.size,
        "skipped": [SkippedWire(**skip) for skip in manifest.skipped],  # type: ignore[typeddict-item]
        "degraded": list(generation.degraded),
    }


def outcome_wire(outcome: Outcome) -> OutcomeWire:
    return {
        "generation": outcome.generation,
        "published": outcome.published,
        "documents": outcome.documents,
        "passages": outcome.passages,
        "read": outcome.read,
        "removed": outcome.removed,
        "embedded": outcome.embedded,
        "recognised": outcome.recognised,
        "skipped": [{"path": s.path, "reason": s.reason, "detail": s.detail} for s in outcome.skipped],
        "seconds": outcome.seconds,
    }


def check_wire(check: Check) -> CheckWire:
    return {"name": check.name, "verdict": check.verdict, "detail": check.detail}


def _page_starts(document: Document) -> list[PageStartWire]:
    """Where each page's text starts and which page it is, in the order of the text."""
    starts = list[PageStartWire]()
    for run in document.runs:
        if not starts or starts[-1]["page"] != run.page:
            starts.append({"start": run.start, "page": run.page, "label": document.pages[run.page - 1].label})
    return starts


class OccurrenceWire(TypedDict):
    document_id: str
    path: str
    title: str
    short: str | None
    publisher: str | None
    year: int | None
    language: str
    pages: list[int] | None
    page_labels: list[str] | None
    section: list[str]
    provisions: list[str]
    kind: str
    ocr: bool
    start: int
    end: int
    text: str


class ChangeWire(TypedDict):
    kind: str
    quoted: str
    reported: str
    alert: str | None


class VerdictWire(TypedDict):
    quote: str
    verdict: str
    similarity: float
    count: int
    occurrences: list[OccurrenceWire]
    changes: list[ChangeWire]


class CheckedQuotationWire(VerdictWire):
    claimed_pages: list[str] | None
    other_page: bool


class DraftWire(TypedDict):
    draft: str
    generation: int
    quotations: list[CheckedQuotationWire]


def verdict_wire(verdict: "Verdict") -> VerdictWire:
    return {
        "quote": verdict.quote,
        "verdict": verdict.status,
        "similarity": round(verdict.similarity, 4),
        "count": verdict.count,
        "occurrences": [_occurrence_wire(occurrence) for occurrence in verdict.occurrences],
        "changes": [
            {"kind": change.kind, "quoted": change.quoted, "reported": change.reported, "alert": change.alert}
            for change in verdict.changes
        ],
    }


def draft_wire(draft: str, generation: int, checked: "Sequence[CheckedQuotation]") -> DraftWire:
    return {"draft": draft, "generation": generation, "quotations": [_checked_wire(each) for each in checked]}


def _checked_wire(checked: "CheckedQuotation") -> CheckedQuotationWire:
    pages = checked.quotation.pages
    return {
        **verdict_wire(checked.verdict),
        "claimed_pages": [pages.first, pages.last] if pages else None,
        "other_page": checked.other_page,
    }


def _occurrence_wire(occurrence: "Occurrence") -> OccurrenceWire:
    document, places = occurrence.document, occurrence.places
    pages, labels = pages_of(places), labels_of(places)
    return {
        "document_id": document.id,
        "path": document.path,
        "title": document.title,
        "short": document.short,
        "publisher": document.publisher,
        "year": document.year,
        "language": document.language,
        "pages": list(pages) if pages else None,
        "page_labels": list(labels) if labels else None,
        "section": list(occurrence.section),
        "provisions": list(provisions_of(places)),
        "kind": occurrence.kind,
        "ocr": any(place.ocr for place in places),
        "start": occurrence.start,
        "end": occurrence.end,
        "text": occurrence.text,
    }


class RetrievalWire(TypedDict):
    source: str
    target: str
    sentences: int
    before: float
    after: float


class CalibrationWire(TypedDict):
    model: str
    axes: int
    fingerprint: str
    pairs: dict[str, int]
    values: list[float]
    shares: list[float]
    retrieval: list[RetrievalWire]
    file: str
    outdated: bool


def calibration_wire(found: Calibration, file: Path, outdated: bool) -> CalibrationWire:
    return {
        "model": found.model,
        "axes": len(found.axes),
        "fingerprint": fingerprint(found.axes),
        "pairs": found.pairs,
        "values": [round(value, 4) for value in found.values],
        "shares": [round(share, 4) for share in found.shares],
        "retrieval": [
            {
                "source": each.source,
                "target": each.target,
                "sentences": each.sentences,
                "before": round(each.before, 4),
                "after": round(each.after, 4),
            }
            for each in found.retrieval
        ],
        "file": str(file),
        "outdated": outdated,
    }
