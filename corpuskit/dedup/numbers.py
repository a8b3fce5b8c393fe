"""The number guard: texts that differ in their figures are not repetitions of each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_CHINESE = "〇零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
#: What numbers are made of in a key: digits with the traces of marks between them, Chinese numerals.
NUMERALS = frozenset("0123456789.-" + _CHINESE)
# The parties of a contract (甲方, 乙方) and single letters (方案A) count like numbers.
_NUMBER = re.compile(f"[0-9]+(?:[.-][0-9]+)*|[{_CHINESE}]+|[甲乙丙丁]|(?<![a-z])[a-z](?![a-z])")


def numbers(key: str) -> tuple[str, ...]:
    """Give the numbers of a key, in order.

    >>> numbers("2022年完成一七七家增长1.5")
    ('2022', '一七七', '1.5')
    """
    return tuple(_NUMBER.findall(key))


def compatible(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether the numbers of one text are those of the other, in order, with none or some left out.

    >>> compatible(("6", "13"), ("2023", "6", "13")), compatible(("2022", "77"), ("2023", "78"))
    (True, False)
    """
    shorter, longer = sorted((one, other), key=len)
    rest = iter(longer)
    return all(number in rest for number in shorter)


def mostly_shared(one: Sequence[str], other: Sequence[str], share: float) -> bool:
    """Say whether at least this share of the numbers of the side with fewer stand on the other side too, in any order."""
    fewer = min(len(one), len(other))
    return (Counter(one) & Counter(other)).total() >= share * fewer
