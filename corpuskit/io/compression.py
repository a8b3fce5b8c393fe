"""Compressed streams, read in bounded memory, whose end and checksums are always checked.

The readers of the standard library and of zstandard end quietly where a file was cut, or take what follows for nothing. Here a
stream ends well only where its end mark and its checksum say so.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, Protocol

from corpuskit.io.feed import Allowance, CutShort, Damaged, Feed, Method, TooLarge, broken, cut_short
from corpuskit.io.zstd_frames import zstd

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["FLOOR", "METHODS", "Allowance", "CutShort", "Damaged", "Expanded", "Feed", "Method", "TooLarge"]

#: Whatever it is made of, a stream may expand to this many bytes.
FLOOR = 10 * 2**20
_PIECE = 1 << 18  # bytes that are expanded at once
_XZ_MEMORY = 80 * 2**20  # bytes: `xz -9` needs 65 MB to read
_LARGE = 1 << 26  # bytes


class Expanded(io.RawIOBase):
    """What a compressed stream expands to.

    Attributes:
        vouched: how many bytes are known to be right: those before the end of the last part whose checksum was right; where the
            stream is merely cut, all those before the cut.
    """

    def __init__(self, source: BinaryIO, method: Method, most: int, allowance: Allowance | None = None) -> None:
        """Begin to expand.

        Args:
            source: the compressed stream; it is closed with this one.
            method: one of `METHODS`, or another generator of pieces, of which an empty one says that all before it is whole.
            most: it may expand to so many times as many bytes as were read of it, or to `FLOOR` bytes.
            allowance: what everything in the file may expand to.
        """
        self._source = source
        self._feed = Feed(source)
        self._pieces = method(self._feed)
        self._piece = memoryview(b"")
        self._most = most
        self._allowance = allowance
        self._expanded = 0
        self._problem: Damaged | None = None
        self.vouched = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read some bytes.

        Raises:
            Damaged: the data is cut, its checksum is wrong, it expands to more than it may.
        """
        view = memoryview(buffer).cast("B")
        while not self._piece:
            piece = self._next()
            if piece is None:
                return 0
            self._piece = memoryview(piece)
        count = min(len(view), len(self._piece))
        view[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        return count

    def _next(self) -> bytes | None:
        if self._problem is not None:  # whoever goes on reading must not find an end
            raise self._problem
        try:
            piece = next(self._pieces, None)
            if piece is not None:
                self._count(len(piece))
        except Damaged as problem:
            self._problem = problem
            if isinstance(problem, CutShort):
                self.vouched = self._expanded
            raise
        return piece

    def _count(self, size: int) -> None:
        if not size:
            self.vouched = self._expanded
            return
        self._expanded += size
        _check_expansion(self._expanded, self._feed.consumed, self._most)
        if self._allowance is not None:
            self._allowance.spend(size)

    def close(self) -> None:
        """Close the compressed stream, too."""
        if not self.closed:
            self._source.close()
        super().close()


def _check_expansion(expanded: int, consumed: int, most: int) -> None:
    """Refuse what expands too much.

    Raises:
        TooLarge: it expands to more than `most` times its size, and to more than `FLOOR` bytes.
    """
    if expanded > FLOOR and expanded > most * consumed:
        raise TooLarge(f"it expands to more than {most} times its size: this looks like a decompression bomb")


def _gzip(feed: Feed) -> Iterator[bytes]:
    more = True
    while more:
        inflate = zlib.decompressobj(wbits=31)
        size = 0
        try:
            for piece in inflated(inflate, feed, "gzip"):
                size += len(piece)
                yield piece
        except zlib.error as error:
            raise broken("gzip", error) from None
        except CutShort:
            if _seems_the_size(feed.tail, size):
                raise Damaged("gzip: the data is damaged (its end was not recognised)") from None
            raise
        feed.give_back(inflate.unused_data)
        yield b""
        more = _another(feed, "gzip", b"\x1f\x8b", b"\0")  # blocks of tapes are filled with zeros


def _seems_the_size(tail: bytes, size: int) -> bool:
    """Say whether a stream without an end mark has the end of one: then it was not cut, a wrong bit made us read past its end.

    The last four bytes of gzip are the size of what it expands to; chance makes them seem so only where that is large.
    """
    given = int.from_bytes(tail[-4:], "little")
    return len(tail) == 4 and 0 < size < _LARGE and size >> 3 <= given <= (size + _PIECE) << 3


def inflated(inflate: zlib._Decompress, feed: Feed, name: str) -> Iterator[bytes]:
    """Expand one deflated stream.

    Args:
        inflate: the decompressor.
        feed: where the data comes from.
        name: what the stream is called in messages.

    Raises:
        CutShort: the data ends before its end mark.
        zlib.error: it makes no sense.
    """
    while not inflate.eof:
        data = inflate.unconsumed_tail or feed.block()
        piece = inflate.decompress(data, _PIECE)
        if piece:
            yield piece
        elif not data:
            raise cut_short(name)


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def _bz2(feed: Feed) -> Iterator[bytes]:
    return _streams(feed, "bz2", bz2.BZ2Decompressor, b"BZh", b"", b"")


def _xz(feed: Feed) -> Iterator[bytes]:
    # Zeros between streams are allowed by the format.
    return _streams(feed, "xz", lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY), b"\xfd7zXZ\0", b"\0", b"YZ")


def _streams(
    feed: Feed, name: str, start: Callable[[], _Decompressor], magic: bytes, filler: bytes, ending: bytes
) -> Iterator[bytes]:
    more = True
    while more:
        stream = start()
        try:
            yield from _expanded(stream, feed, name)
        except (OSError, ValueError, EOFError, lzma.LZMAError) as error:
            if isinstance(error, OSError) and error.errno is not None:  # of the disk, not of the data
                raise
            raise broken(name, error) from None
        except CutShort:
            if ending and feed.tail.endswith(ending):  # not cut: a wrong bit made us read past its end
                raise Damaged(f"{name}: the data is damaged (its end was not recognised)") from None
            raise
        feed.give_back(stream.unused_data)
        yield b""
        more = _another(feed, name, magic, filler)


def _another(feed: Feed, name: str, magic: bytes, filler: bytes) -> bool:
    """Say whether another stream follows, after what only fills blocks."""
    following = feed.block().lstrip(filler)
    while not following:
        data = feed.block()
        if not data:
            return False
        following = data.lstrip(filler)
    if not magic.startswith(following[: len(magic)]):
        raise Damaged(f"{name}: something else follows after its end")
    feed.give_back(following)
    return True


def _expanded(stream: _Decompressor, feed: Feed, name: str) -> Iterator[bytes]:
    """Expand one stream of bz2 or lzma."""
    while not stream.eof:
        data = feed.block() if stream.needs_input else b""
        if stream.needs_input and not data:
            raise cut_short(name)
        piece = stream.decompress(data, _PIECE)
        if piece:
            yield piece


#: Each method by the name of its format.
METHODS: dict[str, Method] = {"gzip": _gzip, "zstd": zstd, "bz2": _bz2, "xz": _xz}
