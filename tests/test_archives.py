"""Archives: members are documents, in order, each read as what it is, whatever they are called."""

from __future__ import annotations

import gzip
import io
import lzma
import random
import stat
import sys
import tarfile
import types
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS
from hypothesis import given
from hypothesis import strategies as st
from packing import PACKED, Read, documents, reader_in, tar, texts, told, zipped, zstd

from corpuskit.errors import InputError
from corpuskit.io.member_names import MemberNames
from corpuskit.io.raw import RawDocument, Unreadable

each = pytest.mark.parametrize("name", PACKED)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reader_in(tmp_path)


@each
def test_members_are_documents_in_the_order_of_the_archive(read: Read, name: str) -> None:
    files = documents(9) | {"长/" * 60 + "名.txt": b"long", "large.txt": random.Random(1).randbytes(550_000).hex().encode()}
    found = texts(read(name, PACKED[name](files)))
    assert found == files
    assert list(found) == list(files)


@each
def test_an_archive_is_known_by_its_content_too(read: Read, name: str) -> None:
    files = documents(3)
    assert texts(read("backup", PACKED[name](files))) == files
    assert texts(read("backup.txt", PACKED[name](files))) == files


def test_an_archive_without_members_has_no_documents(read: Read) -> None:
    assert read("a.zip", zipped({})) == []
    assert read("a.tar", tar({})) == []
    assert read("a.tgz", gzip.compress(tar({}))) == []


def test_the_seeds_come_back_from_every_archive(read: Read) -> None:
    files = {path.name: path.read_bytes() for path in sorted(SEEDS.glob("*.txt"))}
    for name, pack in PACKED.items():
        assert texts(read(name, pack(files))) == files


# Names and kinds


NAMES = {
    "../../etc/passwd": "etc/passwd",
    "/etc/shadow": "etc/shadow",
    "a/../../b.txt": "a/b.txt",
    "C:\\Users\\..\\c.txt": "C:/Users/c.txt",
    "./d.txt": "d.txt",
    "换\n行\x1b[31m.txt": "换\\x0a行\\x1b[31m.txt",
    "\u202etxt.exe": "\\u202etxt.exe",
    "..": "unnamed",
}


@pytest.mark.parametrize("pack", [tar, zipped])
def test_names_lead_nowhere(read: Read, pack: Callable[[dict[str, bytes]], bytes], tmp_path: Path) -> None:
    found = read("a", pack({name: name.encode() for name in NAMES}))
    assert [one.member for one in found] == list(NAMES.values())
    assert {path.name for path in tmp_path.rglob("*")} == {"input"}


def test_nul_in_a_name_is_shown(read: Read) -> None:
    data = zipped({"aXb.txt": b"1"}).replace(b"aXb", b"a\0b")
    assert [one.member for one in read("a.zip", data)] == ["a\\x00b.txt"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("pack", ["pax.tar", "deflated.zip"])
def test_members_of_one_name_get_names_of_their_own(read: Read, pack: str) -> None:
    data = PACKED[pack]({"a.txt": b"1", "b.txt": b"2", "c.txt": b"3", "a.txt (2)": b"4"})
    data = data.replace(b"b.txt", b"a.txt").replace(b"c.txt", b"a.txt")
    if pack == "pax.tar":
        data = b"".join(_with_checksum(data[at : at + 512]) for at in range(0, len(data), 512))
    assert [(one.member, one.data) for one in read("a", data) if isinstance(one, RawDocument)] == [
        ("a.txt", b"1"),
        ("a.txt (2)", b"2"),
        ("a.txt (3)", b"3"),
        ("a.txt (2) (2)", b"4"),
    ]


def _with_checksum(block: bytes) -> bytes:
    if block[257:262] != b"ustar":
        return block
    total = sum(block[:148] + b" " * 8 + block[156:])
    return block[:148] + b"%06o\0 " % total + block[156:]


@given(st.lists(st.text(max_size=3)))
def test_every_member_has_a_printable_name_of_its_own(names: list[str]) -> None:
    giver = MemberNames()
    given = [giver.give(name) for name in names]
    assert len(set(given)) == len(given)
    assert all(name and not name.startswith("/") and ".." not in name.split("/") for name in given)


def test_many_names_are_told_apart() -> None:
    giver = MemberNames()
    assert [giver.give(f"{number}.txt") for number in range(3000)] == [f"{number}.txt" for number in range(3000)]
    assert [giver.give(f"{number}.txt") for number in range(3000)] == [f"{number}.txt (2)" for number in range(3000)]


def test_names_in_gbk_are_read(read: Read) -> None:
    names = ["新闻稿/二〇二四年政府工作报告.txt", "新闻稿/清河县图书馆开馆.txt", "新闻稿/简讯.txt"]
    data = zipped({f"{number}" * len(name.encode("gbk")): b"text" for number, name in enumerate(names)})
    for number, name in enumerate(names):
        data = data.replace(b"%d" % number * len(name.encode("gbk")), name.encode("gbk"))
    assert [one.member for one in read("a.zip", data)] == names
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT, encoding="gbk") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name))
    assert [one.member for one in read("a.tar", out.getvalue())] == names


