"""One round of repair: decide which lines go on, and put the paragraphs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.stage import Removal
from corpuskit.stages.repair.linebreaks.columns import joined_lines, mark_entries
from corpuskit.stages.repair.linebreaks.constants import constant
from corpuskit.stages.repair.linebreaks.cuts import find_cuts, may_be_cut
from corpuskit.stages.repair.linebreaks.first_look import may_be_wrapped
from corpuskit.stages.repair.linebreaks.furniture import find_furniture
from corpuskit.stages.repair.linebreaks.habits import Habits, find_habits
from corpuskit.stages.repair.linebreaks.join import LINE_END, UNSURE, between_lines, put_together
from corpuskit.stages.repair.linebreaks.lines import Lines, Visible
from corpuskit.stages.repair.linebreaks.measure import measure
from corpuskit.stages.repair.linebreaks.plain import Sight
from corpuskit.text.block_gates import may_hold_blocks
from corpuskit.text.blocks import CODE, TABLE, VERSE, block_kinds
from corpuskit.text.patterns import lazy_pattern

_LEAST_OF_TEXT = constant(4)  # characters; shorter lines may be marks of a vertical headline
_VERTICAL_MARKS = lazy_pattern("[\ufe10-\ufe19\ufe30-\ufe4f]+")


class Repaired(NamedTuple):
    """A text after one round.

    Attributes:
        text: the new text.
        removed: what was taken out of the old text.
        lines: the lines of the new text, where none of them is blank or indented.
    """

    text: str
    removed: list[Removal]
    lines: list[str] | None = None


@dataclass(slots=True)
class _Plan:
    """What is to be done with each of n lines.

    Attributes:
        between: shape (n,): what stands between each line and the next one that stays, as in `join`.
        dropped: the reason for each line that is lifted out.
        known: how the document writes what is lost at line ends; None where nothing is joined.
        wrapped: the numbers of the lines that are hard-wrapped.
    """

    between: NDArray[np.int8]
    dropped: dict[int, str] = field(default_factory=dict)
    known: Habits | None = None
    wrapped: Sequence[int] = ()


def repair_once(lines: Lines, mode: str, sight: Sight) -> Repaired:
    """Repair a text once.

    Args:
        lines: the visible lines of the text.
        mode: `"auto"` or `"always"`.
        sight: what the text looks like at first sight.
    """
    if not len(lines):
        return Repaired("", [])
    kinds = list(sight.kinds)
    plan = _make_plan(lines, kinds, mode, sight.to_look_at)
    if not kinds and len(plan.wrapped) + len(plan.dropped) < len(lines) and may_hold_blocks(lines.text, lines.pieces):
        kinds = _kinds(lines)
    for place in plan.wrapped if VERSE in kinds else ():
        kinds[place] = "" if kinds[place] == VERSE else kinds[place]
    if plan.known is None and not any(kinds):
        return Repaired("\n".join(lines.pieces), [], list(lines.pieces))
    return _carry_out(lines, kinds, plan)


def _kinds(lines: Lines) -> list[str]:
    raw_lines = [lines.text[raw:end] for raw, end in zip(lines.raw.tolist(), lines.end.tolist(), strict=True)]
    return block_kinds(raw_lines, (lines.blanks > 0).tolist())


def _make_plan(lines: Lines, kinds: Sequence[str], mode: str, to_look_at: Sequence[int]) -> _Plan:
    places = _without_islands(lines, kinds)
    chosen = places if mode == "always" else _worth_a_look(lines, places, to_look_at)
    if len(chosen):
        plan = _plan_wrapped(lines, chosen, always=mode == "always")
        if plan is not None:
            return plan
    seen = lines if len(places) == len(lines) else lines.take(places)
    if not may_be_cut(Visible.of(seen.pieces), has_blanks=bool(np.count_nonzero(seen.blanks))):
        return _Plan(np.zeros(len(lines), np.int8))
    cut = np.array(find_cuts(seen.pieces, seen.blanks.tolist()), np.bool_)
    between = np.where(cut, np.int8(UNSURE), np.int8(LINE_END))
    return _Plan(_spread(places, between, {}, len(lines)), known=Habits(lines.text) if cut.any() else None)


def _worth_a_look(lines: Lines, places: NDArray[np.int64], to_look_at: Sequence[int]) -> NDArray[np.int64]:
    """Give those of the lines at `places` that may be hard-wrapped."""
    if len(to_look_at) == len(lines) == len(places):
        return places
    looked_at = np.zeros(len(lines), np.bool_)
    looked_at[np.array(to_look_at, np.int64)] = True
    chosen = places[looked_at[places]]
    if len(chosen) == len(lines) or may_be_wrapped(list(map(lines.pieces.__getitem__, chosen.tolist()))):
        return chosen
    return chosen[:0]


def _plan_wrapped(lines: Lines, places: NDArray[np.int64], *, always: bool) -> _Plan | None:
    """Plan for hard-wrapped lines; None if they are not. `places` are the numbers of the lines that may be joined."""
    body = lines if len(places) == len(lines) else lines.take(places)
    measures = measure(body)
    furniture = find_furniture(body, measures)
    dropped = {int(places[number]): reason for number, reason in furniture.items()}
    if dropped:
        stays = np.ones(len(lines) + 1, np.bool_)
        stays[list(dropped)] = False
        stay = stays[places].nonzero()[0]
        places, body, measures = places[stay], body.take(stay), measures.take(stay)
        # What stood blank before a line says nothing where furniture stood there, too.
        body.blanks[~stays[places - 1]] = -1
        if not len(body):
            return None
    known = find_habits(lines.text, measures)
    mark_entries(body, measures)
    is_part = len(body) + len(dropped) < len(lines)
    joined, in_columns = joined_lines(body, measures, known, is_part=is_part, always=always)
    if not np.count_nonzero(in_columns):
        return None
    between = between_lines(measures, known)
    between[~joined] = LINE_END
    return _Plan(_spread(places, between, dropped, len(lines)), dropped, known, places[in_columns].tolist())


def _spread(places: NDArray[np.int64], between: NDArray[np.int8], dropped: dict[int, str], count: int) -> NDArray[np.int8]:
    """Tell for each of `count` lines what stands behind it, from what is known of the lines at `places`."""
    if len(places) == count:
        return between
    spread = np.full(count, LINE_END, np.int8)
    spread[places] = between
    # No paragraph runs across code or a table.
    for number in ((between[:-1] != LINE_END) & (places[1:] != places[:-1] + 1)).nonzero()[0].tolist():
        if not all(place in dropped for place in range(int(places[number]) + 1, int(places[number + 1]))):
            spread[places[number]] = LINE_END
    return spread


def _without_islands(lines: Lines, kinds: Sequence[str]) -> NDArray[np.int64]:
    """Give the numbers of the lines that may be joined: not code, rows of a table, or the marks of a vertical headline."""
    short = (lines.end - lines.start < _LEAST_OF_TEXT).nonzero()[0]
    islands = [place for place in short.tolist() if _VERTICAL_MARKS.fullmatch(lines.pieces[place])]
    islands += [place for place, kind in enumerate(kinds) if kind in (CODE, TABLE)]
    places = np.arange(len(lines))
    return np.delete(places, islands) if islands else places


def _carry_out(lines: Lines, kinds: Sequence[str], plan: _Plan) -> Repaired:
    removed: list[Removal] = []
    between = plan.between
    if plan.dropped:
        starts, ends = lines.start, lines.end
        removed = [(int(starts[place]), int(ends[place]), reason) for place, reason in plan.dropped.items()]
        stay = np.delete(np.arange(len(lines)), list(plan.dropped))
        lines, between = lines.take(stay), between[stay]
        kinds = [kinds[place] for place in stay.tolist()] if kinds else kinds
    between[-1] = LINE_END
    text, hyphens = put_together(lines.pieces, between, plan.known or Habits(lines.text))
    for number, cut in hyphens:
        end = int(lines.end[number])
        removed.append((end - cut, end, "hyphen at line end"))
    if any(kinds):
        text = _with_blocks(lines, kinds, between, text.split("\n"))
        return Repaired(text, sorted(removed))
    return Repaired(text, sorted(removed), text.split("\n"))


def _with_blocks(lines: Lines, kinds: Sequence[str], between: NDArray[np.int8], joined: Sequence[str]) -> str:
    """Give code its indentation back, and code, tables and verse their blank lines."""
    kept: list[str] = []
    last_kind = ""
    first_lines = [0, *((between[:-1] == LINE_END).nonzero()[0] + 1).tolist()]
    for place, paragraph in zip(first_lines, joined, strict=True):
        kind = kinds[place]  # that of a paragraph is that of its first line
        if kind and kind == last_kind and lines.blanks[place] > 0:
            kept.append("")
        indent = lines.text[int(lines.raw[place]) : int(lines.start[place])] if kind == CODE else ""
        kept.append(indent + paragraph)
        last_kind = kind
    return "\n".join(kept)
