"""JSON Schemas of the lines of the files that a run writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpuskit.engine.features import EDITS, QUARANTINE, REMOVED, Feature

_TYPES = {"string": "string", "int64": "integer", "float64": "number", "bool": "boolean"}
#: What may be null, and what is there only where it says something: the index of an earlier corpus that holds the text kept.
_NULLABLE = frozenset({"kept", "kept.text", "score"})
_OPTIONAL = frozenset({"kept.index"})


def _codes(description: str) -> dict[str, Any]:
    return {
        "type": "array",
        "description": description,
        "items": {
            "type": "object",
            "properties": {
                "offset": {"type": "integer", "minimum": 0, "description": "Where in the file."},
                "bytes": {"type": "string", "pattern": "^([0-9a-f]{2})+$", "description": "What stands there, in hexadecimal."},
            },
            "required": ["offset", "bytes"],
        },
    }


_SOURCE: dict[str, Any] = {
    "type": "object",
    "description": "Where the document comes from.",
    "properties": {
        "path": {"type": "string", "description": "The file, relative to the INPUT it was found in, in POSIX form."},
        "member": {"type": "string", "description": "The path inside an archive, archives within archives joined by `/`."},
        "record": {"type": "integer", "minimum": 1, "description": "The number among the records of the file."},
        "id": {"type": "string", "description": "What the record itself calls its id."},
        "kind": {"type": "string", "description": "What it was, if not plain text: `html`, `pdf`, `docx`, `record`."},
        "encoding": {"type": "string", "description": "The encoding it was decoded from."},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1, "description": "How sure that encoding is."},
        "sha256": {
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
            "description": "Of the bytes of the document as they lay in its file.",
        },
        "bytes": {"type": "integer", "minimum": 0, "description": "How many bytes these are."},
        "damage": _codes("Bytes that could not be decoded; each fragment is one U+FFFD in the text as it was decoded."),
        "one_way": _codes("Bytes that were decoded well, but whose character would be encoded to others."),
        "spans": {
            "type": "array",
            "description": "The encodings of the parts of a file that mixes several.",
            "items": {
                "type": "object",
                "properties": {
                    "start": {"type": "integer", "minimum": 0, "description": "In characters of the text as it was decoded."},
                    "end": {"type": "integer", "minimum": 0, "description": "Where it ends, exclusive."},
                    "encoding": {"type": "string", "description": "Its encoding."},
                },
                "required": ["start", "end", "encoding"],
            },
        },
    },
    "required": ["path", "encoding", "confidence", "sha256", "bytes"],
}
_CORPUS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^[0-9a-f]{24}$", "description": "A hash of path and content: stable across runs."},
        "text": {"type": "string", "description": "The clean text, one paragraph a line."},
        "meta": {
            "type": "object",
            "properties": {
                "source": _SOURCE,
                "fields": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                    "description": "What the page says about itself.",
                },
                "tags": {"type": "object", "description": "What the stages found out; one type for each tag."},
            },
            "required": ["source", "fields", "tags"],
            "additionalProperties": False,
        },
    },
    "required": ["id", "text", "meta"],
    "additionalProperties": False,
}
_ROWS: dict[str, Mapping[str, Feature]] = {"removed": REMOVED, "quarantine": QUARANTINE, "edits": EDITS}


def row_schema(kind: str) -> dict[str, Any]:
    """Give the schema of a line.

    Args:
        kind: `"corpus"`, `"removed"`, `"quarantine"` or `"edits"`.

    >>> row_schema("quarantine")["required"]
    ['path', 'stage', 'error']
    """
    inside = _CORPUS if kind == "corpus" else _object(_ROWS[kind], "")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"a line of {kind}.jsonl", **inside}


def _object(features: Mapping[str, Feature], above: str) -> dict[str, Any]:
    properties = {name: _schema(feature, f"{above}{name}") for name, feature in features.items()}
    required = [name for name in features if f"{above}{name}" not in _OPTIONAL]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _schema(feature: Feature, name: str) -> dict[str, Any]:
    if isinstance(feature, Mapping):
        inside = _object(feature, f"{name}.")
    elif isinstance(feature, list):
        inside = {"type": "array", "items": _schema(feature[0], name)}
    else:
        inside = {"type": _TYPES[feature]} if feature in _TYPES else {}
    return {"anyOf": [inside, {"type": "null"}]} if name in _NULLABLE else inside
