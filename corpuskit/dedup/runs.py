"""Sorted runs of 64-bit integers, in memory or in files, merged a section at a time: an external merge sort.

Knuth, "The Art of Computer Programming", volume 3, section 5.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.buckets import Coded, add_up, count_distinct, merge_runs, sort_distinct
from corpuskit.dedup.storage import StoredArrays, save_arrays

Counts = NDArray[np.uint32]

# So many values of each section are looked at to find where to cut.
_SAMPLES = 16
# This part of the memory is used for holding values: merging them takes three times as much, and there may be two spills.
_PART_HELD = 12
# Values in any order are sorted when there are so many bytes of them, if memory is not limited.
_MOST_LOOSE = 1 << 24
# Fewer values at a time cost more than they save.
_LEAST = 20_000
_UPPER = np.uint64(0xFFFFFFFF00000000)


@dataclass(frozen=True, slots=True)
class Room:
    """How much memory a step may take, and where it may put what does not fit.

    Attributes:
        memory: in bytes, over what lies there once for each unit (some 50 bytes); None: no limit.
        folder: for scratch files, which nobody cleans away but the owner of the folder; None: everything stays in memory.
    """

    memory: int | None = None
    folder: Path | None = None

    def share(self, parts: int, usual: int) -> int:
        """Give how many things that take `memory / parts` together may be held at a time: `usual`, if there is no limit."""
        return usual if self.memory is None else max(_LEAST, min(usual, self.memory // parts))

    def spill(self) -> Spill:
        """Give a place for sorted values."""
        return Spill(self.memory, self.folder)


UNLIMITED = Room()


@dataclass(frozen=True, slots=True)
class Run:
    """A sorted array without repetitions, named rather than held.

    Attributes:
        arrays: where it is, perhaps in a file.
        name: which of these arrays it is.
        row: which row of that array; None: all of it.
    """

    arrays: Mapping[str, NDArray[Any]]
    name: str
    row: int | None = None

    def values(self) -> Coded:
        """Give the array; let go of it soon, for it may be a mapped file."""
        found = self.arrays[self.name]
        return found if self.row is None else found[self.row]

    def part(self, piece: slice) -> NDArray[Any]:
        """Give a piece of the array."""
        if isinstance(self.arrays, StoredArrays):
            return self.arrays.part(self.name, self.row, piece)
        return self.values()[piece]


def sections(runs: Sequence[Run], most: int, *, whole_keys: bool = False) -> Iterator[Sequence[slice]]:
    """Cut runs at common values, so that the sections can be merged one after the other.

    Args:
        runs: n runs.
        most: how many values a section should have at most, in all runs together; a few more may come.
        whole_keys: never cut between values that agree in their upper 32 bits, however many these are.

    Yields:
        For each section, which part of each run is in it: n slices.
    """
    lengths, edges = _edges(runs, max(most, 1), whole_keys)
    bounds = np.zeros((len(edges) + 2, len(runs)), np.int64)
    bounds[-1] = lengths
    if len(edges):
        for column, run in enumerate(runs):
            bounds[1:-1, column] = np.searchsorted(run.values(), edges)
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        if low != high:
            yield [slice(start, stop) for start, stop in zip(low, high, strict=True)]


def _edges(runs: Sequence[Run], most: int, whole_keys: bool) -> tuple[list[int], Coded]:
    """Give the lengths of runs, and the values at which to cut them."""
    step = max(1, most // (_SAMPLES * max(len(runs), 1)))
    lengths, parts = [], [np.empty(0, np.uint64)]
    for run in runs:
        values = run.values()
        lengths.append(len(values))
        parts.append(np.array(values[::step]))  # no mapped file stays in memory
    if sum(lengths) <= most:
        return lengths, parts[0]
    samples = merge_runs(parts)
    edges = samples[:: max(1, most // step)][1:]
    return lengths, sort_distinct(edges & _UPPER if whole_keys else edges)


class Spill:
    """Collects sorted values and how often each was met; what does not fit into memory goes to files.

    Args:
        memory: how many bytes may be held; None: any number.
        folder: where files may go; None: nowhere.

    Attributes:
        written: how many bytes have gone to files.
    """

    def __init__(self, memory: int | None = None, folder: Path | None = None) -> None:
        self._memory = memory if folder is not None else None
        self._folder = folder
        self._held: list[Mapping[str, NDArray[Any]]] = []
        self._stored: list[Mapping[str, NDArray[Any]]] = []
        self._size = 0
        self._loose: list[Coded] = []
        self._loose_size = 0
        self.written = 0

    def gather(self, values: Coded) -> None:
        """Take in values in any order, each as often as it was met; shape (n,)."""
        self._loose.append(values)
        self._loose_size += values.nbytes
        if self._loose_size > (_MOST_LOOSE if self._memory is None else self._memory // _PART_HELD):
            self._count_loose()

    def add(self, values: Coded, counts: NDArray[np.int64] | None = None) -> None:
        """Take in values, sorted and without repetitions.

        Args:
            values: shape (n,).
            counts: how often each was met, shape (n,); None: once.
        """
        if not len(values):
            return
        times = np.ones(len(values), np.uint32) if counts is None else counts.astype(np.uint32)
        self._held.append({"values": values, "counts": times})
        self._size += values.nbytes + times.nbytes
        if self._memory is not None and self._size > self._memory // _PART_HELD:
            self._condense()

    def merged(self, most: int) -> Iterator[tuple[Coded, Counts]]:
        """Give all values in order, each once, with the sum of its counts; about `most` at a time."""
        self._count_loose()
        return _merge([*self._stored, *self._held], most)

    def _count_loose(self) -> None:
        if self._loose:
            values = np.concatenate(self._loose)
            self._loose, self._loose_size = [], 0
            self.add(*count_distinct(values))

    def _condense(self) -> None:
        """Merge what is held; if that does not make it much smaller, write it to a file."""
        assert self._memory is not None
        assert self._folder is not None
        parts = list(_merge(self._held, self._size))
        values, counts = parts[0]
        self._held, self._size = [{"values": values, "counts": counts}], values.nbytes + counts.nbytes
        if self._size > self._memory // (2 * _PART_HELD):
            folder = Path(mkdtemp(prefix="spill-", dir=self._folder))
            save_arrays(folder, self._held[0])
            self._stored.append(StoredArrays(folder))
            self.written += self._size
            self._held, self._size = [], 0


def _merge(parts: Sequence[Mapping[str, NDArray[Any]]], most: int) -> Iterator[tuple[Coded, Counts]]:
    runs = [Run(part, "values") for part in parts]
    counts = [Run(part, "counts") for part in parts]
    for section in sections(runs, most):
        found, times = ([run.part(piece) for run, piece in zip(those, section, strict=True)] for those in (runs, counts))
        yield (found[0], times[0]) if len(parts) == 1 else add_up(np.concatenate(found), np.concatenate(times))
