"""From a file to the documents' own files in it: whatever it is packed in is opened, layer by layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BufferedReader
from typing import cast

from corpuskit.io.compression import METHODS, Allowance, Damaged
from corpuskit.io.content import Content, ExpandedContent, Member, checked, seekable
from corpuskit.io.formats import HEAD, Format, inner_name, recognise
from corpuskit.io.raw import ReadOptions, Unreadable

# What everything in one file may expand to, all layers together and each read twice: never less than this many bytes.
_LEAST_ALLOWANCE = 256 * 2**20
_LAYERS = 3
_UNLIMITED = 1 << 62  # each stream is still bounded by what was read of it


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file that is no container: documents in one of the formats that readers know.

    Attributes:
        content: its bytes.
        format: what it is.
        member: its path in the archive, `""` outside.
    """

    content: Content
    format: Format
    member: str


def unpack(content: Content, name: str, size: int, options: ReadOptions, skipped: Counter[str]) -> Iterator[Leaf | Unreadable]:
    """Open a file, and the containers in it.

    Args:
        content: the file.
        name: its name.
        size: its bytes; -1 if they are not known.
        options: how files are read.
        skipped: is told what in archives is no document, by kind.

    Yields:
        The files in it in the order in which they lie there, each to be read before the next one is asked for; and what cannot
        be opened. Nothing is written but temporary files without names.
    """
    limit = max(_LEAST_ALLOWANCE, 2 * _LAYERS * options.max_expansion * size) if size >= 0 else _UNLIMITED
    allowance = Allowance(limit)
    yield from _Unpacking(options, allowance, skipped).open(content, name, "", 0, False)


class _Unpacking:
    def __init__(self, options: ReadOptions, allowance: Allowance, skipped: Counter[str]) -> None:
        self._options = options
        self._allowance = allowance
        self._skipped = skipped

    def open(self, content: Content, name: str, member: str, depth: int, expanded: bool) -> Iterator[Leaf | Unreadable]:
        """Open one file: `depth` archives are around it, and right around it a compression, if `expanded`."""
        try:
            format = recognise(name, _head(content), self._options.format)
            if not format.layer:
                yield Leaf(content, format, member)
            elif format.layer == "compression":
                yield from self._expand(content, name, member, depth + expanded, format)
            elif depth >= self._options.max_depth:
                yield self._too_deep(member)
            else:
                yield from self._members(content, member, depth + 1, format)
        except Damaged as problem:
            yield Unreadable(str(problem), member)

    def _expand(self, content: Content, name: str, member: str, depth: int, format: Format) -> Iterator[Leaf | Unreadable]:
        if depth > self._options.max_depth:
            yield self._too_deep(member)
            return
        inside = ExpandedContent(content, METHODS[format.name], self._options.max_expansion, self._allowance)
        yield from self.open(inside, inner_name(name), member, depth, True)

    def _members(self, content: Content, member: str, depth: int, format: Format) -> Iterator[Leaf | Unreadable]:
        from corpuskit.io.tar import tar_members
        from corpuskit.io.zip import zip_members

        most = self._options.max_member_bytes
        if format.name == "tar":
            yield from self._each(tar_members(checked(content), most, self._skipped), member, depth)
            return
        with seekable(content, most) as archive:
            members = zip_members(archive, most, self._options.max_expansion, self._allowance, self._skipped)
            yield from self._each(members, member, depth)

    def _each(self, members: Iterator[Member | Unreadable], member: str, depth: int) -> Iterator[Leaf | Unreadable]:
        """Open the members of an archive, of which `member` is the path."""
        for found in members:
            path = "/".join(part for part in (member, found.name if isinstance(found, Member) else found.member) if part)
            if isinstance(found, Member):
                yield from self.open(found.content, found.name, path, depth, False)
            else:
                yield replace(found, member=path)
            if self._allowance.spent:
                yield Unreadable("the rest of it is not read: what is compressed in it expands without end", member)
                return

    def _too_deep(self, member: str) -> Unreadable:
        return Unreadable(f"archives within archives are opened {self._options.max_depth} deep, this one lies deeper", member)


def _head(content: Content) -> bytes:
    """Give the first bytes, or as many as can be read."""
    head = b""
    with content.open() as stream:
        try:
            while len(head) < HEAD and (piece := cast(BufferedReader, stream).read1(HEAD)):
                head += piece
        except Damaged:
            if not head:
                raise
    return head
