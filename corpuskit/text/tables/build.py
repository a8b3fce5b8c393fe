"""Build the table of character frequencies that `corpuskit.text.likelihood` reads.

    python -m corpuskit.text.tables.build

Needs jieba (its word list) and OpenCC (which turns that into Traditional Chinese and Japanese forms). The same versions of both
give the same table everywhere.
"""

from __future__ import annotations

import importlib.util
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.likelihood import IMPOSSIBLE, LANGUAGES, PATH, STEPS_PER_NAT
from corpuskit.text.tables import estimates

Shares = NDArray[np.float64]  # shape (65536,): the share of each UTF-16 code unit in running text

_UNITS = 0x10000
#: How Traditional Chinese is made of Simplified: OpenCC's configurations and how much each of them counts.
_TRADITIONAL = {"s2twp": 0.5, "s2hk": 0.25, "s2t": 0.25}
# What Han characters that the word list lacks, or has by chance only, make up of all Han characters.
_FIRST_LEVEL, _SECOND_LEVEL, _LARGER_SET, _UNIFIED, _EXTENSION_A = 2e-3, 1e-3, 1e-3, 2e-4, 5e-5
_ELSEWHERE = 1e-4  # share of all other characters that Unicode 3.2 has
_EMOJI, _SUPPLEMENTARY_HAN, _SUPPLEMENTARY = 5e-4, 1e-4, 1e-6  # shares of the first halves of such pairs
_KANJI_TIERS = ((0.75, "frequent"), (0.24, "first level"), (0.01, "second level"))
_KANJI_FLATNESS = 0.4  # Chinese frequencies tell only roughly which kanji are frequent: their power to weigh with
_COARSE = 110  # tenths of a nat: where characters are rarer than this, steps of 0.4 will do and compress better
_RANK_OFFSET = 16.0  # in the law of Zipf and Mandelbrot, for syllables


def build() -> NDArray[np.uint8]:
    """Compute the table: shape (languages, 65536), minus the log-likelihood in tenths of a nat, 255 for what no text has."""
    simplified = dict(word_frequencies())
    hans = _count(simplified.items())
    hant = _sum(weight * _count(_converted(simplified, config)) for config, weight in _TRADITIONAL.items())
    han = {
        "hans": _with_unseen(
            hans, (_FIRST_LEVEL, _gb2312(0xB0, 0xD7)), (_SECOND_LEVEL, _gb2312(0xD8, 0xF7)), (_LARGER_SET, _gbk())
        ),
        "hant": _with_unseen(
            hant, (_FIRST_LEVEL, _big5(0xA4, 0xC6)), (_SECOND_LEVEL, _big5(0xC9, 0xF9)), (_LARGER_SET, _hkscs())
        ),
        "ja": _kanji(_count(_converted(dict(_converted(simplified, "s2t")), "t2jp"))),
        "ko": _with_unseen(hant, (_FIRST_LEVEL, _big5(0xA4, 0xC6))),
        "other": _with_unseen(_sum((hans, hant)), (_LARGER_SET, _gbk())),
    }
    return np.stack([_quantised(_language(language, han[language])) for language in LANGUAGES])


