"""From text and records back to bytes, and the records that this needs."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Sequence

from corpuskit.decoding.records import Damage, EncodedSpan, OneWay

#: Codecs that encode every text they give to the bytes that it came from.
_FAITHFUL = frozenset({"ascii", "utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "iso8859-1"})
#: Codecs in which the bytes of a character depend on what was before it.
_STATEFUL = ("iso2022", "hz", "utf-7")
_MOST_AT_ONCE = 1 << 16  # characters to compare at once
_LONGEST_CODE = 8  # bytes


def rebuild(
    text: str, encoding: str, bom: bytes, damage: Iterable[Damage], one_way: Iterable[OneWay], spans: Sequence[EncodedSpan] = ()
) -> bytes:
    """Write the bytes that a text and its records stand for; see `Decoded` for the arguments."""
    spans = spans or [EncodedSpan(0, len(text), _codec_after(encoding, bom))]
    records = [*one_way, *(OneWay(*bad, length=1) for bad in damage)]
    records.sort(key=lambda record: (record.position, record.offset))
    parts, number, at = [bom], 0, 0
    for span in spans:
        at = max(at, span.start)
        while number < len(records) and (records[number].position < span.end or span is spans[-1]):
            _, raw, position, length = records[number]
            number += 1
            if position >= at:  # or else a longer record stands for it already
                parts += [text[at:position].encode(span.encoding), raw]
                at = position + length
        parts.append(text[at : span.end].encode(span.encoding))
    return b"".join(parts)


def _codec_after(encoding: str, bom: bytes) -> str:
    """Give the codec of what comes after a byte order mark."""
    if encoding == "utf-8-sig":
        return "utf-8"
    if encoding in ("utf-16", "utf-32"):
        return encoding + ("-le" if bom.startswith(b"\xff\xfe") else "-be")
    return encoding


def one_way_codes(data: bytes, text: str, codec: str, damage: Sequence[Damage], start: int = 0) -> list[OneWay]:
    """Find what encoding the text again would not give.

    Args:
        data: the bytes.
        text: what they are from `start` on.
        codec: the Python codec that the text was read with.
        damage: what could not be decoded.
        start: where the text begins in the data, in bytes.

    Returns:
        Records in order, with which `rebuild` gives the data again. Linear in time; one pass of encoding where there are none.

    >>> one_way_codes(bytes.fromhex("a4e9 a2cc"), "日十", "cp950", ())
    [OneWay(offset=2, raw=b'\\xa2\\xcc', position=1, length=1)]
    """
    if codec in _FAITHFUL:
        return []
    if codec.startswith(_STATEFUL):
        return _by_lines(data, text, codec, damage, start)
    found: list[OneWay] = []
    for raw_start, raw_end, first, last in _between(damage, start, len(data), len(text)):
        raw, piece = data[raw_start:raw_end], text[first:last]
        if _encodes(piece, codec) != raw:
            records = list(_merged(_by_characters(raw, piece, codec)))
            if not records or _rebuilt(piece, codec, records) != raw:
                records = [OneWay(0, raw, 0, len(piece))]
            found += (OneWay(way.offset + raw_start, way.raw, way.position + first, way.length) for way in records)
    return found


def _between(damage: Sequence[Damage], start: int, size: int, length: int) -> Iterator[tuple[int, int, int, int]]:
    """Give what lies between the damaged fragments, `(first byte, last, first character, last)`."""
    offset, position = start, 0
    for bad in damage:
        if bad.offset > offset:
            yield offset, bad.offset, position, bad.position
        offset, position = bad.offset + len(bad.raw), bad.position + 1
    if size > offset:
        yield offset, size, position, length


def _encodes(piece: str, codec: str) -> bytes | None:
    try:
        return piece.encode(codec)
    except UnicodeEncodeError:
        return None


def _rebuilt(piece: str, codec: str, records: Sequence[OneWay], damage: Iterable[Damage] = ()) -> bytes | None:
    try:
        return rebuild(piece, codec, b"", damage, records)
    except UnicodeEncodeError:
        return None


def _by_characters(raw: bytes, piece: str, codec: str) -> Iterator[OneWay]:
    """Compare stretches, each shorter or longer than the one before, until the characters that differ are found."""
    offset = position = 0
    size = _MOST_AT_ONCE
    while position < len(piece):
        encoded = _encodes(piece[position : position + size], codec)
        if encoded is not None and raw.startswith(encoded, offset):
            offset += len(encoded)
            position += size
            size = min(2 * size, _MOST_AT_ONCE)
        elif size > 1:
            size = min(size, len(piece) - position) // 2 or 1
        else:
            code, length = _first_code(raw, offset, codec) or (raw[offset:], len(piece) - position)
            yield OneWay(offset, code, position, length)
            offset += len(code)
            position += length


def _first_code(raw: bytes, offset: int, codec: str) -> tuple[bytes, int] | None:
    """Give the bytes of the next character, or of the next two where they are one code, and how many characters they are."""
    for end in range(offset + 1, min(offset + _LONGEST_CODE, len(raw)) + 1):
        try:
            character = raw[offset:end].decode(codec)
        except UnicodeDecodeError:
            continue
        if character:
            return raw[offset:end], len(character)
    return None


def _merged(ways: Iterable[OneWay]) -> Iterator[OneWay]:
    """Join records that follow each other without a gap."""
    last: OneWay | None = None
    raw: list[bytes] = []
    for way in ways:
        if last and way.position == last.position + last.length:
            raw.append(way.raw)
            last = last._replace(length=last.length + way.length)
            continue
        if last:
            yield last._replace(raw=b"".join(raw))
        last, raw = way, [way.raw]
    if last:
        yield last._replace(raw=b"".join(raw))


def _by_lines(data: bytes, text: str, codec: str, damage: Sequence[Damage], start: int) -> list[OneWay]:
    """Record whole lines: in these encodings the bytes of a character alone mean nothing."""
    raw = data[start:]
    if not damage and _encodes(text, codec) == raw:
        return []
    try:
        records = list(_merged(_lines_that_differ(raw, text, codec)))
    except UnicodeError:  # "pending buffer overflow": some incremental decoders of Python take less than the others
        records = []
    within = (bad._replace(offset=bad.offset - start) for bad in damage)
    if _rebuilt(text, codec, records, within) != raw:
        records = [OneWay(0, raw, 0, len(text))]
    return [way._replace(offset=way.offset + start) for way in records]


def _lines_that_differ(raw: bytes, text: str, codec: str) -> Iterator[OneWay]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    encoder = codecs.getincrementalencoder(codec)()
    offset = position = 0
    waiting = b""
    for line in raw.splitlines(keepends=True):
        waiting += line
        end = offset + len(waiting) == len(raw)
        length = len(decoder.decode(line, end))
        if not end and decoder.getstate()[0]:
            continue  # a character goes on in the next line
        try:
            encoded = encoder.encode(text[position : position + length], end)
        except UnicodeEncodeError:
            encoded = b""
        if encoded != waiting:
            yield OneWay(offset, waiting, position, length)
            encoder = codecs.getincrementalencoder(codec)()
        offset, position, waiting = offset + len(waiting), position + length, b""
