"""What it costs to join a line with the next one, and to let a paragraph end with it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.decode import Costs
from corpuskit.stages.repair.linebreaks.features import Features
from corpuskit.stages.repair.linebreaks.marks import End, Start

# Costs are like negative logarithms of probabilities: 1 makes something nearly three times less likely. For each way a line
# ends, or the next one begins: the cost of joining the two, and of a paragraph that ends there.
_ENDS: dict[int, tuple[float, float]] = {
    End.NONE: (0.0, 3.6),
    End.COMMA: (0.0, 5.0),
    End.SEMI: (0.7, 1.2),
    End.TERMINAL: (2.9, 0.0),
    End.OPENER: (0.0, 6.0),
    End.BRACKET: (1.5, 1.5),
    End.TRAIL: (0.5, 1.5),
    End.SPOKEN: (3.0, 0.0),
    End.CREDIT: (9.0, 0.0),
    End.HYPHEN: (0.0, 6.0),
}
_STARTS: dict[int, tuple[float, float]] = {
    Start.PLAIN: (0.0, 0.0),
    Start.FORBIDDEN: (0.0, 6.0),
    Start.MARKER: (2.5, 0.0),
    Start.SPEECH: (0.7, 0.0),
    Start.LOWER: (0.0, 2.9),
    Start.UPPER: (1.3, 0.0),
    Start.BULLET: (4.0, 0.0),
    Start.ENTRY: (7.0, 0.0),
}
_PARAGRAPH = 1.0
_PLAIN = int(Start.PLAIN)
_OF_LIST = {Start.MARKER: 2.0, Start.BULLET: 2.0}  # to join over the beginning of an item, where there are several
_FEWEST_ITEMS = 3
_SHORT_LINE_JOINED, _BY_CELL, _MOST_CELLS = 5.0, 0.25, 30
_TOO_WIDE = 5.0
_SHORT_OPEN_END = 2.5  # at most this for a short line without a mark at the end: a heading
_OF_INNER_LINE = 3.0  # and this on top if the line is not the first of its paragraph
_HEADLINE = 4.0
_FIRST_NOT_INDENTED = 2.0
_JOIN_OVER_BLANK, _BREAK_WITHOUT_BLANK = 8.0, 2.0
_JOIN_BEFORE_INDENT, _BREAK_WITHOUT_INDENT = 6.0, 2.0
# A typesetter who fills the column may stretch a line by some cells, or squeeze marks.
_STRETCH, _MORE_STRETCH, _SQUEEZE = 0.6, 1.5, 0.2

_LEAST_INDENT = 2  # cells


def has_indents(features: Features) -> bool:
    """Say whether some lines are indented, as the first lines of paragraphs are, and most are not."""
    return bool(0.02 < (features.indent >= _LEAST_INDENT).mean() < 0.75)


_IS_ITEM = np.array([start in (Start.MARKER, Start.BULLET, Start.ENTRY) for start in Start])
_CLOSED = np.array([end in (End.TERMINAL, End.SPOKEN, End.SEMI) for end in End])


def _two_columns(table: dict[int, tuple[float, float]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    both = np.array([table[key] for key in sorted(table)])
    return both[:, 0].copy(), both[:, 1].copy()


_END_JOIN, _END_BREAK = _two_columns(_ENDS)
_START_JOIN, _START_BREAK = _two_columns(_STARTS)


def costs_of_marks(features: Features, *, indented: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give what marks, indents and blank lines say, whatever the width.

    Args:
        features: of n lines.
        indented: whether the first lines of paragraphs are.

    Returns:
        The cost of joining and the cost of breaking after each line, arrays of shape (n,).
    """
    following = _next_lines(features.start, _PLAIN)
    join = _END_JOIN[features.end] + _START_JOIN[following]
    stop = _END_BREAK[features.end] + _START_BREAK[following] + _PARAGRAPH
    for start, more in _OF_LIST.items():
        items = following == start
        if np.count_nonzero(items) >= _FEWEST_ITEMS:
            join += more * items
    if features.title.any():
        join += _HEADLINE * (features.title | _next_lines(features.title, False))
        stop -= np.minimum(_HEADLINE, _END_BREAK[features.end]) * features.title
    if indented:
        deep = _next_lines(features.indent >= _LEAST_INDENT, True)
        join += _JOIN_BEFORE_INDENT * deep
        stop += _BREAK_WITHOUT_INDENT * (~deep & ~_IS_ITEM[following])
    blanks = _next_lines(features.blanks, -1)
    if _blanks_speak(features, blanks > 0):
        join += _JOIN_OVER_BLANK * (blanks > 0)
        stop += _BREAK_WITHOUT_BLANK * (blanks == 0)
    return join, stop


