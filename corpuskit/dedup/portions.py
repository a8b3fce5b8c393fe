"""Pairs in portions whose texts fit into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Characters of the texts of one portion; what is computed for them takes some 40 times as many bytes.
_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Portion:
    """Some pairs, and the texts they are about.

    Attributes:
        pairs: shape (n, 2): numbers into `texts` and `units`.
        units: the number of each text in the corpus, shape (m,).
        texts: m texts.
    """

    pairs: NDArray[np.int64]
    units: NDArray[np.int64]
    texts: Sequence[str]


def portions(pairs: NDArray[np.int64], texts: Sequence[str]) -> Iterator[Portion]:
    """Cut pairs into portions. Pairs with the same longer text come together, so that a very long one is not handled often.

    Args:
        pairs: shape (n, 2), numbers into `texts`.
        texts: the texts by number.
    """
    ordered = _by_longer(pairs, texts)
    held: dict[int, str] = {}
    first = size = largest = 0
    for number, (one, other) in enumerate(ordered.tolist()):
        if one in held and other in held:
            continue
        for unit in (one, other):
            if unit not in held:
                held[unit] = text = texts[unit]
                size += len(text)
                largest = max(largest, len(text))
        if size - largest >= _CHARACTERS:
            yield _portion(ordered[first : number + 1], held)
            held, first, size, largest = {}, number + 1, 0, 0
    if first < len(ordered):
        yield _portion(ordered[first:], held)


def _by_longer(pairs: NDArray[np.int64], texts: Sequence[str]) -> NDArray[np.int64]:
    units, where = np.unique(pairs, return_inverse=True)
    lengths = np.array([len(texts[unit]) for unit in units.tolist()], np.int64)[where.reshape(pairs.shape)]
    longer = np.where(lengths[:, 0] >= lengths[:, 1], pairs[:, 0], pairs[:, 1])
    return pairs[np.argsort(longer, kind="stable")]


def _portion(pairs: NDArray[np.int64], held: dict[int, str]) -> Portion:
    units = np.array(sorted(held), np.int64)
    return Portion(np.searchsorted(units, pairs), units, [held[unit] for unit in units.tolist()])
