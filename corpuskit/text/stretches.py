"""Stretches of lines: where in a text something may have to be done, so that all other lines are passed over."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from corpuskit.text.code import code_lines, may_hold_code

#: Where whole lines start and end in a text.
Stretch = tuple[int, int]

# Lines as near as this to each other (in characters) are worked on together.
_NEAR = 100
# Portions of a text in which code is looked for, and batches of lines that are fixed at once, have about so many characters.
_PORTION, _BATCH = 1_000, 2_000
_SHORTEST_PROSE = 60
_SENTENCE_ENDS = '。.！!？?…”"'
_NOWHERE = sys.maxsize


def lines_with(sign: re.Pattern[str], text: str) -> list[Stretch]:
    """Find the lines in which a pattern hits.

    Where such lines are dense, those between and behind them are taken along: the more so the longer it goes, so that a text
    that is full of them is not searched line by line.

    Args:
        sign: a pattern that hits no line feed.
        text: the text.

    Returns:
        Where the lines start and end, in order, without the line feed at the end; several lines in a row can be one stretch.
    """
    found: list[Stretch] = []
    last = -_NEAR - 1
    hit = sign.search(text)
    while hit:
        place = hit.start()
        start = text.rfind("\n", max(0, last), place) + 1
        if start - last <= _NEAR:
            start = found.pop()[0]
            place = min(len(text), 2 * place - start)
        last = text.find("\n", place)
        if last < 0:
            return [*found, (start, len(text))]
        found.append((start, last))
        hit = sign.search(text, last)
    return found


def lines_at(places: Iterable[int], text: str) -> list[Stretch]:
    """Give the lines that hold these places, which ascend and are no line feeds."""
    found: list[Stretch] = []
    last = -1
    for place in places:
        if place > last:
            start = text.rfind("\n", max(0, last), place) + 1
            last = text.find("\n", place)
            if last < 0:
                last = len(text)
            found.append((start, last))
    return found


def merge_lines(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Put stretches of lines in order, and those together that overlap."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def without_lines(stretches: Sequence[Stretch], lines: Sequence[Stretch]) -> list[Stretch]:
    """Take some lines, each a stretch and in order, out of longer stretches."""
    rest: list[Stretch] = []
    coming = iter(lines)
    first, last = next(coming, (_NOWHERE, _NOWHERE))
    for start, end in stretches:
        while first <= end:
            if first >= start:
                if first > start:
                    rest.append((start, first - 1))
                start = last + 1
            first, last = next(coming, (_NOWHERE, _NOWHERE))
        if start <= end:
            rest.append((start, end))
    return rest


def code_near(suspicious: Sequence[Stretch], text: str) -> list[Stretch]:
    """Find the lines of code in the portions that have something suspicious, in order; each line is a stretch."""
    found: list[Stretch] = []
    if not may_hold_code(text):
        return found
    for start, end in _portions_with(suspicious, text):
        portion = text[start:end]
        if may_hold_code(portion):
            lines = portion.split("\n")
            if code := code_lines(lines):
                places = accumulate((len(line) + 1 for line in lines), initial=start)
                found += [
                    (place, place + len(line)) for n, (place, line) in enumerate(zip(places, lines, strict=False)) if n in code
                ]
    return found


def fix_stretches(text: str, stretches: Sequence[Stretch], fix: Callable[[str], str]) -> str:
    """Apply a function to some lines of a text, all of them at once.

    Args:
        text: the text.
        stretches: where whole lines start and end, in order, apart from each other.
        fix: a function that works line by line.
    """
    if not stretches:
        return text
    if stretches[0] == (0, len(text)):
        return fix(text)
    taken = "\n".join([text[start:end] for start, end in stretches])
    fixed = fix(taken)
    if fixed == taken:
        return text
    pieces: list[str] = []
    done = taken_to = fixed_to = 0
    for start, end in stretches:
        begin, taken_to = taken_to, taken_to + end - start + 1
        lines = taken.count("\n", begin, taken_to - 1) + 1
        begin = fixed_to
        for _ in range(lines):
            fixed_to = fixed.find("\n", fixed_to) + 1 or len(fixed) + 1
        pieces += (text[done:start], fixed[begin : fixed_to - 1])
        done = end
    return "".join([*pieces, text[done:]])


def fix_in_portions(text: str, fix: Callable[[str], str]) -> str:
    """Apply a function that works line by line to some lines at a time, so that what is rare slows none but its neighbours."""
    if len(text) <= 2 * _BATCH:
        return fix(text)
    fixed = []
    start = 0
    while (end := text.find("\n", start + _BATCH)) >= 0:
        fixed.append(fix(text[start:end]))
        start = end + 1
    return "\n".join([*fixed, fix(text[start:])])


def fix_portions_with(suspicious: Sequence[Stretch], text: str, fix: Callable[[str], str]) -> str:
    """Apply a function to the portions of a text in which there may be something to do.

    Args:
        suspicious: the lines that are the reason, in order.
        text: the text; where it may hold code, which is told from several lines, it is cut after plain prose only.
        fix: a function that works line by line, but for code.
    """
    pieces: list[str] = []
    done = 0
    for start, end in _portions_with(suspicious, text):
        pieces += (text[done:start], fix(text[start:end]))
        done = end
    return "".join([*pieces, text[done:]])


def fix_lines_with(sign: re.Pattern[str], text: str, fix: Callable[[str], str]) -> str:
    """Apply a function to each line in which a pattern hits."""
    if sign.search(text) is None:
        return text
    return "\n".join([fix(line) if sign.search(line) else line for line in text.split("\n")])


def _portions_with(stretches: Sequence[Stretch], text: str) -> Iterator[Stretch]:
    """Give the portions of a text that some of these stretches, in order, have a part of."""
    coming = iter(stretches)
    first, last = next(coming, (_NOWHERE, _NOWHERE))
    for start, end in _portions(text):
        while last < start:
            first, last = next(coming, (_NOWHERE, _NOWHERE))
        if first <= end:
            yield start, end


def _portions(text: str) -> Iterator[Stretch]:
    """Cut a text at line ends; where it may hold code, after plain prose outside of fences only."""
    if len(text) <= 2 * _PORTION:
        yield 0, len(text)
        return
    code = may_hold_code(text)
    fences = sorted([*_places_of("```", text), *_places_of("~~~", text)]) if code else []
    start = passed = 0
    end = text.find("\n", _PORTION)
    line = text.rfind("\n", 0, end) + 1
    while end >= 0:
        while passed < len(fences) and fences[passed] < end:
            passed += 1
        if code and (end - line <= _SHORTEST_PROSE or passed % 2 or not _is_prose(text, line, end)):
            line = end + 1
            end = text.find("\n", line)
            continue
        yield start, end
        start = end + 1
        end = text.find("\n", start + _PORTION)
        line = text.rfind("\n", start, end) + 1 or start
    yield start, len(text)


def _places_of(sign: str, text: str) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + len(sign))


def _is_prose(text: str, start: int, end: int) -> bool:
    """Say whether a line of the text that is not short is plainly a paragraph."""
    return text[end - 1] in _SENTENCE_ENDS and text[start] > "\u3000" and text.find("|", start, end) < 0
