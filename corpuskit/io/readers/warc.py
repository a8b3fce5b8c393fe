"""WARC: the pages in the archive of a crawl (ISO 28500). An archive that was cut is never taken for a whole one."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO

from corpuskit.errors import InputError
from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers import pdf
from corpuskit.io.readers.html import declared_encoding
from corpuskit.io.readers.http import Answer, BadBody, headers_of, parse_answer, payload

_WITH_DOCUMENTS = frozenset({"response", "resource", "conversion"})
_WITHOUT = frozenset({"continuation", "metadata", "request", "revisit", "warcinfo"})
_NEEDED = {"warc-type", "warc-record-id", "warc-date", "content-length"}
_HTML = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_TEXT = frozenset({"text/plain", "text/markdown", "text/x-markdown"})
_PDF = "application/pdf"
_PAGE_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body")
_LONGEST_LINE = 1 << 16  # bytes of a header
_MOST_HEADERS = 1000
_PART = 1 << 20
_MOST_BACK = 64 * 2**20  # bytes in all that are looked at a second time for records
_ENDS = b"\r\n\r\n"


class _Bad(Exception):
    """A record that is damaged."""


@dataclass(slots=True)
class _Record:
    headers: dict[str, str]
    block: bytes
    number: int
    at_end: bool = False


def read(
    stream: BinaryIO, options: ReadOptions, portion: Portion | None = None, skipped: Counter[str] | None = None
) -> Iterator[RawDocument | Unreadable]:
    """Read a WARC file that is not, or no longer, compressed.

    Args:
        stream: the file from its beginning; need not be seekable.
        options: how large a document may be; `id_field` and `keep_fields` name headers of the records or of HTTP.
        portion: not for this format.
        skipped: is told what is no document, by kind: requests, images, errors of servers.

    Yields:
        The pages, texts and PDF files of the archive with the fields `url` and `date` and the id of their record; an
        `Unreadable` for each damaged one, and for the rest of an archive that was cut. `record` counts records of all kinds.
    """
    counts: Counter[str] = Counter() if skipped is None else skipped
    for record in _records(_Source(stream), options, counts):
        if isinstance(record, Unreadable):
            yield record
            continue
        try:
            yield from _documents(record, options, counts)
        except BadBody as problem:
            yield Unreadable(str(problem), record=record.number, data=record.block)
        if record.at_end:
            yield Unreadable("the archive was cut: it ends with its last record unfinished", record=record.number + 1)


class _Source:
    """A stream to which a little can be given back: what a record took in that has a wrong length."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._back = b""
        self._at = 0
        self._left = _MOST_BACK

    def read(self, size: int) -> bytes:
        if self._at < len(self._back):
            start, self._at = self._at, min(self._at + size, len(self._back))
            return self._back[start : self._at]  # may be fewer bytes
        return self._stream.read(size)

    def readline(self) -> bytes:
        if self._at == len(self._back):
            return self._stream.readline(_LONGEST_LINE)
        stop = self._back.find(b"\n", self._at, self._at + _LONGEST_LINE) + 1
        start = self._at
        self._at = stop or min(start + _LONGEST_LINE, len(self._back))
        line = self._back[start : self._at]
        if not stop and len(line) < _LONGEST_LINE:
            line += self._stream.readline(_LONGEST_LINE - len(line))
        return line

    def give_back(self, data: bytes) -> None:
        """Give back what was read last; not over and over, as some files may be made to ask for it."""
        self._left -= len(data)
        if self._left >= 0:
            self._back, self._at = data + self._back[self._at :], 0


def _records(stream: _Source, options: ReadOptions, counts: Counter[str]) -> Iterator[_Record | Unreadable]:
    number = 0
    line = _next_line(stream)
    while line:
        number += 1
        try:
            headers = _headers(stream, line)
            size = _size(headers)
            kind = _type(headers)
            if kind not in _WITH_DOCUMENTS:
                counts[f"records of type {kind}"] += 1
                _skip(stream, size)
                line = _to_next(stream)
            elif size > options.max_member_bytes:
                _skip(stream, size)
                yield Unreadable(f"a record of more than {options.max_member_bytes:,} bytes", record=number)
                line = _to_next(stream)
            else:
                block = _exactly(stream, size)
                end = _up_to(stream, len(_ENDS))
                if end == _ENDS or (len(end) < len(_ENDS) and _ENDS.startswith(end)):
                    _check(headers, block)
                    yield _Record(headers, block, number, at_end=len(end) < len(_ENDS))
                    line = _next_line(stream)
                else:
                    stream.give_back(block + end)
                    raise _Bad("its length is not what its header says")
        except EOFError:
            yield Unreadable("the archive was cut: it ends within a record", record=number)
            line = _search(stream)  # or the length was wrong, and there are more
        except _Bad as problem:
            yield Unreadable(f"damaged WARC record: {problem}", record=number)
            line = _search(stream)


def _next_line(stream: _Source) -> bytes:
    while (line := stream.readline()) in (b"\r\n", b"\n"):
        pass
    return line


