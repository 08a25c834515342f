"""Quotes held against a library: word for word, set differently, nearly, or not at all."""

import random
import re
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from fakes import made_document
from hypothesis import given
from hypothesis import strategies as st

from assistant.verification import BadQuote, Verdict, verify
from assistant.verification.folding import fold, is_whole
from assistant.verification.library import library_of
from corpus.catalogue import known_reports
from corpus.document import Block, Document, Page, Run
from corpus.isolation import read_many
from corpus.library import describe, fingerprint, scan
from index.generation import Generation, Manifest
from index.passage_store import write_store

_ACT = (
    "The Union shall refine at least 40 % of its annual consumption of strategic raw materials by 2030.",
    "A permit shall not be refused “without reasons” – the authority states them in writing within 90 000 seconds.",
    "Unlawful extraction of cobalt and of high-grade nickel is fined with 2.5 per cent of the annual turnover.",
    "Member States’ agencies map the deposits of gallium, germanium and hafnium that lie on their own territory.",
)
_MEMO = (
    "Norge har ikke noe beredskapslager av nikkel, og myndighetene vil heller ikke opprette et slikt lager nå.",
    "Olje- og gassnæringen bruker platina, mens prosess-\nindustrien bruker kobber fra Sverige og Finland.",
    "Utslippet av CO₂ falt med 12 prosent i 2021, men det steg igjen da smelteverket på Sunndalsøra åpnet.",
)


