"""Containment: does the shorter text stand, as one piece, inside the longer one?"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.numbers import NUMERALS
from corpuskit.dedup.stretches import ranges

#: Blocks shorter than this are chance, not repetition.
SMALLEST_BLOCK = 4
#: At least one block must be this long, or two with no more than a slip between them this long together.
LONGEST_BLOCK, LONGEST_WITH_SLIP = 12, 18
#: From the first to the last block, the longer text may take this much more room: what is scattered over it is no repetition.
STRETCH = 1.25
#: Texts of about the same length are compared by Jaccard similarity only.
CAPTION_RATIO = 0.9
# The alignment takes time and memory with the square of the length; longer texts are aligned by the shingles that they share.
_ALIGNED_CHARS = 4000
# Small blocks this near to the aligned part belong to it: a date with another day is still the place of the date.
_NEAR = 3
_SHINGLE = 5
_OCCURRENCES = 32
# Between two common blocks the shorter text may have this many characters of its own, or this part of its length.
_OWN_CHARS, _OWN_SHARE = 3, 0.1
# Words of this part of its length may stand for others.
_EXCHANGED_SHARE = 0.03
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
        shorter: a key.
        longer: a key.
        grams: the shingle hashes of the shorter key, shape (n,).
        places: where the shingles of the longer key stand.
        share: the least part of the shorter key that must be covered.

    Returns:
        None if it does not stand there as one piece.
    """
    region = _region(len(shorter), grams, places)
    if region is None:
        return None
    start, end = region
    if len(shorter) > _ALIGNED_CHARS:
        blocks = _blocks_of_anchors(shorter, longer[start:end], _anchors(grams, places, start, end))
    else:
        blocks = _blocks(shorter, longer[start:end])
    large = [block for block in blocks if block[2] >= SMALLEST_BLOCK]
    first, last = _densest(large, STRETCH * len(shorter))
    chosen = _with_ends(blocks, large[first:last])
    covered = sum(block[2] for block in chosen) / len(shorter)
    if covered < share or not _has_long_run(chosen):
        return None
    if _scattered(chosen) or _says_something_else(blocks, chosen, len(shorter)) or _reworded(chosen, len(shorter)):
        return None
    return Inside(covered, _stretch(shorter, longer, start, _with_neighbours(shorter, blocks, chosen[0], chosen[-1])))


