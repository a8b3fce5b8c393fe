"""Large files: their hash, and the portions they are read in."""

from __future__ import annotations

import gzip
import hashlib
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuskit.io import survey
from corpuskit.io.discover import InputFile
from corpuskit.io.raw import Portion, ReadOptions
from corpuskit.io.readers import read_documents

PROSE = "清河县图书馆新馆开馆，读者排起长队。\n".encode()


def _file(path: Path, data: bytes) -> InputFile:
    path.write_bytes(data)
    return InputFile(str(path), path.name, len(data), 0)


@given(st.lists(st.binary(max_size=30), max_size=60), st.integers(1, 200), st.integers(1, 5))
def test_portions_are_the_whole_file_line_by_line(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], target: int, block: int
) -> None:
    data = b'{"text"' + b"\n".join(lines)
    file = _file(tmp_path_factory.getbasetemp() / "a.jsonl", data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(survey, "_BLOCK", block * 7)
        patch.setattr(survey, "HEAD", block * 5)
        found = survey.survey(file, ReadOptions(), target)
    assert found.sha256 == hashlib.sha256(data).hexdigest() == survey.digest(file)
    assert b"".join(data[portion.start : portion.stop] for portion in found.portions) == data
    for portion in found.portions:
        assert portion.start < portion.stop
        assert portion.first_record == data.count(b"\n", 0, portion.start)
        assert not portion.start or data[portion.start - 1 : portion.start] == b"\n"
    for portion in found.portions[:-1]:  # no portion is larger than a line makes it
        assert portion.stop - portion.start >= target
        assert data.count(b"\n", portion.start + target - 1, portion.stop) <= 1


def test_what_cannot_be_cut_is_not(tmp_path: Path) -> None:
    wide = "".join(f'{{"text": "第{number}行"}}\n' for number in range(900))
    for name, data in {
        "a.txt": PROSE * 1000,
        "a.jsonl.gz": gzip.compress(PROSE * 1000),
        "a.csv": PROSE * 1000,
        "utf16.jsonl": wide.encode("utf-16"),
        "utf16le.jsonl": wide.encode("utf-16-le"),
        "utf32.jsonl": wide.encode("utf-32"),
        "empty.jsonl": b"",
    }.items():
        found = survey.survey(_file(tmp_path / name, data), ReadOptions(), 1000)
        assert not found.portions, name
        assert found.sha256 == hashlib.sha256(data).hexdigest()


def test_row_groups_are_put_together(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="the package pyarrow is not installed")
    pq = pytest.importorskip("pyarrow.parquet", reason="the package pyarrow is not installed")
    table = pa.table({"text": [PROSE.decode() + str(number) for number in range(1000)]})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=100)
    data = (tmp_path / "a.parquet").read_bytes()
    file = InputFile(str(tmp_path / "a.parquet"), "a.parquet", len(data), 0)
    assert survey.survey(file, ReadOptions(), 1 << 30).portions == (Portion(0, 10, 0),)
    portions = survey.survey(file, ReadOptions(), 3 * table.nbytes // 10).portions
    assert 3 <= len(portions) <= 10
    assert [portion.first_record for portion in portions] == [portion.start * 100 for portion in portions]
    assert survey.survey(file, ReadOptions(), 1).portions == tuple(Portion(n, n + 1, n * 100) for n in range(10))
    assert survey.survey(_file(tmp_path / "bad.parquet", data[:-9]), ReadOptions(), 1).portions == ()


def test_only_large_files_of_many_documents_can_be_cut(tmp_path: Path) -> None:
    packed = random.Random(1).randbytes(3000)
    for name, data, expected in [
        ("a.jsonl", b"{}\n" * 1000, False),
        ("a.jsonl", b"{}\n" * 4000, True),
        ("a.txt", PROSE * 1000, False),
        ("a.html", PROSE * 1000, False),
        ("a.txt.gz", gzip.compress(packed), True),
        ("a.zip", b"PK\3\4" + packed, True),
        ("a.zip", b"PK\3\4", False),
        ("a.csv", b"text\n" * 400, True),
    ]:
        assert survey.can_be_cut(_file(tmp_path / name, data), ReadOptions(), 10_000) is expected, name
    assert not survey.can_be_cut(InputFile(str(tmp_path / "none.zip"), "none.zip", 99_999, 0), ReadOptions(), 10)


def test_portions_of_lines_when_they_are_asked_for(tmp_path: Path) -> None:
    file = _file(tmp_path / "a.txt", PROSE * 100)
    assert not survey.survey(file, ReadOptions(), 500).portions
    portions = survey.survey(file, ReadOptions(format="lines"), 500).portions
    options = ReadOptions(format="lines")
    assert len(portions) > 5
    whole = list(read_documents(file, options))
    assert [one for portion in portions for one in read_documents(file, options, portion)] == whole
    assert len(whole) == 100
