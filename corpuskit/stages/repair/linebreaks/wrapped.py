"""Explain hard-wrapped text: in which columns it stood, with which indents, and where its paragraphs end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.decode import Costs, decode
from corpuskit.stages.repair.linebreaks.features import Features
from corpuskit.stages.repair.linebreaks.marks import End, Start
from corpuskit.stages.repair.linebreaks.widths import column_widths, full_first_lines

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
}
_PARAGRAPH = 1.0
_SHORT_LINE_JOINED = 5.0
_TOO_WIDE = 5.0
_SHORT_OPEN_END = 2.5  # at most this for a short line without a mark at the end: a heading
_OF_INNER_LINE = 3.0  # and this on top if the line is not the first of its paragraph
_HEADLINE = 4.0
_FIRST_NOT_INDENTED = 2.0
_JOIN_OVER_BLANK, _BREAK_WITHOUT_BLANK = 8.0, 2.0
_JOIN_BEFORE_INDENT, _BREAK_WITHOUT_INDENT = 6.0, 2.0
# A typesetter who fills the column may stretch a line by some cells, or squeeze marks.
_STRETCH, _MORE_STRETCH, _SQUEEZE = 0.6, 1.5, 0.2
_GAIN = 0.5  # a line, by which a special explanation must be better
_GOOD = 1.2  # costs per line that need no other explanation

_OFFSETS = (0, 4, 2)
_LEAST_INDENT = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """How n wrapped lines are best explained.

    Attributes:
        widths: of the columns, in cells.
        offset: the width of the indents that were lost.
        features: of the lines, as they are seen under this explanation.
        cost: the lower, the better.
        breaks: an array of shape (n,): whether a paragraph ends with the line.
    """

    widths: Sequence[int]
    offset: int
    features: Features
    cost: float
    breaks: NDArray[np.bool_]

    @property
    def is_good(self) -> bool:
        """Whether there is no need to look for another explanation."""
        return self.cost <= _GOOD * len(self.features)


def cheaper(special: Layout | None, common: Layout | None) -> Layout | None:
    """Choose between two explanations; the more special one has to be clearly better."""
    if special is None or common is None:
        return special or common
    return special if special.cost < common.cost - _GAIN * len(common.features) else common


def find_layout(features: Features) -> Layout | None:
    """Find the cheapest explanation of lines as wrapped text.

    Returns:
        None where no column width explains several lines.
    """
    exact = _explain(features, elastic=False)
    if (exact is not None and exact.is_good) or (features.first == 2).mean() <= 0.5:
        return exact
    stretched = replace(features, hang=np.maximum(features.hang, features.squeeze), need=features.need + 2)
    return cheaper(_explain(stretched, elastic=True), exact)


def _explain(features: Features, *, elastic: bool) -> Layout | None:
    indented = _has_indents(features)
    common = _costs_without_width(features, indented=indented)
    best = None
    for offset, widths in [(0, column_widths(features)[0])] if indented else _likely_offsets(features):
        if widths:
            cost, breaks = decode([_costs(features, width, offset, *common, elastic=elastic) for width in widths])
            if best is None or cost < best.cost:
                best = Layout(widths, offset, features, cost, breaks)
    return best


def _likely_offsets(features: Features) -> list[tuple[int, list[int]]]:
    """Find the widths of lost indents that may explain the lines, each with the widths of the columns."""
    candidates = [(offset, *column_widths(features, offset)) for offset in _OFFSETS]
    most = max(votes for _, _, votes in candidates)
    # Where the columns are the same, lines after a closed sentence tell: most of them are full with the right offset only.
    full = {offset: full_first_lines(features, widths[:1], offset) for offset, widths, _ in candidates}
    return [
        (offset, widths)
        for offset, widths, votes in candidates
        if votes >= 0.8 * most
        and all(full[offset] >= 0.5 * full[other] for other, others, _ in candidates if others[:1] == widths[:1])
    ]


def _has_indents(features: Features) -> bool:
    return bool(0.02 < (features.indent >= _LEAST_INDENT).mean() < 0.75)


def _two_columns(table: dict[int, tuple[float, float]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    both = np.array([table[key] for key in sorted(table)])
    return both[:, 0].copy(), both[:, 1].copy()


_END_JOIN, _END_BREAK = _two_columns(_ENDS)
_START_JOIN, _START_BREAK = _two_columns(_STARTS)


def _costs_without_width(features: Features, *, indented: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give what marks, indents and blank lines say: the cost of joining, and of breaking, after each line."""
    following = np.append(features.start[1:], Start.PLAIN)
    join = _END_JOIN[features.end] + _START_JOIN[following]
    stop = _END_BREAK[features.end] + _START_BREAK[following] + _PARAGRAPH
    join += _HEADLINE * (features.title | np.append(features.title[1:], False))
    stop -= np.minimum(_HEADLINE, _END_BREAK[features.end]) * features.title
    if indented:
        deep = np.append(features.indent[1:] >= _LEAST_INDENT, True)
        join += _JOIN_BEFORE_INDENT * deep
        stop += _BREAK_WITHOUT_INDENT * ~deep
    blanks = np.append(features.blanks[1:], -1)
    if _blanks_speak(features, blanks > 0):
        join += _JOIN_OVER_BLANK * (blanks > 0)
        stop += _BREAK_WITHOUT_BLANK * (blanks == 0)
    return join, stop