def _document(identity: str, paragraphs: Sequence[str], paged: bool) -> Document:
    """Two paragraphs a page, labelled from v; each an article of its own."""
    text, blocks, runs = "", list[Block](), list[Run]()
    for number, paragraph in enumerate(paragraphs, 1):
        text += "\n\n" if text else ""
        start, end = len(text), len(text) + len(paragraph)
        blocks.append(Block("text", start, end, (f"{number} Part",), f"art. {number}"))
        runs.append(Run(start, end, (number + 1) // 2, 0, end - start))
        text += paragraph
    pages = (Page(1, "v"), Page(2, "vi"))
    facts = {"pages": pages, "runs": tuple(runs)} if paged else {}
    return made_document(text, blocks, "en" if paged else "nb", identity, **facts)


def _generation(folder: Path, documents: Sequence[Document]) -> Generation:
    """A generation of documents without passages, vectors and lists: all that a quote needs."""
    folder.mkdir(parents=True, exist_ok=True)
    write_store(folder / "passages.sqlite", documents, [])
    manifest = Manifest(1, "", "", {}, {"no": (0, 0), "en": (0, 0)}, len(documents), 0, {}, (), {}, 0)
    return Generation(folder, manifest)


@pytest.fixture(scope="module")
def act() -> Document:
    return _document("act", _ACT, paged=True)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory, act: Document) -> Generation:
    return _generation(tmp_path_factory.mktemp("texts"), [act, _document("memo", _MEMO, paged=False)])


def _span(verdict: Verdict) -> tuple[str, int, int]:
    first = verdict.occurrences[0]
    return first.document.id, first.start, first.end


# Word for word


def test_a_quote_that_stands_there_is_exact_with_page_section_and_provision(texts: Generation) -> None:
    verdict = verify(texts, "at least 40 % of its annual consumption of strategic raw materials")
    (found,) = verdict.occurrences
    assert (verdict.status, verdict.count, verdict.similarity) == ("exact", 1, 1.0)
    assert (found.document.id, found.section, found.kind) == ("act", ("1 Part",), "text")
    assert [place[1:] for place in found.places] == [(1, "v", "art. 1", False)]
    assert found.text == verdict.quote


def test_a_quote_across_two_pages_names_both(texts: Generation, act: Document) -> None:
    start = act.text.index("within 90 000")
    (found,) = verify(texts, act.text[start : act.text.index(" and of high")]).occurrences
    assert [(place.label, place.provision) for place in found.places] == [("v", "art. 2"), ("vi", "art. 3")]


def test_all_places_are_counted_and_exact_ones_come_first(tmp_path: Path) -> None:
    often = made_document("Ore is rich\nhere. " + "Ore is rich here. " * 30, [Block("text", 0, 557)])
    verdict = verify(_generation(tmp_path, [often]), "Ore is rich here.")
    assert (verdict.status, verdict.count, len(verdict.occurrences)) == ("exact", 31, 20)
    assert verdict.occurrences[0].start == 18


def test_only_the_named_reports_are_searched(texts: Generation) -> None:
    assert verify(texts, "bruker kobber fra Sverige og Finland", ["memo"]).status == "exact"
    assert verify(texts, "bruker kobber fra Sverige og Finland", ["act"]).status == "not_found"


@pytest.mark.parametrize(
    "quote",
    ["lawful extraction of cobalt and of high-grade nickel", "5 per cent of the annual turnover"],
)
def test_a_quote_that_cuts_a_word_or_a_number_is_not_word_for_word(texts: Generation, quote: str) -> None:
    assert quote.lower() in _ACT[2].lower()
    assert verify(texts, quote).status == "near"


def test_a_group_of_a_number_is_no_number_of_its_own() -> None:
    text = "some 90 000 tonnes in 2020–2030 at −5 degrees"
    for quote in ("000 tonnes", "90", "2030 at", "5 degrees"):
        start = text.index(quote)
        assert not is_whole(text, start, start + len(quote))
    assert is_whole(text, 5, 18)


# Set differently


@pytest.mark.parametrize(
    "quote",
    [
        "A permit shall not be\n   refused  'without reasons'",
        "“refused ‘without reasons’ — the authority states them”",
        "within 90\u00a0000 seconds",
        "within 90000 seconds",
        "Member States' agencies map the de\u00adposits",
        "extraction of cobalt and of high‐\ngrade nickel is ﬁned",
        "mens prosessindustrien bruker kobber",
        "Olje- og gass-\nnæringen bruker platina",
        "Utslippet av CO2 falt med 12 prosent",
        "The Union shall refine at least 40 % of its annual consumption.",
    ],
)
def test_a_quote_that_is_only_set_differently_is_normalised(texts: Generation, quote: str) -> None:
    verdict = verify(texts, quote)
    assert (verdict.status, verdict.count) == ("normalised", 1)


def test_words_may_be_left_out_where_an_ellipsis_says_so(texts: Generation) -> None:
    for dots in ("…", "[…]", "[...]", "(...)", ". . ."):
        verdict = verify(texts, f"The Union shall refine {dots} raw materials by 2030")
        assert verdict.status == "normalised"
        assert verdict.occurrences[0].text == "The Union shall refine […] raw materials by 2030"
    assert verify(texts, "raw materials by 2030 … The Union shall refine").status != "normalised"


def test_words_and_capitals_in_square_brackets_are_the_writers_own(texts: Generation) -> None:
    assert verify(texts, "[T]he authority states them in writing").status == "normalised"
    assert verify(texts, "The authority states them in writing").status == "near"
    assert verify(texts, "gallium, germanium [sic] and hafnium that lie").status == "normalised"
    assert verify(texts, "[agencies] map the deposits of gallium [Ga], germanium").status == "normalised"


# Nearly


def test_a_changed_number_is_shown_and_told_of(texts: Generation) -> None:
    verdict = verify(texts, "The Union shall refine at least 45 % of its annual consumption")
    (change,) = [change for change in verdict.changes if change.kind != "same"]
    assert (verdict.status, change.quoted, change.reported, change.alert) == ("near", "45", "40", "number")
    assert verdict.occurrences[0].places[0].label == "v"


@pytest.mark.parametrize(
    ("quote", "lost"),
    [
        ("A permit shall be refused “without reasons” – the authority states them", "not"),
        ("myndighetene vil heller opprette et slikt lager nå", "ikke"),
    ],
)
def test_a_negation_left_out_is_shown_and_told_of(texts: Generation, quote: str, lost: str) -> None:
    verdict = verify(texts, quote)
    (change,) = [change for change in verdict.changes if change.kind != "same"]
    assert (verdict.status, change.kind, change.reported, change.alert) == ("near", "left_out", lost, "negation")


def test_a_nynorsk_form_of_a_sentence_is_near(texts: Generation) -> None:
    verdict = verify(
        texts, "Noreg har ikkje noko beredskapslager av nikkel, og styresmaktene vil heller ikkje opprette eit"
    )
    assert verdict.status == "near"
    assert {change.alert for change in verdict.changes} == {None}


def test_a_change_beside_an_ellipsis_is_found_in_its_part(texts: Generation) -> None:
    verdict = verify(texts, "The Union shall refine […] of strategic raw materials by 2040")
    differing = [(change.kind, change.quoted, change.reported) for change in verdict.changes if change.kind != "same"]
    assert verdict.status == "near"
    assert differing == [("omitted", "[…]", ""), ("changed", "2040", "2030")]


def test_a_table_of_contents_full_of_stops_does_not_hide_a_sentence(tmp_path: Path) -> None:
    contents = [f"{number} Chapter {'.' * 80} {number}" for number in range(30)]
    filling = ["words that fill a page and say nothing of it " * 4] * 400
    sentence = "Gallium (cf. no. 3, p. 8, ch. 9) is won from the residues of alumina."
    document = _document("contents", [*contents, *filling, sentence], paged=False)
    verdict = verify(_generation(tmp_path, [document]), sentence.replace("won ", ""))
    assert (verdict.status, verdict.occurrences[0].section) == ("near", ("431 Part",))


def test_the_reports_word_is_shown_beside_the_first_and_the_last_of_the_quote(texts: Generation) -> None:
    verdict = verify(texts, "bureaux map the deposits of gallium, germanium and hafnium that lie on their own soil")
    assert [(c.quoted, c.reported) for c in verdict.changes if c.kind != "same"] == [
        ("bureaux", "agencies"),
        ("soil", "territory"),
    ]


@pytest.mark.parametrize(
    "quote",
    [
        "Two fifths of what Europe uses of strategic materials each year has to be processed inside it by 2030.",
        "Lageret av nikkel er tomt, sier statsråden, som lover et nytt før jul",
        "zxcv qwer tyui asdf",
    ],
)
def test_a_paraphrase_and_nonsense_are_not_found(texts: Generation, quote: str) -> None:
    verdict = verify(texts, quote)
    assert (verdict.status, verdict.occurrences, verdict.count, verdict.changes) == ("not_found", (), 0, ())


# What holds for every quote


@cache
def _words(paragraph: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S+", paragraph)]


@st.composite
def _stretches(draw: st.DrawFn) -> tuple[str, int, int]:
    """A report, and the span of at least five of its words in one paragraph, no number cut."""
    identity, paragraphs = draw(st.sampled_from([("act", _ACT), ("memo", _MEMO)]))
    which = draw(st.integers(0, len(paragraphs) - 1))
    words = _words(paragraphs[which])
    first = draw(st.integers(0, len(words) - 5))
    last = draw(st.integers(first + 4, len(words) - 1))
    offset = sum(len(paragraph) + 2 for paragraph in paragraphs[:which])
    return identity, offset + words[first][0], offset + words[last][1]


def _text(texts: Generation, stretch: tuple[str, int, int]) -> str:
    identity, start, end = stretch
    return texts.store.text(identity)[start:end]


def _is_uncut(texts: Generation, stretch: tuple[str, int, int]) -> bool:
    identity, start, end = stretch
    return is_whole(texts.store.text(identity), start, end)


@given(stretch=_stretches())
def test_any_five_words_or_more_are_exact_where_they_stand(texts: Generation, stretch: tuple[str, int, int]) -> None:
    if _is_uncut(texts, stretch):
        verdict = verify(texts, _text(texts, stretch))
        assert (verdict.status, _span(verdict)) == ("exact", stretch)


def _damaged(text: str, chance: random.Random) -> str:
    """Line breaks and wide spaces for spaces, words broken with hyphens, other shapes of marks."""
    shapes = {"“": '«"“„', "”": '»"”', "’": "'’‘", "–": "–-—"}
    text = "".join(chance.choice(shapes.get(char, char)) for char in text)
    text = re.sub(r"(?<!\d) (?!\d)", lambda _: chance.choice([" ", "  ", "\n", "\u00a0", "\t "]), text)
    return re.sub(
        r"(?<=[a-zå]{2})(?=[a-zå]{2})", lambda _: chance.choice(["", "", "", "-\n", "\u00ad", "\ufffe"]), text
    )


@given(stretch=_stretches(), chance=st.randoms(use_true_random=False))
def test_a_damaged_copy_is_found_where_the_words_stand(
    texts: Generation, stretch: tuple[str, int, int], chance: random.Random
) -> None:
    quote = _damaged(_text(texts, stretch), chance)
    if _is_uncut(texts, stretch):
        verdict = verify(texts, quote)
        identity, start, end = _span(verdict)
        assert verdict.status in ("exact", "normalised")
        assert identity == stretch[0]
        assert fold(texts.store.text(identity)[start:end]).text == fold(_text(texts, stretch)).text


@given(stretch=_stretches(), digit=st.integers(0, 9))
def test_a_changed_digit_is_near_and_shown(texts: Generation, stretch: tuple[str, int, int], digit: int) -> None:
    text = _text(texts, stretch)
    quote = re.sub(r"\d(?=\D*$)", str(digit), text, count=1)
    if quote != text and len(text.split()) > 6 and _is_uncut(texts, stretch):
        verdict = verify(texts, quote)
        assert verdict.status == "near"
        assert [change.alert for change in verdict.changes if change.kind != "same"] == ["number"]


@given(st.text(min_size=1))
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.origin) == len(folded.text)
    assert list(folded.origin) == sorted(folded.origin)
    if folded.text:
        start, end = folded.span(0, len(folded.text))
        assert 0 <= start < end <= len(text)


# Hostile and empty quotes


@pytest.mark.parametrize(("quote", "reason"), [("", "empty"), (" \n«»…[]", "empty"), ("ore " * 250_000, "long")])
def test_a_quote_without_words_or_end_is_refused(texts: Generation, quote: str, reason: str) -> None:
    with pytest.raises(BadQuote) as refused:
        verify(texts, quote)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "quote",
    [
        "(.*)+[a-z]{1,9}$ \\1 ?",
        "\x00\x01 of \x00 the",
        "\ud800 lone surrogate",
        "[[[[[…]]] [a",
        "a " * 2_400,
        "“" * 4_000 + "a",
    ],
)
def test_hostile_quotes_get_a_verdict(texts: Generation, quote: str) -> None:
    assert verify(texts, quote).status in ("near", "not_found")


