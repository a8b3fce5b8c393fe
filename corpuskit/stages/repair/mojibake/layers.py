"""Damage upon damage: a text is read again until nothing changes."""

from __future__ import annotations

from corpuskit.stages.repair.mojibake.entities import resolve_entities
from corpuskit.stages.repair.mojibake.escapes import unescape
from corpuskit.stages.repair.mojibake.lines import repair_lines
from corpuskit.text.code import code_lines, may_hold_code

# Layers of damage one upon the other. A text that still changes then is none that can be trusted: it stays as it was.
_MOST_LAYERS = 8


def read_again(text: str) -> str:
    """Give a text as it was before it was read in wrong encodings or escaped, however often that happened."""
    before = text
    for _ in range(_MOST_LAYERS):
        after = _repair_layer(before)
        if after == before:
            return after
        before = after
    return text


def _repair_layer(text: str) -> str:
    lines = text.split("\n")
    if "\\u" in text or "&" in text:
        code = code_lines(lines) if may_hold_code(text) else set[int]()
        lines = resolve_entities(unescape(lines, code), code)
    repair_lines(lines)
    return "\n".join(lines)
