"""Page furniture: page numbers and running heads that stand between the lines of a text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from corpuskit.stages.repair.linebreaks.lines import Line
from corpuskit.stages.repair.linebreaks.marks import End, Start, line_end, line_start

PAGE_NUMBER, RUNNING_HEAD = "page number", "running head"

_NUMBER_FIRST = frozenset("-－—–~·•第pP0123456789ivxlcIVXLC")
_PAGE_NUMBER = re.compile(
    r"(?P<dash>[-－—–~·•]{1,3}\s{0,3})(?P<dashed>\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})\s{0,3}[-－—–~·•]{1,3}"
    r"|第\s?(?P<of>\d{1,4})\s?[页頁](?:[\s,，/]{0,3}共\s?\d{1,4}\s?[页頁])?|[Pp](?:age|\.)?\s?(?P<page>\d{1,4})(?:\sof\s\d{1,4})?"
    r"|(?P<part>\d{1,4})\s?/\s?\d{1,4}|(?P<bare>\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_LONGEST_NUMBER = 20
_DIGITS = re.compile(r"\d+")
_LONGEST_HEAD = 60
_NUMBERS_APART, _HEADS_APART = 5, 8  # lines, at least
_LARGEST_STEP = 3
_OPEN_CHANCE = 4  # one page in so many ends in the middle of a sentence, at least
_AROUND = 6
_LONG_LINE = 0.8  # of what the longer lines around measure: a line that fills its column, more or less
_FEWEST_LETTERS = 2  # 3、 is no running head
_FEWEST_EDGES = 2  # pages that a head without a page number stands on the edge of, at least
_LONGEST_GAP = 4  # lines of furniture between two lines of text
_REGULAR = (0.6, 1.5)  # how far the next page is, in usual pages
_OPEN_ENDS = (End.NONE, End.COMMA, End.OPENER, End.HYPHEN)
_HEAD_ENDS = (End.NONE, End.BRACKET)


class _Number(NamedTuple):
    """A line that may be a page number: where it stands, which it is, and in which form."""

    place: int
    value: int
    form: str


def find_furniture(text: str, lines: Sequence[Line]) -> dict[int, str]:
    """Find the lines of a wrapped text that belong to the page and not to the text.

    Returns:
        The reason for each line that is furniture, by its number.
    """
    numbers = [
        number
        for place, line in enumerate(lines)
        if line.end - line.start <= _LONGEST_NUMBER
        and text[line.start] in _NUMBER_FIRST
        and (number := _read_number(text, place, line)) is not None
    ]
    if not numbers and not any(line.blanks or line.page for line in lines):
        return {}
    masked = [_DIGITS.sub("0", text[line.start : min(line.end, line.start + _LONGEST_HEAD + 1)]) for line in lines]
    if not numbers and len(set(masked)) == len(masked):
        return {}  # without page numbers, running heads are known by their coming back
    page = _Edges(text, lines, masked)
    found = page.numbers = _page_numbers(page, numbers)
    return found | _running_heads(page)


def _read_number(text: str, place: int, line: Line) -> _Number | None:
    match = _PAGE_NUMBER.fullmatch(text, line.start, line.end)
    if match is None:
        return None
    form = match.lastgroup or ""
    digits = match[form]
    return _Number(place, int(digits) if digits.isdigit() else _roman(digits.lower()), form)


def _roman(digits: str) -> int:
    values = [_ROMAN[digit] for digit in digits]
    return sum(-value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True))


class _Edges:
    """Where the pages of a text may begin and end.

    Attributes:
        numbers: the page numbers found so far, by the numbers of their lines.
        masked: the beginnings of the lines, with digits alike: 第 3 版 and 第 4 版 are the same head.
        times: how often each of these stands in the text.
    """

    def __init__(self, text: str, lines: Sequence[Line], masked: Sequence[str]) -> None:
        self.text, self.lines, self.masked = text, lines, masked
        self.numbers: dict[int, str] = {}
        self.usual = _usual_gaps(lines)
        self.times = Counter(self.masked)

    def is_at_form_feed(self, place: int) -> bool:
        """Say whether a form feed stands before or after a line."""
        return self.lines[place].page or (place + 1 < len(self.lines) and self.lines[place + 1].page)

    def interrupts(self, place: int) -> bool:
        """Say whether a line stands between the lines of a sentence: after a line that is as long as others, and open."""
        before = place - 1
        while before >= 0 and place - before < _LONGEST_GAP and self._may_be_furniture(before):
            before -= 1
        if before < 0:
            return False
        line = self.lines[before]
        if line_end(self.text, line.start, line.end) not in _OPEN_ENDS:
            return False
        around = sorted(each.end - each.start for each in self.lines[max(0, before - _AROUND) : before + _AROUND])
        return line.end - line.start >= _LONG_LINE * around[len(around) * 3 // 4]

    def _may_be_furniture(self, place: int) -> bool:
        return place in self.numbers or self.times[self.masked[place]] >= 2 or self.is_apart(place)

    def is_apart(self, place: int) -> bool:
        """Say whether a line is short enough for a head and has more blank around it than lines usually have."""
        line = self.lines[place]
        return line.end - line.start <= _LONGEST_HEAD and self._is_above(place) and self._is_below(place)

    def may_be_head(self, place: int) -> bool:
        """Say whether a line stands apart as a running head does, or beside a page number, and reads like one."""
        line = self.lines[place]
        if place in self.numbers or line.end - line.start > _LONGEST_HEAD:
            return False
        above, below = self._is_above(place), self._is_below(place)
        if not ((above and below) or ((above or below) and self.usual[place])):
            return False
        if line_end(self.text, line.start, line.end) not in _HEAD_ENDS:
            return False
        start = line_start(self.text, line.start, line.end)
        # （二） is an item of a list, 第二章 a head.
        return start != Start.BULLET and (start != Start.MARKER or self.text[line.start] == "第")

    def is_beside_number(self, place: int) -> bool:
        """Say whether the line above or below is a page number."""
        return place - 1 in self.numbers or place + 1 in self.numbers

    def _is_above(self, place: int) -> bool:
        line = self.lines[place]
        return line.blanks > self.usual[place] or line.page or place - 1 in self.numbers

    def _is_below(self, place: int) -> bool:
        if place + 1 == len(self.lines) or place + 1 in self.numbers:
            return True
        after = self.lines[place + 1]
        return after.blanks > self.usual[place] or after.page


def _usual_gaps(lines: Sequence[Line]) -> list[int]:
    """Say for each line whether lines have blank lines between them thereabouts: 1 or 0."""
    sums = [0, *accumulate(line.blanks > 0 for line in lines)]
    count = len(lines)
    around = ((max(0, place - _AROUND), min(count, place + _AROUND + 2)) for place in range(count))
    return [int((sums[last] - sums[first]) * 4 > (last - first) * 3) for first, last in around]


def _page_numbers(page: _Edges, numbers: Sequence[_Number]) -> dict[int, str]:
    """Keep the numbers that rise from page to page, and single ones that interrupt a sentence."""
    chains: list[list[_Number]] = []
    for number in numbers:
        for chain in chains[-4:]:
            last = chain[-1]
            if (
                1 <= number.value - last.value <= _LARGEST_STEP
                and number.place - last.place >= _NUMBERS_APART
                and number.form == last.form
            ):
                chain.append(number)
                break
        else:
            chains.append([number])
    found: dict[int, str] = {}
    for chain in chains:
        on_edge = sum(page.is_at_form_feed(number.place) or page.interrupts(number.place) for number in chain)
        sure = len(chain) >= 2 or chain[0].form not in ("bare", "part") or page.is_apart(chain[0].place)
        if on_edge and on_edge * _OPEN_CHANCE >= len(chain) and sure:
            found.update(dict.fromkeys((number.place for number in chain), PAGE_NUMBER))
    return found


def _running_heads(page: _Edges) -> dict[int, str]:
    """Find lines that stand on page after page, and lines beside a page number in the middle of a sentence.

    A heading may read like the running head that repeats it: it does not stand on the edge of a page, and stays.
    """
    groups = defaultdict(list)
    for place, line in enumerate(page.lines):
        if (line.blanks or line.page or page.is_beside_number(place)) and page.may_be_head(place):
            masked = page.masked[place]
            if sum(map(str.isalpha, masked)) >= _FEWEST_LETTERS:
                groups[masked].append(place)
    found: dict[int, str] = {}
    for places in groups.values():
        if any(after - before < _HEADS_APART for before, after in pairwise(places)):
            continue
        interrupting = {place for place in places if page.interrupts(place) or page.is_at_form_feed(place)}
        numbered = {place for place in places if page.is_beside_number(place)}
        edges = interrupting | numbered
        if len(places) == 1:
            sure = bool(interrupting and numbered) and page.is_apart(places[0])
        else:
            sure = (len(edges) >= _FEWEST_EDGES or bool(numbered)) and len(edges) * 3 >= len(places)
        if sure:
            found.update(dict.fromkeys(_in_step(places, edges), RUNNING_HEAD))
    return found


def _in_step(places: Sequence[int], edges: set[int]) -> list[int]:
    """Add to the lines that stand on the edge of a page those that follow one where the next page is due."""
    steps = sorted(after - before for before, after in pairwise(places))
    usual = steps[len(steps) // 2] if steps else 0
    taken: list[int] = []
    for place in places:
        in_step = bool(taken) and _REGULAR[0] * usual <= place - taken[-1] <= _REGULAR[1] * usual
        if place in edges or in_step:
            taken.append(place)
    return taken
