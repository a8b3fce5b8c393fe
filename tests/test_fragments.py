"""Sentences whose halves stand apart: what is tagged, what is put together, and that nothing is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit import get_stage
from corpuskit.stage import Options
from corpuskit.stages.repair import linebreaks
from corpuskit.stages.repair.fragments import STAGE
from corpuskit.stages.repair.linebreaks.labels import label_lines
from corpuskit.text.dangling import MARGIN, SURE, describe, find_dangling

rejoin = get_stage("repair.fragments")
PIECES = [
    "的",
    "们",
    "。",
    "，",
    "“",
    "”",
    "\n",
    "\n\n",
    "渡口",
    "以寸步不离",
    "巡堤队守在堤上",
    "在",
    "水退的那天，没有人回家睡觉。",
    "a",
    " ",
]
noise = st.lists(st.sampled_from(PIECES), max_size=80).map("".join)

BROKEN = "汛期到来之前，镇里修好了三座闸门。各村的巡堤队日夜守在堤上，以寸步不离"
REST = "的决心守住了这一段江堤。水退的那天，没有一个人回家睡觉。"
BETWEEN = "码头上的老人说，几十年没见过这么大的水。孩子们都被送到了山上的学校。"


@settings(max_examples=300, deadline=None)
@given(noise | st.text(max_size=80))
def test_no_character_is_lost_and_a_second_run_moves_nothing(text: str) -> None:
    result = STAGE.run(text, Options())
    assert sorted(result.text.replace("\n", "")) == sorted(text.replace("\n", ""))
    assert rejoin(result.text) == result.text
    moved = len(result.tags.get("fragments_moved", ()))
    assert text.count("\n") - result.text.count("\n") == moved


def test_linebreaks_tags_both_ends_and_moves_nothing() -> None:
    text = "\n".join([BROKEN, BETWEEN, REST])
    result = linebreaks.STAGE.run(text, linebreaks.LineBreakOptions())
    assert result.text == text
    assert result.tags["dangling"] == [{"end": BROKEN[-12:], "start": REST[:12]}]


def test_an_end_without_its_rest_is_tagged_alone() -> None:
    found = find_dangling([BROKEN, BETWEEN, BETWEEN])
    assert describe([BROKEN, BETWEEN, BETWEEN], found) == [{"end": BROKEN[-12:], "start": None}]
    assert describe([BETWEEN, REST], find_dangling([BETWEEN, REST])) == [{"end": None, "start": REST[:12]}]


def test_matches_are_sure() -> None:
    (match,) = find_dangling([BROKEN, BETWEEN, REST]).matches
    assert (match.end, match.start) == (0, 2)
    assert match.score >= SURE >= MARGIN


def test_ordinary_paragraphs_headlines_and_verse_do_not_dangle() -> None:
    for lines in (
        [BETWEEN] * 5,
        ["新闸门建成 巡堤队上岗", "三座闸门同时开工", BETWEEN],
        ["月落乌啼霜满天，江枫渔火对愁眠", "姑苏城外寒山寺，夜半钟声到客船"] * 3,
        ["今天去了渡口。人不多，船很快就开了，江上的风很大，以至于丢了帽子"] * 6,
        ["的确，没见过这么大的水。", "的士都停在桥头。大家只好走着回家。"],
    ):
        assert find_dangling(lines).ends == []
        assert find_dangling(lines).starts == []


@pytest.mark.parametrize(
    ("line", "tag"),
    [
        ("本报记者 李江 通讯员 王小满", "bylines"),
        ("融媒记者 郑大江", "bylines"),
        ("□ 记者 李江 文/图", "bylines"),
        ("文/李江 图/王满", "bylines"),
        ("责任编辑：李江", "bylines"),
        ("記者 李江 報導", "bylines"),
        ("清早的渡口（资料图片）", "photo_credits"),
        ("新桥通车的那一天（李江 摄）", "photo_credits"),
        ("图片来源：江城晚报", "photo_credits"),
        ("新桥合龙 记者李江摄", "photo_credits"),
    ],
)
def test_bylines_and_photo_credits(line: str, tag: str) -> None:
    assert label_lines(["新桥通车", line, BETWEEN])[tag] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "记者调查",
        "记者走进老街",
        "图书馆 新馆",
        "摄影比赛",
        "作者不详的诗",
        "他放下照片，走了",
        "文章 之一",
        "记者说，桥修好了。",
    ],
)
def test_what_only_looks_like_a_byline(line: str) -> None:
    assert label_lines([line, BETWEEN]) == {}


def test_time_grows_with_the_text_and_not_faster() -> None:
    def seconds(copies: int) -> float:
        lines = [part for number in range(copies) for part in (f"{number}号堤。{BROKEN}", BETWEEN, REST, BETWEEN, BETWEEN)]
        started = time.process_time()
        find_dangling(lines)
        return time.process_time() - started

    assert seconds(20_000) < 25 * seconds(2_000) + 0.05
