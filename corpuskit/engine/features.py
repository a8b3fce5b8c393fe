"""The types of what a run writes, so that readers with fixed types (Arrow, DuckDB) need not guess them from the first rows.

A feature is the name of a type, a list with the feature of its items, or a dict of features; None where only nulls were seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Feature: TypeAlias = "str | list[Feature] | dict[str, Feature] | None"

#: What values of several types have in common: nothing that a reader could hold on to.
MIXED = "mixed"
_SCALARS = {str: "string", bool: "bool", int: "int64", float: "float64"}

REMOVED: dict[str, Feature] = {
    "unit": "string",
    "document": "string",
    "path": "string",
    "text": "string",
    "stage": "string",
    "reason": "string",
    "kept": {"document": "string", "text": "string", "index": "string"},
    "score": "float64",
}
QUARANTINE: dict[str, Feature] = {"path": "string", "stage": "string", "error": "string"}
EDITS: dict[str, Feature] = {
    "stage": "string",
    "document": "string",
    "path": "string",
    "start": "int64",
    "before": "string",
    "cut": "bool",
    "after": "string",
}


def feature_of(value: Any) -> Feature:
    """Give the feature of a JSON value.

    >>> feature_of({"a": [1, None], "b": "x"})
    {'a': ['int64'], 'b': 'string'}
    """
    if value is None:
        return None
    if isinstance(value, Mapping):
        return {str(name): feature_of(each) for name, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        item: Feature = None
        for each in value:
            item = merged(item, feature_of(each))
        return [item]
    return _SCALARS.get(type(value), MIXED)


def merged(one: Feature, other: Feature) -> Feature:
    """Give the feature that holds values of both.

    >>> merged({"a": "int64"}, {"a": "float64", "b": None})
    {'a': 'float64', 'b': None}
    """
    if one == other or other is None:
        return one
    if one is None:
        return other
    if isinstance(one, dict) and isinstance(other, dict):
        return {name: merged(one.get(name), other.get(name)) for name in {**one, **other}}
    if isinstance(one, list) and isinstance(other, list):
        return [merged(one[0], other[0])]
    return "float64" if {str(one), str(other)} == {"int64", "float64"} else MIXED


def mixed_in(feature: Feature, name: str = "") -> list[str]:
    """Name what has values of several types.

    >>> mixed_in({"tags": {"x": "mixed", "y": "string"}})
    ['tags.x']
    """
    if isinstance(feature, dict):
        return [found for key, inner in feature.items() for found in mixed_in(inner, f"{name}.{key}".lstrip("."))]
    if isinstance(feature, list):
        return mixed_in(feature[0], name)
    return [name] if feature == MIXED else []


def _shape(value: Any) -> Any:
    """Give something that is equal for values of the same types, sooner than their feature would be."""
    if type(value) is dict:
        kinds = tuple(map(type, value.values()))
        if _SCALARS.keys() >= set(kinds):
            return tuple(value), kinds
    return str(feature_of(value))


class SeenFeatures:
    """The feature of many records of like shape, without a look into each of them."""

    def __init__(self) -> None:
        self.feature: dict[str, Feature] = {}
        self._seen: set[tuple[Any, ...]] = set()

    @classmethod
    def of(cls, feature: dict[str, Feature]) -> SeenFeatures:
        """Begin with what is known already."""
        seen = cls()
        seen._merge(feature)
        return seen

    def see(self, parts: Mapping[str, Mapping[str, Any]]) -> None:
        """Take in one more record: its parts, each a mapping."""
        shape: list[Any] = []
        for values in parts.values():
            for name, value in values.items():
                kind = type(value)
                shape.append((name, kind if kind in _SCALARS else _shape(value)))
            shape.append(None)
        key = tuple(shape)
        if key not in self._seen:
            self._seen.add(key)
            self._merge({part: feature_of(values) for part, values in parts.items()})

    def __add__(self, other: SeenFeatures) -> SeenFeatures:
        """Give the features of both parts of a corpus."""
        both = SeenFeatures()
        both._merge(self.feature)
        both._merge(other.feature)
        return both

    def _merge(self, feature: dict[str, Feature]) -> None:
        whole = merged(self.feature, feature)
        assert isinstance(whole, dict)
        self.feature = whole
