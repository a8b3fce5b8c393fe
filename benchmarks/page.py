"""How well page chrome is told from article, and how fast, beside trafilatura, a baseline and one large pattern.

    python benchmarks/page.py [--pages 400] [--text FILE ...] [--show]

The pages are made here: articles of seeds/ and of benchmarks/corpus.py (or the files named with `--text`) between what sites of
six styles put around them: paths, menus, credits, metadata tables, share bars, pagers, related articles, imprints. So it is
known of each line whether it is the page's or the article's. The wording of each item varies, but it is ours; figures on other
sites will be lower, and what the table shows best is the difference between the methods.

`recall`: lines of the page that are gone. `precision`: gone lines that were the page's. `articles whole`: pages of which no line
of the article is gone; titles are not judged. trafilatura reads the same pages as HTML, half of them with tags
that tell what is what; the others read the lines alone. The control is the articles without anything around them: there every
line that goes is a mistake.

The last table gives CPU time in ms for each MB of UTF-8: of the pages, and of articles without chrome. The pattern is what one
would write first: all items in one alternation, searched for over the whole text. Quote ratios; a peer that is not installed is
left out. `--show` prints the lines in which `extract.page` errs.
"""

from __future__ import annotations

import argparse
import html
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from corpus import Writer

from corpuskit import get_stage
from corpuskit.stages.extract.page import items

SEEDS = Path(__file__).parent.parent / "seeds"
_CHROME_IN_SEEDS = re.compile("[|｜\t]|^[-*] |^-$|^(?:打印|关闭)$")
_NAMES = "江照 沈月 贺青 周小满 范听雨 老周 何远 陆白".split()
_SITES = "云川日报 云川县人民政府 望鹭新闻网 山前论坛 霧坪文化網".split()


class Page(NamedTuple):
    """A page: its lines in order, each with the tag it has in HTML, and whether it is the article's."""

    lines: list[tuple[str, str, bool]]

    @property
    def text(self) -> str:
        return "\n".join(line for _, line, _ in self.lines)

    @property
    def html(self) -> str:
        body = "".join(f"<{tag}>{html.escape(line)}</{tag.split()[0]}>\n" for tag, line, _ in self.lines)
        return f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>"


