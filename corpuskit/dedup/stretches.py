"""Many ranges of numbers at once, and long work in stretches that fit into memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def ranges(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give start, start + 1, … for each start, as many as its count.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(starts, counts) + within


def cuts(costs: NDArray[np.int64], most: int, starts: NDArray[np.int64] | None = None) -> Iterator[slice]:
    """Cut a row of costs into stretches that cost about `most`.

    Args:
        costs: shape (n,).
        most: what a stretch may cost; one that cannot be cut may cost more.
        starts: where a stretch may begin, ascending, the first at 0; None: anywhere.

    >>> list(cuts(np.array([3, 1, 1, 9, 1]), 4))
    [slice(0, 2, None), slice(2, 3, None), slice(3, 4, None), slice(4, 5, None)]
    """
    ends = np.arange(1, len(costs) + 1) if starts is None else np.append(starts[1:], len(costs))
    total = np.concatenate(([0], np.cumsum(costs)))
    first = 0
    while first < len(costs):
        wanted = int(np.searchsorted(total[ends], total[first] + most, side="right"))
        behind = int(np.searchsorted(ends, first, side="right"))
        last = int(ends[max(wanted - 1, behind)])
        yield slice(first, last)
        first = last
