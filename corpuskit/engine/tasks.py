"""The tasks of a run. Each reads files, writes files and can be repeated: any executor may run it, in any process."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, NamedTuple

import numpy as np

from corpuskit.engine.documents import (
    Book,
    Rejected,
    Work,
    finish_document,
    keep_document,
    read_document,
    remove_document,
    run_stages,
)
from corpuskit.engine.ledger import Counts, StageCounts, removal_row
from corpuskit.engine.plan import Pass, Plan
from corpuskit.engine.units import UNITS, ShardWriter, Units, read_works
from corpuskit.engine.workspace import Workspace, save_arrays
from corpuskit.errors import CorpuskitError, StageError
from corpuskit.io.discover import InputFile
from corpuskit.io.jsonl import dump_line, read_lines, write_lines
from corpuskit.registry import ReadyStage
from corpuskit.stage import CorpusStage, Edges
from corpuskit.text.characters import is_blank


@dataclass(frozen=True, slots=True)
class Job:
    """What every task of a run needs to know; sent to workers, so it is small."""

    plan: Plan
    workspace: Workspace


class Verdict(NamedTuple):
    """What a corpus stage decided about one unit."""

    document: int
    line: int
    stage: int
    reason: str
    kept_document: str
    kept_text: str | None
    score: float


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What a task tells of its shard.

    Attributes:
        stages: counts by number of the stage.
        counts: what became of the documents.
        hashes: for each input file, in order, the SHA-256 of its content, None if it could not be read; first pass only.
    """

    stages: dict[int, StageCounts]
    counts: Counts
    hashes: Sequence[str | None] = ()


def read_shard(job: Job, shard: int, files: Sequence[InputFile]) -> ShardReport:
    """First pass over a shard: read its files, run the stages, write documents or records."""
    book, hashes = Book(), []
    decode = job.plan.recipe.decode

    def documents() -> Iterator[Work]:
        for order, file in enumerate(files):
            try:
                document = read_document(file, decode)
            except Rejected as problem:
                hashes.append(problem.sha256)
                book.quarantine(order, file.name, problem)
            else:
                hashes.append(document.source["sha256"])
                yield Work(document, order)

    _run_pass(job, 0, shard, documents(), book)
    return ShardReport(book.stages, book.counts, hashes)


def continue_shard(job: Job, number: int, shard: int) -> ShardReport:
    """A later pass over a shard: apply the verdicts of the corpus stages before it, run the stages, write."""
    book = Book()
    verdicts: dict[int, list[Verdict]] = defaultdict(list)
    for packed in read_lines(job.workspace.verdicts(number - 1, shard)):
        verdict = Verdict(*packed)
        verdicts[verdict.document].append(verdict)

    def documents() -> Iterator[Work]:
        for position, work in enumerate(read_works(job.workspace, number - 1, shard)):
            left = _apply(job.plan, work, verdicts[position], book) if position in verdicts else work
            if left is not None:
                yield left

    _run_pass(job, number, shard, documents(), book)
    return ShardReport(book.stages, book.counts)


class Comparison(NamedTuple):
    """Which corpus stage compares what.

    Attributes:
        number: the pass that the stage ends.
        position: which of the corpus stages of that pass it is.
        unit: `"document"` or `"paragraph"`.
        shards: how many shards there are.
    """

    number: int
    position: int
    unit: str
    shards: int


def verify_pairs(job: Job, comparison: Comparison, start: int, stop: int) -> Edges:
    """Verify the candidate pairs `[start, stop)` of a corpus stage."""
    number, position, unit, shards = comparison
    ready = job.plan.passes[number].corpus[position]
    pairs = np.load(job.workspace.pairs(number), mmap_mode="r", allow_pickle=False)[start:stop]
    return corpus_stage(ready).verify(np.asarray(pairs), Units(job.workspace, number, shards, unit), unit, ready.options)


