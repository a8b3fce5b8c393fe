"""data-juicer: three mappers that normalise, then near duplicates among documents; run by benchmarks/run.py.

    python data_juicer_chain.py FOLDER_OF_JSONL OUT --workers 2

The input is decoded already. MinHash takes runs of five characters, 128 permutations in 16 bands of 8, which finds 95 % of the
pairs of similarity 0.8. The operators are mapped over a Hugging Face dataset, as data-juicer's own dataset does it. It needs
Ray to be installed, though nothing of it is used here.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

# It would install what it misses, by itself, while the clock runs.
os.environ.update(PIP_NO_INDEX="1", UV_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HUB_OFFLINE="1")

from data_juicer.ops.deduplicator.document_minhash_deduplicator import DocumentMinhashDeduplicator
from data_juicer.ops.mapper.fix_unicode_mapper import FixUnicodeMapper
from data_juicer.ops.mapper.punctuation_normalization_mapper import PunctuationNormalizationMapper
from data_juicer.ops.mapper.whitespace_normalization_mapper import WhitespaceNormalizationMapper
from data_juicer.utils.constant import HashKeys
from datasets import Dataset, load_dataset


def main(source: Path, out: Path, workers: int) -> None:
    """Run the operators one after the other, and write the documents that stay as JSON lines."""
    files = sorted(str(path) for path in source.glob("*.jsonl"))
    data: Dataset = load_dataset("json", data_files=files, split="train", cache_dir=str(out / "cache"))
    for mapper in (FixUnicodeMapper(), WhitespaceNormalizationMapper(), PunctuationNormalizationMapper()):
        data = data.map(mapper.process_batched, batched=True, num_proc=workers)
    duplicates = DocumentMinhashDeduplicator(
        tokenization="character",
        window_size=5,
        num_permutations=128,
        jaccard_threshold=0.8,
        num_bands=16,
        num_rows_per_band=8,
    )
    data = data.map(duplicates.compute_hash, num_proc=workers)
    assert HashKeys.minhash in data.column_names
    data, _ = duplicates.process(data)
    (out / "kept").mkdir(parents=True, exist_ok=True)
    data.to_json(str(out / "kept" / "corpus.jsonl"), force_ascii=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    main(given.source, given.out, given.workers)
