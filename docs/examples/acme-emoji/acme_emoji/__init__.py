"""acme.emoji: take emoji out of a text and count them."""

from __future__ import annotations

import re

from pydantic import Field

from corpuskit import Options, Result, TextStage

# Pictographs with what joins and colours them. A heart or an arrow without U+FE0F is an ordinary sign.
_EMOJI = re.compile("[\U0001f300-\U0001faff](?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[\u2600-\u27bf\U0001f300-\U0001faff])*")


class EmojiOptions(Options):
    """Options of `acme.emoji`."""

    keep: str = Field(default="", description="Emoji that stay, one after the other.")


def drop_emoji(text: str, options: EmojiOptions) -> Result:
    """Take emoji out of the text.

    A line that holds nothing else becomes empty, and is reported as removed, as every paragraph that goes has to be.

    Args:
        text: a whole text.
        options: which emoji stay.

    Returns:
        The text; what was taken out; the tag `emoji` counts it.

    >>> drop_emoji("好看\U0001f600！", EmojiOptions()).text
    '好看！'
    """
    removed = [(found.start(), found.end(), "emoji") for found in _EMOJI.finditer(text) if found.group() not in options.keep]
    if not removed:
        return Result(text)
    kept, last = [], 0
    for start, end, _ in removed:
        kept.append(text[last:start])
        last = end
    return Result("".join([*kept, text[last:]]), removed, tags={"emoji": len(removed)})


STAGE = TextStage(drop_emoji, EmojiOptions, version=1)
