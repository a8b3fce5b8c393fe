"""The document that flows through a pipeline, and what a stage may say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


def place_of(source: Mapping[str, Any]) -> str:
    """Say in a few characters where a document came from: its file, its path in an archive, its number among records.

    >>> place_of({"path": "news.zip", "member": "2024/june.jsonl", "record": 7})
    'news.zip/2024/june.jsonl:7'
    """
    path, member, record = source.get("path", ""), source.get("member"), source.get("record")
    if member:
        path = f"{path}/{member}" if path else member
    return f"{path}:{record}" if record else path


class Span(NamedTuple):
    """A stretch of text, `[start, end)`, in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Removed:
    """What a document stage returns to take the whole document out of the corpus."""

    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """One text with what is known about it. Stages never change a document: they return another one.

    Attributes:
        text: the text; lines end with a line feed.
        id: stable across runs and machines, `""` outside a run.
        source: where it came from: `path`, `encoding`, `confidence`, `sha256`, `bytes`; where there is such a thing also
            `member` (of an archive), `record` (its number, from 1), `id` (as the record names itself), `kind` (`html`, `pdf`, …),
            and `damage`, `one_way` and `spans`, as `corpuskit.decode` gives them.
        fields: what the page said about itself (`发文时间`, …), as strings.
        tags: what stages found out; any JSON value, of one type for each tag.
    """

    text: str
    id: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, Any] = field(default_factory=dict)

    def with_text(self, text: str, fields: Mapping[str, str] | None = None, tags: Mapping[str, Any] | None = None) -> Document:
        """Give the same document with another text, and with fields and tags added to those it has.

        >>> Document("旧", tags={"a": 1}).with_text("新", tags={"b": 2}).tags
        {'a': 1, 'b': 2}
        """
        return Document(
            text,
            self.id,
            self.source,
            {**self.fields, **fields} if fields else self.fields,
            {**self.tags, **tags} if tags else self.tags,
        )

    def record(self) -> dict[str, Any]:
        """Give the JSON object that stands for this document in `corpus.jsonl`."""
        return {
            "id": self.id,
            "text": self.text,
            "meta": {"source": dict(self.source), "fields": dict(self.fields), "tags": dict(self.tags)},
        }
