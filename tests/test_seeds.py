"""The sample documents through the default recipe: the output that an editor would sign, and nothing lost on the way."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import opencc
import pytest
from conftest import SEEDS, manifest, rows, write_files
from rapidfuzz.distance import Levenshtein

from corpuskit import Pipeline, clean
from corpuskit.recipe import built_in_recipes
from corpuskit.text.characters import has_han

Records = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "out"
    Pipeline("zh").run(SEEDS, folder, workers=2)
    return folder


@pytest.fixture(scope="module")
def corpus(out: Path) -> Records:
    return {record["meta"]["source"]["path"]: record for record in rows(out / "corpus.jsonl")}


def test_the_web_article_loses_its_repeated_caption(out: Path, corpus: Records) -> None:
    name = "web_article_half_width_marks_and_caption.txt"
    (row,) = [row for row in rows(out / "removed.jsonl") if row["path"] == name]
    assert (row["unit"], row["stage"], row["reason"]) == ("paragraph", "dedup.near", "contained in a longer paragraph")
    assert row["text"] == "6月21日，望鹭县白鹭步行桥合龙仪式在东岸码头举行。该桥"
    assert row["kept"]["document"] == corpus[name]["id"] == row["document"]
    assert row["kept"]["text"].endswith(row["text"].removeprefix("6月21日，"))
    assert row["kept"]["text"] in corpus[name]["text"].split("\n")
    assert 0.75 <= row["score"] <= 1
    text = corpus[name]["text"]
    assert "上半年 桥通路畅 人气回升" in text
    assert "1,420条" in text
    assert "（含无障碍设施）" in text
    assert "“您想在江边看到什么？”" in text


def test_the_newspaper_column_has_whole_paragraphs(corpus: Records) -> None:
    lines = corpus["pdf_newspaper_column_hard_wrapped.txt"]["text"].split("\n")
    assert lines[0].startswith("2024年5月1日，柳湾镇的采茶人天不亮就上了山。")
    assert all(line.endswith(("。", "！", "？", "”")) for line in lines if len(line) > 30)
    assert "一片叶子 连起四面坡" in lines
    assert "本报记者 江照野" in lines
    assert "柳湾镇茶农在阳坡采摘春茶（资料图片）" in lines
    assert any("什么价……问来的数字" in line for line in lines)


def test_the_notice_gives_its_table_to_the_fields(out: Path, corpus: Records) -> None:
    record = corpus["government_notice_metadata_and_page_tools.txt"]
    assert record["meta"]["fields"]["索引号"] == "00731846205518842K/2024-00318"
    assert record["meta"]["fields"]["发布机构"] == "望鹭县水务局"
    assert record["meta"]["fields"]["发文时间"] == "2024-07-16 08:42:05"
    assert record["meta"]["fields"]["公开方式"] == "主动公开"
    text = record["text"]
    for gone in ("索引号", "字体", "打印", "关闭", "12.5 %", "志愿者 ”"):
        assert gone not in text
    for there in ("12.5%", "22:30", "7月9日夜里", "一、查得细，隐患早销号"):
        assert there in text
    reasons = Counter(row["reason"] for row in rows(out / "removed.jsonl") if row["path"] == record["meta"]["source"]["path"])
    assert set(reasons) == {"metadata table", "page chrome"}


def test_the_quotation_cut_by_a_page_is_whole(corpus: Records) -> None:
    text = corpus["report_page_break_inside_quotation.txt"]["text"]
    assert "被评为“全市最美庭院示范村”，成为全镇第3个" in text
    source = (SEEDS / "report_page_break_inside_quotation.txt").read_text(encoding="utf-8")
    lines = [line for line in source.split("\n") if line.strip()]
    assert len(text.split("\n")) == len(lines) - 1


def test_mojibake_is_repaired(corpus: Records) -> None:
    text = corpus["mojibake_utf8_read_as_cp1252.txt"]["text"]
    assert "入冬以后，云门水库来了一群白鹤。" in text
    assert not set(text) & set("åæçèéäï¼ã€")


def test_every_encoding_is_read(corpus: Records) -> None:
    encodings = {name: record["meta"]["source"]["encoding"] for name, record in corpus.items()}
    assert encodings["legacy_gb18030_crlf.txt"] == "gb18030"
    assert encodings["traditional_big5.txt"] == "cp950"
    assert encodings["utf16le_without_bom.txt"] == "utf-16-le"
    assert corpus["utf16le_without_bom.txt"]["text"].startswith("望鹭县的一个早晨\n天刚亮，")


def test_traditional_text_is_simplified_with_care(corpus: Records) -> None:
    text = corpus["traditional_utf8.txt"]["text"]
    for there in ("乾隆年间", "一束头发", "皇后出游", "发展观光", "台上画着"):
        assert there in text


def test_copies_leave_as_whole_documents(out: Path, corpus: Records) -> None:
    removed = {row["path"]: row for row in rows(out / "removed.jsonl") if row["unit"] == "document"}
    assert set(removed) == {"legacy_text_exact_copy_other_mark_widths.txt", "report_retold_near_duplicate.txt"}
    exact = removed["legacy_text_exact_copy_other_mark_widths.txt"]
    assert (exact["stage"], exact["score"]) == ("dedup.exact", 1.0)
    assert exact["kept"] == {"document": corpus["legacy_gb18030_crlf.txt"]["id"], "text": None}
    near = removed["report_retold_near_duplicate.txt"]
    assert near["stage"] == "dedup.near"
    assert 0.8 <= near["score"] < 1
    assert near["kept"]["document"] == corpus["report_page_break_inside_quotation.txt"]["id"]


@pytest.mark.parametrize("name", ["clean_control_mixed.txt", "english_control.txt"])
def test_what_is_right_already_stays(name: str, corpus: Records) -> None:
    source = (SEEDS / name).read_text(encoding="utf-8")
    assert corpus[name]["text"].split("\n") == [line for line in source.split("\n") if line.strip()]


def test_no_han_character_is_lost(out: Path, corpus: Records) -> None:
    removed = rows(out / "removed.jsonl")
    simplify = opencc.OpenCC("t2s").convert
    for path in SEEDS.iterdir():
        if path.name == "mojibake_utf8_read_as_cp1252.txt":  # its Han characters are not there before the repair
            continue
        there = [row["text"] for row in removed if row["path"] == path.name]
        if path.name in corpus:
            there.append(corpus[path.name]["text"])
        encoding = {"legacy_gb18030_crlf.txt": "gb18030", "traditional_big5.txt": "cp950", "utf16le_without_bom.txt": "utf-16-le"}
        source = path.read_bytes().decode(encoding.get(path.name, "utf-8"))
        # 著 is 着 or 著 in Simplified text, by its meaning.
        before, after = (Counter(filter(has_han, simplify(text).replace("著", "着"))) for text in (source, "".join(there)))
        assert not before - after, path.name


def test_a_second_run_over_the_corpus_changes_nothing(corpus: Records, tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = {name: record["text"] for name, record in corpus.items()}
    Pipeline("zh").run(write_files(tmp_path / "again", texts), tmp_path / "out")
    again = {record["meta"]["source"]["path"]: record["text"] for record in rows(tmp_path / "out/corpus.jsonl")}
    assert again == texts
    assert rows(tmp_path / "out/removed.jsonl") == []


ENCODINGS = ["gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_makes_no_difference(encoding: str, corpus: Records) -> None:
    for path in SEEDS.iterdir():
        data = path.read_bytes()
        chinese = path.name in corpus and not path.name.startswith(("mojibake", "english"))
        if chinese and corpus[path.name]["meta"]["source"]["encoding"] == "utf-8":
            assert clean(data.decode().encode(encoding)) == clean(data), path.name


def test_big5_gives_the_same_text_but_for_what_it_cannot_hold(corpus: Records) -> None:
    to_traditional = opencc.OpenCC("s2tw").convert
    for name, record in corpus.items():
        if record["meta"]["source"]["encoding"] != "utf-8" or name.startswith(("mojibake", "english")):
            continue
        source = (SEEDS / name).read_bytes().decode()
        held = "".join(c for c in source if to_traditional(c).encode("cp950", "ignore"))
        data = to_traditional(held).encode("cp950", "ignore")
        # OpenCC's way there and back is not the identity: 背 may come back as 揹, 里 as 裡.
        assert Levenshtein.distance(clean(data), clean(held)) <= 3, name


@pytest.mark.parametrize("recipe", built_in_recipes())
def test_every_recipe_runs_over_the_seeds(recipe: str, tmp_path: Path) -> None:
    Pipeline(recipe).run(SEEDS, tmp_path / "out")
    content = manifest(tmp_path / "out")
    assert content["conservation"]["holds"]
    assert content["counts"]["documents"]["kept"] >= 10
    assert content["notes"] == []
