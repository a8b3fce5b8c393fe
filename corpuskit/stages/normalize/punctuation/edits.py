"""Changes of single characters of a line, found first and made at once."""

from __future__ import annotations

#: New characters by their places in a line.
Edits = dict[int, str]


def with_edits(line: str, edits: Edits) -> str:
    """Give the line with other characters at some places."""
    if not edits:
        return line
    characters = list(line)
    for place, character in edits.items():
        characters[place] = character
    return "".join(characters)