def test_what_is_no_document_is_counted(read: Read) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind, name in {
            tarfile.SYMTYPE: "link",
            tarfile.LNKTYPE: "hard",
            tarfile.CHRTYPE: "null",
            tarfile.FIFOTYPE: "pipe",
            tarfile.DIRTYPE: "folder",
        }.items():
            about = tarfile.TarInfo(name)
            about.type, about.linkname = kind, "/etc/passwd"
            archive.addfile(about)
        for name in ("__MACOSX/._a.txt", ".DS_Store", "a.txt"):
            archive.addfile(tarfile.TarInfo(name))
    skipped: Counter[str] = Counter()
    assert [one.member for one in read("a.tar", out.getvalue(), skipped)] == ["a.txt"]
    assert skipped == {"links": 2, "devices": 2, "folders": 1, "leavings of file managers": 2}


def test_links_and_folders_of_a_zip_are_counted(read: Read) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("folder/", "")
        archive.writestr("folder/packed/", "", zipfile.ZIP_DEFLATED)  # nothing takes two bytes then
        archive.writestr("__MACOSX/._a.txt", "x")
        archive.writestr("folder/a.txt", "x")
    skipped: Counter[str] = Counter()
    assert [one.member for one in read("a.zip", out.getvalue(), skipped)] == ["folder/a.txt"]
    assert skipped == {"links": 1, "folders": 2, "leavings of file managers": 1}


def test_encrypted_and_unsupported_members_are_told(read: Read) -> None:
    data = zipped({"a.txt": b"1", "b.txt": b"2", "c.txt": b"3"})
    entry = data.index(b"PK\1\2")
    encrypted = bytearray(data)
    encrypted[entry + 8] |= 1
    found = read("a.zip", bytes(encrypted))
    assert [type(one) for one in found] == [Unreadable, RawDocument, RawDocument]
    assert "encrypted" in told(found)[0][1]
    unknown = bytearray(data)
    unknown[entry + 10] = 98
    assert told(read("a.zip", bytes(unknown))) == [("a.txt", "zip: its compression method is not supported: PPMd")]


def test_zstandard_and_xz_in_zip(read: Read) -> None:
    for method, pack in {93: zstd, 95: lzma.compress}.items():
        packed = pack(b"text" * 50)
        data = zipped({"a.txt": packed}, zipfile.ZIP_STORED)
        local, entry = 0, data.index(b"PK\1\2")
        changed = bytearray(data)
        for base, shift in ((local, 0), (entry, 2)):
            changed[base + 8 + shift : base + 10 + shift] = method.to_bytes(2, "little")
            changed[base + 14 + shift : base + 18 + shift] = zlib.crc32(b"text" * 50).to_bytes(4, "little")
            changed[base + 22 + shift : base + 26 + shift] = (200).to_bytes(4, "little")
        assert texts(read("a.zip", bytes(changed))) == {"a.txt": b"text" * 50}


def test_large_forms_of_zip_are_read(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    files = documents(5)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 200)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
    data = zipped(files)
    assert b"PK\6\6" in data
    assert texts(read("a.zip", data)) == files
    assert texts(read("a.zip", b"#!/bin/sh\nexec unzip $0\n" + data)) == files
    for end in (1, 30, 60, 90):
        assert told(read("a.zip", data[:-end]))


def test_a_zip_written_to_a_pipe_or_behind_a_program_is_read(read: Read) -> None:
    class Pipe(io.RawIOBase):
        data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.data += bytes(data)
            return len(data)

    files = documents(3)
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert texts(read("a.zip", pipe.data)) == files
    assert texts(read("a.zip", b"MZ program" * 100 + zipped(files))) == files


