"""An interrupted run goes on where it stopped: finished shards are not done again, and the bytes are those of a run in one go."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import manifest, write_files

from corpuskit import Pipeline
from corpuskit.engine import run
from corpuskit.engine.checkpoints import counts_from_plain, counts_to_plain, read_mark, write_mark
from corpuskit.engine.inventory import Inventory
from corpuskit.engine.ledger import Counts
from corpuskit.engine.progress import Progress
from corpuskit.errors import OutputError

STEPS = ("reading and cleaning", "removing duplicates")


@pytest.fixture(autouse=True)
def four_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuskit.engine.shards._MOST_FILES", 500)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    draw = random.Random(5)
    words = ["清河", "图书馆", "今天", "重新", "开放", "读者", "排队", "新馆", "藏书", "四十二", "万册", "渔港", "出海", "银杏"]
    text = {f"{n:04d}.txt": ",".join(draw.choices(words, k=40)) + f".第{n % 700}号\n" for n in range(1600)}
    return write_files(tmp_path / "documents", dict(text))


def outputs(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in manifest(out)["outputs"]}


def interrupt_at(step: str, done: int) -> Callable[[Progress], None]:
    def progress(now: Progress) -> None:
        if (now.step, now.done) == (step, done):
            raise KeyboardInterrupt

    return progress


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """List the tasks that are run, by name and shard."""
    calls: list[tuple[str, int]] = []
    for name in ("read_shard", "continue_shard"):
        original = getattr(run, name)

        def counting(job: Any, *arguments: Any, name: str = name, original: Any = original) -> Any:
            calls.append((name, arguments[0] if name == "read_shard" else arguments[1]))
            return original(job, *arguments)

        monkeypatch.setattr(run, name, counting)
    return calls


@pytest.mark.parametrize(("step", "done"), [(STEPS[0], 2), ("comparing", 0), (STEPS[1], 0), (STEPS[1], 1), ("writing", 0)])
def test_finished_shards_are_not_done_again(
    documents: Path, tmp_path: Path, counted: list[tuple[str, int]], step: str, done: int
) -> None:
    Pipeline("zh").run(documents, tmp_path / "whole")
    tasks = list(counted)
    counted.clear()
    with pytest.raises(KeyboardInterrupt):
        Pipeline("zh").run(documents, tmp_path / "out", on_progress=interrupt_at(step, done))
    before = set(counted)
    counted.clear()
    Pipeline("zh").run(documents, tmp_path / "out", memory_limit="300MB")
    # The task whose report was being written down when the interrupt came may be done again.
    assert len(before & set(counted)) <= 1
    assert before | set(counted) == set(tasks)
    assert outputs(tmp_path / "out") == outputs(tmp_path / "whole")
    assert manifest(tmp_path / "out")["corpus"] == manifest(tmp_path / "whole")["corpus"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {path.name for path in (tmp_path / "whole").iterdir()}


def test_what_a_power_loss_has_cut_short_is_done_again(documents: Path, tmp_path: Path, counted: list[tuple[str, int]]) -> None:
    with pytest.raises(KeyboardInterrupt):
        Pipeline("zh").run(documents, tmp_path / "out", on_progress=interrupt_at("comparing", 0))
    counted.clear()
    (texts,) = (tmp_path / "out").rglob("texts-0-000001.txt")
    texts.write_bytes(texts.read_bytes()[:-1])
    (mark,) = (tmp_path / "out").rglob("done-0-000002.json")
    mark.write_bytes(mark.read_bytes()[:9])
    Pipeline("zh").run(documents, tmp_path / "out")
    assert [shard for name, shard in counted if name == "read_shard"] == [1, 2]
    Pipeline("zh").run(documents, tmp_path / "whole")
    assert outputs(tmp_path / "out") == outputs(tmp_path / "whole")


def test_another_run_does_not_take_over_what_is_there(documents: Path, tmp_path: Path, counted: list[tuple[str, int]]) -> None:
    with pytest.raises(KeyboardInterrupt):
        Pipeline("zh").run(documents, tmp_path / "out", on_progress=interrupt_at("comparing", 0))
    with pytest.raises(OutputError, match="unfinished run of another command"):
        Pipeline("minimal").run(documents, tmp_path / "out")
    counted.clear()
    Pipeline("zh").run(documents, tmp_path / "out", fresh=True)
    assert sum(name == "read_shard" for name, _ in counted) == 4


def test_scratch_files_of_another_shape_are_not_taken_over(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        Pipeline("zh").run(documents, tmp_path / "out", on_progress=interrupt_at("comparing", 0))
    monkeypatch.setattr("corpuskit.engine.workspace.LAYOUT", 0)
    with pytest.raises(OutputError, match="unfinished run of another command"):
        Pipeline("zh").run(documents, tmp_path / "out")


def test_marks_hold_what_was_told(tmp_path: Path) -> None:
    counts = Counts(3, 2, 1, 9, 5, 4, ["odd"], Inventory(mixed=2))
    counts.inventory.lengths["news", 7] += 3
    counts.inventory.totals["lost_characters"] += 4
    counts.inventory.features.see({"source": {"path": "a", "damage": [{"offset": 1}]}, "tags": {}})
    written = tmp_path / "x"
    written.write_text("abc")
    write_mark(tmp_path / "mark", counts_to_plain(counts), [written, tmp_path / "none"])
    again = counts_from_plain(read_mark(tmp_path / "mark"))
    assert counts_to_plain(again) == counts_to_plain(counts)
    assert again.inventory.lengths == counts.inventory.lengths
    written.write_text("ab")
    assert read_mark(tmp_path / "mark") is None
    assert read_mark(tmp_path / "nothing") is None
