"""Whether a text is hard-wrapped at all: the question that keeps poems, lists and ordinary paragraphs from being merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from corpuskit.stages.repair.linebreaks.marks import End, Start
from corpuskit.stages.repair.linebreaks.widths import WIDEST, is_full
from corpuskit.stages.repair.linebreaks.wrapped import Layout

_FEWEST_LINES = 6
_FEWEST_FULL = 4
_FULL = 0.1
_OPEN_WITHOUT_MARK = 0.45
_MARKS = 0.3
_STOPS_PER_LINE = 0.03
_ALIKE = 0.35
_MUCH_WIDER = 0.08
_PARAGRAPH_ENDS = 0.01
_MARKERS = 0.5
_LONG = 0.6
_LONG_OPEN_FULL = 0.7

_STOPS = "。！？.!?"
_OTHER_MARKS = "，,、；;"
_CLOSING_MARKS = frozenset("。．！？!?.：；:;，,、”’」』）)》】\"'…—")


def may_be_wrapped(text: str, lines: Sequence[str]) -> bool:
    """Say cheaply whether a closer look is worth it: what fails here could not pass `is_wrapped`.

    Args:
        text: the text.
        lines: its lines that are not blank, without the blanks around them.
    """
    count = len(lines)
    if count < _FEWEST_LINES:
        return False
    long = [line for line in lines if len(line) > WIDEST // 2 + 8]
    if len(long) > _MUCH_WIDER * count and sum(map(_is_very_wide, long)) > _MUCH_WIDER * count:
        return False
    # In wrapped text most of the longest lines end in the middle of a sentence.
    lengths = sorted(map(len, lines))
    limit = 0.75 * lengths[int(0.9 * count)]
    longest = [line[-1] not in _CLOSING_MARKS for line in lines if len(line) >= limit]
    if sum(longest) < 0.15 * len(longest):
        return False
    stops = sum(map(text.count, _STOPS))
    if stops < _STOPS_PER_LINE * count:
        return False
    return stops + sum(map(text.count, _OTHER_MARKS)) >= _MARKS * count and not _are_records(lines)


def _are_records(lines: Sequence[str]) -> bool:
    """Say whether many lines begin, or end, with the same character, as the entries of a register do."""
    for place in (0, -1):
        most = Counter(line[place] for line in lines).most_common(1)[0]
        if most[0].isalnum() and most[1] >= _FEWEST_FULL and most[1] > _ALIKE * len(lines):
            return True
    return False


def _is_very_wide(line: str) -> bool:
    """Say whether a line of more than 88 characters is wider than any column; ten of its characters tell."""
    return len(line) > WIDEST + 8 or sum(character > "\u2e7f" for character in line[8:88:8]) >= 8


def is_wrapped(layout: Layout) -> bool:
    """Say whether lines were broken where the column was full, and not where the writer ended them."""
    features = layout.features
    count = len(features)
    if count < _FEWEST_LINES:
        return False
    bare = features.width + features.indent
    taken = bare + layout.offset * np.append(True, layout.breaks[:-1])
    full = np.zeros(count, np.bool_)
    for width in layout.widths:
        full |= is_full(features, taken, width) | is_full(features, bare, width)
    if full.sum() < _FEWEST_FULL or full.mean() < _FULL or (taken > max(layout.widths) + 8).mean() > _MUCH_WIDER:
        return False
    # Paragraphs end in the middle of a column: where no line does, these are entries of one length, or the beginnings of texts.
    closed = (features.end == End.TERMINAL) | (features.end == End.SPOKEN) | (features.end == End.SEMI)
    if (closed & ~full).sum() < max(1, _PARAGRAPH_ENDS * count):
        return False
    # Lines that writers end themselves mostly end with a mark, or there are no marks in them at all.
    unmarked = (features.end == End.NONE) | (features.end == End.HYPHEN)
    if unmarked[full].mean() < _OPEN_WITHOUT_MARK or features.marks.mean() < _MARKS:
        return False
    if ((features.start == Start.MARKER) | (features.start == Start.BULLET)).mean() > _MARKERS:
        return False
    long_open = unmarked & (taken >= _LONG * layout.widths[0])
    return bool(full[long_open].sum() >= _LONG_OPEN_FULL * long_open.sum())
