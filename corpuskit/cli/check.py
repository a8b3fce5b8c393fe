"""`corpuskit check`: whether a recipe is right, what it means in full, and what it would do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from corpuskit.cli.options import recipe_options

if TYPE_CHECKING:
    from corpuskit.engine.projection import Projection

_EPILOG = """\b
Examples:
  corpuskit check -r my.yaml
  corpuskit check -r zh --set dedup.near=off > my.yaml
  corpuskit check -r my.yaml --sample 200 documents/
"""


@click.command("check", epilog=_EPILOG)
@click.argument("inputs", metavar="[INPUT]...", nargs=-1, type=click.Path())
@recipe_options
@click.option("--sample", metavar="N", type=click.IntRange(min=1), help="Run N files of INPUT and project what all would give.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
def command(inputs: tuple[str, ...], recipe: str, settings: tuple[str, ...], sample: int | None, as_json: bool) -> None:
    """Validate a recipe and print it resolved.

    What is printed names every option of every stage, and is itself a recipe. With --sample, what is printed is instead what
    became of a sample of the input, and how long all of it would take; nothing is left on the disk.
    """
    from corpuskit.errors import InputError
    from corpuskit.recipe import load_recipe

    chosen = load_recipe(recipe, settings)
    if sample is None:
        if inputs:
            raise InputError("INPUT is only looked at with --sample, such as --sample 200")
        resolved = chosen.resolved()
        click.echo(json.dumps(resolved, ensure_ascii=False) if as_json else _yaml(resolved), nl=as_json)
        return
    if not inputs:
        raise InputError("--sample needs INPUT: name a file or a folder, as in `corpuskit check --sample 200 documents/`")
    from corpuskit.engine.projection import project

    projection = project(chosen, inputs, sample)
    if as_json:
        click.echo(json.dumps(projection.record(), ensure_ascii=False))
    else:
        for line in _lines(projection):
            click.echo(line)


def _lines(projection: Projection) -> Iterator[str]:
    documents = projection.counts["documents"]
    yield f"sample: {projection.sampled:,} of {projection.files:,} files, {projection.sampled_bytes / 1e6:,.1f} MB"
    for name in ("kept", "removed", "quarantined"):
        count = documents[name]
        yield f"{name}: {count:,} ({count / max(documents['in'], 1):.1%}), all files: about {int(projection.projected[name]):,}"
    yield f"time with one worker: {projection.seconds:,.1f} s, all files: about {projection.projected['seconds']:,.0f} s"
    yield "duplicates are a lower bound: two files that repeat each other are seldom both in a sample"


def _yaml(value: Any) -> str:
    import io

    from ruamel.yaml import YAML

    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(value, text)
    return text.getvalue()
