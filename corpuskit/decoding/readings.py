"""Choose among the multi-byte encodings: read a sample in each of them and see which reading is the most likely text."""

from __future__ import annotations

import codecs
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpuskit.decoding import resync, sample
from corpuskit.decoding.evidence import is_plausible, likelihood
from corpuskit.decoding.guess import Guess

# How much less often than gb18030 they are met among Chinese files, in nats: this decides for a word or two.
_NARROW = {"gb18030": 0.0, "cp950": -1.0, "big5hkscs": -2.0, "cp932": -3.0, "euc_jp": -3.0, "cp949": -3.0, "utf-8": 0.0}
_WIDE = ("utf-16-le", "utf-16-be")
_WIDER = ("utf-32-le", "utf-32-be")
_FIRST_HIGH = 0x80
_CAN_LOSE_HEAD = frozenset(_NARROW) - {"big5hkscs", "utf-8"} | set(_WIDE)
_LOST_HEAD = -9.0  # what it costs a reading to give up the first byte of the file
_COARSENESS = 4.0  # the models know classes of characters only: differences of likelihood count this many times less
_MOST_CONFIDENT = 0.99
_MENDABLE = ("gb18030", "cp950", "cp932", "euc_jp", "cp949")
_MENDED = 640  # bytes
_MOST_LOST = 0.04  # fragments given up in a mended sample, for each character; more is another encoding
_BIG5 = ("cp950", "big5hkscs")


@dataclass(frozen=True, slots=True)
class _Reading:
    codec: str
    skip: int
    text: str
    likelihood: float

    def plausible(self) -> bool:
        return bool(self.text) and is_plausible("\ufffd" * self.skip + self.text, self.codec)


def by_evidence(data: bytes) -> Guess | None:
    """Find the most likely multi-byte encoding.

    Args:
        data: the bytes of a whole file.

    Returns:
        None if no reading is plausible. The confidence comes from the distance to the second best.
    """
    windows = sample.around_high_bytes(data)
    readings = [*_narrow_readings(windows, cut_head=data[0] >= _FIRST_HIGH), *_wide_readings(data)]
    best = max(readings, key=lambda reading: reading.likelihood)
    if not best.plausible():
        readings = list(_mended_readings(windows))
        best = max(readings, key=lambda reading: reading.likelihood, default=best)
        if not best.plausible():
            return None
    if best.codec in _BIG5:
        return _big5(data, best, _confidence(best, readings))
    return Guess(best.codec, best.codec, _confidence(best, readings), "evidence", skip=best.skip)


def wide(data: bytes) -> Guess | None:
    """Find UTF-32 and UTF-16 without a byte order mark, for data that are strange as any other text.

    Args:
        data: the bytes of a whole file.

    Returns:
        None if they are no such text.
    """
    readings = [*_wider_readings(data), *_wide_readings(data)]
    plausible = [reading for reading in readings if len(reading.text) > 1 and reading.plausible() and _clean(reading.text)]
    if not plausible:
        return None
    # A character of UTF-32 is two of UTF-16, one of them impossible, so sums can be compared here too.
    best = max(plausible, key=lambda reading: reading.likelihood)
    return Guess(best.codec, best.codec, _confidence(best, readings), "evidence", skip=best.skip)


def _clean(text: str) -> bool:
    """Whether a reading is free of controls, which the model of ASCII does not weigh enough where all is ASCII."""
    controls = sum(character < " " and character not in "\t\n\r\f\v\x1b" for character in text)
    return controls <= len(text) * 0.02


def _narrow_readings(windows: Sequence[bytes], cut_head: bool) -> Iterable[_Reading]:
    for codec, prior in _NARROW.items():
        rest = "".join(_read(window, codec) for window in windows[1:])
        for skip in (0, 1) if cut_head and codec in _CAN_LOSE_HEAD else (0,):
            text = _read(windows[0][skip:], codec) + rest
            yield _Reading(codec, skip, text, prior + likelihood(text, codec) + skip * _LOST_HEAD)


def _mended_readings(windows: Sequence[bytes]) -> Iterable[_Reading]:
    """Read a sample that is damaged: bytes are given up where that makes a better text. Slow, so the sample is short."""
    for codec in _MENDABLE:
        text, lost = "", 0
        for window in windows:
            mended, fragments, _ = resync.divide(window[: _MENDED // len(windows)], codec, closed=True, cut=True)
            text += mended.replace(resync.MARK, "\ufffd")
            lost += len(fragments)
        if lost <= 1 + len(text) * _MOST_LOST:
            yield _Reading(codec, 0, text, likelihood(text, codec) + lost * _LOST_HEAD)


def _wide_readings(data: bytes) -> Iterable[_Reading]:
    for codec in _WIDE:
        for skip in (0, 1):
            text = _read(sample.spread(data, skip), codec)
            yield _Reading(codec, skip, text, likelihood(text, codec) + skip * _LOST_HEAD)


def _wider_readings(data: bytes) -> Iterable[_Reading]:
    for codec in _WIDER:
        try:
            text = data[: min(len(data) & ~3, 2048)].decode(codec)
        except UnicodeDecodeError:
            continue
        yield _Reading(codec, 0, text, likelihood(text, codec))


def _read(window: bytes, codec: str) -> str:
    # An incremental decoder keeps a character that is cut at the end to itself: that is no fault of the file.
    return codecs.getincrementaldecoder(codec)("replace").decode(window)


def _confidence(best: _Reading, readings: Iterable[_Reading]) -> float:
    family = _BIG5 if best.codec in _BIG5 else (best.codec,)
    others = [reading.likelihood - best.likelihood for reading in readings if reading.codec not in family]
    return round(min(_MOST_CONFIDENT, 1 / (1 + sum(math.exp(other / _COARSENESS) for other in others))), 4)


def _big5(data: bytes, best: _Reading, confidence: float) -> Guess:
    """Choose the variant of Big5 that reads most of the file; cp950 if both do, as most files come from Windows."""
    for codec in _BIG5:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        return Guess(codec, codec, confidence, "evidence", skip=best.skip, text=None if best.skip else text)
    lost = {codec: data.decode(codec, "replace").count("\ufffd") for codec in _BIG5}
    codec = min(_BIG5, key=lambda variant: lost[variant])
    return Guess(codec, codec, confidence, "evidence", skip=best.skip)
