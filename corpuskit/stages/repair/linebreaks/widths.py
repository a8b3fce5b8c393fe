"""How wide the columns are: lines vote for the widths at which their successor's first unit would not have fitted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.features import Features
from corpuskit.stages.repair.linebreaks.marks import End

NARROWEST, WIDEST = 10, 160
_SIZE = WIDEST + 2
_WINDOW = 9
_MOST_WIDTHS = 3
_FEWEST_VOTES = 4
_LONG_TEXT = 4000  # lines
_CLOSED_WEIGHT = 0.25

_OPEN = np.array([end in (End.NONE, End.COMMA, End.OPENER, End.HYPHEN) for end in End])
_CLOSED = np.array([end in (End.TERMINAL, End.SPOKEN) for end in End])


def is_full(features: Features, taken: NDArray[np.int64], width: int | NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each line whether it fills a column: it fits, and the next unit would not have."""
    full: NDArray[np.bool_] = (taken - features.hang <= width) & (taken + features.need > width)
    return full


def column_widths(features: Features, offsets: Sequence[int] = (0,)) -> list[tuple[list[int], float]]:
    """Find up to three widths of columns, the most frequent first, under k guesses of how wide the indents were that were lost.

    Args:
        features: of n lines of running text.
        offsets: the guesses, in cells; what follows a closed sentence is taken for a first line.

    Returns:
        For each guess: widths in cells, none where no width explains several lines, and the votes for the first of them.
    """
    if len(offsets) > 1 and len(features) > _LONG_TEXT:
        return [column_widths(features, (offset,))[0] for offset in offsets]  # so that the arrays stay in the cache
    first = np.concatenate(([True], _CLOSED[features.end[:-1]]))
    taken = features.width + features.indent + np.multiply.outer(np.array(offsets), first)
    low, full, high = (
        np.minimum(np.maximum(edge, NARROWEST), WIDEST + 1) for edge in (taken - features.hang, taken, taken + features.need)
    )
    weight = np.where(_OPEN[features.end], 1.0, _CLOSED_WEIGHT) * (high > low)
    # Each line votes for an interval. A mark that hangs out of the column is the rarer case: half a vote.
    edges = np.concatenate((low, full, high), axis=1) + _SIZE * np.arange(len(offsets))[:, None]
    found: list[tuple[list[int], float]] = [([], 0.0) for _ in offsets]
    for _ in range(_MOST_WIDTHS):
        if weight.sum(axis=1).max() < _FEWEST_VOTES:
            break
        best, votes = _count_votes(edges, np.concatenate((0.5 * weight, 0.5 * weight, -weight), axis=1))
        for guess, (width, count) in enumerate(zip(best.tolist(), votes.tolist(), strict=True)):
            widths, most = found[guess]
            if count >= _FEWEST_VOTES and width not in widths:
                found[guess] = ([*widths, width], most or count)
            else:
                weight[guess] = 0.0
        if not weight.any():
            break
        weight *= ~_explained(features, taken, best[:, None])
    return found


def full_first_lines(features: Features, widths: Sequence[int], offsets: Sequence[int]) -> list[int]:
    """Count the open-ended lines after the end of a paragraph that fill a column if their lost indent is added.

    Args:
        features: of n lines.
        widths: of the column under k guesses.
        offsets: the guesses, as for `column_widths`.

    Returns:
        k counts.
    """
    bare = features.width + features.indent
    columns = np.array(widths)[:, None]
    # A sentence that ends in the middle of the column ends a paragraph.
    ended = _CLOSED[features.end] & (bare + features.need <= columns)
    first = _OPEN[features.end] & np.concatenate((np.zeros((len(ended), 1), np.bool_), ended[:, :-1]), axis=1)
    counts: list[int] = (is_full(features, np.add.outer(np.array(offsets), bare), columns) & first).sum(axis=1).tolist()
    return counts


def _count_votes(edges: NDArray[np.int64], steps: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find where k sums of steps are highest.

    Args:
        edges: shape (k, m): the widths at which the number of votes changes, plus `_SIZE` for each row above,
        steps: and by how much.

    Returns:
        For each row the width with the most votes, and how many it has.
    """
    changes = np.bincount(edges.ravel(), steps.ravel(), len(edges) * _SIZE).reshape(-1, _SIZE)
    votes = changes[:, :-1].cumsum(axis=1)
    return votes.argmax(axis=1), votes.max(axis=1)


def _explained(features: Features, taken: NDArray[np.int64], width: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which lines stand where the width rules: among the lines around them many are full at it and few stand out."""
    flags = (is_full(features, taken, width), taken - features.hang > width, np.ones((1, len(features)), np.bool_))
    sums = _moving_sum(np.concatenate(flags))
    full, wider, count = sums[: len(taken)], sums[len(taken) : -1], sums[-1]
    explained: NDArray[np.bool_] = (full >= 0.25 * count) & (wider <= 0.3 * count)
    return explained


def _moving_sum(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Add up flags over windows of nine lines, of which the line is the middle, in each row of an array of shape (k, n)."""
    half, (rows, count) = _WINDOW // 2, flags.shape
    sums = np.zeros((rows, count + 2 * half + 1), np.int64)
    np.cumsum(flags, axis=1, out=sums[:, half + 1 : half + 1 + count])
    sums[:, half + 1 + count :] = sums[:, half + count, None]
    return sums[:, 2 * half + 1 :] - sums[:, : -2 * half - 1]
