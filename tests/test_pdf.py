"""PDF files made for each rule of the reader."""

import io
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from corpus.document import Block, Content
from corpus.errors import CannotRead
from corpus.readers.pdf import read_pdf
from corpus.readers.pdf.traced import clean

WIDTH, HEIGHT = A4
LEADING = 12.0
LOREM = (
    "Raw materials are bought and sold on markets that few people see from day to day. Prices move with the weather,",
    "with politics and with the cost of energy, and a mine that is opened today will not deliver before ten years have",
    "passed. For that reason states keep lists of materials that are both important and at risk, and they renew these",
    "lists every third year. A material leaves the list when its supply is spread over more countries than before.",
)


@pytest.fixture
def draw(tmp_path: Path) -> Callable[[Callable[[Canvas], None]], Path]:
    """A PDF drawn by a function."""

    def make(paint: Callable[[Canvas], None], **options: object) -> Path:
        path = tmp_path / "made.pdf"
        canvas = Canvas(str(path), pagesize=A4, **options)
        paint(canvas)
        canvas.save()
        return path

    return make


Draw = Callable[..., Path]


def lines(canvas: Canvas, x: float, y: float, texts: tuple[str, ...] | list[str], size: float = 10) -> float:
    canvas.setFont("Helvetica", size)
    for text in texts:
        canvas.drawString(x, y, text)
        y -= LEADING * size / 10
    return y


def of_kind(content: Content, kind: str) -> list[str]:
    return [content.text[block.start : block.end] for block in content.blocks if block.kind == kind]


def block_with(content: Content, words: str) -> Block:
    return next(block for block in content.blocks if words in content.text[block.start : block.end])


def raw_texts(path: Path) -> list[str]:
    with pdfium.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def assert_runs_hold(path: Path, content: Content) -> None:
    """Every run leads to the same letters in the raw text of its page."""
    raw = raw_texts(path)
    last = 0
    for run in content.runs:
        assert last <= run.start < run.end <= len(content.text)
        last = run.end
        there = raw[run.page - 1][run.raw_start : run.raw_end]
        assert letters(content.text[run.start : run.end]) == letters(there)
    covered = sum(run.end - run.start for run in content.runs)
    assert covered >= len(content.text.replace(" ", "").replace("\n", "").replace("\t", ""))


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def test_a_paragraph_is_one_line_of_text(draw: Draw) -> None:
    path = draw(lambda c: lines(c, 72, 700, LOREM))
    content = read_pdf(path)
    assert content.text == " ".join(LOREM)
    assert [block.kind for block in content.blocks] == ["text"]
    assert_runs_hold(path, content)


