"""Which pairs of units are worth a closer look: those that share a band of their signatures, or enough fingerprints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.alignment import CAPTION_RATIO, MAX_CHARS
from corpuskit.dedup.buckets import Coded, add_up, code, count_distinct, decode, pair_up, sort_distinct
from corpuskit.dedup.equality import pair_equal
from corpuskit.dedup.similarity import LONG, SHORT, Arrays, Settings

# Buckets larger than this are thinned out.
_BAND_CAP, _FINGERPRINT_CAP = 64, 32
_MARKS_AT_A_TIME = 2_000_000
_PAIRS_AT_A_TIME = 1_000_000
# A caption shares about as many of its fingerprints as of its characters; this is far below.
_SHARED_FINGERPRINTS = 0.25


@dataclass(slots=True)
class _Corpus:
    """The sketches of all batches, put together."""

    lengths: NDArray[np.int64]
    keys: NDArray[np.uint64]
    wanted: NDArray[np.bool_]
    notes: list[str] = field(default_factory=list)


def candidates(sketches: Sequence[Arrays], alive: NDArray[np.bool_], settings: Settings) -> tuple[NDArray[np.int64], list[str]]:
    """Find the pairs that are worth a closer look.

    Args:
        sketches: of all batches, in order.
        alive: shape (number of units,): which units are still there.
        settings: as for the sketches.

    Returns:
        The pairs, shape (n, 2), sorted, the smaller number first; and what was thinned out, a sentence each.
    """
    lengths = _join(sketches, "length", np.int64)
    keys = _join(sketches, "key", np.uint64)
    equal = pair_equal(keys, alive & (lengths >= settings.min_chars))
    wanted = alive.copy()
    wanted[equal[:, 1]] = False  # the first of equal units stands for all of them
    corpus = _Corpus(lengths, keys, wanted)
    found = [code(equal[:, 0], equal[:, 1])]
    for n in (LONG, SHORT):
        found.extend(_by_bands(sketches, n, settings.banding[0], corpus))
    if settings.containment is not None:
        found.append(_by_fingerprints(sketches, corpus))
    return decode(sort_distinct(np.concatenate(found))), corpus.notes


def _by_bands(sketches: Sequence[Arrays], n: int, bands: int, corpus: _Corpus) -> list[Coded]:
    units = _join_units(sketches, f"units_{n}")
    wanted = corpus.wanted[units]
    units = units[wanted]
    found: list[Coded] = []
    hot = largest = 0
    for band in range(bands):  # one at a time: all of them need not fit into memory
        keys = np.concatenate([np.empty(0, np.uint32), *(part[f"bands_{n}"][:, band] for part in sketches)])
        buckets = pair_up(np.sort(code(keys[wanted], units)), corpus.lengths, _BAND_CAP)
        hot, largest = hot + buckets.hot, max(largest, buckets.largest)
        found.append(buckets.pairs)
    if hot:
        corpus.notes.append(_note(f"bands of {n}-grams", hot, largest, _BAND_CAP))
    return found


def _by_fingerprints(sketches: Sequence[Arrays], corpus: _Corpus) -> Coded:
    counts = [part["mark_counts"] for part in sketches]
    rounds = 1 + sum(map(len, (part["marks"] for part in sketches))) // _MARKS_AT_A_TIME
    of_unit = np.zeros(len(corpus.lengths), np.int64)
    found: list[tuple[Coded, NDArray[np.int32]]] = []
    hot = largest = 0
    for turn in range(rounds):
        postings = _postings(sketches, counts, corpus.wanted, rounds, turn)
        of_unit += np.bincount((postings & np.uint64(0xFFFFFFFF)).astype(np.int64), minlength=len(of_unit))
        buckets = pair_up(postings, corpus.lengths, _FINGERPRINT_CAP)
        hot, largest = hot + buckets.hot, max(largest, buckets.largest)
        pairs, times = count_distinct(buckets.pairs)
        found.append((pairs, times.astype(np.int32)))
    if hot:
        corpus.notes.append(_note("fingerprints for containment", hot, largest, _FINGERPRINT_CAP))
    chosen = [np.empty(0, np.uint64)]
    too_long = 0
    for pairs, times in _merged(found, len(of_unit)):
        numbered = decode(pairs)
        lengths = corpus.lengths[numbered]
        shorter = np.where(lengths[:, 0] < lengths[:, 1], numbered[:, 0], numbered[:, 1])
        enough = times >= _SHARED_FINGERPRINTS * of_unit[shorter]
        enough &= lengths.min(axis=1) <= CAPTION_RATIO * lengths.max(axis=1)
        long = enough & (lengths.min(axis=1) > MAX_CHARS)
        too_long += int(long.sum())
        chosen.append(pairs[enough & ~long])
    if too_long:
        corpus.notes.append(
            f"{too_long} pairs that may be containment were not looked at: their shorter text has more than "
            f"{MAX_CHARS:,} letters and digits"
        )
    return np.concatenate(chosen)


def _merged(found: Sequence[tuple[Coded, NDArray[np.int32]]], units: int) -> Iterator[tuple[Coded, NDArray[np.int64]]]:
    """Add up the counts of pairs from several rounds, a part of the units at a time: the sums need not fit into memory."""
    parts = 1 + sum(len(pairs) for pairs, _ in found) // _PAIRS_AT_A_TIME
    edges = code(np.linspace(0, units, parts + 1).astype(np.int64), np.zeros(parts + 1, np.int64))
    for low, high in pairwise(edges):
        spans = [slice(*np.searchsorted(pairs, (low, high)).tolist()) for pairs, _ in found]
        yield add_up(
            np.concatenate([pairs[span] for span, (pairs, _) in zip(spans, found, strict=True)]),
            np.concatenate([times[span] for span, (_, times) in zip(spans, found, strict=True)]).astype(np.int64),
        )


def _postings(
    sketches: Sequence[Arrays], counts: Sequence[NDArray[np.int32]], wanted: NDArray[np.bool_], rounds: int, turn: int
) -> Coded:
    """Give the postings of one of `rounds` equal parts of the fingerprints, sorted, without repetitions."""
    first, found = 0, [np.empty(0, np.uint64)]
    for part, count in zip(sketches, counts, strict=True):
        marks = np.asarray(part["marks"])
        units = np.repeat(np.arange(first, first + len(count)), count)
        chosen = wanted[units]
        if rounds > 1:
            chosen &= marks % np.uint32(rounds) == turn
        found.append(code(marks[chosen], units[chosen]))
        first += len(count)
    return sort_distinct(np.concatenate(found))


def _note(what: str, hot: int, largest: int, cap: int) -> str:
    return (
        f"{hot} {what} are shared by more than {cap} units (the most frequent by {largest}); "
        "there each unit was compared with the longest one and its neighbours only"
    )


def _join(sketches: Sequence[Arrays], name: str, dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype), *(part[name] for part in sketches)]).astype(dtype, copy=False)


def _join_units(sketches: Sequence[Arrays], name: str) -> NDArray[np.int64]:
    """Number the units of all batches through."""
    first, found = 0, [np.empty(0, np.int64)]
    for part in sketches:
        found.append(part[name].astype(np.int64) + first)
        first += len(part["length"])
    return np.concatenate(found)
