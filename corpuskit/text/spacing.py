"""The spaces beside full-width marks, which have their space inside them already."""

from __future__ import annotations

from corpuskit.text.characters import HAN
from corpuskit.text.marks import CLOSERS, OPENERS, RIGHT, STOPS
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.protected import MARKUP, PLACEHOLDER
from corpuskit.text.stretches import fix_lines_with

# Each begins with the space, the cheap part, and looks back from there; only the first space of a run gets further.
_BEFORE_STOP = lazy_pattern(f" (?<![\\s|#>*+-] ) *(?=[{STOPS}])")
_AFTER_STOP = lazy_pattern(f" (?<=[{STOPS}] ) *(?=[A-Za-z0-9{RIGHT}{PLACEHOLDER}{MARKUP}\"'(])")
_AFTER_OPENER = lazy_pattern(f" (?<=[{OPENERS}] ) *(?=[^\\s|{CLOSERS}])")
_BEFORE_CLOSER = lazy_pattern(f" (?<![\\s|{OPENERS}] ) *(?=[{CLOSERS}](?!(?<=’)[A-Za-z]))")
_OUTSIDE = lazy_pattern(f" (?<=[{CLOSERS}] ) *(?=[{RIGHT}])| (?<=[{HAN}] ) *(?=[{OPENERS}])")
_BESIDE_MARK = lazy_pattern(f" (?:(?<=[{STOPS}{OPENERS}{CLOSERS}] )|(?=[{STOPS}{OPENERS}{CLOSERS}]))")
_LABEL = lazy_pattern(f"[{HAN}A-Za-z0-9]{{1,8}} +")
_PROSE = lazy_pattern(f"[，。；！？]|[{HAN}][,;!?]")


def may_close_up(text: str) -> bool:
    """Say at little cost whether a space stands beside a full-width mark."""
    return " " in text and _BESIDE_MARK.search(text) is not None


def close_up_marks(text: str) -> str:
    """Take the spaces out that stand beside full-width marks of Chinese lines, inside quotes and brackets, and outside of them.

    Args:
        text: Chinese lines, with ordinary spaces only.

    >>> close_up_marks("他说： “ 你好 ” ，就走了（ 没有回头 ） 。")
    '他说：“你好”，就走了（没有回头）。'
    """
    if not may_close_up(text):
        return text
    text = "\n" + text  # so that the first line begins like all others
    for pattern in (_AFTER_OPENER, _BEFORE_CLOSER, _BEFORE_STOP, _AFTER_STOP):
        text = pattern.sub("", text)
    return fix_lines_with(_OUTSIDE, text[1:], _close_outside)


def _close_outside(line: str) -> str:
    """Take the spaces outside quotes and brackets out of a sentence; a headline and a label (`第三条 《…`) keep theirs."""
    if _PROSE.search(line) is None:
        return line
    label = _LABEL.match(line)
    start = label.end() if label else 0
    return line[:start] + _OUTSIDE.sub("", line[start:])
