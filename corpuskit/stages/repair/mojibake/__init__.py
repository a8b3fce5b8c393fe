"""Read again what was read in the wrong encoding, and say how many characters are lost for good."""

from __future__ import annotations

from corpuskit.stage import Options, Result, TextStage
from corpuskit.stages.repair.mojibake.entities import resolve_entities
from corpuskit.stages.repair.mojibake.escapes import unescape
from corpuskit.stages.repair.mojibake.lines import repair_lines
from corpuskit.stages.repair.mojibake.losses import count_lost
from corpuskit.stages.repair.mojibake.screen import looks_clean
from corpuskit.text.code import code_lines, may_hold_code

_TAG = "lost_characters"
# Layers of damage one upon the other. A text that still changes then is none that can be trusted: it stays as it was.
_MOST_LAYERS = 8


def repair_mojibake(text: str) -> Result:
    """Give back text that was read in the wrong encoding or left in escapes; count what cannot be given back.

    Lines are touched only with evidence: what comes out must be likelier than what was there by far. What was lost on the way
    is U+FFFD afterwards, never a guess. Text about encodings and HTML keeps its examples.

    Args:
        text: a whole text.

    Returns:
        The text; the tag `lost_characters`, if there are any: U+FFFD, what `锟斤拷` and `烫烫烫` stand for,
        and `???` where text was.

    >>> repair_mojibake("ä½\\xa0å¥½ï¼Œä¸–ç•Œï¼\\x81").text
    '你好，世界！'
    >>> repair_mojibake("娓″彛鐨勬棭鏅ㄥ緢瀹夐潤").text
    '渡口的早晨很安静'
    >>> repair_mojibake("这一段有�个字看不清").tags
    {'lost_characters': 1}
    """
    if looks_clean(text):
        return Result(text)
    read = _settle(text)
    lost = count_lost(read)
    return Result(read, tags={_TAG: lost} if lost else {})


def _settle(text: str) -> str:
    before = text
    for _ in range(_MOST_LAYERS):
        after = _repair_layer(before)
        if after == before:
            return after
        before = after
    return text


def _repair_layer(text: str) -> str:
    lines = text.split("\n")
    if "\\u" in text or "&" in text:
        code = code_lines(lines) if may_hold_code(text) else set[int]()
        lines = resolve_entities(unescape(lines, code), code)
    repair_lines(lines)
    return "\n".join(lines)


STAGE = TextStage(repair_mojibake, Options, version=3)
