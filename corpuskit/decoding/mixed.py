"""Files that mix encodings: find out whether one does, and decide for each line.

A file is taken to be in one encoding until some of its lines are no text in it, and good text in another. Then each line gets
the encoding that makes the most likely text of it, where the other lines of the file say what to expect, and a change from one
line to the next costs something (the best path is found as Viterbi did it).
"""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.decoding import resync
from corpuskit.decoding.evidence import ASCII, is_plausible, likelihood
from corpuskit.decoding.guess import Guess
from corpuskit.decoding.lines import Lines, places_of_characters, places_of_errors
from corpuskit.decoding.readings import PRIOR
from corpuskit.decoding.shift import Doubt, is_doubtful

_SAMPLE = 256  # lines to look at before the whole file is gone through
_GOLDEN = 0.6180339887498949
_HEAD = 4096  # bytes of a line that are weighed
_LEAST_GAIN = 12.0  # nats that a line must gain by another encoding to speak for it
_LEAST_EVIDENCE = 40.0  # nats that all such lines must gain together
_LEAST_EVIDENCE_FOR_MORE = 16.0  # the same where the file is known to mix encodings
_LEAST_FOREIGN = 4  # different characters that are not ASCII in one of these lines
_LOST = -9.0  # nats that a fragment costs beyond the character that is lost
_NO_TEXT = -12.0  # nats, the mean of what is no text
_LEAST_TEXT = 15.0  # nats by which all lines in an encoding must be better than that, where no encoding fits the whole
_MOSTLY = 0.7  # share of the bytes of a file in lines that can be read, where no encoding fits the whole
_CHANGE = -4.0  # nats that it costs when a line is in another encoding than the one before
_SURE_MEAN = -8.6  # nats, a mean that hardly any reading in a wrong encoding reaches
_SURE_LENGTH = 12  # different characters that are not ASCII of which this holds
_FAR = 40.0  # nats
_DAMAGED = 21.0  # nats that a line is less likely in an encoding in which it is damaged than in one in which it is good text
_NOT_IN_EUC_TW = bytes({*range(0x80, 0xA1), 0xFF} - {0x8E})
_BIG5 = ("cp950", "big5hkscs")
_MENDED_LINE = 400  # bytes of a line without any good reading
_MENDED_FILE = 1 << 17  # bytes of all such lines; to divide them anew is slow
_MOST_CONFIDENT = 0.99
_CLEAR = 4.0  # nats


class Stretch(NamedTuple):
    """Lines that follow each other and are in the same encoding: offsets in bytes, and the Python codec."""

    start: int
    end: int
    codec: str


class Division(NamedTuple):
    """The stretches of a mixed file, and how sure they are, 0 to 1."""

    stretches: list[Stretch]
    confidence: float


class _Reading(NamedTuple):
    """A line in an encoding.

    Attributes:
        score: how likely it is, in nats.
        foreign: how many different characters that are not ASCII it has.
        good: whether it is text and not damaged.
        sure: whether it is such good text that no other encoding needs to be tried.
    """

    score: float
    foreign: int = 0
    good: bool = False
    sure: bool = False


def divide(data: bytes, guess: Guess, strict: str | None, doubts: Sequence[Doubt]) -> Division | None:
    """Divide a file that mixes encodings.

    Args:
        data: the whole file.
        guess: what was found for the file as a whole.
        strict: the text, if all of it can be decoded that way.
        doubts: the parts of this text that may be none, see `shift.doubtful`.

    Returns:
        None for a file in one encoding, as far as can be told: damaged lines stay with the encoding of the file. Linear in time.
    """
    start = len(guess.bom)
    if guess.method in ("chardet", "fallback"):
        lines = Lines(data, start)
        encodings = _instead(lines)
    elif guess.codec in PRIOR and (strict is None or guess.codec != "utf-8"):
        places = _places_in_question(data[start + guess.skip :], guess.codec, strict, doubts)
        if not places:
            return None
        lines = Lines(data, start)
        body = start + guess.skip
        numbers = lines.overlapping((body + first, body + last) for first, last in places)
        if strict is None and guess.codec != "utf-8":  # what is no error in it may still be no text
            numbers = np.union1d(numbers, _spread(lines.foreign()))
        encodings = [guess.codec, *_better_than([guess.codec], lines, _spread(numbers))]
    else:
        return None
    if len(encodings) < 2:
        return None
    numbers = lines.foreign()
    encodings += _better_than(encodings, lines, _spread(numbers), _LEAST_EVIDENCE_FOR_MORE)
    path, clear = _best_path(lines, numbers, encodings)
    changes = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist()]
    if len(changes) == 1:
        return None
    # Lines of ASCII go with the one before them.
    starts = [start, *(int(lines.offsets[numbers[change]]) for change in changes[1:])]
    ends = [*starts[1:], len(data)]
    found = (encodings[path[change]] for change in changes)
    confidence = round(_MOST_CONFIDENT * float(clear.mean()), 4)
    return Division(_one_big5(data, [Stretch(*stretch) for stretch in zip(starts, ends, found, strict=True)]), confidence)


