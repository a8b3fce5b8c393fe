"""On a terminal there is a progress bar; off a terminal, and where colour is not wanted, there is none of either."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, write_files

pty = pytest.importorskip("pty", reason="pseudo-terminals of POSIX")


def on_a_terminal(tmp_path: Path, **environment: str) -> str:
    write_files(tmp_path / "documents", {f"{n}.txt": f"第{n}篇文章。" for n in range(20)})
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "corpuskit", "run", "documents", "-o", "out", "--fresh"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **environment},
        stderr=child,
        stdout=subprocess.DEVNULL,
    )
    os.close(child)
    shown = b""
    while True:
        try:
            part = os.read(parent, 65536)
        except OSError:  # Linux ends a pseudo-terminal with an error
            break
        if not part:
            break
        shown += part
    os.close(parent)
    assert process.wait() == 0
    return shown.decode()


def test_a_terminal_shows_progress(tmp_path: Path) -> None:
    shown = on_a_terminal(tmp_path)
    assert "reading and cleaning" in shown
    assert "documents: 20 in = 20 kept" in shown


def test_no_color_is_honoured(tmp_path: Path) -> None:
    colours = ("\x1b[3", "\x1b[38;5", "\x1b[9")
    assert any(code in on_a_terminal(tmp_path) for code in colours)
    assert not any(code in on_a_terminal(tmp_path, NO_COLOR="1") for code in colours)
