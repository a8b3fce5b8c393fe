"""Damaged text in encodings of one and two bytes: find where the bytes fall into step again.

After a lost byte the rest of a line of Chinese can still be decoded, as other characters, and an ordinary decoder complains much
too late, if at all. So a stretch with an error is divided into characters anew, such that the division is the cheapest:
frequent characters cost little, rare ones more, bytes that are given up most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpuskit.decoding import shift
from corpuskit.decoding.evidence import likelihood

Fragment = tuple[int, bytes]

#: Stands for a damaged fragment while decoding: a text can hold U+FFFD of its own, but no codec used here gives surrogates.
MARK = "\udfff"
ENCODINGS = frozenset(
    {"gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp950", "cp932", "shift_jis", "euc_jp", "cp949", "euc_kr", "euc_tw"}
)

_SAFE = re.compile(rb"[\x00-\x2f]")  # no such byte is part of a character of several bytes
_PIECE = 512  # bytes to take at once, at least
_LONGEST_PIECE = 4096
_LONGEST_CHARACTER = 4
_GIVE_UP_ONE, _GIVE_UP_TWO = 16.0, 19.0  # in nats, as the costs of characters; a broken character is mostly both of its bytes
_CUT_TAIL = 6.0  # for the last byte of the file, if it begins a character
_LONG_CHARACTER = 14.0  # a valid character of three or four bytes
_IMPOSSIBLE = float("inf")


def decode(body: bytes, encoding: str) -> tuple[str, list[Fragment]]:
    """Decode piece by piece, and divide the pieces with errors anew. Linear in time.

    Args:
        body: bytes that do not decode as a whole.
        encoding: one of `ENCODINGS`.

    Returns:
        The text, with `MARK` for each fragment given up, and the fragments with their offsets.

    >>> decode("今天的天气真好".encode("gbk")[1:], "gb18030")
    ('\\udfff天的天气真好', [(0, b'\\xf1')])
    """
    texts, bad, start = [], [], 0
    while start < len(body):
        end = _end_of_piece(body, start)
        piece = body[start:end]
        try:
            text, fragments = _mended(piece, encoding)
        except UnicodeDecodeError as error:
            closed = end == len(body) or piece[-1] < 0x30
            if not closed and error.start > len(piece) - _LONGEST_CHARACTER:  # only its last character is cut
                text, fragments = _mended(piece[: error.start], encoding)
                end = start + error.start
            else:
                text, fragments, used = divide(piece, encoding, closed, cut=end == len(body))
                end = start + used
        texts.append(text)
        bad += [(start + offset, raw) for offset, raw in fragments]
        start = end
    return "".join(texts), bad


def _mended(piece: bytes, encoding: str) -> tuple[str, list[Fragment]]:
    return shift.mend(piece, piece.decode(encoding), encoding, divide)


def _end_of_piece(body: bytes, start: int) -> int:
    safe = _SAFE.search(body, start + _PIECE, start + _LONGEST_PIECE)
    return safe.end() if safe else min(start + _LONGEST_PIECE, len(body))


def divide(piece: bytes, encoding: str, closed: bool, cut: bool) -> tuple[str, list[Fragment], int]:
    """Divide bytes into characters at the least cost.

    Args:
        piece: some bytes that begin with a character.
        encoding: one of `ENCODINGS`.
        closed: whether the piece ends with a character; where it does not, its last bytes may be left over.
        cut: whether the last byte is the last of the file, which may be cut.

    Returns:
        The text, with `MARK` for each fragment given up, the fragments with their offsets, and how many bytes that is.
    """
    lengths, total = _cheapest_lengths(piece, encoding, cut)
    size = len(piece)
    end = size if closed or size <= 4 else min(range(size, size - 4, -1), key=lambda at: total[at])
    steps = []
    while end > 0:
        steps.append((end, lengths[end]))
        end -= abs(lengths[end])
    texts, bad, good = [], [], 0
    for stop, length in reversed(steps):
        if length < 0:
            texts += [piece[good : stop + length].decode(encoding), MARK]
            bad.append((stop + length, piece[stop + length : stop]))
            good = stop
    used = steps[0][0] if steps else size
    texts.append(piece[good:used].decode(encoding))
    return "".join(texts), bad, used


def _cheapest_lengths(piece: bytes, encoding: str, cut: bool) -> tuple[list[int], list[float]]:
    """For each offset, the length of the last character of the cheapest division up to it (negative: given up), and its cost."""
    size = len(piece)
    total = [0.0] + [_IMPOSSIBLE] * size
    lengths = [0] * (size + 1)
    for at in range(size):
        so_far = total[at]
        if so_far == _IMPOSSIBLE:
            continue
        for length, cost in _steps(piece, at, encoding):
            stop = at + abs(length)
            if cut and stop == size and length == -1:
                cost = _CUT_TAIL
            if so_far + cost < total[stop]:
                total[stop], lengths[stop] = so_far + cost, length
    return lengths, total


def _steps(piece: bytes, at: int, encoding: str) -> Iterator[tuple[int, float]]:
    """What may come next: `(bytes, cost)` for characters, and `(-bytes, cost)` for bytes to give up."""
    yield 1, _cost(piece[at : at + 1], encoding)
    if piece[at] < 0x80:
        return
    yield -1, _GIVE_UP_ONE
    if at + 1 < len(piece):
        yield 2, _cost(piece[at : at + 2], encoding)
        if piece[at + 1] >= 0x80:
            yield -2, _GIVE_UP_TWO
        length = _long_length(piece, at, encoding)
        if length and at + length <= len(piece) and _cost(piece[at : at + length], encoding) < _IMPOSSIBLE:
            yield length, _LONG_CHARACTER


def _long_length(piece: bytes, at: int, encoding: str) -> int:
    """The length of the character of more than two bytes that may begin here, or 0."""
    if encoding == "gb18030" and 0x30 <= piece[at + 1] <= 0x39:
        return 4
    if encoding == "euc_tw" and piece[at] == 0x8E:
        return 4
    return 3 if encoding == "euc_jp" and piece[at] == 0x8F else 0


@cache
def _costs(encoding: str) -> dict[bytes, float]:
    return {}


def _cost(raw: bytes, encoding: str) -> float:
    """The cost of one character, `inf` if the bytes are none."""
    known = _costs(encoding)
    cost = known.get(raw)
    if cost is None:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            cost = _IMPOSSIBLE
        else:
            cost = -likelihood(text, encoding)
        if len(raw) <= 2:  # at most 65,792 entries; longer characters are rare
            known[raw] = cost
    return cost
