"""One round of repair: decide which lines go on, and put the paragraphs together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from corpuskit.stage import Removal, Result
from corpuskit.stages.repair.linebreaks.cuts import find_cuts
from corpuskit.stages.repair.linebreaks.entries import entry_lines
from corpuskit.stages.repair.linebreaks.features import measure
from corpuskit.stages.repair.linebreaks.first_look import FEWEST_LINES, lines_to_look_at, may_be_wrapped
from corpuskit.stages.repair.linebreaks.furniture import find_furniture
from corpuskit.stages.repair.linebreaks.gate import lines_elsewhere, lines_in_columns
from corpuskit.stages.repair.linebreaks.habits import Habits, find_habits
from corpuskit.stages.repair.linebreaks.join import line_ends
from corpuskit.stages.repair.linebreaks.labels import find_bylines
from corpuskit.stages.repair.linebreaks.lines import Line, split_lines
from corpuskit.stages.repair.linebreaks.marks import Start
from corpuskit.stages.repair.linebreaks.wrapped import Layout, cheaper, find_layout
from corpuskit.text.blocks import CODE, TABLE, VERSE, block_kinds, may_hold_blocks, may_hold_code_or_table
from corpuskit.text.characters import is_blank

_OF_ONE_LENGTH = 0.25
_ROUNDS, _MOST_IN_PART = 3, 0.85  # how often to look again, at so many of the lines at most
_LEAST_OF_TEXT = 4  # characters; shorter lines may be marks of a vertical headline
_FIRST = itemgetter(0)
_VERTICAL_MARKS = re.compile("[\ufe10-\ufe19\ufe30-\ufe4f]+")


@dataclass(slots=True)
class _Plan:
    """What is to be done with each of n lines.

    Attributes:
        goes_on: whether the paragraph goes on in the next line that stays.
        dropped: the reason for each line that is lifted out.
        known: how the document writes what is lost at line ends; None where nothing is joined.
        wrapped: the numbers of the lines that are hard-wrapped.
    """

    goes_on: list[bool]
    dropped: dict[int, str] = field(default_factory=dict)
    known: Habits | None = None
    wrapped: frozenset[int] = frozenset()


def visible_lines(text: str) -> list[str]:
    """Give the lines that are not blank, without the blanks around them."""
    lines = list(filter(None, map(str.strip, text.split("\n"))))
    if "".join(map(_FIRST, lines)).isprintable():
        return lines
    return [line for line in lines if line[0].isprintable() or not is_blank(line)]


def repair_once(text: str, visible: Sequence[str], mode: str, to_look_at: Sequence[int]) -> Result:
    """Repair a text once.

    Args:
        text: lines end with a line feed.
        visible: its `visible_lines`.
        mode: `"auto"`, `"never"` or `"always"`.
        to_look_at: the numbers of the visible lines that may be hard-wrapped.
    """
    lines = split_lines(text)
    if not lines:
        return Result("")
    kinds = [""] * len(lines)
    if may_hold_code_or_table(text, visible) or may_hold_blocks(text, visible):
        kinds = block_kinds([text[line.raw : line.end] for line in lines], [line.blanks > 0 for line in lines])
    plan = _Plan([False] * len(lines)) if mode == "never" else _make_plan(text, lines, visible, kinds, mode, to_look_at)
    if plan.wrapped:
        kinds = ["" if kind == VERSE and place in plan.wrapped else kind for place, kind in enumerate(kinds)]
    if plan.known is None and not any(kinds):
        return Result("\n".join(visible))
    return _carry_out(text, lines, kinds, plan)


def _make_plan(
    text: str, lines: Sequence[Line], visible: Sequence[str], kinds: Sequence[str], mode: str, to_look_at: Sequence[int]
) -> _Plan:
    places = _without_islands(visible, kinds)
    chosen = places if mode == "always" else _worth_a_look(visible, places, to_look_at)
    if chosen:
        furniture = find_furniture(text, lines if len(chosen) == len(lines) else [lines[place] for place in chosen])
        plan = _plan_wrapped(text, lines, {chosen[number]: reason for number, reason in furniture.items()}, chosen, mode)
        if plan is not None:
            return plan
    all_alike = len(places) == len(lines)
    seen = visible if all_alike else [visible[place] for place in places]
    joined = find_cuts(seen, [line.blanks for line in lines] if all_alike else [lines[place].blanks for place in places])
    return _Plan(_spread(places, joined, {}, len(lines)), known=find_habits(text, ()) if any(joined) else None)


def _worth_a_look(visible: Sequence[str], places: Sequence[int], to_look_at: Sequence[int]) -> Sequence[int]:
    """Give those of the lines at `places` that may be hard-wrapped: without code and tables there may be fewer."""
    if to_look_at and len(places) < len(visible):
        rest = [visible[place] for place in places]
        again = {places[number] for number in lines_to_look_at("\n".join(rest), rest)}
        to_look_at = [place for place in to_look_at if place in again]
    if len(to_look_at) == len(visible):
        return to_look_at
    return to_look_at if may_be_wrapped([visible[place] for place in to_look_at]) else ()


def _plan_wrapped(text: str, lines: Sequence[Line], dropped: dict[int, str], places: Sequence[int], mode: str) -> _Plan | None:
    """Plan for hard-wrapped lines; None if they are not. `places` are the numbers of the lines that may be joined."""
    if dropped:
        places = [place for place in places if place not in dropped]
        body: Sequence[Line] = [_after_furniture(lines, place, dropped) for place in places]
    else:
        body = lines if len(places) == len(lines) else [lines[place] for place in places]
    if not body:
        return None
    known = find_habits(text, body)
    joined, in_columns = _joined_lines(text, body, known, mode, is_part=len(body) + len(dropped) < len(lines))
    if not in_columns.any():
        return None
    wrapped = frozenset(np.array(places)[in_columns].tolist())
    return _Plan(_spread(places, joined.tolist(), dropped, len(lines)), dropped, known, wrapped)


def _joined_lines(
    text: str, body: Sequence[Line], known: Habits, mode: str, *, is_part: bool
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of each of n lines whether its paragraph goes on in the next one, and whether it stands in a column.

    Where only a part of the text is hard-wrapped, the decoder looks at that part again, alone, and then at what is left.
    """
    entries = np.zeros(len(body), np.bool_)
    entries[entry_lines(text, body)] = True
    for place in find_bylines(text, body):
        entries[place : place + 2] = True  # nothing is joined to a byline, on either side
    headings = np.array([text[line.start] == "#" for line in body]) if "#" in text else np.zeros(len(body), np.bool_)
    joined, in_columns = np.zeros(len(body), np.bool_), np.zeros(len(body), np.bool_)
    chosen = np.arange(len(body))
    looked_at_rest = False
    for _ in range(_ROUNDS):
        lines = [body[place] for place in chosen.tolist()] if len(chosen) < len(body) else body
        inside = elsewhere = np.zeros(len(chosen), np.bool_)
        for layout in _layouts(text, lines, known, entries[chosen], headings[chosen]):
            inside = np.ones(len(chosen), np.bool_)
            if mode != "always":
                inside = lines_in_columns(layout, of_part=is_part or (len(chosen) < len(body) and not looked_at_rest))
            if inside.any():
                # A paragraph goes on from one line of a column to the next one.
                going = ~layout.breaks & inside & np.append(inside[1:], False) & np.append(np.diff(chosen) == 1, False)
                joined[chosen], in_columns[chosen] = going, inside
                break
            elsewhere = elsewhere | lines_elsewhere(layout)
        if not inside.any():
            inside = elsewhere
        if inside.any() and np.count_nonzero(inside) <= _MOST_IN_PART * len(inside):
            chosen = chosen[inside]
        elif in_columns.any() and not looked_at_rest and np.count_nonzero(~in_columns) >= FEWEST_LINES:
            # Beside a column there may be another one, of few lines.
            chosen, looked_at_rest = np.flatnonzero(~in_columns), True
        else:
            break
    return joined, in_columns


