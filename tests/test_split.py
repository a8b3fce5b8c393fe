"""Splits: by the id alone, in the shares asked for, and what repeats one another is on one side."""

from __future__ import annotations

import random
from pathlib import Path

import orjson
from conftest import rows, write_files
from hypothesis import given
from hypothesis import strategies as st
from test_sinks import Record, record

from corpuskit import Pipeline
from corpuskit.engine import verdicts
from corpuskit.io.sinks.split import DOCUMENT_TAG, PARAGRAPHS_TAG, Splitter


def lines_of(records: list[Record]) -> list[bytes]:
    return [orjson.dumps(each) + b"\n" for each in records]


def test_the_tags_are_those_of_the_engine() -> None:
    assert (DOCUMENT_TAG, PARAGRAPHS_TAG) == (verdicts.DOCUMENT_TAG, verdicts.PARAGRAPHS_TAG)


def test_a_split_has_the_shares_asked_for_and_goes_by_the_id_alone() -> None:
    split = {"train": 0.9, "validation": 0.06, "test": 0.04}
    lines = lines_of([record(number) for number in range(20_000)])
    splitter = Splitter(split, lines)
    parts = [splitter.part(line) for line in lines]
    for name, share in split.items():
        assert abs(parts.count(name) / len(parts) - share) < 0.01
    assert [Splitter(split, lines[:10]).part(line) for line in lines[5000:6000]] == parts[5000:6000]
    assert Splitter({"train": 1.0}, []).part(orjson.dumps({"text": "", "id": 'a"b\\'})) == "train"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_what_repeats_one_another_is_on_one_side(links: list[tuple[int, int]]) -> None:
    """Whatever the links are: chains, trees, circles, documents that are not in the corpus."""
    follows = {mine: other for mine, other in links if mine != other}
    records = [record(number) for number in range(25)]
    for mine, other in follows.items():
        if mine < 25:
            records[mine]["meta"]["tags"] = {DOCUMENT_TAG: {"of": f"{other:024x}", "kind": "exact duplicate", "score": 1.0}}
    split = {"train": 0.4, "validation": 0.3, "test": 0.3}
    splitter = Splitter(split, lines_of(records))
    sides = {number: splitter.part(line) for number, line in enumerate(lines_of(records))}
    for mine, other in follows.items():
        if mine < 25 and other < 25:
            assert sides[mine] == sides[other]
    alone = [number for number in sides if number not in follows]
    assert [sides[number] for number in alone] == [
        Splitter(split, []).part(line) for line in lines_of([records[n] for n in alone])
    ]


def test_a_repetition_of_an_earlier_corpus_goes_where_that_went() -> None:
    split = {"train": 0.5, "test": 0.5}
    earlier = [record(number) for number in range(50)]
    later = [record(100 + number, **{DOCUMENT_TAG: {"of": each["id"]}}) for number, each in enumerate(earlier)]
    first, second = Splitter(split, lines_of(earlier)), Splitter(split, lines_of(later))
    assert [first.part(line) for line in lines_of(earlier)] == [second.part(line) for line in lines_of(later)]


def test_half_of_a_document_decides() -> None:
    split = {"train": 0.5, "test": 0.5}
    texts = {"half": "一二三四\n五六七八", "less": "一二三\n四五六七八"}
    for name, text in texts.items():
        records = [record(number) for number in range(100)]
        for number in range(100, 200):
            tag = {
                "paragraph": 0,
                "of": records[number - 100]["id"],
                "kind": "exact duplicate",
                "score": 1.0,
                "stage": "dedup.exact",
            }
            records.append(record(number, text, **{PARAGRAPHS_TAG: [tag]}))
        splitter = Splitter(split, lines_of(records))
        parts = [splitter.part(line) for line in lines_of(records)]
        together = sum(one == other for one, other in zip(parts[:100], parts[100:], strict=True))
        assert together == 100 if name == "half" else 30 < together < 70


@given(st.lists(st.tuples(st.integers(0, 24), st.integers(0, 4), st.integers(0, 30)), max_size=60))
def test_no_document_has_half_of_its_text_in_another_part(tags: list[tuple[int, int, int]]) -> None:
    records = [record(number, "\n".join("字" * (1 + (number + place) % 5) for place in range(5))) for number in range(25)]
    for number, place, other in tags:
        repeated = records[number]["meta"]["tags"].setdefault(PARAGRAPHS_TAG, [])
        if place not in [entry["paragraph"] for entry in repeated]:
            repeated.append({"paragraph": place, "of": f"{other:024x}", "score": 1.0})
    splitter = Splitter({"train": 0.5, "test": 0.5}, lines_of(records))
    sides = {each["id"]: splitter.part(line) for each, line in zip(records, lines_of(records), strict=True)}
    for each in records:
        lines = each["text"].split("\n")
        repeated = each["meta"]["tags"].get(PARAGRAPHS_TAG, [])
        elsewhere = [entry for entry in repeated if sides.get(entry["of"], sides[each["id"]]) != sides[each["id"]]]
        assert 2 * sum(len(lines[entry["paragraph"]]) for entry in elsewhere) < sum(map(len, lines))


def test_a_run_keeps_tagged_repetitions_on_one_side(tmp_path: Path) -> None:
    draw = random.Random(4)
    words = ["清河", "图书馆", "重新", "开放", "读者", "排队", "新馆", "藏书", "四十二", "万册", "渔港", "出海", "银杏", "校园"]
    texts = ["，".join(draw.choices(words, k=60)) + f"，第{number}件。" for number in range(40)]
    files = {f"{copy}/{number}.txt": f"{text}{copy}\n" for copy in "甲乙丙" for number, text in enumerate(texts)}
    write_files(tmp_path / "in", dict(files))
    sink = {"split": {"train": 0.5, "test": 0.5}}
    Pipeline({"stages": [{"dedup.near": {"action": "tag"}}], "sink": sink}).run(tmp_path / "in", tmp_path / "out")
    sides: dict[str, set[str]] = {}
    for name in ("train", "test"):
        for each in rows(tmp_path / "out" / f"{name}.jsonl"):
            sides.setdefault(each["meta"]["source"]["path"].rpartition("/")[2], set()).add(name)
    assert len(sides) == 40
    assert all(len(side) == 1 for side in sides.values())
    assert {name for side in sides.values() for name in side} == {"train", "test"}
