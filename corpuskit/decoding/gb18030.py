"""What GB 18030-2022 says of the codes that the codec of Python, made for older editions, gives private-use characters.

The edition of 2022 (for ḿ that of 2005) places 19 two-byte codes at characters that Unicode has by now. The four-byte codes of
these characters mean the same here, as everybody writes them, although the standard now wants private use written with those.
"""

from __future__ import annotations

import re

_VERTICAL_MARKS = zip(range(0xE78D, 0xE797), "︐︒︑︓︔︕︖︗︘︙", strict=True)  # A6D9 to A6DF, A6EC, A6ED, A6F3
_HAN = zip((0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864), range(0x9FB4, 0x9FBC), strict=True)  # FE59 to FEA0
_MOVED: dict[int, int | str] = {**dict(_VERTICAL_MARKS), **dict(_HAN), 0xE7C7: "ḿ"}  # A8BC
_ANY_MOVED = re.compile("[" + "".join(map(chr, _MOVED)) + "]")


def as_in_2022(text: str) -> str:
    """Put the characters of GB 18030-2022 in the place of private-use characters.

    >>> as_in_2022(bytes.fromhex("a6d9 fe59 a8bc").decode("gb18030"))
    '︐龴ḿ'
    """
    return text.translate(_MOVED) if _ANY_MOVED.search(text) else text