def _to_next(stream: _Source) -> bytes:
    """Go over the end of a record that was skipped."""
    end = _up_to(stream, len(_ENDS))
    if len(end) < len(_ENDS):
        raise EOFError
    if end != _ENDS:
        raise _Bad("its length is not what its header says")
    return _next_line(stream)


def _search(stream: _Source) -> bytes:
    """Go on to the next line that looks like the beginning of a record; what stands before it is lost to damage."""
    while (line := stream.readline()) and not line.startswith((b"WARC/1.", b"WARC/0.")):
        pass
    return line


def _headers(stream: _Source, first: bytes) -> dict[str, str]:
    if not first.startswith(b"WARC/"):
        raise _Bad("something else stands where it should begin")
    lines: list[bytes] = []
    while line := stream.readline():
        if line in (b"\r\n", b"\n"):
            headers = headers_of(lines)
            if any(b":" not in line and line[:1] not in (b" ", b"\t") for line in lines) or not headers.keys() >= _NEEDED:
                raise _Bad("its header is not whole")
            return headers
        if not line.endswith(b"\n") and len(line) == _LONGEST_LINE:
            raise _Bad("a header without end")
        lines.append(line.rstrip(b"\r\n"))
        if len(lines) > _MOST_HEADERS:
            raise _Bad("headers without end")
    raise EOFError


def _type(headers: dict[str, str]) -> str:
    kind = headers["warc-type"].lower()
    if kind not in _WITH_DOCUMENTS and kind not in _WITHOUT:
        raise _Bad(f"there is no type {kind[:20]!r}")
    return kind


def _size(headers: dict[str, str]) -> int:
    size = headers.get("content-length", "")
    if not (size.isascii() and size.isdigit() and len(size) < 19):
        raise _Bad("its header does not say its length")
    return int(size)


def _exactly(stream: _Source, size: int) -> bytes:
    block = _up_to(stream, size)
    if len(block) < size:
        stream.give_back(block)
        raise EOFError
    return block


def _up_to(stream: _Source, size: int) -> bytes:
    parts = []
    while size and (part := stream.read(min(size, _PART))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _skip(stream: _Source, size: int) -> None:
    while size and (part := stream.read(min(size, _PART))):
        size -= len(part)
    if size:
        raise EOFError


def _check(headers: dict[str, str], block: bytes) -> None:
    name, _, digest = headers.get("warc-block-digest", "").partition(":")
    if name.lower() != "sha1" or not digest:
        return
    actual = hashlib.sha1(block, usedforsecurity=False).digest()
    if digest.upper() not in (base64.b32encode(actual).decode(), actual.hex().upper()):
        raise _Bad("its checksum is not right")


def _documents(record: _Record, options: ReadOptions, counts: Counter[str]) -> Iterator[RawDocument | Unreadable]:
    headers = record.headers
    if headers["warc-type"].lower() == "response" and record.block.startswith(b"HTTP/"):
        answer = parse_answer(record.block)
        if not 200 <= answer.status < 300:
            counts[f"responses with status {answer.status}"] += 1
            return
    else:
        answer = Answer(200, {"content-type": headers.get("content-type", "")}, record.block)
    kind = _kind(answer)
    if kind is None:
        counts[f"content of type {answer.content_type or 'unknown'}"] += 1
        return
    data = payload(answer, options.max_expansion, options.max_member_bytes)
    fields, given = _fields(record, answer, options), _given_id(record, answer, options)
    if kind != "pdf":
        encoding = answer.charset or (declared_encoding(data) if kind == "html" else None)
        yield RawDocument(data, None, kind, record=record.number, given_id=given, encoding=encoding, fields=fields)
        return
    try:
        for found in pdf.read(BytesIO(data), options):
            if isinstance(found, RawDocument):
                yield replace(found, record=record.number, given_id=given, fields={**found.fields, **fields})
            else:
                yield replace(found, record=record.number)
    except InputError as error:  # a crawl is still worth reading without its PDF files
        yield Unreadable(str(error), record=record.number, data=data)


def _kind(answer: Answer) -> str | None:
    name = answer.content_type
    if name in _HTML:
        return "html"
    if name in _TEXT:
        return "text"
    if name == _PDF:
        return "pdf"
    if not name and any(mark in answer.body[:1024].lower() for mark in _PAGE_MARKS):
        return "html"
    return None


def _fields(record: _Record, answer: Answer, options: ReadOptions) -> dict[str, str]:
    headers = record.headers
    fields = {
        "url": headers.get("warc-target-uri", "").strip("<>"),
        "date": headers.get("warc-date", ""),
        "truncated": headers.get("warc-truncated", ""),
    }
    fields = {name: value for name, value in fields.items() if value}
    if "*" in options.keep_fields:
        fields |= headers
    for name in options.keep_fields:
        if name != "*" and (value := _header(record, answer, name)) is not None:
            fields[name] = value
    return fields


def _given_id(record: _Record, answer: Answer, options: ReadOptions) -> str | None:
    value = _header(record, answer, options.id_field or "WARC-Record-ID")
    return value.strip("<>") if value else None


def _header(record: _Record, answer: Answer, name: str) -> str | None:
    return record.headers.get(name.lower(), answer.headers.get(name.lower()))
