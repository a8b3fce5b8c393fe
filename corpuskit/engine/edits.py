"""Samples of what each stage did to texts: the same documents, however the run was shared out.

Of the documents that a stage changed, those with the smallest ids are kept: ids are hashes, so this is a fair sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from corpuskit.document import Document, place_of

#: How many documents are kept for each stage.
SAMPLES = 3
_BEFORE_CHANGE, _EXCERPT = 200, 6_000


class EditSamples:
    """The samples of a part of a corpus, by number of the stage."""

    def __init__(self) -> None:
        self._kept: dict[int, dict[str, dict[str, Any]]] = {}

    def offer(self, number: int, stage: str, document: Document, after: str) -> None:
        """Show what a stage did to a document; it is kept if its id is among the smallest so far.

        Args:
            number: the number of the stage in the recipe.
            stage: its name.
            document: the document before that.
            after: its text afterwards, another one.
        """
        kept = self._kept.setdefault(number, {})
        if len(kept) >= SAMPLES and document.id >= max(kept):
            return
        first, cut, last = excerpt(document.text, after)
        row = {"stage": stage, "document": document.id, "path": place_of(document.source), **first, "cut": cut, "after": last}
        self._keep(kept, row)

    def add(self, rows: Iterable[tuple[int, dict[str, Any]]]) -> None:
        """Take in samples that `rows` gave of another part of the corpus."""
        for number, row in rows:
            self._keep(self._kept.setdefault(number, {}), row)

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Give `(number of the stage, row of the ledger)`, in the order of stages and ids."""
        for number, kept in sorted(self._kept.items()):
            for _, row in sorted(kept.items()):
                yield number, row

    def _keep(self, kept: dict[str, dict[str, Any]], row: dict[str, Any]) -> None:
        kept[row["document"]] = row
        if len(kept) > SAMPLES:
            del kept[max(kept)]


def excerpt(before: str, after: str) -> tuple[dict[str, Any], bool, str]:
    """Cut two versions of a text down to the stretch around their first difference.

    Args:
        before, after: two versions of a text.

    Returns:
        `start`, where in the old text the excerpt begins, in characters, with `before`, the excerpt itself; whether anything
        was cut off behind it; and the excerpt of the new text.

    >>> excerpt("甲\\n乙,丙", "甲\\n乙，丙")
    ({'start': 2, 'before': '乙,丙'}, False, '乙，丙')
    """
    same = _common_start(before, after)
    start = before.rfind("\n", max(0, same - _BEFORE_CHANGE), same) + 1 or max(0, same - _BEFORE_CHANGE)
    end = start + _EXCERPT
    return {"start": start, "before": before[start:end]}, max(len(before), len(after)) > end, after[start:end]


def _common_start(one: str, other: str) -> int:
    """Count the characters that two texts have in common at their start, by halving: comparing slices is quick."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
