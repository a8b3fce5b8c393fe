"""The executor for one machine: this process, or a pool of worker processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from corpuskit.engine.executors import Died
from corpuskit.engine.executors.workers import interrupts_held_back, prepare_worker, worker_context

T = TypeVar("T")

#: How many tasks each worker has waiting: enough that none is idle, few enough that results do not pile up.
_AHEAD = 4


@dataclass(slots=True)
class _Waiting(Generic[T]):
    arguments: tuple[Any, ...]
    future: Future[T | Died]


class LocalExecutor:
    """Run tasks in this process (one worker) or in a pool of processes, which is started when it is first needed."""

    def __init__(self, workers: int) -> None:
        self.workers = max(1, workers)
        self._pool: ProcessPoolExecutor | None = None

    def run(self, function: Callable[..., T], calls: Iterable[tuple[Any, ...]], *, apart: bool = False) -> Iterator[T | Died]:
        """Call the function once with each tuple of arguments; see `Executor.run`."""
        calls = list(calls)
        if (self.workers == 1 or len(calls) < 2) and not apart:
            for arguments in calls:
                yield function(*arguments)
            return
        waiting: deque[_Waiting[T]] = deque()
        ahead = iter(calls)
        while True:
            for arguments in islice(ahead, _AHEAD * self.workers - len(waiting)):
                waiting.append(_Waiting(arguments, self._submit(function, arguments)))
            if not waiting:
                return
            try:
                result = waiting[0].future.result()
            except BrokenProcessPool:
                self._recover(function, waiting)
                continue
            waiting.popleft()
            yield result

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

    def _submit(self, function: Callable[..., T], arguments: tuple[Any, ...]) -> Future[T | Died]:
        # Workers start with the first calls. An interrupt in between would leave some that nobody knows of.
        with interrupts_held_back():
            if self._pool is None:
                self._pool = ProcessPoolExecutor(self.workers, mp_context=worker_context(), initializer=prepare_worker)
            try:
                return self._pool.submit(function, *arguments)
            except BrokenProcessPool as error:  # it broke between two calls
                broken: Future[T | Died] = Future()
                broken.set_exception(error)
                return broken

    def _recover(self, function: Callable[..., T], waiting: deque[_Waiting[T]]) -> None:
        """Start again after a worker has died: all tasks are lost then, and nobody knows which of them killed it."""
        self.close()
        suspects = self.workers + 1  # so many may have been running, the first of those that are not done
        for entry in waiting:
            if entry.future.done() and entry.future.exception() is None:
                continue
            if suspects > 0:
                suspects -= 1
                entry.future = self._alone(function, entry.arguments)
            else:
                entry.future = self._submit(function, entry.arguments)

    def _alone(self, function: Callable[..., T], arguments: tuple[Any, ...]) -> Future[T | Died]:
        """Run a task in a process of its own, so that it is known whether that is the one that dies."""
        outcome: Future[T | Died] = Future()
        single = LocalExecutor(1)
        try:
            outcome.set_result(single._submit(function, arguments).result())
        except BrokenProcessPool:
            outcome.set_result(Died())
        except Exception as error:
            outcome.set_exception(error)
        finally:
            single.close()
        return outcome
