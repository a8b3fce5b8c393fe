"""`corpuskit report`: the report of a finished run, made again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("report", epilog="\b\nExamples:\n  corpuskit report out\n  corpuskit report out --lang zh -o report.zh.html")
@click.argument("out", metavar="OUT", type=click.Path())
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="The language it opens in.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="The page to write.  [default: OUT/report.html]")
def command(out: str, lang: str, output: str | None) -> None:
    """Write the HTML report of a finished run again, from what lies in OUT.

    The page holds both languages and a switch between them; it needs no network and no script.
    """
    from corpuskit.engine.output import EDITS, MANIFEST, QUARANTINE, REMOVED, REPORT, read_manifest
    from corpuskit.errors import OutputError
    from corpuskit.io.atomic import write_whole
    from corpuskit.report import RunFiles, render

    folder = Path(out)
    content = read_manifest(folder)
    files = RunFiles(folder / REMOVED, folder / QUARANTINE, folder / EDITS)
    for path in (files.removed, files.quarantine, files.edits):
        if not path.is_file():
            raise OutputError(f"{path} is missing, though {MANIFEST} says that this run is finished: run it again with --fresh")
    target = Path(output) if output else folder / REPORT
    write_whole(target, render(content, files, lang).encode("utf-8", "replace"))
    click.echo(str(target))
