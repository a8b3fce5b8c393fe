"""One round of repair: decide which lines go on, and put the paragraphs together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpuskit.stage import Removal, Result
from corpuskit.stages.repair.linebreaks.cuts import find_cuts
from corpuskit.stages.repair.linebreaks.features import measure
from corpuskit.stages.repair.linebreaks.furniture import find_furniture
from corpuskit.stages.repair.linebreaks.gate import is_wrapped, may_be_wrapped
from corpuskit.stages.repair.linebreaks.join import habits, put_together
from corpuskit.stages.repair.linebreaks.lines import Line, split_lines
from corpuskit.stages.repair.linebreaks.marks import Start
from corpuskit.stages.repair.linebreaks.wrapped import find_layout
from corpuskit.text.blocks import CODE, TABLE, VERSE, block_kinds
from corpuskit.text.characters import is_blank

_VERTICAL_MARKS = re.compile("[\ufe10-\ufe19\ufe30-\ufe4f]+")
_FORBIDDEN_WHERE_WORDS_BREAK = 0.01


@dataclass(slots=True)
class _Plan:
    """What is to be done with each of n lines.

    Attributes:
        goes_on: whether the paragraph goes on in the next line that stays.
        dropped: the reason for each line that is lifted out.
        words_broken: whether lines break in the middle of Latin words.
        wrapped: whether the text is hard-wrapped.
    """

    goes_on: list[bool]
    dropped: dict[int, str] = field(default_factory=dict)
    words_broken: bool = False
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
    kinds = block_kinds([text[line.raw : line.end] for line in lines], [line.blanks > 0 for line in lines])
    plan = _Plan([False] * len(lines)) if mode == "never" else _make_plan(text, lines, kinds, mode)
    if plan.wrapped:
        kinds = ["" if kind == VERSE else kind for kind in kinds]
    return _carry_out(text, lines, kinds, plan)


def _make_plan(text: str, lines: Sequence[Line], kinds: Sequence[str], mode: str) -> _Plan:
    plan = _Plan([False] * len(lines))
    places = [place for place, line in enumerate(lines) if not _is_island(text, line, kinds[place])]
    body = [lines[place] for place in places]
    if not body:
        return plan
    visible = [text[line.start : line.end] for line in body]
    if mode == "always" or may_be_wrapped("\n".join(visible), visible):
        features = measure(text, body)
        layout = find_layout(features)
        if layout is not None and (mode == "always" or is_wrapped(layout)):
            plan.wrapped = True
            furniture = find_furniture(text, body)
            if furniture:
                plan.dropped = {places[number]: reason for number, reason in furniture.items()}
                places = [place for place in places if place not in plan.dropped]
                body = [_after_furniture(lines, place, plan.dropped) for place in places]
                features = measure(text, body)
                layout = find_layout(features) or layout
            plan.words_broken = bool((features.start == Start.FORBIDDEN).mean() > _FORBIDDEN_WHERE_WORDS_BREAK)
            joined = (~layout.breaks).tolist()
    if not plan.wrapped:
        joined = find_cuts(text, body)
    for place, following, on in zip(places, places[1:], joined, strict=False):
        # No paragraph runs across code or a table.
        plan.goes_on[place] = on and all(between in plan.dropped for between in range(place + 1, following))
    return plan


def _is_island(text: str, line: Line, kind: str) -> bool:
    return kind in (CODE, TABLE) or _VERTICAL_MARKS.fullmatch(text, line.start, line.end) is not None


def _after_furniture(lines: Sequence[Line], place: int, dropped: dict[int, str]) -> Line:
    """Give a line; what stood blank before it says nothing where furniture stood there, too."""
    return lines[place]._replace(blanks=-1) if place - 1 in dropped else lines[place]


def _carry_out(text: str, lines: Sequence[Line], kinds: Sequence[str], plan: _Plan) -> Result:
    known = habits(text, plan.words_broken) if any(plan.goes_on) else habits("", False)
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
            paragraph, hyphens = put_together(text, pieces, known)
            paragraphs.append(paragraph)
            removed.extend((start, end, "hyphen at line end") for start, end in hyphens)
            pieces = []
    return Result("\n".join(paragraphs), sorted(removed))
