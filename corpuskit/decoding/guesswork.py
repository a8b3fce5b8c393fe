"""The last resort of detection, for single-byte encodings and rare ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.decoding.codec import larger
from corpuskit.decoding.guess import Guess

_MOST_CONFIDENT = 0.95
# Words in small letters, the first one perhaps a capital, or in capitals only; words of letters that have no case.
_WORDS = {
    **dict.fromkeys(("cp1251", "koi8-r", "iso8859-5", "cp866"), re.compile("[А-ЯЁІЇЄҐ]?[а-яёіїєґ]{2,}|[А-ЯЁІЇЄҐ]{2,}")),
    "cp1253": re.compile("[Ά-Ώ]?[ΐ-ώ]{2,}|[Α-Ω]{2,}"),
    "cp1255": re.compile("[א-ת]{2,}"),
    "cp1256": re.compile("[ء-يپچژگ]{2,}"),
}
# A letter with an accent among Latin letters: no other byte of its kind beside it.
_ACCENTED = re.compile(rb"(?<=[A-Za-z])[\x80-\xff](?![\x80-\xff])|(?<![\x80-\xff])[\x80-\xff](?=[a-z]{2})")
_BETWEEN_LETTERS = re.compile(rb"(?<=[A-Za-z])[\x80-\xff](?=[a-z])")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_MOSTLY = 0.8


def is_in_latin_words(data: bytes) -> bool:
    """Say whether the bytes from 0x80 on stand one by one between Latin letters.

    >>> is_in_latin_words("fünf Bücher für".encode("latin-1")), is_in_latin_words("第二天a組".encode("big5"))
    (True, False)
    """
    return len(_BETWEEN_LETTERS.findall(data)) >= _MOSTLY * _count_high(data)


def is_in_words(data: bytes) -> bool:
    """Say whether the bytes from 0x80 on are letters of well-formed words, in an alphabet of one byte a letter.

    >>> is_in_words("Сегодня хорошая погода".encode("koi8-r")), is_in_words("今天天气真好啊".encode("gbk"))
    (True, False)
    """
    least = _MOSTLY * _count_high(data)
    if len(_ACCENTED.findall(data)) >= least:
        return True
    return any(sum(map(len, pattern.findall(data.decode(codec, "replace")))) >= least for codec, pattern in _WORDS.items())


def _count_high(data: bytes) -> int:
    return len(data) - len(data.translate(None, _HIGH_BYTES))


def by_chardet(windows: Sequence[bytes]) -> Guess | None:
    """Ask chardet, which is only imported here.

    Args:
        windows: stretches of the file.

    Returns:
        What chardet finds most likely, with its confidence; None if it finds nothing that Python can decode.
    """
    import chardet

    found = chardet.detect(b"\n".join(windows))
    name = larger(found["encoding"])
    if name is None:
        return None
    return Guess(name, name, min(float(found["confidence"] or 0.0), _MOST_CONFIDENT), "chardet")