def _next_lines(values: NDArray[Any], after_last: int) -> NDArray[Any]:
    """Give for each line what the next one has."""
    shifted = np.empty_like(values)
    shifted[:-1], shifted[-1] = values[1:], after_last
    return shifted


def _blanks_speak(features: Features, blank: NDArray[np.bool_]) -> bool:
    """Say whether blank lines stand between paragraphs, and not after every line or anywhere."""
    if len(blank) < 3 or not 0.02 < blank[:-1].mean() < 0.75:
        return False
    closed = _CLOSED[features.end]
    return bool(closed[blank].mean() > closed[~blank].mean() + 0.2)


def costs_in_columns(
    features: Features,
    widths: NDArray[np.int64],
    offset: int,
    of_marks: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    elastic: bool,
) -> Costs:
    """Add to the costs of marks what the room that is left in columns of k widths says.

    Args:
        features: of n lines.
        widths: shape (k,), in cells.
        offset: the width of the indents that were lost, in cells.
        of_marks: the costs of joining and of breaking, from `costs_of_marks`.
        elastic: whether the typesetter stretched and squeezed lines to fill the column.

    Returns:
        Arrays of shape (k, n).
    """
    inner_join, inner_stop, short_open = _in_columns(features, widths[:, None], 0, of_marks, elastic=elastic)
    first_join, first_stop = inner_join, inner_stop
    if offset:
        first_join, first_stop, _ = _in_columns(features, widths[:, None], offset, of_marks, elastic=elastic)
        # Headings and the like were never indented.
        first_join = np.minimum(first_join, inner_join + _FIRST_NOT_INDENTED)
        first_stop = np.minimum(first_stop, inner_stop + _FIRST_NOT_INDENTED)
    return Costs(first_join, first_stop, inner_join, inner_stop + _OF_INNER_LINE * short_open)


def _in_columns(
    features: Features,
    widths: NDArray[np.int64],
    offset: int,
    of_marks: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    elastic: bool,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Give the costs of joining and breaking, and which lines are short and end without a mark, in arrays of shape (k, n)."""
    join, stop = of_marks
    slack = widths - (features.width + features.indent + offset)
    missing = slack - features.need  # not negative: the next unit would have fitted, the line is short
    short = missing >= 0
    over = _TOO_WIDE * (slack + features.hang < 0)
    short_joined = _SHORT_LINE_JOINED + _BY_CELL * np.minimum(missing, _MOST_CELLS)
    if elastic:
        over = over + _SQUEEZE * np.minimum(np.maximum(-slack, 0), features.hang)
        join = join + _STRETCH * np.minimum(np.maximum(missing + 3, 0), 2)
        short_joined -= _MORE_STRETCH * np.maximum(3 - missing, 0)
    # A paragraph seldom ends just where the column is full.
    chance = np.log(np.minimum(np.maximum(widths / np.maximum(features.need, 2), 2.0), 30.0))
    relief = np.minimum(0.0, _SHORT_OPEN_END - _END_BREAK[features.end])
    joining = join + over + np.where(short, short_joined, 0.0)
    stopping = stop + over + np.where(short, relief, chance)
    return joining, stopping, short & (relief < 0)
