"""How many shingles two texts have in common, for many pairs at once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.keys import Keys, bounds_of
from corpuskit.dedup.shingles import wide_shingle_hashes
from corpuskit.dedup.stretches import cuts, ranges

# A text's number and a shingle's hash share 64 bits. Two texts of a thousand shingles hold two different ones of equal hash
# once in ten million times.
_HASH_BITS = np.uint64(44)
MOST_TEXTS = 1 << 20
_HASH = np.uint64((1 << 44) - 1)
_AT_A_TIME = 2_000_000


class ShingleSets:
    """The sets of shingles of a few texts.

    Args:
        keys: of at most `MOST_TEXTS` texts.
        n: characters in a shingle.

    Attributes:
        sizes: how many different shingles each text has, shape (number of texts,).
    """

    def __init__(self, keys: Keys, n: int) -> None:
        self._hashes, self._places = wide_shingle_hashes(keys, n)
        self._packed = self._packed_rows(np.diff(self._places))
        self.sizes = np.bincount((self._packed >> _HASH_BITS).astype(np.int64), minlength=len(keys))
        self._bounds = bounds_of(self.sizes)

    def _packed_rows(self, counts: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Give the number of each text with each of its different hashes, in order: many small rows sort far sooner than all."""
        packed = self._hashes >> (np.uint64(64) - _HASH_BITS)
        bounds = self._places.tolist()
        for start, stop in pairwise(bounds):
            packed[start:stop].sort()
        packed |= np.repeat(np.arange(len(counts), dtype=np.uint64) << _HASH_BITS, counts)
        fresh = np.ones(len(packed), bool)
        fresh[1:] = packed[1:] != packed[:-1]
        return packed[fresh]

    def row(self, text: int) -> NDArray[np.uint64]:
        """Give the hashes of all shingles of a text, in its order, shape (n,)."""
        return self._hashes[self._places[text] : self._places[text + 1]]

    def count_common(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count the common shingles of pairs.

        Args:
            one: numbers of texts, shape (pairs,).
            other: the text that each is compared with.

        Returns:
            Shape (pairs,).

        >>> from corpuskit.dedup.keys import build_keys
        >>> sets = ShingleSets(build_keys(["春眠不觉晓", "春眠不知晓", "处处闻啼鸟"]), 2)
        >>> sets.count_common(np.array([0, 0]), np.array([1, 2])).tolist()
        [2, 0]
        """
        swap = self.sizes[one] > self.sizes[other]
        few, many = np.where(swap, other, one), np.where(swap, one, other)
        counts = self.sizes[few]
        common = np.zeros(len(few), np.int64)
        for part in cuts(counts, _AT_A_TIME):
            own = self._packed[ranges(self._bounds[few[part]], counts[part])] & _HASH
            wanted = (np.repeat(many[part].astype(np.uint64), counts[part]) << _HASH_BITS) | own
            at = np.minimum(np.searchsorted(self._packed, wanted), len(self._packed) - 1)
            found = np.concatenate(([0], np.cumsum(self._packed[at] == wanted)))
            ends = np.cumsum(counts[part])
            common[part] = found[ends] - found[ends - counts[part]]
        return common
