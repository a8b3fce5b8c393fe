"""How wide the columns are: lines vote for the widths at which their successor's first unit would not have fitted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import constant
from corpuskit.stages.repair.linebreaks.features import Features
from corpuskit.stages.repair.linebreaks.marks import End

NARROWEST, WIDEST = 10, 160
_SIZE = 256  # cells that votes are counted for; wider lines count as this wide, less the widest unit
_SECOND_ROW = constant(_SIZE)
_CLIPPED = np.arange(WIDEST + 49)  # edges that are counted as they are; those beyond count as the last one
_WINDOW = 9
_MOST_WIDTHS = 3
_FEWEST_VOTES = 4
# A few lines side by side that stand far out of a column, which most others fill, and agree on a width, stood in a wider one.
_FEW_VOTES, _FAR_OUT = 3, 1.25
_MOST_OUT, _FULL_OF_FITTING, _SIDE_BY_SIDE, _AGREEING = 0.25, 0.5, 1.5, 0.6
_OPEN_WEIGHT, _CLOSED_WEIGHT = 1.0, 0.25
_MUCH_LESS = 0.8  # of the votes for another guess
_FITTING = constant(20)  # where the second one of two sums stands in one number
_ONE_FITTING, _SUM = constant(1 << 20), constant((1 << 20) - 1)
_FEW = 500  # lines

_IS_OPEN = np.array([end in (End.NONE, End.COMMA, End.OPENER, End.HYPHEN) for end in End])
_IS_CLOSED = np.array([end in (End.TERMINAL, End.SPOKEN) for end in End])
# A line votes for an interval. A mark that hangs out of the column is the rarer case: half a vote.
_WEIGHTS = np.multiply.outer((0.5, 0.5, -1.0), np.where(_IS_OPEN, _OPEN_WEIGHT, _CLOSED_WEIGHT))


class Column(NamedTuple):
    """Under a guess of how wide the indents were that were lost: the column that most lines stood in.

    Attributes:
        offset: the guess, in cells; what follows a closed sentence is taken for a first line.
        width: in cells.
    """

    offset: int
    width: int


def is_full(features: Features, taken: NDArray[np.int64], width: int | NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each line whether it fills a column: it fits, and the next unit would not have."""
    full: NDArray[np.bool_] = (taken - features.hang <= width) & (taken + features.need > width)
    return full


