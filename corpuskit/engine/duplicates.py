"""What happens between two passes: the corpus stages compare units and decide which of them go."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpuskit.engine.executors import Executor
from corpuskit.engine.ledger import StageCounts
from corpuskit.engine.plan import Pass
from corpuskit.engine.tasks import Comparison, Job, Verdict, blaming, corpus_stage, units_of, verify_pairs
from corpuskit.engine.units import UNITS, Units
from corpuskit.engine.workspace import load_arrays
from corpuskit.io.jsonl import write_lines
from corpuskit.stage import Edges

#: How many pairs one verification task takes at least, and how many tasks there are at most: each opens all shards.
_SLICE, _MOST_SLICES = 4_000, 64


@dataclass(slots=True)
class Decisions:
    """What the corpus stages of a pass decided.

    Attributes:
        stages: time spent, by number of the stage.
        notes: what was capped or approximated.
        rows: verdicts by shard.
    """

    stages: dict[int, StageCounts] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    rows: dict[int, list[Verdict]] = field(default_factory=dict)


def decide(job: Job, number: int, shards: int, executor: Executor) -> Decisions:
    """Run the corpus stages that end a pass and write their verdicts, for the next pass to apply.

    Whole documents are decided by all the stages before paragraphs are, so that a repeated document leaves as one and not
    piece by piece. A unit that one stage removes is not there for the next.
    """
    part = job.plan.passes[number]
    decisions = Decisions()
    units = {unit: Units(job.workspace, number, shards, unit) for unit in UNITS}
    alive = {unit: np.ones(len(units[unit]), bool) for unit in UNITS}
    for unit in UNITS:
        for position, ready in enumerate(part.corpus):
            if unit not in units_of(ready):
                continue
            started = time.perf_counter()
            with blaming(ready):
                found = _verdicts(job, Comparison(number, position, unit, shards), alive[unit], executor, decisions)
            alive[unit][found.removed] = False
            _record(found, part, position, units[unit], decisions)
            counts = decisions.stages.setdefault(part.corpus_number(position), StageCounts())
            counts.seconds += time.perf_counter() - started
        if unit == "document":
            alive["paragraph"] = _with_their_documents(units, alive["document"])
    for shard in range(shards):
        write_lines(job.workspace.verdicts(number, shard), map(list, decisions.rows.get(shard, [])))
    return decisions


def _verdicts(job: Job, comparison: Comparison, alive: NDArray[np.bool_], executor: Executor, decisions: Decisions) -> Edges:
    number, position, unit, shards = comparison
    ready = job.plan.passes[number].corpus[position]
    stage = corpus_stage(ready)
    sketches = [load_arrays(job.workspace.sketch(number, shard, position, unit)) for shard in range(shards)]
    candidates = stage.candidates(sketches, alive, unit, ready.options)
    decisions.notes.extend(f"{ready.name}, {unit}s: {note}" for note in candidates.notes)
    pairs = np.asarray(candidates.pairs, np.int64).reshape(-1, 2)
    np.save(job.workspace.pairs(number), pairs, allow_pickle=False)
    calls = ((job, comparison, start, stop) for start, stop in _slices(len(pairs)))
    edges = Edges.join(list(executor.run(verify_pairs, calls)))
    return stage.resolve(edges, sketches, unit, ready.options)


def _slices(length: int) -> Iterator[tuple[int, int]]:
    size = max(_SLICE, -(-length // _MOST_SLICES))
    for start in range(0, length, size):
        yield start, min(start + size, length)


def _record(found: Edges, part: Pass, position: int, units: Units, decisions: Decisions) -> None:
    stage = corpus_stage(part.corpus[position])
    for removed, kept, score, kind in zip(found.removed, found.kept, found.score, found.kind, strict=True):
        whole = int(units.line[removed]) < 0
        decisions.rows.setdefault(int(units.shard[removed]), []).append(
            Verdict(
                document=int(units.document[removed]),
                line=int(units.line[removed]),
                stage=part.corpus_number(position),
                reason=stage.reasons[kind],
                kept_document=units.owner(kept),
                kept_text=None if whole else units[kept],
                score=float(score),
            )
        )


def _with_their_documents(units: dict[str, Units], alive: NDArray[np.bool_]) -> NDArray[np.bool_]:
    gone: Sequence[int] | NDArray[np.int64] = np.flatnonzero(~alive)
    return ~np.isin(units["paragraph"].document_number(), gone)
