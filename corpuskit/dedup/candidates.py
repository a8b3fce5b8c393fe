"""Which pairs of units are worth a closer look: those that share a band of their signatures, or enough fingerprints."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.alignment import CAPTION_RATIO
from corpuskit.dedup.buckets import Coded, code, decode, merge_runs, pair_up, portions_of, sort_distinct
from corpuskit.dedup.equality import pair_equal
from corpuskit.dedup.join import similar_units
from corpuskit.dedup.keys import bounds_of
from corpuskit.dedup.postings import keys_of, prepare, units_of
from corpuskit.dedup.runs import UNLIMITED, Room, Run, Spill, sections
from corpuskit.dedup.shingles import mix32
from corpuskit.dedup.similarity import LONG, SHORT, Arrays, Settings
from corpuskit.dedup.storage import StoredArrays, save_arrays

# Buckets larger than this are thinned out.
_BAND_CAP, _FINGERPRINT_CAP = 64, 32
# How much is handled at a time where memory is not limited (more is not quicker), and into how many parts a limit is cut for
# one of them.
_MARKS_AT_A_TIME, _MARK_BYTES = 300_000, 150
_PAIRS_AT_A_TIME, _PAIR_BYTES = 100_000, 300
_UNITS_AT_A_TIME, _UNIT_BYTES = 1_000_000, 100
# Sketches of one sort are held, rather than read again and again, up to so many bytes, and to this part of a limit.
_LOADED, _LOADED_PART = 16_000_000, 10
# A caption shares about as many of its fingerprints as of its characters; this is far below.
_SHARED_FINGERPRINTS = 0.25


def candidates(
    sketches: Sequence[Arrays],
    alive: NDArray[np.bool_],
    settings: Settings,
    *,
    documents: NDArray[np.int64] | None = None,
    first: int = 0,
    room: Room = UNLIMITED,
) -> tuple[NDArray[np.int64], list[str]]:
    """Find the pairs that are worth a closer look; they are the same for any `room`.

    Args:
        sketches: of all batches, in order, prepared or not.
        alive: shape (number of units,): which units are still there.
        settings: as for the sketches.
        documents: the number of each unit's document, shape (number of units,), if units meet only inside a document.
        first: units before this number belong to an earlier corpus: they are not compared with each other.
        room: what this may take.

    Returns:
        The pairs, shape (n, 2), sorted, the smaller number first, perhaps mapped from a file; and what was thinned out or
        went to files, a sentence each.
    """
    lengths, starts = _lengths(sketches)
    equal = equal_pairs(sketches, alive & (lengths >= settings.min_chars), documents=documents, first=first, room=room)
    wanted = alive.copy()
    wanted[equal[:, 1]] = False  # the first of equal units stands for all of them
    group = _Group([prepare(part) for part in sketches], starts, lengths, wanted, documents, first, room)
    found = room.spill()
    found.add(code(equal[:, 0], equal[:, 1]))
    for n in (LONG, SHORT):
        if settings.method == "exact":
            similar = similar_units(group.sketches, n, wanted, settings.jaccard, documents)
            found.add(code(similar[:, 0], similar[:, 1]))
        else:
            _by_bands(group, n, settings.banding[0], found)
    if settings.containment is not None:
        _by_fingerprints(group, found)
    if first:
        _by_shared_partner(found, first, room)
    return _collect(found, room), group.told(found.written)


def equal_pairs(
    sketches: Sequence[Arrays],
    wanted: NDArray[np.bool_],
    *,
    documents: NDArray[np.int64] | None = None,
    first: int = 0,
    room: Room = UNLIMITED,
) -> NDArray[np.int64]:
    """Pair each unit with the first one of the same key; arguments and result as for `candidates`."""
    rounds = 1 + len(wanted) // room.share(_UNIT_BYTES, _UNITS_AT_A_TIME)
    width = np.uint64((1 << 64) // rounds) if rounds > 1 else np.uint64(0)
    found = room.spill()
    for turn in range(rounds):
        hashes, units = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
        start = 0
        for part in sketches:
            keys = np.asarray(part["key"])
            chosen = wanted[start : start + len(keys)] & (keys != 0)
            if rounds > 1:
                chosen &= np.minimum(keys // width, np.uint64(rounds - 1)) == turn
            hashes.append(keys[chosen])
            units.append(np.flatnonzero(chosen) + start)
            start += len(keys)
        numbers = np.concatenate(units)
        pairs = pair_equal(np.concatenate(hashes), np.ones(len(numbers), bool), None if documents is None else documents[numbers])
        pairs = numbers[pairs]
        pairs = pairs[pairs[:, 1] >= first]
        found.add(code(pairs[:, 0], pairs[:, 1]))
    return _collect(found, room)


@dataclass(slots=True)
class _Group:
    """The sketches of all batches, the first unit of each and at last how many there are, and what is known of the units."""

    sketches: Sequence[Arrays]
    starts: Sequence[int]
    lengths: NDArray[np.int32]
    wanted: NDArray[np.bool_]
    documents: NDArray[np.int64] | None
    first: int
    room: Room
    notes: list[str] = field(default_factory=list)
    rounds: int = 1
    _held: tuple[str, Sequence[Arrays]] | None = None

    def pairs(self, name: str, row: int | None, cap: int, hot: _Hot) -> Iterator[Coded]:
        """Pair the units that share a key, a section of the keys at a time, the pairs neither sorted nor distinct."""
        starts = self.starts
        runs = [Run(part, name, row) for part in (self.sketches if row is None else self._loaded(name))]
        if self.documents is not None:
            runs = [self._inside_documents(run, start, stop) for run, (start, stop) in zip(runs, pairwise(starts), strict=True)]
        earlier = bisect_left(starts, self.first)
        turns = 0
        for section in sections(runs, self.room.share(_MARK_BYTES, _MARKS_AT_A_TIME), whole_keys=True):
            turns += 1
            pieces = [run.part(part) + np.uint64(start) for run, part, start in zip(runs, section, starts, strict=False)]
            own = self._living(np.concatenate([np.empty(0, np.uint64), *pieces[earlier:]]))
            old = [self._living(_with_keys(piece, keys_of(own))) for piece in pieces[:earlier]]
            for portion in portions_of(merge_runs([*old, own]), cap, self.room.share(_PAIR_BYTES, _PAIRS_AT_A_TIME)):
                buckets = pair_up(portion, self.lengths, cap)
                hot.add(buckets.hot, buckets.largest)
                yield self._meeting(buckets.pairs)
        self.rounds = max(self.rounds, turns)

    def _loaded(self, name: str) -> Sequence[Arrays]:
        """Give the sketches with one of their arrays read, if all of it is small: opening files for each row again costs."""
        if self._held is None or self._held[0] != name:
            small = sum(part[name].nbytes for part in self.sketches) <= self.room.share(_LOADED_PART, _LOADED)
            self._held = (name, [{name: np.array(part[name])} for part in self.sketches] if small else self.sketches)
        return self._held[1]

    def told(self, written: int) -> list[str]:
        """Give the notes, with one on what was done to keep the limit."""
        tight = self.room.share(_MARK_BYTES, _MARKS_AT_A_TIME) < _MARKS_AT_A_TIME
        if written or (self.rounds > 1 and tight):
            mega = f"{self.room.memory or 0:,} bytes"
            told = f"to stay within {mega} for grouping, keys were compared in up to {self.rounds} rounds"
            self.notes.append(told + (f" and {written / 1e6:,.1f} MB of pairs went to files" if written else ""))
        return self.notes

    def _living(self, postings: Coded) -> Coded:
        """Leave out the postings of units that are not looked at."""
        return postings[self.wanted[units_of(postings)]]

    def _meeting(self, pairs: Coded) -> Coded:
        """Leave out pairs of units that are not to be compared."""
        if self.first:
            pairs = pairs[units_of(pairs) >= self.first]
        if self.documents is not None:
            pairs = pairs[self.documents[keys_of(pairs)] == self.documents[units_of(pairs)]]
        return pairs

    def _inside_documents(self, run: Run, start: int, stop: int) -> Run:
        """Mix the document into the keys, so that nothing else is in the same bucket."""
        assert self.documents is not None
        postings = run.values()
        owners = mix32(self.documents[start:stop].astype(np.uint32))[units_of(postings)]
        mixed = {"values": np.sort(code(mix32(keys_of(postings) ^ owners), units_of(postings)))}
        return Run(_put_aside(mixed, self.room.folder), "values")


@dataclass(slots=True)
class _Hot:
    """Counts the buckets that were thinned out."""

    what: str
    cap: int
    count: int = 0
    largest: int = 0

    def add(self, count: int, largest: int) -> None:
        self.count, self.largest = self.count + count, max(self.largest, largest)

    def told(self) -> list[str]:
        if not self.count:
            return []
        return [
            f"{self.count} {self.what} are shared by more than {self.cap} units (the most frequent by {self.largest}); "
            "there each unit was compared with the longest one and its neighbours only"
        ]


def _by_bands(group: _Group, n: int, bands: int, found: Spill) -> None:
    hot = _Hot(f"bands of {n}-grams", _BAND_CAP)
    for band in range(bands):
        for pairs in group.pairs(f"postings_{n}", band, _BAND_CAP, hot):
            found.add(sort_distinct(pairs))
    group.notes.extend(hot.told())


def _by_fingerprints(group: _Group, found: Spill) -> None:
    of_unit = _join([part["mark_counts"] for part in group.sketches], np.int32)
    hot = _Hot("fingerprints for containment", _FINGERPRINT_CAP)
    shared = group.room.spill()
    for pairs in group.pairs("mark_postings", None, _FINGERPRINT_CAP, hot):
        one, other = group.lengths[keys_of(pairs)], group.lengths[units_of(pairs)]
        shared.gather(pairs[np.minimum(one, other) <= CAPTION_RATIO * np.maximum(one, other)])
    group.notes.extend(hot.told())
    for pairs, times in shared.merged(group.room.share(_PAIR_BYTES, _PAIRS_AT_A_TIME)):
        first, second = keys_of(pairs), units_of(pairs)
        shorter = np.where(group.lengths[first] < group.lengths[second], first, second)
        found.add(pairs[times >= _SHARED_FINGERPRINTS * of_unit[shorter]])
    found.written += shared.written


def _by_shared_partner(found: Spill, first: int, room: Room) -> None:
    """Pair units of the earlier corpus that may repeat one and the same new unit: all three may be made from one template."""
    at_a_time = room.share(_PAIR_BYTES, _PAIRS_AT_A_TIME)
    partners = room.spill()
    for pairs, _ in found.merged(at_a_time):
        old, new = decode(pairs).T
        mixed = (old < first) & (new >= first)
        partners.add(np.sort(code(new[mixed], old[mixed])))
    last = np.empty(0, np.uint64)
    for part, _ in partners.merged(at_a_time):
        part = np.concatenate([last, part])
        units, same = units_of(part), np.diff(keys_of(part)) == 0
        found.add(sort_distinct(code(units[:-1][same], units[1:][same])))
        last = part[-1:]


def _with_keys(postings: Coded, keys: NDArray[np.uint32]) -> Coded:
    """Give the sorted postings that have one of these keys, by looking each of them up."""
    wanted = sort_distinct(keys.astype(np.uint64)) << np.uint64(32)
    starts = np.searchsorted(postings, wanted)
    stops = np.searchsorted(postings, wanted | np.uint64(0xFFFFFFFF), side="right")
    counts = stops - starts
    firsts = np.repeat(starts - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) if len(counts) else starts
    found: Coded = postings[firsts + np.arange(len(firsts))]
    return found


def _put_aside(arrays: Arrays, folder: Path | None) -> Arrays:
    if folder is None:
        return arrays
    place = Path(mkdtemp(prefix="run-", dir=folder))
    save_arrays(place, arrays)
    return StoredArrays(place)


def _collect(found: Spill, room: Room) -> NDArray[np.int64]:
    """Give all pairs: in memory, or mapped from a file if there is a folder for it."""
    merged = (decode(pairs) for pairs, _ in found.merged(room.share(_PAIR_BYTES, _PAIRS_AT_A_TIME)))
    if room.folder is None or room.memory is None:
        return np.concatenate([np.empty((0, 2), np.int64), *merged])
    path = Path(mkdtemp(prefix="pairs-", dir=room.folder)) / "pairs"
    with path.open("wb") as file:
        for pairs in merged:
            file.write(pairs.tobytes())
        size = file.tell()
    return np.memmap(path, np.int64, "r", shape=(size // 16, 2)) if size else np.empty((0, 2), np.int64)


def _lengths(sketches: Sequence[Arrays]) -> tuple[NDArray[np.int32], list[int]]:
    """Give the lengths of all units, and the first unit of each batch."""
    parts = [part["length"] for part in sketches]
    return _join(parts, np.int32), bounds_of(np.array([len(part) for part in parts], np.int64)).tolist()


def _join(arrays: Sequence[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype), *arrays]).astype(dtype, copy=False)
