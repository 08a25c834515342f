"""The quotations of a draft, found in every format and held against the reports; and the verb that does it."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from assistant.verification.draft import verify_draft
from assistant.verification.quotations import PageSpan, quotations
from corpus.drafts import read_draft
from corpus.errors import CannotRead
from index.generation import Generation

_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_THORIUM = "Forekomsten inneholder også thorium, som gjør avfallet krevende å lagre."  # page 2, printed 8


def _found(path: Path, text: str | None = None) -> list[tuple[str, str | None]]:
    """(quotation, the first page given for it) of a draft."""
    if text is not None:
        path.write_text(text, encoding="utf-8")
    return [(each.text, each.pages.first if each.pages else None) for each in quotations(read_draft(path))]


# Which words are a quotation


@pytest.mark.parametrize(
    ("opening", "closing"), [("«", "»"), ("“", "”"), ("„", "“"), ('"', '"'), ("”", "”"), ("‘", "’"), ("‚", "‘")]
)
def test_words_between_quotation_marks_are_a_quotation(tmp_path: Path, opening: str, closing: str) -> None:
    draft = f"Rapporten sier {opening}at Norges nikkel er svært ren{closing}, og mer til."
    assert _found(tmp_path / "draft.txt", draft) == [("at Norges nikkel er svært ren", None)]


def test_fewer_than_four_words_are_no_quotation(tmp_path: Path) -> None:
    assert _found(tmp_path / "draft.txt", "De såkalte «kritiske metallene» er “rare earth elements”.") == []


def test_a_quotation_within_a_quotation_is_part_of_it(tmp_path: Path) -> None:
    draft = "He wrote “the Council’s ‘list of critical ores’ was never a “list” at all” to them."
    assert _found(tmp_path / "draft.txt", draft) == [
        ("the Council’s ‘list of critical ores’ was never a “list” at all", None)
    ]


def test_a_quotation_that_is_never_closed_goes_on_to_the_end_of_its_paragraph(tmp_path: Path) -> None:
    draft = 'A «quotation that has no end\n\nThe next paragraph of the draft. A 5" pipe is no quotation here.'
    assert _found(tmp_path / "draft.md", draft) == [("quotation that has no end", None)]


def test_block_quotes_and_the_quotations_of_notes_are_found_in_markdown(tmp_path: Path) -> None:
    draft = """
Som det heter:

> Raffineriet lager nikkel
> av svært høy renhet.[^1]
>
> Andre ledd i samme sitat.
>
> — Rapporten, s. 4

> «Et sitat i to slags tegn» (Rapporten, s. 12–14)

Vanlig tekst.[^2]

[^1]: Rapporten, s. 3.
[^2]: Jf. “what a note quotes itself”, p. 9.
"""
    assert _found(tmp_path / "draft.md", draft) == [
        ("Raffineriet lager nikkel av svært høy renhet.", "3"),
        ("Andre ledd i samme sitat.", "4"),
        ("Et sitat i to slags tegn", "12"),
        ("what a note quotes itself", "9"),
    ]


def test_block_quotes_and_notes_are_found_in_html(tmp_path: Path) -> None:
    draft = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Notat</title></head><body>
<p>Det står «at nikkel fra Norge er svært ren».<sup><a href="#fn1" id="fnref1">1</a></sup></p>
<blockquote><p>Avgang fra oppredningen legges i <em>deponi på land</em></p></blockquote>
<ol class="footnotes"><li id="fn1">Rapporten, s. 7. <a href="#fnref1">↩</a></li></ol></body></html>"""
    assert _found(tmp_path / "draft.html", draft) == [
        ("at nikkel fra Norge er svært ren", "7"),
        ("Avgang fra oppredningen legges i deponi på land", None),
    ]


