"""What each character is to a line breaker, in tables over code points, so that whole texts are looked up at once."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.marks import (
    BULLET_FIRST,
    CLOSERS,
    COMPRESSIBLE,
    END_OF,
    FORBIDDEN_STARTS,
    HANGING,
    MARKER_FIRST,
    OPENERS,
    End,
    Start,
    line_end,
    line_start,
)
from corpuskit.text.characters import HAN, KANA

#: Bits of a trait.
IS_ASCII, IS_LETTER, IS_HAN, IS_SPACE, IS_MARK, IS_ASCII_MARK, CAN_SQUEEZE, CAN_HANG = (1 << bit for bit in range(8))
#: White space; what ends a Latin word; what stands alone; what may not be parted from the character before it.
IS_BLANK, ENDS_WORD, IS_SINGLE, IS_TIED = (1 << bit for bit in range(8, 12))
#: In the tables of ends and starts: the character alone does not tell.
UNSURE = 99

_LAST = 0xFFFF  # code points above count as this one
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL = _CAPITALS.lower()
_NUMBERS = "".join(map(chr, range(ord("⑴"), ord("❿") + 1)))
_BLANKS = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # `str.isspace`
_SPEECH = '“「『‘"'


@cache
def trait_table() -> NDArray[np.uint16]:
    """Give the traits of every code point up to U+FFFF: an array of shape (65536,)."""
    table = np.zeros(_LAST + 1, np.uint16)
    for characters, trait in (
        ("!-~", IS_ASCII),
        ("A-Za-z\u00c0-\u024f", IS_LETTER),
        ("\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff“”", IS_HAN),
        (" \u3000", IS_SPACE),
        ("，。、；！？", IS_MARK),
        (",.;!?", IS_ASCII_MARK),
        (COMPRESSIBLE, CAN_SQUEEZE),
        (HANGING, CAN_HANG),
        (_BLANKS, IS_BLANK),
        (_BLANKS + HAN + KANA + FORBIDDEN_STARTS + OPENERS + "“”—…", ENDS_WORD),
        (HAN + KANA, IS_SINGLE),
        (FORBIDDEN_STARTS + '"', IS_TIED),
    ):
        for first, last in re.findall("(.)(?:-(.))?", characters, re.DOTALL):
            table[ord(first) : ord(last or first) + 1] |= trait
    table[_LAST] = ENDS_WORD  # a character of a higher plane may be a Han character
    return table


@cache
def end_table() -> NDArray[np.uint8]:
    """Give the `End` of a line by its last character, `UNSURE` if what stands before it counts: shape (65536,)."""
    table = np.full(_LAST + 1, End.NONE, np.uint8)
    for last in END_OF:
        table[ord(last)] = line_end(last, 0, 1)
    for last in CLOSERS + "-":
        table[ord(last)] = UNSURE
    return table


@cache
def start_table() -> NDArray[np.uint8]:
    """Give the `Start` of a line by its first character, `UNSURE` if what follows it counts: shape (65536,)."""
    table = np.full(_LAST + 1, Start.PLAIN, np.uint8)
    for first in FORBIDDEN_STARTS + _SPEECH + _SMALL + _CAPITALS:
        table[ord(first)] = line_start(first, 0, 1)
    table[[ord(first) for first in {*"—….-", *BULLET_FIRST, *MARKER_FIRST, *_NUMBERS}]] = UNSURE
    return table
