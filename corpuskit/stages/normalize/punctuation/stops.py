"""Commas, semicolons, colons, exclamation marks, question marks and full stops."""

from __future__ import annotations

import re

from corpuskit.stages.normalize.punctuation.options import PunctuationOptions
from corpuskit.text.characters import HAN
from corpuskit.text.marks import CLOSERS, LEFT, PICTURES, RIGHT
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.protected import MARKUP, PLACEHOLDER

_FULL = str.maketrans(",;:!?", "，；：！？")

# In all patterns the mark comes first and looks back from there: that is twice as fast as the other way round.
_GAP = "(?: {1,3}(?![ !?]))?"  # the space that Latin typing puts after a mark goes with it
_WORD_END = f"\\w%‰℃°㎡㎥)\\]*+#²³′″…$~\\-{PLACEHOLDER}{MARKUP}{PICTURES}"
# A sign between two spaces is spoken of (`用 ! 表示`); only with comma and semicolon it is mere carelessness.
_SPACE_BEFORE = lazy_pattern(f" (?<=[{LEFT}] ) *(?=[,;] {{0,3}}[{RIGHT}]|[:!?][{RIGHT}]|[,;:!?]$)", re.MULTILINE)
# A straight quote that is left stands in a line whose quotes do not pair.
_SEPARATES = f'(?:(?<=[{LEFT}].)(?!\\))|(?:(?<=[{_WORD_END}].)|(?<=[{LEFT}]".))(?= {{0,3}}[{RIGHT}])){_GAP}'
# After a percentage, before a word that mixes Latin and Han: no list of figures and no formula has that.
_COMMA = lazy_pattern(f",(?:{_SEPARATES}|(?<=[%‰℃℉㎡].)(?=[A-Za-z0-9]{{1,16}}+[{HAN}]))")
# All commas but the common ones, which stand behind Chinese without a space and are simply replaced.
_UNCOMMON_COMMA = lazy_pattern(f",(?:(?<![{LEFT}].)|(?=[ )]))")
_ASIDE = "\ufdd2"  # a noncharacter
_SEMICOLON = lazy_pattern(f";{_SEPARATES}")
_COLON = lazy_pattern(
    f":(?:(?<=[{LEFT}].)(?!//|:|-?\\)|-?\\((?!\\w))|(?<=[{LEFT}]\\*\\*:)|(?<=[\\w%)\\]*{PLACEHOLDER}{MARKUP}].)(?=[{RIGHT}])){_GAP}"
)
# `值!=3`, `![图](x)` and `查询?a=1` are no exclamations and questions, and the mark in `平?。` stands for a lost character.
_NO_SENTENCE = "(?![=\\[，。、；：]|\\w{1,30}+=)"
_EXCLAMATION, _QUESTION = (
    lazy_pattern(
        f"{mark}(?:(?<=[{LEFT}！？…].)|(?<=[0-9%){PICTURES}].)(?=[{RIGHT}])|(?<=[A-Za-z]\\?)(?=[{RIGHT}]))[!?]*+{_NO_SENTENCE}{_GAP}"
    )
    for mark in ("!", "\\?")
)
# The common case, one mark after Han without a space, which needs no function.
_PLAIN_EXCLAMATION, _PLAIN_QUESTION = (lazy_pattern(f"{mark}(?<=[{HAN}].)(?![!? ]){_NO_SENTENCE}") for mark in ("!", "\\?"))
# After a Latin word: `Yahoo!的` keeps its mark, `OK!我们` does not; and `懂API?` is a Chinese question.
_EXCLAIMED_WORD = lazy_pattern(f"!(?<=[A-Za-z]!)!*(?=[{RIGHT}])")
_WORD_ASKED_FOR = lazy_pattern(f"\\?(?<=[A-Za-z0-9]\\?)\\?*(?=$|[{CLOSERS}])", re.MULTILINE)
_INTERJECTION = lazy_pattern(
    "(?:^|[^A-Za-z'’ -])(?:ok|okay|hi|hello|hey|wow|yes|yeah|yep|no|nope|oh|ah|aha|bye|thanks|bingo|sorry|cheers|bravo|please)$",
    re.IGNORECASE,
)
_WORD_AFTER_HAN = lazy_pattern(f"[{HAN}] ?[A-Za-z0-9]{{2,20}}$")
_LONGEST_WORD = 24

