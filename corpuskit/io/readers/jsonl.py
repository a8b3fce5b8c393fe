"""JSON Lines: each line is a record, and a bad line costs that line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

import orjson

from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers.linewise import Block, read_blocks
from corpuskit.io.readers.records import RecordReader

_DEEPEST = 64  # objects and lists within each other; people write five
_BEYOND_64_BITS = 2.0**63
_MARK = b"\xef\xbb\xbf"


class _Fault(str):
    """Why a line is no record."""

    __slots__ = ()


_BLANK = _Fault("blank")
_NOT_UTF8 = _Fault("not UTF-8")


class _Refused(ValueError):
    """What the slow look at a bad line found."""


def read(stream: BinaryIO, options: ReadOptions, portion: Portion | None = None) -> Iterator[RawDocument | Unreadable]:
    """Read JSON Lines in any encoding.

    Args:
        stream: the whole file.
        options: which fields are the text, the id and kept; the encoding; how long a line may be.
        portion: the bytes to read, both ends at the beginning of a line; None: all of them.

    Yields:
        A document for each line with an object that has the text, an `Unreadable` for every other line that is not blank;
        `record` is the number of the line in the file, blank ones counted.

    >>> import io
    >>> lines = '{"text": "山高水长。"}\\n{"text": 1}\\n'.encode()
    >>> [getattr(found, "text", "none") for found in read(io.BytesIO(lines), ReadOptions())]
    ['山高水长。', 'none']
    """
    reader = RecordReader(options)
    for block in read_blocks(stream, options, portion):
        if isinstance(block, Unreadable):
            yield block
        elif block.first == 1 and _is_spread(block):
            yield Unreadable("JSON over several lines, not a record in each: `jq -c '.[]'` makes JSON Lines of a list")
            return
        else:
            yield from _documents(block, reader)


def _is_spread(block: Block) -> bool:
    """Say whether a file begins with a bracket that stands alone, as JSON does that was made for people."""
    lines = (line.strip() for line in (block.lines if block.may_be_utf8 else map(str.encode, block.decoded[0])))
    return next(filter(None, lines), b"").removeprefix(_MARK) in (b"[", b"{")


def _documents(block: Block, reader: RecordReader) -> Iterator[RawDocument | Unreadable]:
    encoding = None
    records: list[dict[str, Any] | _Fault] = []
    if block.may_be_utf8:
        records = [_parse(line, reader) for line in block.lines]
    if not records or _NOT_UTF8 in records:
        texts, encoding = block.decoded
        records = [_parse(text, reader) for text in texts]
    for number, (line, record) in enumerate(zip(block.lines, records, strict=True), block.first):
        if not isinstance(record, _Fault):
            yield reader.document(record, line, number, encoding)
        elif record is not _BLANK:
            yield Unreadable(record, record=number, data=line)


def _parse(line: bytes | str, reader: RecordReader) -> dict[str, Any] | _Fault:
    try:
        record = orjson.loads(line)
    except ValueError:
        return _fault(line, reader)
    if type(record) is not dict:
        return _Fault(f"not a JSON object but {_kind(record)}")
    keys, depth, huge = _shape(record)
    if depth > _DEEPEST:
        return _Fault(f"objects and lists within each other more than {_DEEPEST} deep")
    if _may_repeat_keys(line, keys) or (huge and reader.looks_at_values):
        return _careful(line)
    return record


def _shape(record: dict[str, Any]) -> tuple[int, int, bool]:
    """Give how many keys a record has in all, how deep it is, and whether an integer of it may have lost digits."""
    keys = depth = 0
    huge = False
    level: list[Any] = [record]
    while level:
        depth += 1
        deeper: list[Any] = []
        for item in level:
            if type(item) is dict:
                keys += len(item)
                item = item.values()
            for value in item:
                kind = type(value)
                if kind is dict or kind is list:
                    deeper.append(value)
                elif kind is float and not -_BEYOND_64_BITS < value < _BEYOND_64_BITS:
                    huge = True
        level = deeper
    return keys, depth, huge


def _may_repeat_keys(line: bytes | str, keys: int) -> bool:
    # Each key has a colon behind it. Counting one byte is next to nothing; colons in strings are mostly not behind a quote.
    if isinstance(line, bytes):
        return line.count(b":") != keys and line.count(b'":') != keys
    return line.count(":") != keys and line.count('":') != keys


def _fault(line: bytes | str, reader: RecordReader) -> dict[str, Any] | _Fault:
    if not line or line.isspace():
        return _BLANK
    if isinstance(line, bytes):
        if line.startswith(_MARK):
            return _parse(line.removeprefix(_MARK), reader)
        try:
            line = line.decode()
        except UnicodeDecodeError:
            return _NOT_UTF8
    elif line.startswith("\ufeff"):
        return _parse(line.removeprefix("\ufeff"), reader)
    return _careful(line)


def _careful(line: bytes | str) -> dict[str, Any] | _Fault:
    """Read a line with the parser that is slow and lets us look at everything."""
    try:
        record = json.loads(line, object_pairs_hook=_distinct, parse_constant=_refuse_constant)
        orjson.dumps(record, option=orjson.OPT_NON_STR_KEYS, default=str)
    except _Refused as refused:
        return _Fault(str(refused))
    except json.JSONDecodeError as error:
        return _Fault(f"invalid JSON: {error.msg}")
    except RecursionError:
        return _Fault(f"objects and lists within each other more than {_DEEPEST} deep")
    except TypeError as error:
        if "surrogate" in str(error) or "UTF-8" in str(error):
            return _Fault("half of a surrogate pair (such as \\ud83d alone), which no text has")
    except ValueError as error:  # a number of thousands of digits
        return _Fault(f"invalid JSON: {str(error).partition(';')[0]}")
    if type(record) is not dict:
        return _Fault(f"not a JSON object but {_kind(record)}")
    return record


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        again = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise _Refused(f"the field {again[:40]!r} is there more than once")
    return record


def _refuse_constant(name: str) -> NoReturn:
    raise _Refused(f"invalid JSON: {name} is no JSON number")


def _kind(value: object) -> str:
    if isinstance(value, list):
        return "a list"
    return "a string" if isinstance(value, str) else "null" if value is None else "a number or truth value"
