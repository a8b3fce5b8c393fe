"""Cut a recipe into passes over the documents.

A corpus stage needs to have seen every document before any can go on, so it ends a pass; neighbouring ones share a pass.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpuskit.corpus_stage import CorpusStage
from corpuskit.recipe import Recipe
from corpuskit.registry import ReadyStage

#: After this stage a line is a paragraph, and paragraphs are counted.
COUNTING_STAGE = "repair.linebreaks"


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass: text and document stages for each document, then the corpus stages that end it.

    Attributes:
        first: the number, in the recipe, of the first of its stages.
        stages: the text and document stages.
        corpus: the corpus stages after them; empty in the last pass, which writes the corpus.
    """

    first: int
    stages: tuple[ReadyStage, ...]
    corpus: tuple[ReadyStage, ...]

    def corpus_number(self, position: int) -> int:
        """Give the number, in the recipe, of one of the corpus stages."""
        return self.first + len(self.stages) + position


@dataclass(frozen=True, slots=True)
class Plan:
    """A recipe in passes.

    Attributes:
        recipe: the recipe.
        passes: at least one; all but the last end with corpus stages.
        counted_after: the number of the stage after which paragraphs are counted; -1: after decoding.
    """

    recipe: Recipe
    passes: tuple[Pass, ...]
    counted_after: int


def make_plan(recipe: Recipe) -> Plan:
    """Cut a recipe at its corpus stages.

    >>> from corpuskit.recipe import load_recipe
    >>> [(len(part.stages), len(part.corpus)) for part in make_plan(load_recipe("zh")).passes]
    [(11, 2), (0, 0)]
    """
    passes = []
    mapped: list[ReadyStage] = []
    corpus: list[ReadyStage] = []
    first, counted_after = 0, -1
    for number, ready in enumerate(recipe.stages):
        if ready.name == COUNTING_STAGE:
            counted_after = number
        if isinstance(ready.stage, CorpusStage):
            corpus.append(ready)
            continue
        if corpus:
            passes.append(Pass(first, tuple(mapped), tuple(corpus)))
            first, mapped, corpus = number, [], []
        mapped.append(ready)
    if corpus:
        passes.append(Pass(first, tuple(mapped), tuple(corpus)))
        first, mapped = len(recipe.stages), []
    passes.append(Pass(first, tuple(mapped), ()))
    return Plan(recipe, tuple(passes), counted_after)
