"""The manifest: what was read, what was done to it, with which versions, and what came out."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from typing import Any

from corpuskit.engine.features import mixed_in
from corpuskit.engine.ledger import Counts, StageCounts, conservation_faults
from corpuskit.engine.output import FORMAT, Written
from corpuskit.engine.plan import Plan
from corpuskit.io.discover import InputFile, printable
from corpuskit.registry import origin

#: The packages whose version can change what a run writes.
_PACKAGES = ("corpuskit", "chardet", "ftfy", "numpy", "opencc", "rapidfuzz")


def build(
    plan: Plan,
    identity: str,
    files: Sequence[InputFile],
    hashes: Mapping[int, str | None],
    documents: Mapping[int, int],
    counts: Counts,
    stages: dict[int, StageCounts],
    notes: Sequence[str],
    written: Sequence[Written],
) -> dict[str, Any]:
    """Put the manifest of a finished run together, but for its times."""
    numbers = counts.record(sum(documents.values()))
    faults = conservation_faults(numbers)
    return {
        "format": FORMAT,
        "identity": identity,
        "recipe_name": plan.recipe.name,
        "recipe": plan.recipe.resolved(),
        "versions": _versions(),
        "counts": numbers,
        "conservation": {"holds": not faults and not counts.violations, "faults": faults, "violations": counts.violations},
        "corpus": counts.inventory.record(),
        "stages": [_stage(plan, number, stages.get(number, StageCounts())) for number in range(len(plan.recipe.stages))],
        "notes": [*notes, *_empty(files, documents), *(_mixed(name) for name in mixed_in(counts.inventory.features.feature))],
        "outputs": {part.name: {"sha256": part.sha256, "bytes": part.bytes, "lines": part.lines} for part in written},
        "roots": list(dict.fromkeys(map(_root, files))),
        "inputs": [
            {
                "path": file.name,
                "bytes": file.bytes,
                "modified": file.modified,
                "sha256": hashes.get(number),
                "documents": documents.get(number, 0),
            }
            for number, file in enumerate(files)
        ],
    }


def _root(file: InputFile) -> str:
    """Give the folder that the name of a file is relative to, as it was named in the call."""
    folder = printable(file.path).removesuffix(file.name)
    return folder.rstrip("/") or folder or "."


def _empty(files: Sequence[InputFile], documents: Mapping[int, int]) -> Iterator[str]:
    empty = [file.name for number, file in enumerate(files) if not documents.get(number)]
    if empty:
        yield f"{len(empty)} files hold no document: {', '.join(empty[:3])}{', …' if len(empty) > 3 else ''}"


def _mixed(name: str) -> str:
    return f"meta.{name} has values of several types: readers with fixed types may refuse the corpus"


def _stage(plan: Plan, number: int, counts: StageCounts) -> dict[str, Any]:
    ready = plan.recipe.stages[number]
    return {"name": ready.name, "version": ready.stage.version, "package": origin(ready.name).package, **counts.record()}


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in _PACKAGES}}
