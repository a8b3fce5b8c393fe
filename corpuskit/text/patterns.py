"""Regular expressions that are compiled when they are first used.

Compiling all that the stages know takes longer than cleaning a short text, and most texts need few of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyPattern:
    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        # What is found becomes an attribute of the instance, so that this is asked once for each name.
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Give what behaves as `re.compile(source, flags)` does, and compiles at its first use.

    Raises:
        re.error: at the first use, if the source is no regular expression.

    >>> lazy_pattern("[东西]").findall("东方和西方")
    ['东', '西']
    """
    return cast("re.Pattern[str]", _LazyPattern(source, flags))
