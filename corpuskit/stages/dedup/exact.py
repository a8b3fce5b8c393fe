"""The stage `dedup.exact`: documents and paragraphs that are the same but for width, script, case, marks and spaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from corpuskit.dedup.equality import confirm_equal, key_hashes, pair_equal
from corpuskit.dedup.keys import build_keys, pieces
from corpuskit.dedup.protection import is_structure
from corpuskit.dedup.survivors import Links, choose
from corpuskit.stage import Arrays, CorpusStage, Edges, Options, Pairs


class ExactOptions(Options):
    """What is compared, and what is left alone."""

    unit: tuple[Literal["document", "paragraph"], ...] = Field(
        ("document", "paragraph"), description="What is compared: whole documents, paragraphs, or both."
    )
    min_chars: int = Field(
        20, ge=0, description="Paragraphs with fewer letters and digits than this are never removed; nor are headings."
    )


def sketch(texts: Sequence[str], unit: str, options: ExactOptions) -> Arrays:
    """Take out documents and paragraphs that repeat an earlier one.

    Two texts are the same if they differ in character width, Traditional or Simplified script, upper or lower case, marks,
    spaces and invisible characters only. The first one stays. Short paragraphs, headings, rows of tables and lines of code
    are never removed, nor are texts without any letter or digit.

    >>> from corpuskit.registry import get_stage
    >>> get_stage("dedup.exact")("運動會於五月六日在東區體育場舉行，請準時到場。\\n运动会于五月六日在东区体育场举行,请准时到场.")
    '運動會於五月六日在東區體育場舉行，請準時到場。'
    """
    built = [build_keys(part) for part in pieces(texts)]
    lengths = np.concatenate([keys.lengths for keys in built])
    hashes = np.concatenate([key_hashes(keys) for keys in built])
    if unit == "paragraph":
        hashes[lengths < options.min_chars] = 0
    return {"key": hashes}


def candidates(sketches: Sequence[Arrays], alive: NDArray[np.bool_], unit: str, options: ExactOptions) -> Pairs:
    """Pair each unit with the first one that has the same key."""
    return Pairs(pair_equal(np.concatenate([np.empty(0, np.uint64), *(part["key"] for part in sketches)]), alive))


def verify(pairs: NDArray[np.int64], texts: Sequence[str], unit: str, options: ExactOptions) -> Edges:
    """Keep the pairs whose keys are equal indeed and whose later text is no heading, row of a table or line of code."""
    equal = confirm_equal(pairs, texts)
    if unit == "paragraph":
        equal = equal[np.array([not is_structure(texts[later]) for later in equal[:, 1].tolist()], bool)]
    return Edges(equal[:, 1], equal[:, 0], np.ones(len(equal)), np.zeros(len(equal), np.uint8))


def resolve(edges: Edges, sketches: Sequence[Arrays], unit: str, options: ExactOptions) -> Edges:
    """Let the first of equal units stay."""
    total = sum(len(part["key"]) for part in sketches)
    chosen = choose(Links(edges.removed, edges.kept, edges.score, edges.kind), np.zeros(total, np.int64))
    return Edges(chosen.lesser, chosen.greater, chosen.score, chosen.kind)


STAGE = CorpusStage(sketch, candidates, verify, resolve, ExactOptions, reasons=("exact duplicate",), version=1)
