"""Put the pieces of a paragraph together again: what stood between them, a space or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.stages.repair.linebreaks.habits import Habits
from corpuskit.stages.repair.linebreaks.lines import Line
from corpuskit.text.characters import HAN, KANA

_WIDE = re.compile(f"[{HAN}{KANA}\u2014\u2018-\u201d\u2026\u3000-\u303f\u30fb\u30fc\uff01-\uff65]")
_WORD_END = re.compile(r"[A-Za-z]{1,40}$")
_WORD_START = re.compile(r"[A-Za-z]{1,40}")


def joiner(text: str, before: Line, after: Line, known: Habits) -> tuple[int, str]:
    """Say how two lines of a paragraph are joined.

    Returns:
        How many characters at the end of the first line go (a hyphen), and what is put between.
    """
    left, right = text[before.end - 1], text[after.start]
    if left.isalpha() and right.isalpha() and left < "\u0250" and right < "\u0250" and not known.words_broken:
        return 0, " "  # Latin words
    wide_left, wide_right = _WIDE.match(left), _WIDE.match(right)
    if wide_left and wide_right:
        return 0, ""
    if wide_left or wide_right:
        narrow = right if wide_left else left
        spaced = known.spaced_digits if narrow.isdigit() else known.spaced_letters
        return 0, " " if spaced and narrow.isalnum() and (left if wide_left else right).isalnum() else ""
    if (
        left == "-"
        and not known.words_broken
        and before.end - before.start >= 3
        and text[before.end - 2].isalpha()
        and right.islower()
    ):
        head = _WORD_END.search(text, before.start, before.end - 1)
        tail = _WORD_START.match(text, after.start, after.end)
        if head and tail:
            return (0, "") if f"{head[0]}-{tail[0]}" in known.hyphenated else (1, "")
    if left in "-\u2010/" and right.isalnum():
        return 0, ""
    if left.isdigit() and right.isdigit():
        return 0, ""
    if known.words_broken and left.isalnum() and right.isalnum():
        return 0, "" if _is_one_word(text, before, after, known) else " "
    if known.words_broken and right in ",.;:!?)]}'%":
        return 0, ""
    return 0, " "


def _is_one_word(text: str, before: Line, after: Line, known: Habits) -> bool:
    head = _WORD_END.search(text, max(before.start, before.end - 40), before.end)
    tail = _WORD_START.match(text, after.start, after.end)
    if not head or not tail:
        return True
    if head[0] + tail[0] in known.words:
        return True
    return not (head[0] in known.words and tail[0] in known.words and len(head[0]) > 1 and len(tail[0]) > 1)


def line_ends(
    text: str, lines: Sequence[Line], goes_on: Sequence[bool], known: Habits | None
) -> tuple[list[str], list[tuple[int, int]]]:
    """Say what follows each line when its paragraph is put together again.

    Args:
        text: the text.
        lines: its lines that stay.
        goes_on: for each of them whether its paragraph goes on in the next one; only where the habits are known.
        known: the habits of the document.

    Returns:
        For each line a line feed, a space or nothing; and the hyphens that go, as spans of `text`.
    """
    ends: list[str] = []
    gone: list[tuple[int, int]] = []
    for line, after, on in zip(lines, [*lines[1:], None], goes_on, strict=True):
        if after is None or known is None or not on:
            ends.append("\n")
        elif "\u3001" <= text[line.end - 1] < "\uac00" and "\u3001" <= text[after.start] < "\uac00":
            ends.append("")  # nearly always: Han, kana and their marks
        else:
            cut, between = joiner(text, line, after, known)
            ends.append(between)
            if cut:
                gone.append((line.end - cut, line.end))
    return ends, gone
