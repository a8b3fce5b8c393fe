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
from corpuskit.stages.repair.linebreaks.costs import UNIT, Costs
from corpuskit.stages.repair.linebreaks.cuts import find_cuts, may_be_cut
from corpuskit.stages.repair.linebreaks.decode import decode, decode_several, lines_in_second
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
    "// 渡口",
    "x",
    "",
    "  | a | b |",
    "桥上起了风。",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*CODE_LINES, "    name   = 3", "the river was running high that night", "```"]), max_size=24))
def test_what_is_told_without_arrays_is_what_they_tell(raw: list[str]) -> None:
    text = "\n".join(raw)
    raw, stripped = raw_and_stripped(text)
    sight = look(text, raw, stripped, Visible.of(list(filter(None, stripped))), mode="auto")
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


@st.composite
def units(draw: st.DrawFn) -> np.ndarray:
    """Draw costs, dear or cheap, for up to three widths."""
    kinds, count = draw(st.integers(1, 3)), draw(st.integers(1, 160))
    random_numbers = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    drawn = random_numbers.integers(0, draw(st.sampled_from([4, 3000, 9000])), (2, 2, kinds, count))
    if draw(st.booleans()):
        drawn[:, 1] = drawn[:, 0]  # no lost indent: first and inner lines cost the same
    return drawn.astype(np.int32)


def costs_of(units: np.ndarray) -> Costs:
    (first_stop, inner_stop), (first_join, inner_join) = units
    return Costs(first_join, first_stop, inner_join, inner_stop)


def cheapest(costs: np.ndarray) -> tuple[int, list[bool]]:
    """Go line by line, in a column of one width; `costs` are those of `units`."""
    scores, origins = [0, 1 << 28], []
    for stop, join in zip(costs[0, :, 0].T.tolist(), costs[1, :, 0].T.tolist(), strict=True):
        ways = [[scores[state] + cost[state] for state in (0, 1)] for cost in (stop, join)]
        origins.append([int(inner < first) for first, inner in ways])
        scores = [min(way) for way in ways]
    breaks, state = [], 0
    for origin in reversed(origins):
        breaks.append(state == 0)
        state = origin[state]
    return scores[0], breaks[::-1]


@settings(max_examples=200, deadline=None)
@given(units())
def test_the_cheapest_columns_are_chosen(costs: np.ndarray) -> None:
    first, second = costs[0, 0, 0], costs[1, 1, 0]
    in_second = lines_in_second(first, second)
    given = int(np.where(in_second, second, first).sum()) + 5 * UNIT * int(np.count_nonzero(in_second[1:] != in_second[:-1]))
    scores = [0, 0]
    for steps in zip(first.tolist(), second.tolist(), strict=True):
        limit = min(scores) + 5 * UNIT
        scores = [min(score, limit) + step for score, step in zip(scores, steps, strict=True)]
    assert given == min(scores)


@settings(max_examples=200, deadline=None)
@given(units(), st.sampled_from([0, 1, 40]))
def test_guesses_side_by_side_find_what_line_by_line_finds(costs: np.ndarray, rounds: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corpuskit.stages.repair.linebreaks.decode._MOST_ROUNDS", rounds)  # with none, all is walked through
        totals, breaks = decode(costs_of(costs))
    for guess in range(costs.shape[2]):
        total, expected = cheapest(costs[:, :, guess : guess + 1])
        assert totals[guess] == total / UNIT
        assert breaks[guess].tolist() == expected


@settings(max_examples=100, deadline=None)
@given(units())
def test_no_sequence_of_breaks_is_cheaper(costs: np.ndarray) -> None:
    """Of one width all sequences over some lines can be tried."""
    costs = costs[:, :, :1, :9]
    count = costs.shape[3]
    least = min(_cost(costs, breaks) for breaks in range(1 << (count - 1)))
    (total,), (breaks,) = decode(costs_of(costs))
    assert round(total * UNIT) == least
    assert breaks[-1]


def _cost(costs: np.ndarray, breaks: int) -> int:
    total, is_inner, count = 0, 0, costs.shape[3]
    for line in range(count):
        stops = line + 1 == count or breaks >> line & 1
        total += int(costs[0 if stops else 1, is_inner, 0, line])
        is_inner = 0 if stops else 1
    return total


def test_a_column_may_change_its_width() -> None:
    # The first width is free for the first lines, the second one for the others; a change is worth it.
    free, dear = np.zeros(40, np.int32), np.full(40, 3 * UNIT, np.int32)
    first, second = np.append(free, dear), np.append(dear, free)
    rows = np.array([first, second])
    cost, breaks = decode_several(Costs(rows, rows + UNIT, rows, rows + UNIT))
    assert cost == 5.0 + 1.0
    assert breaks.tolist() == [False] * 79 + [True]


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
