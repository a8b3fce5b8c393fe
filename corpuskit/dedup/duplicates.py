"""Duplicates among texts in memory: all the steps in one call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from corpuskit.dedup.candidates import candidates
from corpuskit.dedup.postings import prepare
from corpuskit.dedup.similarity import GUARDED, KINDS, Guarded, Settings, sketch
from corpuskit.dedup.templates import choose_but_keep_templates
from corpuskit.dedup.verification import verify

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A text that repeats another one.

    Attributes:
        removed: the number of the text that should go.
        kept: the number of the text it repeats, which stays.
        score: 0 to 1: the Jaccard similarity, or the part of the text that stands inside the other one.
        kind: `"exact"`, `"jaccard"` or `"containment"`.
    """

    removed: int
    kept: int
    score: float
    kind: str


class Duplicates(list[Duplicate]):
    """What was found, by the number of the text that should go.

    Attributes:
        notes: what was approximated, a sentence each: keys that very many texts share are not paired all with all.
    """

    def __init__(self, found: Iterable[Duplicate] = (), notes: Sequence[str] = ()) -> None:
        super().__init__(found)
        self.notes = tuple(notes)


def find_duplicates(
    texts: Sequence[str],
    jaccard: float = 0.8,
    containment: float | None = 0.75,
    min_chars: int = 20,
    *,
    unit: Literal["paragraph", "document"] = "paragraph",
    method: Literal["minhash", "exact"] = "minhash",
    protect: Sequence[Guarded] = GUARDED,
    documents: Sequence[int] | None = None,
) -> Duplicates:
    """Find the texts that repeat another one, exactly, nearly, or as a piece of a longer one: `dedup.near` as a function.

    Args:
        texts: n texts.
        jaccard: the least Jaccard similarity of two texts, by their character 5-grams, 3-grams for short ones.
        containment: the least part of a paragraph that stands inside a longer one; None: not looked for.
        min_chars: paragraphs with fewer letters and digits are left alone.
        unit: what the texts are. Of documents, containment is not looked for, a few numbers may differ, and none is protected.
        method: `"exact"` misses no pair that is similar enough; it takes longer, and memory for all pairs.
        protect: what is left alone: texts that differ in their `"numbers"`, and paragraphs that are a `"heading"`, a row of a
            `"table"`, `"code"`, a `"form"` or `"verse"`.
        documents: for each text the number of its document, not descending: only texts of one document are then compared.

    Returns:
        One entry for each text that should go, by its number; none of them is the one that another entry keeps.

    Raises:
        ValueError: `documents` has another length than `texts`, or descends.

    >>> find_duplicates(["傍晚的江边起了风，几只渔船慢慢靠岸，岸上亮起了灯。", "傍晚的江邊起了風,幾隻漁船慢慢靠岸,岸上亮起了燈"])
    [Duplicate(removed=1, kept=0, score=1.0, kind='exact')]
    """
    whole = unit == "document"
    settings = Settings(jaccard, None if whole else containment, 0 if whole else min_chars, method, tuple(protect))
    owners = None if documents is None else np.array(documents, np.int64)
    if owners is not None and (len(owners) != len(texts) or np.any(np.diff(owners) < 0)):
        raise ValueError("documents must have one number for each text, in ascending order")
    starts = range(0, max(len(texts), 1), _BATCH)
    sketches = [prepare(sketch(texts[start : start + _BATCH], settings)) for start in starts]
    pairs, notes = candidates(sketches, np.ones(len(texts), bool), settings, documents=owners)
    links = verify(pairs, texts, settings, owners)
    chosen = choose_but_keep_templates(links, np.concatenate([part["length"] for part in sketches]))
    found = zip(chosen.lesser.tolist(), chosen.greater.tolist(), chosen.score.tolist(), chosen.kind.tolist(), strict=True)
    return Duplicates((Duplicate(removed, kept, score, KINDS[kind]) for removed, kept, score, kind in found), notes)
