"""The tags of language, script and quality: right on real and generated text, of constant shape, equal to plain counting."""

from __future__ import annotations

import json
import re
import sys
import time
import unicodedata
import zlib
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS, manifest, write_files
from hypothesis import given
from hypothesis import strategies as st

from corpuskit import Pipeline
from corpuskit.decoding import decode
from corpuskit.document import Document
from corpuskit.engine.features import feature_of, mixed_in
from corpuskit.errors import StageError
from corpuskit.registry import get_stage
from corpuskit.stages.tag.language import LanguageOptions, tag_language
from corpuskit.stages.tag.quality import tag_quality
from corpuskit.stages.tag.script import tag_script
from corpuskit.text import profile as profile_module
from corpuskit.text import repetition
from corpuskit.text.profile import Profile, profile_of
from corpuskit.text.properties import PATH, Property
from corpuskit.text.tables import build_properties

ALPHABET = "的国國東们這。，！…・\n 　a1Z.#•-（）の한я\ufffd\ue000\x00\u200b𠮷😀"
TEXTS = st.text(st.sampled_from(ALPHABET), max_size=60) | st.text(max_size=40)
JAPANESE = (
    "朝の渡し場には三艘の小舟がつながれていて、船頭は岸で煙草を吸っていた。",
    "図書館の閉館時間が来月から一時間延長されることになった。",
    "昨夜の雨で川の水かさが増し、対岸へ渡る橋は通行止めになっている。",
    "祖母は毎朝、庭の梅の木に水をやりながら昔の話を聞かせてくれた。",
    "新しい駅舎の設計案が市議会で承認され、来春にも着工する見通しだ。",
    "この店のうどんは出汁が薄味で、地元の常連客に長く愛されている。",
    "県内企業の設備投資、前年度比二割増　製造業が全体を牽引",
    "台風接近に伴い、沿岸部の住民約三千世帯に避難指示を発令",
)
KOREAN = (
    "아침 나루터에는 작은 배 세 척이 묶여 있었고 사공은 둑에서 담배를 피우고 있었다.",
    "도서관의 폐관 시간이 다음 달부터 한 시간 늦춰지게 되었다.",
    "어젯밤 비로 강물이 불어나 건너편으로 가는 다리가 통제되고 있다.",
    "할머니는 매일 아침 마당의 매화나무에 물을 주며 옛날이야기를 들려주셨다.",
)
ENGLISH = (
    "Three small boats were tied up at the landing, and the ferryman was smoking on the bank.",
    "From next month the library will stay open an hour longer on weekdays.",
    "The river rose during the night, so the bridge to the other side is closed.",
    "My grandmother watered the plum tree every morning and told us old stories.",
)


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="the table is made from Unicode 14, which Python 3.11 has")
def test_the_table_of_properties_can_be_built_anew() -> None:
    assert build_properties.build() == zlib.decompress(PATH.read_bytes())


def languages(text: str) -> dict[str, Any]:
    return dict(tag_language(text, LanguageOptions(detector="characters")).tags)


def scripts(text: str) -> dict[str, Any]:
    return dict(tag_script(text).tags)


def quality(text: str) -> dict[str, Any]:
    return dict(tag_quality(Document(text)).tags["quality"])


def simplified_sentences() -> list[str]:
    texts = [decode(path.read_bytes()).text for path in sorted(SEEDS.glob("*.txt"))]
    lines = {line.strip() for text in texts if scripts(text)["script"] == "zh-Hans" for line in text.split("\n")}
    return sorted(line for line in lines if len(re.findall("[\u4e00-\u9fff]", line)) >= max(30, 0.7 * len(line)))


def windows(sentences: tuple[str, ...] | list[str], size: int) -> list[str]:
    cut = [sentence[start : start + size] for sentence in sentences for start in range(0, len(sentence) - size + 1, 7)]
    return [each for each in cut if sum(map(str.isalnum, each)) >= 0.8 * size]


