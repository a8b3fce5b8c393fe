"""`corpuskit explain`: what a run did to one document, stage by stage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from corpuskit.engine.explain import Explanation, Step

_EPILOG = """\b
Examples:
  corpuskit explain out page.txt
  corpuskit explain out 3582959f36ff325f6498f708 --stage normalize.punctuation
  corpuskit explain out news/7.txt --html 7.html --source /mnt/moved/documents
"""
#: How each kind of piece is shown: colour, and signs that are there without colour, too.
_SHOWN = {
    "deleted": ("red", "[-", "-]"),
    "inserted": ("green", "{+", "+}"),
    "was": ("yellow", "[-", "-]"),
    "became": ("yellow", "{+", "+}"),
    "folded": ("bright_black", "⟨", " more⟩"),
}


@click.command("explain", epilog=_EPILOG)
@click.argument("out", metavar="OUT", type=click.Path())
@click.argument("document", metavar="ID")
@click.option("--stage", "stages", multiple=True, metavar="NAME", help="Show only this stage. May be given several times.")
@click.option("--source", metavar="PATH", type=click.Path(), help="Where the INPUT lies now, if it was moved.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with the text after each stage.")
@click.option("--html", metavar="FILE", type=click.Path(), help="Write a page instead.")
def command(out: str, document: str, stages: tuple[str, ...], source: str | None, as_json: bool, html: str | None) -> None:
    """Show what each stage of a run did to a document.

    ID is the id of a document in corpus.jsonl or removed.jsonl, or the path in meta.source. The document is read from its source
    and run through the stages again. What was taken away stands in [-…-], what was put in stands in {+…+}.
    """
    from corpuskit.engine.explain import explain
    from corpuskit.errors import InputError
    from corpuskit.registry import did_you_mean

    told = explain(Path(out), document, Path(source) if source else None)
    names = [step.stage for step in told.steps]
    for name in stages:
        if name not in names:
            hint = did_you_mean(name, names)
            raise InputError(f"{name!r} did not see this document; " + (hint or f"its stages: {', '.join(names)}"))
    steps = [step for step in told.steps if not stages or step.stage in stages]
    if as_json:
        click.echo(json.dumps(_record(told, steps), ensure_ascii=False))
    elif html:
        from corpuskit.report.page import explanation_page

        Path(html).write_text(explanation_page(told.document.place, told.document.id, [_plain(step) for step in steps]), "utf-8")
        click.echo(html)
    else:
        for line in _lines(told, steps):
            click.echo(line)
    for remark in told.remarks:
        click.echo(f"note: {remark}", err=True)


def _record(told: Explanation, steps: list[Step]) -> dict[str, object]:
    return {
        "id": told.document.id,
        "path": told.document.place,
        "decoded": told.decoded,
        "stages": [{"stage": step.stage, "text": step.after, "removed": list(step.removed)} for step in steps],
        "text": told.text,
        "remarks": told.remarks,
    }


def _plain(step: Step) -> tuple[str, str, str | None, list[str]]:
    return step.stage, step.before, step.after, list(_removals(step))


def _lines(told: Explanation, steps: list[Step]) -> Iterator[str]:
    yield click.style(f"{told.document.place}  {told.document.id}", bold=True)
    for step in steps:
        yield from _step(step)
    if told.text is None:
        yield click.style("It is not in the corpus.", bold=True)


def _step(step: Step) -> Iterator[str]:
    from corpuskit.report.difference import hunks

    if step.after == step.before and not step.removed:
        yield click.style(f"== {step.stage}: nothing", fg="bright_black")
        return
    yield click.style(f"== {step.stage}", bold=True)
    for removal in _removals(step):
        yield click.style(f"removed {removal}", fg="red")
    changes = hunks(step.before, step.after) if step.after is not None else []
    blank = [hunk for hunk in changes if all(kind == "deleted" and not text.strip() for kind, text in hunk.pieces)]
    if blank:
        count = sum(text.count("\n") for hunk in blank for _, text in hunk.pieces)
        yield click.style(f"removed {count} blank line{'s' if count > 1 else ''}", fg="bright_black")
    for hunk in changes:
        if hunk not in blank:
            yield click.style(f"line {hunk.line}:", fg="bright_black")
            yield "".join(_piece(kind, text) for kind, text in hunk.pieces).rstrip("\n")


def _piece(kind: str, text: str) -> str:
    from corpuskit.report.difference import named, visible

    changed = kind not in ("equal", "folded")
    shown_text = named(text) if changed else text
    if kind == "deleted":  # a line break that is gone breaks no line
        shown_text = shown_text.replace("↵\n", "↵")
    parts = visible(shown_text)
    shown = "".join(f"<{part.text}>" if part.kind == "folded" else part.text for part in parts)
    if kind == "equal":
        return shown
    colour, before, after = _SHOWN[kind]
    return click.style(f"{before}{shown}{after}", fg=colour)


def _removals(step: Step) -> Iterator[str]:
    for row in step.removed:
        kept = f", kept in {row['kept']['document']}, score {row['score']:.2f}" if row["kept"] else ""
        text = " ".join(row["text"].split())
        yield f"{row['unit']} ({row['reason']}{kept}): {text[:60]}{'…' if len(text) > 60 else ''}"
