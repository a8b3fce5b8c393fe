"""The documents of a shard between two passes, and the units, documents or paragraphs, that corpus stages compare.

Texts lie apart from what is known of them, so that one paragraph can be read without the rest of its document, and nothing of
a corpus need be in memory but the number of units in each shard.
"""

from __future__ import annotations

import os
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from corpuskit.dedup.storage import Slices
from corpuskit.document import Document
from corpuskit.engine.documents import Rejected, Work
from corpuskit.engine.workspace import Workspace
from corpuskit.io.jsonl import dump_line
from corpuskit.text.characters import is_blank

UNITS = ("document", "paragraph")
# The place of a unit: the position of its document in the shard, the number of its line there (-1 for a whole document), and
# where it begins and ends among the texts of the shard, in bytes.
_PLACE = np.dtype(("<i8", (4,)))
_ROW = struct.Struct("<4q")
_START = np.dtype("<i8")


class ShardWriter:
    """Writes the documents of a shard at the end of a pass; a context manager.

    Attributes:
        texts: the texts written.
        paragraphs: the paragraphs in them.
    """

    def __init__(self, workspace: Workspace, number: int, shard: int) -> None:
        self._documents = workspace.documents(number, shard).open("wb")
        self._texts = workspace.texts(number, shard).open("wb")
        self._lines = workspace.lines(number, shard)
        self._files = {unit: workspace.places(number, shard, unit) for unit in UNITS}
        self.texts: list[str] = []
        self.paragraphs: list[str] = []
        self._line_starts: list[int] = []
        self._places: dict[str, list[tuple[int, int, int, int]]] = {unit: [] for unit in UNITS}

    def write(self, work: Work) -> None:
        """Write a document.

        Raises:
            Rejected: it holds something that is neither text nor a JSON value.
        """
        text = work.document.text
        try:
            data = text.encode()
            line = dump_line([work.order, work.paragraphs, work.gone, replace(work.document, text="").record()])
        except (UnicodeEncodeError, TypeError) as error:
            raise Rejected("write", f"cannot be written as JSON: {error}") from None
        begin, owner = self._texts.tell(), len(self.texts)
        start = begin
        for number, (shown, raw) in enumerate(zip(text.split("\n"), data.split(b"\n"), strict=True)):
            if not is_blank(shown):
                self.paragraphs.append(shown)
                self._places["paragraph"].append((owner, number, start, start + len(raw)))
            start += len(raw) + 1
        self.texts.append(text)
        self._places["document"].append((owner, -1, begin, begin + len(data)))
        self._line_starts.append(self._documents.tell())
        self._documents.write(line)
        self._texts.write(data)

    def __enter__(self) -> ShardWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._documents.close()
        self._texts.close()
        if error is None:
            self._lines.write_bytes(np.array(self._line_starts, _START).tobytes())
            for unit, path in self._files.items():
                path.write_bytes(np.array(self._places[unit], "<i8").tobytes())


def read_works(workspace: Workspace, number: int, shard: int) -> Iterator[Work]:
    """Read the documents of a shard back, in order."""
    places = np.fromfile(workspace.places(number, shard, "document"), _PLACE)
    with workspace.documents(number, shard).open("rb") as lines, workspace.texts(number, shard).open("rb") as texts:
        for line, (_, _, start, end) in zip(lines, places.tolist(), strict=True):
            work = _load(line)
            work.document = replace(work.document, text=texts.read(end - start).decode())
            yield work


class Units(Sequence[str]):
    """The units of one sort at the end of a pass, as a sequence of texts that are read from the disk when asked for.

    Attributes:
        unit: which sort.
        bounds: the units of shard i have the numbers from `bounds[i]` to below `bounds[i + 1]`; shape (shards + 1,).
    """

    def __init__(self, workspace: Workspace, number: int, shards: int, unit: str) -> None:
        self._workspace, self._number, self.unit = workspace, number, unit
        self._texts = [str(workspace.texts(number, shard)) for shard in range(shards)]
        self._places = [str(workspace.places(number, shard, unit)) for shard in range(shards)]
        counts = [os.path.getsize(path) // _PLACE.itemsize for path in self._places]
        self.bounds: NDArray[np.int64] = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
        self._starts = self.bounds[:-1].tolist()
        self._files = Slices()

    def __len__(self) -> int:
        return int(self.bounds[-1])

    def __getitem__(self, index: Any) -> Any:
        shard, (_, _, start, end) = self._find(int(index))
        return self._files.read(self._texts[shard], start, end).decode()

    def place(self, index: int) -> tuple[int, int]:
        """Give the position of a unit's document in its shard, and the number of its line there, -1 for whole documents."""
        document, line, _, _ = self._find(index)[1]
        return document, line

    def owner(self, index: int) -> str:
        """Give the id of the document that a unit is, or stands in."""
        shard, (document, _, _, _) = self._find(index)
        at = document * _START.itemsize
        start = self._files.read(self._workspace.lines(self._number, shard), at, at + _START.itemsize)
        with self._workspace.documents(self._number, shard).open("rb") as lines:
            lines.seek(int.from_bytes(start, "little"))
            return _load(lines.readline()).document.id

    def document_numbers(self) -> Iterator[NDArray[np.int64]]:
        """Give, for the units of each shard, the numbers of their documents in the whole corpus."""
        first = 0
        for shard in range(len(self.bounds) - 1):
            places: NDArray[np.int64] = np.fromfile(self._workspace.places(self._number, shard, self.unit), _PLACE)
            yield np.asarray(places[:, 0], np.int64) + first
            first += _size(self._workspace.places(self._number, shard, "document")) // _PLACE.itemsize

    def _find(self, index: int) -> tuple[int, tuple[int, int, int, int]]:
        shard = bisect_right(self._starts, index) - 1
        at = (index - self._starts[shard]) * _PLACE.itemsize
        document, line, start, end = _ROW.unpack(self._files.read(self._places[shard], at, at + _PLACE.itemsize))
        return shard, (document, line, start, end)


def _size(path: Path) -> int:
    return path.stat().st_size


def _load(line: bytes) -> Work:
    order, paragraphs, gone, record = orjson.loads(line)
    return Work(Document.from_record(record), order, paragraphs, gone)
