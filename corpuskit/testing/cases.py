"""The golden cases of stages: read them from YAML and hold a stage against them.

A file `tests/cases/<stage>.yaml` is a list of cases. Each has a `text` and either `expect` (the text afterwards) or
`unchanged: true`; it may have `options`, a `name`, `given` (the `source`, `fields` and `tags` that a document stage finds), and,
where the stage reports them, `removed` (the texts taken out, in order), `fields` and `tags` (those named must be there with these
values; `quality.chars` leads into a tag).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpuskit.document import Document, Removed
from corpuskit.registry import ReadyStage, get_stage
from corpuskit.stage import DocumentStage, Result, TextStage

_KEYS = frozenset({"name", "text", "expect", "unchanged", "options", "removed", "fields", "tags", "given"})


@dataclass(frozen=True, slots=True)
class Case:
    """One golden case: what a stage must make of a text."""

    stage: str
    name: str
    text: str
    expect: str
    options: Mapping[str, Any] = field(default_factory=dict)
    removed: Sequence[str] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def load_cases(path: str | Path) -> list[Case]:
    """Read the golden cases of the stage that the file is named after.

    Args:
        path: a YAML file, `<stage>.yaml`.

    Raises:
        ValueError: a case has an unknown key, or not exactly one of `expect` and `unchanged`.
    """
    from ruamel.yaml import YAML

    path = Path(path)
    cases = []
    for number, entry in enumerate(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) or [], 1):
        place = f"{path.name}, case {number}"
        if unknown := set(entry) - _KEYS:
            raise ValueError(f"{place}: unknown key {sorted(unknown)[0]!r}")
        if ("expect" in entry) == bool(entry.get("unchanged")):
            raise ValueError(f"{place}: give either `expect` or `unchanged: true`")
        rest = {key: value for key, value in entry.items() if key not in ("name", "text", "expect", "unchanged")}
        name = str(entry.get("name", f"case {number}"))
        cases.append(Case(path.stem, name, entry["text"], entry.get("expect", entry["text"]), **rest))
    return cases


def check_case(case: Case) -> None:
    """Assert that the stage does what the case says, and that doing it again changes nothing.

    Raises:
        AssertionError: it does not; the message says which part differs.
    """
    ready = get_stage(case.stage, **case.options)
    got = _result(ready, case.text, case.given)
    assert got.text == case.expect, f"text: {got.text!r}, expected {case.expect!r}"
    if case.removed is not None:
        taken = [case.text[start:end] for start, end, _ in got.removed]
        assert taken == list(case.removed), f"removed: {taken!r}, expected {list(case.removed)!r}"
    for part, expected in (("fields", case.fields), ("tags", case.tags)):
        found = {key: _within(getattr(got, part), key) for key in expected}
        assert found == dict(expected), f"{part}: {found!r}, expected {dict(expected)!r}"
    again = _result(ready, got.text, case.given).text
    assert again == got.text, f"not idempotent: {got.text!r} became {again!r}"


def _within(values: Mapping[str, Any], key: str) -> Any:
    """Look a value up by its name, or by names with dots between them: `quality.chars`."""
    name, dot, inner = key.partition(".")
    if key in values or not dot or not isinstance(values.get(name), Mapping):
        return values.get(key)
    return _within(values[name], inner)


def _result(ready: ReadyStage, text: str, known: Mapping[str, Mapping[str, Any]]) -> Result:
    stage, options = ready.stage, ready.options
    if isinstance(stage, TextStage):
        return stage.run(text, options)
    if isinstance(stage, DocumentStage):
        parts = {part: known.get(part, {}) for part in ("source", "fields", "tags")}
        given = stage.run(Document(text, "", **parts), options)
        if isinstance(given, Removed):
            return Result("", [(0, len(text), given.reason)])
        return given if isinstance(given, Result) else Result(given.text, (), given.tags, given.fields)
    return Result(stage.clean(text, options))