def _blanks_speak(features: Features, blank: NDArray[np.bool_]) -> bool:
    """Say whether blank lines stand between paragraphs, and not after every line or anywhere."""
    if len(blank) < 3 or not 0.02 < blank[:-1].mean() < 0.75:
        return False
    closed = (features.end == End.TERMINAL) | (features.end == End.SPOKEN) | (features.end == End.SEMI)
    return bool(closed[blank].mean() > closed[~blank].mean() + 0.2)


def _costs(
    features: Features, width: int, offset: int, join: NDArray[np.float64], stop: NDArray[np.float64], *, elastic: bool
) -> Costs:
    inner_join, inner_stop, short_open = _costs_in_column(features, width, 0, join, stop, elastic=elastic)
    first_join, first_stop = inner_join, inner_stop
    if offset:
        first_join, first_stop, _ = _costs_in_column(features, width, offset, join, stop, elastic=elastic)
        # Headings and the like were never indented.
        first_join = np.minimum(first_join, inner_join + _FIRST_NOT_INDENTED)
        first_stop = np.minimum(first_stop, inner_stop + _FIRST_NOT_INDENTED)
    inner_stop = inner_stop + _OF_INNER_LINE * short_open
    return Costs(first_join.tolist(), first_stop.tolist(), inner_join.tolist(), inner_stop.tolist())


def _costs_in_column(
    features: Features, width: int, offset: int, join: NDArray[np.float64], stop: NDArray[np.float64], *, elastic: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Give the costs of joining and breaking, and which lines are short and end without a mark."""
    slack = width - offset - features.width - features.indent
    missing = slack - features.need  # not negative: the next unit would have fitted, the line is short
    short = missing >= 0
    over = _TOO_WIDE * (slack + features.hang < 0)
    short_joined = _SHORT_LINE_JOINED + 0.1 * np.minimum(missing, 20)
    if elastic:
        over = over + _SQUEEZE * np.minimum(np.maximum(-slack, 0), features.hang)
        join = join + _STRETCH * np.minimum(np.maximum(missing + 3, 0), 2)
        short_joined -= _MORE_STRETCH * np.maximum(3 - missing, 0)
    # A paragraph seldom ends just where the column is full.
    chance = np.log(np.minimum(np.maximum(width / np.maximum(features.need, 2), 2.0), 30.0))
    relief = np.minimum(0.0, _SHORT_OPEN_END - _END_BREAK[features.end])
    joining = join + over + np.where(short, short_joined, 0.0)
    stopping = stop + over + np.where(short, relief, chance)
    return joining, stopping, short & (relief < 0)
