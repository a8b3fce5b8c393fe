"""filter.tags, filter.words and filter.urls: what stays, what goes and why, and that lists are part of what a run is."""

from __future__ import annotations

import hashlib
import pickle
import re
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Cli, manifest, rows, write_files
from hypothesis import given
from hypothesis import strategies as st

from corpuskit import get_stage
from corpuskit.document import Document, Removed
from corpuskit.errors import RecipeError, StageError
from corpuskit.recipe import load_recipe
from corpuskit.registry import ReadyStage
from corpuskit.stage import DocumentStage, Result
from corpuskit.stages.filter.tags.rules import RuleError, read_rule
from corpuskit.stages.filter.urls import Address, AddressList
from corpuskit.stages.filter.words.matcher import WordMatcher

TAGS: dict[str, Any] = {
    "language": "zh",
    "script": "zh-Hans",
    "quality": {"han_ratio": 0.12, "chars": 400},
    "languages": {"zh": 0.9, "en": 0.1},
    "bylines": ["甲", "乙"],
    "labels": ["news", "sport"],
    "clean": True,
    "score": 3,
}


def run(stage: str, document: Document, **options: Any) -> Document | Removed | Result:
    ready: ReadyStage = get_stage(stage, **options)
    assert isinstance(ready.stage, DocumentStage)
    return ready.stage.run(document, ready.options)


def verdict(rule: dict[str, Any], tags: dict[str, Any] | None = None) -> str:
    """Give the reason of a removal, `""` if the document stays."""
    given = run("filter.tags", Document("一二三", tags=TAGS if tags is None else tags), **rule)
    return given.reason if isinstance(given, Removed) else ""


