"""Entries: lines that begin with the same sort of key, as those of a register, a table of contents or a play do."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from corpuskit.stages.repair.linebreaks.lines import Line
from corpuskit.text.characters import HAN

_SPEAKING = "说說道曰云言问問答笑叫喊想是为為着著"  # 他笑道： is the beginning of no entry
_KEY = re.compile(
    r"(?P<time>[^\n]{0,16}?\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T]\d{1,2}:\d\d)|\d+[,，\t;|]|[【\[〔][^】\]〕\n]{1,12}[】\]〕]"
    rf"|[^\s，。！？；：:“”]{{1,7}}[^\s，。！？；：:“”{_SPEAKING}][：:](?!//)"
)
_HEADWORD = re.compile(f"[{HAN}]{{1,6}}[ \u3000]{{1,2}}[{HAN}\\d（]")
_BLANK = re.compile(f"[ \u3000](?=[{HAN}\\d（])")
_LONGEST_HEADWORD = 7  # characters, with a blank
_COLON = re.compile("[：:]")
_FAR = 30  # characters, at most, before the colon of a key
_KEY_FIRST = re.compile(r"[【\[〔\d]")
_TIME_KEY = ""  # stands everywhere, and is sure enough where it stands near the beginnings of lines
_DIGITS = re.compile("[0-9０-９]+")
_FEWEST_ENTRIES = 3
_HELD_INSIDE = 0.2  # of all places where the key stands, at most, are in the middle of a line


def entry_lines(text: str, lines: Sequence[Line]) -> list[int]:
    """Find the lines that begin with a key which other lines begin with, too, and which stands nearly nowhere else.

    Digits are all alike: 【第1回】 and 【第20回】 are the same sort of key.

    >>> from corpuskit.stages.repair.linebreaks.lines import split_lines
    >>> text = "电话：1\\n李四\\n电话：2\\n电话：3"
    >>> entry_lines(text, split_lines(text))
    [0, 2, 3]
    """
    keys: dict[int, str] = {}
    found = _glossary(text, lines)
    for number in _candidates(text, lines):
        match = _KEY.match(text, lines[number].start, lines[number].end)
        if match:
            keys[number] = _TIME_KEY if match.lastgroup else _DIGITS.sub("0", match[0])
    counts = Counter(keys.values())
    frequent = {key: count for key, count in counts.items() if count >= _FEWEST_ENTRIES}
    if not frequent:
        return sorted(found)
    where = text[lines[0].start : lines[-1].end]
    masked = _DIGITS.sub("0", where) if any("0" in key for key in frequent) else where
    sure = {key for key, count in frequent.items() if not key or count >= (1 - _HELD_INSIDE) * masked.count(key)}
    return sorted(found.union(number for number, key in keys.items() if key in sure))


def _glossary(text: str, lines: Sequence[Line]) -> set[int]:
    """Find several lines in a row that begin with a word and a blank, as the entries of a dictionary and of a menu do."""
    if text.isascii():
        return set()
    starts = [line.start for line in lines]
    numbers = set()
    for match in _BLANK.finditer(text, starts[0], lines[-1].end):
        number = bisect_right(starts, match.start()) - 1
        if match.start() - starts[number] <= _LONGEST_HEADWORD and _HEADWORD.match(text, starts[number], lines[number].end):
            numbers.add(number)
    threes = (number for number in numbers if number + 1 in numbers and number + 2 in numbers)
    return {entry for number in threes for entry in range(number, number + _FEWEST_ENTRIES)}


def _candidates(text: str, lines: Sequence[Line]) -> list[int]:
    """Find the lines that begin with a bracket or a digit, or have a colon near their beginning."""
    starts = [line.start for line in lines]
    found = {match.start() for match in _KEY_FIRST.finditer("".join([text[start] for start in starts]))}
    number = -1
    for match in _COLON.finditer(text, starts[0]):
        colon = match.start()
        if number + 1 < len(starts) and colon >= starts[number + 1]:  # the first one of its line
            number = bisect_right(starts, colon, number + 1) - 1
            if 1 <= colon - starts[number] <= _FAR and colon < lines[number].end:
                found.add(number)
    return sorted(found)
