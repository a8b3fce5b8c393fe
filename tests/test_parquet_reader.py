"""Parquet: types of columns, row groups, damage."""

from __future__ import annotations

import datetime
import io
import random
from typing import Any

import pytest
from formats_made import as_parquet, mutated, read, reasons, texts

from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers import parquet as parquet_reader

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

TEXTS = [f"第{number}篇：山高水长，路远人稀。" for number in range(1000)]


def written(table: Any, **options: Any) -> bytes:
    file = io.BytesIO()
    parquet.write_table(table, file, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["string", "large_string", "binary", "large_binary", "dictionary"])
def test_types_of_text(kind: str) -> None:
    column = pa.array(TEXTS)
    column = column.dictionary_encode() if kind == "dictionary" else column.cast(getattr(pa, kind)())
    found = read("parquet", written(pa.table({"text": column}), row_group_size=300))
    assert texts(found) == TEXTS
    assert [one.record for one in found] == list(range(1, 1001))
    assert found[7].data == TEXTS[7].encode()


def test_bytes_are_decoded() -> None:
    values = ["春分过后，山里的茶园一天比一天绿，采茶的人天不亮就上山。".encode("gb18030"), b"\x89PNG\r\n\x1a\n\0", "好".encode()]
    found = read("parquet", written(pa.table({"text": pa.array(values, pa.binary())})))
    assert [getattr(one, "text", None) for one in found] == [
        "春分过后，山里的茶园一天比一天绿，采茶的人天不亮就上山。",
        None,
        "好",
    ]
    assert getattr(found[0], "encoding", None) == "gb18030"
    assert reasons(found) == ["not text: a PNG image"]


def test_a_string_that_is_no_utf8_costs_no_other() -> None:
    broken = pa.StringArray.from_buffers(
        2, pa.array([0, 6, 12], pa.int32()).buffers()[1], pa.py_buffer(b"\xe5\xa5\xbd\xff\xe5\xa5" + "好好".encode())
    )
    found = read("parquet", written(pa.table({"text": broken, "other": ["a", "b"]})), keep_fields=("other",))
    assert [one.record for one in found] == [1, 2]
    assert texts(found[1:]) == ["好好"]


def test_which_columns_are_what() -> None:
    table = pa.table(
        {
            "编号": [1, 2],
            "meta": [{"正文": "好", "n": [1, 2]}, {"正文": None, "n": []}],
            "日": pa.array([datetime.date(2023, 5, 6)] * 2),
            "a.b": [0.5, None],
        }
    )
    found = read("parquet", written(table), text_field="meta.正文", id_field="编号", keep_fields=("*",))
    assert isinstance(found[0], RawDocument)
    assert (found[0].text, found[0].given_id, found[0].data) == ("好", "1", "好".encode())
    assert found[0].fields == {"meta": '{"n":[1,2]}', "日": "2023-05-06", "a.b": "0.5"}
    assert reasons(found) == ["field 'meta.正文' is null"]
    [document, _] = read("parquet", written(table), text_field="meta.正文", keep_fields=("a.b",))
    assert isinstance(document, RawDocument)
    assert document.fields == {"a.b": "0.5"}


def test_only_the_columns_that_are_asked_for_are_read() -> None:
    data = bytearray(
        written(
            pa.table({"text": ["好"] * 100, "large": [random.Random(1).randbytes(20_000)] * 100}),
            compression="none",
            use_dictionary=False,
        )
    )
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(2000)  # in the column that nobody asked for
    assert texts(read("parquet", bytes(data))) == ["好"] * 100


def test_a_corpus_of_our_own_reads_back() -> None:
    fields = pa.map_(pa.string(), pa.string())
    meta = pa.struct(
        [("source", pa.struct([("path", pa.string())])), ("fields", fields), ("tags", pa.struct([("n", pa.int64())]))]
    )
    row = {"id": "1", "text": "好", "meta": {"source": {"path": "a"}, "fields": [("作者", "某人")], "tags": {"n": 1}}}
    [document] = read(
        "parquet", written(pa.Table.from_pylist([row], pa.schema([("id", pa.string()), ("text", pa.string()), ("meta", meta)])))
    )
    assert isinstance(document, RawDocument)
    assert document.fields == {"作者": "某人"}


def test_portions_are_row_groups() -> None:
    data = as_parquet(TEXTS, row_group_size=300)
    parts = (
        read("parquet", data, Portion(0, 1))
        + read("parquet", data, Portion(1, 3, 300))
        + read("parquet", data, Portion(3, 4, 900))
    )
    assert parts == read("parquet", data)


def test_a_missing_column_is_told_once() -> None:
    found = read("parquet", as_parquet(TEXTS), text_field="正文")
    assert reasons(found) == ["no field '正文' (source.text_field names the one that holds the text); there are: id, text"]


def test_empty_tables_are_no_documents() -> None:
    assert read("parquet", written(pa.table({"text": pa.array([], pa.string())}))) == []


def test_memory_does_not_grow_with_a_row_group() -> None:
    draw = random.Random(2)
    text = "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(20_000))
    peaks = []
    for rows in (1500, 6000):
        table = pa.table({"text": [text[draw.randrange(17_000) :][:3000] + str(number) for number in range(rows)]})
        data = written(table, row_group_size=rows, use_dictionary=False)
        del table
        usual = pa.default_memory_pool()
        pool = pa.proxy_memory_pool(usual)
        pa.set_memory_pool(pool)
        try:
            assert sum(1 for _ in parquet_reader.read(io.BytesIO(data), ReadOptions())) == rows
        finally:
            pa.set_memory_pool(usual)
        peaks.append(pool.max_memory())
    assert peaks[1] < 1.5 * peaks[0]


def test_cut_files_are_never_silent() -> None:
    data = as_parquet(TEXTS)
    for size in range(0, len(data), max(1, len(data) // 60)):
        assert len(reasons(read("parquet", data[:size]))) == 1


def test_damage_is_told_where_pages_have_checksums() -> None:
    data = as_parquet(TEXTS, row_group_size=100, write_page_checksum=True, compression="none")
    groups = parquet.ParquetFile(io.BytesIO(data)).metadata
    columns = [groups.row_group(number).column(1) for number in range(groups.num_row_groups)]
    draw = random.Random(3)
    told = 0
    for _ in range(200):
        column = draw.choice(columns)
        start = column.dictionary_page_offset or column.data_page_offset
        spoilt = bytearray(data)
        spoilt[start + draw.randrange(column.total_compressed_size)] ^= 1 << draw.randrange(8)
        found = read("parquet", bytes(spoilt))
        documents = [one for one in found if isinstance(one, RawDocument)]
        assert [one.text for one in documents] == TEXTS[: len(documents)]
        told += any(isinstance(one, Unreadable) for one in found)
    assert told > 190  # the others hit bytes of headers that mean nothing to this reading, such as statistics


def test_spoilt_files_raise_nothing() -> None:
    data = as_parquet(TEXTS[:50])
    draw = random.Random(4)
    for _ in range(300):
        read("parquet", mutated(draw, data))
