"""The executor for a Dask cluster: an existing one by its address, or one on this machine."""

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


class DaskExecutor:
    """Run tasks on a Dask cluster. A worker that dies is replaced and its task is run again; tasks can be repeated.

    Args:
        workers: processes of a cluster on this machine; with an address, the cluster has as many as it has.
        address: of the scheduler of an existing cluster, whose machines see the same files; None: one on this machine.

    Raises:
        EnvironmentFailure: the cluster cannot be reached.
    """

    def __init__(self, workers: int, address: str | None = None) -> None:
        from distributed import Client, LocalCluster

        self._cluster: Any = None
        try:
            if address is None:
                self._cluster = LocalCluster(
                    n_workers=max(1, workers),
                    threads_per_worker=1,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                    memory_limit=0,
                )
            self._client = Client(self._cluster or address, set_as_default=False)
        except OSError as error:
            raise EnvironmentFailure(f"no Dask cluster at {address}: {error}") from None
        self.workers = max(1, workers) if address is None else max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def run(self, function: Callable[..., T], calls: Iterable[tuple[Any, ...]], *, apart: bool = False) -> Iterator[T | Died]:
        """Call the function once with each tuple of arguments; see `Executor.run`."""
        waiting: deque[Any] = deque()
        for arguments in calls:
            waiting.append(self._client.submit(function, *arguments, pure=False))
            if len(waiting) >= (1 + _AHEAD) * self.workers:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())

    def release(self) -> None:
        """Keep the workers: starting a cluster again takes longer than what it would save."""

    def close(self) -> None:
        """Leave the cluster, and stop it if it was made for this run."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def _result(future: Any) -> Any:
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        return Died()
