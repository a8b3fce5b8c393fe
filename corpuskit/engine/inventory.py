"""What the documents of a corpus are like: the encodings they came in, damage, sizes, what the stages tagged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from corpuskit.document import Document
from corpuskit.engine.features import SeenFeatures

#: Lower ends of the classes of confidence, in percent.
_CONFIDENCE = (99, 90, 50, 0)
#: More folders than this are counted together.
_MOST_SOURCES = 200
#: And so are more values of tags, and values that are no words.
_MOST_VALUES, _LONGEST_VALUE = 500, 40
_OTHER = "…"
_UNIT = np.dtype("<u2")
_FIRST_HAN, _HAN = np.uint16(0x3400), np.uint16(0x9FFF - 0x3400)


@dataclass(slots=True)
class Inventory:
    """Counts over the documents that were written.

    Attributes:
        encodings: documents by `(encoding, least confidence of its class in percent)`.
        damage: `documents` with bytes that could not be decoded, the `fragments` and their `bytes`.
        mixed: documents in which several encodings were found.
        tagged: documents by tag.
        totals: for tags that count something, the sum over the documents; for lists, of their lengths.
        values: documents by `(tag, value)`, for tags that are a word, such as a language.
        characters: characters by source, the first folder of the path.
        lengths: documents by `(source, n)`, for texts of 2^n to 2^(n+1) - 1 characters.
        han: documents by `(source, n)`, for texts of which n to n+1 tenths of the visible characters are Han.
        features: the types in `meta`.
    """

    encodings: Counter[tuple[str, int]] = field(default_factory=Counter)
    damage: Counter[str] = field(default_factory=Counter)
    mixed: int = 0
    tagged: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    values: Counter[tuple[str, str]] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    lengths: Counter[tuple[str, int]] = field(default_factory=Counter)
    han: Counter[tuple[str, int]] = field(default_factory=Counter)
    features: SeenFeatures = field(default_factory=SeenFeatures)

    def see(self, document: Document) -> None:
        """Count one more document.

        >>> inventory = Inventory()
        >>> inventory.see(Document("一", source={"encoding": "big5", "confidence": 0.97}, tags={"lost_characters": 3}))
        >>> inventory.record()["tags"], inventory.record()["encodings"]
        ({'lost_characters': {'documents': 1, 'total': 3}}, {'big5': {'90': 1}})
        """
        source = document.source
        if encoding := source.get("encoding"):
            percent = 100 * source.get("confidence", 1.0)
            self.encodings[encoding, next(least for least in _CONFIDENCE if percent >= least)] += 1
        if fragments := source.get("damage"):
            self.damage.update(documents=1, fragments=len(fragments), bytes=sum(len(each["bytes"]) // 2 for each in fragments))
        self.mixed += "spans" in source
        for name, value in document.tags.items():
            self.tagged[name] += 1
            if isinstance(value, int) and not isinstance(value, bool):
                self.totals[name] += value
            elif isinstance(value, list | tuple):
                self.totals[name] += len(value)
            elif isinstance(value, str):
                known = (name, value) in self.values or len(self.values) < _MOST_VALUES
                self.values[name, value if known and len(value) <= _LONGEST_VALUE else _OTHER] += 1
        self.features.see({"source": source, "fields": document.fields, "tags": document.tags})
        self._measure(self._folder(source.get("path", "")), document.text)

    def _folder(self, path: str) -> str:
        folder, slash, _ = path.partition("/")
        name = folder if slash else "."
        return name if name in self.characters or len(self.characters) < _MOST_SOURCES else _OTHER

    def _measure(self, folder: str, text: str) -> None:
        self.characters[folder] += len(text)
        self.lengths[folder, max(len(text), 1).bit_length() - 1] += 1
        self.han[folder, min(int(10 * _share_of_han(text)), 9)] += 1

    def __add__(self, other: Inventory) -> Inventory:
        """Give the counts over both parts of the corpus."""
        parts = (getattr(self, name) + getattr(other, name) for name in self.__slots__)
        return Inventory(*parts)

    def record(self) -> dict[str, Any]:
        """Give the counts as they stand in the manifest."""
        tags: dict[str, dict[str, Any]] = {name: {"documents": count} for name, count in sorted(self.tagged.items())}
        for name, total in self.totals.items():
            tags[name]["total"] = total
        for (name, value), count in sorted(self.values.items(), key=lambda pair: (-pair[1], pair[0])):
            tags[name].setdefault("values", {})[value] = count
        return {
            "encodings": _nested(self.encodings),
            "mixed_encodings": self.mixed,
            "damage": {name: self.damage[name] for name in ("documents", "fragments", "bytes")},
            "tags": tags,
            "characters": dict(sorted(self.characters.items())),
            "lengths": _nested(self.lengths),
            "han_tenths": _nested(self.han),
            "features": self.features.feature,
        }


def _share_of_han(text: str) -> float:
    """Give the share of Han among the visible characters, in one look at the UTF-16 code units: this runs on every document."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), _UNIT)
    visible = len(units) - np.count_nonzero(units <= 0x20) - text.count("\u3000")
    # What is below the first of them wraps around.
    return np.count_nonzero(units - _FIRST_HAN <= _HAN) / visible if visible else 0.0


def _nested(counts: Counter[tuple[str, int]]) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (outer, inner), count in sorted(counts.items()):
        nested.setdefault(outer, {})[str(inner)] = count
    return nested
