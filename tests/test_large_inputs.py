"""One large file, or a large archive, is many shards; and the corpus is the one that small files would give."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import manifest, rows

from corpuskit import Pipeline
from corpuskit.engine import passes, run
from corpuskit.engine.progress import Progress

WORDS = [
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
    "渔港",
    "出海",
    "银杏",
    "渡轮",
    "码头",
]


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuskit.engine.shards._FEWEST_BYTES", 20_000)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    draw = random.Random(17)
    made = ["\n".join(",".join(draw.choices(WORDS, k=30)) + "." for _ in range(3)) for _ in range(900)]
    made[700] = made[20]
    return made


def as_jsonl(texts: list[str]) -> bytes:
    return "".join(
        json.dumps({"text": text, "n": number}, ensure_ascii=False) + "\n" for number, text in enumerate(texts)
    ).encode()


def as_tar(texts: list[str]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for number, text in enumerate(texts):
            entry = tarfile.TarInfo(f"a/{number:04d}.txt")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return data.getvalue()


def as_zip(texts: list[str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"a/{number:04d}.txt", text)
    return data.getvalue()


FORMS: dict[str, Callable[[list[str]], bytes]] = {
    "a.jsonl": as_jsonl,
    "a.jsonl.gz": lambda texts: gzip.compress(as_jsonl(texts)),
    "a.jsonl.bz2": lambda texts: bz2.compress(as_jsonl(texts)),
    "a.jsonl.xz": lambda texts: lzma.compress(as_jsonl(texts)),
    "a.tar": as_tar,
    "a.tgz": lambda texts: gzip.compress(as_tar(texts)),
    "a.zip": as_zip,
}


def corpus(out: Path) -> list[str]:
    return [row["text"] for row in rows(out / "corpus.jsonl")]


@pytest.fixture(scope="module")
def expected(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("small")
    (folder / "in").mkdir()
    for number, text in enumerate(texts):
        (folder / f"in/{number:04d}.txt").write_text(text, "utf-8")
    Pipeline("zh").run(folder / "in", folder / "out")
    return corpus(folder / "out")


@pytest.mark.parametrize("name", FORMS)
def test_a_large_file_gives_what_small_ones_give(name: str, texts: list[str], expected: list[str], tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FORMS[name](texts))
    seen: list[Progress] = []
    Pipeline("zh").run(tmp_path / name, tmp_path / "out", on_progress=seen.append)
    assert max(now.total for now in seen) > 4
    assert (seen[-1].files, seen[-1].all_files) == (1, 1)
    assert corpus(tmp_path / "out") == expected
    content = manifest(tmp_path / "out")
    assert content["counts"]["documents"] == {"in": 900, "kept": 899, "removed": 1, "quarantined": 0}
    assert [entry["documents"] for entry in content["inputs"]] == [900]
    ids = [row["id"] for row in rows(tmp_path / "out/corpus.jsonl")]
    assert len(set(ids)) == 899


def test_records_keep_their_numbers_across_portions(texts: list[str], tmp_path: Path) -> None:
    lines = as_jsonl(texts).split(b"\n")
    lines[400] = b"{broken"
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    Pipeline("minimal", ["source.keep_fields=[n]"]).run(tmp_path / "a.jsonl", tmp_path / "out")
    for row in rows(tmp_path / "out/corpus.jsonl"):
        assert row["meta"]["source"]["record"] == int(row["meta"]["fields"]["n"]) + 1
    assert [row["path"] for row in rows(tmp_path / "out/quarantine.jsonl")] == ["a.jsonl:401"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.tgz"])
def test_a_run_goes_on_within_a_large_file(name: str, texts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).write_bytes(FORMS[name](texts))
    Pipeline("zh").run(tmp_path / name, tmp_path / "whole")

    def interrupt(now: Progress) -> None:
        if now.step == "reading and cleaning" and now.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Pipeline("zh").run(tmp_path / name, tmp_path / "out", on_progress=interrupt)
    calls: list[int] = []
    original = run.read_shard

    def counting(job: Any, shard: int, *rest: Any) -> Any:
        calls.append(shard)
        return original(job, shard, *rest)

    def refuse(*_: Any) -> Any:
        raise AssertionError("it was unpacked again")

    monkeypatch.setattr(run, "read_shard", counting)
    monkeypatch.setattr("corpuskit.engine.tasks.prepare", refuse)
    Pipeline("zh").run(tmp_path / name, tmp_path / "out")
    assert calls
    assert not {0, 1} & set(calls)
    for output in ("corpus.jsonl", "removed.jsonl", "quarantine.jsonl"):
        assert (tmp_path / "out" / output).read_bytes() == (tmp_path / "whole" / output).read_bytes()


@pytest.mark.parametrize("name", ["a.tar", "a.tgz", "a.jsonl.gz"])
def test_a_truncated_file_gives_what_it_holds_and_says_so(name: str, texts: list[str], tmp_path: Path) -> None:
    data = FORMS[name](texts)
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    documents = Pipeline("zh").run(tmp_path / name, tmp_path / "out").counts["documents"]
    assert 300 < documents["kept"] < 600
    assert documents["quarantined"] == 1
    assert "cut" in rows(tmp_path / "out/quarantine.jsonl")[0]["error"]


def test_an_archive_whose_reader_dies_is_quarantined(texts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpuskit.engine.executors import Died
    from corpuskit.engine.executors.local import LocalExecutor

    (tmp_path / "a.tgz").write_bytes(FORMS["a.tgz"](texts))
    (tmp_path / "b.jsonl").write_bytes(FORMS["a.jsonl"](texts[:50]))
    whole = LocalExecutor.run

    def dying(self: LocalExecutor, function: Any, calls: Any, **named: Any) -> Any:
        for call in calls:
            dies = function is passes.prepare_file and call[2].name == "a.tgz"
            yield Died() if dies else next(whole(self, function, [call], **named))

    monkeypatch.setattr(LocalExecutor, "run", dying)
    summary = Pipeline("minimal").run([tmp_path / "a.tgz", tmp_path / "b.jsonl"], tmp_path / "out")
    assert summary.counts["documents"] == {"in": 51, "kept": 50, "removed": 0, "quarantined": 1}
    assert rows(tmp_path / "out/quarantine.jsonl")[0]["path"] == "a.tgz"