class TestTags:
    @pytest.mark.parametrize(
        ("rule", "reason"),
        [
            ({"han_ratio": ">= 0.3"}, "han_ratio 0.12, not >= 0.3"),
            ({"quality.han_ratio": ">0.3"}, "quality.han_ratio 0.12, not >0.3"),
            ({"chars": "500..20_000"}, "chars 400, not 500..20_000"),
            ({"score": "not 1..5"}, "score 3, excluded: 1..5"),
            ({"language": "en, ja"}, "language zh, not en, ja"),
            ({"language": ["en", "ja"]}, "language zh, not en, ja"),
            ({"script": "not zh-hans, mixed"}, "script zh-Hans, excluded: zh-hans, mixed"),
            ({"languages.en": "<= .05"}, "languages.en 0.1, not <= .05"),
            ({"bylines": "0..1"}, "bylines 甲, 乙, not 0..1"),
            ({"labels": "not sport"}, "labels news, sport, excluded: sport"),
            ({"clean": False}, "clean true, not false"),
            ({"score": "!= 3"}, "score 3, not != 3"),
            ({"score": 4}, "score 3, not 4"),
            ({"language": "zh", "han_ratio": "1"}, "han_ratio 0.12, not 1"),
        ],
    )
    def test_the_reason_names_rule_and_value(self, rule: dict[str, Any], reason: str) -> None:
        assert verdict(rule) == reason

    @pytest.mark.parametrize(
        "rule",
        [
            {"han_ratio": "0.12"},
            {"han_ratio": "<= 0.12"},
            {"chars": "400..400"},
            {"chars": "..400"},
            {"chars": "400.."},
            {"language": "ZH, en"},
            {"clean": "true"},
            {"score": "3.0"},
            {"score": [1, 3]},
            {"score": "not < 3"},
            {"labels": "sport, weather"},
            {"absent": "> 3 or missing"},
            {"quality.absent": "not zh or  missing"},
            {"score": "-1e3..1e3"},
        ],
    )
    def test_what_is_as_wanted_stays(self, rule: dict[str, Any]) -> None:
        assert verdict(rule) == ""

    def test_a_missing_tag_is_no_silent_yes(self) -> None:
        with pytest.raises(RuleError, match=r"no tag 'han_rato' \(did you mean 'han_ratio'\?\).*or missing"):
            verdict({"han_rato": ">= 0.3"})
        with pytest.raises(RuleError, match=r"no tag 'xyz' \(it has: bylines, clean, .*\)"):
            verdict({"xyz": ">= 0.3"})

    @pytest.mark.parametrize("rule", [{"language": "> 3"}, {"quality": "> 3"}, {"clean": "0..1"}, {"score": "1-3"}])
    def test_what_cannot_be_compared_is_said(self, rule: dict[str, Any]) -> None:
        with pytest.raises(RuleError, match="cannot be held against"):
            verdict(rule)

    @pytest.mark.parametrize(
        "rule", ["", ">= x", "> 3 < 5", "5..3", "..", "a..b", ">", "not", "zh;ja", "or missing", [], {"a": 1}, None, "a, , b"]
    )
    def test_what_is_no_rule_is_refused_with_the_recipe(self, rule: Any) -> None:
        with pytest.raises(RecipeError, match=r"filter\.tags: option 'chars'"):
            load_recipe({"stages": [{"filter.tags": {"chars": rule}}]})

    @given(st.text(max_size=30))
    def test_any_text_is_a_rule_or_refused(self, text: str) -> None:
        try:
            rule = read_rule(text)
        except RuleError:
            return
        for value in (3,) if not rule.words else ("3", ["a", "3"]):
            assert isinstance(rule.accepts(value), bool)

    @given(st.floats(allow_nan=False, allow_infinity=False), st.floats(-1e6, 1e6))
    def test_not_is_the_opposite(self, value: float, bound: float) -> None:
        for rule in (f">= {bound:f}", f"{bound:f}..", f"< {bound:f}"):
            assert read_rule(rule).accepts(value) != read_rule(f"not {rule}").accepts(value)

    def test_long_nonsense_is_refused_at_once(self) -> None:
        started = time.process_time()
        for unit in ("9", "a ", "a,", "not ", " or missing", ".", "_", "1..", "a-"):
            text = unit * 50_000 + "!"
            with pytest.raises(RuleError):
                read_rule(text)
        assert time.process_time() - started < 20

    def test_rules_survive_the_resolved_recipe_and_the_way_to_workers(self) -> None:
        rules = {"quality.han_ratio": ">= 0.3", "language": ["zh", "und"], "paragraphs": 3}
        recipe = load_recipe({"stages": ["tag.language", "tag.quality", {"filter.tags": rules}]})
        assert recipe.resolved()["stages"][-1] == {"filter.tags": rules}
        ready = recipe.stages[-1]
        assert pickle.loads(pickle.dumps(ready)).options == ready.options

    def test_in_a_run(self, tmp_path: Path, cli: Cli) -> None:
        write_files(tmp_path / "in", {"long.txt": "今天的天气真好，适合出门走走。" * 5, "short.txt": "短。"})
        write_files(tmp_path, {"r.yaml": 'stages:\n  - filter.tags: {chars: "20..", paragraphs: ">= 1"}\n'})
        assert cli("run", "in", "-o", "out", "-r", "r.yaml", "-q").returncode == 0
        (row,) = rows(tmp_path / "out" / "removed.jsonl")
        assert (row["path"], row["stage"], row["reason"]) == ("short.txt", "filter.tags", "chars 2, not 20..")

    def test_a_misspelt_tag_is_refused_with_the_recipe(self, tmp_path: Path, cli: Cli) -> None:
        write_files(tmp_path / "in", {"a.txt": "今天的天气真好。"})
        write_files(tmp_path, {"r.yaml": 'stages:\n  - tag.language\n  - filter.tags: {langauge: "zh"}\n'})
        done = cli("run", "in", "-o", "out", "-r", "r.yaml", "-q")
        assert done.returncode == 2
        assert "r.yaml:3" in done.stderr
        assert "'langauge' (did you mean 'language'?" in done.stderr
        assert not (tmp_path / "out" / "corpus.jsonl").exists()


