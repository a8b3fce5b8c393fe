"""Where tasks run: in this process, in several on this machine, or on other machines.

Tasks are plain functions of the engine that read and write files, so an executor only has to call them, in any process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Protocol, TypeVar

from corpuskit.errors import EnvironmentFailure, InputError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Died:
    """Stands for the result of a task that killed worker after worker."""


class Executor(Protocol):
    """What the engine asks of an executor."""

    @property
    def workers(self) -> int:
        """How many tasks may run at once."""
        ...

    def run(self, function: Callable[..., T], calls: Iterable[tuple[Any, ...]], *, apart: bool = False) -> Iterator[T | Died]:
        """Call the function once with each tuple of arguments; give the results in that order.

        A task whose worker dies is run again; `Died` stands for the result of one that kills it twice.

        Args:
            function: what to call, in any process.
            calls: its arguments.
            apart: never in this process, since they may kill it.
        """
        ...

    def release(self) -> None:
        """Give back the memory of idle workers of this machine; `run` starts new ones when there is work for them."""
        ...

    def close(self) -> None:
        """Stop the workers, also in the middle of a task."""
        ...


def results(executor: Executor, function: Callable[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T]:
    """Run tasks, none of which can be done without.

    Raises:
        EnvironmentFailure: a task has killed worker after worker.
    """
    for result in executor.run(function, calls):
        if isinstance(result, Died):
            raise dead_worker()
        yield result


def dead_worker() -> EnvironmentFailure:
    """Give what is said when nothing helps against workers that die."""
    return EnvironmentFailure(
        "a task has killed worker after worker, most likely for lack of memory: "
        "run the same command again with fewer workers (-j 1) to complete the run"
    )


#: The executors, and the package that each of them needs.
EXECUTORS = {"local": None, "dask": "distributed", "ray": "ray"}


def warm_up(name: str, workers: int) -> None:
    """Begin to load what workers on this machine will need, beside what the caller does; arguments as for `make_executor`."""
    if name == "local" and workers > 1:
        from corpuskit.engine.executors.workers import interrupts_held_back, start_serving

        with interrupts_held_back():
            start_serving()


def make_executor(name: str, workers: int, address: str | None = None) -> Executor:
    """Give an executor by its name.

    Args:
        name: `"local"`, `"dask"` or `"ray"`.
        workers: how many tasks may run at once, on this machine.
        address: of an existing cluster; not for `"local"`.

    Raises:
        InputError: there is no executor of that name, its package is not installed, or it takes no address.
        EnvironmentFailure: the cluster cannot be reached.
    """
    if name not in EXECUTORS:
        raise InputError(f"there is no executor {name!r}; known: {', '.join(EXECUTORS)}")
    package = EXECUTORS[name]
    if package is not None and find_spec(package) is None:
        raise InputError(f"the executor {name} needs the package {package}: pip install 'corpuskit[{name}]'")
    if name == "local":
        if address is not None:
            raise InputError("an address is for the executors dask and ray: --executor dask --address tcp://host:8786")
        from corpuskit.engine.executors.local import LocalExecutor

        return LocalExecutor(workers)
    if name == "dask":
        from corpuskit.engine.executors.dask import DaskExecutor

        return DaskExecutor(workers, address)
    from corpuskit.engine.executors.ray import RayExecutor

    return RayExecutor(workers, address)
