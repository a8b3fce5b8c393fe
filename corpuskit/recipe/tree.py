"""Plain values that remember where in a file each of them stands, so that a complaint can name its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from corpuskit.errors import Problem

#: The place of a value: keys and list positions from the root.
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Tree:
    """A YAML file as plain values, with the line and column of each.

    Attributes:
        name: the file, as it is named in complaints.
        value: dicts, lists and scalars; None for an empty file.
        places: `file:line:column` of each value, by its path.
        problems: what is wrong with the YAML itself.
    """

    name: str
    value: Any = None
    places: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path) -> str:
        """Say where a path stands, or else the nearest thing around it that is there."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, self.name)
