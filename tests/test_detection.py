"""Detection: the character tables, short, cut and damaged bytes, text out of step, and what is in no encoding of East Asia."""

from __future__ import annotations

import importlib.metadata
import itertools
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpuskit.decoding import decode, readings, resync, shift
from corpuskit.decoding.detect import detect
from corpuskit.decoding.evidence import best_table, in_context, is_plausible, likelihood
from corpuskit.decoding.guesswork import is_in_latin_words, is_in_words
from corpuskit.text.likelihood import LANGUAGES, PATH, code_units, log_likelihood, log_likelihoods, mean_log_likelihood

TEXTS = {
    path.stem: path.read_text(encoding="utf-8") for path in (Path(__file__).parents[1] / "benchmarks" / "texts").glob("*.txt")
}
WRITTEN = [
    ("hans", "utf-8"),
    ("hans", "gb18030"),
    ("hans", "utf-16-le"),
    ("hans", "utf-16-be"),
    ("hant", "utf-8"),
    ("hant", "gb18030"),
    ("hant", "cp950"),
    ("hant", "big5hkscs"),
    ("hant", "euc_tw"),
    ("ja", "cp932"),
    ("ja", "euc_jp"),
    ("ko", "cp949"),
]
MULTI_BYTE = ("gb18030", "cp950", "big5hkscs", "cp932", "euc_jp", "cp949")


