"""Sketches made ready for grouping: which units have a key, as sorted lists that only need to be merged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.buckets import Coded, code, sort_distinct

Arrays = Mapping[str, NDArray[Any]]

_UNIT = np.uint64(0xFFFFFFFF)
_KEY = np.uint64(32)


def prepare(sketch: Arrays) -> Arrays:
    """Replace what a sketch has by unit with what it has by key; the rest stays as it is.

    Args:
        sketch: of a batch; `bands_n` (m, bands) with `units_n` (m,), `marks` (total,) with `mark_counts` (units,).

    Returns:
        Instead of these: `postings_n` (bands, m), each row sorted, and `mark_postings`, sorted and without repetitions; a
        posting is the key in the upper and the unit in the lower 32 bits. `mark_counts` leaves repetitions out.
    """
    if not any(name == "marks" or name.startswith("bands_") for name in sketch):
        return sketch
    ready = {}
    for name, array in sketch.items():
        if name.startswith("bands_"):
            n = name.removeprefix("bands_")
            ready[f"postings_{n}"] = np.sort(code(np.ascontiguousarray(array.T), sketch[f"units_{n}"].astype(np.int64)), axis=1)
        elif name == "marks":
            counts = sketch["mark_counts"]
            postings = sort_distinct(code(array, np.repeat(np.arange(len(counts)), counts)))
            ready["mark_postings"] = postings
            ready["mark_counts"] = np.bincount(units_of(postings), minlength=len(counts)).astype(np.int32)
        elif name != "mark_counts" and f"bands_{name.removeprefix('units_')}" not in sketch:
            ready[name] = array
    return ready


def units_of(postings: Coded) -> NDArray[np.int64]:
    """Give the units of postings."""
    return (postings & _UNIT).astype(np.int64)


def keys_of(postings: Coded) -> NDArray[np.uint32]:
    """Give the keys of postings."""
    return (postings >> _KEY).astype(np.uint32)
