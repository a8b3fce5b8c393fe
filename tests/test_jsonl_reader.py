"""JSON Lines and plain lines: encodings, bad lines, fields, portions."""

from __future__ import annotations

import importlib
import io
import itertools
import json
import tracemalloc
from typing import BinaryIO, cast

import pytest
from formats_made import as_jsonl, read, reasons, texts
from hypothesis import given
from hypothesis import strategies as st

from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers import jsonl

LINES = [f"第{number}行：山高水长，路远人稀。" for number in range(100)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_encoding(encoding: str, end: str) -> None:
    records = "".join(json.dumps({"text": line}, ensure_ascii=False) + end for line in LINES)
    found = read("jsonl", records.encode(encoding))
    assert texts(found) == LINES
    assert [document.record for document in found] == list(range(1, 101))
    assert texts(read("lines", "".join(line + end for line in LINES).encode(encoding))) == LINES


def test_traditional_chinese_in_big5() -> None:
    lines = ["圖書館九月一日重新開放，讀者可以帶電腦進來。", "春分過後，山裡的茶園一天比一天綠。"]
    records = "".join(json.dumps({"text": line}, ensure_ascii=False) + "\n" for line in lines)
    assert texts(read("jsonl", records.encode("big5"))) == lines


def test_a_named_encoding_counts() -> None:
    data = json.dumps({"text": "联通"}, ensure_ascii=False).encode("gbk")  # which is valid UTF-8 by chance
    assert texts(read("jsonl", data, encoding="gbk")) == ["联通"]
    assert texts(read("lines", "联通".encode("gbk"), encoding="gbk")) == ["联通"]


def test_a_file_that_mixes_encodings() -> None:
    lines = [json.dumps({"text": line}, ensure_ascii=False) for line in LINES]
    data = b"\n".join(line.encode("gb18030" if number % 3 == 0 else "utf-8") for number, line in enumerate(lines))
    assert texts(read("jsonl", data)) == LINES


@pytest.mark.parametrize("number", range(0, 100, 7))
@pytest.mark.parametrize("bad", [b"\xff", b"\xe5\xa5", b"\x00", b"\x81"])
def test_a_bad_byte_costs_at_most_its_line(number: int, bad: bytes) -> None:
    lines = as_jsonl(LINES).splitlines(keepends=True)
    lines[number] = lines[number][:20] + bad + lines[number][20:]
    found = read("jsonl", b"".join(lines))
    assert [document.record for document in found] == list(range(1, 101))
    others = [document for document in found if document.record != number + 1]
    assert texts(others) == LINES[:number] + LINES[number + 1 :]
    assert found[number].data == lines[number].rstrip(b"\n")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"text": "缺', "invalid JSON"),
        ('{"text": "有"} {"text": "两个"}', "invalid JSON"),
        ('["列表"]', "not a JSON object but a list"),
        ('"字符串"', "not a JSON object but a string"),
        ("3", "not a JSON object"),
        ('{"text": "有", "score": NaN}', "NaN is no JSON number"),
        ('{"text": "有", "score": -Infinity}', "-Infinity is no JSON number"),
        ('{"text": "有", "text": "又有"}', "'text' is there more than once"),
        ('{"text": "有", "a": {"b": 1, "b": 2}}', "'b' is there more than once"),
        ('{"text" :"有", "a":"：", "a" :1}', "'a' is there more than once"),
        ('{"text": "半个\\ud83d"}', "half of a surrogate pair"),
        ('{"text": "深", "a": ' + "[" * 70 + "]" * 70 + "}", "more than 64 deep"),
        ('{"text": "深", "a": ' + "[" * 5000 + "]" * 5000 + "}", "more than 64 deep"),
        ('{"text": "大", "a": ' + "9" * 6000 + "}", ""),
        ('{"content": "有", "标题": "一"}', "no field 'text'"),
        ('{"content": "有", "标题": "一"}', "there are: content, 标题"),
        ('{"content": "有"}', "source.text_field"),
        ('{"text": null}', "'text' is null"),
        ('{"text": ["有"]}', "is a list, not a string"),
        ('{"text": 5}', "is a number, not a string"),
    ],
)
def test_a_bad_line_costs_one_line(line: str, why: str) -> None:
    good = '{"text": "好"}\n'
    found = read("jsonl", f"{good}\n{line}\n{good}".encode())
    if why:
        [reason] = reasons(found)
        assert why in reason
    assert [document.record for document in found] == [1, 3, 4]
    assert found[1].data == line.encode()
    assert texts([found[0], found[2]]) == ["好", "好"]


