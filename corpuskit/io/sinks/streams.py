"""Streams for output files: they know their checksum, and compress to the same bytes every time."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol, cast

from corpuskit.io.compression import METHODS, Expanded

#: Bytes are handed on in blocks of this size, so that what comes out does not depend on how they came.
_BLOCK = 2**20
_WINDOW = 2**15
_GZIP_LEVEL, _ZSTD_LEVEL = 6, 3
_MOST_THREADS = 4
_PACKED = {".gz": "gzip", ".zst": "zstd"}
# Our own files are no bombs, however much alike their lines are.
_MOST_EXPANSION = 10**6
# Deflate, no flags, no time, no extra flags, unknown system.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


class Writable(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> Any:
        """Take some bytes."""

    def close(self) -> None:
        """Hand everything on and take no more."""


class CountedFile(io.RawIOBase):
    """A new file with the SHA-256 and the size of what was written to it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb")
        self._digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """Say that this can be written to."""
        return True

    def write(self, data: Any, /) -> int:
        """Write bytes."""
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def tell(self) -> int:
        """Give the number of bytes so far."""
        return self.size

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            super().close()
            self._file.close()

    def abandon(self) -> None:
        """Close the file without minding that it is not whole: what went wrong is known already."""
        with suppress(OSError, ValueError):
            self.close()

    @property
    def sha256(self) -> str:
        """Give the SHA-256 in hexadecimal."""
        return self._digest.hexdigest()


class CompressedFile:
    """Compresses into a file.

    Args:
        file: where to; it is closed at the end.
        compression: `"none"`, `"gz"` or `"zst"`.
    """

    def __init__(self, file: CountedFile, compression: str) -> None:
        self._file = file
        self._target: Writable = file
        if compression == "gz":
            self._target = _GzipMember(file)
        elif compression == "zst":
            import zstandard

            # With threads the bytes are others than without, and the same for any number of them.
            packer = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, threads=threads(), write_checksum=True)
            self._target = packer.stream_writer(cast(IO[bytes], file), closefd=False)
        self._waiting: list[bytes] = []
        self._size = 0

    def write(self, data: bytes, /) -> None:
        """Take some bytes."""
        self._waiting.append(data)
        self._size += len(data)
        if self._size >= _BLOCK:
            self._hand_on(self._size - self._size % _BLOCK)

    def close(self) -> None:
        """Write what is left, and the end mark."""
        self._hand_on(self._size)
        self._target.close()
        self._file.close()

    def _hand_on(self, end: int) -> None:
        data = b"".join(self._waiting)
        for start in range(0, end, _BLOCK):
            self._target.write(data[start : min(start + _BLOCK, end)])
        self._waiting, self._size = [data[end:]], len(data) - end


class _GzipMember:
    """One gzip member whose blocks are compressed in threads, each with the window that the one before it leaves."""

    def __init__(self, file: CountedFile) -> None:
        self._file = file
        self._pool = ThreadPoolExecutor(threads())
        self._running: deque[Future[bytes]] = deque()
        self._window, self._checksum, self._length = b"", 0, 0
        file.write(_GZIP_HEADER)

    def write(self, block: bytes, /) -> None:
        self._running.append(self._pool.submit(_deflate, block, self._window))
        self._window = block[-_WINDOW:]
        self._checksum = zlib.crc32(block, self._checksum)
        self._length += len(block)
        if len(self._running) > threads():
            self._file.write(self._running.popleft().result())

    def close(self) -> None:
        while self._running:
            self._file.write(self._running.popleft().result())
        self._pool.shutdown()
        last = zlib.compressobj(wbits=-zlib.MAX_WBITS).flush()  # empty, and marked as the last one
        self._file.write(last + struct.pack("<LL", self._checksum, self._length & 0xFFFFFFFF))


def _deflate(block: bytes, window: bytes) -> bytes:
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=window)
    return packer.compress(block) + packer.flush(zlib.Z_SYNC_FLUSH)


@contextmanager
def decompressed(path: Path) -> Iterator[Iterable[bytes]]:
    """Give the lines of a file that may be compressed, as its name says.

    Raises:
        Damaged: it is not whole.
    """
    with path.open("rb") as file:
        if path.suffix in _PACKED:
            yield io.BufferedReader(Expanded(file, METHODS[_PACKED[path.suffix]], _MOST_EXPANSION), _BLOCK)
        else:
            yield file


def threads() -> int:
    """Give the number of threads that compress."""
    return min(os.cpu_count() or 1, _MOST_THREADS)
