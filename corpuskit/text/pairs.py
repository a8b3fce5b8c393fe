"""Pairs of quotes and parentheses inside one line: which mark opens, which closes, and which pairs are Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpuskit.text.characters import HAN
from corpuskit.text.marks import LEFT, RIGHT
from corpuskit.text.protected import PLACEHOLDER

_HAN = re.compile(f"[{HAN}]")
_QUOTE = re.compile('["“”「」]')
_WRONG = re.compile("”[^“”\n]*+”|“[^“”\n]*+“|」[^「」\n]*+」|「[^「」\n]*+「")
_SINGLE_QUOTE = re.compile("'(?<![A-Za-z0-9].)|'(?![A-Za-z])")
_TURN = str.maketrans("“”「」", "”“」「")
_OPENS = frozenset("“「")
_CLOSES = frozenset("”」")

_BRACKET = re.compile("[()（）]")
_LEFT = re.compile(f"[{LEFT}]")
_RIGHT = re.compile(f"[{RIGHT}]")

# Han beside a quotation, with at most one mark and some spaces between.
_HAN_BEFORE = re.compile(f"[{HAN}] {{0,3}}[,:;.!?，：；。！？、]? {{0,3}}$")
_HAN_AFTER = re.compile(f" {{0,3}}[,:;.!?，：；。！？、]? {{0,3}}[{HAN}]")
_REACH = 8
# What no quotation begins with: then the mark before it was not an opening one.
_NO_BEGINNING = frozenset(",.;:!?)，。；：！？、）”’」』》】 ")

# The placeholder may hide a figure: `/27"`.
_FIGURES = frozenset("0123456789" + PLACEHOLDER)
# What stands before an opening quote and never before a closing one.
_NO_END = frozenset(":：（(《〈「『【“‘")

_LONGEST_TURNED_QUOTATION = 60

Edits = dict[int, str]


def curl_quotes(text: str) -> str:
    """Apply `curl_quotes_of_line` to each line that needs it."""
    straight = '"' in text or "'" in text
    wrong = _some_quote_faces_wrong(text)
    if not straight and not wrong:
        return text
    return "\n".join(
        [
            curl_quotes_of_line(line) if '"' in line or "'" in line or (wrong and _WRONG.search(line)) else line
            for line in text.split("\n")
        ]
    )


def curl_quotes_of_line(line: str) -> str:
    """Turn straight quotes around or beside Chinese into curly ones, and turn round a curly one that faces the wrong way.

    An odd number of straight quotes leaves all of them, unless the odd one closes a quotation that a curly one has opened.
    Marks of inches and of attributes (`5"`, `="x"`) do not count, and pairs without Chinese stay.

    Args:
        line: one paragraph; quotations are never balanced across paragraphs, where a repeated opening mark is legal.

    >>> curl_quotes_of_line('他说:"你好",又说”再见”。')
    '他说:“你好”,又说“再见”。'
    >>> curl_quotes_of_line('27"的屏幕')
    '27"的屏幕'
    """
    line = _with_edits(line, _turn_round(line))
    if '"' in line:
        line = _with_edits(line, _curl_straight(line))
    if "'" in line:
        places = [found.start() for found in _SINGLE_QUOTE.finditer(line)]
        line = _with_edits(line, _curl_pairs(line, _without_attributes(line, places), "‘’", touching=False))
    return line


def widen_parentheses(text: str) -> str:
    """Apply `widen_parentheses_of_line` to each line that has any."""
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
    line = _with_edits(line, edits)
    # Two pairs side by side wait for each other, so what is found here never makes another pair Chinese.
    late: Edits = {}
    for start, end in narrow:
        if _stands_between_han(line, start, end):
            late[start], late[end] = "（", "）"
    return _with_edits(line, late)


def _some_quote_faces_wrong(text: str) -> bool:
    """Say whether somewhere two opening or two closing quotes follow each other, nested quotations included."""
    for mark, partner in (("“", "”"), ("”", "“"), ("「", "」"), ("」", "「")):
        if mark in text:
            for between in text.split(mark)[1:-1]:
                if partner not in between and "\n" not in between:
                    return True
    return False


def _stands_between_han(line: str, start: int, end: int) -> bool:
    before = start == 0 or _LEFT.match(line, start - 1) is not None
    return before and (end + 1 == len(line) or _RIGHT.match(line, end + 1) is not None)


def _curl_straight(line: str) -> Edits:
    marks = [found.start() for found in _QUOTE.finditer(line)]
    if '\\"' in line:  # escaped quotes: the line is a piece of data
        return {}
    straight = _without_inches(line, _without_attributes(line, [place for place in marks if line[place] == '"']))
    if not straight:
        return {}
    unopened, unclosed = _unmatched(line, [place for place in marks if line[place] != '"'])
    edits: Edits = {}
    if len(straight) % 2:
        after = [place for place in straight if unclosed and place > unclosed[0]]
        before = [place for place in straight if unopened and place < unopened[-1]]
        if len(unclosed) == 1 and not unopened and after:
            edits[after[0]] = "”" if line[unclosed[0]] == "“" else "」"
        elif len(unopened) == 1 and not unclosed and before:
            edits[before[-1]] = "“" if line[unopened[0]] == "”" else "「"
        else:
            return {}
        straight = [place for place in straight if place not in edits]
    elif unopened or unclosed:
        return {}
    curly = [place for place in marks if line[place] != '"' or place in edits]
    if _any_inside_quotation(line, straight, curly, edits):
        return {}
    return edits | _curl_pairs(line, straight, "“”")


def _any_inside_quotation(line: str, straight: Sequence[int], curly: Sequence[int], edits: Edits) -> bool:
    """Say whether a straight quote stands inside a curly quotation, or a straight pair crosses one: then nothing is sure."""
    inside = set(straight)
    depth = 0
    parity = 0
    for place in sorted([*straight, *curly]):
        if place in inside:
            if depth:
                return True
            parity ^= 1
        else:
            depth += 1 if edits.get(place, line[place]) in _OPENS else -1
    return depth != 0 or parity != 0


def _curl_pairs(line: str, places: Sequence[int], quotes: str, touching: bool = True) -> Edits:
    """Pair straight quotes from left to right and curl the pairs that hold Chinese, or touch it where that is enough.

    Nothing is curled where some pair looks turned inside out.
    """
    if len(places) % 2:
        return {}
    edits: Edits = {}
    for start, end in zip(places[::2], places[1::2], strict=True):
        if end == start + 1 or line[start + 1] in _NO_BEGINNING or line[end - 1] in _NO_END:
            return {}
        if _HAN.search(line, start, end) or (touching and _touches_han(line, start, end)):
            edits[start], edits[end] = quotes[0], quotes[1]
    return edits


def _touches_han(line: str, start: int, end: int) -> bool:
    return _HAN_BEFORE.search(line[max(0, start - _REACH) : start]) is not None or _HAN_AFTER.match(line, end + 1) is not None


def _turn_round(line: str) -> Edits:
    """Find two closing quotes (or two opening ones) in a row that have no partner: one of them faces the wrong way."""
    marks = [found.start() for found in _QUOTE.finditer(line)]
    following = dict(pairwise(marks))
    edits: Edits = {}
    curly = [place for place in marks if line[place] != '"']
    for places, wrong in zip(_unmatched(line, curly), (0, 1), strict=True):
        if len(places) % 2:
            continue
        pairs = list(zip(places[::2], places[1::2], strict=True))
        if all(following[pair[0]] == pair[1] and 1 < pair[1] - pair[0] <= _LONGEST_TURNED_QUOTATION for pair in pairs):
            edits |= {pair[wrong]: line[pair[wrong]].translate(_TURN) for pair in pairs}
    return edits


def _unmatched(line: str, curly: Sequence[int]) -> tuple[list[int], list[int]]:
    """Give the places of the closing quotes that nothing opened, and of the opening ones that nothing closes."""
    unopened: list[int] = []
    opened: list[int] = []
    for place in curly:
        if line[place] in _OPENS:
            opened.append(place)
        elif opened:
            opened.pop()
        else:
            unopened.append(place)
    return unopened, opened


def _without_attributes(line: str, places: Sequence[int]) -> list[int]:
    """Leave out the quotes of `name="value"` and `name == "value"`."""
    rest: list[int] = []
    skip_next = False
    for place in places:
        if skip_next:
            skip_next = False
        elif line[max(0, place - 2) : place].rstrip(" ").endswith("="):
            skip_next = True
        else:
            rest.append(place)
    return rest


def _without_inches(line: str, places: Sequence[int]) -> list[int]:
    """Leave out the marks after a number where no quotation is open."""
    rest: list[int] = []
    for place in places:
        if len(rest) % 2 == 0 and place and line[place - 1] in _FIGURES:
            continue
        rest.append(place)
    return rest


def _with_edits(line: str, edits: Edits) -> str:
    if not edits:
        return line
    characters = list(line)
    for place, character in edits.items():
        characters[place] = character
    return "".join(characters)
