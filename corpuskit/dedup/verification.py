"""Exact comparison of candidate pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.alignment import CAPTION_RATIO, Places, find_inside
from corpuskit.dedup.buckets import sort_distinct
from corpuskit.dedup.keys import Keys, build_keys
from corpuskit.dedup.numbers import compatible, mostly_shared, numbers
from corpuskit.dedup.portions import portions
from corpuskit.dedup.protection import is_structure
from corpuskit.dedup.shingles import wide_shingle_hashes
from corpuskit.dedup.similarity import CONTAINMENT, EXACT, JACCARD, LONG, SHORT, SHORT_BELOW, Settings
from corpuskit.dedup.survivors import Links

# In a pair of documents this share of the numbers must be common, if neither has just left some out.
_SHARED_NUMBERS = 0.8


def verify(pairs: NDArray[np.int64], texts: Sequence[str], settings: Settings) -> Links:
    """Compare pairs exactly.

    Args:
        pairs: shape (n, 2), numbers into `texts`.
        texts: the units.
        settings: as for the sketches.

    Returns:
        The links of the pairs that do repeat each other, in any order.
    """
    links: list[tuple[int, int, float, int]] = []
    for portion in portions(pairs, texts):
        judge = _Judge(portion.texts, settings)
        units = portion.units.tolist()
        for one, other in portion.pairs.tolist():
            if (link := judge.compare(one, other)) is not None:
                links.append((units[link[0]], units[link[1]], *link[2:]))
    lesser, greater, score, kind = zip(*links, strict=True) if links else ((), (), (), ())
    return Links(np.array(lesser, np.int64), np.array(greater, np.int64), np.array(score, np.float64), np.array(kind, np.uint8))


class _Judge:
    """Compares units of one slice, and remembers what it has computed for each."""

    def __init__(self, texts: Sequence[str], settings: Settings) -> None:
        self._texts = texts
        self._settings = settings
        self._keys: Keys = build_keys(texts)
        self._lengths = self._keys.lengths.tolist()
        brief = self._keys.select(self._keys.lengths < settings.indexed[SHORT][1])
        self._hashes = {LONG: wide_shingle_hashes(self._keys, LONG), SHORT: wide_shingle_hashes(brief, SHORT)}
        self._sets: dict[tuple[int, int], NDArray[np.uint64]] = {}
        self._key_texts: dict[int, str] = {}
        self._numbers: dict[int, tuple[str, ...]] = {}
        self._places: dict[int, Places] = {}

    def compare(self, one: int, other: int) -> tuple[int, int, float, int] | None:
        """Give `(lesser, greater, score, kind)`, or None if neither repeats the other."""
        if (link := self._link(one, other)) is None or self._protected(link[0]):
            return None
        return link

    def _link(self, one: int, other: int) -> tuple[int, int, float, int] | None:
        lesser, greater = (one, other) if self._lengths[one] < self._lengths[other] else (other, one)
        if np.array_equal(self._keys[lesser], self._keys[greater]):
            return lesser, greater, 1.0, EXACT
        similarity = self._jaccard(lesser, greater)
        if similarity >= self._settings.jaccard and self._same_numbers(lesser, greater):
            return lesser, greater, similarity, JACCARD
        share = self._containment(lesser, greater)
        return None if share is None else (lesser, greater, share, CONTAINMENT)

    def _protected(self, unit: int) -> bool:
        if self._lengths[unit] < max(self._settings.min_chars, 1):
            return True
        return not self._settings.whole_documents and is_structure(self._texts[unit])

    def _jaccard(self, lesser: int, greater: int) -> float:
        n = SHORT if self._lengths[lesser] < SHORT_BELOW else LONG
        few, many = self._set(lesser, n), self._set(greater, n)
        if len(few) > len(many):
            few, many = many, few
        if len(few) < self._settings.jaccard * len(many) or not len(few):
            return 0.0
        at = np.minimum(np.searchsorted(many, few), len(many) - 1)
        common = int(np.count_nonzero(many[at] == few))
        return common / (len(few) + len(many) - common)

    def _same_numbers(self, one: int, other: int) -> bool:
        numbers_one, numbers_other = self._numbers_of(one), self._numbers_of(other)
        if compatible(numbers_one, numbers_other):
            return True
        return self._settings.whole_documents and mostly_shared(numbers_one, numbers_other, _SHARED_NUMBERS)

    def _containment(self, lesser: int, greater: int) -> float | None:
        share = self._settings.containment
        if share is None or self._lengths[lesser] > CAPTION_RATIO * self._lengths[greater]:
            return None
        if greater not in self._places:
            self._places[greater] = Places.of(self._row(greater, LONG))
        inside = find_inside(self._key(lesser), self._key(greater), self._row(lesser, LONG), self._places[greater], share)
        if inside is None or not compatible(self._numbers_of(lesser), numbers(inside.stretch)):
            return None
        return inside.share

    def _key(self, unit: int) -> str:
        if unit not in self._key_texts:
            self._key_texts[unit] = self._keys.text(unit)
        return self._key_texts[unit]

    def _row(self, unit: int, n: int) -> NDArray[np.uint64]:
        hashes, bounds = self._hashes[n]
        return hashes[bounds[unit] : bounds[unit + 1]]

    def _set(self, unit: int, n: int) -> NDArray[np.uint64]:
        if (unit, n) not in self._sets:
            self._sets[unit, n] = sort_distinct(self._row(unit, n))
        return self._sets[unit, n]

    def _numbers_of(self, unit: int) -> tuple[str, ...]:
        if unit not in self._numbers:
            self._numbers[unit] = numbers(self._key(unit))
        return self._numbers[unit]
