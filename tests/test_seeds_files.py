"""The sample documents still show the defects they are named after: nobody has saved them again in another form."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from corpuskit.stages.extract.page import extract_page
from corpuskit.text.characters import has_han

SEEDS = Path(__file__).parent.parent / "seeds"

# File name -> the codec that decodes it strictly, and a character sequence that must be in its text.
FILES = {
    "clean_control_mixed.txt": ("utf-8", "1,000 多场雨"),
    "english_control.txt": ("ascii", "1,250 pages"),
    "government_notice_metadata_and_page_tools.txt": ("utf-8", "小黄帽 ”"),
    "legacy_gb18030_crlf.txt": ("gb18030", "\r\n\r\n　　"),
    "legacy_text_exact_copy_other_mark_widths.txt": ("utf-8", "２６０本"),
    "mojibake_utf8_read_as_cp1252.txt": ("utf-8", "å…¥å†¬ä»¥å"),
    "pdf_newspaper_column_hard_wrapped.txt": ("utf-8", "什么价⋯⋯"),
    "report_page_break_inside_quotation.txt": ("utf-8", "示范\n\n\n\n村”"),
    "report_retold_near_duplicate.txt": ("utf-8", "最美庭院示范村"),
    "traditional_big5.txt": ("big5", "叮叮噹噹"),
    "traditional_utf8.txt": ("utf-8", "皇后出遊"),
    "utf16le_without_bom.txt": ("utf-16-le", "菜市场"),
    "web_article_half_width_marks_and_caption.txt": ("utf-8", "该桥\n\n6月21日,"),
}


def read(name: str) -> str:
    return (SEEDS / name).read_bytes().decode(FILES[name][0])


def normalised(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def shingles(text: str) -> set[str]:
    plain = normalised(text)
    return {plain[start : start + 5] for start in range(len(plain) - 4)}


def test_the_table_is_complete() -> None:
    assert sorted(path.name for path in SEEDS.iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_encoding_and_sign(name: str) -> None:
    encoding, sign = FILES[name]
    data = (SEEDS / name).read_bytes()
    assert 500 <= len(data) <= 4000
    assert sign in data.decode(encoding)
    assert data.decode(encoding).encode(encoding) == data
    assert ("\r" in data.decode(encoding)) == (name == "legacy_gb18030_crlf.txt")


@pytest.mark.parametrize("name", [name for name, (encoding, _) in FILES.items() if encoding not in ("utf-8", "ascii")])
def test_legacy_file_is_not_utf8(name: str) -> None:
    data = (SEEDS / name).read_bytes()
    assert not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")


def test_gb18030_file_is_more_than_gbk() -> None:
    with pytest.raises(UnicodeDecodeError):
        (SEEDS / "legacy_gb18030_crlf.txt").read_bytes().decode("gbk")


def test_only_some_paragraphs_are_mojibake() -> None:
    paragraphs = read("mojibake_utf8_read_as_cp1252.txt").split("\n\n")
    assert [has_han(paragraph) for paragraph in paragraphs] == [True, False, True, False, True]


def test_caption_repeats_the_end_of_the_paragraph_before() -> None:
    longer, caption = (
        normalised(line) for line in read("web_article_half_width_marks_and_caption.txt").split("\n") if "合龙仪式" in line
    )
    assert len(caption) >= 20
    assert len(longer) > 2 * len(caption)
    date, event = re.fullmatch("(6月21日)(.+)", caption).groups()  # type: ignore[union-attr]
    assert longer.endswith(event)
    assert len(date + event) >= 0.9 * len(caption)
    assert longer.rindex(event) - longer.rindex(date) <= len(date) + 0.25 * len(caption)


def test_near_duplicate_is_near_but_not_equal() -> None:
    first, second = shingles(read("report_page_break_inside_quotation.txt")), shingles(read("report_retold_near_duplicate.txt"))
    assert 0.8 <= len(first & second) / len(first | second) <= 0.95


def test_exact_copy_differs_only_in_width_and_layout() -> None:
    original, copy = read("legacy_gb18030_crlf.txt"), read("legacy_text_exact_copy_other_mark_widths.txt")
    assert normalised(original) == normalised(copy)
    assert "，" in original
    assert "，" not in copy


def test_nothing_else_repeats() -> None:
    pairs = [(a, b) for a in sorted(FILES) for b in sorted(FILES) if a < b]
    alike = {(a, b) for a, b in pairs if len(shingles(read(a)) & shingles(read(b))) > 0.1 * len(shingles(read(a)))}
    assert alike == {
        ("legacy_gb18030_crlf.txt", "legacy_text_exact_copy_other_mark_widths.txt"),
        ("report_page_break_inside_quotation.txt", "report_retold_near_duplicate.txt"),
    }


def test_pdf_column_is_wrapped() -> None:
    lines = read("pdf_newspaper_column_hard_wrapped.txt").split("\n")
    assert max(map(len, lines)) <= 24
    assert sum(len(line) in (17, 18, 19) for line in lines) >= 20
    assert sum(10 <= len(line) <= 11 for line in lines) >= 6


def test_notice_gives_its_fields_and_its_article() -> None:
    result = extract_page(read("government_notice_metadata_and_page_tools.txt"))
    assert result.fields == {
        "索引号": "00731846205518842K/2024-00318",
        "发布机构": "望鹭县水务局",
        "发文时间": "2024-07-16 08:42:05",
        "文号": "",
        "主题分类": "水利、水务",
        "登记号": "",
        "有效性": "",
        "公开方式": "主动公开",
        "公开范围": "面向全县",
    }
    assert result.text.startswith("2024年汛期防御工作情况通报\n")
    assert result.text.endswith("让新来的人也接得住。\n")


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("government")])
def test_other_files_have_nothing_to_extract(name: str) -> None:
    assert extract_page(read(name)).removed == ()
