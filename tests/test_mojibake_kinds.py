"""Mojibake between many encodings: what comes back, what must not be touched, and what the repair may never do."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpuskit.stages.repair.mojibake import gate, repair_mojibake
from corpuskit.stages.repair.mojibake.gate import kinds_by_line
from corpuskit.stages.repair.mojibake.kinds import KINDS, ByteView, CodeTable
from corpuskit.stages.repair.mojibake.screen import looks_clean, suspicious_lines, suspicious_stretches
from corpuskit.stages.repair.mojibake.stretches import find_stretches
from corpuskit.text.likelihood import code_units

SEEDS = Path(__file__).parents[1] / "seeds"
CLEAN = [
    "clean_control_mixed.txt",
    "english_control.txt",
    "government_notice_metadata_and_page_tools.txt",
    "pdf_newspaper_column_hard_wrapped.txt",
    "report_page_break_inside_quotation.txt",
    "traditional_utf8.txt",
    "web_article_half_width_marks_and_caption.txt",
]
SENTENCES = [
    "清晨的渡口停着三条木船，船夫在岸边喝茶。",
    "老人每天都到江边钓鱼，傍晚才提着空桶回家。",
    "木匠的女儿在镇上的学校教书，学生都喜欢她。",
    "我们沿着铁路走到天黑，月亮从山后升起来了。",
    "城里的电影院关门很久了，门口长满了野草。",
    "母亲在灯下缝补衣裳，父亲坐在门槛上抽烟。",
    "今年的雨水多，稻子长得比去年高出一截。",
    "他把信收进抽屉里锁好，再也没有提起过。",
]
TRADITIONAL = [
    "山腳下的茶館坐滿了避雨的旅人，老闆娘忙著添水。",
    "圖書館今天開放到晚上九點，學生們還在看書。",
    "鄰居送來一籃新鮮的枇杷，孩子們分著吃完了。",
    "老人每天都到江邊釣魚，傍晚才提著空桶回家。",
]
JAPANESE = ["駅前の喫茶店で友だちを待っています。", "明日は雨が降るそうだから、傘を持って行こう。"]
KOREAN = ["도서관은 오늘 저녁 아홉 시까지 엽니다.", "내일은 비가 온다고 하니 우산을 가져가자."]
PAIRS = [
    *(("utf-8", wrong, SENTENCES) for wrong in ("latin-1", "gb18030", "cp1251", "cp437", "mac_roman", "cp932", "cp949")),
    *(("gb18030", wrong, SENTENCES) for wrong in ("latin-1", "cp950", "cp949", "cp932", "cp1251", "cp437", "mac_roman")),
    *(("cp950", wrong, TRADITIONAL) for wrong in ("latin-1", "gb18030", "cp932", "cp949")),
    *(("cp932", wrong, JAPANESE) for wrong in ("latin-1", "gb18030")),
    ("cp949", "latin-1", KOREAN),
]
# What mojibake is made of, what it looks like, and what stands around it.
FRAGMENTS = [
    *(sentence.encode(right).decode(wrong, "replace") for right, wrong, sentences in PAIRS for sentence in sentences[:2]),
    *(
        "锟斤拷",
        "烫烫烫",
        "\ufffd",
        "?",
        "???",
        "€",
        "\u3000",
        "\n",
        " ",
        "乱码：",
        "\\u6865\\u4fee",
        "\\ud83d",
        "&#26725;",
        "&lt;b&gt;",
    ),
    *("&amp;", "&nbsp;", "&", "\\", "｡ｬ", "─│", "中文", "がな", "한글", "é", "𠮷", "\ue100", "\x81", "abc"),
]
PIECES = st.lists(
    st.one_of(
        st.sampled_from(FRAGMENTS).flatmap(lambda text: st.slices(len(text)).map(lambda part: text[part])),
        st.sampled_from(FRAGMENTS),
        st.text(max_size=4),
    ),
    max_size=8,
).map("".join)


def recoverable(right: str, wrong: str, sentences: list[str]) -> Iterator[tuple[str, str]]:
    """Give the sentences of which nothing is lost on the way, and what they look like."""
    for sentence in sentences:
        broken = sentence.encode(right).decode(wrong, "replace")
        if "\ufffd" not in broken and broken.encode(wrong).decode(right) == sentence:
            yield sentence, broken


@pytest.mark.parametrize(("right", "wrong", "sentences"), PAIRS, ids=[f"{right} as {wrong}" for right, wrong, _ in PAIRS])
def test_a_sentence_that_lost_nothing_comes_back(right: str, wrong: str, sentences: list[str]) -> None:
    for sentence, broken in recoverable(right, wrong, sentences):
        assert repair_mojibake(broken).text == sentence
        assert repair_mojibake(f"渡口。\n{broken}\nEnd.").text == f"渡口。\n{sentence}\nEnd."


@pytest.mark.parametrize("sentence", SENTENCES)
def test_utf_8_read_as_gb18030_loses_one_character_where_a_run_ends(sentence: str) -> None:
    broken = sentence.encode().decode("gb18030", "replace")
    read = repair_mojibake(broken)
    expected = iter(sentence)
    kept = [character for character in read.text if character != "\ufffd"]
    assert all(character in expected for character in kept), "nothing is invented"
    assert len(kept) >= 0.8 * len(sentence)
    assert read.tags.get("lost_characters", 0) == read.text.count("\ufffd")


@pytest.mark.parametrize("wrong", ["latin-1", "cp950", "cp949"])
def test_only_the_broken_half_of_a_line_changes(wrong: str) -> None:
    clean = "船老大把缆绳系在石桩上，"
    for sentence, broken in recoverable("gb18030", wrong, SENTENCES):
        assert repair_mojibake(clean + broken).text == clean + sentence


def test_a_short_stretch_needs_others_of_its_kind() -> None:
    short = "天黑".encode("gb18030").decode("latin-1")
    broken = SENTENCES[0].encode("gb18030").decode("latin-1")
    assert repair_mojibake(f"{SENTENCES[1]}\n{short}").text == f"{SENTENCES[1]}\n{short}"
    assert repair_mojibake(f"{broken}\n{short}").text == f"{SENTENCES[0]}\n天黑"


@pytest.mark.parametrize("name", CLEAN)
def test_clean_samples_are_left_alone(name: str) -> None:
    text = (SEEDS / name).read_text(encoding="utf-8")
    assert repair_mojibake(text).text == text


@settings(max_examples=300)
@given(PIECES)
@example("锘挎枃" * 3)
@example("─" * 12)
def test_twice_is_once(text: str) -> None:
    once = repair_mojibake(text).text
    assert repair_mojibake(once).text == once


@given(PIECES)
def test_lines_stay_lines(text: str) -> None:
    assert repair_mojibake(text).text.count("\n") == text.count("\n")


def test_rare_characters_in_any_order_are_no_mojibake() -> None:
    draw = random.Random(7)
    for _ in range(1000):
        text = "".join(chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(draw.randint(6, 24)))
        assert repair_mojibake(text).text == text


@given(st.text(max_size=60))
def test_the_screen_finds_what_the_stage_would_change(text: str) -> None:
    if looks_clean(text):
        assert suspicious_lines(text) == []
    for start, end in suspicious_stretches(text):
        assert 0 <= start < end <= len(text)


@given(st.sampled_from(KINDS), PIECES)
def test_stretches_are_in_order_and_apart(kind: object, text: str) -> None:
    line = text.replace("\n", " ")
    end = 0
    for stretch in find_stretches(line, kind):  # type: ignore[arg-type]
        assert end <= stretch.start < stretch.end <= len(line)
        end = stretch.end


@pytest.mark.parametrize("piece", [*FRAGMENTS[:20:3], "锟斤拷", "\ufffd", "&#26725;", "\\u6865", "㐀㐃", "？?", "“"])
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        repair_mojibake(text)
        return time.process_time() - start

    def cost(length: int) -> float:
        text = piece * (length // len(piece))
        return min(seconds(text) for _ in range(2))

    cost(1_000)
    assert cost(16_000) <= 14 * max(cost(4_000), 0.004)


@pytest.mark.parametrize("wrong", dict.fromkeys(kind.wrong for kind in KINDS))
def test_the_tables_of_the_gate_say_what_the_codecs_say(wrong: str) -> None:
    view, codes = ByteView(wrong), gate._codes(wrong)
    draw = random.Random(wrong)
    for unit in [*range(0x80, 0x500), *draw.sample(range(0x2000, 0xD800), 4000), 0xFF71, 0xFFFD]:
        assert codes[unit] == int.from_bytes(view[chr(unit)] or b"")


@pytest.mark.parametrize("right", dict.fromkeys(kind.right for kind in KINDS))
def test_the_pairs_of_the_gate_are_the_characters_of_the_codec(right: str) -> None:
    table, characters = CodeTable(right), gate._characters(right)
    for pair in random.Random(right).sample(range(0x8140, 0xFF00), 4000):
        lead, rest = divmod(pair, 256)
        if lead == 0xFF or rest == 0xFF or rest < 0x40:
            continue
        read = table[bytes([lead, rest])] or ""
        assert characters[pair] == (code_units(read)[0] if len(read) == 1 else 0)


# Now and then the gate opens for such a line by chance; these are ordinary ones.
FOREIGN = [
    *("Пароход отходит от пристани в семь часов утра.", "Пасажири чекають на березі, їхні речі вже на палубі."),
    *("Το πλοίο φεύγει από την αποβάθρα στις επτά.", "Le garçon a mangé où la forêt s’arrête, près du café."),
    *("Chiếc thuyền rời bến lúc bảy giờ sáng.", "Parník odplouvá z přístaviště v sedm hodin ráno."),
    *("تغادر السفينة الرصيف في السابعة صباحا.", "הספינה יוצאת מהרציף בשבע בבוקר.", "เรือออกจากท่าตอนเจ็ดโมงเช้า"),
    "Das Schiff fährt früh vom Anleger ab.",
]


@pytest.mark.parametrize("line", FOREIGN)
def test_text_in_other_languages_does_not_open_the_gate(line: str) -> None:
    text = "\n".join([line] * 50)
    assert kinds_by_line(enumerate(text.split("\n"))) == {}
    assert repair_mojibake(text).text == text


@pytest.mark.parametrize(("right", "wrong", "sentences"), PAIRS, ids=[f"{right} as {wrong}" for right, wrong, _ in PAIRS])
def test_the_gate_opens_for_mojibake_wherever_it_stands(right: str, wrong: str, sentences: list[str]) -> None:
    names = {"latin-1": "latin", "cp950": "big5", "cp949": "euc_kr", "cp932": "shift_jis"}
    expected = names.get(right, right), names.get(wrong, wrong)
    for (_, broken), line in product(recoverable(right, wrong, sentences), FOREIGN):
        found = kinds_by_line([(0, line), (7, line + broken + line), (9, line)])
        assert [*found] == [7]
        assert expected in [(kind.right, kind.wrong) for kind in found[7]]


def test_a_line_longer_than_the_gate_looks_at_at_once_is_seen_to_its_end() -> None:
    broken = SENTENCES[0].encode("gb18030").decode("latin-1")
    for place in (1 << 15) - 20, (1 << 15) + 40, 99_990:
        line = "я" * place + broken + "я" * (100_000 - place)
        assert [*kinds_by_line([(3, line)])] == [3]
