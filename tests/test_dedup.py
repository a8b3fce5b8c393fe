"""Duplicates as a whole: what is found, what is left alone, and that the result does not depend on how the work is cut."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.corpus_stage import CorpusStage, Edges
from corpuskit.dedup import find_duplicates
from corpuskit.dedup.kernels import compiled_sign
from corpuskit.dedup.keys import text_key
from corpuskit.dedup.similarity import Settings
from corpuskit.dedup.verification import verify
from corpuskit.registry import get_stage, load_stage

HAN = [chr(code) for code in range(0x4E2D, 0x4E2D + 2500) if chr(code) not in "丙丁两九亿二五"]
FORMS = (
    "{}年全区新增绿地{}公顷，改造老旧管网{}公里，惠及居民{}户，工程质量全部合格。",
    "截至{}月底，中心小学共有学生{}人、教师{}人，图书馆藏书达到{}册，比上一学年有所增加。",
    "第{}条　承运人应当在{}日内将货物运到，逾期超过{}小时的，按照运费的{}%支付违约金。",
)


def gibberish(length: int, seed: int) -> str:
    return "".join(random.Random(seed).choices(HAN, k=length))


def sentence_text(sentences: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return [gibberish(draw.randint(18, 45), seed * 1000 + number) + "。" for number in range(sentences)]


def captions_of(text: str, count: int) -> list[str]:
    return [text, *(text[at * 400 : at * 400 + 40] + "，" for at in range(count))]


def near(name: str) -> CorpusStage:
    stage = load_stage(name)
    assert isinstance(stage, CorpusStage)
    return stage


def as_rows(edges: Edges) -> list[tuple[Any, ...]]:
    parts = (edges.removed, edges.kept, edges.score, edges.kind)
    return list(zip(*(part.tolist() for part in parts), strict=True))


def test_planted_captions_are_found() -> None:
    """A caption is a sentence of the paragraph, with a date or a source before or behind it and up to one slip."""
    draw = random.Random(5)
    paragraphs, captions = [], []
    for number in range(400):
        sentences = sentence_text(draw.randint(3, 7), number)
        paragraphs.append("".join(sentences))
        caption = draw.choice(sentences).rstrip("。")
        if len(caption) > 30 and draw.random() < 0.5:
            at = draw.randrange(len(caption))
            caption = caption[:at] + caption[at + 1 :]
        extras = [("", ""), ("6月13日，", "。"), ("图为", ""), ("", "（资料图）"), ("6月13日，", "（图）")]
        before, behind = draw.choice([extra for extra in extras if len(text_key("".join(extra))) <= len(caption) * 0.25])
        captions.append(before + caption + behind)
    found = find_duplicates([*paragraphs, *captions])
    assert all(entry.removed >= 400 for entry in found)
    right = {entry.removed - 400 for entry in found if entry.kept == entry.removed - 400}
    long_enough = {number for number, caption in enumerate(captions) if len(text_key(caption)) >= 20}
    assert len(long_enough) > 300
    assert right <= long_enough
    assert len(right) >= 0.98 * len(long_enough)


def test_a_slip_in_the_middle_of_a_short_caption() -> None:
    """Neither half is long enough to count alone, nor to be sure of a common fingerprint."""
    pair = np.array([[0, 1]])
    for number in range(30):
        sentence = gibberish(21, number)
        paragraph = gibberish(40, 100 + number) + "。" + sentence + "。" + gibberish(50, 200 + number)
        for caption in (sentence[:10] + sentence[11:], sentence[:10] + "鸟" + sentence[11:]):
            assert verify(pair, [paragraph, caption], Settings()).lesser.tolist() == [1]
        halves = sentence[:10] + gibberish(4, 300 + number) + sentence[10:]
        assert verify(pair, [paragraph, halves], Settings()).lesser.tolist() == []


@pytest.mark.parametrize(
    ("own", "other"),
    [("13个", "84个"), ("13个", "23家"), ("15日", "16日"), ("七名", "三名"), ("2068年", "2009年"), ("3.5%", "83.7%")],
)
def test_a_caption_with_another_number_at_an_end_is_kept(own: str, other: str) -> None:
    """What begins or ends with a number has to agree with the number that stands in that place, whatever else it adds."""
    for number in range(20):
        sentence = gibberish(30, number)
        before, behind = gibberish(30, 100 + number) + "。", "。" + gibberish(40, 200 + number)
        assert find_duplicates([before + other + sentence + behind, own + sentence]) == []
        assert find_duplicates([before + sentence + other + behind, sentence + own]) == []
        assert [entry.removed for entry in find_duplicates([before + own + sentence + behind, own + sentence])] == [1]


def test_a_date_before_a_caption_may_meet_a_digit_of_another_number() -> None:
    for number in range(20):
        sentence = gibberish(36, number)
        paragraph = f"{gibberish(30, 100 + number)}增长83.7%！{sentence}。{gibberish(40, 200 + number)}"
        assert [entry.removed for entry in find_duplicates([paragraph, "6月13日，" + sentence])] == [1]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("chinese", [False, True])
def test_texts_that_differ_in_numbers_are_kept(form: str, chinese: bool) -> None:
    draw = random.Random(7)

    def figure() -> str:
        number = str(draw.randint(2, 99999))
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in number) if chinese else number

    assert find_duplicates(list({form.format(*(figure() for _ in range(4))) for _ in range(120)})) == []


def test_near_duplicates_of_each_length_are_found() -> None:
    """One changed character in 30 leaves J >= .8 at no length below 49 with 5-grams: the rule for short texts must hold."""
    texts, expected = [], 0
    for number, length in enumerate([*range(36, 120, 3), 200, 500, 2000] * 4):
        text = gibberish(length, number)
        texts += [text[: length // 2] + "，" + text[length // 2 :] + "。"]
        texts += [text[: length // 3] + "乙" * 0 + HAN[number] + text[length // 3 + 1 :] + "，。"]
        expected += 1
    found = find_duplicates(texts)
    assert len(found) == expected
    assert {entry.kind for entry in found} <= {"jaccard", "exact"}
    assert all(entry.kept == entry.removed - 1 for entry in found)


def test_no_chains() -> None:
    """Each text is like the next, the first not like the last: what goes must be like what stays."""
    text = gibberish(200, 1)
    steps = ["，" + text[step * 10 : 100 + step * 10] for step in range(10)]
    kept_texts = [{text_key(step)[at : at + 5] for at in range(len(text_key(step)) - 4)} for step in steps]
    found = find_duplicates(steps, containment=None)
    assert found
    gone = {entry.removed for entry in found}
    for entry in found:
        one, other = kept_texts[entry.removed], kept_texts[entry.kept]
        assert entry.kept not in gone
        assert entry.score == pytest.approx(len(one & other) / len(one | other))
        assert entry.score >= 0.8


def test_copies_follow_their_twin() -> None:
    """All copies of a caption go when the paragraph that holds it stays, each with a link to that paragraph."""
    caption = gibberish(30, 2) + "，" + gibberish(10, 3)
    paragraph = gibberish(60, 4) + "，" + caption + "，" + gibberish(60, 5)
    found = find_duplicates([caption, caption, paragraph, caption + "。"])
    assert [(entry.removed, entry.kept, entry.kind) for entry in found] == [
        (0, 2, "containment"),
        (1, 2, "containment"),
        (3, 2, "containment"),
    ]


def test_short_texts_and_headings_are_kept() -> None:
    chapter, title = "第十二章　城市轨道交通工程建设与运营管理的若干规定", "东湖新区教育局关于开展中小学校舍安全排查工作的通知"
    for text in ("晚风吹过旧城墙，", chapter, title):
        assert find_duplicates([text] * 3) == []
        assert get_stage("dedup.exact")(f"{text}\n{text}") == f"{text}\n{text}"


def test_scattered_words_are_no_repetition() -> None:
    """Two reports of one office: the shorter one's clauses all stand in the longer one, but far apart."""
    clauses = [gibberish(14, number) for number in range(4)]
    shorter = "，".join(clauses) + "。"
    longer = "，".join(clause + gibberish(12, 50 + number) for number, clause in enumerate(clauses)) + gibberish(80, 9)
    assert find_duplicates([shorter, longer]) == []


