"""Inputs and outputs that lie elsewhere, in a store in memory that stands for all that fsspec knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SEEDS, manifest

from corpuskit import Pipeline
from corpuskit.engine.progress import Progress
from corpuskit.errors import EnvironmentFailure, InputError, OutputError

fsspec = pytest.importorskip("fsspec", reason="the package fsspec is not installed")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]
    for path in SEEDS.rglob("*"):
        if path.is_file():
            memory.pipe(f"/in/{path.relative_to(SEEDS).as_posix()}", path.read_bytes())
    yield memory.store
    memory.store.clear()


def test_a_store_gives_the_corpus_that_the_disk_gives(store: dict[str, object], tmp_path: Path) -> None:
    Pipeline("zh").run(SEEDS, tmp_path / "local")
    summary = Pipeline("zh").run("memory://in", "memory://out/corpus", workers=1)
    assert str(summary.out) == "memory://out/corpus"
    memory = fsspec.filesystem("memory")
    content = json.loads(memory.cat("/out/corpus/manifest.json"))
    assert content["counts"] == manifest(tmp_path / "local")["counts"]
    for name in ("corpus.jsonl", "removed.jsonl", "quarantine.jsonl"):
        assert memory.cat(f"/out/corpus/{name}") == (tmp_path / "local" / name).read_bytes()
    assert {"report.html", "README.md"} <= {path.rpartition("/")[2] for path in memory.ls("/out/corpus", detail=False)}
    assert not any((tmp_path / "cache").rglob("*.jsonl"))


def test_a_finished_run_elsewhere_is_not_done_again(store: dict[str, object]) -> None:
    assert not Pipeline("minimal").run("memory://in", "memory://out").up_to_date
    assert Pipeline("minimal").run("memory://in", "memory://out").up_to_date
    with pytest.raises(OutputError, match="another run"):
        Pipeline("zh").run("memory://in", "memory://out")
    assert not Pipeline("zh").run("memory://in", "memory://out", fresh=True).up_to_date


def test_what_others_have_put_there_is_not_touched(store: dict[str, object]) -> None:
    fsspec.filesystem("memory").pipe("/out/mine.txt", b"mine")
    with pytest.raises(OutputError, match=r"mine\.txt"):
        Pipeline("minimal").run("memory://in", "memory://out", fresh=True)


def test_an_interrupted_run_goes_on(store: dict[str, object], tmp_path: Path) -> None:
    def interrupt(now: Progress) -> None:
        if now.step == "comparing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Pipeline("zh").run("memory://in", "memory://out", on_progress=interrupt)
    assert not fsspec.filesystem("memory").exists("/out/manifest.json")
    seen: list[Progress] = []
    Pipeline("zh").run("memory://in", "memory://out", on_progress=seen.append)
    assert fsspec.filesystem("memory").exists("/out/manifest.json")


def test_a_run_that_was_stopped_while_its_files_were_on_their_way_is_completed(
    store: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpuskit.engine import remote

    sent: list[str] = []

    def failing(file: Path, url: str) -> None:
        if file.name == "removed.jsonl":
            raise OSError("the line is down")
        sent.append(file.name)
        put(file, url)

    put = remote.put
    monkeypatch.setattr(remote, "put", failing)
    with pytest.raises(EnvironmentFailure, match="the line is down"):
        Pipeline("zh").run("memory://in", "memory://out")
    assert "corpus.jsonl" in sent
    assert "manifest.json" not in sent
    monkeypatch.setattr(remote, "put", put)
    Pipeline("zh").run("memory://in", "memory://out")
    memory = fsspec.filesystem("memory")
    assert memory.exists("/out/manifest.json")
    assert memory.exists("/out/removed.jsonl")
    assert not memory.exists("/out/.corpuskit-unfinished")


def test_a_place_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="memory://nowhere"):
        Pipeline("zh").run("memory://nowhere", "memory://out")
