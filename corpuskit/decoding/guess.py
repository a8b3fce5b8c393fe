"""What a stage of detection says."""

from __future__ import annotations

from typing import NamedTuple

_MARKS = (  # UTF-32 before UTF-16: its mark begins with the same two bytes
    (b"\xff\xfe\0\0", "utf-32", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32", "utf-32-be"),
    (b"\xff\xfe", "utf-16", "utf-16-le"),
    (b"\xfe\xff", "utf-16", "utf-16-be"),
    (b"\xef\xbb\xbf", "utf-8-sig", "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
)
_FIRST_BYTES = frozenset(mark[:1] for mark, _, _ in _MARKS)


class Guess(NamedTuple):
    """What is known of the encoding of some bytes.

    Attributes:
        encoding: the name to tell the user.
        codec: the Python codec for what comes after the byte order mark.
        confidence: 0 to 1.
        method: see `Decoded.method`.
        bom: the byte order mark.
        skip: bytes after the byte order mark that are the rest of a character cut off, 0 or 1.
        text: the whole text, where finding the encoding has given it already.
    """

    encoding: str
    codec: str
    confidence: float
    method: str
    bom: bytes = b""
    skip: int = 0
    text: str | None = None


def from_mark(data: bytes) -> Guess | None:
    """Read the byte order mark, if there is one.

    >>> from_mark(b"\\xfe\\xff\\x4e\\x00").codec
    'utf-16-be'
    """
    if data[:1] not in _FIRST_BYTES:
        return None
    for mark, encoding, codec in _MARKS:
        if data.startswith(mark):
            return Guess(encoding, codec, 1.0, "bom", mark)
    return None