def test_control_characters_within_a_quote_do_not_hide_it(texts: Generation) -> None:
    assert verify(texts, "Unlawful\x00 extraction of co\x00balt").status == "normalised"


# The real reports


def test_fifty_changed_sentences_of_the_real_reports_are_found_in_five_seconds(shared: Path, tmp_path: Path) -> None:
    sources, _ = scan([shared / "reports"])
    chosen = [source for source in sources if source.path.suffix != ".pdf"]  # which take ten seconds to read
    read = zip(chosen, read_many([source.path for source in chosen], "corpus.library:read_content"), strict=True)
    reports = [
        describe(source.path, fingerprint(source), content, known_reports())
        for source, (_, content) in read
        if not isinstance(content, Exception)
    ]
    library = _generation(tmp_path, reports)
    chance, quotes = random.Random(7), list[tuple[str, str]]()  # noqa: S311 - not a secret
    while len(quotes) < 50:
        report = chance.choice(reports)
        block = chance.choice(report.blocks)
        words = report.text[block.start : block.end].split()
        at = next((i for i, word in enumerate(words[:40]) if word.isdigit()), None)
        if block.kind == "text" and len(words) >= 12 and at is not None:
            words[at] = str(int(words[at]) + 1)
            quotes.append((report.id, " ".join(words[:40])))
    library_of(library).words  # noqa: B018 - built before the clock runs
    began = time.perf_counter()
    verdicts = [verify(library, quote, [identity]) for identity, quote in quotes]
    assert time.perf_counter() - began < 5
    assert {verdict.status for verdict in verdicts} == {"near"}
    assert all(any(change.alert == "number" for change in verdict.changes) for verdict in verdicts)
