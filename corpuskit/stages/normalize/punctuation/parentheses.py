"""Parentheses, in pairs inside one line: which of them are Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpuskit.stages.normalize.punctuation.edits import Edits, with_edits
from corpuskit.text.characters import HAN
from corpuskit.text.marks import LEFT, RIGHT, STOPS
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.protected import MARKUP, PLACEHOLDER

_HAN = lazy_pattern(f"[{HAN}]")
_BRACKET = lazy_pattern("[()（）]")
# The common pair: nothing nested in it, and Chinese inside.
_CHINESE_PAIR = lazy_pattern(f"\\([^()（）{HAN}\n]*+[{HAN}][^()（）\n]*+\\)")
# What a Latin pair stands between in a Chinese sentence; the half-width mark after it has not been judged yet.
_BOUNDARY_BEFORE = lazy_pattern(f"(?:[{LEFT}{STOPS}{MARKUP}…—]|^) {{0,3}}$")
_BOUNDARY_AFTER = lazy_pattern(f" {{0,3}}(?:[{RIGHT}{STOPS}{MARKUP}…—]|$|[,;:.!?](?:[{RIGHT}]|$))")
_FURTHEST_BOUNDARY = 4
_LONGEST_FACE = 16
# No words: `:-)`, `(^_^)`, `(T_T)`, and the empty pair of a function; a gap to be filled in has spaces.
_EMOTICON = lazy_pattern(
    f"[^\\w {PLACEHOLDER}]*|[^\\w {PLACEHOLDER}]*([A-Za-z0-9])[_.]+\\1[^\\w ]*|(?! *$)[^A-Za-z0-9{HAN}{PLACEHOLDER}]+"
)


def widen_parentheses(text: str) -> str:
    """Apply `widen_parentheses_of_line` to each line that needs it."""
    if "(" in text:
        text = _CHINESE_PAIR.sub(lambda pair: f"（{pair[0][1:-1]}）", text)
    if "(" not in text and ")" not in text:
        return text
    return "\n".join([widen_parentheses_of_line(line) if "(" in line or ")" in line else line for line in text.split("\n")])


def widen_parentheses_of_line(line: str) -> str:
    """Turn half-width parentheses that hold Chinese, or stand between Chinese, into full-width ones, always in pairs.

    >>> widen_parentheses_of_line("乡镇(街道)的f(x)")
    '乡镇（街道）的f(x)'
    """
    marks = [found.start() for found in _BRACKET.finditer(line)]
    # han[i]: how many of the stretches before bracket i hold a Han character, so that no pair has to be searched again.
    han = [0]
    for start, end in pairwise(marks):
        han.append(han[-1] + (_HAN.search(line, start, end) is not None))
    edits: Edits = {}
    narrow: list[tuple[int, int]] = []
    opened: list[int] = []
    for number, place in enumerate(marks):
        if line[place] in "(（":
            opened.append(number)
        elif opened:
            opener = opened.pop()
            start = marks[opener]
            if line[start] == "（" or line[place] == "）" or han[number] > han[opener]:
                edits[start], edits[place] = "（", "）"
            else:
                narrow.append((start, place))
    line = with_edits(line, edits)
    late: Edits = {}
    for group in _side_by_side(line, sorted(narrow)):
        if _stands_between_han(line, group[0][0], group[-1][1]):
            for start, end in group:
                late[start], late[end] = "（", "）"
    return with_edits(line, late)


def _side_by_side(line: str, pairs: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Group the pairs between which there are only spaces, so that `甲(1)(2)乙` is judged by `甲` and `乙`; no faces."""
    groups: list[list[tuple[int, int]]] = []
    for start, end in pairs:
        if end - start <= _LONGEST_FACE and _EMOTICON.fullmatch(line, start + 1, end):
            continue
        if groups and groups[-1][-1][1] < start and not line[groups[-1][-1][1] + 1 : start].strip(" "):
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    return groups


def _stands_between_han(line: str, start: int, end: int) -> bool:
    before = line[max(0, start - _FURTHEST_BOUNDARY) : start]
    return _BOUNDARY_BEFORE.search(before) is not None and _BOUNDARY_AFTER.match(line, end + 1) is not None
