"""What the lines of a text are like: whether they end as sentences do, begin as list items do, lead to a page, come again."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.profile import Profile
from corpuskit.text.properties import Property, character_classes

#: A line of fewer visible characters is short.
SHORT = 10
# What is shorter may be a heading, which is no sentence.
_HEADING = 20
_END, _STOP, _ELLIPSIS, _CLOSER, _BULLET, _NUMBER, _DIGIT, _SPACE, _VISIBLE, _LATIN = (1 << bit for bit in range(10))
_KINDS = (
    (Property.SENTENCE_END, _END),
    (Property.FULL_STOP, _STOP),
    (Property.ELLIPSIS, _ELLIPSIS),
    (Property.CLOSER, _CLOSER),
    (Property.BULLET, _BULLET),
    (Property.ENUMERATOR, _NUMBER),
    (Property.DIGIT, _DIGIT),
    (Property.SPACE, _SPACE),
    (Property.VISIBLE, _VISIBLE),
    (Property.LATIN, _LATIN),
)
_NUMERAL = "[一二三四五六七八九十百]"
_ITEM = lazy_pattern(
    rf"[（(〔\[](?:[0-9０-９]{{1,3}}|{_NUMERAL}{{1,4}}|[a-zA-Z])[）)〕\]]|[0-9０-９]{{1,3}}(?:[、．]|[.)）](?![0-9０-９]))"
    rf"|(?:第?{_NUMERAL}{{1,4}}(?:[、．]|[是要]，?)|第{_NUMERAL}{{1,5}}[条章节款项][ \u3000：:])|[①-⑳⑴-⒇㈠-㈩Ⅰ-Ⅻ]"
)
_LEADERS = ".．·•…⋯_-—─ \t\u3000"
_LEAST_LEADERS = 3
_PAGE_DIGITS = "0123456789０１２３４５６７８９"
_PAGE_LENGTH = 4


class Lines:
    """The lines of a text that are not blank, as arrays with one item for each line.

    Attributes:
        visible: how many visible characters each has.
        first: the kinds of its first visible character, as bits.
        last: the kinds of its last visible character.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        counts = profile.column(Property.VISIBLE).astype(np.int64)
        self.number = counts.nonzero()[0]
        self.visible = counts[self.number]
        self._after = self.visible.cumsum()
        self._kinds = _kinds().take(profile.classes)
        self._places = (self._kinds & _VISIBLE).nonzero()[0]
        self._first = self._places[self._after - self.visible]
        self._last = self._places[self._after - 1]
        self.first = self._kinds[self._first]
        self.last = self._kinds[self._last]
        # What the first characters, and the last ones, are at all: most texts have no line with a bullet.
        self._firsts, self._lasts = (int(np.bitwise_or.reduce(kinds)) for kinds in (self.first, self.last))

    def __len__(self) -> int:
        return len(self.number)

    def ended(self) -> NDArray[np.bool_]:
        """Say which lines end as a sentence does: 。！？…, a full stop, or a closing mark after one of them."""
        ends: NDArray[np.bool_] = self.last & (_END | _STOP | _ELLIPSIS) > 0
        for back in (1, 2) if self._lasts & _CLOSER else ():
            open_ = ((self.last & _CLOSER > 0) & ~ends & (self.visible > back)).nonzero()[0]
            if not len(open_):
                break
            before = self._kind_before_last(open_, back)
            ends[open_] = before & (_END | _STOP | _ELLIPSIS) > 0
        return ends

    def _kind_before_last(self, lines: NDArray[np.int64], back: int) -> NDArray[np.uint16]:
        kinds: NDArray[np.uint16] = self._kinds[self._places[self._after[lines] - 1 - back]]
        return kinds

    def sentences(self, ended: NDArray[np.bool_]) -> tuple[int, int]:
        """Count the sentences that are complete, and the ends of lines that break off.

        A run of 。！？ ends a sentence, and so does a full stop before white space, the end of a line or a closing mark. A line
        without any of them that is shorter than 20 characters counts as a heading.
        """
        marks = (self._kinds & (_END | _STOP)).nonzero()[0]
        if self.profile.total[Property.FULL_STOP]:
            marks = marks[self._end_sentences(marks)]
        complete = int(np.count_nonzero(marks[1:] - marks[:-1] > 1)) + 1 if len(marks) else 0
        inside = self.profile.column(Property.SENTENCE_END)[self.number] > 0
        return complete, int(np.count_nonzero(~ended & (inside | (self.visible >= _HEADING))))

    def _end_sentences(self, marks: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which of these marks end a sentence: all but the full stops inside of numbers and words."""
        after = self._kinds.take(marks + 1, mode="clip")
        ending: NDArray[np.bool_] = (self._kinds[marks] & _END | after & (_SPACE | _CLOSER)) > 0
        ending[-1] |= marks[-1] + 1 == len(self._kinds)
        return ending

    def latin_words(self) -> int:
        """Count the words in Latin letters."""
        if not self.profile.total[Property.LATIN]:
            return 0
        letters = (self._kinds & _LATIN).nonzero()[0]
        return 1 + int(np.count_nonzero(letters[1:] - letters[:-1] > 1))

    def end_in_ellipsis(self) -> int:
        """Count the lines that end in `…` or `...`."""
        if not self._lasts & (_ELLIPSIS | _STOP):
            return 0
        found = self.last & _ELLIPSIS > 0
        stops = ((self.last & _STOP > 0) & (self.visible > 2)).nonzero()[0]
        if len(stops):
            found[stops] = self._kind_before_last(stops, 1) & self._kind_before_last(stops, 2) & _STOP > 0
        return int(found.sum())

    def begin_with_bullet(self) -> int:
        """Count the lines that begin with a bullet; a dash before a figure is a sign."""
        if not self._firsts & _BULLET:
            return 0
        found = (self.first & _BULLET > 0) & (self.visible > 1)
        after = self._kinds[self._first[found] + 1]
        return int((after & _DIGIT == 0).sum())

    def begin_with_number(self) -> int:
        """Count the lines that begin with the number of an item: `1.`, `（二）`, `三、`, `④`."""
        if not self._firsts & (_NUMBER | _DIGIT):
            return 0
        candidates = self._first[self.first & (_NUMBER | _DIGIT) > 0].tolist()
        text = self.profile.text
        return sum(_ITEM.match(text, place) is not None for place in candidates)

    def lead_to_a_page(self) -> int:
        """Count the lines that are like entries of a table of contents: words, leaders or a wide gap, the number of a page."""
        if not self._lasts & (_DIGIT | _CLOSER):
            return 0
        ends_in_page = self.last & (_DIGIT | _CLOSER) > 0
        candidates = ends_in_page.nonzero()[0].tolist()
        return sum(_leads_to_a_page(self.profile.text[self._first[each] : self._last[each] + 1]) for each in candidates)

    def repeated(self) -> tuple[int, int]:
        """Count the lines that stood in the text before, and their visible characters."""
        lines = self.profile.text.split("\n")
        if len(set(lines)) == len(lines):
            return 0, 0
        seen: set[str] = set()
        again, characters = 0, 0
        for number, visible in zip(self.number.tolist(), self.visible.tolist(), strict=True):
            line = lines[number].strip()
            if line in seen:
                again += 1
                characters += visible
            seen.add(line)
        return again, characters


def _leads_to_a_page(line: str) -> bool:
    """Say whether a line is an entry of a table of contents.

    >>> [_leads_to_a_page(line) for line in ("第一章 总则………… 3", "附则\\t（12）", "全年完成投资 3.15")]
    [True, True, False]
    """
    bare = line[:-1].rstrip() if line[-1] in "）)" else line
    title = bare.rstrip(_PAGE_DIGITS)
    if not 0 < len(bare) - len(title) <= _PAGE_LENGTH:
        return False
    title = title.removesuffix("（").removesuffix("(")
    words = title.rstrip(_LEADERS)
    leaders = title[len(words) :]
    return bool(words) and (len(leaders) >= _LEAST_LEADERS or "\t" in leaders or "……" in leaders)


@cache
def _kinds() -> NDArray[np.uint16]:
    """Give the kinds of the characters of each class, as bits. Shape (number of classes,)."""
    properties = character_classes().properties
    kinds = np.zeros(len(properties), np.uint16)
    for prop, kind in _KINDS:
        kinds[properties[:, prop] > 0] |= kind
    return kinds
