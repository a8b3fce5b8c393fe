"""The directory of a zip archive, read entry by entry (APPNOTE.TXT 6.3.10 of PKWARE)."""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from corpuskit.io.compression import CutShort, Damaged

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
#: The header right before the data of a member.
LOCAL = struct.Struct("<4s5H3L2H")
_SEARCHED = (1 << 16) + _END.size  # bytes at the end of the file where the end of the directory may stand
_FULL = 0xFFFFFFFF
_NO_DIRECTORY = (
    "the directory that should be the end of the archive is missing or damaged: the archive was cut, or copied in part"
)
_UTF8 = 1 << 11  # flag: the name is UTF-8
_SIZE_FOLLOWS = 1 << 3  # flag: size and checksum stand behind the data
_LINK = 0o120000


@dataclass(frozen=True, slots=True)
class Entry:
    """What the directory says about a member.

    Attributes:
        raw: its name, in bytes of any encoding.
        unicode: its name in UTF-8, where the archive has it twice.
        flags, method, crc: as in the archive.
        packed, size: bytes before and after expanding.
        offset: where its local header is.
        link: whether it is marked as a symbolic link.
        part: the number of the volume where it begins.
    """

    raw: bytes
    unicode: bytes | None
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    link: bool
    part: int


@dataclass(slots=True)
class Directory:
    """Where the directory is.

    Attributes:
        start, stop: bytes from the start of the file.
        count: how many entries it should have.
        shift: bytes that stand before the archive, such as a program that unpacks it.
    """

    start: int
    stop: int
    count: int
    shift: int


def find_directory(stream: BinaryIO) -> Directory:
    """Find the directory of an archive.

    Raises:
        CutShort: there is none.
        Damaged: this is one part of several.
    """
    size = stream.seek(0, 2)
    begin = max(size - _SEARCHED, 0)
    stream.seek(begin)
    tail = stream.read(_SEARCHED)
    at = tail.rfind(b"PK\5\6", 0, len(tail) - _END.size + 4)
    if at < 0:
        raise CutShort(_NO_DIRECTORY)
    _, disk, first_disk, here, count, length, offset, comment = _END.unpack_from(tail, at)
    end = begin + at
    if tail[at + _END.size + comment :].strip(b"\0\r\n ") or end + _END.size + comment > size:
        # It may be that of an archive within the archive.
        raise CutShort(_NO_DIRECTORY)
    wide = _wide_end(stream, end)
    if wide is not None:
        end, disk, first_disk, here, count, length, offset = wide
    if disk or first_disk or here != count:
        raise Damaged("this is one part of an archive of several")
    start = end - length
    stream.seek(0)
    if start < offset or (start > offset and stream.read(4) == b"PK\3\4"):
        # Bytes before an archive are a program that unpacks it, not another member.
        raise CutShort(_NO_DIRECTORY)
    return Directory(start, end, count, start - offset)


def _wide_end(stream: BinaryIO, end: int) -> tuple[int, int, int, int, int, int, int] | None:
    """Read the larger form of the end of the directory, if the archive has it."""
    if end < _LOCATOR.size:
        return None
    stream.seek(end - _LOCATOR.size)
    mark, _, offset, _ = _LOCATOR.unpack(stream.read(_LOCATOR.size))
    if mark != b"PK\6\7":
        return None
    # Bytes before the archive shift it: then it stands right before its locator.
    for position in (offset, end - _LOCATOR.size - _END_64.size):
        if 0 <= position <= end - _LOCATOR.size - _END_64.size:
            stream.seek(position)
            mark, _, _, _, disk, first_disk, here, count, length, start = _END_64.unpack(stream.read(_END_64.size))
            if mark == b"PK\6\6":
                return position, disk, first_disk, here, count, length, start
    raise Damaged("the directory at the end of the archive is damaged")


