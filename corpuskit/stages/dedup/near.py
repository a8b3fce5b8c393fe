"""The stage `dedup.near`: documents and paragraphs that repeat another one with small changes, and captions of a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from corpuskit.dedup import candidates as near_candidates
from corpuskit.dedup import similarity, verification
from corpuskit.dedup.survivors import Links, choose
from corpuskit.stage import Arrays, CorpusStage, Edges, Options, Pairs


class NearOptions(Options):
    """What is compared, and how alike two texts must be."""

    unit: tuple[Literal["document", "paragraph"], ...] = Field(
        ("document", "paragraph"), description="What is compared: whole documents, paragraphs, or both."
    )
    jaccard: float = Field(
        0.8, gt=0, le=1, description="The least Jaccard similarity of two texts, by character 5-grams, short ones by 3-grams."
    )
    containment: float | None = Field(
        0.75, gt=0, le=1, description="The least part of a paragraph that stands inside a longer one; null: not looked for."
    )
    min_chars: int = Field(
        20, ge=1, description="Paragraphs with fewer letters and digits than this are never removed; nor are headings."
    )


def sketch(texts: Sequence[str], unit: str, options: NearOptions) -> Arrays:
    """Take out documents and paragraphs that repeat another one with small changes.

    Texts are compared without regard to width, script, case, marks and spaces. A repetition shares most of its character
    n-grams with a text that stays, or, for paragraphs, stands as one piece inside a longer one, as a caption does. Texts whose
    numbers differ are no repetitions. The longer text stays, of equally long ones the first. Short paragraphs and headings are
    never removed.

    >>> from corpuskit.registry import get_stage
    >>> get_stage("dedup.near")(
    ...     "周六上午，河滨公园新建的儿童游乐区正式对外开放，不少家长带着孩子前来体验。\\n"
    ...     "河滨公园新建的儿童游乐区正式对外开放，不少家长带着孩子（图）"
    ... )
    '周六上午，河滨公园新建的儿童游乐区正式对外开放，不少家长带着孩子前来体验。'
    """
    return similarity.sketch(texts, _settings(unit, options))


def candidates(sketches: Sequence[Arrays], alive: NDArray[np.bool_], unit: str, options: NearOptions) -> Pairs:
    """Pair the units that share a band of their signatures or enough fingerprints."""
    return Pairs(*near_candidates.candidates(sketches, alive, _settings(unit, options)))


def verify(pairs: NDArray[np.int64], texts: Sequence[str], unit: str, options: NearOptions) -> Edges:
    """Keep the pairs that are alike indeed and have the same numbers."""
    found = verification.verify(pairs, texts, _settings(unit, options))
    return Edges(found.lesser, found.greater, found.score, found.kind)


def resolve(edges: Edges, sketches: Sequence[Arrays], unit: str, options: NearOptions) -> Edges:
    """Let the longest stay, so that each text that goes repeats one that stays."""
    lengths = np.concatenate([np.empty(0, np.int32), *(part["length"] for part in sketches)])
    chosen = choose(Links(edges.removed, edges.kept, edges.score, edges.kind), lengths)
    return Edges(chosen.lesser, chosen.greater, chosen.score, chosen.kind)


def _settings(unit: str, options: NearOptions) -> similarity.Settings:
    if unit == "document":
        return similarity.Settings(options.jaccard, None, 0)
    return similarity.Settings(options.jaccard, options.containment, options.min_chars)


STAGE = CorpusStage(
    sketch,
    candidates,
    verify,
    resolve,
    NearOptions,
    reasons=("exact duplicate", "near duplicate", "contained in a longer paragraph"),
    version=1,
)
