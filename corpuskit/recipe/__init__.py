"""Recipes: from YAML to a validated list of stages, with every mistake named at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import ValidationError

from corpuskit.errors import Problem, RecipeError, StageError
from corpuskit.recipe.composition import KEYS, compose
from corpuskit.recipe.settings import (
    SECTIONS,
    DecodeOptions,
    LedgerOptions,
    SinkOptions,
    SourceOptions,
    apply_setting,
    name_of,
)
from corpuskit.recipe.tree import Path, Tree
from corpuskit.registry import ReadyStage, did_you_mean, explain, load_stage, read_options
from corpuskit.stage import Options

__all__ = ["DecodeOptions", "LedgerOptions", "Recipe", "SinkOptions", "SourceOptions", "built_in_recipes", "load_recipe"]

_KEYS = ("stages", *SECTIONS)
_MAX_BYTES = 1_000_000
_SUFFIXES = (".yaml", ".yml")
_Model = TypeVar("_Model", bound=Options)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A validated recipe: what is done to every document, in order.

    Attributes:
        name: the built-in name or the file it was read from.
        stages: the stages with their options.
        decode, source, sink, ledger: what happens before the first stage and after the last, and what is written down of it.
    """

    name: str
    stages: tuple[ReadyStage, ...]
    decode: DecodeOptions = field(default_factory=DecodeOptions)
    source: SourceOptions = field(default_factory=SourceOptions)
    sink: SinkOptions = field(default_factory=SinkOptions)
    ledger: LedgerOptions = field(default_factory=LedgerOptions)

    def resolved(self) -> dict[str, Any]:
        """Give the recipe with every option written out, as plain values: a valid recipe that does the same."""
        return {
            **{section: getattr(self, section).model_dump(mode="json") for section in SECTIONS},
            "stages": [{ready.name: ready.options.model_dump(mode="json")} for ready in self.stages],
        }


def built_in_recipes() -> list[str]:
    """List the names of the recipes that come with corpuskit."""
    return sorted(entry.name.removesuffix(".yaml") for entry in _configs().iterdir() if entry.name.endswith(".yaml"))


def load_recipe(recipe: str | FilePath | Mapping[str, Any] = "zh", settings: Sequence[str] = ()) -> Recipe:
    """Read and validate a recipe.

    Args:
        recipe: a built-in name, a YAML file, or the content of one as plain values.
        settings: changes on top, as on the command line: `"dedup.near.jaccard=0.7"`, `"convert.script=off"`.

    Raises:
        RecipeError: with all the mistakes there are.

    >>> [ready.name for ready in load_recipe({"stages": ["normalize.spaces"]}).stages]
    ['normalize.spaces']
    """
    tree = Tree("recipe", deepcopy(dict(recipe))) if isinstance(recipe, Mapping) else _read_tree(str(recipe))
    tree = compose(tree, _read_beside)
    if tree.value is None and not tree.problems:
        tree.problems.append(Problem(tree.name, "the recipe is empty", "it needs at least `stages: […]`"))
    if tree.problems and (tree.value is None or (isinstance(tree.value, dict) and "extends" in tree.value)):
        raise RecipeError(tree.problems)
    for setting in settings:
        apply_setting(tree, setting)
    return _validate(tree)


def _validate(tree: Tree) -> Recipe:
    content = tree.value
    if not isinstance(content, dict):
        raise RecipeError([Problem(tree.place(()), "a recipe is a mapping", "`stages:` and below it a list")])
    for key in content:
        if key not in (*_KEYS, *KEYS):
            hint = did_you_mean(str(key), [*_KEYS, *KEYS]) or f"known: {', '.join((*_KEYS, *KEYS))}"
            tree.problems.append(Problem(tree.place((key,)), f"unknown key {key!r}", hint))
    decode = _section(tree, "decode", DecodeOptions)
    source = _section(tree, "source", SourceOptions)
    sink = _section(tree, "sink", SinkOptions)
    ledger = _section(tree, "ledger", LedgerOptions)
    stages = _stages(tree)
    if not tree.problems:
        _check_tags(tree, stages)
    if tree.problems:
        raise RecipeError(sorted(tree.problems, key=_line))
    return Recipe(tree.name, tuple(stages), decode, source, sink, ledger)


def _line(problem: Problem) -> tuple[int, ...]:
    """Put the problems of a file in the order of its lines; what stands in no line comes first."""
    return tuple(int(part) for part in problem.where.split(":")[-2:] if part.isdecimal())


