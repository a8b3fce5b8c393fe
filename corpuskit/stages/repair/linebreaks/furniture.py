"""Page furniture: page numbers and running heads that stand between the lines of a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from corpuskit.stages.repair.linebreaks.lines import Line
from corpuskit.stages.repair.linebreaks.marks import End, line_end

PAGE_NUMBER, RUNNING_HEAD = "page number", "running head"

_PAGE_NUMBER = re.compile(
    r"(?:[-—–~·•]{1,3}\s{0,3}(\d{1,4})\s{0,3}[-—–~·•]{1,3}|第\s?(\d{1,4})\s?页(?:[\s,，/]{0,3}共\s?\d{1,4}\s?页)?"
    r"|(\d{1,4})(?:\s?/\s?\d{1,4})?|[Pp]age\s(\d{1,4})(?:\sof\s\d{1,4})?)"
)
_DIGITS = re.compile(r"\d+")
_LONGEST_HEAD = 60
_NUMBERS_APART, _HEADS_APART = 5, 8
_LARGEST_STEP = 3
_OPEN_ENDS = (End.NONE, End.COMMA, End.OPENER)


def find_furniture(text: str, lines: Sequence[Line]) -> dict[int, str]:
    """Find the lines of a wrapped text that belong to the page and not to the text.

    Returns:
        The reason for each line that is furniture, by its number.
    """
    found = _page_numbers(text, lines)
    found.update(_running_heads(text, lines, found))
    return found


def _usual_gap(lines: Sequence[Line]) -> int:
    return 1 if sum(line.blanks > 0 for line in lines[1:]) * 4 > 3 * (len(lines) - 1) else 0


def _page_numbers(text: str, lines: Sequence[Line]) -> dict[int, str]:
    numbers = []
    for place, line in enumerate(lines):
        if line.end - line.start <= 20 and (match := _PAGE_NUMBER.fullmatch(text, line.start, line.end)):
            numbers.append((place, int(match[match.lastindex or 1]), match.lastindex != 3))
    chains: list[list[tuple[int, int, bool]]] = []
    for entry in numbers:
        for chain in chains[-4:]:
            last = chain[-1]
            if 1 <= entry[1] - last[1] <= _LARGEST_STEP and entry[0] - last[0] >= _NUMBERS_APART and entry[2] == last[2]:
                chain.append(entry)
                break
        else:
            chains.append([entry])
    found = {}
    for chain in chains:
        open_ended = sum(_interrupts(text, lines, place) for place, _, _ in chain)
        decorated = chain[0][2]
        if open_ended * 4 >= len(chain) and (len(chain) >= 2 or (decorated and open_ended)):
            found.update(dict.fromkeys((place for place, _, _ in chain), PAGE_NUMBER))
    return found


def _interrupts(text: str, lines: Sequence[Line], place: int) -> bool:
    """Say whether a line stands at a form feed or in the middle of a sentence."""
    if lines[place].page or (place + 1 < len(lines) and lines[place + 1].page):
        return True
    before = lines[place - 1] if place else None
    return before is not None and line_end(text, before.start, before.end) in _OPEN_ENDS


def _running_heads(text: str, lines: Sequence[Line], numbers: dict[int, str]) -> dict[int, str]:
    usual = _usual_gap(lines)
    places = defaultdict(list)
    for place, line in enumerate(lines):
        if place not in numbers and line.end - line.start <= _LONGEST_HEAD and _is_set_apart(lines, place, numbers, usual):
            places[_DIGITS.sub("0", text[line.start : line.end])].append(place)
    found = {}
    for group in places.values():
        if len(group) >= 2 and all(after - before >= _HEADS_APART for before, after in pairwise(group)):
            found.update(dict.fromkeys(group, RUNNING_HEAD))
    return found


def _is_set_apart(lines: Sequence[Line], place: int, numbers: dict[int, str], usual: int) -> bool:
    """Say whether a line has more blank above or below than lines usually have, or stands beside a page number."""
    line = lines[place]
    after = lines[place + 1] if place + 1 < len(lines) else None
    above = line.blanks > usual or line.page or place - 1 in numbers
    below = after is None or after.blanks > usual or after.page or place + 1 in numbers
    return (above and below) or ((above or below) and usual > 0)
