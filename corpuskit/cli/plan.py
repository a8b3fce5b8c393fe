"""`corpuskit plan`: what a run will take, before it is started."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from corpuskit.cli.options import cores, recipe_options

if TYPE_CHECKING:
    from corpuskit.engine.estimate import Estimate

_EPILOG = """\b
Examples:
  corpuskit plan documents/
  corpuskit plan documents/ -r zh-web -j 16 --sample 100
  corpuskit plan documents/ --documents 1e9 --machines 20 -j 32
"""


@click.command("plan", epilog=_EPILOG)
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path())
@recipe_options
@click.option("--sample", metavar="MB", type=click.IntRange(min=1), default=20, show_default=True, help="How much of it to run.")
@click.option("-j", "--workers", type=click.IntRange(min=1), help="Workers on each machine.  [default: the number of cores]")
@click.option("--machines", type=click.IntRange(min=1), default=1, show_default=True, help="Machines that share the work.")
@click.option("--documents", metavar="N", type=float, help="For so many documents like these, such as 1e9.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
def command(
    inputs: tuple[str, ...],
    recipe: str,
    settings: tuple[str, ...],
    sample: int,
    workers: int | None,
    machines: int,
    documents: float | None,
    as_json: bool,
) -> None:
    """Estimate time, disk, memory and removals of a run.

    A sample of INPUT is run with one worker, in a folder that is thrown away; what all of it would take follows from that.
    """
    from corpuskit.engine.estimate import estimate, measure
    from corpuskit.errors import InputError
    from corpuskit.recipe import load_recipe

    if documents is not None and not 1 <= documents <= 1e15:
        raise InputError(f"--documents: {documents:g} is no number of documents")
    drawn, measured = measure(load_recipe(recipe, settings), inputs, sample)
    wanted = None if documents is None else round(documents)
    told = estimate(drawn, measured, documents=wanted, machines=machines, workers=workers or cores())
    if as_json:
        click.echo(json.dumps(told.record(), ensure_ascii=False))
        return
    for line in _lines(told):
        click.echo(line)


def _lines(told: Estimate) -> Iterator[str]:
    hands = f"{told.workers} worker{'s' if told.workers > 1 else ''}"
    if told.machines > 1:
        hands = f"{told.machines} machines with {hands} each"
    yield f"input: about {told.documents:,} documents, {_size(told.bytes)}"
    yield f"time: about {_time(told.seconds)} with {hands}"
    yield f"disk: about {_size(told.disk)} in and beside OUT at most"
    yield f"memory: about {_size(told.memory)} on each machine; --memory-limit holds it below a limit"
    yield f"kept: about {told.kept:,}; quarantined: about {told.quarantined:,}"
    yield f"removed: from {told.removed:,} to {told.removed_at_most:,}"
    for note in told.notes:
        yield f"note: {note}"


def _size(size: float) -> str:
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000:
            return f"{size:,.1f} {unit}" if unit != "B" else f"{size:,.0f} B"
        size /= 1000
    return f"{size:,.1f} PB"


def _time(seconds: float) -> str:
    """Give a time in the unit that a person would choose.

    >>> _time(90), _time(7200), _time(300_000)
    ('1.5 minutes', '2.0 hours', '3.5 days')
    """
    for unit, length, most in (("seconds", 1, 60), ("minutes", 60, 3600), ("hours", 3600, 86_400)):
        if seconds < most:
            return f"{seconds / length:,.1f} {unit}"
    return f"{seconds / 86_400:,.1f} days"