def _section(tree: Tree, name: str, model: type[_Model]) -> _Model:
    given = tree.value.get(name)
    if given is None:
        return model()
    if not isinstance(given, dict):
        tree.problems.append(Problem(tree.place((name,)), f"`{name}` is a mapping of options", "such as `encoding: gb18030`"))
        return model()
    import orjson

    try:
        return model.model_validate_json(orjson.dumps(given))
    except ValidationError as error:
        _complain(tree, (name,), error, model)
        return model()


def _stages(tree: Tree) -> list[ReadyStage]:
    entries = tree.value.get("stages")
    if not isinstance(entries, list):
        what = "`stages` is a list of stages" if "stages" in tree.value else "there are no `stages`"
        tree.problems.append(Problem(tree.place(("stages",)), what, "`- normalize.punctuation`, one a line"))
        return []
    ready = (_stage(tree, ("stages", position), entry) for position, entry in enumerate(entries) if entry is not None)
    return [stage for stage in ready if stage is not None]


def _check_tags(tree: Tree, stages: Sequence[ReadyStage]) -> None:
    from corpuskit.recipe.tags import missing_tags

    for number, name, hint in missing_tags(stages):
        stage = stages[number].name
        entries = tree.value["stages"]
        position = next(place for place, entry in enumerate(entries) if name_of(entry) == stage)
        what = f"{stage}: no stage before it gives every document the tag {name!r}"
        path = ("stages", position, stage, name)
        tree.problems.append(Problem(tree.place(path), what, hint or "add that stage, or write `… or missing` behind the rule"))


def _stage(tree: Tree, path: Path, entry: Any) -> ReadyStage | None:
    if isinstance(entry, dict) and len(entry) == 1:
        name, given = next(iter(entry.items()))
        path = (*path, name)
    else:
        name, given = entry, None
    if not isinstance(name, str) or not isinstance(given, dict | None):
        what = "a stage is a name, or `name: {option: value}`"
        tree.problems.append(Problem(tree.place(path), what, "are the options indented below the name?"))
        return None
    try:
        stage = load_stage(name)
    except StageError as error:
        tree.problems.append(Problem(tree.place(path), str(error)))
        return None
    try:
        return ReadyStage(name, stage, read_options(stage, given or {}))
    except ValidationError as error:
        _complain(tree, path, error, stage.options)
    except StageError as error:
        tree.problems.append(Problem(tree.place(path), str(error)))
    return None


def _complain(tree: Tree, path: Path, error: ValidationError, model: type[Options]) -> None:
    tree.problems.extend(
        Problem(tree.place((*path, *inner)), f"{path[-1]}: {sentence}") for inner, sentence in explain(error, model)
    )


def _configs() -> FilePath:
    inside = FilePath(__file__).parents[1] / "configs"
    # In a checkout the recipes lie beside the package; the wheel has them inside.
    return inside if inside.is_dir() else FilePath(__file__).parents[2] / "configs"


def _read_tree(recipe: str) -> Tree:
    from corpuskit.recipe.reading import read_tree

    name, text = _read(recipe)
    return read_tree(text, name)


def _read_beside(recipe: str, origin: str) -> Tree:
    """Read the recipe that another one extends: a file is named relative to that other file."""
    beside = FilePath(origin).parent / recipe
    is_file = recipe not in built_in_recipes() and (beside.suffix in _SUFFIXES or beside.exists())
    return _read_tree(str(beside) if is_file else recipe)


def _read(recipe: str) -> tuple[str, str]:
    if recipe in built_in_recipes():
        return recipe, (_configs() / f"{recipe}.yaml").read_text(encoding="utf-8")
    file = FilePath(recipe)
    try:
        if file.suffix in _SUFFIXES or "/" in recipe or file.exists():
            if file.stat().st_size > _MAX_BYTES:
                raise RecipeError([Problem(recipe, f"larger than {_MAX_BYTES:,} bytes: this is no recipe")])
            return recipe, file.read_text(encoding="utf-8")
    except OSError as error:
        raise RecipeError([Problem(recipe, f"cannot read the recipe: {error.strerror or error}")]) from None
    except UnicodeDecodeError:
        raise RecipeError([Problem(recipe, "a recipe is UTF-8 text, and this file is not")]) from None
    hint = did_you_mean(recipe, built_in_recipes())
    known = f"built in: {', '.join(built_in_recipes())}; a file name ends in .yaml"
    raise RecipeError([Problem(recipe, "there is no such recipe", hint or known)])
