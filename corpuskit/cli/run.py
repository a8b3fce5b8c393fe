"""`corpuskit run`: from files to a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from corpuskit.cli.options import cores, encoding_option, recipe_options, with_encoding

if TYPE_CHECKING:
    from corpuskit.engine.run import RunSummary

_EPILOG = """\b
Examples:
  corpuskit run documents/ -o out
  corpuskit run a.txt b/ -r zh-hant -j 4
  corpuskit run scans/ --encoding gb18030 --exclude '*.log'
  corpuskit run documents/ --set dedup.near.jaccard=0.7 --set convert.script=off
  corpuskit run documents/ --memory-limit 1GB
  corpuskit run /shared/documents/ -o /shared/out --executor dask --address tcp://scheduler:8786
  corpuskit run february/ -o out2 --against seen

\b
Exit status: 0 done; 1 with --strict, if anything was quarantined; 2 a mistake in the call or the recipe, or no input;
3 the counts do not add up; 4 the machine failed (disk, permissions); 130 interrupted. After 4 and 130, and after a kill,
the same command completes the run.
"""


@click.command("run", epilog=_EPILOG)
@click.argument("inputs", metavar="[INPUT]...", nargs=-1, type=click.Path())
@recipe_options
@click.option("-o", "--out", default="out", show_default=True, type=click.Path(), help="The folder to write.")
@click.option("-j", "--workers", type=click.IntRange(min=1), help="Worker processes.  [default: the number of cores]")
@click.option(
    "--executor", type=click.Choice(["local", "dask", "ray"]), default="local", show_default=True, help="Where tasks run."
)
@click.option("--address", metavar="URL", help="An existing Dask or Ray cluster; otherwise one is started on this machine.")
@click.option(
    "--memory-limit",
    metavar="SIZE",
    help="What all processes together should stay within, such as 1GB; none: no limit.  [default: half of the machine's]",
)
@click.option("--against", metavar="DIR", type=click.Path(), help="Remove what this index already holds: see `corpuskit index`.")
@click.option(
    "--time-limit",
    metavar="SECONDS",
    type=click.FloatRange(min=0.1),
    help="Quarantine a document that takes longer in one pass. A clock decides then, not the text alone.  [default: none]",
)
@click.option("--fresh", is_flag=True, help="Replace what an earlier run left in OUT; other files there stay.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything was quarantined.")
@encoding_option
@click.option("--include", multiple=True, metavar="GLOB", help="Read only files whose name or path matches.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out files whose name or path matches.")
@click.option("--json", "as_json", is_flag=True, help="Print what the run did as one JSON object on stdout.")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json: how far the run is, and what it says, as JSON lines on stderr.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
def command(
    inputs: tuple[str, ...],
    recipe: str,
    settings: tuple[str, ...],
    out: str,
    workers: int | None,
    executor: str,
    address: str | None,
    memory_limit: str | None,
    against: str | None,
    time_limit: float | None,
    fresh: bool,
    strict: bool,
    encoding: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    as_json: bool,
    log_format: str,
    quiet: bool,
) -> int:
    """Clean files and folders into a corpus.

    OUT receives corpus.jsonl, removed.jsonl (everything that was taken out, and why), quarantine.jsonl (what could not be
    processed) and manifest.json (what was done, with counts that add up).
    """
    from corpuskit.engine.executors import warm_up
    from corpuskit.engine.memory import fitting_workers, read_limit
    from corpuskit.errors import InputError

    if not inputs:
        raise InputError("no input files: name a file or a folder, as in `corpuskit run documents/`")
    # Beside the imports that follow, which take as long; and not for a worker that there is no memory for.
    warm_up(executor, fitting_workers(read_limit(memory_limit), workers or cores()))

    from corpuskit.cli.progress import log_line, showing
    from corpuskit.engine.run import run_recipe
    from corpuskit.recipe import load_recipe

    settings = _settings(settings, encoding, include, exclude)
    chosen = load_recipe(recipe, settings)
    if against is not None:
        chosen = load_recipe(recipe, (*settings, *_comparing(against, [ready.name for ready in chosen.stages])))
    with showing(log_format, quiet=quiet) as on_progress:
        summary = run_recipe(
            chosen,
            inputs,
            out,
            workers=workers or cores(),
            executor=executor,
            address=address,
            memory_limit=memory_limit,
            time_limit=time_limit,
            fresh=fresh,
            on_progress=on_progress,
        )
    if as_json:
        import json

        click.echo(json.dumps(_plain(summary), ensure_ascii=False))
    elif log_format == "json" and not quiet:
        log_line("finished", **_plain(summary))
    elif not quiet:
        _tell(summary)
    return 1 if strict and summary.counts["documents"]["quarantined"] else 0


def _plain(summary: RunSummary) -> dict[str, Any]:
    import dataclasses

    return {**dataclasses.asdict(summary), "out": str(summary.out)}


def _settings(
    settings: tuple[str, ...], encoding: str | None, include: tuple[str, ...], exclude: tuple[str, ...]
) -> tuple[str, ...]:
    import json

    globs = {"source.include": include, "source.exclude": exclude}
    # A JSON list is valid YAML, whatever characters the globs hold.
    given = tuple(f"{name}={json.dumps(patterns)}" for name, patterns in globs.items() if patterns)
    return (*with_encoding(settings, encoding), *given)


def _comparing(index: str, stages: list[str]) -> list[str]:
    import json

    from corpuskit.errors import InputError

    found = [name for name in ("dedup.exact", "dedup.near") if name in stages]
    if not found:
        raise InputError("--against: the recipe has neither dedup.exact nor dedup.near, which compare with an index")
    return [f"{name}.against={json.dumps(index)}" for name in found]


def _tell(summary: RunSummary) -> None:
    if summary.up_to_date:
        click.echo(f"{summary.out} is up to date: same inputs, recipe and versions, nothing to do", err=True)
    for unit, counts in summary.counts.items():
        parts = " + ".join(f"{number:,} {name}" for name, number in counts.items() if name != "in")
        click.echo(f"{unit}: {counts['in']:,} in = {parts}", err=True)
    for note in summary.notes:
        click.echo(f"note: {note}", err=True)
    if summary.counts["documents"]["quarantined"]:
        click.echo(f"what could not be processed, and why: {summary.out}/quarantine.jsonl", err=True)
    if not summary.up_to_date:
        speed = summary.bytes / 1e6 / max(summary.seconds, 1e-9)
        click.echo(f"{summary.out}: {summary.bytes / 1e6:,.1f} MB in {summary.seconds:,.1f} s ({speed:,.1f} MB/s)", err=True)