def naive_count(words: list[str], text: str) -> int:
    """Count by a pattern: the longest word at each place, Latin ones whole."""
    parts = []
    for word in sorted({word.lower() for word in words}, key=len, reverse=True):
        before = "(?<![0-9a-z])" if re.match("[0-9a-z]", word) else ""
        after = "(?![0-9a-z])" if re.search(r"[0-9a-z]\Z", word) else ""
        parts.append(before + re.escape(word) + after)
    return len(re.findall("|".join(parts), text.lower()))


class TestWords:
    alphabet = st.text(st.sampled_from("赌场彩票网上aB1 。𠮷"), min_size=1, max_size=4)

    @given(st.lists(alphabet, min_size=1, max_size=12), st.text(st.sampled_from("赌场彩票网上aB1 。𠮷"), max_size=60))
    def test_counts_as_a_pattern_does(self, words: list[str], text: str) -> None:
        assert WordMatcher(words).count(text).total() == naive_count(words, text)

    @given(st.lists(st.text(st.characters(codec=None), max_size=5), max_size=5), st.text(st.characters(codec=None), max_size=30))
    def test_any_word_and_any_text_will_do(self, words: list[str], text: str) -> None:
        assert WordMatcher(words).count(text).total() >= 0

    def test_a_word_cut_off_at_the_end_is_none(self) -> None:
        assert WordMatcher(["赌场网站", "赌场"]).count("赌场网").total() == 1
        assert WordMatcher(["赌场网站"]).count("赌场网").total() == 0

    def test_reasons(self) -> None:
        text = "彩票，彩票，赌场。"
        assert run("filter.words", Document(text), words=["彩票", "赌场"]) == Removed("3 listed words (彩票, 赌场), more than 0")
        assert run("filter.words", Document(text), words=["法院"], min_hits=1) == Removed("0 listed words, fewer than 1")

    def test_a_long_document_may_have_a_few(self) -> None:
        options: dict[str, Any] = {"words": ["彩票"], "max_hits": 1, "max_rate": 10}
        assert isinstance(run("filter.words", Document("彩票，彩票。"), **options), Removed)
        assert isinstance(run("filter.words", Document("彩票，彩票。" + "今天天气好。" * 1000), **options), Document)

    def test_a_list_is_read_with_the_recipe_and_its_hash_is_part_of_it(self, tmp_path: Path) -> None:
        path = tmp_path / "bad.txt"
        path.write_text("# 博彩\n赌场\n", encoding="utf-8-sig")
        recipe = load_recipe({"stages": [{"filter.words": {"files": [str(path)]}}]})
        resolved = recipe.resolved()
        assert resolved["stages"][0]["filter.words"]["sha256"] == [hashlib.sha256(path.read_bytes()).hexdigest()]
        (ready,) = recipe.stages
        packed = pickle.dumps(ready)
        assert pickle.loads(packed)("网上赌场") == ""
        path.write_text("彩票\n", encoding="utf-8")
        assert ready("网上赌场") == ""  # what was read stays read
        with pytest.raises(RecipeError, match="has changed"):
            load_recipe(resolved)
        with pytest.raises(StageError, match="has changed"):
            pickle.loads(packed)
        assert load_recipe({"stages": [{"filter.words": {"files": [str(path)]}}]}).stages[0]("网上赌场") == "网上赌场"

    @pytest.mark.parametrize(
        ("content", "message"), [(None, "cannot read"), ("赌场".encode("gbk"), "not UTF-8"), (b"# nothing\n\n", "no entries")]
    )
    @pytest.mark.parametrize("stage", ["filter.words", "filter.urls"])
    def test_a_bad_list_is_told_with_the_recipe(self, stage: str, content: bytes | None, message: str, tmp_path: Path) -> None:
        path = tmp_path / "list.txt"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(RecipeError, match=message):
            load_recipe({"stages": [{stage: {"files": [str(path)]}}]})

    def test_a_run_with_another_list_is_another_run(self, tmp_path: Path, cli: Cli) -> None:
        write_files(tmp_path / "in", {"a.txt": "网上赌场。", "b.txt": "福利彩票。"})
        write_files(tmp_path, {"bad.txt": "赌场\n", "r.yaml": "stages:\n  - filter.words: {files: [bad.txt]}\n"})
        assert cli("run", "in", "-o", "out", "-r", "r.yaml", "-q", "-j", "2").returncode == 0
        first = manifest(tmp_path / "out")
        assert [row["path"] for row in rows(tmp_path / "out" / "removed.jsonl")] == ["a.txt"]
        write_files(tmp_path, {"bad.txt": "彩票\n"})
        assert cli("run", "in", "-o", "out", "-r", "r.yaml", "-q", "--fresh").returncode == 0
        assert [row["path"] for row in rows(tmp_path / "out" / "removed.jsonl")] == ["b.txt"]
        assert manifest(tmp_path / "out")["identity"] != first["identity"]