class Votes:
    """The widths that n lines vote for.

    Args:
        features: of the lines.
        offsets: guesses of how wide the indents were that were lost, in cells.

    Attributes:
        most: the most votes that a width has.
        is_first: whether each line follows a closed sentence.
        weights: how much it adds to the votes at each of its edges, shape (3, n).
    """

    def __init__(self, features: Features, offsets: Sequence[int] = (0,)) -> None:
        self.features, self.offsets = features, offsets
        self.is_first = np.empty(len(features.width), np.bool_)
        self.is_first[0] = True
        _IS_CLOSED.take(features.end[:-1], out=self.is_first[1:])
        self.weights = _WEIGHTS.take(features.end, axis=1)
        self._without_offset: NDArray[np.int64] | None = None
        counts = self._count()
        self._best = [int(count.argmax()) for count in counts]
        self._votes = [float(count[place]) for count, place in zip(counts, self._best, strict=True)]
        self.most = max(self._votes)

    def columns(self) -> list[Column]:
        """Find the column that most lines stood in.

        Returns:
            One entry for each guess under which lines agree on a width; not those that explain much less than another one does.
        """
        offsets, best, most = self.offsets, self._best, self._votes
        enough = max(_FEWEST_VOTES, _MUCH_LESS * self.most)
        likely = [number for number, count in enumerate(most) if count >= enough]
        if len(likely) > 1:
            # Where columns are the same, lines after a closed sentence tell: most of them are full with the right offset only.
            full = self._full_first_lines([width + NARROWEST for width in best])
            likely = [
                number
                for number in likely
                if all(
                    full[number] >= 0.5 * full[other]
                    for other, count in enumerate(most)
                    if count >= _FEWEST_VOTES and best[other] == best[number]
                )
            ]
        return [Column(offsets[number], best[number] + NARROWEST) for number in likely]

    def _edges(self, offset: int) -> NDArray[np.int64]:
        """Give the widths at which each line begins to be full if a mark hangs, is full, and is no more: shape (3, n)."""
        features = self.features
        if not offset and self._without_offset is not None:
            return self._without_offset
        edges = np.empty(self.weights.shape, np.int64)
        taken = np.add(features.width, offset * self.is_first, out=edges[1]) if offset else features.width
        edges[1] = taken
        np.subtract(taken, features.hang, out=edges[0])
        np.add(taken, features.need, out=edges[2])
        if not offset:
            self._without_offset = edges
        return edges

    def _count(self) -> list[NDArray[np.float64]]:
        """Count the votes for each width from the narrowest on, under each guess."""
        edges = _CLIPPED.take(self._edges(0), mode="clip")
        if self.offsets == (0,):
            return [_add_up(edges, self.weights, 1)[0, NARROWEST : WIDEST + 1]]
        # Another guess shifts the votes of the first lines, and leaves those of the others.
        edges += _SECOND_ROW * self.is_first
        inner, first = _add_up(edges, self.weights, 2)
        return [inner[NARROWEST : WIDEST + 1] + first[NARROWEST - shift : WIDEST + 1 - shift] for shift in self.offsets]

    def widths(self, offset: int, width: int) -> list[int]:
        """Find the widths of the columns beside the most frequent one: those of the lines that it does not explain."""
        edges = self._edges(offset)
        found = self._of_unexplained(edges, width)
        return found if len(found) > 1 else [width, *self._of_few_far_out(edges, width)]

    def _of_few_far_out(self, edges: NDArray[np.int64], width: int) -> list[int]:
        """Find the width of a column that only few lines stood in, beside a narrower one that most did."""
        is_out = edges[0] > int(_FAR_OUT * width)
        count = np.count_nonzero(is_out)
        if not _FEW_VOTES <= count <= _MOST_OUT * len(is_out):
            return []
        out = is_out.nonzero()[0]
        if out[-1] - out[0] >= _SIDE_BY_SIDE * count:
            return []
        fits = edges[0] <= width
        if np.count_nonzero(fits & (edges[2] > width)) < _FULL_OF_FITTING * np.count_nonzero(fits):
            return []
        weights = self.weights.take(out, axis=1)
        votes = _add_up(_CLIPPED.take(edges.take(out, axis=1), mode="clip"), weights, 1)[0, NARROWEST : WIDEST + 1]
        wider = int(votes.argmax())
        return [wider + NARROWEST] if votes[wider] >= max(_FEW_VOTES, -_AGREEING * weights[2].sum()) else []

    def _of_unexplained(self, edges: NDArray[np.int64], width: int) -> list[int]:
        """Give this width, and those of columns that several lines stood in which it does not explain."""
        found = [width]
        rest = ~_explained(edges, width)
        if np.count_nonzero(rest) < _FEWEST_VOTES:
            return found
        clipped = _CLIPPED.take(edges, mode="clip")
        for _ in range(_MOST_WIDTHS - 1):
            weights = self.weights * rest
            if -weights[2].sum() < _FEWEST_VOTES:
                break
            votes = _add_up(clipped, weights, 1)[0, NARROWEST : WIDEST + 1]
            width = int(votes.argmax()) + NARROWEST
            if votes[width - NARROWEST] < _FEWEST_VOTES or width in found:
                break
            found.append(width)
            if len(found) < _MOST_WIDTHS:
                rest &= ~_explained(edges, width)
        return found

    def _full_first_lines(self, widths: Sequence[int]) -> list[int]:
        """Count for each guess, with the width of its column, the open-ended lines after the end of a paragraph that fill it."""
        features = self.features
        follows = (self.is_first & _IS_OPEN[features.end]).nonzero()[0]
        follows = follows[follows > 0]
        # A sentence that ends in the middle of the column ends a paragraph.
        before = (features.width + features.need)[follows - 1]
        bare, hang, need = features.width[follows], features.hang[follows], features.need[follows]
        columns = np.array(widths)[:, None]
        taken = np.add.outer(np.array(self.offsets), bare)
        full = (taken - hang <= columns) & (taken + need > columns) & (before <= columns)
        counts: list[int] = full.sum(axis=1).tolist()
        return counts


def _add_up(edges: NDArray[np.int64], weights: NDArray[np.float64], rows: int) -> NDArray[np.float64]:
    """Add up, in so many rows, the votes at all widths from those that come and go at the edges."""
    changes = np.bincount(edges.ravel(), weights.ravel(), rows * _SIZE)
    votes: NDArray[np.float64] = np.add.accumulate(changes)  # what comes goes again: nothing is carried from row to row
    return votes.reshape(rows, _SIZE)


def _explained(edges: NDArray[np.int64], width: int) -> NDArray[np.bool_]:
    """Say which lines stand where the width rules: among the lines around them many are full at it and few stand out."""
    fits = edges[0] <= width
    full = fits & (edges[2] > width)
    sums = moving_sum(full + fits * _ONE_FITTING)
    enough_full, enough_fitting = _enough_of_few(len(full)) if len(full) <= _FEW else _enough(len(full))
    explained: NDArray[np.bool_] = (sums & _SUM >= enough_full) & (sums >> _FITTING >= enough_fitting)
    return explained


def _enough(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Say for each of so many lines how many of those around it must be full, and fit, where a width rules."""
    around = moving_sum(np.ones(count, np.int64))
    return -(-around // 4), -(-7 * around // 10)


_enough_of_few = lru_cache(maxsize=256)(_enough)  # of most texts


def moving_sum(numbers: NDArray[np.int64] | NDArray[np.bool_]) -> NDArray[np.int64]:
    """Add up n numbers over windows of nine, of which each is the middle."""
    sums = np.zeros(len(numbers) + _WINDOW, np.int64)
    sums[_WINDOW // 2 + 1 : _WINDOW // 2 + 1 + len(numbers)] = numbers
    np.add.accumulate(sums, out=sums)
    return sums[_WINDOW:] - sums[:-_WINDOW]
