"""What lies on the disk and is read when it is asked for: named arrays, pieces of files, texts."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

# Smaller files are read as a whole: that is quicker, and an empty array cannot be mapped.
_READ_WHOLE = 1 << 14
_OPEN_FILES = 64
_ARRAYS = "arrays"
_LENGTH, _ALIGNED = 8, 64


class StoredArrays(Mapping[str, NDArray[Any]]):
    """The arrays that `save_arrays` wrote. Each look-up opens the file anew, so that nothing stays in memory by itself.

    Args:
        folder: where they are.
    """

    def __init__(self, folder: Path) -> None:
        self._path = f"{folder}/{_ARRAYS}"
        self._known: dict[str, tuple[np.dtype[Any], tuple[int, ...], int]] | None = None

    def __getitem__(self, name: str) -> NDArray[Any]:
        dtype, shape, offset = self._header[name]
        if math.prod(shape) * dtype.itemsize < _READ_WHOLE:
            return np.fromfile(self._path, dtype, math.prod(shape), offset=offset).reshape(shape)
        return np.memmap(self._path, dtype, "r", offset, shape)

    def part(self, name: str, row: int | None, piece: slice) -> NDArray[Any]:
        """Read a piece of an array, or of one of its rows: `self[name][row][piece]`, quicker than by mapping the file."""
        dtype, shape, offset = self._header[name]
        length = shape[-1]
        start, stop, _ = piece.indices(length)
        first, count = start + (length * row if row is not None else 0), max(stop - start, 0)
        # The shape refuses what a file lacks that was cut off.
        return np.fromfile(self._path, dtype, count, offset=offset + first * dtype.itemsize).reshape(count)

    def __iter__(self) -> Iterator[str]:
        return iter(self._header)

    def __len__(self) -> int:
        return len(self._header)

    @property
    def _header(self) -> Mapping[str, tuple[np.dtype[Any], tuple[int, ...], int]]:
        if self._known is None:
            with open(self._path, "rb") as file:
                size = int.from_bytes(file.read(_LENGTH), "little")
                told = orjson.loads(file.read(size))
            self._known = {name: (np.dtype(kind), tuple(shape), _LENGTH + size + at) for name, kind, shape, at in told}
        return self._known


def save_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write named arrays to one file of a folder, which is made if it is not there.

    The file begins with the length of its header, 8 bytes, and the header, a JSON list with the name, the type, the shape and
    the place of each array; what comes behind begins at a multiple of 64.
    """
    whole = [(name, np.ascontiguousarray(arrays[name])) for name in sorted(arrays)]
    ends = list(accumulate((-(-array.nbytes // _ALIGNED) * _ALIGNED for _, array in whole), initial=0))
    told = [[name, array.dtype.str, array.shape, at] for (name, array), at in zip(whole, ends, strict=False)]
    header = orjson.dumps(told)
    header += b" " * (-(len(header) + _LENGTH) % _ALIGNED)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / _ARRAYS, "wb") as file:
        file.write(len(header).to_bytes(_LENGTH, "little") + header)
        for _, array in whole:
            file.write(array.data)
            file.write(bytes(-array.nbytes % _ALIGNED))


class StoredTexts(Sequence[str]):
    """Texts on the disk, of which many can be read at a time."""

    def take(self, numbers: NDArray[np.int64]) -> list[str]:
        """Give the texts of these numbers, in their order."""
        raise NotImplementedError

    def sizes(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give about how long they are, without reading them."""
        raise NotImplementedError


def take(texts: Sequence[str], numbers: NDArray[np.int64]) -> list[str]:
    """Give some of these texts, all at a time where they are stored.

    Args:
        texts: by number.
        numbers: shape (n,), quickest in ascending order.
    """
    return texts.take(numbers) if isinstance(texts, StoredTexts) else [texts[number] for number in numbers.tolist()]


def sizes(texts: Sequence[str], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give about how long some of these texts are: in characters, or in bytes where they are stored."""
    if isinstance(texts, StoredTexts):
        return texts.sizes(numbers)
    return np.array([len(texts[number]) for number in numbers.tolist()], np.int64)


class Joined(StoredTexts):
    """Two sequences of texts, one after the other, of which one is looked at when it is asked for."""

    def __init__(self, first: Sequence[str], second: Sequence[str]) -> None:
        self._first, self._second, self._border = first, second, len(first)

    def __len__(self) -> int:
        return self._border + len(self._second)

    def __getitem__(self, index: Any) -> Any:
        return self._first[index] if index < self._border else self._second[index - self._border]

    def take(self, numbers: NDArray[np.int64]) -> list[str]:
        """Give the texts of these numbers, in their order."""
        first = numbers < self._border
        found = [iter(take(self._first, numbers[first])), iter(take(self._second, numbers[~first] - self._border))]
        return [next(found[0] if inside else found[1]) for inside in first.tolist()]

    def sizes(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give about how long they are."""
        first = numbers < self._border
        found = np.empty(len(numbers), np.int64)
        found[first], found[~first] = sizes(self._first, numbers[first]), sizes(self._second, numbers[~first] - self._border)
        return found


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
        part = os.read(self._handle, size)
        if len(part) == size:
            return part
        parts = [part]
        while part and (size := size - len(part)) > 0:  # one call reads 2 GB at most
            parts.append(part := os.read(self._handle, size))
        return b"".join(parts)

    def __del__(self) -> None:
        if hasattr(self, "_handle"):
            os.close(self._handle)
