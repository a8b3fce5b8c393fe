"""From templates to pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from corpuskit.report import charts, difference, gather
from corpuskit.report.wording import REASONS, WORDS

_FOLDED = Markup('<span class="fold">%s</span>')
_CHANGES = {
    difference.DELETED: Markup("<del>%s</del>"),
    difference.INSERTED: Markup("<ins>%s</ins>"),
    **{kind: Markup('<span class="{}">%s</span>').format(kind) for kind in (difference.WIDTH_DELETED, difference.WIDTH_INSERTED)},
}


@cache
def template(name: str) -> jinja2.Template:
    """Give a template, compiled, with the style sheet that all of them include."""
    made = _environment()
    made.get_template("style.css")
    return made.get_template(name)


@cache
def _environment() -> jinja2.Environment:
    """Give what templates are rendered with: escaped by default, in two languages."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # each template is rendered once
    )

    def translated(key: str) -> Markup:
        return both(*WORDS[key])

    def both(en: str, zh: str) -> Markup:
        if en == zh:
            return escape(en)
        return Markup('<span class="en" lang="en">{}</span><span class="zh" lang="zh-Hans">{}</span>').format(en, zh)

    def in_words(reason: str) -> Markup:
        return both(reason, REASONS.get(reason, reason))

    made.globals |= {
        "t": translated,
        "both": both,
        "reason_in_words": in_words,
        "bar": charts.bar,
        "columns": charts.columns,
        "shares": gather.shares,
        "classes": lambda counts, numbers: [counts.get(str(number), 0) for number in numbers],
        "zip": zip,
        "shown": shown,
        "diff": diff,
    }
    return made


def shown(text: str) -> Markup:
    """Give a text for a page: what has no shape of its own by its code point."""
    if text.isprintable():
        return escape(text)
    pieces = difference.visible(text)
    return Markup("").join(_FOLDED % piece.text if piece.kind == difference.FOLDED else piece.text for piece in pieces)


def diff(pieces: Iterable[difference.Piece]) -> Markup:
    """Give the pieces of a difference for a page, each as its kind is shown."""
    return Markup("").join(map(_shown_piece, pieces))


def _shown_piece(piece: difference.Piece) -> Markup:
    if piece.kind == difference.EQUAL:
        return shown(piece.text)
    if piece.kind == difference.FOLDED:
        return _FOLDED % piece.text
    return _CHANGES[piece.kind] % shown(difference.named(piece.text))


def explanation_page(path: str, document: str, steps: Sequence[tuple[str, str, str | None, Sequence[str]]]) -> str:
    """Write a page that shows what stages did to one document.

    Args:
        path: where it came from.
        document: its id.
        steps: for each stage its name, the text before and after (None if the document went), and what was removed, in words.

    Returns:
        A whole HTML page, without scripts, that loads nothing.
    """
    shown = [
        (stage, difference.hunks(before, after) if after is not None else [], removed) for stage, before, after, removed in steps
    ]
    return template("explain.html").render(path=path, document=document, steps=shown)
