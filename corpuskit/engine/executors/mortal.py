"""Ends a process with the one that made it, whatever it is doing; the process that workers are forked from imports it."""

from __future__ import annotations

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Have the system end this process when the thread that made it ends; only Linux can.

    Threads of its own could do that, too, but none of them runs while a library does not come back from a call.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if any("from multiprocessing.forkserver import main" in argument for argument in sys.orig_argv):
    die_with_parent()
