"""The lines of a text: where they begin and end, and what stands between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.linebreaks.constants import ONE
from corpuskit.text.characters import is_blank

_FIRST, _LAST = itemgetter(0), itemgetter(-1)


class Visible(NamedTuple):
    """The lines of a text that are not blank, without the blanks around them.

    Attributes:
        lines: n lines.
        firsts: their first characters, one string of n.
        lasts: their last ones.
    """

    lines: Sequence[str]
    firsts: str
    lasts: str

    @classmethod
    def of(cls, lines: Sequence[str]) -> Visible:
        """Look at lines of which none is empty."""
        return cls(lines, "".join(map(_FIRST, lines)), "".join(map(_LAST, lines)))


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """n lines of a text that are not blank, as arrays of shape (n,).

    Attributes:
        text: the text.
        pieces: the lines, without the blanks around them.
        start: offset of the first visible character of each.
        end: offset after the last one.
        raw: offset of the beginning of the line, indentation included.
        blanks: how many blank lines stand before it; -1 where that says nothing, because page furniture stood there.
        page: whether a form feed stands before it.
    """

    text: str
    pieces: Sequence[str]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    raw: NDArray[np.int64]
    blanks: NDArray[np.int64]
    page: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.pieces)

    def take(self, places: NDArray[np.int64]) -> Lines:
        """Give some of the lines, by their numbers."""
        pieces = list(map(self.pieces.__getitem__, places.tolist()))
        start, end, raw, blanks = (array[places] for array in (self.start, self.end, self.raw, self.blanks))
        return Lines(self.text, pieces, start, end, raw, blanks, self.page[places])


def raw_and_stripped(text: str) -> tuple[list[str], list[str], Visible]:
    """Give all lines as they are, and without the blanks around them: `""` for one that shows nothing; and the others.

    >>> raw_and_stripped("　一\\n\\n二 ")
    (['\\u3000一', '', '二 '], ['一', '', '二'], Visible(lines=['一', '二'], firsts='一二', lasts='一二'))
    """
    raw = text.split("\n")
    stripped = list(map(str.strip, raw))
    visible = Visible.of(list(filter(None, stripped)))
    # What is invisible and no white space is rare: a look at the first characters tells.
    if not visible.firsts.isprintable():
        stripped = ["" if line and not line[0].isprintable() and is_blank(line) else line for line in stripped]
        visible = Visible.of(list(filter(None, stripped)))
    return raw, stripped, visible


def split_lines(text: str) -> Lines:
    """Find the lines that are not blank.

    >>> lines = split_lines("　一\\n\\n二 ")
    >>> lines.pieces, lines.start.tolist(), lines.end.tolist(), lines.blanks.tolist()
    (['一', '二'], [1, 4], [2, 5], [0, 1])
    """
    raw, stripped, _ = raw_and_stripped(text)
    return locate(text, raw, stripped)


def locate(text: str, raw_lines: Sequence[str], stripped: Sequence[str]) -> Lines:
    """Find out where the lines stand in their text; the last two arguments are from `raw_and_stripped`."""
    lengths = list(map(len, stripped))
    is_bare = len(text) < sum(lengths) + len(stripped)  # there are no blanks around lines
    size = length = np.array(lengths, np.int64)
    if not is_bare:
        size = np.fromiter(map(len, raw_lines), np.int64, len(raw_lines))
    raw = np.zeros(len(size), np.int64)
    np.add.accumulate(size[:-1] + ONE, out=raw[1:])
    page = np.zeros(len(length), np.bool_) if is_bare or "\f" not in text else _after_form_feed(raw_lines, stripped)
    seen = length.nonzero()[0]
    blanks = np.zeros(len(seen), np.int64)
    if len(seen) < len(length):
        stripped = list(filter(None, stripped))
        length, size, raw, page = length[seen], size[seen], raw[seen], page[seen]
        blanks[:1] = seen[:1]
        blanks[1:] = seen[1:] - seen[:-1] - ONE
    start = raw
    if not is_bare:
        start = raw.copy()
        bordered = (size != length).nonzero()[0]
        lines = map(raw_lines.__getitem__, seen[bordered].tolist())
        start[bordered] += np.array([len(line) - len(line.lstrip()) for line in lines], np.int64)
    return Lines(text, stripped, start, start + length, raw, blanks, page)


def _after_form_feed(raw_lines: Sequence[str], stripped: Sequence[str]) -> NDArray[np.bool_]:
    """Say of each line whether a form feed stands between it and the visible line before; it is a blank, so lines are raw."""
    page = np.zeros(len(stripped), np.bool_)
    for number in [number for number, raw in enumerate(raw_lines) if "\f" in raw]:
        raw, line = raw_lines[number], stripped[number]
        if line and "\f" in raw[: len(raw) - len(raw.lstrip())]:
            page[number] = True
        if not line or raw[-1] == "\f":
            following = next((later for later in range(number + 1, len(stripped)) if stripped[later]), -1)
            page[following] = page[following] or following > number
    return page
