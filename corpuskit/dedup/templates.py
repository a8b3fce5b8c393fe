"""Texts made from one template: form letters, notices, price lists that differ in one place and mean different things.

Two texts that differ in one word may be two versions of one text. Three of which each differs from each other in one and the
same place are a form that was filled in three times, and all of them stay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.buckets import code
from corpuskit.dedup.differences import Difference, difference
from corpuskit.dedup.runs import UNLIMITED, Room
from corpuskit.dedup.similarity import JACCARD, OTHER_SLOT, SLOT, SMALL_SLOT
from corpuskit.dedup.stretches import cuts, ranges
from corpuskit.dedup.survivors import Links, choose

# What is filled in has at most this many characters.
_LONGEST_FILLER = 24
# Two words share at most this part of their characters; two changes close to each other leave what is between them.
_COMMON = 0.25
# A slip, or two names that share a character, have at most this many.
_SMALL = 4
# A word that is filled in several times: how often at most, and how many characters behind it must be the same.
_MOST_PLACES, _ANCHOR = 8, 4
_WEDGES_AT_A_TIME = 1_000_000


def kind_of_change(one: str, other: str, where: Difference | None = None) -> int:
    """Say how two different keys differ.

    Args:
        one: a key.
        other: a key.
        where: they differ, if that is known by now.

    Returns:
        `SLOT` if each has a word of its own in one place, or in several places the same word; `SMALL_SLOT` if they differ in a
        few characters in one place, which may be a slip or another name; else `JACCARD`.

    >>> def kind(name: str, other: str) -> int:
    ...     return kind_of_change(f"请{name}同学到校领取{name}的证书", f"请{other}同学到校领取{other}的证书")
    >>> kind("王芳", "欧阳明") == SLOT, kind_of_change("请王芳同学到校", "请李芳同学到校") == SMALL_SLOT
    (True, True)
    """
    if abs(len(one) - len(other)) > _MOST_PLACES * _LONGEST_FILLER:
        return JACCARD
    where = where or difference(one, other)
    fillers = where.of(one), where.of(other)
    longest = max(map(len, fillers))
    if longest <= _LONGEST_FILLER and _are_words_of_their_own(*fillers):
        return SLOT
    if longest > _SMALL:
        return SLOT if _same_word_everywhere(*fillers) else JACCARD
    return SMALL_SLOT


def _are_words_of_their_own(one: str, other: str) -> bool:
    fewer = min(len(one), len(other))
    if fewer < 2:
        return False
    common = set(one).intersection(other)  # none in most words
    return sum(min(one.count(each), other.count(each)) for each in common) <= _COMMON * fewer


def _same_word_everywhere(one: str, other: str) -> bool:
    """Say whether one text becomes the other when the word that it begins with is exchanged in all places."""
    for length in range(1, _LONGEST_FILLER + 1):
        at = other.find(one[length : length + _ANCHOR], 1, _LONGEST_FILLER + _ANCHOR)
        if at > 0:
            word, another = one[:length], other[:at]
            return one.replace(word, another) == other and _are_words_of_their_own(word, another)
    return False


def choose_but_keep_templates(
    links: Links,
    sizes: NDArray[np.signedinteger[Any]],
    first: int = 0,
    room: Room = UNLIMITED,
) -> Links:
    """Choose who stays, as `choose` does, and let the texts of a template stay.

    Links of the kinds `SLOT` and `SMALL_SLOT` count as `JACCARD`, unless they belong to three units of which each has such a
    link to both others, at most one of them small, and none goes for another reason; so the same is found when this is done
    again with the units that stay. Those of the kind `OTHER_SLOT` only help to see it.
    """
    slots = np.flatnonzero(np.asarray(links.kind) >= SLOT)
    if not len(slots):
        return choose(links, sizes, first, room)
    kind = np.array(links.kind)
    large, other = kind[slots] != SMALL_SLOT, kind[slots] == OTHER_SLOT
    kind[slots] = JACCARD
    links = replace(links, kind=kind)
    pairs = np.stack([links.lesser[slots], links.greater[slots]], axis=1)
    template = in_triangles(pairs, large)
    while True:
        counts = np.ones(len(kind), bool)
        counts[slots[template | other]] = False
        chosen = choose(links if counts.all() else _select(links, counts), sizes, first, room)
        there = ~np.isin(pairs, chosen.lesser).any(axis=1)
        confirmed = np.zeros(len(pairs), bool)
        confirmed[there] = in_triangles(pairs[there], large[there])
        gone = template & ~there
        if not np.any(template & there & ~confirmed):
            return chosen
        template &= confirmed | gone


def in_triangles(pairs: NDArray[np.int64], large: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which of these pairs lie in a triangle of which at least two sides are large.

    Each unit looks at the pairs among its partners that have at least as many partners as itself (Chiba and Nishizeki,
    "Arboricity and subgraph listing algorithms", 1985), so a unit with very many partners costs little.

    Args:
        pairs: shape (n, 2), each pair of units once, in any order.
        large: shape (n,).

    Returns:
        Shape (n,).

    >>> in_triangles(np.array([[0, 1], [1, 2], [2, 0], [2, 3]]), np.array([True, True, False, True])).tolist()
    [True, True, True, False]
    """
    units, where = np.unique(pairs, return_inverse=True)
    ends = where.reshape(pairs.shape)
    degree = np.bincount(ends.ravel(), minlength=len(units))
    rank = np.empty(len(units), np.int64)
    rank[np.argsort(degree, kind="stable")] = np.arange(len(units))
    ends = np.sort(rank[ends], axis=1)
    coded = code(ends[:, 0], ends[:, 1])
    order = np.argsort(coded, kind="stable")
    coded, ends, large = coded[order], ends[order], large[order].astype(np.int8)
    last = np.searchsorted(ends[:, 0], ends[:, 0], side="right")
    found = np.zeros(len(pairs), bool)
    counts = last - np.arange(len(pairs)) - 1
    for part in cuts(counts, _WEDGES_AT_A_TIME):
        left = np.repeat(np.arange(len(pairs))[part], counts[part])
        right = ranges(np.arange(len(pairs))[part] + 1, counts[part])
        closing = code(ends[left, 1], ends[right, 1])
        at = np.minimum(np.searchsorted(coded, closing), len(coded) - 1)
        closed = (coded[at] == closing) & (large[left] + large[right] + large[at] >= 2)
        for side in (left, right, at):
            found[side[closed]] = True
    result = np.empty(len(pairs), bool)
    result[order] = found
    return result


def _select(links: Links, wanted: NDArray[np.bool_]) -> Links:
    return Links(links.lesser[wanted], links.greater[wanted], links.score[wanted], links.kind[wanted])
