"""Recipes: what is accepted, and that every mistake is named with its place and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from ruamel.yaml import YAML

from corpuskit.errors import RecipeError
from corpuskit.recipe import built_in_recipes, load_recipe

MISTAKES = """\
decode: {encoding: klingon}
stages:
  - repair.mojibak
  - dedup.near: {jacard: 0.8, containment: "high"}
  - normalize.punctuation:
      quotes: french
stage: []
"""


def test_all_mistakes_are_told_at_once_with_place_and_suggestion(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(MISTAKES, encoding="utf-8")
    with pytest.raises(RecipeError) as caught:
        load_recipe(file)
    told = [str(problem).replace(str(file), "my.yaml") for problem in caught.value.problems]
    places = {line.split(": ")[0]: line for line in told}
    assert list(places) == [f"my.yaml:{place}" for place in ("1:10", "3:5", "4:18", "4:31", "6:7", "7:1")]
    assert "'repair.mojibake'" in places["my.yaml:3:5"]
    assert "did you mean 'jaccard'?" in places["my.yaml:4:18"]
    assert "'high'" in places["my.yaml:4:31"]
    assert "'french'" in places["my.yaml:6:7"]
    assert "did you mean 'stages'?" in places["my.yaml:7:1"]
    assert "klingon" in places["my.yaml:1:10"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        ("- normalize.unicode", "a recipe is a mapping"),
        ("stages: normalize.unicode", "`stages` is a list"),
        ("decode: {}", "there are no `stages`"),
        ("stages: [a, [b]", "not valid YAML"),
        ("stages: [normalize.unicode]\nstages: []", "'stages' is there twice"),
        ("stages: !!python/object/apply:os.system [ls]", "tag"),
        ("x: &a [1]\nstages: *a", "aliases"),
        ("a: &a [*a]", "aliases"),
        ("stages:\n  - normalize.unicode: 3", "a stage is a name, or"),
        ("stages:\n  - 12", "a stage is a name, or"),
        ("stages: [x.y]", "there is no stage 'x.y'"),
        ("decode: gbk\nstages: []", "`decode` is a mapping"),
        ("stages: [normalize.unicode]\n---\nstages: []", "not valid YAML"),
        ("a:\n\t- b", "not valid YAML"),
        ("[" * 5000, "not valid YAML"),
    ],
)
def test_what_is_no_recipe_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=expected):
        load_recipe(file)


def test_missing_unreadable_and_foreign_files(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="did you mean 'zh'"):
        load_recipe("zhh")
    with pytest.raises(RecipeError, match="No such file"):
        load_recipe(tmp_path / "none.yaml")
    with pytest.raises(RecipeError, match="cannot read"):
        load_recipe(str(tmp_path) + "/")
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecipeError, match="UTF-8"):
        load_recipe(tmp_path / "x.yaml")


def test_a_bare_list_of_stages_is_a_recipe() -> None:
    recipe = load_recipe({"stages": ["normalize.unicode", {"dedup.near": None}]})
    assert [ready.name for ready in recipe.stages] == ["normalize.unicode", "dedup.near"]
    assert recipe.decode.encoding == "auto"


@pytest.mark.parametrize("name", built_in_recipes())
def test_a_resolved_recipe_is_a_recipe_that_resolves_to_itself(name: str) -> None:
    resolved = load_recipe(name).resolved()
    assert load_recipe(resolved).resolved() == resolved


def test_zh_writes_every_option_out_with_its_default() -> None:
    written = YAML(typ="safe", pure=True).load((ROOT / "configs" / "zh.yaml").read_text(encoding="utf-8"))
    free = ("filter.tags",)  # its options are rules, and without them it does nothing
    bare = [entry if name in free else name for entry in written["stages"] for name in entry]
    assert written == load_recipe({"stages": bare}).resolved()


def test_settings_change_options_and_switch_stages_off() -> None:
    recipe = load_recipe("zh", ["dedup.near.jaccard=0.7", "convert.script=off", "decode.encoding=gbk", "dedup.exact=on"])
    options = {ready.name: ready.options for ready in recipe.stages}
    assert options["dedup.near"].jaccard == 0.7  # type: ignore[attr-defined]
    assert "convert.script" not in options
    assert "dedup.exact" in options
    assert recipe.decode.encoding == "gbk"


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("dedup.near.jacard=0.7", "did you mean 'jaccard'"),
        ("dedup.nera.jaccard=0.7", "did you mean 'dedup.near'"),
        ("dedup.near", "expected STAGE.OPTION=VALUE"),
        ("dedup.near=0.7", "which option"),
        ("=3", "expected STAGE.OPTION=VALUE"),
        ("dedup.near.jaccard=[1", "not valid YAML"),
        ("dedup.near.jaccard=high", "'high'"),
        ("acme.emoji.keep=true", "nothing in the recipe is called"),
        ("decode.encoding=", "encoding"),
        ("decode=off", "which option"),
    ],
)
def test_a_wrong_setting_is_named(setting: str, expected: str) -> None:
    with pytest.raises(RecipeError, match=expected) as caught:
        load_recipe("zh", [setting])
    assert f"--set {setting}" in str(caught.value)


def test_a_rule_on_a_tag_that_nobody_gives_is_a_mistake(tmp_path: Path) -> None:
    rules = "      han_ration: '>= 0.3'\n      language: zh\n      pii.mobile: '..3 or missing'\n"
    (tmp_path / "r.yaml").write_text(f"stages:\n  - tag.quality: {{}}\n  - filter.tags:\n{rules}", "utf-8")
    with pytest.raises(RecipeError) as error:
        load_recipe(tmp_path / "r.yaml")
    told = str(error.value)
    assert "r.yaml:4:" in told
    assert "'han_ration' (did you mean 'han_ratio'?)" in told
    assert "r.yaml:5:" in told
    assert "'language'" in told
    assert "pii" not in told


def test_a_tag_has_to_be_given_before_it_is_needed() -> None:
    rules = {"filter.tags": {"quality.han_ratio": ">= 0.3", "language": "zh", "chars": "1.."}}
    load_recipe({"stages": ["tag.language", "tag.quality", rules]})
    with pytest.raises(RecipeError, match="language"):
        load_recipe({"stages": ["tag.quality", rules, "tag.language"]})
