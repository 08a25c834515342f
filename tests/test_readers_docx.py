"""Word documents, made by python-docx, with small documents for each rule."""

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from readers_help import assert_sound, block_with, text_of, texts

from corpus.document import Content
from corpus.errors import CannotRead
from corpus.readers.docx import read_docx

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def read(tmp_path: Path, document: Any) -> Content:
    path = tmp_path / "notat.docx"
    document.save(str(path))
    content = read_docx(path)
    assert_sound(content)
    return content


def test_headings_by_style_make_the_section_path_and_pages_stay_unknown(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Rapporten", 0)
    document.add_heading("Malm", 1)
    document.add_heading("Kobber", 2)
    document.add_paragraph("Kobber leder strøm.")
    document.add_heading("Metall", 1)
    document.add_paragraph("Slutt.")
    content = read(tmp_path, document)
    assert content.metadata.title == "Rapporten"
    assert block_with(content, "leder").section == ("Malm", "Kobber")
    assert block_with(content, "Slutt").section == ("Metall",)
    assert (content.pages, content.runs) == ((), ())


def test_norwegian_style_names_and_styles_built_on_headings_are_headings(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles.add_style("Overskrift 2", WD_STYLE_TYPE.PARAGRAPH)
    own = document.styles.add_style("Vår egen", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Heading 1"]
    document.add_paragraph("Del A", style="Vår egen")
    document.add_paragraph("Del B", style="Vår egen")
    document.add_paragraph("Under B", style="Overskrift 2")
    document.add_paragraph("Tekst.")
    assert block_with(read(tmp_path, document), "Tekst").section == ("Del B", "Under B")


LEVELS = """
<w:abstractNum {ns} w:abstractNumId="77">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/>
    <w:lvlText w:val="%1"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading2"/>
    <w:lvlText w:val="%1.%2"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="{third}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="%1.%2 %3)"/></w:lvl>
</w:abstractNum>"""
LIST = '<w:num {ns} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
NUMBERED = '<w:numPr {ns}><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>'


def numbered(form: str = "lowerLetter", third: int = 1) -> Any:
    """A document whose headings of two styles are numbered; others may be put on the third level."""
    document, ns = docx.Document(), nsdecls("w")
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(LEVELS.format(ns=ns, form=form, third=third)))
    numbering.append(parse_xml(LIST.format(ns=ns)))
    for level in (0, 1):
        properties = document.styles[f"Heading {level + 1}"].element.get_or_add_pPr()
        properties.append(parse_xml(NUMBERED.format(ns=ns, level=level, list=77)))
    return document


def put_on(paragraph: Any, level: int, number_list: int = 77) -> None:
    found = parse_xml(NUMBERED.format(ns=nsdecls("w"), level=level, list=number_list))
    paragraph._p.get_or_add_pPr().append(found)


def test_numbers_that_word_sets_before_headings_are_there(tmp_path: Path) -> None:
    document = numbered()
    for title, level in [("Malm", 1), ("Kobber", 2), ("Sink", 2), ("Metall", 1), ("Stål", 2)]:
        document.add_heading(title, level)
    put_on(document.add_heading("Rustfritt", 3), 2)
    put_on(document.add_heading("Syrefast", 3), 2)
    document.add_paragraph("Slutt.")
    content = read(tmp_path, document)
    assert texts(content, "heading") == [
        "1 Malm", "1.1 Kobber", "1.2 Sink", "2 Metall", "2.1 Stål", "2.1 a) Rustfritt", "2.1 b) Syrefast",
    ]  # fmt: skip
    assert block_with(content, "Slutt").section == ("2 Metall", "2.1 Stål", "2.1 b) Syrefast")


@pytest.mark.parametrize(
    ("form", "third", "first"),
    [("decimal", 1, "1.1 1)"), ("upperLetter", 28, "1.1 BB)"), ("lowerRoman", 14, "1.1 xiv)"),
     ("upperRoman", 4, "1.1 IV)"), ("decimalZero", 7, "1.1 07)"), ("bullet", 1, ""), ("none", 1, "")],
)  # fmt: skip
def test_a_number_is_written_as_its_level_says(tmp_path: Path, form: str, third: int, first: str) -> None:
    document = numbered(form, third)
    document.add_heading("Malm", 1)
    document.add_heading("Kobber", 2)
    put_on(document.add_heading("Gruver", 3), 2)
    document.add_paragraph("Slutt.")
    assert texts(read(tmp_path, document), "heading")[-1] == f"{first} Gruver".strip()


def test_a_heading_may_be_taken_out_of_the_numbering_and_a_list_may_start_anew(tmp_path: Path) -> None:
    document, ns = numbered(), nsdecls("w")
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    again = f'<w:num {ns} w:numId="78"><w:abstractNumId w:val="77"/>{anew}</w:num>'
    document.part.numbering_part.element.append(parse_xml(again))
    put_on(document.add_heading("Forord", 1), 0, number_list=0)
    document.add_heading("Malm", 1)
    put_on(document.add_heading("Vedlegg", 1), 0, number_list=78)
    document.add_paragraph("Slutt.")
    assert texts(read(tmp_path, document), "heading") == ["Forord", "1 Malm", "5 Vedlegg"]


def test_lists_are_items_and_a_table_of_contents_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles.add_style("TOC 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Malm ..... 3", style="TOC 1")
    document.add_paragraph("en", style="List Bullet")
    document.add_paragraph("to", style="List Number")
    numbered = document.add_paragraph("tre")
    numbered._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='0'/></w:numPr>"))
    content = read(tmp_path, document)
    assert texts(content, "item") == ["en", "to", "tre"]
    assert "....." not in content.text


def test_a_table_is_read_with_its_caption_and_merged_cells(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Tabell 1 Andeler", style="Caption")
    table = document.add_table(rows=3, cols=3)
    for row, cells in enumerate([("Metall", "Andel", "Andel"), ("Gallium", "90 %", "94 %"), ("", "80 %", "81 %")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(0, 1).text = ""
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Andel"
    table.cell(2, 0).text = ""
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Gallium"
    content = read(tmp_path, document)
    rows = [block for block in content.blocks if block.kind == "row"]
    assert texts(content, "caption") == ["Tabell 1 Andeler"]
    assert [block.reading for block in rows[1:]] == [
        "Tabell 1 Andeler. Metall: Gallium; Andel: 90 %, 94 %",
        "Tabell 1 Andeler. Metall: Gallium; Andel: 80 %, 81 %",
    ]
    assert text_of(content, rows[0]) == "Metall\tAndel"


def test_deleted_text_is_not_shown_and_inserted_text_is(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Målet er ")
    for xml in (
        f"<w:del {nsdecls('w')}><w:r><w:delText>20</w:delText></w:r></w:del>",
        f"<w:ins {nsdecls('w')}><w:r><w:t>40</w:t></w:r></w:ins>",
        f"<w:r {nsdecls('w')}><w:t xml:space='preserve'> pro</w:t><w:softHyphen/><w:t>sent</w:t><w:tab/></w:r>",
        f"<w:r {nsdecls('w')}><w:t>nå</w:t></w:r>",
        f"<w:r {nsdecls('w')}><w:instrText>PAGE</w:instrText></w:r>",
    ):
        paragraph._p.append(parse_xml(xml))
    assert read(tmp_path, document).text == "Målet er 40 prosent nå"


def with_footnotes(document: Any, notes: dict[int, str]) -> None:
    body = "".join(
        f"<w:footnote w:id='{number}'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> {text}</w:t></w:r></w:p></w:footnote>"
        for number, text in notes.items()
    )
    separator = "<w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>strek</w:t></w:r></w:p></w:footnote>"
    blob = f"<w:footnotes {nsdecls('w')}>{separator}{body}</w:footnotes>".encode()
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def test_footnotes_stand_at_the_end_with_their_mark_and_section(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("A", 1)
    document.add_heading("B", 1)
    cited = document.add_paragraph("Kina dominerer")
    cited._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:footnoteReference w:id='7'/></w:r>"))
    cited.add_run(" markedet.")
    document.add_heading("C", 1)
    document.add_paragraph("Slutt.")
    with_footnotes(document, {7: "Se IEA."})
    content = read(tmp_path, document)
    note = content.blocks[-1]
    assert block_with(content, "Kina").kind == "text"
    assert "Kina dominerer markedet." in content.text
    assert (note.kind, note.mark, note.section, text_of(content, note)) == ("footnote", "1", ("B",), "Se IEA.")
    assert "strek" not in content.text


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Før boksen.")
    box = "<w:txbxContent><w:p><w:r><w:t>I boksen.</w:t></w:r></w:p></w:txbxContent>"
    space = f"{nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    paragraph._p.append(
        parse_xml(
            f"<w:r {space}><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert texts(read(tmp_path, document)) == ["Før boksen.", "I boksen."]


def refused(path: Path) -> str:
    with pytest.raises(CannotRead) as caught:
        read_docx(path)
    return caught.value.reason


def test_an_encrypted_package_needs_a_password_and_an_old_document_is_unsupported(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    path = tmp_path / "x.docx"
    path.write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    assert refused(path) == "password"
    path.write_bytes(ole)
    assert refused(path) == "unsupported"


def test_damage_inside_the_package_is_told_as_such(tmp_path: Path) -> None:
    path, whole = tmp_path / "x.docx", io.BytesIO()
    docx.Document().save(whole)
    for name, data in [
        ("word/document.xml", b"<w:document><no end"),
        ("word/document.xml", b"<a/>"),
        ("word/styles.xml", b"\x00\x01"),
        ("[Content_Types].xml", b"<Types"),
        ("_rels/.rels", b"not XML"),
        ("word/_rels/document.xml.rels", b"<Relationships><R/></Relationships>"),
    ]:
        with zipfile.ZipFile(whole) as package, zipfile.ZipFile(path, "w") as broken:
            for item in package.namelist():
                broken.writestr(item, data if item == name else package.read(item))
        assert refused(path) in ("damaged", "no_text"), name


def test_what_is_no_word_document_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    whole = io.BytesIO()
    docx.Document().save(whole)
    for data in (b"ikke en zip", whole.getvalue()[:2000], whole.getvalue()[:-40]):
        path.write_bytes(data)
        assert refused(path) == "damaged"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", "bare tekst")
    assert refused(path) == "damaged"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<x/>")
        package.writestr("word/document.xml", b"0" * 40_000_000)
    assert refused(path) == "oversize"


def test_external_entities_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "hemmelig.txt").write_text("HEMMELIG", encoding="utf-8")
    path = tmp_path / "x.docx"
    document = docx.Document()
    document.add_paragraph("MERKE")
    document.add_paragraph("Resten.")
    document.save(str(path))
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    xml = parts["word/document.xml"].replace(b"MERKE", b"&ut;")
    head, _, rest = xml.partition(b"?>")
    doctype = f'<!DOCTYPE d [<!ENTITY ut SYSTEM "{tmp_path}/hemmelig.txt">]>'.encode()
    parts["word/document.xml"] = head + b"?>" + doctype + rest
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert read_docx(path).text == "Resten."


def test_an_empty_document_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    docx.Document().save(str(path))
    assert refused(path) == "no_text"