def _word_draft(path: Path, notes: dict[int, str], *paragraphs: tuple[str, str, int | None]) -> Path:
    """A Word document of (text, style, number of its footnote) with real footnotes."""
    document: Any = docx.Document()
    for text, style, note in paragraphs:
        paragraph = document.add_paragraph(text, style=style)
        if note is not None:
            reference = f"<w:r {nsdecls('w')}><w:footnoteReference w:id='{note}'/></w:r>"
            paragraph._p.append(parse_xml(reference))
    body = "".join(
        f"<w:footnote w:id='{n}'><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:footnote>" for n, t in notes.items()
    )
    blob = f"<w:footnotes {nsdecls('w')}>{body}</w:footnotes>".encode()
    part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(path))
    return path


def test_quotations_block_quotes_and_footnotes_are_found_in_word(tmp_path: Path) -> None:
    path = _word_draft(
        tmp_path / "draft.docx",
        {5: "Rapporten, s. 7.", 6: "Se «et sitat i selve fotnoten», s. 2.", 7: "Rapporten, pp. xii."},
        ("Det heter «at nikkel fra Norge er ren».", "Normal", 5),
        ("Avgang fra oppredningen legges i deponi.", "Quote", 7),
        ("Og videre «at kobolt finnes i Norge».", "Normal", 6),
    )
    assert _found(path) == [
        ("at nikkel fra Norge er ren", "7"),
        ("Avgang fra oppredningen legges i deponi.", "xii"),
        ("at kobolt finnes i Norge", None),
        ("et sitat i selve fotnoten", "2"),
    ]


@pytest.mark.parametrize(
    ("after", "pages"),
    [
        (" (CRMA, p. 12)", ("12", "12")),
        (", s. 12–14.", ("12", "14")),
        (" (pp. 112-15)", ("112", "15")),
        (" (s. 12 (PDF-s. 14))", None),
        (" (p. 12 and p. 40)", None),
        (" (p. iv)", ("iv", "iv")),
        (" (den ene siden vi ser)", None),
        (" (the state's 12 mines)", None),
        (" in the words of page three, see also s. 9", None),
    ],
)
def test_a_page_counts_only_right_after_its_quotation_and_alone(
    tmp_path: Path, after: str, pages: tuple[str, str] | None
) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(f"They say “four words or more”{after}", encoding="utf-8")
    (found,) = quotations(read_draft(path))
    assert found.pages == (PageSpan(*pages) if pages else None)


# What is true of them


def _pages_told(generation: Generation, path: Path, claims: Sequence[str]) -> list[bool]:
    path.write_text("\n\n".join(f"«{_THORIUM}» ({claim})" for claim in claims), encoding="utf-8")
    return [checked.other_page for checked in verify_draft(generation, path)]


def test_another_page_than_the_printed_one_is_told(generation: Generation, tmp_path: Path) -> None:
    claims = ["s. 8", "s. 2", "s. 7–9", "s. 6-7", "side 31", "ingen side", "s. 2 og s. 3"]
    expected = [False, True, False, True, True, False, False]
    assert _pages_told(generation, tmp_path / "draft.txt", claims) == expected


def test_a_page_is_not_doubted_where_the_report_has_none(generation: Generation, tmp_path: Path) -> None:
    path = tmp_path / "draft.md"
    path.write_text("“No member state keeps a stockpile of lithium.” (p. 99)", encoding="utf-8")
    (checked,) = verify_draft(generation, path)
    assert (checked.verdict.status, checked.other_page) == ("exact", False)


def test_fifty_thousand_quotation_marks_take_no_longer_than_they_should(tmp_path: Path) -> None:
    began = time.perf_counter()
    for mark in ('"a ', "«a ", "‘a ", "”a ", "«b» "):
        _found(tmp_path / "draft.txt", mark * 50_000)
    assert time.perf_counter() - began < 30  # minutes, if each looked for its counterpart to the end


def test_a_damaged_draft_cannot_be_read(generation: Generation, tmp_path: Path) -> None:
    for name, data in (("a.docx", b"PK\x03\x04broken"), ("b.docx", b"no package"), ("c.md", b""), ("d.html", b"<p>")):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(CannotRead):
            verify_draft(generation, path)


