"""Texts folded once, whichever stages compare them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.equality import key_hashes
from corpuskit.dedup.keys import Keys, build_keys, pieces


@dataclass(frozen=True, slots=True)
class Part:
    """Some consecutive texts.

    Attributes:
        keys: their keys.
        hashes: of the keys, shape (n,); an empty key has 0.
    """

    keys: Keys
    hashes: NDArray[np.uint64]


class Folded(Sequence[str]):
    """A batch of texts that remembers their keys.

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
        """The keys of all texts, in parts whose arrays fit into the processor's cache; at least one."""
        return list(map(_fold, pieces(self._texts)))


def fold(texts: Sequence[str]) -> Iterable[Part]:
    """Give the keys of texts, part by part; they are made now, if the texts do not remember them.

    Args:
        texts: any texts, or `Folded` ones.
    """
    return texts.parts if isinstance(texts, Folded) else map(_fold, pieces(texts))


def _fold(texts: Sequence[str]) -> Part:
    keys = build_keys(texts)
    return Part(keys, key_hashes(keys))
