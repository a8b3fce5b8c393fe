"""Entries: lines that begin with the same sort of key, as those of a register, a table of contents or a play do."""

from __future__ import annotations

from collections import Counter

from corpuskit.stages.repair.linebreaks.lines import Lines
from corpuskit.stages.repair.linebreaks.measure import Measures
from corpuskit.text.characters import HAN
from corpuskit.text.patterns import lazy_pattern

_SPEAKING = "说說道曰云言问問答笑叫喊想是为為着著"  # 他笑道： is the beginning of no entry
_TIME = lazy_pattern(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T]\d{1,2}:\d\d")
_FARTHEST_TIME, _LONGEST_TIME = 16, 18  # characters before it, and its own
_KEY = lazy_pattern(
    r"\d+[,，\t;|]|[【\[〔][^】\]〕\n]{1,12}[】\]〕]"
    rf"|[^\s，。！？；：:“”]{{1,7}}[^\s，。！？；：:“”{_SPEAKING}][：:](?!//)"
)
_HEADWORD = lazy_pattern(f"[{HAN}]{{1,6}}[ \u3000]{{1,2}}[{HAN}\\d（]")
_TIME_KEY = ""  # stands everywhere, and is sure enough where it stands near the beginnings of lines
_DIGITS = lazy_pattern("[0-9０-９]+")
_FEWEST_ENTRIES = 3
_HELD_INSIDE = 0.2  # of all places where the key stands, at most, are in the middle of a line


def entry_lines(lines: Lines, measures: Measures) -> list[int]:
    """Find the lines that begin with a key which other lines begin with, too, and which stands nearly nowhere else.

    Digits are all alike: 【第1回】 and 【第20回】 are the same sort of key.

    >>> from corpuskit.stages.repair.linebreaks.lines import split_lines
    >>> from corpuskit.stages.repair.linebreaks.measure import measure
    >>> lines = split_lines("电话：1\\n李四\\n电话：2\\n电话：3")
    >>> entry_lines(lines, measure(lines))
    [0, 2, 3]
    """
    found = _glossary(lines, measures)
    candidates = measures.may_be_key.nonzero()[0].tolist()
    if len(candidates) < _FEWEST_ENTRIES:
        return sorted(found)
    keys: dict[int, str] = {}
    for number in candidates:
        piece = lines.pieces[number]
        time = _TIME.search(piece, 0, _FARTHEST_TIME + _LONGEST_TIME)
        if time and time.start() <= _FARTHEST_TIME:
            keys[number] = _TIME_KEY
        elif key := _KEY.match(piece):
            keys[number] = _DIGITS.sub("0", key[0])
    if len(keys) < _FEWEST_ENTRIES:
        return sorted(found)
    counts = Counter(keys.values())
    frequent = {key: count for key, count in counts.items() if count >= _FEWEST_ENTRIES}
    if not frequent:
        return sorted(found)
    where = lines.text[int(lines.start[0]) : int(lines.end[-1])]
    masked = _DIGITS.sub("0", where) if any("0" in key for key in frequent) else where
    sure = {key for key, count in frequent.items() if not key or count >= (1 - _HELD_INSIDE) * masked.count(key)}
    return sorted(found.union(number for number, key in keys.items() if key in sure))


def _glossary(lines: Lines, measures: Measures) -> set[int]:
    """Find several lines in a row that begin with a word and a blank, as the entries of a dictionary and of a menu do."""
    candidates = measures.may_be_headword.nonzero()[0].tolist()
    if len(candidates) < _FEWEST_ENTRIES:
        return set()
    numbers = {number for number in candidates if _HEADWORD.match(lines.pieces[number])}
    threes = (number for number in numbers if number + 1 in numbers and number + 2 in numbers)
    return {entry for number in threes for entry in range(number, number + _FEWEST_ENTRIES)}
