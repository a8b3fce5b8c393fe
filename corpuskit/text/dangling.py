"""Sentences whose halves stand apart: paragraphs that break off, and paragraphs that go on in the middle of a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from corpuskit.text.patterns import lazy_pattern

_SENTENCE_MARKS = "。！？；"
_CLOSED = frozenset("。！？…!?.”’」』")
_SENTENCE_INSIDE = lazy_pattern(f"[{_SENTENCE_MARKS}](?=.)")
_SHORTEST = 20  # characters; what is shorter may be a heading
_SHORTEST_START = 8
# Particles and marks that begin no sentence; 的确 and the like do.
_CONTINUES = lazy_pattern("的(?![确確士哥姐话話的])|们|們|[，、；！？）》”’」』】]")
_OPEN_FRAME = lazy_pattern(  # 以…的, 在…中: a preposition, and not the end of a word like 可以 or 现在
    "(?:(?<![所可足难難得予加是何给給])以(?![及便免后後前来來上下])|(?<![现現正存实實潜内內])在|(?<![使利作采採应應运運费費信引])用"
    "|把|被|(?<![方走去倾傾导導])向|按)[^，。！？；：,;:!?、]{2,12}$"
)
_CLOSES_FRAME = lazy_pattern("[的之中下上后後里裡内內外前时時]")
_CONTINUERS = frozenset("的们們，、；！？）》”’」』】")
_FIRST = itemgetter(slice(1))
_BEFORE_MEN = "我你您他她它咱人者员員师師生友弟兄姐妹民工长長官兵主子爷爺儿兒孩客手徒党黨伴侣傅亲親众眾"
_NEVER_BEFORE_DE = (
    "个個每各某这這那哪几幾注註之的地得和与與及或但而且将將把被从從向对對在于於所以都要就才又也还還很最更不没沒刚剛只仅僅"
)
_PAIRS = {"“": "”", "「": "」", "『": "』", "（": "）", "《": "》"}
_FAR = 60  # characters between a bracket that opens and the cut, or the cut and the bracket that closes

_FEW, _MOST_OPEN = 3, 0.25  # so many at most, or this part of the paragraphs that end a sentence: others leave the full stop out
_MOST_TO_MATCH = 8  # ends, and starts; among more of them none is unique
_LEFT, _RIGHT = 2, 2  # characters beside the cut that stand together elsewhere in the text, at least
_FARTHEST = 6
_ENOUGH_ACROSS = 5  # characters across the cut, left and right of it together

#: How sure a match must be, and how much surer than any other of its two halves.
SURE, MARGIN = 4.0, 2.0
_BY_ITSELF, _BY_FRAME, _BY_BRACKET, _BY_PLACE = 2.0, 2.0, 3.0, 2.0
_SHOWN = 12


class Match(NamedTuple):
    """Two paragraphs, by their numbers, that may be halves of one sentence, and how much speaks for it."""

    end: int
    start: int
    score: float


class Dangling(NamedTuple):
    """What dangles among the paragraphs of a text, by their numbers.

    Attributes:
        ends: paragraphs that break off.
        starts: paragraphs that begin in the middle of a sentence.
        matches: the sure ones among the pairs of an end and a start, each in one of them only.
    """

    ends: Sequence[int]
    starts: Sequence[int]
    matches: Sequence[Match]


def find_dangling(paragraphs: Sequence[str]) -> Dangling:
    """Find paragraphs that break off in the middle of a sentence, and those that go on there.

    A paragraph breaks off if sentences end in it and its last one does not, where the others close theirs. Of headlines and
    verse nothing is said.

    Args:
        paragraphs: of one text; blank ones are passed over.

    >>> text = ["雨下了一整夜。天亮的时候，河水已经漫到了桥", "大家都睡了。", "的栏杆上，谁也不敢过去。"]
    >>> find_dangling(text).starts
    [2]
    """
    starts = _open_starts(paragraphs)
    ends = _open_ends(paragraphs)
    matches = _sure(list(_scores(paragraphs, ends, starts))) if ends and max(len(ends), len(starts)) <= _MOST_TO_MATCH else []
    return Dangling(ends, starts, matches)


def describe(paragraphs: Sequence[str], found: Dangling) -> list[dict[str, str | None]]:
    """Show both ends of what dangles, for a tag: a few characters of each; None where the other half was not found."""
    start_of = {match.end: match.start for match in found.matches}
    taken = set(start_of.values())
    shown = [
        {"end": paragraphs[end][-_SHOWN:], "start": paragraphs[start_of[end]][:_SHOWN] if end in start_of else None}
        for end in found.ends
    ]
    return shown + [{"end": None, "start": paragraphs[start][:_SHOWN]} for start in found.starts if start not in taken]


def _open_starts(paragraphs: Sequence[str]) -> list[int]:
    if _CONTINUERS.isdisjoint(map(_FIRST, paragraphs)):
        return []
    return [
        number
        for number, paragraph in enumerate(paragraphs)
        if paragraph[:1] in _CONTINUERS and len(paragraph) >= _SHORTEST_START and _CONTINUES.match(paragraph)
    ]


def _open_ends(paragraphs: Sequence[str]) -> list[int]:
    opened = [
        number
        for number, paragraph in enumerate(paragraphs)
        if len(paragraph) >= _SHORTEST and "\u4e00" <= paragraph[-1] <= "\u9fff"
    ]
    if not opened:
        return []
    closed = sum(len(paragraph) >= _SHORTEST and paragraph[-1] in _CLOSED for paragraph in paragraphs)
    if not closed:
        return []
    opened = [number for number in opened if _SENTENCE_INSIDE.search(paragraphs[number])]
    if len(opened) > max(_FEW, _MOST_OPEN * closed) or len(opened) > closed:
        return []
    # The last paragraph of a text may have been cut off by whoever took the text.
    return [number for number in opened if number + 1 < len(paragraphs)]


def _scores(paragraphs: Sequence[str], ends: Sequence[int], starts: Sequence[int]) -> Iterator[Match]:
    across = _found_across(paragraphs, ends)
    by_itself = set(starts)
    for end in ends:
        candidates = set(across[end]) | by_itself | _closing(paragraphs, end)
        for start in sorted(candidates - {end}):
            score = _score(paragraphs[end], paragraphs[start]) + max(0, across[end].get(start, 0) - _ENOUGH_ACROSS + 2)
            yield Match(end, start, score + _BY_ITSELF * (start in by_itself) + _BY_PLACE * (start == end + 1))


def _score(end: str, start: str) -> float:
    """Say how much the wording of two halves speaks for their being one sentence."""
    if start[0] == "的" and end[-1] in _NEVER_BEFORE_DE:
        return -SURE
    if start[0] in "们們" and end[-1] not in _BEFORE_MEN:
        return -SURE
    frame = _OPEN_FRAME.search(end) and _CLOSES_FRAME.match(start)
    opened = _open_mark(end)
    return _BY_FRAME * bool(frame) + _BY_BRACKET * (opened != "" and _closes(start, opened))


def _closes(start: str, opened: str) -> bool:
    """Say whether a paragraph closes a bracket, near its beginning, that it did not open."""
    place = start.find(_PAIRS[opened], 0, _FAR)
    return place > 0 and opened not in start[:place]  # what is said ends with a mark, and the mark with its quote


def _open_mark(end: str) -> str:
    """Give the quote or bracket that is open at the end."""
    tail = end[-_FAR:]
    return next((mark for mark in _PAIRS if tail.rfind(mark) > tail.rfind(_PAIRS[mark])), "")


def _closing(paragraphs: Sequence[str], end: int) -> set[int]:
    """Find the paragraphs that close the bracket which one leaves open, and do not open it themselves."""
    opened = _open_mark(paragraphs[end])
    if not opened:
        return set()
    return {number for number, paragraph in enumerate(paragraphs) if paragraph and _closes(paragraph, opened)}


def _found_across(paragraphs: Sequence[str], ends: Sequence[int]) -> dict[int, dict[int, int]]:
    """Find starts that, put after an end, give words which stand together elsewhere in the text.

    Returns:
        For each end, the number of characters across the cut that stand elsewhere, too, by the number of the start.
    """
    beginnings = defaultdict(list)
    for number, paragraph in enumerate(paragraphs):
        if len(paragraph) >= _SHORTEST_START:
            beginnings[paragraph[:_RIGHT]].append(number)
    text = "\n".join(paragraphs)
    found: dict[int, dict[int, int]] = {}
    for end in ends:
        tail = paragraphs[end][-_FARTHEST:]
        lengths: dict[int, int] = {}
        place = text.find(tail[-_LEFT:])
        while place >= 0:
            cut = place + _LEFT
            for start in beginnings.get(text[cut : cut + _RIGHT], ()):
                if start != end and not text.startswith(paragraphs[start][:_SHORTEST_START], cut):
                    length = _common_end(tail, text[max(0, cut - _FARTHEST) : cut])
                    length += _common_start(paragraphs[start][:_FARTHEST], text[cut : cut + _FARTHEST])
                    lengths[start] = max(length, lengths.get(start, 0))
            place = text.find(tail[-_LEFT:], place + 1)
        found[end] = {start: length for start, length in lengths.items() if length >= _ENOUGH_ACROSS}
    return found


def _common_start(first: str, second: str) -> int:
    length = 0
    while length < min(len(first), len(second)) and first[length] == second[length]:
        length += 1
    return length


def _common_end(first: str, second: str) -> int:
    return _common_start(first[::-1], second[::-1])


def _sure(matches: Sequence[Match]) -> list[Match]:
    """Keep the matches that are sure, and surer by a clear margin than any other of the same end or the same start."""
    rivals: dict[tuple[str, int], list[float]] = defaultdict(list)
    for match in matches:
        rivals["end", match.end].append(match.score)
        rivals["start", match.start].append(match.score)
    best = {key: sorted(scores, reverse=True) for key, scores in rivals.items()}

    def is_clear(match: Match) -> bool:
        of_both = (best["end", match.end], best["start", match.start])
        return all(scores[0] == match.score and match.score - MARGIN >= max(scores[1:], default=0.0) for scores in of_both)

    return [match for match in matches if match.score >= SURE and is_clear(match)]
