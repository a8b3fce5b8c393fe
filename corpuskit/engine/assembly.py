"""The last step of a run: the finished files are put together from what the passes left, and described."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from corpuskit.engine import manifest, output
from corpuskit.engine.edits import EditSamples
from corpuskit.engine.ledger import Counts, StageCounts
from corpuskit.engine.output import OutputFolder, Written
from corpuskit.engine.rows import merge_rows, read_rows
from corpuskit.engine.tasks import Job, ShardReport
from corpuskit.engine.workspace import Workspace
from corpuskit.io.atomic import partial
from corpuskit.io.discover import Found
from corpuskit.io.jsonl import dump_line
from corpuskit.io.sinks.writing import write_corpus

# Where a file system knows no times it gives other numbers for them, and those are none of 1980 to 2200, in nanoseconds.
_FIRST_YEAR, _LAST_YEAR = 315_532_800 * 10**9, 7_258_118_400 * 10**9
_BUFFER = 1 << 18  # bytes: records are long lines


@dataclass(slots=True)
class Tally:
    """What the passes of a run have told so far."""

    counts: Counts = field(default_factory=Counts)
    stages: dict[int, StageCounts] = field(default_factory=dict)
    hashes: dict[int, str | None] = field(default_factory=dict)
    documents: Counter[int] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def add(self, report: ShardReport) -> None:
        """Take in what a pass over a shard tells."""
        self.counts.add(report.counts)
        self.add_stages(report.stages)
        for number, sha256, documents in report.inputs:
            self.hashes[number] = sha256
            self.documents[number] += documents
        self.skipped.update(report.skipped)

    def told(self) -> list[str]:
        """Give what was skipped, capped or approximated, one sentence each."""
        return [f"skipped: {count} {reason}" for reason, count in sorted(self.skipped.items())] + self.notes

    def add_stages(self, stages: dict[int, StageCounts]) -> None:
        """Take in counts by number of the stage."""
        for number, counts in stages.items():
            self.stages.setdefault(number, StageCounts()).add(counts)


def assemble(job: Job, found: Found, folder: OutputFolder, identity: str, shards: int, tally: Tally) -> dict[str, Any]:
    """Write the corpus, the ledger and what belongs to them, under their temporary names.

    Args:
        job: the run.
        found: what was read.
        folder: where to write.
        identity: what makes two runs the same.
        shards: how many there are.
        tally: what the passes told; the counts of documents become those of the files.

    Returns:
        The manifest, but for its times.
    """
    workspace, passes = job.workspace, range(len(job.plan.passes))

    def rows(kind: Callable[[int, int], Path], *, without_quarantined: bool) -> Iterator[bytes]:
        for shard in range(shards):
            paths = [workspace.quarantined(number, shard) for number in passes]
            bad = {order for path in paths for order, _ in read_rows(path)} if without_quarantined else set()
            yield from merge_rows((kind(number, shard) for number in passes), bad)

    def records() -> Iterator[bytes]:
        return _lines(workspace.corpus(shard) for shard in range(shards))

    corpus = write_corpus(folder.folder, job.plan.recipe.sink.layout(), records, _newest(found))
    written = [
        *(Written(file.name, file.sha256, file.bytes, file.lines) for file in corpus),
        folder.assemble(output.REMOVED, rows(workspace.removed, without_quarantined=True)),
        quarantine := folder.assemble(output.QUARANTINE, rows(workspace.quarantined, without_quarantined=False)),
        folder.assemble(output.EDITS, _edit_samples(workspace, passes, shards)),
    ]
    if job.plan.recipe.ledger.edits == "full":
        written.append(folder.assemble(output.ORIGINALS, _lines(workspace.originals(shard) for shard in range(shards))))
    # What the manifest claims is what stands in the files, not what was meant to be written.
    tally.counts.documents_kept = sum(file.documents or 0 for file in corpus)
    tally.counts.documents_quarantined = quarantine.lines
    content = manifest.build(
        job.plan, identity, found.files, tally.hashes, tally.documents, tally.counts, tally.stages, tally.told(), written
    )
    content["corpus"]["files"] = [
        {"name": file.name, "documents": file.documents, "split": file.split} for file in corpus if file.documents is not None
    ]
    return content


def describe(folder: OutputFolder, content: dict[str, Any]) -> None:
    """Write what is made of the other files, the dataset card and the report, under their temporary names.

    Args:
        folder: where the other files are, under their temporary names.
        content: the manifest.
    """
    from corpuskit.engine.card import card
    from corpuskit.report import RunFiles, render

    files = RunFiles(*(partial(folder.folder / name) for name in (output.REMOVED, output.QUARANTINE, output.EDITS)))
    folder.assemble(output.CARD, [card(content).encode("utf-8", "replace")])
    folder.assemble(output.REPORT, [render(content, files).encode("utf-8", "replace")])


def _newest(found: Found) -> str:
    """Give the day on which the last of the inputs was changed, as `yyyymmdd`."""
    times = (file.modified for file in found.files if _FIRST_YEAR < file.modified < _LAST_YEAR)
    return datetime.fromtimestamp(max(times, default=0) / 1e9, UTC).strftime("%Y%m%d")


def _lines(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb", _BUFFER) as lines:
            yield from lines


def _edit_samples(workspace: Workspace, passes: Iterable[int], shards: int) -> Iterator[bytes]:
    samples = EditSamples()
    for number in passes:
        for shard in range(shards):
            samples.add((stage, orjson.loads(row)) for stage, row in read_rows(workspace.edits(number, shard)))
    for _, row in samples.rows():
        yield dump_line(row)
