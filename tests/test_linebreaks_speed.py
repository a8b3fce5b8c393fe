"""Line breaks, the fast way: arrays say what is said line by line, and long texts cost no more for each line than short ones."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit import get_stage
from corpuskit.stages.repair.linebreaks.cuts import find_cuts, may_be_cut
from corpuskit.stages.repair.linebreaks.features import Features, in_cells, in_characters
from corpuskit.stages.repair.linebreaks.first_look import lines_to_look_at, may_be_wrapped
from corpuskit.stages.repair.linebreaks.gate import lines_in_columns
from corpuskit.stages.repair.linebreaks.habits import find_habits
from corpuskit.stages.repair.linebreaks.join import LINE_END, NOTHING, SPACE, between_lines, joiner, put_together
from corpuskit.stages.repair.linebreaks.lines import Visible, raw_and_stripped, split_lines
from corpuskit.stages.repair.linebreaks.marks import FORBIDDEN_STARTS, HANGING, line_end, line_start
from corpuskit.stages.repair.linebreaks.measure import WIDEST_UNIT, Measures, measure
from corpuskit.stages.repair.linebreaks.page import repair_once
from corpuskit.stages.repair.linebreaks.plain import Sight, look
from corpuskit.stages.repair.linebreaks.traits import IS_BLANK, IS_SINGLE, trait_table
from corpuskit.stages.repair.linebreaks.widths import Votes
from corpuskit.stages.repair.linebreaks.wrapped import find_layout
from corpuskit.text.blocks import block_kinds
from corpuskit.text.characters import is_blank
from corpuskit.text.widths import cells

repair = get_stage("repair.linebreaks")

SENTENCES = [
    "摆渡的人说今年的水比去年高，码头上的石阶只露出最上面三级。",
    "傍晚起了风，卖菱角的船都靠到桥洞底下去了。",
    "他把账本翻到最后一页，一笔一笔地念给大家听：船票二百一十元，柴油八十五元，修缆绳六十元。",
    "“明天还开船吗？”有人在岸上问。",
    "没有人回答。",
    "雾散以后，对岸的粮仓、水塔和那棵老樟树才一样一样地露出来。",
]
WORDS = ["ferry", "the", "river", "was", "running", "high", "that", "night,", "and", "nobody", "crossed.", "He", "waited"]
PIECES = [
    "今",
    "天",
    "气",
    "，",
    "。",
    "”",
    "“",
    "（",
    "）",
    "…",
    "—",
    "-",
    "·",
    "word",
    "it's",
    "A.",
    "B、",
    "3.14",
    "12、",
    "é",
    "カ",
    "ー",
]
PIECES += [
    "🙂",
    "𠀀",
    "\u3000",
    " ",
    "\n",
    "\n",
    "\n\n",
    "\t",
    "\f",
    "\u200b",
    "\x85",
    "<",
    ">",
    "'",
    '"',
    "第一章",
    "(1)",
    "①",
    "⑴",
    "/",
    "._",
]
noise = st.lists(st.sampled_from(PIECES), min_size=1, max_size=80).map("".join)


def wrapped(count: int, width: int, seed: int = 7) -> str:
    """Make a text of so many sentences, hard-wrapped at so many characters."""
    chosen = random.Random(seed)
    lines = []
    for _ in range(count // 5):
        paragraph = "".join(chosen.choice(SENTENCES) for _ in range(5))
        lines += [paragraph[at : at + width] for at in range(0, len(paragraph), width)]
    return "\n".join(lines)


def cpu_seconds(text: str) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        repair(text)
        best = min(best, time.process_time() - start)
    return best


def measured(text: str) -> Features:
    lines = split_lines(text)
    measures = measure(lines)
    return in_cells(lines, measures, find_habits(text, measures))


@settings(max_examples=300, deadline=None)
@given(noise)
def test_arrays_say_what_lines_say_one_by_one(text: str) -> None:
    lines = split_lines(text)
    if not len(lines):
        return
    measures, features = measure(lines), measured(text)
    assert measures.end.tolist() == [line_end(piece, 0, len(piece)) for piece in lines.pieces]
    assert measures.start.tolist() == [line_start(piece, 0, len(piece)) for piece in lines.pieces]
    indents = [cells(text[raw:start]) for raw, start in zip(lines.raw, lines.start, strict=True)]
    assert measures.indent.tolist() == indents
    assert features.width.tolist() == [indent + cells(piece) for indent, piece in zip(indents, lines.pieces, strict=True)]
    assert features.hang.tolist() == [cells(piece[-1]) if piece[-1] in HANGING else 0 for piece in lines.pieces]
    assert all(1 <= need <= WIDEST_UNIT + 1 for need in features.need.tolist())
    assert in_characters(lines, measures).width.tolist() == (lines.end - lines.raw).tolist()


def one_by_one(text: str) -> list[tuple[str, int, int, int, bool]]:
    """Go through the lines of a text: what each shows, where, after how many blank lines, and whether after a form feed."""
    found: list[tuple[str, int, int, int, bool]] = []
    offset = blanks = 0
    page = False
    for raw in text.split("\n"):
        bare = raw.strip()
        if is_blank(bare):
            blanks, page = blanks + 1, page or "\f" in raw
        else:
            start = raw.index(bare)
            found.append((bare, offset + start, offset, blanks, page or "\f" in raw[:start]))
            blanks, page = 0, raw[-1] == "\f"
        offset += len(raw) + 1
    return found


@settings(max_examples=300, deadline=None)
@given(noise)
def test_the_visible_lines_are_those_that_are_split(text: str) -> None:
    lines = split_lines(text)
    arrays = (lines.start.tolist(), lines.raw.tolist(), lines.blanks.tolist(), lines.page.tolist())
    assert list(zip(lines.pieces, *arrays, strict=True)) == one_by_one(text)
    assert all(text[start:end] == piece for piece, start, end in zip(lines.pieces, lines.start, lines.end, strict=True))


@settings(max_examples=200, deadline=None)
@given(st.lists(noise, min_size=2, max_size=6))
def test_the_cheap_look_for_cuts_misses_none(pieces: list[str]) -> None:
    lines = split_lines("\n".join([*pieces, "他说“天气很好，大家都到河边去看水，孩子们", "”跑在前面。"])).pieces
    if any(find_cuts(lines, [0] * len(lines))):
        assert may_be_cut(Visible.of(lines), has_blanks=False)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*SENTENCES, "渡口的旧事", "第三章", "修缆绳（六十元）", "他说：", "走吧”"]), min_size=6, max_size=30
    )
)
def test_what_the_first_look_passes_over_is_not_wrapped(lines: list[str]) -> None:
    lines = [line[:14] for line in lines]
    if not may_be_wrapped(lines):
        text = "\n".join(lines)
        layout = find_layout(measured(text))
        assert layout is None or not lines_in_columns(layout).any()


CODE_LINES = [
    "def repair(text):",
    "    return text",
    "{",
    "}",
    "    a = table[3]  # 桥",
    "// 渡口;",
    "x",
    "",
    "  | a | b |",
    "桥上起了风。",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*CODE_LINES, "    name   = 3", "the river was running high that night", "```"]), max_size=24))
def test_what_is_told_without_arrays_is_what_they_tell(raw: list[str]) -> None:
    text = "\n".join(raw)
    sight = look(text, *raw_and_stripped(text), mode="auto")
    lines = split_lines(text)
    if sight.lines is not None and len(lines):
        kinds = block_kinds([line for line in raw if line.strip()], (lines.blanks > 0).tolist())
        assert "\n".join(sight.lines) == repair_once(lines, "auto", Sight(None, (), kinds)).text


@pytest.mark.parametrize("ending", ["", "号", "，", "）"])
def test_lines_that_never_end_a_sentence_get_no_closer_look(ending: str) -> None:
    lines = [f"{sentence[:9]}。{sentence[:3]}{ending}" for sentence in SENTENCES for _ in range(4)]
    assert lines_to_look_at("\n".join(lines), Visible.of(lines)) == ()
    column = wrapped(20, 17).split("\n")
    assert list(lines_to_look_at("\n".join(column), Visible.of(column))) == list(range(len(column)))


@pytest.mark.parametrize(
    ("after", "need"),
    [
        ("天气", 2),
        ("天，气", 4),
        ("天。”后", 6),
        ("天，，，，气", 8),  # three marks at most
        ("（天）气", 6),
        ("word 天气", 5),
        ("word，天气", 6),
        ("it's 天气", 5),
        ("well-known 天气", 11),
        ("3.14天", 4),
        ("𠀀，天", 4),
        ("……天", 4),
        ("x" * 60, WIDEST_UNIT),
    ],
)
def test_the_first_unit_of_the_next_line_is_not_broken(after: str, need: int) -> None:
    assert measured(f"前面\n{after}").need.tolist()[0] == need


def test_a_chunk_border_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = split_lines(wrapped(60, 17) + "\nThe end of it, he said.\n  “走。”\n渡口：一\n渡口 　二")
    whole = measure(lines)
    monkeypatch.setattr("corpuskit.stages.repair.linebreaks.measure._CHUNK", 60)
    for name, parts, expected in zip(Measures._fields, measure(lines), whole, strict=True):
        assert np.array_equal(parts, expected), name


def test_what_a_line_gives_does_not_hang_on_the_lines_around_it() -> None:
    lines = split_lines(wrapped(60, 17) + "\nThe end of it, he said.\n  “走。”")
    some = np.arange(1, len(lines), 3)
    for name, alone, among in zip(Measures._fields, measure(lines.take(some)), measure(lines).take(some), strict=True):
        assert np.array_equal(alone, among), name


def test_tables_of_traits_agree_with_python() -> None:
    table = trait_table()
    plane = range(0xFFFF)
    assert [point for point in plane if table[point] & IS_BLANK] == [point for point in plane if chr(point).isspace()]
    assert table[ord("漢")] & IS_SINGLE
    assert table[ord("か")] & IS_SINGLE
    assert not any(table[ord(mark)] & IS_SINGLE for mark in FORBIDDEN_STARTS if not mark.isalpha())


@pytest.mark.parametrize("width", [12, 25, 40])
def test_several_guesses_of_the_indent_at_once_are_as_good_as_one_by_one(width: int) -> None:
    features = measured(wrapped(100, width))
    together = Votes(features, (0, 4, 2)).columns()
    assert together == [
        column for column in (Votes(features, (offset,)).columns()[0] for offset in (0, 4, 2)) if column in together
    ]
    assert together
    votes = Votes(features)
    assert 2 * width in votes.widths(0, votes.columns()[0].width)


def test_separators_are_those_of_the_two_lines() -> None:
    text = "天气\n很好\nthe\nriver co-\noperates\n42\n43"
    lines = split_lines(text)
    measures = measure(lines)
    known = find_habits(text, measures)
    between = between_lines(measures, known)
    between[[4, 6]] = LINE_END
    assert put_together(lines.pieces, between, known) == ("天气很好the river cooperates\n4243", [(3, 1)])


@settings(max_examples=200, deadline=None)
@given(noise)
def test_two_characters_tell_what_the_lines_tell(text: str) -> None:
    lines = split_lines(text)
    if len(lines) < 2:
        return
    measures = measure(lines)
    known = find_habits(text, measures)
    between = between_lines(measures, known)
    one_by_one = [joiner(before, after, known) for before, after in pairwise(lines.pieces)]
    for code, (cut, separator) in zip(between.tolist(), one_by_one, strict=False):
        assert code not in (NOTHING, SPACE) or (cut, separator) == (0, {NOTHING: "", SPACE: " "}[code])


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda size: wrapped(size, 12), id="narrow columns"),
        pytest.param(lambda size: wrapped(size, 40), id="wide columns"),
        pytest.param(lambda size: "\n".join("字" * (size * 4)), id="one character a line"),
        pytest.param(lambda size: "字" * (size * 40), id="one line"),
        pytest.param(lambda size: "\n".join("".join(SENTENCES[:4]) for _ in range(size)), id="one paragraph a line"),
        pytest.param(lambda size: "\n".join(" ".join(WORDS) for _ in range(size)), id="English"),
        pytest.param(lambda size: "-" * size + "\n" + "a" * size + "-\n" * size, id="hyphens"),
    ],
)
def test_time_grows_with_the_length(make) -> None:
    small, large = make(400), make(400 * 8)
    repair(small)
    # Eight times as much text, and generous room for a busy machine; a quadratic step would take 64 times as long.
    assert cpu_seconds(large) < 24 * max(cpu_seconds(small), 0.002)
