"""Convert between Traditional and Simplified Chinese, where the whole document is evidence for the other script."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from corpuskit.stage import Options, Result, TextStage
from corpuskit.text.scripts import script_of

if TYPE_CHECKING:
    from opencc import OpenCC

_CONFIGURATIONS = {"traditional": "s2t", "tw": "s2tw", "hk": "s2hk"}
# Traditional forms that OpenCC makes from Simplified but does not turn back. It must be done first: `背著` it knows as a phrase.
_NOT_TURNED_BACK = str.maketrans("伕揹暱敍枱鎗", "夫背昵叙台枪")
_TO_TURN_BACK = re.compile("[伕揹暱敍枱鎗]")
_PARTICLE = re.compile("著(?<=[带握跟捧拿念读看背抱夹翻凭].)(?=[书名])|著(?=白)")
_WRITTEN = re.compile("着(?<=[原卓昭巨所].)(?![火陆了想手眼装色重力])|着(?<=土.)(?=[人民居部族])")


class ScriptOptions(Options):
    """Options of `convert.script`."""

    to: Literal["simplified", "traditional", "tw", "hk"] = Field(
        "simplified",
        description="The script wanted: `simplified`, or one of three forms of Traditional: OpenCC's own (`traditional`), that "
        "of Taiwan (`tw`: 裡, 著) or that of Hong Kong (`hk`: 裏, 着). Traditional text is not turned from form to form.",
    )


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
        return Result(_simplify(text), tags=tags)
    return Result(text if script == "zh-Hant" else _converter(_CONFIGURATIONS[options.to]).convert(text), tags=tags)


def _simplify(text: str) -> str:
    if _TO_TURN_BACK.search(text):
        text = text.translate(_NOT_TURNED_BACK)
    # 衞 is written in Hong Kong only, and only hk2s knows it; tw2s knows 著 and 裡 of Taiwan and is right for all others.
    converted: str = _converter("hk2s" if "衞" in text else "tw2s").convert(text)
    # Taiwan writes 著 for 着 too, and the phrases of tw2s miss some of both: 背著书包 is carried, 原着 is written.
    if "著" in converted:
        converted = _PARTICLE.sub("着", converted)
    return _WRITTEN.sub("著", converted) if "着" in converted else converted


@cache
def _converter(configuration: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(configuration)


STAGE = TextStage(convert_script, ScriptOptions, version=1)
