"""What is written down of a run: rows for what was taken out, and counts that must add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from corpuskit.document import Document, place_of
from corpuskit.engine.inventory import Inventory
from corpuskit.stage import Removal
from corpuskit.text.characters import is_blank

_MAX_ERROR = 500
_MAX_VIOLATIONS = 5


def removal_row(
    unit: str,
    document: Document,
    text: str,
    stage: str,
    reason: str,
    *,
    kept: dict[str, str | None] | None = None,
    score: float | None = None,
) -> dict[str, Any]:
    """Give a line of `removed.jsonl`.

    Args:
        unit: `"document"`, `"paragraph"` or `"span"`.
        document: the document it was taken out of.
        text: what was taken out.
        stage: the stage that did it.
        reason: why, in a few words.
        kept: for a duplicate, the `document` that keeps the same and the `text` there (None for a whole document).
        score: for a duplicate, how alike the two are, 0 to 1.
    """
    return {
        "unit": unit,
        "document": document.id,
        "path": place_of(document.source),
        "text": text,
        "stage": stage,
        "reason": reason,
        "kept": kept,
        "score": None if score is None else float(score),
    }


def quarantine_row(path: str, stage: str, error: str | BaseException) -> dict[str, str]:
    """Give a line of `quarantine.jsonl`: what could not be processed, where, and why, in one line."""
    told = f"{type(error).__name__}: {error}" if isinstance(error, BaseException) else error
    return {"path": path, "stage": stage, "error": " ".join(told.split())[:_MAX_ERROR]}


def split_removals(text: str, removed: Iterable[Removal], *, counted: bool) -> list[tuple[str, str, str]]:
    """Give `(unit, text, reason)` for what a stage took out of a text.

    Args:
        text: the text before the stage.
        removed: the stretches taken out, in order.
        counted: whether lines are counted as paragraphs by now; then a line of which nothing visible is left is a paragraph,
            taken out for the first of its reasons, and the rest are spans.

    >>> split_removals("一\\n二三\\n四", [(0, 3, "advert")], counted=True)
    [('paragraph', '一', 'advert'), ('span', '二', 'advert')]
    """
    if not counted:
        return [("span", text[start:end].strip("\n"), reason) for start, end, reason in removed]
    rows = []
    for (start, end), pieces in _by_line(text, removed).items():
        ends = [start, *(stop for _, stop, _ in pieces)]
        begins = [*(begin for begin, _, _ in pieces), end]
        if is_blank("".join(text[stop:begin] for stop, begin in zip(ends, begins, strict=True))):
            line = text[start:end]
            rows += [("paragraph", line, pieces[0][2])] if not is_blank(line) else []
        else:
            told = ((text[begin:stop], reason) for begin, stop, reason in pieces)
            rows += [("span", piece, reason) for piece, reason in told if not is_blank(piece)]
    return rows


def _by_line(text: str, removed: Iterable[Removal]) -> dict[tuple[int, int], list[Removal]]:
    """Cut stretches at line ends, and gather the pieces by the `[start, end)` of their line."""
    lines: dict[tuple[int, int], list[Removal]] = {}
    line_start, line_end = 0, -1
    for start, end, reason in removed:
        begin = start
        while begin < end:
            if not line_start <= begin <= line_end:  # else it is the line of the stretch before: no second look for its ends
                line_start = text.rfind("\n", 0, begin) + 1
                line_end = text.find("\n", begin)
                line_end = len(text) if line_end < 0 else line_end
            if begin < line_end:
                lines.setdefault((line_start, line_end), []).append((begin, min(end, line_end), reason))
            begin = line_end + 1
    return lines


def _add_up(counts: StageCounts | Counts, others: StageCounts | Counts) -> None:
    for part in fields(counts):
        setattr(counts, part.name, getattr(counts, part.name) + getattr(others, part.name))


@dataclass(slots=True)
class StageCounts:
    """What one stage did, summed over documents; resegmented: the same characters, but in more or fewer paragraphs."""

    documents_changed: int = 0
    documents_removed: int = 0
    documents_resegmented: int = 0
    paragraphs_removed: int = 0
    spans_removed: int = 0
    quarantined: int = 0
    characters_in: int = 0
    characters_out: int = 0
    seconds: float = 0.0

    def add(self, other: StageCounts) -> None:
        """Add the counts of another part of the corpus."""
        _add_up(self, other)

    def record(self) -> dict[str, Any]:
        """Give the counts as they stand in the manifest."""
        return {**asdict(self), "seconds": round(self.seconds, 3)}


@dataclass(slots=True)
class Counts:
    """What became of the documents and paragraphs of a part of the corpus, with what does not add up.

    Attributes:
        documents_kept, documents_removed, documents_quarantined: documents that have reached their end.
        paragraphs_in: paragraphs of kept and removed documents, as counted on the way.
        paragraphs_kept: paragraphs of the texts that were written.
        paragraphs_removed: paragraphs in the ledger, and those of removed documents.
        violations: sentences on documents whose paragraphs do not add up, the first few.
        inventory: what the kept documents are like.
    """

    documents_kept: int = 0
    documents_removed: int = 0
    documents_quarantined: int = 0
    paragraphs_in: int = 0
    paragraphs_kept: int = 0
    paragraphs_removed: int = 0
    violations: list[str] = field(default_factory=list)
    inventory: Inventory = field(default_factory=Inventory)

    def add(self, other: Counts) -> None:
        """Add the counts of another part of the corpus."""
        _add_up(self, other)
        self.violations = self.violations[:_MAX_VIOLATIONS]

    def note_violation(self, sentence: str) -> None:
        """Remember a document whose paragraphs do not add up."""
        if len(self.violations) < _MAX_VIOLATIONS:
            self.violations.append(sentence)

    def record(self, documents_in: int) -> dict[str, dict[str, int]]:
        """Give the counts as they stand in the manifest."""
        return {
            "documents": {
                "in": documents_in,
                "kept": self.documents_kept,
                "removed": self.documents_removed,
                "quarantined": self.documents_quarantined,
            },
            "paragraphs": {"in": self.paragraphs_in, "kept": self.paragraphs_kept, "removed": self.paragraphs_removed},
        }


def conservation_faults(counts: dict[str, dict[str, int]]) -> list[str]:
    """Say what does not add up in the `counts` of a manifest; nothing if all is there.

    >>> conservation_faults({"documents": {"in": 3, "kept": 1, "removed": 1, "quarantined": 0}})
    ['documents: 3 in, but 1 kept + 1 removed + 0 quarantined = 2']
    """
    faults = []
    for unit, numbers in counts.items():
        parts = {name: number for name, number in numbers.items() if name != "in"}
        if sum(parts.values()) != numbers["in"]:
            told = " + ".join(f"{number} {name}" for name, number in parts.items())
            faults.append(f"{unit}: {numbers['in']} in, but {told} = {sum(parts.values())}")
    return faults
