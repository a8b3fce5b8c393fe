"""What lines are by themselves: how wide, with which marks, how they begin and end. Whole texts are looked up at once."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import ONE, TWO, constant
from corpuskit.stages.repair.linebreaks.lines import Lines
from corpuskit.stages.repair.linebreaks.marks import FORBIDDEN_STARTS, OPENERS, Start, line_end, line_start
from corpuskit.stages.repair.linebreaks.traits import (
    BEGINS_KEY,
    CLASS,
    COUNTS,
    END_SHIFT,
    ENDS_WORD,
    IS_ASCII,
    IS_ASCII_MARK,
    IS_BLANK,
    IS_COLON,
    IS_HAN,
    IS_LETTER,
    IS_SINGLE,
    IS_SPACE,
    IS_TIED,
    MARKS,
    MARKS_SHIFT,
    MOST_COUNTED,
    ONE_MARK,
    START_SHIFT,
    UNSURE,
    WIDTH,
    has,
    trait_table,
)
from corpuskit.text.characters import HAN, KANA
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.widths import cell_table, code_points

#: The widest unit that is looked at as a whole; a longer word may be broken anywhere.
WIDEST_UNIT = 40
_CHUNK = 24_000  # characters looked up at a time, so that the arrays stay in the cache
_BEYOND = "\n" * 4  # after the last character, so that what follows a character can be looked at
_LETTERS = np.arange(16)  # of a word at most; longer ones are looked at one by one
_STOP = f"{HAN}{KANA}{re.escape(FORBIDDEN_STARTS + OPENERS)}“”—…"
_UNIT = lazy_pattern(
    f"[{re.escape(OPENERS)}\"']{{0,3}}(?:[^\\s{_STOP}]{{1,40}}(?:[.,:;'’!?%/_-]{{1,3}}[^\\s{_STOP}]{{1,40}}){{0,4}}|.)"
    f'[{re.escape(FORBIDDEN_STARTS)}"]{{0,3}}',
    re.DOTALL,
)
_LONGEST_HEADWORD = 6  # characters
_FARTHEST_COLON = 30  # characters before the colon of a key
_ASCII_MARKS = ",.;!?"
_UPPER, _MARKER, _BULLET = map(constant, (Start.UPPER, Start.MARKER, Start.BULLET))
_WIDEST_UNIT = constant(WIDEST_UNIT)
_IS_WORD, _BEFORE_SPACE = constant(IS_LETTER | ENDS_WORD), constant(IS_HAN | IS_SINGLE)


class Measures(NamedTuple):
    """Of each of n lines; arrays of shape (n,), widths in cells.

    Attributes:
        first: what its first character is, as in `trait_table`.
        last: what its last character is.
        counts: the counts of its characters added up.
        indent: the width of what stands before it.
        unit: the width of its first unit that may not be broken, with the marks that may not start a line.
        end: an `End`.
        start: a `Start`.
        title: whether it is like a headline: Han clauses with a space between, no marks and no number.
        may_be_headword: whether it begins with a few Han characters and a blank, as the entry of a dictionary does.
        may_be_key: whether it begins with a bracket or a digit, or has a colon near its beginning.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    counts: NDArray[np.int64]
    indent: NDArray[np.int64]
    unit: NDArray[np.int64]
    end: NDArray[np.int64]
    start: NDArray[np.int64]
    title: NDArray[np.bool_]
    may_be_headword: NDArray[np.bool_]
    may_be_key: NDArray[np.bool_]

    @property
    def marks(self) -> NDArray[np.int64]:
        """How many sentence marks each line has."""
        return self.counts >> MARKS_SHIFT & MARKS

    def take(self, places: NDArray[np.int64]) -> Measures:
        """Give some of the lines, by their numbers."""
        return Measures._make(array[places] for array in self)


