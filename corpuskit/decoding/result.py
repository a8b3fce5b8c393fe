"""What decoding gives."""

from __future__ import annotations

from dataclasses import dataclass

from corpuskit.decoding.lossless import Damage


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and where it came from.

    Attributes:
        text: the text, without the byte order mark.
        encoding: a Python codec name in lower case; with a byte order mark `utf-8-sig`, `utf-16` or `utf-32`.
        confidence: 0 to 1; 1.0 where the bytes leave no doubt or the caller named the encoding.
        method: how the encoding was found: `ascii`, `bom`, `utf-8`, `escape`, `evidence`, `chardet`, `forced`, or `fallback`
            where nothing fits and the bytes were read as UTF-8 with damage.
        damage: what could not be decoded, in order.
        bom: the bytes of the byte order mark, `b""` if there is none.
    """

    text: str
    encoding: str
    confidence: float
    method: str
    damage: tuple[Damage, ...] = ()
    bom: bytes = b""
