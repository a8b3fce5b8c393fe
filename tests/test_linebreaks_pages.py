"""Page furniture, and texts of which only a part is wrapped."""

from __future__ import annotations

import pytest

from corpuskit import get_stage
from corpuskit.stage import Result
from corpuskit.stages.repair.linebreaks import STAGE, LineBreakOptions
from corpuskit.stages.repair.linebreaks.entries import entry_lines
from corpuskit.stages.repair.linebreaks.furniture import find_furniture
from corpuskit.stages.repair.linebreaks.lines import split_lines
from corpuskit.stages.repair.linebreaks.marks import End
from corpuskit.stages.repair.linebreaks.measure import measure
from corpuskit.stages.repair.linebreaks.stretches import written_lines

repair = get_stage("repair.linebreaks")

PARAGRAPHS = [
    "镇上的钟楼建于光绪年间，起初只有两层，民国初年才加到四层，顶上换了一口从汉口运来的铜钟，敲起来十里以外都听得见。",
    "管钟的人姓孟，一家三代住在楼下的小屋里，每天早中晚敲三次，逢年过节另外加敲，下大雾的时候每隔一刻钟敲一下，给江上的船指路。",
    "五十年代钟楼改作粮仓，铜钟取了下来，放在学校的操场上当上课铃用，一用就是二十多年，边上磕掉了一小块。",
    "前年钟楼重新修好，镇里想把钟挂回去，可是找遍全镇也没有人会敲，最后还是请回了孟家的小儿子，他在城里开出租车，周末才有空。",
    "如今每到星期六的早上，钟声照样响三遍。老人们听见了就搬一把椅子坐到门口，说这声音和从前的一样，只是比从前慢了半拍。",
    "孩子们却说好听，他们跟着钟声数数，从一数到十二，数错了再从头来过，一直数到钟声停了，江上的雾也散了。",
]


def columns(paragraphs: list[str], width: int, indent: str = "\u3000\u3000") -> list[str]:
    """Set paragraphs in a column of so many characters; a mark that would begin a line stands out of it."""
    lines = []
    for paragraph in paragraphs:
        rest = indent + paragraph
        while rest:
            cut = width + (rest[width : width + 1] in "，。、；" and len(rest) > width)
            lines.append(rest[:cut])
            rest = rest[cut:]
    return lines


def pages(lines: list[str], furniture: list[list[str]], blank: int = 1) -> str:
    """Put the furniture of one page after another between the lines."""
    size = len(lines) // (len(furniture) + 1)
    text: list[str] = []
    for number, items in enumerate(furniture):
        text += lines[number * size : (number + 1) * size]
        for item in items:
            text += [""] * blank + [item]
        text += [""] * blank
    return "\n".join(text + lines[len(furniture) * size :])


def run(text: str) -> Result:
    return STAGE.run(text, LineBreakOptions())


NUMBERS = {
    "dashes": ["— 12 —", "— 13 —", "— 14 —"],
    "hyphens": ["-3-", "-4-", "-5-"],
    "of all, in Chinese": ["第 3 页 共 10 页", "第 4 页 共 10 页", "第 5 页 共 10 页"],
    "of all": ["3/10", "4/10", "5/10"],
    "bare": ["41", "42", "43"],
    "Roman": ["iv", "v", "vi"],
    "Roman in capitals": ["- XIV -", "- XV -", "- XVI -"],
    "English": ["Page 7 of 9", "Page 8 of 9", "Page 9 of 9"],
}


