"""What a run over all inputs will take, from a run over a sample of them: `corpuskit plan`.

The model is in docs/how-to/plan.md; benchmarks/cost.py holds it against real runs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpuskit.engine.progress import Progress
from corpuskit.engine.run import run_recipe
from corpuskit.engine.sample import Sample, draw_sample
from corpuskit.errors import InputError
from corpuskit.recipe import Recipe

#: How well workers share the work of a pass, and machines that of a cluster: measured by benchmarks/cost.py.
_SHARING = 0.9
#: Steps that all workers share; the others are one process's, whatever their number.
_SHARED_STEPS = ("reading and cleaning", "removing duplicates")
#: The part of comparing that is shared, too: verification; finding candidates is not.
_SHARED_COMPARING = 0.6
#: A worker on large shards, at work, in bytes; and what stands beside the workers.
_WORKER, _PARENT = 250_000_000, 150_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run over a sample took.

    Attributes:
        documents, bytes: what was read, the bytes as they lie in the input.
        seconds: by step of the run, with one worker.
        scratch, output: bytes on the disk: at most while it ran, and when it was finished.
        peak: the most memory that the process had, in bytes; 0 where the system does not say.
        counts: what became of documents and paragraphs, as in a manifest.
        duplicates: how many documents were removed because they repeat another one.
    """

    documents: int
    bytes: int
    seconds: dict[str, float]
    scratch: int
    output: int
    peak: int
    counts: dict[str, dict[str, int]]
    duplicates: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a whole run will take.

    Attributes:
        documents, bytes: of the whole input.
        seconds: on the machines and workers asked for.
        disk: the most that it needs in and beside OUT, in bytes.
        memory: on each machine, in bytes.
        kept, removed, quarantined: documents; `removed` counts no more repetitions than the sample has for its size.
        removed_at_most: documents, if repetitions are pairs that are spread evenly over the input.
        machines, workers: what it is for; workers on each machine.
        notes: what this rests on.
    """

    documents: int
    bytes: int
    seconds: float
    disk: int
    memory: int
    kept: int
    removed: int
    quarantined: int
    removed_at_most: int
    machines: int
    workers: int
    notes: Sequence[str] = field(default_factory=tuple)

    def record(self) -> dict[str, Any]:
        """Give this as plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


def measure(recipe: Recipe, inputs: Sequence[str | Path], sample: int) -> tuple[Sample, Measured]:
    """Run a recipe on a sample of the inputs, in a folder that is thrown away.

    Args:
        recipe: what to do.
        inputs: files and folders.
        sample: how many megabytes to take.

    Raises:
        InputError: there is nothing to read.
    """
    with tempfile.TemporaryDirectory(prefix="corpuskit-") as folder:
        drawn = draw_sample(recipe, inputs, sample * 1_000_000, Path(folder) / "sample")
        out = Path(folder) / "out"
        clock = _Clock(out)
        summary = run_recipe(recipe, [Path(folder) / "sample"], out, on_progress=clock, memory_limit="none")
        clock.stop()
        counts = {unit: dict(numbers) for unit, numbers in summary.counts.items()}
        for name in ("in", "quarantined"):
            counts["documents"][name] += drawn.unreadable
        duplicates = sum(b'"kept":null' not in line and b'"unit":"document"' in line for line in _rows(out / "removed.jsonl"))
        return drawn, Measured(
            counts["documents"]["in"],
            drawn.bytes,
            clock.seconds,
            clock.scratch,
            _size(out),
            _peak(),
            counts,
            duplicates,
        )


def estimate(
    sample: Sample, measured: Measured, *, documents: int | None = None, machines: int = 1, workers: int = 1
) -> Estimate:
    """Say what a whole run will take.

    Args:
        sample: how the sample was drawn.
        measured: what the run over it took.
        documents: how many there are to be, for a corpus that is not there yet; None: as many as the inputs hold.
        machines: how many share the work.
        workers: on each machine.

    Raises:
        InputError: there are no documents in the sample.
    """
    if measured.documents == 0:
        raise InputError("there are no documents in the sample: name inputs with documents")
    scale = sample.all_bytes / max(measured.bytes, 1)
    if documents is not None:
        scale = documents / measured.documents
    hands = 1 + (machines * workers - 1) * _SHARING
    counts = measured.counts["documents"]
    other = counts["removed"] - measured.duplicates
    comparing = measured.seconds.get("comparing", 0.0)
    shared = sum(measured.seconds.get(step, 0.0) for step in _SHARED_STEPS) + comparing * _SHARED_COMPARING
    alone = measured.seconds.get("writing", 0.0) + comparing * (1 - _SHARED_COMPARING)
    removed = other * scale + measured.duplicates * scale
    total = round(measured.documents * scale)
    return Estimate(
        documents=total,
        bytes=round(measured.bytes * scale),
        seconds=round((shared / hands + alone) * scale, 1),
        disk=round((measured.scratch + measured.output) * scale),
        memory=_PARENT + workers * max(_WORKER, measured.peak),
        kept=round(counts["kept"] * scale),
        removed=round(removed),
        quarantined=round(counts["quarantined"] * scale),
        removed_at_most=min(total, round(other * scale + measured.duplicates * scale * max(scale, 1.0))),
        machines=machines,
        workers=workers,
        notes=tuple(_notes(measured, scale)),
    )


def _notes(measured: Measured, scale: float) -> list[str]:
    notes = [f"from {measured.documents:,} documents, {measured.bytes / 1e6:,.1f} MB, run with one worker"]
    if scale > 1:
        notes.append(
            "repetitions: a sample seldom has both of two documents that repeat each other, so at least so many are removed"
        )
    if measured.seconds and sum(measured.seconds.values()) < 1:
        notes.append("the sample ran for less than a second: a larger one (--sample) says more")
    return notes


class _Clock:
    """Takes the time of each step, and the size of the scratch files at the end of each."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._step, self._since = "", time.monotonic()
        self.seconds: dict[str, float] = {}
        self.scratch = 0

    def __call__(self, now: Progress) -> None:
        if now.step != self._step:
            self.stop()
            self._step = now.step

    def stop(self) -> None:
        """End the step."""
        moment = time.monotonic()
        if self._step:
            self.seconds[self._step] = self.seconds.get(self._step, 0.0) + moment - self._since
            self.scratch = max(self.scratch, _size(self._out))
        self._since = time.monotonic()


def _rows(path: Path) -> Sequence[bytes]:
    with path.open("rb") as lines:
        return list(lines)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _peak() -> int:
    if sys.platform == "win32":
        return 0
    import resource  # which Windows does not have

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
