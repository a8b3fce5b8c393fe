"""Where files lie: paths and URLs, and what is listed there."""

from __future__ import annotations

import datetime
import gzip
import io
import os
import random
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpuskit.errors import InputError
from corpuskit.io import places, urls
from corpuskit.io.discover import discover
from corpuskit.io.raw import RawDocument, ReadOptions
from corpuskit.io.readers import read_documents

fsspec = pytest.importorskip("fsspec", reason="the package fsspec is not installed")
PROSE = "清河县图书馆新馆开馆，读者排起长队。\n".encode()


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pseudo_dirs[:] = [""]
    yield system
    system.store.clear()


@pytest.fixture
def corpus(memory: Any) -> Any:
    for name in ("b.txt", "a/二.txt", "a/一.txt", "a/data.jsonl", "a/deep/x.txt", "out/corpus.jsonl"):
        memory.pipe(f"/corpus/{name}", PROSE)
    return memory


# Places


def test_what_is_a_url_and_what_a_path() -> None:
    assert all(
        map(
            urls.is_remote,
            ["s3://b/k", "hf://datasets/a/b", "file:///x", "memory://x", "zip://x::s3://y", "simplecache::s3://y"],
        )
    )
    assert not any(map(urls.is_remote, ["x", "/x", "C:\\x", "c:/x", "C://x", "x:y", "", "://x", "a b://x", "-", "新闻://x"]))


def test_a_url_is_read_like_a_file(corpus: Any, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(PROSE)
    for path in ("memory://corpus/b.txt", str(tmp_path / "b.txt"), f"file://{tmp_path}/b.txt"):
        with places.open_input(path) as stream:
            assert stream.read(4) == PROSE[:4]
            assert stream.seek(-3, 2) == len(PROSE) - 3
            assert stream.read() == PROSE[-3:]
        assert places.status(path).bytes == len(PROSE)


@pytest.mark.parametrize("path", ["memory://corpus/none.txt", "/no/such/file", "file:///no/such/file"])
def test_what_is_not_there_is_an_os_error(memory: Any, path: str) -> None:
    for ask in (places.open_input, places.status):
        with pytest.raises(OSError) as raised:
            ask(path)
        assert raised.value.errno == 2
        assert raised.value.strerror == os.strerror(2)


def test_a_missing_package_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(OSError, match=r"pip install 'corpuskit\[remote\]'"):
        places.open_input("s3://bucket/a.txt")
    with pytest.raises(InputError, match=r"^cannot read s3://bucket: .*pip install 'corpuskit\[remote\]'"):
        discover(["s3://bucket"])


def test_a_missing_backend_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(OSError, match="s3fs"):
        places.open_input("s3://bucket/a.txt")
    with pytest.raises(OSError, match="nosuch"):
        places.open_input("nosuch://a.txt")


def test_secrets_in_urls_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "memory://user:geheim@host/a.txt?signature=geheim"

    def fail(_: Any, path: str, **__: Any) -> None:
        raise RuntimeError(f"no answer\nfrom {url}")

    monkeypatch.setattr(fsspec.get_filesystem_class("memory"), "info", fail)
    with pytest.raises(OSError) as raised:
        places.status(url)
    assert "geheim" not in str(raised.value)
    assert "RuntimeError: no answer from memory://host/a.txt" in str(raised.value)


def test_an_error_in_the_middle_is_an_os_error(corpus: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = places.open_input("memory://corpus/b.txt")

    def fail(*_: Any) -> bytes:
        raise ConnectionResetError("reset")

    monkeypatch.setattr(stream.raw._opened, "read", fail, raising=False)  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="reset"):
        stream.read()


def test_only_what_is_needed_of_a_remote_file_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.spec import AbstractBufferedFile, AbstractFileSystem

    data = random.Random(1).randbytes(1 << 20) * 32
    fetched: list[int] = []

    class Far(AbstractFileSystem):  # type: ignore[misc]
        protocol = "far"

        def info(self, path: str, **_: Any) -> dict[str, Any]:
            return {"name": path, "size": len(data), "type": "file", "ETag": "abc"}

        def _open(self, path: str, mode: str = "rb", **options: Any) -> Any:
            class File(AbstractBufferedFile):  # type: ignore[misc]
                def _fetch_range(self, start: int, end: int) -> bytes:
                    fetched.append(end - start)
                    return data[start:end]

            return File(self, path, mode, block_size=1 << 20)

    fsspec.register_implementation("far", Far, clobber=True)
    with places.open_input("far://a.bin") as stream:
        stream.seek(20_000_000)
        assert stream.read(100) == data[20_000_000:20_000_100]
    assert sum(fetched) < 4 << 20
    assert places.status("far://a.bin").modified > 0


def test_the_number_of_a_content_changes_with_it_and_only_with_it() -> None:
    when = datetime.datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=datetime.UTC)
    times = [{key: value} for key in ("LastModified", "mtime", "updated") for value in (when, when.timestamp())]
    assert {places._modified(info) for info in times} == {1767323045000678000}
    marks: list[dict[str, Any]] = [{"ETag": "a"}, {"ETag": "b"}, {"checksum": 1}, {"blob_id": "a"}, {"created": when}]
    assert len({places._modified(info) for info in marks}) == len(marks)
    assert all(0 < places._modified(info) < 2**63 for info in marks)
    assert places._modified({"ETag": "a", "size": 3}) == places._modified({"ETag": "a", "name": "elsewhere"})
    assert places._modified({}) == 0
    assert places._modified({"mtime": None, "ETag": "a"}) == places._modified({"ETag": "a"})