def snippets(language: str, encoding: str, size: int, number: int = 60) -> list[tuple[str, bytes]]:
    """Take stretches of about `size` bytes from everywhere in a text, those of ASCII left out."""
    text = TEXTS[language].encode(encoding, "ignore").decode(encoding)
    length = max(2, size * len(text) // len(text.encode(encoding)))
    starts = range(0, len(text) - length, max(1, (len(text) - length) // number))
    taken = [text[start : start + length] for start in starts]
    return [(snippet, snippet.encode(encoding)) for snippet in taken if not snippet.isascii()]


def share_right(found: list[bool]) -> float:
    return sum(found) / len(found)


# --- the tables ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_is_a_distribution(language: str) -> None:
    table = log_likelihoods(language)
    assert table.shape == (0x10000,)
    assert table.dtype == np.float32
    assert not table.flags.writeable
    assert table.max() < 0
    first = np.exp(table[:0xDC00].astype(float)).sum() + np.exp(table[0xE000:].astype(float)).sum()
    assert 0.8 < first < (1.2 if language != "other" else 8)  # each script in `other` is the whole of some texts


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x85", "\ue000", "\uf8ff", "\ufffd", "\uffff"])
def test_no_text_has_these(character: str) -> None:
    assert all(log_likelihoods(language)[ord(character)] == -25.5 for language in LANGUAGES)


@pytest.mark.parametrize("language", ["hans", "hant", "ja", "ko"])
def test_a_text_is_likeliest_in_its_own_language(language: str) -> None:
    means = {other: mean_log_likelihood(TEXTS[language], other) for other in LANGUAGES}
    assert max(means, key=lambda other: means[other]) == language
    assert means[language] > -7
    assert mean_log_likelihood("", language) == 0
    assert log_likelihood(TEXTS[language], language) == pytest.approx(
        means[language] * len(code_units(TEXTS[language])), rel=1e-4
    )


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="elvish"):
        log_likelihoods("elvish")


def test_the_table_is_small_and_its_sources_are_stated() -> None:
    assert PATH.stat().st_size < 60_000
    readme = (PATH.parent / "README.md").read_text(encoding="utf-8")
    assert all(word in readme for word in ("jieba", "MIT", "OpenCC", "Apache-2.0", "python -m corpuskit.text.tables.build"))


def test_the_table_can_be_built_anew() -> None:
    try:
        versions = (importlib.metadata.version("jieba"), importlib.metadata.version("opencc"))
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("jieba or OpenCC is not installed")
    if versions != ("0.42.1", "1.4.2"):
        pytest.skip(f"the table is made from jieba 0.42.1 and OpenCC 1.4.2, installed are {versions}")
    script = (
        "from corpuskit.text.tables.build import build; from corpuskit.text.likelihood import PATH; import zlib;"
        "assert build().tobytes() == zlib.decompress(PATH.read_bytes())"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


# --- evidence ---


def test_ascii_does_not_decide() -> None:
    assert len({round(likelihood("a plain line, 12%", encoding), 3) for encoding in ("gb18030", "cp950", "cp932", "cp949")}) == 1


def test_repetition_and_context() -> None:
    assert likelihood("―" * 40, "euc_jp") > likelihood("健" * 40, "gb18030") - 60
    assert likelihood("春a天b", "gb18030") < likelihood("春天ab", "gb18030") - 3
    assert len(in_context(code_units(""), best_table("gb18030"))) == 0


@given(st.text(max_size=60), st.sampled_from([*MULTI_BYTE, "utf-8", "utf-16-le"]))
def test_likelihoods_are_finite(text: str, encoding: str) -> None:
    assert -30 * (2 * len(text) + 1) < likelihood(text, encoding) <= 0.0 or not text
    is_plausible(text, encoding)


# --- clean, cut and damaged ---


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
@pytest.mark.parametrize("size", [20, 50, 200])
def test_short_clean_bytes(language: str, encoding: str, size: int) -> None:
    found = [decode(data).text == text for text, data in snippets(language, encoding, size)]
    assert share_right(found) >= (0.97 if size == 20 else 0.99)


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
@pytest.mark.parametrize("size", [20, 50, 200])
def test_cut_bytes(language: str, encoding: str, size: int) -> None:
    found = []
    for text, data in snippets(language, encoding, size):
        head, tail = (len(text[place].encode(encoding)) > 1 for place in (0, -1))
        read = decode(data[head : len(data) - tail]).text.strip("\ufffd")
        inner = text[head : len(text) - tail]
        found.append(inner in read and len(read) <= len(inner) + 2)
    assert share_right(found) >= (0.93 if size == 20 else 0.97)


@pytest.mark.parametrize(("language", "encoding"), [pair for pair in WRITTEN if pair[1] != "euc_tw"])
@pytest.mark.parametrize("size", [20, 50, 200])
def test_corrupted_bytes(language: str, encoding: str, size: int) -> None:
    from rapidfuzz.distance import Levenshtein

    draw = random.Random(f"{language} {encoding} {size}")
    found = []
    for text, data in snippets(language, encoding, size):
        spoilt = bytearray(data)
        spoilt[draw.randrange(len(data))] ^= draw.randrange(1, 256)
        found.append(Levenshtein.distance(decode(bytes(spoilt)).text, text) <= 4)
    assert share_right(found) >= (0.92 if size == 20 else 0.96)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("你好", "gb18030"),
        ("图书馆", "gb18030"),
        ("第3章", "gb18030"),
        ("說明書", "cp950"),
        ("說明書", "gb18030"),
        ("唔該晒", "big5hkscs"),
        ("お知らせ", "cp932"),
        ("ありがとう", "euc_jp"),
        ("안녕하세요", "cp949"),
        ("目录", "utf-16-le"),
        ("Content 内容", "gb18030"),
    ],
)
def test_a_few_characters(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["gb18030", "cp950", "cp932", "euc_jp", "cp949"])
def test_lines_of_dashes_and_dots(encoding: str) -> None:
    text = {"cp932": "――――――――\n山の話\n", "euc_jp": "……………………\n雨の日\n", "cp949": "……………………\n비 오는 날\n"}.get(
        encoding, "——————————\n大雨的日子\n"
    )
    assert decode(text.encode(encoding)).text == text


def test_hong_kong_characters_choose_their_variant_of_big5() -> None:
    assert decode("①唔該，②多謝。佢哋喺度傾偈。".encode("big5hkscs")).encoding == "big5hkscs"
    assert decode("他說：「下個月十五號以前還書。」".encode("big5hkscs")).encoding == "cp950"


def test_confidence_grows_with_the_text() -> None:
    text = TEXTS["hans"][9:]
    short, longer = (decode(text[:length].encode("gbk")).confidence for length in (1, 40))
    assert 0 < short < longer == 0.99


# --- out of step ---


def corrupt(text: str, encoding: str, place: int, byte: int) -> bytes:
    data = bytearray(text.encode(encoding))
    data[len(text[:place].encode(encoding))] = byte
    return bytes(data)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("山上的氣象站建在稜線上，冬天常有兩三個星期下不了山", "gb18030"),
        ("山上的氣象站建在稜線上，冬天常有兩三個星期下不了山", "cp950"),
        ("值班室的灯整夜亮着，老周每两个小时出去看一次水位", "gb18030"),
        ("駅前の商店街に古い時計屋が一軒ある、店の主人は七十五歳", "euc_jp"),
    ],
)
@pytest.mark.parametrize("byte", [0x41, 0x1D, 0x33])
def test_a_lost_lead_byte_is_found_though_all_decodes(text: str, encoding: str, byte: int) -> None:
    decoded = decode(corrupt(text, encoding, 5, byte), encoding)
    assert decoded.text[:5] == text[:5]
    assert decoded.text[-14:] == text[-14:]


RARE = [
    "魑魅魍魉，饕餮梼杌，狻猊狴犴，蚣蝮椒图，赑屃螭吻，鸱鸮鹡鸰，玳瑁琥珀，璎珞玛瑙",
    "于是齔、齠、齡、齦、齪、齷、龔、龕、龜、龠等字收在卷末，鼉鼇鼈鼎鼐鼒鼓鼕鼗鼙",
    "化学元素：钅卢（铲）、𬭊、𬭳、𬭛、𬭶、鿏、𫟼、𬬭、鿔、鿭、𫓧、镆、𫟷；羰、羧、羟、巯、嘌呤、嘧啶、吡啶、噻唑",
    "A1 B2 C3 甲x乙y丙z丁w戊v己u庚t辛s壬r癸q",
    "彳亍　孑孓　孖鸐　邶鄘鄀鄅郯郜郿酆　亻冫冖凵勹匚卩厶",
]


