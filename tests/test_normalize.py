"""Properties of the normalizing stages: what must hold for every text."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import pairwise
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.registry import get_stage
from corpuskit.stage import Context, TextStage
from corpuskit.stages.normalize import punctuation, spaces
from corpuskit.text.characters import HAN, is_blank
from corpuskit.text.code import code_lines, may_hold_code
from corpuskit.text.compatibility import compose
from corpuskit.text.protected import fix_outside_spans
from corpuskit.text.stretches import fix_stretches, lines_with, without_lines

STAGES = [
    ("normalize.unicode", {}),
    ("normalize.unicode", {"private_use": "drop"}),
    ("normalize.spaces", {}),
    ("normalize.spaces", {"han_latin": "insert"}),
    ("normalize.spaces", {"han_latin": "remove", "han_han": "remove"}),
    ("normalize.spaces", {"kana_and_hangul": "convert"}),
    ("normalize.punctuation", {}),
    ("normalize.punctuation", {"quotes": "corner", "collapse_repeats": True, "angle_titles": True}),
    ("normalize.punctuation", {"quotes": "curly", "parentheses": "keep", "ellipsis": "keep", "list_numbers": "convert"}),
    ("normalize.punctuation", {"kana_and_hangul": "convert"}),
]
stages = pytest.mark.parametrize(("name", "options"), STAGES, ids=str)

# Pieces that the rules look at, so that they meet in every combination.
_PIECES = [
    *"好一的年月日时分秒马尔a文A9w1%％,.:;!?()（）[]<>\"'“”‘’「」『』《》-—–…⋯。，：；！？、·•●＋＝＜＞／～ \n",
    *"\u3000\t\u00a0+/@#*|￥↑",
    *[
        "...",
        "。。。",
        "--",
        "──",
        "⸺",
        "……",
        "  ",
        "https://a.cn/x,y",
        "a@b.cn",
        "&nbsp;",
        "it's",
        '27"',
        "12",
        "Ａ",
        "の",
        "한",
        "\u200b",
        "⼀",
        "**",
        "<b>",
        "$x,y$",
        "[J].",
        "OK",
        " is a word",
        "１",
        "　",
    ],
]
texts = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)
code = st.lists(st.sampled_from([*_PIECES, "`", "```\n", "{", "}", "=", "x = ", "\n    ", "f(", '": ']), max_size=25).map("".join)
_CONTENT = re.compile(f"[{HAN}A-Za-z0-9]")


@stages
@settings(max_examples=400, deadline=None)
@given(text=texts | code | st.text(max_size=30))
def test_twice_is_once(name: str, options: dict[str, object], text: str) -> None:
    stage = get_stage(name, **options)
    once = stage(text)
    assert stage(once) == once


@stages
@settings(max_examples=200, deadline=None)
@given(text=texts | code)
def test_lines_stay_lines(name: str, options: dict[str, object], text: str) -> None:
    after = get_stage(name, **options)(text)
    assert [is_blank(line) for line in after.split("\n")] == [is_blank(line) for line in text.split("\n")]


@stages
@settings(max_examples=200, deadline=None)
@given(parts=st.lists(texts, max_size=4))
def test_a_text_is_the_sum_of_its_parts(name: str, options: dict[str, object], parts: list[str]) -> None:
    stage = get_stage(name, **options)
    if may_hold_code("\n".join(parts)):  # what belongs to a block of code or a table is told from several lines
        return
    assert stage("\n".join(parts)) == "\n".join(map(stage, parts))


@pytest.mark.parametrize(("name", "options"), [stage for stage in STAGES if stage[0] != "normalize.unicode"], ids=str)
@settings(max_examples=200, deadline=None)
@given(text=texts | code | st.text(max_size=30))
def test_words_and_figures_are_never_changed(name: str, options: dict[str, object], text: str) -> None:
    assert _CONTENT.findall(get_stage(name, **options)(text)) == _CONTENT.findall(text)


@pytest.mark.parametrize(("name", "module"), [("normalize.punctuation", punctuation), ("normalize.spaces", spaces)], ids=str)
@settings(max_examples=500, deadline=None)
@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=8))
def test_the_gate_passes_only_what_the_rules_would_leave(name: str, module: ModuleType, pieces: list[str]) -> None:
    text = "".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_suspicious_lines", lambda text, *_: [(0, len(text))])
        after = get_stage(name)(text)
    assert get_stage(name)(text) == after


@stages
@settings(max_examples=20, deadline=None)
@given(parts=st.lists(texts, min_size=1, max_size=4))
def test_a_long_text_is_the_sum_of_its_parts(name: str, options: dict[str, object], parts: list[str]) -> None:
    stage = get_stage(name, **options)
    parts = [f"{part}\n" + "天" * 700 for part in parts]
    if may_hold_code("\n".join(parts)):
        return
    assert stage("\n".join(parts)) == "\n".join(map(stage, parts))


@settings(max_examples=200, deadline=None)
@given(text=texts | code)
def test_spaces_only_lose_and_gain_spaces(text: str) -> None:
    assert "".join(get_stage("normalize.spaces")(text).split()) == "".join(text.split())


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="中a(（)）\"“”'，,", max_size=30))
def test_quotes_and_parentheses_are_never_lost(text: str) -> None:
    after = get_stage("normalize.punctuation")(text)
    for marks in ('"“”', "(（", ")）"):
        assert sum(map(after.count, marks)) == sum(map(text.count, marks))


def test_pdf_text_closes_up_between_han() -> None:
    stage = get_stage("normalize.spaces")
    assert isinstance(stage.stage, TextStage)
    assert stage.stage.run("工程 建设 进展", stage.options, Context(kind="pdf")).text == "工程建设进展"
    assert stage.stage.run("工程 建设 进展", stage.options, Context()).text == "工程 建设 进展"


def test_what_is_hidden_comes_back_in_order() -> None:
    seen = []

    def shout(text: str) -> str:
        seen.append(text)
        return text.replace("看", "读")

    assert fix_outside_spans("看http://a.cn,看`看`和<b>看</b>", shout) == "读http://a.cn,读`看`和<b>读</b>"
    assert "http" not in seen[0]
    assert "<b>" not in seen[0]


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet="ab!\n", max_size=60), far=st.sampled_from(["", "一\n" * 80]))
def test_lines_with_a_sign_are_found_and_only_they_are_fixed(text: str, far: str) -> None:
    text = f"{text}\n{far}{text}"
    found = lines_with(re.compile("!"), text)
    whole = {0, *(place + 1 for place, character in enumerate(text) if character == "\n")}
    assert all(start in whole and (end == len(text) or text[end] == "\n") for start, end in found)
    assert all(before[1] < after[0] for before, after in pairwise(found))
    assert not far or not any(text[start:end].count("一") > 60 for start, end in found)
    fixed = fix_stretches(text, found, lambda lines: re.sub("a+", "", lines.replace("!", "!!")))
    changed = {number for start, end in found for number in range(text.count("\n", 0, start), text.count("\n", 0, end) + 1)}
    expected = [re.sub("a+", "", line.replace("!", "!!")) if n in changed else line for n, line in enumerate(text.split("\n"))]
    assert fixed.split("\n") == expected
    assert all(n in changed for n, line in enumerate(text.split("\n")) if "!" in line)


@pytest.mark.parametrize(
    ("stretches", "lines", "rest"),
    [
        ([(0, 10), (12, 20)], [(0, 3), (8, 10), (12, 20)], [(4, 7)]),
        ([(30, 30), (32, 40)], [(25, 27), (30, 30), (35, 36)], [(32, 34), (37, 40)]),
        ([(0, 4)], [], [(0, 4)]),
    ],
)
def test_lines_are_taken_out_of_stretches(
    stretches: list[tuple[int, int]], lines: list[tuple[int, int]], rest: list[tuple[int, int]]
) -> None:
    assert without_lines(stretches, lines) == rest


def test_lines_of_code_far_from_others_are_left_and_what_stands_around_is_fixed() -> None:
    prose = "天地玄黄，宇宙洪荒。" * 12 + "\n"
    text = f"{prose * 10}他说,好\n```\n甲,乙\n```\n{prose * 10}她说,好\n"
    after = get_stage("normalize.punctuation")(text)
    assert after == text.replace("说,好", "说，好")


def test_a_tag_does_not_reach_into_the_next_line() -> None:
    assert get_stage("normalize.punctuation")("好<b\n好,好>好") == "好<b\n好，好>好"


def test_a_run_of_combining_marks_is_not_sorted() -> None:
    noise = "好" + "\u0300\u0327" * 40
    assert compose(noise + "\ne\u0301") == noise + "\né"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["正文,", "```", "甲,乙", "```"], {1, 2, 3}),
        (["```", "甲,乙"], set()),
        (["名,龄", "甲,1", "乙,2"], {0, 1, 2}),
        (["名,龄", "甲,1"], set()),
        (["花开了,春来了", "鸟叫了,春来了", "雪化了,春来了"], set()),
        (['"好吧,听你的?"'], set()),
        (['log("完成,退出")'], {0}),
        (["见(a = b),然后"], set()),
    ],
)
def test_code_and_tables_are_found(lines: list[str], expected: set[int]) -> None:
    assert code_lines(lines) == expected


_ATTACKS = [
    *'"“”().。[ \u3000!?`-…⋯（⼀Ａ\u200d',
    *[
        "((a))",
        "{{",
        "...",
        "一 ",
        "一  ",
        "a,",
        "好,",
        "好, ",
        "http://",
        "www.",
        "a@a.",
        "<a",
        "&a",
        "](a",
        "”a”",
        "\u0300\u0327",
        "((((",
        "....",
        '"好"',
        "（(",
        "$a",
        "$$",
        "\\(",
        "\\ab{",
        " ab ab",
        "**:",
        "[J]",
        "好!",
        "OK?",
        "好．",
        "李　明 ",
    ],
    *["1 年 ", "1年", "：1", "C:\\", "/a", '好"', "。 “", '="', "\n ", "\n1,", "```\n", "{\n"],
]


_PARTNERS = str.maketrans("(（“「{<[", ")）”」}>]")


def _seconds(stage: Callable[[str], str], text: str) -> float:
    start = time.process_time()
    stage(text)
    return time.process_time() - start


@stages
def test_time_grows_with_the_text_only(name: str, options: dict[str, object]) -> None:
    stage = get_stage(name, **options)
    for attack in _ATTACKS:
        spent = []
        for size in (5_000, 50_000):
            text = "好" + attack * (size // len(attack)) + attack.translate(_PARTNERS) * (size // len(attack))
            spent.append(min(_seconds(stage, text) for _ in range(2)))
        # Ten times the text may take thirty times as long (quadratic would be a hundred), and noise does not count.
        assert spent[1] < max(30 * spent[0], 0.3), (attack, spent)
