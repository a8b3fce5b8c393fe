"""Where the characters of a repaired text stood in the old one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from corpuskit.stage import Removal


def trace_back(text: str, removed: Sequence[Removal], current: str, more: Sequence[Removal]) -> list[Removal]:
    """Add what was removed from a text that is itself the result of removals.

    Args:
        text: the old text.
        removed: what was taken out of it to make `current`, in order; apart from that only blanks were changed.
        current: the text that `more` was taken out of.
        more: stretches of `current`.

    Returns:
        All removals as stretches of `text`, in order.

    >>> trace_back("一\\n-\\n二三", [(2, 3, "mark")], "一二三", [(0, 2, "word")])
    [(0, 1, 'word'), (2, 3, 'mark'), (4, 5, 'word')]
    """
    if not more or current is text:
        return sorted([*removed, *more])
    old = _visible(text)
    gone = {place for start, end, _ in removed for place in range(start, end)}
    kept = [rank for rank, place in enumerate(old) if place not in gone]
    numbers = {place: number for number, place in enumerate(_visible(current))}
    traced = list(removed)
    for start, end, reason in more:
        ranks = [kept[numbers[place]] for place in range(start, end) if place in numbers]
        # Where something else was removed in between, one stretch becomes several: ranks that follow each other form one.
        for _, group in groupby(enumerate(ranks), lambda pair: pair[1] - pair[0]):
            places = [old[rank] for _, rank in group]
            traced.append((places[0], places[-1] + 1, reason))
    return sorted(traced)


def _visible(text: str) -> list[int]:
    return [place for place, character in enumerate(text) if not character.isspace()]