@pytest.mark.parametrize("texts", [[], [""], ["。"], ["。", "！", "……", "。"], ["好"], ["😀" * 30] * 2])
def test_little_or_nothing(texts: list[str]) -> None:
    assert find_duplicates(texts) == []
    for name in ("dedup.exact", "dedup.near"):
        stage = near(name)
        for unit in ("document", "paragraph"):
            assert as_rows(stage.verdicts(texts, unit, stage.options())) == []


def test_documents_of_any_length_can_be_equal() -> None:
    stage = near("dedup.exact")
    assert as_rows(stage.verdicts(["通知", "無題", "通 知！", "无题"], "document", stage.options())) == [
        (2, 0, 1.0, 0),
        (3, 1, 1.0, 0),
    ]


def test_removed_units_are_not_looked_at() -> None:
    stage = near("dedup.near")
    text = gibberish(80, 1) + "，"
    options = stage.options()
    sketches = [stage.sketch([text, text, text], "paragraph", options)]
    pairs = stage.candidates(sketches, np.array([False, True, True]), "paragraph", options).pairs
    assert pairs.tolist() == [[1, 2]]


def test_hot_buckets_are_told() -> None:
    stage = near("dedup.near")
    text = gibberish(400, 1)

    def slipped(number: int) -> str:
        first, second = number % 190, 200 + number * 7 % 190
        return f"{text[:first]}鸟{text[first + 1 : second]}鱼{text[second + 1 :]}"

    texts = [slipped(number) for number in range(300)]
    sketches = [stage.sketch(texts, "paragraph", stage.options())]
    found = stage.candidates(sketches, np.ones(300, bool), "paragraph", stage.options())
    assert any("more than" in note for note in found.notes)
    assert len(stage.verdicts(texts, "paragraph", stage.options()).removed) >= 290


