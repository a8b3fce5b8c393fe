"""How wide text is on paper, in cells: a Latin letter takes one, a Han character or a full-width mark takes two."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

# Wide and full-width characters of UAX #11, with the ambiguous marks that East Asian type sets full-width (quotes, dashes, dots).
_WIDE = (
    (0xA7, 0xA8), (0xB0, 0xB1), (0xB7, 0xB7), (0xD7, 0xD7), (0xF7, 0xF7), (0x1100, 0x115F), (0x2010, 0x2010), (0x2013, 0x2016),
    (0x2018, 0x201D), (0x2020, 0x2022), (0x2024, 0x2027), (0x2030, 0x2033), (0x203B, 0x203B), (0x2100, 0x214F),
    (0x2160, 0x217F), (0x2190, 0x23FF), (0x2460, 0x27BF), (0x2B00, 0x2BFF), (0x2E80, 0x303E), (0x3041, 0xA4CF),
    (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xE000, 0xFAFF), (0xFE10, 0xFE1F), (0xFE30, 0xFE6F), (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6), (0x16FE0, 0x18DFF), (0x1AFF0, 0x1B2FF), (0x1F000, 0x1FAFF), (0x20000, 0x3FFFD),
)  # fmt: skip
# Controls, combining marks and format characters.
_ZERO = (
    (0x00, 0x08), (0x0A, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x300, 0x36F), (0x200B, 0x200F), (0x2028, 0x202E),
    (0x2060, 0x2069), (0x3099, 0x309A), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xE0100, 0xE01EF),
)  # fmt: skip


@cache
def cell_table() -> NDArray[np.uint8]:
    """Give the width of every code point: an array of shape (0x110000,), indexed by code point."""
    table = np.ones(0x110000, np.uint8)
    for width, ranges in ((2, _WIDE), (0, _ZERO)):
        for first, last in ranges:
            table[first : last + 1] = width
    table.flags.writeable = False
    return table


def code_points(text: str) -> NDArray[np.uint32]:
    """Give the code points of a text as an array of shape (len(text),); lone surrogates pass."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def cells(text: str) -> int:
    """Measure a text in cells.

    >>> cells("GDP 增长“快”")
    14
    """
    if text.isascii() and text.isprintable():
        return len(text)
    return int(cell_table()[code_points(text)].sum(dtype=np.int64))


def cell_sums(text: str) -> NDArray[np.int64]:
    """Add widths up from the left, so that the width of any stretch is a difference of two entries.

    Args:
        text: n characters.

    Returns:
        An array of shape (n + 1,): entry i is the width of `text[:i]`, in cells.

    >>> cell_sums("a好").tolist()
    [0, 1, 3]
    """
    sums = np.zeros(len(text) + 1, np.int64)
    np.cumsum(cell_table()[code_points(text)], out=sums[1:])
    return sums