def test_thirty_characters_tell_language_and_script() -> None:
    import opencc

    chinese = windows(simplified_sentences(), 30)
    samples = [("zh-Hans", each) for each in chinese]
    for form in ("s2t", "s2tw", "s2hk"):
        convert = opencc.OpenCC(form).convert
        samples += [("zh-Hant", convert(each)) for each in chinese]
    for label, sentences in (("ja", JAPANESE), ("ko", KOREAN), ("en", ENGLISH)):
        found = windows(sentences, 30 if label == "en" else 20)
        assert found
        samples += [(label, each) for each in found]
    assert len(chinese) > 100
    wrong = []
    for label, text in samples:
        found_language = languages(text)["language"]
        if (scripts(text)["script"] if found_language == "zh" else found_language) != label:
            wrong.append((label, text))
    assert len(wrong) <= 0.01 * len(samples), wrong


def test_lines_in_which_nothing_tells_go_with_the_others() -> None:
    title = "東西南北"
    assert languages(f"{title}\n{title}\n{JAPANESE[1]}")["languages"]["ja"] == 1.0
    assert languages(f"{title}\n她们说这里的书很多，我们明天再来。")["languages"]["zh"] == 1.0


def test_shares_add_up() -> None:
    shares = languages(f"{JAPANESE[0]}\n{ENGLISH[0]}\nПосле дождя лавка открылась снова.\n1234\n我们明天再来。")["languages"]
    assert abs(sum(shares.values()) - 1) < 0.001
    assert min(shares[name] for name in ("zh", "ja", "en", "other")) > 0


MEASURES = [
    (
        "一二三\n一二三四五",
        {"chars": 8, "paragraphs": 2, "mean_line_length": 4.0, "median_line_length": 4.0, "max_line_length": 5},
    ),
    ("汉字ab12。，#\u3000", {"han_ratio": 0.2222, "latin_ratio": 0.2222, "digit_ratio": 0.2222, "whitespace_ratio": 0.1}),
    ("汉字+=。", {"punctuation_ratio": 0.2, "symbol_ratio": 0.4}),
    ("我的书", {"function_character_ratio": 0.3333}),
    ("用 Python 写 API", {"mean_word_length": 4.5}),
    ("他说：“走吧。”\n标题\n（完）", {"ended_line_ratio": 0.3333, "sentences": 1}),
    ("涨了3.5倍。价格是12.5元", {"sentences": 1}),
    ("It is 3.5 m long. Was it? Yes.", {"sentences": 3, "complete_sentence_ratio": 1.0}),
    ("真的吗？！太好了！！！", {"sentences": 2}),
    ("走了一半，后来又下起雨来，大家只好在亭子里等着。天快黑的时候", {"sentences": 1, "complete_sentence_ratio": 0.5}),
    ("第三节 渡口的早晨", {"sentences": 0, "complete_sentence_ratio": 0.0, "ended_line_ratio": 0.0}),
    ("• 一项\n- 二项\n-5 度\n正文", {"bullet_line_ratio": 0.5}),
    ("还有……\nand so on...\n完。\n3.", {"ellipsis_line_ratio": 0.5}),
    ("一、甲\n（二）乙\n3. 丙\n④丁\n3.5元\n一天早上", {"list_line_ratio": 0.6667}),
    ("第一章……… 1\n附录\t（12）\n共 3 页\n全年 3.15", {"contents_line_ratio": 0.5}),
    ("甲乙丙丁\n戊己\n甲乙丙丁\n甲乙丙丁", {"duplicate_line_ratio": 0.5, "duplicate_line_char_ratio": 0.5714}),
    (
        "缺字\ufffd\ufffd，方框□，外字\ue000，控制\x00",
        {"replacement_characters": 2, "empty_boxes": 1, "private_use_characters": 1},
    ),
    ("控制\x00符", {"control_characters": 1}),
    ("加我微信：ferry_2024", {"advert_score": 1.0}),
    ("他在邮局工作，微信里很少说话。", {"advert_score": 0.0, "boilerplate_score": 0.0}),
    ("责任编辑：李江", {"boilerplate_score": 0.4}),
    ("本站内容未经书面许可，不得转载", {"boilerplate_score": 1.0}),
    ("短\n" * 3 + "这一行有十个以上的字。", {"short_line_ratio": 0.75}),
]


