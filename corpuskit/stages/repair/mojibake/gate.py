"""Which lines may be mojibake of which wrong encoding: for many lines at once, before any of them is read in earnest.

Text in any language but Chinese looks suspicious; most of it makes no sense in another encoding, and that is quick to see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.stages.repair.mojibake.kinds import CODECS, KINDS, LOST_BYTE, Kind
from corpuskit.stages.repair.mojibake.scores import LOST, log_likelihoods_with_symbols
from corpuskit.text.likelihood import code_units, log_likelihoods

# Scores are in tenths of a nat. A character counts that is likelier by this in the new reading, and a pair no rarer than that.
_LEAST_GAIN, _LEAST_SCORE = 10, -105
_NEVER = -1000
# A line must have three that count within so many bytes, not all the same: an accepted reading has more, four or five at least.
_FEWEST, _NEAR = 3, 16
_LEAST_GAIN_OF_ALL = 70  # of the three
# How many characters are looked at together: few enough for the cache. Longer lines are cut; what is cut is looked at twice.
_AT_ONCE, _OVERLAP = 1 << 15, 64
_BREAK = ord("\n")
# The languages that text may be right in as it stands; a new reading in Japanese shares many characters with the old one.
_BESIDE = ("other", "hans", "hant")
_WRONG = tuple(dict.fromkeys(kind.wrong for kind in KINDS))
_FIRST_LEAD, _FIRST_REST = 0x81, 0x40
_PLANE = 0x10000

Numbers = NDArray[np.intp]
# Characters that count: the places of their first bytes, what they are, what each gains.
_Found = tuple[Numbers, NDArray[np.integer], NDArray[np.int16]]


def kinds_by_line(parts: Iterable[tuple[int, str]]) -> dict[int, list[Kind]]:
    """Give the kinds that lines may be, for each line that may be any.

    A new reading is accepted only if it is likelier than the old one by far. So a line is let through if the bytes behind it,
    taken in pairs or triples wherever these may begin, hold some characters near each other that are likelier than what is there
    now. That may be chance; the closer look decides.

    Args:
        parts: lines, or what looks suspicious of them, each with the number of its line.

    Returns:
        By number of a line its kinds, in the order of `KINDS`.

    >>> [*kinds_by_line(enumerate(["Привет, как дела?", "éèà", "ÄãºÃÊÀ½ç"]))]
    [2]
    """
    wrongs: dict[int, set[str]] = {}
    for batch in _batches(parts):
        for place, wrong in _promising([part for _, part in batch]):
            wrongs.setdefault(batch[place][0], set()).add(wrong)
    return {number: [kind for kind in KINDS if kind.wrong in wrongs[number]] for number in sorted(wrongs)}


def _batches(parts: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Give lines, or parts of them, with their numbers, as many together as are looked at at once."""
    batch: list[tuple[int, str]] = []
    size = 0
    for number, whole in parts:
        for start in range(0, max(1, len(whole) - _OVERLAP), _AT_ONCE):
            part = whole[start : start + _AT_ONCE + _OVERLAP]
            batch.append((number, part))
            size += len(part)
            if size >= _AT_ONCE:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the wrong encodings have, one after the other, and what it is in the right ones.

    Attributes:
        known: shape (65536,): whether a code unit, beyond ASCII, is in any of them.
        codes: shape (encodings, 65536): by code unit its one or two bytes, 0 for none.
        old: shape (encodings, 65536): by code unit the score of each of its bytes as it stands.
        pairs: shape (encodings * 65536,): by pair of bytes the score of the likeliest character that they may be, if it counts.
        triples: shape (65536,): by code unit its score where three bytes are it in UTF-8.
    """

    known: NDArray[np.bool_]
    codes: NDArray[np.uint16]
    old: NDArray[np.int16]
    pairs: NDArray[np.int16]
    triples: NDArray[np.int16]


def _promising(parts: Sequence[str]) -> list[tuple[int, str]]:
    """Give the numbers of the parts that may be mojibake, each with a wrong encoding."""
    tables = _tables()
    units = code_units("\n".join([*parts, ""]))
    units = _dense(units, tables.known[units])
    codes = tables.codes.take(units, axis=1)
    if np.count_nonzero(codes > 0x7F) < _FEWEST:
        return []
    # From here on the bytes of all encodings stand in one row; a line break ends those of each line in each encoding.
    data = codes.astype(">u2").view(np.uint8).reshape(-1)
    there = np.flatnonzero(data)
    data = data.take(there)
    old = tables.old.take(units, axis=1).reshape(-1).take(there >> 1)
    sizes = np.diff(np.searchsorted(there, np.arange(len(_WRONG) + 1) * (2 * len(units))))
    tables_of = np.repeat(np.arange(len(_WRONG), dtype=np.int32) << 16, sizes)
    breaks = np.flatnonzero(data == _BREAK)
    lines = {
        *_lines_with_several(_pairs(data, old, tables_of, tables.pairs), breaks),
        *_lines_with_several(_triples(data, old, tables.triples), breaks),
    }
    return [(line % len(parts), _WRONG[line // len(parts)]) for line in lines]


def _lines_with_several(found: _Found, breaks: Numbers) -> list[int]:
    """Give the numbers of the lines that have some characters that count near each other, not all the same."""
    places, characters, gains = found
    near = places[2:] - places[:-2] <= _NEAR
    near &= gains[2:] + gains[1:-1] + gains[:-2] >= _LEAST_GAIN_OF_ALL
    near &= (characters[2:] != characters[1:-1]) | (characters[1:-1] != characters[:-2])
    first = np.flatnonzero(near)
    lines = np.searchsorted(breaks, places[first])
    return sorted(set(lines[lines == np.searchsorted(breaks, places[first + 2])].tolist()))


def _dense(units: NDArray[np.uint16], keep: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """Keep some code units, line breaks, and ASCII that may be the second half of a character."""
    keep[1:] |= keep[:-1] & (units[1:] < _FIRST_LEAD)
    keep |= units == _BREAK
    return units[keep]


def _pairs(data: NDArray[np.uint8], old: NDArray[np.int16], table: NDArray[np.int32], scores: NDArray[np.int16]) -> _Found:
    """Find the pairs of bytes that count."""
    pairs = table[:-1]
    pairs += data[:-1].astype(np.uint16) << 8
    pairs += data[1:]
    gain = scores.take(pairs)
    gain -= old[:-1]
    gain -= old[1:]
    places = np.flatnonzero(gain >= _LEAST_GAIN)
    return places, pairs[places], gain[places]


def _triples(data: NDArray[np.uint8], old: NDArray[np.int16], scores: NDArray[np.int16]) -> _Found:
    """Find the characters of three bytes of UTF-8 that count."""
    rest = (data & 0xC0) == 0x80
    places = np.flatnonzero(((data[:-2] & 0xF0) == 0xE0) & rest[1:-1] & rest[2:])
    if not len(places):
        return places, places, old[:0]
    first, second, third = (data[places + offset].astype(np.intp) for offset in range(3))
    characters = (first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
    gain = scores[characters] - old[places] - old[places + 1] - old[places + 2]
    count = gain >= _LEAST_GAIN
    return places[count], characters[count], gain[count]


@cache
def _tables() -> _Tables:
    codes = np.array([_codes(wrong) for wrong in _WRONG])
    one = np.max([_tenths(log_likelihoods_with_symbols(language)) for language in _BESIDE], axis=0)
    pairs = np.full((len(_WRONG), _PLANE), _NEVER, np.int16)
    triples = np.full(_PLANE, _NEVER, np.int16)
    for kind in KINDS:
        scores = np.max([_tenths(log_likelihoods(language)) for language in kind.languages], axis=0)
        if kind.right == "utf-8":  # three bytes that fit are proof enough, however rare the character
            triples = np.maximum(triples, scores)
        scores = np.where(scores < _LEAST_SCORE, _NEVER, scores)
        characters = _characters(kind.right)
        row = pairs[_WRONG.index(kind.wrong)]
        np.maximum(row, np.where(characters > 0, scores[characters], _NEVER), out=row)
    return _Tables(codes.max(axis=0) > 0x7F, codes, np.where(codes > 0xFF, one // 2, one), pairs.reshape(-1), triples)


@cache
def _codes(wrong: str) -> NDArray[np.uint16]:
    """Give for each code unit its bytes in a wrong encoding. Shape (65536,), 0 for none."""
    numbers = np.concatenate((np.arange(0x80, 0xD800), np.arange(0xE000, _PLANE)))
    rows = np.full((len(numbers), 2), _BREAK, "<u2")
    rows[:, 0] = numbers
    text = rows.tobytes().decode("utf-16-le")
    codes = np.arange(_PLANE, dtype=np.uint16)
    codes[0x80:] = 0
    for codec in reversed(CODECS[wrong]):
        data = np.frombuffer(text.encode(codec, "ignore"), np.uint8)
        first, size = _between_breaks(data)
        there = np.where(size == 2, data[first].astype(np.uint16) << 8 | data[first + size - 1], data[first])
        usable = ((size == 1) | (size == 2)) & (there & 0xFF != LOST_BYTE) & (there >> 8 != LOST_BYTE) & (there > 0)
        codes[numbers[usable]] = there[usable]
    return codes


@cache
def _characters(right: str) -> NDArray[np.uint16]:
    """Give for each pair of bytes the character that it is. Shape (65536,), 0 for none; beyond the plane its first code unit."""
    rows = np.full((LOST_BYTE - _FIRST_LEAD, LOST_BYTE - _FIRST_REST, 3), _BREAK, np.uint8)
    rows[:, :, 0] = np.arange(_FIRST_LEAD, LOST_BYTE)[:, None]
    rows[:, :, 1] = np.arange(_FIRST_REST, LOST_BYTE)
    numbers = (rows[:, :, 0].astype(np.intp) << 8 | rows[:, :, 1]).reshape(-1)
    characters = np.zeros(_PLANE, np.uint16)
    for codec in reversed(CODECS.get(right, (right,))):
        units = code_units(rows.tobytes().decode(codec, "replace"))
        first, size = _between_breaks(units)
        read = units[first]
        one = (size == 1) & (read != ord(LOST)) | (size == 2) & (read & 0xFC00 == 0xD800)
        characters[numbers[one]] = read[one]
    return characters


def _between_breaks(units: NDArray[np.integer]) -> tuple[Numbers, Numbers]:
    """Give where what ends with each line break begins, and its length."""
    ends = np.flatnonzero(units == _BREAK)
    first = np.concatenate(([0], ends[:-1] + 1))
    return first, ends - first


def _tenths(scores: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.rint(scores * 10).astype(np.int16)
