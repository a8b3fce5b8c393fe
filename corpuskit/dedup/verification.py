"""Exact comparison of candidate pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.alignment import CAPTION_RATIO, Places, find_inside
from corpuskit.dedup.differences import Difference, difference
from corpuskit.dedup.equality import key_hashes
from corpuskit.dedup.keys import build_keys, decode
from corpuskit.dedup.numbers import agree, compatible, mostly_shared, numbers
from corpuskit.dedup.overlap import ShingleSets
from corpuskit.dedup.portions import portions
from corpuskit.dedup.protection import KINDS, Protection
from corpuskit.dedup.similarity import CONTAINMENT, EVIDENCE, EXACT, JACCARD, LONG, OTHER_SLOT, SHORT, SHORT_BELOW, SLOT, Settings
from corpuskit.dedup.survivors import Links
from corpuskit.dedup.templates import kind_of_change

# In a pair of documents this share of the numbers must be common, if neither has just left some out.
_SHARED_NUMBERS = 0.8
# Pairs down to this part of the threshold tell whether texts are made from one template.
_NEARLY = 0.85
# A text that stands inside another one shares far more of its shingles with it.
_SHARED_SHINGLES = 0.3


def verify(
    pairs: NDArray[np.int64],
    texts: Sequence[str],
    settings: Settings,
    documents: NDArray[np.int64] | None = None,
    first: int = 0,
) -> Links:
    """Compare pairs exactly.

    Args:
        pairs: shape (n, 2), numbers into `texts`.
        texts: the units.
        settings: as for the sketches.
        documents: the number of the document of each unit, shape (number of units,), if known: refrains are looked for there.
        first: units before this number belong to an earlier corpus and stay, whatever their length.

    Returns:
        The links of the pairs that do repeat each other, in any order.
    """
    protected = [kind for kind in settings.protect if kind in KINDS]
    protection = None if settings.whole_documents else Protection(texts, protected, settings.min_chars, documents)
    links: list[tuple[int, int, float, int]] = []
    for portion in portions(pairs, texts):
        units = portion.units.tolist()
        for lesser, greater, score, kind in _Judge(portion.texts, settings).compare(portion.pairs):
            goes, stays, text = units[lesser], units[greater], portion.texts[lesser]
            if goes < first and stays >= first:
                if kind == CONTAINMENT:  # a text is not removed for the sake of a caption
                    continue
                goes, stays, text = stays, goes, portion.texts[greater]
            if goes < first:
                if kind in EVIDENCE:
                    links.append((goes, stays, score, kind))
            elif protection is None or not protection.covers(goes, stays, text):
                links.append((goes, stays, score, kind))
    return _as_links(links)


def _as_links(links: Sequence[tuple[int, int, float, int]]) -> Links:
    lesser, greater, score, kind = zip(*links, strict=True) if links else ((), (), (), ())
    return Links(np.array(lesser, np.int64), np.array(greater, np.int64), np.array(score, np.float64), np.array(kind, np.uint8))


class _Judge:
    """Compares the texts of one portion: all pairs at once by their shingles, then the promising ones one by one."""

    def __init__(self, texts: Sequence[str], settings: Settings) -> None:
        self._settings = settings
        self._keys = build_keys(texts)
        self._joined = decode(self._keys.codes)
        self._starts = self._keys.bounds.tolist()
        self._numbers: dict[int, tuple[str, ...]] = {}
        self._places: dict[int, Places] = {}

    def compare(self, pairs: NDArray[np.int64]) -> Iterator[tuple[int, int, float, int]]:
        """Give `(lesser, greater, score, kind)` for the pairs of which one repeats the other."""
        lengths = self._keys.lengths
        swap = lengths[pairs[:, 0]] >= lengths[pairs[:, 1]]
        lesser, greater = np.where(swap, pairs[:, ::-1].T, pairs.T)
        lesser, greater = lesser[wide := lengths[lesser] >= max(self._settings.min_chars, 1)], greater[wide]
        similarity, share = self._similarities(lesser, greater)
        hashes = key_hashes(self._keys)
        equal = hashes[lesser] == hashes[greater]
        promising = equal | (similarity >= self._settings.jaccard * _NEARLY) | (share >= _SHARED_SHINGLES)
        rows = zip(*(part[promising].tolist() for part in (lesser, greater, equal, similarity, share)), strict=True)
        for one, other, same, alike, inside in rows:
            if same and np.array_equal(self._keys[one], self._keys[other]):
                yield one, other, 1.0, EXACT
            elif (found := self._judge(one, other, alike, inside)) is not None:
                yield one, other, *found

    def _similarities(
        self, lesser: NDArray[np.int64], greater: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Compute the Jaccard similarity of each pair, and the part of the shorter text's shingles that the other has.

        Either is 0 where it cannot matter.
        """
        lengths = self._keys.lengths
        similarity, share = np.zeros(len(lesser)), np.zeros(len(lesser))
        short = lengths[lesser] < SHORT_BELOW
        contained = np.zeros(len(lesser), bool)
        if self._settings.containment is not None:
            contained = lengths[lesser] <= CAPTION_RATIO * lengths[greater]
        brief = self._keys.select(lengths < self._settings.indexed[SHORT][1])
        for n, keys, compared in ((SHORT, brief, short), (LONG, self._keys, ~short)):  # the latter sets are needed again
            sets = self._sets = ShingleSets(keys, n)
            few, many = np.sort(np.stack([sets.sizes[lesser], sets.sizes[greater]]), axis=0)
            like = compared & (few >= self._settings.jaccard * _NEARLY * many) & (few > 0)
            at = np.flatnonzero(like | contained if n == LONG else like)
            common = sets.count_common(lesser[at], greater[at])
            similarity[at] = np.where(like[at], common / np.maximum(few[at] + many[at] - common, 1), 0.0)
            if n == LONG:
                share[at] = np.where(contained[at], common / np.maximum(sets.sizes[lesser[at]], 1), 0.0)
        return similarity, share

    def _judge(self, lesser: int, greater: int, similarity: float, share: float) -> tuple[float, int] | None:
        if similarity >= self._settings.jaccard * _NEARLY:
            where = difference(self._key(lesser), self._key(greater))
            if similarity >= self._settings.jaccard:
                if self._same_numbers(lesser, greater, where):
                    return similarity, self._change(lesser, greater, where)
            elif self._change(lesser, greater, where) == SLOT:
                return similarity, OTHER_SLOT
        if share < _SHARED_SHINGLES or (covered := self._containment(lesser, greater)) is None:
            return None
        return covered, CONTAINMENT

    def _change(self, lesser: int, greater: int, where: Difference) -> int:
        guarded = "template" in self._settings.protect
        return kind_of_change(self._key(lesser), self._key(greater), where) if guarded else JACCARD

    def _same_numbers(self, one: int, other: int, where: Difference) -> bool:
        if "numbers" not in self._settings.protect or agree(self._key(one), self._key(other), where):
            return True
        if not self._settings.whole_documents:
            return False
        return mostly_shared(self._numbers_of(one), self._numbers_of(other), _SHARED_NUMBERS)

    def _containment(self, lesser: int, greater: int) -> float | None:
        if greater not in self._places:
            self._places[greater] = Places.of(self._sets.row(greater))
        least = self._settings.containment or 1.0
        inside = find_inside(self._key(lesser), self._key(greater), self._sets.row(lesser), self._places[greater], least)
        if inside is None:
            return None
        if "numbers" in self._settings.protect and not compatible(self._numbers_of(lesser), numbers(inside.stretch)):
            return None
        return inside.share

    def _key(self, unit: int) -> str:
        return self._joined[self._starts[unit] : self._starts[unit + 1]]

    def _numbers_of(self, unit: int) -> tuple[str, ...]:
        if unit not in self._numbers:
            self._numbers[unit] = numbers(self._key(unit))
        return self._numbers[unit]
