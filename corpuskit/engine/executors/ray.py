"""The executor for a Ray cluster: an existing one by its address, or one on this machine."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from corpuskit.engine.executors import Died
from corpuskit.errors import EnvironmentFailure

T = TypeVar("T")

#: How many tasks each worker has waiting: enough that none is idle, few enough that results do not pile up.
_AHEAD = 3
_RETRIES = 3


class RayExecutor:
    """Run tasks on a Ray cluster. A worker that dies is replaced and its task is run again; tasks can be repeated.

    Args:
        workers: processors of a cluster on this machine; with an address, the cluster has as many as it has.
        address: of an existing cluster, whose machines see the same files, or `"auto"`; None: one on this machine.

    Raises:
        EnvironmentFailure: the cluster cannot be reached.
    """

    def __init__(self, workers: int, address: str | None = None) -> None:
        import ray

        self._ray = ray
        quiet = {"include_dashboard": False, "log_to_driver": False, "logging_level": logging.ERROR}
        try:
            if address is None:
                ray.init(address="local", num_cpus=max(1, workers), **quiet)
            else:
                ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        except (OSError, RuntimeError, ValueError) as error:
            raise EnvironmentFailure(f"no Ray cluster at {address or 'this machine'}: {error}") from None
        self.workers = max(1, workers) if address is None else max(1, int(ray.cluster_resources().get("CPU", 1)))

    def run(self, function: Callable[..., T], calls: Iterable[tuple[Any, ...]], *, apart: bool = False) -> Iterator[T | Died]:
        """Call the function once with each tuple of arguments; see `Executor.run`."""
        remote = self._ray.remote(max_retries=_RETRIES)(_call)
        waiting: deque[Any] = deque()
        for arguments in calls:
            waiting.append(remote.remote(function, *arguments))
            if len(waiting) >= (1 + _AHEAD) * self.workers:
                yield self._result(waiting.popleft())
        while waiting:
            yield self._result(waiting.popleft())

    def release(self) -> None:
        """Keep the workers: starting a cluster again takes longer than what it would save."""

    def close(self) -> None:
        """Leave the cluster, and stop it if it was made for this run."""
        self._ray.shutdown()

    def _result(self, reference: Any) -> Any:
        errors = self._ray.exceptions
        try:
            return self._ray.get(reference)
        except errors.RayTaskError as error:
            raise error.cause from None
        except (errors.WorkerCrashedError, errors.OutOfMemoryError, errors.NodeDiedError):
            return Died()


def _call(function: Callable[..., T], *arguments: Any) -> T:
    return function(*arguments)
