"""An index as a run sees it: the corpus that was there before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.index.segment import Entry, Segment
from corpuskit.dedup.postings import Arrays


@dataclass(frozen=True)
class IndexReference:
    """The units of one sort in an index, in the state in which it was opened: what is added later is not seen.

    Attributes:
        folder: of the index.
        unit: `"document"` or `"paragraph"`.
        entries: its segments.
        state: names that state.
        hold: what keeps others from clearing files away; it stays in the process that opened the index.
    """

    folder: Path
    unit: str
    entries: tuple[Entry, ...]
    state: str
    hold: Any = None

    def __reduce__(self) -> tuple[type[IndexReference], tuple[Any, ...]]:
        return IndexReference, (self.folder, self.unit, self.entries, self.state)

    @cached_property
    def sketches(self) -> Sequence[Arrays]:
        """The sketches of the segments."""
        return [segment.sketch(self.unit) for segment in self.segments]

    @cached_property
    def alive(self) -> NDArray[np.bool_]:
        """Which units stand in documents that were not taken out, shape (number of units,)."""
        parts = [np.empty(0, bool)]
        for segment in self.segments:
            if segment.entry.gone:
                parts.append(~segment.removed()[segment.owners(self.unit)])
            else:
                parts.append(np.ones(segment.entry.units[self.unit], bool))
        return np.concatenate(parts)

    @property
    def texts(self) -> Sequence[str]:
        """The units."""
        return _Texts(self)

    def owner(self, unit: int) -> str:
        """Give the id of the document that a unit is, or stands in."""
        segment, number = self.find(unit)
        return segment.document_id(segment.unit(self.unit, number)[0])

    @cached_property
    def segments(self) -> Sequence[Segment]:
        """The segments, ready to be read."""
        return [Segment(self.folder, entry) for entry in self.entries]

    @cached_property
    def bounds(self) -> NDArray[np.int64]:
        """The units of segment i have the numbers from `bounds[i]` to below `bounds[i + 1]`."""
        return np.cumsum([0, *(entry.units[self.unit] for entry in self.entries)])

    def find(self, unit: int) -> tuple[Segment, int]:
        """Give the segment of a unit, and its number there."""
        at = int(np.searchsorted(self.bounds, unit, side="right")) - 1
        return self.segments[at], unit - int(self.bounds[at])


class _Texts(Sequence[str]):
    def __init__(self, reference: IndexReference) -> None:
        self._reference = reference

    def __len__(self) -> int:
        return int(self._reference.bounds[-1])

    def __getitem__(self, index: Any) -> Any:
        segment, number = self._reference.find(int(index))
        return segment.unit(self._reference.unit, number)[1]
