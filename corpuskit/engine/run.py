"""A whole run: from inputs to a finished folder."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from corpuskit.engine import manifest, output
from corpuskit.engine.checkpoints import read_mark, write_mark
from corpuskit.engine.duplicates import Decisions, decide, open_references
from corpuskit.engine.edits import EditSamples
from corpuskit.engine.executors import Executor, make_executor
from corpuskit.engine.ledger import Counts, StageCounts, conservation_faults
from corpuskit.engine.memory import fitting_workers, for_grouping, for_shard, read_limit, worth_releasing
from corpuskit.engine.output import OutputFolder, merge_rows
from corpuskit.engine.plan import make_plan
from corpuskit.engine.tasks import Job, ShardReport, continue_shard, read_shard
from corpuskit.engine.verdicts import References
from corpuskit.engine.workspace import Workspace
from corpuskit.errors import ConservationError, EnvironmentFailure
from corpuskit.io.atomic import partial
from corpuskit.io.discover import Found, InputFile, discover
from corpuskit.io.jsonl import dump_line, read_lines
from corpuskit.recipe import Recipe

#: A shard is the unit of work: large enough that a task is worth sending, small enough to share out and to hold in memory.
_FEWEST_SHARD_BYTES, _MOST_SHARD_BYTES, _SHARD_FILES = 500_000, 16_000_000, 500
#: How many shards there should be at least, if they are not too small for that: enough to keep many workers busy.
_SHARDS = 64

_log = logging.getLogger("corpuskit")

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did.

    Attributes:
        out: the folder.
        counts: as in the manifest: documents and paragraphs in, kept, removed, quarantined.
        notes: what was skipped, capped or approximated.
        seconds: how long it took.
        bytes: how many bytes were read.
        up_to_date: the folder was finished already and nothing was done.
    """

    out: Path
    counts: dict[str, dict[str, int]]
    notes: Sequence[str] = ()
    seconds: float = 0.0
    bytes: int = 0
    up_to_date: bool = False


@dataclass(slots=True)
class _Tally:
    counts: Counts = field(default_factory=Counts)
    stages: dict[int, StageCounts] = field(default_factory=dict)
    hashes: list[str | None] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, report: ShardReport) -> None:
        self.counts.add(report.counts)
        self.add_stages(report.stages)
        self.hashes.extend(report.hashes)

    def add_stages(self, stages: dict[int, StageCounts]) -> None:
        for number, counts in stages.items():
            self.stages.setdefault(number, StageCounts()).add(counts)


class _Setting(NamedTuple):
    """What a run is about."""

    recipe: Recipe
    found: Found
    folder: OutputFolder
    identity: str
    references: References
    limit: int | None
    executor: Executor
    notes: Sequence[str]


def run_recipe(
    recipe: Recipe,
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    workers: int = 1,
    executor: str = "local",
    address: str | None = None,
    memory_limit: int | str | None = None,
    fresh: bool = False,
    on_progress: OnProgress | None = None,
) -> RunSummary:
    """Read the inputs, clean them as the recipe says, write the corpus and everything about it.

    Args:
        recipe: what to do.
        inputs: files and folders.
        out: the folder to write.
        workers: how many processes work at once; the files written are the same for any number.
        executor: where tasks run: `"local"`, `"dask"` or `"ray"`.
        address: of an existing Dask or Ray cluster whose machines see the same files; None: one is started on this machine.
        memory_limit: bytes, or a size such as `"1GB"`, that all processes together should stay within; `"none"`: no limit;
            None: half of what the machine has. The files written are the same for any limit.
        fresh: replace what an earlier run left in `out`.
        on_progress: called with what is being done, how much of it is done, and how much there is.

    Raises:
        InputError, OutputError: nothing to read, or `out` holds something else.
        ConservationError: the counts do not add up; all files are written, so that one can see why.
        EnvironmentFailure: no space, no permission, a dead worker; the same call completes the run.
    """
    started = time.monotonic()
    limit = read_limit(memory_limit)
    references = open_references(make_plan(recipe))
    found = discover(inputs, include=recipe.source.include, exclude=recipe.source.exclude, outside=out)
    identity = _identity(recipe, found.files, references)
    folder = OutputFolder(out)
    try:
        done = folder.check(identity, fresh=fresh)
        if done is not None:
            return _finished(done, folder.folder)
        fitting = fitting_workers(limit, workers)
        told = [] if fitting == workers else [f"{fitting} of {workers} workers, to stay within the memory limit"]
        setting = _Setting(recipe, found, folder, identity, references, limit, make_executor(executor, fitting, address), told)
        content = _run(setting, on_progress or _silent)
        folder.finish(content)
    except (OSError, MemoryError) as error:
        raise _environment_failure(error, folder.folder) from error
    _check_conservation(content, folder.folder)
    _log.info("finished %s: %s", folder.folder, content["counts"])
    return RunSummary(
        folder.folder,
        content["counts"],
        content["notes"],
        time.monotonic() - started,
        sum(max(file.bytes, 0) for file in found.files),
    )


