"""How far a run is, on the terminal or for machines."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from corpuskit.engine.progress import OnProgress, Progress

#: Lines for machines come so often at most, in seconds, but for the first and the last of a step.
_INTERVAL = 1.0


@contextmanager
def showing(log_format: str, *, quiet: bool) -> Iterator[OnProgress | None]:
    """Show how far a run is while it goes on.

    Args:
        log_format: `"json"`: as JSON lines on stderr; `"text"`: as a bar, if stderr is a terminal.
        quiet: show nothing.

    Yields:
        What is to be called with each change, or None.
    """
    if quiet or (log_format == "text" and not sys.stderr.isatty()):
        yield None
    elif log_format == "json":
        with _logging_json():
            yield _Lines()
    else:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"))
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("starting", total=None, told="")

            def show(now: Progress) -> None:
                first = now.done == 0
                bar.update(task, description=_step(now), completed=now.done, total=now.total, told=told(now), refresh=first)

            yield show


def told(now: Progress) -> str:
    """Say how far a run is, in one line.

    >>> from corpuskit.engine.progress import Progress
    >>> told(Progress("reading and cleaning", 3, 8, files=1200, documents=1500, bytes=9_000_000, seconds=2.0, left=75.0))
    '1,200 files, 1,500 documents, 4.5 MB/s, 1:15 left'
    """
    parts = [f"{now.files:,} files", f"{now.documents:,} documents"]
    if now.speed:
        parts.append(f"{now.speed:,.1f} MB/s")
    if now.left is not None:
        minutes, seconds = divmod(round(now.left), 60)
        hours, minutes = divmod(minutes, 60)
        parts.append((f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}") + " left")
    return ", ".join(parts)


def log_line(event: str, **values: Any) -> None:
    """Write one JSON object to stderr."""
    click.echo(json.dumps({"time": round(time.time(), 3), "event": event, **values}, ensure_ascii=False), err=True)


def _step(now: Progress) -> str:
    return now.step if now.segments == 1 else f"{now.step} ({now.segment} of {now.segments})"


class _Lines:
    """Writes progress as JSON lines, not too many of them."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, now: Progress) -> None:
        import dataclasses

        moment = time.monotonic()
        if 0 < now.done < now.total and moment - self._last < _INTERVAL:
            return
        self._last = moment
        log_line("progress", **dataclasses.asdict(now), megabytes_per_second=round(now.speed, 3))


@contextmanager
def _logging_json() -> Iterator[None]:
    """Have what the library logs written as JSON lines, too."""
    handler = _Handler()
    logger = logging.getLogger("corpuskit")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


class _Handler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        log_line("log", level=record.levelname.lower(), message=record.getMessage())
