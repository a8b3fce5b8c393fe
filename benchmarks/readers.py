"""How fast each reader is beside the bare library that does the same work without looking for damage.

    python benchmarks/readers.py [--megabytes 8] [--repeat 5] [--only jsonl,warc]

The data are made here, the same each time. Both sides turn the same bytes in memory into texts, one after the other in the same
run; a figure is the median of the CPU times. `ratio` is the speed of the library divided by that of corpuskit: 1.5 means that
corpuskit needs half as long again. What it does for that: finds out encodings, checks every line, row and record, and says what
was cut or damaged; the libraries raise, stop, or go on in silence. A library that is not installed is left out.

With HTML there is a second table: paragraphs of made pages that are lost or come twice, and pages of which some navigation,
related titles or the line at the foot is taken for text.
"""

from __future__ import annotations

import argparse
import base64
import csv
import gzip
import hashlib
import html
import io
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from corpus import Writer

from corpuskit.io.raw import ReadOptions

Work = Callable[[], object]


class Race(NamedTuple):
    """One line of the table: a reader of ours and a library."""

    reader: str
    peer: str
    size: int
    ours: Work
    theirs: Work


def _documents(megabytes: float) -> list[list[str]]:
    writer = Writer(1)
    documents: list[list[str]] = []
    size = 0.0
    while size < megabytes * 1e6:
        documents.append(writer.paragraphs())
        size += sum(map(len, documents[-1])) * 3
    return documents


def _ours(format: str, files: Iterable[bytes], **options: Any) -> Work:
    read = import_module(f"corpuskit.io.readers.{format}").read
    kept = list(files)
    return lambda: [found for data in kept for found in read(io.BytesIO(data), ReadOptions(**options))]


def jsonl(documents: list[list[str]]) -> Iterator[Race]:
    """JSON Lines beside orjson on each line."""
    import orjson

    records = [{"id": number, "text": "\n".join(document)} for number, document in enumerate(documents)]
    data = b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records)

    def theirs() -> object:
        return [orjson.loads(line)["text"] for line in io.BytesIO(data)]

    yield Race("jsonl", "orjson", len(data), _ours("jsonl", [data]), theirs)
    yield Race("jsonl, all fields kept", "orjson", len(data), _ours("jsonl", [data], id_field="id", keep_fields=("*",)), theirs)


def lines(documents: list[list[str]]) -> Iterator[Race]:
    """Lines beside decoding each of them, its encoding being known."""
    text = "".join(f"{paragraph}\n" for document in documents for paragraph in document)
    for encoding in ("utf-8", "gb18030"):
        data = text.encode(encoding)
        yield Race(f"lines, {encoding}", "bytes.decode", len(data), _ours("lines", [data]), _decoder(data, encoding))


def _decoder(data: bytes, encoding: str) -> Work:
    return lambda: [line.decode(encoding) for line in io.BytesIO(data)]


def table(documents: list[list[str]]) -> Iterator[Race]:
    """CSV beside the module of Python."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["id", "url", "text"])
    writer.writerows([number, "http://example.cn/", "\n".join(document)] for number, document in enumerate(documents))
    data = file.getvalue().encode()

    def theirs() -> object:
        return [row["text"] for row in csv.DictReader(io.TextIOWrapper(io.BytesIO(data), "utf-8", newline=""))]

    yield Race("csv", "csv.DictReader", len(data), _ours("csv", [data]), theirs)


def parquet(documents: list[list[str]]) -> Iterator[Race]:
    """Parquet beside pyarrow."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    texts = ["\n".join(document) for document in documents]
    pq.write_table(pa.table({"id": list(range(len(texts))), "text": texts}), file, row_group_size=500)
    data = file.getvalue()

    def theirs() -> object:
        batches = pq.ParquetFile(io.BytesIO(data)).iter_batches(columns=["text"])
        return [text for batch in batches for text in batch.column(0).to_pylist()]

    yield Race("parquet", "pyarrow", sum(len(text.encode()) for text in texts), _ours("parquet", [data]), theirs)


