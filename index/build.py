"""Documents, passages and vectors to the files of a generation. Nothing here is visible until it is published."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from corpus.document import LANGUAGES, Document, Passage
from index.analysis import FAMILIES, Analyser, Family, family_of
from index.axes import Axes, remove
from index.compounds import Splitter, known_words
from index.dense import DenseIndex
from index.embedders import Vectors
from index.generation import COLUMNS, KINDS
from index.glossary import Glossary
from index.lexical import LexicalIndex
from index.passage_store import write_store
from index.vector_cache import VectorCache

_WORD = re.compile(r"[^\W\d_]+")
FINGERPRINT = "files-3"  # changes when other files would be made of the same passages
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


def heading_text(title: str, passage: Passage) -> str:
    """What is embedded for the headings of a passage: its report's title and its section.

    A passage under no heading stands for itself: a title alone says nothing of which passage is meant.
    """
    return " – ".join([title, *passage.section]) if passage.section else passage_text(passage)


def heading_texts(library: Library) -> list[str]:
    """The heading text of each passage, in row order."""
    titles = {document.id: document.title for document in library.documents}
    return [heading_text(titles[passage.document_id], passage) for passage in library.passages]


def second_moments(vectors: Vectors) -> Vectors:
    """Mean and raw second moment of unit vectors, shape (d + 1, d): the mean in the first row.

    From them the mean and spread of the cosines between any question and all these vectors follow exactly.
    """
    mean = vectors.mean(axis=0, keepdims=True)
    return np.concatenate([mean, vectors.T @ vectors / len(vectors)]).astype(np.float32)


def texts_to_embed(library: Library) -> Iterator[str]:
    for passage in library.passages:
        yield passage_text(passage)
        yield from sentence_texts(passage)
    yield from dict.fromkeys(heading_texts(library))


def write_files(directory: Path, library: Library, cache: VectorCache, axes: Axes, glossary: Glossary) -> None:
    """Write everything but the manifest. Every text of `texts_to_embed` must be in the cache."""
    vectors = _Projected(cache, axes)
    titles = {document.id: document.title for document in library.documents}
    analyser = Analyser(Splitter(known_words(_norwegian_words(library))))
    for family in FAMILIES:
        first, last = library.families[family]
        if last > first:
            _write_family(directory / family, library.passages[first:last], family, vectors, analyser, titles)
    firsts = _write_sentences(directory / "sentences.npy", library.passages, vectors)
    headings = _write_headings(directory / "headings.npy", library, vectors)
    _write_columns(directory / "columns.npy", library, firsts, headings)
    np.save(directory / "axes.npy", axes)
    (directory / "glossary.json").write_bytes(glossary.to_json())
    (directory / "words.txt").write_text("\n".join(sorted(analyser.splitter.known)), encoding="utf-8")
    write_store(directory / "passages.sqlite", library.documents, _store_rows(library, firsts))


class _Projected:
    """Vectors from the cache with the language axes removed."""

    def __init__(self, cache: VectorCache, axes: Axes) -> None:
        self._cache, self._axes = cache, axes
        self.dimension = cache.dimension

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that are all in the cache, shape (len(texts), dimension)."""
        matrix = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            matrix[start : start + _CHUNK] = remove(self._cache.vectors(texts[start : start + _CHUNK]), self._axes)
        return matrix


def _norwegian_words(library: Library) -> Iterator[str]:
    for passage in library.passages:
        if family_of(passage.language) == "no":
            yield from _WORD.findall(passage_text(passage))


def _write_family(
    directory: Path,
    passages: Sequence[Passage],
    family: Family,
    projected: _Projected,
    analyser: Analyser,
    titles: Mapping[str, str],
) -> None:
    directory.mkdir()
    analysed = [analyser.terms(_lexical_text(passage), family) for passage in passages]
    if any(analysed):
        LexicalIndex.build(analysed).save(directory / "bm25")
    vectors = projected([passage_text(passage) for passage in passages])
    DenseIndex.build(vectors).save(directory / "vectors.faiss")
    sentences = projected([text for passage in passages for text in sentence_texts(passage)])
    headings = projected([heading_text(titles[passage.document_id], passage) for passage in passages])
    np.save(directory / "moments.npy", np.stack([second_moments(each) for each in (vectors, sentences, headings)]))


def _lexical_text(passage: Passage) -> str:
    """The passage's words and those of the headings it stands under."""
    return "\n".join([*passage.section, passage_text(passage)])


def _write_sentences(path: Path, passages: Sequence[Passage], projected: _Projected) -> list[int]:
    """Write sentence vectors; returns where each passage's sentences start."""
    firsts = np.cumsum([0, *(len(passage.sentences) for passage in passages)])
    shape = (int(firsts[-1]), projected.dimension)
    matrix = np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=shape)
    texts = [text for passage in passages for text in sentence_texts(passage)]
    for start in range(0, len(texts), _CHUNK):
        matrix[start : start + _CHUNK] = projected(texts[start : start + _CHUNK])
    matrix.flush()
    return [int(first) for first in firsts]


def _write_headings(path: Path, library: Library, projected: _Projected) -> list[int]:
    """Write the vector of each distinct heading; returns which one each passage has."""
    texts = heading_texts(library)
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    np.save(path, projected(list(places)).astype(np.float16))
    return [places[text] for text in texts]


def _write_columns(path: Path, library: Library, firsts: Sequence[int], headings: Sequence[int]) -> None:
    ordinals = {document.id: ordinal for ordinal, document in enumerate(library.documents)}
    columns = np.empty(len(library.passages), dtype=COLUMNS)
    for row, passage in enumerate(library.passages):
        language, kind = LANGUAGES.index(passage.language), KINDS.index(passage.kind)
        columns[row] = (
            ordinals[passage.document_id],
            language,
            kind,
            firsts[row],
            len(passage.sentences),
            headings[row],
        )
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
