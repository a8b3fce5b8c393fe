"""How much of a text repeats itself: word n-grams found by sorting hashes, without a segmentation into words.

In Chinese, Japanese and Korean a word counts as two characters; in alphabets words are words. An n-gram is looked for only
where the shorter ones inside it are repeated, so that texts that repeat nothing cost one sort.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.profile import Profile
from corpuskit.text.properties import Property

#: The n of the n-grams of which the most frequent one counts, and of those of which each repetition counts.
TOP = (2, 3, 4)
DUPLICATE = (5, 6, 7, 8, 9, 10)
_FACTORS = tuple(np.uint64(factor) for factor in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_SHIFT = np.uint64(29)
_WORD = lazy_pattern(r"\w+")
_LETTERS_PER_HAN = 4
_MOST_CHARACTERS = 1 << 20  # of a longer text, so many at the beginning tell: memory must not grow with the text
_FEW = 64  # so many places are followed faster one by one than as arrays
_SPARSE, _MOST_BITS = 1, 20  # keys are counted in so many times (as a power of two) as many places as there are, or in so many


class _Grams(NamedTuple):
    """N-grams that occur more than once.

    Attributes:
        places: where each occurrence begins, in units; occurrences of the same n-gram stand together, in order of the text.
        again: which of them repeat the one before.
    """

    places: NDArray[np.int64]
    again: NDArray[np.bool_]


def repeated_ngrams(profile: Profile) -> dict[int, float]:
    """Give the share of the characters that are in repeated n-grams.

    Punctuation, symbols and white space do not count. For n of 2 to 4 it is the share of the characters in the occurrences of
    the most frequent n-gram, of several the first; for n of 5 to 10 that of the characters in n-grams that the text had before:
    what could be taken out. Overlapping characters count once; where nothing is repeated it is 0. Of texts longer than a
    million characters the beginning is looked at.
    Source: the repetition rules of Gopher, arXiv 2112.11446, table A1, with words of two characters.

    Returns:
        The share for each n.

    >>> from corpuskit.text.profile import Profile
    >>> shares = repeated_ngrams(Profile("明天下午三点在南门集合出发。明天下午三点在南门集合出发！"))
    >>> shares[5], round(shares[2], 2)
    (0.5, 0.31)
    """
    units, offsets, width = _units(profile)
    shares = dict.fromkeys((*TOP, *DUPLICATE), 0.0)
    shortest = TOP[0] * width
    if len(units) <= shortest:
        return shares
    keys = _first_keys(units, shortest)
    places = _places_in_doubt(keys)
    keys = keys[places]
    for n in (*TOP, *DUPLICATE):
        grams = _repeated(keys, places, len(units))
        if len(grams.places) <= _FEW:
            shares.update(_few_repeated(grams, n, units, offsets, width))
            break
        counted = _most_frequent(grams) if n in TOP else np.sort(grams.places[grams.again])
        shares[n] = _covered(counted, offsets, n * width) / (len(units) if offsets is None else float(offsets[-1]))
        if n < DUPLICATE[-1]:
            keys, places = _longer(keys, places, grams, width)
    return shares


def _few_repeated(
    grams: _Grams, first: int, units: NDArray[np.uint32], offsets: NDArray[np.int64] | None, width: int
) -> dict[int, float]:
    """Give the shares from the n of these few n-grams on, splitting each group of equal ones by how they go on."""
    starts = [*(~grams.again).nonzero()[0].tolist(), len(grams.places)]
    places = grams.places.tolist()
    groups = [places[start:end] for start, end in pairwise(starts)]
    raw, size, ends = units.tobytes(), units.itemsize, range(len(units) + 1) if offsets is None else offsets.tolist()
    shares: dict[int, float] = {}
    for n in range(first, DUPLICATE[-1] + 1):
        if not groups:
            break
        counted = max(groups, key=_times_then_place) if n in TOP else sorted(place for group in groups for place in group[1:])
        shares[n] = _covered_by_few(counted, ends, n * width) / ends[-1]
        start, end = size * n * width, size * (n + 1) * width
        longer: list[list[int]] = []
        for group in groups:
            if (
                len(group) == 2
                and raw[size * group[0] + start : size * group[0] + end] != raw[size * group[1] + start : size * group[1] + end]
            ):
                continue  # by far the most
            split: dict[bytes, list[int]] = {}
            for place in group:
                split.setdefault(raw[size * place + start : size * place + end], []).append(place)
            longer += [part for rest, part in split.items() if len(part) > 1 and len(rest) == end - start]
        groups = longer
    return shares


def _times_then_place(group: Sequence[int]) -> tuple[int, int]:
    return len(group), -group[0]


def _units(profile: Profile) -> tuple[NDArray[np.uint32], NDArray[np.int64] | None, int]:
    """Give what n-grams are made of: characters, or the numbers of words.

    Returns:
        The units, shape (n,); how many characters stand before each and in all, shape (n + 1,), None where units are characters;
        how many make up a word.
    """
    total = profile.total
    east_asian = sum(total[each] for each in (Property.HAN, Property.KANA, Property.NO, Property.HANGUL))
    if total[Property.LATIN] > _LETTERS_PER_HAN * east_asian:
        words = _WORD.findall(profile.text[:_MOST_CHARACTERS].lower())
        numbers: dict[str, int] = {}
        units = np.array([numbers.setdefault(word, len(numbers)) for word in words], np.uint32)
        return units, np.cumsum([0, *map(len, words)]), 1
    kept = profile.code_points[:_MOST_CHARACTERS][_content().take(profile.classes[:_MOST_CHARACTERS])]
    return kept, None, 2


@cache
def _content() -> NDArray[np.bool_]:
    """Say which classes of characters n-grams are made of. Shape (number of classes,)."""
    has = Profile.has
    return has(Property.VISIBLE) & ~has(Property.PUNCTUATION) & ~has(Property.SYMBOL)


def _first_keys(units: NDArray[np.uint32], length: int) -> NDArray[np.uint64]:
    """Give a number for each n-gram of two or four units; its high bits tell the n-gram, except by the rarest chance."""
    pairs = np.empty(len(units) - 1, np.uint64)
    for first in (0, 1):
        half = pairs[first::2]
        half[:] = units[first : first + 2 * len(half)].view(np.uint64)
    pairs ^= pairs >> _SHIFT
    keys = pairs[: len(units) - length + 1] * _FACTORS[0]
    if length > 2:
        keys += pairs[2:] * _FACTORS[1]
    return keys


def _places_in_doubt(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Leave out, by a count of their highest bits, most of the places whose key no other has: sorting takes longer."""
    bits = min(len(keys).bit_length() + _SPARSE, _MOST_BITS)
    slots = (keys >> np.uint64(64 - bits)).view(np.int64)
    return (np.bincount(slots).take(slots) > 1).nonzero()[0]


