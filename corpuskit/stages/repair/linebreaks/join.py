"""Put the pieces of a paragraph together again: what stood between them, a space or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpuskit.stages.repair.linebreaks.lines import Line
from corpuskit.text.characters import HAN, HANGUL, KANA

_WIDE = re.compile(f"[{HAN}{KANA}\u2014\u2018-\u201d\u2026\u3000-\u303f\u30fb\u30fc\uff01-\uff65]")
_HANGUL = re.compile(f"[{HANGUL}]")
_TIGHT = re.compile(f"[{HAN}{KANA}]([A-Za-z0-9])|([A-Za-z0-9])(?=[{HAN}{KANA}])")
_SPACED = re.compile(f"[{HAN}{KANA}] ([A-Za-z0-9])|([A-Za-z0-9]) (?=[{HAN}{KANA}])")
_HYPHENATED = re.compile(r"[A-Za-z]+-[a-z]+(?:-[a-z]+)*")
_WORD = re.compile(r"[A-Za-z]+")
_WORD_END = re.compile(r"[A-Za-z]{1,40}$")
_WORD_START = re.compile(r"[A-Za-z]{1,40}")


@dataclass(frozen=True, slots=True)
class Habits:
    """How the document writes.

    Attributes:
        spaced_letters: whether a space stands between Han and Latin letters.
        spaced_digits: whether a space stands between Han characters and digits.
        words_broken: whether lines break in the middle of Latin words.
        words: its Latin words, only where words are broken.
        hyphenated: its compounds with a hyphen inside a line.
    """

    spaced_letters: bool
    spaced_digits: bool
    words_broken: bool
    words: frozenset[str]
    hyphenated: frozenset[str]


def habits(text: str, words_broken: bool) -> Habits:
    """Find out how a document writes what stands at its line ends."""
    tight_letters, tight_digits = _letters_and_digits(_TIGHT, text)
    spaced_letters, spaced_digits = _letters_and_digits(_SPACED, text)
    words = frozenset(_WORD.findall(text)) if words_broken else frozenset()
    hyphenated = frozenset(_HYPHENATED.findall(text)) if "-" in text else frozenset()
    return Habits(spaced_letters > tight_letters, spaced_digits > tight_digits, words_broken, words, hyphenated)


def _letters_and_digits(pattern: re.Pattern[str], text: str) -> tuple[int, int]:
    found = [first or second for first, second in pattern.findall(text)]
    digits = sum(map(str.isdigit, found))
    return len(found) - digits, digits


def joiner(text: str, before: Line, after: Line, known: Habits) -> tuple[int, str]:
    """Say how two lines of a paragraph are joined.

    Returns:
        How many characters at the end of the first line go (a hyphen), and what is put between.
    """
    left, right = text[before.end - 1], text[after.start]
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


def put_together(text: str, lines: Sequence[Line], known: Habits) -> tuple[str, list[tuple[int, int]]]:
    """Join the lines of one paragraph.

    Returns:
        The paragraph, and the hyphens that went, as spans of `text`.
    """
    parts: list[str] = []
    gone: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if number + 1 == len(lines):
            parts.append(text[line.start : line.end])
            break
        cut, between = joiner(text, line, lines[number + 1], known)
        if cut:
            gone.append((line.end - cut, line.end))
        parts.append(text[line.start : line.end - cut])
        parts.append(between)
    return "".join(parts), gone
