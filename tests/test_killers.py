"""Documents that kill their worker, or take for ever: they go into quarantine, and everything else is in the corpus."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import ROOT, Cli, rows, write_files

from corpuskit.engine.documents import Rejected
from corpuskit.engine.timer import Timer
from corpuskit.engine.watch import NONE, last_seen, watching

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

#: A stage that dies of some documents, and never ends with others: in Python, and in one call that nothing can interrupt.
STAGE = """
import os, re, signal, time
from corpuskit import TextStage

def treacherous(text):
    if "毒" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    while "慢" in text:
        pass
    if "堵" in text:
        re.fullmatch("(a|aa)+", "a" * 60 + "b")
    return text

STAGE = TextStage(treacherous)
"""


def site(folder: Path) -> dict[str, str]:
    """Install the stage below a folder; give the environment in which it is found."""
    info = "acme_bad-1.0.dist-info"
    files = {
        "acme_bad.py": STAGE,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: acme-bad\nVersion: 1.0\n",
        f"{info}/entry_points.txt": "[corpuskit.stages]\nacme.bad = acme_bad:STAGE\n",
    }
    write_files(folder / "site", dict(files))
    (folder / "r.yaml").write_text("stages: [acme.bad, dedup.exact, acme.bad]\n")
    return {"PYTHONPATH": f"{folder / 'site'}{os.pathsep}{ROOT}"}


def write_documents(folder: Path, bad: dict[int, str]) -> None:
    write_files(folder / "in", {f"{n:04d}.txt": f"第{n}篇,写的是{bad.get(n, '河')}." for n in range(1100)})


@pytest.mark.parametrize(
    "executor",
    [
        "local",
        pytest.param("dask", marks=pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not installed")),
        pytest.param("ray", marks=pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed")),
    ],
)
def test_a_document_that_kills_its_worker_is_quarantined_alone(executor: str, tmp_path: Path, cli: Cli) -> None:
    environment = site(tmp_path)
    write_documents(tmp_path, {7: "毒", 400: "毒", 1099: "毒"})
    done = cli("run", "in", "-r", "r.yaml", "-j", 2, "--executor", executor, **environment)
    assert done.returncode == 0, done.stderr
    quarantined = rows(tmp_path / "out/quarantine.jsonl")
    assert [row["path"] for row in quarantined] == ["0007.txt", "0400.txt", "1099.txt"]
    assert all("died" in row["error"] for row in quarantined)
    assert len(rows(tmp_path / "out/corpus.jsonl")) == 1097


def test_a_document_that_takes_for_ever_is_quarantined_with_a_time_limit(tmp_path: Path, cli: Cli) -> None:
    environment = site(tmp_path)
    write_documents(tmp_path, {3: "慢", 900: "慢", 1000: "堵"})
    done = cli("run", "in", "-r", "r.yaml", "-j", 2, "--time-limit", 0.5, **environment)
    assert done.returncode == 0, done.stderr
    quarantined = {row["path"]: row["error"] for row in rows(tmp_path / "out/quarantine.jsonl")}
    assert list(quarantined) == ["0003.txt", "0900.txt", "1000.txt"]
    assert "0.5 seconds" in quarantined["0003.txt"]
    assert len(rows(tmp_path / "out/corpus.jsonl")) == 1097
    assert "note: each document had at most 0.5 seconds in each pass" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="what ends a worker that is stuck is of Linux")
def test_a_stuck_worker_does_not_outlive_the_run(tmp_path: Path) -> None:
    environment = {**os.environ, **site(tmp_path)}
    write_documents(tmp_path, {0: "堵"})
    command = [sys.executable, "-m", "corpuskit", "run", "in", "-r", "r.yaml", "-j", "2", "-q"]
    run = subprocess.Popen(command, cwd=tmp_path, env=environment)
    try:
        end = time.monotonic() + 60
        while not (stuck := [number for number in processes_of(tmp_path) if number != run.pid]) and time.monotonic() < end:
            time.sleep(0.2)
        time.sleep(2)
        stuck = [number for number in processes_of(tmp_path) if number != run.pid]
        assert stuck
    finally:
        run.kill()
        run.wait()
    end = time.monotonic() + 20
    while processes_of(tmp_path) and time.monotonic() < end:
        time.sleep(0.2)
    assert not processes_of(tmp_path)


def processes_of(folder: Path) -> list[int]:
    """List the processes that work in a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdecimal() and os.readlink(entry / "cwd") == str(folder):
                found.append(int(entry.name))
    return found


def test_a_time_limit_that_no_document_reaches_changes_nothing(tmp_path: Path, cli: Cli) -> None:
    environment = site(tmp_path)
    write_documents(tmp_path, {})
    assert cli("run", "in", "-r", "r.yaml", "-j", 1, "--time-limit", 60, **environment).returncode == 0
    assert cli("run", "in", "-r", "r.yaml", "-j", 1, "-o", "other", **environment).returncode == 0
    assert (tmp_path / "out/corpus.jsonl").read_bytes() == (tmp_path / "other/corpus.jsonl").read_bytes()


def test_a_timer_ends_what_takes_too_long_and_nothing_else() -> None:
    timer = Timer(0.1)
    for _ in range(3):
        with timer:
            pass
        with pytest.raises(Rejected, match="time limit"), timer:  # noqa: PT012 -- it has to take long
            while True:
                pass
    with pytest.raises(ValueError, match="its own"), timer:
        raise ValueError("its own")
    end = time.monotonic() + 0.3
    while time.monotonic() < end:  # nothing strikes later
        pass


def test_a_timer_that_strikes_at_the_last_moment_strikes_once() -> None:
    outcomes = set()
    for tenths in range(60):
        timer = Timer(0.1)
        try:
            with timer:
                end = time.perf_counter() + 0.097 + tenths / 10_000
                while time.perf_counter() < end:
                    pass
            outcomes.add("finished")
        except Rejected:
            outcomes.add("rejected")
        time.sleep(0.005)
    assert "finished" in outcomes


def test_the_watch_survives_the_process(tmp_path: Path) -> None:
    assert last_seen(tmp_path / "none") == NONE
    with watching(tmp_path / "watch") as watch:
        assert last_seen(tmp_path / "watch") == NONE
        watch(41)
        assert last_seen(tmp_path / "watch") == 41
    assert last_seen(tmp_path / "watch") == NONE
