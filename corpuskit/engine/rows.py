"""Rows of the ledger on their way into its files: each a line, behind the number of its document, or of the stage that it shows.

Rows of several passes are put in order by that number alone, so that nobody has to read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from corpuskit.io.jsonl import dump_line

#: The position of a document in its shard, or the number of a stage, and what is said of it.
Row = tuple[int, Mapping[str, Any]]
_BUFFER = 1 << 16


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write rows to a file; where there are none, there is no file."""
    lines = (b"%d\t%b" % (order, dump_line(row)) for order, row in rows)
    first = next(lines, None)
    if first is None:
        path.unlink(missing_ok=True)  # of a task that was killed
        return
    with path.open("wb", _BUFFER) as file:
        file.write(first)
        file.writelines(lines)


def read_rows(path: Path) -> Iterator[tuple[int, bytes]]:
    """Give the rows of a file as they will stand in the ledger, each behind its number."""
    if not path.exists():
        return
    with path.open("rb", _BUFFER) as file:
        for line in file:
            order, _, row = line.partition(b"\t")
            yield int(order), row


def merge_rows(paths: Iterable[Path], left_out: Set[int] = frozenset()) -> Iterator[bytes]:
    """Give the rows of one shard from several passes as lines of the ledger, in the order of the documents."""
    rows = [row for path in paths for row in read_rows(path)]
    for order, line in sorted(rows, key=lambda row: row[0]):
        if order not in left_out:
            yield line
