"""Quotes, in pairs inside one line: which mark opens, which closes, and which pairs are Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpuskit.stages.normalize.punctuation.edits import Edits, with_edits
from corpuskit.text.characters import HAN
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.protected import PLACEHOLDER
from corpuskit.text.stretches import Stretch, lines_at, merge_lines

_HAN = lazy_pattern(f"[{HAN}]")
_QUOTE = lazy_pattern('["“”「」]')
_WRONG = lazy_pattern("”[^“”\n]*+”|“[^“”\n]*+“|」[^「」\n]*+」|「[^「」\n]*+「")
_SINGLE_QUOTE = lazy_pattern("'(?<![A-Za-z0-9].)|'(?![A-Za-z])")
_TURN = str.maketrans("“”「」", "”“」「")
_OPENS = frozenset("“「")

# Han beside a quotation, with at most one mark and some spaces between.
_HAN_BEFORE = lazy_pattern(f"[{HAN}] {{0,3}}[,:;.!?，：；。！？、]? {{0,3}}$")
_HAN_AFTER = lazy_pattern(f" {{0,3}}[,:;.!?，：；。！？、]? {{0,3}}[{HAN}]")
_REACH = 8
# What no quotation begins with: then the mark before it was not an opening one.
_NO_BEGINNING = frozenset(",.;:!?)，。；：！？、）”’」』》】 ")

# The placeholder may hide a figure: `/27"`.
_FIGURES = frozenset("0123456789" + PLACEHOLDER)
# What stands before an opening quote and never before a closing one.
_NO_END = frozenset(":：（(《〈「『【“‘")
# What stands before the marks of inches and of attributes.
_NOT_SIMPLY_OPENED = _FIGURES | frozenset("= ")
_NOT_SIMPLY_CLOSED = _NO_END | frozenset("= ")
# A line in which all is as plain as can be: each quotation begins with Han, and nothing looks like an inch or an attribute.
_PLAIN_LINE = lazy_pattern(
    f'[^"]*+(?:(?<![{"".join(_NOT_SIMPLY_OPENED)}])"(?:[{HAN}]|[A-Za-z0-9][^"{HAN}]*+[{HAN}])[^"]*+(?<![{"".join(_NOT_SIMPLY_CLOSED)}])"[^"]*+)++\\Z'
)

_LONGEST_TURNED_QUOTATION = 60


def curl_quotes(text: str) -> str:
    """Apply `curl_quotes_of_line` to each line that needs it."""
    wrong = some_quote_faces_wrong(text)
    if not (wrong or '"' in text or "'" in text):
        return text
    lines = text.split("\n")
    if not _only_straight(text):
        return "\n".join(
            [
                curl_quotes_of_line(line) if '"' in line or "'" in line or (wrong and _WRONG.search(line)) else line
                for line in lines
            ]
        )
    for number in [number for number, line in enumerate(lines) if '"' in line]:
        line = lines[number]
        if _PLAIN_LINE.match(line):
            lines[number] = _curl_plain_line(line)
        else:
            lines[number] = _curl_simple_line(line) or curl_quotes_of_line(line)
    return "\n".join(lines)


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
    if _only_straight(line) and (simple := _curl_simple_line(line)):
        return simple
    line = with_edits(line, _turn_round(line))
    if '"' in line:
        line = with_edits(line, _curl_straight(line))
    if "'" in line:
        places = [found.start() for found in _SINGLE_QUOTE.finditer(line)]
        line = with_edits(line, _curl_pairs(line, _without_attributes(line, places), "‘’", touching=False))
    return line


def _only_straight(text: str) -> bool:
    return not ("'" in text or "“" in text or "”" in text or "「" in text or "」" in text or "\\" in text)


def _curl_plain_line(line: str) -> str:
    pieces = line.split('"')
    if len(pieces) == 3:
        return f"{pieces[0]}“{pieces[1]}”{pieces[2]}"
    pieces[1::2] = [f"“{inside}”" for inside in pieces[1::2]]
    return "".join(pieces)


def _curl_simple_line(line: str) -> str | None:
    """Curl straight double quotes, the only ones of the line, unless one looks like something else than half of a pair."""
    pieces = line.split('"')
    if not _NOT_SIMPLY_OPENED.isdisjoint([piece[-1:] for piece in pieces[0:-1:2]]):
        return None
    if len(pieces) % 2 == 0:
        return None if not _NOT_SIMPLY_OPENED.isdisjoint([piece[-1:] for piece in pieces[1:-1:2]]) else line
    for number in range(1, len(pieces), 2):
        inside = pieces[number]
        if not inside or inside[0] in _NO_BEGINNING or inside[-1] in _NOT_SIMPLY_CLOSED:
            return None
        if not (_HAN.search(inside) or _HAN.match(pieces[number - 1][-1:]) or _HAN.match(pieces[number + 1])):
            return None
        pieces[number] = f"“{inside}”"
    return "".join(pieces)


def some_quote_faces_wrong(text: str) -> bool:
    """Say whether somewhere two opening or two closing quotes follow each other, nested quotations included."""
    return bool(_wrong_quotes(text, "“", "”") or _wrong_quotes(text, "「", "」"))


def lines_with_wrong_quotes(text: str) -> list[Stretch]:
    """Find the lines in which two opening or two closing quotes follow each other."""
    curly, corner = _wrong_quotes(text, "“", "”"), _wrong_quotes(text, "「", "」")
    return merge_lines([*lines_at(curly, text), *lines_at(corner, text)]) if curly or corner else []


def _wrong_quotes(text: str, opener: str, closer: str) -> list[int]:
    """Give the places of quotes after which the same comes next in the same line."""
    if opener not in text and closer not in text:
        return []
    first, *rest = text.split(opener)
    if closer not in first and text.count(closer) == len(rest) and not [piece for piece in rest if closer not in piece]:
        return []  # they simply take turns
    wrong = []
    place = -1
    for number, piece in enumerate([first, *rest]):
        closers = piece.count(closer)
        if closers > 1:
            before, *between, _ = piece.split(closer)
            closing = place + 1 + len(before)
            for words in between:
                if "\n" not in words:
                    wrong.append(closing)
                closing += 1 + len(words)
        elif not closers and 0 < number < len(rest) and "\n" not in piece:
            wrong.append(place)
        place += 1 + len(piece)
    return wrong


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
        if all(
            following[start] == end and line[start] == line[end] and 1 < end - start <= _LONGEST_TURNED_QUOTATION
            for start, end in pairs
        ):
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
