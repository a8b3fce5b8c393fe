"""The scratch files between the passes of a run, and the random access that verification needs.

Everything here is rebuilt by the next run; nothing of it is read by users. Files are the only exchange between processes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from corpuskit.document import Document
from corpuskit.engine.documents import Work
from corpuskit.text.characters import is_blank

UNITS = ("document", "paragraph")


@dataclass(frozen=True, slots=True)
class Workspace:
    """Names of the scratch files of a run, by pass and shard."""

    folder: Path

    def documents(self, number: int, shard: int) -> Path:
        """Documents at the end of a pass, one JSON object a line."""
        return self.folder / f"documents-{number}-{shard:06d}.jsonl"

    def corpus(self, shard: int) -> Path:
        """The finished records of a shard."""
        return self.folder / f"corpus-{shard:06d}.jsonl"

    def removed(self, number: int, shard: int) -> Path:
        """Ledger rows, each as `[order, row]`."""
        return self.folder / f"removed-{number}-{shard:06d}.jsonl"

    def quarantined(self, number: int, shard: int) -> Path:
        """Quarantine rows, each as `[order, row]`."""
        return self.folder / f"quarantine-{number}-{shard:06d}.jsonl"

    def units(self, number: int, shard: int) -> Path:
        """Where the units of a shard are: see `save_units`."""
        return self.folder / f"units-{number}-{shard:06d}.npz"

    def sketch(self, number: int, shard: int, stage: int, unit: str) -> Path:
        """The sketch that a corpus stage made of a shard."""
        return self.folder / f"sketch-{number}-{shard:06d}-{stage}-{unit}.npz"

    def pairs(self, number: int) -> Path:
        """The candidate pairs that are being verified, shape (n, 2)."""
        return self.folder / f"pairs-{number}.npy"

    def verdicts(self, number: int, shard: int) -> Path:
        """What corpus stages decided about a shard, one `Verdict` a line, as a JSON list."""
        return self.folder / f"verdicts-{number}-{shard:06d}.jsonl"


def pack_work(work: Work) -> list[Any]:
    """Give a document with the engine's notes as a JSON value."""
    return [work.order, work.paragraphs, work.gone, work.document.record()]


def load_work(line: bytes) -> Work:
    """Read a line that holds what `pack_work` gave."""
    order, paragraphs, gone, record = orjson.loads(line)
    return Work(Document.from_record(record), order, paragraphs, gone)


def unit_lines(text: str) -> list[int]:
    """Give the numbers of the lines of a text that are paragraphs."""
    return [number for number, line in enumerate(text.split("\n")) if not is_blank(line)]


def save_units(path: Path, offsets: Sequence[int], lines: Sequence[Sequence[int]]) -> None:
    """Write where the units of a shard are.

    Args:
        path: the file.
        offsets: where each document's line begins in the documents file, in bytes.
        lines: for each document the numbers of the lines of its text that are paragraphs.
    """
    owner = np.repeat(np.arange(len(lines)), [len(numbers) for numbers in lines])
    flat = [number for numbers in lines for number in numbers]
    save_arrays(
        path,
        {"offset": np.array(offsets, np.int64), "owner": owner.astype(np.int64), "line": np.array(flat, np.int64)},
    )


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write named arrays to one file."""
    np.savez(path, allow_pickle=False, **arrays)


def load_arrays(path: Path) -> Mapping[str, NDArray[Any]]:
    """Read arrays; never objects, which could run code."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


class Units(Sequence[str]):
    """The units of one sort at the end of a pass, as a sequence of texts that are read from the scratch files when asked for.

    Attributes:
        shard: shape (n,), the shard of each unit.
        document: shape (n,), the position of its document in the shard.
        line: shape (n,), the number of its line in that document; -1 for whole documents.
    """

    def __init__(self, workspace: Workspace, number: int, shards: int, unit: str) -> None:
        self._workspace, self._number = workspace, number
        tables = [load_arrays(workspace.units(number, shard)) for shard in range(shards)]
        self._offsets = [table["offset"] for table in tables]
        if unit == "document":
            owners = [np.arange(len(table["offset"])) for table in tables]
            lines = [np.full(len(table["offset"]), -1) for table in tables]
        else:
            owners = [table["owner"] for table in tables]
            lines = [table["line"] for table in tables]
        self.shard = np.repeat(np.arange(shards), [len(owner) for owner in owners])
        self.document = np.concatenate([np.empty(0, np.int64), *owners])
        self.line = np.concatenate([np.empty(0, np.int64), *lines])
        self._read = lru_cache(maxsize=256)(self._read_document)

    def __len__(self) -> int:
        return len(self.shard)

    def __getitem__(self, index: Any) -> Any:
        text = self.owner(index).text
        line = int(self.line[index])
        return text if line < 0 else text.split("\n")[line]

    def owner(self, index: int) -> Document:
        """Give the document that a unit is, or stands in."""
        return self._read(int(self.shard[index]), int(self.document[index]))

    def document_number(self) -> NDArray[np.int64]:
        """Give, for each unit, the number of its document in the whole corpus."""
        first = np.cumsum([0, *(len(offsets) for offsets in self._offsets)])[:-1]
        return np.asarray(first[self.shard] + self.document, np.int64)

    def _read_document(self, shard: int, position: int) -> Document:
        with self._workspace.documents(self._number, shard).open("rb") as file:
            file.seek(int(self._offsets[shard][position]))
            return load_work(file.readline()).document
