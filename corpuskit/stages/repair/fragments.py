"""Bring the halves of a sentence together that stand apart in a text; off unless a recipe asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from corpuskit.stage import Result, TextStage
from corpuskit.text.dangling import Dangling, Match, describe, find_dangling


def rejoin_fragments(text: str) -> Result:
    """Put a paragraph that begins in the middle of a sentence after the one that breaks off there.

    Only pairs that are sure, and by a clear margin the only ones for both halves, are put together. No character is lost.

    Args:
        text: one paragraph a line, as `repair.linebreaks` leaves it.

    Returns:
        The text, and what was moved as the tag `fragments_moved`: the last characters of the one half, the first of the other.

    >>> print(rejoin_fragments('''江上起了大风，浪头一个接着一个。他把船撑到江心，以毫不在乎
    ... 岸上的人都看呆了。有人大声喊他的名字，叫他回来。
    ... 的架势迎着浪头冲了过去。水花落了下来。''').text)
    江上起了大风，浪头一个接着一个。他把船撑到江心，以毫不在乎的架势迎着浪头冲了过去。水花落了下来。
    岸上的人都看呆了。有人大声喊他的名字，叫他回来。
    """
    moved: list[dict[str, str | None]] = []
    # A half that was put in its place may itself break off: until nothing moves, so that a second run moves nothing either.
    while True:
        paragraphs = text.split("\n")
        matches = _apart(find_dangling(paragraphs).matches)
        if not matches:
            return Result(text, tags={"fragments_moved": moved} if moved else {})
        moved += describe(paragraphs, Dangling([match.end for match in matches], [], matches))
        for match in matches:
            paragraphs[match.end] += paragraphs[match.start]
        gone = {match.start for match in matches}
        text = "\n".join(paragraph for number, paragraph in enumerate(paragraphs) if number not in gone)


def _apart(matches: Sequence[Match]) -> list[Match]:
    """Leave out matches that have a paragraph in common with an earlier one; they wait for the next round."""
    used: set[int] = set()
    chosen = []
    for match in matches:
        if match.end not in used and match.start not in used:
            used |= {match.end, match.start}
            chosen.append(match)
    return chosen


STAGE = TextStage(rejoin_fragments, version=1)
