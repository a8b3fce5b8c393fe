"""The same documents, written in every format and packed in every way, give the same corpus."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import formats_made as made
import pytest
import zstandard
from conftest import rows

from corpuskit import Pipeline

TEXTS = ["\n".join(paragraphs) for paragraphs in made.DOCUMENTS]
PACKINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.ZstdCompressor().compress,
}


def files_of(format: str) -> dict[str, bytes]:
    """Give the documents as files of a format, by name."""
    match format:
        case "jsonl":
            return {"a.jsonl": made.as_jsonl(TEXTS)}
        case "csv":
            return {"a.csv": made.as_csv(TEXTS)}
        case "tsv":
            return {"a.tsv": made.as_csv(TEXTS, "\t")}
        case "parquet":
            pytest.importorskip("pyarrow", reason="the package pyarrow is not installed")
            return {"a.parquet": made.as_parquet(TEXTS)}
        case "warc":
            pytest.importorskip("trafilatura", reason="the package trafilatura is not installed")
            return {"a.warc": made.as_warc([made.as_html(paragraphs) for paragraphs in made.DOCUMENTS])}
        case "html":
            pytest.importorskip("trafilatura", reason="the package trafilatura is not installed")
            return {f"{n}.html": made.as_html(paragraphs) for n, paragraphs in enumerate(made.DOCUMENTS)}
        case "docx":
            return {f"{n}.docx": made.as_docx(paragraphs) for n, paragraphs in enumerate(made.DOCUMENTS)}
        case "pdf":
            pytest.importorskip("pypdfium2", reason="the package pypdfium2 is not installed")
            return {f"{n}.pdf": made.as_pdf([paragraphs]) for n, paragraphs in enumerate(made.DOCUMENTS)}
        case encoding:
            return {f"{n}.txt": text.encode(encoding) for n, text in enumerate(TEXTS)}


FORMATS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "jsonl", "csv", "tsv", "parquet", "warc", "html", "docx", "pdf")


def corpus(source: Path, out: Path) -> list[str]:
    summary = Pipeline("zh").run(source, out)
    assert summary.counts["documents"]["quarantined"] == 0, rows(out / "quarantine.jsonl")
    return [row["text"] for row in rows(out / "corpus.jsonl")]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("packing", PACKINGS)
def test_every_format_in_every_compression_gives_the_same_corpus(format: str, packing: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, data in files_of(format).items():
        (tmp_path / "in" / (name + packing)).write_bytes(PACKINGS[packing](data))
    assert corpus(tmp_path / "in", tmp_path / "out") == TEXTS


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("archive", ["zip", "tar", "tar.gz", "tar.zst", "zip in tar.xz"])
def test_every_format_in_every_archive_gives_the_same_corpus(format: str, archive: str, tmp_path: Path) -> None:
    files = files_of(format)
    if archive == "zip in tar.xz":
        data, name = lzma.compress(in_tar({"inner.zip": in_zip(files)})), "a.tar.xz"
    elif archive == "zip":
        data, name = in_zip(files), "a.zip"
    else:
        packing = archive.removeprefix("tar")
        data, name = PACKINGS[packing](in_tar(files)), f"a.{archive}"
    (tmp_path / name).write_bytes(data)
    assert corpus(tmp_path / name, tmp_path / "out") == TEXTS


def in_zip(files: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def in_tar(files: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return data.getvalue()
