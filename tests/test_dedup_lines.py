"""dedup.lines: lines that recur by a pattern go, those that documents share by nature stay; nothing else is touched."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from conftest import manifest, rows, write_files
from hypothesis import given
from hypothesis import strategies as st

from corpuskit import Pipeline
from corpuskit.dedup import recurrence
from corpuskit.dedup.recurrence import Pattern, recurring
from corpuskit.dedup.runs import Room
from corpuskit.dedup.structure import is_structural
from corpuskit.text.frequent import HANS

STAGE = "dedup.lines"
HEAD, TAIL = "云川日报客户端", "扫码下载云川日报客户端，第一时间看到家乡"
SHARED = ("目录", "各位代表：", "特此通知。", "云川县林业局", "“好。”", "第一章 渡口", "2024年3月18日", "| 树种 | 株数 |")


def sentence(draw: random.Random) -> str:
    return "".join(draw.choices(HANS, k=draw.randint(12, 30))) + "。"


def site(count: int, head: list[str], tail: list[str], seed: int = 1, length: tuple[int, int] = (3, 30)) -> dict[str, str]:
    """Make the pages of a site: a title, sentences, and what stands around them."""
    draw = random.Random(seed)
    pages = {}
    for number in range(count):
        body = [sentence(draw)[:-1], *(sentence(draw) for _ in range(draw.randint(*length)))]
        pages[f"site/{number:04d}.txt"] = "\n".join([*head, *body, *tail])
    return pages


def run(folder: Path, pages: dict[str, str], workers: int = 1, **options: object) -> dict[str, str]:
    """Run the stage alone; give the texts by path."""
    write_files(folder / "in", pages)
    Pipeline({"stages": [{STAGE: options}]}).run(folder / "in", folder / "out", workers=workers)
    return {record["meta"]["source"]["path"]: record["text"] for record in rows(folder / "out/corpus.jsonl")}


def test_lines_of_a_template_leave_all_pages_but_the_first(tmp_path: Path) -> None:
    pages = site(30, [HEAD], [TAIL])
    texts = run(tmp_path, pages)
    for path, page in pages.items():
        lines = page.split("\n")
        assert texts[path].split("\n") == (lines if path == "site/0000.txt" else lines[1:-1])
    removed = rows(tmp_path / "out/removed.jsonl")
    assert len(removed) == 58
    first = rows(tmp_path / "out/corpus.jsonl")[0]["id"]
    assert {row["reason"] for row in removed} == {"recurring line"}
    assert {row["kept"]["document"] for row in removed} == {first}
    assert {row["kept"]["text"] for row in removed} == {HEAD, TAIL}
    assert manifest(tmp_path / "out")["conservation"]["holds"]


def test_a_second_run_finds_nothing(tmp_path: Path) -> None:
    once = run(tmp_path / "one", site(30, [HEAD], [TAIL]))
    assert run(tmp_path / "two", once) == once


def test_the_same_bytes_for_any_number_of_workers(tmp_path: Path) -> None:
    pages = site(40, [HEAD], [TAIL])
    for workers in (1, 2):
        run(tmp_path / str(workers), pages, workers)
    for name in ("corpus.jsonl", "removed.jsonl"):
        assert (tmp_path / "1/out" / name).read_bytes() == (tmp_path / "2/out" / name).read_bytes()


def test_the_same_bytes_within_a_limit_of_memory(tmp_path: Path) -> None:
    pages = site(40, [HEAD], [TAIL])
    expected = run(tmp_path / "free", pages)
    Pipeline({"stages": [STAGE]}).run(tmp_path / "free/in", tmp_path / "out", memory_limit="300MB")
    assert (tmp_path / "out/corpus.jsonl").read_bytes() == (tmp_path / "free/out/corpus.jsonl").read_bytes()
    assert len(expected) == 40


def test_too_few_documents_prove_nothing(tmp_path: Path) -> None:
    pages = site(9, [HEAD], [TAIL])
    assert run(tmp_path, pages) == pages
    assert run(tmp_path / "fewer", pages, min_documents=9) != pages


def test_long_lines_stay(tmp_path: Path) -> None:
    pages = site(20, [], [TAIL * 4])
    assert run(tmp_path, pages) == pages


@pytest.mark.parametrize("line", SHARED)
def test_what_documents_share_by_nature_stays(line: str, tmp_path: Path) -> None:
    pages = site(20, [line], [line])
    assert run(tmp_path, pages) == pages


def test_a_line_without_a_place_stays(tmp_path: Path) -> None:
    draw = random.Random(3)
    pages = {}
    for path, page in site(40, [], [], length=(20, 40)).items():
        lines = page.split("\n")
        lines.insert(draw.randrange(len(lines)), "月儿弯弯照着江面")
        pages[path] = "\n".join(lines)
    assert run(tmp_path, pages) == pages


def test_a_title_that_many_have_stays_where_it_is_no_template(tmp_path: Path) -> None:
    pages = {}
    for number, (path, page) in enumerate(site(120, [], []).items()):
        pages[path] = f"学习体会\n{page}" if number % 6 == 0 else page
    assert run(tmp_path, pages) == pages


def test_only_near_the_ends_unless_asked(tmp_path: Path) -> None:
    pages = {}
    for path, page in site(20, [], [], length=(30, 30)).items():
        lines = page.split("\n")
        lines.insert(15, "点击观看视频")
        pages[path] = "\n".join(lines)
    assert run(tmp_path, pages) == pages
    anywhere = run(tmp_path / "anywhere", pages, where="anywhere")
    assert sum("点击观看视频" in text for text in anywhere.values()) == 1


def test_tag_leaves_the_lines(tmp_path: Path) -> None:
    pages = site(12, [HEAD], [])
    assert run(tmp_path, pages, action="tag") == pages
    assert rows(tmp_path / "out/corpus.jsonl")[5]["meta"]["tags"]["duplicates"][0]["kind"] == "recurring line"


def test_other_widths_and_scripts_are_the_same_line(tmp_path: Path) -> None:
    pages = site(12, [], [TAIL])
    pages = {path: text.replace("，", ",").replace("时间", "時間") if "3" in path else text for path, text in pages.items()}
    assert sum("云川日报" in text for text in run(tmp_path, pages).values()) == 1


@pytest.mark.parametrize("line", ["第十二讲", "附录", "谢谢大家！", "3月18日", "----", "——江照", "if x == 1:", "姓名（    ）"])
def test_structural(line: str) -> None:
    assert is_structural(line)


@pytest.mark.parametrize("line", ["云川新闻网", "下载客户端", "责任编辑 沈月", "点击蓝字关注我们", "更多内容请看云川发布"])
def test_not_structural(line: str) -> None:
    assert not is_structural(line)


groups = st.lists(st.lists(st.integers(0, 60), min_size=2, max_size=12, unique=True).map(sorted), max_size=6)


@given(groups, st.integers(1, 5), st.integers(2, 4), st.sampled_from([None, 1, 3]))
def test_parts_make_no_difference(found: list[list[int]], size: int, least: int, edge: int | None) -> None:
    documents = np.repeat(np.arange(13), 5)[:61].astype(np.int64)
    taken: set[int] = set()
    pairs = []
    for group in found:
        own = [line for line in group if line not in taken]
        taken |= set(own)
        pairs += [(own[0], line) for line in own[1:]]
    array = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    pattern = Pattern(least, edge, 0.5)
    expected = recurring(array, documents, pattern)
    largest = max((list(array[:, 0]).count(first) for first in array[:, 0]), default=0)
    size = max(size, largest + 1)  # a larger group is judged by its beginning
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recurrence, "_PAIRS_AT_A_TIME", size)
        assert recurring(array, documents, pattern).tolist() == expected.tolist()


def test_a_group_larger_than_a_part_is_taken_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurrence, "_PAIRS_AT_A_TIME", 4)
    documents = np.repeat(np.arange(20), 3).astype(np.int64)
    pairs = np.array([(0, line) for line in range(3, 60, 3)] + [(2, 5), (4, 7)], np.int64)
    pattern = Pattern(4, 1, 0.5)
    assert recurring(pairs, documents, pattern).tolist() == pairs[:19].tolist()
    in_file = recurring(pairs, documents, pattern, Room(None, tmp_path))
    assert in_file.tolist() == pairs[:19].tolist()
