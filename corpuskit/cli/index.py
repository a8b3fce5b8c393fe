"""`corpuskit index`: what earlier corpora hold, so that later ones need not hold it again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from corpuskit.dedup.index import Added, Index

_EPILOG = """\b
Examples:
  corpuskit index create seen
  corpuskit run january/ -o out1
  corpuskit index add seen out1
  corpuskit run february/ -o out2 --against seen
  corpuskit index add seen out2 more.jsonl
  corpuskit index info seen

A run with `--against seen` removes what the index holds and names the document there in removed.jsonl.
"""
_Folder = click.argument("folder", metavar="DIR", type=click.Path())


@click.group("index", epilog=_EPILOG)
def command() -> None:
    """Keep an index of corpora, to remove from new ones what it holds."""


@command.command("create", epilog="\b\nExamples:\n  corpuskit index create seen\n  corpuskit index create seen --jaccard 0.7")
@_Folder
@click.option("--unit", multiple=True, type=click.Choice(["document", "paragraph"]), help="What it holds.  [default: both]")
@click.option("--jaccard", default=0.8, show_default=True, help="The similarity it is for: `dedup.near.jaccard` of the runs.")
@click.option("--min-chars", default=20, show_default=True, help="Shorter paragraphs are found as a whole only.")
def create(folder: str, unit: tuple[Any, ...], jaccard: float, min_chars: int) -> None:
    """Make an empty index."""
    from corpuskit.dedup.index import Index

    Index.create(folder, unit or ("document", "paragraph"), jaccard=jaccard, min_chars=min_chars)


@command.command("add", epilog="\b\nExamples:\n  corpuskit index add seen out\n  corpuskit index add seen old.jsonl.gz")
@_Folder
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path())
def add(folder: str, sources: tuple[str, ...]) -> None:
    """Add corpora: folders of finished runs, or JSON Lines files with an "id" and a "text" in each line.

    Documents that are there already are left out, so an interrupted command can be given again."""
    _tell(_open(folder).add(document for source in sources for document in _documents(Path(source))))


@command.command("info", epilog="\b\nExamples:\n  corpuskit index info seen\n  corpuskit index info seen --json")
@_Folder
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def info(folder: str, as_json: bool) -> None:
    """Print counts, size and parameters."""
    import orjson

    told = _open(folder).info()
    if as_json:
        click.echo(orjson.dumps(told).decode())
        return
    for unit, count in {"documents": told["documents"], **{f"{unit} units": n for unit, n in told["units"].items()}}.items():
        click.echo(f"{unit}: {count:,}")
    click.echo(f"removed documents: {told['removed']:,}")
    click.echo(f"segments: {told['segments']:,}, {told['bytes'] / 1e6:,.1f} MB")
    for name, value in told["parameters"].items():
        click.echo(f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")


@command.command("merge", epilog="\b\nExamples:\n  corpuskit index merge seen other1 other2\n  corpuskit index merge seen")
@_Folder
@click.argument("others", metavar="[OTHER]...", nargs=-1, type=click.Path())
def merge(folder: str, others: tuple[str, ...]) -> None:
    """Take other indexes in, and write DIR anew in as few segments as possible, without what was removed."""
    index = _open(folder)
    added = index.merge([_open(other) for other in others])
    if others:
        _tell(added)
    told = index.info()
    click.echo(f"{told['documents']:,} documents in {told['segments']:,} segments, {told['bytes'] / 1e6:,.1f} MB", err=True)


@command.command("remove", epilog="\b\nExamples:\n  corpuskit index remove seen 3f2a…\n  corpuskit index remove seen - < ids.txt")
@_Folder
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
def remove(folder: str, ids: tuple[str, ...]) -> None:
    """Take documents out, by id; `-` reads ids from standard input, one a line. `merge` then clears their texts away."""
    wanted = {name for given in ids for name in (_ids_from_input() if given == "-" else [given])}
    taken = _open(folder).remove(wanted)
    click.echo(f"{taken:,} taken out, {len(wanted) - taken:,} were not there", err=True)


def _open(folder: str) -> Index:
    from corpuskit.dedup.index import Index

    return Index(folder)


def _tell(added: Added) -> None:
    click.echo(f"{added.added:,} documents added, {added.present:,} were there already", err=True)


def _ids_from_input() -> Iterator[str]:
    for line in sys.stdin.buffer:
        if name := line.decode("utf-8", "surrogatepass").strip():
            yield name


def _documents(source: Path) -> Iterator[tuple[str, str]]:
    """Give `(id, text)` for each record of a source."""
    from corpuskit.errors import InputError
    from corpuskit.io.compression import Damaged
    from corpuskit.io.sinks.reading import read_file, read_records

    if source.is_dir():
        for record in read_records(source, _manifest(source)):
            yield record["id"], record["text"]
        return
    good = 0
    try:
        for document in map(_named_text, read_file(source)):
            good += 1
            yield document
    except Damaged as error:
        raise InputError(f"cannot read {source}: {error}") from None
    except OSError as error:
        raise InputError(f"cannot read {source}: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError):
        raise InputError(f'{source}, line {good + 1}: no JSON object with an "id" and a "text", both strings') from None


def _manifest(folder: Path) -> dict[str, Any]:
    """Read a manifest, also of an earlier version: its corpus can be read all the same."""
    import orjson

    from corpuskit.errors import InputError

    try:
        content: dict[str, Any] = orjson.loads((folder / "manifest.json").read_bytes())
        content["outputs"], content["corpus"], content["recipe"]["sink"]["format"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{folder} is no folder of a finished run: it has no manifest.json") from None
    return content


def _named_text(record: dict[str, Any]) -> tuple[str, str]:
    name, text = record["id"], record["text"]
    if not (isinstance(name, str) and isinstance(text, str) and name):
        raise TypeError
    return name, text
