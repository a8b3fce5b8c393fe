"""What a reader should look at first, ranked: counts that do not add up, sources that vanish, damage, caps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corpuskit.report.gather import Removals, source_of

#: How grave an alert is; the page has a colour and a word for each.
FAULT, WARNING, NOTICE = range(3)

_LARGE_QUARANTINE, _LARGE_CLUSTER, _VANISHED = 0.01, 0.05, 0.1
_ENOUGH_DOCUMENTS = 20
_UNSURE = 50  # percent of confidence


@dataclass(frozen=True, slots=True)
class Alert:
    """One finding, in both languages of the page."""

    gravity: int
    en: str
    zh: str


def alerts(manifest: Mapping[str, Any], removed: Removals, quarantined: Counter[str]) -> list[Alert]:
    """List what is worth a look, the gravest first.

    Args:
        manifest: of the run.
        removed: what `removed.jsonl` holds.
        quarantined: quarantined documents by source.
    """
    found = [
        *_conservation(manifest),
        *_vanished(manifest, removed, quarantined),
        *_quarantine(manifest),
        *_clusters(manifest, removed),
        *_damage(manifest["corpus"]),
        *(Alert(NOTICE, note, note) for note in manifest["notes"]),
    ]
    return sorted(found, key=lambda alert: alert.gravity)


def _conservation(manifest: Mapping[str, Any]) -> Iterator[Alert]:
    conservation = manifest["conservation"]
    for fault in (*conservation["faults"], *conservation["violations"]):
        yield Alert(FAULT, f"the counts do not add up: {fault}", f"计数不守恒：{fault}")


def _vanished(manifest: Mapping[str, Any], removed: Removals, quarantined: Counter[str]) -> Iterator[Alert]:
    read = Counter(source_of(entry["path"]) for entry in manifest["inputs"])
    for source, documents in sorted(read.items()):
        kept = documents - removed.sources[source] - quarantined[source]
        if documents >= _ENOUGH_DOCUMENTS and kept < _VANISHED * documents:
            yield Alert(
                WARNING,
                f"of the {documents:,} documents in {source} only {kept:,} are left",
                f"来源 {source} 的 {documents:,} 篇文档只剩 {kept:,} 篇",
            )


def _quarantine(manifest: Mapping[str, Any]) -> Iterator[Alert]:
    documents = manifest["counts"]["documents"]
    share = documents["quarantined"] / max(documents["in"], 1)
    if share > _LARGE_QUARANTINE:
        yield Alert(
            WARNING,
            f"{share:.1%} of the documents could not be processed and are in quarantine",
            f"{share:.1%} 的文档无法处理，已被隔离",
        )


def _clusters(manifest: Mapping[str, Any], removed: Removals) -> Iterator[Alert]:
    documents = manifest["counts"]["documents"]["in"]
    for cluster in removed.clusters:
        if cluster.unit == "document" and cluster.size >= _ENOUGH_DOCUMENTS and cluster.size > _LARGE_CLUSTER * documents:
            yield Alert(
                WARNING,
                f"{cluster.size:,} documents were removed as repetitions of one: {cluster.kept['document']}",
                f"有 {cluster.size:,} 篇文档因与同一篇重复而被删除：{cluster.kept['document']}",
            )
    if removed.approximate:
        yield Alert(
            NOTICE,
            "there are so many clusters of duplicates that only the frequent ones were counted one by one",
            "重复簇数量过多，只对其中的大簇逐一计数",
        )


def _damage(corpus: Mapping[str, Any]) -> Iterator[Alert]:
    damage = corpus["damage"]
    if damage["documents"]:
        yield Alert(
            WARNING,
            f"{damage['bytes']:,} bytes in {damage['documents']:,} documents could not be decoded (meta.source.damage has each)",
            f"{damage['documents']:,} 篇文档中有 {damage['bytes']:,} 个字节无法解码（逐处记在 meta.source.damage）",
        )
    lost = corpus["tags"].get("lost_characters")
    if lost:
        yield Alert(
            WARNING,
            f"{lost['total']:,} characters in {lost['documents']:,} documents were lost before they came (tag lost_characters)",
            f"{lost['documents']:,} 篇文档中有 {lost['total']:,} 个字符在输入之前就已丢失（标签 lost_characters）",
        )
    if corpus["mixed_encodings"]:
        yield Alert(
            NOTICE,
            f"{corpus['mixed_encodings']:,} documents hold several encodings (meta.source.spans)",
            f"{corpus['mixed_encodings']:,} 篇文档混用多种编码（见 meta.source.spans）",
        )
    unsure = sum(count for classes in corpus["encodings"].values() for least, count in classes.items() if int(least) < _UNSURE)
    if unsure:
        yield Alert(
            NOTICE,
            f"the encoding of {unsure:,} documents is less than {_UNSURE} % sure",
            f"{unsure:,} 篇文档的编码置信度低于 {_UNSURE}%",
        )
