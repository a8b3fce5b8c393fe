"""Licence plates of cars, those of electric ones too (GA 36)."""

from __future__ import annotations

from collections.abc import Iterator

from corpuskit.stages.redact.pii.context import END, Place
from corpuskit.stages.redact.pii.hits import Hit
from corpuskit.text.identifiers import PLATE_PROVINCES
from corpuskit.text.patterns import lazy_pattern

_CHARACTER = "[A-HJ-NP-Z0-9]"
_PLATE = lazy_pattern(
    f"[A-HJ-NP-Z](?:(?<=[{PLATE_PROVINCES}].)|(?<=[{PLATE_PROVINCES}][·•].))(?P<dot> ?[·•.・-]? ?)"
    f"(?P<tail>[A-HJK]{_CHARACTER}[0-9]{{4}}|[0-9]{{5}}[A-HJK]|{_CHARACTER}{{5}}|{_CHARACTER}{{4}}[学警挂港澳领试超使])" + END
)
_WORDS = lazy_pattern("车|牌")
_CANDIDATE = lazy_pattern("[A-HJ-NP-ZＡ-ＨＪ-ＮＰ-Ｚ][ 　·•・.．－-]{0,3}[A-Z0-9Ａ-Ｚ０-９]{4}")


def plate_candidates(text: str) -> Iterator[tuple[int, int]]:
    """Give the stretches that have the form of a plate, in any width."""
    for found in _CANDIDATE.finditer(text):
        start = found.start() - 1 - (text[found.start() - 1 : found.start()] in ("·", "•"))
        if start >= 0 and text[start] in PLATE_PROVINCES:
            yield start, found.end() + 2


def find_plates(place: Place) -> Iterator[Hit]:
    """Find plates. Without a figure in it a plate needs a dot, or a word before it that says so: 云VMWARE is none."""
    for found in _PLATE.finditer(place.text):
        start = found.start() - 1 - (place.text[found.start() - 1] in "·•")
        figures = any(character.isdigit() for character in found["tail"])
        if figures or found["dot"].strip() or _WORDS.search(place.before(start)):
            yield Hit(start, found.end(), "plate", start, found.end())
