"""Choose among the multi-byte encodings: read a sample in each of them and see which reading is the most likely text."""

from __future__ import annotations

import codecs
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpuskit.decoding import resync, sample, shift
from corpuskit.decoding.evidence import ASCII, best_table, in_context, is_certain, is_plausible, likelihood
from corpuskit.decoding.guess import Guess
from corpuskit.decoding.guesswork import is_in_latin_words, is_in_words
from corpuskit.text.likelihood import code_units

#: How much less often than gb18030 they are met among Chinese files, in nats: this decides for a word or two.
PRIOR: Mapping[str, float] = {
    "gb18030": 0.0,
    "cp950": -1.0,
    "big5hkscs": -2.0,
    "cp932": -3.0,
    "euc_jp": -3.0,
    "cp949": -3.0,
    "utf-8": 0.0,
    "euc_tw": -10.0,
}
_WIDE = ("utf-16-le", "utf-16-be")
_WIDER = ("utf-32-le", "utf-32-be")
_BIG5 = ("cp950", "big5hkscs")
_MENDABLE = ("gb18030", "cp950", "cp932", "euc_jp", "cp949")
_FIRST_HIGH = 0x80
_NOT_IN_EUC_TW = bytes({*range(0x80, 0xA1), 0xFF} - {0x8E})
_FEW_FOREIGN = 0.02  # share of such bytes that damage explains
_PRIOR_OF_WIDE = -4.0  # without a byte order mark
_CUT_HEAD = -8.0  # what it costs a reading to give up the first byte of the file
_CUT_TAIL = -4.0  # what it costs to leave out its last bytes
_LOST = -9.0  # what a fragment given up costs beyond the character that is lost
_LOST_IN_VARIANT = -2.0  # the same between variants: damage is rarely valid in the larger one, and a rare character then
_SMALL = 640  # bytes of a sample that is nearly always enough
_USUAL, _FIRST_FEW = -9.0, 5  # nats that each of the first characters has, so that there is no doubt
_USUAL_MEAN = -8.3  # nats; below it, one asks whether the text may be in another language
_HEAD = 64  # bytes that show whether the first character is cut
_CERTAIN = 30.0  # nats ahead of the second best
_MOST_CONFIDENT = 0.99


@dataclass(frozen=True, slots=True)
class _Reading:
    """A sample of the file, read in one encoding.

    Attributes:
        codec: the encoding.
        skip: bytes at the start given up as the rest of a character.
        text: the reading, U+FFFD for what is lost.
        score: its log-likelihood, with the prior of the encoding and the price of what was given up.
    """

    codec: str
    skip: int
    text: str
    score: float

    def plausible(self) -> bool:
        return is_plausible(self.text, self.codec, ascii_counts=self.codec in (*_WIDE, *_WIDER))

    def may_be_text(self) -> bool:
        return is_plausible(self.text, self.codec, ascii_counts=self.codec in (*_WIDE, *_WIDER), sure=False)

    def is_doubtful(self) -> bool:
        foreign = ASCII.sub("", self.text)
        return likelihood(foreign, self.codec) < _USUAL_MEAN * len(foreign)