def _run(setting: _Setting, on_progress: OnProgress) -> dict[str, Any]:
    """Do everything but give the files their final names; scratch files stay where the same command can go on with them."""
    started = datetime.now(UTC)
    try:
        content = _carry_out(setting, on_progress)
        times = {"started": started, "finished": datetime.now(UTC)}
        told = {name: time.isoformat(timespec="seconds") for name, time in times.items()}
        content = {"workers": setting.executor.workers, "memory_limit": setting.limit, **told, **content}
        _describe(setting.folder, content)
    except BaseException as error:
        going_on = isinstance(error, KeyboardInterrupt | OSError | MemoryError | EnvironmentFailure)
        with suppress(OSError):  # the failure itself is what has to be told
            setting.folder.abandon(going_on=going_on)
        raise
    return content


def _carry_out(setting: _Setting, on_progress: OnProgress) -> dict[str, Any]:
    recipe, found, folder, identity, references, limit, executor, notes = setting
    _log.info("reading %d files with the recipe %s into %s", len(found.files), recipe.name, folder.folder)
    scratch, shard_bytes = folder.unfinished() or (None, for_shard(limit, executor.workers, _MOST_SHARD_BYTES))
    if scratch is None:
        scratch = _make_scratch(folder, identity, shard_bytes)
    else:
        _log.info("going on with %s", scratch)
        folder.begin(identity, scratch, shard_bytes)
    job = Job(make_plan(recipe), Workspace(scratch))
    shards = list(_shards(found.files, shard_bytes))
    skipped = (f"skipped: {count} {reason}" for reason, count in sorted(found.skipped.items()))
    tally = _Tally(notes=[*skipped, *notes])
    try:
        reports = _run_pass(job, 0, executor, read_shard, [(job, number, files) for number, files in enumerate(shards)])
        _collect(reports, tally, "reading and cleaning", len(shards), on_progress)
        for number in range(1, len(job.plan.passes)):
            on_progress("comparing", 0, 1)
            if worth_releasing(limit, sum(max(file.bytes, 0) for file in found.files)):
                executor.release()
            decisions = _decide(job, number - 1, len(shards), executor, references, for_grouping(limit, executor.workers))
            tally.add_stages(decisions.stages)
            tally.notes.extend(decisions.notes)
            _log.info("compared what pass %d left", number)
            calls = [(job, number, shard, len(shards), references) for shard in range(len(shards))]
            reports = _run_pass(job, number, executor, continue_shard, calls)
            _collect(reports, tally, "removing duplicates", len(shards), on_progress)
    finally:
        executor.close()
    on_progress("writing", 0, 1)
    return _write(job, found, folder, identity, len(shards), tally)


def _run_pass(
    job: Job, number: int, executor: Executor, task: Callable[..., ShardReport], calls: Sequence[tuple[Any, ...]]
) -> Iterator[ShardReport]:
    """Run the task of a pass for each shard, but for those that an earlier run has finished; give the reports in order."""
    workspace, stages = job.workspace, len(job.plan.passes[number].corpus)
    finished = [read_mark(workspace.shard_mark(number, shard)) for shard in range(len(calls))]
    fresh = executor.run(task, [call for call, outcome in zip(calls, finished, strict=True) if outcome is None])
    for shard, outcome in enumerate(finished):
        if outcome is not None:
            yield ShardReport.from_plain(outcome)
            continue
        report = next(fresh)
        write_mark(workspace.shard_mark(number, shard), report.plain(), workspace.shard_files(number, shard, stages))
        yield report


def _decide(job: Job, number: int, shards: int, executor: Executor, references: References, memory: int | None) -> Decisions:
    """Let the corpus stages of a pass decide, unless an earlier run has had them do so."""
    mark = job.workspace.decided_mark(number)
    outcome = read_mark(mark)
    if outcome is not None:
        return Decisions.from_plain(outcome)
    decisions = decide(job, number, shards, executor, references, memory)
    write_mark(mark, decisions.plain(), job.workspace.verdict_files(number))
    return decisions


def _collect(reports: Iterator[ShardReport], tally: _Tally, step: str, shards: int, on_progress: OnProgress) -> None:
    on_progress(step, 0, shards)
    for done, report in enumerate(reports, 1):
        tally.add(report)
        on_progress(step, done, shards)