def _one_big5(data: bytes, stretches: list[Stretch]) -> list[Stretch]:
    """Use one variant of Big5 where one reads all lines in both: cp950 rather, as most files come from Windows."""
    in_big5 = [stretch for stretch in stretches if stretch.codec in _BIG5]
    for codec in _BIG5:
        if all(_same_in(data[start:end], codec, other) for start, end, other in in_big5):
            return _merged([stretch._replace(codec=codec) if stretch.codec in _BIG5 else stretch for stretch in stretches])
    return stretches


def _merged(stretches: list[Stretch]) -> list[Stretch]:
    """Put neighbours in the same encoding together."""
    alike = (list(group) for _, group in groupby(stretches, attrgetter("codec")))
    return [group[0]._replace(end=group[-1].end) for group in alike]


def _same_in(line: bytes, codec: str, other: str) -> bool:
    return codec == other or line.decode(codec, "replace") == line.decode(other, "replace")


def _places_in_question(body: bytes, codec: str, strict: str | None, doubts: Sequence[Doubt]) -> list[tuple[int, int]]:
    """Give where a file is not what its encoding says, or may be no text in it, `(first byte, last byte)`."""
    if strict is None:
        return [(place, place) for place in places_of_errors(body, codec)]
    if not doubts:
        return []
    offsets = list(places_of_characters(strict, [place for doubt in doubts for place in (doubt.first, doubt.last - 1)], codec))
    return list(zip(offsets[::2], offsets[1::2], strict=True))


def _better_than(encodings: Sequence[str], lines: Lines, numbers: NDArray[np.int64], least: float = _LEAST_EVIDENCE) -> list[str]:
    """Name other encodings in which some lines are better text than in those that are known."""
    evidence: dict[str, float] = defaultdict(float)
    variety: dict[str, int] = defaultdict(int)
    for number in numbers.tolist():
        line = lines[number].rstrip(b"\r\n")
        known = [_read(line, codec) for codec in encodings]
        readings = _good_readings(line, encodings) if not any(reading and reading.sure for reading in known) else {}
        if not readings:
            continue
        other = max(readings, key=lambda codec: readings[codec].score)
        scores = [reading.score for reading in known if reading] + [_damaged_score(line, codec, mend=True) for codec in encodings]
        gain = readings[other].score - max(scores)
        if gain >= _LEAST_GAIN:
            evidence[other] += gain
            variety[other] = max(variety[other], readings[other].foreign)
    return [codec for codec in evidence if evidence[codec] >= least and variety[codec] >= _LEAST_FOREIGN]


def _instead(lines: Lines) -> list[str]:
    """Name the encodings of a file that is in none of them as a whole; none if most of its lines cannot be read either."""
    evidence: dict[str, float] = defaultdict(float)
    size = readable = 0
    for number in _spread(lines.foreign()).tolist():
        line = lines[number].rstrip(b"\r\n")
        size += len(line)
        readings = _good_readings(line, ())
        if readings:
            best = max(readings, key=lambda codec: readings[codec].score)
            readable += len(line)
            foreign = ASCII.sub("", line.decode(best)[:_HEAD])
            evidence[best] += likelihood(foreign, best) - len(foreign) * _NO_TEXT
    return [codec for codec in evidence if evidence[codec] >= _LEAST_TEXT] if readable >= _MOSTLY * size else []


