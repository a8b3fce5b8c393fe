"""Which of the units that repeat each other stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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


def choose(links: Links, sizes: NDArray[np.int64]) -> Links:
    """Choose who stays, so that each unit that goes has a link of its own to one that stays.

    The units are looked at from the longest to the shortest, the earlier first among equals; a unit goes if it has a link to
    one that has been kept. Nothing hangs on a chain of similarities. A link counts for all units with the same key.

    Args:
        links: in any order.
        sizes: the length of each unit, shape (number of units,).

    Returns:
        One link for each unit that goes, by the number of the unit.
    """
    twin = _twins(links)
    reasons: dict[int, list[tuple[int, float, int]]] = {}
    for lesser, greater, score, kind in zip(*(part.tolist() for part in _parts(links)), strict=True):
        if kind != SAME_KEY:
            lesser, greater = twin.get(lesser, lesser), twin.get(greater, greater)
        reasons.setdefault(lesser, []).append((kind, -score, greater))
    gone: dict[int, tuple[int, float, int]] = {}
    for unit in sorted(reasons, key=lambda unit: (-int(sizes[unit]), unit)):
        kept = [reason for reason in reasons[unit] if reason[2] not in gone]
        if kept:
            gone[unit] = min(kept)
    for unit, first in twin.items():
        if unit != first and first in gone:
            gone[unit] = gone[first]
    return _links(gone)


def _twins(links: Links) -> dict[int, int]:
    """Map each unit that shares its key with others to the one among them that would stay."""
    same = links.kind == SAME_KEY
    first: dict[int, int] = {}
    for lesser, greater in sorted(zip(links.lesser[same].tolist(), links.greater[same].tolist(), strict=True)):
        first[lesser] = min(first.get(lesser, greater), greater)
    return first


def _parts(links: Links) -> Sequence[NDArray[np.generic]]:
    return links.lesser, links.greater, links.score, links.kind


def _links(gone: dict[int, tuple[int, float, int]]) -> Links:
    units = sorted(gone)
    return Links(
        np.array(units, np.int64),
        np.array([gone[unit][2] for unit in units], np.int64),
        np.array([-gone[unit][1] for unit in units], np.float64),
        np.array([gone[unit][0] for unit in units], np.uint8),
    )
