"""Signatures, bands, fingerprints, verification and the choice of survivors: texts and arrays in, arrays out."""

from __future__ import annotations

from corpuskit.dedup.duplicates import Duplicate, find_duplicates
from corpuskit.dedup.minhash import Signatures, signatures

__all__ = ["Duplicate", "Signatures", "find_duplicates", "signatures"]
