"""The first, cheap look: which lines might be hard-wrapped at all."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from corpuskit.stages.repair.linebreaks.widths import NARROWEST, WIDEST

FEWEST_LINES = 6
MUCH_WIDER = 0.08  # of all lines, at most; where there are more, only a part of the text may be wrapped
MARKS, MARKS_PER_CELL = 0.3, 0.008  # sentence marks a line, at least; in narrow columns by the width
_LONGEST, _OPEN_OF_LONGEST = 0.1, 0.15  # of all lines the longest, and so many of them end in the middle of a sentence
_STOPS_PER_LINE = 0.03
_ALIKE = 0.45  # of all lines, at most: with the same two characters at the beginning or at the end
# A part of the text may be wrapped where so many lines, that end in the middle of a sentence and are of about one length, stand
# within so many lines, and there is a mark in so many characters. A look is taken at some lines around them, too.
_OPEN_LINES, _WINDOW, _AROUND = 4, 9, 12
_CHARACTERS_BY_MARK, _LATIN_BY_HAN = 48, 4
_ALL = 0.8  # of all lines: then a look is taken at all

_STOPS = "。！？.!?"
_OTHER_MARKS = "，,、；;"
_CLOSING_MARKS = frozenset("。．！？!?.：；:;，,、”’」』）)》】\"'…—")


def lines_to_look_at(text: str, lines: Sequence[str]) -> Sequence[int]:
    """Say cheaply which lines are worth a closer look: what fails here could not pass `lines_in_columns`.

    Args:
        text: the text.
        lines: its lines that are not blank, without the blanks around them.

    Returns:
        The numbers of lines, in order; none in most texts.
    """
    count = len(lines)
    if count < FEWEST_LINES:
        return ()
    opened = [place for place, line in enumerate(lines) if line[-1] not in _CLOSING_MARKS]
    if not opened:
        return ()
    if _look_wrapped(text, lines, opened) and not _are_wide(lines):
        return range(count)
    places = _suspicious(lines, opened)
    return range(count) if len(places) >= _ALL * count else places


def _look_wrapped(text: str, lines: Sequence[str], opened: Sequence[int]) -> bool:
    """Say whether most of the longest lines end in the middle of a sentence, and there are sentences at all."""
    count = len(lines)
    if len(opened) < _OPEN_OF_LONGEST * _LONGEST * count:
        return False
    lengths = sorted(map(len, lines))
    limit = 0.75 * lengths[int((1 - _LONGEST) * count)]
    longest = count - bisect_left(lengths, limit)
    if sum(len(lines[place]) >= limit for place in opened) < _OPEN_OF_LONGEST * longest:
        return False
    stops = sum(map(text.count, _STOPS))
    if stops < _STOPS_PER_LINE * count:
        return False
    # A character is one cell at least.
    enough = min(MARKS * count, MARKS_PER_CELL * sum(lengths))
    return stops + sum(map(text.count, _OTHER_MARKS)) >= enough and not _are_records(lines)


def _suspicious(lines: Sequence[str], opened: Sequence[int]) -> list[int]:
    """Find the lines around those that follow each other, are of about one length and end in the middle of a sentence."""
    if len(opened) < _OPEN_LINES:
        return []
    opened = [place for place in opened if len(lines[place]) >= NARROWEST // 2]
    found: list[int] = []
    last = 0  # lines before this one are in `found`, or were looked at
    for first, fourth in zip(opened, opened[_OPEN_LINES - 1 :], strict=False):
        if fourth - first >= _WINDOW or fourth + _AROUND < last:
            continue
        lengths = [len(lines[place]) for place in range(first, fourth + 1) if lines[place][-1] not in _CLOSING_MARKS]
        if max(lengths) - min(lengths) > 3 + max(lengths) // 8 or not _has_sentences(lines[max(0, first - 4) : fourth + 5]):
            continue
        found.extend(range(max(last, first - _AROUND), min(len(lines), fourth + _AROUND + 1)))
        last = max(last, fourth + _AROUND + 1)
    return found


def _has_sentences(lines: Sequence[str]) -> bool:
    text = "".join(lines)
    stops = sum(map(text.count, _STOPS))
    usual = len(text) / (_CHARACTERS_BY_MARK * (_LATIN_BY_HAN if text.isascii() else 1))
    return stops > 0 and stops + sum(map(text.count, _OTHER_MARKS)) >= usual


def _are_records(lines: Sequence[str]) -> bool:
    """Say whether many lines begin, or end, alike, as the entries of a register do."""
    limit = _ALIKE * len(lines)
    for one, two in ((0, slice(2)), (-1, slice(-2, None))):
        # Where the first characters differ, the first two do.
        if max(Counter(map(itemgetter(one), lines)).values()) <= limit:
            continue
        most, count = Counter(line[two] for line in lines).most_common(1)[0]
        if most.isalnum() and count > max(limit, 3):
            return True
    return False


def _are_wide(lines: Sequence[str]) -> bool:
    """Say whether too many lines are wider than any column."""
    limit = MUCH_WIDER * len(lines)
    long = [line for line in lines if len(line) > WIDEST // 2 + 8]
    return len(long) > limit and sum(map(_is_very_wide, long)) > limit


def _is_very_wide(line: str) -> bool:
    """Say whether a line of more than 88 characters is wider than any column; ten of its characters tell."""
    return len(line) > WIDEST + 8 or sum(character > "\u2e7f" for character in line[8:88:8]) >= 8
