"""Page furniture: page numbers and running heads that stand between the lines of a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import constant
from corpuskit.stages.repair.linebreaks.lines import Lines
from corpuskit.stages.repair.linebreaks.marks import End, Start
from corpuskit.stages.repair.linebreaks.measure import Measures
from corpuskit.stages.repair.linebreaks.traits import BEGINS_NUMBER, has
from corpuskit.text.patterns import lazy_pattern

PAGE_NUMBER, RUNNING_HEAD = "page number", "running head"

_PAGE_NUMBER = lazy_pattern(
    r"(?P<dash>[-－—–~·•]{1,3}\s{0,3})(?P<dashed>\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})\s{0,3}[-－—–~·•]{1,3}"
    r"|第\s?(?P<of>\d{1,4})\s?[页頁](?:[\s,，/]{0,3}共\s?\d{1,4}\s?[页頁])?|[Pp](?:age|\.)?\s?(?P<page>\d{1,4})(?:\sof\s\d{1,4})?"
    r"|(?P<part>\d{1,4})\s?/\s?\d{1,4}|(?P<bare>\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_LONGEST_NUMBER = constant(20)
_NUMBER_LAST = frozenset("-－—–~·•页頁ivxlcIVXLC")  # what such a line ends with, or with a digit
_DIGITS = lazy_pattern(r"\d+")
_LONGEST_HEAD = 60
_BLOCK = 10_000  # lines at a time, to save memory
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
_BULLET, _MARKER = Start.BULLET, Start.MARKER
_NUMBERED_HEAD = lazy_pattern(r"第|\d{4}年")


class _Number(NamedTuple):
    """A line that may be a page number: where it stands, which it is, and in which form."""

    place: int
    value: int
    form: str


def find_furniture(lines: Lines, measures: Measures) -> dict[int, str]:
    """Find the lines of a wrapped text that belong to the page and not to the text.

    Returns:
        The reason for each line that is furniture, by its number.
    """
    short = has(measures.first, BEGINS_NUMBER) & (lines.end - lines.start <= _LONGEST_NUMBER)
    numbers = [number for place in short.nonzero()[0].tolist() if (number := _read_number(lines.pieces, place)) is not None]
    if not numbers and not _may_be_edges(lines):
        return {}
    repeated = _repeated(lines.pieces)
    if not numbers and not np.count_nonzero(repeated):
        return {}  # without page numbers, running heads are known by their coming back
    page = _Edges(lines, measures, repeated)
    found = page.numbers = _page_numbers(page, numbers)
    return found | _running_heads(page)


def _read_number(pieces: Sequence[str], place: int) -> _Number | None:
    last = pieces[place][-1]
    match = _PAGE_NUMBER.fullmatch(pieces[place]) if last in _NUMBER_LAST or last.isdecimal() else None
    if match is None:
        return None
    form = match.lastgroup or ""
    digits = match[form]
    return _Number(place, int(digits) if digits.isdigit() else _roman(digits.lower()), form)


def _may_be_edges(lines: Lines) -> bool:
    """Say whether some lines stand apart from those around them."""
    if not np.count_nonzero(lines.blanks):
        return bool(np.count_nonzero(lines.page))
    usual = _usual_gaps(lines)
    return bool(((lines.blanks > usual) | lines.page).any())


def _repeated(pieces: Sequence[str]) -> NDArray[np.bool_]:
    """Say which lines begin like another one but for their digits: 第 3 版 and 第 4 版 are the same head."""
    hashes = np.empty(len(pieces), np.int64)
    for at in range(0, len(pieces), _BLOCK):
        masked = _masked(pieces[at : at + _BLOCK])
        hashes[at : at + len(masked)] = np.fromiter(map(hash, masked), np.int64, len(masked))
    order = hashes.argsort()
    ordered = hashes[order]
    same = (ordered[1:] == ordered[:-1]).nonzero()[0]
    repeated = np.zeros(len(hashes), np.bool_)
    repeated[order[same]] = True
    repeated[order[same + 1]] = True
    return repeated


def _masked(pieces: Sequence[str]) -> list[str]:
    """Give the beginnings of lines, with digits alike."""
    return _DIGITS.sub("0", "\n".join([piece[: _LONGEST_HEAD + 1] for piece in pieces])).split("\n")


def _roman(digits: str) -> int:
    values = [_ROMAN[digit] for digit in digits]
    return sum(-value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True))


class _Edges:
    """Where the pages of a text may begin and end.

    Attributes:
        lines: the lines of the text.
        numbers: the page numbers found so far, by the numbers of their lines.
    """

    def __init__(self, lines: Lines, measures: Measures, repeated: NDArray[np.bool_]) -> None:
        self.lines = lines
        self.numbers: dict[int, str] = {}
        self._repeated = repeated
        self._length: list[int] = (lines.end - lines.start).tolist()
        self._end: list[int] = measures.end.tolist()
        self._start: list[int] = measures.start.tolist()
        self._blanks: list[int] = lines.blanks.tolist()
        self._page: list[bool] = lines.page.tolist()
        self._usual_gaps = _usual_gaps(lines)
        self.usual: list[int] = self._usual_gaps.tolist()

    def is_at_form_feed(self, place: int) -> bool:
        """Say whether a form feed stands before or after a line."""
        return self._page[place] or (place + 1 < len(self._page) and self._page[place + 1])

    def interrupts(self, place: int) -> bool:
        """Say whether a line stands between the lines of a sentence: after a line that is as long as others, and open."""
        before = place - 1
        while before >= 0 and place - before < _LONGEST_GAP and self._may_be_furniture(before):
            before -= 1
        if before < 0 or self._end[before] not in _OPEN_ENDS:
            return False
        around = sorted(self._length[max(0, before - _AROUND) : before + _AROUND])
        return self._length[before] >= _LONG_LINE * around[len(around) * 3 // 4]

    def _may_be_furniture(self, place: int) -> bool:
        return place in self.numbers or bool(self._repeated[place]) or self.is_apart(place)

    def is_apart(self, place: int) -> bool:
        """Say whether a line is short enough for a head and has more blank around it than lines usually have."""
        return self._length[place] <= _LONGEST_HEAD and self._is_above(place) and self._is_below(place)

    def may_be_head(self, place: int) -> bool:
        """Say whether a line stands apart as a running head does, or beside a page number, and reads like one."""
        if place in self.numbers or self._length[place] > _LONGEST_HEAD:
            return False
        above, below = self._is_above(place), self._is_below(place)
        if not ((above and below) or ((above or below) and self.usual[place])):
            return False
        if self._end[place] not in _HEAD_ENDS:
            return False
        start = self._start[place]
        # （二） is an item of a list, 第二章 a head, and so is a date.
        return start != _BULLET and (start != _MARKER or _NUMBERED_HEAD.match(self.lines.pieces[place]) is not None)

    def candidates(self) -> list[int]:
        """Give the lines that stand apart from those around them, or beside a page number."""
        usual = self._usual_gaps
        above = (self.lines.blanks > usual) | self.lines.page
        below = np.ones(len(above), np.bool_)
        below[:-1] = (self.lines.blanks[1:] > usual[:-1]) | self.lines.page[1:]
        found = set(((above & below) | ((above | below) & (usual > 0))).nonzero()[0].tolist())
        for place in self.numbers:
            found.update({place - 1, place + 1})
        return sorted(place for place in found if 0 <= place < len(self._length))

    def is_beside_number(self, place: int) -> bool:
        """Say whether the line above or below is a page number."""
        return place - 1 in self.numbers or place + 1 in self.numbers

    def _is_above(self, place: int) -> bool:
        return self._blanks[place] > self.usual[place] or self._page[place] or place - 1 in self.numbers

    def _is_below(self, place: int) -> bool:
        after = place + 1
        if after == len(self._length) or after in self.numbers:
            return True
        return self._blanks[after] > self.usual[place] or self._page[after]


def _usual_gaps(lines: Lines) -> NDArray[np.int64]:
    """Say for each line whether lines have blank lines between them thereabouts: 1 or 0."""
    count, window = len(lines), 2 * _AROUND + 2
    sums = np.zeros(count + window, np.int64)
    # More than three lines of four must have one before them: such a line counts 1, another one -3.
    sums[_AROUND + 1 : _AROUND + 1 + count] = 4 * (lines.blanks > 0) - 3
    np.add.accumulate(sums, out=sums)
    return (sums[window:] > sums[:-window]).astype(np.int64)


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
    heads = [place for place in page.candidates() if page.may_be_head(place)]
    for place, masked in zip(heads, _masked([page.lines.pieces[place] for place in heads]), strict=False):
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
