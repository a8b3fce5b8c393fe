"""A whole run: from inputs to a finished folder."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from corpuskit import report
from corpuskit.engine.assembly import Tally, assemble, describe
from corpuskit.engine.duplicates import open_references
from corpuskit.engine.executors import Executor, make_executor, warm_up
from corpuskit.engine.identity import identity
from corpuskit.engine.ledger import conservation_faults
from corpuskit.engine.memory import fitting_workers, for_grouping, for_shard, read_limit, worth_releasing
from corpuskit.engine.output import OutputFolder
from corpuskit.engine.passes import decide_once, make_shards, run_pass
from corpuskit.engine.plan import make_plan
from corpuskit.engine.progress import Meter, OnProgress, silent
from corpuskit.engine.remote import RemoteOutput
from corpuskit.engine.scratch import make_scratch
from corpuskit.engine.shards import MOST_BYTES, files_ended, shard_size
from corpuskit.engine.tasks import Job, continue_shard, read_shard
from corpuskit.engine.verdicts import References
from corpuskit.engine.workspace import Workspace
from corpuskit.errors import ConservationError, EnvironmentFailure, InputError
from corpuskit.io.discover import Found, discover
from corpuskit.io.urls import is_remote
from corpuskit.recipe import Recipe

_SHORTEST_TIME_LIMIT = 0.1

_log = logging.getLogger("corpuskit")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did.

    Attributes:
        out: the folder, or its URL.
        counts: as in the manifest: documents and paragraphs in, kept, removed, quarantined.
        notes: what was skipped, capped or approximated.
        seconds: how long it took.
        bytes: how many bytes were read.
        up_to_date: the folder was finished already and nothing was done.
    """

    out: Path | str
    counts: dict[str, dict[str, int]]
    notes: Sequence[str] = ()
    seconds: float = 0.0
    bytes: int = 0
    up_to_date: bool = False


class _Setting(NamedTuple):
    """What a run is about."""

    recipe: Recipe
    found: Found
    folder: OutputFolder
    same: str
    references: References
    limit: int | None
    executor: Executor
    notes: Sequence[str]
    time_limit: float | None


def run_recipe(
    recipe: Recipe,
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    workers: int = 1,
    executor: str = "local",
    address: str | None = None,
    memory_limit: int | str | None = None,
    time_limit: float | None = None,
    fresh: bool = False,
    on_progress: OnProgress | None = None,
) -> RunSummary:
    """Read the inputs, clean them as the recipe says, write the corpus and everything about it.

    Args:
        recipe: what to do.
        inputs: files and folders, or their URLs.
        out: the folder to write, or its URL.
        workers: how many processes work at once; the files written are the same for any number.
        executor: where tasks run: `"local"`, `"dask"` or `"ray"`.
        address: of an existing Dask or Ray cluster whose machines see the same files; None: one is started on this machine.
        memory_limit: bytes, or a size such as `"1GB"`, that all processes together should stay within; `"none"`: no limit;
            None: half of what the machine has. The files written are the same for any limit.
        time_limit: seconds that one document may take in one pass; what takes longer goes into quarantine. None: no limit. A
            clock decides then, so the files written need no longer be the same each time.
        fresh: replace what an earlier run left in `out`.
        on_progress: called with how far the run is, whenever that changes.

    Raises:
        InputError, OutputError: nothing to read, or `out` holds something else.
        ConservationError: the counts do not add up; all files are written, so that one can see why.
        EnvironmentFailure: no space, no permission, a dead worker; the same call completes the run.
    """
    started = time.monotonic()
    if time_limit is not None and time_limit < _SHORTEST_TIME_LIMIT:
        raise InputError(f"a time limit of {time_limit:g} seconds is too short to tell slow documents from a busy machine")
    limit = read_limit(memory_limit)
    fitting = fitting_workers(limit, workers)
    warm_up(executor, fitting)
    references = open_references(make_plan(recipe))
    remote = RemoteOutput(str(out)) if is_remote(str(out)) else None
    found = discover(inputs, include=recipe.source.include, exclude=recipe.source.exclude, outside=None if remote else out)
    same = identity(recipe, found.files, references)
    folder = OutputFolder(remote.staging(same) if remote else out)
    place = remote or folder.folder
    try:
        done = remote.check(same, fresh=fresh) if remote else None
        if done is None:
            done = folder.check(same, fresh=fresh and remote is None)
            if done is not None and remote is not None:  # a run that was stopped while its files were on their way
                remote.publish(folder.folder)
        if done is not None:
            return _finished(done, place)
        told = [] if fitting == workers else [f"{fitting} of {workers} workers, to stay within the memory limit"]
        if time_limit is not None:
            told.append(f"each document had at most {time_limit:g} seconds in each pass")
        runner = make_executor(executor, fitting, address)
        setting = _Setting(recipe, found, folder, same, references, limit, runner, told, time_limit)
        content = _run(setting, on_progress or silent)
        folder.finish(content)
        if remote is not None:
            remote.publish(folder.folder)
    except (OSError, MemoryError) as error:
        raise _environment_failure(error, place) from error
    _check_conservation(content, place)
    _log.info("finished %s: %s", place, content["counts"])
    size = sum(max(file.bytes, 0) for file in found.files)
    return RunSummary(_shown(place), content["counts"], content["notes"], time.monotonic() - started, size)


