"""The kind of stage that compares texts across the corpus: sketch, candidates, verify, resolve."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpuskit.stage import Options, Stage, parameters_of

if TYPE_CHECKING:
    from corpuskit.dedup.runs import Room

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidate pairs of units.

    Attributes:
        pairs: shape (n, 2), int64: numbers of units, the smaller first, without repetition, sorted.
        notes: what was capped or approximated, one sentence each, for the manifest.
    """

    pairs: NDArray[np.int64]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Edges:
    """Verified pairs: what is removed, what it repeats, and how surely.

    Attributes:
        removed: shape (n,), int64: the unit that would go if both were there.
        kept: shape (n,), int64: the unit that would stay.
        score: shape (n,), float64, 0 to 1.
        kind: shape (n,), uint8: index into the stage's `reasons`.
    """

    removed: NDArray[np.int64]
    kept: NDArray[np.int64]
    score: NDArray[np.float64]
    kind: NDArray[np.uint8]

    @classmethod
    def join(cls, parts: Sequence[Edges]) -> Edges:
        """Put edges found by several workers together, in the order given."""
        return cls(
            np.concatenate([np.empty(0, np.int64), *(part.removed for part in parts)]),
            np.concatenate([np.empty(0, np.int64), *(part.kept for part in parts)]),
            np.concatenate([np.empty(0, np.float64), *(part.score for part in parts)]),
            np.concatenate([np.empty(0, np.uint8), *(part.kind for part in parts)]),
        )


class Reference(Protocol):
    """An earlier corpus, whose units come before those of this one: what they hold is removed here, and they stay.

    It is sent to workers, so it is small, and what it gives is read when it is asked for.
    """

    @property
    def sketches(self) -> Sequence[Arrays]:
        """The sketches of its units, as the stage makes them."""
        ...

    @property
    def alive(self) -> NDArray[np.bool_]:
        """Which of its units count, shape (number of units,)."""
        ...

    @property
    def texts(self) -> Sequence[str]:
        """Its units."""
        ...

    def owner(self, unit: int) -> str:
        """Give the id of the document that a unit is, or stands in."""
        ...


class CorpusStage(Stage):
    """A stage that compares texts across the corpus: sketch, candidates, verify, resolve; the engine applies the verdicts.

    A unit is a document or a paragraph; units are numbered from 0 in the order of the corpus, and one call of each function
    below is about one sort of unit. What becomes of a repetition is said by the option `action`, if there is one: `"remove"`,
    or `"tag"`, which leaves it where it is.
    Candidates, verify and resolve may also declare these keywords, and are given them then: `documents`, the number of the
    document that each unit is or stands in, int64, shape (number of units,), ascending, -1 in an earlier corpus; `first`: units
    before this number are of an earlier corpus, must not be removed and not be compared with each other; `room`: how much
    memory there is, and a folder for what does not fit.

    Args:
        sketch: `(texts, unit, options) -> arrays`, for a batch of consecutive units; run in parallel.
        candidates: `(sketches, alive, unit, options) -> Pairs`, over the sketches of all batches in order. `alive[i]` is False
            for units that an earlier step has removed: they must not appear in a pair.
        verify: `(pairs, texts, unit, options) -> Edges`, for a slice of the pairs; `texts[i]` gives unit i; run in parallel.
        resolve: `(edges, sketches, unit, options) -> Edges`: the verdicts, at most one for each removed unit, none of them
            kept elsewhere as a survivor.
        options: the model of the options; its field `unit` lists the units to work on, `"document"` and `"paragraph"`.
        reasons: what the ledger says for each `kind` of an edge.
        reference: `(unit, options) -> Reference`, or None if the options name no earlier corpus.
        version: as for every stage.
    """

    kind = "corpus"

    def __init__(
        self,
        sketch: Callable[..., Arrays],
        candidates: Callable[..., Pairs],
        verify: Callable[..., Edges],
        resolve: Callable[..., Edges],
        options: type[Options] = Options,
        *,
        reasons: Sequence[str],
        reference: Callable[..., Reference | None] = lambda unit, options: None,
        version: int = 1,
    ) -> None:
        super().__init__(sketch, options, version=version)
        self.sketch = sketch
        self.candidates = candidates
        self.verify = verify
        self.resolve = resolve
        self.reasons = tuple(reasons)
        self.reference = reference

    def find(
        self,
        sketches: Sequence[Arrays],
        alive: NDArray[np.bool_],
        unit: str,
        options: Options,
        *,
        documents: NDArray[np.int64],
        first: int = 0,
        room: Room | None = None,
    ) -> Pairs:
        """Call `candidates` with what it declares."""
        known = _declared(self.candidates, documents=documents, first=first, room=room)
        found: Pairs = self.candidates(sketches, alive, unit, options, **known)
        return found

    def compare(
        self,
        pairs: NDArray[np.int64],
        texts: Sequence[str],
        unit: str,
        options: Options,
        *,
        documents: NDArray[np.int64],
        first: int = 0,
    ) -> Edges:
        """Call `verify` with what it declares."""
        found: Edges = self.verify(pairs, texts, unit, options, **_declared(self.verify, documents=documents, first=first))
        return found

    def decide(
        self,
        edges: Edges,
        sketches: Sequence[Arrays],
        unit: str,
        options: Options,
        *,
        first: int = 0,
        room: Room | None = None,
    ) -> Edges:
        """Call `resolve` with what it declares."""
        found: Edges = self.resolve(edges, sketches, unit, options, **_declared(self.resolve, first=first, room=room))
        return found

    def verdicts(self, texts: Sequence[str], unit: str, options: Options) -> Edges:
        """Give the verdicts over a few texts in memory; what is kept in an earlier corpus has a number below 0."""
        sketches = [self.sketch(texts, unit, options)]
        documents = np.zeros(len(texts), np.int64) if unit == "paragraph" else np.arange(len(texts))
        alive = np.ones(len(texts), bool)
        first = 0
        if (reference := self.reference(unit, options)) is not None:
            from corpuskit.dedup.storage import Joined

            first = len(reference.alive)
            sketches, texts = [*reference.sketches, *sketches], Joined(reference.texts, texts)
            alive = np.concatenate([reference.alive, alive])
            documents = np.concatenate([np.full(first, -1), documents])
        found = self.find(sketches, alive, unit, options, documents=documents, first=first)
        edges = self.compare(found.pairs, texts, unit, options, documents=documents, first=first)
        chosen = self.decide(edges, sketches, unit, options, first=first)
        return Edges(chosen.removed - first, chosen.kept - first, chosen.score, chosen.kind)

    def clean(self, text: str, options: Options) -> str:
        """Take out the paragraphs that repeat another one of the same text."""
        if "paragraph" not in getattr(options, "unit", ("paragraph",)) or getattr(options, "action", "remove") != "remove":
            return text
        lines = text.split("\n")
        numbers = [number for number, line in enumerate(lines) if line.strip()]
        gone = {numbers[unit] for unit in self.verdicts([lines[n] for n in numbers], "paragraph", options).removed}
        return "\n".join(line for number, line in enumerate(lines) if number not in gone)


def _declared(function: Callable[..., Any], **known: Any) -> dict[str, Any]:
    """Give what a function declares of this, and what is not None."""
    declared = parameters_of(function)
    return {name: value for name, value in known.items() if value is not None and name in declared}
