"""WARC files: which records are documents, how bodies are unpacked, that nothing is cut in silence."""

from __future__ import annotations

import gzip
import io
import random
import time
import zlib
from collections import Counter
from typing import Any

import pytest
from formats_made import as_html, as_pdf, as_warc, http, mutated, read, reasons, warc_record

from corpuskit.io.raw import RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers import warc

PAGE = "<html><body><p>春分过后，山里的茶园一天比一天绿。</p></body></html>".encode()
TYPE = {"Content-Type": "text/html; charset=utf-8"}


def one(block: bytes, kind: str = "response", **options: Any) -> list[RawDocument | Unreadable]:
    return read("warc", warc_record(kind, "http://example.cn/", block), **options)


def bodies(found: list[RawDocument | Unreadable]) -> list[bytes]:
    assert all(isinstance(document, RawDocument) for document in found), found
    return [document.data or b"" for document in found]


def in_chunks(body: bytes) -> bytes:
    parts = [body[at : at + 11] for at in range(0, len(body), 11)]
    return b"".join(b"%X;x=y\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def test_pages_come_with_what_the_archive_says() -> None:
    counts: Counter[str] = Counter()
    found = list(warc.read(io.BytesIO(as_warc([PAGE] * 3)), ReadOptions(), None, counts))
    assert bodies(found) == [PAGE] * 3
    [first, *_] = found
    assert isinstance(first, RawDocument)
    assert (first.text, first.kind, first.encoding, first.record) == (None, "html", "utf-8", 2)
    assert first.fields == {"url": "http://example.cn/0", "date": "2023-05-06T07:08:09Z"}
    assert (first.given_id or "").startswith("urn:uuid:")
    assert counts == {"records of type warcinfo": 1, "content of type image/png": 1}


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ({}, PAGE),
        ({"Content-Encoding": "gzip"}, gzip.compress(PAGE, mtime=0)),
        ({"Content-Encoding": "GZIP"}, gzip.compress(PAGE[:30], mtime=0) + gzip.compress(PAGE[30:], mtime=0)),
        ({"Content-Encoding": "x-gzip"}, PAGE),  # unpacked already
        ({"Content-Encoding": "deflate"}, zlib.compress(PAGE)),
        ({"Content-Encoding": "deflate"}, zlib.compress(PAGE)[2:-4]),
        ({"Content-Encoding": "identity"}, PAGE),
        ({"Transfer-Encoding": "chunked"}, in_chunks(PAGE)),
        ({"Transfer-Encoding": "chunked"}, PAGE),
        ({"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}, in_chunks(gzip.compress(PAGE, mtime=0))),
        ({"Content-Encoding": "deflate, gzip"}, gzip.compress(zlib.compress(PAGE), mtime=0)),
    ],
)
def test_codings_are_undone(coding: dict[str, str], body: bytes) -> None:
    assert bodies(one(http(body, TYPE | coding))) == [PAGE]


def test_modern_codings() -> None:
    brotli = pytest.importorskip("brotli", reason="the package brotli is not installed")
    zstandard = pytest.importorskip("zstandard", reason="the package zstandard is not installed")
    for coding, pack in (("br", brotli.compress), ("zstd", zstandard.ZstdCompressor().compress)):
        body = pack(PAGE)
        assert bodies(one(http(body, TYPE | {"Content-Encoding": coding}))) == [PAGE]
        assert reasons(one(http(body[:-3], TYPE | {"Content-Encoding": coding}))) == ["a compressed body that ends too early"]


@pytest.mark.parametrize(
    ("coding", "body", "why"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress(PAGE, mtime=0)[:-9], "a compressed body that ends too early"),
        ({"Content-Encoding": "gzip"}, gzip.compress(PAGE, mtime=0)[:-8] + bytes(8), "a compressed body that is damaged"),
        ({"Transfer-Encoding": "chunked"}, in_chunks(PAGE)[:-20], "a body in chunks that ends too early"),
        ({"Content-Encoding": "gzip"}, gzip.compress(bytes(2**25), mtime=0), "a compressed body that expands to too much"),
        ({"Content-Encoding": "compress"}, PAGE, "a body in the coding 'compress', which corpuskit does not know"),
    ],
)
def test_bodies_that_are_not_what_they_say(coding: dict[str, str], body: bytes, why: str) -> None:
    found = read("warc", warc_record("response", "u", http(body, TYPE | coding)) + as_warc([PAGE]))
    assert reasons(found) == [why]
    assert bodies(found[1:]) == [PAGE]


@pytest.mark.parametrize(
    ("block", "kind", "told"),
    [
        (http(PAGE, TYPE, "404 Not Found"), "response", "responses with status 404"),
        (http(PAGE, {"Content-Type": "image/gif"}), "response", "content of type image/gif"),
        (b"GET / HTTP/1.1\r\n\r\n", "request", "records of type request"),
        (http(b"", TYPE), "revisit", "records of type revisit"),
        (b"a: b", "metadata", "records of type metadata"),
    ],
)
def test_what_is_no_document_is_counted(block: bytes, kind: str, told: str) -> None:
    counts: Counter[str] = Counter()
    assert list(warc.read(io.BytesIO(warc_record(kind, "u", block)), ReadOptions(), None, counts)) == []
    assert counts == {told: 1}


def test_kinds_of_content() -> None:
    assert [document.kind for document in one(http(PAGE, {})) if isinstance(document, RawDocument)] == ["html"]
    extracted = read("warc", warc_record("conversion", "u", "文字".encode(), "text/plain"))
    assert [(document.kind, document.data) for document in extracted if isinstance(document, RawDocument)] == [
        ("text", "文字".encode())
    ]
    [page] = read("warc", warc_record("resource", "u", PAGE, "text/html; charset=gbk"))
    assert isinstance(page, RawDocument)
    assert (page.kind, page.encoding) == ("html", "gbk")


