"""Hashes of all runs of n characters of a batch of keys, rolling over one flat array."""

from __future__ import annotations

from hashlib import sha1
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.keys import Keys, bounds_of

Word = TypeVar("Word", np.uint32, np.uint64)

_BASE32 = np.uint32(0x9E3779B1)
_BASE64 = np.uint64(0x9E3779B97F4A7C15)


def shingle_hashes(keys: Keys, n: int) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Hash every run of n characters to 32 bits.

    A run's hash is a polynomial in its characters, each mixed first so that neighbours in Unicode lie far apart.

    Args:
        keys: m keys.
        n: characters in a run, at least 1.

    Returns:
        The hashes of all runs in order, shape (total,), and their bounds: those of key i are
        `hashes[bounds[i]:bounds[i + 1]]`; a key shorter than n has none.
    """
    mixed = mix32(keys.codes)
    return _within_keys(_roll(mixed, n, _BASE32), keys, n)


def wide_shingle_hashes(keys: Keys, n: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Hash every run of n characters to 64 bits, so wide that equal hashes may be taken for equal runs."""
    mixed = mix64(keys.codes.astype(np.uint64))
    return _within_keys(_roll(mixed, n, _BASE64), keys, n)


def rolling_hash(shingle: bytes) -> int:
    """Hash one shingle as `shingle_hashes` does: a `hashfunc` for `datasketch.MinHash`, whose signatures are then like ours.

    Args:
        shingle: its UTF-8, at least one character.

    >>> keys = Keys(np.array([0x6625, 0x5929], np.uint32), np.array([0, 2]))
    >>> rolling_hash("春天".encode()) == int(shingle_hashes(keys, 2)[0][0])
    True
    """
    codes = np.frombuffer(shingle.decode("utf-8", "surrogatepass").encode("utf-32-le", "surrogatepass"), "<u4")
    return int(_roll(mix32(codes), len(codes), _BASE32)[0])


def sha1_hashes(keys: Keys, n: int) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Hash every run of n characters to the first 32 bits of the SHA-1 of its UTF-8, as datasketch does by default.

    Args and result as for `shingle_hashes`.
    """
    hashes: list[int] = []
    for number in range(len(keys)):
        key = keys.text(number)
        for start in range(len(key) - n + 1):
            digest = sha1(key[start : start + n].encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
            hashes.append(int.from_bytes(digest[:4], "little"))
    return np.array(hashes, np.uint32), bounds_of(np.maximum(keys.lengths - n + 1, 0))


def mix32(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Spread 32-bit integers evenly: the finalizer of MurmurHash3 (Appleby), a bijection."""
    mixed = values ^ (values >> np.uint32(16))
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed


def mix64(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread 64-bit integers evenly: the 64-bit finalizer of MurmurHash3 (Appleby), a bijection."""
    mixed = values ^ (values >> np.uint64(33))
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    mixed ^= mixed >> np.uint64(33)
    return mixed


def _roll(mixed: NDArray[Word], n: int, base: Word) -> NDArray[Word]:
    """Hash the n values from each position on, over the borders of keys too."""
    count = max(len(mixed) - n + 1, 0)
    rolled = mixed[:count].copy()
    for step in range(1, n):
        rolled *= base
        rolled += mixed[step : step + count]
    return rolled


def _within_keys(rolled: NDArray[Word], keys: Keys, n: int) -> tuple[NDArray[Word], NDArray[np.int64]]:
    """Leave out the runs that reach into the next key."""
    lengths = keys.lengths
    inside = np.ones(len(keys.codes), bool)
    steps = np.arange(1, n)
    inside[(keys.bounds[1:, None] - steps)[lengths[:, None] >= steps]] = False
    return rolled[inside[: len(rolled)]], bounds_of(np.maximum(lengths - n + 1, 0))
