"""Text and records together are the file, byte for byte, whatever the file is."""

from __future__ import annotations

import codecs
import random
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpuskit.decoding import Decoded, OneWay, decode
from corpuskit.decoding.codec import known

HANS = "河边的磨坊早就不用了，水车却还在转。“明年修好它，”老人说，“修好它要花三十天。”\r\n"
HANT = "舊磨坊在溪邊，水車還轉著。「明年再修吧，」老人說，「修好要花三十天。」\n"
JA = "水車はまだ回っている。①髙橋さんは「来年直します」と言った。\n"
KO = "물레방아는 아직 돌고 있다. 노인은 내년에 고치겠다고 말했다.\n"
TEXT_IN = {
    "cp932": JA,
    "shift_jis": JA,
    "euc_jp": JA,
    "iso2022_jp": JA,
    "cp949": KO,
    "iso2022_kr": KO,
    "johab": KO,
} | dict.fromkeys(("big5", "cp950", "big5hkscs", "euc_tw"), HANT)
STATEFUL = ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_kr", "iso2022_cn", "hz", "utf-7")
DOUBLE_BYTE = (
    "gb18030",
    "gbk",
    "gb2312",
    "big5",
    "cp950",
    "big5hkscs",
    "euc_tw",
    "cp932",
    "shift_jis",
    "euc_jp",
    "cp949",
    "euc_kr",
)
RARE = ("johab", "shift_jis_2004", "shift_jisx0213", "euc_jis_2004", "euc_jisx0213")
SINGLE_BYTE = (
    "latin-1",
    "cp1252",
    "koi8-r",
    "cp437",
    "cp864",
    "cp1006",
    "mac-roman",
    "mac-arabic",
    "tis-620",
    "cp037",
    "hp-roman8",
)
WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
ALL = ("ascii", "utf-8", "utf-8-sig", *WIDE, *DOUBLE_BYTE, *RARE, *STATEFUL, *SINGLE_BYTE)
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, b"\x84\x31\x95\x33")


def check(data: bytes, decoded: Decoded) -> None:
    """Assert that nothing is lost, and that every record says the truth."""
    assert decoded.to_bytes() == data
    decoded.text.encode("utf-8")  # no lone surrogates
    for fragment in decoded.damage:
        assert fragment.raw
        assert data[fragment.offset : fragment.offset + len(fragment.raw)] == fragment.raw
        assert decoded.text[fragment.position] == "\ufffd"
    for way in decoded.one_way:
        assert data[way.offset : way.offset + len(way.raw)] == way.raw
        assert 0 <= way.position <= way.position + way.length <= len(decoded.text)
    for records in (decoded.damage, decoded.one_way):
        assert [record.offset for record in records] == sorted({record.offset for record in records})


def all_codes(codec: str) -> Iterator[bytes]:
    """Give the codes of all characters of a double-byte encoding, and some of those of four bytes."""
    codes = [bytes([lead, trail]) for lead in range(0x80, 0x100) for trail in range(0x30, 0x100)]
    codes += [bytes([lead]) for lead in range(0x100)]
    if codec.startswith("euc_j"):
        codes += [bytes([0x8F, row, cell]) for row in range(0xA1, 0xFF) for cell in range(0xA1, 0xFF)]
    if codec == "euc_tw":
        codes += [
            bytes([0x8E, plane, row, cell])
            for plane in (0xA1, 0xA2, 0xA7, 0xAF)
            for row in range(0xA1, 0xFF)
            for cell in (0xA1, 0xE0)
        ]
    if codec == "gb18030":
        every_37th = range(0x0080, 0x30000, 37)
        codes += [chr(point).encode(codec) for point in every_37th if not 0xD800 <= point < 0xE000]
        codes += [bytes.fromhex(code) for code in ("81308130", "8431a439", "8135f437", "84318236", "fe39fe39", "e3329a35")]
    for code in codes:
        try:
            if len(code.decode(codec)) in (1, 2):
                yield code
        except UnicodeDecodeError:
            continue


