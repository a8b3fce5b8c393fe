"""Fingerprints by winnowing: a thin choice of shingles such that two texts with a common stretch choose one in common.

Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting" (2003).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: With shingles of 5 characters, every common stretch of 12 or more shares a fingerprint.
WINDOW = 8


def winnow(
    hashes: NDArray[np.uint32], bounds: NDArray[np.int64], window: int = WINDOW
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Keep the hashes that are the least of some window.

    Where equal hashes tie, all of them are kept, so that the choice depends on the window alone.

    Args:
        hashes: shingle hashes of n texts, in order, shape (total,).
        bounds: those of text i are `hashes[bounds[i]:bounds[i + 1]]`.
        window: consecutive hashes of which one at least is kept; a power of two.

    Returns:
        The fingerprints in order, repetitions included, and their bounds. A text with fewer than `window` hashes has none.
    """
    windows = len(hashes) - window + 1
    if windows <= 0:
        return hashes[:0], np.zeros_like(bounds)
    least = _slide(hashes, window, np.minimum)
    across = (bounds[1:, None] - np.arange(1, window)).ravel()  # a window that reaches into the next text counts for nothing
    least[across[(across >= 0) & (across < windows)]] = 0
    padded = np.zeros(windows + 2 * (window - 1), np.uint32)
    padded[window - 1 : window - 1 + windows] = least
    chosen = np.flatnonzero((_slide(padded, window, np.maximum) == hashes) & (hashes > 0))
    return hashes.take(chosen), np.searchsorted(chosen, bounds).astype(np.int64)


def _slide(values: NDArray[np.uint32], window: int, extreme: np.ufunc) -> NDArray[np.uint32]:
    """Give the least or the greatest of each window, doubling the width at each step."""
    width, run = 1, values
    while width < window:
        run = extreme(run[:-width], run[width:])
        width *= 2
    return run
