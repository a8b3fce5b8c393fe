"""Stretches of a wrapped text that are not wrapped: verse, lists, tables, or paragraphs that stand on one line each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import TWO, constant
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
_FOUR = constant(4)
_EDGE = 9.0  # each time that such a stretch begins or ends


def _evidence(end: End, *, joined: bool, full: bool) -> float:
    if joined:
        return (_JOINED[end] if full else _SHORT_BUT_JOINED) or -_DOUBT
    return _OPEN_AND_SHORT if not full and end in (End.NONE, End.COMMA, End.OPENER, End.HYPHEN) else -_DOUBT


_EVIDENCE = np.array(
    [_evidence(end, joined=joined, full=full) for end in End for joined in (False, True) for full in (False, True)]
)


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
    evidence = _EVIDENCE.take((ends * _FOUR + joined * TWO) + full)
    if np.count_nonzero(wide):
        evidence[wide] = _WIDE
    written = np.zeros(len(ends), np.bool_)
    if _most(evidence) < _EDGE:  # no stretch has evidence enough
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


def _most(evidence: NDArray[np.float64]) -> float:
    """Add up the evidence of the stretch that has most of it."""
    sums = np.zeros(len(evidence) + 1)
    evidence.cumsum(out=sums[1:])
    return float((sums - np.minimum.accumulate(sums)).max())
