"""Give every paragraph a line of its own: join hard-wrapped lines, lift page furniture out, mend cuts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from corpuskit.stage import Options, Removal, Result, TextStage
from corpuskit.stages.repair.linebreaks.cuts import may_be_cut
from corpuskit.stages.repair.linebreaks.gate import may_be_wrapped
from corpuskit.stages.repair.linebreaks.page import repair_once, visible_lines
from corpuskit.stages.repair.linebreaks.trace import trace_back
from corpuskit.text.blocks import may_hold_blocks


class LineBreakOptions(Options):
    """How line breaks are repaired."""

    mode: Literal["auto", "never", "always"] = Field(
        default="auto",
        description="`auto`: join lines only where the text is hard-wrapped or a paragraph is cut; "
        "`always`: take it for hard-wrapped; `never`: only blank lines and the blanks around lines go",
    )


def repair_linebreaks(text: str, options: LineBreakOptions) -> Result:
    """Bring every paragraph onto one line.

    Args:
        text: lines end with a line feed; form feeds may mark pages.
        options: see `LineBreakOptions`.

    Returns:
        The paragraphs, one a line. Blank lines are gone, except one inside code, verse or a table. Page numbers, running heads
        and the hyphens of rejoined words are reported as removed.

    >>> repair_linebreaks("第一段。\\n\\n　　第二段。", LineBreakOptions()).text
    '第一段。\\n第二段。'
    """
    removed: list[Removal] = []
    current = text
    while True:
        lines = visible_lines(current)
        if _is_plain(current, lines, options):
            return Result("\n".join(lines), removed)
        once = repair_once(current, options.mode)
        removed = trace_back(text, removed, current, once.removed)
        # What was joined may let more be seen: until nothing changes, so that a second run changes nothing either.
        if once.text == current:
            return Result(current, removed)
        current = once.text


def _is_plain(text: str, lines: list[str], options: LineBreakOptions) -> bool:
    """Say cheaply whether there is nothing to do but to take blanks away; `lines` are the visible ones, stripped."""
    if options.mode == "always" or may_hold_blocks(text, lines):
        return False
    return options.mode == "never" or not (may_be_wrapped(text, lines) or may_be_cut(lines, has_blanks="\n\n" in text))


STAGE = TextStage(repair_linebreaks, LineBreakOptions, version=1)
