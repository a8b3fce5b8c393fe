"""What decoding writes down beside the text, so that text and records together are the file."""

from __future__ import annotations

from typing import NamedTuple


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


class OneWay(NamedTuple):
    """Bytes that were decoded well, and that encoding the text would not give again.

    Some encodings have two codes for a character, and decoders choose among them for good reasons. This is no damage.

    Attributes:
        offset: where they begin in the file, in bytes.
        raw: the bytes.
        position: the index of the first character that stands for them.
        length: how many characters they are.
    """

    offset: int
    raw: bytes
    position: int
    length: int


class EncodedSpan(NamedTuple):
    """A stretch of a text that mixes encodings.

    Attributes:
        start: the index of its first character.
        end: the index after its last one.
        encoding: the Python codec that its bytes are in.
    """

    start: int
    end: int
    encoding: str
