"""The lines of a PDF page: in the order of its columns, and with the indents that pdfium leaves out and paragraphs begin with."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from typing import Any

from corpuskit.io.readers.pdf_columns import Line, in_columns, is_gutter

_INDENT = "\u3000\u3000"
_HAN = re.compile("[\u4e00-\u9fff]")
_MAY_PART = re.compile("[^ ] +(?=[^ ])")  # the last character before a gap, and the gap
_FEWEST = 4  # lines that make a margin
_SAME = 0.35  # of the width of a character: lines that differ by less begin at the same place
_TWO = (1.6, 2.4)  # the same: what is taken for an indent of two characters
_NEAR = 3  # lines to either side in which the margin has to be seen


def laid_out(text_page: Any, text: str) -> str:
    """Put columns one below the other, and write two wide spaces before each line that is indented by two characters.

    Args:
        text_page: of pypdfium2.
        text: all of its text, as it gives it, lines ending with CR LF.
    """
    parts = text.split("\r\n")
    if len(parts) <= _FEWEST or not _HAN.search(text):
        return text
    lines = in_columns(_measured(text_page, parts))
    widths = [line.width for line in lines if _HAN.match(line.text)]
    if len(widths) < _FEWEST:
        return text
    indented = _indented([line.left for line in lines], statistics.median(widths))
    return "\r\n".join(
        _INDENT + line.text if flag and line.text.strip() else line.text for line, flag in zip(lines, indented, strict=True)
    )


def _measured(text_page: Any, parts: Sequence[str]) -> list[Line]:
    from pypdfium2.raw import FPDFText_GetCharIndexFromTextIndex

    def box(place: int) -> tuple[float, float]:
        index = FPDFText_GetCharIndexFromTextIndex(text_page.raw, place)
        left, _, right, _ = text_page.get_charbox(index, loose=True) if index >= 0 else (-1.0, 0.0, -1.0, 0.0)
        return left, right

    lines = []
    at = 0
    for part in parts:
        # Blanks before the text are there already; the line counts from them on.
        left, right = box(at) if part else (-1.0, -1.0)
        width, end, gap = right - left, right, None
        if part.strip():
            end = box(at + _units(part.rstrip()) - 1)[1]
        if _HAN.search(part):
            spaces = [
                (found.end(), box(at + _units(part[: found.start()]))[1], box(at + _units(part[: found.end()]))[0])
                for found in _MAY_PART.finditer(part)
            ]
            gaps = [space for space in spaces if is_gutter(*space[1:], width)]
            gap = max(gaps, key=lambda space: space[2] - space[1], default=None)
        lines.append(Line(part, left, end, width, gap))
        at += _units(part) + 2
    return lines


def _units(text: str) -> int:
    """Give the length of a text in UTF-16, in which pdfium counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


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
