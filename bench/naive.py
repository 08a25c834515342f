"""The script a user would write: sentence-transformers, rank_bm25 and faiss, glued together. What ours is measured by.

Usage: python bench/naive.py build FOLDER TEXTS   every .txt file in TEXTS into an index in FOLDER
       python bench/naive.py ask FOLDER QUESTION  the best windows, fused by reciprocal rank

FOLDER/model is a directory that sentence-transformers loads; `bench/cold_ask.py` saves the default model there.
"""

import pickle
import re
import sys
from pathlib import Path

import faiss
import numpy as np
from rank_bm25 import BM25Okapi
from sentence_transformers import SentenceTransformer

WINDOW = 180  # words
DEPTH = 50  # of each list
RRF = 60


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def build(folder: Path, texts: Path) -> None:
    windows = []
    for file in sorted(texts.glob("*.txt")):
        text = file.read_text(encoding="utf-8").split()
        windows += [" ".join(text[i : i + WINDOW]) for i in range(0, len(text), WINDOW)]
    model = SentenceTransformer(str(folder / "model"), device="cpu")
    vectors = model.encode([f"passage: {window}" for window in windows], normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(folder / "vectors.faiss"))
    bm25 = BM25Okapi([words(window) for window in windows])
    (folder / "windows.pickle").write_bytes(pickle.dumps((windows, bm25)))


def ask(folder: Path, question: str) -> None:
    windows, bm25 = pickle.loads((folder / "windows.pickle").read_bytes())  # noqa: S301 - our own file
    index = faiss.read_index(str(folder / "vectors.faiss"))
    model = SentenceTransformer(str(folder / "model"), device="cpu")
    vector = model.encode([f"query: {question}"], normalize_embeddings=True)
    dense = index.search(vector, DEPTH)[1][0]
    lexical = np.argsort(-bm25.get_scores(words(question)))[:DEPTH]
    scores: dict[int, float] = {}
    for ranked in (dense, lexical):
        for rank, row in enumerate(ranked.tolist(), 1):
            scores[row] = scores.get(row, 0) + 1 / (RRF + rank)
    for row in sorted(scores, key=lambda row: -scores[row])[:3]:
        print(windows[row], end="\n\n")


if __name__ == "__main__":
    verb, folder, argument = sys.argv[1:]
    if verb == "build":
        build(Path(folder), Path(argument))
    else:
        ask(Path(folder), argument)
