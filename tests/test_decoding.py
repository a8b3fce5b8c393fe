"""From bytes to text: every encoding is found, nothing is lost, and the record of what is damaged is exact."""

from __future__ import annotations

import gzip
import io
import random
import subprocess
import sys
import time
import zipfile
import zlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpuskit.decoding import Decoded, binary_reason, decode
from corpuskit.errors import InputError

HANS = """渡口的早晨

清晨的渡口停着三条木船，船夫在岸边喝茶。雾气从河面上升起来，对岸的房子只看得见屋顶。“今天的鱼不多，”他说，“去年这个时候，一网下去有
二十斤。”孩子们背着书包等船，有的在数石头，有的在背课文：春眠不觉晓，处处闻啼鸟。
第2班船6:40开出，票价1.5元，能坐30个人。经过修理，发动机的声音小了许多；但是河水涨得很快，经济上的损失还没有人计算过。
"""
HANT = """圖書館的下午

圖書館今天開放到晚上九點，閱覽室裡坐滿了學生。窗外下著雨，「這本書什麼時候還？」她問。管理員說：「下個月十五號以前。」
我們從車站走過來，經過舊書店和麵包店，衣服都濕了。讀者可以借10本書，期限為30天；電腦與雜誌不外借，請勿飲食。
"""
JA = """駅前の喫茶店で待っています。パソコンのデータをコピーしてから、会社に行く予定です。今日は天気がいいですね。
「本当ですか」と彼女は言った。
"""
KO = """정부는 내년부터 새로운 제도를 시행한다고 밝혔다. 서울의 날씨는 맑고 사람들이 많이 나왔다.
그는 오늘 학교에 가지 않았다고 말했다.
"""
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")

FOUND = [
    *((HANS, encoding, encoding) for encoding in ("utf-8", "gb18030", *WIDE)),
    *((HANT, encoding, encoding) for encoding in ("utf-8", "gb18030", "cp950", *WIDE)),
    (HANS, "gbk", "gb18030"),
    (HANS, "gb2312", "gb18030"),
    (HANS, "hz", "hz"),
    (HANT, "big5", "cp950"),
    (HANT + "佢喺度嘅嘢唔係我哋嘅\n", "big5hkscs", "big5hkscs"),
    *((JA, "shift_jis", "cp932"), (JA, "cp932", "cp932"), (JA, "euc_jp", "euc_jp"), (JA, "iso2022_jp", "iso2022_jp")),
    *((KO, "euc_kr", "cp949"), (KO, "cp949", "cp949"), (KO, "iso2022_kr", "iso2022_kr"), (KO, "utf-16-le", "utf-16-le")),
]


def short(value: str) -> str:
    return value if value.isascii() else value[:2]


MULTI_BYTE = ("utf-8", "gb18030", "gbk", "gb2312", "big5", "cp950", "big5hkscs", "cp932", "euc_jp", "cp949")


def check_record(data: bytes, decoded: Decoded) -> None:
    """Assert that the record is in order, says the truth about the bytes, and points at replacement characters."""
    end, position = len(decoded.bom), -1
    assert data.startswith(decoded.bom)
    for damage in decoded.damage:
        assert damage.raw
        assert data[damage.offset : damage.offset + len(damage.raw)] == damage.raw
        assert damage.offset >= end
        assert damage.position > position
        assert decoded.text[damage.position] == "\ufffd"
        end, position = damage.offset + len(damage.raw), damage.position
    assert end <= len(data)
    decoded.text.encode("utf-8")  # no lone surrogates


@pytest.mark.parametrize(("text", "written", "expected"), FOUND, ids=short)
def test_encodings_are_found(text: str, written: str, expected: str) -> None:
    data = text.encode(written)
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.damage) == (text, expected, ())
    assert (decoded.confidence == 1.0) == (decoded.method in ("utf-8", "ascii", "bom"))
    assert decoded.confidence > 0.9
    assert binary_reason(data) is None


# Escape codes begin anew on each line, so those encodings are not joined by a character that needs them.
SEPARATED = [(separator, *case) for case in FOUND for separator in ("\r", "\r\n", "\t")] + [
    ("\u3000", *case) for case in FOUND if not case[2].startswith(("iso", "hz"))
]