def test_colons_and_quotes_in_strings_are_no_keys() -> None:
    records: list[dict[str, object]] = [
        {"text": '他说":"是冒号，"a":1也是', "a": 1},
        {"text": "好", "嵌套": {"a": [{"b": {"c": "d:e"}}]}},
        {"text": "", "a": None},
    ]
    data = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    assert texts(read("jsonl", data)) == [record["text"] for record in records]


def test_only_a_line_feed_ends_a_line() -> None:
    text = "甲\u2028乙\u2029丙\x85丁\x1c戊\x0b己\x0c庚"
    data = json.dumps({"text": text}, ensure_ascii=False).replace("\\u001c", "\\u001c").encode()
    assert texts(read("jsonl", data)) == [text]
    assert texts(read("lines", text.encode())) == [text]


def test_which_fields_are_what() -> None:
    record = {"id": 7, "meta": {"正文": "好", "网址": "http://a"}, "分": 0.5, "标": ["甲"], "空": None, "真": True}
    data = json.dumps(record, ensure_ascii=False).encode()
    [document] = read(
        "jsonl", data, text_field="meta.正文", id_field="id", keep_fields=("分", "标", "空", "真", "没有", "meta.网址")
    )
    assert isinstance(document, RawDocument)
    assert (document.text, document.given_id, document.kind) == ("好", "7", "record")
    assert document.fields == {"分": "0.5", "标": '["甲"]', "空": "", "真": "true", "meta.网址": "http://a"}
    [document] = read("jsonl", data, text_field="meta.正文", id_field="id", keep_fields=("*",))
    assert isinstance(document, RawDocument)
    assert document.fields == {"meta": '{"网址":"http://a"}', "分": "0.5", "标": '["甲"]', "空": "", "真": "true"}


def test_a_field_with_a_dot_in_its_name_comes_first() -> None:
    assert texts(read("jsonl", '{"a.b": "甲", "a": {"b": "乙"}}'.encode(), text_field="a.b")) == ["甲"]


def test_large_integers_keep_their_digits() -> None:
    [document] = read("jsonl", b'{"id": 123456789012345678901234567890, "text": "x"}', id_field="id", keep_fields=("*",))
    assert isinstance(document, RawDocument)
    assert document.given_id == "123456789012345678901234567890"


def test_a_corpus_of_our_own_reads_back() -> None:
    meta = {"source": {"path": "a.txt"}, "fields": {"作者": "某人"}, "tags": {"chars": 2}}
    [document] = read("jsonl", json.dumps({"id": "1", "text": "好", "meta": meta}).encode())
    assert isinstance(document, RawDocument)
    assert document.fields == {"作者": "某人"}


def test_portions_give_what_the_whole_file_gives() -> None:
    data = as_jsonl(LINES).replace(b"\n", b"\n\n", 30) + b"{"
    whole = read("jsonl", data)
    cuts = sorted({0, len(data), *(data.index(b"\n", at) + 1 for at in range(50, len(data) - 50, 997))})
    parts = []
    for start, stop in itertools.pairwise(cuts):
        parts += read("jsonl", data, Portion(start, stop, data[:start].count(b"\n")))
    assert parts == whole
    assert len(whole) == 101


