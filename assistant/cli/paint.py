"""Answers, hits and lists on a terminal, or plain when piped. What is quoted is data: no markup in it takes effect."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.answer import Answer, Citation, pages_of
from assistant.cite import Cited, reference
from assistant.messages import Messages
from corpus.document import Document, Passage, Place
from index.analysis import family_of
from index.query import matched_words
from index.search import Found, Hit

_QUOTES = {"nb": ("«", "»"), "en": ("“", "”")}
_PIPE_WIDTH = 100_000
_BAR = 24  # characters of the longest bar of an explanation


def console() -> Console:
    """Standard output; where it is not a terminal, lines are plain and as long as they come."""
    terminal = sys.stdout.isatty()
    return Console(highlight=False, force_terminal=terminal, width=None if terminal else _PIPE_WIDTH)


def paint_answer(say: Messages, out: Console, answer: Answer) -> None:
    if answer.status == "not_found":
        out.print(Text(say("not_found"), style="bold yellow"))
        if answer.nearest:
            out.print(Text(say("nearest"), style="dim"))
        _paint_hits(say, out, answer.nearest, explain=False)
        return
    for citation in answer.citations:
        out.print()
        introduction, reading = citation.evidence.introduction, citation.evidence.reading
        if introduction:
            indented(out, plain(introduction, "dim"), 2)
        indented(out, _quote(say, citation, answer.question), 2)
        if reading:
            indented(out, plain(reading, "dim"), 4)
    out.print()
    for citation in answer.citations:
        line = Text.assemble((f"[{citation.number}] ", "cyan"))
        line.append_text(linked_reference(say, citation.document, citation.passage, citation.places))
        out.print(line)


def paint_found(say: Messages, out: Console, found: Found, explain: bool) -> None:
    if not found.hits:
        out.print(Text(say("no_hits"), style="bold yellow"))
    _paint_hits(say, out, found.hits, explain)


def paint_context(say: Messages, out: Console, document: Document, wanted: Passage, around: Iterable[Passage]) -> None:
    """A passage between its neighbours, the wanted one bright."""
    out.print(linked_reference(say, document, wanted, wanted.places))
    for passage in around:
        out.print()
        indented(out, plain(passage.text, "" if passage.id == wanted.id else "dim"), 2)


def paint_document(out: Console, document: Document) -> None:
    """A whole report, block by block."""
    out.print(plain(document.title, "bold"))
    for block in document.blocks:
        if block.kind == "heading" and document.text[block.start : block.end] == document.title:
            continue
        style = "bold" if block.kind == "heading" else ""
        depth = max(0, len(block.section) - 1) if block.kind == "heading" else 2
        out.print()
        indented(out, plain(document.text[block.start : block.end], style), depth)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table without lines."""
    made = Table(box=None, pad_edge=False, header_style="bold", show_header=any(columns))
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(plain(cell) for cell in row))
    return made


def indented(out: Console, text: Text, columns: int) -> None:
    """Text at an indent: wrapped within it on a terminal, one line a paragraph elsewhere."""
    if out.is_terminal:
        out.print(Padding(text, (0, 0, 0, columns)))
    else:
        for line in text.split("\n"):
            out.print(Text(" " * columns).append_text(line) if line else "")


def _paint_hits(say: Messages, out: Console, hits: Sequence[Hit], explain: bool) -> None:
    for hit in hits:
        out.print()
        line = Text.assemble((f"{hit.rank:>2}. ", "cyan"))
        line.append_text(linked_reference(say, hit.document, hit.passage, hit.passage.places))
        line.append(f"  {hit.passage.id}", style="dim")
        out.print(line)
        indented(out, _emphasised(hit.passage.text, hit.matched), 4)
        if explain:
            _paint_reasons(out, hit)


def _paint_reasons(out: Console, hit: Hit) -> None:
    for reason in hit.contributions:
        bar = "█" * max(0, min(_BAR, round(reason.z * reason.weight * 6)))
        line = f"{reason.list:<8} z {reason.z:+.2f} × {reason.weight:.2f}  ({reason.raw:.3f}, {reason.rank}.)  {bar}"
        indented(out, Text(line, style="dim"), 4)
    words = sorted({hit.passage.text[start:end].lower() for start, end in hit.matched})
    indented(out, Text(f"fused    {hit.fused:+.2f}  {', '.join(words)}", style="dim"), 4)


def _quote(say: Messages, citation: Citation, question: str) -> Text:
    quote = citation.evidence.quote
    opening, closing = _QUOTES[say.language]
    text = Text.assemble((opening, "dim"))
    text.append_text(_emphasised(quote, matched_words(question, quote, family_of(citation.passage.language))))
    text.append(closing, style="dim")
    text.append(f" [{citation.number}]", style="cyan")
    return text


def _emphasised(text: str, spans: Iterable[tuple[int, int]]) -> Text:
    """Report text with the question's words emphasised; characters that steer a terminal are shown as spaces."""
    painted = plain(text)
    for start, end in spans:
        painted.stylize("bold", start, end)
    return painted


def plain(text: str, style: str = "") -> Text:
    """One character for each character of `text`, so that offsets stand."""
    return Text("".join(c if c.isprintable() or c in "\n\t" else " " for c in text).replace("\t", " "), style=style)


def linked_reference(say: Messages, document: Document, cited: Cited, places: tuple[Place, ...]) -> Text:
    """The line of a footnote, which opens the file at its page."""
    line = plain(reference(say, document, cited, places))
    line.stylize(f"link {_address(document, places)}")
    return line


def _address(document: Document, places: tuple[Place, ...]) -> str:
    """The file, at its page."""
    pages = pages_of(places)
    return Path(document.path).as_uri() + (f"#page={pages[0]}" if pages else "")
