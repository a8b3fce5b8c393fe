"""Exports: the keys and values that MNBVC and Dolma ask for, and plain text."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from conftest import rows
from hypothesis import given
from hypothesis import strategies as st
from test_sinks import record, written

from corpuskit.io.sinks.exports import mnbvc_record, simhash
from corpuskit.io.sinks.layout import make_layout
from corpuskit.io.sinks.split import DOCUMENT_TAG, PARAGRAPHS_TAG

KEYS = "文件名 是否待查文件 是否重复文件 文件大小 simhash 最长段落长度 段落数 去重段落数 低质量段落数 段落 扩展字段 时间".split()


def test_mnbvc_records_have_the_keys_and_values_of_its_format() -> None:
    text = "通知\n\n第一条，照办。\n通知\n    缩进的一行"
    tags = {PARAGRAPHS_TAG: [{"paragraph": 2, "of": "other", "score": 1.0}], DOCUMENT_TAG: {"of": "x"}}
    told = mnbvc_record(record(3, text, **tags), "20250102")
    assert list(told) == KEYS
    assert told["文件名"] == "栏目0/第3篇.txt"
    assert (told["是否重复文件"], told["文件大小"], told["最长段落长度"], told["段落数"], told["去重段落数"]) == (
        True,
        3,
        9,
        4,
        3,
    )
    assert told["时间"] == "20240506"
    assert mnbvc_record(record(2), "20250102")["时间"] == "20250102"
    paragraphs = told["段落"]
    assert [list(each) for each in paragraphs] == ["行号 是否重复 是否跨文件重复 md5 内容 扩展字段".split()] * 4
    assert [(each["行号"], each["是否重复"], each["是否跨文件重复"]) for each in paragraphs] == [
        (1, False, False),
        (3, False, True),
        (4, True, False),
        (5, False, False),
    ]
    assert [each["md5"] for each in paragraphs] == [hashlib.md5(each["内容"].encode()).hexdigest() for each in paragraphs]
    assert json.loads(told["扩展字段"])["id"] == record(3)["id"]
    assert mnbvc_record(record(1, "同一行\n同一行\n另一行"))["是否待查文件"]


@given(st.sets(st.text(max_size=5), max_size=9))
def test_simhash_is_the_majority_of_the_bits(features: set[str]) -> None:
    digests = [hashlib.md5(feature.encode("utf-8", "replace")).digest() for feature in features]
    numbers = [int.from_bytes(digest[-8:], "big") for digest in digests]
    expected = sum(1 << bit for bit in range(64) if 2 * sum(number >> bit & 1 for number in numbers) > len(numbers))
    assert simhash(digests) == expected


def test_dolma_has_documents_and_attributes_line_by_line(tmp_path: Path) -> None:
    tag = {"paragraph": 1, "of": "other", "score": 0.9}
    records = [
        record(1, "甲乙\n丙丁戊\n己", han_ratio=1, quality={"chars": 7, "fit": True}, **{PARAGRAPHS_TAG: [tag]}),
        record(2),
    ]
    written(tmp_path, make_layout("dolma", "none"), records)
    documents = rows(tmp_path / "documents/corpus.jsonl")
    attributes = rows(tmp_path / "attributes/corpuskit/corpus.jsonl")
    assert [each["id"] for each in documents] == [each["id"] for each in attributes] == [each["id"] for each in records]
    assert (documents[0]["source"], documents[0]["text"]) == ("栏目1", records[0]["text"])
    assert attributes[0]["attributes"] == {
        "corpuskit__han_ratio": [[0, 8, 1.0]],
        "corpuskit__quality__chars": [[0, 8, 7.0]],
        "corpuskit__quality__fit": [[0, 8, 1.0]],
        "corpuskit__duplicates": [[3, 6, 0.9]],
    }
    assert records[0]["text"][3:6] == "丙丁戊"


def test_plain_text_has_a_blank_line_after_each_document(tmp_path: Path) -> None:
    written(tmp_path, make_layout("text", shard_documents=2), [record(1), record(2, "一行\n \n\n二行"), record(3, ""), record(4)])
    whole = "".join(path.read_text("utf-8") for path in sorted(tmp_path.iterdir()))
    assert whole.split("\n\n") == [
        "标题1\n正文一段，1。\n    缩进一行\n标题1",
        "一行\n二行",
        "标题4\n正文一段，4。\n    缩进一行\n标题4",
        "",
    ]
