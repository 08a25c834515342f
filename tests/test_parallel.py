"""The parallel sentences the language axes are estimated from: enough, clean, varied, and in our own words."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ASSISTANT_SHARED", ROOT.parent / "shared"))
FILES = {"nb": (ROOT / "index/parallel/nb-en.tsv", 420), "nn": (ROOT / "index/parallel/nn-en.tsv", 160)}
TEXT_SUFFIXES = {".md", ".txt", ".html", ".jsonl", ".json", ".tsv", ".devtest"}
RUN = 9  # words in a row that count as copied

Pair = tuple[str, str]


def rows(language: str) -> list[list[str]]:
    return [line.split("\t") for line in FILES[language][0].read_text(encoding="utf-8").splitlines()]


def pairs(language: str) -> list[Pair]:
    return [(row[0], row[1]) for row in rows(language)]


def all_pairs() -> list[Pair]:
    return [*pairs("nb"), *pairs("nn")]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    sequence = words(text)
    return (tuple(sequence[at : at + RUN]) for at in range(len(sequence) - RUN + 1))


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            return " ".join(page.get_textpage().get_text_range() for page in document)
    text = path.read_text(encoding="utf-8", errors="replace")
    return re.sub(r"<[^>]+>", " ", text) if path.suffix == ".html" else text


def shared_files() -> list[Path]:
    texts = [path for path in sorted(SHARED.rglob("*")) if path.suffix in TEXT_SUFFIXES and path.is_file()]
    return texts + sorted((SHARED / "reports").glob("*.pdf"))


@pytest.mark.parametrize("language", FILES)
def test_there_are_enough_pairs_and_every_line_has_two_filled_columns(language: str) -> None:
    found = rows(language)
    assert len(found) >= FILES[language][1]
    assert all(len(row) == 2 and all(cell and cell == cell.strip() for cell in row) for row in found)


def test_no_sentence_stands_twice() -> None:
    for language in FILES:
        norwegian = Counter(" ".join(words(left)) for left, _ in pairs(language))
        assert [text for text, times in norwegian.items() if times > 1] == []
    english = Counter(" ".join(words(right)) for _, right in all_pairs())
    assert [text for text, times in english.items() if times > 1] == []


def test_sentences_have_four_to_forty_words_and_translations_are_of_like_length() -> None:
    for left, right in all_pairs():
        assert all(4 <= len(side.split()) <= 40 for side in (left, right)), (left, right)
        assert 0.5 <= len(left) / len(right) <= 1.5, (left, right)


@pytest.mark.parametrize("language", FILES)
def test_about_one_in_five_is_a_question_in_both_languages(language: str) -> None:
    found = pairs(language)
    assert all(left.endswith("?") == right.endswith("?") for left, right in found)
    assert 0.15 <= sum(left.endswith("?") for left, _ in found) / len(found) <= 0.30


def test_no_template_makes_a_series_of_sentences() -> None:
    for side in (0, 1):
        openings = Counter(tuple(words(pair[side])[:4]) for pair in all_pairs())
        endings = Counter(tuple(words(pair[side])[-4:]) for pair in all_pairs())
        assert openings.most_common(1)[0][1] <= 3
        assert endings.most_common(1)[0][1] <= 3


def test_figures_are_the_same_in_both_languages() -> None:
    for left, right in all_pairs():
        assert re.findall(r"\d+", left) == re.findall(r"\d+", right), (left, right)


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent: nothing to compare the sentences with")
def test_no_sentence_shares_nine_words_in_a_row_with_a_shared_document() -> None:
    ours = {run: side for pair in all_pairs() for side in pair for run in runs(side)}
    copied = {ours[run]: path.name for path in shared_files() for run in runs(text_of(path)) if run in ours}
    assert copied == {}
