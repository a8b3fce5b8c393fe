"""Sinks: what a corpus looks like on the disk.

`layout` says which files there are and what they are called, `exports` and `parquet` what stands in them, `split` which document
goes where, `streams` how bytes get onto the disk, `writing` and `reading` do it.
"""
