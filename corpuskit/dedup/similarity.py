"""Near duplicates: what counts as one, and the sketches by which they are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.folded import Part, fold
from corpuskit.dedup.minhash import band_keys, sign
from corpuskit.dedup.nested import Sets, band_parts, sign_sets
from corpuskit.dedup.protection import KINDS as PROTECTED
from corpuskit.dedup.protection import Kind
from corpuskit.dedup.shingles import shingle_hashes, wide_shingle_hashes
from corpuskit.dedup.winnowing import winnow

Arrays = Mapping[str, NDArray[Any]]

#: Kinds of links, the stronger reason first.
KINDS = ("exact", "jaccard", "containment")
EXACT, JACCARD, CONTAINMENT = range(len(KINDS))
#: As JACCARD, and the two texts differ in one place only, in a word or in a few characters: perhaps they are of one template.
SLOT, SMALL_SLOT = len(KINDS), len(KINDS) + 1
#: As SLOT, but the two are not similar enough: no repetition, but evidence of a template.
OTHER_SLOT = len(KINDS) + 2
EVIDENCE = frozenset({SLOT, SMALL_SLOT, OTHER_SLOT})

#: The lengths of shingles.
LONG, SHORT = 5, 3
Guarded = Literal["numbers", "template"] | Kind
#: All that can be protected.
GUARDED: tuple[Guarded, ...] = ("numbers", "template", *PROTECTED)
#: Pairs whose shorter text is below this are compared by 3-grams: one changed character costs five 5-grams.
SHORT_BELOW = 49
_NUM_PERM = 128
_BAND_RECALL = 0.998
_MOST_ROWS = 12
# Characters of which shingles and signatures are held at a time: their bands are far smaller.
_AT_A_TIME = 1 << 17


@dataclass(frozen=True, slots=True)
class Settings:
    """What counts as a repetition.

    Attributes:
        jaccard: the least Jaccard similarity of the sets of shingles.
        containment: the least part of a shorter text that stands inside a longer one; None: containment is not looked for.
        min_chars: what has fewer letters and digits is left alone; 0 for documents, of which none is protected.
        method: how pairs are found: `"minhash"`, or `"exact"`, which misses none and takes longer.
        protect: what stays although it repeats something; `"numbers"`: texts that differ in their figures;
            `"template"`: three and more that differ in one place.
    """

    jaccard: float = 0.8
    containment: float | None = 0.75
    min_chars: int = 20
    method: Literal["minhash", "exact"] = "minhash"
    protect: tuple[Guarded, ...] = GUARDED

    @property
    def whole_documents(self) -> bool:
        """Whether the units are documents."""
        return self.min_chars == 0

    @property
    def banding(self) -> tuple[int, int]:
        """The number of bands, and the rows in each: as many rows as still let pairs at the threshold meet.

        >>> Settings(0.8).banding, Settings(0.7).banding
        ((21, 6), (32, 4))
        """
        for rows in range(_MOST_ROWS, 1, -1):
            bands = _NUM_PERM // rows
            if 1 - (1 - self.jaccard**rows) ** bands >= _BAND_RECALL:
                return bands, rows
        return _NUM_PERM, 1

    @property
    def indexed(self) -> Mapping[int, tuple[int, int]]:
        """For each length of shingles, from and below which length of key a unit is looked for by them.

        >>> Settings(0.8).indexed[SHORT]
        (20, 64)
        """
        longest_partner = int(SHORT_BELOW / self.jaccard) + 3
        return {
            LONG: (max(self.min_chars, SHORT_BELOW), np.iinfo(np.int32).max),
            SHORT: (max(self.min_chars, SHORT), longest_partner),
        }


def sketch(texts: Sequence[str], settings: Settings) -> Arrays:
    """Sketch a batch of consecutive units.

    Returns:
        `length` (n,) and `key` (n,): of the key of each unit. `units_5`, `units_3` (m,): the units, numbered inside the batch,
        that are looked for by shingles of that length, and of each of them the band keys, `bands_5`, `bands_3` (m, bands), or
        for the exact method the hashes of all its shingles, `grams_5`, `grams_3` (total,), of which a key has
        `length - 5 + 1` or `length - 3 + 1`. If containment is looked for, `marks` (total,) with `mark_counts` (n,):
        fingerprints.
    """
    parts = [_sketch(some, settings) for some in _gathered(fold(texts))]
    first = 0
    for part in parts:
        for n in settings.indexed:
            part[f"units_{n}"] += np.int32(first)
        first += len(part["length"])
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _gathered(parts: Iterable[Part]) -> Iterator[Sequence[Part]]:
    some: list[Part] = []
    size = 0
    for part in parts:
        some.append(part)
        size += int(part.lengths.sum())
        if size >= _AT_A_TIME:
            yield some
            some, size = [], 0
    if some:
        yield some


def _sketch(folded: Sequence[Part], settings: Settings) -> dict[str, NDArray[Any]]:
    shingled = [_shingle(part, settings) for part in folded]
    names = [name for name in shingled[0] if not name.startswith("shingles_")]
    joined: dict[str, NDArray[Any]] = {name: np.concatenate([part[name] for part in shingled]) for name in names}
    lengths = joined["length"]
    for n, (first, below) in settings.indexed.items():
        joined[f"units_{n}"] = np.flatnonzero((lengths >= first) & (lengths < below)).astype(np.int32)
        if settings.method == "minhash":
            sets = [Sets(part[f"shingles_{n}"], _counts(part["length"], first, below, n)) for part in shingled]
            if n == LONG and first == SHORT_BELOW:  # so it is for documents, and for the paragraphs in them
                joined[f"bands_{n}"] = band_parts(folded, sets, first, n, settings.banding, _sign)
            else:
                joined[f"bands_{n}"] = band_keys(sign_sets(sets, _sign), *settings.banding)
    return joined


def _sign(hashes: NDArray[np.uint32], bounds: NDArray[np.int64]) -> NDArray[np.uint32]:
    # Each worker of a run would load the compiled loop, for a few hundredths of the time that a run takes.
    return sign(hashes, bounds, _NUM_PERM, compiled=False)


def _counts(lengths: NDArray[np.int32], first: int, below: int, n: int) -> NDArray[np.int64]:
    """Give how many shingles each of the keys has that are looked for by shingles of n characters."""
    return np.asarray(lengths[(lengths >= first) & (lengths < below)], np.int64) - n + 1


def _shingle(part: Part, settings: Settings) -> Arrays:
    keys, lengths = part.keys, part.lengths
    arrays: dict[str, NDArray[Any]] = {"length": lengths.astype(np.int32), "key": part.hashes}
    if settings.containment is not None:
        hashes, bounds = shingle_hashes(keys.select(lengths >= settings.min_chars), LONG)
        arrays["marks"], mark_bounds = winnow(hashes, bounds)
        arrays["mark_counts"] = np.diff(mark_bounds).astype(np.int32)
    for n, (first, below) in settings.indexed.items():
        inside = (lengths >= first) & (lengths < below)
        if settings.method == "exact":
            arrays[f"grams_{n}"] = wide_shingle_hashes(keys.select(inside), n)[0]
        elif n == LONG and settings.containment is not None:
            arrays[f"shingles_{n}"] = hashes[np.repeat(inside, np.diff(bounds))]
        else:
            arrays[f"shingles_{n}"] = shingle_hashes(keys.select(inside), n)[0]
    return arrays