def test_pdf_files_are_read() -> None:
    pytest.importorskip("pypdfium2", reason="the package pypdfium2 is not installed")
    [document] = one(http(as_pdf([["春分过后"]]), {"Content-Type": "application/pdf"}))
    assert isinstance(document, RawDocument)
    assert (document.text, document.kind, document.record) == ("春分过后", "pdf", 1)
    assert document.fields["url"] == "http://example.cn/"
    [problem] = one(http(b"%PDF-1.4", {"Content-Type": "application/pdf"}))
    assert problem.record == 1


def test_headers_can_be_ids_and_fields() -> None:
    [document] = one(http(PAGE, TYPE | {"Server": "a"}), id_field="WARC-Target-URI", keep_fields=("Server", "warc-type"))
    assert isinstance(document, RawDocument)
    assert document.given_id == "http://example.cn/"
    assert document.fields["Server"] == "a"
    assert document.fields["warc-type"] == "response"


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (b"WARC/1.0", b"WXRC/1.0", "something else stands where it should begin"),
        (b"WARC-Type: response", b"WARC-Type: respunse", "there is no type 'respunse'"),
        (b"WARC-Date:", b"WARC-Date;", "its header is not whole"),
        (b"Content-Length: ", b"Content-Length: x", "its header does not say its length"),
        (b"Content-Length: ", b"Content-Length: -", "its header does not say its length"),
        ("春".encode(), "秋".encode(), "its checksum is not right"),
        (b"</html>", b"</html", "its length is not what its header says"),
    ],
)
def test_a_damaged_record_costs_one_record(before: bytes, after: bytes, why: str) -> None:
    good = warc_record("response", "u", http(PAGE, TYPE))
    found = read("warc", good + good.replace(before, after, 1) + good)
    assert reasons(found) == [f"damaged WARC record: {why}"]
    assert [type(document) for document in found] == [RawDocument, Unreadable, RawDocument]


@pytest.mark.parametrize("length", [1, 100, 1000, 100_000])
def test_a_wrong_length_costs_one_record(length: int) -> None:
    good = warc_record("response", "u", http(PAGE, TYPE))
    size = good.index(b"Content-Length: ")
    bad = good[:size] + b"Content-Length: %d" % length + good[good.index(b"\r", size) :]
    found = read("warc", good + bad + good * 3)
    assert len(reasons(found)) == 1
    assert [type(document) for document in found] == [RawDocument, Unreadable] + [RawDocument] * 3


def test_wrong_lengths_without_end_cost_linear_time() -> None:
    record = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: a\r\nWARC-Date: b\r\nContent-Length: %d\r\n\r\n"

    def seconds(count: int) -> float:
        data = record % (count * len(record)) * count
        started = time.process_time()
        assert read("warc", data)
        return time.process_time() - started

    seconds(100)
    small = min(seconds(1000) for _ in range(3))
    assert seconds(10_000) < 60 * small + 0.5


def test_a_large_record_is_refused() -> None:
    found = read("warc", as_warc([PAGE, PAGE * 100, PAGE]), max_member_bytes=2000)
    assert reasons(found) == ["a record of more than 2,000 bytes"]
    assert len(found) == 3


def test_no_cut_is_silent_but_one_between_records() -> None:
    data = as_warc([PAGE, PAGE])
    between = {0, len(data), *(at for at in range(len(data)) if data.startswith(b"WARC/1.0\r\n", at))}
    whole = bodies(read("warc", data))
    for size in range(len(data) + 1):
        found = read("warc", data[:size])
        documents = [document.data for document in found if isinstance(document, RawDocument)]
        assert documents == whole[: len(documents)]
        assert bool(reasons(found)) == (size not in between)


def test_damage_changes_no_document_in_silence() -> None:
    data = as_warc([as_html([f"第{number}页，春分过后。"]) for number in range(3)])
    whole = bodies(read("warc", data))
    draw = random.Random(9)
    for _ in range(1500):
        at = draw.randrange(len(data))
        found = read("warc", data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :])
        assert reasons(found) or bodies(found) == whole
        read("warc", mutated(draw, data))


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_other_libraries_write_and_read() -> None:
    writing = pytest.importorskip("warcio.warcwriter", reason="the package warcio is not installed")
    heads = pytest.importorskip("warcio.statusandheaders", reason="the package warcio is not installed")
    reading = pytest.importorskip("fastwarc.warc", reason="the package fastwarc is not installed")
    file = io.BytesIO()
    writer = writing.WARCWriter(file, gzip=False)
    writer.write_record(writer.create_warcinfo_record("a", {"software": "b"}))
    draw = random.Random(10)
    for number in range(50):
        body = PAGE * draw.randint(1, 30)
        headers = [("Content-Type", "text/html")] + [("Content-Encoding", "gzip")] * (number % 2)
        head = heads.StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        payload = io.BytesIO(gzip.compress(body) if number % 2 else body)
        writer.write_record(
            writer.create_warc_record(f"http://example.cn/{number}", "response", payload=payload, http_headers=head)
        )
    data = file.getvalue()
    records = reading.ArchiveIterator(io.BytesIO(data), record_types=reading.WarcRecordType.response)
    theirs = [
        (record.headers["WARC-Target-URI"], gzip.decompress(body) if (body := record.reader.read())[:1] == b"\x1f" else body)
        for record in records
    ]
    ours = [(document.fields["url"], document.data) for document in read("warc", data) if isinstance(document, RawDocument)]
    assert ours == theirs
    assert len(ours) == 50
