"""A fast look at a text: can there be mojibake at all, and in which lines?"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.likelihood import code_units, log_likelihoods

#: How many characters are looked at together: half a line of mojibake must not hide behind the half that is right.
WINDOW = 6
# Suspicion is measured in tenths of a nat by which a character is less likely than this; mojibake is, on the average. Chinese has
# more rare characters than Japanese and Korean have.
_USUAL, _USUAL_ELSEWHERE = -9.0, -8.0
_MOST, _LEAST = 15.0, -1.0  # of a character: a single rare one proves little, a single frequent one excuses little
_THRESHOLD = 100  # of a window; clean Chinese stays below it but for one window of some ten thousand
_ALARM = np.int16(2 * _THRESHOLD)
_CHINESE = ("hans", "hant")
_OTHERS = (("ja",), ("ko",))
# How much of a line around a suspicious window may belong to it, in characters: mojibake has likely characters, too.
_MARGIN = 16
# Whatever may begin UTF-8 in a Latin disguise (not the multiplication sign), and what stands for a loss.
_ALARMING = "".join(map(chr, range(0xC2, 0xF5))).replace("×", "") + "\ufffd锟"
# Three of these in a row are memory that was never written to, one is a word.
_UNWRITTEN = "烫屯"


def looks_clean(text: str) -> bool:
    """Say whether a text needs no closer look: it is likely Chinese, or ASCII, all along; no escapes, no row of question marks.

    >>> looks_clean("渡口的早晨很安静，雾还没有散去。"), looks_clean("渡口的早晨很安静，闆捐繕娌℃湁鏁ｅ幓銆�")
    (True, False)
    """
    if "\\u" in text or "&" in text or "???" in text:
        return False
    if text.isascii():
        return True
    suspicion = _suspicion(_CHINESE)[code_units(text)]
    if len(suspicion) < WINDOW:
        return int(suspicion.sum()) < _THRESHOLD
    return int(_window_sums(suspicion).max()) < _THRESHOLD


def suspicious_lines(text: str) -> list[int]:
    """Give the numbers of the lines in which something is unlikely, in order: unlikely in Chinese, in Japanese and in Korean."""
    units = code_units(text)
    return _lines_of(_suspicious_windows(units), units)


def suspicious_stretches(line: str) -> list[tuple[int, int]]:
    """Give the stretches of a line, `[start, end)` in characters, around what is unlikely in it, in order and apart."""
    units = code_units(line)
    return _stretches_of(_suspicious_windows(units), units, len(line))


def suspicious_parts(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """Give what `suspicious_lines` and `suspicious_stretches` say of a text of many lines; stretches may span lines."""
    units = code_units(text)
    starts = _suspicious_windows(units)
    return _lines_of(starts, units), _stretches_of(starts, units, len(text))


def _lines_of(starts: NDArray[np.intp], units: NDArray[np.uint16]) -> list[int]:
    if not len(starts):
        return []
    breaks = np.flatnonzero(units == ord("\n"))
    first, last = np.append(0, breaks + 1), np.append(breaks, len(units) + WINDOW)
    # A line is hit by a window that begins in it, or ends.
    hits = _count_between(starts, first, last) + _count_between(starts + (WINDOW - 1), first, last)
    numbers: list[int] = np.flatnonzero(hits).tolist()
    return numbers


def _stretches_of(starts: NDArray[np.intp], units: NDArray[np.uint16], size: int) -> list[tuple[int, int]]:
    if not len(starts):
        return []
    if len(units) > size:  # from code units to characters
        starts = np.cumsum((units & 0xFC00) != 0xDC00)[starts] - 1
    gaps = np.flatnonzero(np.diff(starts) > 2 * _MARGIN + WINDOW)
    first = starts[np.append(0, gaps + 1)] - _MARGIN
    last = starts[np.append(gaps, len(starts) - 1)] + WINDOW + _MARGIN
    return [(max(0, start), min(size, end)) for start, end in zip(first.tolist(), last.tolist(), strict=True)]


def _count_between(places: NDArray[np.intp], first: NDArray[np.intp], last: NDArray[np.intp]) -> NDArray[np.intp]:
    """Count, for each stretch `[first, last]`, the places in it, which are in order."""
    counts: NDArray[np.intp] = np.searchsorted(places, last, "right") - np.searchsorted(places, first)
    return counts


def _suspicious_windows(units: NDArray[np.uint16]) -> NDArray[np.intp]:
    """Give the first code unit of each suspicious window."""
    if len(units) < WINDOW:
        units = np.append(units, np.zeros(WINDOW - len(units), np.uint16))
    starts = np.flatnonzero(_window_sums(_suspicion(_CHINESE)[units]) >= _THRESHOLD)
    for languages in _OTHERS:
        if len(starts):
            starts = starts[_window_sums(_suspicion(languages)[units])[starts] >= _THRESHOLD]
    return starts


def _window_sums(suspicion: NDArray[np.int16]) -> NDArray[np.int16]:
    pairs = suspicion[1:] + suspicion[:-1]
    sums: NDArray[np.int16] = pairs[4:] + pairs[2:-2] + pairs[:-4]
    return sums


@cache
def _suspicion(languages: tuple[str, ...]) -> NDArray[np.int16]:
    """Build the table of suspicion. Shape (65536,): in tenths of a nat, by UTF-16 code unit."""
    likeliest = log_likelihoods(languages[0])
    for language in languages[1:]:
        likeliest = np.maximum(likeliest, log_likelihoods(language))
    usual = _USUAL if languages == _CHINESE else _USUAL_ELSEWHERE
    table: NDArray[np.int16] = (np.clip(usual - likeliest, _LEAST, _MOST) * 10).astype(np.int16)
    table[:0x80] = 0
    table[[ord(character) for character in _ALARMING]] = _ALARM
    table[[ord(character) for character in _UNWRITTEN]] = _THRESHOLD // 3 + 1
    return table
