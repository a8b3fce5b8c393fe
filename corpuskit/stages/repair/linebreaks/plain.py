"""Texts in which no line is joined with another one: most. They are told without arrays."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from corpuskit.stages.repair.linebreaks.cuts import may_be_cut
from corpuskit.stages.repair.linebreaks.first_look import lines_to_look_at
from corpuskit.stages.repair.linebreaks.lines import Visible
from corpuskit.text.block_gates import may_hold_blocks, may_hold_code_or_table
from corpuskit.text.blocks import CODE, TABLE, block_kinds, is_code

_CODE_MARKS = "{;=("  # what no code does without
_CODE_ENDS = "{};()[]:,=\\"


class Sight(NamedTuple):
    """What a text looks like at first sight.

    Attributes:
        lines: the lines of the repaired text where none is joined with another one: code with its indentation, and `""` for the
            blank lines that stay. None where it takes a closer look to say so.
        to_look_at: otherwise the numbers of the lines that are worth it.
        kinds: and the kinds of all lines, as in `block_kinds`, where there may be code or tables.
    """

    lines: Sequence[str] | None
    to_look_at: Sequence[int] = ()
    kinds: Sequence[str] = ()


def look(text: str, raw: Sequence[str], stripped: Sequence[str], visible: Visible, *, mode: str) -> Sight:
    """Look at a text for the first time.

    Args:
        text: the text.
        raw: its lines.
        stripped: the same without the blanks around them, `""` where they show nothing.
        visible: those that show something.
        mode: `"auto"`, `"never"` or `"always"`.
    """
    lines = visible.lines
    if _may_be_code(text, visible) and is_code(text, list(compress(raw, stripped)), lines):
        return Sight(_with_gaps(raw, stripped, [CODE] * len(lines)))
    to_look_at = _worth_a_look(text, visible, mode)
    if to_look_at is None and not may_hold_blocks(text, lines):
        return Sight(lines)
    kinds: Sequence[str] = ()
    if may_hold_code_or_table(text, lines):
        kinds = _kinds(raw, stripped)
        places = [place for place, kind in enumerate(kinds) if kind not in (CODE, TABLE)]
        if to_look_at is not None and len(places) < len(lines):
            rest = Visible.of([lines[place] for place in places])
            to_look_at = _worth_a_look("\n".join(rest.lines), rest, mode)
            to_look_at = [places[number] for number in to_look_at] if to_look_at else to_look_at
    if to_look_at is not None:
        return Sight(None, to_look_at, kinds)
    return Sight(_with_gaps(raw, stripped, kinds or _kinds(raw, stripped)))


def _worth_a_look(text: str, visible: Visible, mode: str) -> Sequence[int] | None:
    """Give the numbers of the lines that may be hard-wrapped; None where no paragraph may be cut in two either."""
    if mode == "never":
        return None
    to_look_at = lines_to_look_at(text, visible)
    if to_look_at or mode == "always" or may_be_cut(visible, has_blanks=_blanks_tell(text, len(visible.lines))):
        return to_look_at
    return None


def _kinds(raw: Sequence[str], stripped: Sequence[str]) -> list[str]:
    blank_before = [not before for before, line in zip(["", *stripped], stripped, strict=False) if line]
    return block_kinds(list(compress(raw, stripped)), blank_before)


def _may_be_code(text: str, visible: Visible) -> bool:
    """Say at a glance whether many lines end as those of code do, or are indented as they are."""
    if not any(map(text.__contains__, _CODE_MARKS)):
        return False
    ends = sum(map(visible.lasts.count, _CODE_ENDS))
    return max(ends, text.count("\n    ")) * 4 >= len(visible.lines)


def _blanks_tell(text: str, count: int) -> bool:
    """Say whether there are more blank lines between some of so many lines than between others."""
    if "\n\n" not in text:
        return False
    bare = text.strip()
    pairs = bare.count("\n\n")
    return pairs > 0 and not (pairs + 1 == count and 2 * pairs == bare.count("\n"))


def _with_gaps(raw: Sequence[str], stripped: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """Put lines together: code with its indentation, and a blank line where one stands inside a block.

    Args:
        raw: m lines.
        stripped: the same without the blanks around them.
        kinds: of those that show something.
    """
    if "" not in stripped:
        return [line.rstrip() if kind == CODE else bare for line, bare, kind in zip(raw, stripped, kinds, strict=True)]
    kept: list[str] = []
    following = iter(kinds)
    last = ""
    blank = False
    for line, bare in zip(raw, stripped, strict=True):
        if not bare:
            blank = True
            continue
        kind = next(following)
        if blank and kind and kind == last:
            kept.append("")
        kept.append(line.rstrip() if kind == CODE else bare)
        last, blank = kind, False
    return kept
