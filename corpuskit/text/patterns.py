"""Regular expressions that are compiled when they are first used.

Compiling all that the stages know takes longer than cleaning a short text, and most texts need few of them.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast
from weakref import WeakSet


class _LazyPattern:
    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags
        _known.add(self)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)

    def __getattr__(self, name: str) -> Any:
        # What is found becomes an attribute of the instance, so that this is asked once for each name.
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found


_known: WeakSet[_LazyPattern] = WeakSet()


def compile_known() -> None:
    """Compile all that imported modules have made, whether it was used or not: for a process that others are forked from."""
    for pattern in list(_known):
        _ = pattern._compiled


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Give what behaves as `re.compile(source, flags)` does, and compiles at its first use.

    Raises:
        re.error: at the first use, if the source is no regular expression.

    >>> lazy_pattern("[东西]").findall("东方和西方")
    ['东', '西']
    """
    return cast("re.Pattern[str]", _LazyPattern(source, flags))
