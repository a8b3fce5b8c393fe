"""Page furniture: page numbers and running heads that stand between the lines of a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, pairwise

from corpuskit.stages.repair.linebreaks.lines import Line
from corpuskit.stages.repair.linebreaks.marks import End, line_end

PAGE_NUMBER, RUNNING_HEAD = "page number", "running head"

_PAGE_NUMBER = re.compile(
    r"(?:[-—–~·•]{1,3}\s{0,3}(\d{1,4})\s{0,3}[-—–~·•]{1,3}|第\s?(\d{1,4})\s?[页頁](?:[\s,，/]{0,3}共\s?\d{1,4}\s?[页頁])?"
    r"|(\d{1,4})(?:\s?/\s?\d{1,4})?|[Pp]age\s(\d{1,4})(?:\sof\s\d{1,4})?)"
)
_DIGITS = re.compile(r"\d+")
_LONGEST_HEAD = 60
_NUMBERS_APART, _HEADS_APART = 5, 8
_LARGEST_STEP = 3
_AROUND = 6
_FEWEST_LETTERS = 2  # 3、 is no running head
_OPEN_ENDS = (End.NONE, End.COMMA, End.OPENER, End.HYPHEN)


def find_furniture(text: str, lines: Sequence[Line]) -> dict[int, str]:
    """Find the lines of a wrapped text that belong to the page and not to the text.

    Returns:
        The reason for each line that is furniture, by its number.
    """
    found = _page_numbers(text, lines)
    found.update(_running_heads(text, lines, found))
    return found


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
    """Find lines that come back on page after page; a heading that comes back does not stand in the middle of sentences."""
    if not numbers and not any(line.blanks or line.page for line in lines):
        return {}
    usual = _usual_gaps(lines)
    places = defaultdict(list)
    for place, line in enumerate(lines):
        if line.end - line.start <= _LONGEST_HEAD and _is_set_apart(lines, place, numbers, usual[place]):
            places[_DIGITS.sub("0", text[line.start : line.end])].append(place)  # 第 3 页 and 第 4 页 are alike
    found = {}
    for masked, group in places.items():
        if (
            len(group) >= 2
            and sum(map(str.isalpha, masked)) >= _FEWEST_LETTERS
            and all(after - before >= _HEADS_APART for before, after in pairwise(group))
        ):
            on_page = sum(_is_on_page_edge(text, lines, place, numbers) for place in group)
            if on_page * 3 >= len(group):
                found.update(dict.fromkeys(group, RUNNING_HEAD))
    return found


def _usual_gaps(lines: Sequence[Line]) -> list[int]:
    """Say for each line whether lines have blank lines between them thereabouts: 1 or 0."""
    sums = [0, *accumulate(line.blanks > 0 for line in lines)]
    count = len(lines)
    around = ((max(0, place - _AROUND), min(count, place + _AROUND + 2)) for place in range(count))
    return [int((sums[last] - sums[first]) * 4 > (last - first) * 3) for first, last in around]


def _is_set_apart(lines: Sequence[Line], place: int, numbers: dict[int, str], usual: int) -> bool:
    """Say whether a line has more blank above or below than lines usually have, or stands beside a page number."""
    line = lines[place]
    if place in numbers or not (line.blanks or line.page or place - 1 in numbers):
        return False
    after = lines[place + 1] if place + 1 < len(lines) else None
    above = line.blanks > usual or line.page or place - 1 in numbers
    below = after is None or after.blanks > usual or after.page or place + 1 in numbers
    return (above and below) or ((above or below) and usual > 0)


def _is_on_page_edge(text: str, lines: Sequence[Line], place: int, numbers: dict[int, str]) -> bool:
    return place - 1 in numbers or place + 1 in numbers or _interrupts(text, lines, place)
