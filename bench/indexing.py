"""How fast reports are indexed: our bulk embedder against plain `SentenceTransformer.encode`, then a whole rebuild.

Usage: python bench/indexing.py [--reports FOLDER] [--passages N] [--runs N] [--no-rebuild]

Both embed the same texts, in turn, each time in a new process and not counting the time to load: theirs in float32
with encode's own defaults, ours as a rebuild does it, with the vectors recorded on disk. The rebuild starts from an
empty home.
"""

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from measure import ASSISTANT, KEPT, ROOT, peak_memory_of_children, print_table, run, spread

from corpus import catalogue, library
from corpus.errors import CannotRead
from corpus.isolation import read_many
from corpus.passages import split_passages
from index.embedders import Vectors
from index.embedders.packaged import PackagedE5
from index.embedders.weights import PackedModel, packaged_model
from index.rebuild import READ
from index.vector_cache import VectorCache

WARM = 32  # texts embedded before the clock starts


def passage_texts(reports: Path) -> list[str]:
    """The text of every passage of the reports, each once."""
    sources, _ = library.scan([reports])
    known, texts = catalogue.known_reports(), dict[str, None]()
    for path, content in read_many([source.path for source in sources], READ):
        if not isinstance(content, CannotRead):
            document = library.describe(path, "", content, known)
            texts |= dict.fromkeys(passage.text for passage in split_passages(document))
    return list(texts)


def compare(texts: list[str], runs: int) -> None:
    """Print passages a second of both embedders on the same texts, each time in a new process, in turn."""
    seconds: dict[str, list[float]] = {"plain": [], "ours": []}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
        for _ in range(runs):
            for name, taken in seconds.items():
                made = run([sys.executable, __file__, "--embed", name, folder])
                if made.code:
                    sys.exit(made.err)
                taken.append(float(made.out))
        plain, ours = (np.load(Path(folder) / f"{name}.npy") for name in seconds)
    cosines = np.sum(plain * ours, axis=1)
    ratio = statistics.median(seconds["plain"]) / statistics.median(seconds["ours"])
    rows = [
        ("SentenceTransformer.encode, float32", *_speeds(texts, seconds["plain"])),
        ("ours, vectors recorded", *_speeds(texts, seconds["ours"])),
        (f"times faster, medians of {runs}", f"{ratio:.1f}", ""),
        ("cosine of the two, median and lowest", f"{np.median(cosines):.5f}, {cosines.min():.5f}", ""),
    ]
    length = statistics.mean(len(text.split()) for text in texts)
    print_table((f"{len(texts)} passages of {length:.0f} words", "passages a second", "seconds"), rows)


def embed(name: str, folder: Path) -> None:
    """Embed the texts in `folder` with one of the two embedders, loaded and warm; print the seconds it took."""
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    encode = plain_encoder() if name == "plain" else rebuild_encoder(folder)
    encode(texts[:WARM])
    started = time.perf_counter()
    vectors = encode(texts)
    print(time.perf_counter() - started)
    np.save(folder / f"{name}.npy", vectors)


def plain_encoder() -> Callable[[list[str]], Vectors]:
    """What a user would call."""
    from index.embedders.bulk import sentence_transformer

    model = sentence_transformer(PackedModel(packaged_model()))
    return lambda texts: model.encode([f"passage: {text}" for text in texts], normalize_embeddings=True)


def rebuild_encoder(folder: Path) -> Callable[[list[str]], Vectors]:
    """What a rebuild calls: vectors are recorded batch by batch, then read back."""
    ours = PackagedE5()
    ours.prepare_bulk()

    def encode(texts: list[str]) -> Vectors:
        with VectorCache(folder / f"{len(texts)}-{time.time_ns()}.sqlite", ours.fingerprint, ours.dimension) as cache:
            cache.embed(texts, ours)
            return cache.vectors(texts)

    return encode


def _speeds(texts: list[str], seconds: list[float]) -> tuple[str, str]:
    return f"{len(texts) / statistics.median(seconds):.1f}", spread(seconds)


def rebuild(reports: Path) -> None:
    """Print time and memory of a whole rebuild in a new process. The index is kept for `bench/cold_ask.py`."""
    home = KEPT / "ours"
    shutil.rmtree(home, ignore_errors=True)
    made = run([ASSISTANT, "rebuild", "--reports", str(reports), "--home", str(home), "--json"])
    if made.code:
        sys.exit(made.err)
    outcome = json.loads(made.out)
    files = sum(file.stat().st_size for file in home.rglob("*") if file.is_file()) / 1024**2
    again = run([ASSISTANT, "rebuild", "--home", str(home)])
    rows = [
        ("reports, passages", f"{outcome['documents']}, {outcome['passages']:,}"),
        ("texts embedded (passages and their sentences)", f"{outcome['embedded']:,}"),
        *((f"{step}, s", f"{seconds:.1f}") for step, seconds in outcome["seconds"].items()),
        ("start to exit, s", f"{made.wall:.0f}"),
        ("peak memory of the largest process, MiB", f"{peak_memory_of_children():,.0f}"),
        ("on disk (index and vector cache), MiB", f"{files:.0f}"),
        ("again with nothing new, s", f"{again.wall:.1f}"),
    ]
    print_table(("a whole rebuild", ""), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--reports", type=Path, default=ROOT.parent / "shared" / "reports")
    parser.add_argument("--passages", type=int, default=384, help="how many, drawn at random")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-rebuild", action="store_true")
    parser.add_argument("--embed", nargs=2, metavar=("WHICH", "FOLDER"), help=argparse.SUPPRESS)
    choice = parser.parse_args()
    if choice.embed:
        embed(choice.embed[0], Path(choice.embed[1]))
        return
    if not choice.no_rebuild:  # first, while this process has no other children
        rebuild(choice.reports)
    texts = passage_texts(choice.reports)
    compare(random.Random(1).sample(texts, min(choice.passages, len(texts))), choice.runs)


if __name__ == "__main__":
    main()
