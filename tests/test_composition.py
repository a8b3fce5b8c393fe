"""Recipes that extend another one: what they change, and that every mistake has its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpuskit.errors import RecipeError
from corpuskit.recipe import Recipe, load_recipe


def load(folder: Path, text: str, name: str = "my.yaml") -> Recipe:
    (folder / name).write_text(text, encoding="utf-8")
    return load_recipe(folder / name)


def names(recipe: Recipe) -> list[str]:
    return [ready.name for ready in recipe.stages]


def test_options_change_stages_go_and_come(tmp_path: Path) -> None:
    recipe = load(
        tmp_path,
        "extends: zh\n"
        "decode: {max_damage: 0.5}\n"
        "stages:\n"
        "  dedup.near: {jaccard: 0.7}\n"
        "  convert.script: off\n"
        "  repair.mojibake:\n"
        "insert:\n"
        "  - normalize.spaces: {han_latin: insert}\n"
        "    after: dedup.near\n"
        "  - normalize.unicode:\n"
        "    before: repair.mojibake\n",
    )
    zh = load_recipe("zh")
    assert names(recipe) == ["normalize.unicode", *(n for n in names(zh) if n != "convert.script"), "normalize.spaces"]
    options = {ready.name: ready.options for ready in recipe.stages}
    assert options["dedup.near"].jaccard == 0.7  # type: ignore[attr-defined]
    assert options["dedup.near"].containment == 0.75  # type: ignore[attr-defined]
    assert options["normalize.spaces"].han_latin == "insert"  # type: ignore[attr-defined]
    assert recipe.decode.max_damage == 0.5
    assert recipe.decode.min_confidence == zh.decode.min_confidence
    assert load_recipe(recipe.resolved()).resolved() == recipe.resolved()


def test_a_list_of_stages_takes_the_place_of_the_other(tmp_path: Path) -> None:
    recipe = load(tmp_path, "extends: zh\nstages: [normalize.unicode]\n")
    assert names(recipe) == ["normalize.unicode"]


def test_files_are_found_beside_the_one_that_extends_them(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    load(tmp_path / "sub", "extends: minimal\nsource: {exclude: ['*.log']}\n", "base.yaml")
    recipe = load(tmp_path, "extends: sub/base.yaml\nsource: {include: ['*.txt']}\n")
    assert names(recipe) == names(load_recipe("minimal"))
    assert recipe.source.include == ("*.txt",)
    assert recipe.source.exclude == ("*.log",)
    assert load_recipe(tmp_path / "my.yaml", ["dedup.exact=off"]).stages[-1].name == "normalize.unicode"


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("extends: zhh", "my.yaml:1:1", "did you mean 'zh'"),
        ("extends: other.yaml", "my.yaml:1:1", "No such file"),
        ("extends: [zh]", "my.yaml:1:1", "the name of one recipe"),
        ("extends: my.yaml", "my.yaml:1:1", "in a circle"),
        ("insert: []\nstages: [normalize.unicode]", "my.yaml:1:1", "`insert` needs `extends`"),
        ("extends: zh\nstages:\n  dedup.nera: off", "my.yaml:3:3", "did you mean 'dedup.near'"),
        ("extends: zh\nstages:\n  dedup.near: {jacard: 1}", "my.yaml:3:16", "did you mean 'jaccard'"),
        ("extends: zh\nstages:\n  dedup.near: 0.7", "my.yaml:3:3", "takes options or `off`"),
        ("extends: zh\nstages: 3", "my.yaml:2:1", "`stages` is a list"),
        ("extends: zh\nstagse: {}", "my.yaml:2:1", "did you mean 'stages'"),
        ("extends: zh\ninsert: x", "my.yaml:2:1", "a list of stages"),
        ("extends: zh\ninsert:\n  - dedup.exact: {}", "my.yaml:3:5", "either `before` or `after`"),
        ("extends: zh\ninsert:\n  - dedup.exact: {}\n    after: x.y", "my.yaml:4:5", "no stage 'x.y'"),
        ("extends: zh\ninsert:\n  - dedup.exact: {min_char: 3}\n    after: repair.mojibake", "my.yaml:3:19", "'min_chars'"),
        ("extends: zh\ndecode: {encoding: klingon}", "my.yaml:2:10", "klingon"),
    ],
)
def test_a_mistake_has_its_place(tmp_path: Path, text: str, where: str, what: str) -> None:
    with pytest.raises(RecipeError) as caught:
        load(tmp_path, text)
    (problem,) = caught.value.problems
    assert str(problem).replace(f"{tmp_path}/", "").startswith(f"{where}: ")
    assert what in str(problem)


def test_a_mistake_in_the_recipe_extended_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("stages:\n  - dedup.exact: {min_char: 3}\n", encoding="utf-8")
    with pytest.raises(RecipeError, match=r"base\.yaml:2:19: .*'min_chars'"):
        load(tmp_path, "extends: base.yaml\n")
