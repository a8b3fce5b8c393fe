"""Sinks: what a corpus looks like on the disk.

`layout` says which files there are and what they are called, `exports` and `parquet` what stands in them, `split` which document
goes where, `streams` how bytes get onto the disk, `writing` and `reading` do it.
"""

from corpuskit.io.sinks.layout import Layout, make_layout, may_be_corpus
from corpuskit.io.sinks.reading import corpus_files, read_records
from corpuskit.io.sinks.writing import CorpusFile, write_corpus

__all__ = ["CorpusFile", "Layout", "corpus_files", "make_layout", "may_be_corpus", "read_records", "write_corpus"]
