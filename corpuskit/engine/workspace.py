"""The scratch files between the passes of a run: what they are called.

Everything here is rebuilt by the next run; nothing of it is read by users. Files are the only exchange between processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Goes up when scratch files change their shape: what an interrupted run has left in another one is of no use then.
LAYOUT = 2


@dataclass(frozen=True, slots=True)
class Workspace:
    """Names of the scratch files of a run, by pass and shard."""

    folder: Path

    def piece(self, file: int, number: int) -> Path:
        """A piece of what was unpacked of a large file."""
        return self.folder / f"piece-{file:06d}-{number:06d}"

    def prepared_mark(self, file: int) -> Path:
        """Says that a large file has been cut or unpacked."""
        return self.folder / f"prepared-{file:06d}.json"

    def watch(self, number: int, shard: int) -> Path:
        """Which document a task is at: see `corpuskit.engine.watch`."""
        return self.folder / f"watch-{number}-{shard:06d}"

    def documents(self, number: int, shard: int) -> Path:
        """Documents at the end of a pass, without their texts, one a line."""
        return self.folder / f"documents-{number}-{shard:06d}.jsonl"

    def texts(self, number: int, shard: int) -> Path:
        """The texts of these documents, one after the other, in UTF-8, with a line feed behind each."""
        return self.folder / f"texts-{number}-{shard:06d}.txt"

    def corpus(self, shard: int) -> Path:
        """The finished records of a shard."""
        return self.folder / f"corpus-{shard:06d}.jsonl"

    def removed(self, number: int, shard: int) -> Path:
        """Ledger rows: see `corpuskit.engine.rows`."""
        return self.folder / f"removed-{number}-{shard:06d}.jsonl"

    def quarantined(self, number: int, shard: int) -> Path:
        """Quarantine rows: see `corpuskit.engine.rows`."""
        return self.folder / f"quarantine-{number}-{shard:06d}.jsonl"

    def edits(self, number: int, shard: int) -> Path:
        """Samples of what stages did: see `corpuskit.engine.rows`."""
        return self.folder / f"edits-{number}-{shard:06d}.jsonl"

    def originals(self, shard: int) -> Path:
        """The original bytes of the documents, if the ledger keeps them."""
        return self.folder / f"originals-{shard:06d}.jsonl"

    def ids(self, number: int, shard: int) -> Path:
        """The ids of these documents: see `corpuskit.engine.units`."""
        return self.folder / f"ids-{number}-{shard:06d}"

    def places(self, number: int, shard: int, unit: str) -> Path:
        """Where units begin and end in the texts: see `corpuskit.engine.units`."""
        return self.folder / f"places-{number}-{shard:06d}-{unit}"

    def bounds(self, number: int, unit: str) -> Path:
        """How many units there are in each shard: see `corpuskit.engine.units`."""
        return self.folder / f"bounds-{number}-{unit}"

    def owners(self, number: int, stage: int, unit: str) -> Path:
        """The number of the document that each unit is or stands in, int64."""
        return self.folder / f"owners-{number}-{stage}-{unit}"

    def pairs(self, number: int, stage: int, unit: str) -> Path:
        """The candidate pairs of a corpus stage, int64, two a pair."""
        return self.folder / f"pairs-{number}-{stage}-{unit}"

    def sketch(self, number: int, shard: int, stage: int, unit: str) -> Path:
        """The folder of the sketch that a corpus stage made of a shard."""
        return self.folder / f"sketch-{number}-{shard:06d}-{stage}-{unit}"

    def comparison(self, number: int, stage: int, unit: str) -> Path:
        """The folder for what a corpus stage puts aside while it compares units of one sort."""
        return self.folder / f"comparison-{number}-{stage}-{unit}"

    def verdicts(self, number: int, stage: int, unit: str) -> Path:
        """The folder of what a corpus stage decided, the arrays of `Edges`, in the order of the units removed."""
        return self.folder / f"verdicts-{number}-{stage}-{unit}"

    def shard_mark(self, number: int, shard: int) -> Path:
        """Says that a pass over a shard is finished: see `corpuskit.engine.checkpoints`."""
        return self.folder / f"done-{number}-{shard:06d}.json"

    def decided_mark(self, number: int) -> Path:
        """Says that the corpus stages of a pass have decided."""
        return self.folder / f"decided-{number}.json"

    def shard_files(self, number: int, shard: int, stages: int) -> Iterator[Path]:
        """Everything that a pass over a shard may have written; it ends with this many corpus stages."""
        yield from (self.documents(number, shard), self.texts(number, shard), self.ids(number, shard))
        yield from (self.removed(number, shard), self.quarantined(number, shard), self.edits(number, shard))
        yield from (self.corpus(shard), self.originals(shard))
        for unit in ("document", "paragraph"):
            yield self.places(number, shard, unit)
            for stage in range(stages):
                folder = self.sketch(number, shard, stage, unit)
                yield from folder.iterdir() if folder.is_dir() else ()

    def verdict_files(self, number: int) -> Iterator[Path]:
        """Everything that the corpus stages of a pass have decided, with the numbers of the units."""
        yield from self.folder.glob(f"bounds-{number}-*")
        for folder in self.folder.glob(f"verdicts-{number}-*"):
            yield from folder.iterdir()
