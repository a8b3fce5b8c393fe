"""What a finished run did to one document, found out by doing it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpuskit.corpus_stage import CorpusStage
from corpuskit.document import Document
from corpuskit.engine.documents import Book, Rejected, Work, finish_document, run_stages
from corpuskit.engine.lookup import Found, find_document, original
from corpuskit.engine.output import REMOVED, read_manifest
from corpuskit.engine.plan import Plan, make_plan
from corpuskit.engine.reading import open_document
from corpuskit.errors import InputError
from corpuskit.io.jsonl import read_lines
from corpuskit.recipe import load_recipe
from corpuskit.registry import ReadyStage


@dataclass(frozen=True, slots=True)
class Step:
    """What one stage did.

    Attributes:
        stage: its name.
        before, after: the text; `after` is None if the document was removed or could not be processed.
        removed: the rows that it wrote to the ledger.
    """

    stage: str
    before: str
    after: str | None
    removed: Sequence[Mapping[str, Any]] = ()


@dataclass(slots=True)
class Explanation:
    """All that happened to a document.

    Attributes:
        document: which one.
        decoded: its text as it was decoded.
        steps: one for each stage, also for those that changed nothing.
        text: what the steps lead to; None if the document is not in the corpus.
        remarks: why this may not be exactly what the run did.
    """

    document: Found
    decoded: str
    steps: list[Step] = field(default_factory=list)
    text: str | None = None
    remarks: list[str] = field(default_factory=list)


def explain(out: Path, wanted: str, source: Path | None = None) -> Explanation:
    """Say what each stage did to a document.

    Args:
        out: the folder of a finished run.
        wanted: the id or the path of a document.
        source: where its INPUT lies now, if it was moved.

    Raises:
        InputError: the document or its source is not there.
        OutputError: there is no finished run.
    """
    content = read_manifest(out)
    document = find_document(out, wanted)
    file, raw = original(out, document, source)
    recipe = load_recipe(content["recipe"])
    plan = make_plan(recipe)
    try:
        start = open_document(file, raw, recipe.decode, document.sha256, document.id)
    except Rejected as problem:
        raise InputError(f"{document.place} cannot be decoded by this version: {problem.error}") from None
    told = Explanation(document, start.text, remarks=list(_changed_versions(content, recipe.stages)))
    rows = [row for row in read_lines(out / REMOVED) if row["document"] == document.id]
    _follow(told, plan, start, rows)
    if told.text != document.text:
        told.remarks.append("these steps do not lead to the text that stands in the corpus")
    return told


def _changed_versions(content: Mapping[str, Any], stages: Sequence[ReadyStage]) -> Iterator[str]:
    for then, now in zip(content["stages"], stages, strict=True):
        if then["version"] != now.stage.version:
            yield f"{now.name} has version {now.stage.version} now, the run was made with {then['version']}"


def _follow(told: Explanation, plan: Plan, start: Document, rows: Sequence[Mapping[str, Any]]) -> None:
    work, book = Work(start), Book()
    for number, ready in enumerate(plan.recipe.stages):
        before = work.document.text
        if isinstance(ready.stage, CorpusStage):
            left, taken = _without(before, ready.name, rows)
        else:
            seen = len(book.removed)
            try:
                going_on = run_stages(work, (ready,), number, plan, book)
            except Rejected as problem:
                told.steps.append(Step(ready.name, before, None))
                told.remarks.append(f"{ready.name} fails on it: {problem.error}")
                return
            left = going_on.document.text if going_on else None
            taken = [row for _, row in book.removed[seen:]]
        told.steps.append(Step(ready.name, before, left, taken))
        if left is None:
            return
        work.document = work.document.with_text(left)
    told.text = finish_document(work.document).text


def _without(text: str, stage: str, rows: Sequence[Mapping[str, Any]]) -> tuple[str | None, list[Mapping[str, Any]]]:
    """Take out what the ledger says that a corpus stage took out; of equal lines the first stays."""
    taken = [row for row in rows if row["stage"] == stage]
    if any(row["unit"] == "document" and row["kept"] for row in taken):
        return None, taken
    gone = Counter(row["text"] for row in taken if row["unit"] != "document")
    lines: list[str] = []
    for line in reversed(text.split("\n")):
        if gone[line] > 0:
            gone[line] -= 1
        else:
            lines.append(line)
    return "\n".join(reversed(lines)), taken
