"""Line breaks: what holds for any text, and paragraphs that come back from columns of any width."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpuskit import get_stage
from corpuskit.stage import Result
from corpuskit.stages.repair.linebreaks import STAGE, LineBreakOptions
from corpuskit.stages.repair.linebreaks.trace import trace_back
from corpuskit.text.blocks import squeeze_blank_lines
from corpuskit.text.characters import is_blank
from corpuskit.text.widths import cells

repair = get_stage("repair.linebreaks")

PARAGRAPHS = [
    "渡口的老船工姓郑，从十六岁起就在这条江上撑船，到今年整整五十个年头。镇上的人过江买菜、上学、走亲戚，都要坐他的船。",
    "三年前江上修了大桥，坐船的人一天比一天少。有人劝他把船卖了，他摇摇头，说船在水里泡惯了，上了岸就要裂。",
    "桥通车的那天，他照样把船撑到江心，远远看着车队开过去。岸上放了很久的鞭炮，红纸屑落在水面上，漂出去很远很远。",
    "后来镇里请他给游客撑船，一天来回四趟，每趟收二十元钱。他嫌话筒太吵，从来不用，客人问什么，他就慢慢地答什么。",
    "去年夏天水涨得厉害，他在船上守了两夜，捞起来三头猪、一只柜子和一块写着店名的木牌，全都原样还给了人家。",
    "问他打算撑到哪一年，他想了一会儿，说等孙子会游水了就歇。可是孙子今年已经十一岁，早就会游了，他还是没有歇。",
]
MARKS = ["，", "。", "”", "“", "（", "）", "、", "？", "……", "-", ". ", "|", "{", "};", "﹃", "第一条", "- ", "1. ", "— 3 —"]
BLANKS = [" ", "\u3000\u3000", "\n", "\n\n", "\n\n\n", "\f", "\t", "\u200b", "\ufeff", "\r", "\x85"]
PIECES = ["今天", "天气很好", "12", "a", "word", "é", "カ", "🙂", "\ud800", *MARKS, *BLANKS]
noise = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
phrase = st.text(st.sampled_from("春风又绿江南岸明月何时照我还，。的一是了word 12"), min_size=1, max_size=40)


def run(text: str, **options: str) -> Result:
    return STAGE.run(text, LineBreakOptions.model_validate(options))


def visible(text: str) -> str:
    return "".join(character for character in text if not is_blank(character))


def wrap(paragraph: str, width: int, indent: int = 0) -> list[str]:
    """Break a paragraph into lines of at most so many cells; marks that may not begin a line take a character with them."""
    lines = ["\u3000" * (indent // 2)]
    for unit in re.findall(r"[A-Za-z0-9]+|.[，。、；：！？”）]*", paragraph):
        if cells(lines[-1]) + cells(unit) > width:
            lines.append("")
        lines[-1] += unit
    return lines


def without(text: str, result: Result) -> str:
    """Take what was removed out of the old text, holding its spans against the rules."""
    kept, last = [], 0
    for start, end, reason in result.removed:
        assert last <= start < end <= len(text)
        assert reason
        kept.append(text[last:start])
        last = end
    return "".join(kept) + text[last:]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(noise | st.text(max_size=80))
def test_nothing_is_lost_and_a_second_run_changes_nothing(text: str) -> None:
    for mode in ("auto", "never", "always"):
        result = run(text, mode=mode)
        assert visible(without(text, result)) == visible(result.text)
        again = run(result.text, mode=mode)
        assert again.text == result.text
        assert not again.removed


@settings(max_examples=150, deadline=None)
@given(st.lists(phrase, min_size=6, max_size=30), st.integers(12, 60), st.sampled_from(["\n", "\n\n"]), st.sampled_from([0, 4]))
def test_wrapped_noise_loses_nothing_either(phrases: list[str], width: int, end: str, indent: int) -> None:
    lines = [line for each in phrases for line in wrap(each, width, indent)]
    lines[len(lines) // 3 : len(lines) // 3] = ["", "— 7 —", ""]
    lines[-len(lines) // 3 : -len(lines) // 3] = ["", "— 8 —", ""]
    text = end.join(lines)
    result = run(text)
    assert visible(without(text, result)) == visible(result.text)
    assert run(result.text).text == result.text


@pytest.mark.parametrize("width", [20, 24, 30, 34, 40, 50, 60, 72, 80])
@pytest.mark.parametrize("indent", [0, 4])
@pytest.mark.parametrize("end", ["\n", "\n\n"])
def test_paragraphs_come_back_from_a_column(width: int, indent: int, end: str) -> None:
    lines = [line for paragraph in PARAGRAPHS * 2 for line in wrap(paragraph, width, indent)]
    got = repair(end.join(lines)).split("\n")
    assert "".join(got) == "".join(PARAGRAPHS * 2)
    if indent:
        assert got == PARAGRAPHS * 2
    else:  # a paragraph that fills its last line cannot be told from one that goes on
        assert len(set(got) & set(PARAGRAPHS)) >= 4


@pytest.mark.parametrize("width", [24, 34, 50])
def test_without_joining_every_line_stays(width: int) -> None:
    lines = [line for paragraph in PARAGRAPHS for line in wrap(paragraph, width)]
    assert run("\n".join(lines), mode="never").text == "\n".join(lines)


def test_paragraphs_are_not_merged_however_blank_the_lines_between() -> None:
    for between in ("\n", "\n\n", "\n \n", "\n\u3000\n\n", "\n\n\u3000\u3000", "\n\f\n"):
        assert repair(between.join(PARAGRAPHS)) == "\n".join(PARAGRAPHS)


def test_furniture_is_reported_where_it_stood() -> None:
    lines = [line for paragraph in PARAGRAPHS for line in wrap(paragraph, 34, 4)]
    pages = [lines[:9], lines[9:18], lines[18:]]
    text = "\n".join("\n".join([*page, "", f"- {number} -", "", "江上旧闻", ""]) for number, page in enumerate(pages, 11))
    result = run(text)
    assert result.text == "\n".join(PARAGRAPHS)
    expected = [[(f"- {number} -", "page number"), ("江上旧闻", "running head")] for number in (11, 12, 13)]
    assert [(text[start:end], reason) for start, end, reason in result.removed] == [pair for page in expected for pair in page]


def test_a_hyphen_stays_where_the_document_writes_it_elsewhere() -> None:
    lines = """\
