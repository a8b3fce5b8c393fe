"""`corpuskit check`: whether a recipe is right, and what it means in full."""

from __future__ import annotations

import click

from corpuskit.cli.options import recipe_options


@click.command(
    "check", epilog="\b\nExamples:\n  corpuskit check -r my.yaml\n  corpuskit check -r zh --set dedup.near=off > my.yaml"
)
@recipe_options
def command(recipe: str, settings: tuple[str, ...]) -> None:
    """Validate a recipe and print it resolved.

    What is printed names every option of every stage, and is itself a recipe."""
    import io

    from ruamel.yaml import YAML

    from corpuskit.recipe import load_recipe

    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(load_recipe(recipe, settings).resolved(), text)
    click.echo(text.getvalue(), nl=False)
