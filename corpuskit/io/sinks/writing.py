"""Writes a corpus in a layout: a stream of records goes to the files of its parts, shard after shard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from corpuskit.io.atomic import partial
from corpuskit.io.sinks.exports import encoder
from corpuskit.io.sinks.layout import Layout
from corpuskit.io.sinks.parquet import ParquetFile
from corpuskit.io.sinks.split import Splitter
from corpuskit.io.sinks.streams import CompressedFile, CountedFile

#: Gives the records, as lines of JSON Lines, as often as it is called.
Lines = Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of a corpus.

    Attributes:
        name: its path relative to OUT.
        sha256, bytes: of the file as it lies on the disk.
        lines: how many lines it has; of Parquet, how many rows.
        documents: how many documents are in it; None: it only says something about those of another file.
        split: the part of the split that it belongs to, None if there is no split.
    """

    name: str
    sha256: str
    bytes: int
    lines: int
    documents: int | None
    split: str | None = None


def write_corpus(folder: Path, layout: Layout, lines: Lines, newest: str = "19700101") -> list[CorpusFile]:
    """Write the files of a corpus under their temporary names: see `corpuskit.io.atomic`.

    Args:
        folder: OUT.
        layout: how.
        lines: the records; read twice where the corpus is split.
        newest: `yyyymmdd`, when all of it was there.

    Returns:
        The files, part after part, shard after shard. Every part has at least one file, which may be empty.

    Raises:
        InputError: a library is missing.
        OSError: there is no room, say.
    """
    encode = encoder(layout.format, newest)
    parts = {part: _Part(folder, layout, part) for part in layout.parts}
    try:
        if layout.split is None:
            (whole,) = parts.values()
            for line in lines():
                whole.write(encode(line))
        else:
            splitter = Splitter(layout.split, lines())
            for line in lines():
                parts[splitter.part(line)].write(encode(line))
        return [file for part in parts.values() for file in part.finish()]
    except BaseException:
        for part in parts.values():
            part.abandon()
        raise


class _Part:
    """The shards of one part of the corpus, one of them open."""

    def __init__(self, folder: Path, layout: Layout, name: str) -> None:
        self._folder, self._layout, self._name = folder, layout, name
        self._shards: list[tuple[CorpusFile, ...]] = []
        self._open: _Shard | None = None

    def write(self, rows: tuple[bytes, ...]) -> None:
        if self._open is None or self._is_full(self._open, len(rows[0])):
            self._close()
            self._open = _Shard(self._folder, self._layout, self._name, len(self._shards))
        self._open.write(rows)

    def finish(self) -> list[CorpusFile]:
        """Close the last shard, and name the files now that their number is known."""
        if self._open is None and not self._shards:
            self._open = _Shard(self._folder, self._layout, self._name, 0)
        self._close()
        named = []
        for number, files in enumerate(self._shards):
            names = self._layout.file_names(self._name, number, len(self._shards))
            for file, name in zip(files, names, strict=True):
                partial(self._folder / file.name).replace(partial(self._folder / name))
                named.append(replace(file, name=name))
        return named

    def abandon(self) -> None:
        if self._open is not None:
            self._open.abandon()

    def _is_full(self, shard: _Shard, more: int) -> bool:
        most_bytes, most = self._layout.shard_bytes, self._layout.shard_documents
        return (most_bytes is not None and shard.size + more > most_bytes) or shard.documents == most

    def _close(self) -> None:
        if self._open is not None:
            self._shards.append(self._open.finish())
            self._open = None


class _Shard:
    """The files of one shard: the one with the documents comes first."""

    def __init__(self, folder: Path, layout: Layout, part: str, number: int) -> None:
        self._names = layout.file_names(part, number)
        self._split = part if layout.split is not None else None
        kind = ParquetFile if layout.format == "parquet" else CompressedFile
        self._files = [CountedFile(partial(folder / name)) for name in self._names]
        self._streams = [kind(file, layout.compression) for file in self._files]
        self._lines = [0] * len(self._names)
        self.size = self.documents = 0

    def write(self, rows: tuple[bytes, ...]) -> None:
        for number, (stream, row) in enumerate(zip(self._streams, rows, strict=True)):
            stream.write(row)
            self._lines[number] += row.count(b"\n")
        self.size += len(rows[0])
        self.documents += 1

    def finish(self) -> tuple[CorpusFile, ...]:
        for stream in self._streams:
            stream.close()
        described = zip(self._names, self._files, self._lines, strict=True)
        return tuple(
            CorpusFile(name, file.sha256, file.size, lines, None if number else self.documents, self._split)
            for number, (name, file, lines) in enumerate(described)
        )

    def abandon(self) -> None:
        for file in self._files:
            file.abandon()
