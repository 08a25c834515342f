"""Generations: immutable directories that hold everything a search needs, published at one point in time.

    HOME/generations/000007/manifest.json     what this is, of what, checked by what
                            passages.sqlite   documents and passages
                            columns.npy       what a filter needs to know of each passage
                            no/, en/          one directory a language family: bm25/, vectors.faiss, moments.npy
                            sentences.npy     vectors of every passage's sentences, float16
                            headings.npy      vectors of titles and headings, float16
                            axes.npy          language axes that are removed from all these vectors
                            glossary.json     the glossary, compiled; words.txt: words that may be parts of compounds
    HOME/CURRENT                              the number of the one that is read

Opening is recovery: the pointer's generation, or else the newest whose checksums hold.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.document import LANGUAGES
from index import durable
from index.analysis import FAMILIES, Analyser, Family
from index.compounds import Splitter
from index.dense import DenseIndex
from index.embedders import Vectors
from index.errors import BrokenIndex, ForeignFormat, NoIndex
from index.fusion import Moments
from index.glossary import Glossary
from index.lexical import LexicalIndex
from index.passage_store import PassageStore

FORMAT = 1
VERIFY_BELOW = 256 * 1024 * 1024  # bytes of a generation that are checked whole at every opening

COLUMNS = np.dtype(
    [
        ("document", "<i4"),
        ("language", "<i1"),
        ("kind", "<i1"),
        ("sentence", "<i4"),  # the first of its sentences in sentences.npy
        ("count", "<i2"),  # of its sentences
        ("heading", "<i4"),  # in headings.npy
    ]
)
KINDS = ("text", "table", "caption", "footnote")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is. Written last, and itself checked."""

    number: int
    created: str  # ISO 8601, UTC
    embedder: str  # fingerprint
    settings: dict[str, str]  # fingerprints of chunker, analyser and readers
    families: dict[str, tuple[int, int]]  # rows [first, last) of each family
    documents: int
    passages: int
    sources: dict[str, str]  # path → sha256 of the file that was read
    skipped: tuple[dict[str, str], ...]
    files: dict[str, str]  # name in this directory → sha256
    size: int  # bytes of all files
    format: int = FORMAT

    def to_json(self) -> bytes:
        # In ASCII, which holds the names of files that are not valid UTF-8 too.
        return _sealed(json.dumps(asdict(self), indent=1, sort_keys=True))

    @classmethod
    def from_json(cls, data: bytes, where: str) -> "Manifest":
        _, _, rest = data.partition(_SEAL_END)
        body = rest.removesuffix(b"}\n").decode(errors="replace")
        if data != _sealed(body):
            raise BrokenIndex(where, "manifest.json")
        facts = json.loads(body)
        if facts.get("format") != FORMAT:
            raise ForeignFormat(where, facts.get("format"), FORMAT)
        facts["families"] = {family: (first, last) for family, (first, last) in facts["families"].items()}
        facts["skipped"] = tuple(facts["skipped"])
        return cls(**facts)


_SEAL_END = b'"manifest":\n'


def _sealed(body: str) -> bytes:
    """A manifest's JSON inside the JSON that carries its checksum."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    return f'{{"sha256": "{digest}", '.encode() + _SEAL_END + f"{body}}}\n".encode()


class FamilyIndex:
    """The ranked lists of one language family. Rows here are counted from the family's first row."""

    def __init__(self, directory: Path, first_row: int, rows: int) -> None:
        self._directory = directory
        self.first_row, self.rows = first_row, rows

    @cached_property
    def lexical(self) -> LexicalIndex | None:
        """None when no passage of this family has an index term."""
        directory = self._directory / "bm25"
        return LexicalIndex.open(directory) if directory.exists() else None

    @cached_property
    def dense(self) -> DenseIndex:
        return DenseIndex.open(self._directory / "vectors.faiss")

    @cached_property
    def _moments(self) -> Vectors:
        """Of passage, sentence and heading vectors, shape (3, d + 1, d); see `index.build.second_moments`."""
        moments: Vectors = np.load(self._directory / "moments.npy", mmap_mode="r")
        return moments

    def moments(self, kind: int, question: Vectors) -> Moments:
        """Of the cosines of a question, shape (1, d), with all vectors of a kind: 0 passage, 1 sentence, 2 heading."""
        mean, second = self._moments[kind, 0], self._moments[kind, 1:]
        return Moments(self.rows, float(mean @ question[0]), float(question[0] @ second @ question[0]))


