"""Properties of `convert.script`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.registry import get_stage
from corpuskit.text.scripts import JAPANESE_ONLY, SIMPLIFIED_ONLY, TRADITIONAL_ONLY, script_of

TARGETS = ["simplified", "simplified-phrases", "traditional", "tw", "tw-phrases", "hk"]
targets = pytest.mark.parametrize("to", TARGETS)

# Ordinary prose of our own.
PROSE = """清晨，老人坐在门前的石阶上，听着远处传来的钟声。孩子们背着书包跑过小巷，笑声惊起了屋檐下的麻雀。
市场里已经热闹起来：卖菜的大婶摆开萝卜、白菜和刚摘的黄瓜，修鞋匠借着灯光穿针引线，面馆的伙计掀开锅盖，热气扑面而来。
关于这条街的历史，县志里只有短短几行。据说两百年前，这里是一个码头，南来北往的商船把丝绸、茶叶和瓷器运到各地。
后来河道改了，船也少了，留下来的是几座旧祠堂、一口古井和一棵两人合抱的银杏树。
今年春天，镇里开始整修老街。工程师说，要把电线埋到地下，把石板一块一块编号，再按原样铺回去。"""


@targets
@settings(max_examples=300, deadline=None)
@given(
    text=st.text(alphabet=TRADITIONAL_ONLY + SIMPLIFIED_ONLY + "的一是不了乾著於徵後面裡，。A1", max_size=30)
    | st.text(max_size=30)
)
def test_twice_is_once(to: str, text: str) -> None:
    stage = get_stage("convert.script", to=to)
    once = stage(text)
    assert stage(once) == once


@targets
@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=50))
def test_lines_stay_lines(to: str, text: str) -> None:
    assert get_stage("convert.script", to=to)(text).count("\n") == text.count("\n")


@pytest.mark.parametrize("form", ["traditional", "tw", "hk"])
def test_there_and_back_again(form: str) -> None:
    there = get_stage("convert.script", to=form)(PROSE)
    assert script_of(there) == "zh-Hant"
    assert get_stage("convert.script")(there) == PROSE


def test_simplified_prose_is_simplified() -> None:
    assert script_of(PROSE) == "zh-Hans"
    assert get_stage("convert.script")(PROSE) == PROSE


def test_a_look_at_a_long_text_agrees_with_the_whole() -> None:
    traditional = get_stage("convert.script", to="tw")(PROSE)
    foreign = "東京都の図書館で本を読む人々が増えている。\n"
    assert script_of(PROSE * 20) == "zh-Hans"
    assert script_of(traditional * 20) == "zh-Hant"
    assert script_of((PROSE + traditional) * 20) is None
    assert script_of(foreign * 100) is None
    assert script_of(PROSE * 20 + traditional) == "zh-Hans"
    assert get_stage("convert.script")(traditional * 20) == PROSE * 20


def test_particles_are_told_from_the_verb_line_by_line() -> None:
    lines = ["他看著著名的畫。", "著", "這裡寫著：著作權。", "說著說著就睡著了"]
    assert get_stage("convert.script")("\n".join(lines)) == "他看着著名的画。\n着\n这里写着：著作权。\n说着说着就睡着了"


def test_the_sets_do_not_overlap() -> None:
    sets = [set(TRADITIONAL_ONLY), set(SIMPLIFIED_ONLY), set(JAPANESE_ONLY)]
    assert sum(map(len, sets)) == len(set.union(*sets))
    for characters in sets:
        assert not characters & set("的一是不在有中大人国乾后里着於干只" if characters is not sets[1] else "乾后里着於干只")


def test_the_sets_are_what_opencc_makes_of_them() -> None:
    from opencc import OpenCC

    for configuration in ("tw2s", "hk2s"):
        after = OpenCC(configuration).convert("\n".join(TRADITIONAL_ONLY)).split("\n")
        assert not set(after) & set(TRADITIONAL_ONLY)
    for configuration in ("s2t", "s2tw", "s2hk"):
        after = OpenCC(configuration).convert("\n".join(SIMPLIFIED_ONLY)).split("\n")
        assert not set(after) & set(SIMPLIFIED_ONLY)


def test_a_big_text_is_not_counted_to_its_end() -> None:
    assert script_of("国" * 100_000 + "國") == "zh-Hans"
    assert script_of("國" * 100_000 + "国") == "zh-Hant"
    assert script_of("國国" * 100_000) is None
