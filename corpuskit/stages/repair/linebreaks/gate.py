"""Whether a text is hard-wrapped at all: the question that keeps poems, lists and ordinary paragraphs from being merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from corpuskit.stages.repair.linebreaks.marks import End, Start
from corpuskit.stages.repair.linebreaks.widths import WIDEST, is_full
from corpuskit.stages.repair.linebreaks.wrapped import Layout

_FEWEST_LINES = 6
_FEWEST_FULL = 4  # lines that fill the column,
_FULL = 0.1  # and of all lines
_MUCH_WIDER = 0.08  # of all lines, at most
_PARAGRAPH_ENDS = 0.01  # of all lines, at least: that end a sentence where the column is not full
_OPEN_WITHOUT_MARK = 0.45  # of the full lines, at least
_MARKS, _MARKS_PER_CELL = 0.3, 0.01  # sentence marks a line, at least; in narrow columns by the width
_STOPS_PER_LINE = 0.03
_MARKERS = 0.7  # of all lines, at most: with a number or a bullet
_ALIKE = 0.45  # of all lines, at most: with the same two characters at the beginning or at the end
_LONG = 0.6  # of the column; of the lines longer than that, and without a mark at the end,
_LONG_OPEN_FULL = 0.7  # so many are full

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
    # A character is one cell at least.
    enough = min(_MARKS * count, _MARKS_PER_CELL * sum(lengths))
    return stops + sum(map(text.count, _OTHER_MARKS)) >= enough and not _are_records(lines)


def _are_records(lines: Sequence[str]) -> bool:
    """Say whether many lines begin, or end, alike, as the entries of a register do."""
    for part in (slice(2), slice(-2, None)):
        most, count = Counter(line[part] for line in lines).most_common(1)[0]
        if most.isalnum() and count >= _FEWEST_FULL and count > _ALIKE * len(lines):
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
    enough = min(_MARKS, _MARKS_PER_CELL * bare.mean())
    if unmarked[full].mean() < _OPEN_WITHOUT_MARK or features.marks.mean() < enough:
        return False
    if ((features.start == Start.MARKER) | (features.start == Start.BULLET)).mean() > _MARKERS:
        return False
    long_open = unmarked & (taken >= _LONG * layout.widths[0])
    return bool(full[long_open].sum() >= _LONG_OPEN_FULL * long_open.sum())
