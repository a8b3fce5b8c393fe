"""Run a command and measure it with all the processes that it starts: time on the clock, time of the processors, memory.

Linux only: it reads /proc. Memory is PSS: pages that several processes share are divided among them, so the sum over the tree
is what the tree really takes. It is looked at ten times a second; a peak shorter than that may be missed.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_INTERVAL = 0.1
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds on the clock, seconds of processor time, bytes of memory at the peak."""

    wall: float
    cpu: float
    peak: int


def measure(command: Sequence[str], folder: Path | None = None) -> Cost:
    """Run a command to its end.

    Raises:
        subprocess.CalledProcessError: it failed; the end of what it printed has been printed.
    """
    _adopt_orphans()
    before = _processor_seconds()
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    sampler = _Sampler(process.pid)
    sampler.start()
    printed, _ = process.communicate()
    wall = time.perf_counter() - started
    sampler.ended.set()
    sampler.join()
    _reap_orphans()
    if process.returncode:
        print(printed[-2000:], file=sys.stderr)
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return Cost(wall, _processor_seconds() - before, sampler.peak)


class _Sampler(threading.Thread):
    """Looks again and again how much memory a process and all below it have."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.peak = root, 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(_INTERVAL):
            self.peak = max(self.peak, sum(map(_proportional_size, tree_below(self.root))))


def tree_below(root: int) -> list[int]:
    """Give the numbers of a process and of all that it has started, directly or not."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended meanwhile
            continue
        children.setdefault(parent, []).append(int(entry.parent.name))
    found = [root]
    for process in found:
        found.extend(children.get(process, ()))
    return found


def _proportional_size(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _adopt_orphans() -> None:
    """Have processes whose parent ends become children of this one, so that their processor time can be asked for."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _reap_orphans() -> None:
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
