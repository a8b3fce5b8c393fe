"""How a corpus is laid out in files: the format, the compression, the shards, the split, and what the files are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec

#: The compressions that a format can have, the one that is taken by itself first.
COMPRESSIONS: Mapping[str, tuple[str, ...]] = {
    "jsonl": ("none", "gz", "zst"),
    "parquet": ("zstd", "snappy", "none"),
    "text": ("none", "gz", "zst"),
    "mnbvc": ("none", "gz", "zst"),
    "dolma": ("gz", "zst", "none"),
}
NO_PYARROW = "Parquet needs pyarrow: pip install 'corpuskit[parquet]'"
SPLITS = ("train", "validation", "test")
#: A part of the corpus that is not split.
WHOLE = "corpus"
#: Where Dolma's tools look for documents, and for what is said about them.
DOLMA_DOCUMENTS, DOLMA_ATTRIBUTES = "documents", "attributes/corpuskit"

_EXTENSIONS = {"jsonl": ".jsonl", "parquet": ".parquet", "text": ".txt", "mnbvc": ".jsonl", "dolma": ".jsonl"}
_NAME = re.compile(
    rf"(?:(?:{DOLMA_DOCUMENTS}|{DOLMA_ATTRIBUTES})/)?(?:{'|'.join((WHOLE, *SPLITS))})(?:-[0-9]{{5,}}-of-[0-9]{{5,}})?"
    r"\.(?:jsonl|parquet|txt)(?:\.gz|\.zst)?"
)
# Files of MNBVC have about this size.
_MNBVC_SHARD = 500 * 2**20
_SIZE = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*([KMGT]?)(I?)B?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a corpus is written.

    Attributes:
        format: `"jsonl"`, `"parquet"`, `"text"`, `"mnbvc"` or `"dolma"`.
        compression: one that the format can have, see `COMPRESSIONS`.
        shard_bytes: a file holds at most this many bytes, before it is compressed, or a single document; None: no limit.
        shard_documents: and at most this many documents; None: no limit.
        split: shares of the documents by name of the split, which add up to 1; None: the corpus is in one piece.
    """

    format: str = "jsonl"
    compression: str = "none"
    shard_bytes: int | None = None
    shard_documents: int | None = None
    split: Mapping[str, float] | None = field(default=None)

    @property
    def sharded(self) -> bool:
        """Say whether there may be several files to a part."""
        return self.shard_bytes is not None or self.shard_documents is not None

    @property
    def parts(self) -> tuple[str, ...]:
        """Name the parts of the corpus, in the order in which they are listed."""
        return (WHOLE,) if self.split is None else tuple(name for name in SPLITS if name in self.split)

    @property
    def folders(self) -> tuple[str, ...]:
        """Name the folders that have a file for each shard; the first one has the documents."""
        return (f"{DOLMA_DOCUMENTS}/", f"{DOLMA_ATTRIBUTES}/") if self.format == "dolma" else ("",)

    def file_names(self, part: str, number: int = 0, total: int | None = None) -> tuple[str, ...]:
        """Give the names of the files of a shard, one for each of `folders`.

        Args:
            part: the part of the corpus.
            number: which of its shards.
            total: how many there are; None: that is not known yet, and the names are for the time being.

        >>> Layout(compression="zst", shard_documents=10).file_names("corpus", 0, 8)
        ('corpus-00000-of-00008.jsonl.zst',)
        >>> Layout("parquet", "zstd", split={"train": 1.0}).file_names("train")
        ('train.parquet',)
        """
        numbered = f"-{number:05d}" + ("" if total is None else f"-of-{total:05d}") if self.sharded else ""
        packed = f".{self.compression}" if self.format != "parquet" and self.compression != "none" else ""
        return tuple(f"{folder}{part}{numbered}{_EXTENSIONS[self.format]}{packed}" for folder in self.folders)


def make_layout(
    format: str = "jsonl",
    compression: str = "auto",
    shard_size: int | str | None = None,
    shard_documents: int | None = None,
    split: Mapping[str, float] | None = None,
) -> Layout:
    """Put a layout together from what a user says.

    Args:
        format: one of `COMPRESSIONS`.
        compression: one that the format can have, or `"auto"` for the one that is usual for it.
        shard_size: bytes, or a size such as `"500MB"`; where nothing is said, MNBVC has files of 500 MiB.
        shard_documents: documents in a file.
        split: shares by name of the split.

    Raises:
        ValueError: the format cannot have the compression, a size is none, or the shares do not add up to 1.
    """
    known = COMPRESSIONS[format]
    if compression not in ("auto", *known):
        raise ValueError(f"{format} has no compression {compression!r}: choose {', '.join(known)}")
    if format == "mnbvc" and shard_size is None and shard_documents is None:
        shard_size = _MNBVC_SHARD
    if split is not None:
        check_split(split)
    size = None if shard_size is None else read_size(shard_size)
    return Layout(format, known[0] if compression == "auto" else compression, size, shard_documents, split)


def read_size(size: int | str) -> int:
    """Give a size in bytes.

    Raises:
        ValueError: it is none, or 0.

    >>> read_size("500MB"), read_size("1.5 GiB"), read_size(10_000)
    (500000000, 1610612736, 10000)
    """
    match = _SIZE.fullmatch(str(size))
    if match is None:
        raise ValueError(f"{size!r} is no size: say 500MB, 1GB or 512MiB")
    power = "KMGT".index(match[2].upper()) + 1 if match[2] else 0
    found = int(float(match[1]) * (1024 if match[3] else 1000) ** power)
    if found < 1:
        raise ValueError(f"{size!r}: a file has to hold at least one byte")
    return found


def may_be_corpus(name: str) -> bool:
    """Say whether a path relative to OUT is one that a corpus, in whatever layout, can have.

    >>> [may_be_corpus(name) for name in ("train-00000-of-00002.jsonl.gz", "documents/corpus.jsonl", "notes.jsonl")]
    [True, True, False]
    """
    return _NAME.fullmatch(name) is not None


def check_installed(layout: Layout) -> None:
    """See to it that the library for a layout is there, before anything is done.

    Raises:
        ValueError: it is missing.
    """
    if layout.format == "parquet" and find_spec("pyarrow") is None:
        raise ValueError(NO_PYARROW)


def check_split(split: Mapping[str, float]) -> None:
    """See to it that a split can be made.

    Raises:
        ValueError: a name or a share is wrong, or the shares do not add up to 1.
    """
    if not split:
        raise ValueError(f"a split names at least one part: {', '.join(SPLITS)}")
    for name, share in split.items():
        if name not in SPLITS:
            raise ValueError(f"there is no split {name!r}: the parts are {', '.join(SPLITS)}")
        if not share > 0:
            raise ValueError(f"the share of {name} has to be larger than 0: leave {name} out instead")
    total = sum(split.values())
    if abs(total - 1) > 1e-9:
        raise ValueError(f"the shares have to add up to 1, and these add up to {total:g}")
