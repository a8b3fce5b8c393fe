"""`corpuskit detect`: what it prints, in which columns, and with which exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Cli

from corpuskit.cli import group

TEXT = "溪边新开了一家书店，老板从前是木匠，书架都是他自己做的。下午人少，他就坐在门口看书。\n"
HANT = "溪邊新開了一家書店，老闆從前是木匠，書架都是他自己做的。下午人少，他就坐在門口看書。\n"
FIELDS = ["path", "encoding", "encodings", "confidence", "method", "damage", "damaged_bytes", "spans", "error"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def detect(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(group, ["detect", *arguments], input=stdin, prog_name="corpuskit")


def columns(result: Result) -> list[list[str]]:
    return [line.split("\t") for line in result.stdout.splitlines()]


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("data", "encoding", "confidence", "method", "damage"),
    [
        (TEXT.encode(), "utf-8", "1.00", "utf-8", "0"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8-sig", "1.00", "bom", "0"),
        (TEXT.encode("utf-16"), "utf-16", "1.00", "bom", "0"),
        (TEXT.encode("gb18030"), "gb18030", "0.99", "evidence", "0"),
        (HANT.encode("cp950"), "cp950", "0.99", "evidence", "0"),
        ((TEXT * 9).encode() + b"\xff\xff" + TEXT.encode(), "utf-8", "0.99", "utf-8", "2"),
        (b"", "ascii", "1.00", "ascii", "0"),
        (TEXT.encode("gb18030") + HANT.encode("cp950") + TEXT.encode("gb18030"), "gb18030+cp950", "0.99", "lines", "0"),
        (b"\xef\xbb\xbf" + TEXT.encode() + HANT.encode("cp950"), "utf-8-sig+cp950", "0.99", "lines", "0"),
    ],
)
def test_five_columns(here: Path, data: bytes, encoding: str, confidence: str, method: str, damage: str) -> None:
    (here / "a.txt").write_bytes(data)
    result = detect("a.txt")
    assert columns(result) == [["a.txt", encoding, confidence, method, damage]]
    assert (result.stderr, result.exit_code) == ("", 0)
    assert columns(detect("-", stdin=data)) == [["-", encoding, confidence, method, damage]]


def test_json_says_more(here: Path) -> None:
    (here / "mixed.txt").write_bytes(TEXT.encode("gb18030") + HANT.encode() + b"\xff" + TEXT.encode())
    (here / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(9))
    result = detect("--json", "mixed.txt", "picture.png")
    mixed, picture = objects(result)
    assert list(mixed) == list(picture) == FIELDS
    assert (mixed["encoding"], mixed["encodings"], mixed["error"]) == ("utf-8", ["utf-8", "gb18030"], None)
    assert mixed["spans"] == [[0, len(TEXT), "gb18030"], [len(TEXT), len(TEXT) * 3 + 1, "utf-8"]]
    assert (mixed["damage"], mixed["damaged_bytes"], mixed["method"]) == (1, 1, "lines")
    assert (picture["encoding"], picture["encodings"], picture["damage"]) == (None, [], None)
    assert picture["error"] == "not text: a PNG image"
    assert (result.stderr, result.exit_code) == ("", 1)


def test_folders_are_gone_through(here: Path) -> None:
    (here / "b" / "c").mkdir(parents=True)
    (here / "empty").mkdir()
    (here / "b" / "2.txt").write_bytes(TEXT.encode("gb18030"))
    (here / "b" / "c" / "1.txt").write_bytes(HANT.encode("cp950"))
    result = detect("b")
    assert [(Path(path), encoding) for path, encoding, *_ in columns(result)] == [
        (Path("b/2.txt"), "gb18030"),
        (Path("b/c/1.txt"), "cp950"),
    ]
    assert result.exit_code == 0
    nothing = detect("empty", "b/2.txt")
    assert len(columns(nothing)) == 1
    assert len(nothing.stderr.splitlines()) == 1
    assert nothing.exit_code == 1


def test_one_bad_file_does_not_stop_the_others(here: Path) -> None:
    (here / "good.txt").write_bytes(TEXT.encode())
    (here / "paper.pdf").write_bytes(b"%PDF-1.7\n")
    result = detect("none.txt", "paper.pdf", "good.txt")
    assert result.stderr.splitlines() == [
        "corpuskit: none.txt: cannot be read: No such file or directory",
        "corpuskit: paper.pdf: not text: a PDF file",
    ]
    assert [path for path, *_ in columns(result)] == ["good.txt"]
    assert result.exit_code == 1


@pytest.mark.skipif(os.name != "posix", reason="file names that are any bytes are of POSIX")
def test_a_path_is_one_column_whatever_is_in_it(here: Path) -> None:
    for name in (b"a\tb.txt", b"a\nb.txt", b"\xb5\xb5.txt", "档案.txt".encode()):
        try:
            (here / os.fsdecode(name)).write_bytes(b"x")
        except OSError:  # some file systems want UTF-8
            pytest.skip("the file system takes only names in UTF-8")
    paths = [path for path, *_ in columns(detect("."))]
    assert {Path(path).name for path in paths} == {"a\\tb.txt", "a\\nb.txt", "\\xb5\\xb5.txt", "档案.txt"}


def test_the_help_explains_the_columns() -> None:
    text = " ".join(detect("--help").stdout.split())
    for word in ("path", "encoding", "confidence", "method", "damage", "standard input", "folder", "exit status", "Examples:"):
        assert word in text
    for method in ("ascii", "bom", "utf-8", "escape", "evidence", "lines", "chardet", "fallback"):
        assert method in text
    assert detect().exit_code == 2


def test_as_a_program(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode("gb18030"))
    done = cli("detect", "a.txt", "-", "none.txt", stdin=HANT.encode("cp950"))
    assert done.stdout == "a.txt\tgb18030\t0.99\tevidence\t0\n-\tcp950\t0.99\tevidence\t0\n"
    assert done.stderr == "corpuskit: none.txt: cannot be read: No such file or directory\n"
    assert done.returncode == 1
    assert cli("detect", "a.txt").returncode == 0


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.txt").write_bytes(b"x")
    command = f'"{sys.executable}" -m corpuskit detect . . . . . . . . | head -n 1'
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""
