"""Streams over parts of other streams."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from corpuskit.io.compression import CutShort, Damaged

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Bytes that are asked for at once.
BUFFER = 1 << 18


class Window(io.RawIOBase):
    """A part of a stream that can be sought; the stream stays open."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream = stream
        self._start = start
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read some bytes.

        Raises:
            CutShort: the stream ends before this part does.
        """
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), max(self._size - self._at, 0))
        if not wanted:
            return 0
        self._stream.seek(self._start + self._at)
        data = self._stream.read(wanted)
        if not data:
            raise CutShort("the data ends too early: the file was cut, or only a part of it was copied")
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a position; beyond the end is allowed."""
        position = (0, self._at, self._size)[whence] + offset
        if position < 0:
            raise ValueError("a position before the start")
        self._at = position
        return position

    def tell(self) -> int:
        """Give the position."""
        return self._at


class _First(io.RawIOBase):
    """The first bytes of a stream."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._stream.read(min(len(view), self._left))
        view[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


class Ending(io.BufferedReader):
    """The first bytes of a stream, which an error follows instead of an end."""

    def __init__(self, stream: BinaryIO, size: int, problem: Damaged) -> None:
        super().__init__(_First(stream, size), BUFFER)
        self._left = size
        self._problem = problem

    def read(self, size: int | None = -1, /) -> bytes:
        """Read some bytes, fewer before the error; all that there are can never be had."""
        if size == 0:
            return b""
        return self._given(super().read(self._bounded(size)))

    def read1(self, size: int = -1, /) -> bytes:
        """Read some bytes."""
        return self._given(super().read1(self._bounded(BUFFER if size < 0 else size)))

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read some bytes into a buffer."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line; one that the error interrupts is none."""
        asked = size is not None and size >= 0
        line = self._given(super().readline(self._bounded(size if asked else self._left)))
        if not self._left and not line.endswith(b"\n") and not (asked and len(line) == size):
            raise self._problem
        return line

    def peek(self, size: int = 0, /) -> bytes:
        """Look ahead."""
        return super().peek(size)

    def _bounded(self, size: int | None) -> int:
        if not self._left or size is None or size < 0:
            raise self._problem
        return min(size, self._left)

    def _given(self, data: bytes) -> bytes:
        self._left -= len(data)
        return data


class Unclosed(io.BufferedReader):
    """A stream that others may close without harm."""

    def close(self) -> None:
        """Leave the stream open."""
