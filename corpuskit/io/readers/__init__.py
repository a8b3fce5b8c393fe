"""Readers: from a file to the documents in it, whatever it is packed in.

Each format has a module here with `read(stream, options, portion)`, which is imported when the first file of it is met.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from corpuskit.errors import CorpuskitError
from corpuskit.io.discover import InputFile
from corpuskit.io.formats import FORMATS, HEAD, UNREAD, recognise
from corpuskit.io.places import open_input
from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.survey import Survey, can_be_cut, digest, survey
from corpuskit.io.urls import is_remote

if TYPE_CHECKING:
    from corpuskit.io.archives import Leaf

__all__ = ["Survey", "can_be_cut", "digest", "read_documents", "survey"]

_TEXT = FORMATS["text"]
_MOST_TEXTS = 1 << 16  # bytes: few text files have more
_REASON = 300  # characters of what a library says that are shown


def read_documents(
    file: InputFile, options: ReadOptions, portion: Portion | None = None, skipped: Counter[str] | None = None
) -> Iterator[RawDocument | Unreadable]:
    """Read the documents of a file in the order in which they lie in it.

    Args:
        file: the file.
        options: how it is read.
        portion: the part of it that is read, for a format that can be split; None: all of it.
        skipped: is told what in archives is no document, by kind: links, folders, leavings of file managers.

    Yields:
        Each document, and for each one that cannot be read, or the rest of a damaged file, what is wrong.

    Raises:
        OSError: the file cannot be opened, or the disk or the network failed; never because of what is in the file.
        InputError: a package is missing that its format needs.
    """
    data = _if_text(file, options)
    if data is not None:
        yield RawDocument(data)
        return
    from corpuskit.io.archives import unpack
    from corpuskit.io.content import FileContent

    told: Counter[str] = Counter() if skipped is None else skipped
    for found in unpack(FileContent(file.path), file.name, file.bytes, options, told):
        if isinstance(found, Unreadable):
            yield found
        else:
            yield from _documents(found, options, portion, told)


def _if_text(file: InputFile, options: ReadOptions) -> bytes | None:
    """Give the bytes of a plain text file, by far the most common kind, in one go; None for everything else."""
    with open_input(file.path) if is_remote(file.path) else open(file.path, "rb", buffering=0) as stream:
        data = stream.read(max(HEAD, min(file.bytes, _MOST_TEXTS)) + 1)
        if recognise(file.name, data[:HEAD], options.format) is not _TEXT:
            return None
        if len(data) == file.bytes:  # more was asked for
            return data
        more = stream.read(_MOST_TEXTS)
        if more and stream.seekable():  # to read a large file again costs less than to join its parts
            stream.seek(0)
            return stream.read()
        return data + more + stream.read() if more else data


def _documents(
    leaf: Leaf, options: ReadOptions, portion: Portion | None, skipped: Counter[str]
) -> Iterator[RawDocument | Unreadable]:
    """Read the documents of one file, whatever happens."""
    from corpuskit.io.compression import Damaged
    from corpuskit.io.content import checked, seekable, whole

    most = options.max_member_bytes
    try:
        if leaf.format is _TEXT:
            yield RawDocument(whole(leaf.content, most), member=leaf.member)
        elif leaf.format.many and not leaf.format.seeks:
            yield from _read(checked(leaf.content).open(), leaf, options, portion, skipped)
        elif leaf.format.seeks:
            with seekable(leaf.content, most) as content:
                yield from _read(content.open(), leaf, options, portion, skipped)
        else:
            yield from _read(BytesIO(whole(leaf.content, most)), leaf, options, portion, skipped)
    except Damaged as problem:
        yield Unreadable(str(problem), leaf.member)


def _read(
    stream: BinaryIO, leaf: Leaf, options: ReadOptions, portion: Portion | None, skipped: Counter[str]
) -> Iterator[RawDocument | Unreadable]:
    from corpuskit.io.compression import Damaged

    name = leaf.format.name
    if name not in FORMATS:
        yield Unreadable(f"{UNREAD.get(name, name)}: corpuskit does not read that", leaf.member)
        return
    with stream:
        try:
            reader = importlib.import_module(f"corpuskit.io.readers.{name}")
            counter = {"skipped": skipped} if name == "warc" else {}  # whose records are many things beside documents
            for found in reader.read(stream, options, portion, **counter):
                yield replace(found, member=leaf.member) if leaf.member else found
        except (CorpuskitError, Damaged):
            raise
        except Exception as error:  # a library met something that it does not expect
            if isinstance(error, OSError) and error.errno is not None:  # of the disk or the network, not of the data
                raise
            told = " ".join(str(error).split())[:_REASON]
            yield Unreadable(f"{name}: {type(error).__name__}" + (f": {told}" if told else ""), leaf.member)
