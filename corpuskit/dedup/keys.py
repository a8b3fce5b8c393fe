"""Text keys: what is compared. Two texts have the same key when they differ in width, script, case, marks and spaces only.

A key keeps letters and digits, folded character by character: compatibility forms as their plain form, upper case as lower,
Traditional as Simplified. Marks, spaces, symbols and invisible characters go, with two exceptions, because numbers must stay
what they are: a mark between two digits leaves one trace (`1.5` is not `15`, `2-3` is not `23`), and `+ = ± × ÷` stay.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.script_table import simplified
from corpuskit.text.patterns import lazy_pattern

Codes = NDArray[np.uint32]

# What the table says of characters that are no part of a key.
_DROPPED, _DROPPED_POINT, _DROPPED_COMMA = 0, 1, 2
# Characters that become several, or join the character before them: their text takes the slow way, through NFKC as a whole.
_WHOLE = 0xFFFFFFFF
_UNSEEN = 0xFFFFFFFE  # what becomes of it is found out when a text has it
_PIECE = 1 << 15
_ASTRAL = 0xFFFF  # the table's last slot stands for all code points above the Basic Multilingual Plane, and is never filled
_POINT, _RANGE = ord("."), ord("-")
_KEPT_SYMBOLS = frozenset("+=±×÷")
_JOINING = frozenset("\uff9e\uff9f")  # half-width voicing marks of kana
_VARIATION = lazy_pattern("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # marks by category, but nothing to see


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a batch of texts, in one flat array.

    Attributes:
        codes: code points of all keys, one after the other; shape (total,).
        bounds: key i is `codes[bounds[i]:bounds[i + 1]]`; shape (n + 1,).
        whole: the numbers of the texts that were folded as a whole, and not character by character.
    """

    codes: Codes
    bounds: NDArray[np.int64]
    whole: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The lengths of the keys, in characters."""
        return np.diff(self.bounds)

    def __getitem__(self, number: int) -> Codes:
        return self.codes[self.bounds[number] : self.bounds[number + 1]]

    def text(self, number: int) -> str:
        """Give one key as a string."""
        return decode(self[number])

    def select(self, wanted: NDArray[np.bool_]) -> Keys:
        """Give the keys where `wanted` (shape (n,)) is true, the others as empty keys."""
        if wanted.all():
            return self
        lengths = np.where(wanted, self.lengths, 0)
        return Keys(self.codes[np.repeat(wanted, self.lengths)], bounds_of(lengths))


def bounds_of(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give where each of consecutive stretches of these lengths begins, and at last where all end.

    >>> bounds_of(np.array([2, 0, 3])).tolist()
    [0, 2, 2, 5]
    """
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))


def decode(codes: Codes) -> str:
    """Turn code points into a string."""
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def text_key(text: str) -> str:
    """Give the key of one text.

    >>> text_key("漢字，ＡＢＣ！") == text_key("汉字 abc")
    True
    >>> text_key("增长 1.5%，约 2,000 家"), text_key("15-20 日")
    ('增长1.5约2000家', '15-20日')
    """
    return build_keys([text]).text(0)


def pieces(texts: Sequence[str], characters: int = _PIECE) -> list[Sequence[str]]:
    """Cut a batch into parts whose arrays fit into the processor's cache; at least one part, a long text is not cut."""
    ends = list(accumulate(map(len, texts)))
    parts: list[Sequence[str]] = []
    first = size = 0
    while (last := max(bisect_right(ends, size + characters), first + 1)) < len(ends):
        parts.append(texts[first:last])
        first, size = last, ends[last - 1]
    return [*parts, texts[first:]]


def build_keys(texts: Sequence[str]) -> Keys:
    """Fold a batch of texts into keys.

    Args:
        texts: n strings, of any content.

    Returns:
        n keys; a text without letters and digits has an empty one.
    """
    joined = "".join(texts)
    if not unicodedata.is_normalized("NFC", joined):
        texts = [unicodedata.normalize("NFC", text) for text in texts]
        joined = "".join(texts)
    folded = _fold(joined)
    bounds = _bounds(texts)
    odd = np.flatnonzero(folded == _WHOLE)
    whole = np.array(sorted(set((np.searchsorted(bounds, odd, side="right") - 1).tolist())), np.int64)
    if odd.size:
        texts = list(texts)
        for number in whole:
            texts[number] = unicodedata.normalize("NFKC", texts[number])
        folded = _fold("".join(texts))
        folded[folded == _WHOLE] = _DROPPED
        bounds = _bounds(texts)
    return replace(_compact(folded, bounds), whole=whole)


