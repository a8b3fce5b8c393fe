"""How a document writes what is lost at line ends: spaces beside Latin words, hyphens, words broken in two."""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np

from corpuskit.stages.repair.linebreaks.measure import Measures
from corpuskit.stages.repair.linebreaks.traits import IS_NEVER_FIRST
from corpuskit.text.characters import HAN, KANA, has_han
from corpuskit.text.patterns import lazy_pattern

# The rarer class first: only Latin letters and digits are looked at closely.
_TIGHT = lazy_pattern(f"[A-Za-z0-9](?:(?<=[{HAN}{KANA}].)|(?=[{HAN}{KANA}]))")
_SPACED = lazy_pattern(f"[A-Za-z0-9](?:(?<=[{HAN}{KANA}] .)|(?= [{HAN}{KANA}]))")
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
        tight_letters, tight_digits = _letters_and_digits(_TIGHT, self._sample)
        spaced_letters, spaced_digits = _letters_and_digits(_SPACED, self._sample)
        return spaced_letters > tight_letters, spaced_digits > tight_digits

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


def _letters_and_digits(pattern: re.Pattern[str], text: str) -> tuple[int, int]:
    if text.isascii() or not has_han(text):
        return 0, 0
    found = pattern.findall(text)
    digits = sum(map(str.isdigit, found))
    return len(found) - digits, digits
