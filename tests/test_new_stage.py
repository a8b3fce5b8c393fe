"""`corpuskit new-stage`, and the example package: they install, pass their own tests, and serve a recipe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Cli, rows, write_files

EXAMPLES = sorted((ROOT / "docs" / "examples").iterdir()) if (ROOT / "docs" / "examples").is_dir() else []


def install_and_test(package: Path, site: Path) -> dict[str, str]:
    """Install a package into a folder of its own and run its tests there; give the environment in which it is found."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", str(site), str(package)], check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), str(ROOT)])}
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(package)]
    done = subprocess.run([*tests, str(package / "tests")], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
    return environment


def test_a_new_stage_passes_its_tests_at_once_and_serves_a_recipe(cli: Cli, tmp_path: Path) -> None:
    made = cli("new-stage", "acme.fancy_lines")
    assert made.returncode == 0, made.stderr
    package = tmp_path / "acme-fancy-lines"
    environment = install_and_test(package, tmp_path / "site")
    path = environment["PYTHONPATH"]
    described = cli("stages", "acme.fancy_lines", PYTHONPATH=path)
    assert "of acme-fancy-lines 0.1.0" in described.stdout
    assert "least: int = 3" in described.stdout
    recipe = "extends: minimal\ninsert:\n  - acme.fancy_lines: {least: 4}\n    before: dedup.exact\n"
    write_files(tmp_path, {"my.yaml": recipe, "documents/a.txt": "上篇\n＊＊＊＊\n===\n下篇\n"})
    done = cli("run", "documents", "-r", "my.yaml", "-j", "2", PYTHONPATH=path)
    assert done.returncode == 0, done.stderr
    (record,) = rows(tmp_path / "out/corpus.jsonl")
    assert record["text"] == "上篇\n===\n下篇"
    assert [(row["stage"], row["text"], row["reason"]) for row in rows(tmp_path / "out/removed.jsonl")] == [
        ("acme.fancy_lines", "＊＊＊＊", "ornament")
    ]


@pytest.mark.parametrize("package", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_of_the_documentation_pass_their_tests(package: Path, tmp_path: Path) -> None:
    install_and_test(package, tmp_path / "site")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["Emoji"], "is no name for a stage"),
        (["acme.Emoji"], "is no name for a stage"),
        (["../x.y"], "is no name for a stage"),
        (["dedup.near"], "a stage dedup.near already"),
        (["acme.emoji", "-o", "full"], "is there already"),
    ],
)
def test_what_cannot_be_made_is_refused(arguments: list[str], complaint: str, cli: Cli, tmp_path: Path) -> None:
    write_files(tmp_path, {"full/x": ""})
    done = cli("new-stage", *arguments)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1
