"""How a document writes what is lost at line ends: spaces beside Latin words, hyphens, words broken in two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpuskit.stages.repair.linebreaks.lines import Line
from corpuskit.text.characters import HAN, KANA, has_han

# The rarer class first: only Latin letters and digits are looked at closely.
_TIGHT = re.compile(f"[A-Za-z0-9](?:(?<=[{HAN}{KANA}].)|(?=[{HAN}{KANA}]))")
_SPACED = re.compile(f"[A-Za-z0-9](?:(?<=[{HAN}{KANA}] .)|(?= [{HAN}{KANA}]))")
_AFTER_HYPHEN = re.compile("-[a-z]+(?:-[a-z]+)*")
_BEFORE_HYPHEN = re.compile("[A-Za-z]{1,40}$")
_WORD = re.compile(r"[A-Za-z]+")
_NEVER_FIRST = frozenset("，。、；：！？）》”’」』】")
_BROKEN_WORDS = 0.02

_SAMPLE = 100_000  # characters that tell the habits of a document


@dataclass(frozen=True, slots=True)
class Habits:
    """How the document writes.

    Attributes:
        spaced_letters: whether a space stands between Han and Latin letters.
        spaced_digits: whether a space stands between Han characters and digits.
        words_broken: whether lines break in the middle of Latin words.
        words: its Latin words, only where words are broken.
        hyphenated: its compounds with a hyphen inside a line.
    """

    spaced_letters: bool
    spaced_digits: bool
    words_broken: bool
    words: frozenset[str]
    hyphenated: frozenset[str]


def find_habits(text: str, lines: Sequence[Line]) -> Habits:
    """Find out how a document writes what stands at the ends of its lines."""
    # Who lets marks begin a line counts characters only, and breaks words as well.
    words_broken = sum(text[line.start] in _NEVER_FIRST for line in lines) > _BROKEN_WORDS * len(lines)
    text = text[:_SAMPLE]
    tight_letters, tight_digits = _letters_and_digits(_TIGHT, text)
    spaced_letters, spaced_digits = _letters_and_digits(_SPACED, text)
    words = frozenset(_WORD.findall(text)) if words_broken else frozenset()
    return Habits(spaced_letters > tight_letters, spaced_digits > tight_digits, words_broken, words, _hyphenated(text))


def _letters_and_digits(pattern: re.Pattern[str], text: str) -> tuple[int, int]:
    if text.isascii() or not has_han(text):
        return 0, 0
    found = pattern.findall(text)
    digits = sum(map(str.isdigit, found))
    return len(found) - digits, digits


def _hyphenated(text: str) -> frozenset[str]:
    found = set()
    for match in _AFTER_HYPHEN.finditer(text):
        head = _BEFORE_HYPHEN.search(text, max(0, match.start() - 40), match.start())
        if head:
            found.add(head[0] + match[0])
    return frozenset(found)
