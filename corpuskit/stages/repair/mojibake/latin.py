"""UTF-8 that was read as Latin-1 or Windows-1252, once or several times over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.characters import count_han
from corpuskit.text.likelihood import code_units
from corpuskit.text.patterns import lazy_pattern

# The bytes 80-BF as Latin-1 shows them, and as Windows-1252 does.
_REST = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
# What a character of two, three or four bytes of UTF-8 looks like in those encodings; what was read twice begins so too.
_SEQUENCE = lazy_pattern(f"[\xc2-\xdf]{_REST}|[\xe0-\xef]{_REST}{{2}}|[\xf0-\xf4]{_REST}{{3}}")
# A byte in a Latin disguise; not the signs that Chinese text has.
_BYTE = lazy_pattern("[\x80-\xaf\xb2-\xb6\xb8-\xd6\xd8-\xf6\xf8-\xff]")
_BYTES = lazy_pattern("[\x80-\x9f\xa1-\xaa\xac-\xaf\xb2-\xb6\xb8-\xba\xbc-\xd6\xd8-\xf6\xf8-\xff]{2,}")
_RUN = lazy_pattern(f"(?:{_SEQUENCE.pattern})+")
# A letter with quotation marks or dashes around a space, as in `déjà » ` and `é”“`: ordinary French, or French in Chinese.
_MEANT = lazy_pattern("[\xc2-\xf4][“”‘’–—…•«»\xa0]+")
# The three bytes of most Chinese characters and marks, one or more times.
_CHINESE = lazy_pattern(f"(?:[\xe2-\xef]{_REST}{{2}})+")
# The same with a no-break space (the byte A0) that somebody has turned into a space.
_SPACED = lazy_pattern(f"(?<=[\xe3-\xe9])(?: (?={_REST})|({_REST}) (?!{_REST}))")
_ENOUGH_FOR_SPACED = 3  # sequences in the line that prove the space to be a byte
_ENOUGH_CHARACTERS = 6  # in sequences, in the whole text: less may be meant, unless it is inside a word
_INSIDE_WORD = lazy_pattern(f"[A-Za-z0-9](?:{_SEQUENCE.pattern})|(?:{_SEQUENCE.pattern})[A-Za-z0-9]")
# Any character that may be a byte from 80 on, or a space that was one.
_BYTE_LIKE = lazy_pattern(f"{_REST}|[\xc0-\xff ]")
# ASCII, Latin, Greek, Cyrillic, marks and signs, Chinese, Japanese, Korean, emoji.
_ORDINARY = lazy_pattern(
    "[\x00-\x7f\xa0-\u024f\u0370-\u04ff\u2010-\u2027\u2030-\u205e\u20a0-\u2bff\u3000-\u31bf\u3200-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\ufe0f\ufe30-\ufe4f\ufeff\uff01-\uffee\ufffd\U0001f000-\U0001faff\U00020000-\U000323af]"
)
_LONGEST_LINE = 1_000_000


def latin_evidence(text: str) -> int:
    """Count the characters of a text that are in sequences which look like UTF-8 in a Latin disguise."""
    if not _may_hold_sequence(text):
        return 0
    return sum(len(run) for run in _RUN.findall(text) if any(map(_is_evidence, _SEQUENCE.findall(run))))


def _may_hold_sequence(text: str) -> bool:
    """Say whether a character that looks like the first byte of a sequence stands before one that looks like another byte."""
    units = code_units(text)
    is_first, is_rest = _byte_tables()
    places = np.flatnonzero(is_first[units[:-1]])
    return bool(is_rest[units[places + 1]].any())


@cache
def _byte_tables() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Build the tables of what may begin a sequence and of what may go on with it. Shape (65536,) each, by code unit."""
    is_first, is_rest = np.zeros(0x10000, bool), np.zeros(0x10000, bool)
    is_first[0xC2:0xF5] = True
    is_rest[0x80:0xC0] = True
    is_rest[code_units("".join(map(chr, range(0x80, 0xA0))).encode("latin-1").decode("cp1252", "ignore"))] = True
    return is_first, is_rest


def latin_characters(line: str) -> int:
    """Count the characters of a line that are in such sequences."""
    return sum(map(len, _SEQUENCE.findall(line)))


def is_all_read(line: str) -> bool:
    """Say whether nothing is left in a line that may be a byte: then the reading is right, however rare its words are."""
    return _BYTE.search(line) is None


def is_chance(line: str, better: str) -> bool:
    """Say whether sequences are such by chance: as many other bytes stand together as there are in sequences."""
    return sum(map(len, _BYTES.findall(better))) >= latin_characters(line)


def repair_latin(line: str, evidence: int) -> str:
    """Give a line as it reads in the right encoding, or as it is if there is any doubt.

    The re-reading is ftfy's (R. Speer, "ftfy", Zenodo 2019), with all that it does beyond that turned off.

    Args:
        line: a line.
        evidence: what `latin_evidence` said of the whole text.
    """
    while (better := _read_again(line, evidence)) != line:
        line = better
    return line


def _read_again(line: str, evidence: int) -> str:
    if line.isascii() or len(line) > _LONGEST_LINE:
        return line
    found = _SEQUENCE.findall(line)
    if not found or not _is_damage(line, found, evidence):
        return line
    tries = [line]
    if len(found) >= _ENOUGH_FOR_SPACED and _SPACED.search(line):
        tries.insert(0, _SPACED.sub("\\1\xa0", line))
    for attempt in tries:
        better = _ftfy(attempt)
        if _is_better(line, better, len(found)):
            return better
    better = _CHINESE.sub(_read_sequences, line)  # ftfy gives up on some lines that were cut inside a character
    return better if _is_better(line, better, len(found)) else line


def _read_sequences(found: re.Match[str]) -> str:
    try:
        read = b"".join(_byte(character) for character in found.group()).decode("utf-8")
    except UnicodeDecodeError:
        return found.group()
    return read if _is_evidence(found.group()) and count_han(read) else found.group()


def _byte(character: str) -> bytes:
    return bytes([ord(character)]) if character <= "\xff" else character.encode("cp1252")


def _is_damage(line: str, found: Sequence[str], evidence: int) -> bool:
    """Whether sequences are an accident and not what the author writes."""
    if not any(map(_is_evidence, found)):
        return False
    return evidence >= _ENOUGH_CHARACTERS or _INSIDE_WORD.search(line) is not None


def _is_evidence(sequence: str) -> bool:
    return _MEANT.fullmatch(sequence) is None


def _is_better(line: str, better: str, sequences: int) -> bool:
    """Whether a new reading has less mojibake, nothing strange in it, and all the characters that were right before."""
    before = set(line)
    if len(better) >= len(line) or not all(_is_ordinary(character) for character in set(better) - before):
        return False
    if len(_SEQUENCE.findall(better)) >= sequences:
        return False
    rest = iter(better)
    return all(character in rest for character in _BYTE_LIKE.sub("", line))


def _is_ordinary(character: str) -> bool:
    return _ORDINARY.match(character) is not None and unicodedata.category(character) not in ("Cn", "Cc")


def _ftfy(line: str) -> str:
    import ftfy

    return ftfy.fix_encoding(line, _ftfy_options())


@cache
def _ftfy_options() -> Any:
    """Everything off but re-reading: the defaults turn Chinese quotes, full-width marks and U+0085 into something else."""
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        replace_lossy_sequences=False,
        fix_c1_controls=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
