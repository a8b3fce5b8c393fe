"""How fast `filter.words` looks for a long list of words, beside a loop of `in` tests, a pattern, and pyahocorasick.

    python benchmarks/words.py [--words 100000] [--megabytes 1] [--text FILE ...]

The words are made up, of two to six characters. In the first table half of them stand in the text, in the second few do. `loop of
in` is `[word for word in words if word in document]`, measured on a few documents, since it takes long. `regular expression` is
a tenth of the words joined by `|`, on one document, since it takes even longer. pyahocorasick is left out where it is not
installed. Times are CPU times of the same run on documents of about 3 kB: quote the ratios. Making ready is done once in each
process.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import Writer

from corpuskit.stages.filter.words.matcher import WordMatcher
from corpuskit.text.frequent import HANS

_CHARACTERS = 1000


def make_words(count: int, text: str, seed: int = 5) -> list[str]:
    """Make words up: half of them are cut out of the text, half are random characters."""
    draw = random.Random(seed)
    words: set[str] = set()
    lines = [line for line in text.split("\n") if len(line) > 10]
    while len(words) < count:
        length = draw.choices((2, 3, 4, 5, 6), (4, 3, 3, 1, 1))[0]
        if len(words) % 2 and lines:
            line = draw.choice(lines)
            start = draw.randrange(len(line) - 8)
            word = line[start : start + length]
        else:
            word = "".join(draw.choices(HANS, k=length))
        if word.isalpha():
            words.add(word)
    return sorted(words)


def measure(work: Callable[[str], object], documents: Sequence[str]) -> float:
    """Give milliseconds of CPU time for a megabyte of UTF-8."""
    size = sum(len(document.encode()) for document in documents) / 1e6
    best = float("inf")
    for _ in range(2):
        started = time.process_time()
        for document in documents:
            work(document)
        best = min(best, time.process_time() - started)
    return 1000 * best / size


def ready(make: Callable[[], Callable[[str], object]]) -> tuple[Callable[[str], object], float]:
    started = time.process_time()
    return make(), time.process_time() - started


def with_ahocorasick(words: Sequence[str]) -> Callable[[str], object] | None:
    """Give a search by an automaton that takes the longest word at each place, or None without the package."""
    try:
        import ahocorasick
    except ImportError:
        print("pyahocorasick is not installed: left out (pip install pyahocorasick)\n")
        return None
    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return lambda document: sum(1 for _ in automaton.iter_long(document.lower()))


def rows(words: Sequence[str], documents: Sequence[str]) -> list[tuple[str, float, float]]:
    """Give name, seconds to make ready, milliseconds a megabyte."""
    few = documents[: max(1, 200_000 // len(words))]
    slice_of_words = words[::10]
    matched, made = ready(lambda: WordMatcher(words).count)
    found = [("filter.words", made, measure(matched, documents))]
    automaton, made = ready(lambda: with_ahocorasick(words))  # type: ignore[arg-type, return-value]
    if automaton is not None:
        found.append(("pyahocorasick", made, measure(automaton, documents)))
    pattern, made = ready(lambda: re.compile("|".join(sorted(slice_of_words, key=len, reverse=True))).findall)
    found.append(("regular expression, a tenth of the words", made, measure(pattern, few[:1])))
    found.append(("loop of in", 0.0, measure(lambda document: [word for word in words if word in document], few)))
    return found


def main(count: int, megabytes: float, texts: list[Path]) -> None:
    """Print the table."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in texts)
    writer = Writer(9)
    while len(text) * 3 < megabytes * 1e6:
        text += "\n".join(writer.paragraphs()) + "\n"
    documents = [text[start : start + _CHARACTERS] for start in range(0, len(text), _CHARACTERS)]
    lists = {"words of which half stand in the text": make_words(count, text), "words of which few do": make_words(count, "")}
    for kind, words in lists.items():
        measured = rows(words, documents)
        slowest = measured[-1][2]
        matcher = WordMatcher(words)
        hits = sum(matcher.count(document).total() for document in documents)
        print(f"{len(words):,} {kind}; {hits:,} hits in {len(text):,} characters\n")
        print("| | making ready, s | ms/MB | times a loop of `in` |\n|---|---|---|---|")
        for name, made, milliseconds in measured:
            print(f"| {name} | {made:.2f} | {milliseconds:,.1f} | {slowest / milliseconds:,.1f} |")
        print()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--megabytes", type=float, default=1)
    parser.add_argument("--text", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    main(given.words, given.megabytes, given.text)
