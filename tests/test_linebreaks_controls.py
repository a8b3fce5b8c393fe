"""Texts that nobody wrapped: not one of their lines may be joined, alone or beside a wrapped article."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from corpuskit import get_stage
from corpuskit.text.widths import cells

repair = get_stage("repair.linebreaks")

NOUNS = "渡口 木桥 茶馆 灯塔 码头 集市 磨坊 书院 城墙 古井 石阶 渔船 稻田 竹林 瓦房 钟楼 戏台 药铺".split()
VERBS = "修好 看守 离开 经过 打扫 想起 画下 卖掉 买回 拆除 测量 等到".split()
WHO = "老郑 阿梅 船工 校长 货郎 大夫 石匠 邮差 掌柜 小满".split()
WHEN = "昨天傍晚 三年以前 天还没亮 大雪那天 开春以后 月底之前 赶集那天".split()
WORDS = "river bridge station market window garden letter winter morning engine paper basket village harbour ladder".split()
JAPANESE = "川 橋 駅 市場 窓 庭 手紙 冬 朝 紙 籠 村 港 梯子 灯台 茶店".split()


def clause(draw: random.Random) -> str:
    return draw.choice(WHO) + draw.choice(["", draw.choice(WHEN)]) + draw.choice(VERBS) + "了" + draw.choice(NOUNS)


def sentence(draw: random.Random) -> str:
    return "，".join(clause(draw) for _ in range(draw.randint(1, 4))) + "。"


def article(draw: random.Random) -> list[str]:
    return ["".join(sentence(draw) for _ in range(draw.randint(2, 6))) for _ in range(10)]


def lyrics(draw: random.Random) -> list[str]:
    return [clause(draw)[: draw.choice([7, 8, 9])] for _ in range(24)]


def verse_of_five(draw: random.Random) -> list[str]:
    return ["".join(draw.choices("山水风月花鸟江舟云雪松竹", k=5)) + mark for _ in range(10) for mark in "，。"]


def verse_of_seven(draw: random.Random) -> list[str]:
    half = lambda: "".join(draw.choices("山水风月花鸟江舟云雪松竹", k=7))  # noqa: E731
    return [f"{half()}，{half()}。" for _ in range(14)]


def numbered_list(draw: random.Random) -> list[str]:
    return [f"{number}、{clause(draw)}" for number in range(1, 21)]


def bullets(draw: random.Random) -> list[str]:
    return [f"- {clause(draw)}{draw.choice(['', '，' + clause(draw)])}" for _ in range(18)]


def table_of_contents(draw: random.Random) -> list[str]:
    return [
        f"第{number}章 {draw.choice(NOUNS)}与{draw.choice(NOUNS)}{'…' * draw.randint(6, 12)}{number * 11}"
        for number in range(1, 19)
    ]


def chapter_titles(draw: random.Random) -> list[str]:
    return [f"【第{number:03d}回】{clause(draw)[:7]} {clause(draw)[:7]}" for number in range(1, 25)]


def table_with_tabs(draw: random.Random) -> list[str]:
    return ["\t".join([draw.choice(WHO), draw.choice(NOUNS), str(draw.randint(10, 999)), draw.choice(WHEN)]) for _ in range(15)]


def table_with_pipes(draw: random.Random) -> list[str]:
    rows = [f"| {draw.choice(NOUNS)} | {draw.choice(WHO)} | {draw.randint(1, 99)} |" for _ in range(12)]
    return ["| 地点 | 人 | 数 |", "|---|---|---|", *rows]


def comma_separated(draw: random.Random) -> list[str]:
    return [f"{number},{draw.choice(WHO)},{draw.choice(NOUNS)},{draw.randint(100, 999)}" for number in range(20)]


def addresses(draw: random.Random) -> list[str]:
    lines = []
    for _ in range(6):
        lines += [
            draw.choice(NOUNS) + "管理处",
            f"地址：江城市东湖区{draw.choice(NOUNS)}路{draw.randint(1, 99)}号",
            f"电话：027-{draw.randint(10**7, 10**8)}",
        ]
        lines.append(f"联系人：{draw.choice(WHO)}")
    return lines


def dialogue(draw: random.Random) -> list[str]:
    return [
        f"“{draw.choice(['走吗', '远不远', clause(draw), '等一等，' + clause(draw)])}{draw.choice('。？！')}”" for _ in range(24)
    ]


def play(draw: random.Random) -> list[str]:
    return [f"{draw.choice(WHO)}：{clause(draw)}{draw.choice(['。', '？', '……', ''])}" for _ in range(24)]


def subtitles(draw: random.Random) -> list[str]:
    lines = []
    for number in range(1, 11):
        lines += [str(number), f"00:00:{number:02d},000 --> 00:00:{number + 1:02d},500", clause(draw), clause(draw)[:8]]
    return lines


def dictionary(draw: random.Random) -> list[str]:
    return [f"{draw.choice(NOUNS)}　名词。{clause(draw)}" for _ in range(16)]


def menu(draw: random.Random) -> list[str]:
    return [f"{draw.choice(NOUNS)}{draw.choice(['鱼', '面', '汤', '炒饭'])} {draw.randint(8, 88)}元" for _ in range(16)]


def chat(draw: random.Random) -> list[str]:
    lines = []
    for minute in range(10, 22):
        lines += [f"{draw.choice(WHO)} 2024-03-05 19:{minute}:{draw.randint(10, 59)}", clause(draw)]
    return lines


def log(draw: random.Random) -> list[str]:
    return [
        f"2024-03-05 19:{minute}:07 INFO worker[{draw.randint(1, 9)}] {draw.choice(WORDS)} {draw.choice(WORDS)} done"
        for minute in range(10, 30)
    ]


def markdown(draw: random.Random) -> list[str]:
    lines = ["# " + draw.choice(NOUNS)]
    for _ in range(5):
        lines += [
            "## " + draw.choice(NOUNS) + "的来历",
            sentence(draw) + sentence(draw),
            f"* {clause(draw)}",
            f"* {clause(draw)}",
            f"> {clause(draw)}",
        ]
    return lines


def code(draw: random.Random) -> list[str]:
    names = draw.sample(WORDS, 6)
    return [
        line for name in names for line in (f"def {name}(value):", f"    # {clause(draw)}", f"    return {name}_table[value]")
    ]


def mail(draw: random.Random) -> list[str]:
    text = lambda: " ".join(draw.choices(WORDS, k=draw.randint(30, 60))).capitalize() + "."  # noqa: E731
    return [
        "From: a@example.org",
        "To: b@example.org",
        "Subject: the old ferry",
        "Hello Ann,",
        text(),
        text(),
        text(),
        "Best wishes,",
        "Tom",
        "--",
        "Ferry Office",
    ]


def japanese(draw: random.Random) -> list[str]:
    part = lambda: draw.choice(JAPANESE) + "の" + draw.choice(JAPANESE) + draw.choice(["を見た", "へ行った", "で待っていた"])  # noqa: E731
    return ["、".join(part() for _ in range(draw.randint(1, 9))) + "。" for _ in range(14)]


def english(draw: random.Random) -> list[str]:
    return [" ".join(draw.choices(WORDS, k=draw.randint(12, 90))).capitalize() + "." for _ in range(12)]


KINDS: list[Callable[[random.Random], list[str]]] = [
    article, lyrics, verse_of_five, verse_of_seven, numbered_list, bullets, table_of_contents, chapter_titles, table_with_tabs,
    table_with_pipes, comma_separated, addresses, dialogue, play, subtitles, dictionary, menu, chat, log, markdown, code, mail,
    japanese, english,
]  # fmt: skip


def wrapped(paragraphs: list[str], width: int) -> list[str]:
    """Set paragraphs in a column of so many cells, with indents."""
    lines = []
    for paragraph in paragraphs:
        line = "\u3000\u3000"
        for number, character in enumerate(paragraph):
            after = paragraph[number + 1 : number + 2]
            if cells(line + character) + 2 * (after in "，。” " and after != "") > width:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines


def breaks(lines: list[str]) -> set[int]:
    """Say where lines end, counted in visible characters."""
    ends, count = set(), 0
    for line in lines:
        count += len("".join(line.split()))
        ends.add(count)
    return ends


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["close", "spaced"])
def test_lines_that_nobody_wrapped_stay(kind: Callable[[random.Random], list[str]], between: str) -> None:
    for seed in range(6):
        lines = kind(random.Random(seed))
        got = repair(between.join(lines)).split("\n")
        assert [line.strip() for line in got if line.strip()] == [line.strip() for line in lines], seed


#: Kinds of which a line or two beside a column may be told wrongly: they are like the column in everything but their sense.
HARD = {verse_of_seven, table_of_contents, dialogue, play, dictionary, chat, mail, bullets}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_beside_a_wrapped_article_they_stay_too(kind: Callable[[random.Random], list[str]]) -> None:
    merged = total = whole = articles = 0
    for seed in range(6):
        draw = random.Random(seed)
        lines, paragraphs = kind(draw), article(draw)
        column = wrapped(paragraphs, draw.choice([34, 50]))
        parts = [(lines, lines), (column, paragraphs)]
        draw.shuffle(parts)
        true = [line for _, part in parts for line in part]
        got = repair("\n\n".join("\n".join(part) for part, _ in parts)).split("\n")
        assert "".join("".join(got).split()) == "".join("".join(true).split())
        ends = breaks(true)
        merged += len(ends - breaks(got))
        total += len(ends)
        whole += len(set(paragraphs) & set(got))
        articles += len(paragraphs)
    assert merged <= (0.15 * total if kind in HARD else 0)
    assert whole >= 0.9 * articles
