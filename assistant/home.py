"""A home opened for questions: its newest generation and the embedder that built it."""

import threading
from functools import cached_property
from pathlib import Path

from assistant.settings import Settings
from index.embedders import Embedder, open_embedder
from index.errors import NoIndex
from index.generation import Generation, open_current, open_generation
from index.rebuild import Outcome, Request, Watch, rebuild
from index.reranker import CrossEncoderReranker, Reranker


class Home:
    """Owns the open generation. Threads may share it; each question works on one generation from start to end."""

    def __init__(self, settings: Settings, number: int | None = None) -> None:
        self.settings = settings
        self._number = number  # a generation asked for by number, which is then never changed
        self._lock = threading.Lock()
        self._generation: Generation | None = None
        self._pointer = b""  # as it was when the generation was opened

    @property
    def path(self) -> Path:
        return self.settings.home

    @cached_property
    def embedder(self) -> Embedder:
        """Raises `ModelMissing`."""
        return open_embedder(self.settings.model)

    @cached_property
    def reranker(self) -> Reranker | None:
        """The cross-encoder that is set, if one is. Loads at its first question, which raises `ModelMissing`."""
        return CrossEncoderReranker(self.settings.reranker) if self.settings.reranker else None

    def generation(self) -> Generation:
        """The generation to work on now: the published one, newly opened if a rebuild has published since.

        Raises `NoIndex`, `BrokenIndex`, `ForeignFormat`.
        """
        with self._lock:
            pointer = self._read_pointer()
            if self._generation is None or (self._number is None and pointer != self._pointer):
                self._generation, self._pointer = self._open(), pointer
            return self._generation

    def is_empty(self) -> bool:
        try:
            self.generation()
        except NoIndex:
            return True
        return False

    def rebuild(self, watch: Watch, full: bool = False, wait: bool = False) -> Outcome:
        """Bring the index up to date with the reports; see `index.rebuild.rebuild`."""
        request = Request(
            self.path, self.settings.reports, self.settings.words, full=full, wait=wait, ocr=self.settings.ocr
        )
        return rebuild(request, self.embedder, watch)

    def _open(self) -> Generation:
        return open_generation(self.path, self._number) if self._number else open_current(self.path)

    def _read_pointer(self) -> bytes:
        """What names the published generation; read before that is opened, so that no later one is missed."""
        try:
            return (self.path / "CURRENT").read_bytes()
        except OSError:
            return b""
