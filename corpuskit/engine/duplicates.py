"""What happens between two passes: the corpus stages compare units and decide which of them go."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.corpus_stage import Edges
from corpuskit.dedup.runs import Room
from corpuskit.dedup.storage import StoredArrays
from corpuskit.engine.checkpoints import stages_from_plain, stages_to_plain
from corpuskit.engine.executors import Executor, results
from corpuskit.engine.ledger import StageCounts
from corpuskit.engine.memory import worth_grouping_in
from corpuskit.engine.plan import Plan
from corpuskit.engine.tasks import Comparison, Job, blaming, load_column, verify_pairs
from corpuskit.engine.units import UNITS, Units, count_units
from corpuskit.engine.verdicts import References, corpus_stage, only_tags, save_verdicts, settle, units_of

#: How many pairs one verification task takes at least, those of documents being long, and at most; and how many tasks there
#: should be between.
_FEWEST, _MOST, _SLICES = {"document": 100, "paragraph": 1_000}, 50_000, 64
_COLUMNS = (("removed", np.int64), ("kept", np.int64), ("score", np.float64), ("kind", np.uint8))


@dataclass(slots=True)
class Decisions:
    """What the corpus stages of a pass decided; their verdicts are in the workspace.

    Attributes:
        stages: time spent, by number of the stage.
        notes: what was capped or approximated.
    """

    stages: dict[int, StageCounts] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Give this as JSON values."""
        return {"stages": stages_to_plain(self.stages), "notes": self.notes}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Decisions:
        """Take back what `plain` gave."""
        return cls(stages_from_plain(plain["stages"]), plain["notes"])


def open_references(plan: Plan) -> References:
    """Open the earlier corpora that the stages of a plan name.

    Raises:
        CorpuskitError: one cannot be read, or was made with other parameters.
    """
    found = {}
    for number, part in enumerate(plan.passes):
        for position, ready in enumerate(part.corpus):
            for unit in units_of(ready):
                with blaming(ready):
                    reference = corpus_stage(ready).reference(unit, ready.options)
                if reference is not None:
                    found[number, position, unit] = reference
    return found


def decide(
    job: Job, number: int, shards: int, executor: Executor, references: References, memory: int | None = None
) -> Decisions:
    """Run the corpus stages that end a pass and write their verdicts, for the next pass to apply.

    Whole documents are decided by all the stages before paragraphs are, so that a repeated document leaves as one and not
    piece by piece. A unit that one stage has decided about is not there for the next.

    Args:
        job: the run.
        number: the pass.
        shards: how many shards there are.
        executor: runs the tasks.
        references: the earlier corpora to compare with.
        memory: how many bytes grouping may take in this process; None: as many as it likes.
    """
    part = job.plan.passes[number]
    decisions = Decisions()
    alive: dict[str, NDArray[np.bool_]] = {}
    count_units(job.workspace, number, shards)
    for unit in UNITS:
        units = Units(job.workspace, number, unit)
        alive[unit] = np.ones(len(units), bool)
        if unit == "paragraph":
            _bury(alive["paragraph"], units, alive["document"])
        for position, ready in enumerate(part.corpus):
            if unit not in units_of(ready):
                continue
            started = time.perf_counter()
            comparison = Comparison(number, position, unit, references.get((number, position, unit)))
            with blaming(ready):
                found = _compare(job, comparison, units, alive[unit], executor, memory, decisions.notes)
            alive[unit][found] = False
            if only_tags(ready) and len(found):
                decisions.notes.append(f"{ready.name}, {unit}s: {len(found)} tagged as repetitions")
            counts = decisions.stages.setdefault(part.corpus_number(position), StageCounts())
            counts.seconds += time.perf_counter() - started
        settle(job.workspace, number, unit, part.corpus)
    return decisions


def _bury(alive: NDArray[np.bool_], units: Units, documents: NDArray[np.bool_]) -> None:
    """Take the paragraphs of documents that are gone out of the game."""
    for start, numbers in zip(units.bounds.tolist(), units.document_numbers(), strict=False):
        alive[start : start + len(numbers)] = documents[numbers]


def _compare(
    job: Job,
    comparison: Comparison,
    units: Units,
    alive: NDArray[np.bool_],
    executor: Executor,
    memory: int | None,
    notes: list[str],
) -> NDArray[np.int64]:
    """Let one stage compare the units of one sort; give the numbers of those that repeat another one."""
    number, position, unit, reference = comparison
    ready, workspace = job.plan.passes[number].corpus[position], job.workspace
    stage = corpus_stage(ready)
    folder = workspace.comparison(number, position, unit)
    shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed in here
    folder.mkdir()
    room = Room(worth_grouping_in(memory, len(units)), folder if memory is not None else None)
    shards = range(len(units.bounds) - 1)
    sketches: list[Any] = [StoredArrays(workspace.sketch(number, shard, position, unit)) for shard in shards]
    first = 0
    if reference is not None:
        first = len(reference.alive)
        sketches = [*reference.sketches, *sketches]
        alive = np.concatenate([reference.alive, alive])
    owners = _write_owners(workspace.owners(number, position, unit), units, first)
    candidates = stage.find(sketches, alive, unit, ready.options, documents=owners, first=first, room=room)
    notes.extend(f"{ready.name}, {unit}s: {note}" for note in candidates.notes)
    path = _write_pairs(candidates.pairs, workspace.pairs(number, position, unit))
    calls = [(job, comparison, path, start, stop) for start, stop in _slices(len(candidates.pairs), _FEWEST[unit])]
    del candidates
    edges = _write_edges(results(executor, verify_pairs, calls), folder)
    found = stage.decide(edges, sketches, unit, ready.options, first=first, room=room)
    if len(found.removed) and int(found.removed.min()) < first:
        raise ValueError("it removes units of the earlier corpus")
    save_verdicts(workspace, number, position, unit, found, first)
    gone: NDArray[np.int64] = np.array(found.removed) - first
    del edges, found  # they may be mapped files of the folder
    shutil.rmtree(folder)
    return gone


def _slices(length: int, fewest: int) -> Iterator[tuple[int, int]]:
    size = min(max(fewest, -(-length // _SLICES)), _MOST)
    for start in range(0, length, size):
        yield start, min(start + size, length)


def _write_owners(path: Path, units: Units, first: int) -> NDArray[np.int64]:
    with path.open("wb") as file:
        file.write(np.full(first, -1, np.int64).tobytes())
        for numbers in units.document_numbers():
            file.write(numbers.astype(np.int64, copy=False).tobytes())
    return load_column(path, np.int64)


def _write_pairs(pairs: NDArray[np.int64], path: Path) -> Path:
    """Give the file in which the pairs are; a stage that works within a limit has written them to one already."""
    if isinstance(pairs, np.memmap) and pairs.dtype == np.int64 and pairs.filename is not None:
        return Path(str(pairs.filename))
    np.ascontiguousarray(pairs, np.int64).tofile(path)
    return path


def _write_edges(parts: Iterable[Edges], folder: Path) -> Edges:
    """Put the edges that the tasks found into files, and give them as mapped arrays."""
    files = [(folder / name).open("wb") for name, _ in _COLUMNS]
    for part in parts:
        for file, (name, kind) in zip(files, _COLUMNS, strict=True):
            file.write(np.asarray(getattr(part, name), kind).tobytes())
    for file in files:
        file.close()
    return Edges(*(load_column(folder / name, kind) for name, kind in _COLUMNS))
