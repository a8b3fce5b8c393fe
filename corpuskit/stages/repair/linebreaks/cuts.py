"""Paragraphs of a text that is not wrapped, cut in two by a picture or the end of a page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpuskit.stages.repair.linebreaks.lines import Visible
from corpuskit.stages.repair.linebreaks.marks import End, Start, line_end, line_start
from corpuskit.text.patterns import lazy_pattern

_OPEN_ENDS = (End.NONE, End.COMMA, End.OPENER)
_ITEM_STARTS, _NEW_STARTS, _COMMA = (Start.MARKER, Start.BULLET), (Start.SPEECH, Start.UPPER), End.COMMA
_CLOSED_MARKS = "。．！？!?.：；:;…—"
_CLOSED = frozenset(_CLOSED_MARKS)
_SPOKEN_ENDS = frozenset(mark + closer for mark in "。！？" for closer in "”’」』")
_PAIRS = {"“": "”", "（": "）", "《": "》", "「": "」", "『": "』", "【": "】"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
_OPEN_PAIR = lazy_pattern("[“（《「『【][^”）》」』】]*$")
_OPEN_PAIR_IN_LINE = lazy_pattern("[“（《「『【][^”）》」』】\n]*\n")
_NEVER_FIRST = frozenset("，。、；！？）》”」』】")
_FARTHEST_PARTNER = 40
# In characters: what is shorter may be a heading, a caption or a line of verse.
_LONG_LINE = 22
_TOO_LONG_FOR_HEADING = 34
_SENTENCE_INSIDE = lazy_pattern("[。！？；]|[.!?;](?=\\s|[^\\x00-\\x7f]|$)")


def may_be_cut(visible: Visible, *, has_blanks: bool) -> bool:
    """Say whether `find_cuts` could find anything.

    Args:
        visible: the lines.
        has_blanks: whether more blank lines stand between some of them than between others.
    """
    lines, firsts, lasts = visible
    if max(map(len, lines), default=0) < _LONG_LINE or not lasts.strip(_CLOSED_MARKS):
        return False
    if not has_blanks and _NEVER_FIRST.isdisjoint(firsts):
        tails = "\n".join([line[-_FARTHEST_PARTNER:] for line, last in zip(lines, lasts, strict=True) if last not in _CLOSED])
        if not _OPEN_PAIR_IN_LINE.search(f"{tails}\n"):
            return False
    return any(
        before[-1] not in _CLOSED
        and (len(after) >= _LONG_LINE or len(before) >= _LONG_LINE)
        and before[-2:] not in _SPOKEN_ENDS
        and _goes_on(before, after, parted=has_blanks)
        for before, after in pairwise(lines)
    )


def find_cuts(lines: Sequence[str], blanks: Sequence[int]) -> list[bool]:
    """Say of each line whether its paragraph goes on in the next line.

    Args:
        lines: the lines, those of code and tables not among them, without the blanks around them.
        blanks: how many blank lines stand before each.
    """
    usual = sorted(blanks[1:])[len(blanks[1:]) // 2] if len(blanks) > 1 else 0
    around = [0, *blanks[1:], 0]
    return [
        *(
            _goes_on(before, after, parted=gap > max(usual, around[place], around[place + 2]))
            for place, ((before, after), gap) in enumerate(zip(pairwise(lines), blanks[1:], strict=True))
        ),
        False,
    ]


def _goes_on(before: str, after: str, *, parted: bool) -> bool:
    """Say whether a paragraph goes on; `parted` if more blank lines than usual stand between."""
    if len(before) < _LONG_LINE and len(after) < _LONG_LINE:
        return False
    if not parted and after[0] not in _NEVER_FIRST and not _OPEN_PAIR.search(before, max(0, len(before) - _FARTHEST_PARTNER)):
        return False  # most lines
    end = line_end(before, 0, len(before))
    if end not in _OPEN_ENDS:
        return False
    begins = line_start(after, 0, len(after))
    if begins in _ITEM_STARTS:
        return False
    if after[0] in _NEVER_FIRST:
        opening = _OPENING.get(after[0])
        return opening is None or before.rfind(opening) > before.rfind(after[0])
    is_heading = len(before) < _TOO_LONG_FOR_HEADING
    # Verse ends its lines with commas inside a quotation, too.
    if _is_bracketed(before, after) and not (end is _COMMA and is_heading):
        return True
    if not parted or before[-1].isdigit() or begins in _NEW_STARTS or min(len(before), len(after)) < _LONG_LINE:
        return False
    # Something stood between the halves of a sentence. Headings and captions have no full stop inside.
    return _SENTENCE_INSIDE.search(after) is not None and (not is_heading or _SENTENCE_INSIDE.search(before) is not None)


def _is_bracketed(before: str, after: str) -> bool:
    """Say whether a quote or bracket that is open at the end of one line is closed near the beginning of the next."""
    if not _OPEN_PAIR.search(before, max(0, len(before) - _FARTHEST_PARTNER)):
        return False
    for opening, closing in _PAIRS.items():
        opened = before.rfind(opening)
        if opened < 0 or before.find(closing, opened) >= 0:
            continue
        closed = after.find(closing, 0, _FARTHEST_PARTNER - (len(before) - opened) + 1)
        if closed >= 0 and after.find(opening, 0, closed) < 0:
            return True
    return False
