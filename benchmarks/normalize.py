"""How fast the normalizing stages are beside their peers, and how far the results agree.

    python benchmarks/normalize.py [--text FILE ...] [--seconds 1]

Without `--text` the news is that of benchmarks/corpus.py with the files of seeds/ that are UTF-8. Three texts are made of it: as
it is (its marks are right), with half-width marks (with the quotes and without), and in Traditional characters; each as documents
of 3 kB and as one long one.

The first tables give CPU time: MB/s of UTF-8 is a matter of the machine, so quote the ratio, which is the median over rounds in
which all take turns. Peers do not do the same: autocorrect and pangu also put spaces between Han and Latin, ftfy also repairs
mojibake; OpenCC is what `convert.script` calls once it has found the text to be in the other script.

The last table takes the half-width text, whose right marks are known. `restored`: how many of the marks that were made half-width
are full-width again. `spoiled`: how many of the others are no longer what they were. `same lines`: lines that come out as ours
do, spaces aside. A peer that is not installed is left out.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import Writer

from corpuskit import get_stage

SEEDS = Path(__file__).parent.parent / "seeds"
HALF_WIDTH = str.maketrans("，。！？：；（）“”", ',.!?:;()""')
HALF_WIDTH_BUT_QUOTES = str.maketrans("，。！？：；（）", ",.!?:;()")
MARKS = frozenset("，。！？：；（）“”‘’、《》「」『』…—,.!?:;()\"'[]<>%-")
SHORT, LONG = 3_000, 1_000_000
_SAFE_FTFY = {
    "uncurl_quotes": False,
    "fix_character_width": False,
    "fix_latin_ligatures": False,
    "normalization": None,
    "unescape_html": False,
}

Clean = Callable[[str], str]


def peers() -> dict[str, Clean]:
    """Give the peers that are installed, by name."""
    found: dict[str, Clean] = {}
    try:
        import autocorrect_py

        found["autocorrect"] = autocorrect_py.format
    except ImportError:
        print("autocorrect-py is not installed: left out")
    try:
        import pangu

        found["pangu"] = getattr(pangu, "space_text", None) or pangu.spacing_text
    except ImportError:
        print("pangu is not installed: left out")
    try:
        import ftfy

        found["ftfy"] = ftfy.fix_text
        found["ftfy, Chinese-safe"] = lambda text: str(ftfy.fix_text(text, **_SAFE_FTFY))
    except ImportError:
        print("ftfy is not installed: left out")
    try:
        import opencc

        found["OpenCC t2s"] = opencc.OpenCC("t2s").convert
    except ImportError:
        print("OpenCC is not installed: left out")
    return found


def news(files: Sequence[Path]) -> str:
    """Give about `LONG` bytes of Chinese, one paragraph a line."""
    if files:
        text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    else:
        writer = Writer(1)
        lines = [line for _ in range(220) for line in writer.paragraphs()]
        for path in sorted(SEEDS.glob("*.txt")):
            try:
                lines += path.read_text(encoding="utf-8").split("\n")
            except UnicodeDecodeError:
                continue
        text = "\n".join(lines)
    size = len(text.encode())
    return "\n".join([text] * max(1, LONG // size))


def documents(text: str, size: int) -> list[str]:
    """Cut a text at line ends into documents of about so many bytes of UTF-8."""
    found: list[str] = []
    lines: list[str] = []
    filled = 0
    for line in text.split("\n"):
        lines.append(line)
        filled += len(line.encode()) + 1
        if filled >= size:
            found.append("\n".join(lines))
            lines, filled = [], 0
    return [*found, "\n".join(lines)] if lines else found


def measure(functions: Mapping[str, Clean], texts: Sequence[str], seconds: float) -> dict[str, list[float]]:
    """Let the functions take turns on the texts; give the CPU seconds of each round."""
    taken: dict[str, list[float]] = {name: [] for name in functions}
    for function in functions.values():
        for text in texts[:2]:
            function(text)  # whatever is loaded on first use
    gc.collect()
    began = time.process_time()
    while time.process_time() - began < seconds or len(taken[next(iter(taken))]) < 3:
        for name, function in functions.items():
            start = time.process_time()
            for text in texts:
                function(text)
            taken[name].append(time.process_time() - start)
    return taken


def compare(
    stage: str, others: Sequence[str], texts: Mapping[str, Sequence[str]], seconds: float, found: dict[str, Clean]
) -> None:
    """Print one table: a stage beside some peers on several texts."""
    others = [name for name in others if name in found]
    print(f"\n| {stage} | MB | MB/s |" + "".join(f" {name} MB/s | ratio |" for name in others))
    print("|---|---|---|" + "---|---|" * len(others))
    for label, parts in texts.items():
        size = sum(len(part.encode()) for part in parts) / 1e6
        ours = get_stage(stage)
        taken = measure({"ours": ours, **{name: found[name] for name in others}}, parts, seconds)
        row = f"| {label} | {size:.1f} | {size / statistics.median(taken['ours']):.1f} |"
        for name in others:
            ratio = statistics.median(theirs / mine for theirs, mine in zip(taken[name], taken["ours"], strict=True))
            row += f" {size / statistics.median(taken[name]):.1f} | {ratio:.1f} |"
        print(row, flush=True)


def agree(right: str, half: str, found: dict[str, Clean]) -> None:
    """Print how many marks each gets right in the half-width text, and how many lines come out as ours do."""
    lines = [(good, bad) for good, bad in zip(right.split("\n"), half.split("\n"), strict=True) if bad.strip()]
    ours = get_stage("normalize.punctuation")
    mine = [_bare(ours(bad)) for _, bad in lines]
    print("\n| half-width text | restored | spoiled | same lines |\n|---|---|---|---|")
    for name, function in {"normalize.punctuation": ours, **found}.items():
        theirs = [_bare(function(bad)) for _, bad in lines]
        wanted = restored = others = spoiled = 0
        for (good, bad), after in zip(lines, theirs, strict=True):
            good, bad = _bare(good), _bare(bad)
            if not len(good) == len(bad) == len(after):
                continue  # a mark became two, or was lost: no place can be compared
            for right_mark, half_mark, mark in zip(good, bad, after, strict=True):
                if right_mark != half_mark:
                    wanted += 1
                    restored += mark == right_mark
                elif right_mark in MARKS:
                    others += 1
                    spoiled += mark != right_mark
        same = sum(map(str.__eq__, mine, theirs)) / len(lines)
        print(f"| {name} | {restored / max(wanted, 1):.2%} | {spoiled / max(others, 1):.2%} | {same:.1%} |", flush=True)


def _bare(text: str) -> str:
    return "".join(text.split())


def main() -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", type=Path, nargs="*", default=[], help="UTF-8 files of Chinese news")
    parser.add_argument("--seconds", type=float, default=1.0, help="CPU time for each row")
    given = parser.parse_args()
    found = peers()
    right = get_stage("normalize.punctuation")(get_stage("normalize.spaces")(get_stage("normalize.unicode")(news(given.text))))
    half = right.translate(HALF_WIDTH)
    sizes = {"3 kB": SHORT, "long": LONG * 100}
    clean_texts = {f"right, {size}": documents(right, number) for size, number in sizes.items()}
    but_quotes = right.translate(HALF_WIDTH_BUT_QUOTES)
    half_texts = {f"half-width, {size}": documents(but_quotes, number) for size, number in sizes.items()}
    half_texts |= {f"half-width, quotes too, {size}": documents(half, number) for size, number in sizes.items()}
    compare("normalize.punctuation", ["autocorrect", "pangu", "ftfy"], clean_texts | half_texts, given.seconds, found)
    compare("normalize.spaces", ["autocorrect", "pangu"], clean_texts, given.seconds, found)
    compare("normalize.unicode", ["autocorrect", "ftfy", "ftfy, Chinese-safe"], clean_texts, given.seconds, found)
    if "OpenCC t2s" in found:
        from opencc import OpenCC

        old = OpenCC("s2tw").convert(right)
        simplified = {f"simplified, {size}": documents(right, number) for size, number in sizes.items()}
        traditional = {f"Traditional, {size}": documents(old, number) for size, number in sizes.items()}
        compare("convert.script", ["OpenCC t2s"], simplified | traditional, given.seconds, found)
    found.pop("OpenCC t2s", None)
    agree(right, half, found)


if __name__ == "__main__":
    main()
