"""Find the encoding of a file, in stages: what is certain and cheap first, what is likely next, what is guessed last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.decoding import sample
from corpuskit.decoding.evidence import is_plausible
from corpuskit.decoding.guess import Guess, from_mark
from corpuskit.decoding.guesswork import by_chardet
from corpuskit.decoding.readings import by_evidence, wide

_ISO_2022_JP = re.compile(rb"\x1b\$[@B]|\x1b\([IJ]|\x1b\$A|\x1b\$\([CD]")
_ISO_2022_KR = re.compile(rb"\x1b\$\)C")
_ISO_2022_CN = re.compile(rb"\x1b\$[)*+][AEG-M]")
_HZ = re.compile(rb"~\{(?:[!-w][!-~]){1,200}~\}")
_TILDE = ord("~")  # to look for one byte is much cheaper than for two
_STRANGE = bytes({*range(0x20)} - {*range(0x07, 0x0E), 0x1B})  # controls that no text has
_SHORT = 4096  # bytes; longer texts without NUL are no UTF-16
_HIGH_BYTES = bytes(range(0x80, 0x100))
_HEAD = 1 << 16  # bytes to look at before going through a whole file
_GLANCE = 512  # bytes to look at before going through a whole file for UTF-8
_HOPELESS_UTF8 = 0.5  # share of the high bytes of these in valid sequences below which the rest is not looked at
_VALID_UTF8 = 0.85  # share of the high bytes of the whole file that must be in valid sequences
_SHORTEST = 40  # bytes in which damaged UTF-8 can be told by its form alone
_FEW = 32  # bytes that may be valid UTF-8 by chance
_HALF_UTF8 = 0.4  # the same for a text in which no other encoding makes sense
_ENOUGH_UTF8 = 2  # sequences that hardly come together by chance
_MOST_HIGH = 0.02  # share of bytes from 0x80 on that damage may have left in an encoding of seven bits
_MOST_CONFIDENT = 0.99
_DAMAGED_CONFIDENCE = 0.9


def detect(data: bytes) -> Guess:
    """Find the encoding of some bytes.

    Args:
        data: the bytes of a whole file.

    Returns:
        The best guess; the last resort is UTF-8 with confidence 0.

    >>> detect("こんにちは、世界".encode("shift_jis")).encoding
    'cp932'
    """
    found = from_mark(data) or _escaped(data) or (wide(data) if 0 in data else None)
    if found:
        return found
    if data.isascii():
        return (wide(data) if _may_be_wide(data) else None) or Guess("ascii", "ascii", 1.0, "ascii")
    return (
        _utf8(data)
        or (wide(data) if _may_be_wide(data) else None)
        or by_evidence(data)
        or _damaged_utf8(data)
        or by_chardet(sample.around_high_bytes(data))
        or _last_resort()
    )


def forced(data: bytes, encoding: str) -> Guess:
    """Give the guess that stands for an encoding that the caller asked for.

    Args:
        data: the bytes, for the byte order mark that may be there.
        encoding: a canonical name, see `codec.known`.

    >>> forced(b"\\xef\\xbb\\xbfabc", "utf-8").encoding
    'utf-8-sig'
    """
    marked = from_mark(data)
    if marked and encoding in (marked.encoding, marked.codec):
        return Guess(marked.encoding, marked.codec, 1.0, "forced", marked.bom)
    if encoding == "utf-8-sig":
        encoding = "utf-8"
    elif encoding in ("utf-16", "utf-32"):  # no mark: what it looks like, or else as Windows has it
        found = wide(data)
        encoding = found.codec if found and found.codec.startswith(encoding) else f"{encoding}-le"
    return Guess(encoding, encoding, 1.0, "forced")


def is_wide(data: bytes) -> bool:
    """Say whether some bytes without a byte order mark are UTF-16 or UTF-32 text."""
    return _may_be_wide(data) and wide(data) is not None


def _may_be_wide(data: bytes) -> bool:
    return 0 in data or (len(data) <= _SHORT and len(data.translate(None, _STRANGE)) < len(data))


def _escaped(data: bytes) -> Guess | None:
    if b"\x1b" in data:
        if _ISO_2022_KR.search(data, 0, _HEAD) and (found := _first_strict(data, ("iso2022_kr",))):
            return found
        if _ISO_2022_CN.search(data, 0, _HEAD) and (found := _first_strict(data, ("iso2022_cn",))):
            return found
        if _ISO_2022_JP.search(data) and (found := _first_strict(data, ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext"))):
            return found
    if (
        _TILDE in data
        and b"~{" in data
        and (stretch := _HZ.search(data))
        and is_plausible(stretch.group().decode("hz", "replace"), "hz")
    ):
        return _first_strict(data, ("hz",))
    return None


def _first_strict(data: bytes, codecs: Sequence[str]) -> Guess | None:
    for codec in codecs:
        try:
            return Guess(codec, codec, _MOST_CONFIDENT, "escape", text=data.decode(codec))
        except UnicodeDecodeError:
            continue
    high = len(data) - len(data.translate(None, _HIGH_BYTES))
    if high > _MOST_HIGH * len(data):
        return None  # a text in another encoding that happens to hold an escape
    return Guess(codecs[0], codecs[0], _DAMAGED_CONFIDENCE, "escape")


def _utf8(data: bytes) -> Guess | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _nearly_utf8(data)
    if len(data) <= _FEW and not is_plausible(text, "utf-8") and (found := by_evidence(data)) and not found.skip:
        return found  # a word or two in another encoding, valid by chance; kana in UTF-16 are mostly bytes of ASCII
    return Guess("utf-8", "utf-8", 1.0, "utf-8", text=text)


def _nearly_utf8(data: bytes) -> Guess | None:
    if len(data) <= _SHORTEST:
        return None  # too few sequences to tell by; the readings are compared
    windows = sample.around_high_bytes(data)
    glance = b"\n".join(window[: _GLANCE // len(windows)] for window in windows)
    if _valid_share(glance) < _HOPELESS_UTF8 or (share := _valid_share(data)) < _VALID_UTF8 or not _makes_sense(windows):
        return None  # kana in EUC-JP, begun in the middle, are valid as well
    return Guess("utf-8", "utf-8", min(share, _MOST_CONFIDENT), "utf-8")


def _damaged_utf8(data: bytes) -> Guess | None:
    """What is in no other encoding of East Asia and half UTF-8 is UTF-8: its sequences hardly come together by chance."""
    share = _valid_share(data)
    if share < _HALF_UTF8 or not _makes_sense(sample.around_high_bytes(data)):
        return None
    return Guess("utf-8", "utf-8", share, "utf-8")


def _makes_sense(windows: Sequence[bytes]) -> bool:
    text = b"\n".join(windows).decode("utf-8", "ignore").replace("\ufffd", "")
    return len({character for character in text if character >= "\x80"}) >= _ENOUGH_UTF8 and is_plausible(text, "utf-8")


def _valid_share(data: bytes) -> float:
    """The share of the bytes from 0x80 on that are in valid UTF-8, cut ends left out; 0 if there are too few to tell."""
    body = _without_cut_ends(data)
    valid = body.decode("utf-8", "ignore")
    ascii_bytes = len(body.translate(None, _HIGH_BYTES))
    high, valid_high = len(body) - ascii_bytes, len(valid.encode("utf-8")) - ascii_bytes
    return valid_high / high if high and len(valid) - ascii_bytes >= _ENOUGH_UTF8 else 0.0


def _without_cut_ends(data: bytes) -> bytes:
    start = 0
    while start < min(3, len(data)) and 0x80 <= data[start] < 0xC0:
        start += 1
    for back in (1, 2, 3):
        if len(data) - back >= start and data[-back] >= 0xC0:
            lead, length = data[-back], 2 if data[-back] < 0xE0 else 3 if data[-back] < 0xF0 else 4
            return data[start:-back] if length > back and lead < 0xF5 else data[start:]
    return data[start:]


def _last_resort() -> Guess:
    return Guess("utf-8", "utf-8", 0.0, "fallback")
