"""What a run writes: every layout holds the same documents, in the same bytes each time, whole or not at all."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from conftest import Cli, manifest, rows, write_files

from corpuskit import Pipeline
from corpuskit.engine.progress import Progress
from corpuskit.errors import EnvironmentFailure, InputError, OutputError, RecipeError
from corpuskit.io.atomic import publish
from corpuskit.io.sinks import streams
from corpuskit.io.sinks.layout import COMPRESSIONS, Layout, make_layout, may_be_corpus
from corpuskit.io.sinks.reading import corpus_files, read_records
from corpuskit.io.sinks.writing import write_corpus
from corpuskit.recipe import load_recipe

zstandard = pytest.importorskip("zstandard", reason="the package zstandard is not installed")
pytest.importorskip("pyarrow", reason="the package pyarrow is not installed")

Record = dict[str, Any]
CUTS: list[dict[str, Any]] = [
    {},
    {"shard_documents": 30},
    {"split": {"train": 0.9, "test": 0.1}},
    {"split": {"train": 0.98, "validation": 0.02}, "shard_size": "5kB"},
]
LAYOUTS = [(kind, packed) for kind, known in COMPRESSIONS.items() for packed in known]


def record(number: int, text: str | None = None, **tags: Any) -> Record:
    """Give a record; some have what others have not."""
    source: Record = {"path": f"栏目{number % 3}/第{number}篇.txt", "encoding": "gb18030", "confidence": 0.5, "bytes": number}
    if number % 7 == 0:
        source["damage"] = [{"offset": 1, "bytes": "ff"}]
    if number % 5 == 0:
        source |= {"member": '引"号\\.txt', "record": number + 1, "seen": [1, None], "confidence": 1}
    fields = {"发布日期": "2024年5月6日", "文号": "清发〔2024〕3号"} if number % 2 else {}
    text = f"标题{number}\n\n正文一段，{number}。\n    缩进一行\n标题{number}" if text is None else text
    return {"id": f"{number:024x}", "text": text, "meta": {"source": source, "fields": fields, "tags": tags}}


def written(folder: Path, layout: Layout, records: list[Record]) -> dict[str, Any]:
    """Write records and publish the files; give what the manifest says of them."""
    lines = [orjson.dumps(each) + b"\n" for each in records]
    files = write_corpus(folder, layout, lambda: lines)
    for file in files:
        publish(folder / file.name)
        data = (folder / file.name).read_bytes()
        assert (file.sha256, file.bytes) == (hashlib.sha256(data).hexdigest(), len(data))
        assert may_be_corpus(file.name)
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")} == {file.name for file in files}
    told = [{"name": file.name, "documents": file.documents, "split": file.split} for file in files if file.documents is not None]
    return {"recipe": {"sink": {"format": layout.format}}, "corpus": {"files": told}, "outputs": {}}


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: "+".join(cut) or "one file")
@pytest.mark.parametrize(("kind", "packed"), LAYOUTS)
def test_what_is_written_is_read_back(tmp_path: Path, kind: str, packed: str, cut: dict[str, Any]) -> None:
    records = [record(number, n=number, **({"of": ["甲", {"x": None}]} if number % 4 else {})) for number in range(100)]
    told = written(tmp_path, make_layout(kind, packed, **cut), records)
    assert sum(file["documents"] for file in corpus_files(told)) == len(records)
    if kind == "text":
        with pytest.raises(InputError, match="plain text without ids"):
            next(read_records(tmp_path, told))
        return
    back = list(read_records(tmp_path, told))
    assert sorted(back, key=lambda each: each["id"]) == records
    if "split" not in cut:
        assert back == records
    for wanted in (records[50]["id"], records[50]["meta"]["source"]["path"], '栏目2/第50篇.txt/引"号\\.txt:51'):
        assert records[50] in read_records(tmp_path, told, wanted)


def test_names_say_how_many_files_there_are(tmp_path: Path) -> None:
    records = [record(number) for number in range(25)]
    told = written(tmp_path, make_layout("jsonl", "gz", shard_documents=10), records)
    names = [f"corpus-0000{number}-of-00003.jsonl.gz" for number in range(3)]
    assert [(file["name"], file["documents"]) for file in corpus_files(told)] == list(zip(names, (10, 10, 5), strict=True))


def test_a_shard_has_at_most_the_size_asked_for(tmp_path: Path) -> None:
    records = [record(number, "字" * draw) for number, draw in enumerate(random.Random(3).choices((1, 300, 3000), k=200))]
    told = written(tmp_path, make_layout(shard_size=5000), records)
    sizes = [(tmp_path / file["name"]).stat().st_size for file in corpus_files(told)]
    assert all(size <= 5000 or file["documents"] == 1 for size, file in zip(sizes, corpus_files(told), strict=True))
    assert sum(sizes) / len(sizes) > 2500
    assert list(read_records(tmp_path, told)) == records


@pytest.mark.parametrize("kind", COMPRESSIONS)
def test_nothing_is_written_well(tmp_path: Path, kind: str) -> None:
    told = written(tmp_path, make_layout(kind, split={"train": 0.5, "test": 0.5}), [])
    assert [file["documents"] for file in corpus_files(told)] == [0, 0]
    assert kind == "text" or not list(read_records(tmp_path, told))


@pytest.mark.parametrize("packed", ["none", "gz", "zst"])
def test_bytes_depend_on_nothing_but_the_content(tmp_path: Path, packed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = random.Random(5).randbytes(40_000) * 80
    written: set[bytes] = set()
    for number, (threads, step) in enumerate([(1, len(data)), (4, 1000), (2, 999_999)]):
        monkeypatch.setattr(streams, "threads", lambda threads=threads: threads)
        file = streams.CompressedFile(streams.CountedFile(tmp_path / f"{number}"), packed)
        for start in range(0, len(data), step):
            file.write(data[start : start + step])
        file.close()
        written.add((tmp_path / f"{number}").read_bytes())
    (one,) = written
    unpack = {"none": bytes, "gz": gzip.decompress, "zst": zstandard.ZstdDecompressor().decompressobj().decompress}[packed]
    assert unpack(one) == data


def test_a_gzip_file_is_one_member_with_a_window_across_its_blocks(tmp_path: Path) -> None:
    import zlib

    data = random.Random(6).randbytes(20_000) * 200
    file = streams.CompressedFile(streams.CountedFile(tmp_path / "x"), "gz")
    file.write(data)
    file.close()
    member = zlib.decompressobj(wbits=31)
    assert member.decompress((tmp_path / "x").read_bytes()) == data
    assert (member.eof, member.unused_data) == (True, b"")
    assert (tmp_path / "x").stat().st_size < 1.02 * len(gzip.compress(data, 6))


@pytest.mark.parametrize(("kind", "packed"), [("jsonl", "gz"), ("jsonl", "zst"), ("jsonl", "none"), ("parquet", "zstd")])
def test_a_file_that_is_cut_is_never_read_as_a_short_one(tmp_path: Path, kind: str, packed: str) -> None:
    told = written(tmp_path, make_layout(kind, packed), [record(number) for number in range(200)])
    path = tmp_path / corpus_files(told)[0]["name"]
    data = path.read_bytes()
    for keep in (len(data) - 2, len(data) // 2, 20, 0):  # a line feed at the end is no loss
        path.write_bytes(data[:keep])
        with pytest.raises(InputError, match="corpus"):
            list(read_records(tmp_path, told))


def write_fails_after(monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    write = streams.CountedFile.write
    left = iter(range(writes))

    def failing(self: streams.CountedFile, data: Any) -> int:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(streams.CountedFile, "write", failing)


@pytest.mark.parametrize(
    ("kind", "packed"), [("jsonl", "none"), ("jsonl", "gz"), ("jsonl", "zst"), ("parquet", "zstd"), ("dolma", "gz")]
)
def test_a_full_disk_leaves_nothing_half(tmp_path: Path, kind: str, packed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path / "in", {f"{number}.txt": f"第{number}篇。" for number in range(20)})
    sink = {"format": kind, "compression": packed, "shard_documents": 7}
    recipe = Pipeline({"stages": [], "sink": sink})
    for writes in (0, 1, 2, 4, 8, 20, 50, 100, 1000):
        try:
            with monkeypatch.context() as patch:
                write_fails_after(patch, writes)
                recipe.run(tmp_path / "in", tmp_path / "out")
        except EnvironmentFailure as error:
            assert "No space left" in str(error)  # noqa: PT017
            assert [path.name for path in (tmp_path / "out").iterdir()] == [".corpuskit"]
        else:
            break
    assert writes >= 4
    recipe.run(tmp_path / "in", tmp_path / "whole")
    assert outputs(tmp_path / "out") == outputs(tmp_path / "whole")


def outputs(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in manifest(out)["outputs"]}


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    draw = random.Random(8)
    words = ["清河", "图书馆", "今天", "重新", "开放", "读者", "排队", "新馆", "藏书", "渔港", "出海", "银杏"]
    return write_files(
        tmp_path / "documents", {f"{n:03d}.txt": ",".join(draw.choices(words, k=900)) + "。\n" for n in range(300)}
    )


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "mnbvc", "dolma"])
def test_the_same_bytes_for_any_number_of_workers_and_after_an_interruption(documents: Path, tmp_path: Path, kind: str) -> None:
    split = {"train": 0.8, "test": 0.2}
    sink = {"format": kind, "compression": "zstd" if kind == "parquet" else "gz", "shard_size": "400kB", "split": split}
    pipeline = Pipeline({"stages": ["normalize.punctuation", {"dedup.near": {"action": "tag"}}], "sink": sink})
    pipeline.run(documents, tmp_path / "one")
    pipeline.run(documents, tmp_path / "two", workers=2)

    def interrupt(now: Progress) -> None:
        if now.step == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.run(documents, tmp_path / "three", on_progress=interrupt)
    assert not (tmp_path / "three/manifest.json").exists()
    pipeline.run(documents, tmp_path / "three")
    assert len(outputs(tmp_path / "one")) > 5
    assert outputs(tmp_path / "one") == outputs(tmp_path / "two") == outputs(tmp_path / "three")
    again = pipeline.run(documents, tmp_path / "one")
    assert again.up_to_date


def test_another_sink_replaces_the_files_of_the_one_before(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {f"{number}.txt": f"第{number}篇。" for number in range(9)})
    common = {"README.md", "edits.jsonl", "manifest.json", "quarantine.jsonl", "removed.jsonl", "report.html"}
    expected = {
        "dolma": {"documents", "attributes"},
        "mnbvc": {"corpus-00000-of-00001.jsonl"},
        "parquet": {"corpus.parquet"},
        "text": {"corpus.txt"},
        "jsonl": {"corpus.jsonl"},
    }
    for kind, names in expected.items():
        with_sink = Pipeline({"stages": [], "sink": {"format": kind}})
        if kind != "dolma":
            with pytest.raises(OutputError, match="another run"):
                with_sink.run(tmp_path / "in", tmp_path / "out")
        (tmp_path / "out").mkdir(exist_ok=True)
        with_sink.run(tmp_path / "in", tmp_path / "out", fresh=True)
        assert {path.name for path in (tmp_path / "out").iterdir()} == common | names
        assert set(manifest(tmp_path / "out")["outputs"]) <= {
            path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*")
        }


def test_files_of_the_user_are_left_alone(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"a.txt": "一篇。"})
    whole, parts = Pipeline({"stages": []}), Pipeline({"stages": [], "sink": {"split": {"train": 1.0}}})
    whole.run(tmp_path / "in", tmp_path / "out")
    (tmp_path / "out/train.jsonl").write_text("mine")
    (tmp_path / "out/notes.txt").write_text("mine")
    whole.run(tmp_path / "in", tmp_path / "out", fresh=True)
    with pytest.raises(OutputError, match=r"train\.jsonl is not of corpuskit"):
        parts.run(tmp_path / "in", tmp_path / "out", fresh=True)
    assert (tmp_path / "out/train.jsonl").read_text() == (tmp_path / "out/notes.txt").read_text() == "mine"
    (tmp_path / "out/train.jsonl").unlink()
    parts.run(tmp_path / "in", tmp_path / "out")  # goes on where it stopped
    assert len(rows(tmp_path / "out/train.jsonl")) == 1
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign/corpus-00000-of-00001.parquet").write_text("mine")
    with pytest.raises(OutputError, match="would be overwritten"):
        whole.run(tmp_path / "in", tmp_path / "foreign", fresh=True)


def test_a_kill_between_two_final_names_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path / "in", {f"{number}.txt": f"第{number}篇。" for number in range(9)})
    pipeline = Pipeline({"stages": [], "sink": {"format": "dolma", "shard_documents": 2}})
    published: list[Path] = []

    def dying(path: Path) -> None:
        if len(published) == 3:
            raise KeyboardInterrupt
        published.append(path)
        publish(path)

    with monkeypatch.context() as patch:
        patch.setattr("corpuskit.engine.output.publish", dying)
        with pytest.raises(KeyboardInterrupt):
            pipeline.run(tmp_path / "in", tmp_path / "out")
    assert all(path.exists() for path in published)
    pipeline.run(tmp_path / "in", tmp_path / "out")
    pipeline.run(tmp_path / "in", tmp_path / "whole")
    assert outputs(tmp_path / "out") == outputs(tmp_path / "whole")


MISTAKES = {
    "{format: parquet, compression: gz}": "parquet has no compression 'gz': choose zstd, snappy, none",
    "{compression: snappy}": "jsonl has no compression 'snappy'",
    "{split: {train: 0.9, test: 0.2}}": "the shares have to add up to 1, and these add up to 1.1",
    "{split: {train: 0.9, tset: 0.1}}": "there is no split 'tset': the parts are train, validation, test",
    "{split: {train: 1, test: 0}}": "the share of test has to be larger than 0",
    "{split: {}}": "names at least one part",
    "{shard_size: 5 apples}": "'5 apples' is no size: say 500MB",
    "{shard_size: 0}": "at least one byte",
    "{shard_documents: 0}": "greater than or equal to 1",
    "{format: csv}": "should be 'jsonl', 'parquet', 'text', 'mnbvc' or 'dolma'",
    "{shards: 3}": "unknown option 'shards'",
}


@pytest.mark.parametrize("sink", MISTAKES)
def test_mistakes_are_named_with_their_line(tmp_path: Path, sink: str) -> None:
    (tmp_path / "recipe.yaml").write_text(f"stages: []\nsink: {sink}\n")
    with pytest.raises(RecipeError) as caught:
        load_recipe(tmp_path / "recipe.yaml")
    assert MISTAKES[sink] in str(caught.value)
    assert "recipe.yaml:2:" in str(caught.value)


def test_a_missing_library_is_named_before_anything_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuskit.io.sinks.layout.find_spec", lambda name: None)
    with pytest.raises(RecipeError, match=r"Parquet needs pyarrow: pip install 'corpuskit\[parquet\]'"):
        load_recipe({"stages": [], "sink": {"format": "parquet"}})


def commands(cli: Cli, kind: str) -> Iterator[Any]:
    sink = ["--set", f"sink.format={kind}", "--set", "sink.shard_documents=2", "--set", "sink.split={train: 0.5, test: 0.5}"]
    yield cli("run", "in", "-o", "out", "-r", "minimal", *sink)
    yield cli("explain", "out", "b.txt", "--json")
    yield cli("restore", "out", "b.txt")
    yield cli("index", "create", "seen")
    yield cli("index", "add", "seen", "out")


@pytest.mark.parametrize("kind", ["parquet", "dolma", "text"])
def test_commands_read_what_a_run_has_written(tmp_path: Path, cli: Cli, kind: str) -> None:
    files = {f"{name}.txt": f"《{name}》第一段,\n第二段。\n" for name in "abcde"}
    write_files(tmp_path / "in", dict(files))
    run, explained, restored, created, added = commands(cli, kind)
    assert (run.returncode, created.returncode) == (0, 0), run.stderr
    if kind == "text":
        for done in (explained, restored, added):
            assert done.returncode == 2
            assert "this needs `sink: {format: jsonl}` or parquet" in done.stderr
            assert len(done.stderr.splitlines()) == 1
        return
    assert json.loads(explained.stdout)["text"] == "《b》第一段,\n第二段。"
    assert restored.stdout == files["b.txt"]
    assert added.stderr == "5 documents added, 0 were there already\n"
