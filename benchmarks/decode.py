"""How often `corpuskit.decode` reads short, cut and damaged bytes right, and how fast, beside the detectors of Python.

    python benchmarks/decode.py [--snippets 100] [--seed 1] [--text hans=FILE ...]

The first table gives the share (per cent) of snippets that are read right, by what was done to them and by their length in bytes,
the second one by encoding (EUC-TW, which is met hardly ever, is not in the first). Every detector gets the same snippets: random
places of the texts in seeds/ and benchmarks/texts/, or of the UTF-8 files given with `--text LANGUAGE=FILE` (hans, hant, ja, ko).
What was done:

- clean: whole characters. Right: the text is equal to the true text.
- cut: the first and the last character are cut where they have several bytes. Right: equal but for one character at each end.
- corrupted: one byte in a thousand, at least one, is another byte. Right: the edit distance is at most three for each such byte:
  its character, of which three may be left, and a neighbour. Runs of U+FFFD count as one character, for all detectors.
- mixed lines: files whose lines are in two or three encodings. Right: lines that are equal to the true ones.

A detector that only names an encoding is given the superset that such files are written in (GB18030 for GB2312, CP932 for
Shift_JIS, CP949 for EUC-KR) and decodes with `errors="replace"`. Speeds are of CPU time in one process, with decoding, and as a
fraction of the codec's own speed; compare within one run only. Detectors that look at the start only are fast on long files.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from corpuskit import decode

ROOT = Path(__file__).parents[1]
LANGUAGES = ("hans", "hant", "ja", "ko")
ENCODINGS = (
    ("utf-8", LANGUAGES),
    ("gb18030", ("hans",)),
    ("gb18030", ("hant",)),
    ("cp950", ("hant",)),
    ("big5hkscs", ("hant",)),
    ("cp932", ("ja",)),
    ("euc_jp", ("ja",)),
    ("cp949", ("ko",)),
    ("utf-16-le", LANGUAGES),
    ("utf-16-be", LANGUAGES),
    ("euc_tw", ("hant",)),
)
EXTRA = "euc_tw"
LENGTHS = (20, 50, 200, 2000)
LINES = 20  # of a file with mixed lines
KINDS = ("clean", "cut", "corrupted")
SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949", "big5": "cp950"}
#: The languages and encodings of the files with mixed lines.
MIXTURES = (("hans", ("utf-8", "gb18030")), ("hant", ("utf-8", "cp950")), ("hant", ("gb18030", "utf-8", "cp950")))
_LOST = re.compile("\ufffd+")

Texts = Mapping[str, str]
Reader = Callable[[bytes], str | None]


class Snippet(NamedTuple):
    """Some bytes, the text that they hold, and how far from it a right reading may be.

    Attributes:
        group: the encoding and the language, for the second table.
        kind: one of `KINDS`.
        length: one of `LENGTHS`.
        data: the bytes.
        text: the true text.
        distance: the greatest edit distance of a right reading.
    """

    group: str
    kind: str
    length: int
    data: bytes
    text: str
    distance: int


def snippets(texts: Texts, number: int, seed: int) -> Iterator[Snippet]:
    """Give `number` snippets for each encoding, kind and length."""
    for codec, languages in ENCODINGS:
        known = [language for language in languages if texts.get(language)]
        group = f"{codec} {known[0]}" if len(languages) == 1 and known else codec
        for length in LENGTHS:
            draw = random.Random(f"{seed} {group} {length}")
            for count in range(number * len(KINDS) if known else 0):
                data, text = _place(draw, texts[known[count % len(known)]], codec, length)
                yield _spoilt(draw, group, KINDS[count % len(KINDS)], length, data, text, codec)


def _place(draw: random.Random, text: str, codec: str, length: int) -> tuple[bytes, str]:
    while True:
        start = draw.randrange(max(1, len(text) - 8))
        chosen = text[start : start + length].encode(codec, "ignore").decode(codec)
        while len(data := chosen.encode(codec)) > length:  # whole characters only
            chosen = chosen[: -max(1, (len(data) - length) // 4)]
        if not chosen.isascii():
            return data, chosen


def _spoilt(draw: random.Random, group: str, kind: str, length: int, data: bytes, text: str, codec: str) -> Snippet:
    distance = 0
    if kind == "cut":
        head, tail = (len(text[place].encode(codec)) for place in (0, -1))
        distance = (head > 1) + (tail > 1)
        data = data[draw.randrange(1, head) if head > 1 else 0 : len(data) - (draw.randrange(1, tail) if tail > 1 else 0)]
    elif kind == "corrupted":
        spoilt = bytearray(data)
        for place in draw.sample(range(len(data)), max(1, len(data) // 1000)):
            spoilt[place] = (spoilt[place] + draw.randrange(1, 256)) % 256
            distance += 3
        data = bytes(spoilt)
    return Snippet(group, kind, length, data, text, distance)


def is_right(snippet: Snippet, reading: str | None) -> bool:
    """Say whether a reading of a snippet is right, as the docstring of this file defines it."""
    if reading is None or not snippet.distance:
        return reading == snippet.text
    text, reading = (_LOST.sub("\ufffd", each) for each in (snippet.text, reading))
    return Levenshtein.distance(text, reading, score_cutoff=snippet.distance) <= snippet.distance


def readers() -> dict[str, Reader]:
    """Give corpuskit and the peers that are installed; say in one line what is missing."""
    found: dict[str, Reader] = {"corpuskit": lambda data: decode(data).text}
    for name, build in (("chardet", _chardet), ("charset-normalizer", _charset_normalizer), ("faust-cchardet", _cchardet)):
        try:
            found[name] = build()
        except ImportError:
            print(f"{name} is not installed and left out: pip install {name}", file=sys.stderr)
    return found


def _chardet() -> Reader:
    import chardet

    return lambda data: _decoded(data, chardet.detect(data)["encoding"])


def _charset_normalizer() -> Reader:
    from charset_normalizer import from_bytes

    def read(data: bytes) -> str | None:
        best = from_bytes(data).best()
        return _decoded(data, best.encoding) if best else None

    return read


def _cchardet() -> Reader:
    import cchardet

    return lambda data: _decoded(data, cchardet.detect(data)["encoding"])


def _decoded(data: bytes, name: str | None) -> str | None:
    try:
        return data.decode(SUPERSETS.get((name or "").lower(), name or ""), "replace")
    except LookupError:
        return None


def compare_accuracy(chosen: Sequence[Snippet], detectors: Mapping[str, Reader]) -> None:
    """Print the shares of snippets read right."""
    right: dict[tuple[str, object], list[bool]] = defaultdict(list)
    for name, read in detectors.items():
        for snippet in chosen:
            good = is_right(snippet, read(snippet.data))
            if not snippet.group.startswith(EXTRA):
                right[name, (snippet.kind, snippet.length)].append(good)
            right[name, snippet.group].append(good)
    columns: list[object] = [(kind, length) for kind in KINDS for length in LENGTHS]
    print(f"\n{len(chosen):,} snippets\n\n| | {' | '.join(f'{kind} {length}' for kind in KINDS for length in LENGTHS)} |")
    _rows(right, list(detectors), columns)
    groups: list[object] = list(dict.fromkeys(snippet.group for snippet in chosen))
    print(f"\n| | {' | '.join(map(str, groups))} |")
    _rows(right, list(detectors), groups)


def _rows(right: Mapping[tuple[str, object], Sequence[bool]], names: Sequence[str], columns: Sequence[object]) -> None:
    print("|---" * (len(columns) + 1) + "|")
    for name in names:
        shares = (100 * sum(right[name, column]) / max(1, len(right[name, column])) for column in columns)
        print(f"| {name} | {' | '.join(f'{share:.1f}' for share in shares)} |")


def compare_mixed_lines(texts: Texts, detectors: Mapping[str, Reader], number: int, seed: int) -> None:
    """Print the share of lines read right in files whose lines are in several encodings."""
    draw = random.Random(f"{seed} mixed")
    right = dict.fromkeys(detectors, 0)
    lines = 0
    for count in range(number):
        language, codecs = MIXTURES[count % len(MIXTURES)]
        text = " ".join(texts[language].split())
        chosen = [_place(draw, text, draw.choice(codecs), draw.choice((20, 60, 200))) for _ in range(LINES)]
        true, parts = [line for _, line in chosen], [data for data, _ in chosen]
        lines += len(true)
        for name, read in detectors.items():
            given = (read(b"\n".join(parts)) or "").split("\n")
            right[name] += sum(first == second for first, second in zip(true, given, strict=False))
    print(f"\n{lines:,} lines of mixed files\n\n| | lines right |\n|---|---|")
    for name, count in right.items():
        print(f"| {name} | {100 * count / lines:.1f} |")


def compare_speed(texts: Texts, detectors: Mapping[str, Reader]) -> None:
    """Print MB/s on long and on short files, and the ratio to the codec alone."""
    print("\n| MB/s, beside the codec alone | codec | " + " | ".join(detectors) + " |\n" + "|---" * (len(detectors) + 2) + "|")
    for codec in ("utf-8", "gb18030", "cp950"):
        text = texts["hant" if codec == "cp950" else "hans"].encode(codec, "ignore").decode(codec)
        text = text * (1 + 1_000_000 // len(text))
        for size, label in ((3_000, "3 kB"), (3_000_000, "3 MB")):
            step = size // (3 if codec == "utf-8" else 2)
            parts = [text[at : at + step].encode(codec) for at in range(0, 1_000_000, step)]
            base = _speed(lambda data: data.decode(codec), parts)  # noqa: B023 - called at once
            cells = [f"{speed:.1f} (1/{base / speed:.1f})" for read in detectors.values() for speed in [_speed(read, parts)]]
            print(f"| {codec}, {label} | {base:.0f} | {' | '.join(cells)} |", flush=True)


def _speed(read: Reader, parts: Sequence[bytes]) -> float:
    best = 0.0
    for _ in range(3):
        started, done = time.process_time(), 0
        for part in parts:
            read(part)
            done += len(part)
            if time.process_time() - started > 1.0:
                break
        best = max(best, done / 1e6 / max(time.process_time() - started, 1e-9))
    return best


def default_texts() -> dict[str, str]:
    """Read the texts of benchmarks/texts/ and the seeds in the same languages."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "benchmarks" / "texts").glob("*.txt")}
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        data = path.read_bytes()
        if path.stem.startswith("traditional"):
            continue
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if "mojibake" not in path.stem and "english" not in path.stem:
            texts["hans"] = texts.get("hans", "") + text
    texts["hant"] = texts.get("hant", "") + (ROOT / "seeds" / "traditional_utf8.txt").read_text(encoding="utf-8")
    return texts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--snippets", type=int, default=100, help="for each encoding, kind and length")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--text", action="append", default=[], metavar="LANGUAGE=FILE", help="hans, hant, ja or ko, in UTF-8")
    given = parser.parse_args()
    used = default_texts()
    used.update(
        {language: Path(name).read_text(encoding="utf-8") for language, _, name in (t.partition("=") for t in given.text)}
    )
    compared = readers()
    compare_accuracy(list(snippets(used, given.snippets, given.seed)), compared)
    compare_mixed_lines(used, compared, given.snippets, given.seed)
    compare_speed(used, compared)
