"""The signing loop compiled by Numba (the extra `fast`): the same signatures bit for bit, about ten times as fast as NumPy.

Whether it is used is decided here alone: where Numba is installed and a process signs so much that loading it pays. It takes
some 120 MB of memory a process; the environment variable NUMBA_DISABLE_JIT=1 switches it off.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]
Kernel = Callable[[Words, NDArray[np.int64], Words, Words], Words]

# Loading takes 0.4 s; NumPy signs some 16 million shingles at 128 slots in that time. What has signed this many will sign more.
_WORTH_LOADING = 4_000_000


@dataclass(slots=True)
class _Meter:
    shingles: int = 0


_signed = _Meter()


def signing_kernel(shingles: int) -> Kernel | None:
    """Give the compiled loop if it is to be used for the next batch, None if NumPy is.

    Args:
        shingles: how many shingles the batch has.
    """
    _signed.shingles += shingles
    return compiled_sign() if _signed.shingles >= _WORTH_LOADING or compiled_sign.cache_info().currsize else None


@cache
def compiled_sign() -> Kernel | None:
    """Compile the loop, or load it from Numba's cache on disk; None if Numba is not there or told not to compile."""
    if find_spec("numba") is None or os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return None
    try:
        numba: Any = import_module("numba")
    except ImportError:  # it refuses a NumPy that it does not know
        return None
    if numba.config.DISABLE_JIT:
        return None
    try:
        return _compile(numba, cached=True)
    except RuntimeError:  # no folder to keep the compiled code in
        return _compile(numba, cached=False)


def _compile(numba: Any, *, cached: bool) -> Kernel:
    signature = numba.uint32[:, ::1](numba.uint32[::1], numba.int64[::1], numba.uint32[::1], numba.uint32[::1])
    kernel: Kernel = numba.njit(signature, cache=cached, nogil=True)(_sign)
    return kernel


def _sign(mixed: Words, bounds: NDArray[np.int64], factors: Words, terms: Words) -> Words:
    """Take the least of `factor * h + term` over each set, slot by slot.

    Four hashes go through all slots at a time: the slots are read and written a quarter as often, and the inner loop becomes
    vector instructions. Every operation is on 32 bits: left to itself, Numba widens sums and products to 64.
    """
    slots = len(factors)
    signed = np.full((len(bounds) - 1, slots), 0xFFFFFFFF, np.uint32)
    for number in range(len(bounds) - 1):
        least = signed[number]
        at, end = bounds[number], bounds[number + 1]
        while at + 4 <= end:
            h0, h1, h2, h3 = mixed[at], mixed[at + 1], mixed[at + 2], mixed[at + 3]
            for slot in range(slots):
                factor, term = factors[slot], terms[slot]
                v0 = min(np.uint32(np.uint32(h0 * factor) + term), np.uint32(np.uint32(h1 * factor) + term))
                v1 = min(np.uint32(np.uint32(h2 * factor) + term), np.uint32(np.uint32(h3 * factor) + term))
                least[slot] = min(least[slot], v0, v1)
            at += 4
        while at < end:
            for slot in range(slots):
                value = np.uint32(np.uint32(mixed[at] * factors[slot]) + terms[slot])
                least[slot] = min(least[slot], value)
            at += 1
    return signed
