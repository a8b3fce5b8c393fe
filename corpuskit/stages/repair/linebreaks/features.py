"""What the decoder sees of lines: widths, marks, and how they begin and end, in arrays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.habits import Habits
from corpuskit.stages.repair.linebreaks.lines import Line
from corpuskit.stages.repair.linebreaks.marks import (
    COMPRESSIBLE,
    FORBIDDEN_STARTS,
    HANGING,
    OPENERS,
    End,
    Start,
    line_end,
    line_start,
)
from corpuskit.text.characters import HAN, KANA
from corpuskit.text.widths import cell_table, code_points

#: The widest unit that is looked at as a whole; a longer word may be broken anywhere.
WIDEST_UNIT = 40
_CHUNK = 20_000  # lines measured at a time, so that the arrays of characters stay small
_STOP = f"{HAN}{KANA}{re.escape(FORBIDDEN_STARTS + OPENERS)}“”—…"
_UNIT = re.compile(
    f"[{re.escape(OPENERS)}\"']{{0,3}}(?:[^\\s{_STOP}]{{1,40}}(?:[.,:;'’!?%/_-]{{1,3}}[^\\s{_STOP}]{{1,40}}){{0,4}}|.)"
    f'[{re.escape(FORBIDDEN_STARTS)}"]{{0,3}}',
    re.DOTALL,
)
_COMPRESSIBLE, _MARK, _ASCII_MARK, _HAN, _SPACE, _ASCII, _LETTER = 1, 2, 4, 8, 16, 32, 64
_HYPHENS = 0.01  # of the lines, where words are hyphenated
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
    parts = [
        _measure(text, lines[at : at + _CHUNK], lines[at + 1 : at + 1 + _CHUNK], known, in_characters)
        for at in range(0, len(lines), _CHUNK)
    ]
    if len(parts) == 1:
        return parts[0]
    return Features(**{field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Features)})


def _measure(text: str, lines: Sequence[Line], following: Sequence[Line], known: Habits, in_characters: bool) -> Features:
    """Measure lines; `following` are the lines after each of them, one less at the end of the text."""
    origin = lines[0].raw
    stretch = text[origin : max(lines[-1].end, following[-1].end if following else 0)]
    points = code_points(stretch)
    widths = np.ones(len(points), np.uint8) if in_characters else cell_table()[points]
    cells = _sums(widths)
    traits = np.zeros(len(points) + 3, np.uint8)
    traits[:-3] = _trait_table()[np.minimum(points, 0xFFFF)]
    table = np.array(lines, np.int64)
    start, end, raw = table[:, 0] - origin, table[:, 1] - origin, table[:, 2] - origin
    next_start = np.array([line.start for line in following], np.int64) - origin
    first = np.ones(len(lines), np.int64)
    first[: len(following)] = np.maximum(widths[next_start], 1)
    ends = np.array([line_end(text, line.start, line.end) for line in lines], np.int64)
    need = first
    if not in_characters:
        units = [match.end() if (match := _UNIT.match(text, line.start, line.end)) else line.start + 1 for line in following]
        need = np.ones(len(lines), np.int64)
        need[: len(following)] = np.minimum(
            np.maximum(cells[np.array(units, np.int64) - origin] - cells[next_start], 1), WIDEST_UNIT
        )
        if known.words_broken:
            need[first == 1] = 1
        else:
            if (ends == End.HYPHEN).mean() > _HYPHENS:
                need[first == 1] = np.minimum(need[first == 1], _HYPHENATED_UNIT)
            need[: len(following)] += _space_between(traits[end[: len(following)] - 1], traits[next_start], known)
    squeeze, marks, title = _count_marks(traits, start, end)
    starts = np.array([line_start(text, line.start, line.end) for line in lines], np.int64)
    return Features(
        width=cells[end] - cells[start],
        indent=cells[start] - cells[raw],
        need=need,
        first=first,
        hang=np.array([text[line.end - 1] in HANGING for line in lines], np.int64) * widths[end - 1],
        squeeze=squeeze,
        marks=marks,
        title=title & (marks == 0) & (starts != Start.MARKER) & (starts != Start.BULLET),
        end=ends,
        start=starts,
        blanks=table[:, 3].copy(),
    )


def _space_between(left: NDArray[np.uint8], right: NDArray[np.uint8], known: Habits) -> NDArray[np.bool_]:
    """Say where a space would stand if the line went on: between Latin words, and beside them if the document does so."""
    spaced = (left & _ASCII > 0) & (right & _ASCII > 0)
    if known.spaced_letters:
        spaced |= ((left & _HAN > 0) & (right & _LETTER > 0)) | ((left & _LETTER > 0) & (right & _HAN > 0))
    return spaced


def _sums(values: NDArray[np.uint8] | NDArray[np.bool_]) -> NDArray[np.int64]:
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def _count_marks(
    traits: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Count compressible marks and sentence marks, and look for a space between Han characters, in each stretch.

    Args:
        traits: of n characters, and three zeros.
        start: where the stretches begin.
        end: where they end.
    """
    here, after, third, fourth = traits[:-3], traits[1:-2], traits[2:-1], traits[3:]
    # 3.14 and a.b are no sentences: an ASCII mark counts before a blank, a wide character or the end.
    mark = (here & _MARK > 0) | ((here & _ASCII_MARK > 0) & (after & _ASCII == 0))
    gap = (here & _HAN > 0) & (after & _SPACE > 0) & ((third & _HAN > 0) | ((third & _SPACE > 0) & (fourth & _HAN > 0)))
    squeeze, marks, gaps = (_sums(flags) for flags in (here & _COMPRESSIBLE > 0, mark, gap))
    # A gap counts where it begins, so the last character of the line does not.
    last = np.maximum(end - 1, start)
    return squeeze[end] - squeeze[start], marks[end] - marks[start], gaps[last] > gaps[start]


@cache
def _trait_table() -> NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    table[0x21:0x7F] |= _ASCII
    for first, last in ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F)):
        table[first : last + 1] |= _LETTER
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)):
        table[first : last + 1] |= _HAN
    for characters, trait in (
        (COMPRESSIBLE, _COMPRESSIBLE),
        ("，。、；！？", _MARK),
        (",.;!?", _ASCII_MARK),
        ("“”", _HAN),
        (" \u3000", _SPACE),
    ):
        table[[ord(character) for character in characters]] |= trait
    return table
