"""What makes two runs the same: inputs, recipe, stage versions; not how many workers there are, nor where they run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

import orjson

from corpuskit.engine import output, workspace
from corpuskit.engine.verdicts import References
from corpuskit.io.discover import InputFile
from corpuskit.io.urls import is_remote
from corpuskit.recipe import Recipe


def identity(recipe: Recipe, files: Sequence[InputFile], references: References) -> str:
    """Give a hash that two runs share if they write the same bytes.

    Args:
        recipe: what is done.
        files: what is read.
        references: the earlier corpora that it is compared with.
    """
    content = {
        "format": output.FORMAT,
        "scratch": workspace.LAYOUT,
        "recipe": recipe.resolved(),
        "stages": [[ready.name, ready.stage.version] for ready in recipe.stages],
        "references": [[*place, getattr(references[place], "state", "")] for place in sorted(references)],
        "inputs": [[_place(file.path), file.name, file.bytes, file.modified] for file in files],
    }
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _place(path: str) -> str:
    return os.fsencode(path if is_remote(path) else os.path.abspath(path)).hex()
