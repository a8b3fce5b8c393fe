"""MinHash signatures over one flat array of shingle hashes, interchangeable with those of datasketch 2.

Broder, "On the resemblance and containment of documents" (1997). The permutations are those of datasketch's scheme `affine32`:
the shingle hash is mixed once, then `a * h + b` modulo 2^32 with an odd `a`, both drawn by the same generator.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.kernels import signing_kernel
from corpuskit.dedup.keys import Keys, bounds_of, build_keys, pieces, unfolded_keys
from corpuskit.dedup.shingles import mix32, mix64, sha1_hashes, shingle_hashes

if TYPE_CHECKING:
    import datasketch

#: What an empty text has in every slot, as in datasketch.
EMPTY = np.uint32(0xFFFFFFFF)
# Hashes handled at a time: an array of this size stays in the second-level cache, with what else is there.
_BLOCK = 1 << 16


HashName = Literal["rolling", "sha1"]


@dataclass(frozen=True, slots=True)
class Signatures:
    """MinHash signatures of n texts.

    Attributes:
        values: shape (n, num_perm), uint32.
        seed: what the permutations were drawn with.
        hash: how the shingles were hashed.
    """

    values: NDArray[np.uint32]
    seed: int = 1
    hash: HashName = "rolling"

    def __len__(self) -> int:
        return len(self.values)

    def jaccard(self, one: int, other: int) -> float:
        """Estimate the Jaccard similarity of two of the texts."""
        return float(np.mean(self.values[one] == self.values[other]))

    def to_datasketch(self, *, lean: bool = False) -> list[datasketch.MinHash]:
        """Give the signatures as datasketch objects, for its indexes and for comparison with signatures made elsewhere.

        Args:
            lean: `LeanMinHash` objects, which are smaller and take no updates.
        """
        from corpuskit.dedup.datasketches import to_datasketch

        return [to_datasketch(row, seed=self.seed, hash=self.hash, lean=lean) for row in self.values]


def signatures(
    texts: Sequence[str],
    num_perm: int = 128,
    ngram: int = 5,
    seed: int = 1,
    *,
    hash: HashName = "rolling",
    fold: bool = True,
) -> Signatures:
    """Sign texts by their character n-grams.

    Args:
        texts: n strings.
        num_perm: slots of a signature.
        ngram: characters in a shingle.
        seed: for the permutations.
        hash: how shingles are hashed: `"rolling"`, or `"sha1"` as `datasketch.MinHash.update` hashes their UTF-8 by default,
            some 50 times as slow, to be compared with signatures that datasketch has made.
        fold: whether the texts' keys are signed, so that width, script, case, marks and spaces do not matter; or the texts
            as they are.

    Returns:
        n signatures; the slots of a text with fewer than `ngram` characters (letters and digits, if folded) are all `EMPTY`.

    Raises:
        ValueError: `num_perm` or `ngram` is below 1, or the hash is unknown.

    >>> signed = signatures(["今天下午三点在会议室开会，请准时参加。", "今天下午三點在會議室開會,請準時參加"])
    >>> signed.jaccard(0, 1)
    1.0
    """
    if min(num_perm, ngram) < 1:
        raise ValueError("num_perm and ngram must be at least 1")
    if hash not in get_args(HashName):
        raise ValueError(f"unknown hash {hash!r}: rolling or sha1")
    hash_shingles = sha1_hashes if hash == "sha1" else shingle_hashes
    rows = [np.empty((0, num_perm), np.uint32)]
    rows.extend(sign(*_shingle_texts(part, ngram, hash_shingles, fold), num_perm, seed) for part in pieces(texts, 4 * _BLOCK))
    return Signatures(np.concatenate(rows), seed, hash)


def sign(
    hashes: NDArray[np.uint32], bounds: NDArray[np.int64], num_perm: int = 128, seed: int = 1, *, compiled: bool = True
) -> NDArray[np.uint32]:
    """Sign sets of shingle hashes.

    Args:
        hashes: the sets one after the other, shape (total,); repetitions do not matter.
        bounds: set i is `hashes[bounds[i]:bounds[i + 1]]`, shape (n + 1,).
        num_perm: slots of a signature.
        seed: for the permutations.
        compiled: whether the compiled loop may be used, where it is there and pays: it takes some 120 MB of memory.

    Returns:
        Shape (n, num_perm), uint32.
    """
    if compiled and (kernel := signing_kernel(len(hashes))) is not None:
        return kernel(mix32(hashes), np.ascontiguousarray(bounds), *permutations(num_perm, seed))
    signed = np.full((num_perm, len(bounds) - 1), EMPTY, np.uint32)
    for start, owners, inner in _blocks(bounds, np.flatnonzero(np.diff(bounds))):
        factors, terms = _steps(num_perm, seed)
        permuted = mix32(hashes[start : start + inner[-1]])
        least = np.empty((num_perm, len(owners)), np.uint32)
        for slot in range(num_perm):
            np.multiply(permuted, factors[slot], out=permuted)
            np.add(permuted, terms[slot], out=permuted)
            np.minimum.reduceat(permuted, inner[:-1], out=least[slot])
        signed[:, owners] = np.minimum(signed[:, owners], least)
    return np.ascontiguousarray(signed.T)


def band_keys(values: NDArray[np.uint32], bands: int, rows: int) -> NDArray[np.uint32]:
    """Hash the slots of a signature band by band: texts that agree in all slots of a band have the same key there.

    Indyk and Motwani, "Approximate nearest neighbors" (1998). A pair of similarity J meets in at least one band with
    probability 1 - (1 - J^rows)^bands.

    Args:
        values: signatures, shape (n, num_perm), with `bands * rows <= num_perm`.
        bands: number of bands.
        rows: slots in a band.

    Returns:
        Shape (n, bands), uint32. Unequal bands share a key once in 2^32 pairs: verify what you find.
    """
    grouped = values[:, : bands * rows].reshape(len(values), bands, rows).astype(np.uint64)
    mixed = np.zeros(grouped.shape[:2], np.uint64)
    for row in range(rows):
        mixed = mix64(mixed ^ grouped[:, :, row]) + np.uint64(row)
    return (mixed >> np.uint64(32)).astype(np.uint32)


@cache
def permutations(num_perm: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Draw the factors and terms of datasketch's `affine32` permutations."""
    draw = _mersenne_twister(seed)
    factors = [2 * (draw.getrandbits(32) & 0x7FFFFFFF) + 1 for _ in range(num_perm)]
    return np.array(factors, np.uint32), np.array([draw.getrandbits(32) for _ in range(num_perm)], np.uint32)


