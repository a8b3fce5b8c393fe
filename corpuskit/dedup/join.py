"""All pairs of sets with at least a given Jaccard similarity, none missed: a prefix-filter join.

Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins in data cleaning" (2006); Bayardo, Ma and Srikant,
"Scaling up all pairs similarity search" (2007). Elements are put in order of their frequency, the rarest first. Two sets can
only be similar if they share one of the first few; most elements of texts stand in one text only and need no look at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.keys import bounds_of
from corpuskit.dedup.shingles import mix64
from corpuskit.dedup.stretches import cuts, ranges

_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
# Candidate pairs, and shared elements of them, handled at a time.
_AT_A_TIME = 2_000_000
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class _Sets:
    """Sets in order of their size, without the elements that no other set has.

    Attributes:
        number: the number that each set was given by the caller, shape (n,).
        sizes: the sizes of the whole sets, ascending, shape (n,).
        ranks: the shared elements of each set, the rarest first, one set after the other.
        bounds: those of set i are `ranks[bounds[i]:bounds[i + 1]]`.
    """

    number: NDArray[np.int64]
    sizes: NDArray[np.int64]
    ranks: NDArray[np.uint64]
    bounds: NDArray[np.int64]


def similar_pairs(
    elements: NDArray[np.uint64], bounds: NDArray[np.int64], jaccard: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find all pairs of sets with at least this Jaccard similarity.

    Args:
        elements: of n sets, one after the other, shape (total,); repetitions do not matter.
        bounds: set i is `elements[bounds[i]:bounds[i + 1]]`.
        jaccard: the threshold, above 0.

    Returns:
        The pairs, shape (m, 2), the smaller number first, sorted, and their similarity, shape (m,). An empty set is in none.

    >>> pairs, similarity = similar_pairs(np.array([1, 2, 3, 4, 2, 3, 4, 5, 9], np.uint64), np.array([0, 4, 8, 9]), 0.6)
    >>> pairs.tolist(), similarity.tolist()
    ([[0, 1]], [0.6])
    """
    sets = _arrange(elements, bounds)
    found = [np.empty((0, 2), np.int64)]
    similarities = [np.empty(0, np.float64)]
    for pairs in _candidates(sets, jaccard):
        for part in _portions(pairs, sets):
            common = _count_common(part, sets)
            similarity = common / (sets.sizes[part].sum(axis=1) - common)
            enough = similarity >= jaccard
            found.append(sets.number[part[enough]])
            similarities.append(similarity[enough])
    joined, similarity = np.sort(np.concatenate(found), axis=1), np.concatenate(similarities)
    order = np.lexsort((joined[:, 1], joined[:, 0]))
    return joined[order], similarity[order]


