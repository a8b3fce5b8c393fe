"""What decoding gives."""

from __future__ import annotations

from dataclasses import dataclass

from corpuskit.decoding.rebuild import rebuild
from corpuskit.decoding.records import Damage, EncodedSpan, OneWay


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and where it came from.

    Attributes:
        text: the text, without the byte order mark.
        encoding: a Python codec name in lower case; with a byte order mark `utf-8-sig`, `utf-16` or `utf-32`. Of a file that
            mixes encodings the one that most of its bytes are in.
        confidence: 0 to 1; 1.0 where the bytes leave no doubt or the caller named the encoding.
        method: how the encoding was found: `ascii`, `bom`, `utf-8`, `escape`, `evidence`, `chardet`, `forced`, `lines`
            where each line was looked at, as the file mixes encodings, or `fallback` where nothing fits and the bytes were read
            as UTF-8 with damage.
        damage: what could not be decoded, in order.
        bom: the bytes of the byte order mark, `b""` if there is none.
        one_way: what was decoded well and would not be encoded to the same bytes, in order.
        spans: the encodings of the parts of a file that mixes encodings, from the start of the text to its end; empty if all of
            it is in one.
    """

    text: str
    encoding: str
    confidence: float
    method: str
    damage: tuple[Damage, ...] = ()
    bom: bytes = b""
    one_way: tuple[OneWay, ...] = ()
    spans: tuple[EncodedSpan, ...] = ()

    def to_bytes(self) -> bytes:
        """Give the file back, byte for byte.

        >>> from corpuskit.decoding import decode
        >>> data = b"\\xa4\\xe9\\xa4\\xeb \\xf9\\xf9\\xff"
        >>> decoded = decode(data, "cp950")
        >>> decoded.text, decoded.text.encode("cp950", "replace") == data, decoded.to_bytes() == data
        ('日月 ═\ufffd', False, True)
        """
        return rebuild(self.text, self.encoding, self.bom, self.damage, self.one_way, self.spans)
