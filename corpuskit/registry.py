"""From the name of a stage to the stage: those built in, and those that other packages offer as entry points.

A built-in stage is named after its place: `stages/normalize/spaces.py` is `normalize.spaces`. Other packages name
theirs in the entry-point group `corpuskit.stages`. Nothing is imported before it is asked for.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from typing import Any

from pydantic import ValidationError

from corpuskit.errors import StageError
from corpuskit.stage import Options, Stage

ENTRY_POINTS = "corpuskit.stages"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stage comes from.

    Attributes:
        package: the name of the distribution, `corpuskit` for what is built in.
        version: the version of that distribution.
        target: `module:attribute`.
    """

    package: str
    version: str
    target: str


@dataclass(frozen=True, slots=True)
class ReadyStage:
    """A stage with its options: call it with a text and get the text. It travels between processes by name."""

    name: str
    stage: Stage
    options: Options

    def __call__(self, text: str) -> str:
        """Give the text as the stage leaves it."""
        return self.stage.clean(text, self.options)

    def __reduce__(self) -> tuple[Callable[..., ReadyStage], tuple[str, dict[str, Any]]]:
        return _restore, (self.name, self.options.model_dump(mode="json", exclude_unset=True))


def stage_names() -> list[str]:
    """List the names of all stages, built in and third-party, in alphabetical order."""
    return sorted(_origins())


def origin(name: str) -> Origin:
    """Say which package a stage comes from.

    Raises:
        StageError: there is no stage of that name.
    """
    try:
        return _origins()[name]
    except KeyError:
        raise StageError(unknown_stage(name)) from None


def unknown_stage(name: str) -> str:
    """Word the complaint about a stage name that does not exist."""
    hint = did_you_mean(name, stage_names())
    return f"there is no stage {name!r}" + (f"; {hint}" if hint else "; `corpuskit stages` lists them")


def did_you_mean(word: str, known: list[str]) -> str:
    """Suggest the known word that is most like a mistaken one, or `""`.

    >>> did_you_mean("quote", ["quotes", "ellipsis"])
    "did you mean 'quotes'?"
    """
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else ""


@cache
def load_stage(name: str) -> Stage:
    """Import a stage.

    Raises:
        StageError: there is no stage of that name, or its package fails to load; the message names the package.
    """
    found = origin(name)
    module, _, attribute = found.target.partition(":")
    try:
        stage = importlib.import_module(module)
        for part in attribute.split("."):
            stage = getattr(stage, part)
    except Exception as error:
        raise StageError(
            f"stage {name!r} of package {found.package} {found.version} could not be loaded: "
            f"{type(error).__name__}: {error} (`pip install --upgrade {found.package}` or take the stage out of the recipe)"
        ) from error
    if not isinstance(stage, Stage):
        raise StageError(
            f"stage {name!r} of package {found.package} {found.version} is a {type(stage).__name__}, "
            "not a TextStage, DocumentStage or CorpusStage"
        )
    return stage


def get_stage(name: str, **options: Any) -> ReadyStage:
    """Give a stage that is ready to be called with a text.

    Args:
        name: as in a recipe, such as `"normalize.punctuation"`.
        **options: as in a recipe; what is not given keeps its default.

    Returns:
        A callable from text to text.

    Raises:
        StageError: the name is unknown, the stage does not load, or an option is wrong.

    >>> get_stage("normalize.punctuation")("你好,世界!")
    '你好，世界！'
    """
    stage = load_stage(name)
    try:
        return ReadyStage(name, stage, read_options(stage, options))
    except ValidationError as error:
        raise StageError("; ".join(f"{name}: {what}" for _, what in explain(error, stage.options))) from None


def read_options(stage: Stage, given: Mapping[str, Any]) -> Options:
    """Validate options that come from YAML or from a call, where lists stand for tuples and strings for enumerations.

    Raises:
        pydantic.ValidationError: with all mistakes at once.
    """
    return stage.options.model_validate_json(_json(given))


def explain(error: ValidationError, model: type[Options]) -> list[tuple[tuple[str | int, ...], str]]:
    """Turn what pydantic found into `(place inside the options, sentence)`, with a suggestion for a misspelt name."""
    told = []
    for fault in error.errors():
        place = fault["loc"]
        if fault["type"] == "extra_forbidden":
            hint = did_you_mean(str(place[-1]), list(model.model_fields))
            known = ", ".join(model.model_fields) or "none"
            told.append((place, f"unknown option {place[-1]!r} ({hint or f'options: {known}'})"))
        else:
            shown = ".".join(map(str, place)) or "the options"
            told.append((place, f"option {shown!r}: {fault['msg'][0].lower()}{fault['msg'][1:]}, got {fault['input']!r}"))
    return told


def _json(value: Mapping[str, Any]) -> bytes:
    import orjson

    try:
        return orjson.dumps(dict(value))
    except TypeError as error:
        raise StageError(f"options must be plain JSON values: {error}") from None


def _restore(name: str, options: dict[str, Any]) -> ReadyStage:
    return get_stage(name, **options)


@cache
def _origins() -> Mapping[str, Origin]:
    found = {}
    for point in metadata.entry_points(group=ENTRY_POINTS):
        package = point.dist
        found[point.name] = Origin(
            package.name if package else "an unnamed package", package.version if package else "?", point.value
        )
    # What is built in comes last: no package can slip its own code under a built-in name.
    version = metadata.version("corpuskit")
    for family in resources.files("corpuskit.stages").iterdir():
        if family.is_dir() and not family.name.startswith(("_", ".")):
            for module in family.iterdir():
                stem = module.name.removesuffix(".py")
                if not stem.startswith(("_", ".")) and (module.name.endswith(".py") or module.is_dir()):
                    target = f"corpuskit.stages.{family.name}.{stem}:STAGE"
                    found[f"{family.name}.{stem}"] = Origin("corpuskit", version, target)
    return found
