"""The kernels of corpuskit.dedup against slow and simple ways to get the same."""

from __future__ import annotations

import random
import re
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.dedup import signatures
from corpuskit.dedup.alignment import Places, find_inside
from corpuskit.dedup.buckets import code, decode, pair_up, sort_distinct
from corpuskit.dedup.differences import difference
from corpuskit.dedup.equality import key_hashes, pair_equal
from corpuskit.dedup.keys import build_keys, pieces, text_key
from corpuskit.dedup.minhash import EMPTY, band_keys, permutations
from corpuskit.dedup.numbers import agree, compatible, numbers
from corpuskit.dedup.script_table import simplified
from corpuskit.dedup.shingles import shingle_hashes, wide_shingle_hashes
from corpuskit.dedup.similarity import Settings
from corpuskit.dedup.survivors import Links, choose
from corpuskit.dedup.verification import verify
from corpuskit.dedup.winnowing import WINDOW, winnow

SAMPLES = [
    "",
    "。",
    "好",
    "秋天的田野里，农民们正忙着收割水稻；远处传来了机器的轰鸣声。",
    "ABC abc ＡＢＣ " * 9,
    "山" * 70_000 + "水" * 70_000,  # longer than a block of the signing loop
    "古老的石桥横跨在清澈的小河上",
    "",
]
TEXTS = st.lists(st.text(alphabet="春夏秋冬1２.,，。 aＡ㎡①ﾞ\U00020000\ud800麵面", max_size=40), max_size=8)


@pytest.mark.parametrize("ngram", [1, 3, 5])
@pytest.mark.parametrize(("num_perm", "seed"), [(128, 1), (16, 7)])
def test_signatures_are_those_of_datasketch(ngram: int, num_perm: int, seed: int) -> None:
    from datasketch import MinHash

    signed = signatures(SAMPLES, num_perm, ngram, seed)
    hashes, bounds = shingle_hashes(build_keys(SAMPLES), ngram)
    for number in range(len(SAMPLES)):
        oracle = MinHash(num_perm=num_perm, seed=seed, hashfunc=int)
        oracle.update_batch(hashes[bounds[number] : bounds[number + 1]])
        assert np.array_equal(signed.values[number], oracle.hashvalues)
    ours = signed.to_datasketch()
    assert ours[3].jaccard(ours[3]) == 1
    assert ours[3].scheme == "affine32"
    assert np.array_equal(ours[3].hashvalues, signed.values[3])
    assert (signed.values[0] == EMPTY).all()


def test_signatures_estimate_similarity() -> None:
    draw = random.Random(1)
    han = [chr(number) for number in range(0x4E00, 0x5A00)]
    errors = []
    for _ in range(300):
        text = draw.choices(han, k=150)
        other = list(text)
        for at in draw.sample(range(150), draw.randint(0, 12)):
            other[at] = draw.choice(han)
        one, two = ({"".join(each[at : at + 5]) for at in range(146)} for each in (text, other))
        errors.append(signatures(["".join(text), "".join(other)]).jaccard(0, 1) - len(one & two) / len(one | two))
    assert abs(np.mean(errors)) < 0.008
    assert np.sqrt(np.mean(np.square(errors))) < 0.04


@given(TEXTS)
def test_keys_do_not_depend_on_the_batch(texts: list[str]) -> None:
    keys = build_keys(texts)
    alone = [text_key(text) for text in texts]
    assert [keys.text(number) for number in range(len(texts))] == alone
    assert key_hashes(keys).tolist() == [int(key_hashes(build_keys([text]))[0]) for text in texts]
    assert [text for part in pieces(texts) for text in part] == texts


def test_a_number_ends_with_its_text() -> None:
    keys = build_keys(["约1,234", "5家", "约1,23", "4家"])
    assert [keys.text(number) for number in range(4)] == ["约1234", "5家", "约1-23", "4家"]


@given(st.text())
def test_keys_hold_no_white_space_and_little_else(text: str) -> None:
    key = text_key(text)
    assert not re.search(r"[\s，。！？“”（）\u200b]", key)
    assert not re.search(r"(?<![0-9])[.-]|[.-](?![0-9])", key)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("臺灣與麵條，２０２３年", "台湾与面条,2023 年", True),
        ("Hello,World", "ｈｅｌｌｏ　ｗｏｒｌｄ", True),
        ("第①项", "第1项", True),
        ("ﾊﾟｿｺﾝ", "パソコン", True),
        ("面积1,234㎡", "面积1234m2", True),
        ("裡外", "里外", True),
        ("增长1.5倍", "增长15倍", False),
        ("共3、4人", "共34人", False),
        ("2-3天", "23天", False),
        ("乾隆", "干隆", True),
        ("甲方", "乙方", False),
        ("か", "が", False),
        ("a+b", "a-b", False),
        ("\u200b好\ufeff", "好", True),
        ("e\u0301tude", "étude", True),
    ],
)
def test_what_a_key_folds(one: str, other: str, same: bool) -> None:
    assert (text_key(one) == text_key(other)) is same


