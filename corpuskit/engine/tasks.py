"""The tasks of a run. Each reads files, writes files and can be repeated: any executor may run it, in any process."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.corpus_stage import Edges, Reference
from corpuskit.dedup.folded import Folded, FoldedDocuments
from corpuskit.dedup.storage import Joined, save_arrays
from corpuskit.document import place_of
from corpuskit.engine.checkpoints import (
    counts_from_plain,
    counts_to_plain,
    read_mark,
    stages_from_plain,
    stages_to_plain,
    write_mark,
)
from corpuskit.engine.documents import (
    Book,
    Rejected,
    Work,
    finish_document,
    keep_document,
    run_stages,
)
from corpuskit.engine.ledger import Counts, StageCounts
from corpuskit.engine.originals import keeping
from corpuskit.engine.plan import Pass, Plan
from corpuskit.engine.rows import write_rows
from corpuskit.engine.shard_reader import ShardReader, killed
from corpuskit.engine.shards import Part, Prepared, prepare, read_options
from corpuskit.engine.timer import Timer
from corpuskit.engine.units import UNITS, ShardWriter, Units, read_works
from corpuskit.engine.veil import Veil
from corpuskit.engine.verdicts import References, apply, corpus_stage, load_verdicts, units_of
from corpuskit.engine.watch import NONE, Watch, watching
from corpuskit.engine.workspace import Workspace
from corpuskit.errors import CorpuskitError, StageError
from corpuskit.io.discover import InputFile
from corpuskit.io.jsonl import dump_line
from corpuskit.registry import ReadyStage

#: Errors of the machine, and not of a file that is read.
_OUR_FAULT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENOMEM})
#: Bytes of finished records that are written together.
_BUFFER = 1 << 16


@dataclass(frozen=True, slots=True)
class Job:
    """What every task of a run needs to know; sent to workers, so it is small.

    Attributes:
        plan: the recipe in passes.
        workspace: where the scratch files are.
        time_limit: seconds that one document may take in one pass; None: no limit.
    """

    plan: Plan
    workspace: Workspace
    time_limit: float | None = None


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What a task tells of its shard.

    Attributes:
        stages: counts by number of the stage.
        counts: what became of the documents.
        inputs: for each part that was read, the number of the file, its SHA-256 (None if it could not be read) and how many
            documents were in the part; first pass only.
        skipped: what in archives is no document, by kind; first pass only.
    """

    stages: dict[int, StageCounts]
    counts: Counts
    inputs: Sequence[tuple[int, str | None, int]] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Give this as JSON values."""
        return {
            "stages": stages_to_plain(self.stages),
            "counts": counts_to_plain(self.counts),
            "inputs": list(self.inputs),
            "skipped": dict(self.skipped),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ShardReport:
        """Take back what `plain` gave."""
        return cls(
            stages_from_plain(plain["stages"]), counts_from_plain(plain["counts"]), [tuple(entry) for entry in plain["inputs"]]
        )


def prepare_file(job: Job, number: int, file: InputFile, size: int) -> Prepared | None:
    """Cut a large file into portions, or unpack it, and write down that this is done; None: it cannot be read."""
    mark = job.workspace.prepared_mark(number)
    if (outcome := read_mark(mark)) is not None:
        return Prepared.from_plain(outcome)
    try:
        prepared = prepare(job.workspace, read_options(job.plan.recipe), number, file, size)
    except OSError as error:
        if error.errno in _OUR_FAULT:
            raise
        return None  # it is read as a whole later, fails again, and goes into quarantine
    write_mark(mark, prepared.plain(), (job.workspace.piece(number, piece) for piece in range(prepared.pieces)))
    return prepared


def read_shard(job: Job, shard: int, parts: Sequence[Part], killers: frozenset[int] = frozenset()) -> ShardReport:
    """First pass over a shard: read its files, run the stages, write documents or records.

    Args:
        job: the run.
        shard: the number of the shard.
        parts: what it reads.
        killers: the numbers of documents that have killed their worker: they go into quarantine untouched.
    """
    book = Book()
    reader = ShardReader(parts, job.plan.recipe, book, killers)
    with (
        keeping(job.workspace.originals(shard), job.plan.recipe.ledger.edits == "full") as keep,
        watching(job.workspace.watch(0, shard)) as watch,
    ):
        _run_pass(job, 0, shard, reader.documents(keep, watch), book)
    return ShardReport(book.stages, book.counts, reader.inputs(), reader.skipped)


def continue_shard(
    job: Job, number: int, shard: int, references: References, killers: frozenset[int] = frozenset()
) -> ShardReport:
    """A later pass over a shard: apply the verdicts of the corpus stages before it, run the stages, write."""
    book = Book()
    verdicts = load_verdicts(job.workspace, job.plan, number - 1, shard, references)

    def documents(watch: Watch) -> Iterator[Work]:
        for position, work in enumerate(read_works(job.workspace, number - 1, shard)):
            if work.order in killers:
                book.quarantine(work.order, place_of(work.document.source), killed())
                continue
            watch(work.order)
            left = apply(job.plan, work, verdicts[position], book) if position in verdicts else work
            if left is not None:
                yield left
        watch(NONE)

    with watching(job.workspace.watch(number, shard)) as watch:
        _run_pass(job, number, shard, documents(watch), book)
    return ShardReport(book.stages, book.counts)


class Comparison(NamedTuple):
    """Which corpus stage compares what.

    Attributes:
        number: the pass that the stage ends.
        position: which of the corpus stages of that pass it is.
        unit: `"document"` or `"paragraph"`.
        reference: the earlier corpus, whose units have the first numbers.
    """

    number: int
    position: int
    unit: str
    reference: Reference | None


def verify_pairs(job: Job, comparison: Comparison, pairs: Path, start: int, stop: int) -> Edges:
    """Verify the pairs `[start, stop)` of a file, int64, two a pair."""
    number, position, unit, reference = comparison
    ready = job.plan.passes[number].corpus[position]
    some = np.fromfile(pairs, np.int64, 2 * (stop - start), offset=16 * start).reshape(-1, 2)
    texts: Sequence[str] = Units(job.workspace, number, unit)
    first = 0
    if reference is not None:
        first = len(reference.alive)
        texts = Joined(reference.texts, texts)
    owners = load_column(job.workspace.owners(number, position, unit), np.int64)
    return corpus_stage(ready).compare(some, texts, unit, ready.options, documents=owners, first=first)


def load_column(path: Path, kind: type[np.generic]) -> NDArray[Any]:
    """Map a file of numbers."""
    return np.memmap(path, kind, "r") if path.stat().st_size else np.empty(0, kind)


def _run_pass(job: Job, number: int, shard: int, documents: Iterator[Work], book: Book) -> None:
    part, workspace = job.plan.passes[number], job.workspace
    if part.corpus:
        with ShardWriter(workspace, number, shard) as output:
            _run_documents(job, part, documents, book, output.write)
        _sketch(job, number, shard, output, book)
    else:
        with workspace.corpus(shard).open("wb", _BUFFER) as records:
            _run_documents(job, part, documents, book, lambda work: _write_record(work, records, book))
    veil = Veil(job.plan.recipe)
    write_rows(workspace.removed(number, shard), veil.over_removed(book.removed))
    write_rows(workspace.quarantined(number, shard), book.quarantined)
    write_rows(workspace.edits(number, shard), veil.over_edits(book.edits.rows()))


def _run_documents(job: Job, part: Pass, documents: Iterator[Work], book: Book, write: Callable[[Work], None]) -> None:
    timer = Timer(job.time_limit)
    for work in documents:
        try:
            with timer:
                left = run_stages(work, part.stages, part.first, job.plan, book)
            if left is not None:
                write(left)
        except Rejected as problem:
            book.quarantine(work.order, place_of(work.document.source), problem)


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
    documents = FoldedDocuments(written.texts, written.paragraphs, written.counts)
    batches: dict[str, Folded] = {"document": documents, "paragraph": documents.paragraphs}
    del documents  # the keys of documents need not be there while paragraphs are looked at
    for unit in UNITS:
        texts = batches.pop(unit)
        for position, ready in enumerate(part.corpus):
            if unit not in units_of(ready):
                continue
            started = time.perf_counter()
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