def _run_pass(job: Job, number: int, shard: int, documents: Iterator[Work], book: Book) -> None:
    part, workspace = job.plan.passes[number], job.workspace
    if part.corpus:
        with ShardWriter(workspace, number, shard) as output:
            _run_documents(job.plan, part, documents, book, output.write)
        _sketch(job, number, shard, output, book)
    else:
        with workspace.corpus(shard).open("wb") as records:
            _run_documents(job.plan, part, documents, book, lambda work: _write_record(work, records, book))
    write_lines(workspace.removed(number, shard), book.removed)
    write_lines(workspace.quarantined(number, shard), book.quarantined)
    write_lines(workspace.edits(number, shard), book.edits.rows())


def _run_documents(plan: Plan, part: Pass, documents: Iterator[Work], book: Book, write: Callable[[Work], None]) -> None:
    for work in documents:
        origin = work.document.source["path"]
        try:
            left = run_stages(work, part.stages, part.first, plan, book)
            if left is not None:
                write(left)
        except Rejected as problem:
            book.quarantine(work.order, origin, problem)


def _write_record(work: Work, output: IO[bytes], book: Book) -> None:
    written = finish_document(work.document)
    try:
        line = dump_line(written.record())
    except TypeError as error:
        raise Rejected("write", f"cannot be written as JSON: {error}") from None
    output.write(line)
    keep_document(work, written, book)


def _sketch(job: Job, number: int, shard: int, written: ShardWriter, book: Book) -> None:
    part = job.plan.passes[number]
    for position, ready in enumerate(part.corpus):
        started = time.perf_counter()
        for unit in units_of(ready):
            texts = written.texts if unit == "document" else written.paragraphs
            with blaming(ready):
                arrays = corpus_stage(ready).sketch(texts, unit, ready.options)
            save_arrays(job.workspace.sketch(number, shard, position, unit), arrays)
        book.stage(part.corpus_number(position)).seconds += time.perf_counter() - started


@contextmanager
def blaming(ready: ReadyStage) -> Iterator[None]:
    """Name the corpus stage that raises: it has seen many documents, so none of them can be quarantined for it."""
    try:
        yield
    except (CorpuskitError, OSError, MemoryError):
        raise
    except Exception as error:
        raise StageError(f"{ready.name} failed while comparing texts: {type(error).__name__}: {error}") from error


def units_of(ready: ReadyStage) -> tuple[str, ...]:
    """Give the sorts of units that a corpus stage works on, whole documents first."""
    wanted = getattr(ready.options, "unit", UNITS)
    return tuple(unit for unit in UNITS if unit in wanted)


def _apply(plan: Plan, work: Work, verdicts: Sequence[Verdict], book: Book) -> Work | None:
    document = work.document
    for verdict in verdicts:
        if verdict.line < 0:
            counts = book.stage(verdict.stage)
            counts.documents_removed += 1
            remove_document(
                work, plan.recipe.stages[verdict.stage].name, verdict.reason, book, kept=_kept(verdict), score=verdict.score
            )
            return None
    lines = document.text.split("\n")
    for verdict in sorted(verdicts, key=lambda verdict: verdict.line):
        counted = verdict.stage > plan.counted_after
        counts = book.stage(verdict.stage)
        counts.paragraphs_removed += counted
        counts.spans_removed += not counted
        work.gone += counted
        name = plan.recipe.stages[verdict.stage].name
        unit = "paragraph" if counted else "span"
        row = removal_row(unit, document, lines[verdict.line], name, verdict.reason, kept=_kept(verdict), score=verdict.score)
        book.removed.append((work.order, row))
    gone = {verdict.line for verdict in verdicts}
    work.document = document.with_text("\n".join(line for number, line in enumerate(lines) if number not in gone))
    for stage in {verdict.stage for verdict in verdicts}:
        book.stage(stage).documents_changed += 1
    if is_blank(work.document.text):
        last = max(verdict.stage for verdict in verdicts)
        book.stage(last).documents_removed += 1
        remove_document(work, plan.recipe.stages[last].name, "empty", book)
        return None
    return work


def _kept(verdict: Verdict) -> dict[str, str | None]:
    return {"document": verdict.kept_document, "text": verdict.kept_text}


def corpus_stage(ready: ReadyStage) -> CorpusStage:
    """Give a stage that the plan has put among the corpus stages."""
    assert isinstance(ready.stage, CorpusStage)
    return ready.stage
