"""Small charts as inline SVG: no script, no network, colours from the page."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_WIDTH, _HEIGHT = 100, 12


def bar(share: float, kind: str = "kept") -> Markup:
    """Draw a horizontal bar.

    Args:
        share: how much of the width is filled, 0 to 1.
        kind: a class that the page gives a colour to.
    """
    filled = round(_WIDTH * min(max(share, 0.0), 1.0), 1)
    return Markup(
        '<svg class="bar" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{percent} %">'
        '<rect class="rail" width="{w}" height="{h}"/><rect class="{kind}" width="{filled}" height="{h}"/></svg>'
    ).format(w=_WIDTH, h=_HEIGHT, percent=f"{100 * share:.1f}", kind=kind, filled=filled)


def columns(counts: Sequence[int], labels: Sequence[str]) -> Markup:
    """Draw a histogram.

    Args:
        counts: of each class.
        labels: what each class is called; shown when the pointer rests on its column.
    """
    step, most = 14, max([*counts, 1])
    column = Markup(
        '<g><title>{label}: {count}</title><rect class="rail" x="{x}" y="0" width="12" height="40"/>'
        '<rect class="kept" x="{x}" y="{y}" width="12" height="{height}"/></g>'
    )
    shapes = Markup("")
    for place, (count, label) in enumerate(zip(counts, labels, strict=True)):
        height = round(40 * count / most, 1)
        shapes += column.format(label=label, count=f"{count:,}", x=step * place, y=round(40 - height, 1), height=height)
    return Markup('<svg class="columns" viewBox="0 0 {w} 40" width="{w}" height="40" role="img">{shapes}</svg>').format(
        w=step * len(counts), shapes=shapes
    )
