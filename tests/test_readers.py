"""The field's own tools read what a run writes, with the right types, also where nulls come first."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS, manifest, rows

from corpuskit import Document, Pipeline
from corpuskit.engine.card import card, sql
from corpuskit.engine.features import MIXED, REMOVED, feature_of, merged, mixed_in
from corpuskit.engine.inventory import Inventory
from corpuskit.engine.ledger import removal_row
from corpuskit.io.jsonl import dump_line
from corpuskit.io.sinks.reading import corpus_files, read_records

NULLS_FIRST = 60_000


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readers") / "out"
    Pipeline("zh").run(SEEDS, folder)
    return folder


@pytest.fixture(scope="module")
def nulls_first(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus and a ledger whose first 60,000 rows leave out what the last one has."""
    folder = tmp_path_factory.mktemp("nulls")
    plain = {"path": "a.txt", "encoding": "utf-8", "confidence": 1, "sha256": "00", "bytes": 3}
    common, rare = (
        Document("正文", "1", plain),
        Document(
            "末篇",
            "2",
            {**plain, "confidence": 0.5, "damage": [{"offset": 3, "bytes": "ff"}]},
            {"it's «文号»": "三"},
            {"lost_characters": 2, "names": ["甲"]},
        ),
    )
    inventory = Inventory()
    with (folder / "corpus.jsonl").open("wb") as corpus, (folder / "removed.jsonl").open("wb") as removed:
        for document in [*[common] * NULLS_FIRST, rare]:
            inventory.see(document)
            corpus.write(dump_line(document.record()))
        for _ in range(NULLS_FIRST):
            removed.write(dump_line(removal_row("span", common, "1", "extract.page", "page chrome")))
        kept: dict[str, str | None] = {"document": "1", "text": None}
        removed.write(dump_line(removal_row("document", rare, "1", "dedup.near", "near duplicate", kept=kept, score=1)))
    content = manifest(out)
    content["corpus"] = inventory.record()
    lines = {"corpus.jsonl": NULLS_FIRST + 1, "removed.jsonl": NULLS_FIRST + 1, "quarantine.jsonl": 0, "edits.jsonl": 0}
    content["outputs"] = {name: {"lines": count} for name, count in lines.items()}
    (folder / "README.md").write_text(card(content), encoding="utf-8")
    return folder


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}.items():
        monkeypatch.setenv(name, value)
    datasets = pytest.importorskip("datasets", reason="the package datasets is not installed")
    datasets.disable_progress_bars()

    def load(folder: Path, name: str | None = None, split: str = "train") -> list[dict[str, Any]]:
        return list(datasets.load_dataset(str(folder), name, split=split, cache_dir=str(tmp_path / "cache")))

    return load


@pytest.mark.filterwarnings("ignore")  # of the libraries, on their own business
def test_datasets_reads_every_file_of_a_run(out: Path, load: Any) -> None:
    assert [row["text"] for row in load(out)] == [record["text"] for record in rows(out / "corpus.jsonl")]
    removed = rows(out / "removed.jsonl")
    assert [(row["score"], row["kept"] and row["kept"]["document"]) for row in load(out, "removed")] == [
        (row["score"], row["kept"] and row["kept"]["document"]) for row in removed
    ]
    assert len(load(out, "edits")) == len(rows(out / "edits.jsonl"))


@pytest.mark.filterwarnings("ignore")
def test_datasets_keeps_what_comes_after_many_nulls(nulls_first: Path, load: Any) -> None:
    last = load(nulls_first)[-1]["meta"]
    assert last["tags"] == {"lost_characters": 2, "names": ["甲"]}
    assert last["fields"] == {"it's «文号»": "三"}
    assert last["source"]["confidence"] == 0.5
    assert last["source"]["damage"] == [{"offset": 3, "bytes": "ff"}]
    assert load(nulls_first, "removed")[-1]["score"] == 1.0


