"""How fast a corpus is written in each layout, beside the bare library that a script would use; how much memory that takes.

    python benchmarks/sinks.py [--megabytes 40] [--text FILE ...] [--memory]

The records are those of a corpus of news-like texts that the benchmark makes up, or of the lines of the UTF-8 files given with
`--text`. Each line of the table is one sink:

- MB/s: bytes of JSON Lines by CPU second, all threads together, and by second on the clock; compare within one run only.
- beside orjson: CPU time of plain `orjson.dumps` and `write`, a line for each record, as a share of that of the sink: 1.00 would
  be as quick. The sinks begin with such lines, as the passes of a run leave them, and also compute the SHA-256 of each file.
- the same by: the bare library, and how many times its CPU time the sink takes. It starts from the same lines.
- size: of the files, in per cent of the lines.

`--memory` writes each layout in a process of its own, a quarter of the records and then all of them, and gives the peak of its
memory above that of a process that only reads the lines: it should not grow.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from corpus import Writer

from corpuskit.io.sinks.layout import make_layout
from corpuskit.io.sinks.writing import write_corpus

SINKS: dict[str, dict[str, Any]] = {
    "jsonl": {},
    "jsonl, gz": {"compression": "gz"},
    "jsonl, zst": {"compression": "zst"},
    "jsonl, split and shards": {"shard_size": "10MB", "split": {"train": 0.98, "validation": 0.01, "test": 0.01}},
    "parquet, zstd": {"format": "parquet"},
    "parquet, snappy": {"format": "parquet", "compression": "snappy"},
    "text": {"format": "text"},
    "mnbvc": {"format": "mnbvc"},
    "dolma, gz": {"format": "dolma"},
}


class Spent(NamedTuple):
    """Seconds, and the bytes that were written."""

    cpu: float
    wall: float
    size: int


def records(megabytes: float, texts: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Make records up, or take them from files: a document is 2 to 20 paragraphs."""
    draw = random.Random(1)
    size = number = 0
    paragraphs = _paragraphs_of(list(texts)) or _paragraphs()
    while size < megabytes * 1e6:
        text = "\n".join(next(paragraphs) for _ in range(draw.randint(2, 20)))
        source: dict[str, Any] = {"path": f"news/{number // 500}/{number}.txt", "encoding": "gb18030", "confidence": 0.99}
        source["bytes"] = 2 * len(text)
        source["sha256"] = hashlib.sha256(text.encode()).hexdigest()
        tags: dict[str, Any] = {"han_ratio": draw.random(), "characters": len(text), "language": "zh"}
        if number and draw.random() < 0.05:
            tags["duplicate_of"] = {"of": _id(draw.randrange(number)), "kind": "near duplicate", "score": 0.9}
        record = {
            "id": _id(number),
            "text": text,
            "meta": {"source": source, "fields": {"发布日期": "2024年5月6日"}, "tags": tags},
        }
        size += len(orjson.dumps(record))
        number += 1
        yield record


def _id(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:24]


def _paragraphs() -> Iterator[str]:
    writer = Writer(1)
    while True:
        yield from writer.paragraphs()


def _paragraphs_of(paths: list[Path]) -> Iterator[str] | None:
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    draw = random.Random(2)
    return iter(lambda: draw.choice(lines), None) if lines else None


def bare(name: str, lines: list[bytes], folder: Path) -> tuple[str, Callable[[], None]] | None:
    """Give what a script would do for the same files; None: there is no such thing, or its library is not installed."""
    if name == "jsonl, gz":
        return "gzip.open", lambda: _with(gzip.open(folder / "x.gz", "wb", compresslevel=6), lines)
    if name == "jsonl, zst":
        try:
            import zstandard
        except ImportError:
            return None
        return "zstandard.open", lambda: _with(zstandard.open(folder / "x.zst", "wb"), lines)
    if name.startswith("parquet"):
        try:
            import pyarrow as arrow
            from pyarrow import parquet
        except ImportError:
            return None

        def write() -> None:
            table = arrow.Table.from_pylist([orjson.loads(line) for line in lines])
            packed = name.rpartition(" ")[2]
            level = 3 if packed == "zstd" else None
            parquet.write_table(table, folder / "x.parquet", compression=packed, compression_level=level)

        return "pyarrow", write
    if name == "text":
        return "orjson.loads", lambda: _with(
            (folder / "x.txt").open("wb"), (orjson.loads(line)["text"].encode() for line in lines)
        )
    return None


