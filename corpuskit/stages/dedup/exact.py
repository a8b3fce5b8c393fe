"""The stage `dedup.exact`: documents and paragraphs that are the same but for width, script, case, marks and spaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from corpuskit.corpus_stage import Arrays, CorpusStage, Edges, Pairs, Reference
from corpuskit.dedup import protection
from corpuskit.dedup.candidates import equal_pairs
from corpuskit.dedup.equality import confirm_equal
from corpuskit.dedup.folded import fold
from corpuskit.dedup.runs import UNLIMITED, Room
from corpuskit.dedup.survivors import Links, choose
from corpuskit.stage import Options


class ExactOptions(Options):
    """What is compared, and what is left alone."""

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
    min_chars: int = Field(20, ge=0, description="Paragraphs with fewer letters and digits than this are left alone.")
    protect: tuple[protection.Kind, ...] = Field(
        protection.KINDS, description="Paragraphs that are left alone because they repeat by nature; verse means its refrains."
    )

    @model_validator(mode="after")
    def _refuse_index_within_documents(self) -> Self:
        if self.against is not None and self.scope == "document":
            raise ValueError("an index (against) holds other documents, so it needs scope: corpus")
        return self


def sketch(texts: Sequence[str], unit: str, options: ExactOptions) -> Arrays:
    """Take out documents and paragraphs that repeat an earlier one.

    Two texts are the same if they differ in character width, Traditional or Simplified script, upper or lower case, marks,
    spaces and invisible characters only. The first one stays. Short paragraphs, headings, rows of tables, lines of code, forms
    to fill in and verse are never removed, nor are texts without any letter or digit.

    >>> from corpuskit.registry import get_stage
    >>> get_stage("dedup.exact")("運動會於五月六日在東區體育場舉行，請準時到場。\\n运动会于五月六日在东区体育场举行,请准时到场.")
    '運動會於五月六日在東區體育場舉行，請準時到場。'
    """
    lengths, hashes = (np.concatenate(each) for each in zip(*((part.lengths, part.hashes) for part in fold(texts)), strict=True))
    if unit == "paragraph":
        hashes[lengths < options.min_chars] = 0
    return {"key": hashes}


def candidates(
    sketches: Sequence[Arrays],
    alive: NDArray[np.bool_],
    unit: str,
    options: ExactOptions,
    documents: NDArray[np.int64] | None = None,
    first: int = 0,
    room: Room = UNLIMITED,
) -> Pairs:
    """Pair each unit with the first one that has the same key."""
    inside = documents if options.scope == "document" else None
    return Pairs(equal_pairs(sketches, alive, documents=inside, first=first, room=room))


def verify(
    pairs: NDArray[np.int64],
    texts: Sequence[str],
    unit: str,
    options: ExactOptions,
    documents: NDArray[np.int64] | None = None,
) -> Edges:
    """Keep the pairs whose keys are equal indeed and whose later text is not protected."""
    equal = confirm_equal(pairs, texts)
    if unit == "paragraph":
        guard = protection.Protection(texts, options.protect, options.min_chars, documents)
        equal = equal[np.array([not guard.covers(later, first) for first, later in equal.tolist()], bool)]
    return Edges(equal[:, 1], equal[:, 0], np.ones(len(equal)), np.zeros(len(equal), np.uint8))


def resolve(
    edges: Edges,
    sketches: Sequence[Arrays],
    unit: str,
    options: ExactOptions,
    first: int = 0,
    room: Room = UNLIMITED,
) -> Edges:
    """Let the first of equal units stay."""
    total = sum(len(part["key"]) for part in sketches)
    chosen = choose(Links(edges.removed, edges.kept, edges.score, edges.kind), np.zeros(total, np.int8), first, room)
    return Edges(chosen.lesser, chosen.greater, chosen.score, chosen.kind)


def open_index(unit: str, options: ExactOptions) -> Reference | None:
    """Open the index that the options name, and refuse one whose keys were made in another way."""
    if options.against is None:
        return None
    from corpuskit.dedup.index import Index

    return Index(options.against).reference(unit)


STAGE = CorpusStage(
    sketch, candidates, verify, resolve, ExactOptions, reasons=("exact duplicate",), reference=open_index, version=2
)
