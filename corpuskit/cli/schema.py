"""`corpuskit schema`: JSON Schemas of recipes and of the files that a run writes."""

from __future__ import annotations

import json

import click

_KINDS = ("recipe", "corpus", "removed", "quarantine", "edits")


@click.command("schema", epilog="\b\nExamples:\n  corpuskit schema recipe > recipe.schema.json\n  corpuskit schema removed")
@click.argument("kind", type=click.Choice(_KINDS))
def command(kind: str) -> None:
    """Print the JSON Schema of recipes, or of the lines of a file in OUT.

    A recipe whose first line is `# yaml-language-server: $schema=recipe.schema.json` is completed and checked by editors. The
    schema knows all stages that are installed, those of other packages too.
    """
    if kind == "recipe":
        from corpuskit.recipe.schema import recipe_schema

        schema = recipe_schema()
    else:
        from corpuskit.engine.schemas import row_schema

        schema = row_schema(kind)
    click.echo(json.dumps(schema, ensure_ascii=False, indent=1))