def measure(lines: Lines) -> Measures:
    """Look at each of n lines."""
    size = int(lines.end[-1] - lines.raw[0])
    if size <= _CHUNK:
        return _measure(_Chunk(lines, 0, len(lines)))
    edges = np.searchsorted(lines.raw, np.arange(int(lines.raw[0]), int(lines.end[-1]), _CHUNK)).tolist()
    borders = [*sorted(set(edges)), len(lines)]
    measures: Measures | None = None
    for at, to in pairwise(borders):
        if at < to:
            part = _measure(_Chunk(lines, at, to))
            measures = measures or Measures._make(np.empty(len(lines), array.dtype) for array in part)
            for whole, array in zip(measures, part, strict=True):
                whole[at:to] = array
    return measures or _measure(_Chunk(lines, 0, len(lines)))


def _measure(chunk: _Chunk) -> Measures:
    ends, starts = chunk.ends(), chunk.starts()
    at_start = chunk.sums.take(chunk.start)
    end = chunk.end if len(chunk.text) <= MOST_COUNTED else np.minimum(chunk.end, chunk.start + MOST_COUNTED)
    counts = chunk.sums.take(end) - at_start & COUNTS
    indent = at_start - chunk.sums.take(chunk.raw) & WIDTH
    gap, headword = chunk.spaces()
    if np.count_nonzero(gap):
        gap &= ~has(counts >> MARKS_SHIFT, MARKS) & (starts != _MARKER) & (starts != _BULLET)
    return Measures(chunk.first, chunk.last, counts, indent, chunk.units(), ends, starts, gap, headword, chunk.keys())


