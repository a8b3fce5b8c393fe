"""A segment of an index: some documents with the sketches of their units. It is written once and never changed."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.index.parameters import Parameters, Unit
from corpuskit.dedup.postings import Arrays, prepare
from corpuskit.dedup.similarity import sketch
from corpuskit.dedup.storage import Slices, StoredArrays, save_arrays
from corpuskit.text.characters import is_blank

# Files without a shape of their own: where a document's id or text ends, as integers, and for each unit the number of its
# document and where it begins and ends there, in bytes.
_IDS, _TEXTS, _PLACES = "ids", "texts", "places"
_INTEGER = np.dtype("<i8")
_PLACE = 3 * _INTEGER.itemsize
# Level 1 takes a third of the time of the default one, for a tenth more room.
_COMPRESSION = 1
_TEXTS_AT_HAND = 256


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest of an index says of a segment.

    Attributes:
        name: of its folder.
        documents: how many there are, those taken out included.
        units: how many units of each sort there are.
        removed: the file with the numbers of the documents that were taken out, `""` if none were.
        gone: how many these are.
    """

    name: str
    documents: int
    units: dict[str, int] = field(default_factory=dict)
    removed: str = ""
    gone: int = 0


def write_segment(folder: Path, documents: Sequence[tuple[str, str]], parameters: Parameters) -> Entry:
    """Write documents, given as `(id, text)`, into a new folder; the caller makes the folder known when it is on the disk."""
    folder.mkdir(parents=True)
    ids = [document_id.encode("utf-8", "surrogatepass") for document_id, _ in documents]
    packed = [zlib.compress(text.encode("utf-8", "surrogatepass"), _COMPRESSION) for _, text in documents]
    (folder / _IDS).write_bytes(b"".join(ids))
    (folder / _TEXTS).write_bytes(b"".join(packed))
    (folder / _ends_of(_IDS)).write_bytes(_ends(map(len, ids)).tobytes())
    (folder / _ends_of(_TEXTS)).write_bytes(_ends(map(len, packed)).tobytes())
    units: dict[str, int] = {}
    for unit in parameters.units:
        places = list(_places(unit, documents))
        texts = [text for _, _, _, text in places]
        save_arrays(folder / unit, prepare(sketch(texts, parameters.settings(unit))))
        (folder / unit / _PLACES).write_bytes(np.array([place[:3] for place in places], _INTEGER).tobytes())
        units[unit] = len(places)
    return Entry(folder.name, len(documents), units)


def sync(folder: Path) -> None:
    """Wait until all files of a segment are on the disk."""
    for path in [*folder.rglob("*"), folder]:
        if path.is_dir() and not hasattr(os, "O_DIRECTORY"):  # Windows cannot open a folder
            continue
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Segment:
    """Reads a segment.

    Args:
        index: the folder of the index.
        entry: what its manifest says of the segment.
    """

    def __init__(self, index: Path, entry: Entry) -> None:
        self.entry = entry
        self._index, self._folder = index, index / entry.name
        self._files = Slices()
        self._text = lru_cache(_TEXTS_AT_HAND)(self._read_text)

    def sketch(self, unit: str) -> Arrays:
        """Give the sketch of the units of one sort."""
        return StoredArrays(self._folder / unit)

    def removed(self) -> NDArray[np.bool_]:
        """Say which documents were taken out."""
        gone = np.zeros(self.entry.documents, bool)
        if self.entry.removed:
            gone[np.load(self._index / self.entry.removed, allow_pickle=False)] = True
        return gone

    def owners(self, unit: str) -> NDArray[np.int64]:
        """Give the number of the document of each unit."""
        return np.fromfile(self._folder / unit / _PLACES, _INTEGER)[::3]

    def ids(self) -> list[str]:
        """Give the ids of all documents, those taken out included."""
        bounds = [0, *np.fromfile(self._folder / _ends_of(_IDS), _INTEGER).tolist()]
        data = (self._folder / _IDS).read_bytes()
        return [data[start:end].decode("utf-8", "surrogatepass") for start, end in pairwise(bounds)]

    def document_id(self, number: int) -> str:
        """Give the id of one document."""
        return self._read(_IDS, number).decode("utf-8", "surrogatepass")

    def document(self, number: int) -> str:
        """Give the text of one document."""
        return self._text(number).decode("utf-8", "surrogatepass")

    def unit(self, unit: str, number: int) -> tuple[int, str]:
        """Give the document that a unit is or stands in, by number, and the text of the unit."""
        row = self._files.read(self._folder / unit / _PLACES, number * _PLACE, (number + 1) * _PLACE)
        document, start, end = np.frombuffer(row, _INTEGER).tolist()
        return document, self._text(document)[start:end].decode("utf-8", "surrogatepass")

    def _read_text(self, number: int) -> bytes:
        return zlib.decompress(self._read(_TEXTS, number))

    def _read(self, name: str, number: int) -> bytes:
        width = _INTEGER.itemsize
        row = self._files.read(self._folder / _ends_of(name), max(number - 1, 0) * width, (number + 1) * width)
        start, end = [0, *np.frombuffer(row, _INTEGER).tolist()][-2:]
        return self._files.read(self._folder / name, start, end)


def _ends_of(name: str) -> str:
    return f"{name}-end"


def _places(unit: Unit, documents: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, int, str]]:
    """Give for each unit the number of its document, where it begins and ends there, in bytes, and its text."""
    for number, (_, text) in enumerate(documents):
        if unit == "document":
            yield number, 0, len(text.encode("utf-8", "surrogatepass")), text
            continue
        start = 0
        for line in text.split("\n"):
            end = start + len(line.encode("utf-8", "surrogatepass"))
            if not is_blank(line):
                yield number, start, end, line
            start = end + 1


def _ends(lengths: Iterable[int]) -> NDArray[np.int64]:
    return np.cumsum(np.fromiter(lengths, _INTEGER), dtype=_INTEGER)


def size_of(folder: Path) -> int:
    """Give how many bytes the files of a folder have."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def living(segments: Sequence[Segment]) -> Iterator[tuple[str, str]]:
    """Give the documents that were not taken out, as `(id, text)`."""
    for segment in segments:
        gone: Any = segment.removed()
        for number, document_id in enumerate(segment.ids()):
            if not gone[number]:
                yield document_id, segment.document(number)
