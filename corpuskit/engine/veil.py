"""What a stage hides in the text is hidden in the files beside the corpus, too: the ledger and the samples of edits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from corpuskit.recipe import Recipe
from corpuskit.registry import ReadyStage

Row = tuple[int, dict[str, Any]]


class Veil:
    """The stages of a recipe that hide something, and what stands before each of them."""

    def __init__(self, recipe: Recipe) -> None:
        self._hiding = [(number, ready) for number, ready in enumerate(recipe.stages) if ready.stage.hides]
        self._numbers: dict[str, int] = {}
        for number, ready in enumerate(recipe.stages):
            self._numbers.setdefault(ready.name, number)

    def over_removed(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Give rows of `removed.jsonl`; what a hiding stage shows of its own doing stays as it is."""
        if not self._hiding:
            yield from rows
            return
        for order, row in rows:
            stages = [ready for number, ready in self._hiding if self._numbers.get(row["stage"], -1) < number]
            if stages:
                row = {**row, "text": _hidden(stages, row["text"])}
                if row["kept"] and row["kept"]["text"]:
                    row["kept"] = {**row["kept"], "text": _hidden(stages, row["kept"]["text"])}
            yield order, row

    def over_edits(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Give rows of `edits.jsonl`, of which a hiding stage shows only what it leaves."""
        for number, row in rows:
            stages = [ready for place, ready in self._hiding if number <= place]
            yield number, {**row, **{part: _hidden(stages, row[part]) for part in ("before", "after")}} if stages else row


def _hidden(stages: Iterable[ReadyStage], text: str) -> str:
    for ready in stages:
        text = ready(text)
    return text
