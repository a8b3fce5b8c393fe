"""What an index was made with, and whether that fits what somebody asks of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from corpuskit.dedup.similarity import LONG, SHORT, Settings, sketch
from corpuskit.dedup.winnowing import WINDOW

Unit = Literal["document", "paragraph"]
UNITS: tuple[Unit, ...] = ("document", "paragraph")

#: Goes up when the files of an index change their shape.
FORMAT = 2
# What `sketch` signs with; should it change one day, the fingerprint of the sketches tells.
_NUM_PERM, _SEED = 128, 1
# A text with everything that a key folds, long enough for all sketches; what is made of it tells versions apart.
_PROBE = (
    "二〇二四年三月十五日，ＡＢＣ公司在廣州市（Guangzhou）召開了第3次會議，討論 1.5% 與 2,000 萬元的預算，ｶﾞｲﾄﾞ、①和㎡都在其中。",
    "天气转凉以后，河边的芦苇慢慢变黄，孩子们放学路过时总要停下来看一会儿。",
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What an index is made with.

    Attributes:
        units: what can be looked up in it.
        jaccard: the similarity for which bands are laid out; an index serves this one only.
        min_chars: paragraphs with fewer letters and digits cannot be found by similarity.
    """

    units: tuple[Unit, ...] = UNITS
    jaccard: float = 0.8
    min_chars: int = 20

    def settings(self, unit: Unit) -> Settings:
        """Give the settings for the sketches of one sort of unit; paragraphs are always made ready for containment."""
        whole = unit == "document"
        return Settings(self.jaccard, None if whole else 0.75, 0 if whole else self.min_chars)

    def record(self) -> dict[str, Any]:
        """Give everything that the content of an index depends on, as it stands in its manifest."""
        bands, rows = self.settings("paragraph").banding
        return {
            "units": list(self.units),
            "jaccard": self.jaccard,
            "min_chars": self.min_chars,
            "ngrams": [LONG, SHORT],
            "num_perm": _NUM_PERM,
            "seed": _SEED,
            "bands": bands,
            "rows": rows,
            "window": WINDOW,
            "sketches": fingerprint(),
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Parameters:
        """Read back what `record` gave; what else stands there is checked by `differences`."""
        units = tuple(unit for unit in UNITS if unit in record["units"])
        return cls(units, float(record["jaccard"]), int(record["min_chars"]))


def differences(found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """Say in which parameters an index differs from what is asked of it.

    Args:
        found: the record of the index.
        wanted: the record of what is asked.

    >>> found = Parameters(jaccard=0.7).record()
    >>> differences(found, Parameters().record())[:2]
    ['jaccard is 0.7 there and 0.8 here', 'bands is 32 there and 21 here']
    """
    told = []
    for name, here in wanted.items():
        there = found.get(name)
        if name == "units":
            fits = set(here) <= set(there or ())
        elif name == "min_chars":
            fits = there is not None and there <= here
        else:
            fits = there == here
        if not fits:
            told.append(f"{name} is {_shown(there)} there and {_shown(here)} here")
    return told


@cache
def fingerprint() -> str:
    """Sketch a fixed text and hash what comes out: another version of keys, hashes or permutations gives another value."""
    digest = hashlib.sha256()
    for name, array in sorted(sketch(_PROBE, Settings()).items()):
        digest.update(f"{name} {array.shape} ".encode())
        digest.update(np.ascontiguousarray(array.astype("<u8")).tobytes())
    return digest.hexdigest()[:16]


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