class Generation:
    """One published generation, open for reading. Safe to share between threads."""

    def __init__(self, directory: Path, manifest: Manifest, degraded: tuple[str, ...] = ()) -> None:
        self.directory, self.manifest, self.degraded = directory, manifest, degraded
        self.store = PassageStore(directory / "passages.sqlite")

    @property
    def number(self) -> int:
        return self.manifest.number

    @cached_property
    def families(self) -> dict[Family, FamilyIndex]:
        """Families that have passages."""
        found = {}
        for family in FAMILIES:
            first, last = self.manifest.families[family]
            if last > first:
                found[family] = FamilyIndex(self.directory / family, first, last - first)
        return found

    @cached_property
    def columns(self) -> npt.NDArray[Any]:
        columns: npt.NDArray[Any] = np.load(self.directory / "columns.npy", mmap_mode="r")
        return columns

    @cached_property
    def sentences(self) -> npt.NDArray[np.float16]:
        vectors: npt.NDArray[np.float16] = np.load(self.directory / "sentences.npy", mmap_mode="r")
        return vectors

    @cached_property
    def headings(self) -> npt.NDArray[np.float16]:
        vectors: npt.NDArray[np.float16] = np.load(self.directory / "headings.npy", mmap_mode="r")
        return vectors

    @cached_property
    def axes(self) -> npt.NDArray[np.float32]:
        """The language axes that were removed from every vector here."""
        axes: npt.NDArray[np.float32] = np.load(self.directory / "axes.npy")
        return axes

    @cached_property
    def glossary(self) -> Glossary:
        return Glossary.from_json((self.directory / "glossary.json").read_bytes())

    @cached_property
    def analyser(self) -> Analyser:
        words = (self.directory / "words.txt").read_text(encoding="utf-8")
        return Analyser(Splitter(words.split("\n")))

    def allowed(
        self, languages: tuple[str, ...] | None, documents: tuple[str, ...] | None
    ) -> npt.NDArray[np.bool_] | None:
        """Which rows a filter lets through; None when all."""
        if languages is None and documents is None:
            return None
        mask = np.ones(len(self.columns), dtype=bool)
        if languages is not None:
            mask &= np.isin(self.columns["language"], [LANGUAGES.index(name) for name in languages])
        if documents is not None:
            ordinals = [i for i, document in enumerate(self.store.documents()) if document.id in documents]
            mask &= np.isin(self.columns["document"], ordinals)
        return mask

    def close(self) -> None:
        self.store.close()


def generations(home: Path) -> list[int]:
    """Numbers of the generations in a home, oldest first."""
    folder = home / "generations"
    names = (path.name for path in folder.iterdir()) if folder.is_dir() else iter(())
    return sorted(int(name) for name in names if name.isdigit())


def directory_of(home: Path, number: int) -> Path:
    return home / "generations" / f"{number:06d}"


def open_current(home: Path) -> Generation:
    """The published generation, or the newest whole one, then marked degraded.

    Raises `NoIndex`, `BrokenIndex` when none is whole, `ForeignFormat` when the pointer's one has another format.
    """
    numbers = generations(home)
    pointed = _pointer(home)
    if not numbers:
        raise NoIndex(str(home))
    failures = list[BrokenIndex | ForeignFormat]()
    for number in _candidates(numbers, pointed):
        try:
            generation = open_generation(home, number)
        except (BrokenIndex, ForeignFormat) as error:
            if number == pointed and isinstance(error, ForeignFormat):
                raise
            failures.append(error)
            continue
        if number != pointed:
            cause = failures[0].args[1] if failures else "CURRENT"
            generation.degraded = (f"generation:{pointed or '?'}:{cause}",)
        return generation
    raise failures[0]


def open_generation(home: Path, number: int) -> Generation:
    """One generation by its number, verified. Raises `NoIndex`, `BrokenIndex`, `ForeignFormat`."""
    directory = directory_of(home, number)
    if not directory.exists():
        raise NoIndex(str(directory))
    try:
        manifest = Manifest.from_json((directory / "manifest.json").read_bytes(), str(directory))
        for failure in damaged_files(directory, manifest, whole=manifest.size <= VERIFY_BELOW):
            raise BrokenIndex(str(directory), failure)
        return Generation(directory, manifest)
    except OSError as error:  # gone, or not to be read; a writer may remove an old generation at any time
        raise BrokenIndex(str(directory), f"{Path(error.filename or '').name}: {error.strerror}") from error


def damaged_files(directory: Path, manifest: Manifest, whole: bool = True) -> Iterator[str]:
    """Names of files that are gone or, when `whole`, not what the manifest says."""
    for name, expected in manifest.files.items():
        path = directory / name
        if not path.is_file() or (whole and durable.sha256(path) != expected):
            yield name


def _pointer(home: Path) -> int | None:
    try:
        return int((home / "CURRENT").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _candidates(numbers: list[int], pointed: int | None) -> list[int]:
    rest = sorted((n for n in numbers if n != pointed), reverse=True)
    return [pointed, *rest] if pointed in numbers and pointed is not None else rest
