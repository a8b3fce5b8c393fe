"""corpuskit: turn Chinese text from web pages, PDFs and archives into a clean, deduplicated corpus.

The public names below are imported on first use, so that `import corpuskit` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpuskit.corpus_stage import CorpusStage
    from corpuskit.decoding import Decoded, decode
    from corpuskit.dedup import Duplicate, Duplicates, TextLSH, find_duplicates, signatures, to_datasketch
    from corpuskit.dedup.index import Index
    from corpuskit.document import Document, Removed, Span
    from corpuskit.engine import Pipeline, clean, clean_many
    from corpuskit.engine.run import RunSummary
    from corpuskit.errors import CorpuskitError
    from corpuskit.registry import get_stage
    from corpuskit.stage import Context, DocumentStage, Options, Result, TextStage

_HOME = {
    "Context": "stage",
    "CorpusStage": "corpus_stage",
    "CorpuskitError": "errors",
    "Decoded": "decoding",
    "Document": "document",
    "DocumentStage": "stage",
    "Duplicate": "dedup",
    "Duplicates": "dedup",
    "Index": "dedup.index",
    "Options": "stage",
    "Pipeline": "engine",
    "Removed": "document",
    "Result": "stage",
    "RunSummary": "engine.run",
    "Span": "document",
    "TextLSH": "dedup",
    "TextStage": "stage",
    "clean": "engine",
    "clean_many": "engine",
    "decode": "decoding",
    "find_duplicates": "dedup",
    "get_stage": "registry",
    "signatures": "dedup",
    "to_datasketch": "dedup",
}

__all__ = [
    "Context",
    "CorpusStage",
    "CorpuskitError",
    "Decoded",
    "Document",
    "DocumentStage",
    "Duplicate",
    "Duplicates",
    "Index",
    "Options",
    "Pipeline",
    "Removed",
    "Result",
    "RunSummary",
    "Span",
    "TextLSH",
    "TextStage",
    "clean",
    "clean_many",
    "decode",
    "find_duplicates",
    "get_stage",
    "signatures",
    "to_datasketch",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("corpuskit")
    if name not in _HOME:
        raise AttributeError(f"module 'corpuskit' has no attribute {name!r}")
    value = getattr(import_module(f"corpuskit.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
