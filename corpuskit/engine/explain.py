"""What a finished run did to one document, found out by doing it again; and its original bytes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpuskit.document import Document
from corpuskit.engine.documents import Book, Rejected, Work, decode_document, document_id, finish_document, run_stages
from corpuskit.engine.originals import original
from corpuskit.engine.output import CORPUS, ORIGINALS, QUARANTINE, REMOVED, read_manifest
from corpuskit.engine.plan import Plan, make_plan
from corpuskit.errors import InputError
from corpuskit.io.jsonl import read_lines
from corpuskit.recipe import load_recipe
from corpuskit.registry import ReadyStage
from corpuskit.stage import CorpusStage


@dataclass(frozen=True, slots=True)
class Found:
    """A document of a finished run.

    Attributes:
        id: as in `corpus.jsonl`.
        path: relative to the INPUT it came from.
        sha256: of its bytes.
        text: as it stands in the corpus; None if it was removed as a whole.
    """

    id: str
    path: str
    sha256: str
    text: str | None


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


def find_document(out: Path, wanted: str, *, quarantined: bool = False) -> Found:
    """Find a document of a finished run.

    Args:
        out: the folder of the run.
        wanted: its id, or the path in `meta.source.path`.
        quarantined: accept one that could not be processed, too; its path names it.

    Raises:
        InputError: there is none, or several; or it is in quarantine, and then the message says why.
        OutputError: there is no finished run.
    """
    content = read_manifest(out)
    found = list(_matches(out, wanted, content))
    if not found and quarantined:
        found = list(_inputs(wanted, content))
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"{wanted} stands for {len(found)} documents: name one by its id ({', '.join(each.id for each in found)})"
        )
    for row in read_lines(out / QUARANTINE):
        if row["path"] == wanted:
            raise InputError(f"{wanted} is in quarantine and not in the corpus: {row['stage']}: {row['error']}")
    raise InputError(f"there is no document {wanted!r} in {out}: name an id of {CORPUS} or {REMOVED}, or a path of `meta.source`")


def original_bytes(out: Path, document: Found, source: Path | None = None) -> bytes:
    """Give the bytes that a document was made of.

    Args:
        out: the folder of the run.
        document: one of its documents.
        source: where the INPUT lies now, if it was moved: the folder, or the file itself.

    Raises:
        InputError: they are not there any more, or have changed since.
    """
    kept = original(out / ORIGINALS, document.id)
    if kept is not None:
        return kept
    tried = list(_places(read_manifest(out), document, source))
    for path in tried:
        try:
            data = path.read_bytes()
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == document.sha256:
            return data
    shown = ", ".join(map(str, tried)) or "nowhere"
    raise InputError(
        f"the original of {document.path} is gone or has changed since the run (looked at {shown}): say where it is with --source"
    )


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
    data = original_bytes(out, document, source)
    recipe = load_recipe(content["recipe"])
    plan = make_plan(recipe)
    try:
        start = decode_document(data, recipe.decode, document.id, document.path, document.sha256)
    except Rejected as problem:
        raise InputError(f"{document.path} cannot be decoded by this version: {problem.error}") from None
    told = Explanation(document, start.text, remarks=list(_changed_versions(content, recipe.stages)))
    rows = [row for row in read_lines(out / REMOVED) if row["document"] == document.id]
    _follow(told, plan, start, rows)
    if told.text != document.text:
        told.remarks.append("these steps do not lead to the text that stands in the corpus")
    return told


def _matches(out: Path, wanted: str, content: Mapping[str, Any]) -> Iterator[Found]:
    hashes = {entry["path"]: entry["sha256"] for entry in content["inputs"]}
    needle = wanted.encode()
    with (out / CORPUS).open("rb") as lines:
        candidates = (line for line in lines if needle in line)
        for record in map(_loads, candidates):
            source = record["meta"]["source"]
            if wanted in (record["id"], source["path"]):
                yield Found(record["id"], source["path"], source["sha256"], record["text"])
    for row in read_lines(out / REMOVED):
        if row["unit"] == "document" and wanted in (row["document"], row["path"]):
            yield Found(row["document"], row["path"], hashes.get(row["path"]) or "", None)


def _inputs(wanted: str, content: Mapping[str, Any]) -> Iterator[Found]:
    names: Counter[str] = Counter()
    for entry in content["inputs"]:
        name, sha256 = entry["path"], entry["sha256"]
        if name == wanted and sha256:
            yield Found(document_id(name, names[name], sha256), name, sha256, None)
        names[name] += 1


def _loads(line: bytes) -> Any:
    import orjson

    return orjson.loads(line)


def _places(content: Mapping[str, Any], document: Found, source: Path | None) -> Iterator[Path]:
    if source is not None:
        yield source / document.path if source.is_dir() else source
        return
    for root in content["roots"]:
        yield Path(root) / document.path


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
