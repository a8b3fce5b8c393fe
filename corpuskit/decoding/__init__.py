"""From bytes to text: find the encoding, decode, and keep a record of every byte that could not be decoded."""

from __future__ import annotations

from collections import Counter

from corpuskit.decoding import codec, detect, mixed, shift
from corpuskit.decoding.binary import binary_reason
from corpuskit.decoding.guess import Guess
from corpuskit.decoding.lossless import read, strict_text
from corpuskit.decoding.records import Damage, EncodedSpan, OneWay
from corpuskit.decoding.result import Decoded

__all__ = ["Damage", "Decoded", "EncodedSpan", "OneWay", "binary_reason", "decode"]


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
    body = len(guess.bom) + guess.skip
    strict = guess.text if guess.text is not None else strict_text(data[body:], guess.codec)
    doubts = shift.doubtful(strict, guess.codec) if strict is not None else []
    division = None if encoding is not None else mixed.divide(data, guess, strict, doubts)
    if division is not None:
        return _decode_mixed(data, guess, division)
    text, damage, one_way = read(data, guess.codec, len(guess.bom), guess.skip, strict, doubts)
    return Decoded(text, guess.encoding, guess.confidence, guess.method, damage, guess.bom, one_way)


def _decode_mixed(data: bytes, guess: Guess, division: mixed.Division) -> Decoded:
    texts: list[str] = []
    damage: list[Damage] = []
    one_way: list[OneWay] = []
    spans: list[EncodedSpan] = []
    sizes: Counter[str] = Counter()
    position = 0
    for start, end, encoding in division.stretches:
        text, bad, differing = read(data[start:end], encoding)
        texts.append(text)
        damage += (part._replace(offset=part.offset + start, position=part.position + position) for part in bad)
        one_way += (part._replace(offset=part.offset + start, position=part.position + position) for part in differing)
        spans.append(EncodedSpan(position, position + len(text), encoding))
        sizes[encoding] += end - start
        position += len(text)
    most = sizes.most_common(1)[0][0]
    name = guess.encoding if most == guess.codec else most
    text = "".join(texts)
    several = tuple(spans) if len(spans) > 1 else ()
    return Decoded(text, name, division.confidence, "lines", tuple(damage), guess.bom, tuple(one_way), several)