def test_an_outer_archive_cut_behind_an_inner_one_is_told(read: Read) -> None:
    inner = zipped(documents(3))
    data = zipped({"in.zip": inner, "b.txt": b"b"}, zipfile.ZIP_STORED)
    for end in range(data.index(inner) + len(inner), len(data) - 1):
        found = read("a.zip", data[:end])
        assert len(told(found)) == 1
        assert texts(found[:3]) == {f"in.zip/{name}": text for name, text in documents(3).items()}
        assert len(found) <= 5


def test_members_of_a_cut_zip_are_documents_as_far_as_they_are_whole(read: Read) -> None:
    files = documents(6)
    data = zipped(files)
    ends = [data.index(name.encode(), 1) for name in files]
    for end in range(0, len(data), 37):
        found = read("a.zip", data[:end]) if end else []
        kept = [one for one in found if isinstance(one, RawDocument)]
        assert [(one.member, one.data) for one in kept] == list(files.items())[: len(kept)]
        assert len(kept) >= sum(place < end for place in ends) - 1
        assert len(told(found)) == (1 if end else 0)


def test_the_members_of_a_zip_come_in_the_order_of_their_data(read: Read) -> None:
    data = zipped({"b.txt": b"1", "a.txt": b"2"})
    first, second, end = data.index(b"PK\1\2"), data.rindex(b"PK\1\2"), data.index(b"PK\5\6")
    turned = data[:first] + data[second:end] + data[first:second] + data[end:]
    assert list(texts(read("a.zip", turned))) == ["b.txt", "a.txt"]


def test_more_entries_than_the_directory_has_are_told(read: Read) -> None:
    data = zipped({"a.txt": b"1", "b.txt": b"2"})
    second, end = data.rindex(b"PK\1\2"), data.index(b"PK\5\6")
    fewer = data[:second] + data[end : end + 12] + (second - data.index(b"PK\1\2")).to_bytes(4, "little") + data[end + 16 :]
    found = read("a.zip", fewer)
    assert texts(found[:1]) == {"a.txt": b"1"}
    assert "should have 2 entries and has 1" in told(found)[0][1]


# Members are files like all others


def test_members_are_read_as_what_they_are(read: Read) -> None:
    files = {
        "a.jsonl": b'{"text": "one"}\n{"text": "two"}\n',
        "b.csv": "text\n第一行\n".encode(),
        "c.html": b"<html><body>page",
        "d.txt.gz": gzip.compress(b"packed"),
        "e.tar.xz": lzma.compress(tar({"f.txt": b"deep"})),
        "g": gzip.compress(b"unnamed"),
    }
    for pack in (zipped, tar):
        found = read("a", pack(files))
        assert [(one.member, one.record, one.kind) for one in found if isinstance(one, RawDocument)] == [
            ("a.jsonl", 1, "record"),
            ("a.jsonl", 2, "record"),
            ("b.csv", 2, "record"),
            ("c.html", 0, "html"),
            ("d.txt.gz", 0, "text"),
            ("e.tar.xz/f.txt", 0, "text"),
            ("g", 0, "text"),
        ]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[types.ModuleType]:
    module = types.ModuleType("corpuskit.io.readers.jsonl")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module  # type: ignore[return-value]


def _raising(error: BaseException) -> Callable[..., Iterator[RawDocument]]:
    def read(*_: Any) -> Iterator[RawDocument]:
        yield RawDocument(b"first", record=1)
        raise error

    return read


@pytest.mark.parametrize(
    "error", [ValueError("bad\nthing"), RecursionError("too deep"), MemoryError(), OSError("not Parquet"), KeyError("x")]
)
def test_what_a_library_raises_costs_the_rest_of_that_file(read: Read, reader: Any, error: Exception) -> None:
    reader.read = _raising(error)
    found = read("a.zip", zipped({"a.jsonl": b"{}", "b.txt": b"text"}))
    assert [(type(one), one.member) for one in found] == [
        (RawDocument, "a.jsonl"),
        (Unreadable, "a.jsonl"),
        (RawDocument, "b.txt"),
    ]
    assert type(error).__name__ in told(found)[0][1]
    assert "\n" not in told(found)[0][1]


@pytest.mark.parametrize("error", [InputError("needs a package"), OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_is_not_the_fault_of_the_file_is_raised(read: Read, reader: Any, error: BaseException) -> None:
    reader.read = _raising(error)
    with pytest.raises(type(error)):
        read("a.jsonl", b"{}")