def join_keys(keys: Keys, counts: NDArray[np.int64]) -> tuple[Keys, NDArray[np.int64]]:
    """Give the keys of documents from those of their paragraphs, none of which was folded as a whole.

    Args:
        keys: of the paragraphs of n documents, one after the other.
        counts: how many paragraphs each document has, shape (n,).

    Returns:
        The keys of the documents, and where that of each paragraph begins in their codes, shape (paragraphs,).

    >>> joined, starts = join_keys(build_keys(["共12", "。", "3家", "完"]), np.array([3, 1]))
    >>> joined.text(0), joined.text(1), starts.tolist()
    ('共12-3家', '完', [0, 4, 4, 6])
    """
    begins = keys.bounds[:-1]
    filled = np.flatnonzero(keys.lengths)
    owners = np.repeat(np.arange(len(counts)), counts)[filled]
    later = begins[filled[1:]]
    both = _is_digit(keys.codes[later - 1]) & _is_digit(keys.codes[later])
    between = later[both & (owners[1:] == owners[:-1])]  # numbers of two paragraphs stay two
    codes = np.insert(keys.codes, between, np.uint32(_RANGE)) if between.size else keys.codes
    borders = keys.bounds[bounds_of(counts)]
    bounds = borders + np.searchsorted(between, borders)
    return Keys(codes, bounds), begins + np.searchsorted(between, begins, side="right")


def unfolded_keys(texts: Sequence[str]) -> Keys:
    """Take texts as they are for keys."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    return Keys(codes, _bounds(texts))


def _bounds(texts: Sequence[str]) -> NDArray[np.int64]:
    return bounds_of(np.fromiter(map(len, texts), np.int64, len(texts)))


def _fold(text: str) -> Codes:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    table = _table()
    folded: Codes = np.take(table, points, mode="clip")
    unseen = np.flatnonzero(folded == _UNSEEN)
    if unseen.size:
        distinct, where = np.unique(points[unseen], return_inverse=True)
        found = np.array([_fold_one(chr(point)) for point in distinct], np.uint32)
        folded[unseen] = found[where]
        remembered = distinct < _ASTRAL
        table[distinct[remembered]] = found[remembered]
    return folded


def _compact(folded: Codes, bounds: NDArray[np.int64]) -> Keys:
    """Take out what was dropped, and leave a trace where a mark stood between two digits."""
    kept = np.flatnonzero(folded > _DROPPED_COMMA)
    codes = folded.take(kept)
    starts = np.searchsorted(kept, bounds)
    gaps = np.flatnonzero(_is_digit(codes[:-1]))
    gaps = gaps[_is_digit(codes[gaps + 1]) & (kept[gaps + 1] - kept[gaps] > 1)]
    gaps = gaps[np.searchsorted(starts, gaps, side="right") == np.searchsorted(starts, gaps + 1, side="right")]
    if gaps.size:
        mark = np.where(kept[gaps + 1] - kept[gaps] == 2, folded[kept[gaps] + 1], _DROPPED)
        between = np.where(mark == _DROPPED_POINT, _POINT, _RANGE).astype(np.uint32)
        if (comma := mark == _DROPPED_COMMA).any():
            ends = starts[np.searchsorted(starts, gaps, side="right")]
            told = ~(comma & _three_digits_follow(kept, codes, gaps + 1, ends))
            gaps, between = gaps[told], between[told]
        folded[kept[gaps] + 1] = between
        kept = np.flatnonzero(folded > _DROPPED_COMMA)
        codes = folded.take(kept)
        starts = np.searchsorted(kept, bounds)
    return Keys(codes, starts.astype(np.int64))


def _three_digits_follow(
    kept: NDArray[np.int64], codes: Codes, first: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say where a run of exactly three digits begins, as after a thousands separator; `ends` are those of the texts."""
    in_run: list[NDArray[np.bool_]] = []
    for step in range(4):
        at = np.minimum(first + step, ends - 1)
        in_run.append((kept[at] == kept[first] + step) & _is_digit(codes[at]))
    exactly: NDArray[np.bool_] = in_run[1] & in_run[2] & ~in_run[3]
    return exactly


def _is_digit(codes: Codes) -> NDArray[np.bool_]:
    digits: NDArray[np.bool_] = codes - np.uint32(0x30) < 10  # below zero is far above
    return digits


@cache
def _table() -> Codes:
    """Give the table of the Basic Multilingual Plane, which fills as characters are met: all at once would take some 20 ms."""
    table = np.arange(0x10000, dtype=np.uint32)
    # Nothing to fold in 3400-9FFF (Han), AC00-D7A3 (Hangul), E000-F8FF (private use: often characters of GBK and Big5).
    for first, last in ((0, 0x3400), (0xA000, 0xAC00), (0xD7A4, 0xE000), (0xF900, _ASTRAL + 1)):
        table[first:last] = _UNSEEN
    for found, compared in simplified().items():
        table[found] = compared
    table[0x4DC0:0x4E00] = _DROPPED  # hexagrams
    return table


def _fold_one(character: str) -> int:
    if character in ".,":
        return _DROPPED_POINT if character == "." else _DROPPED_COMMA
    if character in _JOINING:
        return _WHOLE
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and plain in ".,":
        return _fold_one(plain)
    if plain[0] == " ":  # an accent that stands alone
        return _DROPPED
    kept = [part.lower()[0] for part in plain if unicodedata.category(part)[0] in "LNM" or part in _KEPT_SYMBOLS]
    kept = [part for part in kept if not _VARIATION.match(part)]
    if len(kept) > 1:
        return _WHOLE
    return simplified().get(ord(kept[0]), ord(kept[0])) if kept else _DROPPED
