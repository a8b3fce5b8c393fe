"""Find text that decodes without complaint and is out of step all the same.

Where the first byte of a two-byte character is damaged, its second byte pairs with the first one of the next character, and so on
until an ASCII character happens to end it. The codec sees nothing wrong; a reader sees a run of rare characters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from corpuskit.decoding.evidence import best_table, in_context, likelihood
from corpuskit.text.likelihood import code_units

Fragment = tuple[int, bytes]
Divide = Callable[[bytes, str, bool, bool], tuple[str, list[Fragment], int]]

_MULTI_BYTE = frozenset(
    {"gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp950", "cp932", "shift_jis", "euc_jp", "cp949", "euc_kr"}
)
_WINDOW = 5  # characters
_DOUBTFUL = -11.0  # mean over a window; one in fifty stretches of 250 characters of good text has such a window
_AROUND = 5  # characters to take along on either side
_PLAUSIBLE = -9.3  # mean of a stretch that is text
_LEAST_GAIN = 12.0  # nats
_LEAST_HOPE = 4.0  # nats that four characters must gain at once, or a better division is not looked for
_NO_CHARACTER = 0xFFFF  # stands for supplementary characters, all of them rare


class Doubt(NamedTuple):
    """A stretch of unlikely characters with some around them, in characters.

    Attributes:
        first: where it begins.
        worst: where its most unlikely window begins.
        last: where it ends.
    """

    first: int
    worst: int
    last: int


def mend(
    body: bytes, text: str, encoding: str, divide: Divide, doubts: Sequence[Doubt] | None = None
) -> tuple[str, list[Fragment]]:
    """Divide those stretches of a strict reading anew that are out of step. Linear in time.

    Args:
        body: the bytes.
        text: what they are in the encoding, read strictly.
        encoding: the name of the codec.
        divide: as `resync.divide`.
        doubts: what `doubtful` gives for the text, if that is known.

    Returns:
        The text, with `resync.MARK` for each fragment given up, and the fragments with their offsets; the text as it was where
        the other division is not clearly better.
    """
    if encoding not in _MULTI_BYTE:
        return text, []
    parts: list[str] = []
    bad: list[Fragment] = []
    done = offset = 0  # characters and bytes
    for first, worst, last in doubtful(text, encoding) if doubts is None else doubts:
        start = offset + len(text[done:first].encode(encoding, "replace"))
        stop = start + len(text[first:last].encode(encoding, "replace"))
        old = text[first:last]
        if body[start:stop].decode(encoding, "replace") != old:
            break  # a codec with characters that come back as others: positions cannot be told
        parts.append(text[done:first])
        done, offset = last, stop
        if not _is_better_a_byte_later(body[start:stop], old, worst - first, encoding):
            parts.append(old)
            continue
        new, fragments, used = divide(body[start:stop], encoding, True, stop == len(body))
        if fragments and used == stop - start and _is_mended(old, new, len(fragments), encoding):
            parts.append(new)
            bad += [(start + at, raw) for at, raw in fragments]
        else:
            parts.append(old)
    return ("".join([*parts, text[done:]]), bad) if bad else (text, [])


def is_doubtful(text: str, encoding: str) -> bool:
    """Say whether some stretch of a text is so unlikely that it may be out of step.

    >>> is_doubtful("山上的A庀笳窘ㄔ诙", "gb18030"), is_doubtful("山上的氣象站建在稜線上", "gb18030")
    (True, False)
    """
    return bool(doubtful(text, encoding))


def doubtful(text: str, encoding: str) -> list[Doubt]:
    """Find the stretches of a text that may be out of step, or in another encoding."""
    if encoding not in _MULTI_BYTE or len(text) < _WINDOW:
        return []
    units = code_units(text)
    if len(units) > len(text):
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        units = np.minimum(points, _NO_CHARACTER).astype(np.uint16)
    weights = in_context(units, best_table(encoding))
    count = len(weights) - _WINDOW + 1
    sums = weights[:count].copy()
    for further in range(1, _WINDOW):
        sums += weights[further : further + count]
    starts = (sums < np.float32(_WINDOW * _DOUBTFUL)).nonzero()[0]
    if not len(starts):
        return []
    found = []
    for group in np.split(starts, np.flatnonzero(np.diff(starts) > _WINDOW + 2 * _AROUND) + 1):
        worst = int(group[sums[group].argmin()])
        found.append(Doubt(max(0, int(group[0]) - _AROUND), worst, min(len(text), int(group[-1]) + _WINDOW + _AROUND)))
    return found


def _is_better_a_byte_later(raw: bytes, text: str, worst: int, encoding: str) -> bool:
    """Try one other division, which is cheap: inside a stretch out of step, characters begin at each second byte."""
    start = len(text[: worst + 1].encode(encoding, "replace")) + 1
    old = text[worst + 1 : worst + _WINDOW]
    new = raw[start : start + 2 * (_WINDOW - 1)].decode(encoding, "replace")[: _WINDOW - 1]
    return likelihood(new, encoding) >= likelihood(old, encoding) + _LEAST_HOPE


def _is_mended(old: str, new: str, fragments: int, encoding: str) -> bool:
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    kept = "".join(character for character in after if not "\ud800" <= character <= "\udfff")
    gain = likelihood(kept, encoding) - likelihood(before, encoding)
    return gain >= _LEAST_GAIN * fragments and likelihood(kept, encoding) >= _PLAUSIBLE * len(kept)
