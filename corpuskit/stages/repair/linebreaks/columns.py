"""Which lines stand in a column, and which of them go on in the next line."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import ONE
from corpuskit.stages.repair.linebreaks.entries import entry_lines
from corpuskit.stages.repair.linebreaks.features import in_cells, in_characters
from corpuskit.stages.repair.linebreaks.first_look import FEWEST_LINES
from corpuskit.stages.repair.linebreaks.gate import lines_elsewhere, lines_in_columns
from corpuskit.stages.repair.linebreaks.habits import Habits
from corpuskit.stages.repair.linebreaks.labels import find_bylines
from corpuskit.stages.repair.linebreaks.lines import Lines
from corpuskit.stages.repair.linebreaks.marks import End, Start
from corpuskit.stages.repair.linebreaks.measure import Measures
from corpuskit.stages.repair.linebreaks.wrapped import Layout, cheaper, find_layout

_ENTRY, _OPENER = int(Start.ENTRY), int(End.OPENER)
_OF_ONE_LENGTH = 0.25
_ROUNDS, _MOST_IN_PART = 3, 0.85  # how often to look again, at so many of the lines at most


def mark_entries(lines: Lines, measures: Measures) -> None:
    """Note in the measures which lines are entries, bylines, headings in Markdown or in columns: nothing is joined to them."""
    for place in entry_lines(lines, measures):
        measures.start[place] = _ENTRY
    for place in find_bylines(lines.pieces):
        measures.start[place : place + 2] = _ENTRY  # on either side
    for place in (measures.end == _OPENER).nonzero()[0].tolist():
        if len(lines.pieces[place]) == 1:  # of a headline that was set in columns
            measures.start[place : place + 2] = _ENTRY
    if "#" in lines.text:
        measures.title[[number for number, piece in enumerate(lines.pieces) if piece[0] == "#"]] = True


def joined_lines(
    lines: Lines, measures: Measures, known: Habits, *, is_part: bool, always: bool
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of each of n lines whether its paragraph goes on in the next one, and whether it stands in a column.

    Where only a part of the text is hard-wrapped, the decoder looks at that part again, alone, and then at what is left.

    Args:
        lines: lines of running text.
        measures: what they are by themselves.
        known: the habits of the document.
        is_part: whether there are other lines in the text; then there must be more evidence.
        always: whether to take them for hard-wrapped without any.

    Returns:
        Two arrays of shape (n,).
    """
    count = len(lines)
    joined, in_columns = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    chosen = np.arange(count)
    looked_at_rest = False
    for _ in range(_ROUNDS):
        is_whole = len(chosen) == count
        inside = elsewhere = np.zeros(len(chosen), np.bool_)
        for layout in _layouts(lines if is_whole else lines.take(chosen), measures if is_whole else measures.take(chosen), known):
            if always:
                inside = np.ones(len(chosen), np.bool_)
            else:
                inside = lines_in_columns(layout, of_part=is_part or (not is_whole and not looked_at_rest))
            many = np.count_nonzero(inside)
            if many:
                going = _going(layout, inside, chosen)
                if many == count:
                    return going, inside
                joined[chosen], in_columns[chosen] = going, inside
                break
            elsewhere = elsewhere | lines_elsewhere(layout)
        if not np.count_nonzero(inside):
            inside = elsewhere
        if 0 < np.count_nonzero(inside) <= _MOST_IN_PART * len(inside):
            chosen = chosen[inside]
        elif in_columns.any() and not looked_at_rest and np.count_nonzero(~in_columns) >= FEWEST_LINES:
            # Beside a column there may be another one, of few lines.
            chosen, looked_at_rest = np.flatnonzero(~in_columns), True
        else:
            break
    return joined, in_columns


def _going(layout: Layout, inside: NDArray[np.bool_], places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which lines go on: a paragraph does so from one line of a column to the next one."""
    going = ~layout.breaks & inside
    going[:-1] &= inside[1:] & (places[1:] == places[:-1] + ONE)
    going[-1] = False
    return going


def _layouts(lines: Lines, measures: Measures, known: Habits) -> Iterator[Layout]:
    """Give the explanations of lines as wrapped text, the likelier first."""
    of_cells = find_layout(in_cells(lines, measures, known))
    found = [of_cells]
    if not (of_cells is not None and of_cells.is_good) and _has_one_length(lines):
        of_characters = find_layout(in_characters(lines, measures))
        found.append(of_characters)
        if cheaper(of_characters, of_cells) is of_characters:
            found.reverse()
    yield from (layout for layout in found if layout is not None)


def _has_one_length(lines: Lines) -> bool:
    """Say whether many lines have the same number of characters."""
    lengths = np.sort(lines.end - lines.start)
    more = ceil(_OF_ONE_LENGTH * len(lengths)) - 1
    return bool(np.count_nonzero(lengths[more:] == lengths[: len(lengths) - more]))