def word_frequencies() -> Iterator[tuple[str, int]]:
    """Read jieba's word list without importing jieba, which takes long.

    Yields:
        Words in simplified characters, and how often they are in the texts that the list was counted in.

    Raises:
        ModuleNotFoundError: jieba is not installed.
    """
    found = importlib.util.find_spec("jieba")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("jieba is not installed: pip install jieba")
    with (Path(found.origin).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, *_ = line.split(" ")
            yield word, int(frequency)


def _converted(words: dict[str, int], config: str) -> Iterator[tuple[str, int]]:
    import opencc

    return zip(opencc.OpenCC(config).convert("\n".join(words)).split("\n"), words.values(), strict=True)


def _count(words: Iterable[tuple[str, int]]) -> Shares:
    """Give the share of each Han character in all Han characters."""
    counts = np.zeros(_UNITS)
    for word, frequency in words:
        for character in word:
            if "\u4e00" <= character <= "\u9fff":
                counts[ord(character)] += frequency
    return np.asarray(counts / counts.sum())


def _sum(parts: Iterable[Shares]) -> Shares:
    return np.asarray(sum(parts, np.zeros(_UNITS)))


def _with_unseen(counted: Shares, *tiers: tuple[float, str]) -> Shares:
    shares = counted + _spread(_UNIFIED, range(0x4E00, 0xA000)) + _spread(_EXTENSION_A, range(0x3400, 0x4DC0))
    for share, characters in tiers:
        shares = shares + _spread(share, _ordinals(characters))
    return np.asarray(shares / shares.sum())


def _kanji(chinese: Shares) -> Shares:
    members = {
        "frequent": estimates.KANJI,
        "first level": _rows("euc_jp", 0xB0, 0xCF),
        "second level": _rows("euc_jp", 0xD0, 0xF4),
    }
    shares, placed = np.zeros(_UNITS), np.zeros(_UNITS, bool)
    for share, tier in _KANJI_TIERS:
        weights = np.zeros(_UNITS)
        ordinals = [ordinal for ordinal in _ordinals(members[tier]) if not placed[ordinal]]
        weights[ordinals] = (chinese[ordinals] + 1e-6) ** _KANJI_FLATNESS
        placed[ordinals] = True
        shares += share * weights / weights.sum()
    return _with_unseen(shares)


def _language(language: str, han: Shares) -> Shares:
    shares = estimates.HAN_SHARES[language] / 100 * han
    for group in estimates.GROUPS[language]:
        shares = shares + _group(group)
    shares = shares + (_hangul() if language == "ko" else _spread(_ELSEWHERE / 10, range(0xAC00, 0xD7A4)))
    assigned = [o for o in range(0xA1, _UNITS) if unicodedata.ucd_3_2_0.category(chr(o)) not in ("Cc", "Cn", "Co", "Cs")]
    shares = shares + _spread(_ELSEWHERE, assigned)
    shares[0xFFFD] = 0.0
    return shares + _halves()


def _group(group: estimates.Group) -> Shares:
    ranks = np.arange(len(group.characters))
    weights = np.exp(-ranks / group.decay) if group.decay else np.ones(len(ranks))
    shares = np.zeros(_UNITS)
    np.add.at(shares, _ordinals(group.characters), group.share / 100 * weights / weights.sum())
    return shares


def _hangul() -> Shares:
    """The syllables of Korean: frequent ones by their rank, others by their parts, as those of the frequent ones."""
    frequent, common, standard, rest = (share / 100 for share in estimates.HANGUL_SHARES)
    ordinals = np.array(_ordinals(estimates.HANGUL))
    weights = 1 / (np.arange(len(ordinals)) + _RANK_OFFSET)
    shares = _spread(rest, range(0xAC00, 0xD7A4))
    shares[ordinals] += frequent * weights / weights.sum()
    parts = np.unravel_index(ordinals - 0xAC00, (19, 21, 28))
    by_part = [np.bincount(part, weights, minlength=size) + 0.01 for part, size in zip(parts, (19, 21, 28), strict=True)]
    placed = set(ordinals.tolist())
    for share, tier in ((common, estimates.HANGUL_COMMON), (standard, _rows("euc_kr", 0xB0, 0xC8))):
        others = np.array(sorted(set(_ordinals(tier)) - placed))
        placed |= set(others.tolist())
        first, vowel, last = np.unravel_index(others - 0xAC00, (19, 21, 28))
        likely = np.sqrt(by_part[0][first] * by_part[1][vowel] * by_part[2][last])
        shares[others] += share * likely / likely.sum()
    return shares


def _halves() -> Shares:
    """The halves of supplementary characters: the first one says which, the second is one of 1024."""
    shares = _spread(_EMOJI, range(0xD83C, 0xD83F)) + _spread(_SUPPLEMENTARY_HAN, range(0xD840, 0xD885))
    shares += _spread(_SUPPLEMENTARY, range(0xD800, 0xDC00))
    shares[0xDC00:0xE000] = 1 / 1024
    return shares


def _spread(share: float, ordinals: Sequence[int]) -> Shares:
    shares = np.zeros(_UNITS)
    if len(ordinals):
        shares[np.asarray(ordinals)] = share / len(ordinals)
    return shares


def _ordinals(characters: str) -> list[int]:
    return [ord(character) for character in characters]


def _gb2312(first: int, last: int) -> str:
    return _rows("gb2312", first, last)


def _gbk() -> str:
    return _rows("gbk", 0x81, 0xFE, wide=True)


def _big5(first: int, last: int) -> str:
    return _rows("big5", first, last, wide=True)


def _hkscs() -> str:
    return _rows("big5hkscs", 0x87, 0xFE, wide=True)


def _rows(codec: str, first: int, last: int, wide: bool = False) -> str:
    """List the Han characters and Hangul syllables in some rows of a double-byte set; wide rows have trail bytes below 0xA1."""
    characters = []
    for lead, trail in product(range(first, last + 1), [*range(0x40, 0x7F), *range(0x80, 0xFF)] if wide else range(0xA1, 0xFF)):
        text = bytes((lead, trail)).decode(codec, "ignore")
        if len(text) == 1 and ("\u3400" <= text <= "\u9fff" or "\uac00" <= text <= "\ud7a3"):
            characters.append(text)
    return "".join(dict.fromkeys(characters))


def _quantised(shares: Shares) -> NDArray[np.uint8]:
    with np.errstate(divide="ignore"):
        steps = np.round(-np.log(shares) * STEPS_PER_NAT)
    steps = np.where(steps > _COARSE, np.round(steps / 4) * 4, steps)
    return np.where(shares == 0, IMPOSSIBLE, np.clip(steps, 0, IMPOSSIBLE)).astype(np.uint8)


def main() -> None:
    """Write the table."""
    packed = zlib.compress(build().tobytes(), 9)
    PATH.write_bytes(packed)
    print(f"{PATH.name}: {len(packed):,} bytes")


if __name__ == "__main__":
    main()
