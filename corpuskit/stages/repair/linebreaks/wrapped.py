"""Explain hard-wrapped text: in which columns it stood, with which indents, and where its paragraphs end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.costs import costs_in_columns, costs_of_marks, has_indents
from corpuskit.stages.repair.linebreaks.decode import decode
from corpuskit.stages.repair.linebreaks.features import Features
from corpuskit.stages.repair.linebreaks.widths import column_widths, full_first_lines

_GAIN = 0.5  # a line, by which a special explanation must be better
_GOOD = 1.2  # costs per line that need no other explanation

_OFFSETS = (0, 4, 2)


@dataclass(frozen=True, slots=True)
class Layout:
    """How n wrapped lines are best explained.

    Attributes:
        widths: of the columns, in cells.
        offset: the width of the indents that were lost.
        features: of the lines, as they are seen under this explanation.
        cost: the lower, the better.
        breaks: an array of shape (n,): whether a paragraph ends with the line.
    """

    widths: Sequence[int]
    offset: int
    features: Features
    cost: float
    breaks: NDArray[np.bool_]

    @property
    def is_good(self) -> bool:
        """Whether there is no need to look for another explanation."""
        return self.cost <= _GOOD * len(self.features)


def cheaper(special: Layout | None, common: Layout | None) -> Layout | None:
    """Choose between two explanations; the more special one has to be clearly better."""
    if special is None or common is None:
        return special or common
    return special if special.cost < common.cost - _GAIN * len(common.features) else common


def find_layout(features: Features) -> Layout | None:
    """Find the cheapest explanation of lines as wrapped text.

    Returns:
        None where no column width explains several lines.
    """
    exact = _explain(features, elastic=False)
    if (exact is not None and exact.is_good) or (features.first == 2).mean() <= 0.5:
        return exact
    stretched = replace(features, hang=np.maximum(features.hang, features.squeeze), need=features.need + 2)
    return cheaper(_explain(stretched, elastic=True), exact)


def _explain(features: Features, *, elastic: bool) -> Layout | None:
    indented = has_indents(features)
    of_marks = costs_of_marks(features, indented=indented)
    best = None
    for offset, widths in [(0, column_widths(features)[0][0])] if indented else _likely_offsets(features):
        if widths:
            cost, breaks = decode(costs_in_columns(features, np.array(widths), offset, of_marks, elastic=elastic))
            if best is None or cost < best.cost:
                best = Layout(widths, offset, features, cost, breaks)
    return best


def _likely_offsets(features: Features) -> list[tuple[int, list[int]]]:
    """Find the widths of lost indents that may explain the lines, each with the widths of the columns."""
    candidates = column_widths(features, _OFFSETS)
    most = max(votes for _, votes in candidates)
    first = [widths[0] if widths else 0 for widths, _ in candidates]
    # Where the columns are the same, lines after a closed sentence tell: most of them are full with the right offset only.
    full = full_first_lines(features, first, _OFFSETS)
    return [
        (offset, widths)
        for offset, (widths, votes), width, count in zip(_OFFSETS, candidates, first, full, strict=True)
        if votes >= 0.8 * most and all(count >= 0.5 * other for other, others in zip(full, first, strict=True) if others == width)
    ]
