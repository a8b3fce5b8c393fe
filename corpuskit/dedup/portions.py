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
    """Cut pairs into portions, in order; in each a text is fetched once.

    Args:
        pairs: shape (n, 2), numbers into `texts`.
        texts: the texts by number.
    """
    held: dict[int, str] = {}
    first = size = 0
    for number, pair in enumerate(pairs.tolist()):
        for unit in pair:
            if unit not in held:
                held[unit] = texts[unit]
                size += len(held[unit])
        if size >= _CHARACTERS:
            yield _portion(pairs[first : number + 1], held)
            held, first, size = {}, number + 1, 0
    if first < len(pairs):
        yield _portion(pairs[first:], held)


def _portion(pairs: NDArray[np.int64], held: dict[int, str]) -> Portion:
    units = np.array(sorted(held), np.int64)
    return Portion(np.searchsorted(units, pairs), units, [held[unit] for unit in units.tolist()])
