"""The dynamic program: the cheapest sequence of joins and breaks.

Only the difference between the scores of the states counts, and nearly every line settles it, wherever it came from. So all
lines are taken at once: each guesses the scores before it from the line before, and where these change it guesses again, until
nothing changes. Then every line has what a walk from the first line to the last would give it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.chains import decode_side_by_side
from corpuskit.stages.repair.linebreaks.costs import UNIT, Costs

_CHANGE = 5 * UNIT  # the cost of going on in a column of another width
_NEVER = 1 << 28
_MOST_ROUNDS = 40  # then what is left is walked through line by line
_LONG_TEXT = 1000  # lines from which on, in columns of several widths, stretches side by side are faster


def decode(costs: Costs) -> tuple[list[float], NDArray[np.bool_]]:
    """Find the cheapest sequence of joins and breaks in columns of one width (Viterbi's algorithm), for several guesses.

    Args:
        costs: arrays of shape (guesses, n).

    Returns:
        The costs, and an array of shape (guesses, n): whether to break after each line; the last column is True.
    """
    if costs.first_join is costs.inner_join and len(costs.first_join) == 1:
        total, breaks = _decode_without_indents(costs.inner_join[0], costs.first_stop[0], costs.inner_stop[0])
        return [total], breaks[None]
    guesses, count = costs.first_join.shape
    # What it costs more to be in an inner line than in a first one, before each line.
    difference = np.empty(guesses * count + 1, np.int32)
    difference[1:] = (costs.inner_join - costs.inner_stop).ravel()
    difference[:-1:count] = _NEVER
    flat = Costs(*map(np.ravel, costs))
    _settle(difference, flat, count)
    difference = difference[:-1]
    inner_if_stopped = difference < flat.first_stop - flat.inner_stop
    inner_if_joined = difference < flat.first_join - flat.inner_join
    is_inner = inner_if_stopped.copy()
    for line in (inner_if_stopped != inner_if_joined).nonzero()[0][::-1].tolist():
        if (line + 1) % count and is_inner[line + 1]:
            is_inner[line] = inner_if_joined[line]
    breaks = np.empty(guesses * count, np.bool_)
    np.logical_not(is_inner[1:], out=breaks[:-1])
    breaks[count - 1 :: count] = True
    of_inner, of_first = np.where(breaks, flat[3], flat[2]), np.where(breaks, flat[1], flat[0])
    totals = np.where(is_inner, of_inner, of_first).reshape(guesses, count).sum(axis=1) / UNIT
    return totals.tolist(), breaks.reshape(guesses, count)


def _decode_without_indents(
    join: NDArray[np.int32], first_stop: NDArray[np.int32], inner_stop: NDArray[np.int32]
) -> tuple[float, NDArray[np.bool_]]:
    """Decode where first lines are no narrower than others: then only few lines care whether they are first ones.

    Args:
        join: what it costs to join each of n lines with the next one.
        first_stop: what it costs to break after it if it is the first line of its paragraph.
        inner_stop: what it costs to break after it if it is not; never less.
    """
    more = inner_stop - first_stop
    careful = more.nonzero()[0].tolist()
    gain = join - first_stop  # by breaking after each line
    if careful and careful[-1] == len(gain) - 1:
        del careful[-1]
    gains: list[int] = gain.tolist()
    extra: list[int] = more.tolist()
    for line in careful:
        # It may be better to end the paragraph before this line, so that the line is a first one.
        if line and gains[line - 1] < 0:
            gains[line] += max(gains[line - 1], -extra[line])
    gain = np.array(gains, np.int32)
    breaks = gain >= 0
    breaks[-1] = True
    for line in reversed([*careful, len(gains) - 1]):
        if line and breaks[line] and not breaks[line - 1] and gains[line - 1] + extra[line] >= 0:
            breaks[line - 1] = True
    inner = np.zeros(len(gains), np.bool_)
    np.logical_not(breaks[:-1], out=inner[1:])
    total = int(np.where(breaks, first_stop, join).sum()) + int((more * (inner & breaks)).sum())
    return total / UNIT, breaks


def _settle(difference: NDArray[np.int32], costs: Costs, count: int) -> None:
    """Make guessed differences of scores right; those before every `count`-th line are, from the beginning."""
    unsure = (costs.first_join != costs.inner_join) | (costs.first_stop != costs.inner_stop)
    unsure[count - 1 :: count] = False  # nothing follows
    lines = unsure.nonzero()[0]
    for _ in range(_MOST_ROUNDS):
        if not len(lines):
            return
        first_join, first_stop, inner_join, inner_stop = (cost[lines] for cost in costs)
        before = difference[lines]
        after = np.minimum(first_join, before + inner_join) - np.minimum(first_stop, before + inner_stop)
        following = lines + 1
        changed = after != difference[following]
        difference[following] = after
        lines = following[changed & unsure[following]]
    while len(lines):
        lines = lines[lines >= _walk(difference, costs, int(lines[0]), count)]


def _walk(difference: NDArray[np.int32], costs: Costs, line: int, count: int) -> int:
    """Go line by line from one on before which the difference is right, as long as something changes; give the last one."""
    inner = int(difference[line])
    while (line + 1) % count:
        first_join, first_stop, inner_join, inner_stop = (int(cost[line]) for cost in costs)
        inner = min(first_join, inner + inner_join) - min(first_stop, inner + inner_stop)
        line += 1
        if inner == difference[line]:
            break
        difference[line] = inner
    return line


def decode_several(costs: Costs) -> tuple[float, NDArray[np.bool_]]:
    """Find the cheapest sequence of joins and breaks in columns of several widths, where a change costs something.

    Args:
        costs: arrays of shape (k, n), for k widths.

    Returns:
        The cost, and an array of shape (n,): whether to break after each line; the last entry is True.
    """
    units = np.array(((costs.first_stop, costs.inner_stop), (costs.first_join, costs.inner_join)))
    found = decode_side_by_side(units, _CHANGE, _NEVER) if units.shape[3] >= _LONG_TEXT else None
    total, breaks = found or walk_several(units)
    return total / UNIT, breaks


def walk_several(units: NDArray[np.int32]) -> tuple[int, NDArray[np.bool_]]:
    """Go line by line, in columns of several widths.

    Args:
        units: shape (2, 2, k, n): to break or to join, after a line that is the first of its paragraph or not, by width and line.
    """
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
