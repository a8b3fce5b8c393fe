"""What each code point counts as when a text is measured: script, sort of mark, which orthography writes it.

A code point has a set of properties; code points with the same set form a class. Counting the classes of a text once gives
the count of every property, for the text and for each of its lines, by one small matrix product.

The table is built by `corpuskit.text.tables.build_properties`: computing it takes longer than cleaning a short text.
"""

from __future__ import annotations

import zlib
from enum import IntEnum, auto
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: The file with the table: zlib; the class of each code point of the BMP, one byte each, and the properties of each class as the
#: bits of a 64-bit integer, the lowest byte first.
PATH = Path(__file__).parent / "tables" / "properties.zlib"


class Property(IntEnum):
    """What can be counted; the value is the column of the counts."""

    VISIBLE = 0  # what leaves ink: no white space, controls, format characters and combining marks
    SPACE = auto()
    CONTROL = auto()
    PRIVATE_USE = auto()
    REPLACEMENT = auto()  # U+FFFD
    EMPTY_BOX = auto()  # what fonts and converters put for a character they lack
    DIGIT = auto()
    PUNCTUATION = auto()
    SYMBOL = auto()
    SENTENCE_END = auto()
    FULL_STOP = auto()  # ends a sentence or stands in 3.5 and e.g.
    ELLIPSIS = auto()
    CLOSER = auto()
    BULLET = auto()
    ENUMERATOR = auto()  # begins the number of an item, beside digits
    HAN = auto()
    KANA = auto()  # without の, which Chinese shop signs like
    NO = auto()  # の
    HANGUL = auto()
    LATIN = auto()
    CYRILLIC = auto()
    GREEK = auto()
    ARABIC = auto()
    HEBREW = auto()
    THAI = auto()
    DEVANAGARI = auto()
    OTHER_LETTER = auto()
    SIMPLIFIED = auto()  # only Simplified Chinese has it
    TRADITIONAL = auto()  # only Traditional Chinese has it
    JAPANESE = auto()  # only Japanese has it
    SIMPLIFIED_KANJI = auto()  # simplified in China and in Japan alike: 国, 学
    TRADITIONAL_KANJI = auto()  # unsimplified in Japan too: 東, 書
    NOT_KANJI = auto()  # Han that Japanese hardly writes
    MODERN = auto()  # function words of modern Chinese
    CLASSICAL = auto()  # function words of classical Chinese
    CANTONESE = auto()  # function words of written Cantonese


class Classes(NamedTuple):
    """The classes of code points.

    Attributes:
        of: shape (0x110000,), uint8: the class of each code point.
        properties: shape (number of classes, number of properties), float64: 1 where a class has a property.
    """

    of: NDArray[np.uint8]
    properties: NDArray[np.float64]


# Ranges beyond the BMP, each with a character that has the same properties: Han, emoji, letters of formulas, private use.
_ASTRAL = ((0x20000, 0x3FFFD, "\u9f98"), (0x1F000, 0x1FAFF, "☂"), (0x1D400, 0x1D7FF, "A"), (0xF0000, 0x10FFFD, "\ue000"))


@cache
def character_classes() -> Classes:
    """Give the classes of all code points, read on first use.

    >>> of, properties = character_classes()
    >>> [int(properties[of[ord(character)], Property.HAN]) for character in "国字k。"]
    [1, 1, 0, 0]
    """
    data = zlib.decompress(PATH.read_bytes())
    of = np.frombuffer(data, np.uint8, 0x10000)
    sets = np.frombuffer(data, "<u8", offset=len(of))
    columns = np.arange(len(Property), dtype=np.uint64)
    properties = ((sets[:, None] >> columns) & np.uint64(1)).astype(np.float64)
    classes = np.full(0x110000, of[0xFFFE], np.uint8)
    classes[: len(of)] = of
    for first, last, like in _ASTRAL:
        classes[first : last + 1] = of[ord(like)]
    classes.setflags(write=False)
    properties.setflags(write=False)
    return Classes(classes, properties)
