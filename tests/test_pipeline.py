"""The library: one text, a stream, the ledger's small rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpuskit
from corpuskit import CorpuskitError, Document, Pipeline, clean
from corpuskit.engine.ledger import conservation_faults, split_removals
from corpuskit.text.characters import is_blank, paragraphs, unify_line_ends

#: Chinese, Japanese, Korean and ASCII text with marks, spaces and page breaks.
ORDINARY = st.text(
    alphabet=st.one_of(
        st.sampled_from("中文，。,.!?()“”\"' \n\u3000\x0c一二３４％年月日《》「」……——·、：；"),
        st.characters(min_codepoint=32, max_codepoint=126),
        st.characters(min_codepoint=0x3041, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0xAC00, max_codepoint=0xACFF),
        st.characters(min_codepoint=0xFF01, max_codepoint=0xFFEE),
    ),
    max_size=200,
)
TEXTS = st.text(alphabet=st.one_of(st.sampled_from("中文，。,.!?()“”\"' \n\u3000\x0c一二３４％"), st.characters()), max_size=200)


def test_the_public_names_are_there() -> None:
    for name in corpuskit.__all__:
        assert getattr(corpuskit, name) is not None
    assert set(corpuskit.__all__) <= set(dir(corpuskit))
    with pytest.raises(AttributeError, match="no attribute 'tidy'"):
        corpuskit.tidy  # type: ignore[attr-defined] # noqa: B018


def test_clean_takes_text_and_bytes() -> None:
    text = "今天的会议推迟到下午三点,请各位代表留意通知."
    assert clean(text) == clean(text.encode("gb18030")) == "今天的会议推迟到下午三点，请各位代表留意通知。"
    with pytest.raises(CorpuskitError, match="not text: a PNG image"):
        clean(b"\x89PNG\r\n\x1a\n" + bytes(50))


def test_map_is_lazy_and_leaves_out_what_is_empty() -> None:
    asked = []

    def texts() -> Iterator[str]:
        for text in ("一,二,三", " \n", "四!五"):
            asked.append(text)
            yield text

    cleaned = Pipeline("zh").map(texts())
    assert not asked
    assert next(cleaned).text == "一，二，三"
    assert asked == ["一,二,三"]
    assert [document.text for document in cleaned] == ["四！五"]


def test_map_keeps_what_is_known_of_a_document() -> None:
    given_document = Document("甲乙丙,丁", id="x7", tags={"year": 1998})
    (document,) = Pipeline("zh").map([given_document])
    assert (document.id, document.tags["year"], document.text) == ("x7", 1998, "甲乙丙，丁")


def test_map_looks_for_duplicates_within_each_document() -> None:
    line = "清河县图书馆昨天重新开放，读者排起了长队，直到晚上才散去。"
    assert [document.text for document in Pipeline("zh").map([f"{line}\n{line}", line])] == [line, line]


def test_a_failing_stage_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offer_stage: Callable[[str, str], None]
) -> None:
    (tmp_path / "acme_fails.py").write_text("from corpuskit import TextStage\nSTAGE = TextStage(lambda text: 1 // 0)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    offer_stage("acme.fails", "acme_fails:STAGE")
    with pytest.raises(CorpuskitError, match=r"acme\.fails failed"):
        clean("文", {"stages": ["acme.fails"]})


@settings(max_examples=150, deadline=None)
@given(ORDINARY)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(TEXTS)
def test_bytes_and_their_text_come_out_the_same(text: str) -> None:
    # Long enough that the encoding cannot be in doubt, and free of what a decoder must change.
    body = "这是一段用来测试的普通文字，足够长，编码没有疑问。\n" + text.replace("\x00", "").replace("\ufeff", "")
    assert clean(body.encode("utf-8", "ignore")) == clean(body.encode("utf-8", "ignore").decode())


def test_a_removed_stretch_is_told_by_whole_lines_once_paragraphs_are_counted() -> None:
    text = "甲\n乙丙\n\n丁"
    assert split_removals(text, [(0, 4, "r")], counted=False) == [("span", "甲\n乙丙"[:4], "r")]
    assert split_removals(text, [(0, len(text), "r")], counted=True) == [
        ("paragraph", "甲", "r"),
        ("paragraph", "乙丙", "r"),
        ("paragraph", "丁", "r"),
    ]
    assert split_removals(text, [(3, 4, "r")], counted=True) == [("span", "丙", "r")]
    # In pieces, or all but the blanks: nothing to see is left of the line.
    assert split_removals(text, [(2, 3, "r"), (3, 4, "s")], counted=True) == [("paragraph", "乙丙", "r")]
    assert split_removals(" 甲 乙\n", [(1, 2, "r"), (3, 4, "r")], counted=True) == [("paragraph", " 甲 乙", "r")]
    assert split_removals("甲\n \n乙", [(1, 4, "r")], counted=True) == []


def test_counts_that_do_not_add_up_are_told() -> None:
    whole = {"documents": {"in": 2, "kept": 1, "removed": 1, "quarantined": 0}, "paragraphs": {"in": 0, "kept": 0, "removed": 0}}
    assert conservation_faults(whole) == []
    whole["paragraphs"]["kept"] = 1
    assert conservation_faults(whole) == ["paragraphs: 0 in, but 1 kept + 0 removed = 1"]


@given(st.text())
def test_lines_are_told_apart_the_same_way_everywhere(text: str) -> None:
    unified = unify_line_ends(text)
    assert not set(unified) & set("\r\u0085\u2028\u2029")
    assert unify_line_ends(unified) == unified
    assert all(not is_blank(line) for line in paragraphs(text))
