"""Bring code points into one form: line ends, invisible characters, stand-ins for ordinary characters, NFC."""

from __future__ import annotations

import unicodedata
from typing import Literal

from pydantic import Field

from corpuskit.stage import Options, Result, TextStage
from corpuskit.text.characters import unify_line_ends
from corpuskit.text.compatibility import (
    PRIVATE_USE,
    STAND_INS,
    UNSEEN,
    UNSEEN_BEYOND,
    compose,
    drop_stray_joiners,
    narrow_letters,
    radicals_to_ideographs,
    spell_out_forms,
)
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.stretches import fix_stretches, lines_with

_SUSPECT = lazy_pattern(f"[{UNSEEN}\u2028\u2029\u200c\u200d\r{STAND_INS}\ue000-\uf8ff\U0001fffe-\U0010ffff]")
_LINE_ENDS = frozenset("\r\u0085\u2028\u2029")
_BEYOND = lazy_pattern("[\U0001fffe-\U0010ffff]")
_UNSEEN = lazy_pattern(f"[{UNSEEN}]")
_UNSEEN_BEYOND = lazy_pattern(f"[{UNSEEN_BEYOND}]")
_PRIVATE_USE = lazy_pattern(f"[{PRIVATE_USE}]")


class UnicodeOptions(Options):
    """Options of `normalize.unicode`."""

    private_use: Literal["keep", "drop"] = Field(
        "keep",
        description="What to do with private-use characters, which mean something only in the font they were typed for: `keep` "
        "counts them in the tag `private_use`, `drop` takes them out and lists them as removed.",
    )


def normalize_unicode(text: str, options: UnicodeOptions) -> Result:
    """Write each character in its one ordinary form: NFC, never NFKC, and nothing that cannot be seen.

    Line ends become line feeds (a form feed stays), controls and invisible format characters go, vertical and small forms of
    marks, radicals used as characters and full-width letters and digits become ordinary ones. U+FFFD stays.

    Args:
        text: the text.
        options: what to do with private-use characters.

    Returns:
        The text; the tag `private_use` counts private-use characters where there are any.

    >>> normalize_unicode("\\ufeffＡ４纸⼀张﹐①㎡\\r\\n", UnicodeOptions()).text
    'A4纸一张，①㎡\\n'
    """
    suspects = set(_SUSPECT.findall(text))
    if not suspects:
        return Result(text if unicodedata.is_normalized("NFC", text) else compose(text))
    private = []
    if any(_PRIVATE_USE.match(suspect) for suspect in suspects):
        private = [found.start() for found in _PRIVATE_USE.finditer(text)]
        if options.private_use == "drop":
            text = _PRIVATE_USE.sub("", text)
    if not suspects.isdisjoint(_LINE_ENDS):
        text = unify_line_ends(text)
    text = fix_stretches(text, lines_with(_SUSPECT, text), _normalize_lines)
    if not unicodedata.is_normalized("NFC", text):
        text = compose(text)
    removed = [(place, place + 1, "private use") for place in private] if options.private_use == "drop" else []
    return Result(text, removed, {"private_use": len(private)} if private else {})


def _normalize_lines(text: str) -> str:
    """Apply the rules; NFC comes after them, since it may join what they have laid bare."""
    # A vertical tab is the line break inside a paragraph of a word processor: to delete it would join two words.
    text = _UNSEEN.sub("", text.replace("\x0b", " "))  # a pattern without hits gives the same text back: no gate needed
    if _BEYOND.search(text):
        text = _UNSEEN_BEYOND.sub("", text)
    text = drop_stray_joiners(text)
    return radicals_to_ideographs(narrow_letters(spell_out_forms(text)))


STAGE = TextStage(normalize_unicode, UnicodeOptions, version=2)