# The verb


def _run(home: Path, *arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["verify", "--home", str(home), *arguments], input=stdin)


def test_the_verb_says_where_a_quote_stands(built_home: Path) -> None:
    told = _run(built_home, _THORIUM)
    assert told.exit_code == 0
    assert told.stdout.splitlines()[0] == "word for word"
    assert "p. 8 (PDF p. 2), § 2 Fensfeltet" in told.stdout


def test_the_verb_reads_a_quote_from_standard_input(built_home: Path) -> None:
    told = _run(built_home, "-", "--json", stdin="Forekomsten inneholder\nogså thorium")
    wire = json.loads(told.stdout)
    assert (told.exit_code, wire["verdict"], wire["count"]) == (0, "normalised", 1)
    (found,) = wire["occurrences"]
    assert (found["pages"], found["page_labels"], found["section"]) == ([2, 2], ["8"], ["2 Fensfeltet"])


def test_a_nearly_right_quote_fails_and_shows_what_differs(built_home: Path) -> None:
    told = _run(built_home, "Utslippet er 4,3 kilo CO₂ for hvert kilo nikkel")
    assert told.exit_code == 1
    assert "[-4,3-] {+4,2+}" in told.stdout
    assert "A number differs: 4,3 → 4,2" in told.stdout


def test_a_report_narrows_the_search(built_home: Path) -> None:
    assert _run(built_home, _THORIUM, "--report", "magneter").exit_code == 0
    assert _run(built_home, _THORIUM, "--report", "lithium").exit_code == 1
    assert _run(built_home, _THORIUM, "--report", "nobody").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((), 2), (("",), 2), (("...",), 2), (("ore " * 2_000,), 2), (("a quote", "--draft", "x.md"), 2)],
)
def test_what_is_no_quote_is_a_usage_error(built_home: Path, arguments: tuple[str, ...], code: int) -> None:
    told = _run(built_home, *arguments)
    assert (told.exit_code, told.stdout) == (code, "")


def test_without_an_index_nothing_is_verified(tmp_path: Path) -> None:
    assert _run(tmp_path / "empty", _THORIUM).exit_code == 3


def test_a_draft_that_cannot_be_read_is_named(built_home: Path, tmp_path: Path) -> None:
    told = _run(built_home, "--draft", str(tmp_path / "nowhere.docx"))
    assert told.exit_code == 4
    assert "nowhere.docx" in told.stderr


def test_a_draft_passes_when_every_quotation_stands_word_for_word(built_home: Path, tmp_path: Path) -> None:
    path = _word_draft(
        tmp_path / "notat.docx",
        {2: "Rapporten, s. 9."},
        (f"Om avfallet: «{_THORIUM}»", "Normal", 2),
        ("No member state keeps a stockpile […] three months of supply", "Quote", None),
    )
    told = _run(built_home, "--draft", str(path))
    assert told.exit_code == 0
    assert "the draft says p. 9" in told.stdout
    assert "2 quotations: 1 word for word, 1 set differently, 0 nearly, 0 not found; 1 with another page" in told.stdout


def test_a_draft_fails_when_one_quotation_does_not(built_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "notat.md"
    path.write_text(f"«{_THORIUM}» «Myndighetene har et stort beredskapslager av nikkel.» «Det står ingen steder her.»")
    told = _run(built_home, "--draft", str(path), "--json")
    wire = json.loads(told.stdout)
    assert told.exit_code == 1
    assert [each["verdict"] for each in wire["quotations"]] == ["exact", "near", "not_found"]
    assert "negation" in [change["alert"] for change in wire["quotations"][1]["changes"]]


def test_a_draft_without_quotations_passes_and_says_so(built_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "notat.txt"
    path.write_text("Ingen sitater her.", encoding="utf-8")
    told = _run(built_home, "--draft", str(path))
    assert (told.exit_code, told.stdout) == (0, f"No quotations of at least 4 words in {path}.\n")
