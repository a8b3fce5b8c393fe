"""The number guard: texts that differ in their figures are not repetitions of each other.

Numbers are compared by value, so that 三百二十 is 320, 1.5万 is 15000 and 2023-05-01 has the numbers of 2023年5月1日. Full-width
and circled digits are plain digits in a key already.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from corpuskit.dedup.differences import Difference
from corpuskit.text.patterns import lazy_pattern

_DIGITS = {
    digit: value
    for value, digits in enumerate(("〇零", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for digit in digits
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_SECTIONS = {"万": 10**4, "亿": 10**8}
_TENS = {"廿": "二十", "卅": "三十"}
_CHINESE = "".join([*_DIGITS, *_UNITS, *_SECTIONS, *_TENS])
_MULTIPLIERS = "".join([*_UNITS, *_SECTIONS])
#: What numbers are made of in a key: digits with the traces of marks between them, Chinese numerals.
NUMERALS = frozenset("0123456789.-" + _CHINESE)
# The parties of a contract (甲方, 乙方) and single letters (方案A) count like numbers.
_NUMBER = lazy_pattern(f"[0-9]+(?:[.-][0-9]+)*[{_MULTIPLIERS}]*|[{_CHINESE}]+|[甲乙丙丁]|(?<![a-z])[a-z](?![a-z])")
# What numbers stand in, and what may be a part of them: nothing outside of such a run matters to what is in it.
_PART_OF_NUMBERS = f"0123456789.-{_CHINESE}abcdefghijklmnopqrstuvwxyz"
_RUN = lazy_pattern(f"[{re.escape(_PART_OF_NUMBERS)}甲乙丙丁]+")
# Runs of more characters are seldom met again.
_REMEMBERED = 16
_MIXED = lazy_pattern(f"([0-9]+)(?:\\.([0-9]+))?([{_MULTIPLIERS}]+)")
# Longer runs of digits or numerals are codes or no numbers at all; they are compared as they stand.
_LONGEST = 16


def numbers(key: str) -> tuple[str, ...]:
    """Give the values of the numbers of a key, in order.

    >>> numbers("2022年完成一百七十七家增长1.5")
    ('2022', '177', '1.5')
    >>> numbers("二〇二三年投资1.5亿"), numbers("2023-05-01")
    (('2023', '150000000'), ('2023', '5', '1'))
    """
    values: list[str] = []
    for run in _RUN.findall(key):
        values += _remembered(run) if len(run) <= _REMEMBERED else _read(run)
    return tuple(values)


def compatible(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether the numbers of one text are those of the other, in order, with none or some left out.

    >>> compatible(("6", "13"), ("2023", "6", "13")), compatible(("2022", "77"), ("2023", "78"))
    (True, False)
    """
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    rest = iter(longer)
    return all(number in rest for number in shorter)


def agree(one: str, other: str, where: Difference) -> bool:
    """Say whether the numbers of two keys are compatible, by what differs alone.

    The numbers that both begin and end with do not matter to it: what is left of a longest common subsequence without a common
    beginning and end is the longest one of the rest.

    Args:
        one: a key.
        other: a key.
        where: they differ.

    >>> from corpuskit.dedup.differences import difference
    >>> one, other = "2022年完成77家", "2022年完成78家"
    >>> agree(one, other, difference(one, other)), agree(one, one + "增长", difference(one, one + "增长"))
    (False, True)
    """
    before = len(one[: where.before].rstrip(_PART_OF_NUMBERS))
    behind = len(one[len(one) - where.behind :].lstrip(_PART_OF_NUMBERS))
    rest = Difference(before, behind)
    return compatible(numbers(rest.of(one)), numbers(rest.of(other)))


def mostly_shared(one: Sequence[str], other: Sequence[str], share: float) -> bool:
    """Say whether at least this share of the numbers of the side with fewer stand on the other side too, in any order."""
    fewer = min(len(one), len(other))
    return (Counter(one) & Counter(other)).total() >= share * fewer


def _read(run: str) -> tuple[str, ...]:
    return tuple(value for number in _NUMBER.findall(run) for value in _values(number))


_remembered = lru_cache(maxsize=4096)(_read)


def _values(number: str) -> list[str]:
    """Give the values of what may be several numbers with traces of marks between them: a date, a time, a range."""
    values: list[str] = []
    for part in number.split("-"):
        if part.count(".") > 1:
            values += map(_plain, part.split("."))
        else:
            values.append(_value(part))
    return values


def _value(number: str) -> str:
    if len(number) > _LONGEST:
        return number
    if number[0] in NUMERALS and not number[0].isdecimal():
        return _chinese_value(number)
    mixed = _MIXED.fullmatch(number)
    return _mixed_value(*mixed.groups("")) if mixed else _plain(number)


def _plain(number: str) -> str:
    """Leave out the zero that fills up a day or a month; longer numbers with zeros in front are codes."""
    return number[1:] if len(number) == 2 and number[0] == "0" else number


def _mixed_value(whole: str, decimals: str, multipliers: str) -> str:
    value = int(whole + decimals)
    for multiplier in multipliers:
        value *= _UNITS.get(multiplier) or _SECTIONS[multiplier]
    value, rest = divmod(value, 10 ** len(decimals))
    return str(value) + (f".{rest:0{len(decimals)}d}".rstrip("0") if rest else "")


def _chinese_value(number: str) -> str:
    """Give the value of a Chinese numeral, itself if it cannot be read as one number.

    >>> [_chinese_value(number) for number in ("十五", "两万五千", "一百零二", "一百二", "三万五", "一九四九", "三四十")]
    ['15', '25000', '102', '120', '35000', '1949', '三四十']
    """
    for short, long in _TENS.items():
        number = number.replace(short, long)
    if all(character in _DIGITS for character in number):
        return _plain("".join(str(_DIGITS[character]) for character in number))
    total = section = 0
    digit: int | None = None
    below = 1  # what a digit at the end counts: 一百二 is 120, 一百零二 is 102
    for character in number:
        if character in _DIGITS:
            if digit:
                return number
            digit = _DIGITS[character]
            below = below if digit else 1
        elif character in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[character]
            digit, below = None, _UNITS[character] // 10
        else:
            total = (total + section + (digit or 0) or 1) * _SECTIONS[character]
            section, digit, below = 0, None, _SECTIONS[character] // 10
    return str(total + section + (digit or 0) * below)
