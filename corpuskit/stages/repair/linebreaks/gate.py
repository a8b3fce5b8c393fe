"""Whether a text is hard-wrapped at all: the question that keeps poems, lists and ordinary paragraphs from being merged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import constant
from corpuskit.stages.repair.linebreaks.features import Features
from corpuskit.stages.repair.linebreaks.first_look import FEWEST_LINES, MARKS, MARKS_PER_CELL, MUCH_WIDER
from corpuskit.stages.repair.linebreaks.marks import End, Start
from corpuskit.stages.repair.linebreaks.stretches import written_lines
from corpuskit.stages.repair.linebreaks.widths import is_full, moving_sum
from corpuskit.stages.repair.linebreaks.wrapped import Layout

_FEWEST_FULL = 4  # lines that fill the column,
_FULL = 0.1  # and of all lines
_FEWEST_FULL_OF_PART, _FULL_OF_PART = 6, 0.25  # where only a part of the text may be wrapped
_MANY_AROUND = constant(3)  # of nine lines
_NEARLY = 4  # cells that a line may miss
_VARIANT = 2  # cells: such widths are those of one column, with marks that hang or characters that are wider than they seem
_OPEN_IN_VERSE = 0.2  # of the full lines, at most
_CELLS_BY_MARK, _LATIN_BY_HAN = 24, 4  # there is a mark in so many cells of Chinese, and in four times as many of English
_RARE_MARKS, _FEWEST_MARKS = 4, 3  # a column with so many times less is none, nor one with less than these
_CELLS_BY_PARAGRAPH = 8000  # there is a line in so many cells, at least, that ends a sentence where the column is not full
_OPEN_WITHOUT_MARK = 0.45  # of the full lines, at least
_MARKERS = 0.7  # of all lines, at most: with a number or a bullet
_LONG = 0.6  # of the column; of the lines longer than that, and without a mark at the end,
_LONG_OPEN_FULL = 0.7  # so many are full

_UNMARKED = np.array([end in (End.NONE, End.HYPHEN) for end in End])
_STARTS = tuple(Start)
_STARTS_COUNT = constant(len(_STARTS))
# Flags that are counted together: of long lines, items, ends of sentences and of no mark at all, and full lines.
_OF_LONG, _OF_ITEM, _OF_CLOSED, _OF_UNMARKED, _OF_FULL = (1 << bit for bit in range(5))
_IF_LONG, _IF_FULL = constant(_OF_LONG), constant(_OF_FULL)
#: What of this the end and the start of a line tell, in a table of `len(Start) * end + start`.
_KINDS = np.array(
    [
        _OF_UNMARKED * (end in (End.NONE, End.HYPHEN))
        + _OF_CLOSED * (end in (End.TERMINAL, End.SPOKEN, End.SEMI))
        + _OF_ITEM * (start in (Start.MARKER, Start.BULLET))
        for end in End
        for start in _STARTS
    ]
)


def lines_in_columns(layout: Layout, *, of_part: bool = False) -> NDArray[np.bool_]:
    """Say which lines were broken where the column was full, and not where the writer ended them.

    Args:
        layout: of n lines.
        of_part: whether these are a part of a text: then there must be more evidence.

    Returns:
        An array of shape (n,). All are False where nothing is hard-wrapped; some are where only a part of the text is.
    """
    features = layout.features
    taken = _taken(layout)
    full, nearly = _fill(layout, taken)
    wide = taken > max(layout.widths) + 8
    wide_lines = _count(wide)
    joined = ~layout.breaks
    if wide_lines:
        joined[:-1] &= ~wide[1:]
    inside = ~written_lines(features.end, joined, nearly, wide)
    kinds = _KINDS.take(features.end * _STARTS_COUNT + features.start) + _IF_FULL * full
    kinds += _IF_LONG * (taken >= _LONG * layout.widths[0])
    if wide_lines <= MUCH_WIDER * len(wide) and _are_wrapped(features, kinds, of_part=of_part):
        return inside
    if wide_lines:
        inside &= ~wide
    places = inside.nonzero()[0]
    if len(places) < len(inside) and _are_wrapped(features, kinds, of_part=True, places=places):
        return inside
    return np.zeros(len(inside), np.bool_)


def lines_elsewhere(layout: Layout) -> NDArray[np.bool_]:
    """Say which of n lines are not among those of a false column: one whose full lines mostly end with a mark, as verse does."""
    features = layout.features
    taken = _taken(layout)
    unmarked = _is_unmarked(features)
    elsewhere = np.ones(len(features.width), np.bool_)
    for width in layout.widths:
        full = is_full(features, taken, width)
        if _count(unmarked & full) < _OPEN_WITHOUT_MARK * _count(full):
            elsewhere &= ~_thereabouts(full)
    return elsewhere


def _thereabouts(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give the lines around which, in a window, many are flagged."""
    near: NDArray[np.bool_] = moving_sum(flags) >= _MANY_AROUND
    return near


