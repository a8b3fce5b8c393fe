"""Which lines are worth a closer look: those that begin as something does that may stand around an article.

One search over the text finds them. Nearly all lines of an article begin otherwise, so what comes after costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from corpuskit.stages.extract.page import credits, footer, items, links, metadata
from corpuskit.stages.extract.page.folding import forms
from corpuskit.text.patterns import lazy_pattern

_AROUND = " \t\u3000\xa0|｜│┃\\-*•·●■◆◇□▪○★☆↑>＞»›<＜«‹【\\[［（(「〖〔"
_AFTER_KEY = "[ \u3000\xa0】\\]］*]*+[:：|｜│┃丨\t]"
_SPACES = "[ \u3000\xa0]*+"
_BOUND = "(?=[ \t\u3000\xa0|｜/·•\\-【】\\[\\]()（）［］\n]|$)"
_DIGIT, _POINT = "[0-9０-９]", "[-/.年－／．]"
_DAY = f"{_DIGIT}{{4}}{_POINT}{_DIGIT}{{1,2}}[-/.月－／．]{_DIGIT}{{1,2}}日?"
_DATE = f"{_DAY}[ \u3000\xa0T]*+(?:{_DIGIT}{{1,2}}[:：]{_DIGIT}|[来來稿作编編字【浏瀏点點阅閱]|\n|$)"
_CENTURIES = "12"
_AROUND_FIRST = lazy_pattern(f"[{_AROUND}]*+")
_NUMBERS, _PAGES = "1 [2下]", "共 [0-9]"  # pagers
# Paths and dates that do not begin with a known word, and imprints with their mark further on, are looked for where they stand.
_HEAD, _TAIL = 300, 800  # characters
_HEAD_HINT = lazy_pattern(
    f"[>＞»›→/.年于於／．－-](?:(?<=[>＞»›→])|(?<=[于於]) ?[:：]? ?{_DIGIT}{{4}}{_POINT}"
    f"|{_DIGIT}{{1,2}}[-/.月－／．]{_DIGIT}{{1,2}}日?[ \u3000\xa0T]*{_DIGIT}{{1,2}}[:：]{_DIGIT}{{2}})"
)


def candidate_lines(text: str) -> dict[int, str]:
    """Find the lines of a text that may be no article, by number.

    >>> candidate_lines("打印本页\\n打印机坏了。\\n  【关闭】")
    {0: '打印本页', 2: '  【关闭】'}
    """
    found: dict[int, str] = {}
    number = position = 0
    for start in sorted({*_starts(text), *_hints(text)}):
        number += text.count("\n", position, start)
        position = start
        end = text.find("\n", start)
        found[number] = text[start : end if end >= 0 else len(text)]
    return found


def _starts(text: str) -> Iterator[int]:
    beginnings = _beginnings()
    first = _AROUND_FIRST.match(text)
    place = first.end() if first else 0
    if text[place : place + 1] in _words() and beginnings[text[place]].match(text, place):
        yield 0
    for match in _line_start().finditer(text):
        place = match.end()
        if beginnings[text[place]].match(text, place):
            yield match.start() + 1


def _hints(text: str) -> Iterator[int]:
    for match in _HEAD_HINT.finditer(text, 0, _HEAD):
        yield text.rfind("\n", 0, match.start()) + 1
    tail = max(0, len(text) - _TAIL)
    for match in footer.MARK.finditer(text, tail):
        yield text.rfind("\n", 0, match.start()) + 1


@cache
def _line_start() -> re.Pattern[str]:
    """Build the pattern that goes to the first character of a line, where known words begin with this."""
    return re.compile(f"\n[{_AROUND}]*+(?=[{re.escape(''.join(_words()))}])")


@cache
def _words() -> dict[str, str]:
    """Map each character that a known word may begin with to its folded form."""
    folded = forms()
    firsts = {word[0] for words, _, _ in _vocabulary() for word in words} | set(_CENTURIES)
    return {form: first for first in firsts for form in folded.get(first, first)}


@cache
def _vocabulary() -> tuple[tuple[Collection[str], str, str], ...]:
    """Give the known words, what may stand between their characters, and what must stand after them."""
    free = {*items.STARTS.split(), *footer.STARTS.split(), *links.HEADINGS}
    keys = {*metadata.KEYS, *credits.KEYS}
    return (free, "", ""), (frozenset(items.STARTS_BOUND.split()), "", _BOUND), (keys, _SPACES, _AFTER_KEY)


class _Beginnings(dict[str, re.Pattern[str]]):
    """The pattern of the words that begin with a character, by that character; built when it is first asked for."""

    def __missing__(self, character: str) -> re.Pattern[str]:
        first = _words()[character]
        parts = [_DATE, _NUMBERS] if first in _CENTURIES else [_PAGES] if first == "共" else []
        for words, between, after in _vocabulary():
            if some := [word for word in words if word[0] == first]:
                parts.append(_trie(some, between) + after)
        self[character] = re.compile("|".join(parts))
        return self[character]


_beginnings = cache(_Beginnings)


def _trie(words: Iterable[str], between: str) -> str:
    """Give a pattern for words, in all forms of their characters; what may stand between two of these is a pattern, too."""
    return _branch(sorted(set(words)), 0, between, forms())


def _branch(words: Sequence[str], depth: int, between: str, folded: dict[str, str]) -> str:
    by_next: dict[str, list[str]] = {}
    ends = False
    for word in words:
        if len(word) == depth:
            ends = True
        else:
            by_next.setdefault(word[depth], []).append(word)
    if not by_next:
        return ""
    gap = between if depth else ""
    parts = [
        f"{gap}[{re.escape(folded.get(character, character))}]{_branch(some, depth + 1, between, folded)}"
        for character, some in by_next.items()
    ]
    if ends:
        parts.append("")  # the longer words first
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
