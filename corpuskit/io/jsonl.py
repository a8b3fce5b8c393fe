"""JSON Lines: one JSON value a line, UTF-8, lines end with a line feed only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson


def dump_line(value: Any) -> bytes:
    """Give a value as one line.

    Raises:
        TypeError: it is no JSON value, or a string in it holds a lone surrogate.
    """
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def write_lines(path: Path, values: Iterable[Any]) -> None:
    """Write values to a file, one a line."""
    with path.open("wb") as file:
        file.writelines(map(dump_line, values))


def read_lines(path: Path) -> Iterator[Any]:
    """Read the values of a file, one at a time."""
    with path.open("rb") as file:
        for line in file:
            yield orjson.loads(line)
