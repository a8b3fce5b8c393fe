"""One document through the text and document stages: what comes out, what goes into the ledger."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpuskit.document import Document, Removed, place_of
from corpuskit.engine.edits import EditSamples
from corpuskit.engine.ledger import Counts, StageCounts, quarantine_row, removal_row, split_removals
from corpuskit.engine.plan import Plan
from corpuskit.registry import ReadyStage
from corpuskit.stage import Context, DocumentStage, Hidden, Removal, Result, TextStage
from corpuskit.text.blocks import squeeze_blank_lines
from corpuskit.text.characters import count_paragraphs, is_blank, unify_line_ends


class Rejected(Exception):
    """A document cannot be processed and goes into quarantine."""

    def __init__(self, stage: str, error: str | BaseException) -> None:
        super().__init__(stage, error)
        self.stage = stage
        self.error = error


@dataclass(slots=True)
class Work:
    """A document on its way, with the engine's own notes on it.

    Attributes:
        document: the document as it is now.
        order: its position in its shard.
        paragraphs: how many it had when they were counted; -1 before that.
        gone: how many of these were removed since.
    """

    document: Document
    order: int = 0
    paragraphs: int = -1
    gone: int = 0


@dataclass(slots=True)
class Book:
    """Where the engine writes down what happens to the documents of one shard in one pass.

    Attributes:
        stages: counts by the number of the stage in the recipe.
        counts: what became of the documents.
        removed: `(order, row)` for `removed.jsonl`.
        quarantined: `(order, row)` for `quarantine.jsonl`.
        edits: samples for `edits.jsonl`.
    """

    stages: dict[int, StageCounts] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    removed: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    quarantined: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    edits: EditSamples = field(default_factory=EditSamples)

    def stage(self, number: int) -> StageCounts:
        """Give the counts of a stage, to be added to."""
        counts = self.stages.get(number)
        if counts is None:
            counts = self.stages[number] = StageCounts()
        return counts

    def quarantine(self, order: int, path: str, problem: Rejected) -> None:
        """Write down that a document cannot be processed; what was removed from it so far is no removal then."""
        self.removed = [row for row in self.removed if row[0] != order]
        self.quarantined.append((order, quarantine_row(path, problem.stage, problem.error)))
        self.counts.documents_quarantined += 1


def run_stages(work: Work, stages: Sequence[ReadyStage], first: int, plan: Plan, book: Book) -> Work | None:
    """Run text and document stages on one document and write down what they do.

    Args:
        work: the document; before the first stage (number 0) it is new from its file.
        stages: the stages.
        first: the number of the first of them in the recipe.
        plan: says where paragraphs are counted.
        book: where everything is written down.

    Returns:
        The document afterwards, or None if it was removed.

    Raises:
        Rejected: a stage failed on this document.
    """
    if first == 0:
        if plan.counted_after < 0:
            work.paragraphs = count_paragraphs(work.document.text)
        if is_blank(work.document.text):
            remove_document(work, "decode", "empty", book)
            return None
    context = _context(work.document)
    for number, ready in enumerate(stages, first):
        before = work.document
        counts = book.stage(number)
        started = time.perf_counter()
        try:
            given = _call(ready, before, context)
        except Rejected:
            counts.quarantined += 1
            raise
        finally:
            counts.seconds += time.perf_counter() - started
        counts.characters_in += len(before.text)
        if isinstance(given, Removed):
            counts.documents_removed += 1
            remove_document(work, ready.name, given.reason, book)
            return None
        after, removed, hidden = given
        counts.characters_out += len(after.text)
        changed = after.text != before.text
        if changed:
            counts.documents_changed += 1
            if before.id and plan.recipe.ledger.edits != "counts":  # outside a run documents have no id, and nobody asks
                book.edits.offer(number, ready.name, before, after.text)
        work.document = after
        for shown, reason in hidden:
            book.removed.append((work.order, removal_row("span", before, shown, ready.name, reason)))
        counts.spans_removed += len(hidden)
        if removed:
            _write_down(work, before, removed, ready.name, number > plan.counted_after, counts, book)
        if number == plan.counted_after:
            work.paragraphs = count_paragraphs(after.text)
        elif changed and number > plan.counted_after:
            _check_paragraphs(work, before.text, ready.name, counts, book)
        if is_blank(after.text):
            counts.documents_removed += 1
            remove_document(work, ready.name, "empty", book)
            return None
    return work


def remove_document(work: Work, stage: str, reason: str, book: Book, **duplicate: Any) -> None:
    """Write down that a whole document leaves the corpus; the paragraphs it still had count as removed."""
    left = count_paragraphs(work.document.text)
    counted = work.paragraphs if work.paragraphs >= 0 else left
    book.counts.documents_removed += 1
    book.counts.paragraphs_in += counted
    book.counts.paragraphs_removed += work.gone + left
    book.removed.append((work.order, removal_row("document", work.document, work.document.text, stage, reason, **duplicate)))


def finish_document(document: Document) -> Document:
    """Give the document as it is written: without the blank lines that mean nothing."""
    return document.with_text(squeeze_blank_lines(document.text).strip("\n"))


def keep_document(work: Work, written: Document, book: Book) -> None:
    """Write down that a document is in the corpus."""
    book.counts.documents_kept += 1
    book.counts.inventory.see(written)
    book.counts.paragraphs_in += work.paragraphs
    book.counts.paragraphs_kept += count_paragraphs(written.text)
    book.counts.paragraphs_removed += work.gone


def _context(document: Document) -> Context:
    source = document.source
    return Context(source.get("kind", "text"), source.get("encoding"), len(source.get("damage", ())))


def _call(
    ready: ReadyStage, document: Document, context: Context
) -> tuple[Document, Sequence[Removal], Sequence[Hidden]] | Removed:
    stage, options = ready.stage, ready.options
    try:
        if isinstance(stage, TextStage):
            given: Document | Removed | Result = stage.run(document.text, options, context)
        elif isinstance(stage, DocumentStage):
            given = stage.run(document, options)
        else:
            raise TypeError(f"a {stage.kind} stage cannot run on one document")
        if isinstance(given, Result):
            if not isinstance(given.text, str):
                raise TypeError(f"the stage returned {type(given.text).__name__} instead of a text")
            same = given.text == document.text and not given.fields and not given.tags
            after = document if same else document.with_text(given.text, given.fields, given.tags)
            return after, given.removed, given.hidden
        # Whatever a stage returns, the document stays the same one, from the same place.
        return given if isinstance(given, Removed) else (replace(given, id=document.id, source=document.source), (), ())
    except Exception as error:
        raise Rejected(ready.name, error) from error


def _write_down(
    work: Work, before: Document, removed: Iterable[Removal], stage: str, counted: bool, counts: StageCounts, book: Book
) -> None:
    for unit, text, reason in split_removals(before.text, removed, counted=counted):
        book.removed.append((work.order, removal_row(unit, before, text, stage, reason)))
        if unit == "paragraph":
            work.gone += 1
            counts.paragraphs_removed += 1
        else:
            counts.spans_removed += 1


def _check_paragraphs(work: Work, before: str, stage: str, counts: StageCounts, book: Book) -> None:
    after = work.document.text
    now, expected = count_paragraphs(after), work.paragraphs - work.gone
    if now == expected:
        return
    ends_unified = now == count_paragraphs(unify_line_ends(before))
    if ends_unified or Counter("".join(before.split())) == Counter("".join(after.split())):
        # The same characters in other lines: paragraphs were split, joined or moved, none was lost.
        counts.documents_resegmented += 1
        work.paragraphs += now - expected
        return
    book.counts.note_violation(
        f"{stage} left {now} paragraphs of {expected} in {place_of(work.document.source) or 'a text'} "
        "and did not say which it removed"
    )
