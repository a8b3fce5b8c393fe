"""The first, cheap look: which lines might be hard-wrapped at all."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import repeat
from operator import itemgetter

from corpuskit.stages.repair.linebreaks.lines import Visible
from corpuskit.stages.repair.linebreaks.marks import CLOSERS, STOP_ENDS, End, line_end
from corpuskit.stages.repair.linebreaks.widths import NARROWEST, WIDEST

FEWEST_LINES = 6
MUCH_WIDER = 0.08  # of all lines, at most; where there are more, only a part of the text may be wrapped
MARKS, MARKS_PER_CELL = 0.3, 0.008  # sentence marks a line, at least; in narrow columns by the width
_LONGEST, _OPEN_OF_LONGEST = 0.1, 0.35  # of all lines the longest, and so many of them end in the middle of a sentence
_STOPS_PER_LINE = 0.03
_FEWEST_OPEN = 2  # lines that end in the middle of a sentence
_ALIKE = 0.45  # of all lines, at most: with the same two characters at the beginning or at the end
_SAMPLE = 1000  # characters that tell which may be the most frequent one
_ITEMS = 0.7  # of all lines, at most: with a bullet at the beginning, or with a colon near it
# A part of the text may be wrapped where so many lines, that end in the middle of a sentence and are of about one length, stand
# within so many lines, and there is a mark in so many characters. A look is taken at some lines around them, too.
_OPEN_LINES, _WINDOW, _NEAR, _AROUND = 4, 9, 4, 12
_FEWEST_ALIKE = 6  # lines of that length among these, somewhere at least
_CHARACTERS_BY_MARK, _LATIN_BY_HAN = 48, 4
_ALL = 0.8  # of all lines: then a look is taken at all

_STOPS = "。！？.!?"
_OTHER_MARKS = "，,、；;"
_CLOSING_MARKS = frozenset("。．！？!?.：；:;，,、”’」』）)》】\"'…—")
_STOP_ENDS, _CLOSERS = frozenset(STOP_ENDS), frozenset(CLOSERS)
_BULLETS = frozenset(["- ", "* ", "+ ", "# ", "##", "> ", "• ", "● ", "· ", "○ ", "■ ", "□ ", "◆ ", "★ ", "▲ ", "※ "])
_BULLET_MARKS = frozenset(bullet[0] for bullet in _BULLETS)
_KEY, _TWO = itemgetter(slice(1, 9)), itemgetter(slice(2))


def lines_to_look_at(text: str, visible: Visible) -> Sequence[int]:
    """Say cheaply which lines are worth a closer look: what fails here could not pass `lines_in_columns`.

    Args:
        text: the text.
        visible: its lines.

    Returns:
        The numbers of lines, in order; none in most texts.
    """
    lines = visible.lines
    count = len(lines)
    if count < FEWEST_LINES or not any(map(text.__contains__, _STOPS)):
        return ()
    opened = _open_lines(visible)
    if not opened or _are_items(text, visible):
        return ()
    lengths = list(map(len, lines))
    if _look_wrapped(text, visible, lengths, opened) and not _are_wide(lines, lengths):
        return range(count)
    places = _suspicious(lines, lengths, opened)
    return range(count) if len(places) >= _ALL * count else places


def may_be_wrapped(lines: Sequence[str]) -> bool:
    """Say of the lines that are no code and no table whether a closer look is worth its time."""
    return len(lines) >= FEWEST_LINES and bool(_open_lines(Visible.of(lines)))


def _open_lines(visible: Visible) -> list[int]:
    """Find the lines that end in the middle of a sentence; none where no line ends a sentence."""
    ends = visible.lasts
    opened = [place for place, end in enumerate(ends) if end not in _CLOSING_MARKS]
    if len(opened) < _FEWEST_OPEN or (_STOP_ENDS.isdisjoint(ends) and not _ends_spoken(visible)):
        return []
    return opened


def _ends_spoken(visible: Visible) -> bool:
    """Say whether a line ends with a full stop and a closing mark."""
    return not _CLOSERS.isdisjoint(visible.lasts) and any(
        last in _CLOSERS and line_end(line, 0, len(line)) is End.SPOKEN
        for line, last in zip(visible.lines, visible.lasts, strict=True)
    )


def _look_wrapped(text: str, visible: Visible, lengths: Sequence[int], opened: Sequence[int]) -> bool:
    """Say whether most of the longest lines end in the middle of a sentence, and there are sentences at all."""
    count = len(lengths)
    if len(opened) < _OPEN_OF_LONGEST * _LONGEST * count:
        return False
    ordered = sorted(lengths)
    limit = 0.75 * ordered[int((1 - _LONGEST) * count)]
    longest = count - bisect_left(ordered, limit)
    if len([place for place in opened if lengths[place] >= limit]) < _OPEN_OF_LONGEST * longest:
        return False
    # A character is one cell at least.
    enough = min(MARKS * count, MARKS_PER_CELL * sum(lengths))
    return _has_marks(text, enough, _STOPS_PER_LINE * count) and not _are_records(visible)


def _has_marks(text: str, enough: float, enough_stops: float) -> bool:
    """Say whether there are enough marks, and enough that end sentences; the usual ones are counted first."""
    stops = 0
    for mark in _STOPS:
        stops += text.count(mark)
        if stops >= enough_stops and stops >= enough:
            return True
    if stops < enough_stops:
        return False
    for mark in _OTHER_MARKS:
        stops += text.count(mark)
        if stops >= enough:
            return True
    return False


def _suspicious(lines: Sequence[str], length: Sequence[int], opened: Sequence[int]) -> list[int]:
    """Find the lines around those that follow each other, are of about one length and end in the middle of a sentence."""
    if len(opened) < _OPEN_LINES:
        return []
    opened = [place for place in opened if length[place] >= NARROWEST // 2]
    found: list[int] = []
    last = 0  # lines before this one are in `found`, or were looked at
    are_many = False  # lines of one length, somewhere
    barren = (0, 0)  # lines from here to there have no stop
    for first, second, third, fourth in zip(opened, opened[1:], opened[2:], opened[3:], strict=False):
        if fourth - first >= _WINDOW or fourth + _AROUND < last:
            continue
        if not _are_of_one_length((length[first], length[second], length[third], length[fourth])):
            continue
        lengths = [length[place] for place in range(first, fourth + 1) if lines[place][-1] not in _CLOSING_MARKS]
        if not _are_of_one_length(lengths):
            continue
        near = max(0, first - _NEAR), min(len(lines), fourth + _NEAR + 1)
        if barren[0] <= near[0] <= barren[1] and not _has_stop(lines[barren[1] : near[1]]):
            barren = barren[0], max(near[1], barren[1])
            continue
        if not _has_sentences(lines[near[0] : near[1]]):
            if not _has_stop(lines[near[0] : near[1]]):
                barren = near
            continue
        around = range(max(0, first - _AROUND), min(len(lines), fourth + _AROUND + 1))
        found.extend(range(max(last, around.start), around.stop))
        last = max(last, around.stop)
        are_many = are_many or _count_alike(lengths, length[around.start : around.stop]) >= _FEWEST_ALIKE
    return found if are_many else []


def _are_of_one_length(lengths: Sequence[int]) -> bool:
    longest = max(lengths)
    return longest - min(lengths) <= 3 + longest // 8


def _count_alike(lengths: Sequence[int], others: Sequence[int]) -> int:
    """Count those of some other lengths that each would be of one length with the given ones."""
    shortest, longest = min(lengths), max(lengths)
    least = longest - 3 - longest // 8
    return sum(least <= length <= shortest + 3 + length // 8 for length in others)


def _has_stop(lines: Sequence[str]) -> bool:
    return any(map("".join(lines).__contains__, _STOPS))


def _has_sentences(lines: Sequence[str]) -> bool:
    text = "".join(lines)
    usual = len(text) / (_CHARACTERS_BY_MARK * (_LATIN_BY_HAN if text.isascii() else 1))
    return _has_marks(text, usual, 1)


def _are_items(text: str, visible: Visible) -> bool:
    """Say whether most lines begin with a bullet or with a key and a colon, as those of an outline or of a play do."""
    lines = visible.lines
    limit = _ITEMS * len(lines)
    if text.count("：") > limit and sum(map(str.__contains__, map(_KEY, lines), repeat("："))) > limit:
        return True
    if _BULLET_MARKS.isdisjoint(visible.firsts) or sum(map(_BULLET_MARKS.__contains__, visible.firsts)) <= limit:
        return False
    return sum(map(_BULLETS.__contains__, map(_TWO, lines))) > limit


def _are_records(visible: Visible) -> bool:
    """Say whether many lines begin, or end, alike, as the entries of a register do."""
    limit = max(_ALIKE * len(visible.lines), 3)
    for ones, two in ((visible.firsts, slice(2)), (visible.lasts, slice(-2, None))):
        # Where the first characters differ, the first two do.
        if len(set(ones)) > len(ones) - limit or _most_alike(ones) <= limit:
            continue
        most, count = Counter(line[two] for line in visible.lines).most_common(1)[0]
        if most.isalnum() and count > limit:
            return True
    return False


def _most_alike(characters: str) -> int:
    """Count the most frequent character if that may be more than a third of all; else give some smaller number."""
    ordered = sorted(characters[:: 1 + len(characters) // _SAMPLE])
    # So frequent a character stands at one of these places.
    candidates = {ordered[len(ordered) // 3], ordered[2 * len(ordered) // 3], ordered[-1]}
    return max(map(characters.count, candidates))


def _are_wide(lines: Sequence[str], lengths: Sequence[int]) -> bool:
    """Say whether too many lines are wider than any column."""
    if max(lengths) <= WIDEST // 2 + 8:
        return False
    limit = MUCH_WIDER * len(lines)
    long = [line for line in lines if len(line) > WIDEST // 2 + 8]
    return len(long) > limit and sum(map(_is_very_wide, long)) > limit


def _is_very_wide(line: str) -> bool:
    """Say whether a line of more than 88 characters is wider than any column; ten of its characters tell."""
    return len(line) > WIDEST + 8 or sum(character > "\u2e7f" for character in line[8:88:8]) >= 8
