"""Rebuild: from folders of reports to one new published generation. What is already known is not done again."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from corpus import catalogue, library, ocr, passages
from corpus.document import Content, Document
from corpus.errors import CannotRead
from corpus.isolation import read_in_child, read_many
from corpus.library import Skipped, Source
from index import analysis, durable
from index.axes import Axes, axes_for, fingerprint, kept_axes
from index.build import FINGERPRINT as FILES
from index.build import Library, texts_to_embed, write_files
from index.embedders import Embedder
from index.errors import BrokenIndex, ForeignFormat, NoIndex, NothingReadable
from index.generation import Generation, Manifest, directory_of, generations, open_current
from index.glossary import BUNDLED, compile_glossary
from index.vector_cache import VectorCache

KEEP = 3  # generations, the published one included
READ = "corpus.library:read_content"
READERS = "readers-6"  # changes when a reader finds other text in the same file

Step = Literal["scan", "read", "embed", "write"]
Watch = Callable[[Step, int, int], None]  # (step, done, total) in files or texts


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be built, and how."""

    home: Path
    folders: tuple[Path, ...]
    words: int = passages.WORDS  # of a passage
    full: bool = False  # read every file again
    wait: bool = False  # for another rebuild to end
    ocr: bool = False  # recognise the text of scanned pages, where the commands for it are installed


@dataclass(slots=True)
class Outcome:
    """What a rebuild did."""

    generation: int
    published: bool  # False when nothing had changed
    documents: int = 0
    passages: int = 0
    read: list[str] = field(default_factory=list)  # paths of files whose bytes were new
    removed: list[str] = field(default_factory=list)  # titles of reports that are gone
    embedded: int = 0  # texts that had no vector yet
    recognised: int = 0  # pages whose text was recognised from a picture, in all reports
    skipped: list[Skipped] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def rebuild(request: Request, embedder: Embedder, watch: Watch = lambda *_: None) -> Outcome:
    """Publish a generation of the reports in `request.folders`; if nothing has changed, leave the one there is.

    Raises `Locked`, `CannotWrite`, and `NothingReadable` when no file gives any text. Interrupted anywhere, the old
    generation stands, and the next call goes on.
    """
    with durable.writing(request.home, wait=request.wait):
        (request.home / "generations").mkdir(exist_ok=True)
        _sweep(request.home)
        previous = _previous(request.home)
        watch("scan", 0, 0)
        sources, skipped = library.scan(request.folders)
        clock = _Clock()
        hashed = _hash(sources, skipped)
        settings = _settings(request, sources, kept_axes(embedder, request.home))
        if not request.full and previous and _unchanged(previous, hashed, skipped, settings, embedder):
            return _nothing_new(previous)
        glossary = compile_glossary(_glossaries(request.home))
        kept = {} if request.full else _readable_again(previous, settings, request.ocr)
        documents, read = _documents(hashed, skipped, previous, kept, bool(settings["ocr"]), watch)
        clock.lap("read")
        found = Library.of(documents, [p for d in documents for p in passages.split_passages(d, request.words)])
        if not found.passages:
            raise NothingReadable(request.folders, skipped)
        clock.lap("split")
        with VectorCache(request.home / "vectors.sqlite", embedder.fingerprint, embedder.dimension) as cache:
            embedded = _embed(found, embedder, cache, watch)
            axes = axes_for(embedder, cache, request.home)
            clock.lap("embed")
            watch("write", 0, 1)
            with _building(request.home) as building:
                write_files(building, found, cache, axes, glossary)
                number = max(generations(request.home), default=0) + 1
                made_with = {**settings, "axes": fingerprint(axes)}
                manifest = _manifest(building, number, found, hashed, skipped, made_with, embedder)
                _publish(building, request.home, manifest)
            watch("write", 1, 1)
        clock.lap("write")
        gone = _gone(previous, documents)
        return Outcome(
            generation=manifest.number,
            published=True,
            documents=len(documents),
            passages=len(found.passages),
            read=read,
            removed=gone,
            embedded=embedded,
            recognised=sum(page.ocr for document in documents for page in document.pages),
            skipped=skipped,
            seconds=clock.laps,
        )


