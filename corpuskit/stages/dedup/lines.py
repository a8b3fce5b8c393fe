"""The stage `dedup.lines`: short lines that a site repeats at the same place of many pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from corpuskit.corpus_stage import Arrays, CorpusStage, Edges, Pairs
from corpuskit.dedup.candidates import equal_pairs
from corpuskit.dedup.equality import confirm_equal
from corpuskit.dedup.folded import fold
from corpuskit.dedup.recurrence import Pattern, recurring
from corpuskit.dedup.runs import UNLIMITED, Room
from corpuskit.dedup.structure import is_structural
from corpuskit.stage import Options


class LinesOptions(Options):
    """What counts as a line of a template, and where it leaves."""

    unit: tuple[Literal["paragraph"], ...] = Field(("paragraph",), description="What is compared: paragraphs, that is lines.")
    action: Literal["remove", "tag"] = Field(
        "remove", description="What becomes of a recurring line: it is removed, or stays and is tagged with what it repeats."
    )
    min_documents: int = Field(10, ge=2, description="A line that stands in fewer documents than this is left alone.")
    max_chars: int = Field(60, ge=1, description="A line with more letters and digits than this is left alone.")
    where: Literal["edges", "anywhere"] = Field(
        "edges", description="Where such lines leave: near the beginning and the end of a document, or everywhere in it."
    )
    edge_lines: int = Field(8, ge=1, description="How many paragraphs count as near, from either end.")
    regularity: float = Field(
        0.5, gt=0, le=1, description="The least share of its documents in which it stands at the same distance from one end."
    )
    keep: Literal["first"] = Field("first", description="Which of equal lines stays: the first one, in the order of the input.")


def sketch(texts: Sequence[str], unit: str, options: LinesOptions) -> Arrays:
    """Take out short lines that stand in many documents at the same distance from the beginning or from the end.

    So templates give themselves away: the name of a site, its slogan, an invitation to follow it. Two lines are the same if
    they differ in width, script, case, marks and spaces only. The first one stays. A line must stand in `min_documents`
    documents and in most of them at the same place; a first line, which may be a title, must recur in neighbouring documents.
    Headings, salutations, closing formulas, signatures of offices, dates, speech, rows of tables, code and forms are never
    removed, for they belong to each document.

    >>> from corpuskit.registry import get_stage
    >>> get_stage("dedup.lines")("一篇文章里没有许多文章，所以什么也不变。")
    '一篇文章里没有许多文章，所以什么也不变。'
    """
    lengths, hashes = (np.concatenate(each) for each in zip(*((part.lengths, part.hashes) for part in fold(texts)), strict=True))
    hashes[lengths > options.max_chars] = 0
    return {"key": hashes}


def candidates(
    sketches: Sequence[Arrays],
    alive: NDArray[np.bool_],
    unit: str,
    options: LinesOptions,
    documents: NDArray[np.int64],
    room: Room = UNLIMITED,
) -> Pairs:
    """Pair the lines that recur with the first that is the same."""
    pattern = Pattern(options.min_documents, options.edge_lines if options.where == "edges" else None, options.regularity)
    return Pairs(recurring(equal_pairs(sketches, alive, room=room), documents, pattern, room))


def verify(pairs: NDArray[np.int64], texts: Sequence[str], unit: str, options: LinesOptions) -> Edges:
    """Keep the pairs that are equal indeed and that documents do not share because they are built alike."""
    equal = confirm_equal(pairs, texts)
    firsts = np.unique(equal[:, 0])
    ours = firsts[np.array([is_structural(texts[first]) for first in firsts.tolist()], bool)]
    equal = equal[~np.isin(equal[:, 0], ours)]
    return Edges(equal[:, 1], equal[:, 0], np.ones(len(equal)), np.zeros(len(equal), np.uint8))


def resolve(edges: Edges, sketches: Sequence[Arrays], unit: str, options: LinesOptions) -> Edges:
    """Take the verdicts as they are: each line has one first of its kind, which stays."""
    return edges


STAGE = CorpusStage(sketch, candidates, verify, resolve, LinesOptions, reasons=("recurring line",), version=1)
