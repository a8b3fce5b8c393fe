"""Texts folded once, whichever stages compare them, and documents folded together with their paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.equality import key_hashes
from corpuskit.dedup.keys import Keys, bounds_of, build_keys, join_keys, pieces


@dataclass(slots=True)
class Part:
    """Some consecutive texts.

    Attributes:
        codes: of their keys, in 16 bits if these do; None: they are to be put together from those of the paragraphs.
        lengths: of the keys, shape (n,).
        hashes: of the keys, shape (n,); an empty key has 0.
        inner: if the texts are documents and this is known, their paragraphs.
        bands: left here by what has signed the documents: the band keys of those of these paragraphs that are long, by the
            number of bands and of rows in each.
    """

    codes: NDArray[np.uint16] | NDArray[np.uint32] | None
    lengths: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    inner: Inner | None = None
    bands: dict[tuple[int, int], NDArray[np.uint32]] = field(default_factory=dict)

    @property
    def keys(self) -> Keys:
        """The keys; let go of them soon, for they take several times the room."""
        if self.codes is not None:
            return Keys(self.codes.astype(np.uint32, copy=False), bounds_of(self.lengths))
        assert self.inner is not None
        return join_keys(self.inner.part.keys, self.inner.counts)[0]


@dataclass(frozen=True, slots=True)
class Inner:
    """The paragraphs of some documents.

    Attributes:
        part: the paragraphs.
        counts: how many of them each document has, shape (documents,).
        starts: where the key of each begins in the keys of the documents, shape (paragraphs,); empty: that is not known.
    """

    part: Part
    counts: NDArray[np.int64]
    starts: NDArray[np.int64]

    @property
    def known(self) -> bool:
        """Whether it is known where the paragraphs stand."""
        return len(self.starts) == len(self.part.keys)


class Folded(Sequence[str]):
    """A batch of texts that remembers their keys, in parts whose arrays fit into the processor's cache; at least one.

    Args:
        texts: the texts.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: Any) -> Any:
        return self._texts[index]

    @cached_property
    def parts(self) -> Sequence[Part]:
        """The keys of all texts."""
        return list(map(_fold, pieces(self._texts)))


class FoldedDocuments(Folded):
    """A batch of documents that are folded paragraph by paragraph.

    Args:
        texts: the documents.
        paragraphs: those of all documents, one after the other: their lines, without blank ones.
        counts: how many each document has.

    Attributes:
        paragraphs: the paragraphs, as a batch.
    """

    def __init__(self, texts: Sequence[str], paragraphs: Sequence[str], counts: Sequence[int]) -> None:
        super().__init__(texts)
        self._counts = counts
        self.paragraphs = Folded(paragraphs)

    @cached_property
    def parts(self) -> Sequence[Part]:
        """The keys of all documents; those of their paragraphs, part by part, are then known too."""
        parts = list(self._together(self.paragraphs))
        self.paragraphs.parts = [part.inner.part for part in parts if part.inner]
        return parts

    def _together(self, paragraphs: Sequence[str]) -> Iterator[Part]:
        first = begin = 0
        for texts in pieces(self._texts):
            counts = np.array(self._counts[first : first + len(texts)], np.int64)
            end = begin + int(counts.sum())
            folded = build_keys(paragraphs[begin:end])
            if len(folded.whole):  # what was folded as a whole may be another whole with what stands around it
                part = _fold(texts)
                part.inner = Inner(_part(folded), counts, np.empty(0, np.int64))
            else:
                keys, starts = join_keys(folded, counts)
                part = Part(None, keys.lengths, key_hashes(keys), Inner(_part(folded), counts, starts))
            yield part
            first, begin = first + len(texts), end


def fold(texts: Sequence[str]) -> Iterable[Part]:
    """Give the keys of texts, part by part; they are made now, if the texts do not remember them.

    Args:
        texts: any texts, or `Folded` ones.
    """
    return texts.parts if isinstance(texts, Folded) else map(_fold, pieces(texts))


def _fold(texts: Sequence[str]) -> Part:
    return _part(build_keys(texts))


def _part(keys: Keys) -> Part:
    narrow = int(keys.codes.max(initial=0)) <= np.iinfo(np.uint16).max
    return Part(keys.codes.astype(np.uint16) if narrow else keys.codes, keys.lengths, key_hashes(keys))
