"""How wide the columns are: lines vote for the widths at which their successor's first unit would not have fitted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.features import Features
from corpuskit.stages.repair.linebreaks.marks import End

NARROWEST, WIDEST = 10, 160
_WINDOW = 9
_MOST_WIDTHS = 3
_FEWEST_VOTES = 4
_CLOSED_WEIGHT = 0.25

_OPEN = np.array([end in (End.NONE, End.COMMA, End.OPENER, End.HYPHEN) for end in End])
_CLOSED = np.array([end in (End.TERMINAL, End.SPOKEN) for end in End])


def is_full(features: Features, taken: NDArray[np.int64], width: int) -> NDArray[np.bool_]:
    """Say of each line whether it fills a column: it fits, and the next unit would not have."""
    full: NDArray[np.bool_] = (taken - features.hang <= width) & (taken + features.need > width)
    return full


def column_widths(features: Features, offset: int = 0) -> tuple[list[int], float]:
    """Find up to three widths of columns, the most frequent first.

    Args:
        features: of the lines of running text.
        offset: the width of the indents that were lost; what follows a closed sentence is taken for a first line.

    Returns:
        Widths in cells, empty where no width explains several lines, and the votes for the first of them.
    """
    taken = features.width + features.indent
    if offset:
        taken[0] += offset
        taken[1:] += offset * _CLOSED[features.end[:-1]]
    left = np.ones(len(features), np.bool_)
    weight = np.where(_OPEN[features.end], 1.0, _CLOSED_WEIGHT)
    found: list[int] = []
    most = 0.0
    while len(found) < _MOST_WIDTHS and left.any():
        width, votes = _vote(features, taken, weight, left)
        if votes < _FEWEST_VOTES or width in found:
            break
        most = most or votes
        found.append(width)
        left &= ~_explained(features, taken, width)
    return found, most


def full_first_lines(features: Features, widths: Sequence[int], offset: int) -> int:
    """Count the open-ended lines after a closed sentence that fill a column if their lost indent is added."""
    taken = features.width + features.indent + offset
    first = _OPEN[features.end].copy()
    first[0] = False
    first[1:] &= _CLOSED[features.end[:-1]]
    return sum(int((is_full(features, taken, width) & first).sum()) for width in widths)


def _vote(
    features: Features, taken: NDArray[np.int64], weight: NDArray[np.float64], voters: NDArray[np.bool_]
) -> tuple[int, float]:
    """Give the width with the most votes, and how many it has."""
    low, full, high = (
        np.minimum(np.maximum(edge, NARROWEST), WIDEST + 1) for edge in (taken - features.hang, taken, taken + features.need)
    )
    weight = weight * (voters & (high > low))
    # Every line votes for an interval. A mark that hangs out of the column is the rarer case: half a vote.
    size = WIDEST + 2
    steps = 0.5 * np.bincount(low, weight, size) + 0.5 * np.bincount(full, weight, size) - np.bincount(high, weight, size)
    votes = np.cumsum(steps)[: WIDEST + 1]
    best = int(votes.argmax())
    return best, float(votes[best])


def _explained(features: Features, taken: NDArray[np.int64], width: int) -> NDArray[np.bool_]:
    """Say which lines stand where the width rules: among the lines around them many are full at it and few stand out."""
    full = _moving_sum(is_full(features, taken, width))
    wider = _moving_sum(taken - features.hang > width)
    count = _moving_sum(np.ones(len(features), np.bool_))
    return (full >= 0.25 * count) & (wider <= 0.3 * count)


def _moving_sum(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Add up flags over windows of nine lines, of which the line is the middle."""
    half = _WINDOW // 2
    sums = np.zeros(len(flags) + 2 * half + 1, np.int64)
    np.cumsum(flags, out=sums[half + 1 : half + 1 + len(flags)])
    sums[half + 1 + len(flags) :] = sums[half + len(flags)]
    return sums[2 * half + 1 :] - sums[: -2 * half - 1]