def _repeated(keys: NDArray[np.uint64], places: NDArray[np.int64], size: int) -> _Grams:
    """Find the places whose key others have too. The place takes the low bits of the key, so that one quick sort does it."""
    bits = np.uint64(size.bit_length())
    low = (np.uint64(1) << bits) - np.uint64(1)
    ordered = (keys & ~low) | places.astype(np.uint64)
    ordered.sort()
    same = ((ordered[1:] ^ ordered[:-1]) >> bits) == 0
    found = same.nonzero()[0]
    if not len(found):
        return _Grams(np.empty(0, np.int64), np.empty(0, bool))
    member = np.zeros(len(ordered), bool)
    member[found] = True
    member[found + 1] = True
    again = np.zeros(len(ordered), bool)
    again[1:] = same
    return _Grams((ordered[member] & low).astype(np.int64), again[member])


def _most_frequent(grams: _Grams) -> NDArray[np.int64]:
    """Give the places of the n-gram that occurs most often, ascending; of several, the one that occurs first."""
    starts = (~grams.again).nonzero()[0]
    times = np.append(starts[1:], len(grams.places)) - starts
    most = starts[times == times.max()]
    start = most[grams.places[most].argmin()]
    return grams.places[start : start + times.max()]


def _covered(places: NDArray[np.int64], offsets: NDArray[np.int64] | None, length: int) -> int:
    """Count the characters in n-grams at these ascending places, those of overlapping ones once."""
    starts, ends = places, places + length
    if offsets is not None:
        starts, ends = offsets[starts], offsets[ends]
    overlaps = ends[:-1] - starts[1:]
    return int((ends - starts).sum() - overlaps[overlaps > 0].sum())


def _covered_by_few(places: Sequence[int], offsets: Sequence[int], length: int) -> int:
    covered, end = 0, 0
    for place in places:
        start, end = max(offsets[place], end), offsets[place + length]
        covered += end - start
    return covered


def _longer(
    keys: NDArray[np.uint64], places: NDArray[np.int64], grams: _Grams, width: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Give the n-grams of one word more whose first and last n words are repeated."""
    repeated = np.sort(grams.places)
    values = keys[np.searchsorted(places, repeated)]
    next_ = np.searchsorted(repeated, repeated + width)
    next_[next_ == len(repeated)] = 0
    follows = repeated[next_] == repeated + width
    first, second = values[follows], values[next_[follows]]
    return _joined(first, second), repeated[follows]


def _joined(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Give the keys of n-grams of one word more from those of their first and of their last n words."""
    return (first ^ (first >> _SHIFT)) * _FACTORS[1] + second * _FACTORS[2]
