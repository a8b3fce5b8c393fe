"""What each character is to a line breaker: one number for each code point, so that one look-up says all of a whole text.

The low bits of the number are counts that can be added up over a line: cells, marks that can be squeezed, marks that end a
sentence or a clause. Above them stand the cells that may hang out of the column at the end of a line, how a line ends with this
character and how one begins with it, and single bits.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import constant
from corpuskit.stages.repair.linebreaks.marks import (
    BULLET_FIRST,
    CLOSERS,
    COMPRESSIBLE,
    END_OF,
    FORBIDDEN_STARTS,
    HANGING,
    MARKER_FIRST,
    NEVER_FIRST,
    NUMBER_FIRST,
    OPENERS,
    End,
    Start,
    line_end,
    line_start,
)
from corpuskit.text.characters import HAN, KANA
from corpuskit.text.widths import cell_table

#: The counts: masks, and how far up they stand. A line of more characters than this would overflow them.
WIDTH, SQUEEZE_SHIFT, SQUEEZE, MARKS_SHIFT, MARKS = map(constant, (0xFFFF, 16, 0xFFF, 28, 0xFFF))
COUNTS = constant((1 << 40) - 1)
ONE_MARK = constant(1 << 28)
MOST_COUNTED = 4000
#: Classes: an `End`, a `Start`, the cells that hang; `UNSURE` where the character alone does not tell.
END_SHIFT, START_SHIFT, CLASS, HANG_SHIFT, HANG = map(constant, (40, 44, 15, 48, 3))
UNSURE = constant(15)

(
    IS_ASCII,
    IS_LETTER,
    IS_HAN,
    IS_SPACE,
    IS_ASCII_MARK,
    IS_BLANK,  # white space
    ENDS_WORD,  # ends a Latin word
    IS_SINGLE,  # a line may break before and after it: Han and kana
    IS_TIED,  # may not be parted from the character before it
    IS_NEVER_FIRST,  # no typesetter begins a line with it
    IS_COLON,
    BEGINS_KEY,  # of an entry: a bracket or a digit
    BEGINS_NUMBER,  # of a page
) = (constant(1 << bit) for bit in range(50, 63))
#: The sign: Han, kana and their marks, between which nothing stands where lines are joined.
IS_WIDE = constant(-(1 << 63))

_LAST = 0xFFFF  # code points above count as this one, except for their width
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL = _CAPITALS.lower()
_NUMBERS = "".join(map(chr, range(ord("⑴"), ord("❿") + 1)))
_BLANKS = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # `str.isspace`
_SPEECH = '“「『‘"'


def has(traits: NDArray[np.int64], some: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which characters have one of the traits that are single bits."""
    return (traits & some).astype(np.bool_)


@cache
def trait_table() -> NDArray[np.int64]:
    """Give the numbers of all code points up to U+FFFF: an array of shape (65536,)."""
    plane = "".join(map(chr, range(_LAST + 1)))

    def flags(characters: str) -> NDArray[np.int64]:
        """Give 1 for the code points of a class, written as inside of `[...]`, and 0 for the others."""
        found = np.zeros(len(plane), np.int64)
        for match in re.finditer(f"[{characters}]+", plane):
            found[match.start() : match.end()] = 1
        return found

    table = cell_table()[: _LAST + 1].astype(np.int64)
    table |= table * flags(re.escape(HANGING)) << HANG_SHIFT
    table |= _classes(int(End.NONE), {last: _sure_end(last) for last in [*END_OF, *CLOSERS, "-"]}) << END_SHIFT
    starts = {first: int(line_start(first, 0, 1)) for first in FORBIDDEN_STARTS + _SPEECH + _SMALL + _CAPITALS}
    starts |= dict.fromkeys([*"—….-", *BULLET_FIRST, *MARKER_FIRST, *_NUMBERS], int(UNSURE))
    table |= _classes(int(Start.PLAIN), starts) << START_SHIFT
    table |= flags(re.escape(COMPRESSIBLE)) << SQUEEZE_SHIFT
    table |= flags("，。、；！？") << MARKS_SHIFT
    for bit, characters in (
        (IS_ASCII, "!-~"),
        (IS_LETTER, "A-Za-z\u00c0-\u024f"),
        (IS_HAN, "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff“”"),
        (IS_SPACE, " \u3000"),
        (IS_ASCII_MARK, ",.;!?"),
        (IS_BLANK, _BLANKS),
        # A character of a higher plane may be a Han character.
        (ENDS_WORD, _BLANKS + HAN + KANA + re.escape(FORBIDDEN_STARTS + OPENERS) + "“”—…\uffff"),
        (IS_SINGLE, HAN + KANA),
        (IS_TIED, re.escape(FORBIDDEN_STARTS + '"')),
        (IS_NEVER_FIRST, re.escape(NEVER_FIRST)),
        (IS_COLON, "：:"),
        (BEGINS_KEY, r"【\[〔\d"),
        (BEGINS_NUMBER, re.escape(NUMBER_FIRST)),
        (IS_WIDE, HAN + KANA + "\u2014\u2018-\u201d\u2026\u3000-\uabff\uff01-\uff65"),
    ):
        table |= flags(characters) * bit
    return table


def _sure_end(last: str) -> int:
    return int(line_end(last, 0, 1) if last in END_OF and last not in "-." else UNSURE)


def _classes(usual: int, known: dict[str, int]) -> NDArray[np.int64]:
    classes = np.full(_LAST + 1, usual, np.int64)
    for character, value in known.items():
        classes[ord(character)] = value
    return classes
