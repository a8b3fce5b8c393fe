"""Text about mojibake, encodings and HTML, which shows as examples what would be damage elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.stages.repair.mojibake.screen import suspicious_lines
from corpuskit.text.characters import is_blank
from corpuskit.text.patterns import lazy_pattern

_ENCODINGS = lazy_pattern(
    "乱码|亂碼|编码|编碼|編碼|解码|解碼|字符集|字元集|替换字符|替換字元|文字化け|文字コード|转义|轉義|码点|碼點"
    "|mojibake|encod|charset|code ?point|escape|replacement char|U\\+FFFD"
    "|UTF-?8|GBK|GB ?18030|GB ?2312|Big-?5|Latin-?1|Unicode|ISO-8859",
    re.IGNORECASE,
)
_MARKUP = lazy_pattern("HTML|XML|实体|實體|字符引用|标签|標籤|转义|轉義|网页源|源代码|原始碼|markup|entit|escape", re.IGNORECASE)
# A line that names mojibake, or that speaks of encodings and ends with a colon.
_ANNOUNCED = lazy_pattern(f"乱码|亂碼|mojibake|文字化け|(?:{_ENCODINGS.pattern}).*[:：]\\s*$", re.IGNORECASE)
_LONGEST_EXAMPLE = 12  # lines
_QUOTED_SHARE = 0.5  # of the visible characters of a line: one about mojibake consists of other things mostly


def is_about_encodings(line: str) -> bool:
    """Say whether a line speaks of encodings.

    >>> is_about_encodings("乱码是怎么来的？"), is_about_encodings("他走了。")
    (True, False)
    """
    return _ENCODINGS.search(line) is not None


def is_about_markup(line: str) -> bool:
    """Say whether a line speaks of HTML and how it is written."""
    return _MARKUP.search(line) is not None


def is_example(lines: Sequence[str], number: int, damaged: int) -> bool:
    """Say whether a line shows mojibake on purpose: it speaks of it, or what stands before it does and announces an example.

    Args:
        lines: all lines of the text.
        number: the number of the line.
        damaged: how many of its characters look like mojibake.
    """
    if is_about_encodings(lines[number]) and damaged < _QUOTED_SHARE * len("".join(lines[number].split())):
        return True
    for before in range(number - 1, max(-1, number - _LONGEST_EXAMPLE), -1):
        if not is_blank(lines[before]) and not suspicious_lines(lines[before]):
            return _ANNOUNCED.search(lines[before]) is not None
    return False
