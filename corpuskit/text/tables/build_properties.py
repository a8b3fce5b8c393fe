"""Build the table of what code points count as, which `corpuskit.text.properties` reads.

    python -m corpuskit.text.tables.build_properties

The general categories are those of the Unicode version of the Python that runs this.
"""

from __future__ import annotations

import re
import unicodedata
import zlib

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.characters import HAN, HANGUL, KANA
from corpuskit.text.properties import PATH, Property
from corpuskit.text.scripts import JAPANESE_ONLY, SIMPLIFIED_ONLY, TRADITIONAL_ONLY

# Particles, pronouns and demonstratives that no text of some length in today's written Chinese goes without, in both scripts;
# those that classical Chinese uses as well (不 也 有 以 之 我 于) are left out.
_MODERN = "的了是们們这這那在和就都很吗嗎呢吧把被让讓给給没沒她你什么麼怎着著过過还還"
_CLASSICAL = "之乎者也矣焉哉兮曰吾汝乃孰弗其耳耶邪夫岂豈尔爾遂"
_CANTONESE = "嘅咗喺唔佢哋冇啲嚟嗰咁咩啱嘢瞓攞搵俾畀噉乜咪嘥"
_SENTENCE_END = "。！？!?｡"
_FULL_STOP = ".．"
_ELLIPSIS = "…⋯"
_CLOSER = "”’」』）)】》〉〕］]}｝\"'"
_BULLET = "•●○◦■◆◇▪▫►▶▷★☆※✓✔➢➤❖·*-–—"
_ENUMERATOR = "一二三四五六七八九十百第（(〔[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_EMPTY_BOX = "□▯\u25ad"


def _bits(*properties: Property) -> int:
    return sum(1 << each for each in properties)


_OTHER_LETTER = _bits(Property.OTHER_LETTER, Property.VISIBLE)
_LETTERS = {
    script: _bits(Property[script], Property.VISIBLE)
    for script in ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "THAI", "DEVANAGARI")
}
_CATEGORIES = {
    **dict.fromkeys(("Zs", "Zl", "Zp"), _bits(Property.SPACE)),
    "Nd": _bits(Property.DIGIT, Property.VISIBLE),
    **dict.fromkeys(("So", "Sm", "Sc", "Sk", "No", "Nl"), _bits(Property.SYMBOL, Property.VISIBLE)),
    **dict.fromkeys(("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"), _bits(Property.PUNCTUATION, Property.VISIBLE)),
}
_LARGE_BLOCKS = ((0x3400, 0xA000), (0xAC00, 0xD7A4), (0xD800, 0xF900))
_RANGE = re.compile("(.)-(.)|(.)", re.S)


def build() -> bytes:
    """Compute the table: the class of each code point of the BMP, one byte each, then the properties of each class."""
    sets = _property_sets()
    distinct, of = np.unique(sets, return_inverse=True)
    return of.astype(np.uint8).tobytes() + distinct.astype("<u8").tobytes()


def _property_sets() -> NDArray[np.uint64]:
    """Give the properties of the code points of the BMP as bits. Shape (65536,)."""
    sets = np.zeros(0x10000, np.uint64)

    def add(characters: str, *properties: Property) -> None:
        bits = np.uint64(_bits(*properties))
        for found in _RANGE.finditer(characters):
            first, last, single = found.groups()
            if (first or single) <= "\uffff":
                sets[ord(first or single) : min(ord(last or single), 0xFFFF) + 1] |= bits

    _add_general_categories(sets)
    add(HAN, Property.HAN, Property.VISIBLE)
    add(KANA, Property.KANA, Property.VISIBLE)
    add(HANGUL, Property.HANGUL, Property.VISIBLE)
    add("\ue000-\uf8ff", Property.PRIVATE_USE, Property.VISIBLE)
    add("\ufffd", Property.REPLACEMENT)
    written = np.uint64(_bits(Property.HAN, Property.KANA, Property.HANGUL))
    sets[(sets & written) != 0] &= ~np.uint64(_bits(Property.OTHER_LETTER, Property.SYMBOL, Property.PUNCTUATION))
    sets[ord("ー")] = _bits(Property.VISIBLE)  # Chinese texts have it for a dash
    sets[ord("の")] = _bits(Property.NO, Property.VISIBLE)
    for characters, prop in (
        (_EMPTY_BOX, Property.EMPTY_BOX),
        (_SENTENCE_END, Property.SENTENCE_END),
        (_FULL_STOP, Property.FULL_STOP),
        (_ELLIPSIS, Property.ELLIPSIS),
        (_CLOSER, Property.CLOSER),
        (_BULLET, Property.BULLET),
        (_ENUMERATOR, Property.ENUMERATOR),
        (_MODERN, Property.MODERN),
        (_CLASSICAL, Property.CLASSICAL),
        (_CANTONESE, Property.CANTONESE),
    ):
        for character in characters:
            sets[ord(character)] |= np.uint64(1 << prop)
    _add_orthographies(sets)
    return sets


def _add_general_categories(sets: NDArray[np.uint64]) -> None:
    start = 0
    for first, after in (*_LARGE_BLOCKS, (0x10000, 0x10000)):
        sets[start:first] = [_general(chr(code)) for code in range(start, first)]
        start = after


def _general(character: str) -> int:
    category = unicodedata.category(character)
    if category[0] == "L":
        name = unicodedata.name(character, "").removeprefix("FULLWIDTH ")
        return _LETTERS.get(name[: name.find(" ")], _OTHER_LETTER)
    if category == "Cc":
        return _bits(Property.SPACE if character in "\t\n\x0b\x0c\r\x85" else Property.CONTROL)
    return _CATEGORIES.get(category, 0)


def _add_orthographies(sets: NDArray[np.uint64]) -> None:
    """Say which Han characters which orthography writes.

    Kanji are what JIS X 0208 has on its first level, and what only Japanese has. The rows 16 to 47 are that level; EUC-JP is
    how Python's codecs spell it.
    """
    rows = (bytes([row, cell]) for row in range(0xB0, 0xD0) for cell in range(0xA1, 0xFF))
    kanji = np.zeros(len(sets), bool)
    kanji[_points(b"".join(rows).decode("euc_jp", "ignore"))] = True
    for characters, prop, and_kanji in (
        (SIMPLIFIED_ONLY, Property.SIMPLIFIED, Property.SIMPLIFIED_KANJI),
        (TRADITIONAL_ONLY, Property.TRADITIONAL, Property.TRADITIONAL_KANJI),
    ):
        points = _points(characters)
        sets[points] |= np.uint64(_bits(prop))
        sets[points[kanji[points]]] |= np.uint64(_bits(and_kanji))
    japanese = _points(JAPANESE_ONLY)
    sets[japanese] |= np.uint64(_bits(Property.JAPANESE))
    kanji[japanese] = True
    kanji[_points("々〇")] = True
    han = (sets & np.uint64(_bits(Property.HAN))) != 0
    sets[han & ~kanji] |= np.uint64(_bits(Property.NOT_KANJI))


def _points(characters: str) -> NDArray[np.uint32]:
    return np.frombuffer(characters.encode("utf-32-le"), "<u4")


def main() -> None:
    """Write the table."""
    packed = zlib.compress(build(), 9)
    PATH.write_bytes(packed)
    print(f"{PATH.name}: {len(packed):,} bytes, Unicode {unicodedata.unidata_version}")


if __name__ == "__main__":
    main()
