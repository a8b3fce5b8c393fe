"""Read again what was read in the wrong encoding, and say how many characters are lost for good."""

from __future__ import annotations

from corpuskit.stage import Options, Result, TextStage
from corpuskit.stages.repair.mojibake.screen import looks_clean

_TAG = "lost_characters"


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
    from corpuskit.stages.repair.mojibake.layers import read_again  # the many texts that are clean need nothing of it
    from corpuskit.stages.repair.mojibake.losses import count_lost

    read = read_again(text)
    lost = count_lost(read)
    return Result(read, tags={_TAG: lost} if lost else {})


STAGE = TextStage(repair_mojibake, Options, version=3)