def _page(document: list[str]) -> str:
    links = "".join(f"<li><a href='/{number}'>栏目{number}</a></li>" for number in range(30))
    body = "".join(f"<p>　　{html.escape(paragraph)}</p>\n" for paragraph in document)
    head = f"<title>{document[0][:20]}</title><meta name='PubDate' content='2023-05-06'>"
    article = f"<div><h1>{document[0][:20]}</h1>{body}</div>"
    return f"<!DOCTYPE html><html><head>{head}</head><body><ul>{links}</ul>{article}</body></html>"


def pages(documents: list[list[str]]) -> Iterator[Race]:
    """HTML beside trafilatura, as fast as it goes and with all that it can do."""
    import trafilatura

    from corpuskit.io.readers.html import article

    made = [_page(document) for document in documents[: max(1, len(documents) // 8)]]
    size = sum(len(page.encode()) for page in made)

    def ours() -> object:
        return [article(page).text for page in made]

    def recall() -> object:
        return [trafilatura.extract(page, favor_recall=True, include_comments=False) for page in made]

    def with_fields() -> object:
        return [trafilatura.bare_extraction(page, favor_recall=True, include_comments=False, with_metadata=True) for page in made]

    yield Race("html", "trafilatura", size, ours, recall)
    yield Race("html", "trafilatura, with metadata", size, ours, with_fields)


def pdf(documents: list[list[str]]) -> Iterator[Race]:
    """PDF beside pypdfium2."""
    import pypdfium2
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    made = []
    for document in documents[: max(1, len(documents) // 40)]:
        canvas = Canvas("made.pdf", invariant=True)
        canvas.setFont("STSong-Light", 11)
        text = "".join(document)
        for number, start in enumerate(range(0, len(text), 38)):
            if number and number % 38 == 0:
                canvas.showPage()
                canvas.setFont("STSong-Light", 11)
            canvas.drawString(60, 780 - 20 * (number % 38), text[start : start + 38])
        made.append(bytes(canvas.getpdfdata()))

    def theirs() -> object:
        return [[page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)] for data in made]

    yield Race("pdf", "pypdfium2", sum(map(len, made)), _ours("pdf", made), theirs)


def docx(documents: list[list[str]]) -> Iterator[Race]:
    """DOCX beside python-docx."""
    library = import_module("docx")
    made = []
    for document in documents[: max(1, len(documents) // 40)]:
        written = library.Document()
        for paragraph in document:
            written.add_paragraph(paragraph)
        file = io.BytesIO()
        written.save(file)
        made.append(file.getvalue())

    def theirs() -> object:
        return ["\n".join(paragraph.text for paragraph in library.Document(io.BytesIO(data)).paragraphs) for data in made]

    yield Race("docx", "python-docx", sum(map(len, made)), _ours("docx", made), theirs)


def warc(documents: list[list[str]]) -> Iterator[Race]:
    """WARC beside FastWARC and warcio, checksums looked at and not; the bodies are compressed as servers send them."""
    records = []
    for number, document in enumerate(documents):
        body = gzip.compress(_page(document).encode(), 6)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n\r\n"
        digest = base64.b32encode(hashlib.sha1(head + body).digest()).decode()
        lines = (
            "WARC/1.0", "WARC-Type: response", f"WARC-Record-ID: <urn:uuid:{number:032x}>", "WARC-Date: 2023-05-06T07:08:09Z",
            f"WARC-Target-URI: http://example.cn/{number}", f"WARC-Block-Digest: sha1:{digest}",
            "Content-Type: application/http; msgtype=response", f"Content-Length: {len(head + body)}",
        )  # fmt: skip
        records.append("\r\n".join(lines).encode() + b"\r\n\r\n" + head + body + b"\r\n\r\n")
    data = b"".join(records)
    ours = _ours("warc", [data])

    def fastwarc() -> object:
        from fastwarc.warc import ArchiveIterator, WarcRecordType

        reader = ArchiveIterator(io.BytesIO(data), record_types=WarcRecordType.response, verify_digests=True)
        return [gzip.decompress(record.reader.read()) for record in reader]

    def warcio() -> object:
        from warcio.archiveiterator import ArchiveIterator

        reader = ArchiveIterator(io.BytesIO(data), check_digests=True)
        return [record.content_stream().read() for record in reader if record.rec_type == "response"]

    yield Race("warc", "FastWARC", len(data), ours, fastwarc)
    yield Race("warc", "warcio", len(data), ours, warcio)


KINDS: dict[str, Callable[[list[list[str]]], Iterator[Race]]] = {
    "jsonl": jsonl,
    "lines": lines,
    "csv": table,
    "parquet": parquet,
    "html": pages,
    "pdf": pdf,
    "docx": docx,
    "warc": warc,
}


def _furniture() -> tuple[str, str]:
    navigation = "<ul>" + "".join(f"<li><a href='/{number}'>导航栏目{number}</a></li>" for number in range(12)) + "</ul>"
    related = (
        "<h3>相关阅读</h3><ul>" + "".join(f"<li><a href='/{number}'>相关标题{number}</a></li>" for number in range(8)) + "</ul>"
    )
    return f"<div class=nav>{navigation}</div>", f"<div>{related}</div><div class=footer>示例单位 备案号</div>"


def _layouts(document: list[str]) -> dict[str, str]:
    above, below = _furniture()
    lines = [html.escape(paragraph) for paragraph in document]
    table = "<table><tr><td>项目</td><td>数量</td></tr><tr><td>甲</td><td>3</td></tr></table>"
    bodies = {
        "paragraphs": "<div>" + "".join(f"<p>　　{line}</p>" for line in lines) + "</div>",
        "breaks": "<div>" + "<br>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{line}" for line in lines) + "</div>",
        "breaks and a table": "<div>" + "<br>\n".join(f"　　{line}" for line in lines[:-1]) + f"{table}　　{lines[-1]}</div>",
        "layout table": "<table><tr><td>" + "".join(f"<p><font>{line}</font></p>" for line in lines) + "</td></tr></table>",
        "spans": "".join(f"<div><span>{line[:9]}</span><b>{line[9:15]}</b>{line[15:]}</div>" for line in lines),
        "one element each": "".join(f"<section><div>{line}</div></section>" for line in lines),
    }
    return {name: f"<html><body>{above}{body}{below}</body></html>" for name, body in bodies.items()}


def compare_articles(documents: list[list[str]]) -> None:
    """Print how much of articles is lost, written twice, and how much of what stands around them is kept."""
    import trafilatura

    from corpuskit.io.readers.html import article

    finders: dict[str, Callable[[str], str]] = {
        "corpuskit": lambda page: article(page).text,
        "trafilatura": lambda page: trafilatura.extract(page, include_comments=False) or "",
        "trafilatura, recall": lambda page: trafilatura.extract(page, include_comments=False, favor_recall=True) or "",
    }
    print("\n| page made of | found by | paragraphs lost | written twice | pages with furniture |\n|---|---|---|---|---|")
    for layout in _layouts(documents[0]):
        for name, find in finders.items():
            lost = twice = kept = 0
            for document in documents:
                found = "".join(find(_layouts(document)[layout]).split())
                counts = [found.count("".join(paragraph.split())) for paragraph in document]
                lost += counts.count(0)
                twice += sum(count > 1 for count in counts)
                kept += "导航栏目" in found or "相关标题" in found or "备案号" in found
            total = sum(map(len, documents))
            print(f"| {layout} | {name} | {lost / total:.1%} | {twice / total:.1%} | {kept / len(documents):.1%} |", flush=True)


def _seconds(work: Work, repeat: int) -> float:
    taken = []
    for _ in range(repeat):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def compare(kinds: Iterable[str], megabytes: float, repeat: int) -> None:
    """Print the table."""
    documents = _documents(megabytes)
    print("| reader | library | MB | corpuskit MB/s | library MB/s | ratio |\n|---|---|---|---|---|---|")
    for kind in kinds:
        try:
            for race in KINDS[kind](documents):
                ours, theirs = _seconds(race.ours, repeat), _seconds(race.theirs, repeat)
                size = race.size / 1e6
                cells = f"{size:.1f} | {size / ours:.1f} | {size / theirs:.1f} | {ours / theirs:.2f}"
                print(f"| {race.reader} | {race.peer} | {cells} |", flush=True)
        except ImportError as error:
            print(f"{kind}: left out, as {error.name or error} is not installed", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=8, help="text to make; HTML, PDF and DOCX get a part of it")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", default=",".join(KINDS), help="formats, with commas between them")
    given = parser.parse_args()
    compare(given.only.split(","), given.megabytes, given.repeat)
    if "html" in given.only:
        compare_articles([document[: 2 + number % 9] for number, document in enumerate(_documents(1)[:100])])
