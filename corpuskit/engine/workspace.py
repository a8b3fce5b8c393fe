"""The scratch files between the passes of a run: what they are called, and how arrays get into them.

Everything here is rebuilt by the next run; nothing of it is read by users. Files are the only exchange between processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Workspace:
    """Names of the scratch files of a run, by pass and shard."""

    folder: Path

    def documents(self, number: int, shard: int) -> Path:
        """Documents at the end of a pass, without their texts, one a line."""
        return self.folder / f"documents-{number}-{shard:06d}.jsonl"

    def texts(self, number: int, shard: int) -> Path:
        """The texts of these documents, one after the other, in UTF-8."""
        return self.folder / f"texts-{number}-{shard:06d}.txt"

    def corpus(self, shard: int) -> Path:
        """The finished records of a shard."""
        return self.folder / f"corpus-{shard:06d}.jsonl"

    def removed(self, number: int, shard: int) -> Path:
        """Ledger rows, each as `[order, row]`."""
        return self.folder / f"removed-{number}-{shard:06d}.jsonl"

    def quarantined(self, number: int, shard: int) -> Path:
        """Quarantine rows, each as `[order, row]`."""
        return self.folder / f"quarantine-{number}-{shard:06d}.jsonl"

    def edits(self, number: int, shard: int) -> Path:
        """Samples of what stages did, each as `[number of the stage, row]`."""
        return self.folder / f"edits-{number}-{shard:06d}.jsonl"

    def units(self, number: int, shard: int) -> Path:
        """Where documents and paragraphs begin and end in these files: see `corpuskit.engine.units`."""
        return self.folder / f"units-{number}-{shard:06d}.npz"

    def sketch(self, number: int, shard: int, stage: int, unit: str) -> Path:
        """The sketch that a corpus stage made of a shard."""
        return self.folder / f"sketch-{number}-{shard:06d}-{stage}-{unit}.npz"

    def pairs(self, number: int) -> Path:
        """The candidate pairs that are being verified, shape (n, 2)."""
        return self.folder / f"pairs-{number}.npy"

    def verdicts(self, number: int, shard: int) -> Path:
        """What corpus stages decided about a shard, one `Verdict` a line, as a JSON list."""
        return self.folder / f"verdicts-{number}-{shard:06d}.jsonl"


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write named arrays to one file."""
    np.savez(path, allow_pickle=False, **arrays)


def load_arrays(path: Path) -> Mapping[str, NDArray[Any]]:
    """Read arrays; never objects, which could run code."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
