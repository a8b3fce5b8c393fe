"""Archives of documents made here, for the tests of what is read from them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zstandard

from corpuskit.io.discover import InputFile
from corpuskit.io.raw import RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers import read_documents

Read = Callable[..., list[RawDocument | Unreadable]]
WORDS = "今天天气很好我们去公园看花然后回家吃饭读书写字山水人物历史文化经济社会发展"


def documents(count: int, seed: int = 0) -> dict[str, bytes]:
    chance = random.Random(seed)

    def line() -> str:
        return "".join(chance.choice(WORDS) for _ in range(chance.randint(5, 40))) + "。\n"

    names = (f"{'新闻' if number % 2 else 'news'}/{number}.txt" for number in range(count))
    return {name: "".join(line() for _ in range(chance.randint(1, 30))).encode() for name in names}


def tar(files: dict[str, bytes], format: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as archive:
        for name, data in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return out.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


PACKED: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "pax.tar": tar,
    "gnu.tar": lambda files: tar(files, tarfile.GNU_FORMAT),
    "a.tar.gz": lambda files: gzip.compress(tar(files), mtime=0),
    "a.tgz": lambda files: gzip.compress(tar(files, tarfile.GNU_FORMAT), mtime=0),
    "a.tar.bz2": lambda files: bz2.compress(tar(files)),
    "a.tar.xz": lambda files: lzma.compress(tar(files)),
    "a.tar.zst": lambda files: zstd(tar(files)),
    "stored.zip": lambda files: zipped(files, zipfile.ZIP_STORED),
    "deflated.zip": zipped,
    "bzip2.zip": lambda files: zipped(files, zipfile.ZIP_BZIP2),
    "lzma.zip": lambda files: zipped(files, zipfile.ZIP_LZMA),
}


def texts(found: list[RawDocument | Unreadable]) -> dict[str, bytes]:
    assert all(isinstance(one, RawDocument) for one in found), found
    return {one.member: one.data for one in found if isinstance(one, RawDocument)}


def told(found: list[RawDocument | Unreadable]) -> list[tuple[str, str]]:
    return [(one.member, one.reason) for one in found if isinstance(one, Unreadable)]


def reader_in(tmp_path: Path) -> Read:
    """Give a function that reads a file of the given name and bytes; options by keyword. It writes to this empty folder."""

    def read(name: str, data: bytes, skipped: Counter[str] | None = None, **options: Any) -> list[RawDocument | Unreadable]:
        path = tmp_path / "input" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        found = list(read_documents(InputFile(str(path), name, len(data), 0), ReadOptions(**options), None, skipped))
        path.unlink()
        assert [*tmp_path.rglob("*")] == [path.parent], "something was written"
        return found

    return read
