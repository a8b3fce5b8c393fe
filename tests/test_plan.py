"""What a run will take is told beforehand; how far it is, while it goes on."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
from pathlib import Path

import pytest
from conftest import Cli, write_files

from corpuskit import Pipeline
from corpuskit.engine.estimate import Measured, estimate, measure
from corpuskit.engine.progress import Meter, Progress
from corpuskit.engine.sample import Sample, draw_sample
from corpuskit.errors import InputError
from corpuskit.recipe import load_recipe

WORDS = ["清河", "图书馆", "今天", "重新", "开放", "读者", "排队", "新馆", "藏书", "四十二", "万册", "渔港", "出海", "银杏"]


def texts(count: int) -> list[str]:
    draw = random.Random(3)
    return ["\n".join(",".join(draw.choices(WORDS, k=60)) + "." for _ in range(6)) for _ in range(count)]


def measured(**changed: object) -> Measured:
    counts = {
        "documents": {"in": 100, "kept": 90, "removed": 8, "quarantined": 2},
        "paragraphs": {"in": 0, "kept": 0, "removed": 0},
    }
    seconds = {"reading and cleaning": 8.0, "comparing": 1.0, "removing duplicates": 1.0, "writing": 0.6}
    given = {"documents": 100, "bytes": 1_000_000, "seconds": seconds, "scratch": 2_000_000, "output": 1_000_000, "peak": 10}
    return Measured(**{**given, "counts": counts, "duplicates": 6, **changed})  # type: ignore[arg-type]


def test_an_estimate_is_the_sample_at_scale() -> None:
    told = estimate(Sample(1000, 10_000_000, 1_000_000, 100), measured(), workers=1)
    assert (told.documents, told.kept, told.quarantined) == (1000, 900, 20)
    assert told.seconds == pytest.approx(10 * (8 + 1 + 1 + 0.6))
    assert told.disk == 30_000_000
    assert (told.removed, told.removed_at_most) == (80, 20 + 600)


def test_more_workers_share_only_what_can_be_shared() -> None:
    sample = Sample(1000, 10_000_000, 1_000_000, 100)
    one, many, cluster = (estimate(sample, measured(), workers=w, machines=m) for w, m in ((1, 1), (2, 1), (32, 20)))
    assert one.seconds > many.seconds > cluster.seconds > 10 * (0.4 + 0.6)
    assert many.memory > one.memory
    assert cluster.memory == estimate(sample, measured(), workers=32).memory


def test_an_estimate_for_a_corpus_that_is_not_there_yet() -> None:
    told = estimate(Sample(1000, 10_000_000, 1_000_000, 100), measured(), documents=10**9)
    assert told.documents == 10**9
    assert told.bytes == 10**13
    assert told.removed_at_most <= 10**9


def test_no_documents_no_estimate() -> None:
    with pytest.raises(InputError, match="no documents"):
        estimate(Sample(1, 1, 1, 0), measured(documents=0))


def test_a_sample_has_the_wanted_size_and_is_always_the_same(tmp_path: Path) -> None:
    documents = texts(300)
    write_files(tmp_path / "in", {f"{n:04d}.txt": text for n, text in enumerate(documents)})
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in documents * 20).encode()
    (tmp_path / "in/large.jsonl").write_bytes(lines)
    (tmp_path / "in/large.jsonl.gz").write_bytes(gzip.compress(lines))
    recipe = load_recipe("zh")
    drawn = draw_sample(recipe, [tmp_path / "in"], 1_000_000, tmp_path / "one")
    again = draw_sample(recipe, [tmp_path / "in"], 1_000_000, tmp_path / "two")
    assert drawn == again
    assert 500_000 < drawn.bytes < 2_000_000
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.txt")} for name in ("one", "two"))
    assert one == two
    assert drawn.documents == len(one)
    known = {text.encode() for text in documents}
    assert set(one.values()) <= known
    assert len(set(one.values())) > 100


def test_a_measured_sample_says_what_the_run_says(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {f"{n:04d}.txt": text for n, text in enumerate(texts(100))})
    drawn, found = measure(load_recipe("zh"), [tmp_path / "in"], 10)
    told = estimate(drawn, found)
    summary = Pipeline("zh").run(tmp_path / "in", tmp_path / "out")
    assert (told.documents, told.kept) == (100, summary.counts["documents"]["kept"])
    size = sum(path.stat().st_size for path in (tmp_path / "out").iterdir())
    assert told.disk > size


def test_lines_of_a_large_file_that_cannot_be_read_are_foreseen(tmp_path: Path) -> None:
    good = [json.dumps({"text": text}, ensure_ascii=False) for text in texts(800)]
    write_files(tmp_path / "in", {"large.jsonl": "\n".join(line if n % 8 else "{broken" for n, line in enumerate(good)) + "\n"})
    assert (tmp_path / "in/large.jsonl").stat().st_size > 1_000_000
    told = estimate(*measure(load_recipe("zh"), [tmp_path / "in"], 10))
    assert (told.documents, told.quarantined) == (800, 100)


def test_the_command_tells_it_in_lines_and_as_json(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path / "in", {f"{n:04d}.txt": text for n, text in enumerate(texts(30))})
    done = cli("plan", "in", "-j", 1)
    assert done.returncode == 0, done.stderr
    assert [line.split(":")[0] for line in done.stdout.splitlines()[:4]] == ["input", "time", "disk", "memory"]
    record = json.loads(cli("plan", "in", "--documents", "1e6", "--machines", 3, "-j", 2, "--json").stdout)
    assert (record["documents"], record["machines"], record["workers"]) == (1_000_000, 3, 2)
    assert not (tmp_path / "out").exists()
    assert cli("plan", "in", "--documents", "-5").returncode == 2
    assert cli("plan", "nowhere").returncode == 2


def json_lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_machines_can_follow_a_run(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path / "in", {f"{n:04d}.txt": text for n, text in enumerate(texts(40))})
    done = cli("run", "in", "--log-format", "json", "-j", 1)
    lines = json_lines(done)
    assert {line["event"] for line in lines} == {"progress", "log", "finished"}
    steps = list(dict.fromkeys(line["step"] for line in lines if line["event"] == "progress"))
    assert steps == ["preparing", "reading and cleaning", "comparing", "removing duplicates", "writing"]
    last = [line for line in lines if line["event"] == "progress"][-1]
    assert (last["files"], last["documents"], last["all_files"]) == (40, 40, 40)
    assert last["bytes"] == last["all_bytes"]
    assert lines[-1]["counts"]["documents"]["in"] == 40  # type: ignore[index]
    assert cli("run", "in", "--log-format", "json", "-q", "--fresh").stderr == ""


def test_time_left_counts_only_what_this_run_has_done() -> None:
    seen: list[Progress] = []
    meter = Meter(seen.append, 10, 1000, 2)
    meter.begin("reading and cleaning", 4)
    meter.finish(files=5, size=500, resumed=True)
    assert seen[-1].left is None
    meter.finish(files=2, size=200)
    assert seen[-1].left is not None
    assert (seen[-1].files, seen[-1].bytes, seen[-1].all_bytes) == (7, 700, 1000)
    meter.begin("comparing", segment=1)
    assert seen[-1].left is None
