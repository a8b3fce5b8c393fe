"""From a record with named fields to a document: which field is the text, which the id, which are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from corpuskit.io.raw import RawDocument, ReadOptions, Unreadable

_MOST_NAMES = 20  # fields that an error message lists
_LONGEST_NAME = 40  # characters of each
_OWN_RECORD = {"id", "text", "meta"}
_OWN_META = {"source", "fields", "tags"}


class _Missing:
    """Stands for a field that a record does not have: `None` is a value."""


_MISSING = _Missing()


class RecordReader:
    """Makes documents of records, the way the options say."""

    def __init__(self, options: ReadOptions) -> None:
        self._text_field = options.text_field
        self._id_field = options.id_field
        self._all = "*" in options.keep_fields
        self._kept = tuple(name for name in options.keep_fields if name != "*")
        #: Whether any value but the text is looked at.
        self.looks_at_values = bool(options.id_field or options.keep_fields)

    def document(
        self, record: Mapping[str, Any], data: bytes, number: int, encoding: str | None = None
    ) -> RawDocument | Unreadable:
        """Make a document of one record.

        Args:
            record: its fields by name; a name with dots, such as `meta.content`, leads into objects within objects unless a field
                has that very name.
            data: the bytes that the record was read from.
            number: the number of the record, from 1.
            encoding: what the bytes were decoded with, where that is not UTF-8.

        Returns:
            The document, or why there is none: its text is missing or is no string.

        >>> reader = RecordReader(ReadOptions(text_field="正文", keep_fields=("来源",)))
        >>> document = reader.document({"正文": "春天来了。", "来源": {"网站": "示例"}}, b"", 1)
        >>> document.text, document.fields
        ('春天来了。', {'来源': '{"网站":"示例"}'})
        >>> reader.document({"content": "春天"}, b"", 1).reason
        "no field '正文' (source.text_field names the one that holds the text); there are: content"
        """
        text = _look_up(record, self._text_field)
        if not isinstance(text, str):
            return Unreadable(self._no_text(text, record), record=number, data=data or None)
        given = None if self._id_field is None else _look_up(record, self._id_field)
        return RawDocument(
            data,
            text,
            "record",
            record=number,
            given_id=None if given is None or isinstance(given, _Missing) else as_string(given),
            encoding=encoding,
            fields=self._fields(record),
        )

    def _no_text(self, found: object, record: Mapping[str, Any]) -> str:
        if isinstance(found, _Missing):
            return missing_field(self._text_field, record)
        if found is None:
            return f"field {self._text_field!r} is null"
        return f"field {self._text_field!r} is {_kind(found)}, not a string: source.text_field names the one that holds the text"

    def _fields(self, record: Mapping[str, Any]) -> dict[str, str]:
        fields: dict[str, str] = {}
        if self._text_field == "text" and record.keys() == _OWN_RECORD:
            fields |= _own_fields(record["meta"])
        if self._all:
            left = _without(record, (self._text_field, self._id_field))
            fields |= {str(name): as_string(value) for name, value in left.items()}
        for name in self._kept:
            if not isinstance(value := _look_up(record, name), _Missing):
                fields[name] = as_string(value)
        return fields


def missing_field(name: str, names: Iterable[str]) -> str:
    """Say that records have no field of that name, and which ones they have."""
    listed = [_shortened(str(other)) for other in names]
    there = ", ".join(listed[:_MOST_NAMES]) + (f" and {len(listed) - _MOST_NAMES} more" if len(listed) > _MOST_NAMES else "")
    return f"no field {name!r} (source.text_field names the one that holds the text); there are: {there or 'none'}"


def as_string(value: object) -> str:
    """Give a value of a record as the string that `meta.fields` holds.

    >>> [as_string(value) for value in ("甲", None, True, 3, 0.5, ["乙"], {"a": None})]
    ['甲', '', 'true', '3', '0.5', '["乙"]', '{"a":null}']
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # of any size
    if not isinstance(value, bool | float | bytes | Mapping | list | tuple):  # a date, a decimal
        return str(value)
    try:
        return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()
    except (TypeError, ValueError):  # too deep, an integer of more than 64 bits inside, a lone surrogate
        return str(value).encode("utf-8", "replace").decode()


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def _look_up(record: Mapping[str, Any], name: str) -> Any:
    value = record.get(name, _MISSING)
    if value is _MISSING and "." in name:
        value = record
        for part in name.split("."):
            value = value.get(part, _MISSING) if isinstance(value, Mapping) else _MISSING
    return value


def _without(record: Mapping[str, Any], names: Iterable[str | None]) -> dict[str, Any]:
    left = dict(record)
    for name in names:
        if name is None:
            continue
        if name in left:
            del left[name]
        elif "." in name:
            head, _, rest = name.partition(".")
            if isinstance(inner := left.get(head), Mapping):
                left[head] = _without(inner, (rest,))
    return left


def _own_fields(meta: object) -> dict[str, str]:
    if not isinstance(meta, Mapping) or not meta.keys() >= _OWN_META:
        return {}
    fields = meta["fields"]
    if isinstance(fields, list):  # a map of Parquet
        fields = dict(pair for pair in fields if isinstance(pair, tuple))
    return {str(name): as_string(value) for name, value in fields.items()} if isinstance(fields, Mapping) else {}


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "true or false" if isinstance(value, bool) else "a number" if isinstance(value, int | float) else type(value).__name__


def _shortened(name: str) -> str:
    name = "".join(character if character.isprintable() else "\ufffd" for character in name[: _LONGEST_NAME + 1])
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
