"""What the report tells, gathered from the files of a run, a line at a time: they may be larger than the memory."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpuskit.io.jsonl import read_lines
from corpuskit.report.difference import Piece, differences

_EXAMPLES, _CLUSTERS, _EXCERPT = 3, 10, 160
_SEEN_AGAIN = 8
#: Clusters are counted in this many places; with more of them, small ones may be missed (never those of the report's length).
_MOST_COUNTED = 200_000
_ERRORS = 50

Row = Mapping[str, Any]


@dataclass(slots=True)
class Reason:
    """What left for one reason: how much, and the first examples."""

    stage: str
    unit: str
    reason: str
    count: int = 0
    characters: int = 0
    examples: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Cluster:
    """A text that was kept, and what repeats it."""

    unit: str
    kept: Mapping[str, str]
    size: int
    members: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Failure:
    """Documents that could not be processed for one reason."""

    stage: str
    error: str
    count: int = 0
    paths: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Removals:
    """All of `removed.jsonl`.

    Attributes:
        reasons: most frequent first.
        clusters: largest first.
        documents: whole documents removed, by stage.
        sources: whole documents removed, by source.
        approximate: there were too many clusters to count every one of them.
    """

    reasons: list[Reason]
    clusters: list[Cluster]
    documents: Counter[str]
    sources: Counter[str]
    approximate: bool


def removals(path: Path) -> Removals:
    """Read `removed.jsonl`, and again for the members of the largest clusters, which are known at the end."""
    reasons: dict[tuple[str, str, str], Reason] = {}
    documents: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    sizes = _Frequent(_MOST_COUNTED)
    for row in read_lines(path):
        key = row["stage"], row["unit"], row["reason"]
        reason = reasons.get(key)
        if reason is None:
            reason = reasons[key] = Reason(*key)
        reason.count += 1
        reason.characters += len(row["text"])
        if len(reason.examples) < _EXAMPLES:
            reason.examples.append(_short(row))
        if row["unit"] == "document":
            documents[row["stage"]] += 1
            sources[source_of(row["path"])] += 1
        if row["kept"]:
            sizes.add(_cluster_key(row))
    largest = sizes.most_common(_CLUSTERS)
    ordered = sorted(reasons.values(), key=lambda reason: (-reason.count, reason.stage, reason.unit, reason.reason))
    clusters = _clusters(path, dict(largest), exact=not sizes.approximate)
    return Removals(ordered, clusters, documents, sources, sizes.approximate)


def failures(path: Path) -> tuple[list[Failure], Counter[str], Counter[str]]:
    """Read `quarantine.jsonl`.

    Returns:
        The failures, most frequent first; how many by stage; how many by source.
    """
    found: dict[tuple[str, str], Failure] = {}
    stages: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    for row in read_lines(path):
        stages[row["stage"]] += 1
        sources[source_of(row["path"])] += 1
        key = row["stage"], _without_figures(row["error"])
        if key not in found and len(found) >= _ERRORS:
            key = row["stage"], "…"
        failure = found.setdefault(key, Failure(row["stage"], row["error"] if key[1] != "…" else "…"))
        failure.count += 1
        if len(failure.paths) < _EXAMPLES:
            failure.paths.append(row["path"])
    return sorted(found.values(), key=lambda failure: (-failure.count, failure.stage, failure.error)), stages, sources


def edits(path: Path) -> dict[str, list[tuple[Row, list[Piece]]]]:
    """Read `edits.jsonl`: for each stage the sampled documents with their differences."""
    samples: dict[str, list[tuple[Row, list[Piece]]]] = defaultdict(list)
    for row in read_lines(path):
        samples[row["stage"]].append((row, differences(row["before"], row["after"], cut=row["cut"])))
    return dict(samples)


def source_of(path: str) -> str:
    """Give the first folder of a path, `"."` for a file in none.

    >>> source_of("news/2023/a.txt"), source_of("a.txt")
    ('news', '.')
    """
    folder, slash, _ = path.partition("/")
    return folder if slash else "."


class _Frequent:
    """Count keys in bounded memory; the frequent ones are never lost (Misra and Gries, 1982)."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.counts: Counter[bytes] = Counter()
        self.approximate = False

    def add(self, key: bytes) -> None:
        self.counts[key] += 1
        if len(self.counts) > self.most:
            self.approximate = True
            self.counts = Counter({each: count - 1 for each, count in self.counts.items() if count > 1})

    def most_common(self, number: int) -> list[tuple[bytes, int]]:
        return heapq.nsmallest(number, self.counts.items(), key=lambda item: (-item[1], item[0]))


def _clusters(path: Path, sizes: Mapping[bytes, int], *, exact: bool) -> list[Cluster]:
    """Give the clusters of these keys; if their sizes are exact, reading ends with the last example."""
    found: dict[bytes, Cluster] = {}
    missing = sum(min(size, _EXAMPLES) for size in sizes.values())
    for row in _duplicates(path) if sizes else ():
        key = _cluster_key(row)
        if key not in sizes:
            continue
        if key not in found:
            found[key] = Cluster(row["unit"], _short(row)["kept"], sizes[key] if exact else 0)
        cluster = found[key]
        cluster.size += not exact
        if len(cluster.members) < _EXAMPLES:
            cluster.members.append(_short(row))
            missing -= 1
            if exact and not missing:
                break
    return sorted(found.values(), key=lambda cluster: (-cluster.size, cluster.unit, cluster.kept["document"]))


def _duplicates(path: Path) -> Iterator[Row]:
    return (row for row in read_lines(path) if row["kept"])


def _cluster_key(row: Row) -> bytes:
    kept = row["kept"]
    told = (row["unit"], kept["document"] if kept["text"] is None else kept["text"])
    return hashlib.blake2b("\0".join(told).encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _short(row: Row) -> Row:
    text, kept = row["text"], row["kept"]
    if kept and kept["text"]:
        kept = {**kept, "text": _cut(kept["text"], _begins(text, kept["text"]))}
    return {**row, "text": _cut(text), "kept": kept}


def _begins(text: str, longer: str) -> int:
    """Find about where a text stands in the one that repeats it."""
    for start in range(0, max(len(text) - _SEEN_AGAIN, 1), _SEEN_AGAIN):
        place = longer.find(text[start : start + _SEEN_AGAIN])
        if place >= 0:
            return max(place - start, 0)
    return 0


def _cut(text: str, start: int = 0) -> str:
    start = start if len(text) > _EXCERPT else 0
    end = start + _EXCERPT
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _without_figures(error: str) -> str:
    return "".join("0" if character.isdecimal() else character for character in error)


def shares(counts: Iterable[int]) -> list[float]:
    """Give each count as a share of the largest, 0 to 1."""
    numbers = list(counts)
    most = max([*numbers, 1])
    return [number / most for number in numbers]
