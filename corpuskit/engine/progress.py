"""How far a run is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        step: what is being done: `"preparing"`, `"reading and cleaning"`, `"comparing"`, `"removing duplicates"`, `"writing"`.
        done, total: how many shards of this step are done, and how many there are.
        segment, segments: which pass over the documents this is, from 1, and how many there are.
        files, documents, bytes: how much of the input has been read.
        all_files, all_bytes: how much there is.
        seconds: since the run started.
        left: how many seconds this step will still take at the speed so far; None if nobody can say yet.
    """

    step: str
    done: int
    total: int
    segment: int = 1
    segments: int = 1
    files: int = 0
    documents: int = 0
    bytes: int = 0
    all_files: int = 0
    all_bytes: int = 0
    seconds: float = 0.0
    left: float | None = None

    @property
    def speed(self) -> float:
        """Give the megabytes of input read each second, since the start."""
        return self.bytes / 1e6 / self.seconds if self.seconds > 0 else 0.0


OnProgress = Callable[[Progress], None]


class Meter:
    """Counts what a run does, and tells it.

    Args:
        tell: called with each change.
        files, size: how many files there are to read, and how many bytes they have.
        segments: how many passes there are over the documents.
    """

    def __init__(self, tell: OnProgress, files: int, size: int, segments: int) -> None:
        self._tell = tell
        self._all = (files, size)
        self._segments = segments
        self._started = self._step_started = time.monotonic()
        self._step, self._segment, self._total = "", 1, 1
        self._done = self._resumed = 0
        self._files = self._documents = self._bytes = 0

    def begin(self, step: str, total: int = 1, segment: int = 1) -> None:
        """Begin a step of so many shards."""
        self._step, self._total, self._segment = step, total, segment
        self._done, self._resumed, self._step_started = 0, 0, time.monotonic()
        self._say()

    def finish(self, *, files: int = 0, documents: int = 0, size: int = 0, resumed: bool = False) -> None:
        """Note that a shard is done.

        Args:
            files, documents, size: how much was read for it.
            resumed: an earlier run had done it.
        """
        self._done += 1
        self._resumed += resumed
        self._files += files
        self._documents += documents
        self._bytes += size
        self._say()

    def _say(self) -> None:
        now = time.monotonic()
        fresh = self._done - self._resumed
        left = (now - self._step_started) / fresh * (self._total - self._done) if fresh else None
        self._tell(
            Progress(
                self._step,
                self._done,
                self._total,
                self._segment,
                self._segments,
                self._files,
                self._documents,
                self._bytes,
                *self._all,
                now - self._started,
                left,
            )
        )


def silent(progress: Progress) -> None:
    """Tell nobody."""
