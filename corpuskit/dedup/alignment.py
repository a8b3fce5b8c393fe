"""Containment: does the shorter text stand, as one piece, inside the longer one?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.numbers import NUMERALS

#: Blocks shorter than this are chance, not repetition.
SMALLEST_BLOCK = 4
#: At least one block must be this long.
LONGEST_BLOCK = 12
#: From the first to the last block, the longer text may take this much more room: what is scattered over it is no repetition.
STRETCH = 1.25
#: Texts of about the same length are compared by Jaccard similarity only.
CAPTION_RATIO = 0.9
#: The alignment takes time and memory with the square of this; longer texts are not held to be captions of others.
MAX_CHARS = 8000
# Small blocks this near to the aligned part belong to it: a date with another day is still the place of the date.
_NEAR = 3
_OCCURRENCES = 32
# Between two common blocks the shorter text may have this many characters of its own, or this part of its length.
_OWN_CHARS, _OWN_SHARE = 3, 0.1
# A difference this long inside a sentence is a slip, a longer one another wording.
_SLIP = 1

Block = tuple[int, int, int]
"""Where a block begins in the shorter and in the longer text, and its length."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the shingles of a text stand.

    Attributes:
        hashes: sorted, shape (n,).
        at: the position of each, shape (n,).
    """

    hashes: NDArray[np.uint64]
    at: NDArray[np.int64]

    @classmethod
    def of(cls, hashes: NDArray[np.uint64]) -> Places:
        """Sort the shingle hashes of a text."""
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], order)


@dataclass(frozen=True, slots=True)
class Inside:
    """How a text stands inside another one.

    Attributes:
        share: how much of the shorter text is covered by common blocks, 0 to 1.
        stretch: the part of the longer text, with whole numbers at both ends.
    """

    share: float
    stretch: str


def find_inside(shorter: str, longer: str, grams: NDArray[np.uint64], places: Places, share: float) -> Inside | None:
    """Find the shorter key inside the longer one.

    Args:
        shorter: a key of at most `MAX_CHARS` characters.
        longer: a key.
        grams: the shingle hashes of the shorter key, shape (n,).
        places: where the shingles of the longer key stand.
        share: the least part of the shorter key that must be covered.

    Returns:
        None if it does not stand there as one piece.
    """
    if len(shorter) > MAX_CHARS:
        return None
    region = _region(len(shorter), grams, places)
    if region is None:
        return None
    start, end = region
    blocks = _blocks(shorter, longer[start:end])
    large = [block for block in blocks if block[2] >= SMALLEST_BLOCK]
    first, last = _densest(large, STRETCH * len(shorter))
    chosen = large[first:last]
    covered = sum(block[2] for block in chosen) / len(shorter)
    if covered < share or max(block[2] for block in chosen) < LONGEST_BLOCK:
        return None
    if _scattered(chosen) or _says_something_else(blocks, chosen, len(shorter)) or _reworded(chosen, len(shorter)):
        return None
    left, right = _with_neighbours(blocks, chosen[0], chosen[-1])
    return Inside(covered, _whole_numbers(longer, start + left, start + right))


def _region(length: int, grams: NDArray[np.uint64], places: Places) -> tuple[int, int] | None:
    """Find the part of the longer text in which most shingles of the shorter one stand close together."""
    first = np.searchsorted(places.hashes, grams, side="left")
    count = np.minimum(np.searchsorted(places.hashes, grams, side="right") - first, _OCCURRENCES)
    if not count.any():
        return None
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    at = np.unique(places.at[np.repeat(first, count) + within])
    width = int(STRETCH * length)
    found = np.searchsorted(at, at + width, side="right") - np.arange(len(at))
    start = int(at[np.argmax(found)])
    return max(start - length // 2, 0), start + width + length // 2


def _blocks(shorter: str, region: str) -> list[Block]:
    """Align two texts by their longest common subsequence, and let each block grow as far as its own diagonal agrees."""
    from rapidfuzz.distance import LCSseq

    aligned = LCSseq.editops(shorter, region).as_matching_blocks()
    grown: list[Block] = []
    for block in aligned:
        a, b, size = block.a, block.b, block.size
        floor_a, floor_b = (grown[-1][0] + grown[-1][2], grown[-1][1] + grown[-1][2]) if grown else (0, 0)
        if a < floor_a or b < floor_b:  # swallowed, in part or whole, by the block before
            skip = max(floor_a - a, floor_b - b)
            a, b, size = a + skip, b + skip, size - skip
        if size <= 0:
            continue
        grown.append((a, b, _grown(shorter, region, (a, b, size))))
    return grown


def _grown(shorter: str, region: str, block: Block) -> int:
    a, b, size = block
    if size >= SMALLEST_BLOCK:
        limit = min(len(shorter) - a, len(region) - b)
        while size < limit and shorter[a + size] == region[b + size]:
            size += 1
    return size


def _densest(blocks: list[Block], width: float) -> tuple[int, int]:
    """Choose the run of blocks that covers most within this width of the longer text."""
    best, chosen, covered, first = 0, (0, 0), 0, 0
    for last, (_, b, size) in enumerate(blocks):
        covered += size
        while b + size - blocks[first][1] > width:
            covered -= blocks[first][2]
            first += 1
            if first > last:
                break
        if covered > best:
            best, chosen = covered, (first, last + 1)
    return chosen


def _scattered(blocks: list[Block]) -> bool:
    first, last = blocks[0], blocks[-1]
    return last[1] + last[2] - first[1] > STRETCH * (last[0] + last[2] - first[0])


def _says_something_else(blocks: list[Block], chosen: list[Block], length: int) -> bool:
    """Say whether the shorter text has words of its own between two common blocks, as a filled-in form has."""
    allowed = max(_OWN_CHARS, _OWN_SHARE * length)
    for left, right in pairwise(chosen):
        start, end = left[0] + left[2], right[0]
        if end - start > allowed:
            common = sum(size for a, _, size in blocks if start <= a < end and size > 1)  # single characters meet by chance
            if end - start - common > allowed:
                return True
    return False


def _reworded(chosen: list[Block], length: int) -> bool:
    """Say whether the shorter text has both an end of its own and other words inside: then it tells the same anew."""
    ends = length - (chosen[-1][0] + chosen[-1][2] - chosen[0][0])
    return ends > _OWN_SHARE * length and any(_gap(left, right) > _SLIP for left, right in pairwise(chosen))


def _with_neighbours(blocks: list[Block], first: Block, last: Block) -> tuple[int, int]:
    """Give the stretch of the longer text from the first to the last block, with small blocks that lie right beside it."""
    lower, upper = blocks.index(first), blocks.index(last)
    while lower > 0 and _gap(blocks[lower - 1], blocks[lower]) <= _NEAR:
        lower -= 1
    while upper < len(blocks) - 1 and _gap(blocks[upper], blocks[upper + 1]) <= _NEAR:
        upper += 1
    return blocks[lower][1], blocks[upper][1] + blocks[upper][2]


def _gap(left: Block, right: Block) -> int:
    return max(right[0] - left[0] - left[2], right[1] - left[1] - left[2])


def _whole_numbers(text: str, start: int, end: int) -> str:
    while start > 0 and text[start] in NUMERALS and text[start - 1] in NUMERALS:
        start -= 1
    while end < len(text) and text[end - 1] in NUMERALS and text[end] in NUMERALS:
        end += 1
    return text[start:end]
