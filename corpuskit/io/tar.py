"""Tar archives, read from start to end: where one is cut or a header is damaged is never taken for the end.

The module tarfile ends quietly in both cases, and where the end mark is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from corpuskit.io.compression import CutShort, Damaged
from corpuskit.io.content import BytesContent, Content, Member, PartContent, SpooledContent, too_large
from corpuskit.io.member_names import MemberNames, is_rubbish
from corpuskit.io.raw import Unreadable
from corpuskit.io.tar_headers import BLOCK, Header, HeaderReader

_SMALL = 1 << 20  # bytes of a member that is read at once
_FILES = b"0\x007"
_WITHOUT_DATA = {b"1": "links", b"2": "links", b"3": "devices", b"4": "devices", b"5": "folders", b"6": "devices"}
_NOTES = b"VDNA"  # labels of volumes, listings of folders, attributes: not files


def tar_members(content: Content, most: int, skipped: Counter[str]) -> Iterator[Member | Unreadable]:
    """Read the members of a tar archive in the order in which they lie in it.

    Args:
        content: the archive.
        most: bytes that a member may have.
        skipped: is told what is no document: links, devices, folders, what file managers leave.

    Yields:
        The members, and what is wrong: with one of them, or at last with the rest of the archive.
    """
    with content.open() as stream:
        yield from _Tar(stream, most, skipped).members()


class _Tar:
    def __init__(self, stream: BinaryIO, most: int, skipped: Counter[str]) -> None:
        self._stream = stream
        self._at = 0
        self._next = 0
        self._most = most
        self._skipped = skipped
        self._names = MemberNames()
        self._size: int | None = None
        if stream.seekable():
            self._size = stream.seek(0, 2)
            stream.seek(0)

    def members(self) -> Iterator[Member | Unreadable]:
        headers = HeaderReader()
        name = ""
        ended = False
        try:
            while True:
                name = ""
                self._go_to(self._next)
                header = headers.read(self._read)
                self._next = self._at
                if header is not None:
                    ended = False
                    name = self._names.text(header.name)
                    yield from self._member(header, name)
                elif headers.at_end_mark:  # another archive may have been appended
                    ended = True
                elif ended:
                    return
                else:
                    raise CutShort("the end mark of the archive is missing: it was cut, or only a part of it was copied")
        except Damaged as problem:
            rest = "what follows in the archive, if anything, is lost" if name or not ended else "this follows after its end"
            yield Unreadable(f"tar: {problem}; {rest}", self._names.give(name) if name else "")

    def _member(self, header: Header, name: str) -> Iterator[Member | Unreadable]:
        """Give a member, which may be none, and note where the next header is."""
        if header.kind in _WITHOUT_DATA:
            self._skipped[_WITHOUT_DATA[header.kind]] += 1
            return
        end = self._at + header.size
        if self._size is not None and end > self._size:
            raise CutShort("the archive is cut inside this member")
        self._next = end + -end % BLOCK
        if reason := self._refused(header):
            yield Unreadable(reason, self._names.give(name))
        elif header.kind in _NOTES or header.name.endswith(b"/"):
            self._skipped["folders"] += 1
        elif is_rubbish(name):
            self._skipped["leavings of file managers"] += 1
        else:
            content = self._content(header.size)
            yield Member(self._names.give(name), content)
            if isinstance(content, SpooledContent):
                content.close()

    def _refused(self, header: Header) -> str | None:
        if header.sparse:
            return "tar: a sparse file: pack it without --sparse"
        if header.kind not in _FILES + _NOTES:
            return f"tar: a member of the unknown kind {header.kind!r}"
        if header.size > self._most:
            return f"tar: {too_large(self._most)}"
        if header.size and header.name.endswith(b"/"):
            return "tar: the name of a folder, but there is content"
        return None

    def _content(self, size: int) -> Content:
        if size <= _SMALL:
            return BytesContent(b"".join(self._pieces(size)))
        if self._size is None:
            return SpooledContent(self._pieces(size), size)
        return PartContent(self._stream, self._at, size)

    def _pieces(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self._read(min(size, _SMALL))
            if not piece:
                raise CutShort("the archive is cut inside this member")
            size -= len(piece)
            yield piece

    def _read(self, size: int) -> bytes:
        data = self._stream.read(size)
        while 0 < len(data) < size and (more := self._stream.read(size - len(data))):
            data += more
        self._at += len(data)
        return data

    def _go_to(self, position: int) -> None:
        if self._size is not None:
            self._at = self._stream.seek(position)
        while self._at < position and self._read(min(position - self._at, _SMALL)):
            pass
