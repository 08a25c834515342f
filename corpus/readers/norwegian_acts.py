"""Norwegian acts as Lovdata lays them out: chapters, §§, paragraphs (ledd) and lettered points, bokmål or nynorsk."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Metadata
from corpus.readers.builder import Piece, tidy

_SECTION = re.compile(r"§\s*(?P<number>\d+(?:\s?[-–]\s?\d+)?(?:\s?[a-z](?=[.\s]|$))?)\s*\.?(?:\s+(?P<title>\S.*))?")
_CHAPTER = re.compile(r"(?:(?:Kapittel|Kap\.|Del)\s+(?:\d+[a-zA-Z]?|[IVX]+)|[IVX]+)\b[.:]?(?:\s+(?P<title>\S.*))?")
_CONTENTS = re.compile(r"(?:INNHOLD|Innhold|Kapitteloversikt|Innhaldsliste|Innholdsfortegnelse|Sentrale forskrifter):?")
_LOV_ID = re.compile(r"\bLOV-(\d{4})-\d{2}-\d{2}")
_LOV_NUMBER = re.compile(r"^LOV[ -]\d{4}-\d{2}-\d{2}(?:[ -](?:nr\.?\s?)?\d+)?:?\s+")
_SHORT = re.compile(r"\((?P<name>[^()]*\b\w*lov(?:a|en|i)?)(?:\s*[–-][^()]*)?\)")
_LETTER = re.compile(r"(?P<mark>[a-zæøå]|\d{1,2})[).]\s+(?=\S)")
_LETTERED = re.compile(r"[a-zæøå]\)\s+\S")
_LONE_LETTER = re.compile(r"(?:[a-zæøå]|\d{1,2})[).]")
_CHANGE = re.compile(
    r"(?:0\s+)?(?:Ikr\.|Endra|Endret|Tilføyd|Føyd til|Tilføyet|Oppheva|Opphevet|Kapitlet)\s.*\b(?:lov|lover|res)\b"
)
_ABBREVIATED = re.compile(r"^[A-ZÆØÅ]{2,5} \((.+)\)$")  # "JD (Justisdepartementet)"
_HYPHEN = re.compile(r"\s?[-–]\s?")
_LABELS = {
    "dato", "departement", "sist endret", "sist-endret", "sist endra", "publisert", "ikrafttredelse", "ikraftsetjing",
    "endrer", "endrar", "sys-kode", "næringskode", "kunngjort", "korttittel", "rettet", "annet om dokumentet",
    "gjelder for", "hjemmel",
}  # fmt: skip
_ORDINALS = [
    "første", "andre", "tredje", "fjerde", "femte", "sjette", "sjuende", "åttende", "niende", "tiende", "ellevte",
    "tolvte",
]  # fmt: skip
_LONGEST_TITLE = 160


def is_norwegian_act(pieces: Sequence[Piece], metadata: Metadata) -> bool:
    """Whether the text is an act: named as one at its start, with §§ on lines of their own."""
    start = [metadata.title or "", *(tidy(piece.text) for piece in pieces[:8])]
    named = any(_LOV_ID.search(text) or text.startswith(("Lov om ", "Lov ", "LOV ")) for text in start)
    sections = sum(1 for piece in pieces if piece.text.lstrip().startswith("§") and _is_section(tidy(piece.text)))
    return named and sections >= 3


def read_norwegian_act(pieces: Sequence[Piece], metadata: Metadata) -> tuple[list[Piece], Metadata]:
    """The pieces with their addresses; the head's fields go to the metadata, a list of contents goes out."""
    tidied = [piece if piece.kind == "row" else replace(piece, text=tidy(piece.text)) for piece in pieces]
    fields, body = _without_head([piece for piece in tidied if piece.text])
    return _addressed(_unglued(_marked(_headed(body)))), _completed(metadata, fields, tidied)