def _settings(request: Request, sources: Sequence[Source], axes: Axes | None) -> dict[str, str]:
    """Fingerprints of everything but files and model that decides what is built."""
    known = Path(catalogue.__file__).with_name("catalogue.toml").read_bytes()
    glossaries = b"".join(path.read_bytes() for path in _glossaries(request.home))
    return {
        "passages": f"{passages.FINGERPRINT}/words-{request.words}",
        "terms": analysis.FINGERPRINT,
        "readers": READERS,
        "ocr": ocr.LANGUAGES if request.ocr and ocr.available() else "",
        "files": FILES,
        "axes": "" if axes is None else fingerprint(axes),
        "glossary": hashlib.sha256(glossaries).hexdigest()[:12],
        "catalogue": hashlib.sha256(known).hexdigest()[:12],
        "reports.toml": library.side_catalogues(sources),
    }


def _glossaries(home: Path) -> list[Path]:
    """The bundled glossary, and the user's own beside the index where there is one."""
    own = home / "glossary.toml"
    return [BUNDLED, own] if own.is_file() else [BUNDLED]


def _hash(sources: Sequence[Source], skipped: list[Skipped]) -> dict[str, str]:
    """Path → SHA-256 of every readable file, one path for each content; copies are reported as skipped."""
    hashed, first = dict[str, str](), dict[str, str]()
    for source in sources:
        path = str(source.path)
        try:
            digest = library.fingerprint(source)
        except CannotRead as error:
            skipped.append(Skipped(path, error.reason, error.detail))
            continue
        if digest in first:
            skipped.append(Skipped(path, "duplicate", first[digest]))
        else:
            first[digest] = path
            hashed[path] = digest
    return hashed


def _documents(
    hashed: dict[str, str],
    skipped: list[Skipped],
    previous: Generation | None,
    kept: dict[str, str],
    recognising: bool,
    watch: Watch,
) -> tuple[list[Document], list[str]]:
    """Every document, read anew where its SHA-256 is not in `kept`, the ids of those that would be read the same."""
    new = [path for path, digest in hashed.items() if digest not in kept]
    documents, done = list[Document](), 0
    known = catalogue.known_reports()
    for path, content in read_many(map(Path, new), READ, workers=_workers(len(new))):
        if recognising and ocr.needed(content):
            content = _recognised(path, content, skipped)
        done += 1
        watch("read", done, len(new))
        if isinstance(content, CannotRead):
            skipped.append(Skipped(str(path), content.reason, content.detail))
            continue
        documents.append(library.describe(path, hashed[str(path)], content, known))
    for name, digest in hashed.items():
        if digest in kept and previous:
            documents.append(library.describe_again(previous.store.document(kept[digest]), Path(name), known))
    return _distinct(sorted(documents, key=lambda d: (d.path, d.id))), new


def _recognised(path: Path, plain: Content | CannotRead, skipped: list[Skipped]) -> Content | CannotRead:
    """The file with its scanned pages recognised. A failure is told, and costs no page that has text of its own."""
    try:
        return ocr.read_scanned(path, plain, lambda out: read_in_child(out, READ))
    except CannotRead as error:
        if isinstance(plain, CannotRead):
            return error
        skipped.append(Skipped(str(path), error.reason, error.detail))
        return plain


def _workers(files: int) -> int:
    """Reader processes: as many as there are processors, but no more than a home computer bears."""
    return max(1, min(files, os.cpu_count() or 1, 4))


def _readable_again(previous: Generation | None, settings: dict[str, str], ocr_wanted: bool) -> dict[str, str]:
    """SHA-256 of a file → id of its document in the generation before, where today's readers would find the same.

    Recognised text stays as long as it is wanted, even if the commands that made it are gone.
    """
    if previous is None or previous.manifest.settings.get("readers") != settings["readers"]:
        return {}
    tried = previous.manifest.settings.get("ocr") == settings["ocr"]
    failed = _ocr_failed(previous.manifest)

    def stands(document: Document) -> bool:
        if any(page.ocr for page in document.pages):
            return ocr_wanted
        return not (document.scanned and settings["ocr"]) or (tried and document.path not in failed)

    return {document.sha256: document.id for document in previous.store.documents() if stands(document)}


