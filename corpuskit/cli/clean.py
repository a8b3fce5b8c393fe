"""`corpuskit clean`: one text, from standard input to standard output."""

from __future__ import annotations

import sys

import click

from corpuskit.cli.options import encoding_option, recipe_options, with_encoding

_EPILOG = """\b
Examples:
  corpuskit clean < page.txt > clean.txt
  curl -s https://example.org/page.txt | corpuskit clean -r minimal
"""


@click.command("clean", epilog=_EPILOG)
@recipe_options
@encoding_option
def command(recipe: str, settings: tuple[str, ...], encoding: str | None) -> None:
    """Clean one text, from stdin to stdout.

    The text comes out with one paragraph a line. Repeated paragraphs are looked for within the text. The output is UTF-8.
    """
    from corpuskit.engine import Pipeline

    pipeline = Pipeline(recipe, with_encoding(settings, encoding))
    text = pipeline.clean(sys.stdin.buffer.read())
    if text:
        sys.stdout.buffer.write(f"{text}\n".encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