@pytest.mark.parametrize("text", [*RARE, *TEXTS.values()], ids=lambda text: text[:4])
@pytest.mark.parametrize("encoding", MULTI_BYTE)
def test_rare_characters_are_left_alone(text: str, encoding: str) -> None:
    data = text.encode(encoding, "ignore")
    strict = data.decode(encoding)
    assert shift.mend(data, strict, encoding, resync.divide) == (strict, [])


@given(st.binary(max_size=120), st.sampled_from(MULTI_BYTE))
@example("山上的氣象站建在稜線上".encode("gbk")[1:-1], "gb18030")
def test_mending_loses_nothing(data: bytes, encoding: str) -> None:
    strict = data.decode(encoding, "ignore")
    try:
        body = strict.encode(encoding)
    except UnicodeEncodeError:
        return
    if body.decode(encoding, "replace") != strict:
        return
    text, bad = shift.mend(body, strict, encoding, resync.divide)
    assert (text == strict) == (not bad)
    end = 0
    for offset, raw in bad:
        assert offset >= end
        assert body[offset : offset + len(raw)] == raw
        end = offset + len(raw)
    assert text.count(resync.MARK) == len(bad)


def test_doubts_are_in_order_and_inside() -> None:
    text = ("正常的文字，" * 9 + "楢藭鲁鲟鬣鬻鬱鬲" + "还是正常的文字。" * 9) * 3
    doubts = shift.doubtful(text, "gb18030")
    assert len(doubts) == 3
    assert all(doubt.first <= doubt.worst < doubt.last <= len(text) for doubt in doubts)
    assert all(before.last <= after.first for before, after in itertools.pairwise(doubts))
    assert shift.doubtful(text, "utf-8") == []


# --- everything else ---

OTHERS = [
    ("Погода сегодня хорошая, и дети играют во дворе до самого вечера.", "koi8-r"),
    ("Погода сегодня хорошая, и дети играют во дворе до самого вечера.", "cp1251"),
    ("Η βιβλιοθήκη ανοίγει στις εννέα το πρωί και κλείνει το βράδυ.", "cp1253"),
    ("Die Tür war geöffnet, und über dem Fluß hörte man die Möwen schreien.", "cp1252"),
    ("La bibliothèque était fermée, mais à côté il y avait un café très agréable.", "cp1252"),
]


@pytest.mark.parametrize(("text", "encoding"), OTHERS, ids=lambda value: value[:8])
def test_other_languages_are_not_taken_for_chinese(text: str, encoding: str) -> None:
    assert detect(text.encode(encoding)).method == "chardet"


@pytest.mark.parametrize(("text", "encoding"), OTHERS, ids=lambda value: value[:8])
def test_words_of_one_byte_a_letter(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert is_in_words(data) or is_in_latin_words(data)


@pytest.mark.parametrize(("language", "encoding"), [pair for pair in WRITTEN if not pair[1].startswith("utf")])
def test_east_asian_bytes_are_no_such_words(language: str, encoding: str) -> None:
    data = TEXTS[language].encode(encoding, "ignore")
    assert not is_in_words(data)
    assert not is_in_latin_words(data)


def test_damaged_utf8_with_an_ascii_head() -> None:
    data = b"a line of ASCII\n" * 1000 + TEXTS["hans"].encode() + b"\xff\n" + b"and more\n" * 1000
    assert (decode(data).encoding, len(decode(data).damage)) == ("utf-8", 1)


def test_iso_2022_cn_is_found() -> None:
    text = "图书馆今天开放，圖書館今天開放。\n"
    assert (decode(text.encode("iso2022_cn")).text, decode(text.encode("iso2022_cn")).method) == (text, "escape")


def test_utf16_whose_bytes_are_all_ascii() -> None:
    assert decode("と思う。しか".encode("utf-16-be")).text == "と思う。しか"


@pytest.mark.parametrize("data", [b"W0_04X", b"A0B0C0D0E0", b"0x30 0x41 0x30 0x42", b"Bush hid the facts", b"30304130"])
def test_ascii_stays_ascii(data: bytes) -> None:
    assert detect(data).encoding == "ascii"


@given(st.binary(max_size=200))
@example(b"\xa4")
@example(b"\x80\x30\x81\x30" * 9)
def test_any_bytes_get_a_guess(data: bytes) -> None:
    guess = detect(data)
    assert 0 <= guess.confidence <= 1
    assert 0 <= guess.skip <= 3  # a head may be cut by up to three bytes


@pytest.mark.parametrize(
    "unit", [b"\xa4\xa4\xff", "今天".encode("gbk"), "今天天氣".encode("big5") + b"\xfe", b"\xb5\x00\x81", "Ё ".encode("koi8-r")]
)
def test_detection_takes_no_longer_for_long_files(unit: bytes) -> None:
    def cost(length: int) -> float:
        data = unit * (length // len(unit))
        start = time.process_time()
        detect(data)
        return time.process_time() - start

    cost(1_000)
    assert cost(400_000) <= 16 * max(cost(100_000), 0.004)


def test_candidates_have_a_prior() -> None:
    assert set(MULTI_BYTE) < set(readings.PRIOR)
    assert max(readings.PRIOR.values()) == readings.PRIOR["gb18030"] == 0
