"""What it costs to join a line with the next one, and to let a paragraph end with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import ONE, ZERO, constant
from corpuskit.stages.repair.linebreaks.features import Features
from corpuskit.stages.repair.linebreaks.marks import End, Start
from corpuskit.stages.repair.linebreaks.measure import WIDEST_UNIT

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
_AFTER_SENTENCE = [End.TERMINAL, End.SPOKEN]
_PARAGRAPH = 1.0
_SHORT_LINE_JOINED, _BY_CELL, _MOST_CELLS = 5.0, 0.25, 30
_SHORT_OPEN_END = 2.5  # at most this for a short line without a mark at the end: a heading
_OF_INNER_LINE = 3.0  # and this on top if the line is not the first of its paragraph

#: Costs are counted in whole units of so many to 1, so that sums are exact in any order.
UNIT = 1024


def _units(costs: Any) -> NDArray[np.int32]:
    """Count costs in units; a single one as an array of no dimension, as in `constant`."""
    return np.array(np.rint(np.asarray(costs) * UNIT), np.int32)


_OF_LIST = {
    int(Start.MARKER): _units(2),
    int(Start.BULLET): _units(2),
}  # to join over the beginning of an item, where there are several
_FEWEST_ITEMS = 3
_TOO_WIDE = _units(5)
_HEADLINE = _units(4)  # not for a line that fills the column, unless it is one of Markdown
_MOST_LEFT = constant(4)  # a line that leaves so many cells may be a headline, even if the next unit needs more
_FIRST_NOT_INDENTED = _units(2)
_JOIN_OVER_BLANK, _BREAK_WITHOUT_BLANK = _units(8), _units(2)
_JOIN_BEFORE_INDENT, _BREAK_WITHOUT_INDENT = _units(6), _units(2)
# A typesetter who fills the column may stretch a line by some cells, or squeeze marks.
_STRETCH, _MORE_STRETCH, _SQUEEZE = 6 * UNIT // 10, 15 * UNIT // 10, 2 * UNIT // 10

_LEAST_INDENT = constant(2)  # cells
_PLAIN, _BULLET, _STARTS_COUNT = int(Start.PLAIN), constant(Start.BULLET), constant(len(Start))


def _by_pair(which: int, always: float) -> NDArray[np.int32]:
    """Add up what the end of a line and the start of the next one cost, in a table of `len(Start) * end + start`."""
    ends, starts = (np.array([table[key][which] for key in sorted(table)]) for table in (_ENDS, _STARTS))
    costs = np.add.outer(ends, starts)
    costs[_AFTER_SENTENCE, Start.UPPER] = ends[_AFTER_SENTENCE]  # every sentence begins with a capital
    return _units(costs + always).ravel()


_JOINS, _STOPS = _by_pair(0, 0.0), _by_pair(1, _PARAGRAPH)
_BREAK_AFTER = np.array([_ENDS[end][1] for end in End])
_AFTER_TITLE = np.minimum(_HEADLINE, _units(_BREAK_AFTER))
# What it costs less to break after a short line than by its end, for a first line of a paragraph and for an inner one.
_RELIEF = np.minimum(0.0, _SHORT_OPEN_END - _BREAK_AFTER)
_RELIEFS = _units((_RELIEF, _RELIEF + _OF_INNER_LINE * (_RELIEF < 0)))
# What it costs more to join a line in which so many cells are free; the entry before these is that of full lines.
_FREE = _units([0.0, *(_SHORT_LINE_JOINED + _BY_CELL * free for free in range(_MOST_CELLS + 1))])
_IS_ITEM = np.array([start in (Start.MARKER, Start.BULLET, Start.ENTRY) for start in Start])
_IS_CLOSED = np.array([end in (End.TERMINAL, End.SPOKEN, End.SEMI) for end in End])


class Costs(NamedTuple):
    """What it costs to join and to break after each of n lines; arrays of shape (rows, n), in units.

    Attributes:
        first_join: to join after a line that is the first of its paragraph.
        first_stop: to break after it.
        inner_join: to join after a line that is not the first.
        inner_stop: to break after it.
    """

    first_join: NDArray[np.int32]
    first_stop: NDArray[np.int32]
    inner_join: NDArray[np.int32]
    inner_stop: NDArray[np.int32]


def has_indents(features: Features) -> bool:
    """Say whether some lines are indented, as the first lines of paragraphs are, and most are not."""
    indented = int(np.count_nonzero(features.indent >= _LEAST_INDENT))
    return 0.02 * len(features.width) < indented < 0.75 * len(features.width)


def costs_of_marks(features: Features, *, indented: bool) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Give what marks, indents and blank lines say, whatever the width.

    Args:
        features: of n lines.
        indented: whether the first lines of paragraphs are.

    Returns:
        The cost of joining and the cost of breaking after each line, arrays of shape (n,).
    """
    following = _next_lines(features.start, _PLAIN)
    pairs = features.end * _STARTS_COUNT + following
    join, stop = _JOINS.take(pairs), _STOPS.take(pairs)
    times = np.bincount(following, minlength=len(Start))
    for start, more in _OF_LIST.items():
        if times[start] >= _FEWEST_ITEMS:
            join += more * (following == start)
    if indented:
        deep = _next_lines(features.indent >= _LEAST_INDENT, True)
        join += _JOIN_BEFORE_INDENT * deep
        stop += _BREAK_WITHOUT_INDENT * ~(deep | _IS_ITEM[following])
    if np.count_nonzero(features.blanks):
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
    last = len(blank) - 1
    count = int(np.count_nonzero(blank))  # the last line has no next one
    if last < 2 or not 0.02 * last < count < 0.75 * last:
        return False
    closed = _IS_CLOSED[features.end]
    before, all_closed = int(np.count_nonzero(closed & blank)), int(np.count_nonzero(closed))
    return before / count > (all_closed - before) / (last + 1 - count) + 0.2


