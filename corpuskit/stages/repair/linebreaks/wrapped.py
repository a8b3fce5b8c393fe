"""Explain hard-wrapped text: in which columns it stood, with which indents, and where its paragraphs end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.costs import costs_in_columns, costs_of_marks, has_indents
from corpuskit.stages.repair.linebreaks.decode import decode, decode_several
from corpuskit.stages.repair.linebreaks.features import Features
from corpuskit.stages.repair.linebreaks.widths import Votes

_GAIN = 0.5  # a line, by which a special explanation must be better
_GOOD = 1.2  # costs per line that need no other explanation

_WON = 0.04  # votes a line that a column gains, at least, where the typesetter stretched and squeezed lines to fill it
# Times the cost of the best guess: with a second width, another one may be better. In columns of several widths the cost in one
# of them tells little: a column that narrows is like a lost indent. There, a guess farther off is taken if it explains all.
_CLOSE, _CLOSE_IF_SEVERAL = 1.05, 2.0
_OFFSETS, _NOTHING_LOST = (0, 4, 2), (0,)  # cells that were lost of an indent, perhaps


class Layout(NamedTuple):
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
        return self.cost <= _GOOD * len(self.features.width)


def cheaper(special: Layout | None, common: Layout | None) -> Layout | None:
    """Choose between two explanations; the more special one has to be clearly better."""
    if special is None or common is None:
        return special or common
    return special if special.cost < common.cost - _GAIN * len(common.features.width) else common


def find_layout(features: Features) -> Layout | None:
    """Find the cheapest explanation of lines as wrapped text.

    Returns:
        None where no column width explains several lines.
    """
    indented = has_indents(features)
    offsets = _NOTHING_LOST if indented else _OFFSETS
    votes = Votes(features, offsets)
    exact = _explain(features, votes, indented=indented, elastic=False)
    count = len(features.width)
    if (exact is not None and exact.is_good) or np.count_nonzero(features.first == 2) <= 0.5 * count:
        return exact
    stretched = features._replace(hang=np.maximum(features.hang, features.squeeze), need=features.need + 2)
    of_stretched = Votes(stretched, offsets)
    if of_stretched.most - votes.most < _WON * count:
        return exact
    return cheaper(_explain(stretched, of_stretched, indented=indented, elastic=True), exact)


def _explain(features: Features, votes: Votes, *, indented: bool, elastic: bool) -> Layout | None:
    found = votes.columns()
    if not found:
        return None
    of_marks = costs_of_marks(features, indented=indented)
    widths, offsets = [columns.width for columns in found], [columns.offset for columns in found]
    totals, breaks = decode(costs_in_columns(features, widths, offsets, of_marks, elastic=elastic))
    best: Layout | None = None
    cheapest = min(totals)
    for number in sorted(range(len(found)), key=totals.__getitem__):
        (offset, width), total, row = found[number], totals[number], breaks[number]
        is_close = total <= _CLOSE * cheapest
        if not is_close and (best is None or len(best.widths) == 1 or total > _CLOSE_IF_SEVERAL * cheapest):
            break
        several = votes.widths(offset, width)
        if len(several) > 1:
            costs = costs_in_columns(features, several, [offset] * len(several), of_marks, elastic=elastic)
            total, row = decode_several(costs)
        layout = Layout(several, offset, features, total, row)
        if best is None or (layout.cost < best.cost and (is_close or layout.is_good)):
            best = layout
    return best
