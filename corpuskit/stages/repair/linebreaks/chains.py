"""The dynamic program over a long text, with many stretches of it decoded side by side.

The text is cut into chains of lines. All chains take their first step together, then their second step, and so on, so a step
costs a few array operations. Where a chain starts from is not known at first: it is guessed, then read off the end of the
chain before it, until nothing changes. A decoder forgets what it started from within some lines, so one repetition nearly
always does, and what has stopped changing is exact: the first chain starts rightly, hence it ends rightly, hence the second
starts rightly, and so on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LENGTH = 32  # lines of a chain
_MOST_ROUNDS = 6


def decode_side_by_side(units: NDArray[np.int32], new_width: int, never: int) -> tuple[int, NDArray[np.bool_]] | None:
    """Find the cheapest sequence of joins and breaks.

    Args:
        units: costs of shape (2, 2, k, n): to break or to join, after a line that is the first of its paragraph or not, by
            width and line.
        new_width: the cost of going on in a column of another width.
        never: the cost of what must not be.

    Returns:
        The cost, and an array of shape (n,): whether to break after each line; None where the guesses do not settle.
    """
    kinds, count = units.shape[2:]
    steps = _cut_into_chains(units, never)
    chains = steps.shape[4]
    # Scores of states: whether the next line is a first or an inner one of its paragraph, by width and chain.
    start = np.zeros((2, kinds, chains), np.int32)
    start[1, :, 0] = never
    end, _ = _run(start, steps, new_width)
    for _ in range(_MOST_ROUNDS):
        start[:, :, 1:] = (end - end.min(axis=(0, 1)))[:, :, :-1]
        again, origins = _run(start, steps, new_width)
        if np.array_equal(again - again.min(axis=(0, 1)), end - end.min(axis=(0, 1))):
            total = int(again.min(axis=(0, 1))[:-1].sum()) + int(again[0, :, -1].min())
            return total, _trace(origins, int(again[0, :, -1].argmin()))[:count]
        end = again
    return None


def _cut_into_chains(units: NDArray[np.int32], never: int) -> NDArray[np.int32]:
    """Cut the lines into chains, and fill the last one up with lines that end paragraphs at no cost.

    Returns:
        Costs of shape (steps, 2, 2, k, chains).
    """
    kinds, count = units.shape[2:]
    chains = -(-count // _LENGTH)
    padded = np.zeros((2, 2, kinds, chains * _LENGTH), np.int32)
    padded[..., :count] = units
    padded[1, :, :, count:] = never
    padded[:, 1, :, count:] = never
    return np.ascontiguousarray(np.moveaxis(padded.reshape(2, 2, kinds, chains, _LENGTH), 4, 0))


def _run(start: NDArray[np.int32], steps: NDArray[np.int32], new_width: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    """Take all chains from their first line to their last.

    Args:
        start: scores before the first lines, shape (2, k, chains).
        steps: from `_cut_into_chains`.
        new_width: the cost of another width.

    Returns:
        The scores after the last lines, and for each step and state which state the best way to it comes from, in an array
        of shape (steps, 2 * k, chains).
    """
    length, _, _, kinds, chains = steps.shape
    scores = start
    numbers = np.arange(2 * kinds, dtype=np.int8).reshape(2, kinds, 1)
    origins = np.empty((length, 2, kinds, chains), np.int8)
    for step in range(length):
        from_first, from_inner = scores[0] + steps[step, :, 0], scores[1] + steps[step, :, 1]
        scores = np.minimum(from_first, from_inner)
        origins[step] = np.where(from_inner < from_first, numbers[1], numbers[0])
        if kinds > 1:
            limit = scores.min(axis=1, keepdims=True) + np.int32(new_width)
            changed = scores > limit
            if changed.any():
                best = np.take_along_axis(origins[step], scores.argmin(axis=1)[:, None], axis=1)
                origins[step] = np.where(changed, best, origins[step])
                scores = np.minimum(scores, limit)
    return scores, origins.reshape(length, 2 * kinds, chains)


def _trace(origins: NDArray[np.int8], last: int) -> NDArray[np.bool_]:
    """Go back from the state after the last line.

    Args:
        origins: from `_run`.
        last: the number of that state.

    Returns:
        Whether a paragraph ends with each line, shape (steps * chains,).
    """
    length, states, chains = origins.shape
    # Where each chain starts, for each state that it may end in.
    starts = np.repeat(np.arange(states, dtype=np.int8)[:, None], chains, axis=1)
    for step in range(length - 1, -1, -1):
        starts = np.take_along_axis(origins[step], starts, axis=0)
    state = np.empty((1, chains), np.int8)
    for chain in range(chains - 1, -1, -1):
        state[0, chain] = last
        last = starts[last, chain]
    breaks = np.empty((length, chains), np.bool_)
    for step in range(length - 1, -1, -1):
        breaks[step] = state[0] < states // 2
        state = np.take_along_axis(origins[step], state, axis=0)
    return breaks.T.ravel()