Everybody in town agrees that this is a story of a well-
known ferry and of a man who never in his life used trans-
port of any other kind, not even when the new bridge was
opened to traffic and the mayor himself came to invite him.
He said that the well-known bridge was fine for those who
were in a hurry, and that he for one had never been in any."""
    result = run(lines)
    assert "a well-known ferry" in result.text
    assert "transport of any" in result.text
    assert [reason for _, _, reason in result.removed] == ["hyphen at line end"]


def test_a_hyphen_stays_where_words_are_broken_anywhere() -> None:
    text = "每个命令都有自己的配置文件，改动以后要用 reload-config 重新读取，不然不会生效，也不会报错。"
    paragraphs = [text.replace("每个", each) for each in ("头一个", "第二个", "两边的", "其他几个", "最后一个", "没有名字的那个")]
    lines = [paragraph[start : start + 15] for paragraph in paragraphs for start in range(0, len(paragraph), 15)]
    result = run("\n".join(lines))
    assert result.text.split("\n") == paragraphs
    assert not result.removed


def test_removals_of_a_second_round_are_traced_to_the_old_text() -> None:
    old = "甲乙\n\n— 1 —\n\n丙 丁"
    assert trace_back(old, [(4, 9, "page number")], "甲乙丙 丁", [(1, 3, "x"), (4, 5, "y")]) == [
        (1, 2, "x"),
        (4, 9, "page number"),
        (11, 12, "x"),
        (13, 14, "y"),
    ]


@given(noise)
def test_squeezing_blank_lines_is_idempotent(text: str) -> None:
    once = squeeze_blank_lines(text)
    assert squeeze_blank_lines(once) == once
    assert visible(once) == visible(text)
    assert "\n\n\n" not in once


def test_squeezing_keeps_a_blank_line_in_blocks_only() -> None:
    code = "def f(x):\n    return x\n\ndef g(x):\n    return f(x)\n\nprint(g(1))"
    assert squeeze_blank_lines(code.replace("\n\n", "\n\n\n")) == code
    assert squeeze_blank_lines("\n\n".join(PARAGRAPHS)) == "\n".join(PARAGRAPHS)
    dialogue = ["“走吗？”", "“走。”", "“远吗？”", "“不远。”", "“好。”"]
    assert squeeze_blank_lines("\n\n".join(dialogue)) == "\n".join(dialogue)


ATTACKS = ["一\n", "a\n", "一" * 100, "“", "（", " \n", "-\n", "1\n\n", "— 1 —\n", "\f", "\n", "{", "　", "一 ", "word "]


@pytest.mark.parametrize("piece", [*ATTACKS, "春风又绿江南岸，\n", "（一\n", "“一，\n\n", "a-\n"])
def test_time_grows_with_the_text_and_not_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            run(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(160_000) < 25 * seconds(16_000) + 0.05


def test_cells() -> None:
    assert [cells(text) for text in ("", "ab", "中文", "“”…—", "ｱ", "é", "e\u0301", "🙂")] == [0, 2, 4, 8, 1, 1, 1, 2]