@pytest.mark.parametrize(("text", "expected"), MEASURES)
def test_measures(text: str, expected: dict[str, Any]) -> None:
    found = quality(text)
    assert {name: found[name] for name in expected} == expected


def test_dangling_fragments_come_from_the_tag_of_another_stage() -> None:
    document = Document("前一半\n后一半", tags={"dangling": [{"before": "前", "after": "后"}]})
    assert tag_quality(document).tags["quality"]["dangling_fragments"] == 1


@given(TEXTS)
def test_the_shape_is_constant_and_ratios_are_shares(text: str) -> None:
    spoken, usually = languages(text), languages("春天。")
    assert {type(each.pop("language_runs")) for each in (spoken, usually)} == {list}  # of nothing in most texts
    for found, usual in ((spoken, usually), ({"quality": quality(text)}, {"quality": quality("春天。")})):
        assert feature_of(found) == feature_of(usual)
    tags = scripts(text)
    assert {name: type(value) for name, value in tags.items()} == {"script": str, "script_paragraphs": dict, "script_runs": list}
    measures = quality(text)
    assert all(0 <= value <= 1 for name, value in measures.items() if name.endswith(("ratio", "score")))
    assert sum(tags["script_paragraphs"].values()) == measures["paragraphs"]


@given(TEXTS)
def test_characters_are_counted_as_unicode_says(text: str) -> None:
    categories = [unicodedata.category(each) for each in text if ord(each) <= 0xFFFF]
    profile = Profile("".join(each for each in text if ord(each) <= 0xFFFF))
    exceptions = sum(each in "ー々〇の□\ufffd" for each in text)
    digits = profile.total[Property.DIGIT]
    punctuation = profile.total[Property.PUNCTUATION]
    assert digits == categories.count("Nd")
    assert abs(punctuation - sum(each[0] == "P" for each in categories)) <= exceptions


@given(TEXTS, st.integers(1, 20))
def test_counting_in_blocks_gives_the_same(text: str, block: int) -> None:
    whole = Profile(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(profile_module, "_BLOCK", block)
        assert (Profile(text).lines == whole.lines).all()


def plain_shares(text: str) -> dict[int, float]:
    """What `repeated_ngrams` promises, counted one by one."""
    kept = [each for each in text if unicodedata.category(each)[0] == "L"]
    shares = dict.fromkeys(range(2, 11), 0.0)
    for n in shares:
        places: dict[str, list[int]] = {}
        for start in range(len(kept) - 2 * n + 1):
            places.setdefault("".join(kept[start : start + 2 * n]), []).append(start)
        repeated = [found for found in places.values() if len(found) > 1]
        if not repeated:
            break
        if n in repetition.TOP:
            most = max(map(len, repeated))
            shares[n] = max(covered(found, 2 * n) for found in repeated if len(found) == most) / len(kept)
        else:
            shares[n] = covered([start for found in repeated for start in found[1:]], 2 * n) / len(kept)
    return shares


def covered(places: list[int], length: int) -> int:
    return len({place for start in places for place in range(start, start + length)})


@pytest.mark.parametrize("few", [0, 1000])
@given(st.lists(st.sampled_from(["春天来了，河边的柳树又绿了。", "船夫在岸边", "等人", "雾", "还没有散！"]), max_size=14))
def test_repetition_equals_plain_counting(few: int, parts: list[str]) -> None:
    text = "".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repetition, "_FEW", few)
        found = repetition.repeated_ngrams(Profile(text))
    expected = plain_shares(text)
    for n, share in found.items():
        if n in repetition.TOP:  # of several n-grams that are equally frequent, any may be the one
            assert (share > 0) == (expected[n] > 0)
            assert share <= expected[n] + 1e-9
        else:
            assert share == pytest.approx(expected[n])