class TestUrls:
    @pytest.mark.parametrize(
        ("url", "entry"),
        [
            ("https://example.com/", "example.com"),
            ("http://www.EXAMPLE.com:8080/a", "example.com"),
            ("example.com/a", "example.com"),
            ("https://user:pw@a.example.com./?q", "example.com"),
            ("https://news.cn/ads/1.html", "news.cn/ads/"),
            ("https://m.news.cn/ads/1.html", "news.cn/ads/"),
            ("https://other.cn/a/tag/b", "/tag/"),
            ("https://other.cn/?p=%E8%B5%8C%E5%9C%BA", "/?p=赌场"),
            ("https://xn--fsqu00a.xn--fiqs8s/", "xn--fsqu00a.xn--fiqs8s"),
            ("https://例子.中国/a", "xn--fsqu00a.xn--fiqs8s"),
            ("https://notexample.com/", ""),
            ("https://example.com.cn/", ""),
            ("https://news.cn/a/ads/", ""),
            ("https://other.cn/tags/", ""),
            ("https://[", ""),
            ("https://", ""),
            ("\x00", ""),
        ],
    )
    def test_what_falls_under_a_list(self, url: str, entry: str) -> None:
        listed = AddressList(["example.com", "https://news.cn/ads/", "/tag/", "/?p=赌场", "*.例子.中国"])
        found = listed.find(Address.read(url))
        assert found.removeprefix("https://") == entry

    @pytest.mark.parametrize(
        "document",
        [
            Document("正文", fields={"url": "https://ads.example.com/1"}),
            Document("正文", source={"url": "https://example.com/1", "path": "a.warc"}),
            Document("正文", source={"path": "https://example.com/a.html"}),
        ],
    )
    def test_where_the_address_stands(self, document: Document) -> None:
        assert run("filter.urls", document, urls=["example.com"]) == Removed("listed address: example.com")
        assert run("filter.urls", document, urls=["example.com"], mode="allow") == document
        assert isinstance(run("filter.urls", document, urls=["example.org"], mode="allow"), Removed)
        assert run("filter.urls", document, urls=["example.org"]) == document

    def test_a_local_path_is_no_address(self) -> None:
        document = Document("正文", source={"path": "example.com/a.txt"})
        assert run("filter.urls", document, urls=["example.com"]) == document
        assert run("filter.urls", document, urls=["example.com"], missing="remove") == Removed("no address")

    @given(st.text(st.characters(codec=None), max_size=40), st.lists(st.text(st.characters(codec=None), max_size=12), max_size=4))
    def test_any_address_and_any_list_will_do(self, url: str, listed: list[str]) -> None:
        assert isinstance(AddressList(listed).find(Address.read(url)), str)

    def test_a_list_from_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "domains.txt"
        path.write_text("# adverts\nexample.com\r\nads.cn\n", encoding="utf-8")
        document = Document("正文", fields={"url": "https://a.ads.cn/"})
        assert run("filter.urls", document, files=[str(path)]) == Removed("listed address: ads.cn")
