"""Cheap looks that spare most texts the search for blocks: whether there may be code, tables or verse at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from operator import itemgetter

from corpuskit.text.blocks import (
    FEWEST_CODE_LINES,
    FEWEST_SURE_LINES,
    FEWEST_VERSE_LINES,
    LONGEST_VERSE_LINE,
    is_flush_prose,
    may_hold_fences,
)
from corpuskit.text.patterns import lazy_pattern

_TABLE_SIGNS = (*"\t|┌├└│╔║╚", "   ", "\u3000\u3000")
_FIRST = itemgetter(0)
_NOT_HAN = lazy_pattern(f"[^\u4e00-\u9fff]{{{FEWEST_CODE_LINES},}}")


def may_hold_blocks(text: str, lines: Sequence[str]) -> bool:
    """Say cheaply whether `block_kinds` could matter where no lines are joined: for a blank line or an indentation that stays.

    Args:
        text: the text.
        lines: its lines that are not blank, without the blanks around them.
    """
    gaps = text.count("\n") + 1 - len(lines)
    if gaps > 0:  # perhaps only before the first line and behind the last one
        gaps = text.strip().count("\n") + 1 - len(lines)
    if gaps <= 0:
        is_bare = len(text) < sum(map(len, lines)) + len(lines)  # there are no blanks around lines
        return not is_bare and _is_indented(text) and may_hold_code_or_table(text, lines)
    if may_hold_code_or_table(text, lines):
        return True
    return gaps * 10 < len(lines) * 9 and _has_run_of_short_lines(lines)


def _has_run_of_short_lines(lines: Sequence[str]) -> bool:
    run = 0
    for line in lines:
        run = run + 1 if len(line) <= LONGEST_VERSE_LINE else 0
        if run >= FEWEST_VERSE_LINES:
            return True
    return False


def may_hold_code_or_table(text: str, lines: Sequence[str]) -> bool:
    """Say cheaply whether some of the lines could be code or rows of a table; arguments as for `may_hold_blocks`."""
    if may_hold_fences(text) or ("\t" in text and ("\n\t" in text or text[0] == "\t")):
        return True
    if any(map(text.__contains__, "{};=()<>")) and (_is_indented(text) or (_are_some_ascii(lines) and _has_run_of_code(lines))):
        return True
    signs = [sign for sign in _TABLE_SIGNS if sign[0] in text and sign in text]
    if not signs:
        return False
    bare = "\n".join(lines)
    signs = [sign for sign in signs if sign in bare]
    return bool(signs) and _has_neighbours(lines, signs)


def _has_neighbours(lines: Sequence[str], signs: Sequence[str]) -> bool:
    """Say whether two lines running hold one of the signs."""
    numbers = {number for sign in signs for number, line in enumerate(lines) if sign in line}
    return any(number + 1 in numbers for number in numbers)


def _are_some_ascii(lines: Sequence[str]) -> bool:
    return len(list(islice(filter(str.isascii, lines), FEWEST_SURE_LINES))) == FEWEST_SURE_LINES


def _has_run_of_code(lines: Sequence[str]) -> bool:
    """Say cheaply whether there may be lines of code in a row, where none is indented: not where all are sentences."""
    for several in _NOT_HAN.finditer("".join(map(_FIRST, lines))):
        run = 0
        for line in lines[several.start() : several.end()]:
            run = 0 if is_flush_prose(line) else run + 1
            if run >= FEWEST_CODE_LINES:
                return True
    return False


def _is_indented(text: str) -> bool:
    # One character is found much faster than two.
    return any(blank in text and (text[0] == blank or f"\n{blank}" in text) for blank in " \t")