class _Chunk:
    """Some lines, and what the characters are that they consist of, as arrays.

    Attributes:
        start, end, raw: of n lines, as in `Lines`, counted from the first character; shape (n,).
        traits: what each of m characters is, and some line feeds: shape (m + 4,).
        sums: shape (m + 5,): the counts of the characters added up from the left on, in the low bits.
        first, last: what the first and the last character of each line is: shape (n,).
    """

    def __init__(self, lines: Lines, at: int, to: int) -> None:
        origin = int(lines.raw[at])
        self.text = lines.text[origin : int(lines.end[to - 1])]
        self.pieces = lines.pieces[at:to] if to - at < len(lines) else lines.pieces
        self.start, self.end, self.raw = lines.start, lines.end, lines.raw
        if origin or to - at < len(lines):
            self.start, self.end, self.raw = (offset[at:to] - origin for offset in (self.start, self.end, self.raw))
        self.points = code_points(self.text + _BEYOND)
        try:
            self.traits = trait_table().take(self.points)
        except IndexError:  # characters of the higher planes, which are rare
            self.traits = trait_table().take(self.points, mode="clip")
            high = (self.points > 0xFFFF).nonzero()[0]
            self.traits[high] += cell_table()[self.points[high]] - (self.traits[high] & WIDTH)
        if any(map(self.text.__contains__, _ASCII_MARKS)):
            # 3.14 and a.b are no sentences: an ASCII mark counts before a blank, a wide character or the end.
            places = has(self.traits, IS_ASCII_MARK).nonzero()[0]
            self.traits[places[~has(self.traits.take(places + ONE), IS_ASCII)]] += ONE_MARK
        self.sums = np.zeros(len(self.traits) + 1, np.int64)
        np.add.accumulate(self.traits, out=self.sums[1:])
        self.first, self.last = self.traits.take(self.start), self.traits.take(self.end - ONE)

    def ends(self) -> NDArray[np.int64]:
        """Tell the `End` of each line."""
        ends = self.last >> END_SHIFT & CLASS
        for number in (ends == UNSURE).nonzero()[0].tolist():
            piece = self.pieces[number]
            ends[number] = line_end(piece, 0, len(piece))
        return ends

    def starts(self) -> NDArray[np.int64]:
        """Tell the `Start` of each line."""
        starts = self.first >> START_SHIFT & CLASS
        capital = (starts == _UPPER).nonzero()[0]
        if capital.size:  # A. or B、 may be the letter of an item
            second = self.points.take(self.start[capital] + ONE)
            starts[capital[(second == ord(".")) | (second == ord("、"))]] = UNSURE
        for number in (starts == UNSURE).nonzero()[0].tolist():
            piece = self.pieces[number]
            starts[number] = line_start(piece, 0, len(piece))
        return starts

    def units(self) -> NDArray[np.int64]:
        """Tell how wide the first unbreakable unit of each line is."""
        units: NDArray[np.int64] = np.maximum(self.first & WIDTH, ONE)
        # One Han character or kana, with nothing behind it that may not be parted from it: nearly all.
        after = self.traits.take(self.start + ONE)
        longer = ((self.first & IS_SINGLE) | (after & IS_TIED) != IS_SINGLE).nonzero()[0]
        if longer.size:
            start = self.start.take(longer)
            ends = self._unit_ends(longer, start, self.first.take(longer))
            wide = self.sums.take(ends) - self.sums.take(start) & WIDTH
            units[longer] = np.minimum(np.maximum(wide, ONE), _WIDEST_UNIT)
        return units

    def _unit_ends(self, lines: NDArray[np.int64], start: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.int64]:
        """Tell where the first units of some lines end; `start` is where these begin, `first` what they begin with."""
        ends = start + TWO  # a mark is tied to the character
        sure = has(first, IS_SINGLE)
        for number in (sure & has(self.traits.take(ends), IS_TIED)).nonzero()[0].tolist():
            ends[number] += 2 if self.traits[ends[number] + 1] & IS_TIED else 1  # or two, or three
        words = (first & _IS_WORD == IS_LETTER).nonzero()[0]
        if words.size:
            ends[words], sure[words] = self._word_ends(start.take(words))
        for number in (~sure).nonzero()[0].tolist():
            match = _UNIT.match(self.pieces[lines[number]])
            ends[number] = start[number] + (match.end() if match else 1)
        return ends

    def _word_ends(self, start: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Tell where Latin words end that have a blank, or a mark and a blank, behind them; and which do."""
        letters = self.traits.take(start[:, None] + _LETTERS, mode="clip")
        behind = start + has(letters, ENDS_WORD).argmax(axis=1)
        mark = self.traits.take(behind)
        marked = has(mark, IS_TIED) & has(self.traits.take(behind + ONE), IS_BLANK)
        return behind + marked, marked | has(mark, IS_BLANK)

    def spaces(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Say which lines have a space between Han characters, and which have one after a few Han characters at the beginning."""
        gap, headword = np.zeros(len(self.start), np.bool_), np.zeros(len(self.start), np.bool_)
        # Most spaces are indents.
        if self.text.count(" ") + self.text.count("\u3000") <= int((self.start - self.raw).sum()):
            return gap, headword
        places = has(self.traits, IS_SPACE).nonzero()[0]
        before, after = self.traits.take(places - ONE), self.traits.take(places + ONE)
        # Not indents, and not spaces beside Latin words.
        places = places[has(before, _BEFORE_SPACE) & ~has(after, IS_LETTER)]
        if not places.size:
            return gap, headword
        line = self.start.searchsorted(places, "right") - ONE
        inside = places < self.end.take(line)
        places, line = places[inside], line[inside]
        headword[line[places - self.start.take(line) <= _LONGEST_HEADWORD]] = True
        before, after, third = (self.traits.take(near) for near in (places - ONE, places + ONE, places + TWO))
        between = has(after, IS_HAN) | (has(after, IS_SPACE) & has(third, IS_HAN))
        gap[line[has(before, IS_HAN) & between]] = True
        return gap, headword

    def keys(self) -> NDArray[np.bool_]:
        """Say which lines may begin with the key of an entry."""
        keys = has(self.first, BEGINS_KEY)
        if "：" in self.text or ":" in self.text:
            colons = has(self.traits, IS_COLON).nonzero()[0]
            colon = colons.take(colons.searchsorted(self.start), mode="clip")
            keys |= (colon > self.start) & (colon <= self.start + _FARTHEST_COLON) & (colon < self.end)
        return keys