def _region(length: int, grams: NDArray[np.uint64], places: Places) -> tuple[int, int] | None:
    """Find the part of the longer text in which most shingles of the shorter one stand close together."""
    grams = np.sort(grams)  # neighbours are looked up much faster
    first = places.hashes.searchsorted(grams, side="left")
    last = places.hashes.searchsorted(grams, side="right")
    known = last > first
    first, last = first[known], last[known]
    if not len(first):
        return None
    count = np.minimum(last - first, _OCCURRENCES)
    at = places.at[first if count.max() == 1 else ranges(first, count)]
    at.sort()
    fresh = np.ones(len(at), bool)
    np.not_equal(at[1:], at[:-1], out=fresh[1:])
    at = at[fresh]
    width = int(STRETCH * length)
    found = at.searchsorted(at + width, side="right") - np.arange(len(at))
    start = int(at[np.argmax(found)])
    return max(start - length // 2, 0), start + width + length // 2


def _anchors(grams: NDArray[np.uint64], places: Places, start: int, end: int) -> NDArray[np.int64]:
    """Give where the shingles stand that the region of the longer text has once only, in both texts, shape (n, 2)."""
    inside = (places.at >= start) & (places.at < end)
    hashes, at = places.hashes[inside], places.at[inside] - start
    new = np.ones(len(hashes) + 1, bool)
    new[1:-1] = hashes[1:] != hashes[:-1]
    once = new[1:] & new[:-1]
    hashes, at = hashes[once], at[once]
    where = np.minimum(np.searchsorted(hashes, grams), max(len(hashes) - 1, 0))
    known = np.flatnonzero(hashes[where] == grams) if len(hashes) else where[:0]
    return np.stack([known, at[where[known]]], axis=1)


def _blocks_of_anchors(shorter: str, region: str, anchors: NDArray[np.int64]) -> list[Block]:
    """Join anchors that lie on one diagonal to blocks, and keep the longest row of blocks that ascends in both texts."""
    if not len(anchors):
        return []
    runs = np.flatnonzero(np.any(np.diff(anchors, axis=0, prepend=-2) != 1, axis=1))
    lengths = np.diff(np.append(runs, len(anchors))) + _SHINGLE - 1
    ends: list[int] = []  # the last block of the best row of each length, by where it begins in the longer text
    tails: list[int] = []
    before: list[int] = []
    starts = anchors[runs].tolist()
    for number, (_, b) in enumerate(starts):
        place = bisect_left(ends, b)
        before.append(tails[place - 1] if place else -1)
        ends[place : place + 1], tails[place : place + 1] = [b], [number]
    chain = []
    number = tails[-1]
    while number >= 0:
        chain.append(number)
        number = before[number]
    return _grow_all(shorter, region, [(*starts[number], int(lengths[number])) for number in reversed(chain)])


def _blocks(shorter: str, region: str) -> list[Block]:
    """Align two texts by their longest common subsequence."""
    from rapidfuzz.distance import LCSseq

    aligned = LCSseq.editops(shorter, region).as_matching_blocks()
    return _grow_all(shorter, region, [(block.a, block.b, block.size) for block in aligned])


def _grow_all(shorter: str, region: str, blocks: list[Block]) -> list[Block]:
    """Let each block grow as far as its own diagonal agrees."""
    grown: list[Block] = []
    for a, b, size in blocks:
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


def _with_ends(blocks: list[Block], chosen: list[Block]) -> list[Block]:
    """Add the short block that a slip close to an end of the text has cut off."""
    if not chosen:
        return chosen
    before, behind = blocks[: blocks.index(chosen[0])][-1:], blocks[blocks.index(chosen[-1]) + 1 :][:1]
    before = [block for block in before if block[2] > 1 and _gap(block, chosen[0]) <= _SLIP]
    behind = [block for block in behind if block[2] > 1 and _gap(chosen[-1], block) <= _SLIP]
    return [*before, *chosen, *behind]


def _has_long_run(blocks: list[Block]) -> bool:
    if any(block[2] >= LONGEST_BLOCK for block in blocks):
        return True
    return any(left[2] + right[2] >= LONGEST_WITH_SLIP and _gap(left, right) <= _SLIP for left, right in pairwise(blocks))


def _scattered(blocks: list[Block]) -> bool:
    first, last = blocks[0], blocks[-1]
    return last[1] + last[2] - first[1] > STRETCH * (last[0] + last[2] - first[0])


def _says_something_else(blocks: list[Block], chosen: list[Block], length: int) -> bool:
    """Say whether the shorter text has words of its own between two common blocks, as a filled-in form has.

    Where the longer text has other words in their place, a few characters are enough.
    """
    allowed = max(_OWN_CHARS, _OWN_SHARE * length)
    exchanged = max(_SLIP, _EXCHANGED_SHARE * length)
    for left, right in pairwise(chosen):
        start, end = left[0] + left[2], right[0]
        own, others = end - start, right[1] - left[1] - left[2]
        if own > allowed or min(own, others) > exchanged:
            inside = [size for a, _, size in blocks if start <= a < end]
            if own - sum(size for size in inside if size > 1) > allowed:  # single characters meet by chance
                return True
            if min(own, others) - sum(inside) > exchanged:
                return True
    return False


def _reworded(chosen: list[Block], length: int) -> bool:
    """Say whether the shorter text has both an end of its own and other words inside: then it tells the same anew."""
    ends = length - (chosen[-1][0] + chosen[-1][2] - chosen[0][0])
    return ends > _OWN_SHARE * length and any(_gap(left, right) > _SLIP for left, right in pairwise(chosen))


def _with_neighbours(shorter: str, blocks: list[Block], first: Block, last: Block) -> tuple[Block, Block]:
    """Give the first and the last block after taking in small blocks that lie right beside them."""
    lower, upper = blocks.index(first), blocks.index(last)
    while lower > 0 and _gap(blocks[lower - 1], blocks[lower]) <= _NEAR:
        if _is_chance(shorter, blocks[lower - 1], blocks[lower]):
            break
        lower -= 1
    while upper < len(blocks) - 1 and _gap(blocks[upper], blocks[upper + 1]) <= _NEAR:
        if _is_chance(shorter, blocks[upper + 1], blocks[upper]):
            break
        upper += 1
    return blocks[lower], blocks[upper]


def _is_chance(shorter: str, block: Block, neighbour: Block) -> bool:
    """Say whether a block is one digit of numbers that stand in different places: they need not be compared."""
    return block[2] == 1 and shorter[block[0]] in NUMERALS and block[0] - block[1] != neighbour[0] - neighbour[1]


def _gap(left: Block, right: Block) -> int:
    return max(right[0] - left[0] - left[2], right[1] - left[1] - left[2])


def _stretch(shorter: str, longer: str, start: int, ends: tuple[Block, Block]) -> str:
    """Cut the stretch of the longer text from the first to the last block, with the numbers that stand for others beside it."""
    (a, left, _), (last, right, size) = ends
    before, left = a - 1, start + left
    behind, right = last + size, start + right + size
    while before >= 0 and left > 0 and shorter[before] == longer[left - 1]:  # the alignment may have taken it from elsewhere
        before, left = before - 1, left - 1
    if before >= 0 and left > 0 and shorter[before] in NUMERALS and longer[left - 1] in NUMERALS:
        left -= 1
    if behind < len(shorter) and right < len(longer) and shorter[behind] in NUMERALS and longer[right] in NUMERALS:
        right += 1
    return _whole_numbers(longer, left, right)


def _whole_numbers(text: str, start: int, end: int) -> str:
    while start > 0 and text[start] in NUMERALS and text[start - 1] in NUMERALS:
        start -= 1
    while end < len(text) and text[end - 1] in NUMERALS and text[end] in NUMERALS:
        end += 1
    return text[start:end]
