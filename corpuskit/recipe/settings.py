"""The settings of a recipe beside its stages: how bytes are decoded, what is read, what is written; and `--set`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from corpuskit.errors import InputError, Problem
from corpuskit.recipe.tree import Tree, read_tree
from corpuskit.registry import did_you_mean
from corpuskit.stage import Options

#: Words after `--set STAGE=` that take a stage out of a recipe, or leave it in.
_OFF, _ON = frozenset({"off", "false", "no"}), frozenset({"on", "true", "yes"})
SECTIONS = ("decode", "source", "sink", "ledger")


class DecodeOptions(Options):
    """How bytes become text."""

    encoding: str = Field(default="auto", description="`auto`, or the name of an encoding that all files are known to have")
    max_damage: float = Field(
        default=0.2, ge=0, le=1, description="quarantine a file if more than this share of its bytes cannot be decoded"
    )

    min_confidence: float = Field(
        default=0.08, ge=0, le=1, description="quarantine a file if its encoding is found with less confidence than this"
    )

    @field_validator("encoding")
    @classmethod
    def _known(cls, name: str) -> str:
        if name != "auto":
            from corpuskit.decoding import decode

            try:
                decode(b"", name)
            except InputError as error:
                raise ValueError(str(error)) from None
        return name


class SourceOptions(Options):
    """What is read."""

    format: Literal["text"] = Field(default="text", description="every file is one document of plain text")
    include: tuple[str, ...] = Field(default=(), description="read only files whose name or path matches one of these globs")
    exclude: tuple[str, ...] = Field(default=(), description="leave out files whose name or path matches one of these globs")


class SinkOptions(Options):
    """What is written."""

    format: Literal["jsonl"] = Field(default="jsonl", description="`corpus.jsonl`, one document a line")


class LedgerOptions(Options):
    """What is written down of changes to texts. Removals always are, all of them."""

    edits: Literal["counts", "sample", "full"] = Field(
        default="sample",
        description="`counts`: how many documents each stage changed; `sample`: and what it did to three of them; "
        "`full`: and the original bytes of every document, compressed, so that `corpuskit restore` needs no source",
    )


def apply_setting(tree: Tree, setting: str) -> None:
    """Change a recipe as `--set STAGE.OPTION=VALUE` or `--set STAGE=off` says; what cannot be done becomes a problem."""
    where = f"--set {setting}"
    target, equals, text = setting.partition("=")
    target, text = target.strip(), text.strip()
    if not equals or not target:
        tree.problems.append(Problem(where, "expected STAGE.OPTION=VALUE or STAGE=off"))
        return
    known = entries(tree)
    if target in known and target not in SECTIONS and text.lower() in _OFF | _ON:
        if text.lower() in _OFF:
            switch_off(tree, target)
        return
    stage, _, option = target.rpartition(".")
    if stage in known and option:
        value = read_tree(text, where)
        tree.problems.extend(value.problems)
        set_option(tree, stage, option, value.value, where)
    else:
        known = [*known, *SECTIONS]
        hint = did_you_mean(target, known) or did_you_mean(stage, known) or f"in this recipe: {', '.join(known)}"
        if target in known:
            tree.problems.append(Problem(where, "which option?", f"{target}.OPTION=VALUE"))
        else:
            tree.problems.append(Problem(where, f"nothing in the recipe is called {target!r}", hint))


def set_option(tree: Tree, stage: str, option: str, value: Any, where: str) -> None:
    """Set an option of a stage of a recipe, or of one of its sections.

    Args:
        tree: the recipe, which is changed.
        stage: the name of a stage in it, or of a section.
        option: the name of the option.
        value: a plain value.
        where: the place that a complaint about it should name.
    """
    if stage in SECTIONS:
        section = tree.value.setdefault(stage, {})
        if isinstance(section, dict):
            section[option] = value
            tree.places[stage, option] = where
        return
    stages = tree.value["stages"]
    for position, entry in enumerate(stages):
        if name_of(entry) == stage:
            options = (entry[stage] if isinstance(entry, dict) else None) or {}
            if isinstance(options, dict):
                stages[position] = {stage: {**options, option: value}}
                tree.places["stages", position, stage, option] = where


def switch_off(tree: Tree, stage: str) -> None:
    """Take a stage out of a recipe; what is left keeps its position, so that places stay right."""
    tree.value["stages"] = [None if name_of(entry) == stage else entry for entry in tree.value["stages"]]


def entries(tree: Tree) -> list[str]:
    """List the names of the stages and sections of a recipe."""
    if not isinstance(tree.value, dict):
        return []
    stages = tree.value.get("stages")
    named = [name_of(entry) for entry in stages] if isinstance(stages, list) else []
    return [name for name in (*named, *SECTIONS) if name]


def name_of(entry: Any) -> str:
    """Give the name of an entry of the list of stages, `""` if it is none."""
    if isinstance(entry, str):
        return entry
    return str(next(iter(entry))) if isinstance(entry, dict) and len(entry) == 1 else ""
