"""One round of repair: decide which lines go on, and put the paragraphs together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpuskit.stage import Removal, Result
from corpuskit.stages.repair.linebreaks.cuts import find_cuts
from corpuskit.stages.repair.linebreaks.features import measure
from corpuskit.stages.repair.linebreaks.furniture import find_furniture
from corpuskit.stages.repair.linebreaks.gate import is_wrapped, may_be_wrapped
from corpuskit.stages.repair.linebreaks.habits import Habits, find_habits
from corpuskit.stages.repair.linebreaks.join import put_together
from corpuskit.stages.repair.linebreaks.lines import Line, split_lines
from corpuskit.stages.repair.linebreaks.wrapped import Layout, cheaper, find_layout
from corpuskit.text.blocks import CODE, TABLE, VERSE, block_kinds, may_hold_blocks, may_hold_code_or_table
from corpuskit.text.characters import is_blank

_OF_ONE_LENGTH = 0.25
_VERTICAL_MARKS = re.compile("[\ufe10-\ufe19\ufe30-\ufe4f]+")


@dataclass(slots=True)
class _Plan:
    """What is to be done with each of n lines.

    Attributes:
        goes_on: whether the paragraph goes on in the next line that stays.
        dropped: the reason for each line that is lifted out.
        known: how the document writes what is lost at line ends; None where nothing is joined.
        wrapped: whether the text is hard-wrapped.
    """

    goes_on: list[bool]
    dropped: dict[int, str] = field(default_factory=dict)
    known: Habits | None = None
    wrapped: bool = False


def visible_lines(text: str) -> list[str]:
    """Give the lines that are not blank, without the blanks around them."""
    lines = [line for rough in text.split("\n") if (line := rough.strip())]
    return [line for line in lines if line[0].isprintable() or not is_blank(line)]


def repair_once(text: str, mode: str) -> Result:
    """Repair a text once.

    Args:
        text: lines end with a line feed.
        mode: `"auto"`, `"never"` or `"always"`.
    """
    lines = split_lines(text)
    if not lines:
        return Result("")
    visible = [text[line.start : line.end] for line in lines]
    kinds = [""] * len(lines)
    if may_hold_blocks(text, visible) or may_hold_code_or_table(text, visible):
        kinds = block_kinds([text[line.raw : line.end] for line in lines], [line.blanks > 0 for line in lines])
    plan = _Plan([False] * len(lines)) if mode == "never" else _make_plan(text, lines, visible, kinds, mode)
    if plan.wrapped:
        kinds = ["" if kind == VERSE else kind for kind in kinds]
    if plan.known is None and not any(kinds):
        return Result("\n".join(visible))
    return _carry_out(text, lines, kinds, plan)


def _make_plan(text: str, lines: Sequence[Line], visible: Sequence[str], kinds: Sequence[str], mode: str) -> _Plan:
    places = [place for place, line in enumerate(visible) if not _is_island(line, kinds[place])]
    if not places:
        return _Plan([False] * len(lines))
    all_alike = len(places) == len(lines)
    body = lines if all_alike else [lines[place] for place in places]
    seen = visible if all_alike else [visible[place] for place in places]
    if mode == "always" or may_be_wrapped(text if all_alike else "\n".join(seen), seen):
        furniture = find_furniture(text, body)
        plan = _plan_wrapped(text, lines, {places[number]: reason for number, reason in furniture.items()}, places, mode)
        if plan is not None:
            return plan
    joined = find_cuts(seen, [line.blanks for line in body])
    return _Plan(_spread(places, joined, {}, len(lines)), known=find_habits(text, ()) if any(joined) else None)


def _plan_wrapped(text: str, lines: Sequence[Line], dropped: dict[int, str], places: Sequence[int], mode: str) -> _Plan | None:
    """Plan for hard-wrapped lines; None if they are not. `places` are the numbers of the lines that may be joined."""
    if dropped:
        places = [place for place in places if place not in dropped]
        body = [_after_furniture(lines, place, dropped) for place in places]
    else:
        body = [lines[place] for place in places]
    if not body:
        return None
    known = find_habits(text, body)
    layout = next((each for each in _layouts(text, body, known) if mode == "always" or is_wrapped(each)), None)
    if layout is None:
        return None
    goes_on = _spread(places, (~layout.breaks).tolist(), dropped, len(lines))
    return _Plan(goes_on, dropped, known, wrapped=True)


def _layouts(text: str, lines: Sequence[Line], known: Habits) -> list[Layout]:
    """Give the explanations of lines as wrapped text, the likelier first."""
    in_cells = find_layout(measure(text, lines, known))
    if (in_cells is not None and in_cells.is_good) or not _has_one_length(lines):
        return [in_cells] if in_cells else []
    in_characters = find_layout(measure(text, lines, known, in_characters=True))
    found = [layout for layout in (in_cells, in_characters) if layout]
    return found[::-1] if cheaper(in_characters, in_cells) is in_characters else found


def _has_one_length(lines: Sequence[Line]) -> bool:
    """Say whether many lines have the same number of characters."""
    most = Counter(line.end - line.start for line in lines).most_common(1)
    return most[0][1] >= _OF_ONE_LENGTH * len(lines)


def _spread(places: Sequence[int], joined: Sequence[bool], dropped: dict[int, str], count: int) -> list[bool]:
    """Tell for each of `count` lines whether it goes on, from what is known of the lines at `places`."""
    goes_on = [False] * count
    for place, following, on in zip(places, places[1:], joined, strict=False):
        # No paragraph runs across code or a table.
        goes_on[place] = on and (following == place + 1 or all(between in dropped for between in range(place + 1, following)))
    return goes_on


def _is_island(line: str, kind: str) -> bool:
    """Say whether a line is never joined to another: code, a row of a table, the marks of a vertical headline."""
    return kind in (CODE, TABLE) or (len(line) < 4 and _VERTICAL_MARKS.fullmatch(line) is not None)


def _after_furniture(lines: Sequence[Line], place: int, dropped: dict[int, str]) -> Line:
    """Give a line; what stood blank before it says nothing where furniture stood there, too."""
    return lines[place]._replace(blanks=-1) if place - 1 in dropped else lines[place]


def _carry_out(text: str, lines: Sequence[Line], kinds: Sequence[str], plan: _Plan) -> Result:
    paragraphs: list[str] = []
    removed: list[Removal] = []
    pieces: list[Line] = []
    last_kind = ""
    for place, line in enumerate(lines):
        if place in plan.dropped:
            removed.append((line.start, line.end, plan.dropped[place]))
            continue
        kind = kinds[place]
        if not pieces:
            if line.blanks > 0 and kind and kind == last_kind:
                paragraphs.append("")
            last_kind = kind
        pieces.append(line)
        if not plan.goes_on[place]:
            if kind == CODE:
                pieces = [line._replace(start=line.raw)]
            paragraph, hyphens = put_together(text, pieces, plan.known)
            paragraphs.append(paragraph)
            removed.extend((start, end, "hyphen at line end") for start, end in hyphens)
            pieces = []
    return Result("\n".join(paragraphs), sorted(removed))
