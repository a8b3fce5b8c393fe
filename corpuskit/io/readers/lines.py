"""Plain text of which each line is a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers.linewise import Block, read_blocks

_MARK = "\ufeff"


def read(stream: BinaryIO, options: ReadOptions, portion: Portion | None = None) -> Iterator[RawDocument | Unreadable]:
    """Read a text of which each line is a document; blank lines are none.

    Args:
        stream: the whole file.
        options: its encoding, and how long a line may be.
        portion: the bytes to read, both ends at the beginning of a line; None: all of them.

    Yields:
        The documents in order; `record` is the number of the line, blank ones counted.

    >>> import io
    >>> [(line.record, line.text) for line in read(io.BytesIO("春眠不觉晓\\n\\n处处闻啼鸟\\n".encode("gbk")), ReadOptions())]
    [(1, '春眠不觉晓'), (3, '处处闻啼鸟')]
    """
    for block in read_blocks(stream, options, portion):
        if isinstance(block, Unreadable):
            yield block
        else:
            yield from _documents(block)


def _documents(block: Block) -> Iterator[RawDocument]:
    texts, encoding = block.texts
    for number, (line, text) in enumerate(zip(block.lines, texts, strict=True), block.first):
        text = text.removesuffix("\r").removeprefix(_MARK)
        if text and not text.isspace():
            yield RawDocument(line, text, "text", record=number, encoding=encoding)
