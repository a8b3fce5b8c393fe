"""Files that mix encodings from line to line; and files that do not, although they are damaged."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpuskit.decoding import Decoded, decode
from corpuskit.decoding.lines import Lines
from corpuskit.decoding.mixed import _viterbi

HANS = """湖边的小学只有两间教室，一间朝南，一间朝北。
每天早上七点，校长自己敲钟。
“先把窗户打开，”他对值日的学生说。
图书角有三百多本书，都是去年城里寄来的
中午大家在树下吃饭，下午学算术和自然
下雨的时候屋顶漏水，孩子们把桌子搬到墙边继续写字
村里人说，等路修好了，就盖新的教室。
""".splitlines()
HANT = """湖邊的小學只有兩間教室，一間朝南，一間朝北。
每天早上七點，校長自己敲鐘。
「先把窗戶打開，」他對值日的學生說。
圖書角有三百多本書，都是去年城裡寄來的
中午大家在樹下吃飯，下午學算術和自然
下雨的時候屋頂漏水，孩子們把桌子搬到牆邊繼續寫字
村裡人說，等路修好了，就蓋新的教室。
""".splitlines()
JA = """湖のほとりの小学校には教室が二つしかない。
毎朝七時に校長先生が鐘を鳴らします。
「まず窓を開けてください」と先生は言った。
本棚には三百冊ほどの本が並んでいる
雨の日は屋根から水が漏れるので、机を壁ぎわに寄せる
""".splitlines()
KO = """호숫가 학교에는 교실이 두 개밖에 없다.
매일 아침 일곱 시에 교장 선생님이 종을 친다.
먼저 창문을 열어 주세요 하고 선생님이 말했다.
비가 오는 날에는 지붕에서 물이 샌다
""".splitlines()
LINES = {"utf-8": HANS + HANT, "gb18030": HANS, "cp950": HANT, "euc_tw": HANT, "cp932": JA, "euc_jp": JA, "cp949": KO}


def mix(*parts: tuple[str, str], end: bytes = b"\n") -> bytes:
    return b"".join(text.encode(codec) + end for codec, text in parts)


def encodings_of_lines(decoded: Decoded) -> list[str]:
    """Give the encoding of each line, as the spans have it."""
    assert decoded.spans
    assert [span.start for span in decoded.spans] == [0, *(span.end for span in decoded.spans[:-1])]
    assert decoded.spans[-1].end == len(decoded.text)
    found, position = [], 0
    for line in decoded.text.splitlines(keepends=True):
        found += [span.encoding for span in decoded.spans if span.start <= position < span.end]
        position += len(line)
    return found


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize(
    "codecs",
    [
        ("utf-8", "gb18030"),
        ("utf-8", "cp950"),
        ("gb18030", "cp950"),
        ("utf-8", "gb18030", "cp950"),
        ("utf-8", "cp932"),
        ("utf-8", "cp949"),
        ("gb18030", "cp932"),
        ("cp932", "euc_jp"),
        ("cp950", "euc_tw"),
        ("utf-8", "gb18030", "cp950", "cp932", "cp949"),
    ],
    ids="+".join,
)
def test_each_line_has_its_encoding(codecs: tuple[str, ...], end: bytes) -> None:
    shuffler = random.Random("+".join(codecs))
    for _ in range(5):
        parts = [(codec, line) for codec in codecs for line in shuffler.sample(LINES[codec], 4)]
        shuffler.shuffle(parts)
        data = mix(*parts, end=end)
        decoded = decode(data)
        assert decoded.text == "".join(line + end.decode() for _, line in parts)
        assert (decoded.method, decoded.damage) == ("lines", ())
        assert decoded.encoding in codecs
        assert 0.5 < decoded.confidence < 1
        if end != b"\r\n":
            assert encodings_of_lines(decoded) == [codec for codec, _ in parts]
        assert decoded.to_bytes() == data


def test_short_lines_go_by_the_lines_of_the_whole_file() -> None:
    parts = [(codec, line[:start]) for start in (5, 6, 8, 10) for codec in ("gb18030", "cp950", "utf-8") for line in LINES[codec]]
    random.Random(3).shuffle(parts)
    decoded = decode(mix(*parts))
    wrong = [line for (_, line), ours in zip(parts, decoded.text.split("\n"), strict=False) if line != ours]
    assert len(wrong) <= len(parts) * 0.01


def test_most_bytes_name_the_file() -> None:
    for codec, other in (("gb18030", "utf-8"), ("utf-8", "gb18030"), ("cp950", "gb18030")):
        data = mix(
            *((codec, line) for line in LINES[codec] * 3), (other, LINES[other][0]), *((codec, line) for line in LINES[codec])
        )
        decoded = decode(data)
        assert decoded.encoding == codec
        assert [span.encoding for span in decoded.spans] == [codec, other, codec]
    marked = b"\xef\xbb\xbf" + mix(*(("utf-8", line) for line in HANS), ("gb18030", HANS[0]))
    decoded = decode(marked)
    assert (decoded.encoding, decoded.bom, decoded.text) == ("utf-8-sig", b"\xef\xbb\xbf", "\n".join([*HANS, HANS[0], ""]))
    assert decoded.to_bytes() == marked


def test_ascii_lines_belong_to_their_neighbours() -> None:
    data = mix(
        ("ascii", "# heading"),
        *(("gb18030", line) for line in HANS),
        ("ascii", "-- 8< --"),
        ("ascii", ""),
        *(("utf-8", line) for line in HANS),
        ("ascii", "the end"),
    )
    decoded = decode(data)
    texts = [decoded.text[span.start : span.end] for span in decoded.spans]
    assert [span.encoding for span in decoded.spans] == ["gb18030", "utf-8"]
    assert texts[0].startswith("# heading")
    assert texts[0].endswith("-- 8< --\n\n")
    assert texts[1].endswith("the end\n")


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "cp950", "big5hkscs", "cp932", "euc_jp", "cp949"])
@pytest.mark.parametrize("share", [0, 1000, 100, 40])
def test_damaged_files_do_not_mix(codec: str, share: int) -> None:
    source = random.Random(f"{codec}{share}")
    for _ in range(6):
        lines = LINES.get(codec, HANT)
        data = bytearray(("\n".join(source.choices(lines, k=60)) + "\n").encode(codec))
        for _ in range(len(data) // share if share else 0):
            data[source.randrange(len(data))] = source.randrange(256)
        decoded = decode(bytes(data))
        assert decoded.spans == ()
        assert decoded.to_bytes() == bytes(data)


@pytest.mark.parametrize(
    "line",
    [b"\xb0\xa1", b"\xff\xfe", "名".encode("gbk"), b"caf\xe9", "价格 25 €".encode("cp1252", "ignore"), b"\x81\x30", b"\xe4\xb8"],
)
def test_a_few_foreign_bytes_do_not_make_a_mixed_file(line: bytes) -> None:
    for codec in ("utf-8", "gb18030"):
        whole = "\n".join(HANS * 3).encode(codec)
        decoded = decode(whole + b"\n" + line + b"\n" + whole)
        assert (decoded.encoding, decoded.spans) == (codec, ())


def test_half_a_line_stays_with_the_file() -> None:
    data = (
        "\n".join(HANS).encode()
        + b"\n"
        + HANS[0].encode()[:30]
        + HANS[0].encode("gb18030")[20:]
        + b"\n"
        + "\n".join(HANS).encode()
    )
    decoded = decode(data)
    assert (decoded.encoding, decoded.spans) == ("utf-8", ())
    assert HANS[0][:10] in decoded.text
    assert decoded.damage


def test_an_encoding_that_was_asked_for_is_for_all_lines() -> None:
    data = mix(*(("utf-8", line) for line in HANS), *(("gb18030", line) for line in HANS))
    decoded = decode(data, "utf-8")
    assert (decoded.encoding, decoded.method, decoded.spans) == ("utf-8", "forced", ())
    assert decode(data).spans


def test_the_same_lines_again_and_again() -> None:
    data = mix(("utf-8", HANS[0]), ("gb18030", HANS[1]), ("cp950", HANT[2])) * 1000
    decoded = decode(data)
    assert decoded.text == f"{HANS[0]}\n{HANS[1]}\n{HANT[2]}\n" * 1000
    assert len(decoded.spans) == 3000


@given(st.lists(st.tuples(st.sampled_from(sorted(LINES)), st.integers(0, 6), st.binary(max_size=4)), max_size=12))
@example([("cp932", 0, b""), ("cp950", 0, b""), ("cp950", 0, b""), ("cp950", 0, b"\x87@")])  # in cp950, but for the last line
@example([("cp950", 0, b""), ("cp950", 1, b""), ("cp950", 2, b"\x87@")])
def test_nothing_is_lost(lines: list[tuple[str, int, bytes]]) -> None:
    data = b"".join(LINES[codec][number % len(LINES[codec])].encode(codec) + more + b"\n" for codec, number, more in lines)
    decoded = decode(data)
    assert decoded.to_bytes() == data
    if decoded.spans:
        assert len({span.encoding for span in decoded.spans}) > 1
        assert all(one.encoding != other.encoding for one, other in zip(decoded.spans, decoded.spans[1:], strict=False))


def test_the_best_path_changes_only_for_good_reason() -> None:
    scores = np.array([[-10, -30], [-10, -12], [-12, -10], [-10, -14], [-40, -10], [-10, -10], [-40, -10]], np.float32)
    assert _viterbi(scores).tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert _viterbi(scores[:1]).tolist() == [0]


def test_lines_are_where_line_ends_are() -> None:
    data = b"ab\n\xe9\r\r\n\xe8\xe7"
    lines = Lines(data)
    assert [lines[number] for number in range(len(lines))] == [b"ab\n", b"\xe9\r", b"\r", b"\n", b"\xe8\xe7"]
    assert lines.foreign().tolist() == [1, 4]
    assert lines.overlapping([(0, 1), (4, 7), (8, 8)]).tolist() == [0, 1, 2, 3, 4]
    assert lines.overlapping([(3, 3), (3, 3)]).tolist() == [1]
    assert lines.overlapping([(8, 9), (90, 99)]).tolist() == [4]
    assert [len(Lines(empty)) for empty in (b"", b"\n", b"a")] == [0, 1, 1]


def test_other_alphabets_do_not_mix() -> None:
    for text, codec in [
        ("Мельница у реки давно не работает, но колесо ещё вертится.\nСтарик обещал починить её через год.\n", "koi8-r"),
        ("Мельница у реки давно не работает, но колесо ещё вертится.\nСтарик обещал починить её через год.\n", "cp1251"),
        ("Die Mühle am Fluß läuft längst nicht mehr,\naber das Rad dreht sich noch; nächstes Jahr wird’s schöner.\n", "cp1252"),
        ("Le moulin près de la rivière a cessé de tourner,\nmais la roue a été réparée l’année dernière.\n", "latin-1"),
        ("Ο μύλος δίπλα στο ποτάμι δεν δουλεύει πια,\nαλλά η ρόδα γυρίζει ακόμα.\n", "cp1253"),
    ]:
        assert decode((text * 5).encode(codec, "ignore")).spans == ()


@pytest.mark.parametrize(
    "unit",
    [
        mix(("utf-8", HANS[0]), ("gb18030", HANS[1]), ("cp950", HANT[2])),
        mix(("gb18030", HANS[0]), end=b"") + b"\xff",
        mix(("gb18030", HANS[0])) + b"\xff\n",
        mix(("utf-8", HANS[0])) + b"\xe4\n",
        b"\x81\xff\n",
    ],
    ids=["mixed", "no line ends", "damaged lines", "damaged UTF-8", "nothing right"],
)
def test_time_grows_with_the_length_only(unit: bytes) -> None:
    def cost(length: int) -> float:
        data = unit * (length // len(unit))
        start = time.process_time()
        decoded = decode(data)
        used = time.process_time() - start
        assert decoded.to_bytes() == data
        return used

    cost(5_000)
    assert cost(400_000) <= 16 * max(cost(100_000), 0.005)