def test_the_script_table_agrees_with_opencc() -> None:
    import opencc

    convert = opencc.OpenCC("t2s").convert
    table = simplified()
    by_hand = set("著瞭妳牠甦沈馀")
    wrong = [chr(found) for found in table if convert(chr(found)) != chr(table[found]) and chr(found) not in by_hand]
    assert len(wrong) < 0.01 * len(table)
    assert not set(table) & set(table.values())


@given(TEXTS, st.sampled_from([1, 3, 5]))
def test_equal_runs_have_equal_hashes(texts: list[str], n: int) -> None:
    keys = build_keys(texts)
    for hashes, bounds in (shingle_hashes(keys, n), wide_shingle_hashes(keys, n)):
        seen = defaultdict(set)
        for number in range(len(texts)):
            key = keys.text(number)
            own = hashes[bounds[number] : bounds[number + 1]].tolist()
            assert len(own) == max(len(key) - n + 1, 0)
            for at, hashed in enumerate(own):
                seen[hashed].add(key[at : at + n])
        assert all(len(runs) == 1 for runs in seen.values())


@given(st.lists(st.lists(st.integers(1, 9), max_size=30), max_size=6))
def test_winnowing_keeps_the_least_of_each_window(sets: list[list[int]]) -> None:
    bounds = np.concatenate(([0], np.cumsum([len(each) for each in sets], dtype=np.int64)))
    kept, kept_bounds = winnow(np.array([value for each in sets for value in each], np.uint32), bounds)
    for number, each in enumerate(sets):
        chosen = set()
        for start in range(len(each) - WINDOW + 1):
            window = each[start : start + WINDOW]
            chosen |= {start + at for at, value in enumerate(window) if value == min(window)}
        assert kept[kept_bounds[number] : kept_bounds[number + 1]].tolist() == [each[at] for at in sorted(chosen)]


def test_a_common_run_of_twelve_shares_a_fingerprint() -> None:
    draw = random.Random(3)
    han = [chr(number) for number in range(0x4E00, 0x6000)]

    def some(length: int) -> str:
        return "".join(draw.choices(han, k=length))

    for _ in range(200):
        run = some(12)
        keys = build_keys([some(20) + run + some(9), some(3) + run + some(31)])
        marks, bounds = winnow(*shingle_hashes(keys, 5))
        assert set(marks[: bounds[1]].tolist()) & set(marks[bounds[1] :].tolist())


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9))), st.integers(1, 12))
def test_buckets_give_all_pairs(postings: list[tuple[int, int]], cap: int) -> None:
    keys, units = (np.array(part, np.int64) for part in (zip(*postings, strict=True) if postings else ((), ())))
    sizes = np.arange(10, 0, -1)
    found = pair_up(sort_distinct(code(keys.astype(np.uint32), units)), sizes, cap)
    buckets = defaultdict(set)
    for key, unit in postings:
        buckets[key].add(unit)
    pairs = {(one, other) for members in buckets.values() for one in members for other in members if one < other}
    got = {tuple(pair) for pair in decode(found.pairs).tolist()}
    assert got <= pairs
    assert found.hot == sum(len(members) > cap for members in buckets.values())
    if not found.hot:
        assert got == pairs
    for members in buckets.values():  # everyone meets the longest, hot or not
        assert all((min(members), other) in got for other in members if other != min(members))


@given(TEXTS)
def test_equal_keys_are_paired_with_the_first(texts: list[str]) -> None:
    keys = [text_key(text) for text in texts]
    expected = [[keys.index(key), number] for number, key in enumerate(keys) if key and keys.index(key) != number]
    assert pair_equal(key_hashes(build_keys(texts)), np.ones(len(texts), bool)).tolist() == sorted(expected)


def test_bands_meet_when_all_rows_agree() -> None:
    values = np.arange(2 * 128, dtype=np.uint32).reshape(2, 128)
    values[1, :60] = values[0, :60]
    keys = band_keys(values, 21, 6)
    assert keys.shape == (2, 21)
    assert (keys[0] == keys[1]).tolist() == [True] * 10 + [False] * 11


