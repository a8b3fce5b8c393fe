"""Convert between Traditional and Simplified Chinese, where the whole document is evidence for the other script."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from corpuskit.stage import Options, Result, TextStage
from corpuskit.text.scripts import script_of

if TYPE_CHECKING:
    from opencc import OpenCC

_CONFIGURATIONS = {"traditional": "s2t", "tw": "s2tw", "hk": "s2hk"}


class ScriptOptions(Options):
    """Options of `convert.script`."""

    to: Literal["simplified", "traditional", "tw", "hk"] = "simplified"
    """The script wanted: `simplified`, or one of three forms of Traditional: OpenCC's own (`traditional`), Taiwan's (`tw`: 裡, 著)
    or Hong Kong's (`hk`: 裏, 着). A text that is Traditional already is not turned from one form into another."""


def convert_script(text: str, options: ScriptOptions) -> Result:
    """Convert the script of a document, character by character and phrase by phrase, but never its vocabulary.

    The document as a whole must be in the other script: the traditional forms that names and classics keep in Simplified text
    (`乾清宫`) are left alone, and so are documents that mix both, Japanese and Korean.

    Args:
        text: a whole document.
        options: the script wanted.

    Returns:
        The text; the tag `script` (`"zh-Hans"`, `"zh-Hant"`) says what it was before, if there was evidence.
        Source of the conversion: OpenCC.

    >>> convert_script("臺灣的圖書館裡", ScriptOptions()).text
    '台湾的图书馆里'
    """
    script = script_of(text)
    if script is None:
        return Result(text)
    tags = {"script": script}
    if options.to == "simplified":
        if script == "zh-Hans":
            return Result(text, tags=tags)
        # 衞 is written in Hong Kong only, and only hk2s knows it; tw2s knows 著 and 裡 of Taiwan and is right for all others.
        return Result(_converter("hk2s" if "衞" in text else "tw2s").convert(text), tags=tags)
    if script == "zh-Hant":
        return Result(text, tags=tags)
    return Result(_converter(_CONFIGURATIONS[options.to]).convert(text), tags=tags)


@cache
def _converter(configuration: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(configuration)


STAGE = TextStage(convert_script, ScriptOptions, version=1)