#: How many codes of these come back as others. GB 18030 has those that the edition of 2022 moved.
ONE_WAY = {
    "gb18030": 19,
    "big5": 4,
    "cp950": 10,
    "big5hkscs": 12,
    "cp932": 398,
    "euc_jp": 1,
    "gbk": 0,
    "gb2312": 0,
    "cp949": 0,
    "euc_kr": 0,
}


@pytest.mark.parametrize("codec", [*DOUBLE_BYTE, *RARE])
def test_every_code_comes_back(codec: str) -> None:
    codes = list(dict.fromkeys(all_codes(codec)))
    assert len(codes) > 5000
    data = b" sea\n".join(codes)  # words between them, or else it would be no text and be mended
    decoded = decode(data, codec)
    assert decoded.damage == ()
    check(data, decoded)
    recorded = {way.raw for way in decoded.one_way}
    assert all(way.length in (1, 2) for way in decoded.one_way)
    if codec in ONE_WAY:
        assert len(recorded) == ONE_WAY[codec]
    for code in codes[:: max(1, len(codes) // 2000)]:
        check(code, decode(code, codec))


@pytest.mark.parametrize("codec", SINGLE_BYTE)
def test_every_byte_comes_back(codec: str) -> None:
    data = bytes(range(0x100))
    check(data, decode(data, codec))
    check(data * 9, decode(data * 9, codec))


def test_codes_of_one_way_are_no_damage() -> None:
    decoded = decode("日月".encode("cp950") + b"\xf9\xf9\xf9\xf9 \xa2\xcc", "cp950")
    assert (decoded.text, decoded.damage) == ("日月══ 十", ())
    assert decoded.one_way == (OneWay(4, b"\xf9\xf9\xf9\xf9", 2, 2), OneWay(9, b"\xa2\xcc", 5, 1))
    assert decoded.text.encode("cp950") != decoded.to_bytes()


def test_clean_files_need_no_record() -> None:
    for codec in ALL:
        text = TEXT_IN.get(codec, HANS if codec not in (*RARE, *SINGLE_BYTE, "ascii") else "plain text\n") * 3
        data = text.encode(codec, "ignore")
        decoded = decode(data, codec)
        assert (decoded.damage, decoded.one_way) == ((), ()), codec
        assert decoded.to_bytes() == data


@pytest.mark.parametrize(
    ("data", "codec"),
    [
        (b"\x1b$B\x1b(B\x1b$BF|\x1b(J\x1b(B\n\x1b(Ba", "iso2022_jp"),  # escapes without need
        (b"a\x1b(B", "iso2022_jp"),  # an escape and nothing after it
        ("日本".encode("iso2022_jp") + b"\xff" + "日本\n日本".encode("iso2022_jp"), "iso2022_jp"),
        (b"\x1b$)C\x0e!!\x0f\n\x1b$)C\x0e!!", "iso2022_kr"),
        (b"\x1b$)\xd3\x0e\xbc+\x0f~\n~\n", "iso2022_kr"),
        (b"~{VP~}~{ND~}~~\n~{VPND", "hz"),
        (b"\x1b$)A\x0eVP\x0f\x0eND\x0f \x1b$)G\n\xff", "iso2022_cn"),
        (b"+Zvo- +Zvo +AGE-+//0-\xff+2D0-", "utf-7"),
        (b"+MG9-", "utf-7"),
        (b"\x88\x66\x88\x62\x88\x64", "big5hkscs"),
        (b"\x86\x85\x86\x80\x86\x86", "shift_jis_2004"),  # two codes for what is one code together
        (b"\x8f\xa2\xb7~", "euc_jp"),
        (b"\x8e\xa1\xc4\xe3\xc4\xe3", "euc_tw"),
    ],
)
def test_oddities_come_back(data: bytes, codec: str) -> None:
    decoded = decode(data, codec)
    check(data, decoded)
    longer = b"\n".join([data] * 3)
    check(longer, decode(longer, codec))


@given(st.binary(max_size=400))
@example(b"")
@example(b"\x00")
@example(b"\xff\xfe\x00")
@example(b"\x84\x31\x95\x33\xa6\xd9")
def test_any_bytes_come_back(data: bytes) -> None:
    check(data, decode(data))


@settings(max_examples=300)
@given(st.sampled_from(ALL), st.binary(max_size=80))
def test_any_bytes_come_back_from_any_encoding(codec: str, data: bytes) -> None:
    check(data, decode(data, codec))


@st.composite
def hurt_files(draw: st.DrawFn) -> tuple[bytes, str]:
    """Text in an encoding: with a byte order mark, cut, with bytes changed, lost and put in, with lines in another encoding."""
    codec = draw(st.sampled_from(ALL))
    start, size = draw(st.integers(0, 30)), draw(st.integers(0, 120))
    lines = [(TEXT_IN.get(codec, HANS) * 4)[start : start + size].encode(codec, "ignore")]
    others = draw(st.lists(st.sampled_from(("utf-8", "gb18030", "cp950", "cp932", "cp949")), max_size=3))
    lines += [TEXT_IN.get(other, HANS).encode(other, "ignore") for other in others]
    data = bytearray(draw(st.sampled_from((b"", b"", b"", *MARKS))) + b"".join(draw(st.permutations(lines))))
    for place, change in draw(st.lists(st.tuples(st.integers(0, 600), st.binary(max_size=3)), max_size=5)):
        data[place : place + 1] = change
    return bytes(data[draw(st.integers(0, 3)) : len(data) - draw(st.integers(0, 3))]), codec


@settings(max_examples=300)
@given(hurt_files())
def test_hurt_files_come_back(file: tuple[bytes, str]) -> None:
    data, codec = file
    check(data, decode(data))
    check(data, decode(data, codec))


def test_files_of_pieces_come_back() -> None:
    source = random.Random(20)
    pieces = [text.encode(codec, "ignore") for text in (HANS, HANT, JA, KO) for codec in ("utf-8", "gb18030", "cp950", "cp932")]
    pieces += [
        b"\x1b$B",
        b"\x1b(B",
        b"\x0e",
        b"\x0f",
        b"~{",
        b"~}",
        b"+",
        b"-",
        b"\r",
        b"\n",
        b"\x87\x90",
        b"\xf9\xf9",
        b"\xa6\xd9",
    ]
    for _ in range(600):
        data = b"".join(source.choice(pieces)[: source.randrange(1, 40)] for _ in range(source.randrange(1, 8)))
        check(data, decode(data))


def test_gb18030_of_2022() -> None:
    moved = {
        **dict(zip("a6d9 a6da a6db a6dc a6dd a6de a6df a6ec a6ed a6f3".split(), "︐︒︑︓︔︕︖︗︘︙", strict=True)),
        **dict(zip("fe59 fe61 fe66 fe67 fe6d fe7e fe90 fea0 a8bc".split(), "龴龵龶龷龸龹龺龻ḿ", strict=True)),
    }
    for code, character in moved.items():
        decoded = decode(bytes.fromhex(code), "gb18030")
        assert (decoded.text, decoded.damage) == (character, ())
        assert decoded.one_way == ((0, bytes.fromhex(code), 0, 1),)
        longer = HANS.encode("gb18030") + bytes.fromhex(code) + character.encode("gb18030")
        twice = decode(longer)
        assert (twice.text, twice.encoding) == (HANS + character * 2, "gb18030")
        assert [way.raw for way in twice.one_way] == [bytes.fromhex(code)]  # the code of four bytes comes back by itself
        assert twice.to_bytes() == longer
    assert known("GB18030-2022") == "gb18030"


@pytest.mark.parametrize(
    "data",
    [
        HANS.replace("\r\n", "").encode("gb18030") * 30_000,
        HANS.replace("\r\n", "").encode() * 20_000 + b"\xe6",
        HANT.replace("\n", "").encode("cp950") * 3_000 + b"\xff" + HANT.encode("cp950") * 3_000,
        (HANS.encode("gb18030") + bytes(300)) * 3_000,
        bytes(1_000_000),
        b"\xff" * 300_000,
        b"\x81" * 300_000,
        random.Random(1).randbytes(1_000_000),
    ],
    ids=["no line end", "no line end, cut", "no line end, hurt", "padded with NUL", "NUL only", "FF only", "81 only", "random"],
)
def test_large_and_strange_files_come_back(data: bytes) -> None:
    check(data, decode(data))
