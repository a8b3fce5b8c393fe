"""Where tasks run makes no difference to what is written, and a worker that dies loses nothing."""

from __future__ import annotations

import random
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import ROOT, Cli, manifest, write_files

from corpuskit.engine.executors import EXECUTORS, make_executor
from corpuskit.errors import EnvironmentFailure, InputError

CLUSTERS = [
    pytest.param(name, marks=pytest.mark.skipif(find_spec(package) is None, reason=f"the package {package} is not installed"))
    for name, package in EXECUTORS.items()
    if package is not None
]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

#: A stage that kills its worker on one document, once.
MORTAL = """
import os, signal
from pathlib import Path
from corpuskit import TextStage

def mortal(text):
    marker = Path(os.environ["MARKER"])
    if "渡轮停航" in text and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return text

STAGE = TextStage(mortal)
"""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    draw = random.Random(11)
    words = ["清河", "图书馆", "今天", "重新", "开放", "读者", "排队", "新馆", "藏书", "四十二", "万册", "渔港", "出海", "银杏"]
    files: dict[str, str | bytes] = {
        f"{n:04d}.txt": "\n".join(",".join(draw.choices(words, k=60)) + "." for _ in range(12)) for n in range(600)
    }
    files["0300.txt"] = "因为大雾,渡轮停航一天,码头上空无一人."
    files["0301.txt"] = files["0299.txt"]
    return write_files(tmp_path / "documents", files)


def outputs(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in manifest(out)["outputs"]}


@pytest.mark.parametrize("name", CLUSTERS)
def test_every_executor_writes_the_same_bytes_though_a_worker_dies(name: str, documents: Path, tmp_path: Path, cli: Cli) -> None:
    site = write_files(
        tmp_path / "site",
        {
            "acme_mortal.py": MORTAL,
            "acme_mortal-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme-mortal\nVersion: 1.0\n",
            "acme_mortal-1.0.dist-info/entry_points.txt": "[corpuskit.stages]\nacme.mortal = acme_mortal:STAGE\n",
            "r.yaml": "extends: zh\ninsert:\n  - acme.mortal: {}\n    after: normalize.unicode\n",
        },
    )
    marker = tmp_path / "marker"
    environment = {"PYTHONPATH": f"{site}:{ROOT}", "MARKER": str(marker)}
    marker.touch()
    for workers in (1, 2):
        done = cli("run", documents, "-r", site / "r.yaml", "-o", f"local{workers}", "-j", workers, "-q", **environment)
        assert done.returncode == 0, done.stderr
    marker.unlink()
    done = cli("run", documents, "-r", site / "r.yaml", "-o", name, "-j", 2, "--executor", name, "-q", **environment)
    assert done.returncode == 0, done.stderr
    assert marker.exists()
    assert outputs(tmp_path / "local1") == outputs(tmp_path / "local2") == outputs(tmp_path / name)
    assert manifest(tmp_path / name)["counts"]["documents"]["removed"] == 1


@pytest.mark.parametrize("name", CLUSTERS)
def test_errors_of_tasks_come_back_as_they_were(name: str, cli: Cli, documents: Path) -> None:
    done = cli("run", documents, "--set", "dedup.near.against=nowhere", "--executor", name, "-j", 2)
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert done.stderr.count("\n") == 1


def test_executors_that_cannot_be_had_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="known: local, dask, ray"):
        make_executor("spark", 2)
    with pytest.raises(InputError, match="is for the executors dask and ray"):
        make_executor("local", 2, "tcp://host:8786")
    monkeypatch.setattr("corpuskit.engine.executors.find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'corpuskit\[ray\]'"):
        make_executor("ray", 2)


@pytest.mark.skipif(find_spec("distributed") is None, reason="the package distributed is not installed")
def test_a_cluster_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    import dask

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "0.5s"}),
        pytest.raises(EnvironmentFailure, match="no Dask cluster"),
    ):
        make_executor("dask", 2, "tcp://127.0.0.1:9")
