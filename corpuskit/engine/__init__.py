"""The engine: takes documents through stages, keeps the books, and writes what came of it."""

from corpuskit.engine.pipeline import Pipeline, clean, clean_many
from corpuskit.engine.run import RunSummary

__all__ = ["Pipeline", "RunSummary", "clean", "clean_many"]