def _mersenne_twister(seed: int) -> random.Random:
    """Give the generator that `numpy.random.RandomState(seed)` is: to load that takes longer than the few numbers are worth.

    Matsumoto and Nishimura, "Mersenne Twister" (1998); the seed as in their `init_genrand` of 2002.
    """
    state = [seed]
    for place in range(1, 624):
        state.append((1812433253 * (state[-1] ^ state[-1] >> 30) + place) % (1 << 32))
    draw = random.Random()  # noqa: S311 -- not for secrets
    draw.setstate((3, (*state, len(state)), None))
    return draw


def _shingle_texts(
    texts: Sequence[str],
    n: int,
    hash_shingles: Callable[[Keys, int], tuple[NDArray[np.uint32], NDArray[np.int64]]] = shingle_hashes,
    fold: bool = True,
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    build = build_keys if fold else unfolded_keys
    hashes, bounds = zip(*(hash_shingles(build(part), n) for part in pieces(texts)), strict=True)
    return np.concatenate(hashes), bounds_of(np.concatenate([np.diff(each) for each in bounds]))


@cache
def _steps(num_perm: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Give what leads from one permutation to the next, in place: from `a h + b` to `c (a h + b) + d`."""
    factors, terms = (part.tolist() for part in permutations(num_perm, seed))
    leads = [factor * pow(before, -1, 1 << 32) % (1 << 32) for before, factor in pairwise([1, *factors])]
    shifts = [(term - before * lead) % (1 << 32) for (before, term), lead in zip(pairwise([0, *terms]), leads, strict=True)]
    return np.array(leads, np.uint32), np.array(shifts, np.uint32)


def _blocks(bounds: NDArray[np.int64], filled: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
    """Cut the sets into stretches of about `_BLOCK` hashes; a long set is cut into pieces.

    Returns:
        For each stretch: where it starts, the sets in it, and the bounds of their parts relative to its start.
    """
    blocks: list[tuple[int, NDArray[np.int64], NDArray[np.int64]]] = []
    first = 0
    while first < len(filled):
        start = int(bounds[filled[first]])
        last = int(np.searchsorted(bounds[filled + 1], start + _BLOCK, side="right"))
        if last > first:
            owners = filled[first:last]
            blocks.append((start, owners, np.append(bounds[owners], bounds[owners[-1] + 1]) - start))
            first = last
            continue
        end = int(bounds[filled[first] + 1])
        owner = filled[first : first + 1]
        blocks.extend((piece, owner, np.array([0, min(_BLOCK, end - piece)])) for piece in range(start, end, _BLOCK))
        first += 1
    return blocks
