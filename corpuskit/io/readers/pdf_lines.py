"""Indents of the lines of a PDF page: pdfium leaves them out, and they tell where paragraphs begin."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

_INDENT = "\u3000\u3000"
_HAN = re.compile("[\u4e00-\u9fff]")
_FEWEST = 4  # lines that make a margin
_SAME = 0.35  # of the width of a character: lines that differ by less begin at the same place
_TWO = (1.6, 2.4)  # the same: what is taken for an indent of two characters
_NEAR = 3  # lines to either side in which the margin has to be seen


class _Line(NamedTuple):
    text: str
    left: float
    width: float


def with_indents(text_page: Any, text: str) -> str:
    """Write two wide spaces before each line that begins two characters to the right of the lines around it.

    Args:
        text_page: of pypdfium2.
        text: all of its text, as it gives it, lines ending with CR LF.
    """
    parts = text.split("\r\n")
    if len(parts) <= _FEWEST or not _HAN.search(text):
        return text
    lines = _measured(text_page, parts)
    widths = [line.width for line in lines if _HAN.match(line.text)]
    if len(widths) < _FEWEST:
        return text
    indented = _indented([line.left for line in lines], statistics.median(widths))
    return "\r\n".join(_INDENT + part if flag and part.strip() else part for part, flag in zip(parts, indented, strict=True))


def _measured(text_page: Any, parts: Sequence[str]) -> list[_Line]:
    from pypdfium2.raw import FPDFText_GetCharIndexFromTextIndex

    lines = []
    at = 0
    for part in parts:
        # Blanks before the text are there already; the line counts from them on.
        index = FPDFText_GetCharIndexFromTextIndex(text_page.raw, at) if part else -1
        left, _, right, _ = text_page.get_charbox(index, loose=True) if index >= 0 else (-1.0, 0.0, -1.0, 0.0)
        lines.append(_Line(part, left, right - left))
        at += len(part.encode("utf-16-le", "surrogatepass")) // 2 + 2
    return lines


def _indented(lefts: Sequence[float], width: float) -> list[bool]:
    """Say of each line whether it is indented.

    Args:
        lefts: where the lines begin, below 0 where they are empty.
        width: of a character.

    >>> _indented([20, 0, 0, 0, 20, 0, 50, 50], 10)
    [True, False, False, False, True, False, False, False]
    """
    width = max(width, 1.0)
    begins = [round(left / (_SAME * width)) for left in lefts]
    counts = Counter(begins)
    margins = {begin for begin in counts if sum(counts[near] for near in (begin - 1, begin, begin + 1)) >= _FEWEST}
    return [
        any(
            begins[near] in margins and lefts[near] >= 0 and _TWO[0] * width <= left - lefts[near] <= _TWO[1] * width
            for near in range(max(0, index - _NEAR), min(len(lefts), index + _NEAR + 1))
        )
        for index, left in enumerate(lefts)
    ]
