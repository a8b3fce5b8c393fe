"""The settings of a recipe beside its stages: how bytes are decoded, what is read, what is written; and `--set`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from corpuskit.errors import InputError, Problem
from corpuskit.io.sinks.layout import SPLITS, Layout, check_installed, check_split, make_layout, read_size
from corpuskit.recipe.tree import Tree
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

    format: Literal["auto", "text", "lines", "jsonl", "csv", "parquet", "html", "pdf", "docx", "warc"] = Field(
        default="auto",
        description="`auto`: by the name and the first bytes of each file; or what all files are, within archives too; "
        "`lines`: every line is a document",
    )
    text_field: str = Field(default="text", description="the field or column that holds the text; `a.b` looks into `a`")
    id_field: str | None = Field(default=None, description="the field or column with the id of a record, for `meta.source.id`")
    keep_fields: tuple[str, ...] = Field(
        default=(), description="the fields or columns that go into `meta.fields`; `*` stands for all of them"
    )
    include: tuple[str, ...] = Field(default=(), description="read only files whose name or path matches one of these globs")
    exclude: tuple[str, ...] = Field(default=(), description="leave out files whose name or path matches one of these globs")
    max_member_bytes: int = Field(
        default=2 * 2**30, ge=1, description="a document, unpacked, may have so many bytes; larger ones go into quarantine"
    )
    max_expansion: int = Field(default=200, ge=1, description="what is compressed may become so many times as large")
    max_depth: int = Field(default=3, ge=0, description="archives within archives are opened so deep")


class SinkOptions(Options):
    """What is written."""

    format: Literal["jsonl", "parquet", "text", "mnbvc", "dolma"] = Field(
        default="jsonl",
        description="`jsonl`: one record a line; `parquet`: the same in columns; `text`: only texts, a blank line after each; "
        "`mnbvc`, `dolma`: as these projects exchange corpora",
    )
    compression: Literal["auto", "none", "gz", "zst", "zstd", "snappy"] = Field(
        default="auto",
        validate_default=True,
        description="of files of lines `none`, `gz` or `zst`, within Parquet `zstd`, `snappy` or `none`; "
        "`auto`: `zstd` for Parquet, `gz` for Dolma, else `none`",
    )
    shard_size: int | str | None = Field(
        default=None, description="a new file begins before one has more than this, uncompressed: bytes, or `500MB`, `1GiB`"
    )
    shard_documents: int | None = Field(default=None, ge=1, description="a file holds at most this many documents")
    split: dict[str, float] | None = Field(
        default=None,
        json_schema_extra={"propertyNames": {"enum": list(SPLITS)}},
        description="shares that add up to 1, such as `{train: 0.98, validation: 0.01, test: 0.01}`; documents go by a hash of "
        "their id, repetitions with what they repeat",
    )

    @field_validator("compression")
    @classmethod
    def _of_the_format(cls, name: str, info: ValidationInfo) -> str:
        if "format" in info.data:
            check_installed(make_layout(info.data["format"], name))
        return name

    @field_validator("shard_size")
    @classmethod
    def _a_size(cls, size: int | str | None) -> int | str | None:
        if size is not None:
            read_size(size)
        return size

    @field_validator("split")
    @classmethod
    def _shares(cls, split: dict[str, float] | None) -> dict[str, float] | None:
        if split is not None:
            check_split(split)
        return split

    def layout(self) -> Layout:
        """Give the layout of the files."""
        return make_layout(self.format, self.compression, self.shard_size, self.shard_documents, self.split)


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
        from corpuskit.recipe.reading import read_tree

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
