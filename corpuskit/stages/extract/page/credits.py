"""The credit lines of a page: where an article comes from, when it was published, who wrote and who edited it.

Such a line is read as keys with their values, `来源：… 作者：… 2024-06-13 15:24`, from end to end or not at all. What it
proves is
another matter: an article may have a line `来源：…` or `时间：…` of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from corpuskit.stages.extract.page import metadata
from corpuskit.stages.extract.page.folding import simplify
from corpuskit.text.characters import HAN
from corpuskit.text.patterns import lazy_pattern

_SOURCES = frozenset("来源 文章来源 稿件来源 信息来源 资讯来源 新闻来源 内容来源 稿源".split())
_STAMPS = frozenset(
    """
    发布时间 发布日期 发表时间 发表日期 发稿时间 发文时间 更新时间 更新日期 编辑时间 录入时间 添加时间 上传时间 上传日期
    最后更新 最后更新时间 最后修改 最后修改时间 修改时间 公布时间 公布日期 公开时间 公开日期 刊发时间 刊登日期 发布于 发表于
    """.split()
)
_DATES = frozenset("时间 日期".split())
_DESK = frozenset(
    """
    编辑 责任编辑 责编 网络编辑 值班编辑 本期编辑 文字编辑 新媒体编辑 值班责编 编审 审核 审核人 审签 审校 校对 责任校对
    初审 复审 终审 一审 二审 三审 一校 二校 三校 监制 主编 执行主编 值班主任 值班总编 值班主编 录入 录入人 录入员 信息员
    发布人 发布者 编辑人 供稿单位 发布单位 信息提供
    """.split()
)
_WRITERS = frozenset(
    """
    作者 文章作者 记者 本报记者 通讯员 特约记者 实习记者 见习记者 撰稿 撰稿人 撰文 摄影 供图 供稿 文字 图片 文 图 翻译
    译者
    """.split()
)
_LISTS = frozenset("主题词 关键词 关键字".split())
_COUNTS = frozenset(
    """
    浏览次数 浏览人次 点阅人次 访问人次 浏览量 浏览数 浏览 点击次数 点击数 点阅数 点阅次数 点击量 点击率 点击
    阅读次数 阅读数 阅读量 阅读 访问次数
    访问量 人气 评论数 评论 收藏 点赞 转发
    """.split()
)
_TITLES = frozenset("标题 文章标题 新闻标题".split())
_TOOLS = frozenset("字体 字号 字体大小 字号大小 分享到 分享至 我要分享 视力保护色".split())
_UNMISTAKABLE = frozenset(
    """
    信息来源 资讯来源 稿件来源 文章来源 新闻来源 稿源 责任编辑 责编 网络编辑 值班编辑 值班责编 责任校对 值班主任 值班总编
    新媒体编辑
    """.split()
)
_AT_TAIL = frozenset("编辑 审核 审签 审校 校对 监制 终审 复审 初审 三审 二审 一审 标签".split())
_TAGS = frozenset({"标签"})
KEYS = _TAGS | _SOURCES | _STAMPS | _DATES | _DESK | _WRITERS | _COUNTS | _TITLES | _TOOLS
_ALL_KEYS = KEYS | metadata.KEYS
_LONGEST_KEY = max(map(len, _ALL_KEYS))
_PAGE_KEYS = _TAGS | _SOURCES | _STAMPS | _DESK | _COUNTS | _TOOLS

_YEAR = "(?:(?:19|20)[0-9]{2}|1[0-2][0-9])"  # of our era, or of the Republic
_DAY = f"(?:{_YEAR}(?:[-/. ][0-9]{{1,2}}[-/.][0-9]{{1,2}}|年 ?[0-9]{{1,2}}月 ?[0-9]{{1,2}}日?)|[0-9]{{1,2}}[-/][0-9]{{1,2}})"
_CLOCK = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,3})?)?"
_DATE = lazy_pattern(f"{_DAY}(?:[ T(]{{0,2}}(?:星期|周)[一二三四五六日天][ )]?)?(?:[ T]{{0,2}}(?:[上下]午 ?)?{_CLOCK})?")
_DATED = lazy_pattern(f"(?P<before>.*?)[ |]*(?P<date>{_DATE.pattern})$")
_PUBLISHED = lazy_pattern(f"(?:[^ ,。:;!?]{{1,12}} ?)?(?:发布|发表|更新|刊登|刊发)于 ?:? ?({_DATE.pattern})$")
# 《云川日报》（2024年6月13日 第1版）, and 2024-06-13 15:24 云川新闻网
_PRINTED = lazy_pattern(f"《 ?(?P<source>[^《》]{{2,16}}?) ?》 ?\\( ?(?P<date>{_DATE.pattern}) ?第? ?[0-9A-Z]{{1,3}} ?版 ?\\)$")
_POSTED = lazy_pattern(f"(?P<date>{_DAY} ?{_CLOCK}) (?P<source>[{HAN}A-Za-z]{{3,12}}(?:网|客户端|通讯社))$")
_COLON = lazy_pattern(":(?!//)(?:(?<![0-9]:)|(?![0-9]{2}(?:[^0-9]|$)))")  # not in 15:24
_OPENERS, _BOUNDS = "【[(", " |/】])、,"
_CLOSERS = {"】": "【", "]": "[", ")": "(", "）": "（"}
_SENTENCE = lazy_pattern("[。!?;]|\\.{3}|…")
_TRAILING_TOOL = lazy_pattern(
    "[ |【\\[(]+(?:我要|一键)?(?:打印|关闭|收藏|分享|纠错|返回|转发|评论|点赞|复制|举报)(?:本页|本文|此页|窗口)?[】\\])]?$"
)
_LEADING_TOOLS = lazy_pattern("(?:[ |【】\\[\\]()]*(?:纠错|打印|收藏|分享|关闭))+")
_NAME = f"(?:[{HAN}·]{{2,12}}|[{HAN}] [{HAN}](?![{HAN}])|[A-Za-z][A-Za-z .]{{1,30}})"
_NAMES = lazy_pattern(f"{_NAME}(?:[ 、,/]{{1,3}}{_NAME}){{0,5}}$")
_DESK_BAR = lazy_pattern(f"^((?:{'|'.join(sorted(_DESK, key=len, reverse=True))}) ?)\\|(?= ?{_NAME}$)")  # 编辑 | 江照
_GLUED = frozenset("来源 作者 编辑 时间 日期".split())  # often run into the value before them
_LONGEST_LINE, _LONGEST_VALUE, _LONGEST_SITE = 240, 60, 16
_NAMED = _TITLES | frozenset("信息名称 信息标题 公文名称 文件标题 文件名称".split())
# 西城:新的一年, and 《通知:防火》; not 造林方案 页数:12, where another key begins.
_TITLE_COLON = lazy_pattern('^[^ :]{1,20}:|《[^《》]*》|[“"][^“”"]*[”"]')
_MAY_BE_LONG = _NAMED | _LISTS | frozenset("附件 发布机构 发文机关 联合发文单位".split())


def read_credits(line: str) -> dict[str, str] | None:
    """Read a line as keys with their values.

    Args:
        line: as it stands on the page.

    Returns:
        The pairs in order, the keys simplified, the values as they stand; `""` for a key without one; a date without a key as
        `日期`. None where something on the line is neither a key nor the value of one.

    >>> read_credits("2024-06-13 15:24　来源：云川日报　作者：江 照")
    {'日期': '2024-06-13 15:24', '来源': '云川日报', '作者': '江 照'}
    >>> read_credits("发 布 机 构：　　文　号：云林〔2024〕7号")
    {'发布机构': '', '文号': '云林〔2024〕7号'}
    >>> read_credits("他的来源：不明") is None
    True
    """
    if len(line) > _LONGEST_LINE:
        return None
    shown = " ".join(line.split())
    folded = _DESK_BAR.sub(r"\1:", simplify(shown).replace("丨", ":"))
    while (trailing := _TRAILING_TOOL.search(folded)) and trailing.start():
        shown, folded = shown[: trailing.start()], folded[: trailing.start()]
    if folded[:1] in _OPENERS and folded[-1:] in _BOUNDS and folded[:1]:
        shown, folded = shown[1:-1].strip(), folded[1:-1].strip()
    if published := _PUBLISHED.match(folded):
        return {"发布时间": shown[published.start(1) :]}
    if signed := _PRINTED.match(folded) or _POSTED.match(folded):
        return {
            "来源": shown[signed.start("source") : signed.end("source")],
            "日期": shown[signed.start("date") : signed.end("date")],
        }
    places = _keys(folded)
    if not places:
        return _dated(shown, folded) if _is_stamp_line(folded) else None
    pairs: dict[str, str] = {}
    leading = folded[: places[0][0]].strip(_OPENERS + _BOUNDS)
    if leading:
        if is_date(leading):
            pairs["日期"] = shown[folded.find(leading) :][: len(leading)]
        elif not _LEADING_TOOLS.fullmatch(leading):
            return None
    for (_, colon, key), following in zip(places, [*places[1:], (len(folded), 0, "")], strict=True):
        value = shown[colon + 1 : following[0]].strip(" |【[(/、,，｜│┃（［")
        value, date = _split_date(key, value)
        if not _fits(key, simplify(value)):
            return None
        if key in _TOOLS:
            continue
        if key in pairs:
            return None  # said twice: two who talk, or a list
        pairs[key] = _without_closers(value)
        if date:
            pairs["日期"] = date
    return pairs or None


def proves_page(pairs: Mapping[str, str], at_tail: bool) -> bool:
    """Say whether the pairs of one line are enough to know it for a line of the page and not of the article.

    A date of publication is, two known keys are, and an editor in charge; a lone source, author or time is not.
    """
    if any(key in _STAMPS and is_date(simplify(value)) for key, value in pairs.items()):
        return True
    known = [key for key in pairs if key in KEYS]
    if len(known) > 1:
        return any(key in _PAGE_KEYS for key in known) or bool(_DATES & set(known) and _dates_fit(pairs))
    return any(key in _UNMISTAKABLE or (at_tail and key in _AT_TAIL) for key in known)


def speaks_of_page(pairs: Mapping[str, str]) -> bool:
    """Say whether pairs are of the kind that a page has, so that several such lines together prove it."""
    return any(key in _PAGE_KEYS for key in pairs)


def is_source(pairs: Mapping[str, str]) -> bool:
    """Say whether a line names the source of the article and nothing else."""
    return len(pairs) == 1 and next(iter(pairs)) in _SOURCES and 0 < len(next(iter(pairs.values()))) <= _LONGEST_SITE


def is_stamp(pairs: Mapping[str, str]) -> bool:
    """Say whether a line is a date with the time of day and nothing else, perhaps after the name of a site."""
    return list(pairs) == ["日期"] and ":" in simplify(pairs["日期"])


def is_date(words: str) -> bool:
    """Say whether folded words are a date, perhaps with the time of day.

    >>> is_date("2024-06-13 15:24"), is_date("2024年")
    (True, False)
    """
    return _DATE.fullmatch(words) is not None


def _dates_fit(pairs: Mapping[str, str]) -> bool:
    return all(is_date(simplify(pairs[key])) for key in _DATES & set(pairs))


def _keys(folded: str) -> list[tuple[int, int, str]]:
    """Find the known keys before colons: where each begins, where its colon stands, and its name."""
    found = []
    after = 0  # the end of what has been read
    for colon in _COLON.finditer(folded):
        if key := _key_before(folded, after, colon.start()):
            found.append((key[0], colon.start(), key[1]))
            after = colon.end()
    return found


def _key_before(folded: str, after: int, colon: int) -> tuple[int, str] | None:
    """Find the longest known key that ends at a colon, and stands apart from what is before it."""
    name, place, best = "", colon, None
    while place > after and len(name) < _LONGEST_KEY:
        place -= 1
        character = folded[place]
        if character == " ":
            continue
        if character in "】])" and not name:
            continue
        name = character + name
        if name in _ALL_KEYS:
            apart = place == after or folded[place - 1] in _BOUNDS + _OPENERS
            if apart or len(name) >= 4 or folded[place - 1].isdigit() or (after and name in _GLUED):
                best = place, name
    return best


def _fits(key: str, value: str) -> bool:
    """Say whether a folded value is one that such a key can have."""
    if not value:
        return True
    if key in _TOOLS:
        return (
            len(value) <= 40
            and re.fullmatch(
                "[大中小特超较标准默认正常放缩恢复号AT+\\- /|【】\\[\\]()微信博空间朋友圈QQ新浪腾讯更多人网]*", value
            )
            is not None
        )
    if key in _LISTS:
        value = value.replace(";", " ")
    if key in _NAMED:
        value = _TITLE_COLON.sub("", value)
    if _SENTENCE.search(value) or _COLON.search(value):
        return False
    if key in _COUNTS:
        return re.fullmatch("[\\[(【]?[0-9,.]*[万w]?[\\])】]?(?: ?[人次条]+)?", value) is not None
    if key in _STAMPS or key in _DATES:
        return any(character.isdigit() for character in value) and len(value) <= 40
    if key in _DESK or key in _WRITERS:
        return value not in _ALL_KEYS and _NAMES.match(value.rstrip("】])")) is not None
    return len(value) <= (_LONGEST_LINE if key in _MAY_BE_LONG else _LONGEST_VALUE)


def _without_closers(value: str) -> str:
    """Take off the brackets that close what was opened before the key: `（责任编辑：江照）`."""
    while value[-1:] in _CLOSERS and value and value.count(value[-1]) > value.count(_CLOSERS[value[-1]]):
        value = value[:-1].rstrip()
    return value


def _split_date(key: str, value: str) -> tuple[str, str]:
    """Part a value from a date after it, as in `来源：云川日报 2024-06-13`."""
    if key in _SOURCES | _WRITERS | _DESK and (dated := _DATED.match(simplify(value))):
        return value[: len(dated["before"])].rstrip(" |｜"), value[dated.start("date") :]
    return value, ""


def _is_stamp_line(folded: str) -> bool:
    dated = _DATED.match(folded)
    if dated is None:
        return False
    site = dated["before"]
    return not site or (":" in dated["date"] and len(site) <= _LONGEST_SITE and re.search("[,。:;!?0-9]", site) is None)


def _dated(shown: str, folded: str) -> dict[str, str]:
    dated = _DATED.match(folded)
    assert dated is not None
    return {"日期": shown[dated.start("date") :]}
