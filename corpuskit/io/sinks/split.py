"""Which part of a split a document belongs to: by a hash of its id, and with whatever it repeats."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: The tags in which the corpus stages say what a document, or a paragraph of it, repeats.
DOCUMENT_TAG, PARAGRAPHS_TAG = "duplicate_of", "duplicates"

# A document of which this share repeats others is kept beside them.
_REPEATED = 0.5
_KEYS = 2**64
_ID, _AFTER_ID = b'{"id":"', b'","text":'


class Splitter:
    """Says for each record to which part of the split it goes.

    A document goes where the hash of its id says. One that is tagged as a repetition of another goes where that one goes, and so
    on. If half of a document is tagged paragraphs, it goes with the document that has most of them, and so do as many more of the
    documents that have them as it takes until less than half is left. So no document has half of its text in another part, and a
    document whose original is in an earlier corpus goes where that went. (Where one document brings together others that repeat
    nothing, the least of their hashes says.)

    Args:
        split: shares by name of the part, which add up to 1.
        lines: all records, in JSON Lines, for the repetitions among them: 16 bytes are kept for each.
    """

    def __init__(self, split: Mapping[str, float], lines: Iterable[bytes]) -> None:
        self._bounds: list[tuple[float, str]] = []
        total = 0.0
        for name, share in split.items():
            total += share
            self._bounds.append((total, name))
        mostly, partly = _Links(), _Links()
        for line in lines:
            if b'"duplicate' in line:
                record = orjson.loads(line)
                for number, original in enumerate(repeated_by(record)):
                    (partly if number else mostly).add(key_of(record["id"]), key_of(original))
        self._documents, self._firsts = _firsts(mostly, partly)

    def part(self, line: bytes) -> str:
        """Name the part to which a record goes."""
        key = key_of(_id_in(line))
        if len(self._documents):
            place = int(self._documents.searchsorted(key))
            if place < len(self._documents) and int(self._documents[place]) == key:
                key = int(self._firsts[place])
        where = key / _KEYS
        return next((name for bound, name in self._bounds if where < bound), self._bounds[-1][1])


def key_of(identifier: str) -> int:
    """Give 64 bits that stand for an id."""
    return int.from_bytes(hashlib.blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def repeated_by(record: Mapping[str, Any]) -> list[str]:
    """Give the ids of the documents that a record has to be kept beside, the one that it repeats for the most part first.

    >>> tags = [{"paragraph": 0, "of": "b"}, {"paragraph": 1, "of": "c"}]
    >>> repeated_by({"id": "a", "text": "一二\\n三四五\\n六七", "meta": {"tags": {"duplicates": tags}}})
    ['c']
    >>> repeated_by({"id": "a", "text": "一二\\n三四五\\n六七八九十", "meta": {"tags": {"duplicates": tags[:1]}}})
    []
    """
    tags = record["meta"]["tags"]
    if whole := tags.get(DOCUMENT_TAG):
        return [str(whole["of"])]
    lines = record["text"].split("\n")
    shared: Counter[str] = Counter()
    for place, original in {entry["paragraph"]: entry["of"] for entry in tags.get(PARAGRAPHS_TAG, ())}.items():
        if original != record["id"] and place < len(lines):
            shared[original] += len(lines[place])
    left, enough = shared.total(), _REPEATED * sum(map(len, lines))
    found = []
    for original, characters in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if left < enough:
            break
        found.append(original)
        left -= characters
    return found


class _Links:
    """Keys of documents, and of what they repeat."""

    def __init__(self) -> None:
        self._documents, self._originals = array("Q"), array("Q")

    def add(self, document: int, original: int) -> None:
        self._documents.append(document)
        self._originals.append(original)

    def arrays(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        import numpy as np

        # An empty array has no buffer to look at.
        mine, theirs = (np.array(keys, np.uint64) for keys in (self._documents, self._originals))
        return mine, theirs


def _firsts(mostly: _Links, partly: _Links) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Follow the links to the documents that decide; give everyone who has a link, in order, and who decides for them."""
    import numpy as np

    (mine, theirs), (also_mine, also_theirs) = mostly.arrays(), partly.arrays()
    mine, order = np.unique(mine, return_index=True)
    everyone = np.unique(np.concatenate([mine, theirs, also_theirs]))
    step = np.arange(len(everyone))
    step[np.searchsorted(everyone, mine)] = np.searchsorted(everyone, theirs[order])
    ends, least = step, np.minimum(step, np.arange(len(everyone)))
    for _ in range(len(everyone).bit_length()):  # each round goes twice as far
        least = np.minimum(least, least[ends])
        ends = ends[ends]
    # Everyone is at a document that repeats nothing, or somewhere in a circle: there the least one stands for all.
    decides = np.where(step[ends] == ends, ends, least[ends])
    ones, others = (decides[np.searchsorted(everyone, keys)] for keys in (also_mine, also_theirs))
    return everyone, everyone[_joined(len(everyone), ones, others)[decides]]


def _joined(count: int, ones: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give each of so many numbers the least of those that pairs connect it with."""
    import numpy as np

    least = np.arange(count)
    while True:
        low, high = np.minimum(least[ones], least[others]), np.maximum(least[ones], least[others])
        if np.array_equal(low, high):
            return least
        np.minimum.at(least, high, low)
        while not np.array_equal(least, least[least]):
            least = least[least]


def _id_in(line: bytes) -> str:
    end = line.find(b'"', len(_ID))
    plain = line.startswith(_ID) and line.startswith(_AFTER_ID, end) and b"\\" not in line[:end]
    return line[len(_ID) : end].decode() if plain else str(orjson.loads(line)["id"])
