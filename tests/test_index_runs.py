"""Runs against an index: what it holds goes, its document is named, and two runs one after the other find what one would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Cli, manifest, rows, write_files
from test_index import prose, shortened

from corpuskit import Pipeline
from corpuskit.dedup.index import Index
from corpuskit.errors import InputError, OutputError, RecipeError

RECIPE = {"stages": ["dedup.exact", "dedup.near"]}


def against(index: Path) -> list[str]:
    return [f"dedup.exact.against={index}", f"dedup.near.against={index}"]


def batches(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Make two batches, and both in one; the second repeats the first, and itself, in every way."""
    first = {f"a{n}.txt": "\n".join(prose(160, 100 * n + line) for line in range(5)) for n in range(12)}
    texts = [text.split("\n") for text in first.values()]
    second: dict[str, str | bytes] = {
        "b0.txt": "\n".join([prose(160, 9000), texts[0][1], prose(160, 9001), shortened(texts[3][2])]),
        "b1.txt": "\n".join([f"（图）{texts[5][0][30:90]}", prose(160, 9002), texts[6][3].replace("，", ",")]),
        "b2.txt": "\n".join(texts[7]).replace("。", "！"),
        "b3.txt": "\n".join([*texts[8][:3], shortened(texts[8][3]), texts[8][4]]),
        "b4.txt": "\n".join([prose(160, 9003), prose(160, 9002), texts[0][1], shortened(texts[3][2])]),
        "b5.txt": "\n".join([prose(90, 9004), texts[2][4], texts[2][3][:-1] + "？"]),
    }
    both: dict[str, str | bytes] = {**first, **second}
    write_files(tmp_path / "first", dict(first))
    write_files(tmp_path / "second", second)
    write_files(tmp_path / "both", both)
    return tmp_path / "first", tmp_path / "second", tmp_path / "both"


def fill(folder: Path, out: Path) -> Index:
    index = Index.create(folder)
    index.add((record["id"], record["text"]) for record in rows(out / "corpus.jsonl"))
    return index


def removals(out: Path) -> list[dict[str, Any]]:
    """Give the ledger of the second batch, without what says that a survivor is of an index."""
    told = [row for row in rows(out / "removed.jsonl") if row["path"].startswith("b")]
    return [{**row, "kept": {key: value for key, value in row["kept"].items() if key != "index"}} for row in told]


def test_two_runs_find_what_one_finds(tmp_path: Path) -> None:
    first, second, both = batches(tmp_path)
    Pipeline(RECIPE).run(both, tmp_path / "whole")
    Pipeline(RECIPE).run(first, tmp_path / "one")
    earlier = {record["id"] for record in rows(tmp_path / "one/corpus.jsonl")}
    fill(tmp_path / "索 引", tmp_path / "one")
    for workers in (1, 2):
        out = tmp_path / f"two{workers}"
        Pipeline(RECIPE, against(tmp_path / "索 引")).run(second, out, workers=workers)
        assert removals(out) == removals(tmp_path / "whole")
    kept = [row["kept"] for row in rows(tmp_path / "two1/removed.jsonl")]
    assert {each["document"] in earlier for each in kept} == {True, False}
    assert all(("index" in each) == (each["document"] in earlier) for each in kept)
    reasons = {(row["unit"], row["reason"]) for row in rows(tmp_path / "two1/removed.jsonl")}
    assert reasons >= {
        ("document", "exact duplicate"),
        ("document", "near duplicate"),
        ("paragraph", "exact duplicate"),
        ("paragraph", "near duplicate"),
        ("paragraph", "contained in a longer paragraph"),
    }
    texts = [record["text"] for record in rows(tmp_path / "whole/corpus.jsonl")]
    assert texts == [record["text"] for part in ("one", "two1") for record in rows(tmp_path / part / "corpus.jsonl")]


