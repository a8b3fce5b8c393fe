"""What the documents of a corpus are like: the encodings they came in, what was damaged, what the stages tagged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from corpuskit.document import Document


@dataclass(slots=True)
class Inventory:
    """Counts over the documents that were written.

    Attributes:
        encodings: documents by the encoding they were decoded from.
        damage: `documents` with bytes that could not be decoded, the `fragments` and their `bytes`.
        mixed: documents in which several encodings were found.
        tagged: documents by tag.
        totals: for tags that count something, the sum over the documents; for lists, of their lengths.
    """

    encodings: Counter[str] = field(default_factory=Counter)
    damage: Counter[str] = field(default_factory=Counter)
    mixed: int = 0
    tagged: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)

    def see(self, document: Document) -> None:
        """Count one more document.

        >>> inventory = Inventory()
        >>> inventory.see(Document("一", source={"encoding": "big5"}, tags={"lost_characters": 3}))
        >>> inventory.record()["tags"]
        {'lost_characters': {'documents': 1, 'total': 3}}
        """
        source = document.source
        if encoding := source.get("encoding"):
            self.encodings[encoding] += 1
        if fragments := source.get("damage"):
            self.damage.update(documents=1, fragments=len(fragments), bytes=sum(len(each["bytes"]) // 2 for each in fragments))
        self.mixed += "spans" in source
        for name, value in document.tags.items():
            self.tagged[name] += 1
            if isinstance(value, int) and not isinstance(value, bool):
                self.totals[name] += value
            elif isinstance(value, list | tuple):
                self.totals[name] += len(value)

    def __add__(self, other: Inventory) -> Inventory:
        """Give the counts over both parts of the corpus."""
        parts = (getattr(self, name) + getattr(other, name) for name in self.__slots__)
        return Inventory(*parts)

    def record(self) -> dict[str, Any]:
        """Give the counts as they stand in the manifest."""
        tags = {name: {"documents": count} for name, count in sorted(self.tagged.items())}
        for name, total in self.totals.items():
            tags[name]["total"] = total
        return {
            "encodings": dict(sorted(self.encodings.items())),
            "mixed_encodings": self.mixed,
            "damage": {name: self.damage[name] for name in ("documents", "fragments", "bytes")},
            "tags": tags,
        }
