"""Language axes from our own parallel sentences against axes from FLORES, on texts that neither was estimated from.

Usage: python bench/axes.py [--shared FOLDER] [--pages 100]

FLORES is split in the order of its articles: 600 pairs (bokmål–English) for estimating, as many as ours, the rest for
judging, in both written Norwegians. Of ours, four fifths are for estimating and one fifth is for judging. Judged is how
often a sentence's translation is the nearest of all judged sentences in both languages (the mean of both directions),
and how often a page's title finds the beginning of the page in the other language among those of all pages in both. The
default model embeds everything as passages, titles as questions; vectors are kept in .home-bench/axes.sqlite.
"""

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from measure import KEPT, print_table

from index.axes import PAIRS, Axes, estimate, parallel_sentences, remove
from index.calibration import translations_found
from index.embedders import PACKAGED, Embedder, Vectors, open_embedder
from index.vector_cache import VectorCache

ESTIMATED = 600  # FLORES pairs for estimating
LEAD = 80  # words of the beginning of a page
COUNTS = (1, 2, 3, 4, 8)

Aligned = tuple[Vectors, Vectors]  # Norwegian, English; row by row translations


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages that stand in both languages: bokmål first, then English, in the same order."""

    titles: Vectors
    leads: Vectors


class Texts:
    """Texts to vectors, each embedded once."""

    def __init__(self, embedder: Embedder, cache: VectorCache) -> None:
        self.embedder, self.cache = embedder, cache

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.cache.embed(self.cache.missing(texts), self.embedder)
        return self.cache.vectors(texts)

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> Aligned:
        norwegian, english = zip(*pairs, strict=True)
        return self(norwegian), self(english)


def read_flores(shared: Path, language: str) -> list[tuple[str, str]]:
    names = (f"{language}.devtest", "eng.devtest")
    norwegian, english = ((shared / "eval/flores" / name).read_text(encoding="utf-8").splitlines() for name in names)
    return list(zip(norwegian, english, strict=True))


def read_pages(shared: Path, count: int) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """((title, lead) in bokmål, (title, lead) in English) of pages whose titles are theirs alone."""
    folder = shared / "eval/parallel"
    lines = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    documents = {each["id"]: each for each in map(json.loads, lines)}
    rows = [line.split("\t") for line in (folder / "pairs_dev.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    titles = [documents[name]["title"] for row in rows for name in row]
    found = []
    for row in rows:
        sides = {documents[name]["lang"]: documents[name] for name in row}
        alone = all(titles.count(side["title"]) == 1 for side in sides.values())
        if alone and set(sides) == {"nb", "en"} and all(map(_lead, sides.values())):
            norwegian, english = sides["nb"], sides["en"]
            found.append(((norwegian["title"], _lead(norwegian)), (english["title"], _lead(english))))
    return found[:count]


def _lead(page: Mapping[str, str]) -> str:
    """The beginning of a page without lines that repeat its title."""
    lines = [line for line in page["text"].splitlines() if page["title"] not in line]
    return " ".join(" ".join(lines).split()[:LEAD])


def recalls(pages: Pages, axes: Axes) -> tuple[float, float]:
    """R@1 and R@5 of the page in the other language among all pages but the title's own."""
    cosines = remove(pages.titles, axes) @ remove(pages.leads, axes).T
    np.fill_diagonal(cosines, -np.inf)
    size = len(cosines)
    wanted = cosines[np.arange(size), np.roll(np.arange(size), size // 2)]
    ranks = 1 + (cosines > wanted[:, None]).sum(axis=1)
    return float((ranks <= 1).mean()), float((ranks <= 5).mean())


def translations(aligned: Aligned, axes: Axes) -> float:
    """R@1, the mean of both directions."""
    return float(np.mean(translations_found(remove(aligned[0], axes), remove(aligned[1], axes))))


def overlap(one: Axes, other: Axes) -> float:
    """How much two sets of axes span the same space: 0 to 1, the mean squared cosine of their principal angles."""
    return float(np.mean(np.linalg.svd(one @ other.T, compute_uv=False) ** 2))


def split_ours(texts: Texts) -> tuple[Aligned, dict[str, Aligned]]:
    """(four fifths for estimating, one fifth for judging by languages) of the bundled sentences."""
    learned, held = list[tuple[str, str]](), dict[str, Aligned]()
    for name in PAIRS:
        pairs = parallel_sentences(name)
        learned += [pair for place, pair in enumerate(pairs) if place % 5]
        held[f"ours {name}"] = texts.pairs(pairs[::5])
    return texts.pairs(learned), held


def compare(texts: Texts, shared: Path, count: int) -> None:
    ours, judged = split_ours(texts)
    flores = read_flores(shared, "nob")
    theirs = texts.pairs(flores[:ESTIMATED])
    judged["FLORES nb-en"] = texts.pairs(flores[ESTIMATED:])
    judged["FLORES nn-en"] = texts.pairs(read_flores(shared, "nno")[ESTIMATED:])
    norwegian, english = zip(*read_pages(shared, count), strict=True)
    sides = [*norwegian, *english]
    pages = Pages(texts.embedder.questions([title for title, _ in sides]), texts([lead for _, lead in sides]))
    sources = {
        "ours": ours,
        "FLORES": theirs,
        "both": (np.concatenate([ours[0], theirs[0]]), np.concatenate([ours[1], theirs[1]])),
    }
    rows = [_row("none", 0, np.empty((0, ours[0].shape[1]), dtype=np.float32), None, judged, pages)]
    for number in COUNTS:
        reference = estimate(*theirs, number)
        for source, aligned in sources.items():
            rows.append(_row(source, number, estimate(*aligned, number), reference, judged, pages))
    sizes = [f"{name} ({len(each[0])})" for name, each in judged.items()]
    heading = ["axes from", "number", "overlap with FLORES", *sizes, f"pages R@1 ({len(sides)})", "pages R@5"]
    print(f"Estimated from {len(ours[0])} pairs of ours, {len(theirs[0])} of FLORES.")
    print_table(heading, rows)


def _row(
    source: str, number: int, axes: Axes, reference: Axes | None, judged: Mapping[str, Aligned], pages: Pages
) -> list[object]:
    shared = "" if reference is None else f"{overlap(axes, reference):.2f}"
    figures = [*(translations(each, axes) for each in judged.values()), *recalls(pages, axes)]
    return [source, number, shared, *(f"{figure:.3f}" for figure in figures)]


def main() -> None:
    beside = Path(__file__).resolve().parents[2] / "shared"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("ASSISTANT_SHARED", beside)))
    parser.add_argument("--pages", type=int, default=100, help="pairs of pages")
    asked = parser.parse_args()
    KEPT.mkdir(exist_ok=True)
    embedder = open_embedder(PACKAGED)
    with VectorCache(KEPT / "axes.sqlite", embedder.fingerprint, embedder.dimension) as cache:
        compare(Texts(embedder, cache), asked.shared, asked.pages)


if __name__ == "__main__":
    main()
