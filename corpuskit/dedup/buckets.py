"""From equal keys to pairs of units, with a cap on buckets that templates make hot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.stretches import ranges

#: A pair (a, b) with a < b as one integer, a in the upper 32 bits, so that pairs sort and merge as plain numbers.
Coded = NDArray[np.uint64]
Count = TypeVar("Count", np.int64, np.uint32)

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Buckets:
    """What was found by grouping.

    Attributes:
        pairs: coded pairs, one for each bucket that a pair shares; not sorted.
        hot: how many buckets were larger than the cap.
        largest: the size of the largest bucket.
    """

    pairs: Coded
    hot: int
    largest: int


def code(keys: NDArray[np.uint32] | NDArray[np.int64], units: NDArray[np.int64]) -> Coded:
    """Put a key below 2^32 and a unit number into one integer, the key in the upper half."""
    return (keys.astype(np.uint64) << _HALF) | units.astype(np.uint64)


def decode(pairs: Coded) -> NDArray[np.int64]:
    """Turn coded pairs into shape (n, 2)."""
    return np.stack([pairs >> _HALF, pairs & _LOW], axis=1).astype(np.int64)


def sort_distinct(values: Coded) -> Coded:
    """Sort and leave out repetitions; on 64-bit integers much faster than `np.unique`, which hashes them."""
    values = np.sort(values)
    return values[_fresh(values)]


def count_distinct(values: Coded) -> tuple[Coded, NDArray[np.int64]]:
    """Sort, and count how often each value is there."""
    values = np.sort(values)
    starts = np.flatnonzero(_fresh(values))
    return values[starts], np.diff(np.append(starts, len(values)))


def merge_runs(runs: Sequence[Coded]) -> Coded:
    """Merge sorted arrays; what sorts in a stable way makes use of their order, and takes a third of the time."""
    return np.sort(np.concatenate([np.empty(0, np.uint64), *runs]), kind="stable")


def add_up(values: Coded, counts: NDArray[Count]) -> tuple[Coded, NDArray[Count]]:
    """Sort, and add up the counts of equal values; quicker where the values are a few sorted runs."""
    order = np.argsort(values, kind="stable")
    values, counts = values[order], counts[order]
    starts = np.flatnonzero(_fresh(values))
    return values[starts], np.add.reduceat(counts, starts, dtype=counts.dtype) if len(starts) else counts


def pair_up(postings: Coded, sizes: NDArray[np.signedinteger[Any]], cap: int) -> Buckets:
    """Pair the units that share a key.

    In a bucket of more than `cap` units each is paired only with the longest (the earliest of these) and with its
    neighbours in the corpus, so that time and memory stay linear in the number of units.

    Args:
        postings: `code(key, unit)` for each posting, sorted, without repetitions.
        sizes: how long each unit is, shape (number of units,).
        cap: the largest bucket in which all pairs are made.
    """
    starts, counts = _buckets(postings)
    hot = counts > cap
    found = [_all_pairs(postings, np.where(hot, 1, counts), starts)]
    for start, count in zip(starts[hot], counts[hot], strict=True):
        found.append(_thin_pairs(postings[start : start + count] & _LOW, sizes))
    return Buckets(np.concatenate(found), int(hot.sum()), int(counts.max(initial=min(len(postings), 1))))


def portions_of(postings: Coded, cap: int, most: int) -> Iterator[Coded]:
    """Cut sorted postings between keys, so that `pair_up` makes about `most` pairs of each part."""
    starts, counts = _buckets(postings)
    made = np.cumsum(np.where(counts > cap, 2 * counts, counts * (counts - 1) // 2))
    parts = int(made[-1]) // max(most, 1) if len(made) else 0
    cuts = starts[np.unique(np.searchsorted(made, np.arange(1, parts + 1) * most) + 1)[:-1]] if parts else starts[:0]
    yield from np.split(postings, cuts)


def _fresh(values: Coded) -> NDArray[np.bool_]:
    """Say which of the sorted values differ from the one before."""
    fresh = np.ones(len(values), bool)
    fresh[1:] = values[1:] != values[:-1]
    return fresh


def _buckets(postings: Coded) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give where the buckets of sorted postings with more than one unit begin, and how many units each has."""
    new_key = np.ones(len(postings), bool)
    new_key[1:] = (postings[1:] ^ postings[:-1]) > _LOW
    bounds = np.append(np.flatnonzero(new_key), len(postings))
    counts = np.diff(bounds)
    several = np.flatnonzero(counts > 1)
    return bounds[several], counts[several]


def _all_pairs(postings: Coded, counts: NDArray[np.int64], starts: NDArray[np.int64]) -> Coded:
    """Pair each unit of a bucket with all behind it, one distance after the other."""
    behind = np.repeat(counts + starts, counts)
    at = ranges(starts, counts)
    units = postings & _LOW
    upper = postings << _HALF
    found = [units[:0]]
    lag = 1
    while (at := at[keep := at + lag < behind]).size:
        behind = behind[keep]
        found.append(upper[at] | units[at + lag])
        lag += 1
    return np.concatenate(found)


def _thin_pairs(units: Coded, sizes: NDArray[np.signedinteger[Any]]) -> Coded:
    longest = units[np.argmax(sizes[units])]
    others = units[units != longest]
    star = (np.minimum(others, longest) << _HALF) | np.maximum(others, longest)
    return np.concatenate((star, (units[:-1] << _HALF) | units[1:]))
