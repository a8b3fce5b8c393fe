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
    if "\u3001" <= left < "\uac00" and "\u3001" <= right < "\uac00":
        return 0, ""  # nearly always: Han, kana and their marks
    wide_left, wide_right = _WIDE.match(left), _WIDE.match(right)
    if wide_left and wide_right:
        return 0, ""
    if wide_left or wide_right:
        narrow = right if wide_left else left
        spaced = known.spaced_digits if narrow.isdigit() else known.spaced_letters
        return 0, " " if spaced and narrow.isalnum() and (left if wide_left else right).isalnum() else ""
    if left == "-" and before.end - before.start >= 3 and text[before.end - 2].isalpha() and right.islower():
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


def put_together(text: str, lines: Sequence[Line], known: Habits | None) -> tuple[str, list[tuple[int, int]]]:
    """Join the lines of one paragraph, of which there are several only where the habits of the document are known.

    Returns:
        The paragraph, and the hyphens that went, as spans of `text`.
    """
    parts: list[str] = []
    gone: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if number + 1 == len(lines) or known is None:
            parts.append(text[line.start : line.end])
            break
        cut, between = joiner(text, line, lines[number + 1], known)
        if cut:
            gone.append((line.end - cut, line.end))
        parts.append(text[line.start : line.end - cut])
        parts.append(between)
    return "".join(parts), gone
