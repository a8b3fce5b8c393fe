"""The commands beside `run`: what they print, where, and with which exit status."""

from __future__ import annotations

import gc
import json
import os
from pathlib import Path

import pytest
from conftest import Cli

from corpuskit import __version__
from corpuskit.cli import main
from corpuskit.cli.processor import settle, sorts_badly_with_avx512
from corpuskit.recipe import load_recipe
from corpuskit.registry import stage_names


def test_version_and_help(cli: Cli) -> None:
    assert cli("--version").stdout == f"corpuskit {__version__}\n"
    for command in ((), ("run",), ("clean",), ("detect",), ("stages",), ("check",)):
        done = cli(*command, "--help")
        assert done.returncode == 0
        assert "Examples:" in done.stdout


def test_a_mistyped_command_is_answered(cli: Cli) -> None:
    done = cli("rnu")
    assert done.returncode == 2
    assert "did you mean 'run'?" in done.stderr


def test_what_the_environment_says_of_threads_and_instructions_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    monkeypatch.setenv("NPY_DISABLE_CPU_FEATURES", "")
    before = gc.get_threshold()
    try:
        settle()
    finally:
        gc.set_threshold(*before)
    assert (os.environ["OPENBLAS_NUM_THREADS"], os.environ["NPY_DISABLE_CPU_FEATURES"]) == ("4", "")


@pytest.mark.parametrize(
    ("maker", "family", "flags", "expected"),
    [
        ("AuthenticAMD", 25, "avx2 avx512f avx512bw", True),  # Zen 4
        ("AuthenticAMD", 25, "avx2", False),  # Zen 3
        ("AuthenticAMD", 26, "avx2 avx512f", False),  # Zen 5
        ("GenuineIntel", 6, "avx2 avx512f", False),
    ],
)
def test_avx512_is_left_to_processors_that_are_good_at_it(maker: str, family: int, flags: str, expected: bool) -> None:
    told = f"processor\t: 0\nvendor_id\t: {maker}\ncpu family\t: {family}\nflags\t\t: sse2 {flags}\nbugs\t\t: none\n"
    assert sorts_badly_with_avx512(told) is expected
    assert sorts_badly_with_avx512("") is False


def test_clean_goes_from_stdin_to_stdout(cli: Cli) -> None:
    text = "同比增长77.53 %,其中工业投资3.15亿元.\r\n\r\n第二段!\r\n"
    expected = "同比增长77.53%，其中工业投资3.15亿元。\n第二段！\n"
    for encoding in ("utf-8", "gb18030", "utf-16"):
        done = cli("clean", stdin=text.encode(encoding))
        assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")
    assert cli("clean", stdin=b"").stdout == ""
    assert cli("clean", "-r", "minimal", stdin="一,二".encode()).stdout == "一,二\n"
    assert cli("clean", "--set", "normalize.punctuation=off", stdin="一二三,四五六".encode()).stdout == "一二三,四五六\n"
    binary = cli("clean", stdin=b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert binary.returncode == 2
    assert len(binary.stderr.splitlines()) == 1
    assert "PNG" in binary.stderr


def test_detect_prints_a_line_for_each_file(tmp_path: Path, cli: Cli) -> None:
    text = "清河县图书馆昨天重新开放，读者排起了长队。馆长说，新馆比旧馆大了三倍。"
    (tmp_path / "gb.txt").write_bytes(text.encode("gb18030"))
    (tmp_path / "bom.txt").write_bytes(text.encode("utf-16"))
    (tmp_path / "hurt.txt").write_bytes((text * 9).encode() + b"\xff" + (text * 9).encode())
    done = cli("detect", "gb.txt", "bom.txt", "hurt.txt", "none.txt")
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [(path, encoding, damage) for path, encoding, _, _, damage in lines] == [
        ("gb.txt", "gb18030", "0"),
        ("bom.txt", "utf-16", "0"),
        ("hurt.txt", "utf-8", "1"),
    ]
    assert done.stderr == "corpuskit: none.txt: cannot be read: No such file or directory\n"
    assert done.returncode == 1
    piped = json.loads(cli("detect", "--json", "-", stdin=text.encode()).stdout)
    assert (piped["path"], piped["encoding"], piped["confidence"], piped["error"]) == ("-", "utf-8", 1.0, None)


def test_stages_lists_all_and_describes_one(cli: Cli) -> None:
    listed = cli("stages").stdout.splitlines()
    assert [line.split()[0] for line in listed] == stage_names()
    described = cli("stages", "dedup.near").stdout
    assert "dedup.near: a corpus stage, version" in described
    assert "jaccard: float = 0.8" in described


def test_check_prints_a_recipe_that_is_the_same(tmp_path: Path, cli: Cli) -> None:
    done = cli("check", "--set", "dedup.near.jaccard=0.7")
    (tmp_path / "mine.yaml").write_text(done.stdout, encoding="utf-8")
    assert load_recipe(tmp_path / "mine.yaml").resolved() == load_recipe("zh", ["dedup.near.jaccard=0.7"]).resolved()


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path, cli: Cli) -> None:
    import subprocess
    import sys

    text = "这一行和别的行都不一样，编号是{}。\n"
    data = "".join(text.format(n) for n in range(30000)).encode()
    process = subprocess.Popen(
        [sys.executable, "-m", "corpuskit", "clean", "-r", "minimal"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdin.write(data)
    process.stdin.close()
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


def test_a_mistake_of_our_own_is_told_as_such(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr("corpuskit.recipe.load_recipe", break_down)
    with pytest.raises(SystemExit) as left:
        main(["check"])
    assert left.value.code == 70
    assert "a mistake in corpuskit itself: RuntimeError: out of luck" in capsys.readouterr().err
    monkeypatch.setenv("CORPUSKIT_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        main(["check"])


@pytest.mark.parametrize("option", ["-j0", "--executor=spark", "--nope"])
def test_click_refuses_what_it_does_not_know(option: str, cli: Cli) -> None:
    done = cli("run", "x", option)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
