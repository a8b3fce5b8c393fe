"""Reads a corpus back, in whatever layout it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from corpuskit.errors import InputError
from corpuskit.io.compression import Damaged
from corpuskit.io.sinks.exports import record_of_dolma, record_of_mnbvc
from corpuskit.io.sinks.layout import WHOLE
from corpuskit.io.sinks.parquet import read_parquet
from corpuskit.io.sinks.streams import decompressed

_RECORD_OF: dict[str, Callable[[Any], dict[str, Any]]] = {"jsonl": dict, "dolma": record_of_dolma, "mnbvc": record_of_mnbvc}


def corpus_files(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the files that hold the documents of a run, in order: their `name`, how many `documents`, of which `split`.

    Args:
        manifest: of the run.

    >>> corpus_files({"corpus": {}, "outputs": {"corpus.jsonl": {"lines": 2}}})
    [{'name': 'corpus.jsonl', 'documents': 2, 'split': None}]
    """
    files: list[dict[str, Any]] | None = manifest["corpus"].get("files")
    if files is None:  # version 0.1 knew one name
        name = f"{WHOLE}.jsonl"
        return [{"name": name, "documents": manifest["outputs"][name]["lines"], "split": None}]
    return files


def read_records(folder: Path, manifest: Mapping[str, Any], wanted: str | None = None) -> Iterator[dict[str, Any]]:
    """Give the records of a finished run as they stand in `corpus.jsonl`, one at a time, part after part.

    Args:
        folder: OUT.
        manifest: of the run.
        wanted: the id, path or place of a document: others may be left out, which is faster; None: all of them.

    Raises:
        InputError: the format holds no whole records, a library is missing, or a file is gone or damaged.
    """
    kind = manifest["recipe"]["sink"]["format"]
    for file in corpus_files(manifest):
        name, whole, count = file["name"], file["documents"], 0
        try:
            for record in read_file(folder / name, kind, wanted):
                count += 1
                yield record
        except (Damaged, OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"cannot read {folder / name}: {error}") from None
        if wanted is None and count != whole:
            raise InputError(f"{folder / name} has {count} documents, and the manifest says {whole}")


def read_file(path: Path, kind: str = "jsonl", wanted: str | None = None) -> Iterator[dict[str, Any]]:
    """Give the records of one file of a corpus.

    Args:
        path: the file, compressed as its name says.
        kind: its format.
        wanted: as for `read_records`.

    Raises:
        InputError: the format holds no whole records, or a library is missing.
        Damaged, ValueError, OSError: the file is damaged or cannot be read.
    """
    if kind == "parquet":
        yield from read_parquet(path, wanted)
        return
    if kind not in _RECORD_OF:
        raise InputError(f"{path} is plain text without ids; this needs `sink: {{format: jsonl}}` or parquet")
    convert = _RECORD_OF[kind]
    needles = None if wanted is None else [_in_json(part, times=2 if kind == "mnbvc" else 1) for part in _parts(wanted)]
    with decompressed(path) as lines:
        for line in lines:
            if line.strip() and (needles is None or any(needle in line for needle in needles)):
                yield convert(orjson.loads(line))


def _parts(wanted: str) -> set[str]:
    """Give what stands in one piece in the record: the number at the end of a place, and its archive, stand elsewhere."""
    names = {wanted, wanted.rpartition(":")[0] or wanted}
    return {name.rpartition("/")[2] for name in names} - {""}


def _in_json(text: str, times: int) -> bytes:
    """Give a text as it stands inside a JSON string, or inside one inside another."""
    for _ in range(times):
        text = orjson.dumps(text).decode()[1:-1]
    return text.encode()
