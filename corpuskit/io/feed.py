"""Compressed bytes on their way to what expands them, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

_BLOCK = 1 << 16  # bytes of compressed data read at once


class Damaged(Exception):
    """What is read is not whole: the message says in one line what is wrong with it."""


class CutShort(Damaged):
    """The data ends before its end."""


class TooLarge(Damaged):
    """It expands to more than it may."""


def cut_short(name: str) -> CutShort:
    """Give the error for data of some format that ends too early."""
    return CutShort(f"{name}: the data ends too early: the file was cut, or only a part of it was copied")


def broken(name: str, error: Exception) -> Damaged:
    """Give the error for data of some format that a library refuses."""
    told = " ".join(str(error).split()) or type(error).__name__
    return Damaged(f"{name}: the data is damaged ({told})")


class Allowance:
    """How many bytes everything in one file may expand to, all layers of compression together."""

    def __init__(self, left: int) -> None:
        self._left = left

    def spend(self, count: int) -> None:
        """Note that so many bytes were expanded.

        Raises:
            TooLarge: that was too much.
        """
        self._left -= count
        if self._left < 0:
            raise TooLarge("what is compressed in it expands without end: this looks like a decompression bomb")

    @property
    def spent(self) -> bool:
        """Whether there is nothing left."""
        return self._left < 0


class Feed:
    """Compressed bytes, block by block; what was read too far can be given back."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._data = b""
        self._at = 0
        self._read = 0
        #: The last bytes that were read of the source.
        self.tail = b""

    @property
    def consumed(self) -> int:
        """How many bytes were used so far."""
        return self._read - len(self._data) + self._at

    def block(self) -> bytes:
        """Give the next bytes, none at the end."""
        if self._at == len(self._data):
            self._load()
        data = self._data[self._at :]
        self._at = len(self._data)
        return data

    def exactly(self, count: int, name: str) -> bytes:
        """Give so many bytes.

        Raises:
            CutShort: there are fewer.
        """
        while len(self._data) - self._at < count:
            if not self._load():
                raise cut_short(name)
        self._at += count
        return self._data[self._at - count : self._at]

    def ended(self) -> bool:
        """Say whether nothing is left."""
        return self._at == len(self._data) and not self._load()

    def give_back(self, data: bytes) -> None:
        """Take back the last bytes that were given: they belong to what follows."""
        self._at -= len(data)

    def _load(self) -> bool:
        more = self._source.read(_BLOCK)
        self._data = self._data[self._at :] + more
        self._at = 0
        self._read += len(more)
        self.tail = (self.tail + more)[-4:]
        return bool(more)


#: Expands compressed bytes, piece by piece; an empty piece says that everything so far is whole: an end mark was there, and a
#: checksum where the format has one.
Method = Callable[[Feed], Iterator[bytes]]
