"""Stretches of a wrapped text that are not wrapped: verse, lists, tables, or paragraphs that stand on one line each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.marks import End

# How much likelier a line is among lines that writers ended themselves than in a column, as a logarithm: where the decoder
# joined it to the next line, and it fills the column; and where it did not join it, and the column had room.
_JOINED: dict[int, float] = {
    End.NONE: -3.0,
    End.COMMA: -2.0,
    End.SEMI: 0.0,
    End.TERMINAL: 2.0,
    End.OPENER: -4.0,
    End.BRACKET: 0.0,
    End.TRAIL: 0.0,
    End.SPOKEN: 2.0,
    End.CREDIT: 4.0,
    End.HYPHEN: -4.0,
}
_OPEN_AND_SHORT = 1.0
_SHORT_BUT_JOINED = 4.5
_WIDE = 5.0
_DOUBT = 0.1  # what says nothing belongs to the column beside it
_EDGE = 9.0  # each time that such a stretch begins or ends

_OF_JOINED = np.array([_JOINED[end] for end in End])
_OPEN = np.array([end in (End.NONE, End.COMMA, End.OPENER, End.HYPHEN) for end in End])


def written_lines(
    ends: NDArray[np.int64], joined: NDArray[np.bool_], full: NDArray[np.bool_], wide: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Find the stretches of lines that writers ended themselves, by the likeliest sequence of two states.

    Args:
        ends: shape (n,): how each line ends, an `End`.
        joined: shape (n,): whether the decoder took the next line for its continuation.
        full: shape (n,): whether it fills a column.
        wide: shape (n,): whether it is wider than any column.

    Returns:
        An array of shape (n,), True in such stretches.
    """
    evidence = np.where(
        joined, np.where(full, _OF_JOINED[ends], _SHORT_BUT_JOINED), np.where(_OPEN[ends] & ~full, _OPEN_AND_SHORT, 0.0)
    )
    evidence[evidence == 0.0] = -_DOUBT
    evidence[wide] = _WIDE
    written = np.zeros(len(ends), np.bool_)
    sums = np.concatenate(([0.0], np.cumsum(evidence)))
    if (sums - np.minimum.accumulate(sums)).max() < _EDGE:  # no stretch has evidence enough
        return written
    column, outside = 0.0, -_EDGE  # the best scores of a sequence that ends in a column, and outside of one
    stayed_out, stayed_in = [], []
    for value in evidence.tolist():
        stayed_out.append(outside >= column - _EDGE)
        stayed_in.append(column >= outside - _EDGE)
        column, outside = max(column, outside - _EDGE), max(outside, column - _EDGE) + value
    is_outside = outside > column
    for place in range(len(ends) - 1, -1, -1):
        written[place] = is_outside
        is_outside = stayed_out[place] if is_outside else not stayed_in[place]
    return written
