"""The report of a run: one HTML page that needs nothing but itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class RunFiles:
    """Where the files of a run lie that the report reads: under their final names, or still under temporary ones."""

    removed: Path
    quarantine: Path
    edits: Path


def get_ready() -> None:
    """Load what `render` needs, while there is time for it."""
    from corpuskit.report.page import template

    template("page.html")


def render(manifest: Mapping[str, Any], files: RunFiles, language: str = "en") -> str:
    """Write the report.

    Args:
        manifest: the content of `manifest.json`.
        files: the other files of the run.
        language: the one the page opens in, `"en"` or `"zh"`; it holds both.

    Returns:
        A whole HTML page, without scripts, that loads nothing.
    """
    from corpuskit.report import gather
    from corpuskit.report.alerts import alerts
    from corpuskit.report.page import template
    from corpuskit.report.waterfall import waterfall

    removed = gather.removals(files.removed)
    failures, failed_in, failed_from = gather.failures(files.quarantine)
    page: str = template("page.html").render(
        language=language,
        manifest=manifest,
        steps=list(waterfall(manifest, removed, failed_in)),
        samples=gather.edits(files.edits),
        removed=removed,
        failures=failures,
        alerts=alerts(manifest, removed, failed_from),
        recipe=json.dumps(manifest["recipe"], ensure_ascii=False, indent=1),
        bytes_read=sum(max(entry["bytes"], 0) for entry in manifest["inputs"]),
        **_length_classes(manifest["corpus"]["lengths"]),
    )
    return page


def _length_classes(lengths: Mapping[str, Mapping[str, int]]) -> dict[str, Sequence[Any]]:
    powers = [int(power) for classes in lengths.values() for power in classes] or [0]
    classes = range(min(powers), max(powers) + 1)
    return {
        "length_classes": classes,
        "length_labels": [f"{2**power:,}–{2 ** (power + 1) - 1:,}" for power in classes],
        "han_labels": [f"{10 * tenth}–{10 * tenth + 10} %" for tenth in range(10)],
    }
