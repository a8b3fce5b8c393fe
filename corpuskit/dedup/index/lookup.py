"""Look texts up in an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpuskit.dedup.candidates import candidates
from corpuskit.dedup.index.reference import IndexReference
from corpuskit.dedup.postings import prepare
from corpuskit.dedup.similarity import EXACT, KINDS, Settings, sketch
from corpuskit.dedup.storage import Joined
from corpuskit.dedup.survivors import Links
from corpuskit.dedup.templates import choose_but_keep_templates
from corpuskit.dedup.verification import verify


@dataclass(frozen=True, slots=True)
class Match:
    """A text that an index already holds.

    Attributes:
        number: which of the texts asked for.
        document: the id of the document that holds it.
        text: the text there.
        score: 0 to 1: the Jaccard similarity, or the part of the text that stands inside the other one.
        kind: `"exact"`, `"jaccard"` or `"containment"`.
    """

    number: int
    document: str
    text: str
    score: float
    kind: str


def look_up(reference: IndexReference, texts: Sequence[str], settings: Settings) -> list[Match]:
    """Give the texts that an index holds; see `Index.query`."""
    sketches = [*reference.sketches, prepare(sketch(texts, settings))]
    first = len(reference.alive)
    alive = np.concatenate([reference.alive, np.ones(len(texts), bool)])
    pairs, _ = candidates(sketches, alive, settings, first=first)
    found = verify(pairs, Joined(reference.texts, texts), settings, first=first)
    # What the texts have in common among themselves matters only where one stands for others with the same key.
    held = (found.greater < first) | (found.kind == EXACT)
    lengths = np.concatenate([np.asarray(part["length"]) for part in sketches])
    links = Links(found.lesser[held], found.greater[held], found.score[held], found.kind[held])
    chosen = choose_but_keep_templates(links, lengths, first)
    columns = zip(chosen.lesser.tolist(), chosen.greater.tolist(), chosen.score.tolist(), chosen.kind.tolist(), strict=True)
    return [
        Match(lesser - first, reference.owner(greater), reference.texts[greater], score, KINDS[kind])
        for lesser, greater, score, kind in columns
        if greater < first
    ]
