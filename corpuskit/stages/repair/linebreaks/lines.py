"""The lines of a text: where they begin and end, and what stands between them."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from corpuskit.text.characters import is_blank


class Line(NamedTuple):
    """A line that is not blank: `[start, end)` in the text, without the blanks around it.

    Attributes:
        start: offset of the first visible character.
        end: offset after the last one.
        raw: offset of the beginning of the line, indentation included.
        blanks: how many blank lines stand before it; -1 where that says nothing, because page furniture stood there.
        page: whether a form feed stands before it.
    """

    start: int
    end: int
    raw: int
    blanks: int
    page: bool


def split_lines(text: str) -> list[Line]:
    """Find the lines that are not blank.

    >>> split_lines("　一\\n\\n二 ")
    [Line(start=1, end=2, raw=0, blanks=0, page=False), Line(start=4, end=5, raw=4, blanks=1, page=False)]
    """
    found: list[Line] = []
    add, make = found.append, partial(tuple.__new__, Line)  # twice as fast as Line(…)
    offset = blanks = 0
    page = False
    for raw in text.split("\n"):
        stripped = raw.strip()
        size = len(raw)
        if not stripped or (not stripped[0].isprintable() and is_blank(stripped)):
            blanks += 1
            page = page or "\f" in raw
        elif len(stripped) == size:
            add(make((offset, offset + size, offset, blanks, page)))
            blanks, page = 0, False
        else:
            indent = size - len(raw.lstrip())
            page = page or "\f" in raw[:indent]
            add(make((offset + indent, offset + indent + len(stripped), offset, blanks, page)))
            blanks, page = 0, raw[-1] == "\f"
        offset += size + 1
    return found
