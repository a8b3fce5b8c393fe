"""Zip archives: their members in the order of their data, each with its checksum."""

from __future__ import annotations

import lzma
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from corpuskit.io.compression import METHODS, Allowance, CutShort, Damaged, Feed, Method, inflated
from corpuskit.io.content import BytesContent, Content, ExpandedContent, Member, PartContent, too_large, whole
from corpuskit.io.member_names import MemberNames, is_rubbish, printable_member
from corpuskit.io.raw import Unreadable
from corpuskit.io.zip_directory import LOCAL, Entry, entries, entries_without_directory, find_directory

_SMALL = 1 << 20  # bytes of a member that is read at once
_LONGEST_LINK = 4096  # bytes
_ENCRYPTED = 1 | 1 << 6 | 1 << 13
_AES = 99
_LZMA_MEMORY = 64 * 2**20  # bytes
_PIECE = 1 << 18  # bytes that are expanded at once


def zip_members(
    content: Content, most: int, expansion: int, allowance: Allowance, skipped: Counter[str]
) -> Iterator[Member | Unreadable]:
    """Read the members of a zip archive in the order in which their data lies in it.

    Args:
        content: the archive; its streams can be sought.
        most: bytes that a member may have.
        expansion: a member may be so many times as large as its compressed form.
        allowance: what everything in the file may expand to.
        skipped: is told what is no document: links, folders, what file managers leave.

    Yields:
        The members, and what is wrong: with one of them, or at last with the rest of the archive.
    """
    with content.open() as stream:
        names = MemberNames()
        reader = _Zip(stream, names, most, expansion, allowance)
        try:
            for entry in _entries(stream, names):
                name = names.text(entry.raw) if entry.unicode is None else entry.unicode.decode("utf-8", "backslashreplace")
                if name.endswith(("/", "\\")) and not entry.size and not entry.crc:
                    skipped["folders"] += 1
                elif is_rubbish(name):
                    skipped["leavings of file managers"] += 1
                else:
                    member = reader.member(entry, name)
                    if member is None:
                        skipped["links"] += 1
                    else:
                        yield member
        except Damaged as problem:
            yield Unreadable(f"zip: {problem}")


def _entries(stream: BinaryIO, names: MemberNames) -> Iterator[Entry]:
    """Give the entries of the directory; where it is lost, first the members that are whole without it."""
    try:
        directory = find_directory(stream)
    except CutShort:
        yield from entries_without_directory(stream)
        raise
    yield from entries(stream, directory, names.learn)


class _Zip:
    def __init__(self, stream: BinaryIO, names: MemberNames, most: int, expansion: int, allowance: Allowance) -> None:
        self._stream = stream
        self._names = names
        self._most = most
        self._expansion = expansion
        self._allowance = allowance
        self._end = 0

    def member(self, entry: Entry, name: str) -> Member | Unreadable | None:
        """Give a member; None if it is a link."""
        given = printable_member(name)
        try:
            if name.endswith("/"):
                raise Damaged("the name of a folder, but there is content")
            packed = self._packed(entry)
            given = self._names.give(name)  # a name that is damaged takes no other member's
            content = ExpandedContent(packed, _checked(entry), self._expansion, self._allowance)
            if entry.link and self._is_link(entry, content):
                return None
            if entry.size > _SMALL:
                return Member(given, content)
            return Member(given, BytesContent(whole(content, self._most)))
        except Damaged as problem:
            return Unreadable(f"zip: {problem}", given)

    def _packed(self, entry: Entry) -> PartContent:
        """Find the data of a member, after its local header."""
        if entry.flags & _ENCRYPTED or entry.method == _AES:
            raise Damaged("it is encrypted: unpack it with its password first")
        if entry.method not in _READABLE:
            raise Damaged(f"its compression method is not supported: {_NAMES.get(entry.method, entry.method)}")
        if entry.part:
            raise Damaged("it is in another part of an archive of several")
        if entry.size > self._most:
            raise too_large(self._most)
        if entry.offset < self._end:
            raise Damaged("it overlaps the member before it: this looks like a decompression bomb")
        self._stream.seek(entry.offset)
        head = self._stream.read(LOCAL.size)
        if len(head) < LOCAL.size or head[:4] != b"PK\3\4":
            raise Damaged("its header is damaged")
        name_length, extra_length = LOCAL.unpack(head)[-2:]
        if self._stream.read(name_length) != entry.raw:
            raise Damaged("its header and the directory of the archive give two names")
        start = entry.offset + LOCAL.size + name_length + extra_length
        self._end = start + entry.packed
        return PartContent(self._stream, start, entry.packed)

    def _is_link(self, entry: Entry, content: Content) -> bool:
        # The mark of a link has no checksum; its content, a path, does.
        if entry.size > _LONGEST_LINK:
            return False
        target = whole(content, self._most)
        return b"\n" not in target and b"\0" not in target


def _checked(entry: Entry) -> Method:
    """Give a method that expands a member and then compares its size and checksum with the directory."""

    def pieces(feed: Feed) -> Iterator[bytes]:
        checksum = size = 0
        try:
            for piece in _READABLE[entry.method](feed):
                if piece:
                    checksum = zlib.crc32(piece, checksum)
                    size += len(piece)
                    yield piece
        except CutShort as problem:  # the archive is whole, since its directory is at its end
            raise Damaged(str(problem)) from None
        except (zlib.error, lzma.LZMAError, ValueError, EOFError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:  # of the disk, not of the data
                raise
            raise Damaged(f"the data is damaged ({' '.join(str(error).split())})") from None
        if not feed.ended() or size != entry.size:
            raise Damaged("its size is not what the directory of the archive says")
        if checksum != entry.crc:
            raise Damaged("its checksum is not what the directory of the archive says")
        yield b""

    return pieces


def _stored(feed: Feed) -> Iterator[bytes]:
    while piece := feed.block():
        yield piece


def _deflated(feed: Feed) -> Iterator[bytes]:
    inflate = zlib.decompressobj(wbits=-15)
    yield from inflated(inflate, feed, "deflate")
    feed.give_back(inflate.unused_data)


def _lzma(feed: Feed) -> Iterator[bytes]:
    length = int.from_bytes(feed.exactly(4, "LZMA")[2:], "little")
    properties = feed.exactly(length, "LZMA")
    if length != 5 or properties[0] >= 225 or int.from_bytes(properties[1:], "little") > _LZMA_MEMORY:
        raise Damaged("LZMA: properties that make no sense or need too much memory")
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    size = int.from_bytes(properties[1:], "little")
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": max(size, 4096), "lc": lc, "lp": lp, "pb": pb}]
    stream = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
    while not stream.eof:
        data = feed.block() if stream.needs_input else b""
        if stream.needs_input and not data:  # the end mark is optional here: size and checksum tell
            return
        if piece := stream.decompress(data, _PIECE):
            yield piece
    feed.give_back(stream.unused_data)


_READABLE: dict[int, Method] = {0: _stored, 8: _deflated, 12: METHODS["bz2"], 14: _lzma, 93: METHODS["zstd"], 95: METHODS["xz"]}
_NAMES = {9: "Deflate64", 98: "PPMd"}