# Listing


def test_a_folder_is_listed_sorted_and_without_the_output(corpus: Any) -> None:
    found = discover(["memory://corpus"], exclude=["*.jsonl"], outside="memory:///corpus/out/")
    assert [file.name for file in found.files] == ["a/deep/x.txt", "a/一.txt", "a/二.txt", "b.txt"]
    assert [file.path for file in found.files][-1] == "memory:///corpus/b.txt"
    assert {file.bytes for file in found.files} == {len(PROSE)}
    assert found.skipped == {"excluded": 1, "folder of the output": 1}


def test_globs_match_in_urls(corpus: Any) -> None:
    assert [file.name for file in discover(["memory://corpus/*/*.txt"]).files] == ["a/一.txt", "a/二.txt"]
    assert [file.name for file in discover(["memory://corpus/a/**/*.txt"]).files] == ["deep/x.txt", "一.txt", "二.txt"]
    corpus.pipe("/corpus/what?.txt", b"1")
    corpus.pipe("/corpus/whats.txt", b"1")
    assert [file.name for file in discover(["memory://corpus/what?.txt"]).files] == ["what?.txt"]
    with pytest.raises(InputError, match="cannot read memory://corpus/none"):
        discover(["memory://corpus/none*"])


def test_the_same_file_by_two_urls_is_read_once(corpus: Any, tmp_path: Path) -> None:
    found = discover(["memory://corpus/b.txt", "memory:///corpus/b.txt", "memory://corpus"])
    assert [file.name for file in found.files].count("b.txt") == 1
    (tmp_path / "x.txt").write_bytes(PROSE)
    both = discover([tmp_path, f"file://{tmp_path}", str(tmp_path / "x.txt")])
    assert [file.path for file in both.files] == [str(tmp_path / "x.txt")]
    assert both.skipped == {"the same file again": 2}


def test_files_of_one_name_in_two_urls_are_told_apart(corpus: Any) -> None:
    corpus.pipe("/other/b.txt", PROSE)
    assert [file.ordinal for file in discover(["memory://corpus/b.txt", "memory://other"]).files] == [0, 1]


def test_the_output_is_no_input(corpus: Any) -> None:
    with pytest.raises(InputError, match="is the output as well as an input"):
        discover(["memory://corpus/"], outside="memory:///corpus")


@pytest.mark.parametrize("url", ["memory://nowhere", "memory://nowhere/*.txt"])
def test_nothing_there_is_one_line(memory: Any, url: str) -> None:
    with pytest.raises(InputError, match=r"^cannot read memory://nowhere[^\n]*$"):
        discover([url])


def test_a_changed_object_has_another_number(corpus: Any) -> None:
    before = {file.name: file.modified for file in discover(["memory://corpus"]).files}
    assert {file.name: file.modified for file in discover(["memory://corpus"]).files} == before
    corpus.pipe("/corpus/b.txt", PROSE + b"!")
    after = {file.name: file.modified for file in discover(["memory://corpus"]).files}
    assert {name for name in after if after[name] != before[name]} == {"b.txt"}


def test_a_store_that_only_streams_will_do(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError("cannot seek in a stream")

    from fsspec.spec import AbstractFileSystem

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("一.txt", PROSE)
    files = {"a.txt": PROSE * 9_000, "b.zip": out.getvalue(), "c.txt.gz": gzip.compress(PROSE), "d.jsonl": b'{"text": "a"}\n'}

    class Streams(AbstractFileSystem):  # type: ignore[misc]
        protocol = "streams"

        def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
            listed = [{"name": name, "size": None, "type": "file"} for name in files if path.strip("/") in {"", name}]
            return listed if detail else [info["name"] for info in listed]

        def info(self, path: str, **_: Any) -> dict[str, Any]:
            return self.ls(path)[0] if path.strip("/") in files else {"name": "", "size": 0, "type": "directory"}

        def _open(self, path: str, *_: Any, **__: Any) -> Any:
            return Stream(files[path.strip("/")])

    fsspec.register_implementation("streams", Streams, clobber=True)
    monkeypatch.setattr("corpuskit.io.archives._LEAST_ALLOWANCE", 1)  # nothing is known of sizes here
    listed = discover(["streams://"]).files
    assert [(file.name, file.bytes, file.modified) for file in listed] == [(name, -1, 0) for name in files]
    found = [one for file in listed for one in read_documents(file, ReadOptions())]
    assert [(one.member, len(one.data)) for one in found if isinstance(one, RawDocument)] == [
        ("", len(PROSE) * 9_000),
        ("一.txt", len(PROSE)),
        ("", len(PROSE)),
        ("", 13),
    ]


def test_archives_and_records_are_read_from_urls(memory: Any) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("一.txt", PROSE)
        archive.writestr("二.jsonl", b'{"text": "a"}\n{"text": "b"}\n')
    memory.pipe("/corpus/a.zip", out.getvalue())
    memory.pipe("/corpus/b.txt.gz", gzip.compress(PROSE))
    memory.pipe("/corpus/c.txt", PROSE * 10_000)
    found = [one for file in discover(["memory://corpus"]).files for one in read_documents(file, ReadOptions())]
    assert [(one.member, one.record) for one in found] == [("一.txt", 0), ("二.jsonl", 1), ("二.jsonl", 2), ("", 0), ("", 0)]
    assert all(isinstance(one, RawDocument) for one in found)
    assert getattr(found[-1], "data", b"") == PROSE * 10_000
