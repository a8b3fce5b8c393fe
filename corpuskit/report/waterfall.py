"""How much was left after each stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corpuskit.report.gather import Removals


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the waterfall: what was left after a stage, and what it took.

    Attributes:
        stage: its name; `""` for what was read.
        documents, characters: left after it.
        documents_removed, documents_quarantined, documents_changed: by it.
        kept, chars: `documents` and `characters` as a share of those of the first line.
    """

    stage: str
    documents: int
    characters: int | None
    documents_removed: int
    documents_quarantined: int
    documents_changed: int
    kept: float
    chars: float


def waterfall(manifest: Mapping[str, Any], removed: Removals, failed: Mapping[str, int]) -> Iterator[Step]:
    """Say what was left after each stage.

    Args:
        manifest: of the run.
        removed: what `removed.jsonl` holds.
        failed: quarantined documents by stage.

    Yields:
        What was read, what decoding left, and one step for each stage; the documents of the last are those of the corpus.
    """
    documents = everything = manifest["counts"]["documents"]["in"]
    stages = manifest["stages"]
    characters: int | None = next((stage["characters_in"] for stage in stages if stage["characters_in"]), None)
    most = characters or 1
    taken: Counter[str] = Counter()
    for reason in removed.reasons:
        taken[reason.stage] += reason.characters

    def step(name: str, gone: int, broken: int, changed: int) -> Step:
        return Step(name, documents, characters, gone, broken, changed, documents / max(everything, 1), (characters or 0) / most)

    yield Step("", documents, None, 0, 0, 0, 1.0, 0.0)
    broken = failed.get("read", 0) + failed.get("decode", 0)
    documents -= broken + removed.documents["decode"]
    yield step("decode", removed.documents["decode"], broken, 0)
    for stage in stages:
        name = stage["name"]
        documents -= removed.documents[name] + failed.get(name, 0)
        if stage["characters_in"]:
            characters = stage["characters_out"]
        elif characters is not None:  # a corpus stage sees no whole texts: what it took is in the ledger
            characters -= taken[name]
        yield step(name, removed.documents[name], failed.get(name, 0), stage["documents_changed"])
    if failed.get("write"):
        documents -= failed["write"]
        yield step("write", 0, failed["write"], 0)
