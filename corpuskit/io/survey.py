"""What is learnt about a large file before it is read: its hash, and where it can be cut into portions."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from corpuskit.io.discover import InputFile
from corpuskit.io.formats import HEAD, recognise
from corpuskit.io.places import open_input
from corpuskit.io.raw import Portion, ReadOptions

_BLOCK = 1 << 20
_PACKED = 8  # times as large as its packed form, roughly, is what an archive holds
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a file that was looked through once.

    Attributes:
        sha256: of its bytes, in hexadecimal.
        portions: the parts it can be read in, in order, that together are all of it; none: it can only be read as a whole.
    """

    sha256: str
    portions: Sequence[Portion] = ()


def digest(file: InputFile) -> str:
    """Give the SHA-256 of a file, in hexadecimal.

    Raises:
        OSError: it cannot be read.
    """
    with open_input(file.path) as stream:
        hashed = hashlib.sha256()
        while data := stream.read(_BLOCK):
            hashed.update(data)
    return hashed.hexdigest()


def can_be_cut(file: InputFile, options: ReadOptions, over: int) -> bool:
    """Say whether a file holds so much in many documents that it is worth a shard of its own.

    Args:
        file: the file.
        options: how it is read.
        over: bytes of documents from which on it is worth it; what is compressed counts as eight times its size.

    Returns:
        True for large files of many documents; False for a file of one, however large, and for one that cannot be opened.
    """
    if file.bytes <= over // _PACKED:
        return False
    try:
        with open_input(file.path) as stream:
            format = recognise(file.name, stream.read(HEAD), options.format)
    except OSError:
        return False
    if format.splittable and format.name != "parquet":
        return file.bytes > over
    return format.many or bool(format.layer)


def survey(file: InputFile, options: ReadOptions, target_bytes: int) -> Survey:
    """Look through a file once.

    Args:
        file: the file.
        options: how it is read.
        target_bytes: the size that a portion should have; one is larger where a line or a row group is.

    Returns:
        Its hash, and its portions if its format can be split.

    Raises:
        OSError: it cannot be read.
    """
    with open_input(file.path) as stream:
        head = stream.read(HEAD)
        format = recognise(file.name, head, options.format)
        if format.name == "parquet":
            return Survey(digest(file), _row_groups(file, target_bytes))
        if format.splittable and not _is_wide(head):
            return _lines(stream, head, target_bytes)
    return Survey(digest(file))


def _is_wide(head: bytes) -> bool:
    """Say whether a line feed is more than one byte."""
    return head.startswith(_WIDE_MARKS) or b"\0" in head[:4]


def _lines(stream: BinaryIO, head: bytes, target: int) -> Survey:
    """Cut behind the first line feed that makes a portion as large as the target."""
    hashed = hashlib.sha256()
    starts = [(0, 0)]
    at = lines = 0
    data = head
    while data:
        hashed.update(data)
        begin = 0
        while (wanted := max(starts[-1][0] + target - 1 - at, begin)) < len(data):
            end = data.find(b"\n", wanted)
            if end < 0:
                break
            lines += data.count(b"\n", begin, end + 1)
            begin = end + 1
            starts.append((at + begin, lines))
        lines += data.count(b"\n", begin)
        at += len(data)
        data = stream.read(_BLOCK)
    stops = [*(start for start, _ in starts[1:]), at]
    portions = [Portion(start, stop, count) for (start, count), stop in zip(starts, stops, strict=True)]
    # Nothing may follow the last line feed.
    return Survey(hashed.hexdigest(), [portion for portion in portions if portion.start < portion.stop])


def _row_groups(file: InputFile, target: int) -> tuple[Portion, ...]:
    """Put row groups together until they have the size that is wanted; none, if the file cannot be read."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import read_metadata
    except ImportError:  # whoever reads the file will say so
        return ()
    try:
        with open_input(file.path) as stream:
            metadata = read_metadata(stream)
            sizes = [(group.num_rows, group.total_byte_size) for group in map(metadata.row_group, range(metadata.num_row_groups))]
    except (ArrowException, OSError, ValueError):
        return ()
    portions = []
    start = first = rows = filled = 0
    for number, (count, size) in enumerate(sizes):
        if number > start and filled + size > target:
            portions.append(Portion(start, number, first))
            start, first, filled = number, rows, 0
        rows += count
        filled += size
    return (*portions, Portion(start, len(sizes), first)) if sizes else ()
