"""Pairs in portions whose texts fit into memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.storage import sizes, take

# Characters, or bytes of stored texts, of one portion; what is computed for a character takes some 40 bytes.
_SIZE = 500_000


@dataclass(frozen=True, slots=True)
class Portion:
    """Some pairs, and the texts they are about.

    Attributes:
        pairs: shape (n, 2): numbers into `texts` and `units`.
        units: the number of each text in the corpus, shape (m,).
        texts: m texts.
    """

    pairs: NDArray[np.int64]
    units: NDArray[np.int64]
    texts: Sequence[str]


def portions(pairs: NDArray[np.int64], texts: Sequence[str]) -> Iterator[Portion]:
    """Cut pairs into portions. Pairs with the same longer text come together, so that a very long one is not handled often.

    Args:
        pairs: shape (n, 2), numbers into `texts`.
        texts: the texts by number.
    """
    if not len(pairs):
        return
    units, where = np.unique(pairs, return_inverse=True)
    ends: NDArray[np.int64] = where.reshape(pairs.shape)
    lengths = sizes(texts, units)
    ends = ends[np.argsort(_longer(ends, lengths), kind="stable")]
    of_unit = lengths.tolist()
    held: set[int] = set()
    first = size = largest = 0
    for number, (one, other) in enumerate(ends.tolist()):
        if one in held and other in held:
            continue
        for unit in (one, other):
            if unit not in held:
                held.add(unit)
                size += of_unit[unit]
                largest = max(largest, of_unit[unit])
        if size - largest >= _SIZE:
            yield _portion(ends[first : number + 1], held, units, texts)
            held, first, size, largest = set(), number + 1, 0, 0
    if first < len(ends):
        yield _portion(ends[first:], held, units, texts)


def _longer(ends: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the longer one of each pair."""
    longer: NDArray[np.int64] = np.where(lengths[ends[:, 0]] >= lengths[ends[:, 1]], ends[:, 0], ends[:, 1])
    return longer


def _portion(ends: NDArray[np.int64], held: Collection[int], units: NDArray[np.int64], texts: Sequence[str]) -> Portion:
    wanted = np.array(sorted(held), np.int64)
    return Portion(np.searchsorted(wanted, ends), units[wanted], take(texts, units[wanted]))
