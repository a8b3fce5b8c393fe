"""The engine: takes documents through stages, keeps the books, and writes what came of it.

The public names are imported on first use, so that a run can have its workers start before it loads the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpuskit.engine.pipeline import Pipeline, clean, clean_many

__all__ = ["Pipeline", "clean", "clean_many"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'corpuskit.engine' has no attribute {name!r}")
    from corpuskit.engine import pipeline

    return getattr(pipeline, name)
