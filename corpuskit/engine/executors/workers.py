"""How worker processes start: beside threads, without the caller's script, and out of reach of Ctrl-C."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import context, resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from typing import Any, ClassVar

from corpuskit.engine.executors.mortal import die_with_parent

#: Paths of sockets have at most 104 bytes on the systems that have the least; Python adds about 40 to the folder.
_LONGEST_SOCKET_FOLDER = 60


#: What workers have loaded when they start, if they are served.
_preloaded = ["corpuskit.engine.tasks"]


def start_serving() -> None:
    """Start what makes workers, if this system has it, so that it loads what they need while something else is done.

    Workers then share the memory of what is loaded.
    """
    is_main = threading.current_thread() is threading.main_thread()  # which does not end before its process
    _preloaded[:] = [*(["corpuskit.engine.executors.mortal"] if is_main else []), "corpuskit.engine.executors.warm"]
    served = worker_context()
    if not isinstance(served, _SpawnContext):
        from multiprocessing import forkserver

        forkserver.ensure_running()


def worker_context() -> BaseContext:
    """Give a way to start workers that is safe beside threads (a progress bar, BLAS), where a plain fork can lock up."""
    # The fork server listens on a socket in the folder for temporary files, and the path of a socket must be short.
    roomy = len(tempfile.gettempdir()) <= _LONGEST_SOCKET_FOLDER
    if not roomy or "forkserver" not in multiprocessing.get_all_start_methods():
        return _SpawnContext()
    served = _ForkServerContext()
    served.set_forkserver_preload(_preloaded)
    return served


@contextmanager
def interrupts_held_back() -> Iterator[None]:
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


def prepare_worker() -> None:
    """Make a new worker deaf to Ctrl-C, and let it end when its parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    parent = multiprocessing.parent_process()
    # Only where a server has made it: a thread that has started a process may end long before that process.
    if parent is not None and os.getppid() != parent.pid:
        die_with_parent()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _without_script() -> Iterator[None]:
    # Python has new processes run the caller's script again, in case they need something of it. Ours do not, and a script
    # without `if __name__ == "__main__":` would start itself over and over.
    script = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


class _Spawned(context.SpawnProcess):
    def start(self) -> None:
        with _without_script():
            super().start()


class _SpawnContext(context.SpawnContext):
    Process: ClassVar[Any] = _Spawned


if sys.platform == "win32":
    _ForkServerContext: Any = _SpawnContext
else:

    class _Served(context.ForkServerProcess):
        def start(self) -> None:
            with _without_script():
                super().start()

    class _ForkServerContext(context.ForkServerContext):
        Process: ClassVar[Any] = _Served
