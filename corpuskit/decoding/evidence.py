"""How likely a reading of some bytes is as text, under the character tables of the languages that its encoding is used for.

Of several readings of the same bytes the one with the highest sum is right. Two things are added to the tables. Damage: any
character may be there with a small probability, so none costs more than `_NOISE`. Neighbours: ASCII comes in words, repeated
characters tell little, and a lone Latin letter between other characters looks like the second byte of a character torn apart.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.likelihood import code_units, log_likelihoods

#: The least mean of the characters outside ASCII: a right reading has -6 to -8, a wrong one mostly below -11.
_LEAST_MEAN = -9.3
_MANY = 40  # characters outside ASCII, from which on the mean tells by itself
_CERTAIN_MEAN = -8.6  # right readings of so many have -8.2 or more, wrong ones -9.5 or less
_DOUBT = 1.0  # nats by which a text of rare characters may have less; Russian in KOI8-R, read as GB 18030, has as much
_ALLOWANCE = 4.0  # nats for all: a word or two may well be of rare characters
_MOST_LOST = 0.15  # fragments lost, for each character that is not ASCII
_LOST = -12.0  # U+FFFD: a damaged file has some, and is still in its encoding
_NOISE = -16.0  # one character in a hundred may be any of 65,536
_IN_WORD = np.float32(2.5)  # nats by which an ASCII character is likelier after another one
_LONE_LETTER = np.float32(-3.0)  # the same for a letter between two characters that are not ASCII
_REPEATED = np.float32(-2.0)  # a character again, at least

#: The languages that texts in an encoding are written in. UTF-8 and UTF-16 hold anything.
_LANGUAGES = {
    "gb18030": ("hans", "hant"),
    "gbk": ("hans", "hant"),
    "gb2312": ("hans",),
    "hz": ("hans",),
    "big5": ("hant",),
    "cp950": ("hant",),
    "big5hkscs": ("hant",),
    "euc_tw": ("hant",),
    "cp932": ("ja",),
    "shift_jis": ("ja",),
    "euc_jp": ("ja",),
    "cp949": ("ko",),
    "euc_kr": ("ko",),
}
_ANY_LANGUAGE = ("hans", "hant", "ja", "ko", "other")
_ASCII_TEXT = np.array([*b"\t\n\f\r", *range(0x20, 0x7F)])
_SPACE, _PRINTABLE, _FIRST_LETTER, _REPLACEMENT = (np.uint16(number) for number in (0x20, 0x5F, 0x40, 0xFFFD))
ASCII = re.compile("[\\x00-\\x7f]+")
_ASCII_OR_LOST = re.compile("[\\x00-\\x7f\ufffd]+")
# Latin text with accents, read in two bytes, has rare characters among its letters.
_AMONG_LETTERS = re.compile("[A-Za-z][^\\x00-\\x7f]|[^\\x00-\\x7f][A-Za-z]")


@cache
def table(language: str) -> NDArray[np.float32]:
    """Give the log-likelihoods of a language in a file that may be damaged. Shape (65536,)."""
    floored = np.maximum(log_likelihoods(language), np.float32(_NOISE))
    floored[_ASCII_TEXT] = log_likelihoods("hans")[_ASCII_TEXT]  # what all readings have in common must not decide between them
    floored[0xFFFD] = _LOST
    floored.setflags(write=False)
    return floored


@cache
def best_table(encoding: str) -> NDArray[np.float32]:
    """Give for each character the log-likelihood in the language of an encoding that has it most. Shape (65536,)."""
    return np.asarray(np.maximum.reduce([table(language) for language in _LANGUAGES.get(encoding, _ANY_LANGUAGE)]))


def in_context(units: NDArray[np.uint16], likelihoods: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the log-likelihood of each character of a text in its place.

    Args:
        units: shape (n,), code units.
        likelihoods: a table, shape (65536,).

    Returns:
        Shape (n,), in nats.
    """
    alone = likelihoods.take(units)
    ascii_at = ((units - _SPACE) < _PRINTABLE).nonzero()[0]  # unsigned: what is below a space becomes large
    if len(ascii_at):
        joined = ascii_at[1:] == ascii_at[:-1] + 1  # each one but the first to the one before it
        alone[ascii_at[1:][joined]] += _IN_WORD
        apart = units[ascii_at] >= _FIRST_LETTER
        apart[1:] &= ~joined
        apart[:-1] &= ~joined
        alone[ascii_at[apart]] += _LONE_LETTER
    again = (units[1:] == units[:-1]).nonzero()[0] + 1
    if len(again):
        again = again[units[again] != _REPLACEMENT]
        alone[again] = np.maximum(alone[again], _REPEATED)
    return alone


def likelihood(text: str, encoding: str) -> float:
    """Give the log-likelihood of a text under the best of the languages that are written in an encoding.

    Args:
        text: a reading of some bytes, with U+FFFD for what could not be decoded.
        encoding: the encoding of that reading.

    Returns:
        The sum over the UTF-16 code units, in nats; at most 0.

    >>> right, wrong = "发展经济", "发展经济".encode("gbk").decode("big5", "replace")
    >>> likelihood(right, "gb18030") > likelihood(wrong, "big5")
    True
    """
    units = code_units(text)
    return max(float(in_context(units, table(language)).sum()) for language in _LANGUAGES.get(encoding, _ANY_LANGUAGE))


def is_certain(foreign: str, encoding: str) -> bool:
    """Say whether characters that are not ASCII are so likely that no other encoding need be tried.

    >>> is_certain("清晨的渡口停着三条木船，船夫在岸边喝茶。" * 2, "gb18030"), is_certain("清晨", "gb18030")
    (True, False)
    """
    if len(foreign) < _MANY:
        return False
    units = code_units(foreign)
    least = _CERTAIN_MEAN * len(units)
    return any(float(table(language)[units].sum()) >= least for language in _LANGUAGES.get(encoding, _ANY_LANGUAGE))


def is_plausible(text: str, encoding: str, ascii_counts: bool = False, sure: bool = True) -> bool:
    """Say whether a reading is likely enough to be taken for text, not only likelier than the others.

    Args:
        text: as for `likelihood`; of U+FFFD only the number matters.
        encoding: the encoding of that reading.
        ascii_counts: whether ASCII characters tell anything, as they do where they are more than one byte.
        sure: whether texts in other languages are to be told from this one too, not only gibberish.

    >>> is_plausible("发展经济", "gb18030"), is_plausible("楢藭鲁鲟", "gb18030")
    (True, False)
    """
    foreign = text.replace("\ufffd", "") if ascii_counts else _ASCII_OR_LOST.sub("", text)
    if not foreign or text.count("\ufffd") > 1 + _MOST_LOST * len(foreign):
        return False
    allowance = 0.0 if not ascii_counts and _AMONG_LETTERS.search(text) else _ALLOWANCE
    return likelihood(foreign, encoding) >= (_LEAST_MEAN - (0.0 if sure else _DOUBT)) * len(foreign) - allowance
