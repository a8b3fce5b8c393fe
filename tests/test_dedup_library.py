"""The library calls: signatures for people who have datasketch, the exact join, and the options of find_duplicates."""

from __future__ import annotations

import pickle
import random
from typing import Any

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash, MinHashLSH
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.dedup import TextLSH, find_duplicates, kernels, minhash, rolling_hash, signatures, to_datasketch
from corpuskit.dedup.join import similar_pairs
from corpuskit.dedup.keys import bounds_of, build_keys, text_key
from corpuskit.dedup.overlap import ShingleSets
from corpuskit.dedup.shingles import wide_shingle_hashes

HAN = [chr(code) for code in range(0x4E2D, 0x4E2D + 2500) if chr(code) not in "丙丁两九亿二五"]
STORY = "渡口的老船夫撑了一辈子船，谁家的孩子到对岸上学，他都不收钱；去年桥修好了，他还是每天到岸边坐一会儿。"


def gibberish(length: int, seed: int) -> str:
    return "".join(random.Random(seed).choices(HAN, k=length))


@pytest.mark.parametrize("fold", [True, False])
def test_sha1_signatures_are_those_that_datasketch_makes(fold: bool) -> None:
    texts = [STORY, "", "短文", "中英 mixed 𠀀 text, 2024 年。" * 3, "\ud800好" * 9]
    signed = signatures(texts, num_perm=64, seed=5, hash="sha1", fold=fold)
    for row, text in zip(signed.values, texts, strict=True):
        text = text_key(text) if fold else text
        oracle = MinHash(num_perm=64, seed=5)
        for at in range(len(text) - 4):
            oracle.update(text[at : at + 5].encode("utf-8", "surrogatepass"))
        assert np.array_equal(row, oracle.hashvalues)


@given(st.text(min_size=5, max_size=60))
def test_rolling_hash_serves_datasketch(text: str) -> None:
    oracle = MinHash(num_perm=16, hashfunc=rolling_hash)
    for at in range(len(text) - 4):
        oracle.update(text[at : at + 5].encode("utf-8", "surrogatepass"))
    assert np.array_equal(signatures([text], 16, fold=False).values[0], oracle.hashvalues)


@pytest.mark.parametrize("name", ["rolling", "sha1"])
def test_datasketch_objects_can_be_updated_compared_and_pickled(name: Any) -> None:
    row = signatures([STORY], hash=name).values[0]
    ours = to_datasketch(row.copy(), hash=name)
    whole = signatures([STORY + STORY[:9]], hash=name).to_datasketch()[0]
    for at in range(max(len(text_key(STORY)) - 4, 0), len(text_key(STORY + STORY[:9])) - 4):
        ours.update(text_key(STORY + STORY[:9])[at : at + 5].encode())
    assert ours == whole
    lean = to_datasketch(row, hash=name, lean=True)
    assert isinstance(lean, LeanMinHash)
    assert lean.jaccard(whole) == pytest.approx(float(np.mean(row == whole.hashvalues)))
    assert pickle.loads(pickle.dumps(ours)) == ours


def test_texts_in_and_out_of_an_lsh_index() -> None:
    texts = [gibberish(120, number) for number in range(30)]
    lsh = TextLSH(MinHashLSH(threshold=0.7, num_perm=128))
    assert lsh.insert([f"t{number}" for number in range(30)], texts) == [True] * 30
    assert lsh.insert(["short"], ["短"]) == [False]
    found = lsh.query([text[:60] + "，" + text[60:] for text in texts] + ["短", gibberish(90, 99)])
    assert found == [[f"t{number}"] for number in range(30)] + [[], []]
    with pytest.raises(ValueError, match="exists"):
        lsh.insert(["t0"], [texts[0]])
    with pytest.raises(ValueError, match="shorter"):
        lsh.insert(["a", "b"], [gibberish(50, 7)])


def test_an_index_that_datasketch_filled_can_be_asked() -> None:
    index = MinHashLSH(threshold=0.7, num_perm=128)
    own = MinHash(num_perm=128)
    own.update_batch([STORY[at : at + 5].encode() for at in range(len(STORY) - 4)])
    index.insert("story", own)
    assert TextLSH(index, hash="sha1", fold=False).query([STORY[:-1]]) == [["story"]]
    assert TextLSH(index).query([STORY]) == [[]]


@pytest.mark.parametrize("wrong", [{"num_perm": 0}, {"ngram": 0}, {"hash": "md5"}])
def test_signatures_refuse_what_makes_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"at least 1|unknown hash"):
        signatures(["好"], **wrong)


@pytest.mark.parametrize("num_perm", [1, 128])
def test_the_compiled_loop_signs_bit_for_bit_alike(num_perm: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    texts = ["", "好", gibberish(5, 1), *(gibberish(length, length) for length in range(4, 300, 7)), "山" * 300_000]
    monkeypatch.setattr(minhash, "signing_kernel", lambda shingles: None)
    plain = signatures(texts, num_perm).values
    kernel = kernels.compiled_sign()
    assert kernel is not None
    monkeypatch.setattr(minhash, "signing_kernel", lambda shingles: kernel)
    assert np.array_equal(signatures(texts, num_perm).values, plain)


def test_the_compiled_loop_is_chosen_for_long_work_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "_signed", kernels._Meter())
    kernels.compiled_sign.cache_clear()
    monkeypatch.setattr(kernels, "find_spec", lambda name: None)
    assert kernels.signing_kernel(10) is None
    assert kernels.compiled_sign.cache_info().currsize == 0
    assert kernels.signing_kernel(10**9) is None  # not installed
    kernels.compiled_sign.cache_clear()


