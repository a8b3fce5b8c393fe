"""Paragraphs of a text that is not wrapped, cut in two by a picture or the end of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpuskit.stages.repair.linebreaks.lines import Line
from corpuskit.stages.repair.linebreaks.marks import End, Start, line_end, line_start

_OPEN_ENDS = (End.NONE, End.COMMA, End.OPENER)
_PAIRS = {"“": "”", "（": "）", "《": "》", "「": "」", "『": "』", "【": "】"}
_NEVER_FIRST = "，。、；！？）》”」』】"
_FARTHEST_PARTNER = 40
_OPEN_PAIR = re.compile("[“（《「『【][^”）》」』】]*$")
_CLOSED = frozenset("。．！？!?.：；:;…—")
# In characters: what is shorter may be a heading, a caption or a line of verse.
_LONG_LINE = 22
_TOO_LONG_FOR_HEADING = 34
_SENTENCE_INSIDE = re.compile("[。！？；]|[.!?;](?=\\s|[^\\x00-\\x7f]|$)")


def may_be_cut(lines: Sequence[str], *, has_blanks: bool) -> bool:
    """Say cheaply whether `find_cuts` could find anything.

    Args:
        lines: the lines that are not blank, without the blanks around them.
        has_blanks: whether there are blank lines among them.
    """
    for before, after in pairwise(lines):
        if before[-1] in _CLOSED or (len(before) < _LONG_LINE and len(after) < _LONG_LINE):
            continue
        if after[0] in _NEVER_FIRST or _OPEN_PAIR.search(before, max(0, len(before) - _FARTHEST_PARTNER)):
            return True
        if has_blanks and len(before) >= _LONG_LINE and len(after) >= _LONG_LINE:
            return True
    return False


def find_cuts(text: str, lines: Sequence[Line]) -> list[bool]:
    """Say of each line whether its paragraph goes on in the next line.

    Args:
        text: the text.
        lines: its lines, those of code and tables not among them.
    """
    usual = _usual_blanks(lines)
    joined = [_goes_on(text, before, after, usual) for before, after in pairwise(lines)]
    return [*joined, False]


def _usual_blanks(lines: Sequence[Line]) -> int:
    counts = sorted(line.blanks for line in lines[1:])
    return counts[len(counts) // 2] if counts else 0


def _goes_on(text: str, before: Line, after: Line, usual: int) -> bool:
    length = before.end - before.start
    if max(length, after.end - after.start) < _LONG_LINE:
        return False
    if line_end(text, before.start, before.end) not in _OPEN_ENDS:
        return False
    begins = line_start(text, after.start, after.end)
    if begins is Start.MARKER:
        return False
    if text[after.start] in _NEVER_FIRST or _is_bracketed(text, before, after):
        return True
    if after.blanks <= usual or begins in (Start.SPEECH, Start.UPPER) or min(length, after.end - after.start) < _LONG_LINE:
        return False
    if not _SENTENCE_INSIDE.search(text, after.start, after.end):  # a caption
        return False
    # More blank lines than usual, and no heading: something stood between the halves of a sentence.
    return length >= _TOO_LONG_FOR_HEADING or _SENTENCE_INSIDE.search(text, before.start, before.end) is not None


def _is_bracketed(text: str, before: Line, after: Line) -> bool:
    """Say whether a quote or bracket that is open at the end of one line is closed in the next."""
    for opening, closing in _PAIRS.items():
        opened = text.rfind(opening, before.start, before.end)
        if opened < 0 or text.find(closing, opened, before.end) >= 0:
            continue
        closed = text.find(closing, after.start, after.end)
        if (
            closed >= 0
            and text.find(opening, after.start, closed) < 0
            and closed - after.start + before.end - opened <= _FARTHEST_PARTNER
        ):
            return True
    return False