def _layouts(
    text: str, lines: Sequence[Line], known: Habits, entries: NDArray[np.bool_], headings: NDArray[np.bool_]
) -> list[Layout]:
    """Give the explanations of lines as wrapped text, the likelier first; some are known to be entries or headings."""

    def explain(*, in_characters: bool) -> Layout | None:
        features = measure(text, lines, known, in_characters=in_characters)
        features.start[entries] = Start.ENTRY
        features.title[headings] = True
        return find_layout(features)

    in_cells = explain(in_characters=False)
    if (in_cells is not None and in_cells.is_good) or not _has_one_length(lines):
        return [in_cells] if in_cells else []
    in_characters = explain(in_characters=True)
    found = [layout for layout in (in_cells, in_characters) if layout]
    return found[::-1] if cheaper(in_characters, in_cells) is in_characters else found


def _has_one_length(lines: Sequence[Line]) -> bool:
    """Say whether many lines have the same number of characters."""
    most = Counter(line.end - line.start for line in lines).most_common(1)
    return most[0][1] >= _OF_ONE_LENGTH * len(lines)


def _spread(places: Sequence[int], joined: Sequence[bool], dropped: dict[int, str], count: int) -> list[bool]:
    """Tell for each of `count` lines whether it goes on, from what is known of the lines at `places`."""
    if len(places) == count:
        return list(joined)
    goes_on = [False] * count
    for place, following, on in zip(places, places[1:], joined, strict=False):
        # No paragraph runs across code or a table.
        goes_on[place] = on and (following == place + 1 or all(between in dropped for between in range(place + 1, following)))
    return goes_on


