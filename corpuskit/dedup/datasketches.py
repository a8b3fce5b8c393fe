"""For people who have datasketch indexes: our signatures as datasketch objects, and texts in and out of its LSH indexes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.minhash import EMPTY, HashName, permutations, signatures
from corpuskit.dedup.shingles import rolling_hash

if TYPE_CHECKING:
    import datasketch

#: The permutation scheme of datasketch that our signatures follow.
SCHEME = "affine32"


def to_datasketch(
    signature: NDArray[np.uint32], *, seed: int = 1, hash: HashName = "rolling", lean: bool = False
) -> datasketch.MinHash:
    """Give one signature as a datasketch object.

    It can be compared with any `MinHash` of the same seed, scheme `affine32` and hash of the shingles, and can be updated with
    the UTF-8 of further shingles.

    Args:
        signature: shape (num_perm,).
        seed: what the permutations were drawn with.
        hash: how the shingles were hashed.
        lean: a `LeanMinHash`, which is smaller and takes no updates.
    """
    from datasketch import LeanMinHash, MinHash

    if lean:
        return LeanMinHash(seed=seed, hashvalues=signature, scheme=SCHEME)
    return MinHash(
        seed=seed,
        hashfunc=rolling_hash if hash == "rolling" else None,
        hashvalues=signature,
        permutations=_permutations(len(signature), seed),
        scheme=SCHEME,
    )


class TextLSH:
    """Texts in and out of a `datasketch.MinHashLSH` index, in whatever storage it has.

    Args:
        index: a `MinHashLSH`, empty or filled earlier, by this class or with signatures that datasketch made.
        ngram: characters in a shingle.
        seed: of the signatures in the index.
        hash: of their shingles; `"sha1"` for signatures that datasketch made in its own way.
        fold: whether the texts' keys are signed, or the texts as they are.

    >>> from datasketch import MinHashLSH
    >>> texts = TextLSH(MinHashLSH(threshold=0.8, num_perm=128))
    >>> texts.insert(["first"], ["昨夜一场大雪，把整座小城盖得严严实实，早起的人们忙着扫雪。"])
    [True]
    >>> texts.query(["昨夜一場大雪,把整座小城蓋得嚴嚴實實,早起的人們忙著掃雪!", "别的事情，与大雪没有关系。"])
    [['first'], []]
    """

    def __init__(
        self, index: datasketch.MinHashLSH, *, ngram: int = 5, seed: int = 1, hash: HashName = "rolling", fold: bool = True
    ) -> None:
        self.index = index
        self._options: dict[str, Any] = {"num_perm": index.h, "ngram": ngram, "seed": seed, "hash": hash, "fold": fold}

    def insert(self, keys: Sequence[Hashable], texts: Sequence[str]) -> list[bool]:
        """Insert texts under keys of your choice.

        Returns:
            For each text whether it is in the index; one that is shorter than a shingle has no signature and is left out.

        Raises:
            ValueError: there are not as many keys as texts, or a key is there already; what came before it is inserted.
        """
        signed = self._sign(texts)
        with self.index.insertion_session() as session:
            for key, signature in zip(keys, signed, strict=True):
                if signature is not None:
                    session.insert(key, signature)
        return [signature is not None for signature in signed]

    def query(self, texts: Sequence[str]) -> list[list[Hashable]]:
        """Give, for each text, the keys of texts that are likely to be similar; an LSH index says no more than that."""
        return [[] if signature is None else self.index.query(signature) for signature in self._sign(texts)]

    def _sign(self, texts: Sequence[str]) -> list[datasketch.MinHash | None]:
        signed = signatures(texts, **self._options)
        empty = (signed.values == EMPTY).all(axis=1).tolist()
        return [None if none else signature for none, signature in zip(empty, signed.to_datasketch(lean=True), strict=True)]


@cache
def _permutations(num_perm: int, seed: int) -> NDArray[np.uint32]:
    return np.stack(permutations(num_perm, seed))
