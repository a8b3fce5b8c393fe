"""An index of what earlier corpora hold, on the disk: fill it, look texts up in it, hand it to a run."""

from __future__ import annotations

from corpuskit.dedup.index.library import Added, Index
from corpuskit.dedup.index.lookup import Match
from corpuskit.dedup.index.parameters import Parameters
from corpuskit.dedup.index.reference import IndexReference

__all__ = ["Added", "Index", "IndexReference", "Match", "Parameters"]
