"""How good and how fast duplicate detection is, beside datasketch and rensa.

    python benchmarks/dedup.py [accuracy] [estimate] [signatures] [end-to-end] [--paragraphs 20000] [--text FILE ...]

Without `--text` the paragraphs are those of benchmarks/corpus.py; a text file gives one paragraph a line. Peers that are not
installed are left out. All figures of one table are of one run on one core; seconds are CPU seconds and depend on the machine, so
quote the ratios.

`accuracy`: repetitions of several kinds are planted, and what is found is held against Jaccard similarities computed with plain
Python sets. `true` are the pairs that are similar enough and agree in their numbers, `found` those of which one side goes.
`estimate`: how far Jaccard similarities estimated from signatures are off, beside what theory gives for these pairs at 128 slots.
`signatures`: from texts to signatures of 128 slots, the shingles included; the base is `MinHash.bulk` with its SHA-1.
`end-to-end`: from texts to the list of what goes, each in a process of its own: ours with all its verification (and with what
datasketch has not, paragraphs inside longer ones); datasketch with `bulk`, an LSH index and exact verification of its answers,
with the bands that it chooses for 0.8, which miss a part, and with ours. `memory` is what the process took beyond the texts.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from corpus import Writer
from repetitions import Planted, plant

from corpuskit.dedup import find_duplicates, kernels, signatures
from corpuskit.dedup.keys import text_key
from corpuskit.dedup.numbers import compatible, numbers

PARTS = ("accuracy", "estimate", "signatures", "end-to-end")
SHORT_BELOW = 49


def main() -> None:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
    parser.add_argument("--paragraphs", type=int, default=20_000)
    parser.add_argument("--text", type=Path, nargs="+", default=[])
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no part {sorted(unknown)[0]!r}")
    texts = read_paragraphs(given.text, given.paragraphs)
    size = sum(len(text.encode()) for text in texts)
    print(f"{len(texts):,} paragraphs, {size / 1e6:.1f} MB")
    for name in ("datasketch", "rensa", "numba"):
        if find_spec(name) is None:
            print(f"{name} is not installed and left out")
    for part in given.parts or PARTS:
        {"accuracy": accuracy, "estimate": estimate, "signatures": compare_signatures, "end-to-end": compare_ends}[part](texts)


def read_paragraphs(files: Sequence[Path], count: int) -> list[str]:
    """Read paragraphs, or make some up; each once."""
    if files:
        lines = (line.strip() for file in files for line in file.read_text(encoding="utf-8", errors="replace").splitlines())
        return list(islice(dict.fromkeys(line for line in lines if len(line) >= 20), count))
    writer = Writer(7)
    return ["".join(writer.sentence() for _ in range(writer.draw.randint(1, 9))) for _ in range(count)]


def shingles(key: str, n: int) -> set[str]:
    """Give the character n-grams of a key."""
    return {key[at : at + n] for at in range(len(key) - n + 1)}


def jaccard(one: str, other: str) -> float:
    """Compute the Jaccard similarity of two texts, by the rule for short texts too."""
    keys = text_key(one), text_key(other)
    n = 3 if min(map(len, keys)) < SHORT_BELOW else 5
    first, second = (shingles(key, n) for key in keys)
    return len(first & second) / len(first | second) if first or second else 0.0


def agree(one: str, other: str) -> bool:
    """Say whether two texts agree in their numbers."""
    return compatible(numbers(text_key(one)), numbers(text_key(other)))


def accuracy(texts: Sequence[str]) -> None:
    """Print what is found of what was planted, in text that holds no repetitions of its own."""
    own = {side for entry in find_duplicates(texts, 0.5) for side in (entry.removed, entry.kept)}
    texts = [text for number, text in enumerate(texts) if number not in own]
    planted = plant(texts, min(500, len(texts) // 10))
    found = {level: find_duplicates(planted.texts, level) for level in (0.8, 0.7)}
    exact = find_duplicates(planted.texts, method="exact")
    print("\n| planted | true | found | share |\n|---|---|---|---|")
    gone = {level: {entry.removed for entry in entries} for level, entries in found.items()}
    for kind, pairs in planted.pairs.items():
        for level, low, high in ((0.8, 0.8, 1.1), (0.7, 0.7, 0.8)):
            _row_of_pairs(kind, pairs, planted, gone[level], low, high)
    for kind, group in planted.groups.items():
        lost = sum(number in gone[0.8] for number in group)
        print(f"| {kind}: must stay | {len(group)} | {len(group) - lost} | {1 - lost / len(group):.4f} |")
    wrong = [entry for entry in found[0.8] if entry.kind != "containment" and not _is_right(planted, entry.removed, entry.kept)]
    print(f"\nof {sum(entry.kind != 'containment' for entry in found[0.8])} near duplicates at 0.8, {len(wrong)} are wrong")
    same = {entry.removed for entry in found[0.8]}
    print(f"method exact finds {len(exact)}, minhash {len(same)}, both {len(same & {entry.removed for entry in exact})}")
    known = {pair for pairs in planted.pairs.values() for pair in pairs}
    other = [entry for entry in found[0.8] if entry.kind == "containment" and (entry.removed, entry.kept) not in known]
    print(f"{len(other)} contained paragraphs were not planted")
    for entry in other[:3]:
        print(f"  - {planted.texts[entry.removed][:100]}\n  + {planted.texts[entry.kept][:100]}")


def _is_right(planted: Planted, removed: int, kept: int) -> bool:
    one, other = planted.texts[removed], planted.texts[kept]
    return text_key(one) == text_key(other) or (jaccard(one, other) >= 0.8 and agree(one, other))


def _row_of_pairs(kind: str, pairs: Sequence[tuple[int, int]], planted: Planted, gone: set[int], low: float, high: float) -> None:
    texts = planted.texts
    if kind == "captions with another figure":
        if low >= 0.8:
            stay = [pair for pair in pairs if pair[0] not in gone]
            print(f"| {kind}: must stay | {len(pairs)} | {len(stay)} | {len(stay) / len(pairs):.4f} |")
        return
    if kind == "captions":
        true = list(pairs) if low >= 0.8 else []
        name = kind
    elif kind == "other figures":
        true = [pair for pair in pairs if not agree(*(texts[side] for side in pair))] if low >= 0.8 else []
        stay = [pair for pair in true if not gone & set(pair)]
        if true:
            print(f"| {kind}: must stay | {len(true)} | {len(stay)} | {len(stay) / len(true):.4f} |")
        return
    else:
        near = [pair for pair in pairs if low <= jaccard(*(texts[side] for side in pair)) < high]
        true = [pair for pair in near if agree(*(texts[side] for side in pair))]
        name = f"{kind}, J >= {low}" + (f", < {high}" if high <= 1 else "")
    if true:
        found = [pair for pair in true if gone & set(pair)]
        print(f"| {name} | {len(true)} | {len(found)} | {len(found) / len(true):.4f} |")


def estimate(texts: Sequence[str]) -> None:
    """Print bias and error of estimated similarities."""
    draw = random.Random(3)
    errors, variances, seeds = [], [], (1, 2, 3)
    pairs: list[tuple[str, str]] = []
    for text in draw.sample([text for text in texts if len(text) > 60], min(3000, len(texts) // 3)):
        cut = draw.randrange(len(text) // 2)
        pairs.append((text, draw.choice(texts)[: cut // 2] + text[cut:]))
    for seed in seeds:
        one, other = (signatures([pair[side] for pair in pairs], seed=seed).values for side in (0, 1))
        for pair, equal in zip(pairs, (one == other).mean(axis=1), strict=True):
            first, second = (shingles(text_key(text), 5) for text in pair)
            if first and second:
                true = len(first & second) / len(first | second)
                errors.append(equal - true)
                variances.append(true * (1 - true) / 128)
    error, theory = np.sqrt(np.mean(np.square(errors))), np.sqrt(np.mean(variances))
    print(f"\n{len(errors):,} estimates: bias {np.mean(errors):+.4f}, RMSE {error:.4f}, in theory {theory:.4f}")


def compare_signatures(texts: Sequence[str]) -> None:
    """Print the speed of signing beside peers."""
    few = texts[:2000]
    ways: list[tuple[str, Callable[[Sequence[str]], object], Sequence[str]]] = []
    if find_spec("datasketch"):
        ways += [("datasketch MinHash.bulk, sha1", _bulk, few), ("datasketch update loop", _update, few[:300])]
        ways += [("datasketch bulk on ready-made integers", _bulk_ready(few), few)]
    if find_spec("rensa"):
        ways += [("rensa RMinHash", _rensa, few)]
    ways += [("corpuskit signatures, sha1", lambda some: signatures(some, hash="sha1"), few)]
    ways += [("corpuskit signatures, NumPy", _with_numpy, texts)]
    if find_spec("numba"):
        started = time.process_time()
        kernels.compiled_sign()
        print(f"\nloading the Numba kernel: {time.process_time() - started:.2f} s, once a process (longer the very first time)")
        ways += [("corpuskit signatures, Numba", signatures, texts)]
    print("\n| signatures | paragraphs/s | ratio |\n|---|---|---|")
    base = 0.0
    for name, sign, some in ways:
        rate = len(some) / min(_seconds(sign, some) for _ in range(3))
        base = base or rate
        print(f"| {name} | {rate:,.0f} | {rate / base:.2f} |", flush=True)


def _seconds(function: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    started = time.process_time()
    function(texts)
    return time.process_time() - started


def _with_numpy(texts: Sequence[str]) -> None:
    kernel = kernels.signing_kernel
    from corpuskit.dedup import minhash

    minhash.signing_kernel = lambda shingles: None
    try:
        signatures(texts)
    finally:
        minhash.signing_kernel = kernel


def _encoded(texts: Sequence[str]) -> list[set[bytes]]:
    return [{text[at : at + 5].encode() for at in range(len(text) - 4)} for text in texts]


def _bulk(texts: Sequence[str]) -> list[object]:
    from datasketch import MinHash

    return list(MinHash.bulk(_encoded(texts), num_perm=128))


def _update(texts: Sequence[str]) -> None:
    from datasketch import MinHash

    for text in texts:
        signature = MinHash(num_perm=128)
        for at in range(len(text) - 4):
            signature.update(text[at : at + 5].encode())


def _bulk_ready(texts: Sequence[str]) -> Callable[[Sequence[str]], object]:
    from datasketch import MinHash

    ready = [[hash(text[at : at + 5]) & 0xFFFFFFFF for at in range(len(text) - 4)] for text in texts]
    return lambda _: list(MinHash.bulk(ready, num_perm=128, hashfunc=int))


def _rensa(texts: Sequence[str]) -> None:
    from rensa import RMinHash

    for text in texts:
        signature = RMinHash(num_perm=128, seed=1)
        signature.update([text[at : at + 5] for at in range(len(text) - 4)])


def compare_ends(texts: Sequence[str]) -> None:
    """Print time and memory from texts to duplicates beside peers."""
    planted = plant(texts, min(1000, len(texts) // 10)).texts
    ways: list[tuple[str, Callable[[Sequence[str]], list[object]]]] = []
    if find_spec("datasketch"):
        ways += [("datasketch bulk, LSH, verified", _datasketch_ends), ("the same with 21 bands of 6 rows", _datasketch_wide)]
    ways += [("corpuskit, Jaccard only", _without_containment), ("corpuskit, with containment", _everything)]
    print("\n| from texts to duplicates | CPU s | ratio | memory, MB | found |\n|---|---|---|---|---|")
    base = 0.0
    for name, way in ways:
        with multiprocessing.get_context("fork").Pool(1) as pool:
            seconds, memory, count = pool.apply(_measure, (way, planted))
        base = base or seconds
        print(f"| {name} | {seconds:.2f} | {base / seconds:.1f} | {memory:.0f} | {count:,} |", flush=True)


def _measure(way: Callable[[Sequence[str]], list[object]], texts: Sequence[str]) -> tuple[float, float, int]:
    way(texts[:200])  # imports, tables and compiled code are not what is measured
    kernels.compiled_sign()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    found = way(texts)
    seconds = time.process_time() - started
    return seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, len(found)


def _everything(texts: Sequence[str]) -> list[object]:
    return list(find_duplicates(texts))


def _without_containment(texts: Sequence[str]) -> list[object]:
    return list(find_duplicates(texts, containment=None))


def _datasketch_ends(texts: Sequence[str], params: tuple[int, int] | None = None) -> list[object]:
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=0.8, num_perm=128, params=params)
    signed = []
    for start in range(0, len(texts), 1000):
        signed += _bulk(texts[start : start + 1000])
    for number, signature in enumerate(signed):
        index.insert(number, signature, check_duplication=False)
    found: list[object] = []
    for number, signature in enumerate(signed):
        earlier = [other for other in index.query(signature) if other < number]
        own = shingles(texts[number], 5) if earlier else set()
        for other in earlier:
            partner = shingles(texts[other], 5)
            if len(own & partner) >= 0.8 * len(own | partner):
                found.append(number)
                break
    return found


def _datasketch_wide(texts: Sequence[str]) -> list[object]:
    return _datasketch_ends(texts, (21, 6))


if __name__ == "__main__":
    main()
