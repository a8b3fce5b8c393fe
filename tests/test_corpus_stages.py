"""Corpus stages of other packages, and how the engine drives them: units, masks, notes, blame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import manifest, rows, write_files

from corpuskit import Pipeline, get_stage
from corpuskit.errors import StageError

# Paragraphs that begin with the same character as an earlier one go; documents of one length go after the first.
STAGE = '''
import numpy as np
from corpuskit import CorpusStage, Options
from corpuskit.corpus_stage import Edges, Pairs

class First(Options):
    unit: tuple[str, ...] = ("document", "paragraph")
    fail: bool = False

def sketch(texts, unit, options):
    """Take out what begins like an earlier one."""
    mark = (lambda text: len(text)) if unit == "document" else (lambda text: ord(text[0]))
    return {"mark": np.array([mark(text) for text in texts], np.int64)}

def candidates(sketches, alive, unit, options):
    if options.fail:
        raise ValueError("no luck")
    marks = np.concatenate([part["mark"] for part in sketches])
    assert len(alive) == len(marks)
    first, pairs = {}, []
    for number in np.flatnonzero(alive).tolist():
        before = first.setdefault(int(marks[number]), number)
        if before != number:
            pairs.append((before, number))
    return Pairs(np.array(pairs, np.int64).reshape(-1, 2), [f"looked at {int(alive.sum())}"])

def verify(pairs, texts, unit, options):
    same = [len(texts[a]) == len(texts[b]) if unit == "document" else texts[a][0] == texts[b][0] for a, b in pairs]
    assert all(same)
    count = len(pairs)
    return Edges(pairs[:, 1], pairs[:, 0], np.full(count, 0.5), np.zeros(count, np.uint8))

def resolve(edges, sketches, unit, options):
    return edges

STAGE = CorpusStage(sketch, candidates, verify, resolve, First, reasons=("begins alike",))
'''


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offer_stage: Callable[[str, str], None]) -> str:
    (tmp_path / "acme_first.py").write_text(STAGE)
    monkeypatch.syspath_prepend(str(tmp_path))
    offer_stage("acme.first", "acme_first:STAGE")
    return "acme.first"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return write_files(tmp_path / "documents", {"a.txt": "甲一\n乙二三", "b.txt": "丙四\n甲五\n丙六", "c.txt": "丁七八九十"})


def test_verdicts_are_applied_and_told(stage: str, documents: Path, tmp_path: Path) -> None:
    summary = Pipeline({"stages": [{stage: {"unit": ["paragraph"]}}]}).run(documents, tmp_path / "out")
    texts = [record["text"] for record in rows(tmp_path / "out/corpus.jsonl")]
    assert texts == ["甲一\n乙二三", "丙四", "丁七八九十"]
    first = rows(tmp_path / "out/corpus.jsonl")[0]["id"]
    fifth, sixth = rows(tmp_path / "out/removed.jsonl")
    assert (fifth["text"], fifth["reason"], fifth["score"]) == ("甲五", "begins alike", 0.5)
    assert fifth["kept"] == {"document": first, "text": "甲一"}
    assert sixth["text"] == "丙六"
    assert summary.notes == ["acme.first, paragraphs: looked at 6"]
    assert manifest(tmp_path / "out")["stages"][0]["paragraphs_removed"] == 2


def test_documents_are_decided_first_and_their_paragraphs_are_not_compared(stage: str, documents: Path, tmp_path: Path) -> None:
    # b.txt has 8 characters, the others 6 and 5; a copy of a.txt's length goes as a whole.
    write_files(documents, {"d.txt": "戊一\n己二三"})
    summary = Pipeline({"stages": [stage]}).run(documents, tmp_path / "out")
    whole = [row for row in rows(tmp_path / "out/removed.jsonl") if row["unit"] == "document"]
    assert [(row["path"], row["kept"]["text"]) for row in whole] == [("d.txt", None)]
    assert summary.notes == ["acme.first, documents: looked at 4", "acme.first, paragraphs: looked at 6"]
    assert summary.counts["paragraphs"] == {"in": 8, "kept": 4, "removed": 4}


def test_what_one_stage_removes_is_not_there_for_the_next(stage: str, tmp_path: Path) -> None:
    line = "清河县图书馆昨天重新开放，读者排起了长队，直到晚上才散去。"
    documents = write_files(tmp_path / "two", {"a.txt": f"{line}\n北", "b.txt": f"{line}\n南岸"})
    Pipeline({"stages": ["dedup.exact", {stage: {"unit": ["paragraph"]}}]}).run(documents, tmp_path / "out")
    assert [(row["stage"], row["path"]) for row in rows(tmp_path / "out/removed.jsonl")] == [("dedup.exact", "b.txt")]
    assert manifest(tmp_path / "out")["notes"] == ["acme.first, paragraphs: looked at 3"]


def test_a_stage_that_fails_is_named(stage: str, documents: Path, tmp_path: Path) -> None:
    with pytest.raises(StageError, match=r"acme\.first failed while comparing texts: ValueError: no luck"):
        Pipeline({"stages": [{stage: {"fail": True}}]}).run(documents, tmp_path / "out")
    assert not (tmp_path / "out/corpus.jsonl").exists()
    Pipeline({"stages": [stage]}).run(documents, tmp_path / "out", fresh=True)


def test_on_one_text_it_looks_at_its_paragraphs(stage: str) -> None:
    assert get_stage(stage)("甲一\n\n乙\n甲二") == "甲一\n\n乙"