def _run(setting: _Setting, on_progress: OnProgress) -> dict[str, Any]:
    """Do everything but give the files their final names; scratch files stay where the same command can go on with them."""
    started = datetime.now(UTC)
    try:
        content = _carry_out(setting, on_progress)
        times = {"started": started, "finished": datetime.now(UTC)}
        told = {name: time.isoformat(timespec="seconds") for name, time in times.items()}
        content = {"workers": setting.executor.workers, "memory_limit": setting.limit, **told, **content}
        describe(setting.folder, content)
    except BaseException as error:
        going_on = isinstance(error, KeyboardInterrupt | OSError | MemoryError | EnvironmentFailure)
        with suppress(OSError):  # the failure itself is what has to be told
            setting.folder.abandon(going_on=going_on)
        raise
    return content


def _carry_out(setting: _Setting, on_progress: OnProgress) -> dict[str, Any]:
    recipe, found, folder, same, references, limit, executor, notes = setting[:8]
    _log.info("reading %d files with the recipe %s into %s", len(found.files), recipe.name, folder.folder)
    scratch, most = folder.unfinished() or (None, for_shard(limit, executor.workers, MOST_BYTES))
    if scratch is None:
        scratch = make_scratch(folder, same, most)
    else:
        _log.info("going on with %s", scratch)
        folder.begin(same, scratch, most)
    job = Job(make_plan(recipe), Workspace(scratch), setting.time_limit)
    size = sum(max(file.bytes, 0) for file in found.files)
    meter = Meter(on_progress, len(found.files), size, len(job.plan.passes))
    tally = Tally(notes=list(notes), skipped=found.skipped.copy())
    try:
        meter.begin("preparing")
        shards = make_shards(job, found.files, shard_size(found.files, most), executor, tally.skipped)
        meter.begin("reading and cleaning", len(shards))
        calls: Sequence[tuple[Any, ...]] = [(job, number, parts) for number, parts in enumerate(shards)]
        if executor.workers > 1:
            report.get_ready()  # until workers have started, this process has nothing to do
        results = run_pass(job, 0, executor, read_shard, calls)
        for done, parts, files in zip(results, shards, files_ended(shards), strict=True):
            tally.add(done.report)
            documents = sum(count for _, _, count in done.report.inputs)
            meter.finish(files=files, documents=documents, size=sum(part.bytes for part in parts), resumed=done.resumed)
        for number in range(1, len(job.plan.passes)):
            meter.begin("comparing", segment=number)
            if worth_releasing(limit, size):
                executor.release()
            decisions = decide_once(job, number - 1, len(shards), executor, references, for_grouping(limit, executor.workers))
            tally.add_stages(decisions.stages)
            tally.notes.extend(decisions.notes)
            _log.info("compared what pass %d left", number)
            calls = [(job, number, shard, references) for shard in range(len(shards))]
            meter.begin("removing duplicates", len(shards), segment=number + 1)
            for done in run_pass(job, number, executor, continue_shard, calls):
                tally.add(done.report)
                meter.finish(resumed=done.resumed)
    finally:
        executor.close()
    meter.begin("writing", segment=len(job.plan.passes))
    return assemble(job, found, folder, same, len(shards), tally)


def _shown(place: Path | RemoteOutput) -> Path | str:
    return place if isinstance(place, Path) else str(place)


def _check_conservation(content: dict[str, Any], out: Path | RemoteOutput) -> None:
    faults = [*conservation_faults(content["counts"]), *content["conservation"]["violations"]]
    if faults:
        raise ConservationError(f"conservation does not hold in {out}: {'; '.join(faults)}")


def _finished(content: dict[str, Any], out: Path | RemoteOutput) -> RunSummary:
    _check_conservation(content, out)
    return RunSummary(_shown(out), content["counts"], content.get("notes", ()), up_to_date=True)


def _environment_failure(error: OSError | MemoryError, out: Path | RemoteOutput) -> EnvironmentFailure:
    if isinstance(error, MemoryError):
        return EnvironmentFailure("out of memory: run the same command again with fewer workers (-j 1) to complete the run")
    places = f"{out}, or TMPDIR {os.environ['TMPDIR']}" if os.environ.get("TMPDIR") else str(out)
    where = error.filename if isinstance(error.filename, str) else places  # a failing write does not say which file it was
    return EnvironmentFailure(
        f"{error.strerror or error}: {where}: make room or give permission, then run the same command again to complete the run"
    )
