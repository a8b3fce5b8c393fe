"""One document through the text and document stages: what comes out, what goes into the ledger."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpuskit.decoding import binary_reason, decode
from corpuskit.document import Document, Removed
from corpuskit.engine.edits import EditSamples
from corpuskit.engine.ledger import Counts, StageCounts, quarantine_row, removal_row, split_removals
from corpuskit.engine.originals import Keep
from corpuskit.engine.plan import Plan
from corpuskit.io.discover import InputFile
from corpuskit.recipe import DecodeOptions
from corpuskit.registry import ReadyStage
from corpuskit.stage import Context, DocumentStage, Removal, Result, TextStage
from corpuskit.text.blocks import squeeze_blank_lines
from corpuskit.text.characters import is_blank, paragraphs, unify_line_ends, unify_returns

#: 96 bits: among 10^9 documents the chance that any two share an id is below 10^-11.
_ID_DIGITS = 24


class Rejected(Exception):
    """A document cannot be processed and goes into quarantine; `sha256` is that of its bytes where they could be read."""

    def __init__(self, stage: str, error: str | BaseException, sha256: str | None = None) -> None:
        super().__init__(stage, error)
        self.stage = stage
        self.error = error
        self.sha256 = sha256


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
        return self.stages.setdefault(number, StageCounts())

    def quarantine(self, order: int, path: str, problem: Rejected) -> None:
        """Write down that a document cannot be processed; what was removed from it so far is no removal then."""
        self.removed = [row for row in self.removed if row[0] != order]
        self.quarantined.append((order, quarantine_row(path, problem.stage, problem.error)))
        self.counts.documents_quarantined += 1


def document_id(name: str, ordinal: int, sha256: str) -> str:
    """Give the id of a document.

    Args:
        name: its path relative to its INPUT.
        ordinal: how many inputs of the same name come before it: it tells equal files below two INPUTs apart.
        sha256: of its bytes, in hexadecimal.
    """
    identity = "\0".join([name, str(ordinal or ""), sha256])
    return hashlib.sha256(identity.encode()).hexdigest()[:_ID_DIGITS]


def read_document(file: InputFile, options: DecodeOptions, keep: Keep | None = None) -> Document:
    """Read and decode a file.

    Args:
        file: the file.
        options: how it is decoded.
        keep: called with what was read before it is decoded, if the ledger keeps originals.

    Raises:
        Rejected: it cannot be read, is no text, or is damaged beyond `max_damage`.
    """
    try:
        with open(file.path, "rb") as stream:
            data = stream.read()
    except OSError as error:
        raise Rejected("read", error.strerror or str(error)) from None
    digest = hashlib.sha256(data).hexdigest()
    name = document_id(file.name, file.ordinal, digest)
    if keep is not None:
        keep(name, file.name, digest, data)
    try:
        return decode_document(data, options, name, file.name, digest)
    except Rejected as problem:
        problem.sha256 = digest
        raise


def decode_document(data: bytes, options: DecodeOptions, name: str = "", path: str = "", sha256: str = "") -> Document:
    """Decode the bytes of a document.

    Args:
        data: the bytes.
        options: how.
        name, path, sha256: its id, where it came from and the hash of the bytes, as they shall stand in the record.

    Raises:
        Rejected: they are no text, in no encoding that can be told, or damaged beyond `max_damage`.
    """
    forced = None if options.encoding == "auto" else options.encoding
    if forced is None and (reason := binary_reason(data)):
        raise Rejected("decode", f"not text: {reason}")
    decoded = decode(data, forced)
    if forced is None and decoded.confidence < options.min_confidence:
        raise Rejected(
            "decode",
            f"the encoding cannot be told: the best guess is {decoded.encoding} with a confidence of {decoded.confidence:.2f} "
            "(if you know the encoding, name it with --encoding)",
        )
    lost = sum(len(fragment.raw) for fragment in decoded.damage)
    if lost > options.max_damage * len(data):
        guess = "the most likely encoding" if forced is None else "the encoding asked for"
        raise Rejected("decode", f"{lost} of {len(data)} bytes make no sense as {decoded.encoding}, {guess}")
    source: dict[str, Any] = {
        "path": path,
        "encoding": decoded.encoding,
        "confidence": float(decoded.confidence),
        "sha256": sha256,
        "bytes": len(data),
    }
    if decoded.damage:
        source["damage"] = [{"offset": fragment.offset, "bytes": fragment.raw.hex()} for fragment in decoded.damage]
    if decoded.one_way:
        source["one_way"] = [{"offset": code.offset, "bytes": code.raw.hex()} for code in decoded.one_way]
    if decoded.spans:
        source["spans"] = [span._asdict() for span in decoded.spans]
    return Document(unify_returns(decoded.text), name, source)


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
            work.paragraphs = len(paragraphs(work.document.text))
        if is_blank(work.document.text):
            remove_document(work, "decode", "empty", book)
            return None
    for number, ready in enumerate(stages, first):
        before = work.document
        counts = book.stage(number)
        started = time.perf_counter()
        try:
            given = _call(ready, before)
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
        after, removed = given
        counts.characters_out += len(after.text)
        if after.text != before.text:
            counts.documents_changed += 1
            if before.id and plan.recipe.ledger.edits != "counts":  # outside a run documents have no id, and nobody asks
                book.edits.offer(number, ready.name, before.id, before.source.get("path", ""), before.text, after.text)
        work.document = after
        if removed:
            _write_down(work, before, removed, ready.name, number > plan.counted_after, counts, book)
        if number == plan.counted_after:
            work.paragraphs = len(paragraphs(after.text))
        elif number > plan.counted_after and after.text != before.text:
            _check_paragraphs(work, before.text, ready.name, counts, book)
        if is_blank(after.text):
            counts.documents_removed += 1
            remove_document(work, ready.name, "empty", book)
            return None
    return work


def remove_document(work: Work, stage: str, reason: str, book: Book, **duplicate: Any) -> None:
    """Write down that a whole document leaves the corpus; the paragraphs it still had count as removed."""
    left = len(paragraphs(work.document.text))
    counted = work.paragraphs if work.paragraphs >= 0 else left
    book.counts.documents_removed += 1
    book.counts.paragraphs_in += counted
    book.counts.paragraphs_removed += work.gone + left
    book.removed.append((work.order, removal_row("document", work.document, work.document.text, stage, reason, **duplicate)))


def finish_document(document: Document) -> Document:
    """Give the document as it is written: without the blank lines that mean nothing."""
    return replace(document, text=squeeze_blank_lines(document.text).strip("\n"))


def keep_document(work: Work, written: Document, book: Book) -> None:
    """Write down that a document is in the corpus."""
    book.counts.documents_kept += 1
    book.counts.inventory.see(written)
    book.counts.paragraphs_in += work.paragraphs
    book.counts.paragraphs_kept += len(paragraphs(written.text))
    book.counts.paragraphs_removed += work.gone


def _call(ready: ReadyStage, document: Document) -> tuple[Document, Sequence[Removal]] | Removed:
    stage, options = ready.stage, ready.options
    try:
        if isinstance(stage, TextStage):
            source = document.source
            context = Context(encoding=source.get("encoding"), damage=len(source.get("damage", ())))
            given: Document | Removed | Result = stage.run(document.text, options, context)
        elif isinstance(stage, DocumentStage):
            given = stage.run(document, options)
        else:
            raise TypeError(f"a {stage.kind} stage cannot run on one document")
        if isinstance(given, Result):
            if not isinstance(given.text, str):
                raise TypeError(f"the stage returned {type(given.text).__name__} instead of a text")
            return document.with_text(given.text, given.fields, given.tags), given.removed
        # Whatever a stage returns, the document stays the same one, from the same place.
        return given if isinstance(given, Removed) else (replace(given, id=document.id, source=document.source), ())
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
    now, expected = len(paragraphs(after)), work.paragraphs - work.gone
    if now == expected:
        return
    ends_unified = now == len(paragraphs(unify_line_ends(before)))
    if ends_unified or Counter("".join(before.split())) == Counter("".join(after.split())):
        # The same characters in other lines: paragraphs were split, joined or moved, none was lost.
        counts.documents_resegmented += 1
        work.paragraphs += now - expected
        return
    book.counts.note_violation(
        f"{stage} left {now} paragraphs of {expected} in {work.document.source.get('path', 'a text')} "
        "and did not say which it removed"
    )