SETS = st.lists(st.lists(st.integers(0, 12), max_size=14), max_size=14)


@settings(max_examples=300)
@given(SETS, st.sampled_from([0.1, 0.5, 2 / 3, 0.75, 0.8, 1.0]), st.sampled_from([1, 7, 2_000_000]))
def test_the_join_finds_all_pairs(sets: list[list[int]], least: float, at_a_time: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corpuskit.dedup.join._AT_A_TIME", at_a_time)
        elements = np.array([value * 0x9E3779B97F4A7C15 % (1 << 64) for each in sets for value in each], np.uint64)
        pairs, similarity = similar_pairs(elements, bounds_of(np.array([len(each) for each in sets], np.int64)), least)
    distinct = [set(each) for each in sets]
    expected = [
        ([one, other], len(distinct[one] & distinct[other]) / len(distinct[one] | distinct[other]))
        for one in range(len(sets))
        for other in range(one + 1, len(sets))
        if distinct[one] and distinct[other]
    ]
    expected = [row for row in expected if row[1] >= least]
    assert pairs.tolist() == [row[0] for row in expected]
    assert similarity.tolist() == pytest.approx([row[1] for row in expected])


@given(st.lists(st.text("天地玄黄宇宙", max_size=30), min_size=1, max_size=6), st.integers(1, 4))
def test_common_shingles_are_counted(texts: list[str], n: int) -> None:
    sets = ShingleSets(build_keys(texts), n)
    plain = [{text[at : at + n] for at in range(len(text) - n + 1)} for text in texts]
    assert sets.sizes.tolist() == [len(each) for each in plain]
    pairs = [(one, other) for one in range(len(texts)) for other in range(len(texts))]
    counted = sets.count_common(*np.array(pairs).T)
    assert counted.tolist() == [len(plain[one] & plain[other]) for one, other in pairs]


def edited(text: str, changes: int, seed: int) -> str:
    draw = random.Random(seed)
    characters = list(text)
    for at in draw.sample(range(len(text)), changes):
        characters[at] = draw.choice(HAN)
    return "".join(characters)


@pytest.mark.parametrize("jaccard", [0.7, 0.8])
def test_minhash_misses_hardly_anything(jaccard: float) -> None:
    """The exact method is the oracle: of some 400 similar pairs, one at most may be missed."""
    texts: list[str] = []
    for number in range(500):
        text = gibberish(100 + number % 200, number)
        texts += [text, edited(text, random.Random(number).randint(1, 9), number)]
    exact = find_duplicates(texts, jaccard, containment=None, method="exact")
    quick = find_duplicates(texts, jaccard, containment=None)
    assert len(exact) > 200
    assert {entry.removed for entry in quick} <= {entry.removed for entry in exact}
    assert len(quick) >= len(exact) - 1
    for entry in exact:
        one, other = (wide_shingle_hashes(build_keys([texts[side]]), 5)[0].tolist() for side in (entry.removed, entry.kept))
        assert entry.score == pytest.approx(len(set(one) & set(other)) / len(set(one) | set(other)))


def test_only_inside_a_document() -> None:
    texts = [STORY, gibberish(60, 1), STORY, STORY + "。", gibberish(60, 2), STORY[:-8]]
    found = find_duplicates(texts, documents=[0, 0, 1, 1, 1, 2])
    assert [(entry.removed, entry.kept) for entry in found] == [(3, 2)]
    assert find_duplicates(texts, documents=[0, 0, 1, 1, 1, 2], method="exact") == found
    for wrong in ([0, 0], [0, 0, 1, 0, 1, 2]):
        with pytest.raises(ValueError, match="ascending"):
            find_duplicates(texts, documents=wrong)


def test_documents_are_not_searched_for_captions() -> None:
    article = gibberish(400, 3)
    assert find_duplicates([article, article[100:180]], unit="document") == []
    assert len(find_duplicates([article, article[100:180]])) == 1
    assert len(find_duplicates(["通知", "通 知！"], unit="document")) == 1


def test_notes_tell_what_was_approximated() -> None:
    text = gibberish(300, 1)
    found = find_duplicates([edited(text, 2, number) for number in range(200)])
    assert any("more than" in note for note in found.notes)
    assert find_duplicates([text, text]).notes == ()


@pytest.mark.parametrize("length", [3_000, 9_000, 40_000])
def test_long_texts_inside_longer_ones(length: int) -> None:
    book = gibberish(2 * length + 500, length)
    inside = edited(book[300 : 300 + length], length // 300, 5)
    found = find_duplicates([inside, book])
    assert [(entry.removed, entry.kept, entry.kind) for entry in found] == [(0, 1, "containment")]
    assert found[0].score > 0.98
    assert find_duplicates([inside[: length // 2] + gibberish(length // 2, 8), book]) == []
