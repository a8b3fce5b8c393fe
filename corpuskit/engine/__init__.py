"""The engine: takes documents through stages, keeps the books, and writes what came of it."""

from corpuskit.engine.pipeline import Pipeline, clean, clean_many

__all__ = ["Pipeline", "clean", "clean_many"]
