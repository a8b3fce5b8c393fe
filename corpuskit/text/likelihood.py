"""How likely characters are in running text: Chinese in both scripts, Japanese, Korean, and everything else.

The table is built by `corpuskit.text.tables.build`; where it comes from stands in corpuskit/text/tables/README.md.
"""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Simplified and Traditional Chinese, Japanese, Korean, and all other languages in UTF-16.
LANGUAGES = ("hans", "hant", "ja", "ko", "other")
#: The file with the table: zlib, one byte a code unit, one language after the other.
PATH = Path(__file__).parent / "tables" / "likelihoods.zlib"
#: The unit of the table is a tenth of a nat.
STEPS_PER_NAT = 10
#: What the table has for characters that no text has: controls, private use, unassigned, U+FFFD.
IMPOSSIBLE = 255


@cache
def log_likelihoods(language: str) -> NDArray[np.float32]:
    """Give the table of a language.

    Args:
        language: one of `LANGUAGES`.

    Returns:
        Shape (65536,), read-only: the natural logarithm of the share of each UTF-16 code unit in running text. Controls, private
        use, U+FFFD and unassigned characters have -25.5. The second half of a surrogate pair counts given the first half.

    Raises:
        ValueError: there is no such language.

    >>> table = log_likelihoods("hans")
    >>> bool(table[ord("的")] > table[ord("她")] > table[ord("蛊")] > table[ord("鸂")] > table[0xFFFD])
    True
    """
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
    steps = _tables()[LANGUAGES.index(language)]
    table: NDArray[np.float32] = np.multiply(steps, np.float32(-1 / STEPS_PER_NAT), dtype=np.float32)
    table.setflags(write=False)
    return table


def code_units(text: str) -> NDArray[np.uint16]:
    """Give the UTF-16 code units of a text, lone surrogates too. Shape (n,).

    >>> [hex(unit) for unit in code_units("文😀")]
    ['0x6587', '0xd83d', '0xde00']
    """
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")


def log_likelihood(text: str, language: str) -> float:
    """Give the log-likelihood of a text in a language: the sum over its UTF-16 code units, in nats.

    >>> log_likelihood("发展经济", "hans") > log_likelihood("楢藭鲁鲟", "hans")
    True
    """
    return float(log_likelihoods(language)[code_units(text)].sum())


def mean_log_likelihood(text: str, language: str) -> float:
    """Give the mean log-likelihood of the UTF-16 code units of a text in nats, 0 for an empty text.

    >>> -9 < mean_log_likelihood("春天的花开在河边，孩子们在河里游水。", "hans") < -5
    True
    """
    units = code_units(text)
    return float(log_likelihoods(language)[units].mean()) if len(units) else 0.0


@cache
def _tables() -> NDArray[np.uint8]:
    return np.frombuffer(zlib.decompress(PATH.read_bytes()), np.uint8).reshape(len(LANGUAGES), -1)
