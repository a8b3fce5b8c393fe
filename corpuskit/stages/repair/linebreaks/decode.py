"""The dynamic program: the cheapest sequence of joins and breaks, over columns of several widths.

Two ways to the same result: line by line for short texts, and for long ones many stretches of the text side by side.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.chains import decode_side_by_side

_SCALE = 1024  # costs are counted in whole units of 1/1024, so that sums are exact in any order
_CHANGE = 5 * _SCALE  # the cost of going on in a column of another width
_NEVER = 1 << 28
#: Lines from which on stretches side by side are faster: in columns of one width, of several.
_LONG_TEXT, _LONG_TEXT_OF_SEVERAL = 3000, 1000


class Costs(NamedTuple):
    """What it costs to join and to break after each of n lines in columns of k widths; arrays of shape (k, n).

    Attributes:
        first_join: to join after a line that is the first of its paragraph.
        first_stop: to break after it.
        inner_join: to join after a line that is not the first.
        inner_stop: to break after it.
    """

    first_join: NDArray[np.float64]
    first_stop: NDArray[np.float64]
    inner_join: NDArray[np.float64]
    inner_stop: NDArray[np.float64]


def decode(costs: Costs) -> tuple[float, NDArray[np.bool_]]:
    """Find the cheapest sequence of joins and breaks (Viterbi's algorithm).

    Args:
        costs: for k widths and n lines.

    Returns:
        The cost, and an array of shape (n,): whether to break after each line; the last entry is True.
    """
    stops_and_joins = ((costs.first_stop, costs.inner_stop), (costs.first_join, costs.inner_join))
    units = np.rint(np.array(stops_and_joins) * _SCALE).astype(np.int32)
    return decode_units(units, side_by_side=units.shape[3] >= (_LONG_TEXT if units.shape[2] == 1 else _LONG_TEXT_OF_SEVERAL))


def decode_units(units: NDArray[np.int32], *, side_by_side: bool) -> tuple[float, NDArray[np.bool_]]:
    """Decode costs in whole units.

    Args:
        units: shape (2, 2, k, n): to break or to join, after a line that is the first of its paragraph or not, by width and line.
        side_by_side: which of the two ways to go.

    Returns:
        As `decode`.
    """
    found = decode_side_by_side(units, _CHANGE, _NEVER) if side_by_side else None
    if found is None:
        found = _decode_one(units[:, :, 0]) if units.shape[2] == 1 else _decode_many(units)
    return found[0] / _SCALE, found[1]


def _decode_one(units: NDArray[np.int32]) -> tuple[int, NDArray[np.bool_]]:
    """Go line by line, in columns of one width."""
    first, inner = 0, _NEVER
    stopped_inner, joined_inner = [], []  # whether the line before the break, or before the join, was an inner one
    for first_stop, inner_stop, first_join, inner_join in zip(*units.reshape(4, -1).tolist(), strict=True):
        from_first, from_inner = first + first_stop, inner + inner_stop
        first_joined, inner_joined = first + first_join, inner + inner_join
        stopped_inner.append(from_inner < from_first)
        joined_inner.append(inner_joined < first_joined)
        first = from_inner if from_inner < from_first else from_first
        inner = inner_joined if inner_joined < first_joined else first_joined
    breaks = [False] * len(stopped_inner)
    is_inner = False
    for place in range(len(breaks) - 1, -1, -1):
        breaks[place] = not is_inner
        is_inner = joined_inner[place] if is_inner else stopped_inner[place]
    return first, np.array(breaks, np.bool_)


def _decode_many(units: NDArray[np.int32]) -> tuple[int, NDArray[np.bool_]]:
    """Go line by line, in columns of several widths."""
    kinds = range(units.shape[2])
    first = [0 for _ in kinds]
    inner = [_NEVER for _ in kinds]
    # Where the best way into each state comes from: twice the number of the width, plus one for inner lines.
    back: list[tuple[list[int], list[int]]] = []
    for line in units.transpose(3, 2, 0, 1).reshape(-1, len(kinds), 4).tolist():
        stopped, joined, stopped_from, joined_from = [], [], [], []
        for kind, (first_stop, inner_stop, first_join, inner_join) in enumerate(line):
            a, b = first[kind] + first_stop, inner[kind] + inner_stop
            stopped.append(a if a <= b else b)
            stopped_from.append(2 * kind + (a > b))
            a, b = first[kind] + first_join, inner[kind] + inner_join
            joined.append(a if a <= b else b)
            joined_from.append(2 * kind + (a > b))
        if max(stopped) - min(stopped) > _CHANGE:
            _change_width(stopped, stopped_from)
        if max(joined) - min(joined) > _CHANGE:
            _change_width(joined, joined_from)
        back.append((stopped_from, joined_from))
        first, inner = stopped, joined
    total = min(first)
    state = 2 * first.index(total)
    breaks = np.zeros(len(back), np.bool_)
    for place in range(len(back) - 1, -1, -1):
        breaks[place] = state % 2 == 0
        state = back[place][state % 2][state // 2]
    return total, breaks


def _change_width(scores: list[int], origins: list[int]) -> None:
    """Go over to a column of another width where that is better."""
    low = min(scores)
    origin = origins[scores.index(low)]
    for kind, score in enumerate(scores):
        if score > low + _CHANGE:
            scores[kind], origins[kind] = low + _CHANGE, origin
