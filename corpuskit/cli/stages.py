"""`corpuskit stages`: which stages there are, and what each does."""

from __future__ import annotations

import json
from typing import Any

import click

_EPILOG = """\b
Examples:
  corpuskit stages
  corpuskit stages normalize.punctuation
  corpuskit stages --json
"""


@click.command("stages", epilog=_EPILOG)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
def command(names: tuple[str, ...], as_json: bool) -> None:
    """List the stages, or describe some: what each does, its options, and which package it comes from."""
    from corpuskit.registry import stage_names

    if as_json:
        for name in names or stage_names():
            click.echo(json.dumps(_record(name), ensure_ascii=False))
        return
    if names:
        for number, name in enumerate(names):
            click.echo(("\n" if number else "") + _description(name))
        return
    listed = stage_names()
    width = max(map(len, listed), default=0)
    for name in listed:
        click.echo(f"{name:<{width}}  {_line(name)}")


def _record(name: str) -> dict[str, Any]:
    from corpuskit.errors import StageError
    from corpuskit.registry import load_stage, origin

    package = origin(name)
    record = {"name": name, "package": package.package, "package_version": package.version}
    try:
        stage = load_stage(name)
    except StageError as error:
        return {**record, "broken": str(error)}
    options = stage.options.model_json_schema().get("properties", {})
    return {**record, "kind": stage.kind, "version": stage.version, "summary": _summary(stage.function), "options": options}


def _line(name: str) -> str:
    from corpuskit.errors import StageError
    from corpuskit.registry import load_stage, origin

    try:
        stage = load_stage(name)
    except StageError as error:
        return f"BROKEN: {error}"
    package = origin(name)
    source = "" if package.package == "corpuskit" else f"  [{package.package} {package.version}]"
    return f"{stage.kind:<9} {_summary(stage.function)}{source}"


def _description(name: str) -> str:
    import inspect

    from corpuskit.registry import load_stage, origin

    stage, package = load_stage(name), origin(name)
    told = [
        f"{name}: a {stage.kind} stage, version {stage.version}, of {package.package} {package.version}",
        "",
        _summary(stage.function),
        "",
    ]
    if stage.options.model_fields:
        told.append("Options:")
    for option, field in stage.options.model_fields.items():
        kind = inspect.formatannotation(field.annotation).replace("typing.", "")
        told.append(f"  {option}: {kind} = {field.default!r}")
        if field.description:
            told.append(f"      {field.description}")
    return "\n".join(told).rstrip()


def _summary(function: object) -> str:
    import inspect

    return (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")
