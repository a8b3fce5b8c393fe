"""An index that is killed, locked or cut short: what was there stays, and the same command goes on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, Cli, rows
from test_index import documents, found, prose

from corpuskit.dedup.index import Added, Index, store
from corpuskit.errors import OutputError
from corpuskit.io.jsonl import dump_line

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def names(index: Path) -> set[str]:
    return {path.name for path in index.iterdir() if path.name.startswith(("segment-", "removed-"))}


def start(arguments: list[object], cwd: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "corpuskit", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_killed_while_adding_all_is_there_or_nothing(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    index.add(documents(20))
    batch = [{"id": f"n{n}", "text": "\n".join(prose(300, 77 * n + k) for k in range(9))} for n in range(400)]
    (tmp_path / "new.jsonl").write_bytes(b"".join(map(dump_line, batch)))
    asked = [documents(20)[5][1].split("\n")[0], batch[300]["text"].split("\n")[3]]
    began = time.monotonic()
    assert start(["index", "add", "index", "new.jsonl"], tmp_path).wait() == 0
    needed = time.monotonic() - began
    Index(index.folder).remove(record["id"] for record in batch)
    Index(index.folder).merge()
    states = set()
    for part in (0.3, 0.6, 0.75, 0.9):
        process = start(["index", "add", "index", "new.jsonl"], tmp_path)
        time.sleep(needed * part)
        process.send_signal(signal.SIGKILL)
        process.wait()
        after = Index(index.folder)
        states.add(after.info()["documents"])
        matches = found(after, asked)
        assert matches == [(0, "d5", "exact"), (1, "n300", "exact")][: len(matches)]
        assert len(matches) == 1 + (after.info()["documents"] == 420)
    assert states <= {20, 420}
    assert 20 in states
    assert Index(index.folder).add((record["id"], record["text"]) for record in batch) in (Added(400, 0), Added(0, 400))
    content = store.read_state(index.folder)
    with store.writing(index.folder):  # the next writer clears away what the killed ones have left
        assert names(index.folder) == {entry.name for entry in content.entries}


@pytest.mark.parametrize(
    ("change", "fatal"),
    [
        ("add", "sync"),
        ("add", "sync_folder"),
        ("add", "_replace_manifest"),
        ("merge", "sync"),
        ("merge", "_replace_manifest"),
        ("remove", "_replace_manifest"),
    ],
)
def test_what_fails_before_the_manifest_changes_nothing(tmp_path: Path, change: str, fatal: str) -> None:
    index = Index.create(tmp_path / "index")
    index.add(documents(4))
    before = (index.folder / "index.json").read_bytes()
    arguments: dict[str, list[object]] = {"add": [documents(2, 4)], "merge": [], "remove": [["d1"]]}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, fatal, fail)
        with pytest.raises(OSError, match="No space"):
            getattr(index, change)(*arguments[change])
    assert (index.folder / "index.json").read_bytes() == before
    assert Index(index.folder).info()["documents"] == 4
    assert Index(index.folder).add(documents(2, 4)) == Added(2, 0)
    assert len(names(index.folder)) == 2


def test_one_writer_at_a_time(tmp_path: Path, cli: Cli) -> None:
    index = Index.create(tmp_path / "index")
    index.add(documents(2))
    (tmp_path / "new.jsonl").write_bytes(dump_line({"id": "x", "text": prose(90, 1)}))
    with store.writing(index.folder):
        for call in (("add", "index", "new.jsonl"), ("remove", "index", "d1"), ("merge", "index")):
            done = cli("index", *call)
            assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
            assert "being written by another process" in done.stderr
        with pytest.raises(OutputError, match="being written"):
            index.add(documents(1, 5))
        assert cli("index", "info", "index", "--json").returncode == 0  # reading goes on
    assert cli("index", "add", "index", "new.jsonl").returncode == 0
    assert Index(index.folder).info()["documents"] == 3


def test_a_killed_run_against_an_index_is_completed_by_the_same_command(tmp_path: Path, cli: Cli) -> None:
    index = Index.create(tmp_path / "index")
    given = documents(300)
    index.add(given[:150])
    (tmp_path / "in").mkdir()
    for name, text in given[100:]:
        (tmp_path / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    call = ["run", "in", "-r", "minimal", "--against", "index", "-j", 2]
    began = time.monotonic()
    assert cli(*call, "-o", "whole").returncode == 0
    needed = time.monotonic() - began
    assert len([row for row in rows(tmp_path / "whole/removed.jsonl") if "index" in row["kept"]]) == 50
    for part in (0.5, 0.8):
        process = start([*call, "-o", "killed"], tmp_path)
        time.sleep(needed * part)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert cli(*call, "-o", "killed").returncode == 0
        for name in ("corpus.jsonl", "removed.jsonl"):
            assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
        shutil.rmtree(tmp_path / "killed")
