"""How fast `corpuskit run` is, and how much memory it takes, beside the naive chain, datatrove and data-juicer.

    python benchmarks/run.py [--documents 2000 20000] [--workers 2] [--repeat 3] [--skip naive]
        [--datatrove PYTHON] [--data-juicer PYTHON] [--install FOLDER] [--text FOLDER] [--folder FOLDER]

Makes a corpus (benchmarks/corpus.py), or takes the text files below --text, and runs whole commands over it, start-up included.
The naive chain and corpuskit read the files in their encodings; datatrove and data-juicer (benchmarks/peers/, each with the
interpreter named, or in a virtual environment that --install makes once) get them decoded, as JSON lines, and do far less: near
duplicates among documents, data-juicer also some normalisation. corpuskit does all of the recipe `zh`.

How to read the tables: MB are bytes of UTF-8; `wall s` is the median of --repeat runs (the naive chain runs once), `CPU s` the
time of all processors; `peak MB` is the proportional memory (PSS) of the whole tree of processes, its largest value in any of
the runs; `near` is the share of the near duplicates (Jaccard similarity of 0.8 and more) of which one was taken out, `exact` the
same of equal documents. Absolute figures depend on the machine and on what else it does, so quote the ratios; where it does much
else, those of the CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "peers"))
from corpus import NEAR, generate, truth_of
from process_tree import Cost, measure

HERE = Path(__file__).parent
CORPUSKIT = [sys.executable, "-m", "corpuskit"]
#: What `corpuskit clean` is given, for the time that the first document takes.
DOCUMENT = (
    "清河县图书馆新馆昨天开放,\r\n读者排起了长队.馆长说:“新馆比旧馆大了三倍!”\r\n新馆藏书12万册,周末开到晚上9点.\r\n".encode(
        "gb18030"
    )
)
PEERS: Mapping[str, Sequence[str]] = {
    "datatrove": ("datatrove[io,processing]", "orjson", "xxhash"),
    "data-juicer": ("py-data-juicer", "ftfy", "ray", "aiohttp"),
}
_INPUT_PARTS = 8


@dataclass(frozen=True, slots=True)
class Corpus:
    """The files, the same decoded as JSON lines, their size as UTF-8, and which documents repeat which."""

    files: Path
    decoded: Path
    size: int
    repeated: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Contender:
    """A command: its name, what it runs (given the corpus and a fresh folder), and the ids of the documents it has kept there."""

    name: str
    command: Callable[[Corpus, Path], Sequence[str]]
    kept: Callable[[Corpus, Path], set[str]]
    once: bool = False


def prepare(work: Path, documents: int, texts: Path | None) -> Corpus:
    """Make the corpus, or take that of the user, and decode it for those that cannot."""
    from corpuskit import decode

    files = texts or work / f"corpus-{documents}"
    if texts is None and not files.exists():
        generate(files, documents)
    decoded = work / f"decoded-{files.name}"
    decoded.mkdir(exist_ok=True)
    paths = sorted(files.rglob("*.txt"))
    size = 0
    for part in range(_INPUT_PARTS):
        some = paths[part * len(paths) // _INPUT_PARTS : (part + 1) * len(paths) // _INPUT_PARTS]
        with (decoded / f"{part:02d}.jsonl").open("w", encoding="utf-8") as lines:
            for path in some:
                text = decode(path.read_bytes()).text
                size += len(text.encode("utf-8", "replace"))
                lines.write(json.dumps({"id": path.relative_to(files).as_posix(), "text": text}, ensure_ascii=False) + "\n")
    truth = truth_of(files)
    return Corpus(files, decoded, size, [*_rows([truth])] if truth.exists() else [])


def contenders(workers: int, interpreters: Mapping[str, str], skipped: Sequence[str]) -> list[Contender]:
    """List what is compared."""
    naive = [sys.executable, str(HERE / "naive.py")]
    found = [
        Contender(
            "naive chain, 1 process",
            lambda corpus, out: [*naive, str(corpus.files), str(out / "corpus.jsonl")],
            lambda corpus, out: {Path(row["id"]).relative_to(corpus.files).as_posix() for row in _rows([out / "corpus.jsonl"])},
            once=True,
        )
    ]
    for name, interpreter in interpreters.items():
        script = [interpreter, str(HERE / "peers" / f"{name.replace('-', '_')}_chain.py")]
        found.append(Contender(f"{name}, {workers} workers", _peer(script, workers), _kept_by_peer))
    found += [Contender(f"corpuskit run -j {number}", _corpuskit(number), _kept_by_corpuskit) for number in sorted({1, workers})]
    return [each for each in found if each.name.split(" ")[0].rstrip(",") not in skipped]


def _peer(script: Sequence[str], workers: int) -> Callable[[Corpus, Path], Sequence[str]]:
    return lambda corpus, out: [*script, str(corpus.decoded), str(out), "--workers", str(workers)]


def _corpuskit(workers: int) -> Callable[[Corpus, Path], Sequence[str]]:
    return lambda corpus, out: [*CORPUSKIT, "run", str(corpus.files), "-o", str(out / "run"), "-j", str(workers), "-q"]


def _kept_by_peer(corpus: Corpus, out: Path) -> set[str]:
    return {row["id"] for row in _rows(sorted((out / "kept").glob("*.jsonl")))}


def _kept_by_corpuskit(corpus: Corpus, out: Path) -> set[str]:
    return {row["meta"]["source"]["path"] for row in _rows([out / "run" / "corpus.jsonl"])}


def _rows(paths: Iterable[Path]) -> Iterable[dict[str, object]]:
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def compare(work: Path, corpus: Corpus, chosen: Sequence[Contender], repeat: int) -> None:
    """Run everything over one corpus and print a table."""
    print("| | wall s | CPU s | MB/s | peak MB | near | exact | speed | speed by CPU |\n|" + "---|" * 9)
    first: Cost | None = None
    for contender in chosen:
        costs: list[Cost] = []
        for _ in range(1 if contender.once else repeat):
            out = work / "out"
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            costs.append(measure(contender.command(corpus, out)))
        cost = Cost(*(statistics.median(values) for values in zip(*((c.wall, c.cpu) for c in costs), strict=True)), 0)
        first = first or cost
        found = " | ".join(_found(corpus, contender.kept(corpus, out)))
        print(
            f"| {contender.name} | {cost.wall:.2f} | {cost.cpu:.2f} | {corpus.size / 1e6 / cost.wall:.2f} "
            f"| {max(each.peak for each in costs) / 1e6:,.0f} | {found} "
            f"| {first.wall / cost.wall:.1f} | {first.cpu / cost.cpu:.1f} |",
            flush=True,
        )


def _found(corpus: Corpus, kept: set[str]) -> list[str]:
    """Say of near and of exact duplicates how many were found, in percent."""
    told = []
    for kind in ("near", "exact"):
        pairs = [(row["path"], row["of"]) for row in corpus.repeated if row["kind"] == kind and row["jaccard"] >= NEAR]
        found = sum(one not in kept or other not in kept for one, other in pairs)
        told.append(f"{100 * found / len(pairs):.1f} %" if pairs else "")
    return told


def compare_starts(repeat: int) -> None:
    """Print how long `corpuskit --help` and the first document take beside an interpreter that does nothing."""
    bare = _seconds([sys.executable, "-c", ""], repeat)
    print("\n| | ms | ratio |\n|---|---|---|")
    print(f"| python -c '' | {bare * 1000:.0f} | 1.0 |")
    for command in ("--help", "clean"):
        taken = _seconds([*CORPUSKIT, command], repeat)
        print(f"| corpuskit {command} | {taken * 1000:.0f} | {taken / bare:.1f} |")


def _seconds(command: Sequence[str], repeat: int) -> float:
    taken = []
    for _ in range(repeat):
        started = time.perf_counter()
        subprocess.run(command, check=True, input=DOCUMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def interpreters_of(given: argparse.Namespace) -> dict[str, str]:
    """Find the peers, installing them if asked to; one that is not there is said and left out."""
    found = {}
    for name, packages in PEERS.items():
        interpreter = getattr(given, name.replace("-", "_"))
        if interpreter is None and given.install is not None:
            folder = given.install / name
            interpreter = str(folder / "bin" / "python")
            if not folder.exists():
                venv.create(folder, with_pip=True)
                subprocess.run([interpreter, "-m", "pip", "install", "-q", *packages], check=True)
        if interpreter is None:
            print(f"{name} is left out: name its interpreter with --{name}, or let --install make one")
        else:
            found[name] = interpreter
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[1000])
    parser.add_argument("--text", type=Path, help="Take these text files (and FOLDER.truth.jsonl).")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--skip", nargs="+", default=[], help="naive, datatrove, data-juicer or corpuskit.")
    parser.add_argument("--datatrove", help="The Python interpreter of an environment with datatrove.")
    parser.add_argument("--data-juicer", help="The Python interpreter of an environment with data-juicer.")
    parser.add_argument("--install", type=Path, help="Make environments for the peers below this folder.")
    parser.add_argument("--folder", type=Path, help="Where the corpora are made and kept; a temporary folder if not given.")
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # installed packages have their bytecode, and so should a checkout
    chosen = contenders(given.workers, interpreters_of(given), given.skip)
    work = given.folder or Path(tempfile.mkdtemp(prefix="corpuskit-run-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        for documents in [0] if given.text else given.documents:
            corpus = prepare(work, documents, given.text)
            print(f"\n{corpus.files.name}: {corpus.size / 1e6:,.1f} MB\n", flush=True)
            compare(work, corpus, chosen, given.repeat)
    finally:
        shutil.rmtree(work if given.folder is None else work / "out", ignore_errors=True)
    compare_starts(max(given.repeat, 11))


if __name__ == "__main__":
    main()
