"""Frames of Zstandard (RFC 8878), given to the library block by block: a block is at most 128 KB, whatever it claims."""

from __future__ import annotations

from collections.abc import Iterator

from corpuskit.errors import InputError
from corpuskit.io.feed import Damaged, Feed, broken

_WINDOW = 2**27  # bytes: what the command zstd reads without being told --long
_MAGIC = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = b"\x2a\x4d\x18"  # after a first byte of 0x50 to 0x5f
_LARGEST = 1 << 17  # bytes: no block has more, packed or expanded
_AT_ONCE = 1 << 16  # bytes of what is skipped


def zstd(feed: Feed) -> Iterator[bytes]:
    """Expand frames of Zstandard.

    Raises:
        Damaged: a frame is damaged or cut, or something else follows.
        InputError: the package zstandard is not installed.
    """
    try:
        import zstandard
    except ImportError:
        raise InputError("Zstandard needs the package zstandard: pip install zstandard") from None
    reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    more = True
    while more:
        magic = feed.exactly(4, "zstd")
        if magic[1:] == _SKIPPABLE and magic[0] & 0xF0 == 0x50:
            _skip(feed, int.from_bytes(feed.exactly(4, "zstd"), "little"))
            more = not feed.ended()
            continue
        if magic != _MAGIC:
            raise Damaged("zstd: something else follows after its end")
        frame = reader.decompressobj()
        try:
            for part in _frame(feed, magic):
                if piece := frame.decompress(part):
                    yield piece
        except zstandard.ZstdError as error:
            raise broken("zstd", error) from None
        if not frame.eof:
            raise Damaged("zstd: the end of a frame is missing")
        yield b""
        more = not feed.ended()


def _frame(feed: Feed, magic: bytes) -> Iterator[bytes]:
    """Give a frame in parts, each of one block."""
    descriptor = feed.exactly(1, "zstd")
    flags = descriptor[0]
    single = flags >> 5 & 1
    sizes = (single, 2, 4, 8)[flags >> 6] + (1 - single) + (0, 1, 2, 4)[flags & 3]
    yield magic + descriptor + feed.exactly(sizes, "zstd")
    last = False
    while not last:
        header = feed.exactly(3, "zstd")
        value = int.from_bytes(header, "little")
        last = bool(value & 1)
        size = 1 if value >> 1 & 3 == 1 else value >> 3
        if value >> 3 > _LARGEST:
            raise Damaged("zstd: a block is larger than a block may be")
        yield header + feed.exactly(size, "zstd")
    if flags >> 2 & 1:
        yield feed.exactly(4, "zstd")


def _skip(feed: Feed, count: int) -> None:
    while count:
        data = feed.exactly(min(count, _AT_ONCE), "zstd")
        count -= len(data)