def _is_section(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and bool(_SECTION.fullmatch(text)) and not text.endswith((",", ";"))


def _without_head(pieces: list[Piece]) -> tuple[dict[str, str], list[Piece]]:
    """The labelled fields before the first § ("Dato", "Departement"), and the pieces without them and the contents."""
    begins = _first_section(pieces)
    fields: dict[str, str] = {}
    kept: list[Piece] = []
    names: set[str] = set()
    label = ""
    for piece in pieces[:begins]:
        text = piece.text
        if text.rstrip(":").lower() in _LABELS:
            label = text.rstrip(":").lower()
        elif _CONTENTS.fullmatch(text) or text.count("§") > 1:
            label = ""
        elif label and len(text) < _LONGEST_TITLE and not _is_chapter(text) and not text.startswith("Jf."):
            fields[label] = f"{fields.get(label, '')} {text}".strip()
        elif _named(text) not in names:
            label = ""
            names.add(_named(text))
            kept.append(
                piece if kept or not _named(text).startswith("Lov ") else replace(piece, kind="heading", level=0)
            )
    return fields, [*kept, *pieces[begins:]]


def _named(text: str) -> str:
    """The name of an act without its number in front and the full stop after it."""
    return _LOV_NUMBER.sub("", text).rstrip(".")


def _first_section(pieces: list[Piece]) -> int:
    """Where the act's own text begins: the first § with a paragraph under it (in a list of contents there is none)."""
    sections = [position for position, piece in enumerate(pieces) if _is_section(piece.text)]
    for position in sections:
        under = pieces[position + 1 : position + 3]
        if any(len(piece.text) >= 60 or piece.text.endswith(".") for piece in under if not _is_section(piece.text)):
            return position
    return sections[0] if sections else 0


def _headed(pieces: list[Piece]) -> list[Piece]:
    """Chapters and §§ as headings, a § alone on its line with the title on the next."""
    headed: list[Piece] = []
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        following = pieces[position + 1] if position + 1 < len(pieces) else None
        position += 1
        match = _SECTION.fullmatch(piece.text) if _is_section(piece.text) else None
        if match and piece.kind in ("heading", "text"):
            text = piece.text
            if not match["title"] and following and _is_title(following):
                text, position = f"{text} {following.text}", position + 1
            headed.append(replace(piece, kind="heading", level=2 if piece.kind == "text" else piece.level, text=text))
        elif piece.kind == "text" and len(piece.text) < _LONGEST_TITLE and _is_chapter(piece.text):
            headed.append(replace(piece, kind="heading", level=1))
        else:
            headed.append(piece)
    return headed


def _is_chapter(text: str) -> bool:
    return bool(_CHAPTER.fullmatch(text)) and text.startswith(("Kap", "Del"))


def _is_title(piece: Piece) -> bool:
    text = piece.text
    return (piece.kind in ("text", "heading") and len(text) < 120 and not text.endswith((".", ":", ";"))) or (
        piece.kind == "text" and len(text) < 60 and text.endswith("o.a.")
    )


def _marked(pieces: list[Piece]) -> list[Piece]:
    """Lone letters joined to their points; notes of amendment ("Endra med lov ...") made footnotes."""
    marked: list[Piece] = []
    waiting = ""
    for piece in pieces:
        if piece.kind in ("text", "item") and (piece.text == "0" or _LONE_LETTER.fullmatch(piece.text)):
            waiting = "" if piece.text == "0" else piece.text
            continue
        if waiting and piece.kind != "heading":
            piece = replace(piece, kind="item", text=f"{waiting} {piece.text}")
        elif piece.kind == "text" and _LETTERED.match(piece.text):
            piece = replace(piece, kind="item")
        elif piece.kind == "text" and _CHANGE.match(piece.text):
            piece = replace(piece, kind="footnote")
        waiting = ""
        marked.append(piece)
    return marked


def _unglued(pieces: list[Piece]) -> list[Piece]:
    """A paragraph that repeats the list after it, run together, keeps its lead-in only; the list becomes items."""
    result: list[Piece] = []
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        lead, items = _glued_list(piece, pieces[position + 1 : position + 80])
        result.append(replace(piece, text=lead) if items else piece)
        for item in items:
            result.append(replace(item, kind="item"))
        position += 1 + len(items)
    return result


def _glued_list(piece: Piece, following: list[Piece]) -> tuple[str, list[Piece]]:
    if piece.kind != "text" or len(following) < 2:
        return piece.text, []
    start = piece.text.find(following[0].text)
    if start <= 0:
        return piece.text, []
    rest = _squeezed(piece.text[start:])
    items: list[Piece] = []
    for item in following:
        squeezed = _squeezed(item.text)
        if item.kind not in ("text", "item") or not rest.startswith(squeezed):
            break
        rest = rest[len(squeezed) :]
        items.append(item)
    return (piece.text[:start].rstrip(), items) if not rest and items else (piece.text, [])


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _addressed(pieces: list[Piece]) -> list[Piece]:
    """Every piece of a § with its address; chapters and what stands outside a § have none."""
    addressed: list[Piece] = []
    section: str | None = None
    body: list[Piece] = []
    for piece in pieces:
        if piece.kind != "heading":
            body.append(piece)
            continue
        addressed += _in_section(section, body)
        match = _SECTION.match(piece.text)
        section = f"§ {_HYPHEN.sub('-', match['number'])}" if match else None
        body = []
        addressed.append(replace(piece, provision=section))
    return addressed + _in_section(section, body)


def _in_section(section: str | None, body: list[Piece]) -> list[Piece]:
    """A paragraph after a list may belong to the "ledd" of the list: from there on only the § is certain."""
    if section is None:
        return body
    several = sum(1 for piece in body if piece.kind == "text") > 1
    paragraph, listed, addressed = 0, False, []
    for piece in body:
        paragraph += piece.kind == "text"
        certain = piece.kind in ("text", "item") and not (listed and (piece.kind == "text" or paragraph == 0))
        listed = listed or piece.kind == "item"
        address = f"{section}{_ledd(paragraph) if several else ''}{_letter(piece)}" if certain else section
        addressed.append(replace(piece, provision=address))
    return addressed


def _ledd(paragraph: int) -> str:
    if paragraph == 0:
        return ""
    return f" {_ORDINALS[paragraph - 1]} ledd" if paragraph <= len(_ORDINALS) else f" {paragraph}. ledd"


def _letter(piece: Piece) -> str:
    match = _LETTER.match(piece.text) if piece.kind == "item" else None
    if not match:
        return ""
    return f" nr. {match['mark']}" if match["mark"].isdigit() else f" bokstav {match['mark']}"


def _completed(metadata: Metadata, fields: dict[str, str], pieces: Sequence[Piece]) -> Metadata:
    """What the act says of itself, where the file declared nothing."""
    title = metadata.title or next((_named(piece.text) for piece in pieces[:8] if "Lov " in piece.text), None)
    short = _SHORT.search(title or "")
    dated = next((match for text in (fields.get("dato", ""), title or "") if (match := _LOV_ID.search(text))), None)
    return replace(
        metadata,
        title=title,
        short=metadata.short or (short["name"] if short else None),
        publisher=metadata.publisher or _ABBREVIATED.sub(r"\1", fields.get("departement", "")) or None,
        year=metadata.year or (int(dated[1]) if dated else None),
    )
