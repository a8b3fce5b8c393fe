"""The lines of a file of bytes, found and counted without making an object of each."""

from __future__ import annotations

import codecs
import threading
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

_LINE_ENDS = np.zeros(0x100, bool)
_LINE_ENDS[[0x0A, 0x0D]] = True
_PART = 1 << 20  # bytes to look at at once


class Lines:
    """Where the lines of some bytes are. A line ends with LF or CR; a CR LF ends one and is another, empty one."""

    def __init__(self, data: bytes, start: int = 0) -> None:
        """Find the line ends.

        Args:
            data: the bytes; in no encoding that this is used for a line end is part of a character.
            start: where the first line begins, in bytes.
        """
        self._data = data
        values = np.frombuffer(data, np.uint8)
        parts = [np.flatnonzero(_LINE_ENDS[values[at : at + _PART]]) + (at + 1) for at in range(start, len(data), _PART)]
        starts = np.concatenate([np.array([start]), *parts])
        #: Shape (lines + 1,): the offset of each line, and the length of the data.
        self.offsets: NDArray[np.int64] = starts if starts[-1] == len(data) else np.append(starts, len(data))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number: int) -> bytes:
        return self._data[self.offsets[number] : self.offsets[number + 1]]

    def overlapping(self, stretches: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
        """Give the numbers of the lines that hold some bytes, `(first, last)` each, in order."""
        bounds = np.searchsorted(self.offsets, np.array(list(stretches)).reshape(-1, 2), "right") - 1
        bounds = bounds.clip(0, len(self) - 1)  # offsets that come from encoding again are not always exact
        changes = np.zeros(len(self) + 1, np.int64)
        np.add.at(changes, bounds[:, 0], 1)
        np.add.at(changes, bounds[:, 1] + 1, -1)
        return np.flatnonzero(np.cumsum(changes[:-1]))

    def foreign(self) -> NDArray[np.int64]:
        """Give the numbers of the lines that are not ASCII."""
        high = np.frombuffer(self._data, np.uint8) >= 0x80
        if not len(self):
            return np.zeros(0, np.int64)
        return np.flatnonzero(np.logical_or.reduceat(high, self.offsets[:-1]))


class _Places(threading.local):
    """What the error handler below writes to."""

    found: list[int]


_places = _Places()


def _note(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    _places.found.append(error.start)
    return "", max(error.end, error.start + 1)


_HANDLER = "corpuskit.places"
codecs.register_error(_HANDLER, _note)


def places_of_errors(body: bytes, encoding: str) -> list[int]:
    """Give the offsets at which some bytes cannot be decoded."""
    _places.found = []
    body.decode(encoding, _HANDLER)
    return _places.found


def places_of_characters(text: str, positions: Iterable[int], encoding: str) -> Iterator[int]:
    """Give the offsets of characters in the bytes that a text was, by ascending positions. Linear in time."""
    offset = done = 0
    for position in positions:
        if position > done:
            offset += len(text[done:position].encode(encoding, "replace"))
            done = position
        yield offset