def _spread(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Take a sample of lines from everywhere in the file, at uneven distances: files may have the same lines again and again."""
    if len(numbers) <= _SAMPLE:
        return numbers
    steps = np.arange(_SAMPLE)
    return numbers[((steps + steps * _GOLDEN % 1) * (len(numbers) / _SAMPLE)).astype(np.int64)]


def _good_readings(line: bytes, known: Sequence[str]) -> dict[str, _Reading]:
    """Read a line in all encodings but those that are known; give those in which it is text without damage."""
    readings: dict[str, _Reading] = {}
    for codec, prior in PRIOR.items():
        if codec in known or (codec == "big5hkscs" and "cp950" in (*known, *readings)):
            continue
        if codec == "euc_tw" and line.translate(None, _NOT_IN_EUC_TW) != line:  # its codec is slow
            continue
        reading = _read(line, codec)
        if reading and reading.good:
            readings[codec] = reading._replace(score=reading.score + prior)
    return readings


def _read(line: bytes, codec: str) -> _Reading | None:
    """Read a line that is not damaged; None if it is."""
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return None
    text = _head(line, codec)
    foreign = ASCII.sub("", text)
    score = likelihood(foreign, codec)
    different = len(set(foreign))
    sure = different >= _SURE_LENGTH and score >= _SURE_MEAN * len(foreign)
    if len(foreign) < len(text):
        score = likelihood(text, codec)
    # A line of which only a part is in this encoding may be plausible as a whole.
    good = sure or (is_plausible(text, codec) and not is_doubtful(text, codec))
    return _Reading(score, different, good, sure)


def _damaged_score(line: bytes, codec: str, mend: bool) -> float:
    """Give the log-likelihood of a line that is damaged, or would be text after one that was: put into step again, if wanted."""
    text = _head(line, codec)
    score = likelihood(text, codec) + _LOST * text.count("\ufffd")
    if mend and codec in resync.ENCODINGS and len(line) <= _MENDED_LINE:
        text, lost, _ = resync.divide(line, codec, closed=True, cut=False)
        score = max(score, likelihood(text.replace(resync.MARK, "\ufffd"), codec) + _LOST * len(lost))
    return score


def _head(line: bytes, codec: str) -> str:
    return codecs.getincrementaldecoder(codec)("replace").decode(line[:_HEAD])


def _scores(line: bytes, encodings: Sequence[str], likeliest: int, mend: bool) -> tuple[list[float], bool]:
    """Give the log-likelihood of a line in each encoding, and whether it is good text in none.

    The likeliest encoding is tried first: where that gives such good text that the others cannot do better, these are not tried.
    """
    first = _read(line, encodings[likeliest])
    if first and first.sure:
        return [first.score - (0.0 if place == likeliest else _FAR) for place in range(len(encodings))], False
    readings = [first if place == likeliest else _read(line, codec) for place, codec in enumerate(encodings)]
    good = [reading.score for reading in readings if reading and reading.good]
    if good:  # damage costs more than that, and where it is not much more the lines around decide
        return [reading.score if reading else max(good) - _DAMAGED for reading in readings], False
    damaged = (_damaged_score(line, codec, mend) for codec in encodings)
    return [max(score, reading.score if reading else score) for reading, score in zip(readings, damaged, strict=True)], True


def _best_path(lines: Lines, numbers: NDArray[np.int64], encodings: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Choose an encoding for each of some lines.

    Args:
        lines: the lines of the file.
        numbers: shape (n,), those to choose for.
        encodings: what to choose from.

    Returns:
        Shape (n,): the index of the encoding of each line; and shape (n,): whether it is clearly better than the others.
    """
    scores = np.empty((len(numbers), len(encodings)), np.float32)
    to_mend = _MENDED_FILE
    likeliest = 0
    for place, number in enumerate(numbers.tolist()):
        line = lines[number].rstrip(b"\r\n")
        scores[place], damaged = _scores(line, encodings, likeliest, mend=to_mend > 0)
        to_mend -= damaged * len(line)
        likeliest = int(scores[place].argmax())
    ordered = np.sort(scores, axis=1)
    clear = ordered[:, -1] - ordered[:, -2] >= _CLEAR
    share = np.bincount(scores[clear].argmax(axis=1), minlength=len(encodings)) + 1
    scores += np.log(share / share.sum()).astype(np.float32)
    return _viterbi(scores), clear


def _viterbi(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Choose one column for each row, such that the sum of the scores and of what changes cost is the highest.

    Args:
        scores: shape (rows, columns), in nats.

    Returns:
        Shape (rows,): the indices of the columns. After A. Viterbi, "Error bounds for convolutional codes", 1967.
    """
    cost = np.where(np.eye(scores.shape[1], dtype=bool), 0.0, _CHANGE)
    came_from = np.zeros(scores.shape, np.int8)
    total = scores[0].astype(np.float64)
    for row in range(1, len(scores)):
        ways = total[:, None] + cost
        came_from[row] = ways.argmax(axis=0)
        total = ways.max(axis=0) + scores[row]
    path = np.zeros(len(scores), np.int64)
    path[-1] = total.argmax()
    for row in range(len(scores) - 1, 0, -1):
        path[row - 1] = came_from[row, path[row]]
    return path
