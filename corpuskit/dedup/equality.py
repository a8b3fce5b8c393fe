"""Exact duplicates: units with the same key."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.keys import Keys, build_keys
from corpuskit.dedup.portions import portions
from corpuskit.dedup.shingles import mix64

_BASE = 0x9E3779B97F4A7C15
_MODULUS = 1 << 64
_INVERSE = pow(_BASE, -1, _MODULUS)
# Powers kept ready, for batches of up to this many characters.
_READY = 1 << 16


def key_hashes(keys: Keys) -> NDArray[np.uint64]:
    """Hash each key to 64 bits; an empty key gives 0.

    A polynomial over the whole batch is summed once; the sum between two bounds, moved back to the first power, is the hash of
    the key alone, so it does not depend on the batch.
    """
    total = len(keys.codes)
    sums = np.zeros(total + 1, np.uint64)
    np.cumsum(keys.codes * _powers(_BASE, total), out=sums[1:])
    starts, ends = keys.bounds[:-1], keys.bounds[1:]
    alone = (sums[ends] - sums[starts]) * _powers(_INVERSE, total + 1)[starts]
    hashes = mix64(alone + keys.lengths.astype(np.uint64))
    hashes[keys.lengths == 0] = 0
    return hashes


def pair_equal(
    hashes: NDArray[np.uint64], wanted: NDArray[np.bool_], documents: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Pair each unit with the first one of the same hash.

    Args:
        hashes: of the keys of n units.
        wanted: which of them to look at, shape (n,).
        documents: the number of each unit's document, shape (n,), where only units of one document are compared.

    Returns:
        Shape (pairs, 2), the earlier unit first, sorted.
    """
    units = np.flatnonzero(wanted & (hashes != 0))
    groups = [hashes[units]] if documents is None else [documents[units], hashes[units]]
    order = np.lexsort(groups)
    fresh = np.zeros(len(order), bool)
    fresh[:1] = True
    for group in groups:
        ordered = group[order]
        fresh[1:] |= ordered[1:] != ordered[:-1]
    units = units[order]
    first = units[np.maximum.accumulate(np.where(fresh, np.arange(len(units)), 0))]
    pairs = np.stack([first[~fresh], units[~fresh]], axis=1)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def confirm_equal(pairs: NDArray[np.int64], texts: Sequence[str]) -> NDArray[np.int64]:
    """Keep the pairs whose texts have the same key indeed.

    Args:
        pairs: shape (n, 2), numbers into `texts`.
        texts: the texts by number.

    Returns:
        Shape (m, 2), in any order.
    """
    kept = [pairs[:0]]
    for portion in portions(pairs, texts):
        keys = build_keys(portion.texts)
        equal = [np.array_equal(keys[one], keys[other]) for one, other in portion.pairs.tolist()]
        kept.append(portion.units[portion.pairs[np.array(equal, np.bool_)]])
    return np.concatenate(kept)


def _powers(base: int, count: int) -> NDArray[np.uint64]:
    """Give base^0, base^1, … modulo 2^64."""
    return _ready_powers(base)[:count] if count <= _READY else _compute_powers(base, count)


@cache
def _ready_powers(base: int) -> NDArray[np.uint64]:
    return _compute_powers(base, _READY)


def _compute_powers(base: int, count: int) -> NDArray[np.uint64]:
    powers = np.ones(count, np.uint64)
    done = 1
    while done < count:
        step = min(done, count - done)
        powers[done : done + step] = powers[:step] * np.uint64(pow(base, done, _MODULUS))
        done += step
    return powers