def test_the_ledger_names_the_index_and_everything_is_counted(tmp_path: Path) -> None:
    first, second, _ = batches(tmp_path)
    Pipeline(RECIPE).run(first, tmp_path / "one")
    fill(tmp_path / "index", tmp_path / "one")
    summary = Pipeline(RECIPE, against(tmp_path / "index")).run(second, tmp_path / "two")
    assert manifest(tmp_path / "two")["conservation"] == {"holds": True, "faults": [], "violations": []}
    assert summary.counts["documents"] == {"in": 6, "kept": 4, "removed": 2, "quarantined": 0}
    assert summary.counts["paragraphs"]["in"] == 24
    held = {record["id"]: record for record in rows(tmp_path / "one/corpus.jsonl")}
    row = next(row for row in rows(tmp_path / "two/removed.jsonl") if row["unit"] == "paragraph")
    document = held[row["kept"]["document"]]
    assert document["meta"]["source"]["path"] == "a0.txt"
    assert row["kept"]["text"] == document["text"].split("\n")[1] == row["text"]
    assert row["kept"]["index"] == str(tmp_path / "index")


def test_what_the_index_holds_stays_even_if_it_is_shorter(tmp_path: Path) -> None:
    line = prose(160, 1)
    index = Index.create(tmp_path / "index")
    index.add([("short", shortened(line)), ("caption", prose(160, 2)[20:90])])
    write_files(tmp_path / "in", {"b.txt": f"{line}\n{prose(160, 2)}"})
    Pipeline(RECIPE, against(tmp_path / "index")).run(tmp_path / "in", tmp_path / "out")
    (record,) = rows(tmp_path / "out/corpus.jsonl")
    assert record["text"] == prose(160, 2)
    (row,) = rows(tmp_path / "out/removed.jsonl")
    assert (row["text"], row["kept"]["document"], row["kept"]["text"]) == (line, "short", shortened(line))


def test_documents_taken_out_and_an_empty_index_remove_nothing(tmp_path: Path) -> None:
    first, second, _ = batches(tmp_path)
    Pipeline(RECIPE).run(first, tmp_path / "one")
    Pipeline(RECIPE).run(second, tmp_path / "alone")
    index = Index.create(tmp_path / "index")
    Pipeline(RECIPE, against(tmp_path / "index")).run(second, tmp_path / "empty")
    index.add((record["id"], record["text"]) for record in rows(tmp_path / "one/corpus.jsonl"))
    index.remove(record["id"] for record in rows(tmp_path / "one/corpus.jsonl"))
    Pipeline(RECIPE, against(tmp_path / "index")).run(second, tmp_path / "removed")
    for name in ("corpus.jsonl", "removed.jsonl"):
        assert (tmp_path / "alone" / name).read_bytes() == (tmp_path / "empty" / name).read_bytes()
        assert (tmp_path / "alone" / name).read_bytes() == (tmp_path / "removed" / name).read_bytes()


def test_a_form_that_the_index_holds_twice_may_be_filled_in_again(tmp_path: Path) -> None:
    form = (
        "兹聘请{}同志担任清河县第二中学校外辅导员，聘期一年，自签发之日起生效；每学期到校讲课不少于四次，"
        "并参加学校组织的社会实践活动，所需交通费用由学校承担，特发此证，以资证明。"
    )
    names = ["赵明远", "钱晓梅", "孙立国"]
    write_files(tmp_path / "in", {"b.txt": form.format(names[2]) + "\n" + prose(160, 1)})
    removed = []
    for count in (1, 2):
        index = Index.create(tmp_path / f"index{count}")
        index.add((name, form.format(name)) for name in names[:count])
        summary = Pipeline(RECIPE, against(index.folder)).run(tmp_path / "in", tmp_path / f"out{count}")
        removed.append(summary.counts["paragraphs"]["removed"])
    assert removed == [1, 0]


def test_a_changed_index_makes_another_run(tmp_path: Path) -> None:
    _, second, _ = batches(tmp_path)
    index = Index.create(tmp_path / "index")
    pipeline = Pipeline(RECIPE, against(tmp_path / "index"))
    pipeline.run(second, tmp_path / "out")
    assert pipeline.run(second, tmp_path / "out").up_to_date
    index.add([("d", prose(100, 1))])
    with pytest.raises(OutputError, match="another run"):
        pipeline.run(second, tmp_path / "out")


