"""Give every paragraph a line of its own: join hard-wrapped lines, lift page furniture out, mend cuts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from corpuskit.stage import Options, Removal, Result, TextStage
from corpuskit.stages.repair.linebreaks.labels import label_lines
from corpuskit.stages.repair.linebreaks.lines import Visible, locate, raw_and_stripped
from corpuskit.stages.repair.linebreaks.page import repair_once
from corpuskit.stages.repair.linebreaks.plain import look
from corpuskit.stages.repair.linebreaks.trace import trace_back


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
        and the hyphens of rejoined words are reported as removed; bylines, credits of photographs and sentences whose halves
        stand apart are tagged.

    >>> repair_linebreaks("第一段。\\n\\n　　第二段。", LineBreakOptions()).text
    '第一段。\\n第二段。'
    """
    removed: list[Removal] = []
    current = text
    raw, stripped, visible = raw_and_stripped(text)
    while True:
        sight = look(current, raw, stripped, visible, mode=options.mode)
        if sight.lines is not None:
            return Result("\n".join(sight.lines), removed, label_lines(sight.lines))
        located = locate(current, raw, stripped)
        del visible, raw, stripped  # of a large text they are larger than it
        once = repair_once(located, options.mode, sight)
        removed = trace_back(text, removed, current, once.removed)
        # What was joined may let more be seen: until nothing changes, so that a second run changes nothing either.
        if once.text == current.rstrip("\n"):
            return Result(once.text, removed, label_lines(once.lines or once.text.split("\n")))
        current = once.text
        if once.lines:
            raw, stripped, visible = once.lines, once.lines, Visible.of(once.lines)
        else:
            raw, stripped, visible = raw_and_stripped(current)


STAGE = TextStage(repair_linebreaks, LineBreakOptions, version=4)
