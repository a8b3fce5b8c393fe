"""extract.page: what holds for every text, and that no text is slow."""

from __future__ import annotations

import time
from pathlib import Path

import opencc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpuskit.stage import Result
from corpuskit.stages.extract.page import chrome, credits, extract_page, footer, headline, items, links, metadata, tables
from corpuskit.stages.extract.page.folding import simplify
from corpuskit.testing import load_cases

S2T, S2TW = opencc.OpenCC("s2t"), opencc.OpenCC("s2tw")
REASONS = frozenset(
    {
        chrome.TOOLS,
        chrome.NAVIGATION,
        chrome.IMPRINT,
        chrome.NOTICE,
        chrome.LINKS,
        tables.TABLE,
        tables.CREDITS,
        headline.PAGE_TITLE,
    }
)
WIDE = str.maketrans("0123456789|:>_", "０１２３４５６７８９｜：＞＿")
LINES = [
    "",
    "　",
    "-",
    "|",
    "打印",
    "- 关闭",
    "打印 | 关闭",
    "打印本页",
    "返回顶部",
    "浏览次数：12 次",
    "【字体：大 中 小】",
    "打印本页 | 关闭窗口",
    "上一篇：山雨",
    "下一篇：今天也下雨。",
    "当前位置：首页 > 新闻",
    "索引号 | 7/2024",
    "文号 | | 有效性 |",
    "名称 | 湖",
    "名称 | 湖 | 江",
    "文号\t7号",
    "松 | 柏",
    "---|---",
    "```",
    "标题",
    "访客数：300 人",
    "雨下了一夜，天亮才停。",
    "保存",
    "分享到：",
    "微信",
    "首页 > 新闻",
    "首页 | 新闻 | 服务 | 互动",
    "上一页 1 2 3 下一页",
    "上一篇：",
    "联系我们",
    "关于我们 | 联系我们 | 网站地图",
    "版权所有：云川日报",
    "地址：山前路1号",
    "未经本网授权，不得转载。",
    "您的浏览器不支持播放",
    "相关阅读",
    "老街新生",
    "发布时间：2024-06-13 15:24",
    "来源：云川日报",
    "作者：江照",
    "来源：云川日报 作者：江照",
    "编辑：沈月",
    "地点：三楼",
    "2024-06-13 15:24",
    "本报记者 江照",
    "老街新生_云川日报",
    "如下：",
]
CASE_LINES = sorted(
    {line for case in load_cases(Path(__file__).parent / "cases/extract.page.yaml") for line in case.text.split("\n")}
)
pages = st.lists(st.sampled_from(LINES), max_size=14).map("\n".join)
any_text = st.text(
    st.one_of(st.sampled_from("打印关闭字体：大中小 【】|｜\t\n-首页>文号"), st.characters(codec="utf-8")), max_size=80
)


def check(text: str) -> Result:
    result = extract_page(text)
    kept, position = [], 0
    for start, end, reason in result.removed:
        assert position <= start < end <= len(text)
        assert reason in REASONS
        assert start == 0 or text[start - 1] == "\n"
        assert end == len(text) or text[end - 1] == "\n"
        kept.append(text[position:start])
        position = end
    assert "".join([*kept, text[position:]]) == result.text
    assert extract_page(result.text).text == result.text
    return result


@settings(max_examples=1500, deadline=None)
@given(pages)
@example("名称 | 湖 | 江\n打印本页\n索引号 | 7/2024\n---|---")
@example("索引号 | 7/2024\n索引号 | 7/2024\n名称 | 湖 | 江\n\n索引号 | 7/2024")
def test_pages_lose_nothing_and_settle_at_once(text: str) -> None:
    check(text)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(CASE_LINES), max_size=22), st.sampled_from(["\n", "\n\n"]))
def test_lines_of_all_cases_mixed_lose_nothing_and_settle_at_once(lines: list[str], between: str) -> None:
    check(between.join(lines))


@settings(max_examples=300, deadline=None)
@given(any_text)
def test_any_text_loses_nothing_and_settles_at_once(text: str) -> None:
    check(text)


@pytest.mark.parametrize("end", ["\r", "\f", "\x0b", "\u2028", "\x00", "\ud800"])
def test_odd_characters_do_no_harm(end: str) -> None:
    text = f"索引号 | 7{end}\n正文。{end}\n打印本页{end}\n关闭窗口{end}"
    check(text)


