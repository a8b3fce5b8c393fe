"""What a file is: by its name, and by its content where that knows better."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuskit.io.discover import InputFile
from corpuskit.io.formats import FORMATS, UNREAD, recognise
from corpuskit.io.raw import ReadOptions
from corpuskit.io.readers import read_documents

PROSE = "清河县图书馆新馆开馆，读者排起长队。\n".encode()


def test_a_file_is_known_by_its_name() -> None:
    names = {
        "text": "a.txt A.TXT a.md README a.text a.php a",
        "jsonl": "a.jsonl a.ndjson a.JSONL",
        "csv": "a.csv a.tsv",
        "parquet": "a.parquet",
        "html": "a.html a.htm a.xhtml a.shtml",
        "pdf": "a.pdf",
        "docx": "a.docx",
        "warc": "a.warc",
        "gzip": "a.gz a.tgz a.warc.gz a.txt.gz",
        "zstd": "a.zst a.tar.zst",
        "bz2": "a.bz2",
        "xz": "a.xz a.txz",
        "zip": "a.zip",
        "tar": "a.tar",
    }
    for format, examples in names.items():
        assert {recognise(name, b"").name for name in examples.split()} == {format}


TAR = io.BytesIO()
with tarfile.open(fileobj=TAR, mode="w") as _archive:
    _archive.addfile(tarfile.TarInfo("a.txt"))
ZIP = io.BytesIO()
with zipfile.ZipFile(ZIP, "w") as _zip:
    _zip.writestr("a.txt", PROSE)
DOCX = io.BytesIO()
with zipfile.ZipFile(DOCX, "w") as _zip:
    _zip.writestr("[Content_Types].xml", b"<Types/>")
    _zip.writestr("word/document.xml", b"<w:document/>")
EPUB = io.BytesIO()
with zipfile.ZipFile(EPUB, "w") as _zip:
    _zip.writestr("mimetype", b"application/epub+zip")
CONTENTS = {
    "gzip": gzip.compress(PROSE),
    "bz2": bz2.compress(PROSE),
    "xz": lzma.compress(PROSE),
    "zstd": b"\x28\xb5\x2f\xfd\x04\x00",
    "tar": TAR.getvalue(),
    "zip": ZIP.getvalue(),
    "pdf": b"%PDF-1.7\n%\xe2\xe3",
    "parquet": b"PAR1\x15\x04",
    "warc": b"WARC/1.1\r\nWARC-Type: warcinfo\r\n",
}


@pytest.mark.parametrize("format", CONTENTS)
def test_a_wrong_name_is_seen_through(format: str) -> None:
    for name in ("a", "a.txt", "a.jsonl", "a.gz", "a.bin", "a.tar"):
        assert recognise(name, CONTENTS[format][:1024]).name == format


def test_plain_files_with_the_name_of_compressed_ones_are_plain() -> None:
    assert recognise("a.txt.gz", PROSE).name == "text"
    assert recognise("a.jsonl.gz", b'{"text": 1}').name == "jsonl"
    assert recognise("a.gz", b"\x1f").name == "gzip"
    assert recognise("a.txt.bz2", b"BZh9").name == "bz2"
    assert recognise("a.gz", bytes(range(256))).name == "gzip"


def test_documents_that_are_zip_files_are_no_archives() -> None:
    assert recognise("a.docx", ZIP.getvalue()).name == "docx"
    assert recognise("a", DOCX.getvalue()[:1024]).name == "docx"
    assert recognise("a.zip", DOCX.getvalue()[:1024]).name == "zip"
    assert recognise("a", EPUB.getvalue()[:1024]).name == "epub"
    for name in ("a.xlsx", "a.epub", "a.pptx"):
        assert recognise(name, ZIP.getvalue()).name in UNREAD


def test_what_corpuskit_does_not_read_is_said_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(ZIP.getvalue())
    [found] = read_documents(InputFile(str(path), "a.xlsx", 1, 0), ReadOptions())
    assert getattr(found, "reason", "") == "an Excel workbook (save it as CSV): corpuskit does not read that"


def test_an_rtf_document_is_no_text_whatever_its_name() -> None:
    head = rb"{\rtf1\ansi\ansicpg936 \'c7\'e0\par}"
    assert {recognise(name, head).name for name in ("a.rtf", "a.doc", "a.txt", "a")} == {"rtf"}
    assert recognise("a.jsonl", b'{"text": "x"}').name == "jsonl"


def test_text_with_the_name_of_something_else_is_text() -> None:
    assert recognise("letter.z", PROSE).name == "text"
    assert recognise("a.rar", b"Rar!\x1a\x07\x01\x00").name == "rar"
    assert recognise("a.mhtml", b"MIME-Version: 1.0\n").name == "mhtml"


def test_json_with_an_object_on_each_line_is_read_as_that() -> None:
    assert recognise("a.json", b'{"text": "a"}\n{"text": "b"}\n').name == "jsonl"
    assert recognise("a.json", b'{\n "text": "a"}').name == "json"
    assert recognise("a.json", b'[{"text": "a"}]').name == "json"


def test_pages_without_a_name_for_it_are_found() -> None:
    for page in (b"<!DOCTYPE html>", b"\n <HTML lang=zh>", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><html xmlns=''>"):
        assert recognise("index.php", page).name == "html"
        assert recognise("a.txt", page).name == "text"
    assert recognise("a", b"<p>html").name == "text"


def test_the_format_asked_for_is_that_of_the_documents() -> None:
    assert recognise("a.txt", PROSE, "lines").name == "lines"
    assert recognise("a.gz", CONTENTS["gzip"], "lines").name == "gzip"
    assert recognise("a", CONTENTS["zip"], "docx").name == "docx"
    assert recognise("a.html", b"<html>", "text").name == "text"
    assert {recognise("a", b"", name).name for name in FORMATS} == set(FORMATS)


@given(st.text(max_size=20), st.binary(max_size=600))
def test_whatever_it_is_it_has_a_format(name: str, head: bytes) -> None:
    found = recognise(name, head)
    assert found.name in FORMATS or found.name in UNREAD
