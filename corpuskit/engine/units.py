"""The documents of a shard between two passes, and the units, documents or paragraphs, that corpus stages compare.

Texts lie apart from what is known of them, so that one paragraph can be read without the rest of its document, and nothing of
a corpus need be in memory but the number of units in each shard.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from corpuskit.dedup.keys import bounds_of
from corpuskit.dedup.storage import Slices, StoredTexts
from corpuskit.document import Document
from corpuskit.engine.documents import Rejected, Work
from corpuskit.engine.reading import ID_DIGITS
from corpuskit.engine.workspace import Workspace
from corpuskit.io.jsonl import dump_line
from corpuskit.text.characters import has_no_blank_line, is_blank

UNITS = ("document", "paragraph")
# The place of a unit: the position of its document in the shard, the number of its line there (-1 for a whole document), and
# where it begins and ends among the texts of the shard, in bytes.
_PLACE = np.dtype(("<i8", (4,)))
_ROW = struct.Struct("<4q")
_START = np.dtype("<i8")
_ID = np.dtype(f"S{ID_DIGITS}")
_BREAK = ord("\n")
# Bytes of texts that are written together, of anything that is read or written together by the system, and that are read of a
# shard for one unit in it, since the next one is not far.
_AT_A_TIME, _BUFFER, _AHEAD = 1 << 17, 1 << 16, 1 << 13


class ShardWriter:
    """Writes the documents of a shard at the end of a pass; a context manager.

    Attributes:
        texts: the texts written.
        paragraphs: the paragraphs in them.
        counts: how many of these each text has.
    """

    def __init__(self, workspace: Workspace, number: int, shard: int) -> None:
        self._documents = workspace.documents(number, shard).open("wb", _BUFFER)
        self._texts = workspace.texts(number, shard).open("wb")
        self._ids = workspace.ids(number, shard)
        self._files = {unit: workspace.places(number, shard, unit) for unit in UNITS}
        self.texts: list[str] = []
        self.paragraphs: list[str] = []
        self.counts: list[int] = []
        self._id_of: list[str] = []
        self._places: dict[str, list[NDArray[np.int64]]] = {unit: [] for unit in UNITS}
        self._size = 0
        # What is not written yet: texts as bytes, of how many lines each is, and which of all these lines are blank.
        self._waiting: list[bytes] = []
        self._lines_of: list[int] = []
        self._blank: list[int] = []
        self._waiting_size = self._waiting_lines = 0

    def write(self, work: Work) -> None:
        """Write a document.

        Raises:
            Rejected: it holds something that is neither text nor a JSON value.
        """
        document = work.document
        text = document.text
        try:
            data = text.encode()
            known = [dict(document.source), dict(document.fields), dict(document.tags)]
            line = dump_line([work.order, work.paragraphs, work.gone, document.id, *known])
        except (UnicodeEncodeError, TypeError) as error:
            raise Rejected("write", f"cannot be written as JSON: {error}") from None
        lines = text.split("\n")
        self._lines_of.append(len(lines))
        if not has_no_blank_line(text):
            self._blank += [number for number, line in enumerate(lines, self._waiting_lines) if is_blank(line)]
            lines = [line for line in lines if not is_blank(line)]
        self._waiting_lines += self._lines_of[-1]
        self.paragraphs += lines
        self.counts.append(len(lines))
        self.texts.append(text)
        self._id_of.append(document.id)
        self._documents.write(line)
        self._waiting.append(data)
        self._waiting_size += len(data)
        if self._waiting_size > _AT_A_TIME:
            self._flush()

    def _flush(self) -> None:
        """Write the texts that wait, and find where their units are."""
        together = b"\n".join([*self._waiting, b""])
        self._texts.write(together)
        first = len(self.texts) - len(self._waiting)
        counts = np.array(self._lines_of, np.int64)
        places = np.empty((self._waiting_lines, 4), np.int64)
        owner, line, start, end = places.T
        owner[:] = np.repeat(np.arange(first, len(self.texts)), counts)
        line[:] = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
        end[:] = np.flatnonzero(np.frombuffer(together, np.uint8) == _BREAK)
        end += self._size
        start[:1] = self._size
        start[1:] = end[:-1] + 1
        lasts = np.cumsum(counts) - 1
        whole = np.stack([owner[lasts], np.full(len(counts), -1), start[lasts - counts + 1], end[lasts]], axis=1)
        self._places["document"].append(whole)
        self._places["paragraph"].append(np.delete(places, self._blank, axis=0) if self._blank else places)
        self._size += len(together)
        self._waiting, self._lines_of, self._blank = [], [], []
        self._waiting_size = self._waiting_lines = 0

    def __enter__(self) -> ShardWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if error is None:
                self._flush()
        finally:
            self._documents.close()
            self._texts.close()
        if error is None:
            self._ids.write_bytes(np.array(self._id_of, _ID).tobytes())
            for unit, path in self._files.items():
                path.write_bytes(b"".join(places.astype("<i8", copy=False).tobytes() for places in self._places[unit]))


def read_works(workspace: Workspace, number: int, shard: int) -> Iterator[Work]:
    """Read the documents of a shard back, in order."""
    places = np.fromfile(workspace.places(number, shard, "document"), _PLACE)
    with (
        workspace.documents(number, shard).open("rb", _BUFFER) as lines,
        workspace.texts(number, shard).open("rb", _BUFFER) as texts,
    ):
        for line, (_, _, start, end) in zip(lines, places.tolist(), strict=True):
            yield _load(line, texts.read(end - start).decode())
            texts.read(1)  # the line feed behind it


def count_units(workspace: Workspace, number: int, shards: int) -> None:
    """Write down how many units each shard has at the end of a pass, for `Units`, which are made many times."""
    for unit in UNITS:
        counts = [_size(workspace.places(number, shard, unit)) // _PLACE.itemsize for shard in range(shards)]
        workspace.bounds(number, unit).write_bytes(bounds_of(np.array(counts, np.int64)).astype(_START).tobytes())


class Units(StoredTexts):
    """The units of one sort at the end of a pass, as a sequence of texts that are read from the disk when asked for.

    They have been counted by `count_units`.

    Attributes:
        unit: which sort.
        bounds: the units of shard i have the numbers from `bounds[i]` to below `bounds[i + 1]`; shape (shards + 1,).
    """

    def __init__(self, workspace: Workspace, number: int, unit: str) -> None:
        self._workspace, self._number, self.unit = workspace, number, unit
        self.bounds: NDArray[np.int64] = np.fromfile(workspace.bounds(number, unit), _START).astype(np.int64, copy=False)
        self._starts = self.bounds[:-1].tolist()
        self._files = Slices()
        self._texts_of = cache(lambda shard: str(workspace.texts(number, shard)))
        self._places_of = cache(lambda shard: str(workspace.places(number, shard, unit)))

    def __len__(self) -> int:
        return int(self.bounds[-1])

    def __getitem__(self, index: Any) -> Any:
        shard, (_, _, start, end) = self._find(int(index))
        return self._files.read(self._texts_of(shard), start, end).decode()

    def take(self, numbers: NDArray[np.int64], places: NDArray[np.int64] | None = None) -> list[str]:
        """Give the texts of these numbers, in their order.

        Args:
            numbers: shape (n,).
            places: of these units, if they are known by now.
        """
        places = self.places(numbers) if places is None else places
        found = np.empty(len(numbers), object)
        for shard, which in self._by_shard(numbers):
            found[which] = self._pieces(shard, places[which, 2:])
        return found.tolist()

    def _pieces(self, shard: int, places: NDArray[np.int64]) -> list[str]:
        """Read pieces of the texts of a shard: what lies near each other, in order, at a time."""
        path, read = self._texts_of(shard), self._files.read
        pieces: list[str] = []
        data, begin = b"", 0
        for start, end in places.tolist():
            if not begin <= start <= end <= begin + len(data):
                data, begin = read(path, start, max(end, start + _AHEAD)), start
            pieces.append(data[start - begin : end - begin].decode())
        return pieces

    def sizes(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give how long they are, in bytes."""
        places = self.places(numbers)
        return places[:, 3] - places[:, 2]

    def places(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give where units are.

        Args:
            numbers: shape (n,).

        Returns:
            Shape (n, 4): the position of the unit's document in its shard; the number of its line there, -1 for whole
            documents; where it begins and ends among the texts of the shard, in bytes.
        """
        found = np.empty((len(numbers), 4), np.int64)
        for shard, which in self._by_shard(numbers):
            inside = numbers[which] - self._starts[shard]
            first = int(inside.min())
            span = int(inside.max()) + 1 - first
            rows = self._files.read(self._places_of(shard), first * _PLACE.itemsize, (first + span) * _PLACE.itemsize)
            found[which] = np.frombuffer(rows, _PLACE)[inside - first]
        return found

    def owners(self, numbers: NDArray[np.int64], places: NDArray[np.int64] | None = None) -> list[str]:
        """Give the ids of the documents that units are, or stand in; arguments as for `take`."""
        found = np.empty(len(numbers), object)
        documents = (self.places(numbers) if places is None else places)[:, 0]
        for shard, which in self._by_shard(numbers):
            ids = np.fromfile(self._workspace.ids(self._number, shard), _ID)
            found[which] = ids[documents[which]].astype(str)
        return found.tolist()

    def document_numbers(self) -> Iterator[NDArray[np.int64]]:
        """Give, for the units of each shard, the numbers of their documents in the whole corpus."""
        first = 0
        for shard in range(len(self.bounds) - 1):
            places: NDArray[np.int64] = np.fromfile(self._workspace.places(self._number, shard, self.unit), _PLACE)
            yield np.asarray(places[:, 0], np.int64) + first
            first += _size(self._workspace.places(self._number, shard, "document")) // _PLACE.itemsize

    def _shards(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self.bounds, numbers, side="right") - 1

    def _by_shard(self, numbers: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Give each shard that holds some of these units, and which of them these are."""
        shards = self._shards(numbers)
        order = np.argsort(shards, kind="stable")
        cuts = np.flatnonzero(np.diff(shards[order])) + 1
        for which in np.split(order, cuts) if len(order) else ():
            yield int(shards[which[0]]), which

    def _find(self, index: int) -> tuple[int, tuple[int, int, int, int]]:
        shard = bisect_right(self._starts, index) - 1
        at = (index - self._starts[shard]) * _PLACE.itemsize
        document, line, start, end = _ROW.unpack(self._files.read(self._places_of(shard), at, at + _PLACE.itemsize))
        return shard, (document, line, start, end)


def _size(path: Path) -> int:
    return path.stat().st_size


def _load(line: bytes, text: str) -> Work:
    order, paragraphs, gone, *known = orjson.loads(line)
    return Work(Document(text, *known), order, paragraphs, gone)