def costs_in_columns(
    features: Features,
    widths: Sequence[int],
    offsets: Sequence[int],
    of_marks: tuple[NDArray[np.int32], NDArray[np.int32]],
    *,
    elastic: bool,
) -> Costs:
    """Add to the costs of marks what the room says that is left in a column.

    Args:
        features: of n lines.
        widths: of the columns, in cells; one for each row of the answer.
        offsets: the width of the indents that were lost, in cells; one for each row.
        of_marks: the costs of joining and of breaking, from `costs_of_marks`.
        elastic: whether the typesetter stretched and squeezed lines to fill the column.

    Returns:
        Arrays of shape (rows, n).
    """
    chances = np.array([_chances(width) for width in widths]).take(features.need, axis=1)
    if not any(offsets):
        (join,), ((first_stop,), (inner_stop,)) = _in_columns(features, [widths], chances, of_marks, elastic=elastic)
        return Costs(join, first_stop, join, inner_stop)  # one array twice: the decoder sees that these are the same
    left = [width - offset for width, offset in zip(widths, offsets, strict=True)]  # for first lines
    joining, (first_stop, inner_stop) = _in_columns(features, [widths, left], chances, of_marks, elastic=elastic)
    # Headings and the like were never indented.
    first_join = np.minimum(joining[1], joining[0] + _FIRST_NOT_INDENTED)
    return Costs(first_join, np.minimum(first_stop[1], first_stop[0] + _FIRST_NOT_INDENTED), joining[0], inner_stop[0])


def _in_columns(
    features: Features,
    room: Sequence[Sequence[int]],
    chances: NDArray[np.int32],
    of_marks: tuple[NDArray[np.int32], NDArray[np.int32]],
    *,
    elastic: bool,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Give the costs where there is so much room for a line, k times in each of so many rows.

    Returns:
        Those of joining, shape (k, rows, n), and of breaking after a first line and after an inner one, shape (2, k, rows, n).
    """
    slack = np.array(room)[:, :, None] - features.width
    missing = slack - features.need  # not negative: the next unit would have fitted, the line is short
    joining = of_marks[0] + _FREE.take(missing + ONE, mode="clip")
    stopping = of_marks[1] + np.where(missing >= ZERO, _RELIEFS.take(features.end, axis=1)[:, None, None], chances)
    over = slack < -features.hang
    titles = features.title.nonzero()[0]
    if titles.size:
        # A headline may fill the column by chance; where there are spaces in sentences, most lines do.
        room_left, fitting = slack[..., titles], ~over[..., titles]
        fills = fitting & (room_left < np.minimum(features.need[titles], _MOST_LEFT))
        headline = ~fills | (features.start[titles] == _BULLET)
        joining[..., titles] += _HEADLINE * headline
        opens = headline.copy()  # the first one of several in a row; the others are parted from it already
        opens[..., 1:] &= ~(headline[..., :-1] & (titles[1:] - titles[:-1] == ONE))
        above = int(titles[0] == 0)  # nothing stands before the first line
        joining[..., titles[above:] - ONE] += _HEADLINE * opens[..., above:]
        stopping[..., titles] -= _AFTER_TITLE[features.end[titles]] * headline
    if np.count_nonzero(over):
        too_wide = _TOO_WIDE * over
        joining += too_wide
        stopping += too_wide
    if elastic:
        stretched = _STRETCH * np.minimum(np.maximum(missing + 3, 0), 2)
        stretched -= (missing >= 0) * _MORE_STRETCH * np.maximum(3 - missing, 0)
        squeezed = _SQUEEZE * np.minimum(np.maximum(-slack, 0), features.hang)
        joining += stretched + squeezed
        stopping += squeezed
    return joining, stopping


@lru_cache(maxsize=256)
def _chances(width: int) -> NDArray[np.int32]:
    """Give what it costs to break after a full line, by the room that the next unit needs: a paragraph seldom ends just there."""
    needs = np.maximum(np.arange(WIDEST_UNIT + 8), 2)
    return _units(np.log(np.clip(width / needs, 2.0, 30.0)))