class Maker:
    """Puts articles into pages; the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def date(self) -> str:
        year, month, day = self.draw.randint(2005, 2026), self.draw.randint(1, 12), self.draw.randint(1, 28)
        clock = f" {self.draw.randint(0, 23):02d}:{self.draw.randint(0, 59):02d}" if self.draw.random() < 0.6 else ""
        form = self.draw.choice(("{}-{:02d}-{:02d}", "{}/{}/{}", "{}年{}月{}日"))
        return form.format(year, month, day) + clock

    def some(self, *choices: str) -> str:
        return self.draw.choice(choices)

    def credits(self, site: str) -> list[str]:
        parts = [
            f"{self.some('来源', '文章来源', '信息来源')}{self.some('：', ': ')}{site}",
            f"{self.some('发布时间', '时间', '发布日期', '更新时间')}：{self.date()}",
            f"{self.some('作者', '编辑', '责任编辑')}：{self.draw.choice(_NAMES)}",
            f"{self.some('浏览次数', '阅读', '点击数', '浏览量')}：{self.draw.randint(0, 9999)}",
        ]
        self.draw.shuffle(parts)
        return [self.some("　", "  ", " | ").join(parts[: self.draw.randint(2, 4)])]

    def table(self, site: str) -> list[str]:
        pairs = [
            ("索引号", f"{self.draw.randint(10**6, 10**7)}/2024-{self.draw.randint(100, 999)}"),
            ("发布机构", self.some(site, "")),
            ("发文日期", self.date()),
            ("文号", self.some("", "云政发〔2024〕7号")),
            ("主题分类", self.some("其他", "农业、林业")),
            ("有效性", self.some("有效", "")),
            ("公开方式", "主动公开"),
        ]
        form = self.draw.randrange(3)
        if form == 0:
            cells = [f"{key} | {value} |" for key, value in pairs]
            return [" ".join(cells[at : at + 2]) for at in range(0, len(cells), 2)]
        if form == 1:
            return [f"{key[0]}　{key[1:]}：{value}" if len(key) == 3 else f"{key}：{value}" for key, value in pairs]
        return ["　　".join(f"{key}：{value}" for key, value in pairs[at : at + 2]) for at in range(0, len(pairs), 2)]

    def tools(self) -> list[str]:
        return [
            self.some("【字体：大 中 小】", "字号：[大] [中] [小]", "字体: 大|中|小"),
            self.some("【打印本页】【关闭窗口】", "打印 | 关闭", "分享到：微信 微博 QQ空间", "我要打印　返回顶部"),
        ]

    def titles(self) -> list[str]:
        words = ("老街新生", "渡口的灯亮了吗？", "山里来了放映队", "一场雨下了三天", "菜市场搬家记", "护林员的一天")
        return self.draw.sample(words, self.draw.randint(2, 5))

    def imprint(self, site: str) -> list[str]:
        lines = [
            self.some("关于我们 | 联系我们 | 网站地图", "网站声明 联系我们 广告服务 友情链接"),
            self.some(f"版权所有：{site}", f"Copyright © 2008-2024 {site} All Rights Reserved", f"{site} 版权所有"),
            "地址：山前路1号 邮编：000000 电话：0000-1234567",
            f"云ICP备{self.draw.randint(10**7, 10**8 - 1)}号-1",
        ]
        return lines[: self.draw.randint(2, 4)]

    def page(self, article: Sequence[str], style: int) -> Page:
        """Put an article, title first, into a page of one of six styles."""
        site = _SITES[style % len(_SITES)]
        title, body = article[0], article[1:]
        above: list[str] = []
        below_title: list[str] = []
        below: list[str] = []
        if style in (0, 1):  # offices
            above = [f"{self.some('当前位置', '您的位置')}：首页 {self.some('>', '＞', '»')} 政务公开 > 通知公告"]
            above += self.table(site) if style == 0 else []
            below_title = self.credits(site) if style == 1 else []
            below = [*self.tools(), self.some("扫一扫在手机打开当前页", f"信息来源：{site}")]
        elif style == 2:  # newspapers
            above = ["首页 | 新闻 | 评论 | 副刊 | 视频", f"{title}_{site}"]
            below_title = self.credits(site)
            below = [f"（责任编辑：{self.draw.choice(_NAMES)}）", f"上一篇：{self.titles()[0]}", "下一篇：没有了"]
        elif style == 3:  # portals
            above = ["登录 注册 首页", "首页 > 社会 > 正文"]
            below_title = [f"{self.date()} 来源：{site}", "分享到：", "微信", "微博"]
            below = [self.some("【相关阅读】", "推荐阅读", "热门文章"), *self.titles(), "未经本网授权，不得转载。"]
        elif style == 4:  # boards
            below_title = [f"{self.draw.choice(_NAMES)} 发表于 {self.date()}", "浏览(123) 评论(4)"]
            below = ["点赞 收藏 转发 评论", "上一页 1 2 3 下一页", "返回列表"]
        else:  # pages saved by a phone
            above = ["您的浏览器不支持JavaScript，请开启后重试"]
            below_title = self.credits(site)
            below = ["阅读原文", self.some("长按识别二维码关注我们", "扫码关注云川发布"), "展开全文"]
        below += self.imprint(site) if style != 5 else []
        tags = ("div class='nav'", "div class='info'", "div class='foot'") if self.draw.random() < 0.5 else ("p", "p", "p")
        lines = [(tags[0], line, False) for line in above]
        lines += [("h1", title, True), *((tags[1], line, False) for line in below_title)]
        lines += [("p", line, True) for line in body]
        lines += [(tags[2], line, False) for line in below]
        return Page(lines)


def articles(files: Sequence[Path], count: int) -> list[list[str]]:
    """Give articles, title first, none of whose lines is chrome already."""
    found = []
    for path in files or sorted(SEEDS.glob("*.txt")):
        try:
            lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        except UnicodeDecodeError:
            continue
        lines = [line for line in lines if not _CHROME_IN_SEEDS.search(line)]
        if len(lines) > 3 and "wrapped" not in path.name and "mojibake" not in path.name:
            found.append(lines)
    writer = Writer(7)
    while len(found) < count:
        paragraphs = writer.paragraphs()
        found.append([re.split("[，。！？]", paragraphs[0])[0], *paragraphs])
    return found[:count]


def remove_short_lines(text: str) -> str:
    """Keep the lines that end like a sentence or are longer than a title."""
    lines = (line for line in text.split("\n") if len(line) > 30 or line.endswith(("。", "！", "？", "”", "；")))
    return "\n".join(lines)


_ALL_ITEMS = re.compile("^[ |/·•【\\[]*(?:" + "|".join(f"(?:{item})" for item in items.ITEMS.values()) + ").*$", re.MULTILINE)


def one_pattern(text: str) -> str:
    """Take out every line that begins with an item of page chrome."""
    return _ALL_ITEMS.sub("", text)


Extract = Callable[[Page], str]


def methods() -> dict[str, Extract]:
    """Give what is compared, by name."""
    stage = get_stage("extract.page")
    found: dict[str, Extract] = {
        "extract.page": lambda page: stage(page.text),
        "remove short lines": lambda page: remove_short_lines(page.text),
        "one pattern": lambda page: one_pattern(page.text),
    }
    try:
        import trafilatura

        found["trafilatura (HTML)"] = lambda page: trafilatura.extract(page.html, include_tables=True) or ""
        found["trafilatura, then extract.page"] = lambda page: stage(trafilatura.extract(page.html, include_tables=True) or "")
    except ImportError:
        print("trafilatura is not installed: left out")
    return found


def _bare(line: str) -> str:
    return "".join(line.lstrip("-").split())


def judge(pages: Sequence[Page], extract: Extract, show: bool) -> tuple[float, float, float]:
    """Give precision and recall of the lines taken out, and the share of articles that are whole."""
    right = wrong = missed = whole = 0
    for page in pages:
        left = {_bare(line) for line in extract(page).split("\n")}
        lost = 0
        for tag, line, is_article in page.lines:
            if tag == "h1":
                continue  # some give the title apart from the text
            gone = _bare(line) not in left
            right += gone and not is_article
            lost += gone and is_article
            missed += not gone and not is_article
            if show and gone == is_article:
                print("lost  " if is_article else "missed", line[:80])
        wrong += lost
        whole += not lost
    return right / max(right + wrong, 1), right / max(right + missed, 1), whole / len(pages)


def speed(functions: dict[str, Callable[[Page], str]], pages: Sequence[Page]) -> dict[str, float]:
    """Give the CPU time in ms for each MB, the median of rounds in which all take turns."""
    size = sum(len(page.text.encode()) for page in pages) / 1e6
    taken: dict[str, list[float]] = {name: [] for name in functions}
    for turn in range(4):
        for name, function in functions.items():
            started = time.process_time()
            for page in pages:
                function(page)
            if turn:  # the first one loads what is needed
                taken[name].append(time.process_time() - started)
    return {name: 1000 * statistics.median(times) / size for name, times in taken.items()}


def main(count: int, files: Sequence[Path], show: bool) -> None:
    """Print the tables."""
    maker = Maker(1)
    plain = [Page([("h1", text[0], True), *(("p", line, True) for line in text[1:])]) for text in articles(files, count)]
    pages = [maker.page([line for _, line, _ in page.lines], number % 6) for number, page in enumerate(plain)]
    found = methods()
    print(f"{count} pages\n\n| | precision | recall | articles whole | control whole |\n|---|---|---|---|---|")
    for name, extract in found.items():
        precision, recall, whole = judge(pages, extract, show and name == "extract.page")
        control = judge(plain, extract, False)[2]
        print(f"| {name} | {precision:.1%} | {recall:.1%} | {whole:.1%} | {control:.1%} |", flush=True)
    timed = {name: extract for name, extract in found.items() if "then" not in name}
    on_pages, on_plain = speed(timed, pages), speed(timed, plain)
    print("\n| ms for each MB | pages | ratio | articles | ratio |\n|---|---|---|---|---|")
    ours = on_pages["extract.page"], on_plain["extract.page"]
    for name in timed:
        ratios = on_pages[name] / ours[0], on_plain[name] / ours[1]
        print(f"| {name} | {on_pages[name]:.1f} | {ratios[0]:.1f} | {on_plain[name]:.1f} | {ratios[1]:.1f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--text", type=Path, nargs="*", default=[])
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    main(given.pages, given.text, given.show)
