"""Documents, passages and vectors to the files of a generation. Nothing here is visible until it is published."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from corpus.document import LANGUAGES, Document, Passage
from index.analysis import FAMILIES, Family, family_of, terms
from index.dense import DenseIndex
from index.embedders import Vectors
from index.generation import COLUMNS, KINDS
from index.lexical import LexicalIndex
from index.passage_store import write_store
from index.vector_cache import VectorCache

BACKGROUND = 1_024  # passages of a family in the fixed sample
_CHUNK = 20_000  # vectors fetched from the cache at a time


@dataclass(slots=True)
class Library:
    """What a generation is made of. Passages are in row order: family by family, documents and texts in order."""

    documents: list[Document]
    passages: list[Passage]
    families: dict[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Sequence[Document], passages: Sequence[Passage]) -> "Library":
        order = {document.id: ordinal for ordinal, document in enumerate(documents)}
        ranked = sorted(
            passages, key=lambda p: (FAMILIES.index(family_of(p.language)), order[p.document_id], p.start, p.id)
        )
        library = cls(list(documents), ranked)
        first = 0
        for family in FAMILIES:
            count = sum(family_of(p.language) == family for p in ranked)
            library.families[family] = (first, first + count)
            first += count
        return library


def passage_text(passage: Passage) -> str:
    """What is embedded and analysed for a passage: its reading where it has one, else its own words."""
    return passage.reading or passage.text


def sentence_texts(passage: Passage) -> list[str]:
    """What is embedded for each sentence of a passage."""
    if passage.reading:
        return passage.reading.split("\n")
    return [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]


def texts_to_embed(passages: Sequence[Passage]) -> Iterator[str]:
    for passage in passages:
        yield passage_text(passage)
        yield from sentence_texts(passage)


def write_files(directory: Path, library: Library, cache: VectorCache) -> None:
    """Write everything but the manifest. Every text of `texts_to_embed` must be in the cache."""
    for family in FAMILIES:
        first, last = library.families[family]
        if last > first:
            _write_family(directory / family, library.passages[first:last], family, cache)
    firsts = _write_sentences(directory / "sentences.npy", library.passages, cache)
    _write_columns(directory / "columns.npy", library, firsts)
    write_store(directory / "passages.sqlite", library.documents, _store_rows(library, firsts))


def _write_family(directory: Path, passages: Sequence[Passage], family: Family, cache: VectorCache) -> None:
    directory.mkdir()
    analysed = [terms(_lexical_text(passage), family) for passage in passages]
    if any(analysed):
        LexicalIndex.build(analysed).save(directory / "bm25")
    vectors = _vectors(cache, [passage_text(passage) for passage in passages])
    DenseIndex.build(vectors).save(directory / "vectors.faiss")
    rows = background_rows(passages)
    np.save(directory / "background.npy", rows)
    np.save(directory / "background_vectors.npy", vectors[rows])


def _lexical_text(passage: Passage) -> str:
    """The passage's words and those of the headings it stands under."""
    return "\n".join([*passage.section, passage_text(passage)])


def background_rows(passages: Sequence[Passage]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Rows of the fixed sample: those with the smallest ids, which are hashes, so the choice is random and stable."""
    chosen = sorted(range(len(passages)), key=lambda row: passages[row].id)[:BACKGROUND]
    return np.array(sorted(chosen), dtype=np.int64)


def _write_sentences(path: Path, passages: Sequence[Passage], cache: VectorCache) -> list[int]:
    """Write sentence vectors; returns where each passage's sentences start."""
    firsts = np.cumsum([0, *(len(passage.sentences) for passage in passages)])
    dimension = cache.dimension
    matrix = np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=(int(firsts[-1]), dimension))
    texts = [text for passage in passages for text in sentence_texts(passage)]
    for start in range(0, len(texts), _CHUNK):
        matrix[start : start + _CHUNK] = cache.vectors(texts[start : start + _CHUNK])
    matrix.flush()
    return [int(first) for first in firsts]


def _write_columns(path: Path, library: Library, firsts: Sequence[int]) -> None:
    ordinals = {document.id: ordinal for ordinal, document in enumerate(library.documents)}
    columns = np.empty(len(library.passages), dtype=COLUMNS)
    for row, passage in enumerate(library.passages):
        language, kind = LANGUAGES.index(passage.language), KINDS.index(passage.kind)
        columns[row] = (ordinals[passage.document_id], language, kind, firsts[row], len(passage.sentences))
    np.save(path, columns)


def _store_rows(library: Library, firsts: Sequence[int]) -> Iterator[tuple[int, Passage, int, int]]:
    nth = _occurrences(library.passages)
    for row, passage in enumerate(library.passages):
        yield row, passage, nth[passage.id], firsts[row]


def _occurrences(passages: Sequence[Passage]) -> dict[str, int]:
    """Which occurrence of its text each passage is within its document, from 1."""
    seen, nth = Counter[tuple[str, str]](), dict[str, int]()
    for passage in sorted(passages, key=lambda p: (p.document_id, p.start)):
        key = (passage.document_id, passage.text)
        seen[key] += 1
        nth[passage.id] = seen[key]
    return nth


def _vectors(cache: VectorCache, texts: Sequence[str]) -> Vectors:
    parts = [cache.vectors(texts[start : start + _CHUNK]) for start in range(0, len(texts), _CHUNK)]
    return np.concatenate(parts)
