"""From templates to pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from corpuskit.report import charts, difference, gather
from corpuskit.report.wording import REASONS, WORDS


def environment() -> jinja2.Environment:
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
        "visible": difference.visible,
        "named": difference.named,
    }
    return made


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
    return environment().get_template("explain.html").render(path=path, document=document, steps=shown)