_NUMERALS = "一二三四五六七八九十百零〇"
# Characters that write the sounds of foreign names, at the seams of which a full stop often stands for `·`.
_TRANSLITERATION = (
    "阿艾安奥巴班本比彼宾波伯布查达大戴丹道德登迪蒂杜多恩尔法菲费芬弗福盖戈格葛哈海汉亨胡华怀霍基吉加杰金卡凯康考科克肯库夸拉莱兰劳勒雷李里理利莉林"
    "卢鲁罗洛马玛迈曼梅门蒙米莫姆穆娜纳奈南内尼诺欧帕潘佩皮普奇乔切琼让若萨塞瑟森沙舍圣史斯丝苏索塔泰汤唐特提廷图托瓦万威韦维温沃伍西希夏肖谢辛休雅亚扬耶伊易英尤约泽扎詹珍朱兹佐吐狄柯茨莎黛妮蕾琳珊"
)
_SENTENCE_ENDS = f'(?=$| {{0,3}}[{RIGHT}]|[{CLOSERS}{MARKUP}]|"$){_GAP}'
_STOP = lazy_pattern(f'\\.(?:(?<=[{LEFT}%‰℃℉㎡㎥]\\.)|(?<=[{LEFT}]\\*\\*\\.)|(?<=[{LEFT}]"\\.)){_SENTENCE_ENDS}', re.MULTILINE)
# The common case, in which nothing has to be asked: inside a line, behind neither a number nor a part of a foreign name.
_PLAIN_STOP = lazy_pattern(
    f"\\.(?<=.[{LEFT}%‰℃℉㎡㎥]\\.)(?<![{_NUMERALS}]\\.)(?!(?<=[{_TRANSLITERATION}]\\.)[{_TRANSLITERATION}]){_SENTENCE_ENDS}",
    re.MULTILINE,
)
_ENUMERATOR = lazy_pattern(f"(?:^|[^{HAN}])第?[{_NUMERALS}]{{1,4}}$|^[{HAN}]$")


def fix_stops(text: str, options: PunctuationOptions) -> str:
    """Widen the stops of Chinese lines."""
    if " " in text:
        text = _SPACE_BEFORE.sub("", text)
    if "," in text:
        text = _fix_commas(text)
    if ";" in text:
        text = _SEMICOLON.sub("；", text)
    if ":" in text:
        text = _COLON.sub("：", text)
    if "!" in text:
        text = _PLAIN_EXCLAMATION.sub("！", text)
    if "!" in text:
        text = _EXCLAMATION.sub(_widen, text)
        text = _EXCLAIMED_WORD.sub(lambda marks: _widen_after(_INTERJECTION, marks), text)
    if "?" in text:
        text = _PLAIN_QUESTION.sub("？", text)
    if "?" in text:
        text = _QUESTION.sub(_widen, text)
        text = _WORD_ASKED_FOR.sub(lambda marks: _widen_after(_WORD_AFTER_HAN, marks), text)
    if "." in text:
        text = _PLAIN_STOP.sub("。", text)
        text = _STOP.sub(lambda mark: _full_stop(mark, options), text)
    return text


def _widen(marks: re.Match[str]) -> str:
    return marks[0].rstrip(" ").translate(_FULL)


def _widen_after(words: re.Pattern[str], marks: re.Match[str]) -> str:
    start = marks.start()
    return marks[0].translate(_FULL) if words.search(marks.string[max(0, start - _LONGEST_WORD) : start]) else marks[0]


def _fix_commas(text: str) -> str:
    """Fix the commas; it is twice as fast to set the few uncommon ones aside first, and to replace all others at once."""
    if _ASIDE in text:
        return _COMMA.sub("，", text)
    text = _UNCOMMON_COMMA.sub(_ASIDE, text).replace(",", "，")
    return _COMMA.sub("，", text.replace(_ASIDE, ",")) if _ASIDE in text else text


def _full_stop(mark: re.Match[str], options: PunctuationOptions) -> str:
    """Judge a full stop after Han: it ends a sentence, unless it follows a number in a list or joins the parts of a name."""
    text, place = mark.string, mark.start()
    line_start = text.rfind("\n", max(0, place - 8), place) + 1 or max(0, place - 8)
    end = mark.end()
    if end < len(text) and text[end] != "\n" and _ENUMERATOR.search(text[line_start:place]):
        return "、" if options.list_numbers == "convert" else mark[0]
    if text[place - 1] in _TRANSLITERATION and end < len(text) and text[end] in _TRANSLITERATION:
        return mark[0]
    return "。"
