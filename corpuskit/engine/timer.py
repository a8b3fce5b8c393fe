"""A limit on the time that one document may take."""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
import threading
import time
from types import TracebackType

from corpuskit.engine.documents import Rejected

#: A document that does not even notice that its time is over, because it is stuck in one call of a library, has so many times
#: the limit; then its process ends, and the engine goes on without that document.
_PATIENCE = 4
_STILL_RUNNING = 0.05


class _TimeOver(BaseException):
    """Raised inside the work on a document; no stage catches it by accident."""


class Timer:
    """Ends the work on a document that takes too long; a context manager, to be used again and again.

    Args:
        limit: in seconds; None: there is no limit, and nothing happens.

    Raises:
        Rejected: the time is over.
    """

    def __init__(self, limit: float | None) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._alarm: threading.Timer | None = None
        self._working = self._fired = False

    def __enter__(self) -> None:
        if self._limit is None:
            return
        self._working, self._fired = True, False
        self._alarm = threading.Timer(self._limit, self._fire, (threading.get_ident(),))
        self._alarm.daemon = True
        self._alarm.start()
        _end_process_after(_PATIENCE * self._limit)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._limit is None:
            return
        try:
            self._stop()
            if self._fired and not isinstance(error, _TimeOver):
                self._receive()
        except _TimeOver:  # it struck here
            self._stop()
        if self._fired:
            raise Rejected("engine", f"it took more than {self._limit:g} seconds, the time limit") from None

    def _stop(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        _end_process_after(0)
        with self._lock:
            self._working = False

    def _fire(self, thread: int) -> None:
        with self._lock:
            if self._working:
                self._fired = True
                # An exception for that thread: a signal would reach the main thread only, and some clusters use others.
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_TimeOver))

    def _receive(self) -> None:
        """Wait for the exception that is on its way, so that it does not strike later."""
        while True:
            time.sleep(_STILL_RUNNING)


def _end_process_after(seconds: float) -> None:
    """Have the system end this process, if it is a worker; 0: not any more.

    A library that does not come back keeps every thread of Python from running, so that only the system can end it.
    """
    if multiprocessing.parent_process() is not None and hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
