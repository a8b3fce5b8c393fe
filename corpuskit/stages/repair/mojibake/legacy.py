"""Mojibake between any two encodings of the list: which kinds a line may be, and the best reading of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from corpuskit.stages.repair.mojibake.acceptance import Proposal, propose
from corpuskit.stages.repair.mojibake.kinds import KINDS, ONE_BYTE, Kind, bytes_behind, read_bytes
from corpuskit.stages.repair.mojibake.scores import LOST
from corpuskit.stages.repair.mojibake.stretches import find_stretches
from corpuskit.text.likelihood import code_units, log_likelihoods

# The best few characters in a row of a first, rough reading: less than this and no stretch of the line becomes text.
_LEAST_MEAN, _LEAST_MEAN_OF_ALL = -8.8, -9.3
_FULL_WINDOW = 5
_BY_FAR = 0.15  # of the places of the best kind
#: The fewest characters that a reading may have, where it must prove itself and where others are like it.
FEWEST, FEWEST_AMONG_OTHERS = 4, 2
# What the parts of a line have on either side that is not what drew attention to them, in characters.
_OUTSKIRTS = 10
# Longer stretches are read in parts, for the sake of memory.
_LONGEST = 50_000


def proposals(line: str, parts: Iterable[tuple[int, int]], kinds: Sequence[Kind] = KINDS, fewest: int = FEWEST) -> list[Proposal]:
    """Give the best reading of each part of a line that may be mojibake of one of some kinds.

    Args:
        line: a line.
        parts: `[start, end)` in characters, in order and apart from each other.
        kinds: the kinds that come into question.
        fewest: how many characters outside ASCII a reading has at least.

    Returns:
        At most one proposal for a part, in order; none of them touches another.
    """
    found: list[Proposal] = []
    for start, end in chain.from_iterable(_divide(line, start, end) for start, end in parts):
        after = found[-1].stretches[-1].end if found else 0
        if end <= after or line[start:end].isascii():
            continue
        core = line[start + _OUTSKIRTS * (start > 0) : end - _OUTSKIRTS * (end < len(line))]
        readings = [_read(line, start, end, kind) for kind in possible_kinds(core, kinds, fewest)]
        fitting = [reading for reading in readings if reading and reading.stretches[0].start >= after]
        if fitting:
            found.append(max(fitting, key=lambda reading: reading.gain))
    return found


def _divide(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Divide a part of a line that is too long after ASCII characters; what cannot be divided is left out."""
    while end - start > _LONGEST:
        ascii_before = next((place for place in range(start + _LONGEST, start, -1) if line[place - 1] < "\x80"), None)
        if ascii_before is None:
            return
        yield start, ascii_before
        start = ascii_before
    yield start, end


def _read(line: str, start: int, end: int, kind: Kind) -> Proposal | None:
    """Read a part of a line, and more of it as long as the mojibake goes on."""
    while True:
        stretches = find_stretches(line[start:end], kind, start == 0, end == len(line))
        if not stretches:
            return None
        size = end - start
        goes_back = stretches[0].start == 0 and line[max(0, start - 1) : start] > "\x7f"
        goes_on = stretches[-1].end == size and line[end : end + 1] > "\x7f"
        if not (goes_back or goes_on):
            break
        if size > _LONGEST:
            return None
        start, end = max(0, start - size * goes_back), min(len(line), end + size * goes_on)
    moved = [replace(stretch, start=stretch.start + start, end=stretch.end + start) for stretch in stretches]
    return propose(line, moved, kind)


_WITHOUT_MARKS = str.maketrans("", "", "“”‘’—…·")
# A byte that begins a character in any double-byte encoding.
_SOME_LEAD = b"\xa4"


def possible_kinds(text: str, kinds: Iterable[Kind] = KINDS, fewest: int = FEWEST) -> list[Kind]:
    """Give the kinds that some stretch of a text may be: its bytes, read roughly, hold a few likely characters in a row.

    This is only a gate, and a fast one: it takes no notice of what cannot be read. Kinds with by far fewer such places than the
    best one are left out.
    """
    behind: dict[str, list[bytes]] = {}
    places: dict[Kind, int] = {}
    for kind in kinds:
        if kind.wrong not in behind:
            behind[kind.wrong] = _rough_bytes(text, kind.wrong)
        window = _FULL_WINDOW if fewest == FEWEST and kind.right != "utf-8" else fewest
        for data in behind[kind.wrong]:
            found = _likely_places(read_bytes(data, kind.right), kind.languages, fewest, window)
            places[kind] = max(places.get(kind, 0), found)
    least = max(1, max(places.values(), default=0) * _BY_FAR)
    return [kind for kind, found in places.items() if found >= least]


def _rough_bytes(text: str, wrong: str) -> list[bytes]:
    """Give the bytes behind a text, in each way in which they may be pairs."""
    data = bytes_behind(text, wrong)
    if data.isascii():
        return []
    variants = [data]
    if wrong in ONE_BYTE:  # the first of them, or Chinese quotation marks, may belong to the text beside
        first = next(place for place, byte in enumerate(data) if byte > 0x7F)
        variants += [data[:first] + data[first + 1 :], bytes_behind(text.translate(_WITHOUT_MARKS), wrong)]
    if LOST in text:  # one byte may be missing there
        variants.append(_SOME_LEAD.join(bytes_behind(part, wrong) for part in text.split(LOST)))
    return list(dict.fromkeys(variants))


def _likely_places(text: str, languages: Sequence[str], fewest: int, window: int) -> int:
    """Count the places where some characters in a row outside ASCII are likely in a language; at least 1 if they all are."""
    units = code_units(text)
    units = units[units > 0x7F]
    if len(units) < fewest:
        return 0
    window = min(len(units), window)
    best = 0
    for language in languages:
        sums = np.append(0.0, log_likelihoods(language)[units].cumsum(dtype=np.float64))
        places = int(np.count_nonzero(sums[window:] - sums[:-window] >= window * _LEAST_MEAN))
        best = max(best, places, int(sums[-1] >= _LEAST_MEAN_OF_ALL * len(units)))
    return best
