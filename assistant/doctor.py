"""Is all well with a home? Every check with its verdict and the command that mends it."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from assistant import settings
from assistant.home import Home
from corpus import library, ocr
from corpus.errors import CannotRead
from corpus.library import Source
from index import durable
from index.errors import IndexRoomError, Locked, ModelMissing
from index.generation import Generation

Verdict = Literal["ok", "warn", "fail"]
_ROOM = 500 * 1024 * 1024  # bytes that a rebuild may need


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `name` and `mend` are message keys; `detail` is a fact."""

    name: str
    verdict: Verdict
    detail: str = ""
    mend: str = ""


def examine(path: Path, reports: Sequence[Path] = (), model: str | None = None) -> Iterator[Check]:
    """Every check of the home at `path`, in the order in which a failure explains the next."""
    try:
        home = Home(settings.load(path, reports, model))
    except settings.BadSettings as error:
        yield Check("settings", "fail", f"{error.args[0]}: {error.args[1]}", "settings")
        return
    yield Check("settings", "ok")
    yield _disk(home.path)
    yield _lock(home.path)
    yield _model(home)
    yield _torch()
    try:
        generation = home.generation()
    except IndexRoomError as error:
        yield Check("index", "fail", str(error.args[-1]) if error.args else "", "full")
        return
    yield _whole(generation)
    yield _match(home, generation)
    yield _changed(home, generation)
    yield _skipped(generation)
    yield _scanned(generation)


def _disk(path: Path) -> Check:
    existing = next(folder for folder in [path, *path.parents] if folder.exists())
    free = shutil.disk_usage(existing).free
    return Check("disk", "ok" if free > _ROOM else "warn", f"{free // 1024**2:,} MiB", "disk")


def _lock(path: Path) -> Check:
    if not path.exists():
        return Check("lock", "ok")
    try:
        with durable.writer_lock(path):
            return Check("lock", "ok")
    except Locked as error:
        return Check("lock", "warn", f"{error.holder}, {error.since}", "wait")
    except IndexRoomError as error:
        return Check("lock", "fail", str(error.args[-1]), "disk")


def _model(home: Home) -> Check:
    try:
        return Check("model", "ok", home.embedder.fingerprint)
    except ModelMissing as error:
        return Check("model", "fail", f"{error.model}: {error.needs}", "model")


def _torch() -> Check:
    here = find_spec("sentence_transformers") is not None
    return Check("torch", "ok" if here else "warn", "", "" if here else "torch")


def _whole(generation: Generation) -> Check:
    if generation.degraded:
        return Check("index", "fail", ", ".join(generation.degraded), "full")
    return Check("index", "ok", f"{generation.number}")


def _match(home: Home, generation: Generation) -> Check:
    try:
        same = home.embedder.fingerprint == generation.manifest.embedder
    except ModelMissing:
        same = False
    return Check("match", "ok" if same else "fail", generation.manifest.embedder, "" if same else "rebuild")


def _changed(home: Home, generation: Generation) -> Check:
    now = {str(source.path): _digest(source) for source in library.scan(home.settings.reports)[0]}
    known = generation.manifest.sources | {skip["path"]: "" for skip in generation.manifest.skipped}
    changed = [path for path, digest in now.items() if known.get(path) not in (digest, "")]
    changed += [path for path in generation.manifest.sources if path not in now]
    return Check("changed", "warn" if changed else "ok", ", ".join(sorted(changed)), "rebuild" if changed else "")


def _digest(source: Source) -> str:
    """Of a file that can be read now, else nothing."""
    try:
        return library.fingerprint(source)
    except CannotRead:
        return ""


def _skipped(generation: Generation) -> Check:
    skipped = [skip["path"] for skip in generation.manifest.skipped]
    return Check("skipped", "warn" if skipped else "ok", ", ".join(skipped), "status" if skipped else "")


def _scanned(generation: Generation) -> Check:
    """Pages, and files without any other, that are pictures of text and were not recognised."""
    pages = [f"{d.title}: {', '.join(map(str, d.scanned))}" for d in generation.store.documents() if d.scanned]
    scanned = pages + [skip["path"] for skip in generation.manifest.skipped if skip["reason"] == "scanned"]
    mend = "ocr" if ocr.available() else "ocr_missing"
    if generation.manifest.settings.get("ocr"):
        mend = "status"  # it was tried, and found no words
    return Check("scanned", "warn" if scanned else "ok", "; ".join(scanned), mend if scanned else "")
