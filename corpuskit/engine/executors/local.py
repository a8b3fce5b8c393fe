"""The executor for one machine: this process, or a pool of worker processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from corpuskit.engine.executors.workers import interrupts_held_back, prepare_worker, worker_context
from corpuskit.errors import EnvironmentFailure

T = TypeVar("T")


class LocalExecutor:
    """Run tasks in this process (one worker) or in a pool of processes, which is started when it is first needed."""

    def __init__(self, workers: int) -> None:
        self.workers = max(1, workers)
        self._pool: ProcessPoolExecutor | None = None

    def run(self, function: Callable[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        """Call the function once with each tuple of arguments; see `Executor.run`."""
        calls = list(calls)
        if self.workers == 1 or len(calls) < 2:
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

    def release(self) -> None:
        """Stop the workers; see `Executor.release`."""
        self.close()

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
        with interrupts_held_back():
            if self._pool is None:
                self._pool = ProcessPoolExecutor(self.workers, mp_context=worker_context(), initializer=prepare_worker)
            for arguments in calls[: self.workers]:
                waiting.append(self._pool.submit(function, *arguments))
        for arguments in calls[self.workers :]:
            waiting.append(self._pool.submit(function, *arguments))
            if len(waiting) > 4 * self.workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
