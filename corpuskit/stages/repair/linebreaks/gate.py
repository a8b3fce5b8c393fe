"""Whether a text is hard-wrapped at all: the question that keeps poems, lists and ordinary paragraphs from being merged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.features import Features
from corpuskit.stages.repair.linebreaks.first_look import FEWEST_LINES, MARKS, MARKS_PER_CELL, MUCH_WIDER
from corpuskit.stages.repair.linebreaks.marks import End, Start
from corpuskit.stages.repair.linebreaks.stretches import written_lines
from corpuskit.stages.repair.linebreaks.widths import is_full
from corpuskit.stages.repair.linebreaks.wrapped import Layout

_FEWEST_FULL = 4  # lines that fill the column,
_FULL = 0.1  # and of all lines
_FEWEST_FULL_OF_PART, _FULL_OF_PART = 6, 0.25  # where only a part of the text may be wrapped
_WINDOW, _MANY_AROUND = 9, 3
_NEARLY = 4  # cells that a line may miss
_VARIANT = 2  # cells: such widths are those of one column, with marks that hang or characters that are wider than they seem
_OPEN_IN_VERSE = 0.2  # of the full lines, at most
_CELLS_BY_MARK, _LATIN_BY_HAN = 24, 4  # there is a mark in so many cells of Chinese, and in four times as many of English
_RARE_MARKS, _FEWEST_MARKS = 4, 3  # a column with so many times less is none, nor one with less than these
_PARAGRAPH_ENDS = 0.01  # of all lines, at least: that end a sentence where the column is not full
_OPEN_WITHOUT_MARK = 0.45  # of the full lines, at least
_MARKERS = 0.7  # of all lines, at most: with a number or a bullet
_LONG = 0.6  # of the column; of the lines longer than that, and without a mark at the end,
_LONG_OPEN_FULL = 0.7  # so many are full

_UNMARKED = np.array([end in (End.NONE, End.HYPHEN) for end in End])
_CLOSED = np.array([end in (End.TERMINAL, End.SPOKEN, End.SEMI) for end in End])
_IS_ITEM = np.array([start in (Start.MARKER, Start.BULLET) for start in Start])


def lines_in_columns(layout: Layout, *, of_part: bool = False) -> NDArray[np.bool_]:
    """Say which lines were broken where the column was full, and not where the writer ended them.

    Args:
        layout: of n lines.
        of_part: whether these are a part of a text: then there must be more evidence.

    Returns:
        An array of shape (n,). All are False where nothing is hard-wrapped; some are where only a part of the text is.
    """
    features = layout.features
    everywhere = np.ones(len(features), np.bool_)
    taken = _taken(layout)
    full, nearly = _fill(layout, taken)
    wide = taken > max(layout.widths) + 8
    joined = ~layout.breaks & ~np.append(wide[1:], False)
    inside = ~written_lines(features.end, joined, nearly, wide)
    if _count(wide) <= MUCH_WIDER * len(wide) and _are_wrapped(layout, taken, full, everywhere, of_part=of_part):
        return inside
    inside &= ~wide
    if not inside.all() and _are_wrapped(layout, taken, full, inside, of_part=True):
        return inside
    return ~everywhere


def lines_elsewhere(layout: Layout) -> NDArray[np.bool_]:
    """Say which of n lines are not among those of a false column: one whose full lines mostly end with a mark, as verse does."""
    features = layout.features
    taken = _taken(layout)
    unmarked = _is_unmarked(features)
    elsewhere = np.ones(len(features), np.bool_)
    for width in layout.widths:
        full = is_full(features, taken, width)
        if _count(unmarked & full) < _OPEN_WITHOUT_MARK * _count(full):
            elsewhere &= ~_thereabouts(full)
    return elsewhere


def _thereabouts(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give the lines around which, in a window, many are flagged."""
    half = _WINDOW // 2
    sums = np.cumsum(np.concatenate([np.zeros(half + 1, np.int64), flags, np.zeros(half, np.int64)]))
    near: NDArray[np.bool_] = sums[2 * half + 1 :] - sums[: -2 * half - 1] >= _MANY_AROUND
    return near


def _taken(layout: Layout) -> NDArray[np.int64]:
    """Give the cells that each line takes, a lost indent included."""
    bare: NDArray[np.int64] = layout.features.width + layout.features.indent
    bare += layout.offset * np.concatenate(([True], layout.breaks[:-1]))
    return bare


def _fill(layout: Layout, taken: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say which lines fill a column in which there are sentences, and which do but for a few cells."""
    features = layout.features
    bare = features.width + features.indent
    full = np.zeros(len(features), np.bool_)
    nearly = full.copy()
    columns: list[int] = []
    for width in layout.widths:
        at_width = is_full(features, taken, width) | is_full(features, bare, width)
        is_variant = any(abs(width - other) <= _VARIANT for other in columns)
        if is_variant or _has_sentences(features, at_width & ~full, bare, width):
            columns.append(width)
            full |= at_width
            nearly |= at_width | ((taken <= width) & (taken + features.need + _NEARLY > width))
    return full, nearly


def _has_sentences(features: Features, full: NDArray[np.bool_], cells: NDArray[np.int64], width: int) -> bool:
    """Say whether there are marks where lines fill a column, and not at the ends of all of them: else it is a list, or verse."""
    count = _count(full)
    if count < _FEWEST_FULL_OF_PART:
        return True
    if _count(_is_unmarked(features) & full) < _OPEN_IN_VERSE * count:
        return False
    around = _thereabouts(full) & (cells <= width + 2)
    usual = cells[around] / (_CELLS_BY_MARK * np.where(features.first[around] == 1, _LATIN_BY_HAN, 1))
    return bool(features.marks[around].sum() >= max(_FEWEST_MARKS, usual.sum() / _RARE_MARKS))


def _is_unmarked(features: Features) -> NDArray[np.bool_]:
    unmarked: NDArray[np.bool_] = _UNMARKED[features.end]
    return unmarked


def _are_wrapped(
    layout: Layout, taken: NDArray[np.int64], full: NDArray[np.bool_], inside: NDArray[np.bool_], *, of_part: bool
) -> bool:
    """Say whether the lines `inside`, which take so many cells and are full or not, are hard-wrapped."""
    features = layout.features
    count = _count(inside)
    if count < FEWEST_LINES:
        return False
    full = full & inside
    fewest, share = (_FEWEST_FULL_OF_PART, _FULL_OF_PART) if of_part else (_FEWEST_FULL, _FULL)
    filled = _count(full)
    if filled < fewest or filled < share * count:
        return False
    # Paragraphs end in the middle of a column: where no line does, these are entries of one length, or the beginnings of texts.
    if _count(_CLOSED[features.end] & ~full & inside) < max(1, _PARAGRAPH_ENDS * count):
        return False
    # Lines that writers end themselves mostly end with a mark, or there are no marks in them at all.
    unmarked = _is_unmarked(features)
    enough = min(MARKS * count, MARKS_PER_CELL * int((features.width + features.indent)[inside].sum()))
    if _count(unmarked & full) < _OPEN_WITHOUT_MARK * filled or int(features.marks[inside].sum()) < enough:
        return False
    if _count(_IS_ITEM[features.start] & inside) > _MARKERS * count:
        return False
    long_open = unmarked & inside & (taken >= _LONG * layout.widths[0])
    return _count(full & long_open) >= _LONG_OPEN_FULL * _count(long_open)


def _count(flags: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(flags))  # many times as fast as `sum` on short arrays
