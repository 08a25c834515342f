"""The verbs that keep the library: rebuild, reports, status, doctor."""

import typer
from rich.text import Text

from assistant import doctor as diagnosis
from assistant import settings as choices
from assistant.cli import options as o
from assistant.cli import paint
from assistant.cli.failures import FOUND, NO_INDEX, told
from assistant.cli.opening import opened, rebuilt, report_outcome, report_skipped
from assistant.cli.options import say
from assistant.cli.questions import print_json, warn
from assistant.home import Home
from assistant.reports import named_by_mandate
from assistant.wire import check_wire, named_wire, outcome_wire, report_wire, status_wire
from corpus import ocr as recognition
from corpus.document import Document
from corpus.library import Skipped

_MARKS = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red")}


def rebuild(
    home: o.Home = None,
    reports: o.Reports = None,
    full: o.Full = False,
    ocr: o.Ocr = None,
    wait: o.Wait = False,
    as_json: o.Json = False,
    model: o.Model = None,
    ui_language: o.UiLanguage = None,
) -> None:
    with told():
        settings = choices.load(home, reports or (), model, ocr=ocr)
        if settings.ocr and not recognition.available():
            typer.echo(say("ocr_missing"), err=True)
        outcome = rebuilt(Home(settings), full, wait)
        report_outcome(outcome)
        if as_json:
            print_json(outcome_wire(outcome))


def reports(
    home: o.Home = None, reports: o.Reports = None, as_json: o.Json = False, ui_language: o.UiLanguage = None
) -> None:
    with told():
        generation = opened(home, reports, None).generation()
        documents, counts = generation.store.documents(), generation.store.counts()
        named = named_by_mandate(generation)
        if as_json:
            wired = [report_wire(document, counts[document.id]) for document in documents]
            print_json({"reports": wired, "named_by_mandate": [named_wire(report) for report in named]})
            return
        names = ("id", "title", "publisher", "year", "language", "pages", "passages")
        rows = [_row(document, counts[document.id]) for document in documents]
        out = paint.console()
        out.print(paint.table([say(f"column.{name}") for name in names], rows))
        for present, heading in ((True, "named_here"), (False, "named_missing")):
            listed = [report.metadata for report in named if report.present is present]
            if listed:
                out.print(Text("\n" + say(heading), style="bold"))
            for metadata in listed:
                parts = (metadata.title, metadata.publisher, metadata.year)
                out.print(Text("  " + ", ".join(str(part) for part in parts if part)))


def status(
    home: o.Home = None, reports: o.Reports = None, as_json: o.Json = False, ui_language: o.UiLanguage = None
) -> None:
    with told():
        settings = choices.load(home, reports or ())
        generation = Home(settings).generation()
        if as_json:
            print_json(status_wire(settings, generation))
            return
        manifest = generation.manifest
        facts = {
            "home": settings.home,
            "generation": generation.number,
            "created": manifest.created,
            "reports": manifest.documents,
            "passages": manifest.passages,
            "model": manifest.embedder,
            "folders": ", ".join(map(str, settings.reports)),
            "size": f"{manifest.size / 1024**2:.1f} MiB",
        }
        warn(generation.degraded)
        out = paint.console()
        out.print(paint.table(("", ""), [(say(f"status.{name}"), str(value)) for name, value in facts.items()]))
        report_skipped([Skipped(**skip) for skip in manifest.skipped], err=False)
        for document in generation.store.documents():
            _print_gaps(document)


def doctor(
    home: o.Home = None,
    reports: o.Reports = None,
    model: o.Model = None,
    as_json: o.Json = False,
    ui_language: o.UiLanguage = None,
) -> None:
    with told():
        checks = list(diagnosis.examine(home or choices.default_home(), reports or (), model))
        if as_json:
            print_json({"checks": [check_wire(check) for check in checks]})
        else:
            _paint_checks(checks)
        raise typer.Exit(NO_INDEX if any(check.verdict == "fail" for check in checks) else FOUND)


def _paint_checks(checks: list[diagnosis.Check]) -> None:
    out = paint.console()
    for check in checks:
        mark, colour = _MARKS[check.verdict]
        line = Text.assemble((f"{mark} ", colour))
        line.append(say(f"check.{check.name}"))
        if check.detail:
            line.append(f"  {check.detail}", style="dim")
        if check.mend and check.verdict != "ok":
            line.append(f"\n    → {say(f'mend.{check.mend}')}")
        out.print(line)


def _row(document: Document, passages: int) -> tuple[str, ...]:
    pages = str(len(document.pages)) if document.pages else ""
    facts = (document.id, document.title, document.publisher or "", str(document.year or ""), document.language)
    return (*facts, pages, str(passages))


def _print_gaps(document: Document) -> None:
    recognised = [page.number for page in document.pages if page.ocr]
    gaps = {"ocr_pages": recognised, "scanned_pages": document.scanned, "given_up_pages": document.given_up}
    for key, pages in gaps.items():
        if pages:
            typer.echo(f"  {document.title}: {say(key, pages=', '.join(map(str, pages)))}")
