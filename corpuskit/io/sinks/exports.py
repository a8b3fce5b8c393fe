"""Records in the forms that other projects read: plain text, MNBVC, Dolma."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from corpuskit.document import place_of
from corpuskit.io.jsonl import dump_line
from corpuskit.io.sinks.split import DOCUMENT_TAG, PARAGRAPHS_TAG

#: Takes a line of JSON Lines, gives what is written to each file of a shard.
Encode = Callable[[bytes], tuple[bytes, ...]]

# Fields in which a page says when it appeared.
_DATES = (
    "发布日期 发布时间 发文日期 发文时间 成文日期 成文时间 公开日期 公开时间 生成日期 生成时间 印发日期 刊发时间 日期 时间 "
    "date published created"
).split()
# MNBVC has files looked at by people of whose paragraphs fewer than this are distinct.
_DISTINCT = 0.7
_UNKNOWN_DATE = "19700101"
_LONGEST_DATE = 20


def encoder(format: str, newest: str = _UNKNOWN_DATE) -> Encode:
    """Give the function that turns a record into the lines of a format.

    Args:
        format: `"jsonl"`, `"parquet"` (which takes JSON Lines), `"text"`, `"mnbvc"` or `"dolma"`.
        newest: `yyyymmdd`, when all of the corpus was there; MNBVC wants a date, and not every document says its own.
    """
    if format == "text":
        return lambda line: (plain_text(orjson.loads(line)["text"]),)
    if format == "mnbvc":
        return lambda line: (dump_line(mnbvc_record(orjson.loads(line), newest)),)
    if format == "dolma":
        return _dolma_lines
    return lambda line: (line,)


def plain_text(text: str) -> bytes:
    """Give a document as lines of text and one blank line after it; it loses those it has inside.

    >>> plain_text("第一段。\\n\\n第二段。").decode()
    '第一段。\\n第二段。\\n\\n'
    """
    lines = [line for line in text.split("\n") if line and not line.isspace()]
    return "\n".join([*lines, "", ""]).encode() if lines else b""


def mnbvc_record(record: Mapping[str, Any], newest: str = _UNKNOWN_DATE) -> dict[str, Any]:
    """Give a record in the general format of the project MNBVC (wiki.mnbvc.org, 现有语料格式).

    Args:
        record: a record of `corpus.jsonl`.
        newest: `yyyymmdd`, what `时间` is where the document does not say when it appeared.

    Returns:
        The record. `行号` counts the lines of the clean text from 1, blank ones too; `文件大小` is that of the source;
        `扩展字段` is a JSON string with `id`, `source`, `fields` and `tags`.

    >>> told = mnbvc_record({"id": "1", "text": "甲\\n\\n乙\\n甲", "meta": {"source": {"path": "a"}, "fields": {}, "tags": {}}})
    >>> told["段落数"], told["去重段落数"], [part["行号"] for part in told["段落"] if part["是否重复"]]
    (3, 2, [4])
    """
    meta = record["meta"]
    source, tags = meta["source"], meta["tags"]
    elsewhere = {entry["paragraph"] for entry in tags.get(PARAGRAPHS_TAG, ()) if entry["of"] != record["id"]}
    seen: dict[bytes, None] = {}
    parts = []
    longest = 0
    for number, line in enumerate(record["text"].split("\n")):
        if not line or line.isspace():
            continue
        digest = hashlib.md5(line.encode(), usedforsecurity=False)
        parts.append(
            {
                "行号": number + 1,
                "是否重复": digest.digest() in seen,
                "是否跨文件重复": number in elsewhere,
                "md5": digest.hexdigest(),
                "内容": line,
                "扩展字段": "{}",
            }
        )
        seen[digest.digest()] = None
        longest = max(longest, len(line))
    extra = {"id": record["id"], **meta}
    return {
        "文件名": place_of(source),
        "是否待查文件": len(seen) < _DISTINCT * len(parts),
        "是否重复文件": DOCUMENT_TAG in tags,
        "文件大小": source.get("bytes", 0),
        "simhash": simhash(list(seen)),
        "最长段落长度": longest,
        "段落数": len(parts),
        "去重段落数": len(seen),
        "低质量段落数": 0,
        "段落": parts,
        "扩展字段": orjson.dumps(extra).decode(),
        "时间": _date(meta["fields"]) or newest,
    }


def record_of_mnbvc(row: Mapping[str, Any]) -> dict[str, Any]:
    """Take back what `mnbvc_record` gave; lines that hold nothing but blanks come back empty."""
    meta = orjson.loads(row["扩展字段"])
    lines: list[str] = []
    for part in row["段落"]:
        lines += [""] * (part["行号"] - 1 - len(lines))
        lines.append(part["内容"])
    return {"id": meta.pop("id"), "text": "\n".join(lines), "meta": meta}


def simhash(digests: Sequence[bytes]) -> int:
    """Give the 64-bit SimHash of a set of features that are hashed already, as MNBVC's own tools compute it from paragraphs.

    Each bit is that of most of the features, each of which is hashed to the last 8 bytes of its MD5 (Charikar, STOC 2002).

    Args:
        digests: of the features, at least 8 bytes each.

    >>> simhash([bytes(8), bytes(7) + b"\\x03", bytes(7) + b"\\x01"])
    1
    """
    import numpy as np

    if not digests:
        return 0
    octets = np.frombuffer(b"".join(digest[-8:] for digest in digests), np.uint8).reshape(-1, 8)
    set_in = np.unpackbits(octets, axis=1).sum(axis=0, dtype=np.int64)
    return int.from_bytes(np.packbits(2 * set_in > len(digests)).tobytes(), "big")


def dolma_record(record: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give a record as Dolma's tools want it: the document, and its attributes.

    Args:
        record: a record of `corpus.jsonl`.

    Returns:
        The document: `source` is the first folder of its path, `metadata` is what `meta` was. The attributes: every tag that is
        a number, as `[[start, end, number]]` over the whole text, and the paragraphs that repeat others, with their scores.

    >>> document, said = dolma_record({"id": "1", "text": "甲乙", "meta": {"source": {"path": "news/1"}, "tags": {"han": 0.5}}})
    >>> document["source"], said
    ('news', {'id': '1', 'attributes': {'corpuskit__han': [[0, 2, 0.5]]}})
    """
    meta, text = record["meta"], record["text"]
    folder, slash, _ = meta["source"].get("path", "").partition("/")
    document = {"id": record["id"], "text": text, "source": folder if slash and folder else "corpuskit", "metadata": meta}
    attributes = {f"corpuskit__{name}": [[0, len(text), value]] for name, value in _numbers(meta["tags"])}
    if repeated := meta["tags"].get(PARAGRAPHS_TAG):
        attributes[f"corpuskit__{PARAGRAPHS_TAG}"] = [list(span) for span in _spans(text, repeated)]
    return document, {"id": record["id"], "attributes": attributes}


