"""What lies on the disk and is read when it is asked for: named arrays in NumPy files, pieces of files, texts."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Smaller files are read as a whole: that is quicker, and an empty array cannot be mapped.
_READ_WHOLE = 1 << 14
_OPEN_FILES = 64


class StoredArrays(Mapping[str, NDArray[Any]]):
    """The arrays that `save_arrays` wrote. Each look-up opens the file anew, so that nothing stays in memory by itself.

    Args:
        folder: where they are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._headers: dict[str, tuple[np.dtype[Any], tuple[int, ...], int]] = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        path = f"{self._folder}/{name}.npy"
        if name not in self._headers:
            try:
                self._headers[name] = _read_header(path)
            except FileNotFoundError:
                raise KeyError(name) from None
        dtype, shape, offset = self._headers[name]
        if math.prod(shape) * dtype.itemsize < _READ_WHOLE:
            return np.fromfile(path, dtype, math.prod(shape), offset=offset).reshape(shape)
        return np.memmap(path, dtype, "r", offset, shape)

    def __iter__(self) -> Iterator[str]:
        return (name.removesuffix(".npy") for name in sorted(os.listdir(self._folder)) if name.endswith(".npy"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def save_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write named arrays, each to a file of a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)


def _read_header(path: str) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    """Give the type, the shape and the place of the data in a file that `save_arrays` wrote."""
    with open(path, "rb") as file:
        np.lib.format.read_magic(file)
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        return dtype, shape, file.tell()


class Joined(Sequence[str]):
    """Two sequences of texts, one after the other, of which one is looked at when it is asked for."""

    def __init__(self, first: Sequence[str], second: Sequence[str]) -> None:
        self._first, self._second, self._border = first, second, len(first)

    def __len__(self) -> int:
        return self._border + len(self._second)

    def __getitem__(self, index: Any) -> Any:
        return self._first[index] if index < self._border else self._second[index - self._border]


class Slices:
    """Reads pieces of many files, of which it keeps some open. Nothing that was read stays in memory, as mapped files do."""

    def __init__(self) -> None:
        self._open = lru_cache(maxsize=_OPEN_FILES)(_Open)

    def read(self, path: str | Path, start: int, end: int) -> bytes:
        """Give the bytes `[start, end)` of a file."""
        return self._open(path).read(start, end - start)


class _Open:
    """A file that is closed when nobody needs it any more."""

    def __init__(self, path: str | Path) -> None:
        self._handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))

    def read(self, start: int, size: int) -> bytes:
        os.lseek(self._handle, start, os.SEEK_SET)
        parts = []
        while size > 0 and (part := os.read(self._handle, size)):  # one call reads 2 GB at most
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def __del__(self) -> None:
        if hasattr(self, "_handle"):
            os.close(self._handle)
