"""Properties of the normalizing stages: what must hold for every text."""

from __future__ import annotations

import re
import time
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
        patch.setattr(module, "_is_right", lambda *_: False)
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


@stages
def test_time_grows_with_the_text_only(name: str, options: dict[str, object]) -> None:
    stage = get_stage(name, **options)
    for attack in _ATTACKS:
        spent = []
        for size in (5_000, 50_000):
            text = "好" + attack * (size // len(attack)) + attack.translate(_PARTNERS) * (size // len(attack))
            start = time.process_time()
            stage(text)
            spent.append(time.process_time() - start)
        # Ten times the text may take thirty times as long (quadratic would be a hundred), and noise does not count.
        assert spent[1] < max(30 * spent[0], 0.3), (attack, spent)
