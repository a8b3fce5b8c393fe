"""Lines that stand in many documents at the same place, as what a site puts around each of its pages.

How often a line recurs says little by itself: headings, refrains and short replies recur, too. What a template puts there stands
at the same distance from the beginning or from the end of most documents. (Boilerplate by document frequency: Pomikálek,
"Removing Boilerplate and Duplicate Content from Web Corpora", 2011; by position: Gibson, Wellner and Lubar, "Adaptive Web-page
Content Identification", 2007.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.runs import UNLIMITED, Room

Numbers = NDArray[np.int64]

# So many pairs are looked at together, and so many bytes each of them takes.
_PAIRS_AT_A_TIME, _PAIR_BYTES = 1_000_000, 200
# A first line recurs as the title of many a document; that of a template does in neighbouring documents.
_NEIGHBOUR, _LEAST_NEIGHBOURS = 3, 0.5


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the recurrence of a line must be like.

    Attributes:
        min_documents: in how many documents it stands at least.
        edge: how many paragraphs from the beginning or the end of a document count as its edge; None: all of it does.
        regularity: in what share of these documents it must stand at one and the same distance from the beginning, or from
            the end.
    """

    min_documents: int
    edge: int | None
    regularity: float


def recurring(pairs: Numbers, documents: Numbers, pattern: Pattern, room: Room = UNLIMITED) -> Numbers:
    """Choose the pairs of equal lines that recur by a pattern.

    Args:
        pairs: shape (n, 2): the first of equal lines and a later one, sorted.
        documents: the number of the document of each line, ascending, shape (number of lines,).
        pattern: what their recurrence must be like.
        room: what this may take; with a folder, the result is in a file there.

    Returns:
        Shape (m, 2), sorted: the pairs whose later line may go.
    """
    chosen = (
        _choose(part, known, documents, pattern) for part, known in _parts(pairs, room.share(_PAIR_BYTES, _PAIRS_AT_A_TIME))
    )
    if room.folder is None:
        return np.concatenate([np.empty((0, 2), np.int64), *chosen])
    path = room.folder / "recurring"
    with path.open("wb") as file:
        for part in chosen:
            file.write(np.ascontiguousarray(part).tobytes())
    return np.memmap(path, np.int64, "r").reshape(-1, 2) if path.stat().st_size else np.empty((0, 2), np.int64)


def _parts(pairs: Numbers, size: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Cut pairs between groups of equal lines; of a group too large for one part, the beginning stands for all of it.

    Yields:
        Some pairs, and the pairs to judge them by.
    """
    start = 0
    while start < len(pairs):
        part = np.asarray(pairs[start : start + size])
        stop = start + len(part)
        if stop < len(pairs):
            cut = int(np.searchsorted(part[:, 0], part[-1, 0]))
            if cut:
                part, stop = part[:cut], start + cut
            else:
                yield from _large_group(pairs, part, start)
                stop = start + int(np.searchsorted(pairs[start:, 0], part[0, 0], "right"))
                part = part[:0]
        if len(part):
            yield part, part
        start = stop


def _large_group(pairs: Numbers, beginning: Numbers, start: int) -> Iterator[tuple[Numbers, Numbers]]:
    size = len(beginning)
    stop = start + int(np.searchsorted(pairs[start:, 0], beginning[0, 0], "right"))
    for place in range(start, stop, size):
        yield np.asarray(pairs[place : min(place + size, stop)]), beginning


def _choose(part: Numbers, known: Numbers, documents: Numbers, pattern: Pattern) -> Numbers:
    firsts = _recurring_lines(known, documents, pattern)
    wanted = np.isin(part[:, 0], firsts)
    if pattern.edge is not None:
        head, tail = _distances(part[:, 1], documents)
        wanted &= np.minimum(head, tail) < pattern.edge
    return part[wanted]


def _recurring_lines(pairs: Numbers, documents: Numbers, pattern: Pattern) -> Numbers:
    """Give the first line of each group that recurs by the pattern."""
    firsts, group = np.unique(pairs[:, 0], return_inverse=True)
    lines = np.concatenate([firsts, pairs[:, 1]])
    groups = np.concatenate([np.arange(len(firsts)), group.reshape(-1)])
    order = np.lexsort((lines, groups))
    lines, groups = lines[order], groups[order]
    head, tail = _distances(lines, documents)
    if pattern.edge is not None:
        at_edge = np.minimum(head, tail) < pattern.edge
        lines, groups, head, tail = lines[at_edge], groups[at_edge], head[at_edge], tail[at_edge]
    owner = documents[lines]
    fresh = np.ones(len(lines), bool)  # the first time in its document
    fresh[1:] = (owner[1:] != owner[:-1]) | (groups[1:] != groups[:-1])
    owner, groups, head, tail = owner[fresh], groups[fresh], head[fresh], tail[fresh]
    frequency = np.bincount(groups, minlength=len(firsts))
    from_head, from_tail = _most_frequent(groups, head, len(firsts)), _most_frequent(groups, tail, len(firsts))
    regular = np.maximum(from_head, from_tail) >= np.maximum(frequency * pattern.regularity, 1)
    titles = _most_frequent(groups[head == 0], head[head == 0], len(firsts)) * 2 > frequency
    near = np.zeros(len(groups), bool)
    near[1:] = (groups[1:] == groups[:-1]) & (owner[1:] - owner[:-1] <= _NEIGHBOUR)
    together = np.bincount(groups[near], minlength=len(firsts)) >= (frequency - 1) * _LEAST_NEIGHBOURS
    return np.asarray(firsts[(frequency >= pattern.min_documents) & regular & (together | ~titles)])


def _distances(lines: Numbers, documents: Numbers) -> tuple[Numbers, Numbers]:
    """Give how many lines stand before each in its document, and how many after it."""
    owner = documents[lines]
    starts, ends = np.searchsorted(documents, owner), np.searchsorted(documents, owner, "right")
    return lines - starts, ends - 1 - lines


def _most_frequent(groups: Numbers, values: Numbers, count: int) -> Numbers:
    """Give for each of `count` groups how often its most frequent value occurs."""
    found = np.zeros(count, np.int64)
    if len(groups):
        order = np.lexsort((values, groups))
        ordered, of_group = values[order], groups[order]
        starts = np.flatnonzero(np.concatenate(([True], (ordered[1:] != ordered[:-1]) | (of_group[1:] != of_group[:-1]))))
        np.maximum.at(found, of_group[starts], np.diff(np.concatenate((starts, [len(ordered)]))))
    return found
