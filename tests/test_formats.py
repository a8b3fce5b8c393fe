"""The same documents, written in every format and compression and read back, give the same texts."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import sys
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from formats_made import (
    DOCUMENTS,
    as_csv,
    as_docx,
    as_html,
    as_jsonl,
    as_parquet,
    as_pdf,
    as_text,
    as_warc,
    http,
    mutated,
    read,
    warc_record,
)

from corpuskit.decoding import decode
from corpuskit.errors import InputError
from corpuskit.io.discover import discover
from corpuskit.io.raw import RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers import read_documents
from corpuskit.io.readers.html import article

TEXTS = [as_text(paragraphs) for paragraphs in DOCUMENTS]


def _lines(documents: Sequence[Sequence[str]]) -> bytes:
    return "".join(f"{''.join(paragraphs)}\n" for paragraphs in documents).encode()


#: Formats that hold many documents in a file, by the ending of the name.
MANY: dict[str, Callable[[], bytes]] = {
    "jsonl": lambda: as_jsonl(TEXTS),
    "csv": lambda: as_csv(TEXTS),
    "tsv": lambda: as_csv(TEXTS, "\t").decode().encode("utf-16"),
    "parquet": lambda: as_parquet(TEXTS),
    "warc": lambda: as_warc([as_html(paragraphs) for paragraphs in DOCUMENTS]),
}
#: Formats that hold one.
ONE: dict[str, Callable[[Sequence[str]], bytes]] = {
    "txt": lambda paragraphs: as_text(paragraphs).encode("gb18030"),
    "html": as_html,
    "docx": as_docx,
    "pdf": lambda paragraphs: as_pdf([paragraphs]),
}
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


def _text(document: RawDocument | Unreadable) -> str:
    """Decode a document as the engine does."""
    assert isinstance(document, RawDocument), document
    if document.text is not None:
        return document.text
    text = decode(document.data).text
    return article(text).text if document.kind == "html" else text


def _same(text: str, paragraphs: Sequence[str]) -> bool:
    """Compare but for what a format cannot hold: the blank lines between paragraphs, which PDF does not have."""
    return [line for line in text.split("\n") if line] == list(paragraphs)


def _read_file(path: Path, **options: object) -> list[RawDocument | Unreadable]:
    [file] = discover([path]).files
    return list(read_documents(file, ReadOptions(**options)))  # type: ignore[arg-type]


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("ending", MANY)
def test_a_file_with_many_documents(tmp_path: Path, ending: str, packed: str) -> None:
    path = tmp_path / f"file.{ending}{packed}"
    path.write_bytes(PACKED[packed](MANY[ending]()))
    found = [_text(document) for document in _read_file(path)]
    assert len(found) == len(DOCUMENTS)
    assert all(map(_same, found, DOCUMENTS))


@pytest.mark.parametrize("packed", PACKED)
def test_lines_hold_all_but_line_breaks(tmp_path: Path, packed: str) -> None:
    path = tmp_path / f"file.txt{packed}"
    path.write_bytes(PACKED[packed](_lines(DOCUMENTS)))
    assert [_text(document) for document in _read_file(path, format="lines")] == ["".join(parts) for parts in DOCUMENTS]


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("ending", ONE)
def test_a_file_with_one_document(tmp_path: Path, ending: str, packed: str) -> None:
    for number, paragraphs in enumerate(DOCUMENTS):
        path = tmp_path / f"{number}.{ending}{packed}"
        path.write_bytes(PACKED[packed](ONE[ending](paragraphs)))
        [document] = _read_file(path)
        assert _same(_text(document), paragraphs)


@pytest.mark.parametrize("archive", ["zip", "tar", "tar.gz"])
@pytest.mark.parametrize("ending", [*ONE, *MANY])
def test_files_in_an_archive(tmp_path: Path, ending: str, archive: str) -> None:
    members = [MANY[ending]()] if ending in MANY else [ONE[ending](paragraphs) for paragraphs in DOCUMENTS]
    path = tmp_path / f"archive.{archive}"
    if archive == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for number, data in enumerate(members):
                file.writestr(f"文件夹/{number}.{ending}", data)
    else:
        with tarfile.open(path, "w:gz" if archive == "tar.gz" else "w") as tar:
            for number, data in enumerate(members):
                info = tarfile.TarInfo(f"文件夹/{number}.{ending}")
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    documents = _read_file(path)
    assert all(map(_same, map(_text, documents), DOCUMENTS))
    assert [document.member for document in documents] == [
        f"文件夹/{0 if ending in MANY else number}.{ending}" for number in range(len(DOCUMENTS))
    ]


@pytest.mark.parametrize("ending", MANY)
def test_many_documents_are_numbered(ending: str) -> None:
    format = "csv" if ending == "tsv" else ending
    numbers = [document.record for document in read(format, MANY[ending]())]
    assert numbers == sorted(set(numbers))
    assert numbers[0] >= 1


@pytest.mark.parametrize(
    ("format", "package", "extra"),
    [("pdf", "pypdfium2", "pdf"), ("parquet", "pyarrow", "parquet"), ("html", "trafilatura", "html"), ("warc", "brotli", "warc")],
)
def test_a_missing_library_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, format: str, package: str, extra: str) -> None:
    body = http(as_html(DOCUMENTS[0]), {"Content-Type": "text/html", "Content-Encoding": "br"})
    data = warc_record("response", "u", body) if format == "warc" else b""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError, match=rf"need the package {package}: pip install 'corpuskit\[{extra}\]'$"):
        article("<p>") if format == "html" else read(format, data)


#: How many spoilt files of each format are read. In all there are more than 10,000.
FUZZED = {
    "jsonl": 4000,
    "lines": 2500,
    "csv": 3000,
    "warc": 2000,
    "docx": 300,
    "parquet": 600,
    "html": 300,
}


@pytest.mark.parametrize("format", FUZZED)
def test_no_bytes_raise_anything(format: str) -> None:
    whole = _lines(DOCUMENTS) if format == "lines" else MANY[format]() if format in MANY else ONE[format](DOCUMENTS[0])
    draw = random.Random(f"fuzz {format}")
    seeds = [whole, whole.decode("utf-8", "ignore").encode("gb18030"), whole[: len(whole) // 3]]
    for _ in range(FUZZED[format]):
        data = mutated(draw, draw.choice(seeds) if format in ("jsonl", "lines", "csv", "html") else whole)
        for found in read(format, data):
            if isinstance(found, Unreadable):
                assert found.reason
                assert "\n" not in found.reason
            elif found.text is None and format == "html":
                article(decode(found.data).text)
            elif found.text is not None:
                found.text.encode()  # no lone surrogates