@pytest.mark.parametrize(
    "line",
    [
        "字体: 【 大 中 小 】",
        "字号：大 中 小",
        "【字体大小：大 中 小】 【打印】 【关闭】",
        "字体：大|中|小",
        "分享到：",
        "分享到：微信 新浪微博 QQ空间 更多",
        "扫一扫在手机打开当前页",
        "微信扫一扫，分享到朋友圈",
        "您的位置：首页 > 政务公开 > 通知公告 > 正文",
        "您现在所在的位置：网站首页>>新闻中心>>",
        "首页 > 新闻 > 正文",
        "【打印本页】【关闭窗口】",
        "· 打印此页 · 关闭页面 · 返回顶部",
        "- 加入收藏 | 设为首页",
    ],
)
def test_line_of_page_tools(line: str) -> None:
    for form in (line, S2T.convert(line), S2TW.convert(line)):
        assert chrome.read_line(form).kind is chrome.Kind.SOLID
        assert extract_page(f"雨停了。\n{form}\n天亮了。").text == "雨停了。\n天亮了。"


@pytest.mark.parametrize(
    "line",
    [
        "打印此文",
        "我要打印",
        "關閉視窗",
        "友善列印",
        "回頂端",
        "回顶部",
        "- 返回列表",
        "加入收藏夹",
        "推荐给好友",
        "发送给朋友",
        "告诉好友",
        "[我要纠错]",
        "复制链接",
        "视力保护色：",
        "分享到",
        "浏览量：1,204",
        "点击：12 次",
        "人气：7人次",
        "上一章：渡口",
        "下一则：无",
        "点赞 收藏 分享",
        "【转发】【评论】",
        "上一页 | 下一页",
    ],
)
def test_line_that_leaves_the_tail(line: str) -> None:
    for form in (line, S2T.convert(line), S2TW.convert(line)):
        assert extract_page(f"雨停了。\n天亮了。\n{form}").text == "雨停了。\n天亮了。\n"
        assert extract_page(f"雨停了。\n{form}\n天亮了。").removed == ()


@pytest.mark.parametrize(
    "line",
    [
        "字体大小",
        "字体：大气、端正、小巧",
        "字号：大号",
        "字号：大、中、小",
        "分享到：家长群里的照片",
        "扫一扫",
        "扫一扫门前的雪",
        "当前位置",
        "当前位置：首页，请按返回键",
        "位置：首页",
        "首页 > 设置 > 打印",
        "打印本页内容",
        "我要打印",
        "关闭窗口后再试",
        "- 打印",
        "点击：12 下",
        "阅读：",
        "收藏 与 转让",
    ],
)
def test_line_of_an_article(line: str) -> None:
    assert extract_page(f"雨停了。\n{line}\n天亮了。").removed == ()


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("融媒记者 江照野", {"记者": "江照野"}),
        ("（记者 江照 通讯员 沈月 何远）", {"记者": "江照", "通讯员": "沈月、何远"}),
        ("□ 本报记者江照", {"记者": "江照"}),
        ("雨停了。（记者江照）", {"记者": "江照"}),
        ("文/江照 图/沈月", {"作者": "江照", "摄影": "沈月"}),
        ("雨中的渡口（沈月 摄）", {"摄影": "沈月"}),
        ("雨中的渡口。本报记者 沈月 摄", {"记者": "沈月", "摄影": "沈月"}),
        ("記者 蘇雨", {"记者": "蘇雨"}),
        ("摄影：欧阳小雨", {"摄影": "欧阳小雨"}),
        ("记者 手记", {}),
        ("记者江照推开门，雨停了。", {}),
        ("他喜欢拍摄", {}),
        ("作者：本报编辑部", {}),
        ("雨中的渡口（资料图片）", {}),
    ],
)
def test_who_wrote_it_is_read_and_stays(line: str, fields: dict[str, str]) -> None:
    result = extract_page(f"渡口\n雨停了，天亮了。\n{line}\n")
    assert result.removed == ()
    assert result.fields == fields


