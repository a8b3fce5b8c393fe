"""Page chrome: the lines of a web page that are tools and ways about, not article.

A line is chrome only if it consists of known items and of what stands between them (spaces, bars, brackets, bullets) from end to
end. How much that proves depends on the items, see `Kind`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from corpuskit.stages.extract.page.folding import simplify


class Kind(Enum):
    """What a line is as far as page chrome goes."""

    BODY = auto()  # anything else
    BLANK = auto()
    BULLET = auto()  # a list mark or a bar alone on its line
    SOLID = auto()  # cannot be article text anywhere
    TOOL = auto()  # chrome at the head and the tail of a page; in the middle it may be an item of a manual
    COUNT = auto()  # how often the page was read: like TOOL, but a line of a statistic may look the same
    NEXT = auto()  # the way to the next or the last article: chrome at the tail only
    WEAK = auto()  # an ordinary word such as 打印: chrome only in company


class Line(NamedTuple):
    """A line as page chrome.

    Attributes:
        kind: what it is.
        items: how many items stand on it.
        bullet: whether it begins with a list mark.
    """

    kind: Kind
    items: int = 0
    bullet: bool = False


BODY = Line(Kind.BODY)
_BLANK = Line(Kind.BLANK)
_STRENGTH = (Kind.SOLID, Kind.NEXT, Kind.TOOL, Kind.COUNT, Kind.WEAK)
_IN_SENTENCE = ("。", "；", "，", "、", "……")  # no item ends like this, and most lines of an article do
_MAX_LINE = 160  # characters; no line of tools is longer

BULLETS = "-*•·●■◆▪"
_LONE_BULLETS = frozenset([*BULLETS, "|", "｜", "–", "—"])
_BETWEEN = re.compile(r"[ |｜/·•\-【】\[\]（）()「」]+")

_SIZE = "(?:特大|超大|较大|大|中|小|标准|默认)"
_OR = "[ /|【】\\[\\]]"
_SIZES = f"(?:{_SIZE}{_OR}{{1,3}}{_SIZE}|{_SIZE}{{3}})(?:{_OR}{{0,3}}{_SIZE}){{0,3}}"
_SITE = (
    "(?:新浪微博|腾讯微博|微信朋友圈|微信好友|微信|微博|朋友圈|QQ ?空间|QQ ?好友|QQ|豆瓣网?|人人网|开心网|百度贴吧|贴吧|钉钉|"
    "复制链接|一键分享|更多|Facebook|Twitter|LINE|WhatsApp)"
)
_PLACE = "(?:[您你](?:现在|当前|目前)?(?:所在)?的?|(?:现在|当前|目前|所在)的?)位置(?:是|为)? ?[：:]"
# Possessive, and without an arrow inside: there is only one way to read a path, so a line that fails, fails at once.
_STEP = "(?:>{1,2}|[＞»›])[^>＞»›。，；！？|]{0,30}+"

_READ = "(?:浏览|点击|点阅|阅读|访问|查看)"

# The line comes simplified, with its spaces squeezed to one, so ` ?` is enough. Longer items stand before their beginnings.
_ITEM = re.compile(
    f"(?P<SOLID>"
    f"字[体号级型](?:大小)? ?[：:]? ?[【\\[（(]? ?{_SIZES} ?[】\\]）)]?"
    f"|分享[到至] ?[：:](?: ?{_SITE}){{0,12}}"
    f"|分享[到至](?: ?{_SITE}){{2,12}}"
    f"|(?:用?(?:手机|微信))?扫一扫[，,]? ?(?:用|在)?手机(?:上|端)?(?:打开|浏览|查看|阅读|访问)(?:当前|本|此)(?:页面|网页|页)"
    f"|(?:用?(?:手机|微信)|打开微信[，,])?(?:扫一扫|扫描二维码)[，,]? ?分享(?:到|至|本页|本文)?(?: ?{_SITE})?"
    f"|{_PLACE} ?(?:网站|本站)?(?:首页|主页) ?(?:{_STEP}){{0,10}}$"
    f"|(?:网站)?首页 ?(?:{_STEP}){{1,10}}(?:(?<=[ >＞»›]正文)|(?<=[ >＞»›]详情)|(?<=文章内容)|(?<=新闻详情)|(?<=信息详情))$"
    f")|(?P<TOOL>"
    f"(?:我要)?(?:打印|列印)(?:本页面?|此页面?|该页面?|当前页面?|页面|网页|文章|本文|此文|正文)"
    f"|关闭(?:本页面?|此页面?|当前页面?|页面|网页|(?:本|此|当前)?(?:窗口|视窗))"
    f"|我要打印|友善列印|(?:返回|回到|回)(?:页面|网页)?(?:顶部|顶端|首页|上一页)|返回(?:页首|上页|上一级|列表页?)"
    f"|加入收藏夹?|收藏(?:本页|此页|本站|本文)|设为首页|推荐给(?:朋友|好友)|告诉(?:朋友|好友)|发送给(?:朋友|好友)|转发给(?:朋友|好友)"
    f"|{_PLACE}[^>＞»›。，；！？|]{{1,30}}+(?:{_STEP}){{1,10}}$"
    f"|(?:我要|内容|页面|网页|信息|网站)纠错|(?:我要|发表|查看)评论|复制链接|复制本文链接|视力保护色 ?[：:]?|分享到"
    f")|(?P<COUNT>"
    f"{_READ}(?:次数|人次|人数|量|数) ?[：:] ?[【\\[（(]? ?(?:[0-9][0-9,]{{0,11}})? ?[】\\]）)]? ?(?:人次|次|人)?"
    f"|(?:{_READ}|人气) ?[：:] ?[0-9][0-9,]{{0,11}} ?(?:人次|次|人)"
    f")|(?P<NEXT>"
    f"[上下前后]一(?:篇|条|则|章|篇文章|条信息|篇新闻) ?[：:](?: ?[^ ].*)?$"
    f")|(?P<WEAK>"
    f"打印|列印|关闭|收藏|分享|返回目录|返回|转发|评论|点赞|纠错|扫一扫|[上下]一[篇页章]|加入书签|顶部"
    f")"
)
_HINTS = """
字体 字号 字级 字型 分享 扫一扫 扫描二维码 位置 首页 打印 列印 关闭 返回 回到 收藏 推荐给 告诉 转发
发送给 纠错 评论 复制 视力 浏览 点击 点阅 阅读 访问 查看 人气 上一 下一 前一 后一 点赞 书签
顶部 顶端
字體 字號 字級 掃一掃 掃描二維碼 首頁 關閉 推薦給 告訴 轉發 發送給 糾錯 評論 複製 視力 瀏覽 點擊
點閱 閱讀 閲讀 訪問 人氣 後一 點讚 點贊 書籤 頂部 頂端
"""


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Put words into a pattern by their first characters: a set of these is quick to look for."""
    by_first: dict[str, list[str]] = {}
    for word in words:
        by_first.setdefault(word[0], []).append(word[1:])
    return re.compile("|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in by_first.items()))


# One of the hints stands in every item; a text that has none of them has no chrome.
_HINT = _any_of(_HINTS.split())


def may_have_chrome(text: str) -> bool:
    """Say cheaply whether a closer look is worth its time."""
    return _HINT.search(text) is not None


def read_line(line: str) -> Line:
    """Say what a line is as page chrome.

    >>> read_line("- 字体: 【 大 中 小 】").kind, read_line("打印 | 关闭").items, read_line("打印机已关闭").kind
    (<Kind.SOLID: 4>, 2, <Kind.BODY: 1>)
    """
    if line.endswith(_IN_SENTENCE):
        return BODY
    if len(line) > _MAX_LINE:
        return _BLANK if line.isspace() else BODY
    words = line.split()
    if not words:
        return _BLANK
    if words[-1].endswith(_IN_SENTENCE):
        return BODY
    squeezed = simplify(" ".join(words))
    if squeezed in _LONE_BULLETS:
        return Line(Kind.BULLET)
    bullet = squeezed[0] in BULLETS
    kinds = _items(squeezed[1:] if bullet else squeezed)
    return Line(_strongest(kinds), len(kinds), bullet) if kinds else BODY


def _items(line: str) -> list[Kind]:
    """Give the kinds of the items that the line is made of, nothing if there is anything else on it."""
    kinds: list[Kind] = []
    position, apart = 0, True
    while position < len(line):
        if between := _BETWEEN.match(line, position):
            position, apart = between.end(), True
            continue
        item = _ITEM.match(line, position)
        if item is None or not item.lastgroup:
            return []
        kind = Kind[item.lastgroup]
        # A word is an item only where it stands by itself: not in 打印机, not in 关闭打印.
        ends = item.end() == len(line) or _BETWEEN.match(line, item.end()) is not None
        if kind is Kind.WEAK and not (apart and ends):
            return []
        kinds.append(kind)
        position, apart = item.end(), item.group().endswith((" ", "】", "]", "）", ")"))
    return kinds


def _strongest(kinds: list[Kind]) -> Kind:
    if kinds.count(Kind.TOOL) > 1:
        return Kind.SOLID
    return min(kinds, key=_STRENGTH.index)
