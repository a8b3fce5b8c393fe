"""How the inputs are cut into shards: many small files are one, a large file is several.

A large file of lines or columns is read in portions. A large archive or compressed file cannot be entered in the middle: it is
unpacked once, into pieces of the size of a shard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpuskit.engine.spool import write_pieces
from corpuskit.engine.workspace import Workspace
from corpuskit.io.discover import InputFile
from corpuskit.io.raw import Portion, ReadOptions
from corpuskit.recipe import Recipe

#: A shard is the unit of work: large enough that a task is worth sending, small enough to share out and to hold in memory.
_FEWEST_BYTES, MOST_BYTES, _MOST_FILES = 1_500_000, 16_000_000, 1000
#: How many shards there should be at least, if they are not too small for that: enough to keep many workers busy.
_SHARDS = 64
#: A file that is no larger than this part of a shard is not looked at, though it may be compressed.
_PACKED = 8


@dataclass(frozen=True, slots=True)
class Part:
    """What a shard reads of one file.

    Attributes:
        number: of the file among the inputs.
        file: the file.
        portion: the part of it that is read; None: all of it.
        piece: what was unpacked of it beforehand, to be read instead; None: nothing was.
        sha256: of the whole file, where it is known by now.
        bytes: about how much of the file this is.
    """

    number: int
    file: InputFile
    portion: Portion | None = None
    piece: Path | None = None
    sha256: str | None = None
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Prepared:
    """How a large file is to be read.

    Attributes:
        sha256: of its bytes.
        portions: the parts of it, or none.
        pieces: how many pieces it was unpacked into, or 0.
        skipped: what in it is no document, by kind.
    """

    sha256: str
    portions: Sequence[Portion] = ()
    pieces: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Give this as JSON values."""
        portions = [[portion.start, portion.stop, portion.first_record] for portion in self.portions]
        return {"sha256": self.sha256, "portions": portions, "pieces": self.pieces, "skipped": dict(self.skipped)}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Prepared:
        """Take back what `plain` gave."""
        return cls(plain["sha256"], [Portion(*values) for values in plain["portions"]], plain["pieces"], plain["skipped"])


def read_options(recipe: Recipe) -> ReadOptions:
    """Give the options of a recipe that readers need."""
    source = recipe.source
    return ReadOptions(
        format=source.format,
        text_field=source.text_field,
        id_field=source.id_field,
        keep_fields=tuple(source.keep_fields),
        encoding=recipe.decode.encoding,
        max_member_bytes=source.max_member_bytes,
        max_expansion=source.max_expansion,
        max_depth=source.max_depth,
    )


def shard_size(files: Sequence[InputFile], most: int) -> int:
    """Give how many bytes a shard should have.

    Args:
        files: all inputs.
        most: what fits into memory.
    """
    total = sum(max(file.bytes, 0) for file in files)
    return min(max(total // _SHARDS, _FEWEST_BYTES), most)


def large_files(files: Sequence[InputFile], options: ReadOptions, size: int) -> list[tuple[int, InputFile]]:
    """List the files that do not fit into one shard and can be cut, with their numbers among the inputs."""
    from corpuskit.io.readers import can_be_cut

    return [
        (number, file)
        for number, file in enumerate(files)
        if file.bytes > size // _PACKED and can_be_cut(file, options, over=size)
    ]


def prepare(workspace: Workspace, options: ReadOptions, number: int, file: InputFile, size: int) -> Prepared:
    """Cut a large file into portions, or unpack it into pieces.

    Args:
        workspace: where pieces are put.
        options: how files are read.
        number: of the file among the inputs.
        file: the file.
        size: of a shard, in bytes.

    Raises:
        OSError: it cannot be read.
    """
    from corpuskit.io.readers import read_documents, survey

    found = survey(file, options, size)
    if found.portions:
        return Prepared(found.sha256, found.portions)
    skipped: Counter[str] = Counter()
    documents = read_documents(file, options, skipped=skipped)
    pieces = write_pieces(documents, lambda piece: workspace.piece(number, piece), size)
    return Prepared(found.sha256, pieces=pieces, skipped=skipped)


def cut(
    files: Sequence[InputFile], prepared: dict[int, Prepared], size: int, piece: Callable[[int, int], Path]
) -> Iterator[Sequence[Part]]:
    """Give the shards, in the order of the inputs.

    Args:
        files: all inputs.
        prepared: the large ones, by number.
        size: of a shard, in bytes.
        piece: gives the path of a piece by the number of the file and its own.
    """
    shard: list[Part] = []
    filled = 0
    for number, file in enumerate(files):
        large = prepared.get(number)
        if large is not None or (shard and (filled + file.bytes > size or len(shard) == _MOST_FILES)):
            if shard:
                yield shard
            shard, filled = [], 0
        if large is not None:
            yield from ([part] for part in _parts(number, file, large, piece))
            continue
        shard.append(Part(number, file, bytes=max(file.bytes, 0)))
        filled += max(file.bytes, 0)
    if shard:
        yield shard


def _parts(number: int, file: InputFile, large: Prepared, piece: Callable[[int, int], Path]) -> Iterable[Part]:
    share = file.bytes // max(len(large.portions) + large.pieces, 1)
    for portion in large.portions:
        yield Part(number, file, portion=portion, sha256=large.sha256, bytes=share)
    for each in range(large.pieces):
        yield Part(number, file, piece=piece(number, each), sha256=large.sha256, bytes=share)


def files_ended(shards: Sequence[Sequence[Part]]) -> list[int]:
    """Say of each shard how many files have been read to their ends with it; a large file ends with the last of its shards."""
    following = [*(shard[0].number for shard in shards[1:]), -1]
    return [sum(part.number != after for part in shard) for shard, after in zip(shards, following, strict=True)]
