"""datatrove: near duplicates among documents by MinHash over character 5-grams; run by benchmarks/run.py.

    python datatrove_chain.py FOLDER_OF_JSONL OUT --workers 2

The input is decoded already. Nothing else is done: datatrove has no step for Chinese punctuation, wrapped lines, scripts or
encodings. Its own tokenizer for Chinese is left out, for it is several times slower; the runs of characters are hashed as they
are cut out of the simplified text, without the detour over lists of words.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from datatrove.utils.text import simplify_text
from datatrove.utils.word_tokenizers import WordTokenizer

CONFIG = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8)


class Characters(WordTokenizer):
    """Takes every character for a word."""

    def word_tokenize(self, text: str) -> list[str]:
        return list(text)

    def sent_tokenize(self, text: str) -> list[str]:
        return [text]

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        return [(0, len(text))]


class CharacterSignature(MinhashDedupSignature):
    """Hashes runs of characters."""

    def get_shingles(self, text: str) -> np.ndarray:
        plain = simplify_text(text, self.config.norm_config)
        count = max(len(plain) - self.config.n_grams + 1, 0)
        runs = (plain[start : start + self.config.n_grams] for start in range(count))
        return np.fromiter(map(self._hash_func, runs), np.uint64, count).reshape(-1, 1)


def main(source: str, out: Path, workers: int) -> None:
    """Run the four steps of datatrove's MinHash deduplication, and write the documents that stay as JSON lines."""
    signatures, buckets, clusters = (str(out / name) for name in ("signatures", "buckets", "clusters"))
    reader = JsonlReader(source, glob_pattern="*.jsonl")
    steps = (
        ([reader, CharacterSignature(signatures, CONFIG, Characters())], workers),
        ([MinhashDedupBuckets(signatures, buckets, config=CONFIG)], CONFIG.num_buckets),
        ([MinhashDedupCluster(buckets, clusters, config=CONFIG)], 1),
        ([reader, MinhashDedupFilter(clusters), JsonlWriter(str(out / "kept"), compression=None)], workers),
    )
    for number, (pipeline, tasks) in enumerate(steps):
        logs = str(out / "logs" / str(number))
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=min(tasks, workers), logging_dir=logs).run()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source")
    parser.add_argument("out", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    main(given.source, given.out, given.workers)
