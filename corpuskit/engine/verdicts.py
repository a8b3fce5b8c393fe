"""What corpus stages have decided about the units of a shard, and how it is carried out on its documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.corpus_stage import CorpusStage, Edges, Reference
from corpuskit.dedup.storage import StoredArrays, save_arrays
from corpuskit.engine.documents import Book, Work, remove_document
from corpuskit.engine.ledger import removal_row
from corpuskit.engine.plan import Plan
from corpuskit.engine.units import UNITS, Units
from corpuskit.engine.workspace import Workspace
from corpuskit.registry import ReadyStage
from corpuskit.text.characters import is_blank

#: Tags that a repetition gets instead of being removed: of the whole document, and a list of its paragraphs.
DOCUMENT_TAG, PARAGRAPHS_TAG = "duplicate_of", "duplicates"

#: The earlier corpora that a plan compares with, by number of the pass, position of the corpus stage and sort of unit.
References = Mapping[tuple[int, int, str], Reference]

# The reason that means that two units are the same.
_SAME = "exact duplicate"
_Arrays = Mapping[str, NDArray[Any]]


class Verdict(NamedTuple):
    """What a corpus stage decided about one unit: that it repeats the one that is kept."""

    document: int
    line: int
    stage: int
    reason: str
    score: float
    kept: Mapping[str, str | None]


def units_of(ready: ReadyStage) -> tuple[str, ...]:
    """Give the sorts of units that a corpus stage works on, whole documents first."""
    wanted = getattr(ready.options, "unit", UNITS)
    return tuple(unit for unit in UNITS if unit in wanted)


def only_tags(ready: ReadyStage) -> bool:
    """Say whether a corpus stage leaves repetitions where they are, and tags them."""
    return getattr(ready.options, "action", "remove") == "tag"


def corpus_stage(ready: ReadyStage) -> CorpusStage:
    """Give a stage that the plan has put among the corpus stages."""
    assert isinstance(ready.stage, CorpusStage)
    return ready.stage


def save_verdicts(workspace: Workspace, number: int, position: int, unit: str, found: Edges, first: int) -> None:
    """Write what a corpus stage decided about units of one sort; the first `first` units are of an earlier corpus."""
    order = np.argsort(found.removed, kind="stable")
    arrays: dict[str, NDArray[Any]] = {"removed": found.removed[order] - first, "kept": found.kept[order] - first}
    arrays |= {"score": found.score[order], "kind": found.kind[order]}
    save_arrays(workspace.verdicts(number, position, unit), arrays)


def settle(workspace: Workspace, number: int, unit: str, ready: Sequence[ReadyStage]) -> None:
    """Let no verdict name a unit as kept that a later stage of the same pass has removed.

    What is equal to such a unit repeats what that unit repeats, and goes by the later stage, for the same reason; what repeats
    a unit that a later stage has found equal to another one repeats that one as well.
    """
    positions = [position for position, stage in enumerate(ready) if unit in units_of(stage)]
    verdicts = {position: _loaded(workspace.verdicts(number, position, unit)) for position in positions}
    for position in reversed(positions):
        for later in positions[positions.index(position) + 1 :]:
            if not only_tags(ready[later]) and len(verdicts[later]["removed"]):
                moves = _equal(verdicts[position], ready[position]) & (not only_tags(ready[position]))
                equal = _equal(verdicts[later], ready[later])
                verdicts[position], verdicts[later] = _follow(verdicts[position], moves, verdicts[later], equal)
    for position, arrays in verdicts.items():
        save_arrays(workspace.verdicts(number, position, unit), arrays)


def _loaded(folder: Path) -> _Arrays:
    return {name: np.array(array) for name, array in StoredArrays(folder).items()}


def _equal(verdicts: _Arrays, ready: ReadyStage) -> NDArray[np.bool_]:
    """Say which verdicts are about units that are equal."""
    kinds = [kind for kind, reason in enumerate(corpus_stage(ready).reasons) if reason == _SAME]
    return np.isin(verdicts["kind"], kinds)


def _follow(mine: _Arrays, moves: NDArray[np.bool_], later: _Arrays, equal: NDArray[np.bool_]) -> tuple[_Arrays, _Arrays]:
    """Settle the verdicts of one stage with those of a later one, both in the order of the units removed.

    Args:
        mine: the verdicts of the earlier stage.
        moves: which of them may go over to the later stage.
        later: the verdicts of the later stage.
        equal: which of these are about equal units.
    """
    at = np.minimum(np.searchsorted(later["removed"], mine["kept"]), len(later["removed"]) - 1)
    lost = later["removed"][at] == mine["kept"]
    moved = lost & moves
    follows = lost & ~moved & equal[at] & (later["kept"][at] >= 0)  # an earlier corpus is known to one stage only
    kept = np.where(follows, later["kept"][at], mine["kept"])
    mine, given = {**mine, "kept": kept}, {name: array[at[moved]] for name, array in later.items()}
    given["removed"] = mine["removed"][moved]
    joined = {name: np.concatenate([array, given[name]]) for name, array in later.items()}
    order = np.argsort(joined["removed"], kind="stable")
    return {name: array[~moved] for name, array in mine.items()}, {name: array[order] for name, array in joined.items()}


def load_verdicts(
    workspace: Workspace, plan: Plan, number: int, shard: int, references: References
) -> Mapping[int, Sequence[Verdict]]:
    """Read what the corpus stages of a pass decided about a shard, by position of the document."""
    found: dict[int, list[Verdict]] = defaultdict(list)
    for unit in UNITS:
        units = Units(workspace, number, unit)
        for position, ready in enumerate(plan.passes[number].corpus):
            if unit in units_of(ready):
                reference = references.get((number, position, unit))
                for verdict in _read(workspace, plan, number, position, shard, units, reference):
                    found[verdict.document].append(verdict)
    return found


def _read(
    workspace: Workspace, plan: Plan, number: int, position: int, shard: int, units: Units, reference: Reference | None
) -> Iterator[Verdict]:
    part = plan.passes[number]
    arrays = StoredArrays(workspace.verdicts(number, position, units.unit))
    rows = slice(*np.searchsorted(arrays["removed"], units.bounds[shard : shard + 2]).tolist())
    removed, kept, score, kind = (np.asarray(arrays[name][rows]) for name in ("removed", "kept", "score", "kind"))
    if not len(removed):
        return
    ready = part.corpus[position]
    reasons = corpus_stage(ready).reasons
    here = kept >= 0
    there = units.places(kept[here])
    owners = iter(units.owners(kept[here], there))
    texts = iter(units.take(kept[here], there) if units.unit == "paragraph" else [])
    places = units.places(removed)
    columns = (places[:, 0], places[:, 1], kept, score, kind)
    for document, line, stays, alike, why in zip(*(column.tolist() for column in columns), strict=True):
        if stays >= 0:
            known: dict[str, str | None] = {"document": next(owners), "text": next(texts) if line >= 0 else None}
        else:
            assert reference is not None
            earlier = stays + len(reference.alive)
            text = reference.texts[earlier] if line >= 0 else None
            known = {"document": reference.owner(earlier), "text": text, "index": str(getattr(ready.options, "against", None))}
        yield Verdict(document, line, part.corpus_number(position), reasons[why], alike, known)


def apply(plan: Plan, work: Work, verdicts: Sequence[Verdict], book: Book) -> Work | None:
    """Carry out what was decided about a document; None if nothing of it is left.

    Args:
        plan: says which stage is which.
        work: the document.
        verdicts: all that concern it.
        book: where everything is written down.
    """
    for verdict in verdicts:
        if verdict.line < 0:
            return _apply_to_document(plan, work, verdict, book)
    document = work.document
    lines = document.text.split("\n")
    removals: list[Verdict] = []
    tags: list[Verdict] = []
    for verdict in sorted(verdicts, key=lambda verdict: verdict.line):
        (tags if only_tags(plan.recipe.stages[verdict.stage]) else removals).append(verdict)
    for verdict in removals:
        counted = verdict.stage > plan.counted_after
        counts = book.stage(verdict.stage)
        counts.paragraphs_removed += counted
        counts.spans_removed += not counted
        work.gone += counted
        name = plan.recipe.stages[verdict.stage].name
        unit = "paragraph" if counted else "span"
        row = removal_row(unit, document, lines[verdict.line], name, verdict.reason, kept=dict(verdict.kept), score=verdict.score)
        book.removed.append((work.order, row))
    gone = {verdict.line for verdict in removals}
    left = [number for number in range(len(lines)) if number not in gone]
    tagged = _paragraph_tags(plan, lines, left, tags, document.tags.get(PARAGRAPHS_TAG, ()))
    work.document = document.with_text("\n".join(lines[number] for number in left), tags=tagged)
    for stage in {verdict.stage for verdict in removals}:
        book.stage(stage).documents_changed += 1
    if is_blank(work.document.text):
        last = max(verdict.stage for verdict in removals)
        book.stage(last).documents_removed += 1
        remove_document(work, plan.recipe.stages[last].name, "empty", book)
        return None
    return work


def _apply_to_document(plan: Plan, work: Work, verdict: Verdict, book: Book) -> Work | None:
    ready = plan.recipe.stages[verdict.stage]
    if only_tags(ready):
        work.document = work.document.with_text(work.document.text, tags={DOCUMENT_TAG: _tag(plan, verdict)})
        return work
    book.stage(verdict.stage).documents_removed += 1
    remove_document(work, ready.name, verdict.reason, book, kept=dict(verdict.kept), score=verdict.score)
    return None


def _paragraph_tags(
    plan: Plan, lines: Sequence[str], left: Sequence[int], tags: Sequence[Verdict], earlier: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Give the tag of a document whose lines `left` stay; what an earlier pass has tagged keeps its tag."""
    if not tags and not earlier:
        return {}
    shown = [number for number, line in enumerate(lines) if not is_blank(line)]
    now = {line: count for count, line in enumerate(number for number in left if not is_blank(lines[number]))}
    entries = [{**entry, "paragraph": now[line]} for entry in earlier if (line := shown[entry["paragraph"]]) in now]
    entries += [{"paragraph": now[verdict.line], **_tag(plan, verdict)} for verdict in tags]
    return {PARAGRAPHS_TAG: sorted(entries, key=lambda entry: entry["paragraph"])}


def _tag(plan: Plan, verdict: Verdict) -> dict[str, Any]:
    name = plan.recipe.stages[verdict.stage].name
    return {"of": verdict.kept["document"], "kind": verdict.reason, "score": verdict.score, "stage": name}
