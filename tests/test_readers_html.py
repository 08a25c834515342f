"""HTML pages, with small documents for each rule."""

from pathlib import Path

import pytest
from readers_help import assert_sound, block_with, text_of, texts

from corpus.document import Content
from corpus.errors import CannotRead
from corpus.readers.html import read_html

LONG = "Regjeringen vil legge til rette for lønnsom og bærekraftig mineralutvinning i hele landet."


def read(tmp_path: Path, html: str, encoding: str = "utf-8") -> Content:
    path = tmp_path / "side.html"
    path.write_bytes(html.encode(encoding))
    content = read_html(path)
    assert_sound(content)
    return content


def page(body: str, head: str = "") -> str:
    return f'<!doctype html><html lang="nb"><head><title>Siden - X</title>{head}</head><body>{body}</body></html>'


def test_only_the_main_content_is_read(tmp_path: Path) -> None:
    content = read(
        tmp_path,
        page(
            "<header><a href=/>Departementet</a></header><nav><ul><li>Meny</li></ul></nav>"
            "<div class='cookie-banner'>Vi bruker kapsler</div><div class=breadcrumbs>Hjem / Nytt</div>"
            f"<main><h1>Mineralstrategi</h1><p>{LONG}</p><aside>Les også</aside><form><input>Søk</form>"
            "<script>var x = 1;</script><style>p {}</style><div hidden>Skjult</div></main><footer>Kontakt</footer>"
        ),
    )
    assert content.text == f"Mineralstrategi\n\n{LONG}"


def test_a_page_without_main_is_read_where_its_paragraphs_stand(tmp_path: Path) -> None:
    content = read(tmp_path, page(f"<div>Topp</div><div id=x>{f'<p>{LONG}</p>' * 9}</div><div><p>Telefon</p></div>"))
    assert content.text == "\n\n".join([LONG] * 9)


def test_a_layout_named_after_its_sidebar_keeps_its_content(tmp_path: Path) -> None:
    assert LONG in read(tmp_path, page(f"<div class='has sidebar'><p>{LONG}</p><p>{LONG}</p></div>")).text


def test_headings_lists_and_paragraphs_become_blocks_with_sections(tmp_path: Path) -> None:
    content = read(
        tmp_path,
        page(f"<main><h1>T</h1><h2>A</h2><p>{LONG}</p><ul><li>en<li>to<ul><li>tre</ul></ul><h2>B</h2>x</main>"),
    )
    assert texts(content, "item") == ["en", "to", "tre"]
    assert content.metadata.title == "T"
    assert [block.section for block in content.blocks if block.kind != "heading"] == [("A",)] * 4 + [("B",)]


def test_inline_marks_do_not_break_words_and_breaks_do(tmp_path: Path) -> None:
    content = read(tmp_path, page("<main>CO<sub>2</sub> og <b>nik</b>kel<br>neste linje&nbsp;her</main>"))
    assert texts(content) == ["CO2 og nikkel", "neste linje her"]


def test_metadata_come_from_the_head(tmp_path: Path) -> None:
    head = (
        '<meta property="og:title" content="Strategi"><meta property="og:site_name" content="Regjeringen.no">'
        '<meta name="DC.Date" content="2023-06-21"><link rel="canonical" href="https://x.no/s">'
    )
    found = read(tmp_path, page(f"<p>{LONG}</p>", head)).metadata
    assert (found.title, found.publisher, found.year, found.language, found.url) == (
        "Strategi", "Regjeringen.no", 2023, "nb", "https://x.no/s",
    )  # fmt: skip


def test_a_table_is_read_row_by_row_with_caption_and_spans(tmp_path: Path) -> None:
    content = read(
        tmp_path,
        page(
            "<table><caption>Tabell 1 Andeler</caption><thead><tr><th rowspan=2>Metall</th><th colspan=2>"
            "Andel</th></tr><tr><th>2020</th><th>2023</th></tr></thead><tbody><tr><td rowspan=2>Gallium</td>"
            "<td>90 %</td><td>94 %</td></tr><tr><td>80 %</td><td>81 %</td></tr></tbody></table>"
        ),
    )
    assert texts(content, "caption") == ["Tabell 1 Andeler"]
    readings = [block.reading for block in content.blocks if block.kind == "row"]
    assert readings[2:] == [
        "Tabell 1 Andeler. Metall: Gallium; Andel, 2020: 90 %; Andel, 2023: 94 %",
        "Tabell 1 Andeler. Metall: Gallium; Andel, 2020: 80 %; Andel, 2023: 81 %",
    ]
    assert texts(content, "row")[2] == "Gallium\t90 %\t94 %"


