"""Blocks of links after an article: a heading such as 相关阅读 and the titles of other articles below it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from corpuskit.stages.extract.page.folding import simplify
from corpuskit.text.patterns import lazy_pattern

#: Headings of such blocks. Not here: 延伸阅读, 参考资料 and the like, under which a book names its sources.
HEADINGS = tuple(
    """
    相关阅读 推荐阅读 相关新闻 相关文章 相关推荐 相关资讯 相关报道 相关稿件 推荐文章 推荐新闻 为您推荐 为你推荐
    喜欢此内容的人还喜欢 猜你喜欢 猜您喜欢 热门文章 热门新闻 热门推荐 热门阅读 热点推荐 热点新闻 热点资讯 热点阅读
    今日热点 今日推荐 精彩推荐
    精彩图片 编辑推荐 最新文章 最新新闻 最新资讯 最新发布 最近更新 更多新闻 更多文章 更多精彩 大家都在看
    大家还看 其他人还看 新闻排行 点击排行 阅读排行 热文排行 新闻推荐 图片新闻 往期回顾 往期推荐 往期精选 上期回顾
    你可能喜欢 您可能喜欢 您可能感兴趣 你可能感兴趣 24小时热文 24小时热点
    """.split()
)
_HEADING = lazy_pattern(
    f"[【\\[(<■●◆▶►☆★* |-]*(?:{'|'.join(HEADINGS)})(?:的(?:文章|内容|新闻))?(?:榜|列表)?[】\\])>■●◆☆★ |:-]*(?:更多|more"
    f"|MORE)?[>» ]*"
)
_LONGEST_TITLE, _MOST_TITLES = 60, 60
_LABEL = lazy_pattern("[^：:]{1,6}[：:]")  # a line of facts, such as 地点：三楼
_BOOK = lazy_pattern("《[^》]{1,40}》|出版社|[0-9]页|ISBN")


def is_heading(line: str) -> bool:
    """Say whether a line is the heading of a block of links.

    >>> is_heading("【相关阅读】"), is_heading("相关阅读的书目")
    (True, False)
    """
    return len(line) <= 30 and _HEADING.fullmatch(simplify(line.strip())) is not None


def find_blocks(lines: Sequence[str], body: Sequence[int], headings: Sequence[int]) -> list[int]:
    """Find the block of links that ends a page.

    Args:
        lines: the lines of the page.
        body: the numbers of the lines that are not blank and not known as chrome, in order.
        headings: the numbers of those that are headings of such blocks.

    Returns:
        The numbers of the first heading and of all lines of `body` after it, if these are titles and no sentences, and none
        names a book; otherwise nothing.
    """
    known = set(headings)
    for heading in headings:
        start = bisect_right(body, heading)
        titles = body[start : start + _MOST_TITLES + 1]
        shown = [lines[number].strip() for number in titles if number not in known]
        if len(titles) <= _MOST_TITLES and all(map(_is_title, shown)):
            return [heading, *titles]
    return []


def _is_title(line: str) -> bool:
    if _LABEL.match(line):
        return False
    return len(line) <= _LONGEST_TITLE and not line.endswith(("。", "；", "，", "：", ";", ",")) and not _BOOK.search(line)