def _taken(layout: Layout) -> NDArray[np.int64]:
    """Give the cells that each line takes, a lost indent included."""
    if not layout.offset:
        return layout.features.width
    taken = layout.features.width + layout.offset
    taken[1:] -= layout.offset * ~layout.breaks[:-1]
    return taken


def _fill(layout: Layout, taken: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say which lines fill a column in which there are sentences, and which do but for a few cells."""
    features = layout.features
    full = nearly = np.zeros(len(features.width), np.bool_)
    least, beyond = taken - features.hang, taken + features.need
    columns: list[int] = []
    for width in layout.widths:
        fits = least <= width
        at_width, near = fits & (beyond > width), fits & (beyond > width - _NEARLY)
        if layout.offset:
            of_others = is_full(features, features.width, width)
            at_width |= of_others
            near |= of_others
        is_variant = any(abs(width - other) <= _VARIANT for other in columns)
        if is_variant or _has_sentences(features, at_width & ~full if columns else at_width, width):
            columns.append(width)
            full, nearly = full | at_width, nearly | near
    return full, nearly


def _has_sentences(features: Features, full: NDArray[np.bool_], width: int) -> bool:
    """Say whether there are marks where lines fill a column, and not at the ends of all of them: else it is a list, or verse."""
    count = _count(full)
    if count < _FEWEST_FULL_OF_PART:
        return True
    if _count(_is_unmarked(features) & full) < _OPEN_IN_VERSE * count:
        return False
    around = _thereabouts(full) & (features.width <= width + 2)
    marks, cells = int(features.marks.dot(around)), int(features.width.dot(around))
    usual = cells / _CELLS_BY_MARK
    if marks < usual / _RARE_MARKS:
        latin = int(features.width.dot(around & (features.first == 1)))
        usual = (cells - latin + latin / _LATIN_BY_HAN) / _CELLS_BY_MARK
    return marks >= max(_FEWEST_MARKS, usual / _RARE_MARKS)


def _is_unmarked(features: Features) -> NDArray[np.bool_]:
    return _UNMARKED.take(features.end)


def _are_wrapped(features: Features, kinds: NDArray[np.int64], *, of_part: bool, places: NDArray[np.int64] | None = None) -> bool:
    """Say whether lines are hard-wrapped: all of them, or those at some places.

    Args:
        features: of n lines.
        kinds: shape (n,): which of the flags in `_KINDS` each has.
        of_part: whether these are a part of a text.
        places: the numbers of those asked about.
    """
    if places is not None:
        kinds = kinds[places]
    count = len(kinds)
    if count < FEWEST_LINES:
        return False
    times: list[int] = np.bincount(kinds, minlength=2 * _OF_FULL).tolist()
    filled, unmarked_full = sum(times[_OF_FULL:]), sum(times[_OF_FULL + _OF_UNMARKED :])
    fewest, share = (_FEWEST_FULL_OF_PART, _FULL_OF_PART) if of_part else (_FEWEST_FULL, _FULL)
    if filled < fewest or filled < share * count:
        return False
    cells = int((features.width if places is None else features.width[places]).sum())
    # Paragraphs end in the middle of a column: where no line does, these are entries of one length, or the beginnings of texts.
    if sum(times[_OF_CLOSED : 2 * _OF_CLOSED]) < max(1, cells / _CELLS_BY_PARAGRAPH):
        return False
    # Lines that writers end themselves mostly end with a mark, or there are no marks in them at all.
    if (
        unmarked_full < _OPEN_WITHOUT_MARK * filled
        or sum(times[_OF_ITEM::4]) + sum(times[_OF_ITEM + _OF_LONG :: 4]) > _MARKERS * count
    ):
        return False
    long_open_full = sum(times[_OF_FULL + _OF_UNMARKED + _OF_LONG :: 2])
    long_open = long_open_full + sum(times[_OF_UNMARKED + _OF_LONG : _OF_FULL : 2])
    if long_open_full < _LONG_OPEN_FULL * long_open:
        return False
    marks = features.marks if places is None else features.marks[places]
    return int(marks.sum()) >= min(MARKS * count, MARKS_PER_CELL * cells)


def _count(flags: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(flags))  # many times as fast as `sum` on short arrays
