"""How lines begin and end: with which marks, numbers and letters."""

from __future__ import annotations

from enum import IntEnum

from corpuskit.text.patterns import lazy_pattern

OPENERS = "（(《〈「『【〔［[｛{“‘〖＜﹁﹃"
CLOSERS = "）)》〉」』】〕］]｝}”’〗＞\"'﹂﹄"
#: Marks and small kana that a typesetter never puts first in a line.
FORBIDDEN_STARTS = "，,。．.、；;：:！!？?…—％%）)》〉」』】〕］]｝}”’〗·～ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ゛゜ゝゞ"
#: Marks that may stand out of the column at the end of a line.
HANGING = '，。、；：！？,.;:!?）)》〉」』】〕］]”’"'
#: Marks that a typesetter sets on half their width to make a line fit.
COMPRESSIBLE = "，。、；：！？（）《》「」『』【】“”‘’"
#: With one of these at its beginning a line was broken by a program that counts characters only.
NEVER_FIRST = "，。、；：！？）》”’」』】"
#: How a page number may begin.
NUMBER_FIRST = "-－—–~·•第pP0123456789ivxlcIVXLC"
_TERMINALS = "。．！？!?｡"
_SEMI = "：；:;"
#: With one of these at its end a line ends a sentence or a clause; with a closing mark behind them, too.
STOP_ENDS = _SEMI + _TERMINALS + "."


class End(IntEnum):
    """How a line ends."""

    NONE = 0  # with a character or a digit: in the middle of a sentence, or a heading
    COMMA = 1
    SEMI = 2  # with a semicolon or a colon, or with an abbreviation: the sentence may end there or not
    TERMINAL = 3
    OPENER = 4
    BRACKET = 5  # with a closing mark that has no terminal before it
    TRAIL = 6  # with dots or a dash
    SPOKEN = 7  # with a terminal and a closing mark
    CREDIT = 8  # like the caption of a picture: （资料图片）
    HYPHEN = 9  # with a letter and a hyphen


class Start(IntEnum):
    """How a line begins."""

    PLAIN = 0
    FORBIDDEN = 1
    MARKER = 2  # with the number of a heading or of an item of a list
    SPEECH = 3
    LOWER = 4
    UPPER = 5
    BULLET = 6
    ENTRY = 7  # with a key that other lines begin with, too


