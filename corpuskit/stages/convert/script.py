"""Convert between Traditional and Simplified Chinese, where the whole document is evidence for the other script."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from corpuskit.stage import Options, Result, TextStage
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.scripts import script_of

if TYPE_CHECKING:
    from opencc import OpenCC

_TO_TRADITIONAL = {"traditional": "s2t", "tw": "s2tw", "tw-phrases": "s2twp", "hk": "s2hk"}

# Forms of Taiwan and Hong Kong that t2s does not know, and those that OpenCC makes from Simplified but does not turn back.
_VARIANTS = tuple(zip("伕揹暱敍枱鎗痺睪簷粧糭衹衞", "夫背昵敘檯枪痹睾檐妝粽只衛", strict=True))
# Taiwan writes 著 for 着 too. tw2s tells them apart by their neighbours, so it need only see these.
_REACH = 5
# Its phrases miss some of both: 背著书包 is carried, 原着 is written.
_PARTICLE = lazy_pattern("著(?<=执.)|著(?<=[带握跟捧拿念读看背抱夹翻凭].)(?=[书名])|著(?=白)")
_WRITTEN = lazy_pattern("着(?<=[原卓昭巨所].)(?![火陆了想手眼装色重力])|着(?<=土.)(?=[人民居部族])")


class ScriptOptions(Options):
    """Options of `convert.script`."""

    to: Literal["simplified", "simplified-phrases", "traditional", "tw", "tw-phrases", "hk"] = Field(
        "simplified",
        description="The script wanted: `simplified` (`軟體` becomes `软体`); with the words of the Mainland for those of Taiwan "
        "`simplified-phrases` (`软件`); or a form of Traditional: OpenCC's own (`traditional`), that of Taiwan (`tw`: 裡, 著; "
        "`tw-phrases` makes `软件` into `軟體`) or that of Hong Kong (`hk`: 裏, 着). Traditional text is not turned from form "
        "to form.",
    )


def convert_script(text: str, options: ScriptOptions) -> Result:
    """Convert the script of a document, character by character and phrase by phrase; its vocabulary only on request.

    The document as a whole must be in the other script: the traditional forms that names and classics keep in Simplified text
    (`乾清宫`) are left alone, and so are lines that it quotes, documents that mix both, Japanese and Korean.

    Args:
        text: a whole document.
        options: the script wanted.

    Returns:
        The text; the tag `original_script` (`"zh-Hans"`, `"zh-Hant"`) says what it was before, if there was evidence.
        Source of the conversion: OpenCC.

    >>> convert_script("臺灣的圖書館裡", ScriptOptions()).text
    '台湾的图书馆里'
    """
    script = script_of(text)
    if script is None:
        return Result(text)
    tags = {"original_script": script}
    wanted = "zh-Hans" if options.to.startswith("simplified") else "zh-Hant"
    if script == wanted:
        return Result(text, tags=tags)
    if options.to == "simplified":
        return Result(_simplify(text), tags=tags)
    if options.to == "simplified-phrases":
        return Result(_converter("tw2sp").convert(_without_variants(text)), tags=tags)
    return Result(_converter(_TO_TRADITIONAL[options.to]).convert(text), tags=tags)


def _simplify(text: str) -> str:
    text = _without_variants(text)
    if "著" in text:
        text = _tell_written_from_particle(text)
    converted: str = _converter("t2s").convert(text)
    if "著" in converted:
        converted = _PARTICLE.sub("着", converted)
    return _WRITTEN.sub("著", converted) if "着" in converted else converted


def _without_variants(text: str) -> str:
    for variant, ordinary in _VARIANTS:  # looking for one character at a time is quicker than for a class
        if variant in text:
            text = text.replace(variant, ordinary)
    return text


def _tell_written_from_particle(text: str) -> str:
    """Turn the 著 that is a particle into 着; the rest of the text stays Traditional."""
    before, *rest = text.split("著")
    surroundings = [f"{left[-_REACH:]}著{right[:_REACH]}" for left, right in pairwise([before, *rest])]
    asked = "\n".join([around.replace("\n", " ") for around in surroundings])
    answer = _converter("tw2s").convert(asked)
    if len(answer) != len(asked):
        return text
    pieces = [before]
    place = 0
    for around, (left, right) in zip(surroundings, pairwise([before, *rest]), strict=True):
        pieces += ("着" if answer[place + min(_REACH, len(left))] == "着" else "著", right)
        place += len(around) + 1
    return "".join(pieces)


@cache
def _converter(configuration: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(configuration)


STAGE = TextStage(convert_script, ScriptOptions, version=3)