@pytest.mark.parametrize("numbers", NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize("indent", ["\u3000\u3000", ""], ids=["indented", "flush"])
def test_page_numbers_are_lifted_out_and_joined_across(numbers: list[str], indent: str) -> None:
    text = pages(columns(PARAGRAPHS, 20, indent), [[number] for number in numbers])
    result = run(text)
    assert [(text[start:end], reason) for start, end, reason in result.removed] == [(number, "page number") for number in numbers]
    assert "".join(result.text.split()) == "".join(PARAGRAPHS)
    if indent:
        assert result.text.split("\n") == PARAGRAPHS


@pytest.mark.parametrize("on_top", [True, False])
@pytest.mark.parametrize(
    "heads", [["江城文史　第 5 辑"] * 4, ["第二章　钟楼与粮仓", "江城文史"] * 2], ids=["the same", "alternating"]
)
def test_running_heads_are_lifted_out_too(heads: list[str], on_top: bool) -> None:
    items = [[head, f"— {number} —"] if on_top else [f"— {number} —", head] for number, head in enumerate(heads, 88)]
    result = run(pages(columns(PARAGRAPHS * 3, 17), items))
    assert result.text.split("\n") == PARAGRAPHS * 3
    assert [reason for _, _, reason in result.removed].count("running head") == len(heads)


def test_a_heading_that_equals_a_running_head_stays() -> None:
    head = "江城钟楼小史"
    text = head + "\n\n" + pages(columns(PARAGRAPHS * 3, 17), [[head, f"- {number} -"] for number in (2, 3, 4)])
    assert run(text).text.split("\n") == [head, *PARAGRAPHS * 3]


def test_headings_that_come_back_stay() -> None:
    lines = []
    for number, paragraph in enumerate(PARAGRAPHS):
        lines += ["", ["案情", "评析"][number % 2], "", *columns([paragraph], 17)]
    result = run("\n".join(lines))
    assert not result.removed
    assert result.text.split("\n") == [
        line for number, text in enumerate(PARAGRAPHS) for line in (["案情", "评析"][number % 2], text)
    ]


def test_numbers_that_are_text_stay() -> None:
    lines = [line for number, paragraph in enumerate(PARAGRAPHS, 1) for line in (str(number), paragraph)]
    assert run("\n\n".join(lines)).text.split("\n") == lines
    column = split_lines("\n".join(columns(PARAGRAPHS, 17)))
    assert not find_furniture(column, measure(column))


WIDE = [
    "县志里关于这座钟楼的记载只有短短的几行，说它高四丈八尺，上悬铜钟一口，重一千二百斤，光绪十六年由本县士绅捐资建造，历时三年方才完工。",
    "另有一篇碑文，刻在楼下的青石上，字迹多半已经磨平，只能认出捐款人的姓名和数目，多的有五百两，少的只有几十文，末尾写着工匠的名字。",
    "有人考证说，铜钟并不是汉口铸的，而是从下游一座废寺里买来的旧钟，重新打磨以后才运到镇上，钟口的花纹和寺里留下的另一口钟完全相同。",
    "这个说法后来写进了新修的地方志，不过孟家的人从来不信，他们说祖父亲眼看见钟从船上抬下来，箱子上贴着汉口商号的封条。",
]
OTHERS = {
    "paragraphs": WIDE,
    "a poem": ["江上晨钟", "雾散千帆出，钟声过小楼。", "渔人不肯睡，一网打清秋。"] * 3,
    "lyrics": ["清早的雾", "慢慢散开", "谁在楼上", "敲那口钟", "一下一下", "敲到现在", "船都走了", "他还没来"],
    "a list": [f"{number}、{name}" for number, name in enumerate("铜钟 木梯 石碑 绳索 风灯 账册 封条 旧照".split(), 1)],
    "a table": ["年份\t层数\t用途", "1890\t2\t报时", "1915\t4\t报时", "1953\t4\t粮仓", "2021\t4\t参观"],
    "a register": [f"姓名：孟{name}" if part else f"电话：0{name * 2}" for name in "大二三四" for part in (1, 0)],
}


@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("width", [17, 25])
@pytest.mark.parametrize("indent", ["\u3000\u3000", ""], ids=["indented", "flush"])
@pytest.mark.parametrize("first", [True, False], ids=["column first", "column last"])
def test_a_column_beside_lines_that_nobody_wrapped(others: list[str], width: int, indent: str, first: bool) -> None:
    column = "\n".join(columns(PARAGRAPHS, width, indent))
    rest = "\n".join(others)
    result = run(f"{column}\n\n{rest}" if first else f"{rest}\n\n{column}")
    lines = [line for line in result.text.split("\n") if line]
    assert (lines[-len(others) :] if first else lines[: len(others)]) == others
    got = lines[: -len(others)] if first else lines[len(others) :]
    assert "".join(got) == "".join(PARAGRAPHS)
    if indent:
        assert got == PARAGRAPHS
    else:
        assert len(set(got) & set(PARAGRAPHS)) >= 4


def test_columns_on_both_sides_of_paragraphs() -> None:
    text = "\n".join([*columns(PARAGRAPHS[:3], 17), *WIDE, *columns(PARAGRAPHS[3:], 17)])
    assert repair(text).split("\n") == [*PARAGRAPHS[:3], *WIDE, *PARAGRAPHS[3:]]


def test_what_a_column_gives_does_not_hang_on_the_lines_beside_it() -> None:
    whole = repair("\n".join([*WIDE, *columns(PARAGRAPHS, 17), *WIDE[::-1]])).split("\n")
    for gone in range(len(whole)):
        rest = whole[:gone] + whole[gone + 1 :]
        assert repair("\n".join(rest)).split("\n") == rest


def test_entries_are_lines_that_begin_alike_and_nowhere_else() -> None:
    for text, expected in (
        ("【第1回】甲\n【第2回】乙\n【第3回】丙", [0, 1, 2]),
        ("甲说：好\n乙说：好\n丙说：好", []),
        ("地址：一\n地址：二", []),
        ("注：一，见注：二，注：三\n注：二\n注：三和注：四", []),
        ("2024-05-06 07:08 开\n2024-05-06 07:09 关\n李江 2024-05-06 07:10\n好", [0, 1, 2]),
    ):
        found = split_lines(text)
        assert entry_lines(found, measure(found)) == expected, text


def test_stretches_of_written_lines_are_told_from_columns() -> None:
    import numpy as np

    ends = np.array([End.NONE] * 10 + [End.NONE] * 8 + [End.COMMA] * 6)
    joined = np.array([True] * 8 + [False] * 2 + [True] * 14)
    full = np.array([True] * 10 + [False] * 8 + [True] * 6)
    wide = np.zeros(24, np.bool_)
    assert written_lines(ends, joined, full, wide).tolist() == [False] * 10 + [True] * 8 + [False] * 6
    assert not written_lines(ends[:10], joined[:10], full[:10], wide[:10]).any()