def by_evidence(data: bytes) -> Guess | None:
    """Find the most likely multi-byte encoding.

    Args:
        data: the bytes of a whole file.

    Returns:
        None if no reading is plausible. The confidence comes from the distance to the second best.
    """
    windows = sample.around_high_bytes(data)
    small = [window[: _SMALL // len(windows)] for window in windows]
    cut_head = data[0] >= _FIRST_HIGH
    if codec := _obvious(small):
        return _guess(data, codec, _better_skip(small[0][:_HEAD], codec) if cut_head else 0, _MOST_CONFIDENT)
    for part in (small, windows) if small != windows else (windows,):
        whole = len(part) == 1 and data.endswith(part[0])
        readings = [*_narrow_readings(part, cut_head, whole), *_wide_readings(data, sum(map(len, part)))]
        best, lead = _best(readings)
        if best.plausible() and (lead >= _CERTAIN or (part is windows and _is_in_step(best))):
            break
    else:
        readings = [*_mended_readings(small, cut_head), *(reading for reading in readings if reading.codec not in _MENDABLE)]
        best, _ = _best(readings)
    looked_at = b"\n".join(windows)
    in_words = best.codec not in _WIDE and (is_in_latin_words(looked_at) or (best.is_doubtful() and is_in_words(looked_at)))
    if best.may_be_text() and not in_words:
        return _guess(data, best.codec, best.skip, _confidence(best, readings))
    return None


def wide(data: bytes) -> Guess | None:
    """Find UTF-32 and UTF-16 without a byte order mark, for data that are strange as any other text.

    Args:
        data: the bytes of a whole file.

    Returns:
        None if they are no such text.
    """
    for codec in _WIDE:
        if _is_chinese(_read(sample.spread(data, 0)[:_SMALL], codec)[0]):
            return Guess(codec, codec, _MOST_CONFIDENT, "evidence")
    readings = [*_wider_readings(data), *_wide_readings(data, 2 * _SMALL)]
    plausible = [reading for reading in readings if len(reading.text) > 1 and reading.plausible() and _clean(reading.text)]
    if not plausible:
        return None
    # A character of UTF-32 is two of UTF-16, one of them impossible, so sums can be compared here too.
    best, _ = _best(plausible)
    return Guess(best.codec, best.codec, _confidence(best, readings), "evidence", skip=best.skip)


def _is_chinese(text: str) -> bool:
    """Whether a reading leaves no doubt. Kana do: they are kana in the other byte order, too, begun a byte later."""
    return "\ufffd" not in text and "\0" not in text and is_certain(ASCII.sub("", text), "gb18030")


def _clean(text: str) -> bool:
    """Whether a reading is free of controls, which the model of ASCII does not weigh enough where all is ASCII."""
    controls = sum(character < " " and character not in "\t\n\r\f\v\x1b" for character in text)
    return controls <= 1 + len(text) * 0.02


def _obvious(windows: Sequence[bytes]) -> str | None:
    """Find the encoding in which all is well, without a look at the others."""
    for codec in _codecs(windows):
        text = "".join([_read(window, codec)[0] for window in windows])
        if "\ufffd" in text:
            continue
        if is_certain(ASCII.sub("", text), codec):
            return codec
    return None


def _better_skip(head: bytes, codec: str) -> int:
    """Say whether the file is better read from its first byte or from its second."""
    if codec == "utf-8":
        return 0
    whole = in_context(code_units(_read(head, codec)[0]), best_table(codec))
    if whole[:_FIRST_FEW].min() >= _USUAL:
        return 0
    cut = in_context(code_units(_read(head[1:], codec)[0]), best_table(codec))
    return int(cut.sum() + _CUT_HEAD > whole.sum())


def _narrow_readings(windows: Sequence[bytes], cut_head: bool, whole: bool) -> Iterator[_Reading]:
    for codec in _codecs(windows):
        rest = "".join(_read(window, codec)[0] for window in windows[1:])
        for skip in _skips(windows[0], codec) if cut_head else (0,):
            text, pending = _read(windows[0][skip:], codec)
            score = (
                PRIOR[codec]
                + likelihood(text + rest, codec)
                + (_CUT_HEAD if skip else 0.0)
                + (_CUT_TAIL if whole and pending else 0.0)
            )
            yield _Reading(codec, skip, text + rest, score)


def _codecs(windows: Sequence[bytes]) -> list[str]:
    """Name the encodings to try: EUC-TW, which is slow to read, only where hardly any byte speaks against it."""
    size = sum(map(len, windows))
    foreign = size - sum(len(window.translate(None, _NOT_IN_EUC_TW)) for window in windows)
    return [codec for codec in PRIOR if codec != "euc_tw" or foreign <= 1 + _FEW_FOREIGN * size]


def _skips(window: bytes, codec: str) -> Sequence[int]:
    if codec != "utf-8":
        return (0, 1)
    skip = 0
    while skip < min(3, len(window)) and 0x80 <= window[skip] < 0xC0:
        skip += 1
    return (skip,)


def _mended_readings(windows: Sequence[bytes], cut_head: bool) -> Iterator[_Reading]:
    """Read a sample that is damaged: bytes are given up where that makes a better text. Slow, so the sample is short."""
    for codec in _MENDABLE:
        for skip in (0, 1) if cut_head else (0,):
            text, lost = "", 0
            for number, window in enumerate(windows):
                mended, fragments, _ = resync.divide(window[0 if number else skip :], codec, closed=True, cut=True)
                text += mended.replace(resync.MARK, "\ufffd")
                lost += len(fragments)
            yield _Reading(codec, skip, text, PRIOR[codec] + likelihood(text, codec) + lost * _LOST + skip * _CUT_HEAD)


def _wide_readings(data: bytes, size: int) -> Iterator[_Reading]:
    for codec in _WIDE:
        for skip in (0, 1):
            text, _ = _read(sample.spread(data, skip)[:size], codec)
            cut = skip * _CUT_HEAD + (len(data) - skip) % 2 * _CUT_TAIL
            yield _Reading(codec, skip, text, _PRIOR_OF_WIDE + likelihood(text, codec) + cut)


def _wider_readings(data: bytes) -> Iterator[_Reading]:
    for codec in _WIDER:
        try:
            text = data[: min(len(data) & ~3, 2048)].decode(codec)
        except UnicodeDecodeError:
            continue
        yield _Reading(codec, 0, text, likelihood(text, codec))


def _read(window: bytes, codec: str) -> tuple[str, bool]:
    """Read a window, and say whether its end cuts a character: that is no fault of the file."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    text = decoder.decode(window)
    return text, bool(decoder.getstate()[0])


def _best(readings: Iterable[_Reading]) -> tuple[_Reading, float]:
    """Give the best reading, and how far ahead of the second best it is, in nats; variants of Big5 count as one."""
    ordered = sorted(readings, key=lambda reading: reading.score, reverse=True)
    best = ordered[0]
    others = [reading.score for reading in ordered[1:] if not (_family(reading) == _family(best) and reading.skip == best.skip)]
    return best, best.score - others[0] if others else math.inf


def _is_in_step(reading: _Reading) -> bool:
    return "\ufffd" not in reading.text and not shift.is_doubtful(reading.text, reading.codec)


def _family(reading: _Reading) -> str:
    return "big5" if reading.codec in _BIG5 else reading.codec


def _confidence(best: _Reading, readings: Iterable[_Reading]) -> float:
    others = [reading.score - best.score for reading in readings if _family(reading) != _family(best)]
    return round(min(_MOST_CONFIDENT, 1 / (1 + sum(math.exp(other) for other in others))), 4)


def _guess(data: bytes, codec: str, skip: int, confidence: float) -> Guess:
    codec = _variant_of_big5(data) if codec in _BIG5 else codec
    return Guess(codec, codec, confidence, "evidence", skip=skip)


def _variant_of_big5(data: bytes) -> str:
    """Choose the variant of Big5 that makes the better text of the file; cp950 in doubt, as most files come from Windows."""
    texts = {codec: data.decode(codec, "replace") for codec in _BIG5}
    if len(set(texts.values())) == 1:
        return _BIG5[0]
    lost = {codec: texts[codec].count("\ufffd") for codec in _BIG5}
    if lost["cp950"] and not lost["big5hkscs"]:
        return "big5hkscs"
    return max(_BIG5, key=lambda codec: PRIOR[codec] + likelihood(texts[codec], codec) + lost[codec] * _LOST_IN_VARIANT)
