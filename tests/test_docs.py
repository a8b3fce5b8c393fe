"""Every block of the documentation runs, page by page in order; links lead somewhere; the reference is that of the code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT, SEEDS
from ruamel.yaml import YAML

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", DOCS / "tutorial.md", DOCS / "README.zh-CN.md", *sorted((DOCS / "how-to").glob("*.md"))]
PROSE = [ROOT / "README.md", *sorted(DOCS.glob("*.md")), *sorted((DOCS / "how-to").glob("*.md"))]
_INSTALLS = re.compile("python -m (pip|pytest)")
_FENCED = re.compile(r"(?:<!-- not run: (?P<reason>.*?) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)```", re.S)


class Block(NamedTuple):
    reason: str | None
    language: str
    text: str


def blocks(page: Path) -> Iterator[Block]:
    for found in _FENCED.finditer(page.read_text(encoding="utf-8")):
        yield Block(found["reason"], found["language"], found["text"])


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_block_runs(page: Path, tmp_path: Path) -> None:
    for folder in ("seeds", "documents"):
        shutil.copytree(SEEDS, tmp_path / folder)
    (tmp_path / "wrong.yaml").write_text("stages:\n  - normalize.unicode\n\n  - dedup.near: {jacard: 0.8}\n")
    command = tmp_path / "bin" / "corpuskit"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m corpuskit "$@"\n')
    command.chmod(0o755)
    path = os.pathsep.join([str(command.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300)

    for block in blocks(page):
        if block.reason is not None:
            assert block.reason in ("installs", "needs a cluster", "needs a network")
        elif block.language == "bash":
            commands = "".join(line for line in block.text.splitlines(keepends=True) if not _INSTALLS.match(line))
            done = run("bash", "-euo", "pipefail", "-c", commands)
            assert done.returncode == 0, block.text + done.stderr
        elif block.language == "python":
            done = run(sys.executable, "-c", block.text)
            assert done.returncode == 0, block.text + done.stderr
        elif block.language == "yaml" and block.text.startswith("# file: "):
            first, _, rest = block.text.partition("\n")
            (tmp_path / first.removeprefix("# file: ")).write_text(rest, encoding="utf-8")
        elif block.language == "console":
            _check_console(block.text, run)
        else:
            assert block.language in ("text", "json", "toml", "yaml")


def _check_console(text: str, run: object) -> None:
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, expected = part.partition("\n")
        done = run("bash", "-c", command)  # type: ignore[operator]
        pattern = ".*".join(map(re.escape, expected.rstrip("\n").split("…")))
        assert re.search(pattern, done.stdout + done.stderr, flags=re.S), done.stdout + done.stderr


def test_the_reference_is_that_of_the_code() -> None:
    done = subprocess.run(
        [sys.executable, str(DOCS / "build_reference.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PROSE, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_the_citation_names_this_version() -> None:
    from importlib.metadata import version

    content = YAML(typ="safe", pure=True).load((DOCS / "CITATION.cff").read_text(encoding="utf-8"))
    assert content["version"] == version("corpuskit")