def entries(stream: BinaryIO, directory: Directory, learn: Callable[[bytes], None]) -> Iterator[Entry]:
    """Read the entries of a directory in the order in which the members lie in the archive.

    Args:
        stream: the archive.
        directory: where its directory is.
        learn: is told all names that are not said to be in Unicode, before the first entry is given.

    Raises:
        Damaged: an entry is damaged, or there are more or fewer than there should be.
    """
    offsets, positions = array("Q"), array("Q")
    at = directory.start
    problem: Damaged | None = None
    try:
        while at < directory.stop:
            entry, following = _entry(stream, directory, at)
            offsets.append(entry.offset)
            positions.append(at)
            if entry.unicode is None:
                learn(entry.raw)
            at = following
        # Old programs write only the last 16 bits of the number.
        if len(positions) != directory.count and (len(positions) <= 0xFFFF or len(positions) & 0xFFFF != directory.count):
            raise Damaged(f"the directory should have {directory.count} entries and has {len(positions)}")
    except Damaged as error:
        problem = error
    # Members are read in their own order, which is nearly always that of the directory; nothing is kept but two numbers each.
    order = sorted(range(len(offsets)), key=offsets.__getitem__) if _is_mixed(offsets) else range(len(offsets))
    for number in order:
        yield _entry(stream, directory, positions[number])[0]
    if problem is not None:
        raise problem


def entries_without_directory(stream: BinaryIO) -> Iterator[Entry]:
    """Read from the headers of the members themselves what a lost directory said, from the start of the archive to the first
    member that is cut, or whose header leaves its size to the directory.
    """
    end = stream.seek(0, 2)
    at = 0
    while True:
        stream.seek(at)
        head = stream.read(LOCAL.size)
        if len(head) < LOCAL.size or head[:4] != b"PK\3\4":
            return
        _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = LOCAL.unpack(head)
        raw = stream.read(name_length)
        size, packed, _, unicode = _extra(stream.read(extra_length), raw, size, packed, 0)
        following = at + LOCAL.size + name_length + extra_length + packed
        if flags & _SIZE_FOLLOWS or following > end:
            return
        yield Entry(raw, raw if flags & _UTF8 else unicode, flags, method, crc, packed, size, at, False, 0)
        at = following


def _is_mixed(offsets: array[int]) -> bool:
    return any(offsets[number] > offsets[number + 1] for number in range(len(offsets) - 1))


def _entry(stream: BinaryIO, directory: Directory, at: int) -> tuple[Entry, int]:
    stream.seek(at)
    head = stream.read(_ENTRY.size)
    if len(head) < _ENTRY.size or head[:4] != b"PK\1\2":
        raise Damaged("an entry of the directory is damaged; it and those after it are lost")
    fields = _ENTRY.unpack(head)
    _, made, _, flags, method, _, _, crc, packed, size, name_length, extra_length, comment_length, part, _, attributes, offset = (
        fields
    )
    following = at + _ENTRY.size + name_length + extra_length + comment_length
    if following > directory.stop:
        raise Damaged("an entry of the directory is damaged; it and those after it are lost")
    raw = stream.read(name_length)
    extra = stream.read(extra_length)
    size, packed, offset, unicode = _extra(extra, raw, size, packed, offset)
    if flags & _UTF8:
        unicode = raw
    link = made >> 8 == 3 and (attributes >> 16) & 0o170000 == _LINK
    return Entry(raw, unicode, flags, method, crc, packed, size, offset + directory.shift, link, part), following


def _extra(extra: bytes, raw: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int, bytes | None]:
    """Read from the extra fields what is too large for the entry itself, and the name in Unicode."""
    unicode = None
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        data = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == 1:
            numbers = iter(struct.unpack_from(f"<{len(data) // 8}Q", data))
            size = next(numbers, size) if size == _FULL else size
            packed = next(numbers, packed) if packed == _FULL else packed
            offset = next(numbers, offset) if offset == _FULL else offset
        elif kind == 0x7075 and len(data) > 5 and data[0] == 1 and int.from_bytes(data[1:5], "little") == zlib.crc32(raw):
            unicode = data[5:]
    return size, packed, offset, unicode
