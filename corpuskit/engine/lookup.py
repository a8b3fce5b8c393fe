"""A document of a finished run, and what it was made of: its bytes as they lie in their file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpuskit.document import place_of
from corpuskit.engine.originals import kept_original
from corpuskit.engine.output import ORIGINALS, QUARANTINE, REMOVED, read_manifest
from corpuskit.engine.reading import document_id, id_of
from corpuskit.engine.shards import read_options
from corpuskit.errors import InputError
from corpuskit.io.discover import InputFile
from corpuskit.io.jsonl import read_lines
from corpuskit.io.raw import RawDocument
from corpuskit.io.readers import read_documents
from corpuskit.io.sinks.reading import read_records
from corpuskit.io.urls import is_remote
from corpuskit.recipe import Recipe, load_recipe

#: A complaint that a name stands for many documents shows so many of them.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A document of a finished run.

    Attributes:
        id: as in `corpus.jsonl`.
        place: where it came from: the file relative to its INPUT, the path in an archive, the number among records.
        sha256: of its bytes; `""` where the run did not write it down.
        text: as it stands in the corpus; None if it was removed as a whole.
    """

    id: str
    place: str
    sha256: str
    text: str | None


def find_document(out: Path, wanted: str, *, quarantined: bool = False) -> Found:
    """Find a document of a finished run.

    Args:
        out: the folder of the run.
        wanted: its id, the path in `meta.source.path`, or its place as the ledger gives it.
        quarantined: accept a file that could not be processed, too; its path names it.

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
        ids = ", ".join(each.id for each in found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
        raise InputError(f"{wanted} stands for {len(found)} documents: name one by its id ({ids})")
    for row in read_lines(out / QUARANTINE):
        if row["path"] == wanted:
            raise InputError(f"{wanted} is in quarantine and not in the corpus: {row['stage']}: {row['error']}")
    raise InputError(
        f"there is no document {wanted!r} in {out}: name an id of the corpus or of {REMOVED}, or a path of `meta.source`"
    )


def original(out: Path, document: Found, source: Path | None = None) -> tuple[InputFile, RawDocument]:
    """Give what a document was made of, and the file it was read from.

    Args:
        out: the folder of the run.
        document: one of its documents.
        source: where the INPUT lies now, if it was moved: the folder, or the file itself.

    Raises:
        InputError: it is not there any more, or has changed since.
    """
    content = read_manifest(out)
    kept = kept_original(out / ORIGINALS, document.id)
    files = list(_files(content, document.place))
    if kept is not None:
        return files[0], kept
    recipe = load_recipe(content["recipe"])
    tried = [place for file in files for place in _places(content, file.name, source)]
    for file in files:
        for place in _places(content, file.name, source):
            raw = _read_again(InputFile(place, file.name, -1, 0, file.ordinal), document, recipe)
            if raw is not None:
                return file, raw
    shown = ", ".join(tried) or "nowhere"
    raise InputError(
        f"the original of {document.place} is gone or has changed since the run (looked at {shown}): "
        "say where it is with --source"
    )


def original_bytes(out: Path, document: Found, source: Path | None = None) -> bytes:
    """Give the bytes that a document was made of; see `original`."""
    return original(out, document, source)[1].data


def _matches(out: Path, wanted: str, content: Mapping[str, Any]) -> Iterator[Found]:
    hashes = {entry["path"]: entry["sha256"] for entry in content["inputs"]}
    for record in read_records(out, content, wanted):
        source = record["meta"]["source"]
        place = place_of(source)
        if wanted in (record["id"], source["path"], place):
            yield Found(record["id"], place, source["sha256"], record["text"])
    for row in read_lines(out / REMOVED):
        if row["unit"] == "document" and wanted in (row["document"], row["path"]):
            yield Found(row["document"], row["path"], hashes.get(row["path"]) or "", None)


def _inputs(wanted: str, content: Mapping[str, Any]) -> Iterator[Found]:
    for file, sha256 in _named(content):
        if file.name == wanted and sha256:
            yield Found(document_id(file.name, file.ordinal, sha256), file.name, sha256, None)


def _files(content: Mapping[str, Any], place: str) -> Iterator[InputFile]:
    """Give the inputs that a place can be in: the file itself, or an archive or a file of records."""
    for file, _ in _named(content):
        if place == file.name or place.startswith((f"{file.name}/", f"{file.name}:")):
            yield file


def _named(content: Mapping[str, Any]) -> Iterator[tuple[InputFile, str | None]]:
    names: Counter[str] = Counter()
    for entry in content["inputs"]:
        name = entry["path"]
        yield InputFile("", name, entry["bytes"], entry["modified"], names[name]), entry["sha256"]
        names[name] += 1


def _places(content: Mapping[str, Any], name: str, source: Path | None) -> Sequence[str]:
    if source is not None:
        return [str(source / name if source.is_dir() else source)]
    return [f"{root.rstrip('/')}/{name}" if is_remote(root) else str(Path(root) / name) for root in content["roots"]]


def _read_again(file: InputFile, document: Found, recipe: Recipe) -> RawDocument | None:
    """Look for a document in a file by its id, which depends on its bytes and its place there."""
    try:
        if document.place == file.name and document.sha256:  # the whole file, which need not be readable
            from corpuskit.io.places import open_input

            with open_input(file.path) as stream:
                data = stream.read()
            if document.id == document_id(file.name, file.ordinal, document.sha256):
                return _whole(data, document, file, recipe)
        for raw in read_documents(file, read_options(recipe)):
            if isinstance(raw, RawDocument) and id_of(file, raw, hashlib.sha256(raw.data).hexdigest()) == document.id:
                return raw
    except OSError:
        pass
    return None


def _whole(data: bytes, document: Found, file: InputFile, recipe: Recipe) -> RawDocument | None:
    if hashlib.sha256(data).hexdigest() != document.sha256:
        return None
    found = [raw for raw in read_documents(file, read_options(recipe)) if isinstance(raw, RawDocument)]
    return found[0] if len(found) == 1 and found[0].data == data else RawDocument(data)
