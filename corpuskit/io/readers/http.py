"""The answer of a web server as archives keep it: head, codings, body (RFC 9112)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpuskit.io.readers.needs import extra

_ALWAYS = 10 * 2**20  # bytes that a body may have, however small it is compressed
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})")
_CHUNK = re.compile(rb"\s{0,8}([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_INPUT = 1 << 16  # bytes that are given to the decompressor at once
_PIECE = 1 << 18
_LONGEST_VALUE = 1 << 14  # characters of a header that goes on in further lines


class BadBody(Exception):
    """The body is not what its head says it is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response.

    Attributes:
        status: 200 and so on; 0 if there is none.
        headers: by lower-case name; of several equal ones the last.
        body: as it was sent, with its codings.
    """

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """The kind of content, without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding that the server claims."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found.group(1).lower() if found else None


def parse_answer(data: bytes) -> Answer:
    r"""Take a response apart.

    >>> answer = parse_answer(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=GBK\r\n\r\n<p>")
    >>> answer.status, answer.content_type, answer.charset, answer.body
    (200, 'text/html', 'gbk', b'<p>')
    """
    ends = [(at, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (at := data.find(mark, 0, 1 << 20)) >= 0]
    at, length = min(ends, default=(len(data), 0))
    lines = data[:at].split(b"\n")
    found = _STATUS.match(lines[0])
    return Answer(int(found.group(1)) if found else 0, headers_of(lines[1:]), data[at + length :])


def headers_of(lines: list[bytes]) -> dict[str, str]:
    """Give the headers in some lines by lower-case name; a line that begins with a space belongs to the one before."""
    headers: dict[str, str] = {}
    name = ""
    for line in lines:
        text = line.decode("utf-8", "replace").rstrip("\r")
        if text[:1] in (" ", "\t") and name:
            if len(headers[name]) < _LONGEST_VALUE:
                headers[name] += " " + text.strip()
            continue
        name, colon, value = text.partition(":")
        name = name.strip().lower() if colon else ""
        if name:
            headers[name] = value.strip()
    return headers


def payload(answer: Answer, most_expansion: int, most: int) -> bytes:
    """Undo the codings of a body.

    Some archives keep a body that is decoded already together with a head that says it is not; then there is nothing to undo.

    Args:
        answer: the response.
        most_expansion: it may be this many times as large as it was sent.
        most: and have this many bytes.

    Raises:
        BadBody: it is damaged, or larger than that.
        InputError: the library for one of its codings is not installed.
    """
    body = answer.body
    codings = _listed(answer, "transfer-encoding")[::-1] + _listed(answer, "content-encoding")[::-1]
    limit = min(most, max(_ALWAYS, most_expansion * len(body)))
    for coding in codings:
        body = _decoded(body, coding, limit)
    return body


def _listed(answer: Answer, name: str) -> list[str]:
    return [part.strip().lower() for part in answer.headers.get(name, "").split(",") if part.strip()]


def _decoded(body: bytes, coding: str, limit: int) -> bytes:
    if coding == "chunked":
        return _dechunked(body)
    if coding in ("gzip", "x-gzip"):
        return _limited(_inflated(body, 31), limit) if body.startswith(b"\x1f\x8b") else body
    if coding == "deflate":
        try:
            return _limited(_inflated(body, 15), limit)
        except BadBody:  # many servers send the bare stream without its frame
            return _limited(_inflated(body, -15), limit)
    if coding == "br":
        return _limited(_unbrotlied(body), limit)
    if coding == "zstd":
        return _limited(_unzstandarded(body), limit) if body.startswith(b"\x28\xb5\x2f\xfd") else body
    if coding in ("identity", "none", "utf-8"):
        return body
    raise BadBody(f"a body in the coding {coding[:20]!r}, which corpuskit does not know")


def _dechunked(body: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while found := _CHUNK.match(body, at):
        size = int(found.group(1), 16)
        at = found.end()
        if size == 0:
            return b"".join(parts)
        if at + size > len(body):
            raise BadBody("a body in chunks that ends too early")
        parts.append(body[at : at + size])
        at += size
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    if not parts:
        return body  # decoded already
    raise BadBody("a body in chunks that ends too early")


def _limited(pieces: Iterator[bytes], limit: int) -> bytes:
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > limit:
            raise BadBody("a compressed body that expands to too much")
    return bytes(whole)


def _inflated(body: bytes, window: int) -> Iterator[bytes]:
    at = 0
    while at < len(body):
        inflater = zlib.decompressobj(window)
        try:
            while not inflater.eof and at < len(body):
                left = body[at : at + _INPUT]
                at += len(left)
                while left and not inflater.eof:
                    yield inflater.decompress(left, _PIECE)
                    left = inflater.unconsumed_tail
            yield inflater.flush()
        except zlib.error:
            raise BadBody("a compressed body that is damaged") from None
        if not inflater.eof:
            raise BadBody("a compressed body that ends too early")
        at -= len(inflater.unused_data)
        if not body.startswith(b"\x1f\x8b", at):
            return  # what follows is no other member


def _unbrotlied(body: bytes) -> Iterator[bytes]:
    with extra("warc", "web pages compressed with Brotli"):
        import brotli
    expander = brotli.Decompressor()
    yield from _expanded(body, expander.process, brotli.error)
    if not expander.is_finished():
        raise BadBody("a compressed body that ends too early")


def _unzstandarded(body: bytes) -> Iterator[bytes]:
    with extra("zstd", "web pages compressed with Zstandard"):
        import zstandard
    expander = zstandard.ZstdDecompressor().decompressobj()
    yield from _expanded(body, expander.decompress, zstandard.ZstdError)
    if not expander.eof:
        raise BadBody("a compressed body that ends too early")


def _expanded(body: bytes, expand: Callable[[bytes], bytes], failure: type[Exception]) -> Iterator[bytes]:
    step = 1 << 12  # a few bytes at a time, so that a bomb is noticed
    try:
        for at in range(0, len(body), step):
            yield expand(body[at : at + step])
    except failure:
        raise BadBody("a compressed body that is damaged") from None