def queries(folder: Path) -> Iterator[str]:
    for query in re.findall(r"```sql\n(.*?)\n```", (folder / "README.md").read_text(encoding="utf-8")):
        yield query.replace("'corpus.jsonl'", f"'{folder}/corpus.jsonl'").replace("'removed.jsonl'", f"'{folder}/removed.jsonl'")


def test_duckdb_reads_with_the_queries_of_the_card(nulls_first: Path, out: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the package duckdb is not installed")
    corpus, removed = (duckdb.sql(query) for query in queries(nulls_first))
    _, _, meta = corpus.fetchall()[-1]
    assert meta["tags"] == {"lost_characters": 2, "names": ["甲"]}
    assert meta["source"]["confidence"] == 0.5
    assert (removed.fetchall()[-1][-2], len(removed)) == ({"document": "1", "text": None, "index": None}, NULLS_FIRST + 1)
    corpus, removed = (duckdb.sql(query) for query in queries(out))
    assert [row[1] for row in corpus.fetchall()] == [record["text"] for record in rows(out / "corpus.jsonl")]
    assert sum(row[-1] is not None for row in removed.fetchall()) == 3


def test_polars_and_pandas_read_it(nulls_first: Path, out: Path) -> None:
    polars = pytest.importorskip("polars", reason="the package polars is not installed")
    pandas = pytest.importorskip("pandas", reason="the package pandas is not installed")
    frame = polars.read_ndjson(nulls_first / "corpus.jsonl", infer_schema_length=None)
    assert frame["meta"][-1]["tags"] == {"lost_characters": 2, "names": ["甲"]}
    texts = [record["text"] for record in rows(out / "corpus.jsonl")]
    assert polars.read_ndjson(out / "corpus.jsonl", infer_schema_length=None)["text"].to_list() == texts
    assert pandas.read_json(out / "corpus.jsonl", lines=True)["text"].tolist() == texts
    assert pandas.read_json(nulls_first / "removed.jsonl", lines=True)["score"].iloc[-1] == 1.0


def test_the_ledger_has_the_features_that_the_card_declares(out: Path) -> None:
    seen = None
    for row in rows(out / "removed.jsonl"):
        seen = merged(seen, feature_of(row))
    assert merged(seen, REMOVED) == REMOVED
    assert isinstance(seen, dict)
    assert list(seen) == list(REMOVED)


def test_values_of_several_types_are_noticed() -> None:
    inventory = Inventory()
    for value in (1, "two", None, ["3"]):
        inventory.see(Document("x", tags={"t": value}))
    assert mixed_in(inventory.features.feature) == ["tags.t"]
    assert merged("int64", "string") == MIXED
    assert "JSON" in sql(["x"], {"t": MIXED})


def test_a_path_cannot_break_the_card(out: Path) -> None:
    content = manifest(out)
    content["corpus"]["characters"] = {"a|b\n# <script>": 3}
    assert "\n# <script>" not in card(content)
    assert r"a\|b # \<script\>" in card(content)


LAYOUTS = {
    "gz": {"compression": "gz", "shard_documents": 4},
    "zst": {"compression": "zst", "split": {"train": 0.7, "test": 0.3}},
    "split shards": {"shard_documents": 3, "split": {"train": 0.7, "test": 0.3}},
    "parquet": {"format": "parquet"},
    "parquet split": {"format": "parquet", "compression": "snappy", "shard_documents": 3, "split": {"train": 0.7, "test": 0.3}},
    "mnbvc": {"format": "mnbvc", "compression": "gz"},
    "dolma": {"format": "dolma", "split": {"train": 0.7, "test": 0.3}},
    "text": {"format": "text", "split": {"train": 0.7, "test": 0.3}},
}


@pytest.fixture(scope="module", params=LAYOUTS)
def laid_out(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laid") / "out"
    recipe = {"extends": "zh", "sink": LAYOUTS[request.param]}
    Pipeline(recipe).run(SEEDS, folder)
    return folder


def texts(out: Path) -> list[str]:
    """Give the texts of a run, read with the standard library and corpuskit's own reader, in order of their ids."""
    found = {record["id"]: record["text"] for record in read_records(out, manifest(out))}
    return [found[name] for name in sorted(found)]


def patterns(out: Path) -> list[str]:
    return [str(out / file["name"]) for file in corpus_files(manifest(out)) if file["documents"]]


@pytest.mark.filterwarnings("ignore")
def test_datasets_reads_every_layout(laid_out: Path, load: Any, tmp_path: Path) -> None:
    files = [file for file in corpus_files(manifest(laid_out)) if file["documents"]]
    read: list[dict[str, Any]] = []
    for split in dict.fromkeys(file["split"] or "train" for file in files):
        part = load(laid_out, split=split)
        assert len(part) == sum(file["documents"] for file in files if (file["split"] or "train") == split)
        read += part
    if "id" in read[0]:
        assert [row["text"] for row in sorted(read, key=lambda row: row["id"])] == texts(laid_out)
    elif "text" in read[0]:  # plain text has no ids, and no blank lines inside
        Pipeline("zh").run(SEEDS, tmp_path / "plain")
        plain = ["\n".join(filter(str.strip, text.split("\n"))) for text in texts(tmp_path / "plain")]
        assert sorted(row["text"] for row in read) == sorted(filter(None, plain))
    else:
        plain = {row["文件名"]: [part["内容"] for part in row["段落"]] for row in read}
        own = {row["meta"]["source"]["path"]: row["text"] for row in read_records(laid_out, manifest(laid_out))}
        assert plain == {path: [line for line in text.split("\n") if line.strip()] for path, text in own.items()}
    if manifest(laid_out)["recipe"]["sink"]["format"] not in ("parquet", "text"):
        assert len(load(laid_out, "removed")) == len(rows(laid_out / "removed.jsonl"))


@pytest.mark.parametrize("laid_out", [name for name in LAYOUTS if name != "text"], indirect=True)  # plain text is no table
def test_pandas_polars_and_duckdb_read_every_layout(laid_out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the package duckdb is not installed")
    polars = pytest.importorskip("polars", reason="the package polars is not installed")
    pandas = pytest.importorskip("pandas", reason="the package pandas is not installed")
    monkeypatch.chdir(laid_out)
    parquet = patterns(laid_out)[0].endswith(".parquet")
    read_pandas = pandas.read_parquet if parquet else partial(pandas.read_json, lines=True)
    read_polars = polars.read_parquet if parquet else partial(polars.read_ndjson, infer_schema_length=None)
    tables = [
        pandas.concat(map(read_pandas, patterns(laid_out))),
        polars.concat(map(read_polars, patterns(laid_out)), how="diagonal_relaxed"),
    ]
    if "段落" in tables[0]:
        digits = {row["文件名"]: row["simhash"] for path in patterns(laid_out) for row in unpacked(Path(path))}
        assert dict(zip(tables[0]["文件名"].tolist(), tables[0]["simhash"].tolist(), strict=True)) == digits
        assert dict(zip(tables[1]["文件名"].to_list(), tables[1]["simhash"].to_list(), strict=True)) == digits
        query = f"SELECT 文件名, simhash FROM read_json({patterns(laid_out)}, format = 'newline_delimited', sample_size = -1)"
        assert dict(duckdb.sql(query).fetchall()) == digits
        return
    expected = texts(laid_out)
    assert tables[0].sort_values("id")["text"].tolist() == expected
    assert tables[1].sort("id")["text"].to_list() == expected
    query, *_ = re.findall(r"```sql\n(.*?);\n```", (laid_out / "README.md").read_text(encoding="utf-8"))
    found = duckdb.sql(f"SELECT * FROM ({query}) ORDER BY id")
    assert [row[1] for row in found.fetchall()] == expected
    if parquet:
        fields = {record["id"]: record["meta"]["fields"] for record in read_records(laid_out, manifest(laid_out))}
        assert any(fields.values())
        assert dict(duckdb.sql(f"SELECT id, fields FROM ({query})").fetchall()) == fields


def unpacked(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