def jaccard(one: str, other: str, n: int) -> float:
    first, second = ({key[at : at + n] for at in range(len(key) - n + 1)} for key in (text_key(one), text_key(other)))
    return len(first & second) / len(first | second) if first | second else 0.0


FEW = "天地玄黄宇宙洪荒"


@settings(max_examples=200)
@given(st.text(FEW, min_size=8, max_size=90), st.integers(0, 90), st.text(FEW, max_size=9))
def test_verification_is_exact(text: str, at: int, inserted: str) -> None:
    texts = [text, text[:at] + inserted + text[at + len(inserted) :]]
    n = 3 if min(map(len, texts)) < 49 else 5
    expected = jaccard(*texts, n)
    found = verify(np.array([[0, 1]]), texts, Settings(0.8, None, 0, protect=("numbers",)))
    if texts[0] == texts[1]:
        assert found.kind.tolist() == [0]
    elif (expected >= 0.8 and max(map(len, texts)) < 64) or (n == 5 and expected >= 0.8):
        assert found.score.tolist() == [pytest.approx(expected)]
    else:
        assert len(found.score) == 0


@given(*[st.text("12.-一十万甲乙ab的", max_size=size) for size in (12, 4, 4, 12)])
def test_numbers_are_told_apart_by_what_differs(before: str, own: str, others: str, behind: str) -> None:
    one, other = before + own + behind, before + others + behind
    assert agree(one, other, difference(one, other)) == compatible(numbers(one), numbers(other))
    assert numbers(before + "的" + behind) == numbers(before) + numbers(behind)


def test_numbers_of_a_key() -> None:
    assert numbers("2023年6月30日一百二十家a级第3-4条1.5") == ("2023", "6", "30", "120", "a", "3", "4", "1.5")
    assert compatible((), ("1",))
    assert compatible(("1", "3"), ("1", "2", "3"))
    assert not compatible(("3", "1"), ("1", "2", "3"))


def inside(shorter: str, longer: str, share: float = 0.75) -> str | None:
    hashes, bounds = wide_shingle_hashes(build_keys([shorter, longer]), 5)
    found = find_inside(shorter, longer, hashes[: bounds[1]], Places.of(hashes[bounds[1] :]), share)
    return found.stretch if found else None


@pytest.mark.parametrize(
    ("shorter", "longer", "stretch"),
    [
        (
            "新建的人行天桥昨日正式通车方便居民",
            "施工八个月新建的人行天桥昨日正式通车方便居民出行",
            "新建的人行天桥昨日正式通车方便居民",
        ),
        ("5家企业签订了安全生产责任书", "去年共有15家企业签订了安全生产责任书并接受检查", "15家企业签订了安全生产责任书"),
        ("山区公路全线贯通当地群众敲锣打鼓", "城里的商场开业了许多人前来购物", None),
    ],
)
def test_where_a_text_stands_inside_another(shorter: str, longer: str, stretch: str | None) -> None:
    assert inside(shorter, longer) == stretch


def test_survivors_are_the_longest_then_the_first() -> None:
    def links(*rows: tuple[int, int, float, int]) -> Links:
        lesser, greater, score, kind = zip(*rows, strict=True)
        return Links(np.array(lesser), np.array(greater), np.array(score), np.array(kind, np.uint8))

    # 0 is the longest; 1 goes to it, so 2 may not go to 1.
    chosen = choose(links((1, 0, 0.9, 1), (2, 1, 0.9, 1)), np.array([30, 20, 10]))
    assert (chosen.lesser.tolist(), chosen.greater.tolist()) == ([1], [0])
    # The better reason wins, whatever the order.
    rows = [(2, 0, 0.8, 1), (2, 1, 0.95, 1), (2, 0, 0.99, 2)]
    for order in (rows, rows[::-1]):
        assert choose(links(*order), np.array([30, 20, 10])).greater.tolist() == [1]


@pytest.mark.parametrize("seed", [0, 1, 42, 2**32 - 1])
def test_permutations_are_those_of_numpys_generator(seed: int) -> None:
    draw = np.random.RandomState(seed)
    factors, terms = permutations(128, seed)
    assert factors.tolist() == (draw.randint(0, 1 << 31, 128, dtype=np.uint32) * np.uint32(2) + np.uint32(1)).tolist()
    assert terms.tolist() == draw.randint(0, 1 << 32, 128, dtype=np.uint32).tolist()
