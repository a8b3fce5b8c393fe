"""Where two texts differ: what stands before the first difference and behind the last one is the same."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """Two texts that begin and end alike.

    Attributes:
        before: how many characters at the beginning are the same.
        behind: how many of the others are the same at the end.
    """

    before: int
    behind: int

    def of(self, text: str) -> str:
        """Give what stands between in one of the texts."""
        return text[self.before : len(text) - self.behind]


def difference(one: str, other: str) -> Difference:
    """Find where two texts differ.

    >>> where = difference("请王芳同学到校", "请欧阳明同学到校")
    >>> where.of("请王芳同学到校"), where.of("请欧阳明同学到校")
    ('王芳', '欧阳明')
    >>> difference("走走看", "走走走看")
    Difference(before=2, behind=1)
    """
    beginning, end = _measures()
    before: int = beginning(one, other)
    return Difference(before, min(end(one, other), len(one) - before, len(other) - before))


@cache
def _measures() -> tuple[Any, Any]:
    from rapidfuzz.distance import Postfix, Prefix

    return Prefix.similarity, Postfix.similarity