#: Of the characters that tell by themselves how a line ends (a hyphen does only after a letter).
END_OF: dict[str, End] = (
    dict.fromkeys("，,、､･·", End.COMMA)
    | dict.fromkeys(_SEMI, End.SEMI)
    | dict.fromkeys(_TERMINALS + ".", End.TERMINAL)
    | dict.fromkeys(OPENERS, End.OPENER)
    | dict.fromkeys("…—～~⋯-–", End.TRAIL)
)
#: `Mr.`, the initial of a name, `e.g.` and `U.S.`; there is something else before it in the line.
_ABBREVIATION = lazy_pattern(
    r"(?<=[^A-Za-z])(?:[A-Z]|[A-Za-z]{1,2}(?:\.[A-Za-z])+|M(?:rs?|s|me|lle|t|essrs)|Drs?|St|Ste|Ft|Prof|Rev|Fr|Hon|Gov|Sen|Rep"
    r"|Gen|Col|Maj|Capt|Lt|Sgt|Cpl|Adm|Jr|Sr|Nos?|Vols?|[Ff]igs?|Eqs?|Ch|Sec|Art|pp?|cf|vs?|viz|ca|approx|etc|al"
    r"|Inc|Ltd|Corp|Co|Bros|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_LONGEST_ABBREVIATION = 8
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_CREDIT = lazy_pattern(r"(?:[图圖]片?|照片?|[摄攝]|[摄攝]影|供[图圖]|[制製][图圖]|[图圖]源)[^（）()]{0,12}[）)]$")
_MARKER = lazy_pattern(
    r"(?:第[一二三四五六七八九十百千零〇○两兩\d]{1,7}[章节節条條款编編回卷部篇幕讲講课課]"
    r"|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2}|[a-zA-Z])[）)]"
    r"|[一二三四五六七八九十]{1,3}[、．.]|\d{1,3}[、．)）](?!\d)|\d{1,3}\.(?=\s|[^\s\d])|\d{1,2}(?:\.\d{1,2}){1,3}\s"
    r"|\d{4}年\d{1,2}月\d{1,2}日\s"
    r"|[①-⑳⑴-⒇❶-❿]|[A-Z][.、]\s?(?=\S))"
)
_BULLET = lazy_pattern(r"[-*+•●·○■□◆★☆▲△▪◎※→]\s|[•●○■□◆★☆▲◎※]|#{1,6}\s")
#: Lines that begin with other characters than these, and with no Latin capital, have no bullet and no number.
BULLET_FIRST = frozenset("-*+•●·○■□◆★☆▲△▪◎※→#")
MARKER_FIRST = frozenset("第（(一二三四五六七八九十0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")


# The members that the functions below return, looked up once: in Python 3.11 that takes longer than the rest.
_END_HYPHEN, _END_NONE, _END_SEMI, _END_SPOKEN, _END_CREDIT, _END_COMMA, _END_BRACKET = (
    End.HYPHEN,
    End.NONE,
    End.SEMI,
    End.SPOKEN,
    End.CREDIT,
    End.COMMA,
    End.BRACKET,
)
_START_BULLET, _START_PLAIN, _START_FORBIDDEN, _START_SPEECH, _START_MARKER, _START_LOWER, _START_UPPER = (
    Start.BULLET,
    Start.PLAIN,
    Start.FORBIDDEN,
    Start.SPEECH,
    Start.MARKER,
    Start.LOWER,
    Start.UPPER,
)


def line_end(text: str, start: int, end: int) -> End:
    """Say how the line `text[start:end]` ends; closing quotes and brackets are looked through.

    >>> line_end("他说：“走吧。”", 0, 8), line_end("他说", 0, 2), line_end("I met Mr.", 0, 9)
    (<End.SPOKEN: 7>, <End.NONE: 0>, <End.SEMI: 2>)
    """
    last = text[end - 1]
    known = END_OF.get(last)
    if known is not None:
        if last == "." and end - start > 2 and text[end - 2] in _LETTERS:
            abbreviation = _ABBREVIATION.search(text, max(start + 1, end - _LONGEST_ABBREVIATION), end)
            return known if abbreviation is None else _END_SEMI
        return _END_HYPHEN if last == "-" and text[max(start, end - 2)].isalpha() else known
    if last not in CLOSERS:
        return _END_NONE
    inside = end - 1
    while inside > max(start, end - 4) and text[inside - 1] in CLOSERS:
        inside -= 1
    before = text[inside - 1] if inside > start else ""
    if before and (before in _TERMINALS or before in ".…⋯—"):
        return _END_SPOKEN
    if last in "）)" and _CREDIT.search(text, max(start, end - 24), end):
        return _END_CREDIT
    return _END_COMMA if before and before in ",，、" else _END_BRACKET


def line_start(text: str, start: int, end: int) -> Start:
    """Say how the line `text[start:end]` begins.

    >>> line_start("第一章 总则", 0, 6), line_start("，而且", 0, 3)
    (<Start.MARKER: 2>, <Start.FORBIDDEN: 1>)
    """
    first = text[start]
    if first in BULLET_FIRST and _BULLET.match(text, start, end):
        return _START_BULLET
    if first in FORBIDDEN_STARTS:
        dots = text[start : start + 2]
        return _START_PLAIN if dots in ("——", "……", "..", "--") else _START_FORBIDDEN
    if first in '“「『‘"':
        return _START_SPEECH
    if (first in MARKER_FIRST or "A" <= first <= "Z" or "⑴" <= first <= "❿") and _MARKER.match(text, start, end):
        return _START_MARKER
    if "a" <= first <= "z":
        return _START_LOWER
    return _START_UPPER if "A" <= first <= "Z" else _START_PLAIN
