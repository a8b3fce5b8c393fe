"""Signatures of documents and of their paragraphs, without signing what they share twice.

The signature of a union of sets is the least of their signatures, slot by slot. So a document's follows from those of its long
paragraphs and of the rest: what stands in short ones and across their borders.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.folded import Part
from corpuskit.dedup.keys import bounds_of
from corpuskit.dedup.minhash import band_keys

Words = NDArray[np.uint32]
Sign = Callable[[Words, NDArray[np.int64]], Words]


class Sets(NamedTuple):
    """The sets of shingle hashes of those texts of a part that are to be signed, one after the other.

    Attributes:
        hashes: shape (total,).
        counts: how many hashes each set has, shape (sets,).
    """

    hashes: Words
    counts: NDArray[np.int64]


_NOTHING = Sets(np.empty(0, np.uint32), np.empty(0, np.int64))


def sign_sets(sets: Sequence[Sets], sign: Sign) -> Words:
    """Sign all sets of several parts; the result has a row for each."""
    return sign(np.concatenate([each.hashes for each in sets]), bounds_of(np.concatenate([each.counts for each in sets])))


def band_parts(parts: Sequence[Part], sets: Sequence[Sets], first: int, n: int, banding: tuple[int, int], sign: Sign) -> Words:
    """Sign the texts of several parts and give the keys of their bands.

    Those of the long paragraphs of documents are left with these paragraphs, and used when it is their turn.

    Args:
        parts: the texts.
        sets: for each part those of the texts whose keys have at least `first` characters.
        first: from which length on texts are signed, and paragraphs are long.
        n: the length of the shingles.
        banding: the number of bands, and of rows in each.
        sign: signs sets, given their hashes and bounds.

    Returns:
        A row for each set.
    """
    split = [_split(part, each, first, n, known=banding in part.bands) for part, each in zip(parts, sets, strict=True)]
    rows = sign_sets([some for long, rest, _ in split for some in (long, rest)], sign)
    bands: list[Words] = []
    at = 0
    for part, (long, rest, owners) in zip(parts, split, strict=True):
        border, end = at + len(long.counts), at + len(long.counts) + len(rest.counts)
        if banding in part.bands:
            bands.append(part.bands[banding])
        else:
            bands.append(band_keys(_with_least(rows[border:end], rows[at:border], owners), *banding))
        if part.inner is not None and part.inner.known:
            part.inner.part.bands[banding] = band_keys(rows[at:border], *banding)
        at = end
    return np.concatenate(bands)


def _split(part: Part, sets: Sets, first: int, n: int, *, known: bool) -> tuple[Sets, Sets, NDArray[np.int64]]:
    """Divide the hashes of documents into those of their long paragraphs, and the rest of each document.

    Returns:
        The sets of the long paragraphs, those of the documents, and to which of these each paragraph belongs; where no
        paragraphs are known, all is rest, and where the bands are known, there is nothing to sign.
    """
    inner = part.inner
    if known:
        return _NOTHING, _NOTHING, _NOTHING.counts
    if inner is None or not inner.known:
        return _NOTHING, sets, _NOTHING.counts
    lengths = inner.part.lengths
    long = np.flatnonzero(lengths >= first)
    document = np.repeat(np.arange(len(inner.counts)), inner.counts)[long]
    owners = (np.cumsum(part.lengths >= first) - 1)[document]
    counts = lengths[long] - n + 1
    at = inner.starts[long] - bounds_of(part.lengths)[document] + bounds_of(sets.counts)[owners]
    edges = np.concatenate(([0], np.stack([at, at + counts], axis=1).ravel(), [len(sets.hashes)]))
    inside = np.repeat(np.arange(len(edges) - 1) % 2 == 1, np.diff(edges))
    taken = np.zeros(len(sets.counts), np.int64)
    np.add.at(taken, owners, counts)
    return Sets(sets.hashes[inside], counts), Sets(sets.hashes[~inside], sets.counts - taken), owners


def _with_least(rows: Words, others: Words, owners: NDArray[np.int64]) -> Words:
    """Give signatures with the least of others, of which each belongs to one of them, ascending."""
    if not len(owners):
        return rows
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    having = owners[starts]
    rows = rows.copy()
    rows[having] = np.minimum(rows[having], np.minimum.reduceat(others, starts, axis=0))
    return rows