PAGE = [
    ("首页 > 新闻 > 本地", "navigation"),
    ("老街新生_云川日报", "title of the page"),
    ("老街新生", None),
    ("发布时间：2024-06-13 15:24　来源：云川日报", "metadata line"),
    ("分享到：", "page chrome"),
    ("微信", "page chrome"),
    ("　　老街修好了，灯也亮了。", None),
    ("　　“路平了。”老周说。", None),
    ("责任编辑：沈月", "metadata line"),
    ("上一篇：夜归", "navigation"),
    ("【打印本页】【关闭窗口】", "page chrome"),
    ("相关阅读", "related links"),
    ("渡口的灯亮了吗？", "related links"),
    ("未经本网授权，不得转载。", "page notice"),
    ("关于我们 | 联系我们 | 网站地图", "navigation"),
    ("版权所有：云川日报", "imprint of the site"),
    ("地址：山前路1号", "imprint of the site"),
]


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n　\n \n"])
@pytest.mark.parametrize("script", ["s2s", "s2t", "wide"])
def test_a_whole_page_in_every_form(between: str, script: str) -> None:
    forms = {"s2s": str, "s2t": S2T.convert, "wide": lambda line: line.translate(WIDE)}
    lines = [(forms[script](line), reason) for line, reason in PAGE]
    text = between.join(line for line, _ in lines)
    result = check(text)
    taken = [(text[start:end].strip(), reason) for start, end, reason in result.removed]
    assert taken == [(line, reason) for line, reason in lines if reason]
    assert set(result.fields) == {"发布时间", "来源", "责任编辑", "标题"}


def test_every_key_is_read() -> None:
    for key in metadata.KEYS:
        assert metadata.as_key(f" {' '.join(key)}：") == key
        assert metadata.read_row([key, "值"]) == {key: "值"}
        assert metadata.as_key(S2T.convert(key)) == metadata.as_key(S2TW.convert(key)) == key


def test_every_word_is_known_in_traditional_characters() -> None:
    words = [*credits.KEYS, *links.HEADINGS, *items.STARTS.split(), *items.STARTS_BOUND.split(), *footer.STARTS.split()]
    for word in words:
        assert simplify(S2T.convert(word)) == simplify(S2TW.convert(word)) == simplify(word)


def test_first_value_of_a_key_counts() -> None:
    text = "索引号 | \n文号 | 3号\n索引号 | 7/2024\n文号 | 4号\n正文。"
    assert extract_page(text).fields == {"索引号": "7/2024", "文号": "3号"}


def test_a_very_long_line_is_text() -> None:
    assert chrome.read_line("打印本页 " * 32).kind is chrome.Kind.SOLID
    assert chrome.read_line("打印本页 " * 33).kind is chrome.Kind.BODY
    assert metadata.cells("文号 | " + "甲" * 990) is not None
    assert metadata.cells("文号 | " + "甲" * 1000) is None


ATTACKS = {
    "spaces": "字体：" + " " * 150 + "大\n",
    "arrows": "当前位置：首页" + " > 甲 " * 25 + "。\n",
    "bars": "文号 | | | | | | | | |\n",
    "words": "打印 | 关闭 | 收藏\n正\n",
    "sites": "分享到：" + "微信朋友圈" * 20 + "了\n",
    "weak": "打印\n",
    "rows": "索引号 | 7\n松 | 柏\n",
    "blank": "\n　\n浏览次数：3\n\n",
    "fences": "```\n打印\n",
    "one line": "打印 | 文号 ",
    "next": "上一篇：\n正\n",
    "links": "雨停了。\n相关阅读\n正\n",
    "imprints": "版权所有：甲\n乙\n",
    "marks": "云" * 58 + "ICP" * 30 + "\n",
    "credits": "来源：甲 作者：乙\n丙\n",
    "keys": "来源：作者：编辑：" * 25 + "\n",
    "dates": "2024-06-13 15:24\n\n",
    "reporters": "记者 江照 沈月 摄\n",
    "parentheses": "（记者 江照）" * 9 + "\n",
    "one line of parentheses": "记者（甲乙丙丁）",
    "values below": "索引号：\n甲\n",
    "posts": "发表于 2024-6-13 15:24 | 楼主 |\n回复 支持 反对\n",
    "titles": "甲_乙-丙\n甲_乙\n甲\n雨停了。\n",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_time_grows_with_the_length(name: str) -> None:
    def seconds(size: int) -> float:
        text = (ATTACKS[name] * (size // len(ATTACKS[name]) + 1))[:size]
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            extract_page(text)
            best = min(best, time.process_time() - start)
        return best

    small, large = seconds(20_000), seconds(200_000)
    assert large <= 25 * small + 0.02, f"10 times the text took {large / small:.0f} times as long"
