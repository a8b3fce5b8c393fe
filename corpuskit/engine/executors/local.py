"""The executor for one machine: this process, or a pool of worker processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from corpuskit.errors import EnvironmentFailure

T = TypeVar("T")

#: Paths of sockets have at most 104 bytes on the systems that have the least; Python adds about 40 to the folder.
_LONGEST_SOCKET_FOLDER = 60


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

    def _in_pool(self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]) -> Iterator[T]:
        waiting: deque[Future[T]] = deque()
        # Workers start with the first calls. An interrupt in between would leave some that nobody knows of.
        with _interrupts_held_back():
            if self._pool is None:
                self._pool = ProcessPoolExecutor(self._workers, mp_context=_context(), initializer=_prepare_worker)
            for arguments in calls[: self._workers]:
                waiting.append(self._pool.submit(function, *arguments))
        for arguments in calls[self._workers :]:
            waiting.append(self._pool.submit(function, *arguments))
            if len(waiting) > 4 * self._workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _context() -> BaseContext:
    """Give a way to start workers that is safe beside threads (a progress bar, BLAS), where a plain fork can lock up."""
    # The fork server listens on a socket in the folder for temporary files, and the path of a socket must be short.
    roomy = len(tempfile.gettempdir()) <= _LONGEST_SOCKET_FOLDER
    if not roomy or "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["corpuskit.engine.tasks"])
    return context


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let Ctrl-C wait; processes started meanwhile never see it. It reaches the whole group, but the parent alone decides."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    resource_tracker.ensure_running()  # starting it later would let the signal through
    # Two means: the mask is what new processes inherit; the handler is for signals that other threads receive.
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if came:
        raise KeyboardInterrupt


def _prepare_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