def similar_units(
    sketches: Sequence[Mapping[str, NDArray[Any]]],
    n: int,
    wanted: NDArray[np.bool_],
    jaccard: float,
    documents: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Find all pairs of units that are similar by their shingles of n characters.

    Args:
        sketches: of all batches, in order, made for the exact method.
        n: the length of the shingles.
        wanted: shape (number of units,): which units to look at.
        jaccard: the threshold.
        documents: the number of each unit's document, shape (number of units,), if units meet only inside a document.

    Returns:
        Shape (m, 2), the smaller number first, sorted.
    """
    first = 0
    units, lengths, grams = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
    for part in sketches:
        own = np.asarray(part[f"units_{n}"], np.int64)
        counts = part["length"][own].astype(np.int64) - n + 1
        kept = wanted[own + first]
        hashes = np.asarray(part[f"grams_{n}"])[np.repeat(kept, counts)]
        if documents is not None:
            hashes = hashes ^ mix64(np.repeat(documents[own[kept] + first], counts[kept]).astype(np.uint64) + np.uint64(1))
        units.append(own[kept] + first)
        lengths.append(counts[kept])
        grams.append(hashes)
        first += len(part["length"])
    pairs, _ = similar_pairs(np.concatenate(grams), bounds_of(np.concatenate(lengths)), jaccard)
    return np.concatenate(units)[pairs]


def _arrange(elements: NDArray[np.uint64], bounds: NDArray[np.int64]) -> _Sets:
    owners = np.repeat(np.arange(len(bounds) - 1, dtype=np.uint64), np.diff(bounds))
    order = np.argsort(elements)
    ordered = elements[order]
    group = np.cumsum(_fresh(ordered), dtype=np.uint64)
    postings = np.sort((group << _HALF) | owners[order])
    postings = postings[_fresh(postings)]
    group, owners = (postings >> _HALF).astype(np.int64), (postings & _LOW).astype(np.int64)
    frequency = np.bincount(group, minlength=1)
    sizes = np.bincount(owners, minlength=len(bounds) - 1)
    shared = frequency[group] > 1
    rank = np.empty(len(frequency), np.uint64)
    rank[np.argsort(frequency, kind="stable")] = np.arange(len(frequency), dtype=np.uint64)
    number = np.argsort(sizes, kind="stable")
    place = np.empty(len(number), np.uint64)
    place[number] = np.arange(len(number), dtype=np.uint64)
    entries = np.sort((place[owners[shared]] << _HALF) | rank[group[shared]])
    counts = np.bincount((entries >> _HALF).astype(np.int64), minlength=len(number))
    return _Sets(number, sizes[number], entries & _LOW, bounds_of(counts))


def _candidates(sets: _Sets, jaccard: float) -> Iterator[NDArray[np.int64]]:
    """Give the pairs that share an element of their prefixes and are of like size, the smaller set first, each pair once."""
    lengths = np.diff(sets.bounds)
    prefix = sets.sizes - np.ceil(jaccard * sets.sizes - _ROUNDING).astype(np.int64) + 1
    reach = np.clip(prefix - (sets.sizes - lengths), 0, lengths)  # the elements that no other set has come first
    at = ranges(sets.bounds[:-1], reach)
    owner = np.repeat(np.arange(len(reach)), reach)
    index = np.sort((sets.ranks[at] << _HALF) | owner.astype(np.uint64))
    largest = np.searchsorted(sets.sizes, sets.sizes / jaccard + _ROUNDING, side="right")  # the first set that is too large
    own = (sets.ranks[at] << _HALF) | owner.astype(np.uint64)
    first = np.searchsorted(index, own) + 1
    count = np.searchsorted(index, (own & ~_LOW) | largest[owner].astype(np.uint64)) - first
    for part in cuts(count, _AT_A_TIME, np.flatnonzero(np.diff(owner, prepend=-1))):
        partners = (index[ranges(first[part], count[part])] & _LOW).astype(np.int64)
        pairs = np.sort((np.repeat(owner[part], count[part]).astype(np.uint64) << _HALF) | partners.astype(np.uint64))
        pairs = pairs[_fresh(pairs)]
        yield np.stack([pairs >> _HALF, pairs & _LOW], axis=1).astype(np.int64)


def _portions(pairs: NDArray[np.int64], sets: _Sets) -> Iterator[NDArray[np.int64]]:
    for part in cuts(np.diff(sets.bounds)[pairs[:, 0]], _AT_A_TIME):
        yield pairs[part]


def _count_common(pairs: NDArray[np.int64], sets: _Sets) -> NDArray[np.int64]:
    """Count the elements that the two sets of each pair share: both sides sorted together, equal ones lie side by side."""
    marked: list[NDArray[np.uint64]] = []
    for side in pairs.T:
        counts = sets.bounds[side + 1] - sets.bounds[side]
        owner = np.repeat(np.arange(len(pairs), dtype=np.uint64), counts)
        marked.append((owner << _HALF) | sets.ranks[ranges(sets.bounds[side], counts)])
    together = np.sort(np.concatenate(marked))
    twice = together[1:][together[1:] == together[:-1]] >> _HALF
    return np.bincount(twice.astype(np.int64), minlength=len(pairs))


def _fresh(values: NDArray[Any]) -> NDArray[np.bool_]:
    fresh = np.ones(len(values), bool)
    fresh[1:] = values[1:] != values[:-1]
    return fresh
