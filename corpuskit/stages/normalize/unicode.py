"""Bring code points into one form: line ends, invisible characters, stand-ins for ordinary characters, NFC."""

from __future__ import annotations

import re
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

_SUSPECT = re.compile(f"[{UNSEEN}\u2028\u2029\u200c\u200d\r{STAND_INS}\ue000-\uf8ff\U0001fffe-\U0010ffff]")
_BEYOND = re.compile("[\U0001fffe-\U0010ffff]")
_UNSEEN = re.compile(f"[{UNSEEN}]")
_UNSEEN_BEYOND = re.compile(f"[{UNSEEN_BEYOND}]")
_PRIVATE_USE = re.compile(f"[{PRIVATE_USE}]")


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
    if _SUSPECT.search(text) is None:
        return Result(text if unicodedata.is_normalized("NFC", text) else compose(text))
    private = [found.start() for found in _PRIVATE_USE.finditer(text)]
    if options.private_use == "drop" and private:
        clean = _normalize(_PRIVATE_USE.sub("", text))
        return Result(clean, [(place, place + 1, "private use") for place in private], {"private_use": len(private)})
    return Result(_normalize(text), tags={"private_use": len(private)} if private else {})


def _normalize(text: str) -> str:
    """Apply the rules; NFC comes last, since it may join what the others have laid bare."""
    text = unify_line_ends(text)
    # A vertical tab is the line break inside a paragraph of a word processor: to delete it would join two words.
    text = _UNSEEN.sub("", text.replace("\x0b", " "))  # a pattern without hits gives the same text back: no gate needed
    if _BEYOND.search(text):
        text = _UNSEEN_BEYOND.sub("", text)
    text = drop_stray_joiners(text)
    text = narrow_letters(spell_out_forms(text))
    return compose(radicals_to_ideographs(text))


STAGE = TextStage(normalize_unicode, UnicodeOptions, version=2)