def _without_islands(visible: Sequence[str], kinds: Sequence[str]) -> Sequence[int]:
    """Give the numbers of the lines that may be joined: not code, rows of a table, or the marks of a vertical headline."""
    islands = {place for place, line in enumerate(visible) if len(line) < _LEAST_OF_TEXT and _VERTICAL_MARKS.fullmatch(line)}
    if any(kinds):
        islands.update(place for place, kind in enumerate(kinds) if kind in (CODE, TABLE))
    return [place for place in range(len(visible)) if place not in islands] if islands else range(len(visible))


def _after_furniture(lines: Sequence[Line], place: int, dropped: dict[int, str]) -> Line:
    """Give a line; what stood blank before it says nothing where furniture stood there, too."""
    return lines[place]._replace(blanks=-1) if place - 1 in dropped else lines[place]


def _carry_out(text: str, lines: Sequence[Line], kinds: Sequence[str], plan: _Plan) -> Result:
    removed: list[Removal] = [(lines[place].start, lines[place].end, reason) for place, reason in plan.dropped.items()]
    goes_on: Sequence[bool] = plan.goes_on
    if removed:
        stay = [place for place in range(len(lines)) if place not in plan.dropped]
        lines, kinds = [lines[place] for place in stay], [kinds[place] for place in stay]
        goes_on = [goes_on[place] for place in stay]
    ends, hyphens = line_ends(text, lines, goes_on, plan.known)
    pieces = [text[line.start : line.end] for line in lines]
    removed.extend((start, end, "hyphen at line end") for start, end in hyphens)
    if hyphens:
        cut = {end: start for start, end in hyphens}
        pieces = [text[line.start : cut.get(line.end, line.end)] for line in lines]
    if any(kinds):
        _keep_blocks(text, lines, kinds, pieces, ends)
    ends[-1:] = [""]
    return Result("".join(chain.from_iterable(zip(pieces, ends, strict=True))), sorted(removed))


def _keep_blocks(text: str, lines: Sequence[Line], kinds: Sequence[str], pieces: list[str], ends: list[str]) -> None:
    """Give code its indentation back, and code, tables and verse their blank lines."""
    last_kind = ""
    for place, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if place and ends[place - 1][:1] != "\n":
            continue  # the kind of a paragraph is that of its first line
        if kind and kind == last_kind and line.blanks > 0:
            ends[place - 1] = "\n\n"
        if kind == CODE:
            pieces[place] = text[line.raw : line.end]
        last_kind = kind
