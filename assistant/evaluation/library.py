"""A home for a question set that brings its own documents: they are indexed as any other report."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from assistant.evaluation.question_sets import Page, QuestionSet
from assistant.home import Home
from index.errors import CannotWrite
from index.rebuild import Watch

_CACHE = "vectors.sqlite"


def prepared(home: Home, judged: QuestionSet, others: Sequence[Path], watch: Watch) -> Home:
    """The home to run `judged` on: `home` itself, or one below it that holds the set's pages and the reports `others`.

    Vectors that `home` has are taken over, so that its reports need not be embedded twice. Raises what a rebuild
    raises.
    """
    if not judged.pages:
        return home
    folder = home.path / "evaluation" / judged.name
    try:
        _write_pages(folder / "reports", judged.pages)
        _take_vectors(home.path / _CACHE, folder / _CACHE)
        _take_axes(home.path / "axes", folder / "axes")
    except (OSError, sqlite3.Error) as error:
        raise CannotWrite(str(folder), str(error)) from error
    reports = (folder / "reports", *(path.expanduser().absolute() for path in others))
    work = Home(replace(home.settings, home=folder, reports=reports))
    work.embedder = home.embedder
    work.rebuild(watch)
    return work


def _write_pages(folder: Path, pages: Sequence[Page]) -> None:
    """Make `folder` hold the pages and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {page.name for page in pages}
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink()
    for page in pages:
        (folder / page.name).write_text(page.text, encoding="utf-8")


def _take_axes(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)


def _take_vectors(source: Path, target: Path) -> None:
    if source.is_file() and not target.exists():
        with closing(sqlite3.connect(source)) as theirs, closing(sqlite3.connect(target)) as ours:
            theirs.backup(ours)
