"""The JSON Schema of recipes, made from the option models of the installed stages: editors complete and check with it."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from corpuskit.errors import StageError
from corpuskit.recipe import DecodeOptions, LedgerOptions, SinkOptions, SourceOptions
from corpuskit.registry import load_stage, stage_names
from corpuskit.stage import Options

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SECTIONS: dict[str, type[Options]] = {
    "decode": DecodeOptions,
    "source": SourceOptions,
    "sink": SinkOptions,
    "ledger": LedgerOptions,
}


def recipe_schema(stages: Sequence[str] | None = None) -> dict[str, Any]:
    """Build the schema.

    Args:
        stages: the stages that a recipe may name; None: all that are installed and can be loaded.

    Returns:
        A JSON Schema (draft 2020-12) as plain values.

    >>> schema = recipe_schema(["dedup.near"])
    >>> schema["$defs"]["dedup.near"]["properties"]["jaccard"]["default"]
    0.8
    """
    definitions: dict[str, Any] = {}
    for name in stage_names() if stages is None else stages:
        try:
            stage = load_stage(name)
        except StageError:  # a broken plug-in is named where it is used
            continue
        definitions[name] = _options(stage.options, (inspect.getdoc(stage.function) or name).split("\n\n")[0].replace("\n", " "))
    sections = {name: _options(model, inspect.getdoc(model) or "") for name, model in _SECTIONS.items()}
    names = list(definitions)
    neighbour = {"type": "string", "description": "The name of a stage of the recipe extended."}
    return {
        "$schema": _DRAFT,
        "title": "corpuskit recipe",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "extends": {"type": "string", "description": "A built-in recipe, or a file beside this one, that this one changes."},
            **sections,
            "stages": {
                "description": "The stages in order; with `extends`, a mapping changes options or leaves stages out.",
                "anyOf": [
                    {"type": "array", "items": {"anyOf": [{"enum": names}, _one_stage(names)]}},
                    {**_stages(names, off=True), "additionalProperties": False},
                ],
            },
            "insert": {
                "description": "Stages that are put in, each `before` or `after` one of the recipe extended.",
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {**_stages(names)["properties"], "before": neighbour, "after": neighbour},
                    "additionalProperties": False,
                    "minProperties": 2,
                    "maxProperties": 2,
                },
            },
        },
        "anyOf": [{"required": ["stages"]}, {"required": ["extends"]}],
        "$defs": definitions,
    }


def _one_stage(names: Sequence[str]) -> dict[str, Any]:
    return {**_stages(names), "additionalProperties": False, "minProperties": 1, "maxProperties": 1}


def _stages(names: Sequence[str], *, off: bool = False) -> dict[str, Any]:
    others = [{"type": "null"}, *([{"enum": [False, "off"]}] if off else [])]
    return {"type": "object", "properties": {name: {"anyOf": [{"$ref": f"#/$defs/{name}"}, *others]} for name in names}}


def _options(model: type[Options], description: str) -> dict[str, Any]:
    schema = model.model_json_schema()
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
    schema.pop("title", None)
    return {**schema, "description": description}
