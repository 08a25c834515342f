"""The numbers that Word sets before headings by itself ("3.4.4"): they are printed, but stand nowhere in the text."""

from dataclasses import dataclass, field, replace
from string import ascii_lowercase
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

_NAMESPACES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_DEEPEST = 9  # levels of a list
_MOST = 1_000_000  # a start beyond this is an accident or an attack


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered (ECMA-376 part 1, 17.9.6)."""

    text: str  # "%1.%2": the counts of the levels that are shown
    form: str  # decimal, lowerLetter, upperRoman ...
    start: int = 1
    style: str | None = None  # the paragraph style that is numbered on this level


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)  # the open levels

    def number(self, level: int) -> str:
        """Count one more on `level`; the number as it is printed."""
        here = self.levels[level]
        self.counts[level] = self.counts.get(level, here.start - 1) + 1
        self.counts = {depth: count for depth, count in self.counts.items() if depth <= level}
        shown = here.text
        for depth in range(level + 1):
            above = self.levels.get(depth, _Level("", "decimal"))
            shown = shown.replace(f"%{depth + 1}", _written(self.counts.get(depth, above.start), above.form))
        return shown.strip()


class Numbers:
    """Counts the numbered paragraphs of one document, which are to be asked for in order."""

    def __init__(self, document: Any) -> None:
        self._lists: dict[str, _List] = {}  # by the id that paragraphs and styles name
        for relation in document.part.rels.values():
            if relation.reltype.endswith("/numbering") and not relation.is_external:
                self._learn(parse_xml(relation.target_part.blob))

    def of(self, properties: list[Any], style: str | None) -> str:
        """The number before a paragraph, "" where it has none.

        `properties` are its own w:pPr and those of its styles, the nearest first.
        """
        listed, level = _first(properties, "w:numPr/w:numId"), _first(properties, "w:numPr/w:ilvl")
        found = self._lists.get(listed or "")
        if found is None:
            return ""
        depth = next((d for d, one in found.levels.items() if style and one.style == style), None)
        if depth is None:
            depth = int(level) if level and level.isdigit() else 0
        if depth not in found.levels or found.levels[depth].form in ("bullet", "none"):
            return ""
        return found.number(depth)

    def _learn(self, numbering: Any) -> None:
        shared = {kind.get(qn("w:abstractNumId")): _levels(kind) for kind in numbering.iter(qn("w:abstractNum"))}
        counted: dict[str, _List] = {}
        for used in numbering.iter(qn("w:num")):
            kind = _value(used.find("w:abstractNumId", _NAMESPACES)) or ""
            starts = _starts(used)
            if starts or kind not in counted:  # lists of one kind count on, but for those that start anew
                own = {
                    depth: replace(level, start=starts.get(depth, level.start))
                    for depth, level in shared.get(kind, {}).items()
                }
                counted[kind] = _List(own)
            self._lists[used.get(qn("w:numId"), "")] = counted[kind]


def _levels(kind: Any) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for level in kind.iter(qn("w:lvl")):
        depth = level.get(qn("w:ilvl"), "")
        if depth.isdigit() and int(depth) < _DEEPEST:
            found[int(depth)] = _Level(
                text=_value(level.find("w:lvlText", _NAMESPACES)) or "",
                form=_value(level.find("w:numFmt", _NAMESPACES)) or "decimal",
                start=_whole(_value(level.find("w:start", _NAMESPACES)), 1),
                style=_value(level.find("w:pStyle", _NAMESPACES)),
            )
    return found


def _starts(used: Any) -> dict[int, int]:
    """Level → the count that it starts with in this list."""
    found: dict[int, int] = {}
    for override in used.iter(qn("w:lvlOverride")):
        depth, start = override.get(qn("w:ilvl"), ""), override.find("w:startOverride", _NAMESPACES)
        if start is not None and depth.isdigit():
            found[int(depth)] = _whole(_value(start), 1)
    return found


def _first(properties: list[Any], path: str) -> str | None:
    values = (_value(one.find(path, _NAMESPACES)) for one in properties)
    return next((value for value in values if value is not None), None)


def _value(element: Any) -> str | None:
    value: str | None = element.get(qn("w:val")) if element is not None else None
    return value


def _whole(value: str | None, default: int) -> int:
    return min(int(value), _MOST) if value is not None and value.isdigit() else default


def _written(count: int, form: str) -> str:
    match form:
        case "lowerLetter" | "upperLetter":  # ... y, z, aa, bb
            letters = ascii_lowercase[(count - 1) % 26] * min((count - 1) // 26 + 1, 50) if count > 0 else ""
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman":
            roman = _roman(min(count, 3999))
            return roman.upper() if form == "upperRoman" else roman
        case "decimalZero":
            return f"{count:02}"
        case "none":
            return ""
    return str(count)


def _roman(count: int) -> str:
    parts = []
    for value, sign in _ROMAN:
        parts.append(sign * (count // value))
        count %= value
    return "".join(parts)
