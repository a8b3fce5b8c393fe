"""Signatures, bands, fingerprints, verification and the choice of survivors: texts and arrays in, arrays out."""

from __future__ import annotations

from corpuskit.dedup.datasketches import TextLSH, to_datasketch
from corpuskit.dedup.duplicates import Duplicate, Duplicates, find_duplicates
from corpuskit.dedup.minhash import Signatures, signatures
from corpuskit.dedup.shingles import rolling_hash

__all__ = ["Duplicate", "Duplicates", "Signatures", "TextLSH", "find_duplicates", "rolling_hash", "signatures", "to_datasketch"]
