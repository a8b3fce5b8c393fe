"""Which of the units that repeat each other stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.buckets import code
from corpuskit.dedup.postings import keys_of, units_of
from corpuskit.dedup.runs import UNLIMITED, Room

# Links looked at together; sorting them and going through them takes so many bytes for each.
_LINKS_AT_A_TIME, _LINK_BYTES = 1_000_000, 300


@dataclass(frozen=True, slots=True)
class Links:
    """Verified repetitions.

    Attributes:
        lesser: the unit that would go, shape (n,), int64.
        greater: the unit that would stay, shape (n,), int64.
        score: shape (n,), float64, 0 to 1.
        kind: shape (n,), uint8; a smaller number is the stronger reason, 0 means that both have the same key.
    """

    lesser: NDArray[np.int64]
    greater: NDArray[np.int64]
    score: NDArray[np.float64]
    kind: NDArray[np.uint8]


SAME_KEY = 0


def choose(links: Links, sizes: NDArray[np.signedinteger[Any]], first: int = 0, room: Room = UNLIMITED) -> Links:
    """Choose who stays, so that each unit that goes has a link of its own to one that stays.

    The units are looked at from the longest to the shortest, the earlier first among equals; a unit goes if it has a link to
    one that has been kept. Nothing hangs on a chain of similarities. A link counts for all units with the same key.

    Args:
        links: in any order.
        sizes: the length of each unit, shape (number of units,).
        first: units before this number are of an earlier corpus: all of them stay, and they are never the lesser.
        room: what this may take, over some 30 bytes for each unit.

    Returns:
        One link for each unit that goes, by the number of the unit.
    """
    twin = _twins(links, len(sizes))
    # The reason for which each unit goes: the number of a link.
    reason = np.full(len(sizes), -1, np.int64)
    gone = bytearray(len(sizes))
    for numbers, lesser, greater in _by_rank(links, sizes, twin, first, room):
        done = -1
        for number, unit, other in zip(numbers.tolist(), lesser.tolist(), greater.tolist(), strict=True):
            if unit != done and not gone[other]:
                reason[unit], gone[unit], done = number, 1, unit
    whole = np.flatnonzero(twin != np.arange(len(twin)))
    followers = whole[reason[twin[whole]] >= 0]  # units go for the reason for which the first with their key goes
    reason[followers] = reason[twin[followers]]
    removed = np.flatnonzero(reason >= 0)
    why = reason[removed]
    kind = np.asarray(links.kind[why])
    kept = np.asarray(links.greater[why])
    return Links(removed, np.where(kind == SAME_KEY, kept, twin[kept]), np.asarray(links.score[why]), kind)


def _twins(links: Links, units: int) -> NDArray[np.int64]:
    """Map each unit that shares its key with others to the one among them that stays, every other unit to itself."""
    twin = np.arange(units)
    same = np.flatnonzero(links.kind == SAME_KEY)
    np.minimum.at(twin, links.lesser[same], links.greater[same])
    return twin


def _by_rank(
    links: Links, sizes: NDArray[np.signedinteger[Any]], twin: NDArray[np.int64], first: int, room: Room
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Give links in the order of the units that would go, for each of these the best reason first.

    Yields:
        Numbers of links, and their two units, represented by the first with the same key where the keys differ.
    """
    rank = np.empty(len(sizes), np.uint32)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes), dtype=np.uint32)
    at_a_time = room.share(_LINK_BYTES, _LINKS_AT_A_TIME)
    ordered = room.spill()
    for start in range(0, len(links.kind), at_a_time):
        lesser, _ = _represented(links, np.arange(start, min(start + at_a_time, len(links.kind))), twin)
        numbers = np.flatnonzero(lesser >= first) + start
        ordered.add(np.sort(code(rank[lesser[numbers - start]].astype(np.int64), numbers)))
    last: NDArray[np.uint64] = np.empty(0, np.uint64)
    for part, _ in ordered.merged(at_a_time):
        part = np.concatenate([last, part])
        cut = int(np.searchsorted(part, part[-1] & np.uint64(0xFFFFFFFF00000000)))
        last = part[cut:]  # the links of the last unit may go on in the next part
        yield _ranked(links, part[:cut], twin)
    yield _ranked(links, last, twin)


def _ranked(
    links: Links, part: NDArray[np.uint64], twin: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    numbers = units_of(part)
    lesser, greater = _represented(links, numbers, twin)
    order = np.lexsort((greater, -links.score[numbers], links.kind[numbers], keys_of(part)))
    return numbers[order], lesser[order], greater[order]


def _represented(
    links: Links, numbers: NDArray[np.int64], twin: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lesser, greater = np.asarray(links.lesser[numbers]), np.asarray(links.greater[numbers])
    same = links.kind[numbers] == SAME_KEY
    return np.where(same, lesser, twin[lesser]), np.where(same, greater, twin[greater])
