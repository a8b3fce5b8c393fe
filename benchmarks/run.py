"""How fast `corpuskit run` is beside the naive chain, and how fast `corpuskit --help` answers beside a bare interpreter.

    python benchmarks/run.py [--documents 1000] [--repeat 3]

Both chains read the same generated files in the same run; each figure is the median of whole processes, start-up included.
Absolute figures depend on the machine, so quote the ratios.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import generate

HERE = Path(__file__).parent
PYTHON = [sys.executable]
CORPUSKIT = [*PYTHON, "-m", "corpuskit"]


def _seconds(command: Sequence[str], repeat: int, before: Callable[[], object] = lambda: None) -> float:
    taken = []
    for _ in range(repeat):
        before()
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def compare_runs(documents: int, repeat: int) -> None:
    """Print the speed of the naive chain and of `corpuskit run` with one worker and with two."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        size = generate(work / "corpus", documents)
        print(f"{documents:,} documents, {size / 1e6:.1f} MB\n\n| | seconds | MB/s | ratio |\n|---|---|---|---|")
        naive = [*PYTHON, str(HERE / "naive.py"), str(work / "corpus"), str(work / "naive.jsonl")]
        base = _seconds(naive, 1)
        _row("naive chain, 1 process", base, size, base)
        for workers in (1, 2):
            command = [*CORPUSKIT, "run", str(work / "corpus"), "-o", str(work / "out"), "-j", str(workers), "-q"]
            taken = _seconds(command, repeat, lambda: shutil.rmtree(work / "out", ignore_errors=True))
            _row(f"corpuskit run -j {workers}", taken, size, base)


def compare_starts(repeat: int) -> None:
    """Print how long `corpuskit --help` takes beside an interpreter that does nothing."""
    bare = _seconds([*PYTHON, "-c", ""], repeat)
    taken = _seconds([*CORPUSKIT, "--help"], repeat)
    print("\n| | ms | ratio |\n|---|---|---|")
    print(f"| python -c '' | {bare * 1000:.0f} | 1.0 |")
    print(f"| corpuskit --help | {taken * 1000:.0f} | {taken / bare:.1f} |")


def _row(name: str, seconds: float, size: int, base: float) -> None:
    print(f"| {name} | {seconds:.2f} | {size / 1e6 / seconds:.2f} | {base / seconds:.1f} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    compare_runs(given.documents, given.repeat)
    compare_starts(max(given.repeat, 11))
