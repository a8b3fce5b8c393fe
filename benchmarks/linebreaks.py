"""How well `repair.linebreaks` gives paragraphs back, and how fast, beside three simpler ways.

    python benchmarks/linebreaks.py [--text FILE ...] [--documents 40] [--seed 1]

Clean documents (made up by corpus.py, and those of seeds/ that have one paragraph a line; or files of yours with --text, one
paragraph a line) are spoiled by wrapping.py: hard-wrapped at 12, 17, 25 and 40 columns with marks pushed down, hanging or
broken anywhere, blank lines nowhere, between paragraphs or after every line, indents kept, lost or absent; broken into pages
with numbers and running heads; set in a column that narrows; cut in two. Each way of repair gets the same documents.

The table shows, for each kind, the F1 score of the places where paragraphs end (1 is perfect), and below it the share of
paragraphs that came back whole; "as written" are documents that nobody wrapped, where every loss is harm done. The last row is
speed, in MB of UTF-8 a second of CPU time; compare it within one run only. The made-up documents have no sentences in any
language: use --text for a judgement on real prose.

The second table is about speed on wrapped text by its size: the CPU time of `ftfy.fix_text`, a careful repair of characters that
many pipelines run on every document, divided by that of this stage (higher is better; 5 means five times as fast as ftfy).

The last table is about text that nobody wrapped, which must pass quickly: for each kind, in documents of some kB and in one of
about a megabyte, the CPU time of splitting the text into lines and measuring each, divided by that of the repair (higher is
better; 0.1 means that the repair takes ten times as long as the splitting).

keep: every line is a paragraph. naive: join unless a line ends with 。！？ or a closing quote. median: join unless a line ends a
sentence or is shorter than 0.85 of the median length, as e-book converters do.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import Writer
from rapidfuzz.distance import Indel
from wrapping import Sample, Style, degraded, set_in_column

from corpuskit import get_stage

SEEDS = Path(__file__).parent.parent / "seeds"
Repair = Callable[[str], str]


def clean_documents(files: Sequence[Path], documents: int, seed: int) -> Iterator[list[str]]:
    """Give documents as lists of paragraphs: of the files, or, where there are none, of seeds/ and made up."""
    if files:
        texts = [path.read_text(encoding="utf-8") for path in files]
    else:
        paths = (SEEDS / name for name in ("clean_control_mixed.txt", "english_control.txt", "report_retold_near_duplicate.txt"))
        texts = [path.read_text(encoding="utf-8") for path in paths if path.exists()]
        writer = Writer(seed)
        yield from (writer.paragraphs() for _ in range(documents))
    for text in texts:
        paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
        if len(paragraphs) >= 4:
            yield paragraphs[:60]


def keep(text: str) -> str:
    """Leave every line as it is."""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def naive(text: str) -> str:
    """Join lines unless one ends a sentence."""
    return _join(text, lambda line: line.endswith(("。", "！", "？", "”", "」", ".", "!", "?")))


def median(text: str) -> str:
    """Join lines that are nearly as long as most, and do not end a sentence."""
    lengths = [len(line) for raw in text.split("\n") if (line := raw.strip())]
    limit = 0.85 * statistics.median(lengths) if lengths else 0.0
    ends = tuple("。！？.!?：:”」』")
    return _join(text, lambda line: len(line) < limit or line.endswith(ends))


def _join(text: str, ends_paragraph: Callable[[str], bool]) -> str:
    paragraphs: list[str] = []
    going = False
    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            continue
        if going:
            latin = paragraphs[-1][-1].isascii() and line[0].isascii()
            paragraphs[-1] += " " * latin + line
        else:
            paragraphs.append(line)
        going = not ends_paragraph(line)
    return "\n".join(paragraphs)


def score(sample: Sample, repaired: str) -> tuple[int, int, int, int, int]:
    """Compare with the truth.

    Returns:
        Ends of paragraphs that were found, that were given, that there are; paragraphs that came back whole, and the sum of both
        numbers of paragraphs.
    """
    left = list(sample.furniture)
    given = []
    for line in repaired.split("\n"):
        if line in left and line not in sample.paragraphs:
            left.remove(line)  # it was kept as a paragraph: no harm to the others
        elif line.strip():
            given.append(line)
    true_text, given_text = _squeeze(sample.paragraphs), _squeeze(given)
    true_ends, given_ends = _ends(sample.paragraphs), _ends(given)
    if true_text != given_text:
        given_ends = _carry_over(given_ends, given_text, true_text)
    whole = {"".join(paragraph.split()) for paragraph in sample.paragraphs}
    exact = sum("".join(paragraph.split()) in whole for paragraph in given)
    return len(true_ends & given_ends), len(given_ends), len(true_ends), 2 * exact, len(given) + len(sample.paragraphs)


def _squeeze(paragraphs: Iterable[str]) -> str:
    return "".join("".join(paragraph.split()) for paragraph in paragraphs)


def _ends(paragraphs: Sequence[str]) -> set[int]:
    """Give the inner ends of paragraphs, counted in visible characters."""
    return set(accumulate(len("".join(paragraph.split())) for paragraph in paragraphs[:-1]))


def _carry_over(ends: set[int], given: str, true: str) -> set[int]:
    """Turn places in a text into places in the true one, by the shortest way to edit one into the other."""
    carried = set()
    for _, start, end, true_start, true_end in Indel.opcodes(given, true):
        equal = end - start == true_end - true_start
        carried |= {true_start + place - start if equal else true_end for place in ends if start < place <= end}
    return {place for place in carried if 0 < place < len(true)}


def f1(found: float, given: float, there: float) -> float:
    """Give the harmonic mean of precision and recall; 1 where there is nothing to find and nothing was given."""
    return 2 * found / (given + there) if given + there else 1.0


def main(files: Sequence[Path], documents: int, seed: int) -> None:
    """Print the table."""
    draw = random.Random(seed)
    clean = list(clean_documents(files, documents, seed))
    samples = [sample for paragraphs in clean for sample in degraded(paragraphs, draw)]
    ways: dict[str, Repair] = {"keep": keep, "naive": naive, "median": median, "corpuskit": get_stage("repair.linebreaks")}
    size = sum(len(sample.text.encode()) for sample in samples)
    print(f"{len(samples)} documents, {size / 1e6:.2f} MB\n\n| kind | n | {' | '.join(ways)} |\n|---|---|{'---|' * len(ways)}")
    sums: dict[str, dict[str, list[float]]] = defaultdict(dict)
    speeds = []
    for name, repair in ways.items():
        repair(samples[0].text)
        started = time.process_time()
        repaired = [repair(sample.text) for sample in samples]
        speeds.append(size / 1e6 / (time.process_time() - started))
        for sample, text in zip(samples, repaired, strict=True):
            numbers = score(sample, text)
            kinds = (sample.kind,) if sample.kind == "as written" else (sample.kind, "all that were spoiled")
            for kind in kinds:
                sums[kind][name] = [a + b for a, b in zip(sums[kind].get(name, [0] * 5), numbers, strict=True)]
    for kind in sorted(sums):
        count = sum(kind in (sample.kind, "all that were spoiled") and sample.kind != "as written" for sample in samples)
        count = count or sum(sample.kind == kind for sample in samples)
        _row(f"{kind} | {count}", [f1(*sums[kind][name][:3]) for name in ways])
    _row("whole paragraphs |", [sums["all that were spoiled"][name][3] / sums["all that were spoiled"][name][4] for name in ways])
    print(f"| MB/s | | {' | '.join(f'{speed:.1f}' for speed in speeds)} |")
    speed_of_wrapped(clean)
    speed_of_unwrapped(clean, draw)


STYLES = {
    "indent kept": Style(50, "push", "kept", "none"),
    "indent lost": Style(50, "push", "lost", "none"),
    "no indent": Style(50, "push", "none", "none"),
    "narrow": Style(24, "push", "kept", "none"),
    "blank line after every line": Style(50, "hang", "none", "lines"),
}
SIZES = (1, 3, 5, 10, 100, 1000)  # kB


def speed_of_wrapped(documents: Sequence[Sequence[str]]) -> None:
    """Print how fast wrapped text is repaired, beside ftfy."""
    try:
        from ftfy import fix_text
    except ImportError:
        print("\nftfy is not installed: no table of the speed on wrapped text")
        return
    repair = get_stage("repair.linebreaks")
    print(f"\n| wrapped: ftfy / repair | {' | '.join(f'{size} kB' for size in SIZES)} |\n|---|{'---|' * len(SIZES)}")
    for kind, style in STYLES.items():
        lines = [line for paragraphs in documents for line in set_in_column(paragraphs, style)]
        ratios = []
        for size in SIZES:
            text = "\n".join(lines * (1 + size * 1000 // sum(map(len, lines))))
            length = size * 1000 * len(text) // len(text.encode())
            texts = [text[start : start + length] for start in range(0, min(len(text) - length, 8 * length) + 1, length)]
            ratios.append(_best(fix_text, texts) / _best(repair, texts))
        _row(kind, ratios)


def unwrapped(documents: Sequence[Sequence[str]], draw: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Give documents that nobody wrapped, kind by kind; what is not prose is made of pieces of it."""
    yield "paragraphs", ["\n".join(paragraphs) for paragraphs in documents]
    yield "paragraphs, blank lines between", ["\n\n".join(paragraphs) for paragraphs in documents]
    shapes: dict[str, Callable[[str, int], str]] = {
        "verse": lambda piece, number: piece[:7] + "，。"[number % 2],
        "list": lambda piece, number: f"{number + 1}、{piece[: draw.randint(6, 18)]}",
        "table": lambda piece, number: f"| {piece[:3]} | {piece[3:8]} | {draw.randint(1, 999)} |",
        "code": lambda piece, number: f"    line_{number} = table[{draw.randint(1, 99)}]  # {piece[:6]}",
        "addresses": lambda piece, number: f"{('地址', '电话', '联系人')[number % 3]}：{piece[: draw.randint(4, 12)]}{number}号",
    }
    for kind, shape in shapes.items():
        pieces = (re.sub(r"\W", "", paragraph) * 2 for paragraphs in documents for paragraph in paragraphs)
        lines = [piece for piece in pieces if len(piece) >= 20]
        yield kind, ["\n".join(map(shape, draw.choices(lines, k=24), range(24))) for _ in documents]


def speed_of_unwrapped(documents: Sequence[Sequence[str]], draw: random.Random) -> None:
    """Print how fast text passes that nobody wrapped."""
    repair = get_stage("repair.linebreaks")
    print("\n| not wrapped: splitlines + len / repair | small | large |\n|---|---|---|")
    for kind, small in unwrapped(documents, draw):
        large = ["\n".join(small * (1 + 400_000 // sum(map(len, small))))]
        _row(kind, [_best(_split, texts) / _best(repair, texts) for texts in (small, large)])


def _split(text: str) -> object:
    return [len(line) for line in text.splitlines()]


def _best(function: Callable[[str], object], texts: Sequence[str]) -> float:
    times = []
    for _ in range(3):
        started = time.process_time()
        for text in texts:
            function(text)
        times.append(time.process_time() - started)
    return max(min(times), 1e-9)


def _row(name: str, values: Iterable[float]) -> None:
    print(f"| {name} | {' | '.join(f'{value:.3f}' for value in values)} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", type=Path, nargs="*", default=[], help="clean texts, one paragraph a line")
    parser.add_argument("--documents", type=int, default=40, help="how many documents are made up")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    main(given.text, given.documents, given.seed)
