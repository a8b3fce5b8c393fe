"""The README says what is true: its Python runs, its commands and files exist, its error message is the real one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT, Cli, write_files

from corpuskit.cli import _COMMANDS
from corpuskit.registry import stage_names

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.S)


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_python_blocks_run_and_give_what_their_comments_say(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path / "documents", {"a.txt": "正文."})
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(blocks("python")[number], names)  # our own text
    for expression, value in re.findall(r"^(\w.*?)  # ('.*')$", blocks("python")[number], flags=re.M):
        assert eval(expression, names) == eval(value)


def test_the_quick_start_has_its_two_blocks_first() -> None:
    section = README.split("## Quick start")[1].split("\n## ")[0]
    install_and_run, install_and_test = re.findall(r"```bash\n(.*?)```", section, flags=re.S)[:2]
    assert "corpuskit run seeds/" in install_and_run
    assert "pytest" in install_and_test


def test_what_is_named_is_there() -> None:
    assert set(re.findall(r"corpuskit ([a-z]+(?:-[a-z]+)*)\b", "\n".join(blocks("bash") + blocks("console")))) <= set(_COMMANDS)
    named = set(re.findall(r"`((?:extract|repair|normalize|convert|tag|filter|redact|dedup)\.[a-z]+)`", README))
    assert named <= set(stage_names())
    assert {name for name in stage_names() if not name.startswith("acme")} <= named
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def test_the_error_shown_is_the_error_given(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "wrong.yaml").write_text("stages:\n  - normalize.unicode\n\n  - dedup.near: {jacard: 0.8}\n")
    done = cli("check", "-r", "wrong.yaml")
    assert done.stderr in README


def test_every_figure_stands_in_the_output_of_its_benchmark() -> None:
    section = README.split("## Speed and accuracy")[1].split("\n## ")[0]
    rows = [line.split("|")[2:5] for line in section.splitlines() if "](benchmarks/results/" in line]
    assert len(rows) >= 10
    for corpuskit, peers, output in rows:
        file = ROOT / re.findall(r"\((benchmarks/results/\w+\.txt)\)", output)[0]
        command, _, printed = file.read_text(encoding="utf-8").partition("\n")
        assert command.startswith(f"$ python benchmarks/{file.stem}.py")
        assert (ROOT / "benchmarks" / f"{file.stem}.py").is_file()
        figures = re.findall(r"(?<![\w.])\d[\d,]*(?:/\d+)?(?:\.\d+)?", corpuskit + peers)
        assert figures
        for figure in figures:
            assert re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d.]*\d)", printed), (figure, file.name)