def record_of_dolma(document: Mapping[str, Any]) -> dict[str, Any]:
    """Take back the document that `dolma_record` gave."""
    return {"id": document["id"], "text": document["text"], "meta": document["metadata"]}


def _dolma_lines(line: bytes) -> tuple[bytes, ...]:
    return tuple(map(dump_line, dolma_record(orjson.loads(line))))


def _numbers(tags: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, float]]:
    for name, value in tags.items():
        if isinstance(value, Mapping):
            yield from _numbers(value, f"{above}{name}__")
        elif isinstance(value, int | float):
            yield above + name, float(value)


def _spans(text: str, repeated: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int, float]]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for entry in repeated:
        if entry["paragraph"] + 1 < len(starts):
            yield starts[entry["paragraph"]], starts[entry["paragraph"] + 1] - 1, float(entry["score"])


def _date(fields: Mapping[str, str]) -> str | None:
    """Give the earliest day that the fields of a page name, as `yyyymmdd`."""
    days = (day_in(value) for name, value in fields.items() if name in _DATES)
    return min((day for day in days if day), default=None)


def day_in(text: str) -> str | None:
    """Give the day that a text begins with, as `yyyymmdd`; the first one of a month or a year that is all it says.

    >>> [day_in(text) for text in ("2024年6月3日 18:00", "2024-06-03T18:00:00Z", "20240603", "2024年6月", "昨天", "2024-13-01")]
    ['20240603', '20240603', '20240603', '20240601', None, None]
    """
    numbers = [""]
    for character in text.strip()[:_LONGEST_DATE]:
        if "0" <= character <= "9":
            numbers[-1] += character
        elif character in "年月-/." and numbers[-1] and len(numbers) < 3:
            numbers.append("")
        else:
            break
    if len(numbers) == 1 and len(numbers[0]) == 8:
        numbers = [numbers[0][:4], numbers[0][4:6], numbers[0][6:]]
    if len(numbers[0]) != 4:
        return None
    year, month, day = (int(number or 1) for number in (*numbers, "", "")[:3])
    try:
        return datetime(year, month, day, tzinfo=UTC).strftime("%Y%m%d") if year >= 1000 else None
    except ValueError:
        return None
