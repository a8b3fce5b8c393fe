"""The executor for one machine: this process, or a pool of worker processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Any, TypeVar

from corpuskit.errors import EnvironmentFailure

T = TypeVar("T")


class LocalExecutor:
    """Run tasks in this process (one worker) or in a pool of processes, which is started when it is first needed."""

    def __init__(self, workers: int) -> None:
        self._workers = max(1, workers)
        self._pool: ProcessPoolExecutor | None = None

    def run(self, function: Callable[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        """Call the function once with each tuple of arguments; see `Executor.run`."""
        calls = list(calls)
        if self._workers == 1 or len(calls) < 2:
            for arguments in calls:
                yield function(*arguments)
            return
        try:
            yield from self._in_pool(function, calls)
        except BrokenProcessPool:
            raise EnvironmentFailure(
                "a worker process died, most likely for lack of memory: "
                "run the same command again with fewer workers (-j 1) to complete the run"
            ) from None

    def close(self) -> None:
        """Stop the workers at once; tasks can be repeated, so nothing needs to be finished."""
        if self._pool is None:
            return
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        self._pool = None

    def _in_pool(self, function: Callable[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        if self._pool is None:
            # Forking a process with threads (a progress bar, BLAS) can lock up, so workers come from a clean process.
            methods = multiprocessing.get_all_start_methods()
            context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
            if "forkserver" in methods:
                context.set_forkserver_preload(["corpuskit.engine.tasks"])
            self._pool = ProcessPoolExecutor(self._workers, mp_context=context, initializer=_prepare_worker)
        waiting: deque[Future[T]] = deque()
        for arguments in calls:
            waiting.append(self._pool.submit(function, *arguments))
            if len(waiting) > 4 * self._workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _prepare_worker() -> None:
    # Ctrl-C reaches the whole process group; the parent alone decides what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
