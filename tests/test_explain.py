"""`corpuskit explain` and `corpuskit restore`: every change is shown where it happened, and every original comes back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import SEEDS, Cli, rows, write_files
from hypothesis import given
from hypothesis import strategies as st

from corpuskit import Pipeline
from corpuskit.engine.explain import explain
from corpuskit.engine.lookup import find_document, original_bytes
from corpuskit.errors import InputError
from corpuskit.report.difference import hunks


@pytest.fixture(scope="module")
def outs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("explain")
    for level in ("sample", "full"):
        Pipeline("zh", [f"ledger.edits={level}"]).run(SEEDS, folder / level)
    return {level: folder / level for level in ("sample", "full")}


@pytest.mark.parametrize("path", sorted(SEEDS.iterdir()), ids=lambda path: path.name)
def test_the_steps_lead_from_the_source_to_the_corpus(outs: dict[str, Path], path: Path) -> None:
    told = explain(outs["sample"], path.name)
    in_corpus = {record["meta"]["source"]["path"]: record["text"] for record in rows(outs["sample"] / "corpus.jsonl")}
    assert told.text == in_corpus.get(path.name)
    assert told.remarks == []
    assert told.steps[0].before == told.decoded
    for one, other in zip(told.steps, told.steps[1:], strict=False):
        assert one.after == other.before
    ledger = [row for row in rows(outs["sample"] / "removed.jsonl") if row["path"] == path.name]
    assert [dict(row) for step in told.steps for row in step.removed] == ledger


@pytest.mark.parametrize("level", ["sample", "full"])
def test_every_document_comes_back_byte_for_byte(outs: dict[str, Path], level: str, cli: Cli, tmp_path: Path) -> None:
    out = outs[level]
    for path in SEEDS.iterdir():
        assert original_bytes(out, find_document(out, path.name)) == path.read_bytes()
    (record, *_) = rows(out / "corpus.jsonl")
    assert cli("restore", out, record["id"], "-o", "back").returncode == 0
    assert (tmp_path / "back").read_bytes() == (SEEDS / record["meta"]["source"]["path"]).read_bytes()


def test_originals_need_no_source_and_include_what_was_quarantined(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.txt": "正文。", "same.txt": "正文。", "empty.txt": "", "x.bin": bytes(range(256))}
    documents = write_files(tmp_path / "documents", files)
    Pipeline("zh", ["ledger.edits=full"]).run(documents, tmp_path / "out")
    Pipeline("zh", ["ledger.edits=counts"]).run(documents, tmp_path / "counts")
    shutil.rmtree(documents)
    for name, content in files.items():
        found = find_document(tmp_path / "out", name, quarantined=True)
        assert original_bytes(tmp_path / "out", found) == (content if isinstance(content, bytes) else content.encode())
    assert rows(tmp_path / "counts/edits.jsonl") == []
    with pytest.raises(InputError, match="is gone or has changed"):
        original_bytes(tmp_path / "counts", find_document(tmp_path / "counts", "a.txt"))


def test_a_source_that_was_moved_or_changed(tmp_path: Path, cli: Cli) -> None:
    documents = write_files(tmp_path / "documents", {"n/a.txt": "第一句,第二句."})
    assert cli("run", "documents", "-q").returncode == 0
    documents.rename(tmp_path / "moved")
    assert "say where it is with --source" in cli("explain", "out", "n/a.txt").stderr
    assert "{+，+}" in cli("explain", "out", "n/a.txt", "--source", "moved").stdout
    write_files(tmp_path / "moved", {"n/a.txt": "另一句,第二句."})
    assert "is gone or has changed" in cli("explain", "out", "n/a.txt", "--source", "moved").stderr


def test_the_command_shows_changes_with_signs_and_with_colour(tmp_path: Path, cli: Cli) -> None:
    line = "河边的老树下,坐着三个下棋的人,他们从早晨坐到黄昏."
    write_files(tmp_path / "documents", {"a.txt": f"{line}\n\u200b\n{line[::-1]}\n{line}\n"})
    assert cli("run", "documents", "-q").returncode == 0
    plain = cli("explain", "out", "a.txt")
    assert plain.returncode == 0, plain.stderr
    assert "河边的老树下[-,-]{+，+}坐着" in plain.stdout
    assert "== extract.page: nothing" in plain.stdout
    assert "removed paragraph (exact duplicate" in plain.stdout
    assert "\x1b[" not in plain.stdout
    one = cli("explain", "out", "a.txt", "--stage", "dedup.exact")
    assert "normalize" not in one.stdout
    wrong = cli("explain", "out", "a.txt", "--stage", "dedup.exat")
    assert "did you mean 'dedup.exact'" in wrong.stderr
    told = json.loads(cli("explain", "out", "a.txt", "--json").stdout)
    assert told["text"] == rows(tmp_path / "out/corpus.jsonl")[0]["text"]
    assert [step["stage"] for step in told["stages"]][-1] == "dedup.near"
    assert cli("explain", "out", "a.txt", "--html", "a.html").returncode == 0
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert '<span class="was">,</span><span class="became">，</span>' in page


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        ("nothing.txt", "there is no document 'nothing.txt'"),
        ("x.bin", "is in quarantine and not in the corpus: decode: not text"),
        ("twice.txt", "stands for 2 documents: name one by its id"),
    ],
)
def test_what_cannot_be_explained_is_said(wanted: str, complaint: str, tmp_path: Path, cli: Cli) -> None:
    files: dict[str, str | bytes] = {"a/twice.txt": "一篇。", "b/twice.txt": "另一篇。", "a/x.bin": bytes(range(256))}
    write_files(tmp_path, files)
    assert cli("run", "a", "b", "-q").returncode == 0
    done = cli("explain", "out", wanted)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1
    assert "no finished run" in cli("explain", "a", wanted).stderr


@given(st.lists(st.text("ab,，\n", max_size=8)), st.lists(st.text("ab,，\n", max_size=8)))
def test_hunks_hold_every_changed_line(old: list[str], new: list[str]) -> None:
    before, after = "\n".join(old), "\n".join(new)
    lines = before.split("\n")
    taken, put = [], []
    for hunk in hunks(before, after):
        taken.append("".join(piece.text for piece in hunk.pieces if piece.kind in ("equal", "deleted", "was")))
        put.append("".join(piece.text for piece in hunk.pieces if piece.kind in ("equal", "inserted", "became")))
        count = taken[-1].count("\n")
        assert "".join(f"{line}\n" for line in lines[hunk.line - 1 : hunk.line - 1 + count]) == taken[-1]
    kept = len(lines) - sum(text.count("\n") for text in taken)
    assert kept + sum(text.count("\n") for text in put) == len(after.split("\n"))
    assert bool(taken) == (before != after)
