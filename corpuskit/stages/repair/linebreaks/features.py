"""What the decoder sees of lines: what they are by themselves, and how they stand to their neighbours, in arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import ONE, constant
from corpuskit.stages.repair.linebreaks.habits import Habits
from corpuskit.stages.repair.linebreaks.lines import Lines
from corpuskit.stages.repair.linebreaks.marks import End
from corpuskit.stages.repair.linebreaks.measure import Measures
from corpuskit.stages.repair.linebreaks.traits import (
    HANG,
    HANG_SHIFT,
    IS_ASCII,
    IS_HAN,
    IS_LETTER,
    MARKS,
    MARKS_SHIFT,
    SQUEEZE,
    SQUEEZE_SHIFT,
    WIDTH,
    has,
)

_HYPHENS = 0.01  # of the lines, where words are hyphenated
_HYPHENATED_UNIT = 6  # cells: a syllable with its hyphen and a bit
_HYPHEN = constant(End.HYPHEN)


class Features(NamedTuple):
    """Of each of n lines; arrays of shape (n,), widths in cells.

    Attributes:
        width: of the line, with what stands before it.
        indent: of what stands before it alone.
        need: of the first unit of the NEXT line that may not be broken, with the marks that may not start a line.
        first: of the first character of the next line.
        hang: how far the marks at the end may stand out of the column.
        counts: the counts of its characters, as in `Measures`.
        title: whether it is like a headline.
        end: an `End`.
        start: a `Start`, of the line itself.
        blanks: blank lines before it, -1 where that says nothing.
    """

    width: NDArray[np.int64]
    indent: NDArray[np.int64]
    need: NDArray[np.int64]
    first: NDArray[np.int64]
    hang: NDArray[np.int64]
    counts: NDArray[np.int64]
    title: NDArray[np.bool_]
    end: NDArray[np.int64]
    start: NDArray[np.int64]
    blanks: NDArray[np.int64]

    @property
    def squeeze(self) -> NDArray[np.int64]:
        """By how much the marks of each line can be compressed."""
        return self.counts >> SQUEEZE_SHIFT & SQUEEZE

    @property
    def marks(self) -> NDArray[np.int64]:
        """How many sentence marks each line has."""
        return self.counts >> MARKS_SHIFT & MARKS


def in_cells(lines: Lines, measures: Measures, known: Habits) -> Features:
    """Say what the decoder sees of lines of a document of known habits."""
    first = np.empty(len(lines), np.int64)
    first[-1] = 1
    np.maximum(measures.first[1:] & WIDTH, ONE, out=first[:-1])
    return Features(
        width=(measures.counts & WIDTH) + measures.indent,
        indent=measures.indent,
        need=_needs(measures, first, known),
        first=first,
        hang=measures.last >> HANG_SHIFT & HANG,
        counts=measures.counts,
        title=measures.title,
        end=measures.end,
        start=measures.start,
        blanks=lines.blanks,
    )


def in_characters(lines: Lines, measures: Measures) -> Features:
    """Say what the decoder sees of lines where each character counts one, as for programs that break text anywhere."""
    one = np.ones(len(lines), np.int64)
    indent = lines.start - lines.raw
    return Features(
        width=lines.end - lines.raw,
        indent=indent,
        need=one,
        first=one,
        hang=np.minimum(measures.last >> HANG_SHIFT & HANG, ONE),
        counts=measures.counts,
        title=measures.title,
        end=measures.end,
        start=measures.start,
        blanks=lines.blanks,
    )


def _needs(measures: Measures, first: NDArray[np.int64], known: Habits) -> NDArray[np.int64]:
    """Tell how much room the first unit of the next line would take."""
    need = np.empty(len(first), np.int64)
    need[:-1], need[-1] = measures.unit[1:], 1
    if known.words_broken:
        need[first == 1] = 1
        return need
    if np.count_nonzero(measures.end == _HYPHEN) > _HYPHENS * len(first):
        need[first == 1] = np.minimum(need[first == 1], _HYPHENATED_UNIT)
    # A space would stand between the lines if they were one: between Latin words, and beside them if the document does so.
    left, right = measures.last[:-1], measures.first[1:]
    need[:-1] += has(left & right, IS_ASCII)
    letters = (left | right) & IS_LETTER
    if np.count_nonzero(letters):
        mixed = (has(left, IS_HAN) & has(right, IS_LETTER)) | (has(left, IS_LETTER) & has(right, IS_HAN))
        if np.count_nonzero(mixed) and known.spaced_letters:
            need[:-1] += mixed
    return need
