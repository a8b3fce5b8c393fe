"""How likely a stretch of text is: the yardstick by which a new reading is better than the old one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.likelihood import LANGUAGES, code_units, log_likelihood, log_likelihoods

LOST = "\ufffd"
# Arrows, rules of tables, shapes, numbers in circles, brackets, vertical forms; the letters of Pinyin and Zhuyin, Greek letters:
# lists and tables are full of them, running text is not.
_SYMBOLS = (range(0x2100, 0x2C00), range(0x3000, 0x3040), range(0x3200, 0x3400), range(0xFE30, 0xFE50))
_NOTATIONS = (range(0x0100, 0x01DD), range(0x0391, 0x03CA), range(0x3105, 0x3130), range(0x31A0, 0x31C0))
_LEAST_OF_SYMBOL = -6.0


def likelihood(text: str, languages: Sequence[str]) -> float:
    """Give the log-likelihood of a new reading in the language that suits it best, in nats; what is lost counts nothing."""
    rest = text.replace(LOST, "")
    return max(log_likelihood(rest, language) for language in languages)


def old_likelihood(text: str) -> float:
    """Give the same for a text as it stands, in any language; a symbol is no surprise there.

    >>> old_likelihood("★★★★") > likelihood("★★★★", ["hans"])
    True
    """
    units = code_units(text.replace(LOST, ""))
    return max(float(log_likelihoods_with_symbols(language)[units].sum()) for language in LANGUAGES)


class CharacterScores(dict[str, float]):
    """For each character its log-likelihood in the language that suits it best, in nats; 0 for what is lost."""

    def __init__(self, languages: Sequence[str]) -> None:
        super().__init__({LOST: 0.0})
        self._languages = languages

    def __missing__(self, character: str) -> float:
        self[character] = likelihood(character, self._languages)
        return self[character]


@cache
def scores_of(languages: tuple[str, ...]) -> CharacterScores:
    """Give the scores of some languages; the table grows with use and is kept."""
    return CharacterScores(languages)


@cache
def log_likelihoods_with_symbols(language: str) -> NDArray[np.float32]:
    """Give the table of a language in which a symbol is no surprise. Shape (65536,), in nats."""
    table = log_likelihoods(language).copy()
    for symbols in (*_SYMBOLS, *_NOTATIONS):
        part = slice(symbols.start, symbols.stop)
        table[part] = np.maximum(table[part], _LEAST_OF_SYMBOL)
    return table