def test_paragraphs_are_parted_by_space_and_by_indents(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        y = lines(canvas, 72, 700, LOREM)
        y = lines(canvas, 72, y - 14, LOREM)
        canvas.drawString(90, y, "This line is set in and opens a paragraph of its own, whatever the gap may be, as")
        lines(canvas, 72, y - LEADING, ["this one does."])

    content = read_pdf(draw(paint))
    assert content.text.count("\n\n") == 2
    assert of_kind(content, "text")[2].endswith("may be, as this one does.")


@pytest.mark.parametrize("row_by_row", [False, True])
def test_two_columns_are_read_one_after_the_other(draw: Draw, row_by_row: bool) -> None:
    left = [f"left line {n} runs over the whole of the column" for n in range(1, 16)]
    right = [f"right line {n} runs over the whole of the column" for n in range(1, 16)]

    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        placed = [(60, left), (320, right)]
        cells = [(x, n, side[n]) for x, side in placed for n in range(15)]
        for x, n, text in sorted(cells, key=lambda cell: cell[1] if row_by_row else cell[0]):
            canvas.drawString(x, 700 - 12 * n, text)

    text = read_pdf(draw(paint)).text
    assert text.index("left line 15") < text.index("right line 1 ")
    assert "left line 15 runs over the whole of the column right line 1 runs" in text


def test_a_full_width_title_comes_before_both_columns(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(60, 740, "A title that is wider than one of the columns below")
        for x, side in ((60, "first"), (320, "second")):
            lines(canvas, x, 700, [f"{side} column, a line of running text, number {n}" for n in range(12)])

    content = read_pdf(draw(paint))
    assert content.text.startswith("A title that is wider")
    assert content.text.index("first column, a line of running text, number 11") < content.text.index("second column")


def report(canvas: Canvas, pages: int = 6, number: Callable[[int], str] = str) -> None:
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 810, "Report on critical raw materials")
        canvas.drawCentredString(WIDTH / 2, 30, number(page))
        y = lines(canvas, 72, 740, LOREM)
        lines(canvas, 72, y - 10, [f"Page {'abcdefghij'[page]} has a sentence of its own below the others."])
        canvas.showPage()


def test_headers_and_page_numbers_are_left_out(draw: Draw) -> None:
    content = read_pdf(draw(report))
    assert "Report on critical" not in content.text
    assert not any(character.isdigit() for character in content.text)


def test_a_sentence_goes_on_over_the_page_break(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        for page, (head, tail) in enumerate((("", "The list holds thirty-four"), ("materials in all, and", "it ends"))):
            canvas.setFont("Helvetica", 8)
            canvas.drawString(72, 810, f"Chapter {page + 4}")
            canvas.drawCentredString(WIDTH / 2, 30, str(page + 17))
            lines(canvas, 72, 740, [head, *LOREM, tail] if head else [*LOREM, tail])
            canvas.showPage()

    content = read_pdf(draw(paint))
    assert "The list holds thirty-four materials in all, and Raw materials" in content.text
    assert {run.page for run in content.runs} == {1, 2}


def test_the_printed_number_is_the_label(draw: Draw) -> None:
    content = read_pdf(draw(lambda c: report(c, number=lambda page: str(page + 40))))
    assert [page.label for page in content.pages] == ["41", "42", "43", "44", "45", "46"]


def test_roman_numbers_are_labels_too(draw: Draw) -> None:
    content = read_pdf(draw(lambda c: report(c, number=lambda page: ["", "iii", "iv", "v", "vi", "vii", "viii"][page])))
    assert [page.label for page in content.pages] == ["iii", "iv", "v", "vi", "vii", "viii"]


def test_the_file_may_declare_labels(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
        canvas.addPageLabel(2, style="ARABIC", start=1)
        for _ in range(4):
            lines(canvas, 72, 740, LOREM)
            canvas.showPage()

    assert [page.label for page in read_pdf(draw(paint)).pages] == ["i", "ii", "1", "2"]


def test_a_page_that_says_no_number_has_no_label(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        lines(canvas, 72, 740, LOREM)
        canvas.showPage()
        report(canvas, number=lambda page: str(page + 1))

    labels = [page.label for page in read_pdf(draw(paint)).pages]
    assert labels == [None, "2", "3", "4", "5", "6", "7"]


def test_a_word_divided_at_the_line_end_is_whole(draw: Draw) -> None:
    texts = ["Avgiften på drikkevarer og på sjokolade ble foreslått av EU-kommisjonen, men drikke-", "varer fra EU-"]
    texts += ["kommisjonen er ikke nevnt, og hverken olje-", "og gassnæringen eller noen annen er det."]
    path = draw(lambda c: lines(c, 72, 700, texts))
    content = read_pdf(path)
    assert "men drikkevarer fra EU-kommisjonen er" in content.text
    assert "hverken olje- og gassnæringen" in content.text
    assert_runs_hold(path, content)


def test_a_range_and_an_alternative_go_on_after_the_line_end(draw: Draw) -> None:
    texts = [
        "The prices rose in the years from 2010\u2013",
        "2012 in all of the countries and regions/",
        "markets that were looked at \u2013",
        "and then they fell.",
    ]
    content = read_pdf(draw(lambda canvas: lines(canvas, 72, 700, texts)))
    assert "from 2010\u20132012 in all of the countries and regions/markets that" in content.text
    assert "looked at \u2013 and then" in content.text


def test_a_footnote_stays_out_of_the_running_text(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        for page in (1, 2):
            y = lines(canvas, 72, 740, [*(["any end."] if page > 1 else []), *LOREM])
            text = canvas.beginText(72, y)
            text.setFont("Helvetica", 10)
            text.textOut("The share of gallium from China")
            text.setFont("Helvetica", 6)
            text.setRise(4)
            text.textOut(str(page))
            text.setFont("Helvetica", 10)
            text.setRise(0)
            text.textOut(" is high, and this sentence goes on without")
            canvas.drawText(text)
            text = canvas.beginText(72, 80)
            text.setFont("Helvetica", 5)
            text.setRise(3)
            text.textOut(str(page))
            text.setFont("Helvetica", 7)
            text.setRise(0)
            text.textOut(f" See the note of the ministry, number {page}.")
            canvas.drawText(text)
            lines(canvas, 76, 70, ["It has a second line."], 7)
            canvas.showPage()

    content = read_pdf(draw(paint))
    assert "gallium from China is high, and this sentence goes on without any end.\n\nRaw materials" in content.text
    notes = [block for block in content.blocks if block.kind == "footnote"]
    assert [note.mark for note in notes] == ["1", "2"]
    assert content.text.endswith("See the note of the ministry, number 2. It has a second line.")
    assert all(block.end < notes[0].start for block in content.blocks if block.kind != "footnote")


def test_an_exponent_and_a_lowered_figure_stay(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        for size, rise, words in (
            (10, 0, "some 40 km"),
            (6, 4, "2"),
            (10, 0, " and CO"),
            (6, -2, "2"),
            (10, 0, " too"),
        ):
            text.setFont("Helvetica", size)
            text.setRise(rise)
            text.textOut(words)
        canvas.drawText(text)

    assert read_pdf(draw(paint)).text == "some 40 km2 and CO2 too"


def test_ligatures_and_odd_spaces_are_normalised(draw: Draw) -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

    def paint(canvas: Canvas) -> None:
        canvas.setFont("Vera", 10)
        canvas.drawString(72, 700, "The \ufb01rst \ufb02ow of 40\u00a0000 tonnes")

    path = draw(paint)
    content = read_pdf(path)
    assert content.text == "The first flow of 40 000 tonnes"
    assert_runs_hold(path, content)


def test_what_one_character_became_is_one_unit() -> None:
    text, links = clean("a\ufb01x e\u0301 \ud835\udc51 H\u2082O\u00a0\uf0b7\x02!", 10)
    assert text == "afix é d H₂O •!"
    assert [(text[link.start : link.end], link.raw_start, link.raw_end) for link in links] == [
        ("a", 10, 11), ("fi", 11, 12), ("x ", 12, 14), ("é", 14, 16), (" ", 16, 17), ("d", 17, 19),
        (" H₂O •", 19, 25), ("!", 26, 27),
    ]  # fmt: skip


def headed(canvas: Canvas, bookmarks: bool) -> None:
    for number, (title, below) in enumerate((("1 Innledning", "1.1 Bakgrunn"), ("2 Tilgang", "2.1 Gallium")), start=1):
        canvas.setFont("Helvetica-Bold", 15)
        canvas.drawString(72, 740, title)
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString(72, 700, below)
        if bookmarks:
            for level, name in enumerate((title, below)):
                canvas.bookmarkPage(name)
                canvas.addOutlineEntry(name, name, level)
        lines(canvas, 72, 670, [f"Dette er kapittel {number} i utredningen.", *LOREM])
        canvas.showPage()


@pytest.mark.parametrize("bookmarks", [True, False])
def test_headings_give_the_section(draw: Draw, bookmarks: bool) -> None:
    content = read_pdf(draw(lambda c: headed(c, bookmarks)))
    assert of_kind(content, "heading") == ["1 Innledning", "1.1 Bakgrunn", "2 Tilgang", "2.1 Gallium"]
    assert block_with(content, "Dette er kapittel 1").section == ("1 Innledning", "1.1 Bakgrunn")
    assert block_with(content, "Dette er kapittel 2").section == ("2 Tilgang", "2.1 Gallium")
    assert block_with(content, "2 Tilgang").section == ("2 Tilgang",)


def test_a_table_of_contents_is_no_block(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for n in range(1, 9):
            canvas.drawString(72, 740 - 14 * n, f"{n} A chapter about something {'.' * 60} {n * 7}")
        canvas.showPage()
        lines(canvas, 72, 740, LOREM)

    content = read_pdf(draw(paint))
    assert all("chapter about" not in content.text[block.start : block.end] for block in content.blocks)
    assert "A chapter about something" in content.text


SHARES = [["Material", "Stage", "Share"], ["Gallium", "Processing", "69%"], ["Tungsten", "Extraction", "84%"]]


def with_table(path: Path, style: list[tuple[object, ...]], caption: str = "Table 3: Global supply") -> Path:
    sheet = getSampleStyleSheet()["BodyText"]
    story = [Paragraph(" ".join(LOREM), sheet), Paragraph(caption, sheet), Table(SHARES, style=style)]
    SimpleDocTemplate(str(path)).build([*story, Paragraph(" ".join(LOREM), sheet)])
    return path


@pytest.mark.parametrize(
    "style",
    [
        [("GRID", (0, 0), (-1, -1), 0.5, black)],
        [("LINEABOVE", (0, 0), (-1, 0), 1, black), ("LINEBELOW", (0, 0), (-1, 0), 1, black),
         ("LINEBELOW", (0, -1), (-1, -1), 1, black)],
        [],
    ],
    ids=["boxed", "framed", "bare"],
)  # fmt: skip
def test_a_table_row_carries_its_caption_and_header_cells(tmp_path: Path, style: list[tuple[object, ...]]) -> None:
    path = with_table(tmp_path / "table.pdf", style)
    content = read_pdf(path)
    rows = [block for block in content.blocks if block.kind == "row"]
    assert [content.text[row.start : row.end] for row in rows][1] == "Gallium\tProcessing\t69%"
    assert rows[1].reading == "Table 3: Global supply. Material: Gallium; Stage: Processing; Share: 69%"
    assert of_kind(content, "caption") == ["Table 3: Global supply"]
    assert_runs_hold(path, content)


GRID = ("GRID", (0, 0), (-1, -1), 0.5, black)
Rows = Sequence[Sequence[object]]


def rows_drawn(canvas: Canvas, rows: Rows, at: tuple[float, float], *style: tuple[object, ...]) -> None:
    """A boxed table with its lower left corner at `at`."""
    table = Table([list(row) for row in rows], style=[GRID, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *style])
    table.wrapOn(canvas, 500, 700)
    table.drawOn(canvas, *at)


def test_two_tables_beside_each_other_stay_apart(draw: Draw) -> None:
    left: Rows = [
        ["Office", "Member"],
        ["Mines", "Kari Berg"],
        ["Rocks", "Per Dal"],
        ["Ores", "Liv Haug"],
        ["Dust", "Bo Li"],
    ]
    right = [
        ["Office", "Member"],
        ["Trade", "Ann Fell"],
        ["Trains", "Siv Moe"],
        ["Tides", "Ola Vik"],
        ["Tin", "Eva By"],
    ]

    def paint(canvas: Canvas) -> None:
        lines(canvas, 72, 780, LOREM)
        rows_drawn(canvas, left, (72, 600))
        rows_drawn(canvas, right, (250, 600))

    assert of_kind(read_pdf(draw(paint)), "row") == [f"{office}\t{member}" for office, member in (*left, *right)]


def test_a_label_in_the_middle_of_its_row_does_not_part_the_text_beside_it(draw: Draw) -> None:
    meaning = [Paragraph(" ".join(LOREM), getSampleStyleSheet()["BodyText"])]
    rows: Rows = [["Term", "Meaning"], ["List", meaning], ["Register", meaning]]
    content = read_pdf(draw(lambda c: rows_drawn(c, rows, (72, 300), ("FONTSIZE", (0, 0), (-1, -1), 10))))
    assert of_kind(content, "row")[1:] == [f"{term}\t{' '.join(LOREM)}" for term in ("List", "Register")]


def test_a_cell_beside_several_rows_does_not_join_them(draw: Draw) -> None:
    rows: Rows = [
        ["Metal", "Risk", "Rate", "Source of the figures"],
        ["Cerium", "5.7", "100", "a survey of all\nmines and mills"],
        ["Neodymium", "4.8", "90", ""],
        ["Samarium", "4.5", "80", "one company"],
    ]
    content = read_pdf(
        draw(lambda c: rows_drawn(c, rows, (72, 300), ("SPAN", (3, 1), (3, 2)), ("LEADING", (3, 1), (3, 1), 6)))
    )
    assert [row.split("\t")[:3] for row in of_kind(content, "row")] == [row[:3] for row in rows]


def test_a_header_over_several_columns_is_read_with_each_of_them(draw: Draw) -> None:
    rows: Rows = [["", "Stage", ""], ["Metal", "Mine", "Mill"], *([f"Metal {i}", i, i + 10] for i in range(6))]
    content = read_pdf(draw(lambda c: rows_drawn(c, rows, (72, 300), ("SPAN", (1, 0), (2, 0)))))
    assert block_with(content, "Metal 3").reading == "Metal: Metal 3; Stage Mine: 3; Stage Mill: 13"
    assert block_with(content, "Mine").reading == "Metal; Mine; Mill"


def test_a_bold_header_over_words_goes_on_in_the_row_below(draw: Draw) -> None:
    heads = (["", "Stage", "", "Reason", ""], ["Metal", "Mine", "Mill", "Known", "Guessed"])
    rows = [*heads, *([f"Metal {i}", "X", "-", "yes", "no"] for i in range(6))]
    style = [("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0)), ("FONT", (0, 0), (-1, 0), "Helvetica-Bold")]
    content = read_pdf(draw(lambda c: rows_drawn(c, rows, (72, 300), *style)))
    reading = "Metal: Metal 3; Stage Mine: X; Stage Mill: -; Reason Known: yes; Reason Guessed: no"
    assert block_with(content, "Metal 3").reading == reading


def test_a_sentence_about_a_table_is_no_caption(draw: Draw) -> None:
    texts = ["Table 19 presents the results of the calculation, which is based on figures from many", *LOREM[1:]]
    assert read_pdf(draw(lambda c: lines(c, 72, 700, texts))).blocks[0].kind == "text"


def test_a_paragraph_goes_on_below_a_table(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        lines(canvas, 72, 740, [*LOREM, "The price has doubled since the year in which the first"])
        canvas.showPage()
        Table(SHARES, style=[("GRID", (0, 0), (-1, -1), 0.5, black)]).wrapOn(canvas, 400, 400)
        table = Table(SHARES, style=[("GRID", (0, 0), (-1, -1), 0.5, black)])
        table.wrapOn(canvas, 400, 400)
        table.drawOn(canvas, 72, 680)
        lines(canvas, 72, 640, ["of these lists was made.", *LOREM])

    path = tmp_path / "made.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    paint(canvas)
    canvas.save()
    content = read_pdf(path)
    assert "in which the first of these lists was made." in content.text
    assert len(of_kind(content, "row")) == 3


def test_list_items_are_parts_of_their_own(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        y = lines(canvas, 72, 700, ["The aims are:"])
        for text in (
            "• to secure supply, and to do so in a way that does not harm anyone who lives nearby, as far",
            "• to recycle",
        ):
            canvas.drawString(80, y, text)
            y -= LEADING
            if "secure" in text:
                canvas.drawString(90, y, "as that is possible;")
                y -= LEADING

    items = of_kind(read_pdf(draw(paint)), "item")
    assert [item[:11] for item in items] == ["• to secure", "• to recycl"]
    assert items[0].endswith("as far as that is possible;")


def test_a_word_that_a_damaged_file_sets_wider_than_any_page_is_left_out(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        lines(canvas, 72, 700, LOREM)
        canvas.rect(72, 400, 5e9, 20)
        text = canvas.beginText(72, 300)
        text.setHorizScale(1e6)
        text.textLine("endless")
        canvas.drawText(text)

    content = read_pdf(draw(paint))
    assert content.text == " ".join(LOREM)


def test_a_page_shown_sideways_is_read_upright(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setPageRotation(90)  # the page is now as wide as it was high
        canvas.translate(HEIGHT, 0)
        canvas.rotate(90)
        lines(canvas, 30, 700, LOREM)

    upright = read_pdf(draw(lambda c: lines(c, 72, 700, LOREM))).text
    turned = read_pdf(draw(paint)).text
    assert turned.split() == upright.split()


def picture() -> ImageReader:
    return ImageReader(Image.effect_noise((400, 560), 80))


def test_pictures_of_pages_are_scanned(draw: Draw) -> None:
    path = draw(lambda c: c.drawImage(picture(), 0, 0, WIDTH, HEIGHT))
    with pytest.raises(CannotRead) as caught:
        read_pdf(path)
    assert caught.value.reason == "scanned"


def test_a_scanned_page_among_others_is_listed(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        lines(canvas, 72, 700, LOREM)
        canvas.showPage()
        canvas.drawImage(picture(), 0, 0, WIDTH, HEIGHT)

    assert read_pdf(draw(paint)).scanned == (2,)


def test_a_page_without_anything_is_no_text(draw: Draw) -> None:
    with pytest.raises(CannotRead) as caught:
        read_pdf(draw(lambda c: c.rect(10, 10, 50, 50)))
    assert caught.value.reason == "no_text"


def test_a_password_is_asked_for(draw: Draw) -> None:
    path = draw(lambda c: lines(c, 72, 700, LOREM), encrypt="secret")
    with pytest.raises(CannotRead) as caught:
        read_pdf(path)
    assert caught.value.reason == "password"


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "empty"), (b"not a pdf at all", "damaged"), (b"%PDF-1.7\n", "damaged")]
)
def test_what_is_no_pdf_is_told_apart(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "odd.pdf"
    path.write_bytes(data)
    with pytest.raises(CannotRead) as caught:
        read_pdf(path)
    assert caught.value.reason == reason


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CannotRead) as caught:
        read_pdf(tmp_path / "none.pdf")
    assert caught.value.reason == "missing"


def test_the_file_says_its_title(draw: Draw) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setTitle("Mineralstrategi for alle")
        lines(canvas, 72, 700, LOREM)

    assert read_pdf(draw(paint)).metadata.title == "Mineralstrategi for alle"


def test_reading_twice_gives_the_same(draw: Draw) -> None:
    path = draw(report)
    assert read_pdf(path) == read_pdf(path)


WORDS = st.text(st.sampled_from("abcdeæøåéöABC0123456789.,;:-()/%§"), min_size=1, max_size=14)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=9), min_size=1, max_size=30), st.sampled_from([8, 10, 13]))
def test_every_run_leads_to_its_letters_on_the_page(texts: list[list[str]], size: int) -> None:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=A4)
    lines(canvas, 60, 780, [" ".join(words)[:90] for words in texts], size)
    canvas.save()
    with_file(data.getvalue(), texts)


def with_file(data: bytes, texts: list[list[str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.pdf"
        path.write_bytes(data)
        content = read_pdf(path)
        assert_runs_hold(path, content)
        for block in content.blocks:
            assert content.text[block.start : block.end].strip()