def test_repetition_of_english_counts_words() -> None:
    text = "the boat left the pier at noon and the boat left the pier at dusk"
    shares = repetition.repeated_ngrams(Profile(text))
    letters = len(text.replace(" ", ""))
    assert shares[5] == pytest.approx(len("theboatleftthepierat") / letters)
    assert shares[7] == 0.0


ATTACKS = ["之", "a", "a/", "之 a://b\n", "……1\n", "(1", "1.", "未经", "微信：a", "é\n", "。”\n", "加我"]


@pytest.mark.parametrize("unit", ATTACKS)
def test_the_cost_grows_with_the_text(unit: str) -> None:
    def seconds(size: int) -> float:
        texts = [f"{unit * size}{number}" for number in range(3)]  # of the same text, the profile would be known
        taken = []
        for text in texts:
            started = time.process_time()
            languages(text), scripts(text), quality(text)
            taken.append(time.process_time() - started)
        return min(taken)

    small = 16_000 // len(unit)
    assert seconds(8 * small) < 24 * max(seconds(small), 0.005)


def test_the_last_profile_is_kept_and_no_other() -> None:
    one, other = "一个文本", "另一个文本"
    assert profile_of(one) is profile_of(one)
    kept = profile_of(one)
    profile_of(other)
    assert profile_of(one) is not kept


def test_stages_agree_whatever_came_before() -> None:
    names = ("tag.language", "tag.script", "tag.quality")
    ready = {name: get_stage(name) for name in names}

    def tags(name: str, text: str) -> Any:
        stage = ready[name]
        given_ = stage.stage.run(text if stage.stage.kind == "text" else Document(text), stage.options)  # type: ignore[attr-defined]
        return given_.tags

    texts = [JAPANESE[0], KOREAN[0], ENGLISH[0], "龍門石窟\n龙门石窟", ""]
    first = [tags(name, text) for text in texts for name in names]
    assert [tags(name, text) for name in names for text in texts] == [tags(name, text) for name in names for text in texts]
    assert [tags(name, text) for text in texts for name in names] == first


def test_a_run_declares_one_type_for_each_tag(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": "\n".join(("渡口的早晨很安静，雾还没有散去。", "渡口的早晨很安靜，霧還沒有散去。", "她们说，船夫已经到了。")),
        "b.txt": ENGLISH[0],
        "c.txt": JAPANESE[0] + "\n•\n" + JAPANESE[1],
        "d.txt": "1234 5678",
    }
    stages = "".join(f"  - {name}\n" for name in ("tag.language", "tag.script", "tag.quality"))
    recipe = tmp_path / "tags.yaml"
    recipe.write_text(f"stages:\n{stages}", encoding="utf-8")
    out = tmp_path / "out"
    Pipeline(recipe).run(write_files(tmp_path / "documents", files), out)
    tags = manifest(out)["corpus"]["features"]["tags"]
    assert mixed_in(tags) == []
    assert tags["quality"]["han_ratio"] == "float64"
    assert tags["script_runs"] == [{"script": "string", "first": "int64", "paragraphs": "int64"}]
    with (out / "corpus.jsonl").open(encoding="utf-8") as lines:
        found = [json.loads(line)["meta"]["tags"]["language"] for line in lines]
    assert found == ["zh", "en", "ja", "und"]


def test_lingua_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lingua", None)
    with pytest.raises(StageError, match=r"pip install corpuskit\[language\]"):
        get_stage("tag.language", detector="lingua")


def test_lingua_tells_other_languages() -> None:
    pytest.importorskip("lingua")
    text = "Lautta oli taas myöhässä, eikä kukaan laiturilla näyttänyt välittävän siitä."
    assert tag_language(text, LanguageOptions(detector="lingua")).tags["language"] == "fi"
