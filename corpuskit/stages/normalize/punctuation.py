"""Give Chinese text Chinese marks, by what stands beside each, and leave the marks of figures, formulas and Latin text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from pydantic import Field

from corpuskit.stage import Options, TextStage
from corpuskit.text.characters import HAN, HANGUL, KANA
from corpuskit.text.marks import CLOSERS, LEFT, RIGHT
from corpuskit.text.pairs import curl_quotes, widen_parentheses
from corpuskit.text.protected import PLACEHOLDER, fix_chinese_lines, fix_lines_with, fix_outside_spans
from corpuskit.text.spacing import close_up_marks

_CANDIDATE = re.compile("[<\"'(),.:;!?\u2010-\u2015“”‘’「」『』…⋯⸺─•‧・●∙⋅％＋－＝／＜＞，。：；！？、-]")
_FULL = str.maketrans(",;:!?", "，；：！？")

# In all patterns the mark comes first and looks back from there: that is twice as fast as the other way round.
_GAP = "(?: {1,3}(?![ !?]))?"  # the space that Latin typing puts after a mark goes with it
_WORD_END = f"\\w%‰℃°㎡㎥)\\]*+#²³′″…{PLACEHOLDER}"
# A sign between two spaces is spoken of (`用 ! 表示`); only with comma and semicolon it is mere carelessness.
_SPACE_BEFORE = re.compile(f" (?<=[{LEFT}] ) *(?=[,;] {{0,3}}[{RIGHT}]|[:!?][{RIGHT}]|[,;:!?]$)", re.MULTILINE)
_SEPARATES = f"(?:(?<=[{LEFT}].)(?!\\))|(?<=[{_WORD_END}].)(?= {{0,3}}[{RIGHT}])){_GAP}"
_COMMA = re.compile(f",{_SEPARATES}")
_SEMICOLON = re.compile(f";{_SEPARATES}")
_COLON = re.compile(f":(?:(?<=[{LEFT}].)(?!//|:|-?\\)|-?\\((?!\\w))|(?<=[\\w%)\\]*{PLACEHOLDER}].)(?=[{RIGHT}])){_GAP}")
# `Yahoo!的` keeps its mark, `OK?好` does not; `值!=3`, `![图](x)` and `查询?a=1` are no exclamations and
# questions, and the mark in `平?。` stands for a lost character.
_EXCLAMATION = re.compile(
    f"[!?](?:(?<=[{LEFT}！？…].)|(?<=[0-9%)].)(?=[{RIGHT}])|(?<=[A-Za-z]\\?)(?=[{RIGHT}]))[!?]*+(?![=\\[，。、；：]|\\w{{1,30}}=){_GAP}"
)
_CLOCK = re.compile("：(?<=[0-9]：)(?=[0-9]{1,4}(?![0-9年月]))")
# One look for all marks that few texts have.
_RARE = re.compile("[％＋＝／＜＞•‧・●∙⋅－─―–⸺]")
# `／`, `＜` and `＞` take more, so that no path and no tag comes into being.
_WIDE_SIGN = re.compile(
    f"[％＋＝／＜＞](?<!{PLACEHOLDER}.)(?:(?<=[0-9A-Za-z][％＋＝])|(?<=[％＋＝])(?=[0-9A-Za-z])|(?<=[0-9]＞)|(?<=＞)(?=[0-9])|(?<=[0-9A-Za-z]／)(?=[0-9A-Za-z])"
    "|(?<=[0-9A-Za-z]＜)(?![A-Za-z/!])|(?<=＜)(?=[0-9]))"
)
_WIDE_FIGURE = re.compile("[％：＋＝／＜＞](?:(?<=[0-9]：)(?=[0-9])|(?<=[0-9][％＋＝／＜＞]))")
_LETTER_OF_EAST_ASIA = re.compile(f"[{HAN}{KANA}{HANGUL}]")
_NARROW = str.maketrans("％＋＝／＜＞", "%+=/<>")

_NUMERALS = "一二三四五六七八九十百零〇"
# Characters that write the sounds of foreign names, at the seams of which a full stop often stands for `·`.
_TRANSLITERATION = (
    "阿艾安奥巴班本比彼宾波伯布查达大戴丹道德登迪蒂杜多恩尔法菲费芬弗福盖戈格葛哈海汉亨胡华怀霍基吉加杰金卡凯康考科克肯库夸拉莱兰劳勒雷李里理利莉林"
    "卢鲁罗洛马玛迈曼梅门蒙米莫姆穆娜纳奈南内尼诺欧帕潘佩皮普奇乔切琼让若萨塞瑟森沙舍圣史斯丝苏索塔泰汤唐特提廷图托瓦万威韦维温沃伍西希夏肖谢辛休雅亚扬耶伊易英尤约泽扎詹珍朱兹佐"
)
_STOP = re.compile(f"\\.(?<=[{LEFT}]\\.)(?=$| {{0,3}}[{RIGHT}]|[{CLOSERS}]){_GAP}", re.MULTILINE)
# The common case, in which nothing has to be asked: after a word, which is neither a number nor part of a foreign name.
_PLAIN_STOP = re.compile(
    f"\\.(?<=[{LEFT}][{LEFT}]\\.)(?<![{_NUMERALS}]\\.)(?!(?<=[{_TRANSLITERATION}]\\.)[{_TRANSLITERATION}])"
    f"(?=$| {{0,3}}[{RIGHT}]|[{CLOSERS}]){_GAP}",
    re.MULTILINE,
)
_ENUMERATOR = re.compile(f"(?:^|[^{HAN}])第?[{_NUMERALS}]{{1,4}}$|^[{HAN}]$")

_ELLIPSIS_DOTS = re.compile(f"\\.\\.\\.(?<=[{LEFT}“‘（「『《]...)\\.{{0,3}}+(?![.…]| *[0-9]+$)", re.MULTILINE)
_ELLIPSIS_STOPS = re.compile(f"。。。(?<=[{LEFT}]...)。*")
_ELLIPSIS_SHORT = re.compile(f"[…⋯](?<=[{LEFT}].)(?![…⋯.]| *[0-9]+$)", re.MULTILINE)
_ELLIPSIS_SPACED = re.compile(f"… …(?<=[{LEFT}]. .)(?!…)")
_ELLIPSIS_CENTRED = re.compile("⋯{2,6}+(?!⋯)")
_DASH = re.compile(f"[-－─―–⸺](?:(?<=[{LEFT}]⸺)|(?<=[{LEFT}][-－])[-－]{{1,3}}|(?<=[{LEFT}][─―–])[─―–]{{1,3}})(?=[{RIGHT}])")
_SPACED_DASH = re.compile(f" --(?<=[{LEFT}] --)-{{0,2}} (?=[{RIGHT}])")
_DOT = re.compile(f"[•‧・●∙⋅](?<=[{HAN}A-Za-z].)(?=[{HAN}A-Za-z])")
_REPEATED = re.compile("([，。！？；、])\\1+")
_ANGLED_TITLE = re.compile(f"<<?([{HAN}](?:[^<>\n]{{0,58}}[{HAN}])?)>>?")


class PunctuationOptions(Options):
    """Options of `normalize.punctuation`."""

    quotes: Literal["keep", "curly", "corner"] = Field(
        "keep",
        description="Which quotes Chinese gets: `keep` leaves both kinds and writes straight ones as curly, `curly` "
        "makes `「好」` into `“好”`, `corner` makes `“好”` into `「好」`.",
    )
    parentheses: Literal["convert", "keep"] = Field(
        "convert", description="`convert` makes `乡镇(街道)` into `乡镇（街道）`, `keep` leaves it."
    )
    ellipsis: Literal["convert", "keep"] = Field(
        "convert", description="`convert` makes `等等...` and `等等。。。` into `等等……`, `keep` leaves them."
    )
    list_numbers: Literal["keep", "convert"] = Field(
        "keep", description="`convert` makes `一.总则` at the start of a line into `一、总则`, `keep` leaves it."
    )
    collapse_repeats: bool = Field(False, description="Whether `太好了！！！` becomes `太好了！`.")
    angle_titles: bool = Field(False, description="Whether `<红楼梦>` and `<<红楼梦>>` become `《红楼梦》`.")


def normalize_punctuation(text: str, options: PunctuationOptions) -> str:
    """Turn half-width marks of Chinese sentences into full-width ones, and back where they stand among figures.

    Each mark is judged by its neighbours; quotes and parentheses in pairs, inside one line. Lines without Han, lines with
    kana or Hangul, addresses, code and markup stay. The spaces beside a mark that was made full-width go.

    Args:
        text: the text; each line is a paragraph, none is joined or cut.
        options: the choices on which style guides differ.

    >>> normalize_punctuation('他说:"增长77.53%,其中(工业)为3:2", 对吗?', PunctuationOptions())
    '他说：“增长77.53%，其中（工业）为3:2”，对吗？'
    """
    if _CANDIDATE.search(text) is None:
        return text
    text = fix_chinese_lines(text, lambda lines: fix_outside_spans(lines, lambda open_text: _fix_lines(open_text, options)))
    return fix_lines_with(_WIDE_FIGURE, text, _fix_figures)


def _fix_figures(line: str) -> str:
    """Narrow the signs of a line of figures, such as the cell of a table, where there is no Han to make it Chinese."""
    if _LETTER_OF_EAST_ASIA.search(line):
        return line
    return _CLOCK.sub(":", _WIDE_SIGN.sub(_narrow, line))


def _narrow(sign: re.Match[str]) -> str:
    return sign[0].translate(_NARROW)


def _fix_lines(text: str, options: PunctuationOptions) -> str:
    """Fix the marks, and take out the spaces beside those that have become full-width; then again, until all is done."""
    fixed = _fix_marks(text, options)
    if fixed == text or " " not in fixed:
        return fixed
    before, after = text.split("\n"), fixed.split("\n")
    for number, line in enumerate(after):
        if line != before[number] and " " in line:
            after[number] = _fix_lines(close_up_marks(line), options)
    return "\n".join(after)


def _fix_marks(text: str, options: PunctuationOptions) -> str:
    """Apply the rules in an order in which none makes work for an earlier one."""
    rare = _RARE.search(text) is not None
    if rare:
        text = _WIDE_SIGN.sub(_narrow, text)
    if "：" in text:
        text = _CLOCK.sub(":", text)
    if options.angle_titles and "<" in text:
        text = _ANGLED_TITLE.sub(_title, text)
    style = _QUOTE_STYLES[options.quotes]
    text = style(curl_quotes(style(text)))  # of one kind first, so that they pair; those that were straight follow
    if options.parentheses == "convert":
        text = widen_parentheses(text)
    if options.ellipsis == "convert":
        text = _fix_ellipses(text)
    text = _fix_stops(text, options)
    if rare or "--" in text:
        text = _DASH.sub("——", text)
    if " --" in text:
        text = _SPACED_DASH.sub("——", text)
    if rare:
        text = _DOT.sub("·", text)
    return _REPEATED.sub(r"\1", text) if options.collapse_repeats else text


def _fix_stops(text: str, options: PunctuationOptions) -> str:
    if " " in text:
        text = _SPACE_BEFORE.sub("", text)
    if "," in text:
        text = _COMMA.sub("，", text)
    if ";" in text:
        text = _SEMICOLON.sub("；", text)
    if ":" in text:
        text = _COLON.sub("：", text)
    if "!" in text or "?" in text:
        text = _EXCLAMATION.sub(lambda marks: marks[0].rstrip(" ").translate(_FULL), text)
    if "." in text:
        text = _PLAIN_STOP.sub("。", text)
        text = _STOP.sub(lambda mark: _full_stop(mark, options), text)
    return text


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


def _fix_ellipses(text: str) -> str:
    if "..." in text:
        text = _ELLIPSIS_DOTS.sub("……", text)
    if "。。。" in text:
        text = _ELLIPSIS_STOPS.sub("……", text)
    if "⋯" in text:
        text = _ELLIPSIS_CENTRED.sub("……", text)
    elif "…" not in text:
        return text
    if "… …" in text:
        text = _ELLIPSIS_SPACED.sub("……", text)
    if "⋯" in text or text.count("…") != 2 * text.count("……"):
        text = _ELLIPSIS_SHORT.sub("……", text)
    return text


def _title(found: re.Match[str]) -> str:
    whole = found[0]
    balanced = whole.startswith("<<") == whole.endswith(">>")
    return f"《{found[1]}》" if balanced and _HAN.search(whole) else whole


_HAN = re.compile(f"[{HAN}]")
_APOSTROPHE = "’(?!(?<=[A-Za-z]’)[A-Za-z])"
_TO_CORNER = re.compile(f"[“”‘]|{_APOSTROPHE}")
_CORNERS = str.maketrans("“”‘’", "「」『』")
_CURLS = str.maketrans("「」『』", "“”‘’")
_QUOTE_STYLES: dict[str, Callable[[str], str]] = {
    "keep": str,
    "corner": lambda text: _TO_CORNER.sub(lambda mark: mark[0].translate(_CORNERS), text),
    "curly": lambda text: text.translate(_CURLS) if re.search("[「」『』]", text) else text,
}

STAGE = TextStage(normalize_punctuation, PunctuationOptions, version=1)
