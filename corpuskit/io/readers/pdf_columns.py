"""Columns of a PDF page whose lines were written across: pdfium then gives the halves of two sentences as one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

_FEWEST = 5  # lines that make two columns
_GAP = 1.2  # width of the gutter, in characters
_SAME = 1.5  # characters: the lines of a column end so near to its edge
_FULL = 0.6  # share of the lines of a column that reach its edge; the cells of tables do not
_SHORTEST = 8  # characters of a line, on average
_ENDS = ("。", "！", "？", "；", "!", "?", ";")
_MOST_ENDED = 0.5  # share of the lines of a column that end a sentence; those of verse do


class Line(NamedTuple):
    """A line of a page, or the part of it that stands in one column.

    Attributes:
        text: what stands there.
        left, right: where it begins and ends; below 0 where it is empty.
        width: of its first character.
        gap: the widest gap in it: where that begins in the text, its left and its right edge; None without a gap.
    """

    text: str
    left: float
    right: float
    width: float
    gap: tuple[int, float, float] | None = None


def in_columns(lines: Sequence[Line]) -> list[Line]:
    """Put the parts of lines that run across two columns into the order in which they are read.

    Only where there is prose in both: several lines one below the other that part at the same place, most of which reach from
    edge to edge. Tables, verse and lists stay as they are.

    Args:
        lines: of a page, from its top.

    >>> across = [Line("甲" * 10 + " " + "乙" * 10, 0, 220, 10, (10, 100, 120))] * 5
    >>> [line.text[0] for line in in_columns(across)]
    ['甲', '甲', '甲', '甲', '甲', '乙', '乙', '乙', '乙', '乙']
    """
    found: list[Line] = []
    for region, gutter in _regions(lines):
        if gutter is None or not _is_prose(region):
            found += region
        else:
            end = _end_of_columns(region, gutter)
            found += [*_parted(region[:end], gutter), *region[end:]]
    return found


def _regions(lines: Sequence[Line]) -> Iterator[tuple[list[Line], float | None]]:
    """Divide a page into stretches of lines that part at one place, each with that place, and the other lines."""
    start = 0
    while start < len(lines):
        end, low, high = start, float("-inf"), float("inf")
        while end < len(lines) and (narrowed := _narrowed(lines[end], low, high)):
            low, high = narrowed
            end += 1
        if high < float("inf"):
            yield list(lines[start:end]), (low + high) / 2
        else:
            end = max(end, start + 1)
            yield list(lines[start:end]), None
        start = end


def _narrowed(line: Line, low: float, high: float) -> tuple[float, float] | None:
    """Give what a line leaves of the place where the gutter may be; None where it runs across all of it."""
    if line.left < 0:
        return None if high == float("inf") else (low, high)
    if line.gap is None:
        if high == float("inf"):
            return None
        if line.right <= high:
            return max(low, line.right), high
        return (low, min(high, line.left)) if line.left >= low else None
    low, high = max(low, line.gap[1]), min(high, line.gap[2])
    return (low, high) if low < high else None


def _is_prose(region: Sequence[Line]) -> bool:
    across = [line for line in region if line.gap]
    if len(across) < _FEWEST:
        return False
    width = median(line.width for line in across)
    for side in (0, 1):
        parts = [_halves(line)[side] for line in across]
        if sum(part.text.endswith(_ENDS) for part in parts) > _MOST_ENDED * len(parts):
            return False
        edge = max(part.right for part in parts)
        full = sum(edge - part.right <= _SAME * width for part in parts)
        length = sum(part.right - part.left for part in parts) / len(parts)
        if full < _FULL * len(parts) or length < _SHORTEST * width:
            return False
    return True


def _end_of_columns(region: Sequence[Line], gutter: float) -> int:
    """Say where the columns end: the longer one goes on alone; a line on the left behind the end of a sentence may be a title."""
    end = max(index for index, line in enumerate(region) if line.gap) + 1
    on_the_left = _halves(region[end - 1])[0].text
    while end < len(region) and (region[end].left >= gutter or not on_the_left.endswith(_ENDS)):
        if region[end].left < gutter:
            on_the_left = region[end].text.rstrip()
        end += 1
    return end


def _parted(region: Sequence[Line], gutter: float) -> list[Line]:
    sides: tuple[list[Line], list[Line]] = [], []
    for line in region:
        if line.gap:
            for side, part in zip(sides, _halves(line), strict=True):
                side.append(part)
        else:
            sides[line.left >= gutter].append(line)
    return [*sides[0], *sides[1]]


def _halves(line: Line) -> tuple[Line, Line]:
    """Part a line at its gap."""
    at, before, after = line.gap or (len(line.text), line.right, line.right)
    first, second = line.text[:at].rstrip(), line.text[at:].strip()
    return Line(first, line.left, before, line.width), Line(second, after, line.right, line.width)


def is_gutter(before: float, after: float, width: float) -> bool:
    """Say whether the space between two characters is wide enough to be one between columns."""
    return after - before >= _GAP * width
