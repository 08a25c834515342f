"""Markdown: headings, paragraphs, lists, tables and notes, with the metadata of its front matter."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.document import Content
from corpus.encoding import decode, read_bytes
from corpus.readers.builder import Piece, assemble, table_rows, tidy
from corpus.readers.front import declared_metadata, heading_title, titled
from corpus.readers.provisions import with_provisions

_FIELD = re.compile(r"(?P<key>[A-Za-z][\w -]*?)\s*:\s*(?P<value>.*)")
_NOTE_TEXT = re.compile(r"^ {0,3}\[\^(?P<mark>[^\]\s]+)\]:[ \t]*(?P<text>.*)$")
_NOTE_REFERENCE = re.compile(r"\[\^(?P<mark>[^\]\s]+)\](?!:)")
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)


def read_markdown(path: Path) -> Content:
    """The report in a Markdown file (CommonMark, tables, footnotes, front matter); it has no pages.

    Raises CannotRead: missing, unreadable, empty, oversize, damaged, no_text.
    """
    fields, body = split_front_matter(decode(read_bytes(path)))
    metadata = declared_metadata(fields)
    pieces = titled(list(_pieces(body)))
    metadata = replace(metadata, title=metadata.title or heading_title(pieces))
    return assemble(*with_provisions(pieces, metadata))


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields between two lines of `---` at the top, and the rest; other lines than `key: value` do not count."""
    lines = text.lstrip("\n").split("\n")
    if lines[0].rstrip() != "---":
        return {}, text
    end = next((number for number, line in enumerate(lines[1:200], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        return {}, text
    found = [match for line in lines[1:end] if (match := _FIELD.fullmatch(line.strip()))]
    fields = {match["key"].lower().replace("-", "_"): _unquoted(match["value"]) for match in found}
    return fields, "\n".join(lines[end + 1 :])


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"')
    return value


def _pieces(body: str) -> Iterator[Piece]:
    body, notes = _without_notes(body)
    cited: set[str] = set()
    for piece, source in _flow(MarkdownIt("commonmark").enable("table").parse(body)):
        yield piece
        for mark in _NOTE_REFERENCE.findall(source):
            if mark in notes and mark not in cited:
                cited.add(mark)
                yield Piece("footnote", _inline_text(notes[mark]), mark=mark)
    for mark, text in notes.items():
        if mark not in cited:
            yield Piece("footnote", _inline_text(text), mark=mark)


def _without_notes(body: str) -> tuple[str, dict[str, str]]:
    """The text without its footnote definitions, and those by mark (with their indented lines)."""
    notes: dict[str, str] = {}
    kept: list[str] = []
    mark = None
    for line in body.split("\n"):
        match = _NOTE_TEXT.match(line)
        if match:
            mark = match["mark"]
            notes.setdefault(mark, match["text"])
        elif mark and line.startswith(("  ", "\t")) and line.strip():
            notes[mark] += " " + line.strip()
        else:
            mark = None
            kept.append(line)
    return "\n".join(kept), notes


def _inline_text(source: str) -> str:
    return " ".join(_plain(token) for token in MarkdownIt("commonmark").parseInline(source))


def _flow(tokens: list[Token]) -> Iterator[tuple[Piece, str]]:
    """Each block of the token stream with its Markdown source (for the notes it cites)."""
    lists, heading, number, position = 0, 0, "", 0
    while position < len(tokens):
        token = tokens[position]
        position += 1
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists -= 1
        elif token.type == "list_item_open":
            number = f"{token.info}{token.markup}" if token.info else ""
        elif token.type == "list_item_close" and number:
            # An act's "1." alone on a line, with its paragraph after it.
            yield Piece("text", number), ""
            number = ""
        elif token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type == "heading_close":
            heading = 0
        elif token.type == "table_open":
            end = next(n for n in range(position, len(tokens)) if tokens[n].type == "table_close")
            yield from _table(tokens[position:end])
            position = end
        elif token.type == "inline":
            yield _block(token, heading, lists, number), token.content
            number = ""
        elif token.type in ("code_block", "fence"):
            yield Piece("text", token.content), ""
        elif token.type == "html_block":
            yield Piece("text", _TAG.sub(" ", token.content)), ""


def _block(token: Token, heading: int, lists: int, number: str) -> Piece:
    if heading:
        return Piece("heading", _plain(token), heading)
    return Piece("item" if lists else "text", f"{number} {_plain(token)}")


def _plain(token: Token) -> str:
    """The words of an inline token: link text without its address, no emphasis marks, no pictures, no note marks."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    return _NOTE_REFERENCE.sub("", "".join(parts))


def _table(tokens: list[Token]) -> Iterator[tuple[Piece, str]]:
    rows: list[list[str]] = []
    sources: list[str] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
            sources.append("")
        elif token.type == "inline":
            rows[-1].append(tidy(_plain(token)))
            sources[-1] += token.content
    yield from zip(table_rows(rows, headers=1), sources, strict=False)
