"""Pages: the article and nothing but, as far as that can be told; no line of it lost; anything goes in."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pytest
from conftest import SEEDS
from formats_made import DOCUMENTS, read, reasons
from hypothesis import given
from hypothesis import strategies as st

from corpuskit.decoding import decode
from corpuskit.io.raw import RawDocument
from corpuskit.io.readers.html import _parse, article, declared_encoding
from corpuskit.io.readers.html_blocks import text_blocks

NAVIGATION = (
    "<div class='nav'><ul>"
    + "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in ("首页", "要闻", "政务公开", "互动"))
    + "</ul></div>"
)
RELATED = (
    "<div><h3>相关阅读</h3><ul>" + "".join(f"<li><a href='/{n}'>关于第{n}批项目的通知</a></li>" for n in range(5)) + "</ul></div>"
)
FOOTER = "<div class='footer'><p>示例单位 版权所有</p><p>京ICP备00000000号</p></div>"
FURNITURE = ("首页", "互动", "批项目的通知", "版权所有", "ICP备")


def _page(body: str, head: str = "<title>页</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{NAVIGATION}{body}{RELATED}{FOOTER}</body></html>"


def _paragraphs(title: str, lines: Sequence[str]) -> str:
    info = "<div class=info>来源：示例 字号：<a>大</a> <a>小</a></div>"
    inner = "".join(f"<p>　　{line}</p>\n" for line in lines)
    return _page(f"<h1>{title}</h1>{info}<div id=c>{inner}</div><a>上一页</a><a>下一页</a>")


def _double_breaks(title: str, lines: Sequence[str]) -> str:
    return _page(f"<h1>{title}</h1><div id=zoom>{'<br><br>'.join('&nbsp;&nbsp;&nbsp;&nbsp;' + line for line in lines)}</div>")


def _single_breaks(title: str, lines: Sequence[str]) -> str:
    return _page(f"<h2>{title}</h2><td>{'<br />'.join('　　' + line for line in lines)}</td>")


def _layout_tables(title: str, lines: Sequence[str]) -> str:
    inner = "".join(f"<p><font size=3>{line}</font></p>" for line in lines)
    rows = (
        f"<tr><td width=200>{RELATED}</td><td><table><tr><td><b>{title}</b></td></tr><tr><td>{inner}</td></tr></table></td></tr>"
    )
    rows = f"<tr><td>{NAVIGATION}</td></tr>{rows}<tr><td>{FOOTER}</td></tr>"
    return f"<html><body><form id=aspnetForm><table>{rows}</table></form></body></html>"


def _pieces(title: str, lines: Sequence[str]) -> str:
    inner = "".join(
        f"<div style='text-indent:2em'><span>{line[:7]}</span><strong>{line[7:12]}</strong>{line[12:]}</div>" for line in lines
    )
    return _page(f"<article><header><h1>{title}</h1></header>{inner}</article>")


def _preformatted(title: str, lines: Sequence[str]) -> str:
    return _page(f"<h1>{title}</h1><pre>" + "\n".join(lines) + "</pre>")


LAYOUTS = [_paragraphs, _double_breaks, _single_breaks, _layout_tables, _pieces, _preformatted]


def _escape(line: str) -> str:
    """Replace what would have to be escaped: some layouts cut lines in two."""
    return line.replace("&", "＆").replace("<", "＜")


def _bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", sorted(path.name for path in SEEDS.glob("*.txt")))
def test_no_line_of_an_article_is_lost(layout: Callable[[str, Sequence[str]], str], seed: str) -> None:
    text = decode((SEEDS / seed).read_bytes()).text.replace("\0", "").replace("\f", "\n")
    lines = [line.strip(" \u3000\r\t") for line in text.split("\n") if line.strip(" \u3000\r\t")]
    page = layout(_escape(lines[0]), [_escape(line) for line in lines])
    found = article(page)
    whole = _bare(found.text)
    # The tables of pages are written the same way as those of some seeds, so bars do not count.
    lost = [line for line in map(_escape, lines) if _bare(line).replace("|", "") not in whole.replace("|", "")]
    assert not lost
    if found.how == "html":
        assert not [word for word in FURNITURE if word in whole and word not in text]


@pytest.mark.parametrize("layout", LAYOUTS[:5])
def test_paragraphs_are_apart_and_without_indent(layout: Callable[[str, Sequence[str]], str]) -> None:
    lines = [line for document in DOCUMENTS for line in document]
    text = article(layout("茶园与河", lines)).text
    assert text.endswith("\n\n".join(lines))


def test_tables_lists_and_headings_stand_as_on_the_page() -> None:
    page = _page(
        "<div><h1>采茶记</h1><p>春分过后，山里的茶园一天比一天绿，采茶的人天不亮就上山。</p>"
        "<table><tr><th>月份</th><th>产量</th><th></th></tr><tr><td><p>三月</p></td><td>1<br>2</td><td></td></tr></table>"
        "<h2>办法</h2><ol><li>先看天气。</li><li>再看叶子，要<b>一芽</b>一叶的，不要老的。</li></ol><ul><li>竹篓</li><li>草帽</li></ul>"
        "<p>他们说：“今年雨水好，茶也好，山下的人都等着喝。”</p></div>"
    )
    assert article(page).text.split("\n\n") == [
        "采茶记",
        "春分过后，山里的茶园一天比一天绿，采茶的人天不亮就上山。",
        "月份 | 产量 |\n三月 | 1 2 |",
        "办法",
        "1. 先看天气。\n2. 再看叶子，要一芽一叶的，不要老的。",
        "竹篓\n草帽",
        "他们说：“今年雨水好，茶也好，山下的人都等着喝。”",
    ]


@pytest.mark.parametrize(
    "above",
    [
        "<table><tr><td>索引号</td><td>07/2024-3</td><td>机构</td><td>示例局</td></tr><tr><td>文号</td><td></td></tr></table>",
        "<ul><li>索引号：<span>07/2024-3</span></li><li><b>机构：</b>示例局</li></ul>",
    ],
)
def test_the_data_above_a_headline_stay(above: str) -> None:
    page = _page(
        f"<div class=x>{above}</div><h1>采茶的通知</h1><div>" + "".join(f"<p>{line}</p>" for line in DOCUMENTS[0]) + "</div>"
    )
    text = article(page).text
    assert text.startswith("索引号")
    assert text.index("示例局") < text.index("采茶的通知") < text.index(DOCUMENTS[0][0])


def test_white_space_of_the_source_is_none_of_the_text() -> None:
    page = "<p>春分过后，\n   山里的\n茶园 一天比一天绿。<i> A </i>\n<b>B</b>\n项。</p>"
    assert article(page).text == "春分过后，山里的茶园 一天比一天绿。 A B 项。"


def test_what_nobody_sees_is_left_out() -> None:
    page = (
        "<body><script>var a = '<p>脚本。</p>'</script><style>p {}</style><noscript>请启用。</noscript>"
        "<select><option>选项</select><p>春分过后，山里的茶园一天比一天绿。</p><template><p>模板。</p></template>"
        "<!-- 注释 --><svg><text>图</text></svg>他说。</body>"
    )
    assert article(page).text == "春分过后，山里的茶园一天比一天绿。\n\n他说。"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>茶园</h1><div id=js_content style='visibility: hidden; opacity: 0'>{}</div>",
        "<h1>茶园</h1><nav><a href=/>首页</a><div>{}</div>",
        "<h1>茶园</h1><aside>{}</aside>",
    ],
)
def test_an_article_that_is_hidden_until_a_script_shows_it_is_read(body: str) -> None:
    lines = DOCUMENTS[0]
    text = article(f"<body>{body.format(''.join(f'<section><span>{line}</span></section>' for line in lines))}").text
    assert text.startswith("茶园")
    assert text.endswith("\n\n".join(lines))


def test_what_is_hidden_beside_an_article_is_left_out() -> None:
    hidden = "<div style='display:none'><p>登录以后才能发表评论，请先登录，没有帐号的请注册。</p></div>"
    lines = "".join(f"<p>{line}</p>" for line in DOCUMENTS[0])
    assert article(f"<body>{hidden}<h1>茶园</h1><div>{lines}</div>{hidden}").text.split("\n\n") == ["茶园", *DOCUMENTS[0]]


@pytest.mark.parametrize(
    ("before", "names", "after"),
    [
        ("<p>附件：</p>", ("名单", "地图", "表格"), ""),
        ("</div><div class=x>", ("名单.doc", "地图.pdf", "表格.xls（2MB）"), ""),
        ("", ("名单", "地图", "表格"), f"<p>{DOCUMENTS[3][1]}</p>"),
    ],
)
def test_links_of_an_article_are_part_of_it(before: str, names: Sequence[str], after: str) -> None:
    lines = "".join(f"<p>{line}</p>" for line in DOCUMENTS[0])
    listed = "".join(f"<p><a href=/{name}>{name}</a></p>" for name in names)
    text = article(_page(f"<h1>茶园</h1><div>{lines}{before}{listed}{after}</div>")).text
    assert [name for name in names if name not in text] == []
    assert [word for word in FURNITURE if word in text] == []


def test_headings_and_signatures_at_the_end_are_part_of_an_article() -> None:
    lines = "".join(f"<div>{line}</div>" for line in DOCUMENTS[0])
    signed = article(_page(f"<h1>茶园</h1>{lines}<div>示例县农业局</div><div>二〇二四年五月六日</div>")).text
    assert signed.split("\n\n")[-2:] == ["示例县农业局", "二〇二四年五月六日"]
    assert article(_page(f"<h1>茶园</h1><div>{lines}<h3>后记</h3></div>")).text.endswith("后记")


def test_how_to_read_a_character_is_no_part_of_the_line() -> None:
    page = "<p><ruby>青<rp>(</rp><rt>qīng</rt><rp>)</rp>禾<rt>hé</rt></ruby>是地名。</p>"
    assert article(page).text == "青禾是地名。"


def test_a_page_goes_on_after_its_end() -> None:
    lines = "".join(f"<p>{line}</p>" for line in DOCUMENTS[0])
    head = f"<html><head><title>头</title></head><body>{NAVIGATION}</body></html>"
    text = article(f"{head}\n<html><head><title>茶园</title></head><body><h1>茶园</h1>{lines}</body></html>").text
    assert text.split("\n\n") == ["茶园", *DOCUMENTS[0]]


def test_fields_are_what_the_page_says() -> None:
    head = (
        "<title>采茶记 - 示例网</title><meta name='ArticleTitle' content='采茶记'>"
        "<meta name='PubDate' content='2023-05-06 10:11'>"
        "<meta property='og:site_name' content='示例网'><meta name='author' content=' 张 三 '>"
        "<meta name='ContentSource' content='示例报'>"
        "<link rel='canonical' href='http://example.cn/1'><meta name='date' content='昨天'>"
    )
    assert article(_page(f"<p>{DOCUMENTS[0][0]}</p>", head)).fields == {
        "title": "采茶记",
        "author": "张 三",
        "date": "2023-05-06 10:11",
        "sitename": "示例网",
        "source": "示例报",
        "url": "http://example.cn/1",
    }


def test_dates_and_names_are_not_guessed() -> None:
    page = _page("<h1>标题</h1><p>2023年5月6日，记者张三报道：春分过后，山里的茶园一天比一天绿。</p>", "")
    assert article(page).fields == {}


def test_without_an_article_all_that_can_be_seen_is_taken() -> None:
    found = article("<div><a href=/1>一</a> <a href=/2>二</a></div><nav>三</nav>")
    assert (found.text, found.how) == ("一 二", "html: fallback")
    assert article("没有标签 a < b\n两行").how == "html: no markup"
    assert article("没有标签 a < b\n两行").text == "没有标签 a < b\n两行"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b'<meta charset="GBK">', "gbk"),
        (b"<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=gb2312'/>", "gb2312"),
        (b'<?xml version="1.0" encoding="Big5"?><html>', "big5"),
        (b'<!-- <meta charset="gbk"> --><meta charset=utf-8>', "utf-8"),
        (b"<meta name=viewport><p>charset=gbk", None),
        (b"", None),
    ],
)
def test_the_declared_encoding(head: bytes, encoding: str | None) -> None:
    assert declared_encoding(head) == encoding


def test_the_bytes_are_handed_over_with_a_hint() -> None:
    data = '<meta charset="utf-8"><p>春分过后，山里的茶园一天比一天绿。</p>'.encode("gb18030")
    [document] = read("html", data)
    assert isinstance(document, RawDocument)
    assert (document.data, document.text, document.kind, document.encoding) == (data, None, "html", "utf-8")
    assert article(decode(document.data).text).text == "春分过后，山里的茶园一天比一天绿。"
    assert reasons(read("html", data, max_member_bytes=20)) == ["larger than 20 bytes"]


HOSTILE: dict[str, Callable[[int], str]] = {
    "deep": lambda n: "<div>" * n + "正文在此。" + "</div>" * n,
    "deeper": lambda n: "<b>" * 20 * n + "正文在此。",
    "tables": lambda n: "<table><tr><td>" * (n // 4) + "正文在此。",
    "attributes": lambda n: "<p " + "a=b " * 100 * n + ">正文在此。",
    "openings": lambda n: "<" * 500 * n + "p>正文在此。",
    "comments": lambda n: "<p>正文在此。" + "<!--" * 100 * n,
    "paragraphs": lambda n: "<p>正文在此。" * 20 * n,
    "links": lambda n: "<a href=x>正文</a>" * 20 * n + "在此。正文在此。",
    "cells": lambda n: "<table>" + "<tr><td>正文在此。<td>乙" * 20 * n + "</table>",
    "spaces": lambda n: "<p>" + " \n" * 500 * n + "正文在此。",
    "breaks": lambda n: "<p>" + "<br>　" * 50 * n + "正文在此。",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_pages_cost_about_linear_time(kind: str) -> None:
    def seconds(size: int) -> float:
        page = HOSTILE[kind](size)
        started = time.process_time()
        assert "正文在此。" in article(page).text
        return time.process_time() - started

    seconds(100)
    small = min(seconds(100) for _ in range(3))
    assert seconds(1000) < 60 * small + 0.5


@pytest.mark.parametrize(
    "text", ["正\0文", "正\ud800文", "正&#0;&#x110000;&#xd800;文", "正\x01\x02文", "正<文", "正<![CDATA[文]]>"]
)
def test_strange_characters_do_no_harm(text: str) -> None:
    found = article(f"<p>{text}。</p>").text
    assert "正" in found
    assert "。" in found
    found.encode()


_TAGS = (
    "p /p div /div table /table tr td /td /tr br a /a ul li pre /pre h1 /h1 nav /nav ol b !---- html /html head /head body /body "
    "frameset /frameset caption col option form /form meta title-x o:p ?xml"
).split()
_PIECES = [f"<{tag}>" for tag in _TAGS] + ["甲", "乙。", " ", "\n"]


@given(st.lists(st.sampled_from(_PIECES), max_size=25))
def test_tags_in_any_order(tags: list[str]) -> None:
    article("<body>" + "".join(tags))


@given(st.lists(st.sampled_from(_TAGS), max_size=15))
def test_no_text_between_tags_is_lost(tags: list[str]) -> None:
    page = "".join(f"<{tag}>{chr(0x4E00 + number)}" for number, tag in enumerate(tags))
    seen = "".join(block.text for block in text_blocks(_parse(f"<body>{page}。")))
    assert {chr(0x4E00 + number) for number in range(len(tags))} <= set(seen)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    article(text)
    article(f"<p>{text}")
