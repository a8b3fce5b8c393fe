"""Tables of text: delimiters, quotes, encodings, rows that are none."""

from __future__ import annotations

import csv
import io
import time

import pytest
from formats_made import as_csv, read, reasons, texts
from hypothesis import given
from hypothesis import strategies as st

from corpuskit.io.raw import RawDocument, Unreadable

HEAD = "id,text,note\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters_and_encodings(encoding: str, delimiter: str) -> None:
    rows = ["山高，水长；路远", '他说："好"。', "两行\n文字", "1,2;3|4\t5", ""]
    table = as_csv(rows, delimiter).decode()
    assert texts(read("csv", table.encode(encoding))) == rows


def test_the_header_tells_the_delimiter() -> None:
    table = "标题;text;价格\n一;有逗号,两个,三个;1,5\n二;又有,逗号,在此;2,5\n"
    assert texts(read("csv", table.encode())) == ["有逗号,两个,三个", "又有,逗号,在此"]


def test_a_table_with_ragged_rows_stays_a_table() -> None:
    found = read("csv", "编号,正文\n1\n2,好,又,一,格\n3,好\n4\n".encode(), text_field="正文")
    assert len(reasons(found)) == 3
    assert texts(found[2:3]) == ["好"]


def test_excel_may_name_the_delimiter() -> None:
    found = read("csv", "sep=|\r\ntext|a\r\n好|1\r\n".encode())
    assert texts(found) == ["好"]
    assert found[0].record == 3


@pytest.mark.parametrize("name", ["text", "正文", '"正文"'])
def test_one_column_needs_no_name_and_has_no_delimiter(name: str) -> None:
    table = f'{name}\n你好, 世界\n"两行\n文字"\n"引"在前\n一;二|三\t四\n'
    assert texts(read("csv", table.encode())) == ["你好, 世界", "两行\n文字", '"引"在前', "一;二|三\t四"]


def test_which_columns_are_what() -> None:
    table = '编号,正文,来源,,来源\n7,好,"甲,乙",x,丙\n'
    [document] = read("csv", table.encode(), text_field="正文", id_field="编号", keep_fields=("*",))
    assert isinstance(document, RawDocument)
    assert document.given_id == "7"
    assert document.fields == {"来源": "甲,乙", "column 4": "x", "来源 (2)": "丙"}
    assert document.data == table.split("\n")[1].encode()


def test_numbers_of_lines_count_those_within_values() -> None:
    found = read("csv", f'{HEAD}1,"甲\n乙",x\n\n2,丙\n3,丁,y\n'.encode())
    assert [one.record for one in found] == [2, 5, 6]
    assert reasons(found) == ["2 values in a row where the header has 3"]
    assert found[1].data == "2,丙".encode()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1,好", "2 values in a row where the header has 3"),
        ("1,好,x,多", "4 values in a row where the header has 3"),
        ('1,"好"了,x', "a quote within a value in quotes that is not doubled"),
        ("1,好\r了,x", "a carriage return within a value without quotes"),
    ],
)
def test_a_bad_row_costs_one_row(row: str, why: str) -> None:
    found = read("csv", f"{HEAD}0,前,x\n{row}\n2,后,x\n".encode())
    assert reasons(found) == [why]
    assert texts([found[0], found[2]]) == ["前", "后"]
    assert [one.record for one in found] == [2, 3, 4]


def test_empty_values_at_the_end_of_a_row_do_no_harm() -> None:
    assert texts(read("csv", f"{HEAD}1,好,x,,,\n,,\n,,,,\n2,也好,\n".encode())) == ["好", "也好"]


def test_a_quote_that_is_never_closed_is_told() -> None:
    found = read("csv", f'{HEAD}1,前,x\n2,"好,x'.encode())
    assert texts(found[:1]) == ["前"]
    assert reasons(found) == ["a quote that is never closed"]


def test_a_stray_quote_takes_no_other_rows_with_it() -> None:
    rows = "".join(f"{number},第{number}行,x\n" for number in range(2000))
    found = read("csv", f'{HEAD}{rows}a,"半个引号,x\n{rows}'.encode())
    assert len(found) == 4001
    assert reasons(found) == ["a quote that is never closed"]
    assert found[2000].data == 'a,"半个引号,x'.encode()


def test_a_value_with_lines_that_look_like_no_rows_is_one_loss() -> None:
    found = read("csv", f'{HEAD}1,"甲\n乙 "丙" 丁",x\n2,后,y\n'.encode())
    assert reasons(found) == ["a quote within a value in quotes that is not doubled"]
    assert found[0].data == '1,"甲\n乙 "丙" 丁",x'.encode()
    assert texts(found[1:]) == ["后"]


def test_quotes_mean_little_between_tabs() -> None:
    table = 'id\ttext\n1\t"引"在前\n2\t"半个\n3\t"整个"\n4\t"两行\n文字"\n'
    assert texts(read("csv", table.encode())) == ['"引"在前', '"半个', "整个", "两行\n文字"]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("编号,正文\n1,好\n", "no field 'text' (source.text_field names the one that holds the text); there are: 编号, 正文"),
        ("text,text\n1,好\n", "2 columns are called 'text'"),
        ('text,"a\n1,好\n', "the first row names no columns: a quote that is never closed"),
        ("\x89PNG\r\n\x1a\n\0\0", "not text: a PNG image"),
    ],
)
def test_a_table_without_a_header_of_use_is_told_once(table: str, why: str) -> None:
    assert reasons(read("csv", table.encode("latin-1" if "PNG" in table else "utf-8"))) == [why]


@pytest.mark.parametrize("table", ["", "\n\n", "id,text\n", "\ufeff", " \r\n"])
def test_nothing_is_no_document(table: str) -> None:
    assert read("csv", table.encode()) == []


def test_large_values_and_strange_bytes() -> None:
    large = "字" * 400_000
    assert texts(read("csv", f'id,text\n1,"{large}"\n2,甲\0乙\n'.encode())) == [large, "甲\0乙"]


def test_carriage_returns_alone_end_lines_where_there_is_no_line_feed() -> None:
    assert texts(read("csv", "id,text\r1,好\r2,也好\r".encode())) == ["好", "也好"]


# Files of control characters are no text; see `binary_reason`.
_text = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\r\t,;|\"'\x0c\x85"))


@given(st.lists(st.tuples(_text, _text), max_size=6), st.sampled_from([",", "\t", ";", "|"]))
def test_what_python_writes_reads_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "text"])
    writer.writerows([number, text + note] for number, (text, note) in enumerate(rows))
    assert texts(read("csv", file.getvalue().encode())) == [text + note for text, note in rows]


@given(st.text(alphabet='a,"\n\r;甲', max_size=40))
def test_every_line_is_in_a_row_or_told(body: str) -> None:
    found = read("csv", f"id,text\n{body}".encode())
    kept = b"\n".join(one.data or b"" for one in found)
    for character in ("甲", "a"):
        assert kept.count(character.encode()) == body.count(character)


@pytest.mark.parametrize("row", ['1,"""x"\n', '1,"\n', '"",""\n', '1,""x\n', '"\n', '1,"x\n2,y\n'])
def test_stray_quotes_cost_linear_time(row: str) -> None:
    def seconds(count: int) -> float:
        data = f"id,text\n{row * count}".encode()
        started = time.process_time()
        found = read("csv", data)
        assert all(isinstance(one, RawDocument | Unreadable) for one in found)
        return time.process_time() - started

    seconds(1000)
    small = min(seconds(4000) for _ in range(3))
    assert seconds(40000) < 40 * small + 0.05
