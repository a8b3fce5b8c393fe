"""Bytes that can be read from their start more than once, wherever they lie: a file, a part of one, what something expands to."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from corpuskit.io.compression import Allowance, Damaged, Expanded, Method, TooLarge
from corpuskit.io.places import open_input
from corpuskit.io.streams import BUFFER, Ending, Unclosed, Window

#: Bytes up to which things are kept in memory instead of being expanded twice or written to a temporary file.
IN_MEMORY = 8 * 2**20


class Content(Protocol):
    """Something that can be read from its start more than once."""

    @property
    def late(self) -> bool:
        """Whether damage may show only when it has been read to its end, since its checksum stands there."""
        ...

    def open(self) -> BinaryIO:
        """Open it at its start; what was opened before must not be used any more."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, by the name that it has there."""

    name: str
    content: Content


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file, by its path or URL."""

    path: str
    late: bool = False

    def open(self) -> BinaryIO:
        """Open the file."""
        return open_input(self.path)


@dataclass(frozen=True, slots=True)
class BytesContent:
    """Bytes in memory."""

    data: bytes
    late: bool = False

    def open(self) -> BinaryIO:
        """Give a stream of the bytes."""
        return io.BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class PartContent:
    """A part of a stream that can be sought, and stays open."""

    stream: BinaryIO
    start: int
    size: int
    late: bool = False

    def open(self) -> BinaryIO:
        """Give a stream of the part."""
        return io.BufferedReader(Window(self.stream, self.start, self.size), min(BUFFER, max(self.size, 1)))


@dataclass(frozen=True, slots=True)
class ExpandedContent:
    """What another content expands to."""

    packed: Content
    method: Method
    most: int
    allowance: Allowance
    late: bool = True

    def open(self) -> BinaryIO:
        """Begin to expand."""
        return io.BufferedReader(Expanded(self.packed.open(), self.method, self.most, self.allowance), BUFFER)


@dataclass(frozen=True, slots=True)
class EndingContent:
    """The beginning of a content, as far as it is known to be whole; reading on raises what is wrong with the rest."""

    content: Content
    size: int
    problem: Damaged
    late: bool = False

    def open(self) -> BinaryIO:
        """Open the content."""
        return Ending(self.content.open(), self.size, self.problem)


@dataclass(frozen=True, slots=True)
class WholeContent:
    """A content that was read to its end once, and is whole."""

    content: Content
    late: bool = False

    def open(self) -> BinaryIO:
        """Open the content."""
        return self.content.open()


class SpooledContent:
    """A copy of bytes in memory or, where they are many, in a temporary file without a name."""

    late = False

    def __init__(self, source: Iterable[bytes], most: int) -> None:
        """Copy bytes.

        Args:
            source: the bytes, piece by piece.
            most: more bytes than that are refused.

        Raises:
            TooLarge: there are more.
            Damaged: whatever the source raises.
        """
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it lives as long as this object
        copied = 0
        try:
            for piece in source:
                copied += len(piece)
                if copied > most:
                    raise too_large(most)
                self._file.write(piece)
        except BaseException:
            self._file.close()
            raise

    def open(self) -> BinaryIO:
        """Give a stream of the copy."""
        self._file.seek(0)
        return Unclosed(cast(io.RawIOBase, self._file), BUFFER)

    def close(self) -> None:
        """Give up the copy."""
        self._file.close()


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """Read a stream to its end, piece by piece."""
    while piece := stream.read(BUFFER):
        yield piece


def checked(content: Content) -> Content:
    """Read a content to its end, so that nothing of it is taken for good that its checksum does not vouch for.

    Args:
        content: what will be read as many documents.

    Returns:
        A content that is whole, or one that raises what is wrong where it is no longer known to be right.
    """
    if not content.late:
        return content
    kept: list[bytes] = []
    size = 0
    stream = content.open()
    try:
        for piece in pieces(stream):
            size += len(piece)
            if size <= IN_MEMORY:
                kept.append(piece)
    except Damaged as problem:
        return EndingContent(content, _expanded(stream).vouched, problem)
    finally:
        stream.close()
    return BytesContent(b"".join(kept)) if size <= IN_MEMORY else WholeContent(content)


def _expanded(stream: BinaryIO) -> Expanded:
    return cast(Expanded, cast(io.BufferedReader, stream).raw)


@contextmanager
def seekable(content: Content, most: int) -> Iterator[Content]:
    """Give a content whose streams can be sought: itself, or a copy that goes afterwards.

    Raises:
        Damaged: it has to be copied, and is damaged or has more than `most` bytes.
    """
    with content.open() as stream:
        copy = None if stream.seekable() else SpooledContent(pieces(stream), most)
    try:
        yield copy or content
    finally:
        if copy is not None:
            copy.close()


def whole(content: Content, most: int) -> bytes:
    """Read everything.

    Raises:
        Damaged: it is damaged, or has more than `most` bytes.
    """
    if isinstance(content, BytesContent):
        data = content.data
    else:
        gathered = bytearray()
        with content.open() as stream:
            for piece in pieces(stream):
                gathered += piece
                if len(gathered) > most:
                    raise too_large(most)
        data = bytes(gathered)
    if len(data) > most:
        raise too_large(most)
    return data


def too_large(most: int) -> TooLarge:
    """Give the error for a document that is too large."""
    return TooLarge(f"one document of more than {most:,} bytes")
