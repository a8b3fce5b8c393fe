"""From bytes to text: find the encoding, decode, and keep a record of every byte that could not be decoded."""

from __future__ import annotations

from corpuskit.decoding import codec, detect
from corpuskit.decoding.binary import binary_reason
from corpuskit.decoding.lossless import Damage, decode_all
from corpuskit.decoding.result import Decoded

__all__ = ["Damage", "Decoded", "binary_reason", "decode"]


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Turn bytes into text without losing any of them silently.

    Line ends stay as they are. Bytes that make no sense become one U+FFFD a fragment, and `damage` keeps them.

    Args:
        data: the bytes of a whole file; cut heads and tails are fine.
        encoding: the name of an encoding to use whatever the bytes look like; None to find it out.

    Returns:
        The text without its byte order mark, the encoding, how sure that is, and the damage.

    Raises:
        InputError: there is no encoding of that name. No bytes raise anything.

    >>> decoded = decode("今天的天气真好。".encode("gbk"))
    >>> decoded.text, decoded.encoding, decoded.method
    ('今天的天气真好。', 'gb18030', 'evidence')
    >>> decode(b"\\xe4\\xb8\\xad\\xff\\xe6\\x96\\x87", "utf8").damage
    (Damage(offset=3, raw=b'\\xff', position=1),)
    """
    guess = detect.detect(data) if encoding is None else detect.forced(data, codec.known(encoding))
    if guess.text is not None:
        return Decoded(guess.text, guess.encoding, guess.confidence, guess.method)
    text, damage = decode_all(data, guess.codec, start=len(guess.bom), skip=guess.skip)
    return Decoded(text, guess.encoding, guess.confidence, guess.method, damage, guess.bom)