@pytest.mark.parametrize("size", [40, 2_500_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_without_end_is_not_held(size: int, encoding: str) -> None:
    lines = ["短", "长" * size, "短"]
    found = read("lines", "\n".join(lines).encode(encoding), max_member_bytes=30)
    assert [type(one) for one in found] == [RawDocument, Unreadable, RawDocument]
    assert [one.record for one in found] == [1, 2, 3]
    assert reasons(found) == ["a line of more than 30 bytes"]


def test_long_lines_across_blocks_are_whole() -> None:
    lines = ["字" * size for size in (1, 700_000, 3, 1_200_000, 5)]
    assert texts(read("lines", "\n".join(lines).encode())) == lines
    assert texts(read("lines", "\n".join(lines).encode("utf-16-le"))) == lines
    assert texts(read("lines", ("\n".join(lines) + "\n").encode("gb18030"))) == lines


class _Endless(io.RawIOBase):
    """A stream that repeats one line."""

    def __init__(self, line: bytes, lines: int) -> None:
        self._block = line * 1000
        self._left = lines // 1000

    def readable(self) -> bool:
        return True

    def readall(self) -> bytes:
        raise MemoryError("nobody may read everything")

    def read(self, size: int = -1) -> bytes:
        self._left -= 1
        return self._block if self._left >= 0 else b""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("format", ["jsonl", "lines"])
def test_memory_does_not_grow_with_the_file(format: str, encoding: str) -> None:
    line = (json.dumps({"text": LINES[0] * 20}, ensure_ascii=False) + "\n").encode(encoding)
    reader = importlib.import_module(f"corpuskit.io.readers.{format}")

    def peak(lines: int) -> int:
        tracemalloc.start()
        count = sum(1 for _ in reader.read(cast(BinaryIO, _Endless(line, lines)), ReadOptions()))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == lines
        return most

    peak(5000)
    assert peak(40_000) < 1.5 * peak(5000) + 1_000_000


class _Failing(io.BytesIO):
    """A stream that ends with an error, as a damaged archive does."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise EOFError("cut")
        return data


def test_lines_before_a_failure_are_read_and_its_last_part_is_not() -> None:
    found: list[RawDocument | Unreadable] = []
    with pytest.raises(EOFError):
        found.extend(jsonl.read(_Failing(as_jsonl(LINES)[:-1]), ReadOptions()))
    assert texts(found) == LINES[:-1]


def test_json_that_is_not_in_lines_is_named_once() -> None:
    for value in ([{"text": "好"}] * 5, {"text": "好"}):
        [reason] = reasons(read("jsonl", json.dumps(value, indent=1).encode()))
        assert "jq" in reason


@pytest.mark.parametrize("format", ["jsonl", "lines"])
def test_what_is_no_text_is_refused_once(format: str) -> None:
    [reason] = reasons(read(format, b"%PDF-1.7\n\x00\xff" * 100))
    assert reason == "not text: a PDF file"


@pytest.mark.parametrize("data", [b"", b"\n", b" \n\t\r\n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("format", ["jsonl", "lines"])
def test_nothing_is_no_document(format: str, data: bytes) -> None:
    assert read(format, data) == []


_scalars = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text() | st.integers()
_values = st.recursive(_scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(st.lists(st.dictionaries(st.text(), _values, max_size=4), max_size=6), st.booleans())
def test_whatever_is_json_reads_back(records: list[dict[str, object]], ascii_only: bool) -> None:
    records = [{**record, "text": f"第{number}篇"} for number, record in enumerate(records)]
    try:
        data = "".join(json.dumps(record, ensure_ascii=ascii_only) + "\n" for record in records).encode()
    except UnicodeEncodeError:
        return
    found = read("jsonl", data, keep_fields=("*",))
    assert texts(found) == [record["text"] for record in records]


@given(st.binary(max_size=300))
def test_every_line_is_a_document_or_told(data: bytes) -> None:
    found = read("jsonl", data)
    if found and not found[0].record:
        assert len(found) == 1
    else:
        assert [one.record for one in found] == sorted({one.record for one in found})
