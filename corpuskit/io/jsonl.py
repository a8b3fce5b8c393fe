"""JSON Lines: one JSON value a line, UTF-8, lines end with a line feed only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson


def dump_line(value: Any) -> bytes:
    """Give a value as one line.

    Raises:
        TypeError: it is no JSON value, or a string in it holds a lone surrogate.
    """
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def read_lines(path: Path) -> Iterator[Any]:
    """Read the values of a file, one at a time."""
    with path.open("rb") as file:
        for line in file:
            yield orjson.loads(line)
