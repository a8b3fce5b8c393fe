"""What a run over all inputs would do, from a run over a few of them."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpuskit.engine.run import run_recipe
from corpuskit.io.discover import InputFile, discover
from corpuskit.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Projection:
    """A sample, what became of it, and what would become of everything at the same rates.

    Attributes:
        files: how many input files there are, of how many `bytes`.
        sampled: how many of them were run, of how many `sampled_bytes`, in `seconds`.
        counts: of the sample, as in a manifest.
        projected: documents kept, removed and quarantined, projected to all files; and `seconds`, projected by bytes.
    """

    files: int
    bytes: int
    sampled: int
    sampled_bytes: int
    seconds: float
    counts: dict[str, dict[str, int]]
    projected: dict[str, float]

    def record(self) -> dict[str, Any]:
        """Give this as plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


def project(recipe: Recipe, inputs: Sequence[str | Path], sample: int, workers: int = 1) -> Projection:
    """Run a recipe on a sample of the inputs, in a folder that is thrown away.

    Args:
        recipe: what to do.
        inputs: files and folders.
        sample: how many files to take; always the same ones, chosen by a hash of their names.
        workers: how many processes work at once.

    Returns:
        What became of the sample and what that means for all files. Duplicates are a lower bound: of two files that repeat
        each other the sample mostly has one.

    Raises:
        InputError: there is nothing to read.
        EnvironmentFailure: no space, no permission, a dead worker.
    """
    found = discover(inputs, include=recipe.source.include, exclude=recipe.source.exclude)
    chosen = sorted(found.files, key=_draw)[:sample]
    with tempfile.TemporaryDirectory(prefix="corpuskit-") as folder:
        summary = run_recipe(recipe, [file.path for file in chosen], Path(folder) / "out", workers=workers)
    everything, part = (sum(max(file.bytes, 0) for file in files) for files in (found.files, chosen))
    scale = len(found.files) / len(chosen)
    documents = {name: round(count * scale) for name, count in summary.counts["documents"].items()}
    seconds = summary.seconds * max(everything, 1) / max(part, 1)
    return Projection(
        len(found.files),
        everything,
        len(chosen),
        part,
        round(summary.seconds, 3),
        summary.counts,
        {**documents, "seconds": round(seconds, 1)},
    )


def _draw(file: InputFile) -> bytes:
    return hashlib.sha256(f"{file.name}\0{file.ordinal}".encode()).digest()
