"""The lines of a file, a block at a time: a line ends with a line feed and with nothing else, and no line is too long to hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from corpuskit.decoding import binary_reason, decode
from corpuskit.decoding.codec import known
from corpuskit.decoding.detect import is_wide
from corpuskit.decoding.guess import from_mark
from corpuskit.io.raw import Portion, ReadOptions, Unreadable

_BLOCK = 1 << 20  # bytes read at once; a multiple of the four that a character of UTF-32 has
_HEAD = 1 << 12  # bytes by which UTF-16 without a byte order mark is told
_WIDE = ("utf-16", "utf-32")
_SEVEN_BITS = (b"\x1b", b"~{")  # how encodings begin that look like ASCII: ISO-2022 and HZ
_ENOUGH = 1 << 16  # bytes that tell their encoding whatever the block before them was in


class _Encoding:
    """What the lines of one file are decoded with; a short block at its end is read like the one before it."""

    def __init__(self, asked: str, head: bytes) -> None:
        #: The encoding that the user named, None if it is to be found out.
        self.named = None if asked == "auto" else known(asked)
        #: The encoding of UTF-16 and UTF-32, in which a line feed is more than one byte; None for all others.
        self.wide = self._wide(head)
        self._before: str | None = None

    def _wide(self, head: bytes) -> str | None:
        marked = from_mark(head)
        if marked and marked.codec.startswith(_WIDE) and self.named in (None, marked.codec, marked.encoding):
            return marked.codec
        if self.named is not None:
            if self.named in _WIDE:  # without a mark
                return f"{self.named}-le"
            return self.named if self.named.startswith(_WIDE) else None
        return decode(head).encoding if 0 in head[:4] and is_wide(head) else None

    @property
    def line_end(self) -> bytes:
        return "\n".encode(self.wide) if self.wide else b"\n"

    def decode(self, block: bytes) -> tuple[str, str]:
        asked = self.wide or self.named
        if asked is None and self._before and len(block) < _ENOUGH:
            try:
                return block.decode(self._before), self._before
            except UnicodeDecodeError:
                pass
        decoded = decode(block, asked)
        if asked is None and decoded.method == "evidence" and len(block) >= _ENOUGH:
            self._before = decoded.encoding
        return decoded.text, decoded.encoding


class _Chunks:
    """Large parts of a stream. Where it fails, what came before is given first, and the failure is kept for later."""

    def __init__(self, stream: BinaryIO, left: int | None) -> None:
        self._stream = stream
        self._left = left
        #: What the stream raised.
        self.failure: Exception | None = None

    def read(self) -> bytes:
        """Read as many bytes as a block has; fewer only at the end."""
        wanted = _BLOCK if self._left is None else min(_BLOCK, self._left)
        parts = []
        try:
            while wanted > 0 and self.failure is None and (part := self._stream.read(wanted)):
                parts.append(part)
                wanted -= len(part)
        except Exception as failure:  # whatever a decompressor raises
            self.failure = failure
        chunk = b"".join(parts)
        if self._left is not None:
            self._left -= len(chunk)
        return chunk


@dataclass
class Block:
    """Some lines of a file.

    Attributes:
        first: the number of the first line, from 1.
        lines: their bytes, without the line feeds.
        encoding: of the file.
    """

    first: int
    lines: list[bytes]
    encoding: _Encoding

    @property
    def may_be_utf8(self) -> bool:
        """Whether nobody said that it is something else, and a line feed is one byte."""
        return self.encoding.wide is None and self.encoding.named in (None, "utf-8", "utf-8-sig", "ascii")

    @property
    def texts(self) -> tuple[list[str], str]:
        """The text of each line, and the encoding of most of them; what can be UTF-8 is not looked at any further."""
        block = b"\n".join(self.lines)
        if self.may_be_utf8 and not any(mark in block for mark in _SEVEN_BITS):
            try:
                return block.decode().split("\n"), "utf-8"
            except UnicodeDecodeError:
                pass
        return self.decoded

    @cached_property
    def decoded(self) -> tuple[list[str], str]:
        """The text of each line, and the encoding of most of them."""
        text, encoding = self.encoding.decode(self.encoding.line_end.join(self.lines))
        texts = text.split("\n")
        if len(texts) != len(self.lines):  # an encoding in which bytes of line feeds are parts of characters, or a broken one
            texts = [decode(line, encoding).text.replace("\n", " ") for line in self.lines]
        return texts, encoding


def read_blocks(stream: BinaryIO, options: ReadOptions, portion: Portion | None = None) -> Iterator[Block | Unreadable]:
    """Read the lines of a file.

    Args:
        stream: the whole file.
        options: its encoding, and how long a line may be.
        portion: the bytes to read, both ends at the beginning of a line; None: all of them.

    Yields:
        The lines in order, some at a time, and one `Unreadable` for each line that is too long; one and nothing else if the file
        is no text.

    Raises:
        Exception: what the stream raised, after all lines that were read whole.
    """
    if portion is not None:
        stream.seek(portion.start)
    source = _Chunks(stream, portion.stop - portion.start if portion is not None else None)
    number = portion.first_record + 1 if portion is not None else 1
    limit = options.max_member_bytes
    chunk = source.read()
    encoding = _Encoding(options.encoding, chunk[:_HEAD])
    if encoding.wide is None and (kind := binary_reason(chunk)):
        yield Unreadable(f"not text: {kind}")
        return
    end = encoding.line_end
    carried: list[bytes] = []  # the beginning of a line whose end has not come yet
    size = 0  # of what is carried; of a line that is too long only the size is
    while chunk:
        following = source.read()
        complete = not following and source.failure is None
        if (cut := len(chunk) if complete else _last(chunk, end)) > 0:
            start = 0
            if size > limit:
                yield _too_long(number, limit)
                number += 1
                start = _first(chunk, end)
            carried.append(chunk[start:cut] if start >= 0 else b"")
            lines = split(b"".join(carried), end)
            yield from _bounded(Block(number, lines, encoding), limit)
            number += len(lines)
            carried, size = [], 0
            chunk = chunk[cut:]
        size += len(chunk)
        carried = [*carried, chunk] if size <= limit else []
        chunk = following
    if source.failure is not None:
        raise source.failure


def split(block: bytes, end: bytes) -> list[bytes]:
    r"""Split bytes into lines, each without its end.

    Args:
        block: whole lines; the last one may lack its end.
        end: a line feed in the encoding of the bytes; it counts only where a character begins.

    >>> split("上\nਊ一".encode("utf-16-le"), b"\n\0") == ["上".encode("utf-16-le"), "ਊ一".encode("utf-16-le")]
    True
    """
    parts = block.split(end)
    if len(end) > 1:
        whole: list[bytes] = []
        for part in parts:
            if whole and len(whole[-1]) % len(end):
                whole[-1] += end + part
            else:
                whole.append(part)
        parts = whole
    if parts and not parts[-1]:
        parts.pop()
    return parts


def _last(chunk: bytes, end: bytes) -> int:
    """Give the offset after the last line end, -1 if there is none."""
    at = chunk.rfind(end)
    while at >= 0 and at % len(end):
        at = chunk.rfind(end, 0, at + len(end) - 1)
    return at + len(end) if at >= 0 else -1


def _first(chunk: bytes, end: bytes) -> int:
    """Give the offset after the first line end, -1 if there is none."""
    at = chunk.find(end)
    while at >= 0 and at % len(end):
        at = chunk.find(end, at + 1)
    return at + len(end) if at >= 0 else -1


def _bounded(block: Block, limit: int) -> Iterator[Block | Unreadable]:
    done = 0
    if sum(map(len, block.lines)) > limit:
        for index, line in enumerate(block.lines):
            if len(line) > limit:
                if index > done:
                    yield Block(block.first + done, block.lines[done:index], block.encoding)
                yield _too_long(block.first + index, limit)
                done = index + 1
    if done < len(block.lines):
        yield Block(block.first + done, block.lines[done:], block.encoding) if done else block


def _too_long(number: int, limit: int) -> Unreadable:
    return Unreadable(f"a line of more than {limit:,} bytes", record=number)
