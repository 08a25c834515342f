"""Any sentence-transformers model as an embedder: a hub name that is on this machine already, or a directory."""

import hashlib
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from index import hub
from index.embedders import Progress, Vectors

_CHUNK = 256


class TransformerEmbedder:
    """Questions and passages through one `SentenceTransformer`, with the prompts its configuration names."""

    def __init__(self, model: str) -> None:
        self.name = model
        self._model = hub.load("SentenceTransformer", model)
        self.dimension = len(self.passages(["."])[0])

    @cached_property
    def fingerprint(self) -> str:
        """Name, prompts and a hash of the vectors of fixed texts, which change when the weights do."""
        probe = self._encode(["Nikkel og kobolt.", "Rare earths?"], None).round(2)
        digest = hashlib.sha256(probe.tobytes()).hexdigest()[:8]
        return f"{self.name}/{digest}/{self._prompt('query') or ''}|{self._prompt('document', 'passage') or ''}"

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self._encode(list(texts), self._prompt("query"))

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        prompt = self._prompt("document", "passage")
        parts = []
        for start in range(0, len(texts), _CHUNK):
            batch = list(texts[start : start + _CHUNK])
            parts.append(self._encode(batch, prompt))
            if progress:
                progress(len(batch))
        return np.concatenate(parts)

    def prepare_bulk(self) -> None:
        """Nothing: the model is loaded."""

    def _encode(self, texts: list[str], prompt: str | None) -> Vectors:
        vectors: Vectors = self._model.encode(texts, prompt=prompt or "", normalize_embeddings=True)
        return vectors.astype(np.float32, copy=False)

    def _prompt(self, *names: str) -> str | None:
        return next((self._model.prompts[name] for name in names if self._model.prompts.get(name)), None)
