"""The encodings that Python does not have: EUC-TW and ISO-2022-CN."""

from __future__ import annotations

import codecs
import io
import shutil
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuskit.decoding import cns11643, decode
from corpuskit.decoding.codec import known, larger
from corpuskit.decoding.tables import build

TEXT = "渡船從對岸慢慢搖過來，船夫說：「今天風大，只能坐八個人。」\n第二班是下午3:20。\n"
BOTH = "汉字与漢字：同一句话，兩種寫法。\n"
POINTS = cns11643.code_points().reshape(cns11643.PLANE_LIMIT, -1)


def code(plane: int, cell: int, short: bool = True) -> bytes:
    raw = bytes([0xA1 + cell // 94, 0xA1 + cell % 94])
    return raw if plane == 1 and short else bytes([0x8E, 0xA0 + plane]) + raw


def test_the_table_has_the_planes_of_the_standard() -> None:
    sizes = {plane: int((POINTS[plane] > 0).sum()) for plane in range(cns11643.PLANE_LIMIT)}
    assert sizes[1] == 5873
    assert sizes[2] == 7650
    assert {plane for plane, size in sizes.items() if size} == set(cns11643.PLANES)
    assert all(sizes[plane] > 6300 for plane in (3, 4, 5, 6, 7, 15))


def test_the_table_is_built_from_unihan() -> None:
    lines = ["# comment", "U+4E00\tkIRG_TSource\tT1-4421", "U+20000\tkIRG_TSource\tTF-7E7E", "U+4E01\tkIRG_GSource\tG0-3621"]
    raw = zlib.decompress(build.build(iter([*lines, "U+4E02\tkIRG_TSource\tT12-2121", "U+2F83A\tkIRG_TSource\tTU-2F83A"])))
    low, middle, high = np.frombuffer(raw, np.uint8).reshape(3, len(cns11643.PLANES), 94, 94).astype(np.uint32)
    table = low | middle << 8 | high << 16
    assert (table[0, 0x23, 0], table[-1, 93, 93], table[0, 0, 1]) == (0x4E00, 0x20000, ord("，"))
    assert np.count_nonzero(table) == 462  # 460 signs stand in the script
    ours = zlib.decompress((Path(build.__file__).parent / cns11643.FILE).read_bytes())
    assert np.array_equal(np.frombuffer(ours, np.uint8).reshape(3, -1)[0, :94], low[0, 0])


def test_the_characters_of_big5_are_in_its_order() -> None:
    """Big5 was made from the drafts of planes 1 and 2: but for 30 odd characters the order of one is that of the other."""

    def in_big5(leads: range) -> str:
        trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
        rows = "".join(bytes([lead, trail]).decode("big5", "ignore") for lead in leads for trail in trails)
        return "".join(character for character in rows if "\u4e00" <= character <= "\u9fff")

    for plane, leads in ((1, range(0xA4, 0xC7)), (2, range(0xC9, 0xFA))):
        ours = [place for place in (cns11643.cell_of(character) for character in in_big5(leads)) if place[0] == plane]
        assert len(ours) > 5300
        steps = sum(ours[index] > ours[index + 1] for index in range(len(ours) - 1))
        assert steps < 25


def test_known_characters() -> None:
    for plane, row, cell, character in [
        (1, 0x21, 0x21, "\u3000"),
        (1, 0x21, 0x7E, "▼"),
        (1, 0x24, 0x22, "１"),
        (1, 0x25, 0x47, "ㄅ"),
        (1, 0x26, 0x3E, "ⅹ"),
        (1, 0x44, 0x21, "一"),
        (1, 0x7D, 0x4B, "籲"),
        (2, 0x21, 0x21, "乂"),
        (2, 0x72, 0x44, "龘"),
        (3, 0x21, 0x21, "丨"),
    ]:
        assert bytes([0x8E, 0xA0 + plane, row | 0x80, cell | 0x80]).decode("euc_tw") == character


@pytest.mark.skipif(not shutil.which("iconv"), reason="iconv is not installed")
@pytest.mark.parametrize("plane", [1, 2, 3, 4, 5, 6, 7, 15])
def test_iconv_agrees(plane: int) -> None:
    cells = [cell for cell in range(94 * 94) if POINTS[plane, cell]]
    data = b"\n".join(code(plane, cell) for cell in cells)
    done = subprocess.run(["iconv", "-c", "-f", "EUC-TW", "-t", "UTF-8"], input=data, capture_output=True, check=False)
    theirs = done.stdout.decode("utf-8").split("\n")
    if len(theirs) != len(cells):
        pytest.skip("the iconv installed cannot read EUC-TW")
    ours = data.decode("euc_tw").split("\n")
    other = [(mine, yours) for mine, yours in zip(ours, theirs, strict=True) if yours and mine != yours]
    assert len(other) <= 10, other  # Unicode has corrected a few characters since its table was made


def test_every_code_of_euc_tw() -> None:
    for plane in cns11643.PLANES:
        cells = [cell for cell in range(94 * 94) if POINTS[plane, cell]]
        data = b"".join(code(plane, cell) for cell in cells)
        text = data.decode("euc_tw")
        assert [ord(character) for character in text] == [int(POINTS[plane, cell]) for cell in cells]
        assert "".join(code(plane, cell).decode("euc_tw") for cell in cells[::50]) == text[::50]
        again = text.encode("euc_tw").decode("euc_tw")
        assert again == text
        assert b"".join(code(plane, cell, short=False) for cell in cells).decode("euc_tw") == text


@pytest.mark.parametrize(
    ("data", "text", "errors"),
    [
        (b"a\xffb", "a\ufffdb", [(1, 2)]),
        (b"\xc4", "\ufffd", [(0, 1)]),
        (b"\xc4\xe3\xc4", "中\ufffd", [(2, 3)]),
        (b"\xc4a", "\ufffda", [(0, 1)]),
        (b"\x8e\xa2\xa1", "\ufffd", [(0, 3)]),
        (b"\x8e\xc0\xa1\xa1", "\ufffd\ufffd\ufffd", [(0, 1), (1, 3), (3, 4)]),
        (b"\xfe\xfe\xc4\xe3", "\ufffd中", [(0, 2)]),
    ],
)
def test_errors_of_euc_tw(data: bytes, text: str, errors: list[tuple[int, int]]) -> None:
    for long in (b"", b"\xc4\xe3" * 100):  # few bytes are read one by one, many at once
        with pytest.raises(UnicodeDecodeError) as caught:
            (long + data).decode("euc_tw")
        assert (caught.value.start - len(long), caught.value.end - len(long)) == errors[0]
        assert (long + data).decode("euc_tw", "replace") == "中" * (len(long) // 2) + text


@given(
    st.lists(
        st.sampled_from([b"\x8e", b"\xa1", b"\xa2", b"\xc4\xe3", b"a", b"\xff", b"\xb1", b"\0", b"\x8e\xa2\xa1\xa1"]), max_size=80
    )
)
def test_many_bytes_at_once_are_read_as_one_by_one(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    padding = b" " * 200
    assert (padding + data).decode("euc_tw", "replace")[200:] == data.decode("euc_tw", "replace")


@pytest.mark.parametrize("codec", ["euc_tw", "iso2022_cn"])
@given(data=st.binary(max_size=60), place=st.integers(0, 60))
def test_pieces_give_the_same_as_the_whole(codec: str, data: bytes, place: int) -> None:
    whole = data.decode(codec, "replace")
    decoder = codecs.getincrementaldecoder(codec)("replace")
    assert decoder.decode(data[:place]) + decoder.decode(data[place:], True) == whole


@pytest.mark.parametrize("codec", ["euc_tw", "iso2022_cn"])
def test_python_takes_the_codecs_like_any_other(codec: str) -> None:
    data = (TEXT * 40).encode(codec)
    assert io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline="").read() == TEXT * 40
    assert "".join(codecs.iterdecode([data[:333], data[333:]], codec)) == TEXT * 40
    assert "中\ud800😀文".encode(codec, "replace").decode(codec) == "中??文"
    assert "中😀".encode(codec, "xmlcharrefreplace").decode(codec) == "中&#128512;"
    with pytest.raises(UnicodeEncodeError):
        "😀".encode(codec)
    assert b"".decode(codec) == "".encode(codec).decode() == ""


def test_iso_2022_cn() -> None:
    assert b"\x1b$)A\x0eVPND\x0f ok".decode("iso2022_cn") == "中文 ok"
    assert b"\x1b$)G\x0eDcEF\x0f".decode("iso2022_cn") == "中文"
    assert b"\x1b$)A\x1b$*H\x0eVP\x1bN!!VP\x0f".decode("iso2022_cn") == "中乂中"
    assert b"\x1b$+I\x1bO!!".decode("iso2022_cn_ext") == "丨"
    assert b"\x1b[1mbold\x1b[0m".decode("iso2022_cn") == "\x1b[1mbold\x1b[0m"
    data = BOTH.encode("iso2022_cn")
    assert data.isascii()
    assert data.decode("iso2022_cn") == BOTH
    decoded = decode(data, "ISO-2022-CN")
    assert (decoded.text, decoded.damage, decoded.one_way) == (BOTH, (), ())


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x0eVP\x0f", "\ufffd"),  # nothing was designated
        (b"\x1b$)A\x0eVP\n\x0eVP", "中\n\ufffd"),  # what was designated is forgotten at the end of a line
        (b"\x1b$)A\x0eVPN\x0f", "中\ufffd"),
        (b"\x1b$)A\x0eVP\xff\x0f", "中\ufffd"),
        (b"\x1b$", "\ufffd$"),
        (b"\x1bN!!", "\ufffd"),
    ],
)
def test_errors_of_iso_2022_cn(data: bytes, text: str) -> None:
    assert data.decode("iso2022_cn", "replace") == text
    with pytest.raises(UnicodeDecodeError):
        data.decode("iso2022_cn")
    assert decode(data, "iso2022_cn").to_bytes() == data


def test_names() -> None:
    for name in ("EUC-TW", "euctw", "x-euc-tw", "EUC_TW"):
        assert known(name) == larger(name) == "euc_tw"
    for name in ("ISO-2022-CN", "iso2022-cn", "ISO-2022-CN-EXT"):
        assert known(name) == "iso2022_cn"


@pytest.mark.parametrize("place", [0, 7, 30])
def test_a_lost_byte_costs_little(place: int) -> None:
    data = TEXT.encode("euc_tw")
    decoded = decode(data[:place] + data[place + 1 :], "euc_tw")
    assert len(decoded.damage) == 1
    kept = sum(character in TEXT for character in decoded.text)
    assert kept >= len(TEXT) - 2
