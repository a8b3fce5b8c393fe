"""Find the stretches of a line that are likelier when their bytes are read in another encoding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpuskit.stages.repair.mojibake.kinds import Kind
from corpuskit.stages.repair.mojibake.reading import Rereader, rereader
from corpuskit.stages.repair.mojibake.scores import scores_of

# What it costs, in nats, that a line turns into mojibake in its middle, or back: mostly all of it is.
_CHANGE = 10.0
# What it costs that the first or the last character of a line is right, given that there is mojibake in it.
_EDGE = 6.0
#: What a character costs that is lost without a trace, in nats.
LOSS = 12.0
#: What it costs that the rest of a character goes with a byte whose loss is marked.
BREAK = 4.0
# What it costs that a character that an encoding has twice was in the place that is used less.
_OTHER_CODE = 2.0
_NEVER = float("-inf")
# The languages that text beside mojibake is in, mostly, where the right encoding does not tell.
_BESIDE = ("hans", "hant", "ja")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a line and its new reading.

    Attributes:
        start: the number of its first character.
        end: the number of the first one after it.
        text: the new reading.
        lost: how many U+FFFD of it stand for bytes that are missing without a trace.
        broken: how many U+FFFD of it stand for what is left beside a byte whose loss is marked.
        changed: how many characters are other ones than before, in the longer of the two readings.
    """

    start: int
    end: int
    text: str
    lost: int
    broken: int
    changed: int


def find_stretches(line: str, kind: Kind, begins_line: bool = True, ends_line: bool = True) -> list[Stretch]:
    """Divide a line into stretches that are right and stretches that are mojibake of one kind.

    Args:
        line: a line, or a part of one.
        kind: what the mojibake may be.
        begins_line: whether it has the first character of the line.
        ends_line: whether it has the last one.

    Returns:
        The stretches to be read again, in order; they begin and end outside ASCII.

    The division is the likeliest one under character unigrams, found with two states, right and wrong
    (A. Viterbi, IEEE Trans. Inf. Theory 13, 1967).
    """
    reader = rereader(kind)
    codes = reader.codes_of(line)
    old = [*map(scores_of(_BESIDE if kind.right == "utf-8" else kind.languages).__getitem__, line)]
    steps = _best_steps(line, codes, old, reader, kind, begins_line, ends_line)
    return _join(line, steps)


@dataclass(slots=True)
class _Step:
    start: int
    end: int
    text: str
    lost: int
    broken: int
    enters: bool


def _best_steps(
    line: str,
    codes: Sequence[bytes | None],
    old: Sequence[float],
    reader: Rereader,
    kind: Kind,
    begins_line: bool,
    ends_line: bool,
) -> list[_Step]:
    size = len(line)
    others = reader.other_codes_of(line, codes)
    new = scores_of(kind.languages)
    right = [_NEVER] * (size + 1)  # the best score up to a character if the one before it is right
    wrong = [_NEVER] * (size + 1)  # the same if it is mojibake
    last: list[_Step | None] = [None] * (size + 1)
    leaves = [False] * (size + 1)  # whether the best way to `right` is through mojibake that ends here
    right[0], wrong[0] = -_EDGE * begins_line, 0.0
    for place in range(size):
        if wrong[place] - _CHANGE > right[place]:
            right[place], leaves[place] = wrong[place] - _CHANGE, True
        right[place + 1] = max(right[place + 1], right[place] + old[place])
        code = codes[place]
        if code is None:
            continue
        if code < b"\x80":
            if wrong[place] + old[place] > wrong[place + 1]:
                wrong[place + 1] = wrong[place] + old[place]
                last[place + 1] = _Step(place, place + 1, line[place], 0, 0, False)
            continue
        enters = right[place] - _CHANGE > wrong[place]
        base = right[place] - _CHANGE if enters else wrong[place]
        pieces = [(piece, 0.0) for piece in reader.pieces(codes, place)]
        if others is not None:
            pieces += [(piece, _OTHER_CODE) for piece in reader.pieces(others, place)]
        for piece, cost in pieces:
            score = base - cost + sum(map(new.__getitem__, piece.text)) - LOSS * piece.lost - BREAK * piece.broken
            if score > wrong[piece.end]:
                wrong[piece.end] = score
                last[piece.end] = _Step(place, piece.end, piece.text, piece.lost, piece.broken, enters)
    return _walk_back(last, leaves, wrong[size] > right[size] - _EDGE * ends_line)


def _walk_back(last: Sequence[_Step | None], leaves: Sequence[bool], is_wrong: bool) -> list[_Step]:
    steps: list[_Step] = []
    place = len(last) - 1
    while place > 0:
        if not is_wrong:
            is_wrong = leaves[place]
        if not is_wrong:
            place -= 1
            continue
        step = last[place]
        assert step is not None
        steps.append(step)
        place, is_wrong = step.start, not step.enters
    return steps[::-1]


def _join(line: str, steps: Sequence[_Step]) -> list[Stretch]:
    joined: list[list[_Step]] = []
    for step in steps:
        if not joined or joined[-1][-1].end != step.start or step.enters:
            joined.append([])
        joined[-1].append(step)
    return [stretch for part in joined if (stretch := _trim(line, part))]


def _trim(line: str, steps: list[_Step]) -> Stretch | None:
    while steps and line[steps[-1].start : steps[-1].end].isascii():
        steps.pop()
    if not steps:
        return None
    text = "".join(step.text for step in steps)
    other = [step for step in steps if step.text != line[step.start : step.end]]
    changed = max(sum(len(step.text) for step in other), sum(step.end - step.start for step in other))
    lost, broken = sum(step.lost for step in steps), sum(step.broken for step in steps)
    return Stretch(steps[0].start, steps[-1].end, text, lost, broken, changed)
