"""The dynamic program: the cheapest sequence of joins and breaks, over columns of several widths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_NEW_WIDTH = 5.0
_NEVER = 1e9


class Costs(NamedTuple):
    """What it costs to join and to break after each line in a column of one width.

    Attributes:
        first_join: to join after a line that is the first of its paragraph.
        first_stop: to break after it.
        inner_join: to join after a line that is not the first.
        inner_stop: to break after it.
    """

    first_join: list[float]
    first_stop: list[float]
    inner_join: list[float]
    inner_stop: list[float]


def decode(costs: Sequence[Costs]) -> tuple[float, NDArray[np.bool_]]:
    """Find the cheapest sequence of joins and breaks (Viterbi's algorithm).

    Args:
        costs: for each width, over n lines.

    Returns:
        The cost, and an array of shape (n,): whether to break after each line; the last entry is True.
    """
    return _decode_one(costs[0]) if len(costs) == 1 else _decode_many(costs)


def _decode_one(costs: Costs) -> tuple[float, NDArray[np.bool_]]:
    first, inner = 0.0, _NEVER
    stopped_inner, joined_inner = [], []  # whether the line before the break, or before the join, was an inner one
    for first_join, first_stop, inner_join, inner_stop in zip(*costs, strict=True):
        from_first, from_inner = first + first_stop, inner + inner_stop
        first_joined, inner_joined = first + first_join, inner + inner_join
        stopped_inner.append(from_inner < from_first)
        joined_inner.append(inner_joined < first_joined)
        first = from_inner if from_inner < from_first else from_first
        inner = inner_joined if inner_joined < first_joined else first_joined
    breaks = np.zeros(len(stopped_inner), np.bool_)
    is_inner = False
    for place in range(len(breaks) - 1, -1, -1):
        breaks[place] = not is_inner
        is_inner = joined_inner[place] if is_inner else stopped_inner[place]
    return first, breaks


def _decode_many(costs: Sequence[Costs]) -> tuple[float, NDArray[np.bool_]]:
    kinds = range(len(costs))
    first = [0.0 for _ in kinds]
    inner = [_NEVER for _ in kinds]
    # Where the best way into each state comes from: twice the number of the width, plus one for inner lines.
    back: list[tuple[list[int], list[int]]] = []
    for place in range(len(costs[0].first_join)):
        stopped, joined, stopped_from, joined_from = [], [], [], []
        for kind in kinds:
            first_join, first_stop, inner_join, inner_stop = costs[kind]
            a, b = first[kind] + first_stop[place], inner[kind] + inner_stop[place]
            stopped.append(a if a <= b else b)
            stopped_from.append(2 * kind + (a > b))
            a, b = first[kind] + first_join[place], inner[kind] + inner_join[place]
            joined.append(a if a <= b else b)
            joined_from.append(2 * kind + (a > b))
        _allow_new_width(stopped, stopped_from)
        _allow_new_width(joined, joined_from)
        back.append((stopped_from, joined_from))
        first, inner = stopped, joined
    total = min(first)
    state = 2 * first.index(total)
    breaks = np.zeros(len(back), np.bool_)
    for place in range(len(back) - 1, -1, -1):
        breaks[place] = state % 2 == 0
        state = back[place][state % 2][state // 2]
    return total, breaks


def _allow_new_width(scores: list[float], origins: list[int]) -> None:
    low = min(scores)
    limit = low + _NEW_WIDTH
    if max(scores) > limit:
        origin = origins[scores.index(low)]
        for kind, score in enumerate(scores):
            if score > limit:
                scores[kind], origins[kind] = limit, origin
