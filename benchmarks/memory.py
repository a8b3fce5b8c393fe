"""How much memory and time `corpuskit run --memory-limit` takes for many paragraphs, and whether the limit changes the result.

    python benchmarks/memory.py [--paragraphs 200000 2000000] [--limit 1GB none] [--workers 2] [--folder DIR]

Makes a corpus of its own (about 500 bytes a paragraph; a twentieth of the paragraphs repeat an earlier one exactly, a
twentieth with a few characters changed, a fiftieth are captions of the paragraph before), runs `dedup.exact` and `dedup.near`
over it with each limit, and samples the memory of the whole tree of processes. How to read the table: `peak` is the largest
sum of the resident memory of all processes, pages that they share counted once for each, so it errs on the high side;
`anonymous` is the part of it that is no mapped file; runs with the same `digest` wrote the same corpus and the same ledger.
Time should grow with the number of paragraphs only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "peers"))
from process_tree import tree_below

from corpuskit.text.frequent import HANS

_WORDS, _WORDS_A_PARAGRAPH, _PARAGRAPHS_A_FILE = 50_000, 85, 100
_RECIPE = "stages:\n  - dedup.exact\n  - dedup.near\n"
_OUTPUTS = ("corpus.jsonl", "removed.jsonl")


class Writer:
    """Writes paragraphs of made-up words, drawn about as often as words of a language are; quickly."""

    def __init__(self, seed: int) -> None:
        self.draw = np.random.default_rng(seed)
        characters = np.array(list(HANS))
        lengths = self.draw.choice([1, 2, 3], p=[0.1, 0.7, 0.2], size=_WORDS)
        words = ["".join(self.draw.choice(characters, length)) for length in lengths]
        self.words = np.array([words, [f"{word}，" for word in words], [f"{word}。" for word in words]], object)
        weights = 1 / np.arange(5, _WORDS + 5)
        self.sums = np.cumsum(weights / weights.sum())
        self.past: list[str] = []

    def paragraphs(self, count: int) -> Iterator[str]:
        """Give paragraphs, some of which repeat others."""
        for _ in range(count):
            kind = self.draw.random()
            if self.past and kind < 0.05:
                yield self._earlier()
            elif self.past and kind < 0.10:
                yield self._edited(self._earlier())
            elif self.past and kind < 0.12:
                yield self._caption(self.past[-1])
            else:
                yield self._new()

    def _new(self) -> str:
        count = int(self.draw.integers(20, 2 * _WORDS_A_PARAGRAPH - 20))
        drawn = np.minimum(np.searchsorted(self.sums, self.draw.random(count)), _WORDS - 1)
        form = np.zeros(count, np.int64)
        form[6::7] = 1
        form[20::21] = 2
        form[-1] = 2
        text = "".join(self.words[form, drawn].tolist())
        if len(self.past) < 50_000:  # what may come again is kept from all over the corpus
            self.past.append(text)
        else:
            self.past[int(self.draw.integers(50_000))] = text
        return text

    def _earlier(self) -> str:
        return self.past[int(self.draw.integers(len(self.past)))]

    def _edited(self, text: str) -> str:
        for _ in range(max(1, len(text) // 100)):
            place = int(self.draw.integers(len(text)))
            text = text[:place] + self.words[0, int(self.draw.integers(_WORDS))] + text[place + 1 :]
        return text

    def _caption(self, text: str) -> str:
        start = int(self.draw.integers(max(1, len(text) - 60)))
        return text[start : start + 45].strip("，。") + "（图）"


def generate(folder: Path, paragraphs: int, seed: int = 1) -> int:
    """Write the corpus; give its size in bytes."""
    writer, size = Writer(seed), 0
    for number in range(-(-paragraphs // _PARAGRAPHS_A_FILE)):
        path = folder / f"{number // 1000:03d}" / f"{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        count = min(_PARAGRAPHS_A_FILE, paragraphs - number * _PARAGRAPHS_A_FILE)
        data = "\n".join(writer.paragraphs(count)).encode()
        path.write_bytes(data)
        size += len(data)
    return size


class Sampler(threading.Thread):
    """Looks again and again how much memory a process and all below it have, as Linux tells it."""

    def __init__(self, root: int, interval: float = 0.2) -> None:
        super().__init__(daemon=True)
        self.root, self.interval = root, interval
        self.peak = self.anonymous = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(self.interval):
            told = [_memory(process) for process in tree_below(self.root)]
            self.peak = max(self.peak, sum(resident for resident, _ in told))
            self.anonymous = max(self.anonymous, sum(anonymous for _, anonymous in told))


def _memory(process: int) -> tuple[int, int]:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0, 0
    told = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith(" kB")}
    return told.get("VmRSS", 0), told.get("RssAnon", 0)


def measure(work: Path, corpus: Path, limit: str, workers: int) -> None:
    """Run once and print a row of the table."""
    recipe, out = work / "recipe.yaml", work / "out"
    recipe.write_text(_RECIPE)
    command = [sys.executable, "-m", "corpuskit", "run", str(corpus), "-o", str(out), "-r", str(recipe), "-q"]
    started = time.perf_counter()
    process = subprocess.Popen([*command, "-j", str(workers), "--memory-limit", limit, "--fresh"])
    sampler = Sampler(process.pid)
    sampler.start()
    status = process.wait()
    sampler.ended.set()
    sampler.join()
    seconds = time.perf_counter() - started
    if status:
        sys.exit(f"the run failed with status {status}")
    content = json.loads((out / "manifest.json").read_bytes())
    counts = content["counts"]["paragraphs"]
    digest = hashlib.sha256("".join(content["outputs"][name]["sha256"] for name in _OUTPUTS).encode()).hexdigest()[:12]
    print(
        f"| {counts['in']:,} | {limit} | {workers} | {seconds:.0f} | {seconds / counts['in'] * 1e6:.0f} "
        f"| {sampler.peak / 1e6:,.0f} | {sampler.anonymous / 1e6:,.0f} | {counts['removed']:,} | {digest} |",
        flush=True,
    )
    for note in content["notes"]:
        print(f"  note: {note}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--paragraphs", type=int, nargs="+", default=[200_000])
    parser.add_argument("--limit", nargs="+", default=["1GB", "none"])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="Where the corpus is made and kept; a temporary folder if not given.")
    given = parser.parse_args()
    work = given.folder or Path(tempfile.mkdtemp(prefix="corpuskit-memory-"))
    try:
        for paragraphs in given.paragraphs:
            corpus = work / f"corpus-{paragraphs}"
            if not corpus.exists():
                size = generate(corpus, paragraphs)
                print(f"{paragraphs:,} paragraphs, {size / 1e6:,.0f} MB\n")
            print("| paragraphs | limit | workers | s | µs a paragraph | peak MB | anonymous MB | removed | digest |")
            print("|" + "---|" * 9)
            for limit in given.limit:
                measure(work, corpus, limit, given.workers)
    finally:
        if given.folder is None:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
