"""The JSON Schemas: what a run writes and what a recipe may say is valid, mistakes are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SEEDS, Cli, rows
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from corpuskit import Pipeline
from corpuskit.engine.schemas import row_schema
from corpuskit.recipe import built_in_recipes, load_recipe
from corpuskit.recipe.schema import recipe_schema
from corpuskit.registry import built_in_names

BUILT_IN = built_in_names()


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    Draft202012Validator.check_schema(schema)
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def read(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((ROOT / "configs" / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", built_in_recipes())
def test_built_in_recipes_are_valid_as_written_and_resolved(name: str) -> None:
    assert faults(recipe_schema(), read(name)) == []
    assert faults(recipe_schema(), load_recipe(name).resolved()) == []


@pytest.mark.parametrize(
    "recipe",
    [
        {"stages": ["normalize.unicde"]},
        {"stages": [{"dedup.near": {"jacard": 0.7}}]},
        {"stages": [{"dedup.near": {"jaccard": "high"}}]},
        {"stages": [{"normalize.punctuation": {"quotes": "french"}}]},
        {"extends": "zh", "stages": {"dedup.nera": "off"}},
        {"extends": "zh", "insert": [{"dedup.near": {}}]},
        {"decode": {"encodin": "gbk"}, "stages": []},
        {"decode": {}},
        {"stages": [], "stage": []},
    ],
)
def test_mistakes_in_recipes_are_invalid(recipe: dict[str, Any]) -> None:
    assert faults(recipe_schema(), recipe)


def test_an_extending_recipe_is_valid() -> None:
    recipe = {"extends": "zh", "stages": {"dedup.near": {"jaccard": 0.7}, "convert.script": "off"}}
    assert faults(recipe_schema(), {**recipe, "insert": [{"normalize.unicode": None, "after": "dedup.near"}]}) == []


def test_every_line_of_a_run_is_valid(tmp_path: Path) -> None:
    Pipeline("zh").run(SEEDS, tmp_path / "out")
    for kind in ("corpus", "removed", "quarantine", "edits"):
        schema = row_schema(kind)
        for row in rows(tmp_path / "out" / f"{kind}.jsonl"):
            assert faults(schema, row) == []


def test_the_schema_beside_the_recipes_is_that_of_the_built_in_stages() -> None:
    shipped = json.loads((ROOT / "configs/recipe.schema.json").read_text(encoding="utf-8"))
    assert shipped == json.loads(json.dumps(recipe_schema(BUILT_IN)))
    for name in built_in_recipes():
        first = (ROOT / "configs" / f"{name}.yaml").read_text(encoding="utf-8").split("\n")[0]
        assert first == "# yaml-language-server: $schema=recipe.schema.json"


def test_the_command_prints_schemas(cli: Cli) -> None:
    assert json.loads(cli("schema", "recipe").stdout)["title"] == "corpuskit recipe"
    assert json.loads(cli("schema", "corpus").stdout) == row_schema("corpus")
    assert "recipe" in cli("schema", "recipes").stderr
