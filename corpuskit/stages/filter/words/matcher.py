"""Count the words of a long list in a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.term_lists import entries
from corpuskit.text.widths import code_points

#: Positions at which no word can begin are told by the hash of two or three characters, in tables of 2^20 bits (as bytes).
_BITS = 20
_MASK = (1 << _BITS) - 1
_FIRST, _SECOND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)
_BMP = 0x10000


class WordMatcher:
    """A list of words, made ready for being looked up.

    At each place the longest word counts, and the next begins behind it. A word that begins or ends with a Latin letter or a
    digit begins or ends where none stands before or behind it; others match anywhere, as Chinese has no marks between words.

    Args:
        words: the words.
        ignore_case: read letters as small ones.
        ignore_width: read full-width letters, digits and marks as plain ones.

    >>> sorted(WordMatcher(["彩票", "福利彩票", "bet"]).count("福利彩票和彩票，BET、alphabet").items())
    [('bet', 1), ('彩票', 1), ('福利彩票', 1)]
    """

    def __init__(self, words: Iterable[str], *, ignore_case: bool = True, ignore_width: bool = True) -> None:
        self._table = _folding(ignore_case, ignore_width)
        self._words = {self._fold(word)[0] for word in words} - {""}
        self._pairs = np.zeros(1 << _BITS, bool)
        self._triples = np.zeros(1 << _BITS, bool)
        self._singles = np.zeros(_BMP + 1, bool)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}
        self._mark()

    def _mark(self) -> None:
        """Note at which characters words begin, by the first three of each, or all of a shorter one."""
        for length, table in ((2, self._pairs), (3, self._triples)):
            starts = "".join(word[:length] for word in self._words if (len(word) == 2 if length == 2 else len(word) > 2))
            if starts:
                points = code_points(starts).reshape(-1, length)
                table[_hash(*(points[:, place] for place in range(length)))] = True
        if singles := "".join(word for word in self._words if len(word) == 1):
            self._singles[np.minimum(code_points(singles), _BMP)] = True

    def count(self, text: str) -> Counter[str]:
        """Count the words in a text; they are given as they were compared, in small letters and plain forms by default."""
        found: Counter[str] = Counter()
        folded, points = self._fold(text)
        words, lengths = self._words, self._lengths
        end = 0
        for start in self._candidates(points).tolist():
            if start < end:
                continue
            for length in (*lengths.get(folded[start : start + 2], ()), *lengths.get(folded[start], ())):
                word = folded[start : start + length]
                if word in words and len(word) == length and _stands_alone(folded, start, start + length):
                    found[word] += 1
                    end = start + length
                    break
        return found

    def _candidates(self, points: NDArray[np.uint32]) -> NDArray[np.intp]:
        possible = self._singles[np.minimum(points, _BMP)]
        if len(points) > 1:
            possible[:-1] |= self._pairs[_hash(points[:-1], points[1:])]
        if len(points) > 2:
            possible[:-2] |= self._triples[_hash(points[:-2], points[1:-1], points[2:])]
        return np.flatnonzero(possible)

    def _fold(self, text: str) -> tuple[str, NDArray[np.uint32]]:
        """Give a text in the form in which it is compared, one character for one, and its code points."""
        points = code_points(text)
        plain = self._table[np.minimum(points, _BMP)]
        points = np.where(points < _BMP, plain, points).astype("<u4", copy=False)
        return points.tobytes().decode("utf-32-le", "surrogatepass"), points


@lru_cache(maxsize=8)
def matcher(words: tuple[str, ...], lists: tuple[str, ...], ignore_case: bool, ignore_width: bool) -> WordMatcher:
    """Give the matcher for some words and for lists that were read in this process; it is made once."""
    return WordMatcher((*words, *entries(lists)), ignore_case=ignore_case, ignore_width=ignore_width)


def _hash(*characters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    hashed = characters[0] * _FIRST
    for character in characters[1:]:
        hashed = (hashed ^ character) * _SECOND
        hashed ^= hashed >> np.uint32(15)
    return hashed & np.uint32(_MASK)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a word that begins or ends with a Latin letter or a digit is not a part of a longer one."""
    if _is_latin(text[start]) and start and _is_latin(text[start - 1]):
        return False
    return not (_is_latin(text[end - 1]) and end < len(text) and _is_latin(text[end]))


def _is_latin(character: str) -> bool:
    return character < "\u0250" and character.isalnum()


@lru_cache(maxsize=4)
def _folding(ignore_case: bool, ignore_width: bool) -> NDArray[np.uint32]:
    """Give the form of each character of the Basic Multilingual Plane, shape (0x10001,)."""
    table = np.arange(_BMP + 1, dtype=np.uint32)
    if ignore_width:
        table[0xFF01:0xFF5F] -= 0xFEE0
        table[0x3000] = 0x20
    if ignore_case:  # the scripts that have two cases, all before U+3000 or full-width
        for code in [*range(0x3000), *range(0xFF21, 0xFF3B)]:
            small = chr(table[code]).lower()
            table[code] = ord(small) if len(small) == 1 else table[code]
    table.flags.writeable = False
    return table
