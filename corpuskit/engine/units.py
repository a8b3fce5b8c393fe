"""The documents of a shard between two passes, and the units, documents or paragraphs, that corpus stages compare.

Texts lie apart from what is known of them, so that one paragraph can be read without the rest of its document.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from types import TracebackType
from typing import Any

import numpy as np
import orjson

from corpuskit.document import Document
from corpuskit.engine.documents import Rejected, Work
from corpuskit.engine.workspace import Workspace, load_arrays, save_arrays
from corpuskit.io.jsonl import dump_line
from corpuskit.text.characters import is_blank

UNITS = ("document", "paragraph")
_OPEN_FILES = 64


class ShardWriter:
    """Writes the documents of a shard at the end of a pass; a context manager.

    Attributes:
        texts: the texts written.
        paragraphs: the paragraphs in them.
    """

    def __init__(self, workspace: Workspace, number: int, shard: int) -> None:
        self._units = workspace.units(number, shard)
        self._documents = workspace.documents(number, shard).open("wb")
        self._texts = workspace.texts(number, shard).open("wb")
        self.texts: list[str] = []
        self.paragraphs: list[str] = []
        self._line_starts: list[int] = []
        self._text_ends: list[int] = []
        self._places: list[tuple[int, int, int, int]] = []

    def write(self, work: Work) -> None:
        """Write a document.

        Raises:
            Rejected: it holds something that is neither text nor a JSON value.
        """
        text = work.document.text
        try:
            data = text.encode()
            line = dump_line([work.order, work.paragraphs, work.gone, replace(work.document, text="").record()])
        except (UnicodeEncodeError, TypeError) as error:
            raise Rejected("write", f"cannot be written as JSON: {error}") from None
        start, owner = self._texts.tell(), len(self.texts)
        for number, (shown, raw) in enumerate(zip(text.split("\n"), data.split(b"\n"), strict=True)):
            if not is_blank(shown):
                self.paragraphs.append(shown)
                self._places.append((owner, number, start, start + len(raw)))
            start += len(raw) + 1
        self.texts.append(text)
        self._line_starts.append(self._documents.tell())
        self._documents.write(line)
        self._texts.write(data)
        self._text_ends.append(self._texts.tell())

    def __enter__(self) -> ShardWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._documents.close()
        self._texts.close()
        if error is None:
            ends = np.array(self._text_ends, np.int64)
            arrays = {
                "line_start": np.array(self._line_starts, np.int64),
                "text_start": np.concatenate([np.zeros(1, np.int64), ends])[: len(ends)],
                "text_end": ends,
                "paragraphs": np.array(self._places, np.int64).reshape(-1, 4),
            }
            save_arrays(self._units, arrays)


def read_works(workspace: Workspace, number: int, shard: int) -> Iterator[Work]:
    """Read the documents of a shard back, in order."""
    ends = load_arrays(workspace.units(number, shard))["text_end"].tolist()
    start = 0
    with workspace.documents(number, shard).open("rb") as lines, workspace.texts(number, shard).open("rb") as texts:
        for line, end in zip(lines, ends, strict=True):
            work = _load(line)
            work.document = replace(work.document, text=texts.read(end - start).decode())
            start = end
            yield work


class Units(Sequence[str]):
    """The units of one sort at the end of a pass, as a sequence of texts that are read from the disk when asked for.

    Attributes:
        shard: shape (n,), the shard of each unit.
        document: shape (n,), the position of its document in the shard.
        line: shape (n,), the number of its line in that document; -1 for whole documents.
    """

    def __init__(self, workspace: Workspace, number: int, shards: int, unit: str) -> None:
        self._workspace, self._number = workspace, number
        tables = [load_arrays(workspace.units(number, shard)) for shard in range(shards)]
        self._line_starts = [table["line_start"] for table in tables]
        if unit == "document":
            columns = [_whole_documents(table["text_start"], table["text_end"]) for table in tables]
        else:
            columns = [table["paragraphs"] for table in tables]
        joined = np.concatenate([np.empty((0, 4), np.int64), *columns])
        self.document, self.line, self._start, self._end = joined.T
        self.shard = np.repeat(np.arange(shards), [len(column) for column in columns])
        self._file = lru_cache(maxsize=_OPEN_FILES)(self._map_texts)

    def __len__(self) -> int:
        return len(self.shard)

    def __getitem__(self, index: Any) -> Any:
        return self._file(int(self.shard[index]))[int(self._start[index]) : int(self._end[index])].decode()

    def owner(self, index: int) -> str:
        """Give the id of the document that a unit is, or stands in."""
        shard = int(self.shard[index])
        with self._workspace.documents(self._number, shard).open("rb") as lines:
            lines.seek(int(self._line_starts[shard][self.document[index]]))
            return _load(lines.readline()).document.id

    def document_number(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Give, for each unit, the number of its document in the whole corpus."""
        first = np.cumsum([0, *map(len, self._line_starts)])[:-1]
        return np.asarray(first[self.shard] + self.document, np.int64)

    def _map_texts(self, shard: int) -> mmap.mmap | bytes:
        with self._workspace.texts(self._number, shard).open("rb") as texts:
            empty = not texts.seek(0, 2)  # an empty file cannot be mapped
            return b"" if empty else mmap.mmap(texts.fileno(), 0, access=mmap.ACCESS_READ)


def _whole_documents(starts: Any, ends: Any) -> Any:
    return np.stack([np.arange(len(ends)), np.full(len(ends), -1), starts, ends], axis=1)


def _load(line: bytes) -> Work:
    order, paragraphs, gone, record = orjson.loads(line)
    return Work(Document.from_record(record), order, paragraphs, gone)