def test_what_does_not_fit_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    write_files(tmp_path / "in", {"a.txt": prose(100, 1)})
    Index.create(tmp_path / "index", ["paragraph"])
    with pytest.raises(InputError, match="units is paragraph there and document here"):
        Pipeline(RECIPE, against(tmp_path / "index")).run(tmp_path / "in", tmp_path / "out")
    settings = [f"dedup.near.against={tmp_path / 'index'}", "dedup.near.unit=[paragraph]", "dedup.near.jaccard=0.7"]
    with pytest.raises(InputError, match=r"jaccard is 0\.8 there and 0\.7 here"):
        Pipeline(RECIPE, settings).run(tmp_path / "in", tmp_path / "out")
    with pytest.raises(InputError, match="is no index"):
        Pipeline(RECIPE, against(tmp_path / "nowhere")).run(tmp_path / "in", tmp_path / "out")
    with pytest.raises(RecipeError, match="needs scope: corpus"):
        Pipeline(RECIPE, [*against(tmp_path / "index"), "dedup.near.scope=document"])
    assert not (tmp_path / "out").exists()


def test_the_command_line_from_one_month_to_the_next(tmp_path: Path, cli: Cli) -> None:
    first, second, _ = batches(tmp_path)
    assert cli("run", first, "-o", "out1", "-r", "minimal").returncode == 0
    assert cli("index", "create", "seen").returncode == 0
    added = cli("index", "add", "seen", "out1")
    assert (added.returncode, added.stderr) == (0, "12 documents added, 0 were there already\n")
    assert cli("index", "add", "seen", "out1/corpus.jsonl").stderr == "0 documents added, 12 were there already\n"
    assert cli("run", second, "-o", "out2", "--against", "seen").returncode == 0
    told = rows(tmp_path / "out2/removed.jsonl")
    assert {row["kept"].get("index") for row in told if row["kept"]} == {"seen", None}
    info = cli("index", "info", "seen", "--json").stdout
    assert '"documents":12' in info
    assert "documents: 12\n" in cli("index", "info", "seen").stdout
    one = rows(tmp_path / "out1/corpus.jsonl")[0]["id"]
    assert cli("index", "remove", "seen", "-", stdin=f"{one}\nnobody\n".encode()).stderr == "1 taken out, 1 were not there\n"
    assert cli("index", "merge", "seen").stderr.startswith("11 documents in 1 segments, ")
    assert "Examples:" in cli("index", "add", "--help").stdout


def test_the_command_line_refuses_in_one_line(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path / "in", {"a.txt": prose(100, 1)})
    write_files(tmp_path, {"bad.jsonl": '{"id": "a", "text": "好"}\n{"id": 3, "text": "x"}\n', "cut.jsonl.gz": b"\x1f\x8b\x08"})
    assert cli("index", "create", "seen").returncode == 0
    calls = {
        ("index", "add", "nowhere", "in"): "nowhere is no index",
        ("index", "add", "seen", "in"): "in is no folder of a finished run",
        ("index", "add", "seen", "bad.jsonl"): "bad.jsonl, line 2: no JSON object",
        ("index", "add", "seen", "cut.jsonl.gz"): "cut.jsonl.gz",
        ("index", "add", "seen", "missing.jsonl"): "cannot read missing.jsonl",
        ("index", "create", "seen"): "not empty",
        ("run", "in", "--against", "nowhere"): "nowhere is no index",
        ("run", "in", "--against", "seen", "--set", "dedup.exact=off", "--set", "dedup.near=off"): "neither dedup.exact nor",
    }
    for call, expected in calls.items():
        done = cli(*call)
        assert done.returncode == 2, done.stderr
        assert expected in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert cli("index", "info", "seen", "--json").stdout.startswith('{"documents":0')
