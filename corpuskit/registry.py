"""From the name of a stage to the stage: those built in, and those that other packages offer as entry points.

A built-in stage is named after its place: `stages/normalize/spaces.py` is `normalize.spaces`. Other packages name
theirs in the entry-point group `corpuskit.stages`. Nothing is imported before it is asked for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from corpuskit.errors import StageError
from corpuskit.stage import Options, Stage

ENTRY_POINTS = "corpuskit.stages"
_UNNAMED = "an unnamed package"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stage comes from.

    Attributes:
        package: the name of the distribution, `corpuskit` for what is built in.
        target: `module:attribute`.
    """

    package: str
    target: str

    @property
    def version(self) -> str:
        """The version of the distribution, `"?"` if it is not known."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version(self.package)
        except PackageNotFoundError:
            return "?"


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
    return sorted({*_built_in(), *_offered()})


def built_in_names() -> list[str]:
    """List the names of the stages that come with corpuskit, in alphabetical order; no package is asked for others."""
    return sorted(_built_in())


def origin(name: str) -> Origin:
    """Say which package a stage comes from.

    Raises:
        StageError: there is no stage of that name.
    """
    found = _found(name)
    if found is None:
        raise StageError(unknown_stage(name))
    return found


def unknown_stage(name: str) -> str:
    """Word the complaint about a stage name that does not exist."""
    hint = did_you_mean(name, stage_names())
    return f"there is no stage {name!r}" + (f"; {hint}" if hint else "; `corpuskit stages` lists them")


def did_you_mean(word: str, known: list[str]) -> str:
    """Suggest the known word that is most like a mistaken one, or `""`.

    >>> did_you_mean("quote", ["quotes", "ellipsis"])
    "did you mean 'quotes'?"
    """
    import difflib

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


def _found(name: str) -> Origin | None:
    # What is built in is looked up first: no package can slip its own code under such a name, and nobody waits for the
    # metadata of all packages to be read.
    return _built_in().get(name) or _offered().get(name)


@cache
def _built_in() -> Mapping[str, Origin]:
    modules = (file for family in _families() for file in family.iterdir() if not file.name.startswith(("_", ".")))
    names = [(file.parent.name, file.stem) for file in modules if file.suffix == ".py" or file.is_dir()]
    return {f"{family}.{stem}": Origin("corpuskit", f"corpuskit.stages.{family}.{stem}:STAGE") for family, stem in names}


def _families() -> Iterator[Path]:
    folders = (Path(__file__).parent / "stages").iterdir()
    return (folder for folder in folders if folder.is_dir() and not folder.name.startswith(("_", ".")))


@cache
def _offered() -> Mapping[str, Origin]:
    from importlib.metadata import entry_points

    points = entry_points(group=ENTRY_POINTS)
    return {point.name: Origin(point.dist.name if point.dist else _UNNAMED, point.value) for point in points}
