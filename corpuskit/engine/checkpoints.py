"""What a run has finished so far: a mark for each task, so that the same command goes on where a killed run stopped.

A mark is written when all files of the task are there, and holds their sizes: a power loss may leave a file shorter than it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import orjson

from corpuskit.engine.features import SeenFeatures
from corpuskit.engine.inventory import Inventory
from corpuskit.engine.ledger import Counts, StageCounts
from corpuskit.io.atomic import write_whole


def write_mark(mark: Path, outcome: Any, files: Iterable[Path]) -> None:
    """Say that a task is done.

    Args:
        mark: the file to write.
        outcome: what the task told, as JSON values.
        files: what it wrote, beside the mark.
    """
    sizes = {str(path.relative_to(mark.parent)): path.stat().st_size for path in files if path.is_file()}
    write_whole(mark, orjson.dumps({"outcome": outcome, "files": sizes}))


def read_mark(mark: Path) -> Any | None:
    """Give what a finished task told; None if it has not finished, or a file of it is not as it was."""
    try:
        content = orjson.loads(mark.read_bytes())
        whole = all((mark.parent / name).stat().st_size == size for name, size in content["files"].items())
    except (OSError, ValueError, KeyError):
        return None
    return content["outcome"] if whole else None


def stages_to_plain(stages: Mapping[int, StageCounts]) -> list[list[Any]]:
    """Give counts by stage as JSON values."""
    return [[number, _plain(counts)] for number, counts in stages.items()]


def stages_from_plain(plain: Iterable[list[Any]]) -> dict[int, StageCounts]:
    """Take back what `stages_to_plain` gave."""
    return {number: StageCounts(**values) for number, values in plain}


def counts_to_plain(counts: Counts) -> dict[str, Any]:
    """Give the counts of documents and paragraphs as JSON values."""
    plain = _plain(counts)
    inventory = _plain(counts.inventory)
    for name, value in inventory.items():
        if isinstance(value, Counter):
            inventory[name] = [[list(key) if isinstance(key, tuple) else key, count] for key, count in value.items()]
    inventory["features"] = counts.inventory.features.feature
    return {**plain, "inventory": inventory}


def counts_from_plain(plain: Mapping[str, Any]) -> Counts:
    """Take back what `counts_to_plain` gave."""
    values = dict(plain["inventory"])
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = Counter({tuple(key) if isinstance(key, list) else key: count for key, count in value})
    values["features"] = SeenFeatures.of(values["features"])
    return Counts(**{**plain, "inventory": Inventory(**values)})


def _plain(counts: StageCounts | Counts | Inventory) -> dict[str, Any]:
    return {part.name: getattr(counts, part.name) for part in fields(counts)}
