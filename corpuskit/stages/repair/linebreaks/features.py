"""What the decoder sees of lines: widths, marks, and how they begin and end, in arrays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.habits import Habits
from corpuskit.stages.repair.linebreaks.lines import Line
from corpuskit.stages.repair.linebreaks.marks import FORBIDDEN_STARTS, OPENERS, End, Start, line_end, line_start
from corpuskit.stages.repair.linebreaks.traits import (
    CAN_HANG,
    CAN_SQUEEZE,
    ENDS_WORD,
    IS_ASCII,
    IS_ASCII_MARK,
    IS_BLANK,
    IS_HAN,
    IS_LETTER,
    IS_MARK,
    IS_SINGLE,
    IS_SPACE,
    IS_TIED,
    UNSURE,
    end_table,
    start_table,
    trait_table,
)
from corpuskit.text.characters import HAN, KANA
from corpuskit.text.widths import cell_table, code_points

#: The widest unit that is looked at as a whole; a longer word may be broken anywhere.
WIDEST_UNIT = 40
_CHUNK = 24_000  # characters measured at a time, so that the arrays stay in the cache
_BEYOND = 3  # blanks after the last character, so that what follows a character can be looked at
_UP_TO_THREE = np.arange(_BEYOND + 1)
_STOP = f"{HAN}{KANA}{re.escape(FORBIDDEN_STARTS + OPENERS)}“”—…"
_UNIT = re.compile(
    f"[{re.escape(OPENERS)}\"']{{0,3}}(?:[^\\s{_STOP}]{{1,40}}(?:[.,:;'’!?%/_-]{{1,3}}[^\\s{_STOP}]{{1,40}}){{0,4}}|.)"
    f'[{re.escape(FORBIDDEN_STARTS)}"]{{0,3}}',
    re.DOTALL,
)
_USUAL_WORD = 16  # characters; longer words are looked at one by one
_HYPHENS = 0.01  # of the lines, where words are hyphenated
_HYPHEN, _UPPER = int(End.HYPHEN), int(Start.UPPER)
_MAY_BEGIN_TITLE = np.array([start not in (Start.MARKER, Start.BULLET) for start in Start])
_HYPHENATED_UNIT = 6  # a syllable with its hyphen and a bit


@dataclass(frozen=True, slots=True)
class Features:
    """Of each of n lines; arrays of shape (n,), widths in cells.

    Attributes:
        width: of the visible part.
        indent: of what stands before it.
        need: of the first unit of the NEXT line that may not be broken, with the marks that may not start a line.
        first: of the first character of the next line.
        hang: how far the marks at the end may stand out of the column.
        squeeze: by how much the marks of the line can be compressed.
        marks: how many sentence marks it has.
        title: whether it is like a headline: Han clauses with a space between, no marks and no number.
        end: an `End`.
        start: a `Start`, of the line itself.
        blanks: blank lines before it, -1 where that says nothing.
    """

    width: NDArray[np.int64]
    indent: NDArray[np.int64]
    need: NDArray[np.int64]
    first: NDArray[np.int64]
    hang: NDArray[np.int64]
    squeeze: NDArray[np.int64]
    marks: NDArray[np.int64]
    title: NDArray[np.bool_]
    end: NDArray[np.int64]
    start: NDArray[np.int64]
    blanks: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.width)


def measure(text: str, lines: Sequence[Line], known: Habits, *, in_characters: bool = False) -> Features:
    """Measure lines of a text of known habits, in cells or, as programs do that break text anywhere, in characters."""
    size = 1 + _CHUNK * len(lines) // (lines[-1].end - lines[0].raw)  # lines
    parts = [_measure(_Chunk(text, lines, at, size, in_characters), known) for at in range(0, len(lines), size)]
    if len(parts) == 1:
        return parts[0]
    return Features(**{field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Features)})


def _measure(chunk: _Chunk, known: Habits) -> Features:
    """Measure the lines of a chunk."""
    start, end, last = chunk.start, chunk.end, chunk.end - 1
    ends, starts = chunk.ends(), chunk.starts()
    width, squeeze, marks, gaps = np.subtract(chunk.sums[:, end], chunk.sums[:, start], dtype=np.int64)
    first = np.ones(len(start), np.int64)
    np.maximum(chunk.widths[chunk.next_start], 1, out=first[: len(chunk.next_start)])
    return Features(
        width=width,
        indent=np.subtract(chunk.cells[start], chunk.cells[chunk.raw], dtype=np.int64),
        need=first if chunk.in_characters else _needs(chunk, ends, first, known),
        first=first,
        hang=np.multiply(chunk.widths[last], chunk.traits[last] & CAN_HANG > 0, dtype=np.int64),
        squeeze=squeeze,
        marks=marks,
        title=(gaps > 0) & (marks == 0) & _MAY_BEGIN_TITLE[starts],
        end=ends,
        start=starts,
        blanks=chunk.blanks,
    )


class _Chunk:
    """Some lines, and the characters they consist of, as arrays.

    Attributes:
        in_characters: whether every character counts one.
        points: code points of m characters, shape (m,); the offsets below count from the first of them.
        traits: shape (m + 3,).
        widths: of the characters, in cells or in characters.
        sums: shape (4, m + 1): from the left on, widths and what else is counted added up; see `_counted`.
        cells: the first row of it.
        start, end, raw, blanks: of n lines, as in `Line`; shape (n,).
        next_start: where the next line starts: shape (n,), or (n - 1,) at the end of the text.
    """

    def __init__(self, text: str, lines: Sequence[Line], at: int, size: int, in_characters: bool) -> None:
        self._text, self._lines, self._at = text, lines, at
        self.in_characters = in_characters
        near = lines[at : at + size + 1]
        table = np.fromiter(chain.from_iterable(near), np.int64, 5 * len(near)).reshape(-1, 5)
        self.origin = int(table[0, 2])
        table[:, :3] -= self.origin
        count = min(len(near), size)
        self.start, self.end, self.raw, self.blanks = (table[:count, column] for column in range(4))
        self.next_start = table[1:, 0]
        self.points = code_points(text[self.origin : near[-1].end])
        count = len(self.points)
        self.widths = np.ones(count, np.uint8) if in_characters else cell_table().take(self.points)
        self.traits = np.empty(count + _BEYOND, np.uint16)
        trait_table().take(self.points, mode="clip", out=self.traits[:count])
        self.traits[count:] = IS_BLANK | ENDS_WORD
        self.sums = np.zeros((4, count + 1), np.int32)
        np.cumsum(_counted(self.widths, self.traits), axis=1, dtype=np.int32, out=self.sums[:, 1:])
        self.cells = self.sums[0]

    def ends(self) -> NDArray[np.int64]:
        """Tell the `End` of each line."""
        table = end_table()
        ends = table.take(self.points[self.end - 1], mode="clip").astype(np.int64)
        for number in (ends == UNSURE).nonzero()[0].tolist():
            line = self._lines[self._at + number]
            ends[number] = line_end(self._text, line.start, line.end)
        return ends

    def starts(self) -> NDArray[np.int64]:
        """Tell the `Start` of each line."""
        starts = start_table().take(self.points[self.start], mode="clip").astype(np.int64)
        capital = (starts == _UPPER).nonzero()[0]
        if len(capital):  # A. or B、 may be the letter of an item
            second = self.points.take(self.start[capital] + 1, mode="clip")
            starts[capital[(second == ord(".")) | (second == ord("、"))]] = UNSURE
        for number in (starts == UNSURE).nonzero()[0].tolist():
            line = self._lines[self._at + number]
            starts[number] = line_start(self._text, line.start, line.end)
        return starts

    def unit_ends(self) -> NDArray[np.int64]:
        """Tell where the first unbreakable unit of each next line ends: an array of the shape of `next_start`."""
        start, traits = self.next_start, self.traits
        near = traits[np.add.outer(_UP_TO_THREE, start)]
        first = near[0]
        # One Han character or kana, with the marks that may not be parted from it: nearly all.
        tied = np.logical_and.accumulate(near[1:] & IS_TIED > 0)
        ends: NDArray[np.int64] = start + 1 + tied.sum(axis=0)
        sure = first & IS_SINGLE > 0
        # A Latin word with a blank, or a mark and a blank, behind it.
        words = (first & (IS_LETTER | ENDS_WORD) == IS_LETTER).nonzero()[0]
        if len(words):
            letters = traits.take(np.add.outer(start[words], np.arange(_USUAL_WORD)), mode="clip")
            behind = start[words] + (letters & ENDS_WORD > 0).argmax(axis=1)
            marked = (traits[behind] & IS_TIED > 0) & (traits[behind + 1] & IS_BLANK > 0)
            ends[words] = behind + marked
            sure[words] = marked | (traits[behind] & IS_BLANK > 0)
        for number in (~sure).nonzero()[0].tolist():
            line = self._lines[self._at + 1 + number]
            match = _UNIT.match(self._text, line.start, line.end)
            ends[number] = (match.end() if match else line.start + 1) - self.origin
        return ends


def _needs(chunk: _Chunk, ends: NDArray[np.int64], first: NDArray[np.int64], known: Habits) -> NDArray[np.int64]:
    """Tell how much room the first unit of the next line would take."""
    count = len(chunk.next_start)
    need = np.ones(len(first), np.int64)
    need[:count] = np.minimum(np.maximum(chunk.cells[chunk.unit_ends()] - chunk.cells[chunk.next_start], 1), WIDEST_UNIT)
    if known.words_broken:
        need[first == 1] = 1
        return need
    if np.count_nonzero(ends == _HYPHEN) > _HYPHENS * len(ends):
        need[first == 1] = np.minimum(need[first == 1], _HYPHENATED_UNIT)
    need[:count] += _space_between(chunk.traits[chunk.end[:count] - 1], chunk.traits[chunk.next_start], known)
    return need


def _space_between(left: NDArray[np.uint16], right: NDArray[np.uint16], known: Habits) -> NDArray[np.bool_]:
    """Say where a space would stand if the line went on: between Latin words, and beside them if the document does so."""
    spaced: NDArray[np.bool_] = left & right & IS_ASCII > 0
    if known.spaced_letters:
        spaced |= ((left & IS_HAN > 0) & (right & IS_LETTER > 0)) | ((left & IS_LETTER > 0) & (right & IS_HAN > 0))
    return spaced


def _counted(widths: NDArray[np.uint8], traits: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Say what each character counts.

    Args:
        widths: of m characters.
        traits: of m characters, and of three more.

    Returns:
        An array of shape (4, m): the width, and 0 or 1 for a mark that can be compressed, for the end of a sentence or a
        clause, and for a Han character before a space and another Han character.
    """
    here, after, third, fourth = traits[:-3], traits[1:-2], traits[2:-1], traits[3:]
    counted = np.empty((4, len(widths)), np.uint8)
    counted[0] = widths
    counted[1] = here & CAN_SQUEEZE > 0
    # 3.14 and a.b are no sentences: an ASCII mark counts before a blank, a wide character or the end.
    counted[2] = (here & IS_MARK > 0) | ((here & IS_ASCII_MARK > 0) & (after & IS_ASCII == 0))
    counted[3] = gap = (here & IS_HAN > 0) & (after & IS_SPACE > 0)
    if gap.any():
        counted[3] &= (third & IS_HAN > 0) | ((third & IS_SPACE > 0) & (fourth & IS_HAN > 0))
    return counted
