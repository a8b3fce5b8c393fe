"""When things go wrong: one clear line, the right exit status, nothing half-written, and the same command completes the run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, Cli, manifest, rows, write_files

from corpuskit.engine.output import OutputFolder

resource = pytest.importorskip("resource", reason="resource limits of POSIX")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and resource limits of POSIX")

OUTPUTS = ("corpus.jsonl", "removed.jsonl", "quarantine.jsonl", "edits.jsonl")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    draw = random.Random(7)
    words = [
        "清河",
        "图书馆",
        "今天",
        "重新",
        "开放",
        "读者",
        "排队",
        "新馆",
        "藏书",
        "四十二",
        "万册",
        "校长",
        "银杏",
        "校园",
        "渔港",
        "出海",
    ]
    text = {f"{n:04d}.txt": ",".join(draw.choices(words, k=60)) + ".\n" for n in range(1500)}
    return write_files(tmp_path / "documents", dict(text))


def start(arguments: list[object], cwd: Path, **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "corpuskit", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,  # type: ignore[call-overload]
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_at_any_moment_the_same_command_completes_the_run(documents: Path, tmp_path: Path, cli: Cli, workers: int) -> None:
    started = time.monotonic()
    assert cli("run", documents, "-o", "whole", "-j", workers).returncode == 0
    needed = time.monotonic() - started
    whole = [(tmp_path / "whole" / name).read_bytes() for name in OUTPUTS]
    for part in (0.3, 0.6, 0.8, 0.95):
        process = start(["run", documents, "-o", "killed", "-j", workers], tmp_path, start_new_session=True)
        time.sleep(needed * part)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        finished = (tmp_path / "killed/manifest.json").exists()
        again = cli("run", documents, "-o", "killed", "-j", workers)
        assert again.returncode == 0, again.stderr
        assert [(tmp_path / "killed" / name).read_bytes() for name in OUTPUTS] == whole
        assert sorted(path.name for path in (tmp_path / "killed").iterdir()) == sorted(
            [*OUTPUTS, "README.md", "manifest.json", "report.html"]
        )
        if not finished:
            assert cli("run", documents, "-o", "killed", "--fresh", "--set", "dedup.near=off").returncode == 0
        for path in (tmp_path / "killed").iterdir():
            path.unlink()


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_says_how_to_go_on(documents: Path, tmp_path: Path, workers: int) -> None:
    process = start(["run", documents, "-o", "out", "-j", workers], tmp_path, start_new_session=True)
    while not (tmp_path / "out/.corpuskit").exists():
        time.sleep(0.01)
    time.sleep(0.05)  # the run goes on for a second: it must not be over when a busy machine lets this process go on
    os.killpg(process.pid, signal.SIGINT)
    asked = time.monotonic()
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130, stderr.decode()
    assert stderr.decode().splitlines() == ["corpuskit: interrupted; the same command completes the run"]
    assert time.monotonic() - asked < 10
    assert not (tmp_path / "out/manifest.json").exists()


def test_ctrl_c_while_python_runs_a_string_gives_the_same_status(tmp_path: Path) -> None:
    (tmp_path / "interrupted.py").write_text(
        "import click\n"
        "from corpuskit import cli\n"
        "@click.command()\n"
        "def command(): exec('raise KeyboardInterrupt')\n"
        "cli._Commands.get_command = lambda *_: command\n"
        "cli.main(['run'])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "interrupted"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
    assert (done.returncode, done.stderr) == (130, "corpuskit: interrupted; the same command completes the run\n")


def test_a_second_ctrl_c_makes_no_noise(documents: Path, tmp_path: Path) -> None:
    process = start(["run", documents, "-o", "out", "-j", 2], tmp_path, start_new_session=True)
    while not (tmp_path / "out/.corpuskit").exists():
        time.sleep(0.01)
    for _ in range(2):
        time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode in (130, -signal.SIGINT), stderr.decode()  # it may come before Python listens, or no more
    assert not {"Traceback", "Exception"} & set(stderr.decode().split()), stderr.decode()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_is_one_line_and_the_run_can_be_completed(documents: Path, tmp_path: Path, cli: Cli, workers: int) -> None:
    # A limit on the size of a file fails the write just as a full disk does.
    limit = 200_000
    process = start(
        ["run", documents, "-o", "out", "-j", workers],
        tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 4
    (line,) = stderr.decode().splitlines()
    assert line.startswith("corpuskit: ")
    assert "same command again" in line
    left = [path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert all(name.startswith(".corpuskit/") for name in left)
    assert cli("run", documents, "-o", "out").returncode == 0
    assert manifest(tmp_path / "out")["conservation"]["holds"]


def test_the_place_for_temporary_files_is_honoured_and_left_clean(documents: Path, tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "scratch").mkdir()
    missing = cli("run", documents, "-o", "out", TMPDIR=str(tmp_path / "nowhere"))
    assert missing.returncode == 4
    assert "TMPDIR" in missing.stderr
    process = start(["run", documents, "-o", "out", "-j", 1], tmp_path, start_new_session=True)
    process.communicate()
    killed = subprocess.Popen(
        [sys.executable, "-m", "corpuskit", "run", str(documents), "-o", "killed", "-j", "1"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "scratch")},
        start_new_session=True,
    )
    while not any((tmp_path / "scratch").glob("corpuskit-*/*")):
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert cli("run", documents, "-o", "killed", TMPDIR=str(tmp_path / "scratch")).returncode == 0
    assert not any((tmp_path / "scratch").iterdir())


def test_a_kill_in_the_first_or_last_moment_does_not_lock_the_folder(documents: Path, tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "first/.corpuskit").mkdir(parents=True)
    assert cli("run", documents, "-o", "first", "-r", "minimal").returncode == 0
    folder = OutputFolder(tmp_path / "first")
    with pytest.MonkeyPatch.context() as patch:  # --fresh, killed after the manifest is gone
        patch.setattr(OutputFolder, "_remove_scratch", lambda self: None)
        folder._clear()
        folder._release()
    assert cli("run", documents, "-o", "first", "-r", "minimal").returncode == 2
    assert cli("run", documents, "-o", "first", "-r", "minimal", "--fresh").returncode == 0
    assert len(rows(tmp_path / "first/corpus.jsonl")) == 1500


def test_two_runs_do_not_write_into_one_folder(documents: Path, tmp_path: Path, cli: Cli) -> None:
    first = OutputFolder(tmp_path / "out")
    first.begin("the first run", tmp_path / "nowhere")
    for more in ([], ["--fresh"]):
        second = cli("run", documents, "-o", "out", *more)
        assert second.returncode == 2
        assert len(second.stderr.splitlines()) == 1
        assert "another run" in second.stderr or "another command" in second.stderr
    assert "is being written by another run" in second.stderr
    first._release()
    assert cli("run", documents, "-o", "out", "--fresh").returncode == 0


def test_bad_calls_get_one_line_each(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "void").mkdir()
    (tmp_path / "a.txt").write_text("正文。", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/x").write_text("x")
    (tmp_path / "bad.yaml").write_text("stages:\n  - dedup.nera\n  - dedup.near: {jacard: 1}\nsinc: {}\n")
    calls = {
        ("run",): "no input files",
        ("run", "void"): "no input files in void",
        ("run", "full", "-o", "full"): "full is the output as well as an input",
        ("run", os.devnull): "1 not a regular file",
        ("run", "none"): "cannot read none: No such file",
        ("run", "-"): "`corpuskit clean` reads a text from stdin",
        ("run", "a.txt", "-r", "zhh"): "did you mean 'zh'",
        ("run", "a.txt", "--set", "dedup.neer=off"): "did you mean 'dedup.near'",
        ("run", "a.txt", "-o", "full"): "full is not empty",
        ("run", "a.txt", "-o", "a.txt"): "a.txt is a file",
        ("run", "a.txt", "--encoding", "utf-88"): "utf-88",
        ("stages", "normalize.unicod"): "did you mean 'normalize.unicode'",
    }
    for call, expected in calls.items():
        done = cli(*call)
        (line,) = done.stderr.splitlines()
        assert (done.returncode, done.stdout) == (2, "")
        assert expected in line
    three = cli("check", "-r", "bad.yaml")
    assert three.returncode == 2
    assert [line.split(":")[2] for line in three.stderr.splitlines()] == ["2", "3", "4"]
    assert not (tmp_path / "out").exists()


def test_workers_that_always_die_end_the_run_which_can_be_completed(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "acme_fatal.py").write_text(
        "import os, pathlib\nfrom corpuskit import TextStage\n"
        "def die(text):\n"
        "    if pathlib.Path('die').exists(): os._exit(9)\n"
        "    return text\n"
        "STAGE = TextStage(die)\n"
    )
    info = tmp_path / "acme_fatal-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-fatal\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[corpuskit.stages]\nacme.fatal = acme_fatal:STAGE\n")
    (tmp_path / "r.yaml").write_text("stages: [acme.fatal]\n")
    write_files(tmp_path / "in", {f"{n:04d}.txt": f"第{n}篇。" for n in range(1100)})
    (tmp_path / "die").touch()
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    done = cli("run", "in", "-r", "r.yaml", "-j", 2, PYTHONPATH=path)
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1].startswith("corpuskit: a task has killed worker after worker")
    (tmp_path / "die").unlink()
    assert cli("run", "in", "-r", "r.yaml", "-j", 2, PYTHONPATH=path).returncode == 0
    assert len(rows(tmp_path / "out/corpus.jsonl")) == 1100


def test_a_script_needs_no_main_guard(documents: Path, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(
        "from corpuskit import Pipeline\n"
        "print(Pipeline('minimal').run('documents', 'out', workers=2).counts['documents']['in'])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stdout, done.stderr) == ("1500\n", "")
