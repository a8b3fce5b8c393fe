"""How well `corpuskit plan` foresees a run, and the coefficients that its model rests on.

    python benchmarks/cost.py [--documents 4000 16000] [--sample 4] [--workers 2]

Makes corpora (benchmarks/corpus.py), lets `corpuskit plan` estimate from a sample of each, and then really runs it.

How to read the tables: the first gives estimate, reality and their ratio: 1 is perfect. Time may be off by half, since whatever
else the machine does counts, too; the documents removed should lie between the two figures of the plan. The second gives the
coefficients of the model for each corpus: milliseconds of each step, and megabytes on the disk, for each megabyte of input; and
`sharing`, what a second worker adds to the speed of the shared steps. Where a step takes the same for each megabyte in all
rows, the model is right in taking it for linear.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import generate

from corpuskit.engine.estimate import estimate, measure
from corpuskit.engine.progress import Progress
from corpuskit.engine.run import run_recipe
from corpuskit.recipe import load_recipe

STEPS = ("reading and cleaning", "comparing", "removing duplicates", "writing")


@dataclass(slots=True)
class Reality:
    """What a run took."""

    seconds: float
    disk: int
    removed: int
    steps: dict[str, float]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[4000, 16000])
    parser.add_argument("--sample", type=int, default=4, help="megabytes")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    recipe = load_recipe("zh")
    rows, coefficients = [], []
    with tempfile.TemporaryDirectory(prefix="corpuskit-") as folder:
        for documents in given.documents:
            files = Path(folder) / f"corpus-{documents}"
            generate(files, documents)
            size = sum(path.stat().st_size for path in files.rglob("*.txt")) / 1e6
            drawn, measured = measure(recipe, [files], given.sample)
            one = run(recipe, files, Path(folder) / f"one-{documents}", 1)
            several = run(recipe, files, Path(folder) / f"several-{documents}", given.workers)
            for workers, real in ((1, one), (given.workers, several)):
                told = estimate(drawn, measured, workers=workers)
                rows.append((f"{documents:,} documents, {workers} workers, seconds", told.seconds, real.seconds))
            rows.append((f"{documents:,} documents, disk in MB", told.disk / 1e6, one.disk / 1e6))
            rows.append((f"{documents:,} documents, removed, at least", told.removed, one.removed))
            rows.append((f"{documents:,} documents, removed, at most", told.removed_at_most, one.removed))
            shared = [sum(real.steps[step] for step in (STEPS[0], STEPS[2])) for real in (one, several)]
            sharing = (shared[0] / shared[1] - 1) / (given.workers - 1)
            steps = [one.steps[step] * 1000 / size for step in STEPS]
            coefficients.append((documents, *steps, one.disk / 1e6 / size, sharing))
    print(f"{'':52} {'estimate':>10} {'reality':>10} {'ratio':>6}")
    for name, foreseen, real in rows:
        print(f"{name:52} {foreseen:>10,.1f} {real:>10,.1f} {foreseen / max(real, 1e-9):>6.2f}")
    heads = " ".join(f"{step + ', ms/MB':>28}" for step in STEPS)
    print(f"\n{'documents':>10} {heads} {'disk, MB/MB':>12} {'sharing':>8}")
    for documents, *steps, disk, sharing in coefficients:
        print(f"{documents:>10,} " + " ".join(f"{each:>28.1f}" for each in steps) + f" {disk:>12.2f} {sharing:>8.2f}")


def run(recipe: object, files: Path, out: Path, workers: int) -> Reality:
    """Run, and look at the disk meanwhile."""
    most = 0
    running = True

    def watch() -> None:
        nonlocal most
        while running:
            most = max(most, disk(out))
            time.sleep(0.2)

    steps: dict[str, float] = {}
    step, since = "", time.monotonic()

    def clock(now: Progress) -> None:
        nonlocal step, since
        if now.step != step:
            moment = time.monotonic()
            steps[step] = steps.get(step, 0.0) + moment - since
            step, since = now.step, moment

    watcher = threading.Thread(target=watch)
    watcher.start()
    summary = run_recipe(recipe, [files], out, workers=workers, on_progress=clock)  # type: ignore[arg-type]
    steps[step] = steps.get(step, 0.0) + time.monotonic() - since
    running = False
    watcher.join()
    return Reality(summary.seconds, most, summary.counts["documents"]["removed"], {name: steps.get(name, 0.0) for name in STEPS})


def disk(folder: Path) -> int:
    """Give the size of all files below a folder that others are writing."""
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # it has gone meanwhile
                size += os.path.getsize(os.path.join(place, name))
    return size


if __name__ == "__main__":
    main()
