"""Manners of the library and the command line: rows and columns, JSON for programs, nothing printed, help with examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import SEEDS, Cli, write_files

from corpuskit import CorpuskitError, Pipeline, clean_many
from corpuskit.cli import _COMMANDS, group


def test_rows_come_back_with_everything_they_had() -> None:
    table = [{"id": 1, "text": "一,二."}, {"id": 2, "text": " "}, {"id": 3, "text": "三!四"}]
    assert list(Pipeline("zh").map(table)) == [{"id": 1, "text": "一，二。"}, {"id": 3, "text": "三！四"}]
    (row,) = Pipeline("zh").map([{"body": "中文,好.".encode("gbk")}], text_field="body")
    assert row == {"body": "中文，好。"}
    with pytest.raises(CorpuskitError, match="no text in 'text'; it has body"):
        list(Pipeline("zh").map([{"body": "x"}]))


def test_columns_as_datasets_map_hands_them_over() -> None:
    pipeline = Pipeline("zh")
    columns = {"id": [1, 2], "text": ["一,二.", ""]}
    assert pipeline.batch(columns) == {"id": [1], "text": ["一，二。"]}
    assert pipeline.batch({"id": [], "text": []}) == {"id": [], "text": []}


@pytest.mark.filterwarnings("ignore")  # of the libraries, on their own business
def test_data_frames_and_datasets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    datasets = pytest.importorskip("datasets", reason="the package datasets is not installed")
    polars = pytest.importorskip("polars", reason="the package polars is not installed")
    pandas = pytest.importorskip("pandas", reason="the package pandas is not installed")
    datasets.disable_progress_bars()
    pipeline = Pipeline("zh")
    columns = {"id": [1, 2, 3], "text": ["一,二.", "", "三!四"]}
    expected = {"id": [1, 3], "text": ["一，二。", "三！四"]}
    assert datasets.Dataset.from_dict(columns).map(pipeline.batch, batched=True).to_dict() == expected
    assert (
        polars.DataFrame(list(pipeline.map(polars.DataFrame(columns).iter_rows(named=True)))).to_dict(as_series=False) == expected
    )
    frame = pandas.DataFrame(columns)
    frame["text"] = clean_many(frame["text"])
    assert frame["text"].tolist() == ["一，二。", "", "三！四"]


def test_the_library_prints_nothing(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    Pipeline("zh").run(SEEDS, tmp_path / "out")
    assert capfd.readouterr() == ("", "")


def test_the_library_logs_for_those_who_listen(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with caplog.at_level("INFO", logger="corpuskit"):
        Pipeline("zh").run(SEEDS, tmp_path / "out")
    assert [record.message.split()[0] for record in caplog.records] == ["reading", "compared", "finished"]


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_command_has_examples(name: str, cli: Cli) -> None:
    done = cli(name, "--help")
    assert done.returncode == 0
    assert f"corpuskit {name}" in done.stdout.split("Examples:")[1]
    assert group.get_command(None, name) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        (["rnu"], "'run'"),
        (["run", "x", "--worker", "2"], "--workers"),
        (["run", "x", "-r", "zh-hnat"], "'zh-hant'"),
        (["stages", "dedup.naer"], "'dedup.near'"),
        (["run", "x", "--set", "dedup.near.jacard=1"], "'jaccard'"),
        (["schema", "recip"], "recipe"),
        (["report", "x", "--lnag", "zh"], "--lang"),
    ],
)
def test_a_typo_is_answered_with_the_right_name(arguments: list[str], right: str, cli: Cli) -> None:
    done = cli(*arguments)
    assert done.returncode == 2
    assert right in done.stderr


def test_json_for_programs(cli: Cli, tmp_path: Path) -> None:
    write_files(tmp_path / "documents", {"a.txt": "一,二.", "b.txt": "三,四."})
    told = json.loads(cli("run", "documents", "--json").stdout)
    assert told["counts"]["documents"] == {"in": 2, "kept": 2, "removed": 0, "quarantined": 0}
    assert told["out"] == "out"
    stages = [json.loads(line) for line in cli("stages", "--json").stdout.splitlines()]
    near = next(stage for stage in stages if stage["name"] == "dedup.near")
    assert near["options"]["jaccard"]["default"] == 0.8
    assert json.loads(cli("check", "--json").stdout)["ledger"] == {"edits": "sample"}


def test_a_sample_projects_the_whole(cli: Cli, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"{n}.txt": f"第{n}间屋子的窗户朝南,住着{n}位老人." for n in range(20)}
    write_files(tmp_path / "documents", {**files, "x.bin": bytes(range(256))})
    told = json.loads(cli("check", "documents", "--sample", "7", "--json").stdout)
    assert (told["files"], told["sampled"]) == (21, 7)
    assert told["counts"]["documents"]["in"] == 7
    assert told["projected"]["in"] == 21
    assert sum(told["projected"][name] for name in ("kept", "removed", "quarantined")) == 21
    assert {path.name for path in tmp_path.iterdir()} == {"documents"}
    assert "all files: about" in cli("check", "documents", "--sample", "100").stdout
    assert "needs INPUT" in cli("check", "--sample", "3").stderr
    assert "only looked at with --sample" in cli("check", "documents").stderr
