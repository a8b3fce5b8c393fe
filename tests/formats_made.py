"""Makes the same documents in each format, for the tests of the readers."""

from __future__ import annotations

import base64
import csv as csv_module
import hashlib
import html as html_module
import importlib
import io
import json
import random
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable

#: Paragraphs of made-up documents; no blank line, no space at an end, so that every format can hold them.
DOCUMENTS = (
    ("春分过后，山里的茶园一天比一天绿。", "采茶的人天不亮就上山，到中午才下来。", "他们说：“今年雨水好，茶也好。”"),
    ("图书馆九月一日重新开放。", "读者可以带电脑进来，也可以借走三十本书。"),
    ("一条河从村前流过，A座桥连着两岸；桥长120米，宽7.5米。",),
    (
        "他问：“谁来了？”",
        "没有人回答，只有风把门吹得吱呀作响。",
        "第二天早上，雪停了，院子里有一行脚印。",
        "脚印很小，像是孩子的。",
    ),
)


def read(format: str, data: bytes, portion: Portion | None = None, **options: Any) -> list[RawDocument | Unreadable]:
    """Read bytes with the reader of a format."""
    reader = importlib.import_module(f"corpuskit.io.readers.{format}")
    found: Iterator[RawDocument | Unreadable] = reader.read(io.BytesIO(data), ReadOptions(**options), portion)
    return list(found)


def texts(found: Sequence[RawDocument | Unreadable]) -> list[str | None]:
    """Give the texts of the documents, which must be documents all."""
    assert all(isinstance(one, RawDocument) for one in found), found
    return [one.text for one in found if isinstance(one, RawDocument)]


def reasons(found: Sequence[RawDocument | Unreadable]) -> list[str]:
    """Give why things could not be read."""
    return [one.reason for one in found if isinstance(one, Unreadable)]


def mutated(draw: random.Random, data: bytes) -> bytes:
    """Spoil some bytes: cut, flipped, doubled, moved, or with strange ones put in."""
    spoilt = bytearray(data)
    for _ in range(draw.randint(1, 6)):
        size = len(spoilt)
        at, other = draw.randrange(size + 1), draw.randrange(size + 1)
        match draw.randrange(6):
            case 0:
                del spoilt[at:]
            case 1 if at < size:
                spoilt[at] ^= 1 << draw.randrange(8)
            case 2:
                del spoilt[at : at + draw.randrange(1, 40)]
            case 3:
                spoilt[at:at] = spoilt[other : other + draw.randrange(1, 200)]
            case 4:
                spoilt[at:at] = draw.choice(
                    (b"\0", b"\xff\xfe", b'"', b"\n", b"\r", b"{", b"<", b"&#x110000;", b"\xef\xbb\xbf", b"\x1b$)A")
                )
            case _:
                spoilt[at : at + 8] = draw.randbytes(8)
    return bytes(spoilt)


def as_text(paragraphs: Sequence[str]) -> str:
    return "\n\n".join(paragraphs)


def as_jsonl(documents: Sequence[str]) -> bytes:
    lines = (json.dumps({"id": number, "text": text}, ensure_ascii=number % 2 == 0) for number, text in enumerate(documents))
    return "".join(f"{line}\n" for line in lines).encode()


def as_csv(documents: Sequence[str], delimiter: str = ",") -> bytes:
    file = io.StringIO(newline="")
    writer = csv_module.writer(file, delimiter=delimiter)
    writer.writerow(["id", "text", "备注"])
    writer.writerows([number, text, "无"] for number, text in enumerate(documents))
    return file.getvalue().encode()


def as_parquet(documents: Sequence[str], **options: Any) -> bytes:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    file = io.BytesIO()
    parquet.write_table(pa.table({"id": list(range(len(documents))), "text": list(documents)}), file, **options)
    return file.getvalue()


def as_html(paragraphs: Sequence[str]) -> bytes:
    body = "".join(f"<p>　　{html_module.escape(paragraph)}</p>\n" for paragraph in paragraphs)
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>一页</title></head><body>{body}</body></html>'.encode()


def as_docx(paragraphs: Sequence[str]) -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_pdf(pages: Sequence[Sequence[str]], **options: Any) -> bytes:
    """Write a PDF with a line for each string; pages without strings are empty."""
    rl_config = pytest.importorskip("reportlab.rl_config")
    rl_config.useA85 = 0  # otherwise the streams are wrapped once more
    canvas = importlib.import_module("reportlab.pdfgen.canvas")
    metrics = importlib.import_module("reportlab.pdfbase.pdfmetrics")
    fonts = importlib.import_module("reportlab.pdfbase.cidfonts")
    metrics.registerFont(fonts.UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    made = canvas.Canvas(file, invariant=1, **options)
    for lines in pages:
        made.setFont("STSong-Light", 11)
        for number, line in enumerate(lines):
            made.drawString(60, 780 - 20 * number, line)
        made.showPage()
    made.save()
    return file.getvalue()


def as_warc(pages: Sequence[bytes], content_type: str = "text/html; charset=utf-8") -> bytes:
    """Write a WARC file with a response for each page, a record of information before them, and a picture behind them."""
    records = [warc_record("warcinfo", "", b"software: a test\r\n", "application/warc-fields")]
    for number, page in enumerate(pages):
        records.append(warc_record("response", f"http://example.cn/{number}", http(page, {"Content-Type": content_type})))
    records.append(warc_record("response", "http://example.cn/picture", http(b"\x89PNG", {"Content-Type": "image/png"})))
    return b"".join(records)


def http(body: bytes, headers: dict[str, str], status: str = "200 OK") -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def warc_record(kind: str, url: str, block: bytes, content_type: str = "application/http; msgtype=response") -> bytes:
    digest = base64.b32encode(hashlib.sha1(block).digest()).decode()
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url + kind)}>",
        "WARC-Date": "2023-05-06T07:08:09Z",
        "WARC-Target-URI": url,
        "WARC-Block-Digest": f"sha1:{digest}",
        "Content-Type": content_type,
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"
