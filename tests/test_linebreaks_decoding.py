"""Line breaks: the dynamic program finds the cheapest sequence of joins and breaks, and of columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.stages.repair.linebreaks.costs import UNIT, Costs
from corpuskit.stages.repair.linebreaks.decode import decode, decode_several, lines_in_second


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
