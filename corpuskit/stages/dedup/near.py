"""The stage `dedup.near`: documents and paragraphs that repeat another one with small changes, and captions of a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from corpuskit.corpus_stage import Arrays, CorpusStage, Edges, Pairs, Reference
from corpuskit.dedup import candidates as near_candidates
from corpuskit.dedup import similarity, verification
from corpuskit.dedup.postings import prepare
from corpuskit.dedup.runs import UNLIMITED, Room
from corpuskit.dedup.survivors import Links
from corpuskit.dedup.templates import choose_but_keep_templates
from corpuskit.stage import Options


class NearOptions(Options):
    """What is compared, and how alike two texts must be."""

    unit: tuple[Literal["document", "paragraph"], ...] = Field(
        ("document", "paragraph"), description="What is compared: whole documents, paragraphs, or both."
    )
    scope: Literal["corpus", "document"] = Field(
        "corpus", description="Where a repetition is looked for: in the whole corpus, or within each document alone."
    )
    against: str | None = Field(
        None, description="The folder of an index: what an earlier corpus already holds is a repetition here."
    )
    action: Literal["remove", "tag"] = Field(
        "remove", description="What becomes of a repetition: it is removed, or stays and is tagged with what it repeats."
    )
    method: Literal["minhash", "exact"] = Field(
        "minhash", description="How pairs are found; exact misses none, and is meant for small corpora."
    )
    jaccard: float = Field(
        0.8, gt=0, le=1, description="The least Jaccard similarity of two texts, by character 5-grams, short ones by 3-grams."
    )
    containment: float | None = Field(
        0.75, gt=0, le=1, description="The least part of a paragraph that stands inside a longer one; null: not looked for."
    )
    min_chars: int = Field(20, ge=1, description="Paragraphs with fewer letters and digits than this are left alone.")
    protect: tuple[similarity.Guarded, ...] = Field(
        similarity.GUARDED,
        description="Texts that differ in their numbers, and paragraphs that repeat by nature, which are left alone.",
    )

    @model_validator(mode="after")
    def _refuse_index_within_documents(self) -> Self:
        if self.against is not None and self.scope == "document":
            raise ValueError("an index (against) holds other documents, so it needs scope: corpus")
        if self.against is not None and self.method == "exact":
            raise ValueError("an index (against) is made for method: minhash")
        return self


def sketch(texts: Sequence[str], unit: str, options: NearOptions) -> Arrays:
    """Take out documents and paragraphs that repeat another one with small changes.

    Texts are compared without regard to width, script, case, marks and spaces. A repetition shares most of its character
    n-grams with a text that stays, or, for paragraphs, stands as one piece inside a longer one, as a caption does. Texts whose
    numbers differ are no repetitions, nor are three and more that differ in one and the same place, as form letters do. The
    longer text stays, of equally long ones the first. Short paragraphs, headings, rows of tables, lines of code, forms to fill
    in and verse are never removed.

    >>> from corpuskit.registry import get_stage
    >>> get_stage("dedup.near")(
    ...     "周六上午，河滨公园新建的儿童游乐区正式对外开放，不少家长带着孩子前来体验。\\n"
    ...     "河滨公园新建的儿童游乐区正式对外开放，不少家长带着孩子（图）"
    ... )
    '周六上午，河滨公园新建的儿童游乐区正式对外开放，不少家长带着孩子前来体验。'
    """
    return prepare(similarity.sketch(texts, _settings(unit, options)))


def candidates(
    sketches: Sequence[Arrays],
    alive: NDArray[np.bool_],
    unit: str,
    options: NearOptions,
    documents: NDArray[np.int64] | None = None,
    first: int = 0,
    room: Room = UNLIMITED,
) -> Pairs:
    """Pair the units that share a band of their signatures or enough fingerprints."""
    if unit == "document" and options.scope == "document":
        return Pairs(np.empty((0, 2), np.int64))
    inside = documents if options.scope == "document" else None
    return Pairs(*near_candidates.candidates(sketches, alive, _settings(unit, options), documents=inside, first=first, room=room))


def verify(
    pairs: NDArray[np.int64],
    texts: Sequence[str],
    unit: str,
    options: NearOptions,
    documents: NDArray[np.int64] | None = None,
    first: int = 0,
) -> Edges:
    """Keep the pairs that are alike indeed and have the same numbers."""
    found = verification.verify(pairs, texts, _settings(unit, options), documents if unit == "paragraph" else None, first)
    return Edges(found.lesser, found.greater, found.score, found.kind)


def resolve(
    edges: Edges,
    sketches: Sequence[Arrays],
    unit: str,
    options: NearOptions,
    first: int = 0,
    room: Room = UNLIMITED,
) -> Edges:
    """Let the longest stay, so that each text that goes repeats one that stays."""
    lengths = np.concatenate([np.empty(0, np.int32), *(part["length"] for part in sketches)])
    chosen = choose_but_keep_templates(Links(edges.removed, edges.kept, edges.score, edges.kind), lengths, first, room)
    return Edges(chosen.lesser, chosen.greater, chosen.score, chosen.kind)


def open_index(unit: str, options: NearOptions) -> Reference | None:
    """Open the index that the options name, and refuse one that was made with other parameters."""
    if options.against is None:
        return None
    from corpuskit.dedup.index import Index, Parameters

    return Index(options.against).reference(unit, Parameters(jaccard=options.jaccard, min_chars=options.min_chars))


def _settings(unit: str, options: NearOptions) -> similarity.Settings:
    whole = unit == "document"
    return similarity.Settings(
        jaccard=options.jaccard,
        containment=None if whole else options.containment,
        min_chars=0 if whole else options.min_chars,
        method=options.method,
        protect=options.protect,
    )


STAGE = CorpusStage(
    sketch,
    candidates,
    verify,
    resolve,
    NearOptions,
    reasons=("exact duplicate", "near duplicate", "contained in a longer paragraph"),
    reference=open_index,
    version=3,
)
