"""Duplicates among texts in memory: all the steps in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpuskit.dedup.candidates import candidates
from corpuskit.dedup.similarity import KINDS, Settings, sketch
from corpuskit.dedup.survivors import choose
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


def find_duplicates(
    paragraphs: Sequence[str], jaccard: float = 0.8, containment: float | None = 0.75, min_chars: int = 20
) -> list[Duplicate]:
    """Find the paragraphs that repeat another one, exactly, nearly, or as a piece of a longer one.

    Args:
        paragraphs: n texts.
        jaccard: the least Jaccard similarity of two texts, by their character 5-grams, 3-grams for short ones.
        containment: the least part of a paragraph that stands inside a longer one; None: not looked for.
        min_chars: paragraphs with fewer letters and digits are left alone, and so are headings.

    Returns:
        One entry for each paragraph that should go, by its number; none of them is the one that another entry keeps.

    >>> find_duplicates(["傍晚的江边起了风，几只渔船慢慢靠岸，岸上亮起了灯。", "傍晚的江邊起了風,幾隻漁船慢慢靠岸,岸上亮起了燈"])
    [Duplicate(removed=1, kept=0, score=1.0, kind='exact')]
    """
    settings = Settings(jaccard, containment, min_chars)
    starts = range(0, max(len(paragraphs), 1), _BATCH)
    sketches = [sketch(paragraphs[start : start + _BATCH], settings) for start in starts]
    pairs, _ = candidates(sketches, np.ones(len(paragraphs), bool), settings)
    links = verify(pairs, paragraphs, settings)
    chosen = choose(links, np.concatenate([part["length"] for part in sketches]))
    found = zip(chosen.lesser.tolist(), chosen.greater.tolist(), chosen.score.tolist(), chosen.kind.tolist(), strict=True)
    return [Duplicate(removed, kept, score, KINDS[kind]) for removed, kept, score, kind in found]
