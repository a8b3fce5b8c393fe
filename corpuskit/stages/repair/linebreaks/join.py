"""Put the pieces of a paragraph together again: what stood between them, a space or nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import constant
from corpuskit.stages.repair.linebreaks.habits import Habits
from corpuskit.stages.repair.linebreaks.measure import Measures
from corpuskit.stages.repair.linebreaks.traits import IS_ASCII, IS_LETTER, IS_WIDE, has
from corpuskit.text.characters import HAN, KANA
from corpuskit.text.patterns import lazy_pattern

_WIDE = lazy_pattern(f"[{HAN}{KANA}\u2014\u2018-\u201d\u2026\u3000-\u303f\u30fb\u30fc\uff01-\uff65]")
_LONGEST_WORD = 40
_WORD_START = lazy_pattern(f"[A-Za-z]{{1,{_LONGEST_WORD}}}")
_LATIN_END = "\u0250"
_ASCII_LETTER = constant(IS_ASCII | IS_LETTER)
#: What stands between two lines when they are put together; `UNSURE` where more than two characters tell.
LINE_END, NOTHING, SPACE, UNSURE = range(4)
_SEPARATORS = ("\n", "", " ", "")


def joiner(before: str, after: str, known: Habits) -> tuple[int, str]:
    """Say how two lines of a paragraph are joined.

    Returns:
        How many characters at the end of the first line go (a hyphen), and what is put between.
    """
    left, right = before[-1], after[0]
    if left.isalpha() and right.isalpha() and left < _LATIN_END and right < _LATIN_END and not known.words_broken:
        return 0, " "  # Latin words
    wide_left, wide_right = _WIDE.match(left), _WIDE.match(right)
    if wide_left and wide_right:
        return 0, ""
    if wide_left or wide_right:
        narrow = right if wide_left else left
        if not narrow.isalnum() or not (left if wide_left else right).isalnum():
            return 0, ""
        return 0, " " if (known.spaced_digits if narrow.isdigit() else known.spaced_letters) else ""
    if left == "-" and not known.words_broken and len(before) >= 3 and before[-2].isalpha() and right.islower():
        head, tail = _last_word(before[:-1]), _WORD_START.match(after)
        if head and tail:
            return (0, "") if f"{head}-{tail[0]}" in known.hyphenated else (1, "")
    if left in "-\u2010/" and right.isalnum():
        return 0, ""
    if left.isdigit() and right.isdigit():
        return 0, ""
    if known.words_broken and left.isalnum() and right.isalnum():
        return 0, "" if _is_one_word(before, after, known) else " "
    if known.words_broken and right in ",.;:!?)]}'%":
        return 0, ""
    return 0, " "


def _is_one_word(before: str, after: str, known: Habits) -> bool:
    head, tail = _last_word(before), _WORD_START.match(after)
    if not head or not tail:
        return True
    if head + tail[0] in known.words:
        return True
    return not (head in known.words and tail[0] in known.words and len(head) > 1 and len(tail[0]) > 1)


def _last_word(line: str) -> str:
    """Give the Latin letters that a line ends with."""
    match = _WORD_START.match(line[: -_LONGEST_WORD - 1 : -1])  # backwards, from the end on
    return match[0][::-1] if match else ""


def between_lines(measures: Measures, known: Habits) -> NDArray[np.int8]:
    """Say what stands between each of n lines and the next one if they are joined, where the two characters alone tell.

    Returns:
        Shape (n,): `NOTHING`, `SPACE` or `UNSURE`.
    """
    between = np.empty(len(measures.first), np.int8)
    between.fill(UNSURE)
    both = measures.last[:-1] & measures.first[1:]
    between[:-1][has(both, IS_WIDE)] = NOTHING  # Han, kana and their marks: nearly always
    if not known.words_broken:
        between[:-1][both & _ASCII_LETTER == _ASCII_LETTER] = SPACE
    return between


def put_together(pieces: Sequence[str], between: NDArray[np.int8], known: Habits) -> tuple[str, list[tuple[int, int]]]:
    """Put n lines together.

    Args:
        pieces: the lines.
        between: shape (n,): what stands between each and the next one, `LINE_END` if nothing is joined.
        known: the habits of the document.

    Returns:
        The text; and for each hyphen that went, the number of its line and how many characters went.
    """
    separators = [_SEPARATORS[code] for code in between.tolist()]
    hyphens: list[tuple[int, int]] = []
    for number in (between == UNSURE).nonzero()[0].tolist():
        cut, separators[number] = joiner(pieces[number], pieces[number + 1], known)
        if cut:
            hyphens.append((number, cut))
    if hyphens:
        pieces = list(pieces)
        for number, cut in hyphens:
            pieces[number] = pieces[number][:-cut]
    separators[-1] = ""
    parts = [""] * (2 * len(separators))
    parts[::2], parts[1::2] = pieces, separators
    return "".join(parts), hyphens
