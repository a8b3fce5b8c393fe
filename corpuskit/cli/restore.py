"""`corpuskit restore`: the original bytes of a document."""

from __future__ import annotations

import sys
from pathlib import Path

import click

_EPILOG = """\b
Examples:
  corpuskit restore out page.txt > page.original.txt
  corpuskit restore out 3582959f36ff325f6498f708 -o original.txt
"""


@click.command("restore", epilog=_EPILOG)
@click.argument("out", metavar="OUT", type=click.Path())
@click.argument("document", metavar="ID")
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Where to write it.  [default: standard output]")
@click.option("--source", metavar="PATH", type=click.Path(), help="Where the INPUT lies now, if it was moved.")
def command(out: str, document: str, output: str | None, source: str | None) -> None:
    """Give the original of a document back, byte for byte, also of one that was removed.

    ID is the id of a document in corpus.jsonl or removed.jsonl, or the path in meta.source. The bytes come from the ledger, if
    the run kept them (`ledger: {edits: full}` in the recipe), or else from the source, while that is unchanged.
    """
    from corpuskit.engine.lookup import find_document, original_bytes
    from corpuskit.io.atomic import write_whole

    data = original_bytes(Path(out), find_document(Path(out), document, quarantined=True), Path(source) if source else None)
    if output:
        write_whole(Path(output), data)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
