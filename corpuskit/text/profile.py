"""One look at a text for everything that is counted in it: the properties of its characters, by line.

Stages that stand next to each other measure the same text: the profile of the last one is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.properties import Property, character_classes

# Lines are counted in blocks of about so many characters, so that memory does not grow with the text.
_BLOCK = 1 << 16
# Larger products would be shared out among threads, which costs more than it brings, most of all in several workers.
_PIECE = 128


class Profile:
    """What is counted in a text.

    Attributes:
        text: the text.
        code_points: shape (length,), uint32.
        classes: shape (length,), uint8: the class of each code point.
        starts: shape (number of lines,), int64: where each line begins.
        ends: shape (number of lines,), int64: where each line ends, without its line feed.
        lines: shape (number of lines, number of properties), float64: how often each property occurs in each line.
        total: how often each property occurs in the text, one number for each.

    >>> profile = Profile("国家图书馆\\nABC。")
    >>> profile.lines[:, Property.HAN].tolist(), profile.total[Property.LATIN]
    ([5.0, 0.0], 3)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.code_points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        of, properties = character_classes()
        self.classes = of.take(self.code_points)
        breaks = (self.code_points == ord("\n")).nonzero()[0]
        self.starts = np.zeros(len(breaks) + 1, np.int64)
        np.add(breaks, 1, out=self.starts[1:])
        self.ends = np.full(len(breaks) + 1, len(text))
        self.ends[:-1] = breaks
        self.lines = self._count(properties)
        self.total: list[int] = [int(count) for count in self.lines.sum(axis=0).tolist()]

    def _count(self, properties: NDArray[np.float64]) -> NDArray[np.float64]:
        lines = np.empty((len(self.starts), properties.shape[1]))
        first = 0
        for block in self._blocks(len(properties)):
            for piece in range(0, len(block), _PIECE):
                counts = block[piece : piece + _PIECE]
                np.matmul(counts, properties, out=lines[first : first + len(counts)])
                first += len(counts)
        return lines

    def _blocks(self, number: int) -> Iterator[NDArray[np.float64]]:
        """Give how often each class occurs in each line, for one block of lines after the other."""
        cuts = [0, len(self.starts)]
        if len(self.text) > _BLOCK:
            wanted = np.searchsorted(self.starts, np.arange(0, len(self.text), _BLOCK))
            cuts = sorted({*cuts, *wanted.tolist()})
        for first, after in pairwise(cuts):
            lengths = self.ends[first:after] - self.starts[first:after] + 1  # each with its line feed
            classes = self.classes[self.starts[first] : self.ends[after - 1] + 1]
            place = np.repeat(np.arange(after - first) * number, lengths)[: len(classes)]
            place += classes
            counts = np.bincount(place, minlength=(after - first) * number)
            yield counts.reshape(after - first, number).astype(np.float64)

    def column(self, prop: Property) -> NDArray[np.float64]:
        """Give how often a property occurs in each line. Shape (number of lines,)."""
        counts: NDArray[np.float64] = self.lines[:, prop]
        return counts

    def sum_of(self, *properties: Property) -> NDArray[np.float64] | float:
        """Give the columns of these properties added up, 0.0 if none of them occurs in the text."""
        return sum((self.column(prop) for prop in properties if self.total[prop]), 0.0)

    @staticmethod
    @cache
    def has(prop: Property) -> NDArray[np.bool_]:
        """Say for each class whether it has a property. Shape (number of classes,)."""
        return character_classes().properties[:, prop] > 0


_last: Profile | None = None


def profile_of(text: str) -> Profile:
    """Give the profile of a text; that of the text asked for last is not made again.

    >>> text = "同一个文本"
    >>> profile_of(text) is profile_of(text)
    True
    """
    global _last  # noqa: PLW0603 - one text is remembered; what is remembered changes no result
    known = _last
    if known is None or known.text is not text:
        _last = known = Profile(text)
    return known
