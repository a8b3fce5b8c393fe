"""Repetitions that are tagged instead of removed, and those that are looked for within one document only."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import manifest, rows, write_files
from test_index import prose, shortened

from corpuskit import Pipeline, get_stage
from corpuskit.dedup.index import Index

A, B, C, D = (prose(160, number) for number in range(4))


def run(tmp_path: Path, files: dict[str, str], *settings: str, workers: int = 1) -> Path:
    write_files(tmp_path / "in", dict(files))
    out = tmp_path / f"out{len(list(tmp_path.glob('out*')))}"
    Pipeline({"stages": ["dedup.exact", "dedup.near"]}, settings).run(tmp_path / "in", out, workers=workers)
    assert manifest(out)["conservation"]["holds"]
    return out


TAG = ("dedup.exact.action=tag", "dedup.near.action=tag")


def test_tagged_paragraphs_stay_and_say_what_they_repeat(tmp_path: Path) -> None:
    files = {"a.txt": f"{A}\n{B}", "b.txt": f"{C}\n\n{A}\n{shortened(B)}\n{D}", "c.txt": f"{D[5:120]}。"}
    out = run(tmp_path, files, *TAG)
    first, second, third = rows(out / "corpus.jsonl")
    assert second["text"].split("\n") == [line for line in files["b.txt"].split("\n") if line]
    assert first["meta"]["tags"] == {}
    exact, near = second["meta"]["tags"]["duplicates"]
    assert exact == {"paragraph": 1, "of": first["id"], "kind": "exact duplicate", "score": 1.0, "stage": "dedup.exact"}
    assert (near["paragraph"], near["of"], near["kind"], near["stage"]) == (2, first["id"], "near duplicate", "dedup.near")
    assert 0.8 <= near["score"] < 1
    (inside,) = third["meta"]["tags"]["duplicates"]
    assert (inside["of"], inside["kind"]) == (second["id"], "contained in a longer paragraph")
    assert rows(out / "removed.jsonl") == []
    counts = manifest(out)["counts"]["paragraphs"]
    assert (counts["in"], counts["kept"]) == (7, 7)
    assert "dedup.exact, paragraphs: 1 tagged as repetitions" in manifest(out)["notes"]


def test_a_tagged_document_is_tagged_as_one(tmp_path: Path) -> None:
    out = run(tmp_path, {"a.txt": f"{A}\n{B}", "b.txt": f"{A}\n{B}", "c.txt": f"{A}\n{shortened(B)}"}, *TAG)
    first, second, third = rows(out / "corpus.jsonl")
    expected = {"of": first["id"], "kind": "exact duplicate", "score": 1.0, "stage": "dedup.exact"}
    assert second["meta"]["tags"] == {"duplicate_of": expected}
    assert set(third["meta"]["tags"]) == {"duplicate_of"}
    assert third["meta"]["tags"]["duplicate_of"]["stage"] == "dedup.near"


def test_one_stage_tags_and_the_next_removes(tmp_path: Path) -> None:
    files = {"a.txt": f"{A}\n{B}", "b.txt": f"{shortened(B)}\n{C}\n{A}"}
    out = run(tmp_path, files, "dedup.exact.action=tag")
    second = rows(out / "corpus.jsonl")[1]
    assert second["text"] == f"{C}\n{A}"
    assert [entry["paragraph"] for entry in second["meta"]["tags"]["duplicates"]] == [1]
    assert [row["stage"] for row in rows(out / "removed.jsonl")] == ["dedup.near"]


def test_tags_keep_their_paragraph_when_a_later_pass_removes_others(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"a.txt": f"{A}\n{B}", "b.txt": f"{shortened(B)}\n{C}\n{A}\n{D}"})
    stages = [{"dedup.exact": {"action": "tag"}}, "normalize.spaces", "dedup.near"]
    Pipeline({"stages": stages}).run(tmp_path / "in", tmp_path / "out")
    second = rows(tmp_path / "out/corpus.jsonl")[1]
    assert second["text"] == f"{C}\n{D}"  # the second pass takes out what was only tagged in the first one
    assert second["meta"]["tags"]["duplicates"] == []
    stages[-1] = {"dedup.near": {"containment": None, "min_chars": 200}}
    Pipeline({"stages": stages}).run(tmp_path / "in", tmp_path / "kept")
    second = rows(tmp_path / "kept/corpus.jsonl")[1]
    assert [entry["paragraph"] for entry in second["meta"]["tags"]["duplicates"]] == [2]


def test_tags_name_the_document_in_an_index(tmp_path: Path) -> None:
    Index.create(tmp_path / "index").add([("earlier", f"{A}\n{B}")])
    settings = [f"{stage}.against={tmp_path}/index" for stage in ("dedup.exact", "dedup.near")]
    out = run(tmp_path, {"b.txt": f"{C}\n{A}", "c.txt": f"{A}\n{B}"}, *TAG, *settings)
    first, second = rows(out / "corpus.jsonl")
    assert [(entry["paragraph"], entry["of"]) for entry in first["meta"]["tags"]["duplicates"]] == [(1, "earlier")]
    assert second["meta"]["tags"]["duplicate_of"]["of"] == "earlier"


SCOPE = ("dedup.exact.scope=document", "dedup.near.scope=document")


@pytest.mark.parametrize("workers", [1, 2])
def test_within_documents_only(tmp_path: Path, workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuskit.engine.shards._FEWEST_BYTES", 1000)
    files = {
        "a.txt": f"{A}\n{B}\n{A}",
        "b.txt": f"{A}\n{C}\n{shortened(C)}\n{D}\n{D[30:100]}（图）",
        "c.txt": f"{A}\n{B}\n{A}",
        "d.txt": f"{B}\n{C}",
    }
    out = run(tmp_path, files, *SCOPE, workers=workers)
    assert [record["text"] for record in rows(out / "corpus.jsonl")] == [f"{A}\n{B}", f"{A}\n{C}\n{D}", f"{A}\n{B}", f"{B}\n{C}"]
    told = rows(out / "removed.jsonl")
    assert all(row["kept"]["document"] == row["document"] for row in told)
    assert [row["reason"] for row in told if row["path"] == "b.txt"] == ["near duplicate", "contained in a longer paragraph"]


def test_on_one_text_a_tag_changes_nothing() -> None:
    text = f"{A}\n{B}\n{A}"
    assert get_stage("dedup.exact", action="tag")(text) == text
    assert get_stage("dedup.exact", scope="document")(text) == f"{A}\n{B}"
    assert get_stage("dedup.near", scope="document")(f"{A}\n{shortened(A)}") == A


def test_on_one_text_an_index_is_looked_into(tmp_path: Path) -> None:
    Index.create(tmp_path / "index").add([("earlier", f"{A}\n{B}")])
    text = f"{C}\n{shortened(A)}\n{C}\n{B}"
    assert get_stage("dedup.exact", against=str(tmp_path / "index"))(text) == f"{C}\n{shortened(A)}"
    assert get_stage("dedup.near", against=str(tmp_path / "index"))(text) == C


def test_whoever_is_named_as_kept_is_in_the_corpus(tmp_path: Path) -> None:
    """The first of two equal paragraphs goes by the next stage, so both repeat the one that stays."""
    short = shortened(A)
    out = run(tmp_path, {"a.txt": f"{short}\n{B}", "b.txt": f"{C}\n{short}", "c.txt": f"{A}\n{D}"})
    third = rows(out / "corpus.jsonl")[2]
    told = rows(out / "removed.jsonl")
    assert [(row["path"], row["text"]) for row in told] == [("a.txt", short), ("b.txt", short)]
    assert {(row["stage"], row["reason"]) for row in told} == {("dedup.near", "near duplicate")}
    assert all(row["kept"] == {"document": third["id"], "text": A} and 0.8 <= row["score"] < 1 for row in told)
    stages = {stage["name"]: stage["paragraphs_removed"] for stage in manifest(out)["stages"]}
    assert stages == {"dedup.exact": 0, "dedup.near": 2}


def test_a_tag_names_what_stays_equal(tmp_path: Path) -> None:
    files = {"a.txt": f"{A}\n{B}", "b.txt": f"{C}\n{A}", "c.txt": f"{shortened(A)}\n{D}"}
    write_files(tmp_path / "in", dict(files))
    stages = [{"dedup.near": {"action": "tag"}}, {"dedup.exact": {"unit": ["paragraph"]}}]
    Pipeline({"stages": stages}).run(tmp_path / "in", tmp_path / "out")
    first, second, third = rows(tmp_path / "out/corpus.jsonl")
    assert [entry["of"] for entry in third["meta"]["tags"]["duplicates"]] == [first["id"]]
    assert [entry["of"] for entry in second["meta"]["tags"]["duplicates"]] == [first["id"]]


def test_what_is_contained_in_a_copy_is_contained_in_the_one_that_stays(tmp_path: Path) -> None:
    caption = f"{A[20:100]}"
    files = {"a.txt": f"{caption}\n{B}", "b.txt": f"{A}\n{C}", "c.txt": f"{D}\n{A}"}
    write_files(tmp_path / "in", dict(files))
    stages = [{"dedup.near": {"jaccard": 1.0, "unit": ["paragraph"]}}, "dedup.exact"]
    Pipeline({"stages": stages}).run(tmp_path / "in", tmp_path / "out")
    kept = {record["id"] for record in rows(tmp_path / "out/corpus.jsonl") if A in record["text"]}
    assert len(kept) == 1
    told = [(row["path"], row["reason"]) for row in rows(tmp_path / "out/removed.jsonl")]
    assert told == [("a.txt", "contained in a longer paragraph"), ("c.txt", "exact duplicate")]
    assert {row["kept"]["document"] for row in rows(tmp_path / "out/removed.jsonl")} == kept
