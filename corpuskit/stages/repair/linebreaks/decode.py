"""The dynamic program: the cheapest sequence of joins and breaks.

Only the difference between the scores of the states counts, and nearly every line settles it, wherever it came from. So all
lines are taken at once: each guesses the scores before it from the line before, and where these change it guesses again, until
nothing changes. Then every line has what a walk from the first line to the last would give it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import ONE
from corpuskit.stages.repair.linebreaks.costs import UNIT, Costs

_CHANGE = 5 * UNIT  # the cost of going on in a column of another width
_NEVER = 1 << 28
_MOST_ROUNDS, _FEW = 40, 4  # after so many rounds, or where so few lines are left, these are walked through one by one


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
    by_line, breaks = _decode_side_by_side(costs)
    totals: list[float] = (by_line.sum(axis=1) / UNIT).tolist()
    return totals, breaks


def _decode_side_by_side(costs: Costs) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Decode several guesses: give what each line costs, and whether to break after it; arrays of shape (guesses, n)."""
    guesses, count = costs.first_join.shape
    # What it costs more to be in an inner line than in a first one, before each line.
    difference = np.empty(guesses * count + 1, np.int32)
    difference[1:] = (costs.inner_join - costs.inner_stop).ravel()
    difference[:-1:count] = _NEVER
    flat = Costs(*[cost.ravel() for cost in costs])
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
    return np.where(is_inner, of_inner, of_first).reshape(guesses, count), breaks.reshape(guesses, count)


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
    total = 0
    for line in reversed([*careful, len(gains) - 1]):
        if line and breaks[line] and not breaks[line - 1]:
            if gains[line - 1] + extra[line] >= 0:
                breaks[line - 1] = True
            else:
                total += extra[line]
    total += int(np.where(breaks, first_stop, join).sum())
    return total / UNIT, breaks


def _settle(difference: NDArray[np.int32], costs: Costs, count: int) -> None:
    """Make guessed differences of scores right; those before every `count`-th line are, from the beginning."""
    unsure = (costs.first_join != costs.inner_join) | (costs.first_stop != costs.inner_stop)
    unsure[count - 1 :: count] = False  # nothing follows
    lines = unsure.nonzero()[0]
    for _ in range(_MOST_ROUNDS):
        if len(lines) <= _FEW:
            break
        first_join, first_stop, inner_join, inner_stop = [cost.take(lines) for cost in costs]
        before = difference.take(lines)
        after = np.minimum(first_join, before + inner_join) - np.minimum(first_stop, before + inner_stop)
        following = lines + ONE
        changed = after != difference.take(following)
        difference[following] = after
        lines = following[changed & unsure.take(following)]
    while len(lines):
        lines = lines[lines >= _walk(difference, costs, int(lines[0]), count)]


def _walk(difference: NDArray[np.int32], costs: Costs, line: int, count: int) -> int:
    """Go line by line from one on before which the difference is right, as long as something changes; give the last one."""
    inner = int(difference[line])
    while (line + 1) % count:
        first_join, first_stop, inner_join, inner_stop = [int(cost[line]) for cost in costs]
        inner = min(first_join, inner + inner_join) - min(first_stop, inner + inner_stop)
        line += 1
        if inner == difference[line]:
            break
        difference[line] = inner
    return line


def decode_several(costs: Costs) -> tuple[float, NDArray[np.bool_]]:
    """Find a cheap sequence of joins and breaks in columns of several widths, where a change costs something.

    Which line stands in which column is settled first, from what it costs where all lines stand in one. Then the breaks are.

    Args:
        costs: arrays of shape (k, n), for k widths.

    Returns:
        The cost, and an array of shape (n,): whether to break after each line; the last entry is True.
    """
    by_line, breaks = _decode_side_by_side(costs)
    count = by_line.shape[1]
    cheapest, column, lines = by_line[0], np.zeros(count, np.int64), np.arange(count)
    for number in range(1, len(by_line)):
        in_this = lines_in_second(cheapest, by_line[number])
        column[in_this] = number
        cheapest = by_line[column, lines]
        cheapest[1:] += _CHANGE * (column[1:] != column[:-1])
    changes = int(np.count_nonzero(column[1:] != column[:-1]))
    if not changes:
        return int(cheapest.sum()) / UNIT, breaks[column[0]]
    place = count * column + lines
    (total,), breaks = decode(Costs(*(cost.take(place)[None] for cost in costs)))
    return total + changes * _CHANGE / UNIT, breaks[0]


def lines_in_second(first: NDArray[np.int32], second: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Find the cheapest sequence of two columns, where a change costs something.

    Args:
        first: shape (n,): what each line costs in the first column.
        second: and in the second one.

    Returns:
        Whether each line stands in the second column.
    """
    steps = second - first
    lines = steps.nonzero()[0]  # to the others both columns are the same
    # What it costs more to be in the second column; and before which lines each was entered from the other one.
    more = 0
    to_first, to_second = [0], [0]
    for line, step in zip(lines.tolist(), steps[lines].tolist(), strict=True):
        more += step
        if more > _CHANGE:
            more = _CHANGE
            to_second.append(line + 1)
        elif more < -_CHANGE:
            more = -_CHANGE
            to_first.append(line + 1)
    in_second = np.empty(len(steps), np.bool_)
    end, is_second = len(steps), more < 0
    while end:
        entered = to_second if is_second else to_first
        while entered[-1] >= end:
            entered.pop()
        in_second[entered[-1] : end] = is_second
        end, is_second = entered[-1], not is_second
    return in_second
