"""How a document writes what is lost at line ends: spaces beside Latin words, hyphens, words broken in two."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import ONE
from corpuskit.stages.repair.linebreaks.measure import Measures
from corpuskit.stages.repair.linebreaks.traits import IS_NEVER_FIRST, IS_SINGLE, has, trait_table
from corpuskit.text.characters import has_han
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.widths import code_points

_NEITHER, _LETTER, _DIGIT = range(3)
#: Which of the three an ASCII character is.
_KINDS = np.array(
    [_LETTER if mark.isalpha() else _DIGIT if mark.isdigit() else _NEITHER for mark in map(chr, range(128))], np.int8
)
_SPACE, _HIGH_HAN = ord(" "), (0x20000, 0x3FFFD)
_AFTER_HYPHEN = lazy_pattern("-[a-z]+(?:-[a-z]+)*")
_BEFORE_HYPHEN = lazy_pattern("[A-Za-z]{1,40}$")
_WORD = lazy_pattern(r"[A-Za-z]+")
_BROKEN_WORDS = 0.02

_SAMPLE = 100_000  # characters that tell the habits of a document


class Habits:
    """How the document writes. What few documents ask for is found out when it is asked for.

    Attributes:
        words_broken: whether lines break in the middle of Latin words.
    """

    def __init__(self, text: str, *, words_broken: bool = False) -> None:
        self._sample = text[:_SAMPLE]
        self.words_broken = words_broken

    @cached_property
    def _spaced(self) -> tuple[bool, bool]:
        if self._sample.isascii() or not has_han(self._sample):
            return False, False
        # What stands beyond either end is a line feed.
        points = code_points(f"\n\n{self._sample}\n\n")
        kinds = _KINDS.take(points, mode="clip")
        places = kinds.nonzero()[0]
        is_wide = _are_wide(points)
        kinds = kinds.take(places)
        before, after = places - ONE, places + ONE
        tight = is_wide.take(before) | is_wide.take(after)
        spaced = (points.take(before) == _SPACE) & is_wide.take(before - ONE)
        spaced |= (points.take(after) == _SPACE) & is_wide.take(after + ONE)
        of_tight, of_spaced = (np.bincount(kinds[flags], minlength=3).tolist() for flags in (tight, spaced))
        return of_spaced[_LETTER] > of_tight[_LETTER], of_spaced[_DIGIT] > of_tight[_DIGIT]

    @property
    def spaced_letters(self) -> bool:
        """Whether a space stands between Han and Latin letters."""
        return self._spaced[0]

    @property
    def spaced_digits(self) -> bool:
        """Whether a space stands between Han characters and digits."""
        return self._spaced[1]

    @cached_property
    def words(self) -> frozenset[str]:
        """The Latin words, only where words are broken."""
        return frozenset(_WORD.findall(self._sample)) if self.words_broken else frozenset()

    @cached_property
    def hyphenated(self) -> frozenset[str]:
        """The compounds with a hyphen inside a line."""
        found = set()
        for match in _AFTER_HYPHEN.finditer(self._sample):
            head = _BEFORE_HYPHEN.search(self._sample, max(0, match.start() - 40), match.start())
            if head:
                found.add(head[0] + match[0])
        return frozenset(found)


def find_habits(text: str, measures: Measures) -> Habits:
    """Find out how a document writes what stands at the ends of its lines."""
    # Who lets marks begin a line counts characters only, and breaks words as well.
    never_first = int(np.count_nonzero(measures.first & IS_NEVER_FIRST))
    return Habits(text, words_broken=never_first > _BROKEN_WORDS * len(measures.first))


def _are_wide(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Say which characters are Han or kana."""
    is_wide = has(trait_table().take(points, mode="clip"), IS_SINGLE)
    if points.max() > 0xFFFF:
        is_wide |= (points >= _HIGH_HAN[0]) & (points <= _HIGH_HAN[1])
    return is_wide
