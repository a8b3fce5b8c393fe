"""Decode with a given encoding; what cannot be decoded becomes U+FFFD and a record that keeps the bytes."""

from __future__ import annotations

import codecs
import threading
from typing import NamedTuple

from corpuskit.decoding import resync
from corpuskit.decoding.resync import MARK, Fragment

REPLACEMENT = "\ufffd"
_MAX_UTF8_LENGTH = 4


class Damage(NamedTuple):
    """A fragment that could not be decoded.

    Attributes:
        offset: where it begins in the file, in bytes.
        raw: its bytes.
        position: the index in the text of the U+FFFD that stands for it.
    """

    offset: int
    raw: bytes
    position: int


def decode_all(data: bytes, encoding: str, start: int = 0, skip: int = 0) -> tuple[str, tuple[Damage, ...]]:
    """Decode the bytes from `start` on.

    Args:
        data: the whole file.
        encoding: a Python codec name.
        start: the length of the byte order mark, which is left out, in bytes.
        skip: how many bytes after it are the rest of a character that was cut, in bytes; they are recorded as damage.

    Returns:
        The text and its damage.
    """
    body = data[start + skip :]
    bad: list[Fragment] = []
    try:
        text = _strict(body, encoding)
    except UnicodeError:
        text, bad = resync.decode(body, encoding) if encoding in resync.ENCODINGS else _replace(body, encoding)
    if skip:
        text, bad = MARK + text, [(-skip, data[start : start + skip]), *bad]
    return _place(text, [(offset + start + skip, raw) for offset, raw in bad])


def _strict(body: bytes, encoding: str) -> str:
    text = body.decode(encoding)
    if encoding == "utf-7" and not _storable(text):
        raise UnicodeError("lone surrogates")
    return text


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