@pytest.mark.parametrize(("separator", "text", "written", "expected"), SEPARATED, ids=short)
def test_line_ends_do_not_matter(separator: str, text: str, written: str, expected: str) -> None:
    joined = separator.join(text.split("\n")) * 3
    decoded = decode(joined.encode(written))
    assert (decoded.text, decoded.encoding) == (joined, expected)


@pytest.mark.parametrize(
    ("bom", "codec", "name"),
    [
        (b"\xef\xbb\xbf", "utf-8", "utf-8-sig"),
        (b"\xff\xfe", "utf-16-le", "utf-16"),
        (b"\xfe\xff", "utf-16-be", "utf-16"),
        (b"\xff\xfe\0\0", "utf-32-le", "utf-32"),
        (b"\0\0\xfe\xff", "utf-32-be", "utf-32"),
        (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
    ],
)
@pytest.mark.parametrize("text", ["", "a", "文", HANS])
def test_byte_order_marks(bom: bytes, codec: str, name: str, text: str) -> None:
    data = bom + text.encode(codec)
    for decoded in (decode(data), decode(data, codec), decode(data, name)):
        assert (decoded.text, decoded.encoding, decoded.confidence, decoded.bom) == (text, name, 1.0, bom)
        assert decoded.to_bytes() == data
    assert decode(data).method == "bom"
    assert decode(data, codec).method == "forced"
    assert binary_reason(data) is None


def test_plain_cases() -> None:
    assert decode(b"") == Decoded("", "ascii", 1.0, "ascii")
    assert decode(b"plain\r\ntext\r") == Decoded("plain\r\ntext\r", "ascii", 1.0, "ascii")
    assert decode("文".encode()) == Decoded("文", "utf-8", 1.0, "utf-8")


@pytest.mark.parametrize("name", ["UTF8", "utf_8", "U8"])
def test_forced_names(name: str) -> None:
    assert decode("文".encode(), name).encoding == "utf-8"
    assert decode("文".encode(), name).method == "forced"


@pytest.mark.parametrize("name", ["utf-9", "gb18O30", "base64", "rot13", "hex", "idna", "", "\0", "文", "undefined", "a" * 999])
def test_unknown_names_are_refused_in_one_line(name: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(b"abc", name)
    assert "\n" not in str(caught.value)


def test_a_misspelt_name_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match="did you mean 'gb18030'"):
        decode(b"", "gb18o30")


@pytest.mark.parametrize("position", [0, 1, 40_000, 79_999])
@pytest.mark.parametrize("byte", [0xFF, 0xC0, 0x00])
def test_one_bad_byte_does_not_change_utf8(position: int, byte: int) -> None:
    data = bytearray((HANS * 250).encode()[:80_000])
    data[position] = byte
    decoded = decode(bytes(data))
    assert decoded.encoding == "utf-8"
    assert 1 <= len(decoded.damage) <= 3
    assert decoded.confidence > 0.98
    assert decoded.to_bytes() == bytes(data)


@pytest.mark.parametrize("head", range(4))
@pytest.mark.parametrize("tail", range(4))
def test_utf8_cut_at_both_ends(head: int, tail: int) -> None:
    data = "春天的花开在河边".encode()
    data = data[head : len(data) - tail]
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert "天的花开在河" in decoded.text
    assert len(decoded.damage) == (head % 3 > 0) + (tail % 3 > 0)
    assert decoded.to_bytes() == data


@pytest.mark.parametrize(("text", "encoding"), [(HANS, "gb18030"), (JA, "euc_jp"), (KO, "cp949")], ids=short)
def test_a_lost_byte_costs_two_characters_at_most(text: str, encoding: str) -> None:
    line = max(text.split("\n"), key=len)
    data = line.encode(encoding)
    middle = len(line[: len(line) // 2].encode(encoding))
    if data[middle] < 0x80:
        middle += 1
    decoded = decode(data[:middle] + data[middle + 1 :], encoding)
    kept = sum(first == second for first, second in zip(line, decoded.text, strict=False))
    kept_from_behind = sum(first == second for first, second in zip(reversed(line), reversed(decoded.text), strict=False))
    assert max(kept, kept_from_behind) >= len(line) // 2
    assert kept + kept_from_behind >= len(line) - 3
    assert decoded.damage


@pytest.mark.parametrize(("text", "encoding"), [(HANS, "gb18030"), (HANT, "cp950"), (JA, "cp932"), (KO, "cp949")])
def test_damaged_legacy_files_keep_their_encoding(text: str, encoding: str) -> None:
    shuffler = random.Random(encoding)
    data = bytearray((text * 40).encode(encoding))
    for _ in range(len(data) // 1000):
        data[shuffler.randrange(len(data))] = shuffler.randrange(256)
    decoded = decode(bytes(data))
    assert decoded.encoding == encoding
    check_record(bytes(data), decoded)


def test_ascii_with_a_chinese_tail() -> None:
    assert decode(b"line of a log\n" * 40_000 + HANS.encode("gbk")).encoding == "gb18030"


def test_nul_bytes_do_not_matter() -> None:
    for encoding in ("utf-8", "gb18030"):
        padded = "\n".join(line.ljust(99, "\0") for line in HANS.split("\n"))
        assert decode(padded.encode(encoding)).text == padded
        assert binary_reason(padded.encode(encoding)) is None


def test_a_replacement_character_in_the_file_is_no_damage() -> None:
    data = "一\ufffd二".encode() + b"\xff" + "\ufffd三".encode()
    decoded = decode(data)
    assert [damage.position for damage in decoded.damage] == [3]
    assert decoded.to_bytes() == data


@pytest.mark.parametrize(("text", "encoding"), [(HANS, "utf-16-le"), (HANS, "utf-16-be")])
def test_wide_files_that_were_cut(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    headless = decode(data[1:])
    assert headless.text == "\ufffd" + text[1:]
    assert headless.damage == ((0, data[1:2], 0),)
    assert decode(data[:-1]).text == text[:-1] + "\ufffd"


@pytest.mark.parametrize(("text", "encoding"), [(JA, "iso2022_jp"), (KO, "iso2022_kr"), (HANS, "hz")])
def test_escapes_with_a_few_high_bytes(text: str, encoding: str) -> None:
    data = text.encode(encoding) + b"\xff" + text.encode(encoding)
    decoded = decode(data)
    assert (decoded.encoding, decoded.method) == (encoding, "escape")
    assert [damage.raw for damage in decoded.damage] == [b"\xff"]


@pytest.mark.parametrize("escape", [b"\x1b$B", b"~{VPND~}", b"\x1b$)C", b"\x1b[1m"])
def test_an_escape_in_a_text_of_eight_bits(escape: bytes) -> None:
    for encoding in ("utf-8", "gb18030"):
        data = HANS.encode(encoding) + escape + HANS.encode(encoding)
        assert decode(data).text == data.decode(encoding)


def test_utf_7_with_half_a_character() -> None:
    assert decode(b"+Zvo-", "utf-7").text == "\u66fa"
    assert decode(b"a +3/8- b", "utf-7").text == "a +3/8- b"


def test_mostly_ascii_in_wide_encodings() -> None:
    for encoding in WIDE:
        text = "name,value\r\nfirst,1\r\nsecond,2 € – 好\r\n"
        assert decode(text.encode(encoding)).text == text
        assert binary_reason(text.encode(encoding)) is None


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Правительство объявило о новых мерах. Жители города надеются, что жизнь станет лучше.", "cp1251"),
        ("Правительство объявило о новых мерах. Жители города надеются, что жизнь станет лучше.", "koi8-r"),
        ("Die Straße ist für Fußgänger gesperrt; größere Schäden müssen später geprüft werden, schöne Grüße.", "cp1252"),
    ],
)
def test_other_languages_are_left_to_chardet(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.method) == (text, "chardet")
    assert 0 < decoded.confidence < 1


def test_chardet_stays_unloaded_for_chinese() -> None:
    script = (
        "import sys; from corpuskit.decoding import decode; decode('今天的天气真好'.encode('gbk'));"
        "assert 'chardet' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@given(st.binary(max_size=300))
@example(b"\x00")
@example(b"\xff\xfe\x00")
@example(b"~{~}")
@example(b"\x1b$B!")
@example(b"\x80" * 40)
def test_no_bytes_raise_anything(data: bytes) -> None:
    decoded = decode(data)
    check_record(data, decoded)
    assert 0 <= decoded.confidence <= 1
    reason = binary_reason(data)
    assert reason is None or (reason and "\n" not in reason)


@given(st.sampled_from(MULTI_BYTE), st.data())
def test_damage_is_recorded_exactly(encoding: str, draw: st.DataObject) -> None:
    source = {"cp932": JA, "euc_jp": JA, "cp949": KO}.get(encoding, HANT if encoding[:2] in ("bi", "cp") else HANS)
    data = bytearray(source[:120].encode(encoding, "ignore"))
    places = st.tuples(st.integers(0, len(data) - 1), st.sampled_from([0xFF, 0x80, 0xFE, 0x41, 0x00]))
    for place, byte in draw.draw(st.lists(places, max_size=4)):
        data[place] = byte
    decoded = decode(bytes(data), encoding)
    check_record(bytes(data), decoded)
    assert decoded.to_bytes() == data


@settings(max_examples=50)
@given(
    st.sampled_from(["iso2022_jp", "iso2022_kr", "hz", "utf-7", "cp949", "johab", "cp037", "mac-roman"]), st.binary(max_size=60)
)
def test_any_encoding_can_be_forced_on_anything(encoding: str, data: bytes) -> None:
    check_record(data, decode(data, encoding))


@pytest.mark.parametrize("encoding", [None, "utf-8", "gb18030", "cp950", "utf-16", "iso2022_jp"])
@pytest.mark.parametrize("unit", [b"\xff", b"\x81", b"\xe4\xb8", b"\xd6\xd0\xff", b"\x1b$B", b"~{", b"a\x80", b"\x00\x01"])
def test_time_grows_with_the_length_only(encoding: str | None, unit: bytes) -> None:
    def cost(length: int) -> float:
        data = unit * (length // len(unit))
        start = time.process_time()
        decode(data, encoding)
        binary_reason(data)
        return time.process_time() - start

    cost(1_000)
    assert cost(80_000) <= 16 * max(cost(20_000), 0.004)


def _zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "文")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"),
        (gzip.compress(HANS.encode()), "a gzip archive"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "a PDF file"),
        (_zipped(), "a ZIP archive (also .docx, .xlsx)"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
        (b"GIF89a\x01\0\x01\0", "a GIF image"),
        (b"\x7fELF\x02\x01\x01\0", "an ELF program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls, .ppt)"),
        (b"a.txt".ljust(257, b"\0") + b"ustar\x0000", "a tar archive"),
        (b"\0\0\0\x18ftypmp42", "an MP4 or HEIF file"),
        (bytes(64), "nothing but NUL bytes"),
        (random.Random(1).randbytes(5000), "NUL bytes and control characters, no known text encoding"),
        (zlib.compress(HANS.encode() * 9), "NUL bytes and control characters, no known text encoding"),
    ],
)
def test_binary_files_are_told(data: bytes, reason: str) -> None:
    assert binary_reason(data) == reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BM is an abbreviation.",
        "GIF89a 是一种图像格式",
        "MZ",
        "PK 之后",
        "the ftyp box",
        "第一页\f第二页",
        "\x1b[31m红\x1b[0m",
        "一\x01二" * 2 + HANS,
    ],
)
def test_text_is_not_binary(text: str) -> None:
    assert binary_reason(text.encode()) is None
    assert binary_reason(text.encode("gb18030")) is None


def test_utf8_with_a_byte_in_nine_lost_is_still_utf8() -> None:
    data = bytearray(("清河县图书馆昨天重新开放，读者排起了长队，馆长说新馆比旧馆大了三倍。" * 10).encode())
    data[::9] = b"\xff" * len(data[::9])
    decoded = decode(bytes(data))
    assert (decoded.encoding, decoded.confidence < 0.8) == ("utf-8", True)