def _write(job: Job, found: Found, folder: OutputFolder, identity: str, shards: int, tally: _Tally) -> dict[str, Any]:
    workspace, passes = job.workspace, range(len(job.plan.passes))

    def rows(kind: Callable[[int, int], Path], *, without_quarantined: bool) -> Iterator[bytes]:
        for shard in range(shards):
            paths = [workspace.quarantined(number, shard) for number in passes]
            bad = {order for path in paths for order, _ in read_lines(path)} if without_quarantined else set()
            yield from merge_rows((kind(number, shard) for number in passes), bad)

    written = [
        folder.assemble(output.CORPUS, _lines(workspace.corpus(shard) for shard in range(shards))),
        folder.assemble(output.REMOVED, rows(workspace.removed, without_quarantined=True)),
        folder.assemble(output.QUARANTINE, rows(workspace.quarantined, without_quarantined=False)),
        folder.assemble(output.EDITS, _edits(workspace, passes, shards)),
    ]
    if job.plan.recipe.ledger.edits == "full":
        written.append(folder.assemble(output.ORIGINALS, _lines(workspace.originals(shard) for shard in range(shards))))
    # What the manifest claims is what stands in the files, not what was meant to be written.
    tally.counts.documents_kept = written[0].lines
    tally.counts.documents_quarantined = written[2].lines
    return manifest.build(job.plan, identity, found.files, tally.hashes, tally.counts, tally.stages, tally.notes, written)


def _describe(folder: OutputFolder, content: dict[str, Any]) -> None:
    """Write what is made of the other files: the dataset card and the report."""
    from corpuskit.engine.card import card
    from corpuskit.report import RunFiles, render

    files = RunFiles(*(partial(folder.folder / name) for name in (output.REMOVED, output.QUARANTINE, output.EDITS)))
    folder.assemble(output.CARD, [card(content).encode("utf-8", "replace")])
    folder.assemble(output.REPORT, [render(content, files).encode("utf-8", "replace")])


def _lines(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as lines:
            yield from lines


def _edits(workspace: Workspace, passes: Iterable[int], shards: int) -> Iterator[bytes]:
    samples = EditSamples()
    for number in passes:
        for shard in range(shards):
            samples.add(read_lines(workspace.edits(number, shard)))
    for _, row in samples.rows():
        yield dump_line(row)


def _check_conservation(content: dict[str, Any], out: Path) -> None:
    faults = [*conservation_faults(content["counts"]), *content["conservation"]["violations"]]
    if faults:
        raise ConservationError(f"conservation does not hold in {out}: {'; '.join(faults)}")


def _finished(content: dict[str, Any], out: Path) -> RunSummary:
    _check_conservation(content, out)
    return RunSummary(out, content["counts"], content.get("notes", ()), up_to_date=True)


def _shards(files: Sequence[InputFile], most: int) -> Iterator[Sequence[InputFile]]:
    total = sum(max(file.bytes, 0) for file in files)
    most = min(max(total // _SHARDS, _FEWEST_SHARD_BYTES), most)
    shard: list[InputFile] = []
    size = 0
    for file in files:
        if shard and (size + file.bytes > most or len(shard) == _SHARD_FILES):
            yield shard
            shard, size = [], 0
        shard.append(file)
        size += max(file.bytes, 0)
    if shard:
        yield shard


def _identity(recipe: Recipe, files: Sequence[InputFile], references: References) -> str:
    content = {
        "format": output.FORMAT,
        "recipe": recipe.resolved(),
        "stages": [[ready.name, ready.stage.version] for ready in recipe.stages],
        "references": [[*place, getattr(references[place], "state", "")] for place in sorted(references)],
        "inputs": [[os.fsencode(os.path.abspath(file.path)).hex(), file.name, file.bytes, file.modified] for file in files],
    }
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _make_scratch(folder: OutputFolder, identity: str, shard_bytes: int) -> Path:
    # On the disk of the output, which has to hold as much anyway, unless the user names a place for temporary files.
    wanted = os.environ.get("TMPDIR")
    if wanted and not os.path.isdir(wanted):
        raise EnvironmentFailure(f"TMPDIR names {wanted}, which is not a folder: make it, or unset TMPDIR")
    parent = Path(wanted) if wanted else folder.own_scratch()
    folder.begin(identity, parent)
    parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=output.SCRATCH_PREFIX, dir=parent))
    folder.begin(identity, scratch, shard_bytes)
    return scratch


def _environment_failure(error: OSError | MemoryError, out: Path) -> EnvironmentFailure:
    if isinstance(error, MemoryError):
        return EnvironmentFailure("out of memory: run the same command again with fewer workers (-j 1) to complete the run")
    places = f"{out}, or TMPDIR {os.environ['TMPDIR']}" if os.environ.get("TMPDIR") else str(out)
    where = error.filename if isinstance(error.filename, str) else places  # a failing write does not say which file it was
    return EnvironmentFailure(
        f"{error.strerror or error}: {where}: make room or give permission, then run the same command again to complete the run"
    )


def _silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""
