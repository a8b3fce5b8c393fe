"""Where tasks run: in this process, in several on this machine, or on other machines.

Tasks are plain functions of the engine that read and write files, so an executor only has to call them, in any process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Executor(Protocol):
    """What the engine asks of an executor."""

    @property
    def workers(self) -> int:
        """How many tasks may run at once."""
        ...

    def run(self, function: Callable[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        """Call the function once with each tuple of arguments; give the results in that order.

        Raises:
            EnvironmentFailure: a worker died.
        """
        ...

    def close(self) -> None:
        """Stop the workers, also in the middle of a task."""
        ...


def make_executor(name: str, workers: int) -> Executor:
    """Give an executor by its name.

    Args:
        name: `"local"`.
        workers: how many tasks may run at once.

    Raises:
        ValueError: there is no executor of that name.
    """
    if name != "local":
        raise ValueError(f"there is no executor {name!r}; known: local")
    from corpuskit.engine.executors.local import LocalExecutor

    return LocalExecutor(workers)
