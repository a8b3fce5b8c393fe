"""Decode with a given encoding; what cannot be decoded becomes U+FFFD and a record that keeps the bytes."""

from __future__ import annotations

import codecs
import threading
from collections.abc import Sequence
from typing import NamedTuple

from corpuskit.decoding import resync, shift
from corpuskit.decoding.gb18030 import as_in_2022
from corpuskit.decoding.rebuild import one_way_codes
from corpuskit.decoding.records import Damage, OneWay
from corpuskit.decoding.resync import MARK, Fragment

REPLACEMENT = "\ufffd"
_MAX_UTF8_LENGTH = 4


class Reading(NamedTuple):
    """The text of some bytes, and the records that make it the bytes again: see `Decoded`."""

    text: str
    damage: tuple[Damage, ...]
    one_way: tuple[OneWay, ...]


def strict_text(body: bytes, encoding: str) -> str | None:
    """Decode some bytes if there is no error in them, as far as the codec can tell."""
    try:
        text = body.decode(encoding)
    except UnicodeError:
        return None
    return text if encoding != "utf-7" or _storable(text) else None


def read(
    data: bytes,
    encoding: str,
    start: int = 0,
    skip: int = 0,
    strict: str | None = None,
    doubts: Sequence[shift.Doubt] | None = None,
) -> Reading:
    """Decode the bytes from `start` on.

    Args:
        data: the whole file.
        encoding: a Python codec name.
        start: the length of the byte order mark, which is left out, in bytes.
        skip: how many bytes after it are the rest of a character that was cut, in bytes; they are recorded as damage.
        strict: what `strict_text` gives for what is left then, if that is known.
        doubts: what `shift.doubtful` gives for that, if it is known.
    """
    body = data[start + skip :]
    text = strict if strict is not None else strict_text(body, encoding)
    if text is not None:
        text, bad = shift.mend(body, text, encoding, resync.divide, doubts)
    elif encoding in resync.ENCODINGS:
        text, bad = resync.decode(body, encoding)
    else:
        text, bad = _replace(body, encoding)
    if skip:
        text, bad = MARK + text, [(-skip, data[start : start + skip]), *bad]
    text, damage = _place(text, [(offset + start + skip, raw) for offset, raw in bad])
    if encoding == "gb18030":
        newer = as_in_2022(text)
        # All other codes of this encoding come back as they were.
        return Reading(newer, damage, () if newer is text else tuple(one_way_codes(data, newer, encoding, damage, start)))
    return Reading(text, damage, tuple(one_way_codes(data, text, encoding, damage, start)))


def _storable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _replace(body: bytes, encoding: str) -> tuple[str, list[Fragment]]:
    _recorder.encoding, _recorder.bad = encoding, []
    text = body.decode(encoding, _HANDLER)
    bad = _recorder.bad
    if encoding == "utf-7" and (text.count(MARK) > len(bad) or not _storable(text.replace(MARK, ""))):
        return _replace(body, "ascii")  # lone surrogates in it: its armour is ASCII, and nothing is lost by leaving it on
    return text, bad


class _Recorder(threading.local):
    """What the error handler below knows of the decoding that it is called from."""

    encoding: str = ""
    bad: list[Fragment]


_recorder = _Recorder()


def _record(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    body, end = error.object, max(error.end, error.start + 1)
    if _recorder.encoding == "utf-8":  # what is left of one character is one fragment
        limit = min(error.start + _MAX_UTF8_LENGTH, len(body))
        while end < limit and 0x80 <= body[end] < 0xC0:
            end += 1
    _recorder.bad.append((error.start, body[error.start : end]))
    return MARK, end


_HANDLER = "corpuskit.record"
codecs.register_error(_HANDLER, _record)


def _place(text: str, bad: list[Fragment]) -> tuple[str, tuple[Damage, ...]]:
    if not bad:
        return text, ()
    damage, position = [], -1
    for offset, raw in bad:
        position = text.index(MARK, position + 1)
        damage.append(Damage(offset, raw, position))
    return text.replace(MARK, REPLACEMENT), tuple(damage)
