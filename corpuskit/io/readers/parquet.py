"""Parquet: each row is a record; only the columns that are asked for are read, and some rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

from corpuskit.decoding import binary_reason, decode
from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers.needs import extra
from corpuskit.io.readers.records import RecordReader, missing_field

if TYPE_CHECKING:
    from pyarrow import Array
    from pyarrow.parquet import ParquetFile

_BUFFER = 1 << 20  # bytes of a column that are read at once, as a row group may be large
_BATCH = 256  # rows; documents of 100 kB make 25 MB


def read(stream: BinaryIO, options: ReadOptions, portion: Portion | None = None) -> Iterator[RawDocument | Unreadable]:
    """Read a Parquet file.

    Args:
        stream: the whole file, seekable.
        options: which columns are the text, the id and kept; names with dots lead into columns of structs.
        portion: the row groups to read; None: all of them.

    Yields:
        A document for each row whose text is there, an `Unreadable` for every other; `record` is the number of the row. What
        comes after a damaged part of the file is one `Unreadable`.

    Raises:
        InputError: pyarrow is not installed.
    """
    with extra("parquet", "Parquet files"):
        import pyarrow as pa
        import pyarrow.parquet as pq
    number = portion.first_record if portion is not None else 0
    try:
        file = pq.ParquetFile(stream, buffer_size=_BUFFER, page_checksum_verification=True)
        names = list(file.schema_arrow.names)
        if options.text_field not in names and options.text_field.partition(".")[0] not in names:
            yield Unreadable(missing_field(options.text_field, names))
            return
        reader = RecordReader(options)
        groups = range(portion.start, portion.stop) if portion is not None else range(file.num_row_groups)
        for record in _records(file, groups, _wanted(names, options)):
            number += 1
            yield _document(record, reader, options, number)
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
        yield Unreadable(f"damaged Parquet file: {_one_line(error)}", record=number + 1 if number else 0)


def _records(file: ParquetFile, groups: Sequence[int], columns: list[str] | None) -> Iterator[dict[str, Any]]:
    for group in groups:
        rows = 0
        for batch in file.iter_batches(batch_size=_BATCH, row_groups=[group], columns=columns, use_threads=False):
            rows += batch.num_rows
            values = [_values(column) for column in batch.columns]
            names = batch.schema.names
            yield from (dict(zip(names, row, strict=True)) for row in zip(*values, strict=True))
        if rows != file.metadata.row_group(group).num_rows:
            raise ValueError(f"row group {group} has {rows} rows of {file.metadata.row_group(group).num_rows}")


def _values(column: Array) -> list[Any]:
    """Give the values of a column, text as bytes: one string that is no UTF-8 must not cost all the others."""
    import pyarrow as pa

    if isinstance(column.type, pa.DictionaryType):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type):
        column = column.cast(pa.binary())
    elif pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        column = column.cast(pa.large_binary())
    values: list[Any] = column.to_pylist()
    return values


def _wanted(names: Sequence[str], options: ReadOptions) -> list[str] | None:
    if "*" in options.keep_fields or (options.text_field == "text" and set(names) == {"id", "text", "meta"}):
        return None
    asked = {options.text_field, *options.keep_fields} | ({options.id_field} if options.id_field else set())
    heads = {name if name in names else name.partition(".")[0] for name in asked}
    return [name for name in names if name in heads]


def _document(record: dict[str, Any], reader: RecordReader, options: ReadOptions, number: int) -> RawDocument | Unreadable:
    data, encoding = record.get(options.text_field), None
    for name, value in record.items():
        if not isinstance(value, bytes):
            continue
        try:
            record[name] = value.decode()
        except UnicodeDecodeError:
            if name == options.text_field and (kind := binary_reason(value)):
                return Unreadable(f"not text: {kind}", record=number, data=value)
            decoded = decode(value, None if options.encoding == "auto" else options.encoding)
            record[name] = decoded.text
            if name == options.text_field:
                encoding = decoded.encoding
    if not isinstance(data, bytes):  # a text within a struct, or none
        document = reader.document(record, b"", number)
        return replace(document, data=document.text.encode()) if isinstance(document, RawDocument) and document.text else document
    return reader.document(record, data, number, encoding)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
