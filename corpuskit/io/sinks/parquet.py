"""The corpus as Parquet files: typed columns, the same ones whatever the documents hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from corpuskit.document import place_of
from corpuskit.errors import InputError
from corpuskit.io.sinks.layout import NO_PYARROW
from corpuskit.io.sinks.streams import CountedFile

#: A row group ends when it has this many bytes of JSON Lines; they become columns in portions of that many.
_GROUP_BYTES, _PORTION_BYTES = 16 * 2**20, 2**20
_CODES = {"offset": "int64", "bytes": "string"}
#: The types of `meta.source`. What has no column of its own, or is not of its type, stands in `other`, a JSON object.
SOURCE: Mapping[str, Any] = {
    "path": "string",
    "member": "string",
    "record": "int64",
    "id": "string",
    "kind": "string",
    "encoding": "string",
    "confidence": "float64",
    "sha256": "string",
    "bytes": "int64",
    "damage": [_CODES],
    "one_way": [_CODES],
    "spans": [{"start": "int64", "end": "int64", "encoding": "string"}],
    "other": "string",
}
#: The types of all columns. `fields` is a list of pairs and not a map, which the library datasets cannot read; `tags` is JSON.
COLUMNS: Mapping[str, Any] = {
    "id": "string",
    "text": "string",
    "source": SOURCE,
    "fields": [{"key": "string", "value": "string"}],
    "tags": "string",
}
#: Values that hardly ever come twice need no dictionary.
_DISTINCT = frozenset({"id", "text", "tags", "source.sha256"})
_ZSTD_LEVEL = 3
_KINDS = {"string": str, "int64": int, "float64": float}


class ParquetFile:
    """Writes records to a Parquet file.

    Args:
        file: where to; it is closed at the end.
        compression: `"zstd"`, `"snappy"` or `"none"`.

    Raises:
        InputError: pyarrow is not installed.
    """

    def __init__(self, file: CountedFile, compression: str) -> None:
        library = pyarrow()
        self._file = file
        self._schema = library.schema([library.field(name, _arrow(library, kind)) for name, kind in COLUMNS.items()])
        self._writer = library.parquet.ParquetWriter(
            file,
            self._schema,
            compression=compression,
            compression_level=_ZSTD_LEVEL if compression == "zstd" else None,
            use_dictionary=[name for name in _leaves(COLUMNS) if name not in _DISTINCT],
            write_statistics=[name for name in _leaves(COLUMNS) if name != "text"],
        )
        self._library = library
        self._tables: list[Any] = []
        self._lines: list[bytes] = []
        self._size = self._group_size = 0

    def write(self, line: bytes, /) -> None:
        """Take a record, as a line of JSON Lines."""
        self._lines.append(line)
        self._size += len(line)
        if self._size >= _PORTION_BYTES:
            self._convert()
            if self._group_size >= _GROUP_BYTES:
                self._write_group()

    def close(self) -> None:
        """Write what is left, and the footer."""
        self._convert()
        self._write_group()
        self._writer.close()
        self._file.close()

    def _convert(self) -> None:
        """Make columns of the lines; from JSON, since from Python's objects it takes more time and memory, and loads pandas."""
        if not self._lines:
            return
        reader = self._library.json
        data = b"\n".join([orjson.dumps(to_row(orjson.loads(line))) for line in self._lines])
        table = reader.read_json(
            self._library.BufferReader(data),
            read_options=reader.ReadOptions(use_threads=False, block_size=len(data) + 1),
            parse_options=reader.ParseOptions(explicit_schema=self._schema, unexpected_field_behavior="error"),
        )
        self._tables.append(table)
        self._group_size += self._size
        self._lines, self._size = [], 0

    def _write_group(self) -> None:
        if self._tables:
            group = self._library.concat_tables(self._tables)
            self._writer.write_table(group, row_group_size=len(group))
            self._tables, self._group_size = [], 0


def read_parquet(path: Path, wanted: str | None = None) -> Iterator[dict[str, Any]]:
    """Read records back.

    Args:
        path: a file that `ParquetFile` has written.
        wanted: the id, path or place of a document: others may be left out; None: all of them.

    Raises:
        InputError: pyarrow is not installed.
    """
    library = pyarrow()
    with library.parquet.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            if wanted is not None and not _is_in(file, group, wanted):
                continue
            for batch in file.iter_batches(1024, row_groups=[group]):
                yield from map(from_row, batch.to_pylist())


def to_row(record: Mapping[str, Any]) -> dict[str, Any]:
    """Give a record as a row of the table.

    >>> row = to_row({"id": "1", "text": "甲", "meta": {"source": {"path": "a", "at": 1}, "fields": {"题": "乙"}, "tags": {}}})
    >>> row["fields"]
    [{'key': '题', 'value': '乙'}]
    """
    meta = record["meta"]
    source: dict[str, Any] = {}
    other: dict[str, Any] = {}
    for name, value in meta["source"].items():
        (source if name != "other" and _fits(value, SOURCE.get(name)) else other)[name] = value
    if other:
        source["other"] = _json(other)
    fields = [{"key": key, "value": value if isinstance(value, str) else _json(value)} for key, value in meta["fields"].items()]
    return {"id": record["id"], "text": record["text"], "source": source, "fields": fields, "tags": _json(meta["tags"])}


def from_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Take back what `to_row` gave."""
    source = {name: value for name, value in row["source"].items() if value is not None and name != "other"}
    if row["source"]["other"] is not None:
        source |= orjson.loads(row["source"]["other"])
    fields = {pair["key"]: pair["value"] for pair in row["fields"]}
    return {"id": row["id"], "text": row["text"], "meta": {"source": source, "fields": fields, "tags": orjson.loads(row["tags"])}}


def pyarrow() -> Any:
    """Give the library.

    Raises:
        InputError: it is not installed.
    """
    try:
        import pyarrow as library
        import pyarrow.json
        import pyarrow.parquet
    except ImportError:
        raise InputError(NO_PYARROW) from None
    return library


def _arrow(library: Any, kind: Any) -> Any:
    if isinstance(kind, Mapping):
        return library.struct([library.field(name, _arrow(library, inner)) for name, inner in kind.items()])
    if isinstance(kind, Sequence) and not isinstance(kind, str):
        return library.list_(_arrow(library, kind[0]))
    return getattr(library, kind)()


def _leaves(kind: Any, above: str = "") -> Iterator[str]:
    """Name the columns as they lie in the file."""
    if isinstance(kind, Mapping):
        for name, inner in kind.items():
            yield from _leaves(inner, f"{above}.{name}" if above else name)
    elif isinstance(kind, list):
        yield from _leaves(kind[0], f"{above}.list.element")
    else:
        yield above


def _fits(value: Any, kind: Any) -> bool:
    if isinstance(kind, Mapping):
        return isinstance(value, Mapping) and value.keys() == kind.keys() and all(_fits(value[name], kind[name]) for name in kind)
    if isinstance(kind, list):
        return isinstance(value, list) and all(_fits(item, kind[0]) for item in value)
    # An int in a column of floats would come back as another type; numbers beyond 64 bits are none of a source.
    return kind is not None and type(value) is _KINDS[kind] and not (isinstance(value, int) and value >= 2**63)


def _is_in(file: Any, group: int, wanted: str) -> bool:
    columns = file.read_row_group(group, columns=["id", "source.path", "source.member", "source.record"])
    sources = ({name: value for name, value in source.items() if value} for source in columns["source"].to_pylist())
    return wanted in columns["id"].to_pylist() or any(wanted in (source.get("path"), place_of(source)) for source in sources)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