def test_a_first_row_of_words_heads_a_table_without_header_cells(tmp_path: Path) -> None:
    content = read(tmp_path, page("<h2>Eksport</h2><table><tr><td>Land<td>Verdi<tr><td>Kina<td>12</table>"))
    assert [block.reading for block in content.blocks if block.kind == "row"][1] == "Eksport. Land: Kina; Verdi: 12"


def test_a_table_that_lays_out_the_page_is_read_as_text(tmp_path: Path) -> None:
    content = read(tmp_path, page(f"<table><tr><td>Meny</td><td><h2>Del</h2><p>{LONG}</p></td></tr></table>"))
    assert block_with(content, LONG).kind == "text"
    assert texts(content, "row") == []


def test_footnotes_are_kept_apart_from_the_text_and_know_their_mark(tmp_path: Path) -> None:
    content = read(
        tmp_path,
        page(
            "<main><p>Kina dominerer<sup><a href='#fn1' id='fnref1'>1</a></sup> markedet (<a href='#E0002'>2</a>), 5 m"
            "<sup>3</sup>.</p><div class=footnotes><ol><li id=fn1>Se IEA. <a href='#fnref1'>↩</a></li></ol></div>"
            "<p class=footnote>(<a id=E0002 href='#src.E0002'>2</a>) Se USGS.</p><p>Mer tekst.</p></main>"
        ),
    )
    assert texts(content) == ["Kina dominerer markedet, 5 m3.", "Mer tekst.", "Se IEA.", "Se USGS."]
    assert [block.mark for block in content.blocks if block.kind == "footnote"] == ["1", "2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_declared_encoding_is_used(tmp_path: Path, encoding: str) -> None:
    head = "" if encoding == "utf-16" else f'<meta charset="{encoding}">'
    assert "Råstoff på øya" in read(tmp_path, page("<p>Råstoff på øya</p>", head), encoding).text


def test_nothing_outside_the_file_is_read_and_entities_do_not_expand(tmp_path: Path) -> None:
    (tmp_path / "hemmelig.txt").write_text("HEMMELIG", encoding="utf-8")
    bomb = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    html = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a0 "ha"><!ENTITY ut SYSTEM "{tmp_path}/hemmelig.txt">{bomb}]>'
        f"<html><body><p>Tekst &ut; &a9;</p><iframe src='hemmelig.txt'></iframe></body></html>"
    )
    text = read(tmp_path, html).text
    assert "Tekst" in text
    assert "HEMMELIG" not in text
    assert len(text) < 2000


@pytest.mark.parametrize(
    "unit",
    ["<div>", "<p class=nav>", "<table><tr><td>", "<b>", "<ul><li>", "<h1>x", "</p>", "<td colspan=99>x", "<sup>1"],
)
def test_long_hostile_html_does_not_keep_the_words_from_being_read(tmp_path: Path, unit: str) -> None:
    path = tmp_path / "x.html"
    path.write_text(f"<body><p>Ordet</p>{unit * 20_000}", encoding="utf-8")
    assert "Ordet" in read_html(path).text


@pytest.mark.parametrize("html", ["<html></html>", "   ", "<!-- x -->", "<body><script>x</script></body>"])
def test_a_page_without_words_has_no_text(tmp_path: Path, html: str) -> None:
    with pytest.raises(CannotRead) as caught:
        read(tmp_path, html)
    assert caught.value.reason == "no_text"


def test_an_official_journal_page_has_its_lists_joined_and_addressed(tmp_path: Path) -> None:
    def listed(mark: str, words: str, inner: str = "") -> str:
        return (
            f'<table><col width="4%"/><tr><td><p class="oj-normal">{mark}</p></td>'
            f'<td><p class="oj-normal">{words}</p>{inner}</td></tr></table>'
        )

    articles = "".join(
        f'<p class="oj-ti-art">Article {n}</p><p class="oj-sti-art">Duties</p><p class="oj-normal">{n}. Members shall:'
        f"</p>{listed('(a)', 'mine:', listed('(i)', 'copper;'))}{listed('(b)', 'recycle.')}"
        for n in (1, 2, 3)
    )
    content = read(
        tmp_path,
        '<p class="oj-hd-date">1.1.2024</p><p class="oj-doc-ti">REGULATION (EU) 2024/1 OF THE COUNCIL</p>'
        f'<p class="oj-doc-ti">of 3 May 2024</p>{listed("(1)", "Whereas ore is scarce.")}{articles}',
    )
    assert content.metadata.title == "REGULATION (EU) 2024/1 OF THE COUNCIL of 3 May 2024"
    assert block_with(content, "scarce").provision == "recital 1"
    copper = [block for block in content.blocks if "copper" in text_of(content, block)]
    assert [block.provision for block in copper] == [f"art. {n}({n})(a)(i)" for n in (1, 2, 3)]
    assert block_with(content, "copper").section == ("Article 1 Duties",)