WORDS = ["今天", "下午", "三点", "2023年", "城东新区", "图书馆", "举行了", "新书发布会", "市民", "一、"]
WORDS += ["，", "。", "Ａ", "a", "\ud800", "𠀀", "ﾞ", " "]
PARAGRAPHS = st.lists(st.lists(st.sampled_from(WORDS), max_size=25).map("".join), max_size=12)


@settings(max_examples=150, deadline=None)
@given(PARAGRAPHS, st.sampled_from(["dedup.exact", "dedup.near"]), st.sampled_from(["document", "paragraph"]), st.randoms())
def test_the_cut_does_not_matter(texts: list[str], name: str, unit: str, draw: random.Random) -> None:
    stage = near(name)
    options = stage.options()
    whole = stage.verdicts(texts, unit, options)
    cut = draw.randint(0, len(texts))
    sketches = [stage.sketch(part, unit, options) for part in (texts[:cut], texts[cut:])]
    pairs = stage.candidates(sketches, np.ones(len(texts), bool), unit, options).pairs
    at = draw.randint(0, len(pairs))
    documents = np.zeros(len(texts), np.int64)
    parts = [stage.compare(part, texts, unit, options, documents=documents) for part in (pairs[at:], pairs[:at])]
    assert as_rows(stage.resolve(Edges.join(parts), sketches, unit, options)) == as_rows(whole)
    assert np.all(pairs[:, 0] < pairs[:, 1])
    assert len({tuple(pair) for pair in pairs.tolist()}) == len(pairs)


@settings(max_examples=150, deadline=None)
@given(st.one_of(PARAGRAPHS, st.lists(st.text(max_size=60), max_size=8)))
def test_who_goes_repeats_one_who_stays(texts: list[str]) -> None:
    found = find_duplicates(texts)
    gone = [entry.removed for entry in found]
    assert gone == sorted(set(gone))
    for entry in found:
        assert entry.kept not in gone
        assert 0.75 <= entry.score <= 1
        assert len(text_key(texts[entry.kept])) >= len(text_key(texts[entry.removed])) >= 20


@settings(max_examples=60, deadline=None)
@given(PARAGRAPHS, st.sampled_from(["dedup.exact", "dedup.near"]))
def test_cleaning_twice_changes_nothing(texts: list[str], name: str) -> None:
    once = get_stage(name)("\n".join(texts))
    assert get_stage(name)(once) == once


@pytest.mark.parametrize(
    "make",
    [
        lambda n: [gibberish(80, 1) + "，"] * n,
        lambda n: [f"{gibberish(40, 1)}，{number}年{gibberish(40, 2)}" for number in range(n)],
        lambda n: [f"{gibberish(30, 1)}，{gibberish(60, number)}" for number in range(n)],
        lambda n: ["哈" * 40 * n, "哈" * 30],
        lambda n: [gibberish(40 * n, 1), gibberish(40 * n, 1)[: 20 * n]],
        lambda n: captions_of(gibberish(100 * n, 1), n // 20),
    ],
    ids=["identical", "template", "common clause", "one long run", "one long text", "captions of a long text"],
)
def test_time_grows_with_size_only(make: Callable[[int], Sequence[str]]) -> None:
    def cost(n: int) -> float:
        texts = make(n)
        start = time.process_time()
        find_duplicates(texts)
        return time.process_time() - start

    compiled_sign()  # loaded once a process has signed much, which must not happen while the clock runs
    cost(100)
    small, large = (min(cost(n) for _ in range(3)) for n in (1000, 5000))
    assert large < 15 * small + 0.1


def test_fingerprints_may_be_grouped_in_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text for number in range(30) for text in captions_of(gibberish(900, number), 2)]
    expected = find_duplicates(texts)
    assert len(expected) == 60
    monkeypatch.setattr("corpuskit.dedup.candidates._MARKS_AT_A_TIME", 500)
    monkeypatch.setattr("corpuskit.dedup.candidates._PAIRS_AT_A_TIME", 50)
    assert find_duplicates(texts) == expected


def test_portions_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text for number in range(10) for text in captions_of(gibberish(900, number), 2)] * 2
    expected = find_duplicates(texts)
    assert len(expected) == 50
    monkeypatch.setattr("corpuskit.dedup.portions._SIZE", 100)
    assert find_duplicates(texts) == expected


def test_a_lower_threshold_takes_other_bands() -> None:
    pairs = []
    for number in range(60):
        text = gibberish(120, number)
        pairs += [text + "，", text[:25] + HAN[number] + text[26:60] + HAN[7] + text[61:90] + HAN[9] + text[91:] + "，"]
    assert find_duplicates(pairs, containment=None) == []
    found = find_duplicates(pairs, jaccard=0.7, containment=None)
    assert len(found) == 60
    assert all(0.7 <= entry.score < 0.8 for entry in found)


def test_heavy_libraries_are_left_alone() -> None:
    heavy = {"datasketch", "opencc", "scipy", "rapidfuzz"}
    program = f"import sys, corpuskit.dedup as d; d.signatures(['好' * 9]); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
