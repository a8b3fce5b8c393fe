"""Properties of `repair.mojibake` that no single case shows."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuskit.stages.repair.mojibake import repair_mojibake

UNDEFINED_IN_1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=3, max_size=40)
FRAGMENTS = [
    *("Ã©", "ä¸\xad", "æ–‡", "â€œ", "â€\x9d", "Â°", "ï¼Œ", "é”“", "ä½ ", "à « "),
    *("中文", "é", "\ufffd", "锟斤拷", "\n", " ", "a"),
]
# What mojibake is made of, and what stands around it.
PIECES = st.lists(
    st.one_of(
        st.sampled_from(FRAGMENTS),
        st.text(st.characters(max_codepoint=0x2122), max_size=3),
        st.text(max_size=3),
    ),
    max_size=25,
).map("".join)


def as_latin_1(text: str) -> str:
    return text.encode("utf-8").decode("latin-1")


def as_windows_1252(text: str) -> str:
    return "".join(chr(byte) if byte in UNDEFINED_IN_1252 else bytes([byte]).decode("cp1252") for byte in text.encode("utf-8"))


@given(HAN, st.lists(st.sampled_from([as_latin_1, as_windows_1252]), min_size=1, max_size=2))
def test_what_was_read_wrongly_comes_back(text: str, readings: list) -> None:
    broken = text
    for reading in readings:
        broken = reading(broken)
    assert repair_mojibake(broken).text == text


@given(PIECES)
def test_twice_is_once(text: str) -> None:
    once = repair_mojibake(text)
    assert repair_mojibake(once.text).text == once.text


@given(PIECES)
def test_han_survives_and_nothing_is_lost_on_the_way(text: str) -> None:
    after = repair_mojibake(text).text
    rest = iter(after)
    assert all(character in rest for character in text if "\u4e00" <= character <= "\u9fff")
    assert after.count("\ufffd") >= text.count("\ufffd")  # half a character becomes one, beside others that are whole
    assert after.count("\n") == text.count("\n")


@given(st.text(st.characters(blacklist_characters="\ufffd烫屯锟", min_codepoint=0x250)))
def test_text_without_bytes_is_left_alone(text: str) -> None:
    assert repair_mojibake(text).text == text
    assert repair_mojibake(text).tags == {}


@pytest.mark.parametrize(
    "piece",
    [
        *(*FRAGMENTS, "Ã", "â€", "ä ", "\xe9\x80", "烫", "å\x9b\xad中", "ÃÂ", "\x80", "«\xa0"),
        *("é ", "àéèù", "я", "Привет ", "λ", "ｱ", "─", "─│┌", "▒", "Œ", "ü¾", "鸂鶒", "涓枃"),
    ],
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        repair_mojibake(text)
        return time.process_time() - start

    def cost(length: int) -> float:
        text = piece * (length // len(piece))
        return min(seconds(text) for _ in range(2))

    cost(2_000)
    assert cost(40_000) <= 12 * max(cost(10_000), 0.002)


def test_ftfy_stays_unloaded_without_evidence() -> None:
    script = (
        "import sys; from corpuskit.stages.repair.mojibake import repair_mojibake as repair;"
        "repair('今天很热，“约38℃”……\\nDéjà vu à Zürich'); assert 'ftfy' not in sys.modules;"
        "repair('ä½\\xa0å¥½ï¼Œ'); assert 'ftfy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
