"""The passes of a run: tasks for all shards, without those that are done already, and again for those whose worker died."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpuskit.engine.checkpoints import read_mark, write_mark
from corpuskit.engine.duplicates import Decisions, decide
from corpuskit.engine.executors import Died, Executor, dead_worker
from corpuskit.engine.shards import Part, Prepared, cut, large_files, read_options
from corpuskit.engine.spool import write_pieces
from corpuskit.engine.tasks import Job, ShardReport, prepare_file
from corpuskit.engine.verdicts import References
from corpuskit.engine.watch import NONE, last_seen
from corpuskit.io.discover import InputFile
from corpuskit.io.raw import Unreadable

#: A shard with more documents than this that kill their worker says that something else is wrong.
_MOST_KILLERS = 8

_log = logging.getLogger("corpuskit")


@dataclass(frozen=True, slots=True)
class Done:
    """A finished shard, and whether an earlier run had finished it."""

    report: ShardReport
    resumed: bool


def make_shards(
    job: Job, files: Sequence[InputFile], size: int, executor: Executor, skipped: Counter[str]
) -> list[Sequence[Part]]:
    """Cut the inputs into shards; large files are unpacked or surveyed first.

    Args:
        job: the run.
        files: all inputs.
        size: of a shard, in bytes.
        executor: where that is done.
        skipped: is told what in archives is no document, by kind.
    """
    large = large_files(files, read_options(job.plan.recipe), size)
    prepared: dict[int, Prepared] = {}
    results = executor.run(prepare_file, [(job, number, file, size) for number, file in large])
    for (number, file), result in zip(large, results, strict=True):
        if isinstance(result, Died):
            _log.warning("reading %s killed its worker", file.name)
            lost = Unreadable("the process that read it died, again and again: most likely it needs too much memory")
            result = Prepared("", pieces=write_pieces([lost], lambda piece, n=number: job.workspace.piece(n, piece), size))  # type: ignore[misc]
        if result is not None:
            prepared[number] = result
            skipped.update(result.skipped)
    return list(cut(files, prepared, size, job.workspace.piece))


def run_pass(
    job: Job, number: int, executor: Executor, task: Callable[..., ShardReport], calls: Sequence[tuple[Any, ...]]
) -> Iterator[Done]:
    """Run the task of a pass for each shard, but for those that an earlier run has finished; give the reports in order.

    Args:
        job: the run.
        number: of the pass.
        executor: where the tasks run.
        task: what to call.
        calls: its arguments, by shard.

    Raises:
        EnvironmentFailure: a task has killed worker after worker, and not because of single documents.
    """
    workspace, stages = job.workspace, len(job.plan.passes[number].corpus)
    finished = [read_mark(workspace.shard_mark(number, shard)) for shard in range(len(calls))]
    fresh = executor.run(task, [call for call, outcome in zip(calls, finished, strict=True) if outcome is None])
    for shard, outcome in enumerate(finished):
        if outcome is not None:
            yield Done(ShardReport.from_plain(outcome), resumed=True)
            continue
        report = next(fresh)
        if isinstance(report, Died):
            report = _without_killers(job, number, shard, executor, task, calls[shard])
        write_mark(workspace.shard_mark(number, shard), report.plain(), workspace.shard_files(number, shard, stages))
        yield Done(report, resumed=False)


def decide_once(job: Job, number: int, shards: int, executor: Executor, references: References, memory: int | None) -> Decisions:
    """Let the corpus stages of a pass decide, unless an earlier run has had them do so."""
    mark = job.workspace.decided_mark(number)
    outcome = read_mark(mark)
    if outcome is not None:
        return Decisions.from_plain(outcome)
    decisions = decide(job, number, shards, executor, references, memory)
    write_mark(mark, decisions.plain(), job.workspace.verdict_files(number))
    return decisions


def _without_killers(
    job: Job, number: int, shard: int, executor: Executor, task: Callable[..., ShardReport], call: tuple[Any, ...]
) -> ShardReport:
    """Run a task that has killed its workers once more, without the document that each of them was at when it died."""
    killers: frozenset[int] = frozenset()
    while len(killers) < _MOST_KILLERS:
        order = last_seen(job.workspace.watch(number, shard))
        if order == NONE or order in killers:
            break
        killers |= {order}
        _log.warning("document %d of shard %d killed its worker: it goes into quarantine", order, shard)
        report = next(executor.run(task, [(*call, killers)], apart=True))
        if not isinstance(report, Died):
            return report
    raise dead_worker()
