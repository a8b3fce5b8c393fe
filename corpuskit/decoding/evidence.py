"""How likely a text is, as far as a few facts about Chinese, Japanese and Korean tell.

A model gives each character of the Basic Multilingual Plane a log-likelihood (in nats) by the class that it belongs to: frequent,
common, rare, not in use. Of several readings of the same bytes the one with the highest sum is right. The figures are rounded
estimates of a class's share of running text, divided among its members.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.text import frequent

#: The least mean of the characters outside ASCII: a right reading has -7 to -8, a wrong one mostly below -10.
_LEAST_MEAN = -9.3
_IMPOSSIBLE = -24.0  # controls, private use, unassigned
_LOST = -12.0  # U+FFFD: a damaged file has some, and is still in its encoding
_UNEXPECTED = -15.0  # any other character
_RARE_HAN = -13.5
_FOREIGN_SCRIPT = -12.0
_COMMON_HAN = -9.6
_FREQUENT_HAN = -6.7
_MARK = -5.0
_LETTER = -4.3
_LATIN_WITH_ACCENT = -9.0
_SPACE_OR_DIGIT = -3.7

#: The languages that texts in an encoding are written in. UTF-16 holds anything.
_LANGUAGES = {
    "gb18030": ("hans", "hant"),
    "gbk": ("hans", "hant"),
    "gb2312": ("hans",),
    "hz": ("hans",),
    "big5": ("hant",),
    "cp950": ("hant",),
    "big5hkscs": ("hant",),
    "cp932": ("ja",),
    "shift_jis": ("ja",),
    "euc_jp": ("ja",),
    "cp949": ("ko",),
    "euc_kr": ("ko",),
}
_ANY_LANGUAGE = ("hans", "hant", "ja", "ko", "other")
# Printable characters of every text, and the marks of Chinese and Japanese typesetting.
_MARKS = "、。，．；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·％～　＂＇－／"
_ASCII = re.compile("[\\x00-\\x7f]+")
_KOREAN_MARKS = "“”‘’·…「」『』《》〈〉※"


def likelihood(text: str, encoding: str) -> float:
    """Give the log-likelihood of a text under the best of the languages that are written in an encoding.

    Args:
        text: a reading of some bytes, with U+FFFD for what could not be decoded.
        encoding: the encoding of that reading.

    Returns:
        The sum over the characters, in nats; at most 0.

    >>> right, wrong = "发展经济", "发展经济".encode("gbk").decode("big5", "replace")
    >>> likelihood(right, "gb18030") > likelihood(wrong, "big5")
    True
    """
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    return max(float(_model(language)[units].sum()) for language in _LANGUAGES.get(encoding, _ANY_LANGUAGE))


def is_plausible(text: str, encoding: str) -> bool:
    """Say whether a reading is likely enough to be taken for text, not only likelier than the others.

    Args:
        text: as for `likelihood`; its ASCII characters say nothing here.
        encoding: the encoding of that reading.

    >>> is_plausible("发展经济", "gb18030"), is_plausible("楢藭鲁鲟", "gb18030")
    (True, False)
    """
    foreign = _ASCII.sub("", text)
    return likelihood(foreign, encoding) >= _LEAST_MEAN * len(foreign)


@cache
def _model(language: str) -> NDArray[np.float32]:
    """Build the table of a language. Shape (65536,): the log-likelihood of each UTF-16 code unit."""
    table = np.full(0x10000, _UNEXPECTED, np.float32)
    _fill_shared(table)
    if language == "ko":
        table[0xAC00:0xD7A4] = _UNEXPECTED
        _set(table, _codec_row_characters("euc_kr", range(0xB0, 0xC9)), -8.8)
        _set(table, frequent.HANGUL, -5.7)
        _set(table, _codec_row_characters("euc_kr", range(0xCA, 0xFE)), -12.5)
        _set(table, _KOREAN_MARKS, -7.0)
        return table
    _set(table, _MARKS, -6.0)
    _set(table, "，。、", _MARK + 0.8)
    if language == "ja":
        table[0xFF61:0xFFA0] = -10.0  # half-width katakana
        table[0x3041:0x3094] = -5.2
        table[0x30A1:0x30F7] = -6.4
        _set(table, "ー", -5.2)
        _set(table, _codec_row_characters("euc_jp", range(0xD0, 0xF5)), _RARE_HAN)
        _set(table, _codec_row_characters("euc_jp", range(0xB0, 0xD0)), _COMMON_HAN)
        _set(table, frequent.KANJI, _FREQUENT_HAN - 0.4)
        return table
    if language == "hans":
        _set(table, _codec_row_characters("gb2312", range(0xD8, 0xF8)), _RARE_HAN)
        _set(table, _codec_row_characters("gb2312", range(0xB0, 0xD8)), _COMMON_HAN)
        _set(table, frequent.HANS, _FREQUENT_HAN)
    elif language == "hant":
        _set(table, _codec_row_characters("big5", range(0xC9, 0xFA), wide=True), _RARE_HAN)
        _set(table, _codec_row_characters("big5", range(0xA4, 0xC7), wide=True), _COMMON_HAN - 0.3)
        _set(table, frequent.HANT, _FREQUENT_HAN)
    elif language == "other":
        table[0x00C0:0x0250] = -6.0
        table[0x0370:0x0700] = -5.5
        table[0x0900:0x1200] = -6.0
    return table


def _fill_shared(table: NDArray[np.float32]) -> None:
    table[0x00:0x20] = _IMPOSSIBLE
    table[0x7F:0xA0] = _IMPOSSIBLE
    table[0x20:0x7F] = _LETTER - 1.5
    _set(table, "abcdefghijklmnopqrstuvwxyz", _LETTER)
    _set(table, "\t\n\r\f 0123456789", _SPACE_OR_DIGIT)
    table[0xA0:0x0250] = _LATIN_WITH_ACCENT - 2
    table[0x0370:0x0460] = _FOREIGN_SCRIPT  # Greek and Cyrillic
    table[0x2010:0x2030] = -9.0
    table[0x2030:0x2670] = _FOREIGN_SCRIPT  # signs, numbers in circles, box drawing
    table[0x3000:0x3020] = -9.0
    table[0x3041:0x3100] = _FOREIGN_SCRIPT  # kana
    table[0x3105:0x312A] = _UNEXPECTED  # bopomofo
    table[0x4E00:0xA000] = _UNEXPECTED
    table[0xAC00:0xD7A4] = _UNEXPECTED
    table[0xD800:0xE000] = _UNEXPECTED / 2  # each half of a supplementary character
    table[0xE000:0xF900] = _IMPOSSIBLE  # private use
    table[0xFF01:0xFF5F] = -9.0
    table[0xFF61:0xFFA0] = _UNEXPECTED
    table[0xFFF0:0x10000] = _IMPOSSIBLE
    table[0xFFFD] = _LOST


def _set(table: NDArray[np.float32], characters: str, value: float) -> None:
    table[np.frombuffer(characters.encode("utf-16-le"), dtype="<u2")] = value


def _codec_row_characters(codec: str, leads: range, wide: bool = False) -> str:
    """List the characters in some rows of a double-byte character set; wide rows have trail bytes below 0x80 too."""
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)] if wide else range(0xA1, 0xFF)
    rows = bytes(byte for lead in leads for trail in trails for byte in (lead, trail))
    # An unassigned code may take its trail byte for a character of its own: only the Han characters count.
    return "".join(c for c in rows.decode(codec, "ignore") if "\u4e00" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3")
