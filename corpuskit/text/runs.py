"""Stretches of paragraphs that have one label."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: So many are told: a text that changes more often is no text in several parts.
MOST_RUNS = 100


class Run(NamedTuple):
    """A stretch: what its paragraphs are, the number of the first one, from 0, and how many there are."""

    label: int
    first: int
    paragraphs: int


def runs_of(labels: NDArray[np.int64], telling: NDArray[np.bool_]) -> list[Run]:
    """Give the stretches of paragraphs in one label, at most `MOST_RUNS`; nothing where all that tells something is the same.

    Args:
        labels: shape (paragraphs,).
        telling: shape (paragraphs,): which of them tell anything; the others belong to the stretch before them.

    >>> runs_of(np.array([2, 0, 2, 1]), np.array([True, False, True, True]))
    [Run(label=2, first=0, paragraphs=3), Run(label=1, first=3, paragraphs=1)]
    """
    places = telling.nonzero()[0]
    told = labels[places]
    changes = (told[1:] != told[:-1]).nonzero()[0] + 1
    if not len(changes):
        return []
    first = places[np.append(0, changes)]
    lengths = np.diff(first, append=len(labels))
    found = zip(labels[first].tolist(), first.tolist(), lengths.tolist(), strict=True)
    return [Run(*each) for each in list(found)[:MOST_RUNS]]