def _texts(lines: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield orjson.loads(line)["text"].encode() + b"\n\n"


def _with(file: Any, lines: Iterable[bytes]) -> None:
    with file:
        for line in lines:
            file.write(line)


def spent(work: Callable[[], object], folder: Path, repeat: int) -> Spent:
    """Measure; the best of several."""
    found = []
    for _ in range(repeat):
        for path in folder.rglob("*"):
            if path.is_file():
                path.unlink()
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        found.append(Spent(cpu, wall, size))
    return min(found)


def compare(megabytes: float, texts: list[Path], repeat: int) -> None:
    """Print the table of speeds."""
    given = list(records(megabytes, texts))
    lines = [orjson.dumps(record) + b"\n" for record in given]
    size = sum(map(len, lines))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        plain = spent(lambda: _with((folder / "x").open("wb"), (orjson.dumps(each) + b"\n" for each in given)), folder, repeat)
        speed = size / 1e6 / plain.cpu
        print(f"{len(lines):,} documents, {size / 1e6:.1f} MB of lines; plain orjson: {speed:.0f} MB/s\n")
        print("sink                      MB/s CPU  clock  beside orjson            the same by   size")
        for name, options in SINKS.items():
            try:
                layout = make_layout(**options)
                own = spent(lambda layout=layout: write_corpus(folder, layout, lambda: lines), folder, repeat)
            except Exception as error:  # a library is missing
                print(f"{name:<24} left out: {error}")
                continue
            peer = bare(name, lines, folder)
            beside = ""
            if peer is not None:
                beside = f"{peer[0]} x{own.cpu / spent(peer[1], folder, repeat).cpu:.2f}"
            speeds = f"{size / 1e6 / own.cpu:>9.0f} {size / 1e6 / own.wall:>6.0f}"
            print(f"{name:<24} {speeds} {plain.cpu / own.cpu:>14.2f} {beside:>22} {100 * own.size / size:>5.0f}%")


def measure_memory(megabytes: float, texts: list[Path]) -> None:
    """Print the table of peaks."""
    with tempfile.TemporaryDirectory() as scratch:
        counts = []
        for name, share in (("some", 0.25), ("all", 1.0)):
            with (Path(scratch) / name).open("wb") as file:
                counts.append(sum(file.write(orjson.dumps(record) + b"\n") > 0 for record in records(megabytes * share, texts)))
        print(f"{'peak above reading, MB':<24} {counts[0]:>8,} {counts[1]:>8,} documents")
        for name, options in SINKS.items():
            peaks = [_peak(Path(scratch) / part, options) - _peak(Path(scratch) / part, None) for part in ("some", "all")]
            print(f"{name:<24} {peaks[0]:>8.0f} {peaks[1]:>8.0f}")


def _peak(lines: Path, options: dict[str, Any] | None) -> float:
    command = [sys.executable, __file__, "--one", str(lines), json.dumps(options)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) / 1e6


def write_one(lines: Path, options: dict[str, Any] | None) -> None:
    """Write one layout, or only read the lines, and print the peak of the memory in bytes."""
    import resource

    def given() -> Iterator[bytes]:
        with lines.open("rb") as file:
            yield from file

    with tempfile.TemporaryDirectory() as folder:
        if options is None:
            sum(map(len, given()))
        else:
            write_corpus(Path(folder), make_layout(**options), given)
    unit = 1 if sys.platform == "darwin" else 1024
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=40)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--text", type=Path, nargs="+", default=[])
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        write_one(Path(given.one[0]), json.loads(given.one[1]))
    elif given.memory:
        measure_memory(given.megabytes, given.text)
    else:
        compare(given.megabytes, given.text, given.repeat)


if __name__ == "__main__":
    main()