def _ocr_failed(manifest: Manifest) -> set[str]:
    """Paths of files whose scanned pages could not be recognised: what was missing then may be here now."""
    return {skip["path"] for skip in manifest.skipped if skip["reason"] == "ocr_failed"}


def _distinct(documents: Sequence[Document]) -> list[Document]:
    """Two files may declare one id; the second then carries its content's hash."""
    seen, distinct = set[str](), list[Document]()
    for document in documents:
        if document.id in seen:
            document = replace(document, id=f"{document.id}-{document.sha256[:6]}")
        seen.add(document.id)
        distinct.append(document)
    return distinct


def _embed(found: Library, embedder: Embedder, cache: VectorCache, watch: Watch) -> int:
    missing = cache.missing(texts_to_embed(found))
    done = 0

    def progress(count: int) -> None:
        nonlocal done
        done += count
        watch("embed", done, len(missing))

    if missing:
        watch("embed", 0, len(missing))
        cache.embed(missing, embedder, progress)
    return len(missing)


@contextmanager
def _building(home: Path) -> Iterator[Path]:
    """A directory to build in, on the home's file system; gone afterwards unless it was published."""
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=home / "generations"))
    try:
        yield building
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _publish(building: Path, home: Path, manifest: Manifest) -> None:
    """Write the manifest, move the directory to its number, point at it, and let the oldest go."""
    (building / "manifest.json").write_bytes(manifest.to_json())
    building.chmod(0o755)
    durable.publish_directory(building, directory_of(home, manifest.number))
    durable.write_atomically(home / "CURRENT", f"{manifest.number}\n".encode())
    for old in generations(home)[:-KEEP]:
        durable.remove_directory(directory_of(home, old))


def _manifest(
    building: Path,
    number: int,
    found: Library,
    hashed: dict[str, str],
    skipped: Sequence[Skipped],
    settings: dict[str, str],
    embedder: Embedder,
) -> Manifest:
    names = sorted(path for path in building.rglob("*") if path.is_file())
    return Manifest(
        number=number,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        embedder=embedder.fingerprint,
        settings=settings,
        families=found.families,
        documents=len(found.documents),
        passages=len(found.passages),
        sources=hashed,
        skipped=tuple(asdict(skip) for skip in skipped),
        files={path.relative_to(building).as_posix(): durable.sha256(path) for path in names},
        size=sum(path.stat().st_size for path in names),
    )


def _unchanged(
    previous: Generation,
    hashed: dict[str, str],
    skipped: Sequence[Skipped],
    settings: dict[str, str],
    embedder: Embedder,
) -> bool:
    """Whether today's files and settings are those of `previous`. Files that gave no text stay in `sources`."""
    manifest = previous.manifest
    before = {(skip["path"], skip["reason"]) for skip in manifest.skipped if skip["path"] not in manifest.sources}
    return (
        not previous.degraded
        and manifest.sources == hashed
        and manifest.settings == settings
        and manifest.embedder == embedder.fingerprint
        and not (settings["ocr"] and _ocr_failed(manifest))
        and before == {(skip.path, skip.reason) for skip in skipped}
    )


def _nothing_new(previous: Generation) -> Outcome:
    manifest = previous.manifest
    return Outcome(
        generation=manifest.number,
        published=False,
        documents=manifest.documents,
        passages=manifest.passages,
        skipped=[Skipped(**skip) for skip in manifest.skipped],
    )


def _gone(previous: Generation | None, documents: Sequence[Document]) -> list[str]:
    if previous is None:
        return []
    present = {document.id for document in documents}
    return [document.title for document in previous.store.documents() if document.id not in present]


def _previous(home: Path) -> Generation | None:
    try:
        return open_current(home)
    except (NoIndex, BrokenIndex, ForeignFormat):
        return None


def _sweep(home: Path) -> None:
    """Remove what killed rebuilds left half-built. Only under the lock."""
    for path in (home / "generations").glob(".*"):
        shutil.rmtree(path, ignore_errors=True)


class _Clock:
    """Seconds spent in each part of a rebuild."""

    def __init__(self) -> None:
        self.laps = dict[str, float]()
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 3)
        self._last = now
